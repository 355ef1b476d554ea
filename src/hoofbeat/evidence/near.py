"""The study arms nearest to a case, and how directly they apply to it.

Directness, by documented rules: *direct* where the patients are stated to have had the case's site, differentiation, grade
and line of treatment, so far as the case has them; *indirect* where they were a mixed group that includes it, the report
does not tell, or grade or line are stated to be others; *extrapolated* where they had another site or differentiation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from hoofbeat.evidence.filters import WORST, Filters, Fit, Line, fits_of
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import Situation
from hoofbeat.knowledge.study_forms import Arm, Population, Result, Study
from hoofbeat.logic import Truth

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
    fits: tuple[tuple[str, Fit], ...] = ()

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
            "fits": dict(self.fits),
            "says": fits_in_words(self.fits),
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
            values.update(population.model_dump(exclude_defaults=True))
    return Population(**values)


def line_of(study: Study, arm: Arm, result: Result | None = None, subgroup: Population | None = None) -> Line:
    """The line of treatment: of the result where it says so, else of its subgroup, its arm, its study."""
    stated = (
        result.line if result else None,
        subgroup.line if subgroup else None,
        arm.line,
        arm.population.line if arm.population else None,
        study.population.line,
    )
    return next((s for s in stated if s is not None), None)


def profile_of(situation: Situation) -> Filters | None:
    """What the evidence for a case should be about: its site, differentiation, grade and line, where they are known.

    None where the site is unknown: directness cannot be judged then.
    """
    site = situation.values.get("primary_site")
    if site is None:
        return None
    return Filters(
        sites=(site,),
        differentiation=situation.row.get("differentiation"),
        grade=_grade(situation),
        line=_line(situation),
    )


def _grade(situation: Situation) -> Literal["G1", "G2", "G3"] | None:
    for key, label in situation.knowledge.records("label").items():
        if situation.truth("label", key) is Truth.TRUE:
            grade: Literal["G1", "G2", "G3"] | None = label.grade
            return grade
    return None


def _line(situation: Situation) -> str | None:
    """The line of treatment as studies of such tumors count it."""
    lines = [f for f in situation.knowledge.facts.values() if f.history is not None and f.history.line]
    fitting = [f for f in lines if f.when is None or situation.truth("fact", f.id) is Truth.TRUE]
    number = situation.row.get(max(fitting, key=lambda f: f.when is not None).id) if fitting else None
    return None if number is None else str(int(number[0]))


EVERYTHING = ("site", "differentiation", "grade", "line")


def judge(population: Population, line: Line, profile: Filters, needed: Sequence[str] = EVERYTHING) -> Directness:
    """How directly a group of patients stands for a case."""
    return directness_of(dict(fits_of(population, line, profile)), profile, needed)


def directness_of(fits: Mapping[str, Fit], profile: Filters, needed: Sequence[str] = EVERYTHING) -> Directness:
    """Directness, from how site, differentiation, grade and line fit; `needed`: which of them have to be stated."""
    if "other" in (fits["site"], fits["differentiation"]):
        return "extrapolated"
    stated = profile.differentiation is not None and all(fits[name] == "only" for name in needed)
    return "direct" if stated and "other" not in fits.values() else "indirect"


_FIT_WORDS: dict[Fit, str] = {"only": "same {}", "among": "{} mixed", "not told": "{} not told", "other": "another {}"}


def fits_in_words(fits: tuple[tuple[str, Fit], ...]) -> str:
    """How a group of patients compares with the case: 'same site, differentiation not told, another line'."""
    return ", ".join(_FIT_WORDS[fit].format(name) for name, fit in fits)


Group = tuple[Study, Arm, Population | None, tuple[Result, ...]]


@lru_cache(maxsize=4)
def groups(knowledge: Knowledge) -> tuple[Group, ...]:
    """Every arm with its results, and every subgroup of one with its own, study by study."""
    return tuple(_groups(knowledge))


def _groups(knowledge: Knowledge) -> Iterator[Group]:
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
    profile = profile_of(situation)
    return [] if profile is None else list(nearest(situation.knowledge, treatment, profile, as_of))


@lru_cache(maxsize=2048)
def nearest(knowledge: Knowledge, treatment: str, profile: Filters, as_of: dt.date) -> tuple[ArmNear, ...]:
    """The arms of a treatment, the nearest to what is asked first; kept, since cases around one another ask alike."""
    found = []
    for study, arm, subgroup, results in groups(knowledge):
        if treatment not in knowledge.treatments.classes(arm.treatment):
            continue
        shown = tuple(r for r in results if r.endpoint in _SHOWN and published_by(r, knowledge, as_of))
        if shown:
            fits = fits_of(merged(study, arm, subgroup), line_of(study, arm, shown[0], subgroup), profile)
            found.append(ArmNear(study, arm, subgroup, shown, directness_of(dict(fits), profile), fits))
    found.sort(key=lambda a: (_RANK[a.directness], _distance(a.fits), -(a.arm.patients or 0), a.study.id, a.arm.id))
    return tuple(found)


def _distance(fits: Sequence[tuple[str, Fit]]) -> tuple[int, ...]:
    """How far a group is from what is asked: site and differentiation weigh before grade, and grade before line."""
    return tuple(WORST.index(fit) for _, fit in fits)


def evidence_for(situation: Situation, treatment: str, as_of: dt.date) -> Evidence:
    """The arms nearest to a case and, in words, how directly they apply. To be read, not changed: it is kept."""
    profile = profile_of(situation)
    return Evidence([], None, "") if profile is None else _evidence(situation.knowledge, treatment, profile, as_of)


@lru_cache(maxsize=2048)
def _evidence(knowledge: Knowledge, treatment: str, profile: Filters, as_of: dt.date) -> Evidence:
    arms = nearest(knowledge, treatment, profile, as_of)
    best = arms[0].directness if arms else None
    return Evidence([a.to_dict() for a in arms[:MOST_ARMS]], best, _says(arms))


def printed_rates(arms: Sequence[ArmNear]) -> list[str]:
    """The response rate as each study of the same tumors, grade and line prints it, where it is not superseded; with its patients."""
    found: dict[str, str] = {}
    for arm in arms:
        fits = "other" not in dict(arm.fits).values() and arm.directness != "extrapolated"
        for rate in arm.results if fits else ():
            if rate.endpoint == "orr" and rate.percent is not None and rate.superseded_by is None:
                patients = rate.evaluable or (None if arm.subgroup else arm.arm.patients)
                of = f" (of {patients})" if patients else ""
                found.setdefault(arm.study.id, f"{arm.study.name} {rate.percent} %{of}")
    return list(found.values())


def _says(arms: Sequence[ArmNear]) -> str:
    if not arms:
        return ""
    counts = {d: sum(a.directness == d for a in arms) for d in _RANK}
    words = {
        "direct": "of what is stated of the case",
        "indirect": "of mixed groups that include it or do not tell",
        "extrapolated": "carried over from other tumors",
    }
    parts = [f"{n} {words[d]}" for d, n in counts.items() if n]
    return f"{len(arms)} study group{'s' if len(arms) != 1 else ''}: {', '.join(parts)}."
