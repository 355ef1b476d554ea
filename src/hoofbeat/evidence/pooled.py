"""Response rates pooled from the records: who is counted (`choose`), and what it adds up to (`pool`).

Every pooled figure names its arms and the groups left out, each with the reason. Nothing is pooled before it is asked
for, and then once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hoofbeat.evidence.choose import RANK, Choice, Counted, Judge, LeftOut, choose
from hoofbeat.evidence.counts import StudyCounts
from hoofbeat.evidence.filters import Filters, Line, design_fits, fit_of, fits_of
from hoofbeat.evidence.near import EVERYTHING, Directness, directness_of, nearest, printed_rates, profile_of
from hoofbeat.evidence.told import told_of, untold
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import Situation
from hoofbeat.knowledge.study_forms import Population, Study

if TYPE_CHECKING:
    from hoofbeat.evidence.pool import Pooled, Refused

MUCH = 0.4
"""The share of patients from which mixed groups, whose studies print another rate for the nearer ones, keep a pool from being made."""
FEWEST_DIRECT = 2
"""With fewer studies that apply directly, those of mixed groups are pooled with them, and it is said."""
_MIXED = "A mixed group, or one that does not tell."
NEEDED = (EVERYTHING, ("site", "differentiation", "grade"), ("site", "differentiation"))
"""What the studies pooled together have to state as asked, the most first; of the rest they must not state another."""
_WORDS: dict[Directness, str] = {
    "direct": "stated to be of the population asked for",
    "indirect": "of groups that include it or do not tell",
    "extrapolated": "carried over from other tumors or another line of treatment",
}


@dataclass(frozen=True)
class PooledResponse:
    """The response rate of a treatment over its studies; `result` is None where no study can be counted."""

    treatment: str
    asked: str
    as_of: dt.date
    directness: Directness | None
    result: Pooled | Refused | None
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    says: str
    profile: Filters = field(default_factory=Filters)
    """The population asked for, with which each group counted is compared."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the pooled figures (or `refused`), the arms they are made of, and what was left out."""
        figures = self.result.to_dict() if self.result is not None else {"refused": self.says}
        return {
            "treatment": self.treatment,
            "asked": self.asked,
            "as_of": self.as_of.isoformat(),
            "directness": self.directness,
            "says": self.says,
            **figures,
            "arms": [c.to_dict() for c in self.counted],
            "left_out": [o.to_dict() for o in self.left_out],
        }


def study_counts(counted: Sequence[Counted], by: str | None = None) -> list[StudyCounts]:
    """The counts in the form that pooling accepts, one a study; `by` (site, grade, line, design) names their groups."""
    return [StudyCounts(c.study.id, c.count.events, c.count.total, _group(c, by)) for c in counted]


def _group(counted: Counted, by: str | None) -> str | None:
    values: dict[str, str | None] = {
        "site": ", ".join(counted.population.sites) or None,
        "grade": ", ".join(counted.population.grades) or None,
        "line": None if counted.line is None else str(counted.line),
        "design": counted.study.design,
    }
    return values[by] if by is not None else None


def pooled_response(
    knowledge: Knowledge,
    treatment: str,
    asked: Filters | None = None,
    as_of: dt.date | None = None,
    *,
    mixed: bool = False,
) -> PooledResponse:
    """The pooled response rate of a treatment in the population asked for, as known on a day.

    Args:
        knowledge: the records.
        treatment: a treatment or class by id; a class pools its members.
        asked: population, design and publication; everything if not given. Endpoint and treatment are not read.
        as_of: the day; that of the knowledge if not given.
        mixed: count mixed groups that include the population, too.
    """
    return _pooled_response(knowledge, treatment, asked or Filters(), as_of or knowledge.edition.date, mixed)


