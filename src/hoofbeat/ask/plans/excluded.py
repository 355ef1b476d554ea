"""A recommendation where chemotherapy is contraindicated: what stands against it, and the treatments that are not."""

from __future__ import annotations

from hoofbeat.advice import Consultation
from hoofbeat.advice.result import OptionShown
from hoofbeat.ask.claims import Claim, of_safety
from hoofbeat.ask.plans.asked import option_claim, without_a_place
from hoofbeat.ask.plans.shared import FAVORED, questions
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import templates
from hoofbeat.knowledge.records import SafetyRule

_CLASS = "chemotherapy"
_MOST_BESIDE = 3


def against(q: Question, advice: Consultation) -> list[SafetyRule]:
    """The contraindications from which the verdict comes, that of chemotherapy as a whole first; none where a statement decides."""
    verdict = advice.chemotherapy
    if verdict.verdict != "avoid" or verdict.decided_by is not None:
        return []
    shown = [*verdict.safety, *(r for o in advice.options if o.chemotherapy for r in o.contraindications)]
    rules = (q.knowledge.safety[r.id] for r in shown)
    return [r for r in rules if r.severity == "contraindicated"]


def excluded(q: Question, rule: SafetyRule) -> list[Claim]:
    """That nothing of chemotherapy is put forward, with the rule that stands against it, before anything else."""
    words = templates().words.verdicts["contraindicated"]
    verdict = Claim(
        "verdict", "", words.clinician, (rule.id, rule.source), "safety", plain=words.patient, key="verdict"
    )
    return [verdict, of_safety(rule, q.knowledge, "safety")]


def others(q: Question, advice: Consultation) -> list[Claim]:
    """Where chemotherapy is excluded: the treatments that are not, each as its source says it."""
    open_ones = [o for o in advice.options if o.position in FAVORED and not o.contraindications and not o.chemotherapy]
    shown = distinct(q, open_ones)[:_MOST_BESIDE]
    claims = [c for c in (option_claim(q, o) for o in shown) if c is not None]
    return [*claims, *without_a_place(q, advice), *questions(q, _CLASS)]


def distinct(q: Question, options: list[OptionShown]) -> list[OptionShown]:
    """Each option once, and not again as a kind of an earlier one that the same statement decides."""
    kept: list[OptionShown] = []
    for option in options:
        deciding = [s.id for s in option.statements[:1]]
        again = (
            o.treatment == option.treatment
            or (
                deciding == [s.id for s in o.statements[:1]]
                and q.knowledge.treatments.is_a(option.treatment, o.treatment)
            )
            for o in kept
        )
        if not any(again):
            kept.append(option)
    return kept
