"""How a case differs from one that was decided already, as far as a decision can tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hoofbeat.advice.decision import Decision
from hoofbeat.advice.guidance import Guidance, InForce
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic.evaluate import TRUE

HISTORY = "prior_treatments"
WISHES_AND_HISTORY = (HISTORY, "prior_lines", "declines", "prefers")
"""The fields that a decision reads itself, beside the conditions that use them."""


@dataclass(frozen=True)
class Difference:
    """The statements that hold in one of the two cases only, the safety rules that exclude in one only, and wishes and history where they differ.

    Cases with equal differences have the same options and the same verdict, but for what is not known.
    """

    holding: frozenset[str] = frozenset()
    excluding: frozenset[str] = frozenset()
    own: str = ""


@dataclass(frozen=True)
class Changed:
    """What was asked again for a case, and came to something else: statements and rules; and the case fields behind it."""

    difference: Difference
    truths: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)
    fields: frozenset[str] = frozenset()


def changed_from(guidance: Guidance, situation: Situation, before: Situation, decision: Decision) -> Changed:
    """What is different in a case from one that was decided. Only conditions on a name that differs are asked again."""
    row, known = situation.row, before.row
    names = [name for name, value in row.items() if value != known[name]]
    was = decision.truths
    asked = {e.statement.id: e for n in names for e in guidance.waiting_on.get(n, ())}
    truths = {s: truth for s, e in asked.items() if (truth := e.test(row)) != was[s]}
    rules = dict(_rules(guidance, names, situation, before, decision))
    return Changed(
        Difference(
            frozenset(s for s, truth in truths.items() if TRUE in (truth, was[s])),
            frozenset(r for r, truth in rules.items() if TRUE in (truth, decision.safety_truths[r])),
            _own(situation, before),
        ),
        truths,
        rules,
        frozenset(name for name in names if name not in guidance.knowledge.facts),
    )


def _rules(
    guidance: Guidance, names: Iterable[str], situation: Situation, before: Situation, decision: Decision
) -> Iterable[tuple[str, int]]:
    test = guidance.knowledge.evaluators
    for rule in {r for n in names for r in guidance.rules_waiting_on.get(n, ())}:
        if rule not in decision.safety_truths:
            decision.safety_truths[rule] = test["safety", rule](before.row)
        now = test["safety", rule](situation.row)
        if now != decision.safety_truths[rule]:
            yield rule, now


def _own(situation: Situation, before: Situation) -> str:
    own, was = ([s.values.get(n) for n in WISHES_AND_HISTORY] + [sorted(first_aims(s))] for s in (situation, before))
    return "" if own == was else repr(own)


def first_aims(situation: Situation) -> frozenset[str]:
    """The aims that the facts of a case put before all others: the hormone, or the care of someone too ill for more."""
    facts = situation.knowledge.facts.values()
    return frozenset(f.puts_first for f in facts if f.puts_first and situation.row[f.id] is True)


def holding_up(guidance: Guidance, by: InForce | None) -> frozenset[str]:
    """The fields that a verdict waits for where a statement needs them: the essential ones; where nothing decides yet, the history too."""
    essential = guidance.knowledge.essential_fields
    return essential if by else essential | {HISTORY}


def missing_for(situation: Situation, entry: InForce) -> frozenset[str]:
    """The fields that are not known and for want of which a statement cannot be read."""
    return frozenset(situation.missing_fields(situation.trace("statement", entry.statement.id)))
