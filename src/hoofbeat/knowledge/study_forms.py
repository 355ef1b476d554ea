"""The forms of studies and trials: populations, arms, figures exactly as printed, comparisons."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from hoofbeat.knowledge.forms import Cited, Id, Record, Text

Design = Literal[
    "randomized-phase-3", "randomized-phase-2-3", "randomized-phase-2", "single-arm-phase-2", "phase-1-2", "phase-1",
    "phase-4", "prospective-cohort", "registry", "retrospective", "meta-analysis", "not-stated",
]  # fmt: skip
Endpoint = Literal[
    "orr", "cr", "pr", "sd", "pd", "dcr", "pfs", "ttp", "os", "pfs_rate", "os_rate", "progression_free_rate", "dcr_rate",
    "toxicity_g3_4", "toxicity", "toxic_deaths", "discontinuation", "other",
]  # fmt: skip


def _as_printed(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = str(value).strip()
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        raise ValueError(f"'{text}' is not a number as printed, with a point for the decimal")
    return text


Printed = Annotated[str, BeforeValidator(_as_printed)]
"""A figure exactly as the source prints it: the number of decimals is information."""


class Population(BaseModel):
    """Whom a study, an arm or a subgroup is about; a list left out is not restricted or not stated."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    sites: list[str] = []
    differentiation: Literal["well", "poor", "mixed"] | None = None
    grades: list[Literal["G1", "G2", "G3"]] = []
    morphology: list[str] = []
    setting: Literal["advanced", "adjuvant", "localized", "mixed"] | None = None
    line: str | int | None = None
    label: Text | None = None
    note: Text | None = None


class Result(BaseModel):
    """One figure of one arm, with its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Id | None = None
    endpoint: Endpoint
    percent: Printed | None = None
    median_months: Printed | None = None
    value: Printed | None = None
    unit: Text | None = None
    at_months: Printed | None = None
    responders: int | None = None
    count: int | None = None
    evaluable: int | None = None
    ci_low: Printed | None = None
    ci_high: Printed | None = None
    ci_level: int = 95
    range_low: Printed | None = None
    range_high: Printed | None = None
    p: str | None = None
    event: Text | None = None
    criteria: Text | None = None
    line: str | int | None = None
    analysis: Literal["primary", "interim", "final", "updated", "secondary", "exploratory"] | None = None
    subgroup: Population | None = None
    not_reached: bool = False
    not_reported: bool = False
    superseded_by: Id | None = None
    denominator_note: Text | None = None
    note: Text | None = None
    source: Id
    at: Text


class Arm(BaseModel):
    """A group of patients given one treatment."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Id
    treatment: Id
    part_of: Id | None = None
    patients: int | None = None
    line: str | int | None = None
    population: Population | None = None
    note: Text | None = None
    results: list[Result] = []


class Contrast(BaseModel):
    """A comparison of two arms."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Id
    arms: list[Id]
    endpoint: Endpoint
    hazard_ratio: Printed | None = None
    odds_ratio: Printed | None = None
    ci_low: Printed | None = None
    ci_high: Printed | None = None
    ci_level: int = 95
    p: str | None = None
    event: Text | None = None
    analysis: Literal["primary", "interim", "final", "updated", "secondary", "exploratory"] | None = None
    subgroup: Population | None = None
    superseded_by: Id | None = None
    note: Text | None = None
    source: Id
    at: Text


class Study(Record):
    """A study: its population, its arms, its figures as reported."""

    name: Text
    design: Design
    registry: str | None = None
    reference: Text | None = None
    population: Population
    patients: int | None = None
    overlaps: list[Id] = []
    arms: list[Arm]
    contrasts: list[Contrast] = []
    note: Text | None = None


class Trial(Cited):
    """A trial that was under way, and what became of it by a date."""

    name: Text
    registry: str | None = None
    question: Text
    population: Text | None = None
    treatments: list[Id] = []
    status: Literal["ongoing", "completed", "terminated", "reported", "unknown"]
    status_as_of: dt.date
    reported_as: Id | None = None
    note: Text | None = None
