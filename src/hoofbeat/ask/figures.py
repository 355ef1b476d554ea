"""Claims of figures: single results and contrasts of studies, and pooled response rates, always with n and population."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hoofbeat.ask.claims import Claim, Role
from hoofbeat.ask.records import templates
from hoofbeat.evidence.pooled import PooledResponse
from hoofbeat.evidence.rows import ResultRow
from hoofbeat.knowledge import Knowledge

_RATES = (
    "orr",
    "cr",
    "pr",
    "sd",
    "dcr",
    "pd",
    "pfs_rate",
    "os_rate",
    "progression_free_rate",
    "dcr_rate",
    "toxicity_g3_4",
    "toxicity",
    "toxic_deaths",
    "discontinuation",
    "other",
)
_DIFFERENTIATED = {"well": "well differentiated", "poor": "poorly differentiated"}
_ALPHA = 0.05
_FIRST = ("final", "primary", "updated", None, "secondary", "interim", "exploratory")


def site_words(sites: Iterable[str]) -> str:
    """Sites in words; many of them are 'several sites'."""
    names = [templates().words.sites.get(s, s) for s in sites]
    return ", ".join(names) if len(names) <= 3 else "several sites"


def population_of(row: ResultRow) -> str:
    """Whom a row is about: sites, differentiation, grades, line, subgroup."""
    parts = [
        site_words(row.sites.split()) if row.sites else "",
        _DIFFERENTIATED.get(row.differentiation or "", ""),
        row.grades.replace(" ", ", "),
        f"line {row.line}" if row.line and row.line[0].isdigit() else "",
        row.subgroup or "",
    ]
    return ", ".join(p for p in parts if p)


def _outcome(row: ResultRow, plain: bool) -> str:
    template = templates().words.outcomes[row.endpoint]
    form = template.patient if plain else template.clinician
    months = f" at {row.at_months} months" if row.at_months else ""
    return form.format(months=months, event=row.event or "any")


def size_of(row: ResultRow) -> str:
    """How many patients a figure is of, in brackets."""
    if row.responders is not None and row.evaluable is not None:
        return f" ({row.responders} of {row.evaluable})"
    n = row.evaluable or (row.patients if row.subgroup is None else None)
    return f" (n = {n})" if n else ""


def interval_of(row: ResultRow) -> str:
    """The interval of a figure, in brackets."""
    if row.ci_low is None or row.ci_high is None:
        return ""
    return f" ({row.ci_level or 95} % interval {row.ci_low} to {row.ci_high})"


def p_of(row: ResultRow) -> str:
    """The P value of a figure, after a comma."""
    if not row.p:
        return ""
    return f", P {row.p}" if row.p[0] in "<>=" or row.p[0].isalpha() else f", P = {row.p}"


def _note(row: ResultRow) -> str:
    return f"; {row.analysis} analysis" if row.analysis in ("interim", "final", "updated") else ""


def rounded(printed: str) -> str:
    """A printed figure as a whole number, half up."""
    return str(int(float(printed) + 0.5))


def shared_slots(row: ResultRow, knowledge: Knowledge) -> dict[str, str]:
    """What every sentence on a row may say: the study, its design, its patients and the outcome."""
    words = templates().words
    population = population_of(row)
    n = row.evaluable or row.patients
    return {
        "study": row.name,
        "design": words.designs.get(row.design, row.design),
        "population": f"; {population}" if population else "",
        "outcome": _outcome(row, False),
        "outcome_plain": _outcome(row, True),
        "n": size_of(row),
        "patients": f", {n} people{_plain_group(row)}" if n else _plain_group(row),
        "note": _note(row),
        "interval": interval_of(row),
        "p": p_of(row),
    }


def _plain_group(row: ResultRow) -> str:
    """For patients: the grade or the kind of tumor, where a study was of one alone."""
    return templates().words.groups_plain.get(row.grades or "", "") or (
        templates().words.groups_plain.get(row.differentiation or "", "")
    )


def of_row(row: ResultRow, knowledge: Knowledge, role: Role = "number") -> Claim | None:
    """The claim of one row; None for a row without a figure."""
    if row.comparator is not None:
        return _contrast(row, knowledge, role)
    name = knowledge.treatments[row.treatment].name
    cites = (row.study, row.source)
    slots = shared_slots(row, knowledge)
    key = f"{row.study} {row.arm} {row.endpoint} {row.event} {row.subgroup} {row.analysis} {row.percent or row.median_months}"
    if row.percent is not None and row.endpoint in _RATES:
        slots["hundred"] = rounded(row.percent)
        return Claim(
            "rate", name, row.percent, cites, role, unit="%", population=population_of(row), slots=slots, key=key
        )
    if row.median_months is not None:
        slots["whole"] = str(int(float(row.median_months)))
        return Claim(
            "median",
            name,
            row.median_months,
            cites,
            role,
            unit="months",
            population=population_of(row),
            slots=slots,
            key=key,
        )
    if row.not_reached:
        return Claim(
            "not_reached", name, "not reached", cites, role, population=population_of(row), slots=slots, key=key
        )
    return None


def _significant(row: ResultRow) -> bool | None:
    if row.ci_low and row.ci_high:
        return not float(row.ci_low) <= 1 <= float(row.ci_high)
    printed = (row.p or "").lstrip("<=> ")
    try:
        return float(printed) < _ALPHA
    except ValueError:
        return None


def _contrast(row: ResultRow, knowledge: Knowledge, role: Role) -> Claim | None:
    ratio = row.hazard_ratio or row.odds_ratio
    if ratio is None:
        return None
    words = templates().words
    slots = shared_slots(row, knowledge)
    names = [knowledge.treatments[t].name for t in row.treatments]
    comparator = " and ".join(names[1:]) or str(row.comparator)
    slots |= {"comparator": comparator, "ratio": words.ratios["hazard_ratio" if row.hazard_ratio else "odds_ratio"]}
    plain = words.plain_results.get(row.endpoint)
    significant = _significant(row)
    text = ""
    if plain is not None and significant is not None and row.hazard_ratio:
        better = float(row.hazard_ratio) < 1
        first, second = (names[0], comparator) if better else (comparator, names[0])
        text = plain["better" if significant else "same"].format(subject=first, comparator=second)
    slots["plain_result"] = text
    key = f"{row.study} {row.arm} {row.endpoint} {row.event} {row.subgroup} {ratio}"
    return Claim(
        "contrast",
        names[0],
        ratio,
        (row.study, row.source),
        role,
        unit=slots["ratio"],
        population=population_of(row),
        slots=slots,
        key=key,
    )


def current(rows: Iterable[ResultRow]) -> list[ResultRow]:
    """The rows that no later result supersedes, final analyses before interim ones, each figure once."""
    ranked = sorted((r for r in rows if r.superseded_by is None), key=_standing)
    seen: set[tuple[object, ...]] = set()
    kept = []
    for row in ranked:
        key = (row.study, row.arm, row.comparator, row.endpoint, row.event, row.subgroup, row.at_months)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def _standing(row: ResultRow) -> float:
    """The place of an analysis: a median that an update gives goes before one that the primary analysis had not reached."""
    if row.not_reached and row.analysis == "primary":
        return _FIRST.index("updated") + 0.5
    return _FIRST.index(row.analysis) if row.analysis in _FIRST else len(_FIRST)


def of_pooled(pooled: PooledResponse, knowledge: Knowledge, role: Role = "number") -> list[Claim]:
    """The claims of a pooled rate: the rate with its interval, and what a new study might show."""
    from hoofbeat.evidence.pool import Refused

    if pooled.result is None:
        return []
    name = knowledge.treatments[pooled.treatment].name
    cites = tuple(dict.fromkeys(c.study.id for c in pooled.counted))
    population = _pooled_population(pooled)
    key = f"pooled {pooled.treatment}"
    if isinstance(pooled.result, Refused):
        return [Claim("not_pooled", name, pooled.result.why, cites, role, population=population, key=key)]
    studies, result = len(pooled.counted), pooled.result
    general = not pooled.asked and pooled.directness == "direct"
    directness = "" if general else templates().words.directness.get(pooled.directness or "", "")
    percent = _percent(result.estimate)
    slots = {
        "low": _percent(result.ci_low),
        "high": _percent(result.ci_high),
        "n": str(sum(c.count.total for c in pooled.counted)),
        "studies": f"{studies} studies",
        "hundred": percent,
        "population": population,
        "directness": f" ({directness})" if directness else "",
        "directness_plain": templates().words.directness_plain.get(pooled.directness or "", ""),
    }
    predicate = "pooled" if studies > 1 else "pooled_one"
    shared: dict[str, Any] = {"unit": "%", "population": population}
    claims = [Claim(predicate, name, percent, cites, role, certainty=directness, slots=slots, key=key, **shared)]
    if studies > 1 and result.pi_low is not None and result.pi_high is not None:
        span = {"low": _percent(result.pi_low), "high": _percent(result.pi_high)}
        key = f"prediction {pooled.treatment}"
        claims.append(Claim("prediction", name, span["low"], cites, role, slots=span, key=key, **shared))
    return claims


def _pooled_population(pooled: PooledResponse) -> str:
    """Whom a pool is of: what was asked for only where all its patients are; else the sites of the groups in it."""
    if pooled.directness == "direct" or not pooled.asked:
        return _in_words(pooled.asked) or "any neuroendocrine neoplasm"
    sites = list(dict.fromkeys(s for c in pooled.counted for s in c.population.sites))
    not_stated = any(not c.population.sites for c in pooled.counted)
    named = site_words(sites) if sites else ""
    return ", ".join(p for p in (named, "sites not told apart" if not_stated else "") if p) or "several sites"


def _in_words(asked: str) -> str:
    """The population asked for, as a reader says it."""
    said = asked.replace("_", " ")
    for value, words in _DIFFERENTIATED.items():
        said = said.replace(f"{value} differentiated", words)
    return said


def _percent(rate: float) -> str:
    return f"{100 * rate:.0f}"
