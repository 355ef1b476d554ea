"""Claims of figures: single results and contrasts of studies, always with their patients and what sets them apart."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from hoofbeat.ask.claims import Claim, Role
from hoofbeat.ask.records import plan_cues, templates
from hoofbeat.evidence.rows import ResultRow, all_rows
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
DIFFERENTIATED = {"well": "well differentiated", "poor": "poorly differentiated"}
_ALPHA = 0.05
_FIRST = ("final", "primary", "updated", None, "secondary", "interim", "exploratory")


def site_words(sites: Iterable[str]) -> str:
    """Sites in words; many of them are 'several sites'."""
    names = [templates().words.sites.get(s, s) for s in sites]
    return ", ".join(names) if len(names) <= 3 else "several sites"


def population_of(row: ResultRow) -> str:
    """Whom a row is about: sites, differentiation, grades, line, and what sets its arm or subgroup apart."""
    parts = [
        site_words(row.sites.split()) if row.sites else "",
        DIFFERENTIATED.get(row.differentiation or "", ""),
        row.grades.replace(" ", ", "),
        f"line {row.line}" if row.line and row.line[0].isdigit() else "",
        apart(row),
    ]
    return ", ".join(p for p in parts if p)


def apart(row: ResultRow) -> str:
    """What sets a row's patients apart from others of its study: the labels of its subgroup and its arm."""
    told = {", ".join(row.sites.split()), f"{row.differentiation} differentiated", row.grades.replace(" ", ", ")}
    parts = [p for p in (row.subgroup or "").split("; ") if p not in told]
    label = row.asked_of.label or ""
    return ", ".join(dict.fromkeys(p for p in (*parts, label) if p)).replace("_", " ")


def _outcome(row: ResultRow, plain: bool) -> str:
    template = templates().words.outcomes[row.endpoint]
    form = template.patient if plain else template.clinician
    months = f" at {row.at_months} months" if row.at_months else ""
    timed = "" if "{months}" in form else months
    return form.format(months=months, event=row.event or "any") + timed


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


def _note(row: ResultRow, knowledge: Knowledge) -> str:
    """How a figure was arrived at: criteria, analysis, who reports it, and what else the same source prints."""
    at_a_time = row.at_months is not None and row.criteria is not None and row.at_months in row.criteria
    others = _printed_beside(row, knowledge)
    parts = [
        "" if at_a_time else (row.criteria or "").partition(" (")[0],
        f"{row.analysis} analysis" if row.analysis in ("interim", "final", "updated", "exploratory") else "",
        "secondary report" if knowledge.sources[row.source].kind == "secondary" else "",
        *(part for part in (row.note or "").split("; ") if f" {part.lower()} " in plan_cues("misprint")),
        f"the same source also prints {' and '.join(others)}" if others else "",
    ]
    return "".join(f"; {p}" for p in parts if p)


def _printed_beside(row: ResultRow, knowledge: Knowledge) -> list[str]:
    """Other values that a source prints for the very same figure, where rounding does not explain them."""
    value = row.percent or row.median_months
    if value is None or row.comparator is not None:
        return []
    found = []
    for other in _by_source(knowledge).get(_same_figure(row), ()):
        printed = other.percent or other.median_months
        if printed is not None and abs(float(printed) - float(value)) >= 1:
            found.append(f"{printed}{' %' if other.percent else ''}")
    return list(dict.fromkeys(found))


def _same_figure(row: ResultRow) -> tuple[object, ...]:
    criteria = (row.criteria, row.analysis, row.source, row.evaluable)
    return (row.study, row.arm, row.endpoint, row.event, row.subgroup, row.at_months, *criteria)


@lru_cache(maxsize=4)
def _by_source(knowledge: Knowledge) -> dict[tuple[object, ...], list[ResultRow]]:
    """The rows that stand and are of one arm, by the figure that they give."""
    found: dict[tuple[object, ...], list[ResultRow]] = {}
    for row in all_rows(knowledge):
        if row.comparator is None and row.superseded_by is None:
            found.setdefault(_same_figure(row), []).append(row)
    return found


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
        "note": _note(row, knowledge),
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
    key = f"{row.study} {row.arm} {row.endpoint} {row.event} {row.subgroup} {row.at_months} {row.analysis} {row.percent or row.median_months}"
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


def is_significant(row: ResultRow) -> bool | None:
    """Whether chance does not explain a contrast, by its interval, else by its P value; None where neither tells."""
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
    if len(set(names)) < len(names):
        names = [f"{n} ({label})" for n, label in zip(names, _labels_of_arms(row, knowledge), strict=False)]
    comparator = " and ".join(names[1:]) or str(row.comparator)
    slots |= {"comparator": comparator, "ratio": words.ratios["hazard_ratio" if row.hazard_ratio else "odds_ratio"]}
    plain = words.plain_results.get(row.endpoint)
    significant = is_significant(row)
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


def _labels_of_arms(row: ResultRow, knowledge: Knowledge) -> list[str]:
    """What tells the arms of a comparison apart that had the same treatment: whom they are of, else their names."""
    arms = {a.id: a for a in knowledge.studies[row.study].arms}
    found = []
    for name in (row.arm, *str(row.comparator).split()):
        results = arms[name].results if name in arms else []
        labels = {r.subgroup.label for r in results if r.subgroup is not None and r.subgroup.label}
        found.append(labels.pop() if len(labels) == 1 else name.replace("-", " "))
    return found


def current(rows: Iterable[ResultRow]) -> list[ResultRow]:
    """The rows that no later result supersedes, final analyses before interim ones and counts before rates, each once."""
    ranked = sorted((r for r in rows if r.superseded_by is None), key=lambda r: (_standing(r), r.responders is None))
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
