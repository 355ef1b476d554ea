"""A treatment given once more after an earlier course: only what sources say of that, and no figures of first courses."""

from __future__ import annotations

from hoofbeat.ask.claims import Claim, of_safety, of_statement, within_sentence
from hoofbeat.ask.history import asks_once_more
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import FAVORED
from hoofbeat.ask.question import Question
from hoofbeat.logic import Truth

_FIGURES = ("response-rate", "survival", "evidence", "recommendation", "combination-prrt", "eligibility")
_CLASS, _HISTORY = "chemotherapy", "prior_treatments"
_MOST = 2


def again(q: Question) -> list[Claim]:
    """Where a question asks for a treatment once more and no statement on that is held: that it is not, and the cautions.
    What is held is the whole answer of a question on evidence; a recommendation goes on from it (`first`).
    """
    treatment = _once_more(q)
    if treatment is None:
        return []
    own = _held(q, treatment)
    if own:
        return [] if q.intent == "recommendation" else own
    table = q.knowledge.treatments
    record = table[treatment]
    told = Claim("not_again", record.name, record.name, (record.id, record.source), "bottom", key="not again")
    rules = [r for r in q.knowledge.safety.values() if r.treatment in table.kinds(treatment)]
    after = [r for r in rules if _HISTORY in fields_of(q, r)]
    return [told, *(of_safety(r, q.knowledge) for r in after[:_MOST])]


def first(q: Question) -> list[Claim]:
    """What sources say of giving the treatment again, with their conditions, before a recommendation on it."""
    treatment = _once_more(q) if q.intent == "recommendation" else None
    return [] if treatment is None else _held(q, treatment)


def _once_more(q: Question) -> str | None:
    """The treatment that a question asks for once more."""
    asked = [t for t in q.u.once_more or (*q.u.asked, *q.u.given) if t != _CLASS]
    wanted = q.intent in _FIGURES and asked and (q.u.once_more or asks_once_more(q.u.words, q.u.placeholders))
    return asked[0] if wanted else None


def _held(q: Question, treatment: str) -> list[Claim]:
    table = q.knowledge.treatments
    held = [s for s in q.knowledge.statements.values() if s.rechallenge and not s.superseded]
    own = [s for s in held if table.related(s.about, treatment)]
    fitting = [s for s in own if q.truth("statement", s.id) is not Truth.FALSE]
    said = [of_statement(s, "bottom") for s in (fitting or own)[:_MOST]]
    advised = [s for s in own if s.position in FAVORED]
    if not advised or any(s in fitting for s in advised):
        return said
    record, cites = table[treatment], (advised[0].id, advised[0].source)
    against = Claim("not_their_case", record.name, within_sentence(record.name), cites, "bottom", key="not their case")
    return [against, *(of_statement(s, "bottom") for s in own[:_MOST])]
