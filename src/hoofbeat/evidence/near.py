"""The study arms nearest to a case, and how directly they apply to it.

Directness, by documented rules: *direct* where the patients had the case's site and differentiation; *indirect* where
they were a mixed group that includes it, or the report does not tell; *extrapolated* where they had another site or
differentiation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Arm, Population, Result, Study
from hoofbeat.knowledge.situation import Situation

Directness = Literal["direct", "indirect", "extrapolated"]
_RANK: dict[Directness, int] = {"direct": 0, "indirect": 1, "extrapolated": 2}
_SHOWN = ("orr", "pfs", "ttp", "os")
MOST_ARMS = 8


@dataclass(frozen=True)
class ArmNear:
    """A study arm or subgroup, with its figures as reported, and how directly it applies."""

    study: Study
    arm: Arm
    subgroup: Population | None
    results: tuple[Result, ...]
    directness: Directness

    def to_dict(self) -> dict[str, Any]:
        """Plain data, figures as printed."""
        return {
            "study": self.study.id,
            "name": self.study.name,
            "arm": self.arm.id,
            "treatment": self.arm.treatment,
            "design": self.study.design,
            "patients": self.arm.patients,
            "subgroup": self.subgroup.model_dump(exclude_defaults=True) if self.subgroup else None,
            "directness": self.directness,
            "results": [r.model_dump(mode="json", exclude_defaults=True) for r in self.results],
        }


@dataclass(frozen=True)
class Evidence:
    """What studies of one treatment offer a case."""

    arms: list[dict[str, Any]]
    directness: Directness | None
    says: str


def merged(study: Study, arm: Arm, subgroup: Population | None) -> Population:
    """The population of a subgroup of an arm: what it says itself, then what the arm says, then the study."""
    values: dict[str, Any] = {}
    for population in (study.population, arm.population, subgroup):
        if population is not None:
            values.update({k: v for k, v in population.model_dump(exclude_defaults=True).items()})
    return Population(**values)


def judge(population: Population, values: Mapping[str, Any]) -> Directness | None:
    """How directly a population stands for a case; None where the case's site is unknown."""
    site, differentiation = values.get("primary_site"), values.get("differentiation")
    if site is None:
        return None
    other_kind = differentiation is not None and population.differentiation not in (
        None,
        "mixed",
        differentiation,
    )
    if other_kind or (population.sites and site not in population.sites):
        return "extrapolated"
    same_kind = differentiation is not None and population.differentiation == differentiation
    return "direct" if population.sites == [site] and same_kind else "indirect"


@lru_cache(maxsize=4)
def groups(knowledge: Knowledge) -> tuple[tuple[Study, Arm, Population | None, tuple[Result, ...]], ...]:
    """Every arm with its results, and every subgroup of one with its own."""
    return tuple(_groups(knowledge))


def _groups(knowledge: Knowledge) -> Iterator[tuple[Study, Arm, Population | None, tuple[Result, ...]]]:
    for study in knowledge.studies.values():
        for arm in study.arms:
            by_subgroup: dict[str, tuple[Population | None, list[Result]]] = {}
            for result in arm.results:
                key = result.subgroup.model_dump_json() if result.subgroup else ""
                by_subgroup.setdefault(key, (result.subgroup, []))[1].append(result)
            for subgroup, results in by_subgroup.values():
                yield study, arm, subgroup, tuple(results)


def published_by(result: Result, knowledge: Knowledge, as_of: dt.date) -> bool:
    """Whether a result was known on a day."""
    return knowledge.sources[result.source].published <= as_of


def nearest_arms(situation: Situation, treatment: str, as_of: dt.date) -> list[ArmNear]:
    """The arms of a treatment (or of a class's members), the most direct and largest first."""
    knowledge = situation.knowledge
    values = {**situation.values, "differentiation": situation.row.get("differentiation")}
    found = []
    for study, arm, subgroup, results in groups(knowledge):
        if treatment not in knowledge.treatments.classes(arm.treatment):
            continue
        directness = judge(merged(study, arm, subgroup), values)
        shown = tuple(r for r in results if r.endpoint in _SHOWN and published_by(r, knowledge, as_of))
        if shown and directness:
            found.append(ArmNear(study, arm, subgroup, shown, directness))
    found.sort(key=lambda a: (_RANK[a.directness], -(a.arm.patients or 0), a.study.id, a.arm.id))
    return found


def evidence_for(situation: Situation, treatment: str, as_of: dt.date) -> Evidence:
    """The arms nearest to a case and, in words, how directly they apply."""
    arms = nearest_arms(situation, treatment, as_of)
    best = arms[0].directness if arms else None
    return Evidence([a.to_dict() for a in arms[:MOST_ARMS]], best, _says(arms))


def _says(arms: list[ArmNear]) -> str:
    if not arms:
        return ""
    counts = {d: sum(a.directness == d for a in arms) for d in _RANK}
    words = {
        "direct": "of the same site and differentiation",
        "indirect": "of mixed groups that include it or do not tell",
        "extrapolated": "carried over from other tumors",
    }
    parts = [f"{n} {words[d]}" for d, n in counts.items() if n]
    return f"{len(arms)} study groups: {', '.join(parts)}."
