"""Two treatments side by side: studies of both first, then what sources say of each beside the other."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.ask.claims import Claim, of_safety, of_statement, of_treatment
from hoofbeat.ask.figures import current
from hoofbeat.ask.plans.endpoints import RESPONSE, SURVIVAL
from hoofbeat.ask.plans.evidence import involves, is_of, order_of, row_claims, subjects_of
from hoofbeat.ask.plans.shared import questions, weight_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.verify import names_in
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import SafetyRule, Study


def comparison(q: Question) -> list[Claim]:
    """Two treatments: studies of both, contrasts first, then what sources say of each, and of the case."""
    pair = subjects_of(q)[:2] if len(subjects_of(q)) >= 2 else list(q.u.named)[:2]
    if len(pair) < 2:
        return []
    rows = [
        r
        for r in select(q.knowledge)
        if r.comparator is not None and involves(q, r, pair) and r.endpoint in (*RESPONSE, *SURVIVAL)
    ]
    ranked = sorted(
        current(rows),
        key=lambda r: (weight_of(r.design), r.subgroup is not None, -(r.patients or 0), order_of(r)),
    )
    claims = row_claims(q, ranked, 4 if q.reader == "clinician" else 2)
    # To a patient who told nothing of the tumor, the arms of a study of one kind alone would be taken for theirs.
    studies = _studies_of_both(q, pair) if q.reader == "clinician" or q.case else []
    arms = [
        r
        for s in studies[:2]
        for r in current(
            x
            for x in select(q.knowledge, Filters(study=s.id))
            if x.comparator is None and x.endpoint in (*RESPONSE, *SURVIVAL) and x.subgroup is None
        )
        if any(is_of(q, r.treatment, wanted) for wanted in pair)
    ]
    ranked = sorted(arms, key=lambda r: (weight_of(r.design), order_of(r)))
    claims += row_claims(q, ranked, 6 if q.reader == "clinician" else 2)
    claims += [c for treatment in pair for c in _of_one(q, treatment, pair)]
    claims += [of_safety(r, q.knowledge, "caveat") for r in _safety_difference(q, pair)]
    return [*claims, *questions(q, pair[0])]


def _of_one(q: Question, treatment: str, pair: Sequence[str]) -> list[Claim]:
    """What sources say of one treatment beside the other; else of it alone, which a patient is told in its plain words."""
    table = q.knowledge.treatments
    words = (*q.u.words.words, *plan_words().search.comparison)
    about = [
        s
        for s in q.relevant(("statement",), 12, 4.0, only_about=True, words=words)
        if table.is_a(s.about, treatment) and not _of_both(q, s.about, pair)
    ]
    other = pair[1] if treatment == pair[0] else pair[0]
    both = [s for s in about if any(table.is_a(n, other) for n in names_in(s.says, q.knowledge))]
    if both or q.reader == "clinician":
        shown = [*both, *(s for s in about if s not in both)][: 2 if q.reader == "clinician" else 1]
        claims = [of_statement(s, "bottom" if s in both else "detail", "named", q.name(s.about)) for s in shown]
    else:
        claims = []
    return claims or [of_treatment(table[treatment], "bottom")]


def _of_both(q: Question, about: str, pair: Sequence[str]) -> bool:
    """Whether a treatment is the two given together, which is neither of them."""
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
        rules = [r for r in rules if not any(a in r.when for a in plan_words().alike)]
        rules.sort(key=lambda r: (r.severity != "contraindicated", not r.ask, r.treatment not in _drugs(q, pair)))
        found += rules[:1]
    return found


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
