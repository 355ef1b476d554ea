"""Commands of review: who has looked at which record, and signing one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.cli.words_given import Folder, ledger_of, load, one_of
from hoofbeat.errors import Problem, QuestionError

app = typer.Typer(no_args_is_help=True, help="Sign-offs of records, bound to what they say: an edit ends an approval.")
Id = Annotated[str, typer.Argument(help="The id of a record.")]
As = Annotated[str, typer.Option("--as", help='Who signs: "Name, role".')]
Note = Annotated[str, typer.Option("--note", help="A word on why.")]
LedgerFile = Annotated[
    Path | None, typer.Option("--ledger", help="The file of sign-offs; beside the records if not given.")
]


def _records(base: Any) -> list[Any]:
    from hoofbeat.knowledge.files import content_hash
    from hoofbeat.review.commands import reviewables

    shelves = ((kind, name, record) for kind, shelf in base.by_kind.items() for name, record in shelf.items())
    return list(reviewables((s for s in shelves if getattr(s[2], "id", None)), content_hash))


def _record(base: Any, name: str) -> Any:
    found = [r for r in _records(base) if r.id == name]
    if not found:
        base.find(name)  # raises, with the nearest ids
        raise QuestionError(Problem(name, "is another name of a record; sign it by its id.", "See: hoofbeat show."))
    return found[0]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


@app.command("list")
def list_(
    status: Annotated[str | None, typer.Option("--status", help="submitted, under review or approved")] = None,
    knowledge: Folder = None,
    ledger: LedgerFile = None,
) -> None:
    """The records by review status."""
    from hoofbeat.review.commands import listed

    if status is not None:
        one_of(status, "--status", ("submitted", "under review", "approved"))
    _print(listed(_records(load(knowledge)), ledger_of(knowledge, ledger), status))


@app.command()
def show(id: Id, knowledge: Folder = None, ledger: LedgerFile = None) -> None:
    """One record: its status, every sign-off, and what changed since the last."""
    from hoofbeat.review.commands import show as shown

    _print(shown(_record(load(knowledge), id), ledger_of(knowledge, ledger)))


def _decide(decision: Any, id: str, by: str, note: str, knowledge: Path | None, ledger: Path | None) -> None:
    from hoofbeat.review.commands import decide

    record = _record(load(knowledge), id)
    _print(decide(decision, record, ledger_of(knowledge, ledger), by=by, on=dt.date.today(), note=note))


@app.command()
def start(id: Id, by: As, note: Note = "", knowledge: Folder = None, ledger: LedgerFile = None) -> None:
    """Begins the review of a record."""
    _decide("start", id, by, note, knowledge, ledger)


@app.command()
def approve(id: Id, by: As, note: Note = "", knowledge: Folder = None, ledger: LedgerFile = None) -> None:
    """Approves a record as it now reads."""
    _decide("approve", id, by, note, knowledge, ledger)


@app.command("return")
def return_(id: Id, by: As, note: Note = "", knowledge: Folder = None, ledger: LedgerFile = None) -> None:
    """Gives a record back for mending."""
    _decide("return", id, by, note, knowledge, ledger)


@app.command()
def withdraw(id: Id, by: As, note: Note = "", knowledge: Folder = None, ledger: LedgerFile = None) -> None:
    """Takes an approval back."""
    _decide("withdraw", id, by, note, knowledge, ledger)
