"""Tables of results: of several columns, the one of now is read; those of then and the laboratory's limits are not.

A column is known by its heading: a word ('Today', 'Discharge', 'Prior', 'Ref'; `columns` in `tokens.yaml`) or a date.
Where the headings do not say which column is the latest, the table is left as it stands, and nobody guesses. Of a list of
criteria with the patient's values in brackets behind them, the values are read and not the limits; of options with boxes in
one line, those that are ticked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from hoofbeat.language.dates import dates
from hoofbeat.language.records import expanded, text_words
from hoofbeat.language.tokens import Document, pieces, read_document

_CELL = re.compile(r"[^\s|]+(?:[ ][^\s|]+)*")
"""Words with single spaces between them; two spaces, a tab or a bar end a cell."""
_NUMBER = re.compile(r"[<>~]?\s*\d")
_RULE = re.compile(r"[\s|+:=-]*")
_LIMIT = re.compile(r"[<>=\u2264\u2265]|(?<=\s)\d")
_LIMIT_BEFORE_VALUE = re.compile(r"(?<=\s)([<>=\u2264\u2265]{1,2}\s*\d[^()<>=]*?)(?=\(\s*[<>~]?\s*\d)")
_BOX = re.compile(r"\[[ xX\u2713\u2714]?\]|\([ xX]\)|[\u2610\u2611\u2612\u25a1]")
_RANGE = re.compile(r"[<>~=\u2264\u2265]*\s*\d[\d.,]*(?:\s*-\s*\d[\d.,]*)?")
"""The numbers of a laboratory's limits, in front of the unit."""
_LATEST, _EARLIER, _UNITS, _LIMITS, _COUNTED = "latest", "earlier", "units", "limits", "counted"


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    cells: tuple[_Cell, ...]

    @property
    def barred(self) -> bool:
        return "|" in self.text


def with_values_of_now(document: Document) -> Document:
    """The document with the other columns of its tables of results blanked out, the limits of criteria that were met, and options not ticked."""
    masked = document.plain
    text = document.text
    lines = tuple(_lines(text))
    blanked = (
        _unread(lines),
        _limits_of_criteria(text),
        _limits_beside(lines),
        _limits_answered(lines),
        _limits_ticked(lines),
    )
    for start, end in (*chain.from_iterable(blanked), *_unticked(lines)):
        masked = masked[:start] + " " * (end - start) + masked[end:]
    return document if masked == document.plain else read_document(document.text, masked)


@lru_cache(maxsize=1)
def _criterion() -> re.Pattern[str]:
    met = "|".join(map(re.escape, text_words().criterion_met))
    return re.compile(
        rf"^[ ]*(?:\(?\w{{1,2}}[.)]|[-*])?[ ]*[A-Za-z][^<>=\u2264\u2265\d\n]*?(?P<limit>[<>=\u2264\u2265\d][^\n]*?)[\s:|]*\b(?:{met})\b\s*\(",
        re.IGNORECASE | re.MULTILINE,
    )


def _limits_of_criteria(text: str) -> Iterator[tuple[int, int]]:
    """'Hb >= 80 g/L    MET (Hgb 131 g/L)': the limit, so that the name stands before the value in brackets."""
    return (match.span("limit") for match in _criterion().finditer(text))


