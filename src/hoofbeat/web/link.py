"""A case as a link: `#f=ki67_percent:17;ecog:1&v=2026-11-22.1a2b3c4d&for=clinician&o=more-sources`.

It stands in the fragment of the address, which a browser never sends. It holds fields of the case contract and nothing
else: no name, no date of birth can be put in it. `v` says which edition of the knowledge it was made with, `o` which parts
of the page stand open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from hoofbeat.case import FIELDS, PriorTreatment, read_case
from hoofbeat.errors import HoofbeatError, Problem, QuestionError
from hoofbeat.knowledge import Knowledge

LONGEST = 4000
READERS = ("clinician", "patient")
PARTS = ("f", "v", "for", "o")
_GIVEN = tuple(PriorTreatment.model_fields)
_NONE = "none"


def edition_of(knowledge: Knowledge) -> str:
    """The edition as a link names it: its day and the first part of its hash."""
    return f"{knowledge.edition.date.isoformat()}.{knowledge.hash[:8]}"


@dataclass(frozen=True)
class Link:
    """What a link holds. `day` is the day of the knowledge it was made with; None where it does not say.

    `open` are the parts of the page that stand open; None where the link leaves that to the page.
    """

    values: dict[str, Any]
    version: str
    day: dt.date | None
    reader: str | None
    open: tuple[str, ...] | None = None


def write_link(values: Mapping[str, Any], knowledge: Knowledge, reader: str | None = None) -> str:
    """The fragment for a case, without the number sign."""
    facts = ";".join(f"{name}:{_write(name, value)}" for name, value in values.items())
    link = f"f={facts}&v={edition_of(knowledge)}"
    return f"{link}&for={reader}" if reader else link


def _escaped(text: Any) -> str:
    return quote(str(text), safe="")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else _escaped(value)


def _write(name: str, value: Any) -> str:
    form = FIELDS[name].form
    if form == "treatments":
        rows = ("~".join(_plain(row.get(part)) for part in _GIVEN).rstrip("~") for row in value)
        return ",".join(rows) or _NONE
    if form in ("choices", "names"):
        return ",".join(_plain(v) for v in value) or _NONE
    if isinstance(value, Mapping):
        return f"{value['low']:g}..{value['high']:g}"
    return _plain(value)


def read_link(fragment: str) -> Link:
    """What a link holds.

    Raises:
        HoofbeatError: for a link that is too long, damaged, or names what is not a field.
    """
    text = fragment.removeprefix("#")
    if len(text) > LONGEST:
        raise QuestionError(Problem("link", f"is longer than {LONGEST} characters."))
    parts: dict[str, str] = {}
    for part in filter(None, text.split("&")):
        key, _, value = part.partition("=")
        if key not in PARTS:
            raise QuestionError(
                Problem("link", f"'{unquote(key)[:60]}' is not part of a link.", f"Allowed: {', '.join(PARTS)}.")
            )
        if key in parts:
            raise QuestionError(Problem("link", f"'{key}' is given twice."))
        parts[key] = value
    reader = parts.get("for")
    if reader is not None and reader not in READERS:
        raise QuestionError(Problem("link", f"'{reader[:60]}' is not a reader.", f"Allowed: {', '.join(READERS)}."))
    version = parts.get("v", "")
    return Link(_facts(parts.get("f", "")), version, _day(version), reader, _open(parts.get("o")))


def _open(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    if not re.fullmatch(r"([a-z0-9-]{1,80}(,[a-z0-9-]{1,80}){0,39})?", text):
        raise QuestionError(
            Problem("link", f"'{text[:60]}' does not name parts of the page.", "Allowed: ids, with commas.")
        )
    return tuple(filter(None, text.split(",")))


def _day(version: str) -> dt.date | None:
    if not version:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(\.[0-9a-f]{8})?", version):
        raise QuestionError(Problem("link", f"'{version[:60]}' is not an edition.", "Allowed: as 2021-10-01.1a2b3c4d."))
    try:
        return dt.date.fromisoformat(version[:10])
    except ValueError:
        raise QuestionError(Problem("link", f"'{version[:10]}' is not a date.")) from None


def _facts(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for part in filter(None, text.split(";")):
        name, mark, value = part.partition(":")
        name = unquote(name)[:60]
        if name not in FIELDS:
            problems.append(Problem(name, "is not a field of a case; this link is damaged or not one of ours."))
        elif not mark or not value:
            problems.append(Problem(name, "has no value in this link; it is damaged."))
        elif name in values:
            problems.append(Problem(name, "is given twice in this link."))
        else:
            values[name] = _read(name, value)
    if problems:
        raise HoofbeatError(problems)
    return read_case(values).known()


def _read(name: str, text: str) -> Any:
    kind = FIELDS[name]
    if kind.form in ("choices", "names"):
        return [] if text == _NONE else [unquote(v) for v in text.split(",")]
    if kind.form == "treatments":
        return [] if text == _NONE else [_row(row) for row in text.split(",")]
    if kind.form == "flag":
        return {"true": True, "false": False}.get(text, unquote(text))
    if kind.form == "choice":
        return next((v for v in kind.values if str(v) == unquote(text)), unquote(text))
    low, dots, high = text.partition("..")
    return {"low": _number(low), "high": _number(high)} if dots else _number(text, kind.whole)


def _number(text: str, whole: bool = False) -> Any:
    shown = unquote(text)
    if re.fullmatch(r"\d+", shown) and whole:
        return int(shown)
    return float(shown) if re.fullmatch(r"\d+(\.\d+)?(e[+-]?\d+)?", shown) else shown


def _row(text: str) -> dict[str, Any]:
    parts = [unquote(p) for p in text.split("~")]
    if len(parts) > len(_GIVEN):
        raise HoofbeatError(Problem("prior_treatments", "holds too many parts in this link; it is damaged."))
    row: dict[str, Any] = {k: v for k, v in zip(_GIVEN, parts, strict=False) if v}
    if "progressed" in row:
        row["progressed"] = {"true": True, "false": False}.get(row["progressed"], row["progressed"])
    if "months_ago" in row:
        row["months_ago"] = _number(row["months_ago"])
    return row
