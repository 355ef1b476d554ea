"""The figure that a question asks for, before anything else: of the study it names, else of the trial that weighs most.

Both arms of a trial stand in one sentence, final figures alone; a figure that a later analysis overturned is said to be so,
after the figure that holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hoofbeat.ask.arms import of_all_arms, of_arms
from hoofbeat.ask.claims import Claim, of_statement, within_sentence
from hoofbeat.ask.figures import current, is_significant, of_row, site_words
from hoofbeat.ask.plans import endpoints, study_matters
from hoofbeat.ask.plans.evidence import (
    MOST_STUDIES,
    involves,
    involves_kinds,
    is_of_site_named,
    named_studies,
    of_site,
    subjects_of,
)
from hoofbeat.ask.plans.harms import names_event
from hoofbeat.ask.plans.overturned import overturned, without_old_figures
from hoofbeat.ask.plans.shared import asks, names_label, weight_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, templates
from hoofbeat.ask.relevance import stems_of
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import ResultRow, select
from hoofbeat.knowledge.records import Statement, Study
from hoofbeat.logic.evaluate import FALSE

_ON_FIGURES = ("response-rate", "survival", "trials", "evidence", "comparison", "side-effects", "why-not")
_ON_NAMED = ("biomarkers", "eligibility")
"""Intents that are answered with figures where a study is named."""
_ON_TREATMENTS = ("survival", "comparison")
_MOST, _OF_NAMED = {"clinician": 4, "patient": 2}, {"clinician": 14, "patient": 3}
_ANY = ("any", None)
_META, _PLACEBO = "meta-analysis", "placebo"
_RANDOMIZED = "randomized"
_MAIN = ("orr", "pfs", "dcr")
_INSTEAD = (("pfs", "ttp"), ("orr",))
"""What is told of a study where nothing that is asked of it is held."""
_MOST_NAMED, _FIRST = 4, 6
_OF_NO_NAME = ("other",)
_MOST_OF_ENDPOINT = 4
_CLAUSE = re.compile(r"(?<=[.;])\s+")
WHETHER_TRIED = "randomized"
"""The key of what says which randomized trials there are."""
_PRIMARY = "primary endpoint"
"""What the note of a figure says where it is of the primary endpoint."""


def _asked_for(q: Question) -> list[Claim]:
    """What a question on figures asks for: of the studies named, of a meta-analysis, or of the trial that weighs most."""
    groups = endpoints.asked(q)
    studies = named_studies(q)[:MOST_STUDIES]
    if studies:
        return _of_named(q, studies, groups)
    claims: list[Claim] = []
    if asks(q, "pooled_words"):
        claims = [c for s in _meta_analyses(q)[:1] for c in _of_study(q, s, groups)]
    if not claims and q.intent in _ON_TREATMENTS:
        claims = [c for s in _trials_of(q)[:1] for c in _of_study(q, s, groups)]
    if not claims and _PLACEBO in q.u.named:
        claims = _against_placebo(q)
    if not claims and q.intent == "evidence" and asks(q, "randomized_words") and not q.u.markers:
        claims = _randomized(q)
    return claims[: _MOST[q.reader]]


def _of_named(q: Question, studies: Sequence[Study], groups: Sequence[tuple[str, ...]]) -> list[Claim]:
    """Of each study named: the figures of every endpoint asked for, what its record notes on what else is asked, and what is not held."""
    claims = [*_whether_met(q)]
    for study in studies:
        asked_for = _of_study(q, study, groups)
        figures = [*_on_the_site(q, study), *(asked_for or _of_study(q, study, _INSTEAD))]
        noted = study_matters.noted(q, study)
        beside = [*noted, *study_matters.not_held(q, study, figures)]
        told = [*figures, *beside] if endpoints.named(q) and asked_for else [*beside, *figures]
        claims += [*study_matters.groups_not_held(q, study), *told]
    if asks(q, "randomized_words") and not any(s.design.startswith(_RANDOMIZED) for s in studies):
        claims += _randomized(q)
    first = claims[: _OF_NAMED[q.reader]]
    return [c if n < _FIRST else replace(c, role="detail") for n, c in enumerate(first)]


def led_by_figures(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of a plan after the figure asked for, without warnings of an overturned one that nobody asked about."""
    if q.intent not in _ON_FIGURES and not (q.intent in _ON_NAMED and q.u.studies):
        return list(claims)
    asked, old = _asked_for(q), overturned(q)
    # Whether a trial is there at all goes before what it found.
    whether = [c for c in claims if c.key == WHETHER_TRIED]
    return [
        *study_matters.trial_not_held(q),
        *whether,
        *asked,
        *old,
        *(without_old_figures(q, claims) if asked and not old else claims),
    ]


