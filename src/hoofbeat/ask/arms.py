"""The two arms of a trial in one sentence: the figure of each, and the contrast between them where it is reported."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.ask.claims import Claim
from hoofbeat.ask.figures import interval_of, p_of, rounded, shared_slots, size_of
from hoofbeat.ask.records import templates
from hoofbeat.evidence.rows import ResultRow
from hoofbeat.knowledge import Knowledge

_TWO, _RANDOMIZED = 2, "randomized"


def of_arms(rows: Sequence[ResultRow], knowledge: Knowledge, compared: frozenset[str] = frozenset()) -> Claim | None:
    """One claim for the two arms of a study; None where there are not just two with a figure of one kind.

    Figures of different analyses are never put side by side.

    Args:
        rows: the rows of one endpoint (and of one subgroup, or of all patients), the best first.
        knowledge: the records.
        compared: the arms that the study compares, where it has more than two.
    """
    contrasts = [r for r in rows if r.comparator is not None and (r.hazard_ratio or r.odds_ratio)]
    arms = _two_arms([r for r in rows if r.comparator is None], compared)
    if arms is None:
        return None
    contrast = next((c for c in contrasts if c.analysis == arms[0].analysis), None)
    one, two = _tried_first(arms, contrast)
    return _claim(one, two, contrast, knowledge)


def of_all_arms(rows: Sequence[ResultRow], knowledge: Knowledge) -> Claim | None:
    """One claim for all arms of a study that has more than two: the figure of each; None where theirs are not of one kind."""
    first: dict[str, ResultRow] = {}
    for row in rows:
        if row.comparator is None and _figure(row):
            first.setdefault(row.arm, row)
    arms = list(first.values())
    kinds = {(r.endpoint, r.event, r.subgroup, r.at_months, _unit(r), _analysis(r)) for r in arms}
    if len(arms) <= _TWO or len(kinds) > 1 or not arms[0].design.startswith(_RANDOMIZED):
        return None
    told = [f"{_figure(r)} {_unit(r)} with {_named(r, knowledge)}{size_of(r)}{p_of(r)}" for r in arms]
    slots = shared_slots(arms[0], knowledge) | {"population": "", "n": ""}
    cites = tuple(dict.fromkeys((arms[0].study, *(r.source for r in arms))))
    key = f"arms {arms[0].study} {arms[0].endpoint} {arms[0].event} {arms[0].subgroup} {arms[0].at_months}"
    return Claim("arms_all", _named(arms[0], knowledge), "; ".join(told), cites, "bottom", slots=slots, key=key)


def _figure(row: ResultRow) -> str:
    return str(row.percent or row.median_months or row.value or "")


def _unit(row: ResultRow) -> str:
    return "%" if row.percent is not None else "months" if row.median_months is not None else row.unit or ""


def _named(row: ResultRow, knowledge: Knowledge) -> str:
    """The treatment of an arm, with what sets the arm apart."""
    label = row.asked_of.label
    return f"{knowledge.treatments[row.treatment].name}{f', {label}' if label else ''}"


def _two_arms(rows: Sequence[ResultRow], compared: frozenset[str]) -> tuple[ResultRow, ResultRow] | None:
    """The first figure of each arm, where two arms have one of the same kind, time and analysis."""
    first: dict[str, ResultRow] = {}
    for row in rows:
        if row.percent is not None or row.median_months is not None:
            first.setdefault(row.arm, row)
    arms = list(first.values())
    if len(arms) > 2:  # the arms that the study itself compares
        arms = [r for r in arms if r.arm in compared]
    if len(arms) != 2:
        return None
    one, two = arms
    if one.treatment == two.treatment and one.asked_of != two.asked_of:
        return None  # two groups of patients, which one name cannot tell apart
    alike = (one.subgroup, one.at_months, one.percent is None) == (two.subgroup, two.at_months, two.percent is None)
    return (one, two) if alike and _analysis(one) == _analysis(two) else None


def _analysis(row: ResultRow) -> str:
    return row.analysis or "primary"


def _tried_first(arms: tuple[ResultRow, ResultRow], contrast: ResultRow | None) -> tuple[ResultRow, ResultRow]:
    """The arms in the order of the contrast, what it was tried against last."""
    if contrast is not None and arms[0].treatment != contrast.treatment:
        return arms[1], arms[0]
    return (arms[1], arms[0]) if arms[0].treatment == "placebo" else (arms[0], arms[1])


def _claim(one: ResultRow, two: ResultRow, contrast: ResultRow | None, knowledge: Knowledge) -> Claim:
    names = [knowledge.treatments[r.treatment].name for r in (one, two)]
    figures = [str(r.percent if r.percent is not None else r.median_months) for r in (one, two)]
    ratio = ""
    if contrast is not None:
        words = templates().words.ratios["hazard_ratio" if contrast.hazard_ratio else "odds_ratio"]
        ratio = f"; {words} {contrast.hazard_ratio or contrast.odds_ratio}{interval_of(contrast)}{p_of(contrast)}"
    slots = shared_slots(one, knowledge)
    slots |= {"comparator": names[1], "other": figures[1], "other_n": size_of(two), "contrast": ratio}
    rate = one.percent is not None
    if rate:
        slots |= {"hundred": rounded(figures[0]), "other_hundred": rounded(figures[1])}
    counts = [r.evaluable or r.patients for r in (one, two)]
    slots["patients"] = f", {sum(c for c in counts if c)} people" if all(counts) and not one.subgroup else ""
    cites = tuple(dict.fromkeys((one.study, one.source, two.source)))
    return Claim(
        "arms_rate" if rate else "arms_median",
        names[0],
        figures[0],
        cites,
        "bottom",
        unit="%" if rate else "months",
        slots=slots,
        key=f"arms {one.study} {one.endpoint} {one.event} {one.subgroup} {one.at_months}",
    )
