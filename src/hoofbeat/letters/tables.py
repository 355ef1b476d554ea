"""Tables of results: of several columns, the one of now is read; those of then and the laboratory's limits are not.

A column is known by its heading: a word ('Today', 'Discharge', 'Prior', 'Ref'; `columns` in `tokens.yaml`) or a date.
Where the headings do not say which column is the latest, the table is left as it stands, and nobody guesses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from hoofbeat.language.dates import Date, dates
from hoofbeat.language.records import expanded, quantity_words, text_words
from hoofbeat.language.tokens import Document, pieces, read_document
from hoofbeat.letters import numbered
from hoofbeat.letters.forms import fill_in
from hoofbeat.letters.rows import Cell, Line, Sheet, lines_of

_NUMBER = re.compile(r"[<>~]?\s*\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?")
_HALF_A_YEAR = 6
_WORDS_OF_DATE = 6
_RANGE = re.compile(r"[<>~=\u2264\u2265]*\s*\d[\d.,]*(?:\s*-\s*\d[\d.,]*)?")
"""The numbers of a laboratory's limits, in front of the unit."""
_LATEST, _EARLIER, _UNITS, _LIMITS, _COUNTED = "latest", "earlier", "units", "limits", "counted"


def with_values_of_now(document: Document) -> Document:
    """The document with what its forms and tables do not say of the person now blanked out: other columns, limits, options not ticked."""
    lines = tuple(lines_of(document.text))
    sheet = Sheet(document.text)
    numbered.put_in_words(sheet, document.text, lines)
    fill_in(sheet, lines)
    for start, end in _unread(lines, document):
        sheet.blank(start, end)
    masked = sheet.text
    return document if masked == document.text else read_document(document.text, masked)


def _unread(lines: Sequence[Line], document: Document) -> Iterator[tuple[int, int]]:
    """The places of the cells that are not of the latest column, and of the bars between them."""
    found = dates(document) if any(len(line.cells) > 1 for line in lines) else []
    for number, heading in enumerate(lines):
        roles = _roles(heading, found)
        chosen = _chosen(roles)
        if chosen is None:
            continue
        for row in _rows(heading, lines[number + 1 :]):
            for cell in row.cells[1:]:
                column = cell.column if heading.barred else _column(cell, row, heading)
                if column != chosen and roles.get(column) != _UNITS:
                    yield cell.start, _end_of_range(cell) if roles.get(column) == _LIMITS else cell.end
            if row.barred:
                begin = row.cells[0].end
                yield from (
                    (row.start + m.start(), row.start + m.end())
                    for m in re.finditer(r"\|", row.text)
                    if row.start + m.start() > begin + 2
                )


def _end_of_range(cell: Cell) -> int:
    """Where the unit begins in a cell of limits: '0.7-1.3 mg/dL' has the unit of the value beside it."""
    limits = _RANGE.match(cell.text)
    return cell.start + limits.end() if limits else cell.end


def _rows(heading: Line, below: Sequence[Line]) -> Iterator[Line]:
    """The rows under a heading: a name and something with a number behind it, line after line."""
    for line in below:
        if line.is_rule:
            continue
        if len(line.cells) < 2 or line.barred != heading.barred or _NUMBER.match(line.cells[0].text):
            return
        yield line


def _roles(heading: Line, found: Sequence[Date]) -> dict[int, str]:
    """What the columns of a heading hold, by the number of the column; empty for what is no heading of results.

    `found` are the dates of the document: a day in figures alone is read in the order that the others give away.
    """
    cells = heading.cells
    if len(cells) < 2 or any(c.text.endswith(".") for c in cells):
        return {}
    named: dict[int, str] = {}
    for place, cell in enumerate(cells):
        role = _role(cell.text) or _date_in(cell, found)
        if role:
            named[cell.column if heading.barred else place] = role
    return named


@lru_cache(maxsize=256)
def _role(text: str) -> str:
    """What a heading says of its column: the latest or earlier values, limits, units, or what orders it, a count or a date."""
    words = pieces(text)
    if len(words) == 2 and words[1].isdigit() and words[0] in text_words().columns[_COUNTED]:
        return f"{int(words[1]):04d}"
    for role, names in _names().items():
        if any(words[at : at + len(name)] == name for name in names for at in range(len(words))):
            return role if sum(w.isalnum() for w in words) <= 4 else ""
    if _YEAR.fullmatch(text):
        return text
    return _day_of_some_year(text)


def _date_in(cell: Cell, found: Sequence[Date]) -> str:
    """The date that a heading is; '' for one that is none."""
    if not any(c.isdigit() for c in cell.text) or len(pieces(cell.text)) > _WORDS_OF_DATE:
        return ""
    inside = [d for d in found if cell.start <= d.start and d.end <= cell.end]
    if len(inside) != 1 or inside[0].ambiguous or not inside[0].month:
        return ""
    return "{:04d}-{:02d}-{:02d}".format(*inside[0].order)


def _day_of_some_year(text: str) -> str:
    """A day without its year, so that days of one half of a year can be put in order; '' for anything else."""
    day = _DAY.fullmatch(text)
    month = quantity_words().months.get(day[2].lower()) if day else None
    return "" if day is None or month is None else f"0000-{month:02d}-{int(day[1]):02d}"


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[tuple[str, ...], ...]]:
    columns = text_words().columns
    return {role: tuple(pieces(p) for p in expanded(columns[role])) for role in columns if role != _COUNTED}


def _chosen(roles: dict[int, str]) -> int | None:
    """The column that holds the values of now; None where the heading does not say."""
    latest = [column for column, role in roles.items() if role == _LATEST]
    dated = {column: role for column, role in roles.items() if role[:1].isdigit()}
    if len(latest) == 1 and len(roles) > 1:
        return latest[0]
    if not latest and len(dated) > 1 and len(set(dated.values())) == len(dated) and _EARLIER not in roles.values():
        if not _within_one_year(dated.values()):
            return None
        return max(dated, key=lambda column: dated[column])
    return None


def _within_one_year(dated: Collection[str]) -> bool:
    """Whether days told without a year lie so near that none can be of the year before."""
    months = [int(d[5:7]) for d in dated if d.startswith("0000")]
    return not months or (len(months) == len(dated) and max(months) - min(months) < _HALF_A_YEAR)


def _column(cell: Cell, row: Line, heading: Line) -> int:
    """The heading that a cell stands under: by its number where the row is whole, else the nearest."""
    if len(row.cells) == len(heading.cells):
        return row.cells.index(cell)
    at = cell.start - row.start

    def apart(place: int) -> int:
        head = heading.cells[place]
        return abs(head.start - heading.start - at)

    return min(range(len(heading.cells)), key=apart)
