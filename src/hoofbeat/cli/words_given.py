"""What commands share: options, reading files, printing JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.errors import Problem, QuestionError

Format = Annotated[str, typer.Option("--format", help="text or json")]
Folder = Annotated[Path | None, typer.Option("--knowledge", help="Another folder of records than the one shipped.")]


def load(folder: Path | None) -> Any:
    """The knowledge, checked."""
    from hoofbeat.knowledge import load_knowledge

    return load_knowledge(folder)


def console_here() -> Any:
    """A console on standard output."""
    from hoofbeat.terminal.page import console

    return console()


def print_json(data: Any) -> None:
    """Prints plain data as JSON."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def one_of(value: str, name: str, allowed: tuple[str, ...]) -> str:
    """The value, where it is among those allowed.

    Raises:
        QuestionError: where it is not.
    """
    if value not in allowed:
        raise QuestionError(Problem(name, f"'{value}' is not allowed.", f"Allowed: {', '.join(allowed)}."))
    return value


def read_bytes(path: str) -> tuple[bytes, str]:
    """What a file, or standard input for `-`, holds, and what to call it in an error.

    Raises:
        QuestionError: for a path that is no readable file.
    """
    if path == "-":
        return sys.stdin.buffer.read(), "standard input"
    file = Path(path)
    if file.is_dir():
        raise QuestionError(Problem(path, "is a folder; a file is expected."))
    try:
        return file.read_bytes(), path
    except OSError as error:
        raise QuestionError(Problem(path, f"cannot be read: {error.strerror}.")) from None


def ledger_of(folder: Path | None, ledger: Path | None = None) -> Any:
    """The ledger of sign-offs: beside the records, or another file."""
    from hoofbeat.knowledge.files import shipped_folder
    from hoofbeat.review.ledger import FILE_NAME, Ledger

    return Ledger(ledger or (folder or shipped_folder()) / FILE_NAME)