def _limits_beside(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The limits of criteria with a column of the person's values beside them: 'Hb >= 90 g/L      122' under 'Subject'."""
    columns = {" ".join(pieces(name)) for name in text_words().subject_columns}
    for number, heading in enumerate(lines):
        if len(heading.cells) != 2 or " ".join(pieces(heading.cells[1].text)) not in columns:
            continue
        criteria = [(row.cells[0], _LIMIT.search(row.cells[0].text)) for row in _rows(heading, lines[number + 1 :])]
        if any(limit and not limit[0].isdigit() for _, limit in criteria):
            yield from ((cell.start + limit.start(), cell.end) for cell, limit in criteria if limit)


def _limits_answered(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The limit and its answer where the value has a column of its own: 'ANC >= 1.5     Y     4.2'."""
    met = {*text_words().criterion_met, "n", "no"}
    for row in lines:
        for criterion, answer, value in zip(row.cells, row.cells[1:], row.cells[2:], strict=False):
            limit = _LIMIT.search(criterion.text)
            if limit and answer.text.lower() in met and _NUMBER.match(value.text) and not _NUMBER.match(criterion.text):
                yield criterion.start + limit.start(), answer.end


def _limits_ticked(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The limits in a ticked line that has the values in brackets behind them: '[x] Plt >= 100 (188)  Hb >= 90 (109 g/L)'."""
    for row in lines:
        box = _BOX.search(row.text)
        if box and _is_ticked(box) and not row.text[: box.start()].strip():
            yield from ((row.start + m.start(1), row.start + m.end(1)) for m in _LIMIT_BEFORE_VALUE.finditer(row.text))


def _unticked(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The options of a list that are not ticked, and the boxes: '[ ] typical carcinoid  [x] atypical carcinoid'."""
    for row in lines:
        line = row.text
        boxes = list(_BOX.finditer(line))
        if len(boxes) > 1 and any(_is_ticked(b) for b in boxes):
            label = line.find(":") + 1 if ":" in line[: boxes[0].start()] else 0
            behind = not line[boxes[-1].end() :].strip()
            edges = [b.end() for b in boxes] if behind else [*(b.start() for b in boxes[1:]), len(line)]
            first = max(label, line.rfind("  ", label, len(line[: boxes[0].start()].rstrip())))
            begins = [first, *edges[:-1]] if behind else [b.start() for b in boxes]
            for box, begin, end in zip(boxes, begins, edges, strict=True):
                left_out = box.span() if _is_ticked(box) else (begin, end)
                yield row.start + left_out[0], row.start + left_out[1]


def _is_ticked(box: re.Match[str]) -> bool:
    return box[0].strip("[]( )") != "" and box[0] not in "\u2610\u25a1"


def _unread(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The places of the cells that are not of the latest column, and of the bars between them."""
    for number, heading in enumerate(lines):
        roles = _roles(heading)
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


def _end_of_range(cell: _Cell) -> int:
    """Where the unit begins in a cell of limits: '0.7-1.3 mg/dL' has the unit of the value beside it."""
    limits = _RANGE.match(cell.text)
    return cell.start + limits.end() if limits else cell.end


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.split("\n"):
        cells = tuple(
            _Cell(m.group(), start + m.start(), start + m.end(), line.count("|", 0, m.start()))
            for m in _CELL.finditer(line)
            if any(c.isalnum() for c in m.group())
        )
        yield _Line(start, line, cells)
        start += len(line) + 1


def _rows(heading: _Line, below: Sequence[_Line]) -> Iterator[_Line]:
    """The rows under a heading: a name and something with a number behind it, line after line."""
    for line in below:
        if _RULE.fullmatch(line.text) and line.text.strip():
            continue
        if len(line.cells) < 2 or line.barred != heading.barred or _NUMBER.match(line.cells[0].text):
            return
        yield line


def _roles(heading: _Line) -> dict[int, str]:
    """What the columns of a heading hold, by the number of the column; empty for what is no heading of results."""
    cells = heading.cells
    if len(cells) < 2 or any(c.text.endswith(".") for c in cells):
        return {}
    named: dict[int, str] = {}
    for place, cell in enumerate(cells):
        role = _role(cell.text)
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
            return role if len(words) <= 4 else ""
    found = dates(read_document(text))
    if len(found) == 1 and not found[0].ambiguous and found[0].month and len(words) <= 6:
        return "{:04d}-{:02d}-{:02d}".format(*found[0].order)
    return ""


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
        return max(dated, key=lambda column: dated[column])
    return None


def _column(cell: _Cell, row: _Line, heading: _Line) -> int:
    """The heading that a cell stands under: by its number where the row is whole, else the nearest."""
    if len(row.cells) == len(heading.cells):
        return row.cells.index(cell)
    at = cell.start - row.start

    def apart(place: int) -> int:
        head = heading.cells[place]
        return abs(head.start - heading.start - at)

    return min(range(len(heading.cells)), key=apart)
