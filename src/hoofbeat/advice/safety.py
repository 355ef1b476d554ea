"""What the safety rules say of a treatment for one person, beside what excludes it: cautions, and what must be asked first."""

from __future__ import annotations

from hoofbeat.advice.guidance import Guidance
from hoofbeat.knowledge.records import SafetyRule
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic.evaluate import TRUE, UNKNOWN


def safety_unknowns(guidance: Guidance, situation: Situation, treatment: str) -> tuple[SafetyRule, ...]:
    """The rules of a treatment that must be settled before it, and cannot be for want of a fact."""
    test = guidance.knowledge.evaluators
    return tuple(r for r in guidance.safety_of(treatment) if r.ask and test["safety", r.id](situation.row) == UNKNOWN)


def cautions(guidance: Guidance, situation: Situation, treatment: str) -> tuple[SafetyRule, ...]:
    """The cautions of a treatment that hold for this person."""
    test = guidance.knowledge.evaluators
    rules = guidance.safety_of(treatment)
    return tuple(r for r in rules if r.severity == "caution" and test["safety", r.id](situation.row) == TRUE)
