"""The pathway map as SVG: columns by group of tumors, rows by point of the way, every treatment a link."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from hoofbeat.evidence.svg import shortened
from hoofbeat.web.page import record_path
from hoofbeat.web.pathway import Box, Cell, Pathway, Row

_LEFT, _TOP, _WIDE, _GAP, _LINE = 124, 58, 214, 10, 21
_LETTERS = 29


def drawn(pathway: Pathway, lit: Mapping[tuple[str, str], str]) -> Markup:
    """The picture; `lit` names the places of this case: 'here' or 'perhaps'."""
    width = _LEFT + len(pathway.columns) * (_WIDE + _GAP)
    marks: list[str] = []
    for place, column in enumerate(pathway.columns):
        marks += _wrapped(column.name, _LEFT + place * (_WIDE + _GAP), 18, 30, "head")
    y = _TOP
    for row in pathway.rows:
        high = _height(pathway, row)
        marks += _wrapped(row.name, 0, y + 18, 16, "head")
        if row.lines is not None and row is not pathway.rows[-1]:
            marks.append(f'<path class="arrow" d="M 12 {y + high - 26} v 22 m -5 -7 l 5 7 l 5 -7"/>')
        for number, column in enumerate(pathway.columns):
            key = (column.id, row.id)
            marks += _cell(pathway.cells[key], _LEFT + number * (_WIDE + _GAP), y, high, lit.get(key, ""))
        y += high + _GAP
    title = "What the records advise, by group of tumors and point of the way"
    opening = (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" '
        f'height="{y}" role="group" aria-label={quoteattr(title + "; the table below says the same")}>'
    )
    return Markup(opening + "".join(marks) + "</svg>")


def _height(pathway: Pathway, row: Row) -> int:
    """As high as the fullest box of the row needs, and its name."""
    cells = [pathway.cells[column.id, row.id] for column in pathway.columns]
    lines = max(1, *(len(c.boxes) + bool(c.more) for c in cells))
    return max(_LINE * (lines + 1) + 12, 17 * len(textwrap.wrap(row.name, 16)) + 34)


def _wrapped(words: str, x: int, y: int, letters: int, kind: str) -> Iterator[str]:
    for number, part in enumerate(textwrap.wrap(words, letters)):
        yield f'<text class="{kind}" x="{x}" y="{y + 17 * number}">{escape(part)}</text>'


def _name(words: str) -> str:
    """The name of a treatment as it fits: its abbreviation in brackets, where it has one."""
    short = re.search(r"\(([A-Z][A-Za-z-]+)\)$", words)
    return short[1] if short and len(words) > _LETTERS else shortened(words, _LETTERS)


def _cell(cell: Cell, x: int, y: int, high: int, lit: str) -> Iterator[str]:
    kind = f"cell {lit}".strip()
    yield f'<rect class="{kind}" x="{x}" y="{y}" width="{_WIDE}" height="{high}" rx="6"/>'
    here = {"here": "this case", "perhaps": "perhaps this case"}.get(lit, "")
    verdict = f"chemotherapy: {cell.verdict.replace('_', ' ')}"
    yield f'<text class="verdict" x="{x + 10}" y="{y + 19}">{escape(verdict)}</text>'
    if here:
        yield f'<text class="lit" x="{x + _WIDE - 8}" y="{y + high - 8}" text-anchor="end">{here}</text>'
    for number, box in enumerate(cell.boxes):
        yield _box(box, x + 10, y + 19 + _LINE * (number + 1))
    if cell.more:
        yield f'<text class="more" x="{x + 10}" y="{y + 19 + _LINE * (len(cell.boxes) + 1)}">and {cell.more} more</text>'
    if not cell.boxes:
        yield f'<text class="more" x="{x + 10}" y="{y + 19 + _LINE}">no statement held</text>'


def _box(box: Box, x: int, y: int) -> str:
    name = _name(box.name)
    how = f"{box.name}: {box.position}{', through its class' if box.inferred else ''}"
    kind = f"box {box.position}{' inferred' if box.inferred else ''}"
    weight = {"prefer": 9, "offer": 7, "consider": 5, "reserve": 3}.get(box.position, 3)
    mark = f'<rect class="mark" x="{x}" y="{y - 9}" width="{weight}" height="9"/>'
    return (
        f'<a href="{record_path("treatment", box.treatment)}" class="{kind}" aria-label={quoteattr(how)}>'
        f'<rect class="target" x="{x - 4}" y="{y - 15}" width="{_WIDE - 14}" height="{_LINE}"/>{mark}'
        f'<text x="{x + 15}" y="{y}">{escape(name)}</text></a>'
    )
