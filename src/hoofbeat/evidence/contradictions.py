"""Where sources, or places in one source, differ: found by comparing every figure with every other of the same thing.

Two figures are of the same thing when study, arm (or arms compared), endpoint, subgroup, line, event and time point are
the same, and neither analysis nor criteria are stated to differ. Beside those: percentages that no whole number of
patients gives, numbers of patients that cannot be, and parts that do not add up (`hoofbeat.evidence.arithmetic`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Literal

from hoofbeat.evidence.arithmetic import arithmetic_contradictions
from hoofbeat.evidence.places import (
    NOT_REACHED,
    About,
    Contradiction,
    Figure,
    Kind,
    decimals_of,
    differ_by_rounding,
    distinct,
    p_values_agree,
    rounds_to,
    same_number,
    subgroup_key,
    where_they_part,
)
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Contrast, Result, Study

Entry = Result | Contrast
Verdict = Literal["same", "rounding", "different"]
Compare = Callable[[str, str], Verdict]


def contradictions(knowledge: Knowledge, *, as_of: dt.date | None = None, rounding: bool = True) -> list[Contradiction]:
    """Every contradiction between figures published by a day (all if none is given), in the order of the studies.

    With `rounding` false, differences that rounding explains are left out.
    """
    return [c for c in _all(knowledge, as_of) if rounding or c.kind != "rounding"]


@lru_cache(maxsize=8)
def _all(knowledge: Knowledge, as_of: dt.date | None) -> tuple[Contradiction, ...]:
    known = {name for name, s in knowledge.sources.items() if as_of is None or s.published <= as_of}
    found: list[Contradiction] = []
    for study in knowledge.studies.values():
        for about, entries in _things(study, known):
            found += _between_places(about, entries)
        found += arithmetic_contradictions(study, known)
    return tuple(found)


def _things(study: Study, known: set[str]) -> Iterator[tuple[About, list[Entry]]]:
    """The results and comparisons of a study, gathered by what they are of."""
    gathered: dict[tuple[object, ...], tuple[About, list[Entry]]] = {}
    key: tuple[object, ...]
    for arm in study.arms:
        for result in arm.results:
            if result.source in known and not result.not_reported:
                at_months = Decimal(result.at_months) if result.at_months else None
                key = (
                    arm.id,
                    result.endpoint,
                    subgroup_key(result.subgroup),
                    str(result.line),
                    result.event,
                    at_months,
                )
                about = About(study.id, arm.id, None, result.endpoint, result.subgroup)
                gathered.setdefault(key, (about, []))[1].append(result)
    for contrast in study.contrasts:
        if contrast.source in known:
            key = (
                "contrast",
                tuple(contrast.arms),
                contrast.endpoint,
                subgroup_key(contrast.subgroup),
                contrast.event,
            )
            about = About(
                study.id, contrast.arms[0], " vs ".join(contrast.arms[1:]), contrast.endpoint, contrast.subgroup
            )
            gathered.setdefault(key, (about, []))[1].append(contrast)
    yield from gathered.values()


def _alike(entries: Sequence[Entry]) -> Iterator[tuple[str | None, list[Entry]]]:
    """Entries that may be compared: same analysis and criteria, where what is not stated may be either."""

    def stated(entry: Entry) -> tuple[str | None, str | None]:
        return entry.analysis, getattr(entry, "criteria", None)

    kinds = list(dict.fromkeys(stated(e) for e in entries))
    full = [k for k in kinds if not any(k != o and _within(k, o) for o in kinds)]
    for kind in full:
        yield kind[0], [e for e in entries if _within(stated(e), kind)]


def _within(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    return all(a is None or a == b for a, b in zip(one, other, strict=True))


def _between_places(about: About, entries: Sequence[Entry]) -> Iterator[Contradiction]:
    seen: set[tuple[str, tuple[Figure, ...]]] = set()
    for analysis, alike in _alike(entries):
        for measure, read, compare in _MEASURES:
            figures = distinct([f for e in alike if (f := read(e)) is not None])
            for kind, values in _differences(figures, compare):
                if measure in _OF_PATIENTS and kind != "rounding":
                    kind = "numbers-of-patients"
                if (measure, values) not in seen:
                    seen.add((measure, values))
                    yield about.contradiction(measure, analysis, values, kind, _says(about, measure, values, kind))
        yield from (_counts_against_percent(about, analysis, alike))


def _differences(figures: Sequence[Figure], compare: Compare) -> Iterator[tuple[Kind, tuple[Figure, ...]]]:
    """The figures that differ: an entry for each kind of difference and, within a source, for each source."""
    involved: dict[tuple[Kind, str], set[Figure]] = {}
    for one, other in combinations(figures, 2):
        verdict = _verdict(one, other, figures, compare)
        if verdict == "same":
            continue
        kind: Kind = "rounding" if verdict == "rounding" else where_they_part(one, other)
        source = one.source if verdict == "different" and one.source == other.source else ""
        involved.setdefault((kind, source), set()).update((one, other))
    for (kind, _), members in involved.items():
        yield kind, tuple(f for f in figures if f in members)


def _verdict(one: Figure, other: Figure, figures: Sequence[Figure], compare: Compare) -> Verdict:
    """How two figures compare. A place that prints two figures speaks of two things, and agrees with either."""
    if one.place == other.place:
        return "same"
    beside = [f for f in figures if f.place in (one.place, other.place)]
    if len(beside) > 2:
        pairs = [(f, other) for f in beside if f.place == one.place] + [
            (one, f) for f in beside if f.place == other.place
        ]
        if any(compare(a.value, b.value) != "different" for a, b in pairs):
            return "same"
    return compare(one.value, other.value)


def _compare_numbers(one: str, other: str) -> Verdict:
    if NOT_REACHED in (one, other):
        return "same" if one == other else "different"
    if same_number(one, other):
        return "same"
    return "rounding" if differ_by_rounding(one, other) else "different"


def _compare_p(one: str, other: str) -> Verdict:
    return "same" if p_values_agree(one, other) else "different"


def _figure(entry: Entry, name: str) -> Figure | None:
    value = getattr(entry, name, None)
    return None if value is None else Figure(str(value), entry.source, entry.at)


def _median(entry: Entry) -> Figure | None:
    if getattr(entry, "not_reached", False):
        return Figure(NOT_REACHED, entry.source, entry.at)
    return _figure(entry, "median_months")


def _reader(name: str) -> Callable[[Entry], Figure | None]:
    return lambda entry: _figure(entry, name)


_MEASURES: tuple[tuple[str, Callable[[Entry], Figure | None], Compare], ...] = (
    ("percent", _reader("percent"), _compare_numbers),
    ("median_months", _median, _compare_numbers),
    ("value", _reader("value"), _compare_numbers),
    ("hazard_ratio", _reader("hazard_ratio"), _compare_numbers),
    ("odds_ratio", _reader("odds_ratio"), _compare_numbers),
    ("ci_low", _reader("ci_low"), _compare_numbers),
    ("ci_high", _reader("ci_high"), _compare_numbers),
    ("p", _reader("p"), _compare_p),
    ("responders", _reader("responders"), _compare_numbers),
    ("evaluable", _reader("evaluable"), _compare_numbers),
)


def _counts_against_percent(about: About, analysis: str | None, alike: Sequence[Entry]) -> Iterator[Contradiction]:
    """A percentage printed in one place that the counts printed in another do not give."""
    counted = [e for e in alike if isinstance(e, Result) and e.responders is not None and e.evaluable]
    for entry in counted:
        rate = Decimal(100 * (entry.responders or 0)) / Decimal(entry.evaluable or 1)
        own = Figure(f"{entry.responders} of {entry.evaluable}", entry.source, entry.at)
        for other in alike:
            percent = _figure(other, "percent")
            if percent is None or other is entry or entry.percent is not None or _gives(rate, percent.value):
                continue
            kind = where_they_part(own, percent)
            says = f"{own.value} is {rate:.1f}%, not the {percent.value}% printed elsewhere."
            yield about.contradiction("percent", analysis, (percent, own), kind, says)


def _gives(rate: Decimal, printed: str) -> bool:
    slack = Decimal(5).scaleb(-decimals_of(printed) - 1)
    return rounds_to(str(rate), printed) or abs(rate - Decimal(printed)) <= slack


_KINDS_IN_WORDS: dict[Kind, str] = {
    "text-against-table": "The text and a table of the same source differ",
    "between-tables": "Two tables of the same source differ",
    "within-text": "Two passages of the same source differ",
    "between-sources": "Sources differ",
    "rounding": "Rounding explains the difference",
    "numbers-of-patients": "The numbers of patients differ",
}
_OF_PATIENTS = ("responders", "evaluable")
_UNITS = {"percent": "%", "median_months": " months"}


def _says(about: About, measure: str, values: Sequence[Figure], kind: Kind) -> str:
    unit = _UNITS.get(measure, "")
    shown = (f"{v.value}{unit if v.is_number else ''} ({v.source}, {v.at})" for v in values)
    return f"{_KINDS_IN_WORDS[kind]}: {'; '.join(shown)}."
