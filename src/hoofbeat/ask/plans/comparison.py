"""Two treatments side by side: studies of both first, then what sources say of each beside the other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from hoofbeat.ask.claims import Claim, of_safety, of_statement, of_treatment, of_trial, within_sentence
from hoofbeat.ask.figures import current, site_words
from hoofbeat.ask.plans.endpoints import RESPONSE, SURVIVAL
from hoofbeat.ask.plans.evidence import involves, is_of, of_site, order_of, row_claims, subjects_of
from hoofbeat.ask.plans.safety import holds
from hoofbeat.ask.plans.shared import asks, questions, weight_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, templates
from hoofbeat.ask.verify import names_in
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import ResultRow, select
from hoofbeat.knowledge.records import SafetyRule, Study, Trial

_CLASS, _ENDPOINTS = "chemotherapy", ("pfs", "orr")
NOT_COMPARED = "not_compared"
"""The predicate of a claim that no study held here compares two treatments."""
_RANDOMIZED = "randomized"
_UNDER_WAY = ("ongoing", "unknown")
_MOST_TRIALS, _MOST_FIGURES = 3, 2


def comparison(q: Question) -> list[Claim]:
    """Two treatments: studies of both in such tumors, or that none is held (or none by chance), with the trials under way
    and what each came to by itself; then what sources say of each, and what studies of both found in other tumors.
    """
    pair = subjects_of(q)[:2] if len(subjects_of(q)) >= 2 else list(q.u.named)[:2]
    if len(pair) < 2:
        return []
    if asks(q, "added_words"):
        return _added(q, subjects_of(q) if len(subjects_of(q)) >= 2 else pair)
    contrasts, arms = _contrasts(q, pair), _arms(q, pair)
    here = _set_against_each_other(q, contrasts, arms, of_such=True)
    elsewhere = [] if here else _set_against_each_other(q, contrasts, arms, of_such=False)
    where = f" in tumors of this site ({site_words(q.population.sites)})" if elsewhere and q.population.sites else ""
    if here and not any(r.design.startswith(_RANDOMIZED) for r in (*contrasts, *arms) if _is_of_such(q, r)):
        here = [*none_held(q, pair, "not_randomized"), *_trials(q, pair), *here]
    claims = [*_tried_by_chance(q, contrasts), *here] or [
        *none_held(q, pair, NOT_COMPARED, where),
        *_trials(q, pair),
        *(c for t in pair for c in _by_itself(q, t)),
    ]
    if here and q.population.sites and q.reader == "clinician" and not any(of_site(q, r) for r in (*contrasts, *arms)):
        told = {r.study for r in (*contrasts, *arms)}
        claims += [c for t in pair for c in _in_trials_of_site(q, t, told)]
    claims += [c for treatment in pair for c in _of_one(q, treatment, pair)]
    claims += [replace(c, role="detail") for c in elsewhere]
    claims += [of_safety(r, q.knowledge, "caveat") for r in _safety_difference(q, pair)]
    return [*claims, *questions(q, pair[0])]


def _tried_by_chance(q: Question, contrasts: Sequence[ResultRow]) -> list[Claim]:
    """Where it is asked whether a randomized trial set the two against each other: which did."""
    found = {r.study: r for r in contrasts if r.design.startswith(_RANDOMIZED) and _is_of_such(q, r)}
    if not found or not asks(q, "randomized_words"):
        return []
    names = "; ".join(f"{r.name} ({templates().words.designs[r.design]})" for r in found.values())
    predicate = "randomized_yes" if asks(q, "yes_no_words") else "randomized_held"
    return [Claim(predicate, names, names, tuple(found), "bottom", key="randomized")]


def _contrasts(q: Question, pair: Sequence[str]) -> list[ResultRow]:
    """What studies found of one treatment against the other, the weightiest first."""
    rows = [
        r
        for r in select(q.knowledge)
        if r.comparator is not None and involves(q, r, pair) and r.endpoint in (*RESPONSE, *SURVIVAL)
    ]
    return sorted(
        current(rows), key=lambda r: (weight_of(r.design), r.subgroup is not None, -(r.patients or 0), order_of(r))
    )


def _arms(q: Question, pair: Sequence[str]) -> list[ResultRow]:
    """What each treatment came to in studies that had both."""
    # To a patient who told nothing of the tumor, the arms of a study of one kind alone would be taken for theirs.
    studies = _studies_of_both(q, pair)[:2] if q.reader == "clinician" or q.case else []
    arms = [
        r
        for s in studies
        for r in current(
            x
            for x in select(q.knowledge, Filters(study=s.id))
            if x.comparator is None and x.endpoint in (*RESPONSE, *SURVIVAL) and x.subgroup is None
        )
        if any(is_of(q, r.treatment, wanted) for wanted in pair)
    ]
    return sorted(arms, key=lambda r: (weight_of(r.design), order_of(r)))


def _set_against_each_other(
    q: Question, contrasts: Sequence[ResultRow], arms: Sequence[ResultRow], of_such: bool
) -> list[Claim]:
    """Figures of studies that had both treatments, contrasts first: of those with such tumors, or of the others."""
    first, further = (4, 6) if q.reader == "clinician" else (2, 2)
    return [
        *row_claims(q, [r for r in contrasts if _is_of_such(q, r) is of_such], first),
        *row_claims(q, [r for r in arms if _is_of_such(q, r) is of_such], further),
    ]


def _is_of_such(q: Question, row: ResultRow) -> bool:
    """Whether a study took tumors of a site asked for, and not only of the other differentiation, as far as that is told."""
    asked = set(q.population.sites)
    row_of = {} if q.situation is None else q.situation.row
    other = {"poor": row_of.get("is_net"), "well": row_of.get("is_nec")}.get(row.differentiation or "")
    return other is not True and (not asked or not row.sites or bool(asked & set(row.sites.split())))


def _added(q: Question, subjects: Sequence[str]) -> list[Claim]:
    """What is held on the first of some treatments given with another of them: figures, trials, what sources say of each."""
    first = subjects[0]
    pairs = [(first, other) for other in subjects[1:]]
    figures = [c for pair in pairs for c in _together(q, pair)]
    none = [] if figures else none_held(q, pairs[0], "not_together")
    trials = [c for pair in pairs for c in _trials(q, pair)]
    return [*figures, *none, *trials[:_MOST_TRIALS], *(c for t in pairs[0] for c in _of_one(q, t, pairs[0]))]


def _together(q: Question, pair: Sequence[str]) -> list[Claim]:
    """Figures of two treatments given together."""
    both = {t.id for t in q.knowledge.treatments.values() if t.contains and _of_both(q, t.id, pair)}
    rows = [r for r in select(q.knowledge) if r.treatment in both and r.endpoint in _ENDPOINTS and r.subgroup is None]
    ranked = sorted(current(rows), key=lambda r: (not _is_of_such(q, r), weight_of(r.design), order_of(r)))
    return row_claims(q, ranked, 4 if q.reader == "clinician" else 2)


def _trials(q: Question, pair: Sequence[str]) -> list[Claim]:
    """The trials under way whose question names both."""
    table = q.knowledge.treatments

    def names(trial: Trial, wanted: str) -> bool:
        return any(table.is_a(n, wanted) for n in names_in(trial.question, q.knowledge))

    every = (t for t in q.knowledge.records("trial").values() if t.status in _UNDER_WAY)
    return [of_trial(t, "bottom") for t in every if all(names(t, wanted) for wanted in pair)][:_MOST_TRIALS]


def none_held(q: Question, pair: Sequence[str], predicate: str, where: str = "") -> list[Claim]:
    """That no study held here sets one against the other, or gives them together."""
    one, other = (q.knowledge.treatments[t] for t in pair)
    cites = (one.id, one.source, other.id, other.source)
    names = within_sentence(one.name), within_sentence(other.name)
    return [Claim(predicate, *names, cites, "bottom", slots={"where": where}, key=predicate)]


def _by_itself(q: Question, treatment: str) -> list[Claim]:
    """The weightiest figures of one treatment in such tumors; none of a class whose members differ too much for that."""
    if treatment == _CLASS:
        return []
    rows = [
        r
        for r in select(q.knowledge, replace(q.population, treatment=treatment, line=None))
        if r.endpoint in _ENDPOINTS and r.subgroup is None and _is_of_such(q, r)
    ]
    ranked = sorted(current(rows), key=lambda r: (weight_of(r.design), order_of(r), -(r.patients or 0)))
    return row_claims(q, ranked, _MOST_FIGURES if q.reader == "clinician" else 1)


def _in_trials_of_site(q: Question, treatment: str, told: Collection[str]) -> list[Claim]:
    """What the randomized trial nearest to the site asked for found of a treatment against something else."""
    rows = [
        r
        for r in select(q.knowledge, replace(q.population, treatment=treatment, line=None))
        if r.comparator and r.study not in told and r.endpoint == _ENDPOINTS[0] and r.design.startswith(_RANDOMIZED)
    ]
    whole = [r for r in current(rows) if r.subgroup is None and is_of(q, r.treatment, treatment)]
    ranked = sorted(whole, key=lambda r: (not of_site(q, r), weight_of(r.design), len(r.sites.split()), r.study))
    return row_claims(q, ranked, 1)


def _of_one(q: Question, treatment: str, pair: Sequence[str]) -> list[Claim]:
    """What sources say of one treatment beside the other; else of it alone, which a patient is told in its plain words."""
    table = q.knowledge.treatments
    words = (*q.u.words.words, *plan_words().search.comparison)
    about = [
        s
        for s in q.relevant(("statement",), 12, 4.0, only_about=True, words=words)
        if table.related(s.about, treatment) and not _of_both(q, s.about, pair)
    ]
    about.sort(key=lambda s: (not _is_whole(q, s.about, treatment), not table.is_a(s.about, treatment)))
    other = pair[1] if treatment == pair[0] else pair[0]
    both = [s for s in about if any(table.is_a(n, other) for n in names_in(s.says, q.knowledge))]
    if both or q.reader == "clinician":
        shown = [*both, *(s for s in about if s not in both)][: 2 if q.reader == "clinician" else 1]
        claims = [of_statement(s, "bottom" if s in both else "detail", "named", q.name(s.about)) for s in shown]
    else:
        claims = []
    return claims or [of_treatment(table[treatment], "bottom")]


def _is_whole(q: Question, about: str, treatment: str) -> bool:
    """Whether what a statement is about holds nothing beside the treatment: no combination of it with something else."""
    table = q.knowledge.treatments
    return about == treatment or all(table.is_a(d, treatment) for d in table[about].contains)


def _of_both(q: Question, about: str, pair: Sequence[str]) -> bool:
    """Whether a treatment is the two given together, which is neither of them."""
    if about in pair:
        return False
    table = q.knowledge.treatments
    parts = {about, *table[about].contains}

    def has(treatment: str) -> bool:
        drugs = set(table[treatment].contains)
        return any(table.is_a(p, treatment) for p in parts) or (bool(drugs) and drugs <= parts)

    return all(has(t) for t in pair)


def _safety_difference(q: Question, pair: Sequence[str]) -> list[SafetyRule]:
    """For each treatment the first rule that the other does not have."""
    table = q.knowledge.treatments
    own = [{r.id for r in q.knowledge.safety.values() if r.treatment in table.kinds(t)} for t in pair]
    found = []
    for mine, other in ((own[0], own[1]), (own[1], own[0])):
        rules = [q.knowledge.safety[r] for r in q.knowledge.safety if r in mine - other]
        rules = [r for r in rules if not any(a in r.when for a in plan_words().alike) and _is_worth_saying(q, r)]
        rules.sort(key=lambda r: (r.severity != "contraindicated", not r.ask, r.treatment not in _drugs(q, pair)))
        found += rules[:1]
    return found


def _is_worth_saying(q: Question, rule: SafetyRule) -> bool:
    """Whether a rule holds for what is stated; patients are told, too, where the two differ in what is asked of everybody before."""
    return holds(q, rule) or (q.reader == "patient" and rule.ask)


def _drugs(q: Question, pair: Sequence[str]) -> set[str]:
    return {d for t in pair for d in (t, *q.knowledge.treatments[t].contains)}


def _studies_of_both(q: Question, pair: Sequence[str]) -> list[Study]:
    table = q.knowledge.treatments

    def has(study: Study, wanted: str) -> bool:
        return any(wanted in table.classes(a.treatment) or a.treatment == wanted for a in study.arms)

    def apart(study: Study) -> Study:
        """A study without the arms that had both together."""
        return study.model_copy(update={"arms": [a for a in study.arms if not _of_both(q, a.treatment, pair)]})

    found = [
        s
        for s in q.knowledge.studies.values()
        if all(has(apart(s), t) for t in pair) and len({a.treatment for a in s.arms}) > 1
    ]
    asked = q.population.sites
    return sorted(
        found,
        key=lambda s: (
            weight_of(s.design),
            bool(asked) and not set(asked) & set(s.population.sites),
            -(s.patients or 0),
            s.id,
        ),
    )