@lru_cache(maxsize=512)
def _pooled_response(
    knowledge: Knowledge, treatment: str, asked: Filters, as_of: dt.date, mixed: bool
) -> PooledResponse:
    def fit(population: Population, line: Line) -> Directness:
        found = fit_of(population, line, asked)
        return "direct" if found == "only" else "extrapolated" if found == "other" else "indirect"

    def wanted(study: Study) -> bool:
        return design_fits(study.design, asked.design) and asked.study in (None, study.id)

    choice = choose(knowledge, treatment, as_of, fit, wanted, known=_known(knowledge, asked))
    kinds: tuple[Directness, ...] = ("direct", "indirect") if mixed else ("direct",)
    choice = choice.only(
        kinds, f"Not all its patients are stated to be of the population asked for ({asked.population_words()})."
    )
    return _joined(treatment, asked, as_of, choice)


def pooled_nearest(
    knowledge: Knowledge, treatment: str, asked: Filters, as_of: dt.date | None = None
) -> PooledResponse:
    """The pooled response rate of those who come nearest to what is asked; nobody stated to be of others is counted.

    First of studies that state all that is asked; then of those that do not tell the line, the site, or the grade; then
    with mixed groups. `told_of` says what the studies counted state, and what they do not.
    """
    return _pooled_nearest(knowledge, treatment, asked, as_of or knowledge.edition.date)


@lru_cache(maxsize=512)
def _pooled_nearest(knowledge: Knowledge, treatment: str, asked: Filters, as_of: dt.date) -> PooledResponse:
    steps = (*NEEDED[:2], *([("differentiation", "grade")] if asked.grade else []), NEEDED[2], ())
    for needed in _steps(steps, asked):
        choice = choose(knowledge, treatment, as_of, _stating(asked, needed)).only(("direct",), _MIXED)
        if choice.counted:
            break
    return _joined(treatment, asked, as_of, choice)


def _stating(asked: Filters, needed: Sequence[str]) -> Judge:
    """The judge of groups that have to state something of what is asked, and must not state another of the rest."""

    def judge(population: Population, line: Line) -> Directness:
        fits = dict(fits_of(population, line, asked))
        if "other" in fits.values():
            return "extrapolated"
        return "direct" if all(fits[name] == "only" for name in needed) else "indirect"

    return judge


def _known(knowledge: Knowledge, asked: Filters) -> frozenset[str]:
    """The sources that the filters allow."""
    return frozenset(
        name
        for name, source in knowledge.sources.items()
        if asked.source in (None, name)
        and (asked.published_after is None or source.published >= asked.published_after)
        and (asked.published_before is None or source.published <= asked.published_before)
    )


def pooled_for(situation: Situation, treatment: str, as_of: dt.date) -> PooledResponse | None:
    """The response rate that stands nearest to a case; None where its site is unknown or no study can be counted.

    Studies that apply directly are pooled when there are at least two; else those of mixed groups with them, but for
    groups whose study prints another rate for those of it who come nearer. Where no group that includes the population
    can be counted, studies of other tumors, or of another line of treatment, are pooled by themselves. `says` tells
    which. Nothing is pooled, and the rates are told as printed, where none applies directly and much (`MUCH`) of the
    rest are such groups, or where only others can be counted and a study of the same tumors, grade and line prints a rate.
    """
    profile = profile_of(situation)
    return None if profile is None else _pooled_for(situation.knowledge, treatment, profile, as_of)


@lru_cache(maxsize=2048)
def _pooled_for(knowledge: Knowledge, treatment: str, profile: Filters, as_of: dt.date) -> PooledResponse | None:
    for needed in _steps(NEEDED, profile):
        choice = choose(knowledge, treatment, as_of, _near(profile, needed))
        if not choice.counted:
            return None
        if sum(c.directness == "direct" for c in choice.counted) >= FEWEST_DIRECT:
            choice = choice.only(
                ("direct",), "A mixed group, other tumors or another line: enough studies apply more directly."
            )
            return _joined(treatment, profile, as_of, choice)
    asked = profile.population_words()
    direct = any(c.directness == "direct" for c in choice.counted)
    if direct or any(c.directness == "indirect" for c in choice.counted):
        choice = choice.only(
            ("direct", "indirect"),
            "Other tumors or another line of treatment: studies that include this one are pooled.",
        )
        if not direct and _much_is_blurred(choice):
            printed = [
                f"{o.study.name}, {o.subgroup}: {o.result.percent} %, number not printed" for o in choice.blurred
            ]
            return _not_pooled(treatment, asked, as_of, choice, "only mixed groups can be counted", printed)
        choice = choice.without_blurred()
    elif printed := printed_rates(nearest(knowledge, treatment, profile, as_of)):
        return _not_pooled(treatment, asked, as_of, choice, "only other tumors or another line can be counted", printed)
    return _joined(treatment, profile, as_of, choice)


