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
    """The cautions of a treatment that hold for this person; of a class, also those that all of its members share.

    Members that are contraindicated are left out: what is left of a class carries what they carry.
    """
    own = _holding(guidance, situation, treatment, "caution")
    open_ = [m for m in _members(guidance, treatment) if not _holding(guidance, situation, m, "contraindicated")]
    if not open_:
        return own
    first, *others = (_holding(guidance, situation, m, "caution") for m in open_)
    return (*own, *(r for r in first if r not in own and all(r in rules for rules in others)))


def _members(guidance: Guidance, treatment: str) -> tuple[str, ...]:
    of_class = guidance.knowledge.treatments[treatment].kind == "class"
    return guidance.members.get(treatment, ()) if of_class else ()


def _holding(guidance: Guidance, situation: Situation, treatment: str, severity: str) -> tuple[SafetyRule, ...]:
    test = guidance.knowledge.evaluators
    rules = guidance.safety_of(treatment)
    return tuple(r for r in rules if r.severity == severity and test["safety", r.id](situation.row) == TRUE)