def _of_study(q: Question, study: Study, groups: Sequence[tuple[str, ...]]) -> list[Claim]:
    """The figures of one study for each endpoint asked for."""
    rows = current(select(q.knowledge, Filters(study=study.id)))
    main = tuple(dict.fromkeys(r.endpoint for r in rows if _PRIMARY in (r.note or "")))
    groups = [main, *groups] if main and not endpoints.named(q) else groups
    compared = frozenset(str(name) for r in rows if r.comparator is not None for name in (r.arm, r.comparator))
    claims: list[Claim] = []
    for group in [*_with_ratios(q, rows, groups), _OF_NO_NAME]:
        if group == _OF_NO_NAME and claims:
            break
        for endpoint in _at_time_asked(q, rows, group):
            own = [r for r in rows if r.endpoint == endpoint]
            found = _of_endpoint(q, own, compared)
            claims += found
            if found:
                break
    return claims


def _with_ratios(
    q: Question, rows: Sequence[ResultRow], groups: Sequence[tuple[str, ...]]
) -> Sequence[tuple[str, ...]]:
    """The groups of endpoints; where a hazard ratio is asked for, before them those that the study gives one of."""
    if not asks(q, "ratio_words"):
        return groups
    compared = dict.fromkeys(r.endpoint for r in rows if r.hazard_ratio and r.subgroup is None)
    named = endpoints.named(q)
    asked = {e for g in named for e in g}
    first = sorted((e for e in compared if e not in asked), key=lambda e: e.startswith("os"))
    return [*((e,) for e in first), *(named if first or named else groups)]


def _at_time_asked(q: Question, rows: Sequence[ResultRow], group: tuple[str, ...]) -> Sequence[str]:
    """The endpoints of a group, the nearest first; before it those with a figure at the time that is asked for."""
    months = endpoints.months_asked(q)
    timed = {r.endpoint for r in rows if r.at_months in months}
    return sorted(group, key=lambda e: e not in timed)


def _of_endpoint(q: Question, rows: Sequence[ResultRow], compared: frozenset[str]) -> list[Claim]:
    """The figures of one endpoint: of the subgroups or the event asked for, else of all patients; arms in one sentence."""
    chosen = _asked_part(q, rows)
    parts = dict.fromkeys((r.subgroup, r.event, r.at_months) for r in chosen)
    claims = [
        c for part in parts
        for c in _of_part(q, [r for r in chosen if (r.subgroup, r.event, r.at_months) == part], compared)
    ]  # fmt: skip
    return claims[:_MOST_OF_ENDPOINT]


def _of_part(q: Question, chosen: Sequence[ResultRow], compared: frozenset[str]) -> list[Claim]:
    """The figures of one endpoint in one group of patients: arms in one sentence, where they can stand in one."""
    joined = of_arms(chosen, q.knowledge, compared) or of_all_arms(chosen, q.knowledge)
    if joined is not None:
        return [*_whether_bettered(q, chosen, joined), joined]
    open_end = any(r.not_reached for r in chosen)  # then the contrast is the figure
    order = sorted(chosen, key=lambda r: ((r.comparator is not None) != open_end, r.treatment not in q.treatments))
    singles = (of_row(r, q.knowledge, "bottom") for r in order)
    return [c for c in singles if c is not None and _is_sayable(q, c)]


def _whether_bettered(q: Question, rows: Sequence[ResultRow], arms: Claim) -> list[Claim]:
    """Where it is asked whether a treatment bettered an outcome: yes or no, by whether chance explains the difference."""
    contrast = next((r for r in rows if r.comparator is not None and r.hazard_ratio), None)
    whether = (asks(q, "bettered_words") and not asks(q, "choice_words")) or asks(q, "winner_words")
    if contrast is None or not whether or (significant := is_significant(contrast)) is None:
        return []
    better = float(contrast.hazard_ratio or 1) < 1
    if significant and not better:
        return []
    against = significant and _said_to_win(q, contrast)
    even = "neither_won" if asks(q, "winner_words") else "not_bettered"
    predicate = "bettered_by" if against else "bettered" if significant else even
    return [replace(arms, predicate=predicate, key=f"{predicate} {arms.key}")]


def _said_to_win(q: Question, contrast: ResultRow) -> bool:
    """Whether a question takes the arm for the better one that the other one bettered: what it names before the word for it."""
    better = re.search(plan_words().winning, q.u.text.lower())
    named = [m.id for m in q.u.mentions if m.kind == "treatment" and better is not None and m.start < better.start()]
    arms = {str(a.id): a.treatment for a in q.knowledge.studies[contrast.study].arms}
    other = arms.get(str(contrast.comparator))
    related = q.knowledge.treatments.related
    return (
        bool(named) and other is not None and related(other, named[-1]) and not related(contrast.treatment, named[-1])
    )


