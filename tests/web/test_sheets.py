"""The printed sheets: one content, drawn by the browser and as PDF."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from hoofbeat.advice import advise
from hoofbeat.errors import QuestionError
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.wording import Wording
from hoofbeat.web.forms import controls_of
from hoofbeat.web.link import read_link, write_link
from hoofbeat.web.qr import LONGEST, qr_svg
from hoofbeat.web.sheet_pdf import sheet_pdf
from hoofbeat.web.sheets import BoardSheet, board_sheet, patient_sheet, shortened
from hoofbeat.yaml_text import read_yaml
from tests.web.conftest import ROOT
from tests.web.test_pages import post

CASES = sorted((ROOT / "tests/cases").glob("*.yaml"))
NONE_KNOWN: dict[str, Any] = {}


def case_in(path: Path) -> dict[str, Any]:
    held = read_yaml(path.read_bytes(), path.name)
    return dict(held.get("case") or held.get("given") or {}) if path.parent.name == "cases" else dict(held)


EXAMPLES = {path.stem: case_in(path) for path in sorted((ROOT / "examples").glob("*.yaml"))}


def sheets_of(case: dict[str, Any], knowledge: Knowledge) -> Iterator[Any]:
    advice, wording = advise(case, knowledge), Wording(knowledge)
    yield board_sheet(advice, wording, link=f"http://localhost:8080/#{write_link(advice.case, knowledge)}")
    yield patient_sheet(advice, wording)


def texts_in(value: Any) -> Iterator[str]:
    """Every text that a sheet holds, the link and the whole hash apart."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts_in(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            if name not in ("link", "knowledge"):
                yield from texts_in(getattr(value, name))


def bare(text: str) -> str:
    """Text without spaces, hyphens at line ends and ligatures: what PDF and HTML must share."""
    joined = text.replace("\ufb01", "fi").replace("\ufb02", "fl").replace("\ufb00", "ff").replace("\ufb03", "ffi")
    return re.sub(r"[\s\u00a0\u00ad]+", "", joined)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_pdf_says_what_the_sheet_holds_on_one_tagged_page(name: str, knowledge: Knowledge) -> None:
    for sheet in sheets_of(EXAMPLES[name], knowledge):
        reader = PdfReader(io.BytesIO(sheet_pdf(sheet)))
        assert len(reader.pages) == 1
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        text = bare(reader.pages[0].extract_text())
        assert [t for t in texts_in(sheet) if bare(t) not in text] == []
        assert sheet.knowledge[:12] in text


def test_the_same_sheet_gives_the_same_bytes(knowledge: Knowledge) -> None:
    for sheet in sheets_of(EXAMPLES["colon-carcinoma"], knowledge):
        assert sheet_pdf(sheet) == sheet_pdf(sheet)


@pytest.mark.parametrize("path", CASES[::6], ids=lambda p: p.stem)
def test_every_case_fits_one_page(path: Path, knowledge: Knowledge) -> None:
    for sheet in sheets_of(case_in(path), knowledge):
        assert len(PdfReader(io.BytesIO(sheet_pdf(sheet))).pages) == 1


def test_a_case_of_which_nothing_is_known_has_its_sheets_too(knowledge: Knowledge) -> None:
    for sheet in sheets_of(NONE_KNOWN, knowledge):
        assert sheet_pdf(sheet).startswith(b"%PDF")


def test_the_browsers_sheets_say_the_same(page: httpx.Client, knowledge: Knowledge) -> None:
    case = EXAMPLES["pancreas-g2-bulky"]
    pairs = [(k, v) for k, texts in controls_of(case).raw.items() for v in texts]
    for kind, sheet in zip(("board", "patient"), sheets_of(case, knowledge), strict=True):
        text = bare(unescape(re.sub(r"<[^>]+>", "", post(page, f"/advise/print/{kind}", pairs).text)))
        assert [t for t in texts_in(sheet) if bare(t) not in text] == []


def test_the_code_on_the_sheet_opens_the_case_and_holds_no_name(page: httpx.Client, knowledge: Knowledge) -> None:
    case = EXAMPLES["colon-carcinoma"]
    pairs = [(k, v) for k, texts in controls_of(case).raw.items() for v in texts]
    text = post(page, "/advise/print/board", [*pairs, ("pseudonym", "Blue Heron")]).text
    link = f"http://testserver/#{write_link(advise(case, knowledge).case, knowledge)}"
    assert qr_svg(link) in text
    assert "Blue Heron" in text
    assert read_link(link.split("#")[1]).values == advise(case, knowledge).case
    assert "style=" not in qr_svg(link)


def test_a_link_too_long_to_be_scanned_is_printed_as_text(knowledge: Knowledge) -> None:
    assert qr_svg("x" * (LONGEST + 1)) == ""
    assert qr_svg("") == ""


def test_text_from_a_case_is_inert_in_a_pdf(knowledge: Knowledge) -> None:
    board, _ = sheets_of(EXAMPLES["colon-carcinoma"], knowledge)
    evil = '#panic("x") *bold* $x$ \\ ] <a> @b //'
    held = {name: getattr(board, name) for name in board.__dataclass_fields__}
    made = sheet_pdf(BoardSheet(**{**held, "patient": evil, "title": evil}))
    assert bare(evil) in bare(PdfReader(io.BytesIO(made)).pages[0].extract_text())


def test_without_typst_the_message_says_how_to_get_it(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    sheet = next(sheets_of(EXAMPLES["colon-carcinoma"], knowledge))
    with pytest.raises(QuestionError, match=re.escape("pip install 'hoofbeat[pdf]'")):
        sheet_pdf(sheet)


def test_long_text_is_cut_between_words() -> None:
    assert shortened("one two three", 20) == "one two three"
    assert shortened("one two three four", 12) == "one two..."
