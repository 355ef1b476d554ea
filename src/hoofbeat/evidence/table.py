"""Reads a user's own table of studies: CSV with the columns study, events and total (and, if wanted, group)."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from rapidfuzz import process

from hoofbeat.errors import Problem
from hoofbeat.evidence.counts import PoolingError, StudyCounts, Table, count_problems

NEEDED = ("study", "events", "total")
OPTIONAL = ("group",)
_DELIMITERS = ";,\t|"
_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
_MOST_BYTES = 10_000_000


def read_table(path: Path) -> Table:
    """The studies of a CSV file, in its order (UTF-8, with or without a byte order mark, or UTF-16 with one).

    Raises PoolingError naming the line and column of everything that is wrong.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise PoolingError(Problem(path.name, "is larger than 10 MB.", "A table of studies is needed."))
        raw = path.read_bytes()
    except OSError as why:
        raise PoolingError(Problem(str(path), f"cannot be read ({why.strerror}).")) from why
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as why:
        what = f"is not text in UTF-8 (byte {why.start + 1})."
        raise PoolingError(Problem(path.name, what, "Save it as CSV UTF-8.")) from why
    return parse_table(text, path.name)


def parse_table(text: str, name: str = "table") -> Table:
    """The studies in the text of a CSV; commas, semicolons, tabs or bars between cells, seen from the first
    line.

    Other columns are left alone, blank lines skipped, the order of columns is free. Raises PoolingError.
    """
    rows = _rows(text.removeprefix("\ufeff"), name)
    if not rows:
        raise PoolingError(Problem(name, "is empty.", f"The first line names the columns: {','.join(NEEDED)}."))
    (line, header), *body = rows
    columns = _columns(header, f"{name}, line {line}")
    if not body:
        raise PoolingError(Problem(name, "has a header but no study.", "One line a study is needed."))
    problems: list[Problem] = []
    studies: list[StudyCounts] = []
    first_seen: dict[str, int] = {}
    for line, cells in body:
        where = f"{name}, line {line}"
        study, wrong = _study(cells, columns, len(header), where)
        problems += wrong
        if study is None:
            continue
        if study.study in first_seen:
            what = f"{study.study!r} already stands in line {first_seen[study.study]}."
            problems.append(Problem(f"{where}, column study", what, "Give each arm its own name; count nobody twice."))
        first_seen.setdefault(study.study, line)
        studies.append(study)
    if problems:
        raise PoolingError(problems)
    return tuple(studies)


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Rows that are not blank, each with the line it starts on."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), -_DELIMITERS.index(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                rows.append((start, trimmed))
            start = reader.line_num + 1
    except csv.Error as why:
        raise PoolingError(Problem(f"{name}, line {start}", f"is not CSV ({why}).", "Check the quotes.")) from why
    return rows


def _columns(header: list[str], where: str) -> dict[str, int]:
    names = [cell.casefold() for cell in header]
    problems = []
    for needed in NEEDED:
        if needed not in names:
            near = process.extractOne(needed, [n for n in names if n], score_cutoff=60)
            found = f" Is {header[names.index(near[0])]!r} meant?" if near else ""
            columns = ", ".join(cell for cell in header if cell)
            problems.append(Problem(where, f"the column {needed} is missing.{found}", f"Columns found: {columns}."))
    for known in (*NEEDED, *OPTIONAL):
        if names.count(known) > 1:
            problems.append(Problem(where, f"the column {known} stands there twice.", "Keep one of them."))
    if problems:
        raise PoolingError(problems)
    return {known: names.index(known) for known in (*NEEDED, *OPTIONAL) if known in names}


def _study(
    cells: list[str], columns: dict[str, int], width: int, where: str
) -> tuple[StudyCounts | None, list[Problem]]:
    if len(cells) < width and any(place >= len(cells) for place in columns.values()):
        what = f"has {len(cells)} cells where the first line has {width}."
        return None, [Problem(where, what, "Check the separators and quotes.")]
    if len(cells) > width and any(cells[width:]):
        what = f"has {len(cells)} cells where the first line has {width}."
        return None, [Problem(where, what, "Put a name that contains a separator in quotes.")]
    problems: list[Problem] = []
    name = cells[columns["study"]]
    if not name:
        problems.append(Problem(f"{where}, column study", "is empty.", "Every study needs a name."))
    numbers = {}
    for column in ("events", "total"):
        number, wrong = _whole(cells[columns[column]], f"{where}, column {column}")
        numbers[column] = number
        problems += wrong
    if problems:
        return None, problems
    group = cells[columns["group"]] or None if "group" in columns else None
    study = StudyCounts(name, numbers["events"], numbers["total"], group)
    column = "total" if study.total < 1 else "events"
    problems = count_problems(study, f"{where}, column {column}")
    return (None, problems) if problems else (study, [])


def _whole(cell: str, where: str) -> tuple[int, list[Problem]]:
    """A number of patients; a padded 12.0 or 12,0 is 12."""
    match = _WHOLE.fullmatch(cell)
    if match and cell.isascii() and len(match[1]) <= 9:
        return int(match[1]), []
    if not cell:
        return 0, [Problem(where, "is empty.", "A whole number of patients is needed.")]
    what = f"{cell!r} is not a whole number."
    advice = "Counts are needed, not percentages." if "%" in cell else "A whole number of patients is needed."
    return 0, [Problem(where, what, advice)]