def _is_sayable(q: Question, claim: Claim) -> bool:
    return q.reader == "clinician" or (claim.predicate != "not_reached" and claim.slots.get("plain_result") != "")


def _asked_part(q: Question, rows: Sequence[ResultRow]) -> list[ResultRow]:
    """The rows of the subgroups that the question names, or of all patients; of the harm it names, or of any."""
    words = set(stems_of(q.u.text))
    in_subgroup = [r for r in rows if r.subgroup and (names_label(r.subgroup, words) or is_of_site_named(q, r))]
    rows = in_subgroup or [r for r in rows if r.subgroup is None] or list(rows)
    events = {r.event for r in rows if r.event not in _ANY}
    if not events or all(r.endpoint in _OF_NO_NAME for r in rows):
        return rows
    named = [e for e in events if e and names_label(e, words)]
    if named:
        nearest = max(sorted(named), key=lambda e: len(stems_of(e)))
        return [r for r in rows if r.event == nearest]
    if any(names_event(q, e) for e in events):
        return [r for r in rows if names_event(q, r.event)][:2]
    return [r for r in rows if r.event in _ANY or (r.event or "").startswith("any")]


def _whether_met(q: Question) -> list[Claim]:
    """Where it is asked whether an endpoint was met: what sources on the study say of that."""
    if not asks(q, "met_words"):
        return []
    studies = {s.id for s in named_studies(q)}
    found = [
        s for s in q.knowledge.statements.values()
        if studies & set(s.evidence) and not s.superseded and f" {s.says.lower()} " in plan_cues("said_met")
    ]  # fmt: skip
    noted = [c for s in named_studies(q) for c in _noted_as_missed(s)] if not found else []
    return [*noted, *(_as_answered(s) for s in found[:3])]


def _as_answered(statement: Statement) -> Claim:
    """What a source says of an endpoint; after "No" where it says that it was missed."""
    missed = f" {statement.says.lower()} " in plan_cues("said_missed")
    return (
        replace(of_statement(statement, "bottom"), predicate="not_met_said")
        if missed
        else of_statement(statement, "bottom")
    )


def _noted_as_missed(study: Study) -> list[Claim]:
    """What the record of a study notes of an endpoint that was missed."""
    notes = " ".join(n for n in (study.population.note, study.note) if n).split()
    told = [s for s in _CLAUSE.split(" ".join(notes)) if f" {s.lower()} " in plan_cues("said_met")]
    missed = [s for s in told if f" {s.lower().rstrip('.;')} " in plan_cues("said_missed")]
    return [
        Claim("not_met", study.name, f"{s.rstrip('.;')}.", (study.id,), "bottom", key=f"missed {study.id}")
        for s in missed[:1]
    ]


def _against_placebo(q: Question) -> list[Claim]:
    """What sources say of the treatments asked about next to placebo."""
    kinds = {k for t in subjects_of(q) if t != _PLACEBO for k in q.knowledge.treatments.kinds(t)}
    found = [
        s for s in q.knowledge.statements.values()
        if s.about in kinds and _PLACEBO in s.says.lower() and not s.superseded
        and q.truth("statement", s.id) != FALSE
    ]  # fmt: skip
    own = set(subjects_of(q))
    return [of_statement(s, "bottom") for s in sorted(found, key=lambda s: s.about not in own)[:2]]


def _randomized(q: Question) -> list[Claim]:
    """Where it is asked whether there are randomized trials: those of the treatments in the population, or that none is held."""
    tried = [a.treatment for s in named_studies(q) for a in s.arms]
    subjects = (subjects_of(q) or list(dict.fromkeys(tried)))[:2]
    rows = [r for t in subjects for r in select(q.knowledge, _narrowed(q, t))]
    wide = [r for t in subjects for r in select(q.knowledge, replace(_narrowed(q, t), line=None))]
    found = {r.study: r for r in (rows or wide) if r.design.startswith(_RANDOMIZED)}
    studies = sorted(
        (q.knowledge.studies[i] for i in found), key=lambda s: (weight_of(s.design), -(s.patients or 0), s.id)
    )
    if studies:
        shown = studies[:_MOST_NAMED]
        names = "; ".join(f"{s.name} ({templates().words.designs[s.design]})" for s in shown)
        held = Claim("randomized_held", names, names, tuple(s.id for s in shown), "bottom", key=WHETHER_TRIED)
        asked = [g for g in endpoints.named(q) if q.reader == "clinician"]
        return [held, *_of_study(q, shown[0], asked)] if asked else [held]
    if not subjects:
        return []
    name, sites = q.name(subjects[0]), site_words(q.population.sites) if q.population.sites else ""
    value = f"{within_sentence(name)} in tumors of this site ({sites})" if sites else within_sentence(name)
    cites = (subjects[0], q.knowledge.treatments[subjects[0]].source)
    return [
        Claim("no_randomized", "", value, cites, "bottom", slots={"site": sites}, key="none randomized"),
        *_others(q, wide),
    ]


