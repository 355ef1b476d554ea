"""The result rows: one for each study, arm, endpoint and subgroup, and one for each comparison of arms.

The columns up to `note` are the public contract (DESIGN, section 8). Figures stay as printed; `to_dict` gives them as
numbers with the printed form beside them, since the number of decimals is information.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from hoofbeat.evidence.filters import Filters, design_fits, fit_of
from hoofbeat.evidence.near import line_of, merged
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Arm, Contrast, Population, Result, Study

_NUMBERS = (
    "percent", "median_months", "hazard_ratio", "odds_ratio", "value", "at_months", "ci_low", "ci_high", "range_low", "range_high",
)  # fmt: skip
_OF_ARMS_ONLY = (
    "evaluable", "responders", "percent", "median_months", "value", "unit", "count", "at_months", "range_low", "range_high",
    "criteria", "denominator_note", "patients",
)  # fmt: skip
_HIDDEN = ("asked_of", "treatments")


@dataclass(frozen=True)
class ResultRow:
    """One figure of one arm, or of one comparison. Percentages are of patients, medians in months."""

    study: str
    arm: str
    comparator: str | None
    treatment: str
    design: str
    population: str
    subgroup: str | None
    line: str | None
    endpoint: str
    evaluable: int | None
    responders: int | None
    percent: str | None
    median_months: str | None
    hazard_ratio: str | None
    p: str | None
    analysis: str | None
    superseded_by: str | None
    source: str
    at: str
    note: str | None
    name: str
    registry: str | None
    published: dt.date
    patients: int | None
    odds_ratio: str | None
    value: str | None
    unit: str | None
    count: int | None
    event: str | None
    at_months: str | None
    ci_low: str | None
    ci_high: str | None
    ci_level: int | None
    range_low: str | None
    range_high: str | None
    criteria: str | None
    denominator_note: str | None
    not_reached: bool
    not_reported: bool
    sites: str
    differentiation: str | None
    grades: str
    setting: str | None
    result: str | None
    asked_of: Population
    treatments: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data: figures as numbers, and under `printed` as the source prints them."""
        plain: dict[str, Any] = {name: getattr(self, name) for name in COLUMNS}
        plain["published"] = self.published.isoformat()
        printed = {name: plain[name] for name in _NUMBERS if plain[name] is not None}
        plain.update({name: number(text) for name, text in printed.items()})
        plain["printed"] = printed
        return plain

    def cells(self) -> list[str]:
        """The row as text, in the order of COLUMNS, figures as printed; an empty cell is 'not stated'."""
        return [_cell(getattr(self, name)) for name in COLUMNS]


COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(ResultRow) if f.name not in _HIDDEN)


def number(printed: str) -> int | float:
    """A printed figure as a number: whole where it is printed without decimals."""
    return int(printed) if printed.lstrip("-").isdigit() else float(printed)


def _cell(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)


def population_words(population: Population) -> str:
    """A population in words: sites, differentiation, grades, setting."""
    kind = (
        f"{population.differentiation} differentiated"
        if population.differentiation in ("well", "poor")
        else population.differentiation
    )
    parts = (
        ", ".join(population.sites),
        kind,
        ", ".join(population.grades),
        ", ".join(population.morphology),
        population.setting,
    )
    return "; ".join(p for p in parts if p)


def subgroup_words(subgroup: Population | None) -> str | None:
    """A subgroup in words: its label as the source has it, else what it is restricted to."""
    if subgroup is None:
        return None
    return subgroup.label or population_words(subgroup) or None


def _shared(study: Study, population: Population, knowledge: Knowledge, item: Result | Contrast) -> dict[str, Any]:
    return {
        "study": study.id,
        "name": study.name,
        "registry": study.registry,
        "design": study.design,
        "population": population_words(population),
        "subgroup": subgroup_words(item.subgroup),
        "sites": " ".join(population.sites),
        "differentiation": population.differentiation,
        "grades": " ".join(population.grades),
        "setting": population.setting,
        "endpoint": item.endpoint,
        "analysis": item.analysis,
        "superseded_by": item.superseded_by,
        "p": item.p,
        "event": item.event,
        "ci_low": item.ci_low,
        "ci_high": item.ci_high,
        "ci_level": item.ci_level if item.ci_low is not None or item.ci_high is not None else None,
        "source": item.source,
        "at": item.at,
        "note": item.note,
        "published": knowledge.sources[item.source].published,
        "result": item.id,
        "asked_of": population,
    }


