"""What a person asks of the evidence, and how closely the patients of a study fit it.

A fit is read from what the record states and nothing else. Of each thing asked (site, differentiation, grade, line):
*only* where the patients had exactly it, *among* where the group includes it beside others, *not told* where the
report does not say, *other* where it is ruled out. The fit of a group is the worst of these.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, Unpack, get_args

from hoofbeat.case import Site
from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Design, Endpoint, Population

Fit = Literal["only", "among", "not told", "other"]
WORST: tuple[Fit, ...] = ("only", "among", "not told", "other")
_FAR = 99
"""Stands for 'no upper end' of a line of treatment such as 2+."""

Line = str | int | None


@dataclass(frozen=True)
class Filters:
    """What is asked for; everything left out is not asked. Made by `filters_of`, which checks the words."""

    treatment: str | None = None
    sites: tuple[str, ...] = ()
    without_sites: tuple[str, ...] = ()
    differentiation: str | None = None
    grade: str | None = None
    line: str | None = None
    endpoint: str | None = None
    design: str | None = None
    published_after: dt.date | None = None
    published_before: dt.date | None = None
    source: str | None = None
    study: str | None = None

    def population_words(self) -> str:
        """The population asked for, in words; empty where any will do."""
        parts = [", ".join(self.sites)] if self.sites else []
        parts += [f"not {', '.join(self.without_sites)}"] if self.without_sites else []
        parts += [f"{self.differentiation} differentiated"] if self.differentiation else []
        parts += [self.grade] if self.grade else []
        parts += [f"line {self.line}"] if self.line else []
        parts += [self.design] if self.design else []
        return "; ".join(parts)


def lines_of(line: Line) -> tuple[int, int] | None:
    """The first and last line of treatment meant by '1', '2+' or '1-2'; None where any or none is stated."""
    found = re.fullmatch(r"(\d+)(\+|-(\d+))?", str(line).strip()) if line is not None else None
    if found is None:
        return None
    first = int(found[1])
    if found[2] is None:
        return first, first
    return first, int(found[3]) if found[3] else _FAR


GRADES = ("G1", "G2", "G3")
GRADE_RANGES = ("G1-2", "G2-3")
"""Grades asked for together."""


def grades_of(grade: str | None) -> tuple[str, ...]:
    """The grades meant by 'G2' or 'G1-2'; none where none is stated."""
    if grade is None:
        return ()
    first, _, last = grade.partition("-")
    return GRADES[GRADES.index(first) : GRADES.index(f"G{last.lstrip('G')}" if last else first) + 1]


def _fit_of_lists(stated: Sequence[str], asked: Sequence[str]) -> Fit:
    if not asked:
        return "only"
    if not stated:
        return "not told"
    if set(stated) <= set(asked):
        return "only"
    return "among" if set(stated) & set(asked) else "other"


def _fit_without(stated: Sequence[str], unwanted: Sequence[str]) -> Fit:
    if not unwanted:
        return "only"
    if not stated:
        return "not told"
    inside = set(stated) & set(unwanted)
    return "only" if not inside else "other" if inside == set(stated) else "among"


def _fit_of_differentiation(stated: str | None, asked: str | None) -> Fit:
    if asked is None or stated == asked:
        return "only"
    return "not told" if stated is None else "among" if stated == "mixed" else "other"


def fit_of_line(stated: Line, asked: Line) -> Fit:
    """How a group's line of treatment fits the one asked for."""
    wanted = lines_of(asked)
    if wanted is None:
        return "only"
    given = lines_of(stated)
    if given is None:
        return "among" if stated is not None else "not told"
    if given[0] >= wanted[0] and given[1] <= wanted[1]:
        return "only"
    return "among" if given[0] <= wanted[1] and wanted[0] <= given[1] else "other"