def _others(q: Question, rows: Sequence[ResultRow]) -> list[Claim]:
    """What other designs found, those that weigh most first."""
    wanted = [r for r in current(rows) if r.endpoint in _MAIN and r.subgroup is None]
    order = sorted(
        wanted, key=lambda r: (not of_site(q, r), weight_of(r.design), _MAIN.index(r.endpoint), -(r.patients or 0))
    )
    claims = (of_row(r, q.knowledge, "bottom") for r in order)
    return [c for c in claims if c is not None and _is_sayable(q, c)][:2]


def _on_the_site(q: Question, study: Study) -> list[Claim]:
    """What sources on a study say of the site that a question names, where the study was of several."""
    sites = q.population.sites
    if not sites or list(sites) == list(study.population.sites):
        return []
    name, words = stems_of(study.name)[:1], {w for s in sites for w in (s.replace("_", " "), site_words([s]))}
    found = [
        s for s in q.knowledge.statements.values()
        if not s.superseded and not s.position and set(name) <= set(stems_of(s.says)) and any(w in s.says.lower() for w in words)
    ]  # fmt: skip
    return [of_statement(s, "bottom") for s in found[:1]]


def _meta_analyses(q: Question) -> list[Study]:
    """Meta-analyses of what is asked for, in the population asked for, the largest first."""
    subjects: list[str | None] = [*subjects_of(q)] or [None]
    ids = {r.study for t in subjects for r in select(q.knowledge, _narrowed(q, t)) if r.design == _META}
    return sorted((q.knowledge.studies[i] for i in ids), key=lambda s: (-(s.patients or 0), s.id))


def _narrowed(q: Question, treatment: str | None) -> Filters:
    asked = q.population
    return Filters(treatment=treatment, sites=asked.sites, differentiation=asked.differentiation, line=asked.line)


def _trials_of(q: Question) -> list[Study]:
    """The randomized trials of the treatments asked about, those that set the two against each other before others."""
    subjects = subjects_of(q)[:2]
    if not subjects or named_studies(q):
        return []
    wide = Filters(treatment=subjects[0])
    narrow = Filters(treatment=subjects[0], sites=q.population.sites, differentiation=q.population.differentiation)
    wanted = {e for g in endpoints.asked(q) for e in g}

    def ranked(rows: Iterable[ResultRow]) -> list[str]:
        found = [r for r in rows if r.design.startswith(_RANDOMIZED) and r.endpoint in wanted and r.comparator]
        found = [r for r in found if not set(r.sites.split()) & q.outside_of]
        both = [r for r in found if len(subjects) > 1 and involves(q, r, subjects)]
        chosen = both if len(subjects) > 1 else found
        order = sorted(chosen, key=lambda r: (not _is_alone(q, r), weight_of(r.design), -_size(q, r), r.study))
        return list(dict.fromkeys(r.study for r in order))

    found = ranked(select(q.knowledge, narrow)) or ranked(select(q.knowledge, wide)) or _of_kinds(q, subjects)
    return [q.knowledge.studies[i] for i in found]


def _of_kinds(q: Question, subjects: Sequence[str]) -> list[str]:
    """Trials of the kind of the one treatment against the kind of the other, in all patients or in a subgroup that is named."""
    if len(subjects) < 2:
        return []
    rows = select(q.knowledge, Filters(sites=q.population.sites, differentiation=q.population.differentiation))
    found = [r for r in rows if r.comparator and r.design.startswith(_RANDOMIZED) and involves_kinds(q, r, subjects)]
    return list(dict.fromkeys(r.study for r in found if _is_of_named(q, r)))


def _is_of_named(q: Question, row: ResultRow) -> bool:
    """Whether a row is of all patients of its study, or of a subgroup that the question names."""
    return row.subgroup is None or names_label(row.subgroup, set(stems_of(q.u.text)))


def _size(q: Question, row: ResultRow) -> int:
    return q.knowledge.studies[row.study].patients or 0


def _is_alone(q: Question, row: ResultRow) -> bool:
    """Whether the treatment asked about is the tried one itself, and not a part of what was tried or compared with."""
    return row.treatment == subjects_of(q)[0] and row.subgroup is None
