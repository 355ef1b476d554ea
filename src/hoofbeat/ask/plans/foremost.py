"""What stands first in an answer, and how sure it is: no machine-written page where another source speaks, to a clinician no page
for patients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hoofbeat.ask.claims import Claim, Role
from hoofbeat.ask.plans.shared import UNVOUCHED, sure_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import templates

_SURE: str = "sure_source"
_FIRST: Role = "bottom"
_AFTER: tuple[Role, ...] = ("detail", "number")
_LAST: Role = "caveat"
_ENOUGH = 2
_SAID = ("says", "named", "elsewhere", "waits_for")
"""Predicates of what one source says, and not of what the whole of the sources comes to."""
_NO_SOURCE = ("no_source", "not_compared", "not_here", "effects", "call")
"""Predicates of claims that say nothing on the matter."""


def ordered(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of an answer: those of machine-written pages only where little else is held, and named as such; for a clinician
    those of pages for patients last, and how sure what is said first is.
    """
    claims = _vouched_first(q, claims)
    if q.reader == "patient":
        return list(claims)
    lay = [c for c in claims if _is_lay(q, c)]
    others = [c for c in claims if c not in lay]
    if lay and any(c.role in (_FIRST, *_AFTER) for c in others):
        claims = [*_led(others), *(replace(c, role="caveat") for c in lay)]
    return _with_own_certainty(q, claims)


def _vouched_first(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims with those of sources that nobody vouches for said to be such; without them where others say enough, and for a
    patient, who cannot weigh them, where others say anything."""
    found = [c for c in claims if _is_unvouched(q, c)]
    others = [c for c in claims if c not in found and c.role in (_FIRST, *_AFTER) and c.predicate not in _NO_SOURCE]
    if not found or not others:
        return [_named_as_such(q, c) if c in found else c for c in claims]
    if q.reader == "patient":
        return _led([c for c in claims if c not in found])
    said = [c for c in found if c.predicate in _SAID]
    # A patient cannot weigh what a machine wrote beside what doctors did.
    on_it = [c for c in said if c.role == _FIRST or len(others) < _ENOUGH][:1] if q.reader == "clinician" else []
    kept = [c for c in claims if c not in said]
    lead = next((c for c in kept if c.role == _FIRST and c not in found), None)
    kept = kept if lead is None else [lead, *(c for c in kept if c is not lead)]
    named = [_named_as_such(q, c) if c in found else c for c in kept]
    return _led([*named, *(_named_as_such(q, replace(c, role=_LAST)) for c in on_it)])


def _is_unvouched(q: Question, claim: Claim) -> bool:
    """Whether a claim rests on a page that a machine wrote."""
    record = q.knowledge.statements.get(claim.cites[0]) if claim.cites else None
    return record is not None and q.knowledge.sources[record.source].kind == UNVOUCHED and claim.predicate != _SURE


def _named_as_such(q: Question, claim: Claim) -> Claim:
    """A claim that names its source as what it is."""
    record, form = q.knowledge.statements[claim.cites[0]], templates().words.unvouched

    def named(text: str, says: str, by: str) -> str:
        return text if by in text or not says else text.replace(says, f"{by} {says}")

    value = named(claim.value, record.says, form.clinician)
    return replace(claim, value=value, plain=named(claim.plain, record.plain, form.patient))


def _led(claims: Sequence[Claim]) -> list[Claim]:
    """The claims with one that leads: where none is left that does, the first of the others."""
    if any(c.role == _FIRST for c in claims):
        return list(claims)
    first = next(c for c in claims if c.role in _AFTER)
    return [replace(c, role=_FIRST) if c is first else c for c in claims]


def _is_lay(q: Question, claim: Claim) -> bool:
    """Whether a claim that stands among the first rests on a page written for patients."""
    record = q.knowledge.statements.get(claim.cites[0]) if claim.cites else None
    return claim.role in (_FIRST, "detail") and record is not None and q.written_for_patients(record)


def _with_own_certainty(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """How sure is said of the statement that is said first; of nothing where that is a figure, or that none is held."""
    first = next((c for c in claims if c.role == _FIRST), None)
    if first is None or not any(c.predicate == _SURE for c in claims):
        return list(claims)
    statement = q.knowledge.statements.get(first.cites[0])
    rest = [c for c in claims if c.predicate != _SURE]
    return [*rest, *(sure_of(q, statement) if statement is not None else [])]
