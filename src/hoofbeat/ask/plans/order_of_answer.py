"""The order of a recommendation: the treatment asked about, the verdict on chemotherapy, and what is to be heeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hoofbeat.advice import Consultation
from hoofbeat.ask.claims import Claim
from hoofbeat.ask.plans.asked import asks_of_others, excludes_asked
from hoofbeat.ask.plans.shared import ADVISED, FAVORED, UNVOUCHED, asked_of, asks
from hoofbeat.ask.question import Question

_CLASS = "chemotherapy"
_IN_BRIEF = {"position": "position_only", "position_if": "position_only_if"}
"""Predicates of an option, with those that leave out what its source says."""


def waits_its_turn(q: Question, claims: Sequence[Claim], advice: Consultation) -> bool:
    """Whether cautions go behind the answer: that on several treatments asked about, and those on what nobody advises."""
    rules = [q.knowledge.safety.get(c.cites[0]) for c in claims]
    if any(r is None or r.severity == "contraindicated" for r in rules) or len(asked_of(q)) == 1:
        return False
    if asked_of(q) and all(q.knowledge.treatments.related(r.treatment, t) for r in rules if r for t in asked_of(q)):
        return False  # "Capecitabine in CAPTEM": one drug is asked about, by two names.
    advised = [o.treatment for o in advice.options if o.position in ADVISED]
    advised = advised or [s.about for s in advice.undetermined if s.position in ADVISED]
    table = q.knowledge.treatments
    return bool(asked_of(q)) or not any(table.related(r.treatment, t) for r in rules if r for t in advised)


def in_order(q: Question, verdict: list[Claim], body: list[Claim]) -> list[Claim]:
    """The verdict on chemotherapy first; where the question does not ask for it, after what it does ask for."""
    said = {c.cites[0] for c in verdict if _is_told_in(q, c)}
    body = [c for c in body if c.predicate != "waits_for" or c.cites[0] not in said]
    if asks_of_others(q) or (q.u.continues and asks(q, "in_its_place")) or excludes_asked(q):
        return [*body, *(replace(c, role="detail") if c.role == "bottom" else c for c in verdict)]
    first = [c for c in body if c.role == "bottom" and c.predicate in _IN_BRIEF][:1]
    body = [briefly(c) if c.cites[0] in said else c for c in body]
    if _CLASS in q.u.named or not first or not _goes_before(q, first[0], verdict):
        return [*verdict, *body]
    if first[0].cites[0] in said:
        # To a patient its name alone says nothing.
        first = [briefly(first[0])] if asked_of(q) and q.reader == "clinician" else []
    return [*first, *verdict, *(c for c in body if c.id not in {f.id for f in first})]


def _is_told_in(q: Question, claim: Claim) -> bool:
    """Whether the verdict says what the statement says that it cites, and does not only rest on it."""
    record = q.knowledge.statements.get(claim.cites[0])
    return record is None or record.says in claim.value


def briefly(option: Claim) -> Claim:
    """An option whose statement is said already: its name and place."""
    if option.predicate not in _IN_BRIEF:
        return option
    return replace(option, predicate=_IN_BRIEF[option.predicate], value=option.certainty, plain="")


def _goes_before(q: Question, option: Claim, verdict: list[Claim]) -> bool:
    """Whether an option answers the question before the verdict does: a regimen asked about, or what comes before chemotherapy.

    What a machine wrote never does.
    """
    record = q.knowledge.statements.get(option.cites[0])
    if record is not None and q.knowledge.sources[record.source].kind == UNVOUCHED:
        return False
    return bool(asked_of(q)) or (option.certainty in ADVISED and not any(c.certainty in FAVORED for c in verdict))
