"""What to establish first: the facts that are not known and could change the advice, the most decisive first.

Computed, never written by hand: each missing fact that an undecided condition waits for is given every value that a
condition tells apart, and the case is decided again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hoofbeat.advice.decide import Neighbours, decide
from hoofbeat.advice.decision import ORDER, Decision
from hoofbeat.advice.guidance import IN_FAVOR, Guidance
from hoofbeat.advice.nearby import HISTORY, holding_up, missing_for
from hoofbeat.advice.neighbours import values_to_try
from hoofbeat.knowledge.situation import Situation, changed
from hoofbeat.logic import Truth

MUCH, MANY = 1 / 3, 10
"""A fact is asked, whatever it changes alone, where so many statements wait for it, and this share of those that wait for the
fact that most wait for."""


@dataclass(frozen=True)
class Change:
    """What the advice would be at one value of a field."""

    value: str
    verdict: str
    first: str | None
    contraindicated: tuple[str, ...]
    verdict_changes: bool
    first_changes: bool
    first_falls: bool = False
    """Whether the present first option is among what the value rules out: then that is told, not what would move up."""


@dataclass(frozen=True)
class MissingFact:
    """A field that is not known, what its values would change, and how many statements wait for it."""

    field: str
    changes: tuple[Change, ...]
    statements_waiting: int
    blocks: bool
    minor: bool
    """Less than half as much waits for it as for the fact that most waits for."""
    asked_at: int
    settles: bool = False
    """Whether each of its values would settle a verdict that waits."""

    @property
    def sort_key(self) -> tuple[Any, ...]:
        """What holds the verdict up first, as a clinician asks it; then what guidance waits for, then safety."""
        verdicts = len({c.verdict for c in self.changes if c.verdict_changes})
        firsts = len({c.first for c in self.changes if c.first_changes})
        if self.blocks:
            return (0, not self.changes, self.minor, self.asked_at)
        only_safety = self.statements_waiting == 0
        return (1, only_safety, -verdicts, -self.statements_waiting, -firsts, self.asked_at)


def waiting_fields(situation: Situation, decision: Decision, guidance: Guidance) -> dict[str, int]:
    """The unknown fields that undecided statements, and the safety of the options in play, wait for."""
    found: Counter[str] = Counter()
    for entry in decision.undetermined:
        found.update(missing_for(situation, entry))
    seen: set[str] = set()
    for option in decision.options:
        if option.contraindications:
            continue
        for rule in guidance.safety_of(option.treatment):
            if rule.id in seen or rule.severity != "contraindicated" or not rule.ask:
                continue
            seen.add(rule.id)
            trace = situation.trace("safety", rule.id)
            if trace.truth is Truth.UNKNOWN:
                found.update(dict.fromkeys(situation.missing_fields(trace), 0))
        if option.waits_unknown:
            found[HISTORY] += 1
    return found


def establish_first(
    situation: Situation, decision: Decision, guidance: Guidance, around: Neighbours
) -> list[MissingFact]:
    """The missing facts some value of which would change the verdict, the first option or a contraindication.

    While the verdict itself waits, an essential fact that its statements wait for is on the list even where it takes a
    second missing fact to change anything; so is, at any time, a fact that much waits for (`MUCH`, `MANY`). Where it waits and what was given before is not known either, the other facts
    are weighed for a person not treated yet.
    """
    if decision.reason == "working":
        return []
    waiting = waiting_fields(situation, decision, guidance)
    holding = _holding(situation, decision, guidance)
    untreated = around
    if situation.values.get(HISTORY) is None and HISTORY in waiting and decision.verdict == "establish_first":
        untreated = _untreated(situation, decision, guidance) or around
        waiting = {**waiting_fields(untreated.situation, untreated.decision, guidance), **waiting}
    order, most = list(guidance.knowledge.fields), max(waiting.values(), default=0)
    found = []
    for field in waiting:
        changes = _changes(field, around if field in holding else untreated)
        if changes or field in holding or waiting[field] >= max(MUCH * most, MANY):
            minor = 2 * waiting[field] < most
            tried = len(values_to_try(situation.knowledge, field))
            settles = field in holding and len(changes) == tried and all(c.verdict_changes for c in changes)
            found.append(
                MissingFact(field, changes, waiting[field], field in holding, minor, order.index(field), settles)
            )
    return sorted(found, key=lambda m: m.sort_key)


def _holding(situation: Situation, decision: Decision, guidance: Guidance) -> frozenset[str]:
    """The essential facts that the verdict waits for, and the history where it waits for that."""
    if decision.verdict != "establish_first":
        return frozenset()
    missing = {field for entry in decision.waiting for field in missing_for(situation, entry)}
    return holding_up(guidance, decision.decided_by) & missing


def _untreated(situation: Situation, decision: Decision, guidance: Guidance) -> Neighbours | None:
    """The cases around the same person, not treated before."""
    first_line = changed(situation, **{HISTORY: []})
    if first_line is None:
        return None
    return Neighbours(guidance, first_line, decide(guidance, first_line, (situation, decision)))


def in_favor_anyway(missing: Sequence[MissingFact]) -> bool:
    """Whether each value of what a verdict waits for most would bring one in favor of chemotherapy."""
    return bool(missing) and missing[0].settles and all(c.verdict in IN_FAVOR for c in missing[0].changes)


def _changes(field: str, around: Neighbours) -> tuple[Change, ...]:
    situation, decision = around.situation, around.decision
    verdict, first, contraindicated = decision.outcome
    in_play = {o.treatment for o in decision.options if ORDER[o.position] < ORDER["avoid"]}
    found = []
    for word, value in values_to_try(situation.knowledge, field):
        neighbour = changed(situation, **{field: value})
        if neighbour is None:
            continue
        other = around.outcome(neighbour)
        settled = other.verdict != "establish_first" or decision.verdict == "establish_first"
        if settled and other != decision.outcome:
            newly = tuple(sorted((other.contraindicated - contraindicated) & in_play))
            new_verdict, new_first = other.verdict != verdict, other.first != first
            if new_verdict or new_first or newly:
                falls = new_first and other.first is not None and first in newly
                found.append(Change(word, other.verdict, other.first, newly, new_verdict, new_first, falls))
    return tuple(found)