def _result_row(study: Study, arm: Arm, result: Result, knowledge: Knowledge) -> ResultRow:
    line = line_of(study, arm, result, result.subgroup)
    return ResultRow(
        **_shared(study, merged(study, arm, result.subgroup), knowledge, result),
        arm=arm.id,
        comparator=None,
        treatment=arm.treatment,
        treatments=(arm.treatment,),
        line=None if line is None else str(line),
        evaluable=result.evaluable,
        responders=result.responders,
        percent=result.percent,
        median_months=result.median_months,
        hazard_ratio=None,
        odds_ratio=None,
        patients=arm.patients,
        value=result.value,
        unit=result.unit,
        count=result.count,
        at_months=result.at_months,
        range_low=result.range_low,
        range_high=result.range_high,
        criteria=result.criteria,
        denominator_note=result.denominator_note,
        not_reached=result.not_reached,
        not_reported=result.not_reported,
    )


def _contrast_row(study: Study, contrast: Contrast, knowledge: Knowledge) -> ResultRow:
    by_id = {arm.id: arm for arm in study.arms}
    arms = [by_id[name] for name in contrast.arms if name in by_id]
    first = arms[0] if arms else Arm(id="unnamed", treatment="unnamed")
    line = line_of(study, first, None, contrast.subgroup)
    unstated: dict[str, Any] = dict.fromkeys(_OF_ARMS_ONLY)
    return ResultRow(
        **_shared(study, merged(study, first, contrast.subgroup), knowledge, contrast),
        arm=contrast.arms[0],
        comparator=" vs ".join(contrast.arms[1:]),
        treatment=first.treatment,
        treatments=tuple(arm.treatment for arm in arms),
        line=None if line is None else str(line),
        hazard_ratio=contrast.hazard_ratio,
        odds_ratio=contrast.odds_ratio,
        **unstated,
        not_reached=False,
        not_reported=False,
    )  # fmt: skip


@lru_cache(maxsize=4)
def all_rows(knowledge: Knowledge) -> tuple[ResultRow, ...]:
    """Every row, in the order of the records."""
    return tuple(_rows(knowledge))


def _rows(knowledge: Knowledge) -> Iterator[ResultRow]:
    for study in knowledge.studies.values():
        for arm in study.arms:
            yield from (_result_row(study, arm, result, knowledge) for result in arm.results)
        yield from (_contrast_row(study, contrast, knowledge) for contrast in study.contrasts)


@lru_cache(maxsize=4)
def _rows_on(knowledge: Knowledge) -> dict[tuple[str, str], list[ResultRow]]:
    """The rows on each treatment and each class, and those of each study, in the order of the records."""
    found: dict[tuple[str, str], list[ResultRow]] = {}
    for row in all_rows(knowledge):
        found.setdefault(("study", row.study), []).append(row)
        for kind in frozenset().union(*map(knowledge.treatments.classes, row.treatments)):
            found.setdefault(("treatment", kind), []).append(row)
    return found


def _fits(row: ResultRow, asked: Filters) -> bool:
    return (
        (asked.endpoint is None or row.endpoint == asked.endpoint)
        and design_fits(row.design, asked.design)
        and (asked.published_after is None or row.published >= asked.published_after)
        and (asked.published_before is None or row.published <= asked.published_before)
        and (asked.source is None or row.source == asked.source)
        and (asked.study is None or row.study == asked.study)
        and fit_of(row.asked_of, row.line, asked) in ("only", "among")
    )


def select(knowledge: Knowledge, asked: Filters | None = None) -> list[ResultRow]:
    """The rows that fit, in the order of the records.

    A treatment stands for itself and, if it is a class, for its members; a regimen is not listed under the drugs it
    contains. A row fits a site, differentiation, grade or line when its patients are stated to include it. Both days
    of publication count as within.
    """
    asked = asked or Filters()
    by, name = ("study", asked.study) if asked.treatment is None else ("treatment", asked.treatment)
    rows = all_rows(knowledge) if name is None else _rows_on(knowledge).get((by, name), [])
    return [row for row in rows if _fits(row, asked)]
