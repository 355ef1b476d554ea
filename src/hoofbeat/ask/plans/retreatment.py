"""A treatment given once more after an earlier course: only what sources say of that, and no figures of first courses."""

from __future__ import annotations

from hoofbeat.ask.claims import Claim, of_safety, of_statement
from hoofbeat.ask.history import cues
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.question import Question

_FIGURES = ("response-rate", "survival", "evidence", "recommendation", "combination-prrt", "eligibility")
_CLASS, _HISTORY = "chemotherapy", "prior_treatments"
_MOST = 2


def again(q: Question) -> list[Claim]:
    """Where a question asks for a treatment once more and no statement on that is held: that it is not, and the cautions."""
    table = q.knowledge.treatments
    asked = [t for t in (*q.u.asked, *q.u.given) if t != _CLASS]
    if q.intent not in _FIGURES or not asked or q.u.words.line not in cues("once_more"):
        return []
    treatment = asked[0]
    held = [s for s in q.knowledge.statements.values() if s.rechallenge and not s.superseded]
    own = [s for s in held if table.is_a(s.about, treatment) or table.is_a(treatment, s.about)]
    if own:
        return [] if q.intent == "recommendation" else [of_statement(s, "bottom") for s in own[:_MOST]]
    record = table[treatment]
    told = Claim("not_again", record.name, record.name, (record.id, record.source), "bottom", key="not again")
    rules = [r for r in q.knowledge.safety.values() if r.treatment in table.kinds(treatment)]
    after = [r for r in rules if _HISTORY in fields_of(q, r)]
    return [told, *(of_safety(r, q.knowledge) for r in after[:_MOST])]
