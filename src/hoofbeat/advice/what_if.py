"""How near the advice is to changing: each known number moved to the other side of the next limit that matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hoofbeat.advice.classify import grade_of
from hoofbeat.advice.decide import Neighbours
from hoofbeat.advice.decision import Decision, Outcome
from hoofbeat.advice.neighbours import as_contract, edges
from hoofbeat.case import FIELDS
from hoofbeat.knowledge.situation import Situation, changed


@dataclass(frozen=True)
class WhatIf:
    """The advice at another value of one field, where it differs from the present one."""

    field: str
    now: float
    value: float
    grade: str | None
    verdict: str
    first: str | None
    newly_contraindicated: tuple[str, ...]
    changes: tuple[str, ...]


def _numeric(situation: Situation) -> list[tuple[str, float]]:
    found = []
    for name, value in situation.values.items():
        contract = FIELDS[name]
        number = contract.form == "number" or (contract.form == "choice" and isinstance(value, int))
        if number and isinstance(value, int | float) and not isinstance(value, bool):
            found.append((name, float(value)))
    return found


def what_if(situation: Situation, decision: Decision, around: Neighbours, most: int = 3) -> list[WhatIf]:
    """For each known number, the values on either side, nearest first, from which on grade or advice differ."""
    limits = edges(situation.knowledge)
    found = []
    for field, now in _numeric(situation):
        found_edges = limits.get(field, ())
        below = sorted({left for left, _ in found_edges if left < now}, reverse=True)
        above = sorted({right for _, right in found_edges if right > now})
        for side in (below, above):
            found += _along(field, now, side, situation, decision, around)[:most]
    return found


def _along(
    field: str, now: float, values: list[float], situation: Situation, decision: Decision, around: Neighbours
) -> list[WhatIf]:
    """The values, going away from the present one, at which something becomes different from the value before."""
    before = (grade_of(situation), decision.outcome)
    found: list[WhatIf] = []
    for value in values:
        neighbour = changed(situation, **{field: as_contract(field, value)})
        if neighbour is None:
            continue
        other = around.outcome(neighbour)
        here = (grade_of(neighbour), other)
        if here != before:
            found.append(_difference(field, now, value, situation, decision, neighbour, other))
            before = here
    return [w for w in found if w.changes]


def _difference(
    field: str,
    now: float,
    value: float,
    situation: Situation,
    decision: Decision,
    neighbour: Situation,
    other: Outcome,
) -> WhatIf:
    pairs: list[tuple[str, Any, Any]] = [
        ("grade", grade_of(situation), grade_of(neighbour)),
        ("verdict", decision.verdict, other.verdict),
        ("first_option", decision.first, other.first),
        ("contraindicated", decision.outcome.contraindicated, other.contraindicated),
    ]
    newly = tuple(sorted(other.contraindicated - decision.outcome.contraindicated))
    return WhatIf(
        field,
        now,
        value,
        grade_of(neighbour),
        other.verdict,
        other.first,
        newly,
        tuple(n for n, a, b in pairs if a != b),
    )
