"""Figures that arithmetic rules out: percentages of no whole number of patients, more patients than there are, parts
that do not add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from hoofbeat.evidence.near import line_of
from hoofbeat.evidence.places import About, Contradiction, Figure, decimals_of, subgroup_key
from hoofbeat.knowledge.grim import counts_that_give
from hoofbeat.knowledge.study_forms import Arm, Result, Study

PROPORTIONS = ("orr", "cr", "pr", "sd", "pd", "dcr", "toxicity_g3_4", "toxicity", "toxic_deaths", "discontinuation")
"""Endpoints whose percentage is a share of counted patients; rates read off a survival curve are not."""
RESPONSES = ("orr", "cr", "pr", "sd", "pd", "dcr")
"""Endpoints that share the patients assessed for response."""

_SUMS: tuple[tuple[tuple[str, ...], str], ...] = ((("cr", "pr"), "orr"), (("orr", "sd"), "dcr"))
_ALL_PARTS = ("orr", "sd", "pd")


def arithmetic_contradictions(study: Study, known: set[str]) -> Iterator[Contradiction]:
    """What cannot be among the figures of a study, from the sources that are known."""
    for arm in study.arms:
        results = [r for r in arm.results if r.source in known and not r.not_reported]
        if study.design != "meta-analysis":
            yield from _impossible_percentages(study, arm, results)
        yield from _more_than_treated(study, arm, results)
        yield from _parts_of_a_response(study, arm, results)
    yield from _patients_of_arms(study)
    yield from _wholes_against_parts(study, known)


def _about(study: Study, arm: Arm, result: Result) -> About:
    return About(study.id, arm.id, None, result.endpoint, result.subgroup)


def _figure(result: Result) -> Figure:
    return Figure(str(result.percent), result.source, result.at)


def cut_off_counts(percent: str, total: int) -> list[int]:
    """The counts whose percentage gives the printed one only if its further decimals are cut off instead of rounded."""
    shown = Decimal(percent)
    step = Decimal(1).scaleb(-decimals_of(percent))
    near = int(shown * total / 100)
    return [
        k for k in range(max(0, near - 1), min(total, near + 2) + 1) if shown <= Decimal(100 * k) / total < shown + step
    ]


def assessed(result: Result, arm: Arm, results: Sequence[Result]) -> tuple[int, str] | None:
    """The patients a percentage is of, and in what words: those assessed as printed with it or with another response
    rate of the same group and source; for a response rate of the whole arm, else the patients of the arm.
    """
    if result.evaluable:
        return result.evaluable, "patients assessed"
    if result.endpoint not in RESPONSES:
        return None
    beside = {
        r.evaluable
        for r in results
        if r.evaluable
        and r.endpoint in RESPONSES
        and (r.source, r.criteria) == (result.source, result.criteria)
        and subgroup_key(r.subgroup) == subgroup_key(result.subgroup)
    }
    if len(beside) == 1:
        return beside.pop(), "patients assessed"
    return (arm.patients, "patients of the arm") if arm.patients and result.subgroup is None else None


def _impossible_percentages(study: Study, arm: Arm, results: Sequence[Result]) -> Iterator[Contradiction]:
    """The GRIM test; the same figure printed in several places is one finding."""
    found: dict[tuple[object, ...], list[Result]] = {}
    totals: dict[tuple[object, ...], tuple[int, str]] = {}
    key: tuple[object, ...]
    for result in results:
        of = assessed(result, arm, results)
        if (
            result.percent is None
            or result.endpoint not in PROPORTIONS
            or of is None
            or counts_that_give(result.percent, of[0])
        ):
            continue
        key = (
            result.endpoint,
            result.event,
            subgroup_key(result.subgroup),
            result.analysis,
            Decimal(result.percent),
            of,
        )
        found.setdefault(key, []).append(result)
        totals[key] = of
    for key, alike in found.items():
        total, group = totals[key]
        values = [_figure(r) for r in alike]
        says = _impossible_in_words(str(alike[0].percent), total, group)
        yield _about(study, arm, alike[0]).contradiction(
            "percent", alike[0].analysis, values, "impossible-percentage", says
        )


def _impossible_in_words(percent: str, total: int, group: str) -> str:
    says = f"No whole number of the {total} {group} gives {percent}%."
    if cut := cut_off_counts(percent, total):
        return f"{says} {cut[0]} of {total} does if the decimals are cut off instead of rounded."
    return (
        f"{says} The number assessed must be another, and is not printed." if group == "patients of the arm" else says
    )


def _more_than_treated(study: Study, arm: Arm, results: Sequence[Result]) -> Iterator[Contradiction]:
    """Counts of patients above the number in the arm."""
    if arm.patients is None:
        return
    for result in results:
        counts = [(name, getattr(result, name)) for name in ("evaluable", "responders", "count")]
        if result.value is not None and result.unit == "patients" and "." not in result.value:
            counts.append(("value", int(result.value)))
        for name, count in counts:
            if count is not None and count > arm.patients:
                values = (
                    Figure(str(count), result.source, result.at),
                    Figure(str(arm.patients), result.source, "patients of the arm"),
                )
                says = f"{count} patients are counted, more than the {arm.patients} of the arm."
                yield _about(study, arm, result).contradiction(
                    name, result.analysis, values, "numbers-of-patients", says
                )


def _patients_of_arms(study: Study) -> Iterator[Contradiction]:
    """Randomized arms, or parts of an arm, with more patients together than the whole."""
    by_id = {arm.id: arm for arm in study.arms}
    groups: dict[tuple[str, str], list[Arm]] = {}
    for arm in study.arms:
        if arm.patients is None or (arm.part_of is None and arm.patients == study.patients):
            continue
        if arm.part_of is not None or study.design.startswith("randomized"):
            groups.setdefault((arm.part_of or "", str(line_of(study, arm))), []).append(arm)
    for (parent, _), arms in groups.items():
        whole = by_id[parent].patients if parent in by_id else study.patients
        total = sum(arm.patients or 0 for arm in arms)
        if whole is None or total <= whole:
            continue
        source = next((r.source for arm in arms for r in arm.results), "")
        values = [Figure(str(arm.patients), source, f"patients of {arm.id}") for arm in arms]
        values.append(Figure(str(whole), source, f"patients of {parent or 'the study'}"))
        about = About(study.id, ", ".join(a.id for a in arms), None, "other", None)
        says = f"The parts have {total} patients, the whole {whole}."
        yield about.contradiction("patients", None, values, "numbers-of-patients", says)


def _parts_of_a_response(study: Study, arm: Arm, results: Sequence[Result]) -> Iterator[Contradiction]:
    """Complete and partial responses against responses; responses and stable disease against disease control."""
    groups: dict[tuple[object, ...], dict[str, Result]] = {}
    for result in results:
        if result.percent is not None and result.at_months is None:
            key = (result.source, result.at, result.analysis, result.criteria, subgroup_key(result.subgroup))
            groups.setdefault(key, {}).setdefault(result.endpoint, result)
    for found in groups.values():
        for parts, whole in _SUMS:
            if whole in found and all(p in found for p in parts):
                yield from _sum_against(
                    study, arm, [found[p] for p in parts], found[whole], lambda total, stated: total != stated
                )
        if all(p in found for p in _ALL_PARTS):
            yield from _sum_against(
                study, arm, [found[p] for p in _ALL_PARTS], None, lambda total, stated: total > stated
            )


def _slack(results: Sequence[Result]) -> Decimal:
    return sum((Decimal(5).scaleb(-decimals_of(str(r.percent)) - 1) for r in results), Decimal(0))


def _sum_against(
    study: Study, arm: Arm, parts: Sequence[Result], whole: Result | None, wrong: Callable[[Decimal, Decimal], bool]
) -> Iterator[Contradiction]:
    total = sum((Decimal(str(r.percent)) for r in parts), Decimal(0))
    stated = Decimal(str(whole.percent)) if whole else Decimal(100)
    slack = _slack([*parts, *([whole] if whole else [])])
    if not wrong(total, stated) or abs(total - stated) <= slack:
        return
    names = " and ".join(p.endpoint for p in parts)
    says = f"{names} together are {total}%, {whole.endpoint if whole else 'all patients'} {stated}%."
    values = [_figure(r) for r in (*parts, *([whole] if whole else []))]
    about = _about(study, arm, whole or parts[0])
    yield about.contradiction("percent", parts[0].analysis, values, "parts-do-not-sum", says)


def _response(arm: Arm, known: set[str]) -> list[tuple[Result, tuple[int, ...]]]:
    """The response rates printed for a whole arm, each with the counts that give it."""
    return [
        (r, counts_that_give(r.percent, arm.patients))
        for r in arm.results
        if r.endpoint == "orr"
        and r.percent
        and not r.evaluable
        and r.subgroup is None
        and arm.patients
        and r.source in known
    ]


def _wholes_against_parts(study: Study, known: set[str]) -> Iterator[Contradiction]:
    """Responders of arms that are parts of another, against the responders of the whole."""
    by_id = {arm.id: arm for arm in study.arms}
    for parent in dict.fromkeys(arm.part_of for arm in study.arms if arm.part_of in by_id):
        whole = by_id[str(parent)]
        parts = [a for a in study.arms if a.part_of == parent and a.patients]
        rest = (whole.patients or 0) - sum(a.patients or 0 for a in parts)
        rates = [_response(a, known) for a in (whole, *parts)]
        if not all(rates) or rest < 0:
            continue
        yield from _whole_against(study, whole, [r[0] for r in rates], rest)


def _whole_against(
    study: Study, whole: Arm, rates: Sequence[tuple[Result, tuple[int, ...]]], rest: int
) -> Iterator[Contradiction]:
    (stated, counts), parts = rates[0], rates[1:]
    if not counts or not all(c for _, c in parts):
        return
    low = sum(min(c) for _, c in parts)
    high = sum(max(c) for _, c in parts) + rest
    if max(counts) < low or min(counts) > high:
        values = [_figure(stated), *(_figure(r) for r, _ in parts)]
        span = f"{low}" if low == high else f"{low} to {high}"
        says = f"The parts make {span} responders, the whole {counts[0]}."
        yield _about(study, whole, stated).contradiction("percent", stated.analysis, values, "parts-do-not-sum", says)
