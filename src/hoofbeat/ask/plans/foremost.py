"""What stands first in an answer to a clinician: no page for patients, and how sure the first sentence is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hoofbeat.ask.claims import Claim, Role
from hoofbeat.ask.plans.shared import sure_of
from hoofbeat.ask.question import Question

_SURE: str = "sure_source"
_FIRST: Role = "bottom"
_AFTER: tuple[Role, ...] = ("detail", "number")


def ordered(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of an answer: for a clinician those of pages for patients last, and how sure what is said first is."""
    if q.reader == "patient":
        return list(claims)
    lay = [c for c in claims if _is_lay(q, c)]
    others = [c for c in claims if c not in lay]
    if lay and any(c.role in (_FIRST, *_AFTER) for c in others):
        claims = [*_led(others), *(replace(c, role="caveat") for c in lay)]
    return _with_own_certainty(q, claims)


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