def fits_of(population: Population, line: Line, asked: Filters) -> tuple[tuple[str, Fit], ...]:
    """How a group of patients fits each thing asked for: site, differentiation, grade, line."""
    site = _fit_of_lists(population.sites, asked.sites), _fit_without(population.sites, asked.without_sites)
    return (
        ("site", max(site, key=WORST.index)),
        ("differentiation", _fit_of_differentiation(population.differentiation, asked.differentiation)),
        ("grade", _fit_of_lists(population.grades, grades_of(asked.grade))),
        ("line", fit_of_line(line, asked.line)),
    )


def fit_of(population: Population, line: Line, asked: Filters) -> Fit:
    """How closely a group of patients fits the population asked for: the worst over all that is asked."""
    return max((fit for _, fit in fits_of(population, line, asked)), key=WORST.index)


def design_fits(design: str, asked: str | None) -> bool:
    """Whether a design is the one asked for, or one of its kind: `randomized` asks for every randomized phase."""
    return asked is None or design == asked or design.startswith(f"{asked}-")


def _one_of(name: str, value: object, allowed: Sequence[str], problems: list[Problem]) -> None:
    if value is not None and value not in allowed:
        shown = ", ".join(allowed) if len(allowed) <= 40 else "see: hoofbeat find WORDS"
        problems.append(Problem(name, f"'{value}' is not known here.", f"Allowed: {shown}."))


def _day(name: str, value: dt.date | str | None, problems: list[Problem]) -> dt.date | None:
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        problems.append(Problem(name, f"'{value}' is not a date.", "Allowed: a day as 2021-10-01."))
        return None


def _designs() -> list[str]:
    kinds = {d.split("-")[0] for d in get_args(Design) if d.startswith("randomized")}
    return sorted({*get_args(Design), *kinds})


class Words(TypedDict, total=False):
    """What may be asked, in the words of a person: names for ids, days as text."""

    treatment: str | None
    sites: Sequence[str]
    without_sites: Sequence[str]
    differentiation: str | None
    grade: str | None
    line: str | int | None
    endpoint: str | None
    design: str | None
    published_after: dt.date | str | None
    published_before: dt.date | str | None
    source: str | None
    study: str | None


def filters_of(knowledge: Knowledge, **asked: Unpack[Words]) -> Filters:
    """Filters with every word checked: treatments by any of their names, the rest from what the records use.

    Raises:
        QuestionError: listing every word that is not known, with what is allowed.
    """
    problems: list[Problem] = []
    treatment, line = asked.get("treatment"), asked.get("line")
    if treatment is not None:
        try:
            treatment = knowledge.treatments.resolve(treatment)
        except QuestionError as error:
            problems += error.problems
    allowed = _allowed(knowledge)
    for site in (*asked.get("sites", ()), *asked.get("without_sites", ())):
        _one_of("site", site, allowed["site"], problems)
    single = {name: asked.get(name) for name in allowed if name != "site"}
    for name, value in single.items():
        _one_of(name, value, allowed[name], problems)
    if line is not None and lines_of(line) is None:
        problems.append(Problem("line", f"'{line}' is not a line of treatment.", "Allowed: 1, 2, 2+, 1-2."))
    after = _day("published_after", asked.get("published_after"), problems)
    before = _day("published_before", asked.get("published_before"), problems)
    if problems:
        raise QuestionError(problems)
    sites, without = tuple(asked.get("sites", ())), tuple(asked.get("without_sites", ()))
    words = {**single, "treatment": treatment, "line": None if line is None else str(line)}
    return Filters(sites=sites, without_sites=without, **words, published_after=after, published_before=before)  # type: ignore[arg-type]


def _allowed(knowledge: Knowledge) -> dict[str, Sequence[str]]:
    """The words that each filter takes."""
    return {
        "site": get_args(Site),
        "differentiation": ("well", "poor"),
        "grade": (*GRADES, *GRADE_RANGES),
        "endpoint": get_args(Endpoint),
        "design": _designs(),
        "source": list(knowledge.sources),
        "study": list(knowledge.studies),
    }
