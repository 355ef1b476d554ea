"""Advice written out: as JSON, as text, or as a printed sheet in PDF, to a file or to standard output."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.cli.words_given import one_of
from hoofbeat.errors import Problem, QuestionError

SHEETS = ("board", "patient")
LOCAL_PAGE = "http://localhost:8080/"

Sheet = Annotated[
    str | None, typer.Option("--sheet", help="With --format pdf: board (if not given) or patient; one A4 page.")
]
Output = Annotated[str | None, typer.Option("--output", "-o", help="The file to write; - writes to standard output.")]
Page = Annotated[
    str | None,
    typer.Option("--page", help=f"With --sheet board: the page that its code opens; {LOCAL_PAGE} if not given."),
]


def sheet_of(advice: Any, knowledge: Any, sheet: str | None, page: str | None) -> bytes:
    """The sheet as PDF.

    Raises:
        QuestionError: for a sheet that does not exist, an address that is none, or where typst is not installed.
    """
    from hoofbeat.knowledge.wording import Wording
    from hoofbeat.web.link import write_link
    from hoofbeat.web.sheet_pdf import sheet_pdf
    from hoofbeat.web.sheets import board_sheet, patient_sheet

    wording = Wording(knowledge)
    if one_of(sheet or "board", "--sheet", SHEETS) == "patient":
        return sheet_pdf(patient_sheet(advice, wording))
    address = page or LOCAL_PAGE
    if not address.startswith(("http://", "https://")) or "#" in address:
        raise QuestionError(Problem("--page", f"'{address[:80]}' is not the address of a page.", f"As {LOCAL_PAGE}"))
    return sheet_pdf(board_sheet(advice, wording, link=f"{address}#{write_link(advice.case, knowledge)}"))


def json_of(advice: Any) -> bytes:
    """The whole answer as JSON."""
    return (json.dumps(advice.to_dict(), indent=2, ensure_ascii=False) + "\n").encode()


def text_of(advice: Any, knowledge: Any, explain: bool) -> bytes:
    """The answer as it reads in a terminal."""
    from hoofbeat.terminal.advice import print_advice
    from hoofbeat.terminal.page import console

    out = io.StringIO()
    print_advice(advice, knowledge, console(out), explain=explain)
    return out.getvalue().encode()


def check_options(format: str, sheet: str | None, page: str | None, output: str | None) -> None:
    """Refuses options that do not go together.

    Raises:
        QuestionError: for a sheet that is not PDF, or a PDF that has nowhere to go.
    """
    for name, given in (("--sheet", sheet), ("--page", page)):
        if given is not None and format != "pdf":
            raise QuestionError(Problem(name, "is for the printed sheets only.", "Add --format pdf."))
    if format == "pdf" and output is None and sys.stdout.isatty():
        raise QuestionError(Problem("--format pdf", "cannot be shown in a terminal.", "Add --output sheet.pdf."))


def write(data: bytes, output: str | None) -> None:
    """Writes to a file, or to standard output.

    Raises:
        QuestionError: for a file that cannot be written.
    """
    if output in (None, "-"):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(str(output)).write_bytes(data)
    except OSError as error:
        raise QuestionError(Problem(str(output), f"cannot be written: {error.strerror}.")) from None
