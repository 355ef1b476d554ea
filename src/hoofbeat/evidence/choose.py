"""Which count of a study is pooled: at most one for each study, and no patient twice.

The rule, in its order:

1. *Who*: the group (arm, or subgroup of one) whose patients fit what is asked most closely. A subgroup picked out in
   another way than was asked (a marker in the tissue, a response) is never used.
2. *Which figure* of that group: none that a known result supersedes; best response over response at a time point; then
   final over updated, primary, unlabeled, secondary, interim and exploratory analyses; the study's own report over
   those of others; printed counts over percentages; a table over the text of the same source, since the table prints
   the number of patients beside it.
3. *How many*: the responders and patients assessed as printed; else the whole number that gives the printed percentage
   of the patients assessed; else that of the patients of the arm if only one number does, and then it says so. With no
   known denominator the group is left out.
4. *No patient twice*: arms of one study are added together only where their patients cannot be the same (other site or
   differentiation; or the same line of treatment, in a study whose arms have no more patients than the study). Of
   studies that may share patients the one that fits most closely, then the largest, stays. Meta-analyses stay out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from typing import Any

from hoofbeat.evidence.counted import Count, count_of, preferred
from hoofbeat.evidence.filters import Line
from hoofbeat.evidence.near import Directness, Group, groups, line_of, merged
from hoofbeat.evidence.places import subgroup_key
from hoofbeat.evidence.rows import population_words, subgroup_words
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Arm, Population, Result, Study

Judge = Callable[[Population, Line], Directness]
RANK: dict[Directness, int] = {"direct": 0, "indirect": 1, "extrapolated": 2}
MOST_SUBGROUPS = 12
"""Of an arm with more subgroups than this, none are added up: the search for those that make the whole grows too large."""


@dataclass(frozen=True)
class Counted:
    """A group of patients of one study, with its responders."""

    study: Study
    arms: tuple[Arm, ...]
    subgroup: str | None
    population: Population
    line: Line
    directness: Directness
    count: Count

    @property
    def arm(self) -> str:
        """The arms by name."""
        return " + ".join(arm.id for arm in self.arms)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, with where the count comes from."""
        return {
            "study": self.study.id,
            "name": self.study.name,
            "arm": self.arm,
            "treatment": " + ".join(dict.fromkeys(arm.treatment for arm in self.arms)),
            "subgroup": self.subgroup,
            "design": self.study.design,
            "population": population_words(self.population),
            "line": None if self.line is None else str(self.line),
            "directness": self.directness,
            "events": self.count.events,
            "total": self.count.total,
            "count": self.count.says,
            "results": [
                {"source": r.source, "at": r.at, "printed": r.percent, "analysis": r.analysis}
                for r in self.count.results
            ],
        }


