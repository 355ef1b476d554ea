"""What a question asks outright of a treatment that it names: a test before it, an organ that works badly, care beside it,
another medicine. Its words decide, whatever else the question as a whole is near to; emergencies apart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from hoofbeat.ask.claims import Claim
from hoofbeat.ask.forms import Reader, Withheld
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import care, ceiling, organs, tests_before, together
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge

_ELSEWHERE = frozenset({"study", "named_trial", "versus", "full_case"})
"""What a question has that asks for more than a record on one treatment."""
_IN_ORDER: tuple[tuple[str, Callable[[Question], list[Claim]]], ...] = (
    ("monitoring", tests_before.plan),
    ("eligibility", organs.plan),
    ("side-effects", ceiling.plan),
    ("how-given", care.plan),
    ("eligibility", together.plan),
)
_REMEDY, _OF_REMEDIES = "remedy", "alternative-medicine"
_DECISION = "stop-or-start-for-me"
_NO_DECISION = (tests_before.plan, together.plan)
"""What sounds like a decision on a treatment ("do I need", "should I take") and asks for none."""


@cache
def _unless(reader: Reader) -> AnyOf:
    words = plan_words().outright
    return AnyOf([*words.unless, *(words.unless_patient if reader == "patient" else [])])


def asked(
    u: Understanding, features: frozenset[str], knowledge: Knowledge, refusal: Withheld | None
) -> tuple[Question, list[Claim]] | None:
    """The first of these that the question asks for, with what is held on it or that nothing is; None where it asks for none.

    Args:
        u: the question as understood.
        features: what it names.
        knowledge: the records.
        refusal: the reason to decline that it would meet.
    """
    if features & _ELSEWHERE or u.words.line in _unless(u.reader):
        return None
    if refusal is not None and refusal.id not in plan_words().outright.despite:
        return None
    for intent, plan in _IN_ORDER:
        if refusal is not None and plan not in _NO_DECISION:
            continue
        # A herb beside a treatment is asked about as what people take on their own.
        of_remedy = plan is together.plan and _REMEDY in features
        q = Question(u, knowledge, _OF_REMEDIES if of_remedy else intent, features)
        claims = plan(q)
        if claims:
            return q, claims
    return None


def held_beside(u: Understanding, features: frozenset[str], knowledge: Knowledge, refusal: Withheld) -> list[Claim]:
    """What is held of the treatments and medicines that a declined question names together: a fact, and no decision.

    So is what hangs on an organ that works badly; where its value is told, the rules on that go first anyway.
    """
    if refusal.id not in plan_words().outright.with_facts:
        return []
    both = together.held(Question(u, knowledge, refusal.intent, features))
    weak = u.unspecific and refusal.intent == _DECISION
    return both or (organs.plan(Question(u, knowledge, "eligibility", features)) if weak else [])