def _steps(steps: Sequence[Sequence[str]], asked: Filters) -> list[Sequence[str]]:
    """The steps that differ: what is not asked needs no stating."""
    unasked = {name for name in ("grade", "line") if getattr(asked, name) is None}
    return list(dict.fromkeys(tuple(n for n in needed if n not in unasked) for needed in steps))


def _near(profile: Filters, needed: Sequence[str]) -> Judge:
    """The judge of a pool: who is stated to have had another grade or line stands for others, as another site does."""

    def near(population: Population, line: Line) -> Directness:
        fits = dict(fits_of(population, line, profile))
        return "extrapolated" if "other" in fits.values() else directness_of(fits, profile, needed)

    return near


def _much_is_blurred(choice: Choice) -> bool:
    """Whether much of what would be pooled are mixed groups whose study prints another rate for those who come nearer."""
    blurred = {o.study.id for o in choice.blurred}
    of_blurred = sum(c.count.total for c in choice.counted if c.study.id in blurred)
    return of_blurred >= MUCH * sum(c.count.total for c in choice.counted)


def _not_pooled(
    treatment: str, asked: str, as_of: dt.date, choice: Choice, why: str, printed: Sequence[str]
) -> PooledResponse:
    """No pooled figure: a rate of others would stand where the studies print one, without a count, for those asked about."""
    says = f"Not pooled: {why}." + (f" As printed: {'; '.join(printed[:3])}." if printed else "")
    return PooledResponse(treatment, asked, as_of, None, None, (), choice.left_out, says)


def _joined(treatment: str, asked: Filters, as_of: dt.date, choice: Choice) -> PooledResponse:
    words = asked.population_words()
    if not choice.counted:
        says = "No study of this treatment and population gives responders among a known number of patients."
        return PooledResponse(treatment, words, as_of, None, None, (), choice.left_out, says)
    from hoofbeat.evidence.pool import pool_proportions  # late: it loads the numerical libraries

    result = pool_proportions(study_counts(choice.counted))
    worst = max((_stated_as(c, asked) for c in choice.counted), key=RANK.__getitem__)
    says = _says(result, choice, asked)
    return PooledResponse(treatment, words, as_of, worst, result, choice.counted, choice.left_out, says, asked)


def _stated_as(counted: Counted, asked: Filters) -> Directness:
    """How directly a group stands for what is asked once everything asked has to be stated."""
    told = fit_of(counted.population, counted.line, asked)
    return counted.directness if told == "only" or counted.directness != "direct" else "indirect"


def _says(result: Pooled | Refused, choice: Choice, asked: Filters) -> str:
    from hoofbeat.evidence.pool import Refused

    studies, total = len(choice.counted), sum(c.count.total for c in choice.counted)
    events = sum(c.count.events for c in choice.counted)
    kinds = [_stated_as(c, asked) for c in choice.counted]
    whose = "; ".join(f"{kinds.count(kind)} {_WORDS[kind]}" for kind in RANK if kind in kinds)
    missing = untold(told_of(choice.counted, asked))
    of = f"{studies} {'study' if studies == 1 else 'studies'}, {total} patients, {events} responses ({whose})"
    of += f"; {', '.join(missing)}" if missing else ""
    if isinstance(result, Refused):
        return f"Not pooled: {result.why} {of}."
    level = f"{100 * result.level:g}"
    says = f"Response {result.estimate:.0%} ({level}% interval {result.ci_low:.0%} to {result.ci_high:.0%}), {of}."
    if result.pi_low is not None and result.pi_high is not None:
        says += f" In a new study plausibly {result.pi_low:.0%} to {result.pi_high:.0%}."
    left = len(choice.left_out)
    return (
        f"{says} {left} {'group' if left == 1 else 'groups'} of patients left out, each with its reason."
        if left
        else says
    )
