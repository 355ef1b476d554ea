"""The printed sheets as PDF: one page of A4 each, tagged, the same bytes for the same sheet. Needs the extra `pdf`."""

from __future__ import annotations

import json
from dataclasses import asdict

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.web.page import HERE
from hoofbeat.web.qr import qr_svg
from hoofbeat.web.sheets import BoardSheet, PatientSheet


def sheet_pdf(sheet: BoardSheet | PatientSheet) -> bytes:
    """A sheet as a PDF document. Fonts are typst's own, so that every machine makes the same bytes.

    Raises:
        QuestionError: where typst is not installed.
    """
    try:
        import typst
    except ImportError:
        raise QuestionError(
            Problem("--format pdf", "needs typst, which is not installed.", "Get it with: pip install 'hoofbeat[pdf]'")
        ) from None
    board = isinstance(sheet, BoardSheet)
    held = {**asdict(sheet), "qr": qr_svg(sheet.link) if isinstance(sheet, BoardSheet) else ""}
    made: bytes = typst.compile(
        str(HERE / "templates" / "print" / ("board.typ" if board else "patient.typ")),
        root=str(HERE),
        sys_inputs={"sheet": json.dumps(held)},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return made