@dataclass(frozen=True)
class LeftOut:
    """A group of patients that is not pooled, and why."""

    study: Study
    arm: Arm
    subgroup: str | None
    result: Result
    reason: str
    directness: Directness

    def to_dict(self) -> dict[str, Any]:
        """Plain data, with the figure as printed."""
        return {
            "study": self.study.id,
            "name": self.study.name,
            "arm": self.arm.id,
            "treatment": self.arm.treatment,
            "subgroup": self.subgroup,
            "printed": self.result.percent,
            "analysis": self.result.analysis,
            "superseded_by": self.result.superseded_by,
            "source": self.result.source,
            "at": self.result.at,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Choice:
    """What is pooled, and what is left out."""

    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    blurred: tuple[LeftOut, ...] = ()
    """Rates of groups that come nearer than the mixed group of their study that is counted, but print no number."""

    def only(self, kinds: Iterable[Directness], reason: str) -> Choice:
        """The choice with groups of some directness only; of the others, mixed groups are left out with a reason, and
        other tumors are not spoken of at all.
        """
        wanted = set(kinds)
        dropped = [_left(c, reason) for c in self.counted if c.directness not in wanted]
        told = wanted | {"direct", "indirect"}
        left_out = [o for o in (*self.left_out, *dropped) if o.directness in told]
        return Choice(tuple(c for c in self.counted if c.directness in wanted), tuple(left_out), self.blurred)

    def without_blurred(self) -> Choice:
        """The choice without mixed groups whose study prints another rate for those who come nearer."""
        studies = {o.study.id for o in self.blurred}
        reason = "For those who come nearer the report prints another rate, without their number."
        kept = tuple(c for c in self.counted if c.study.id not in studies)
        dropped = [_left(c, reason) for c in self.counted if c.study.id in studies]
        return Choice(kept, (*self.left_out, *dropped)) if kept else self


def choose(
    knowledge: Knowledge,
    treatment: str,
    as_of: dt.date,
    judge: Judge,
    wanted: Callable[[Study], bool] = lambda study: True,
    known: Collection[str] | None = None,
) -> Choice:
    """The responders of each study of a treatment (or of a class's members) published by a day.

    Args:
        knowledge: the records.
        treatment: a treatment or class by id.
        as_of: the day.
        judge: how directly a group of patients, given its line of treatment, stands for what is asked.
        wanted: which studies are looked at.
        known: the sources that may be read; all if not given.
    """
    sources = {
        s for s, record in knowledge.sources.items() if record.published <= as_of and (known is None or s in known)
    }
    counted: list[Counted] = []
    left_out: list[LeftOut] = []
    blurred: list[LeftOut] = []
    for _, of_study in groupby(groups(knowledge), key=lambda group: group[0].id):
        own = [g for g in of_study if treatment in knowledge.treatments.classes(g[1].treatment) and wanted(g[0])]
        if own:
            usable, unusable = _groups_of(own, knowledge, sources, judge)
            picked, beside = _of_one_study(own[0][0], usable)
            counted += picked
            blurred += [o for c in picked for o in _nearer(c, own, unusable)]
            left_out += [*unusable, *beside]
    counted, shared = without_shared_patients(counted)
    return Choice(tuple(counted), (*left_out, *shared), tuple(blurred))


def _groups_of(
    own: Sequence[Group], knowledge: Knowledge, sources: set[str], judge: Judge
) -> tuple[list[Counted], list[LeftOut]]:
    usable: list[Counted] = []
    unusable: list[LeftOut] = []
    for study, arm, subgroup, results in own:
        known = [r for r in results if r.endpoint == "orr" and not r.not_reported and r.source in sources]
        current = [r for r in known if not _superseded(r, study, sources)]
        group = _OneGroup(study, arm, subgroup, judge)
        unusable += [
            group.left_out(r, f"Superseded by a later analysis ({r.superseded_by}).") for r in known if r not in current
        ]
        if current:
            found = group.counted(sorted(current, key=lambda r: preferred(r, knowledge)))
            usable += [found] if isinstance(found, Counted) else []
            unusable += [found] if isinstance(found, LeftOut) else []
    return [*usable, *_wholes(own[0][0], usable, judge)], unusable


def _superseded(result: Result, study: Study, sources: set[str]) -> bool:
    """Whether a result that takes this one's place was known."""
    if result.superseded_by is None:
        return False
    later = (r for arm in study.arms for r in arm.results if r.id == result.superseded_by)
    return any(r.source in sources for r in later)


@dataclass(frozen=True)
class _OneGroup:
    """An arm, or a subgroup of one."""

    study: Study
    arm: Arm
    subgroup: Population | None
    judge: Judge

    def left_out(self, result: Result, reason: str) -> LeftOut:
        """The group, not counted."""
        population, line = (
            merged(self.study, self.arm, self.subgroup),
            line_of(self.study, self.arm, result, self.subgroup),
        )
        words = subgroup_words(self.subgroup)
        return LeftOut(self.study, self.arm, words, result, reason, self.judge(population, line))

    def counted(self, ordered: Sequence[Result]) -> Counted | LeftOut:
        """The count of the first result that gives one."""
        if self.study.design == "meta-analysis":
            return self.left_out(ordered[0], "A meta-analysis: its patients are those of other studies.")
        if subgroup_key(self.subgroup).startswith("label") and not _is_the_arm(self.arm):
            return self.left_out(ordered[0], "A subgroup picked out in another way than was asked.")
        reasons = []
        for result in ordered:
            count = count_of(result, self.arm, whole=self.subgroup is None)
            if isinstance(count, Count):
                population = merged(self.study, self.arm, self.subgroup)
                line = line_of(self.study, self.arm, result, self.subgroup)
                words, near = subgroup_words(self.subgroup), self.judge(population, line)
                return Counted(self.study, (self.arm,), words, population, line, near, count)
            reasons.append(count)
        return self.left_out(ordered[0], reasons[0])


def _is_the_arm(arm: Arm) -> bool:
    """Whether the arm consists of one subgroup: every result of it carries the same."""
    return arm.patients is None and len({subgroup_key(r.subgroup) for r in arm.results}) == 1


def _wholes(study: Study, usable: Sequence[Counted], judge: Judge) -> Iterator[Counted]:
    """For an arm without a usable count of its own, the subgroups that together make up all its patients."""
    for arm in dict.fromkeys(c.arms[0].id for c in usable):
        own = [c for c in usable if c.arm == arm]
        patients = own[0].arms[0].patients
        if patients is None or any(c.subgroup is None for c in own):
            continue
        if parts := _parts_of_all(own, patients):
            names = ", ".join(str(p.subgroup) for p in parts)
            total = Count.added(
                [p.count for p in parts], f"The subgroups {names} are all {patients} patients of the arm."
            )
            population, line = merged(study, own[0].arms[0], None), line_of(study, own[0].arms[0])
            yield Counted(study, own[0].arms, None, population, line, judge(population, line), total)


def _parts_of_all(groups_: Sequence[Counted], patients: int) -> Sequence[Counted] | None:
    """The one set of subgroups whose patients add up to all; None where there is none or more than one."""
    if len(groups_) > MOST_SUBGROUPS:
        return None
    sets = (s for size in range(2, len(groups_) + 1) for s in combinations(groups_, size))
    found = [s for s in sets if sum(g.count.total for g in s) == patients]
    return found[0] if len(found) == 1 else None


def _of_one_study(study: Study, usable: Sequence[Counted]) -> tuple[list[Counted], list[LeftOut]]:
    """The groups of one study that fit most closely and share no patient, as one count; and those left beside it."""
    if not usable:
        return [], []
    best = min(RANK[c.directness] for c in usable)
    ordered = sorted(usable, key=lambda c: (RANK[c.directness], -c.count.total))
    picked: list[Counted] = []
    for group in ordered:
        if RANK[group.directness] == best and all(_no_patient_of_both(group, p, study) for p in picked):
            picked.append(group)
    beside = [_left(c, _beside_words(c, picked)) for c in ordered if c not in picked]
    return [_added(study, picked)], beside


def _nearer(whole: Counted, own: Sequence[Group], unusable: Sequence[LeftOut]) -> Iterator[LeftOut]:
    """The groups of a mixed group that come nearer by their site and have a rate, but no number of patients."""
    if whole.subgroup is None and whole.directness != "direct":
        by_site = {subgroup_words(subgroup) for _, _, subgroup, _ in own if subgroup is not None and subgroup.sites}
        nearer = (o for o in unusable if o.arm in whole.arms and o.subgroup in by_site)
        yield from (o for o in nearer if o.directness != "extrapolated")


def _beside_words(group: Counted, picked: Sequence[Counted]) -> str:
    names = ", ".join(f"{p.arm}, {p.subgroup}" if p.subgroup else p.arm for p in picked)
    if group.directness != picked[0].directness:
        return f"Another group of the study fits more closely ({names})."
    return f"Its patients are, or may be, among those counted already ({names})."


def _no_patient_of_both(one: Counted, other: Counted, study: Study) -> bool:
    if _kinds_apart(one.population, other.population):
        return True
    arms = {a.id for a in one.arms} & {a.id for a in other.arms}
    if arms or _related(one, other, study):
        return False
    return str(one.line) == str(other.line) and _arms_are_separate(study, one.line)


def _kinds_apart(one: Population, other: Population) -> bool:
    """Whether site or differentiation show that no patient belongs to both."""
    sites = bool(one.sites) and bool(other.sites) and not set(one.sites) & set(other.sites)
    kinds = {one.differentiation, other.differentiation} == {"well", "poor"}
    return sites or kinds


def _related(one: Counted, other: Counted, study: Study) -> bool:
    """Whether an arm is part of the other, or of the same third one."""
    parents = {arm.id: arm.part_of for arm in study.arms}

    def line_up(arm: str | None) -> Iterator[str]:
        seen: set[str] = set()
        while arm and arm not in seen:
            seen.add(arm)
            yield arm
            arm = parents.get(arm)

    return bool({a for arm in one.arms for a in line_up(arm.id)} & {a for arm in other.arms for a in line_up(arm.id)})


def _arms_are_separate(study: Study, line: Line) -> bool:
    """Whether the arms of one line have no more patients than the study: else somebody is in two of them."""
    arms = [a for a in study.arms if a.part_of is None and str(line_of(study, a)) == str(line)]
    sizes = [a.patients or max((r.evaluable or 0 for r in a.results), default=0) for a in arms]
    if study.patients is None:
        return study.design.startswith("randomized")
    return sum(sizes) <= study.patients


def _added(study: Study, picked: Sequence[Counted]) -> Counted:
    first = picked[0]
    if len(picked) == 1:
        return first
    counts = Count.added([p.count for p in picked], f"{len(picked)} groups without common patients, added.")
    subgroup = ", ".join(str(p.subgroup) for p in picked) if all(p.subgroup for p in picked) else None
    arms = tuple({a.id: a for p in picked for a in p.arms}.values())
    population = (
        first.population
        if all(p.population == first.population for p in picked)
        else merged(study, first.arms[0], None)
    )
    return replace(first, arms=arms, subgroup=subgroup, population=population, count=counts)


def _left(group: Counted, reason: str) -> LeftOut:
    return LeftOut(group.study, group.arms[0], group.subgroup, group.count.results[0], reason, group.directness)


def without_shared_patients(counted: Sequence[Counted]) -> tuple[list[Counted], list[LeftOut]]:
    """The groups without those of studies whose patients may be the same as another's, in their order."""
    kept: list[Counted] = []
    dropped: list[LeftOut] = []
    for group in sorted(counted, key=lambda c: (RANK[c.directness], -c.count.total, c.study.id)):
        other = next(
            (k for k in kept if k.study.id in group.study.overlaps or group.study.id in k.study.overlaps), None
        )
        if other is None:
            kept.append(group)
        else:
            dropped.append(_left(group, f"Its patients may be those of {other.study.id}, which is counted."))
    return [c for c in counted if c in kept], dropped
