"""The grade of each set of indices that a question gives, where it gives several: no one of them stands for the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hoofbeat.ask.claims import Claim
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.errors import HoofbeatError
from hoofbeat.knowledge.situation import read_situation

_INDEX, _MITOSES = "ki67_percent", "mitoses_per_2mm2"
_CLAUSE = re.compile(r"[?;\n]|[.,](?=\s)|\b(?:or|versus|vs|then|now)\b|\band (?=one\b|another\b|the\b)", re.IGNORECASE)
_NAMED = re.compile(r"\bki[- ]?67\b", re.IGNORECASE)
_PERCENT = re.compile(
    r"(?<![\d.])(\d{1,3}(?:\.\d+)?)\s?(?:%|percent\b)(?!\s+(?:of|liver|burden|respon|surviv))", re.IGNORECASE
)
_BARE = re.compile(r"\bki[- ]?67\s*(?:index|of|is|was|=|:|at)?\s*(\d{1,3}(?:\.\d+)?)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(\d{1,3})\s+mitos[ei]s\b|\bmitos[ei]s\s*(?:count|of|is|are|=|:)?\s*(\d{1,3})\b|\bmitotic (?:count|rate|index)\s*(?:of|is|=|:)?\s*(\d{1,3})\b",
    re.IGNORECASE,
)
_ONE = 1
BY_INDICES = "grade_by"
"""The predicate of a claim that gives the grade of one set of indices."""


def indices_in(text: str) -> tuple[Mapping[str, float], ...]:
    """The sets of indices that a text gives, clause by clause: a Ki-67, a mitotic count, or the two of one tumor."""
    return tuple({tuple(sorted(i.items())): i for i in _each(text)}.values())


def _each(text: str) -> Iterator[dict[str, float]]:
    named = False
    for clause in _CLAUSE.split(text):
        named = named or bool(_NAMED.search(clause))
        values = _PERCENT.findall(clause) or _BARE.findall(clause) if named else []
        counts = [next(g for g in m.groups() if g) for m in _COUNT.finditer(clause)]
        for n in range(max(len(values), len(counts))):
            own = {_INDEX: values[n]} if n < len(values) else {}
            own |= {_MITOSES: counts[n]} if n < len(counts) else {}
            yield {name: float(value) for name, value in own.items()}


def each_grade(q: Question, also_read: bool = False) -> list[Claim]:
    """The grade of each set of indices, where there are several, or where the case reads none of them (or `also_read`)."""
    found = [i for i in indices_in(q.u.text) if all(value <= 100 for value in i.values())]
    thoracic = q.situation is not None and q.situation.row.get(plan_words().without_grades.fact) is True
    if not found or thoracic or (len(found) == _ONE and not also_read and not found[0].keys() - q.u.own.keys()):
        return []
    return [claim for indices in found for claim in _grade_of(q, indices)]


def _grade_of(q: Question, indices: Mapping[str, float]) -> list[Claim]:
    try:
        row = read_situation(dict(indices), q.knowledge).row
    except HoofbeatError:
        return []
    fields = q.knowledge.fields
    units = {_INDEX: f" {fields[_INDEX].unit}"}
    told = " and ".join(f"{fields[n].name} {value:g}{units.get(n, '')}" for n, value in indices.items())
    grade = next((g for g in plan_words().grades if row.get(g) is True), None)
    if grade is None:
        return []
    number = grade.rpartition("_")[2]
    cites = (grade, q.knowledge.facts[grade].source)
    return [Claim(BY_INDICES, told, f"G{number}", cites, "bottom", slots={"number": number}, key=f"grade of {told}")]
