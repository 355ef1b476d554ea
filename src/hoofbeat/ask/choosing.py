"""What a question wants: told by its words, the same as before, or what it is nearest to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from hoofbeat.ask import intents
from hoofbeat.ask.clarify import asks_anything
from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import study_matters
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.records import plan_cues, question_words
from hoofbeat.ask.understanding import Understanding

FALLBACK = "evidence"
"""The intent of a question that names something of this field and whose words want nothing in particular."""
ALONE = ("about-tool", "support", "emotional", "alternative-medicine", "cost-access", "recommendation")
"""Intents that need no treatment, and are answered by themselves."""
_INSTEAD, _OF_HARM = "recommendation", "side-effects"
_GRADING, _CLASS = "classification", "chemotherapy"
_OF_STUDIES = frozenset({"study", "named_trial"})
_OF_STATE = frozenset(
    {"extent", "metastatic_sites", "n_stage", "resection", "progressing", "recurrent", "prior_treatments"}
)
"""Facts of where a disease stands, which a report of pathology does not tell."""
_OF_HORMONES = "symptom-control"
_NOT_OF_A_CASE = ("trials", _OF_HORMONES)
_ON_STUDIES = ("survival", "response-rate", "trials")
_SHORT_FOLLOW_UP = 12
"""Words: a longer follow-up tells by itself what it is about."""
_PUT_ASIDE = ("why-not", "recommendation", "is-chemo", "eligibility")


@lru_cache(maxsize=1)
def _same_again() -> AnyOf:
    return AnyOf(question_words().same_again)


def wanted_by(
    u: Understanding,
    features: frozenset[str],
    margins: Mapping[str, float],
    before: Conversation | None,
    told: str | None,
) -> intents.Choice:
    """What a question wants, with how near it is to each intent.

    Args:
        u: the question as understood.
        features: what it names.
        margins: how near it is to each label.
        before: the conversation so far.
        told: the intent, where the words of the question tell it.
    """
    choice = _of_bare_case(u, features, _of_harm(u, intents.choose(margins, features)))
    of_study = _of_study_before(u, before)
    if of_study is not None:
        return replace(choice, intent=told or of_study, runner_up=None)
    nearest = intents.by_its_words(u, choice.intent, features) or choice.intent
    return replace(choice, intent=told or _again(u, before) or nearest or _implied(u, features, before))


def _of_bare_case(u: Understanding, features: frozenset[str], choice: intents.Choice) -> intents.Choice:
    """The choice; a case that is told with its site and its state, and asks nothing of its grade, asks what to do.

    So does one that a question on a treatment would need a treatment for, where nothing is asked at all.
    """
    asks = asks_anything(u)
    if u.reader == "clinician" and not asks and _is_told_only(u, choice.intent, features):
        return replace(choice, intent=_INSTEAD)
    if choice.intent == _GRADING and u.reader == "clinician":
        treatment = bool(set(u.asked) - {_CLASS})
        told = "primary_site" in u.own and (treatment or (bool(_OF_STATE & u.own.keys()) and not asks))
        # Words of a report ask for its grade, unless a treatment is asked about.
        of_grade = intents.has_sign(_GRADING, u.words.line, 1 if treatment else 2) or u.words.line in plan_cues(
            "grade_asked"
        )
        return replace(choice, intent=_INSTEAD) if told and not of_grade else choice
    lacking = choice.intent is not None and intents.missing_slot(intents.intent_record(choice.intent), features)
    told = lacking and not asks and {"case", "tumor"} <= features and not u.symptoms and not features & _OF_STUDIES
    return replace(choice, intent=_INSTEAD) if told else choice


def _is_told_only(u: Understanding, nearest: str | None, features: frozenset[str]) -> bool:
    """Whether a case is told with its site, and what it is nearest to would want a word that it lacks, or leave its growth aside."""
    if nearest not in _NOT_OF_A_CASE or "primary_site" not in u.own or features & _OF_STUDIES:
        return False
    if nearest == _OF_HORMONES:
        return u.own.get("progressing") is True
    return not intents.has_sign(nearest, u.words.line, 1) and not intents.has_sign(nearest, u.words.line, 2)


def goes_on_about_study(u: Understanding, before: Conversation | None) -> bool:
    """Whether a short follow-up asks something more of the studies that the conversation is about, and names nothing else."""
    if before is None or not before.studies or u.studies or u.named or len(u.words.words) > _SHORT_FOLLOW_UP:
        return False
    return study_matters.asks_more(u) or (u.words.line in plan_cues("and_in_words") and bool(u.sites or u.facts))


def _of_study_before(u: Understanding, before: Conversation | None) -> str | None:
    """The intent on evidence of a follow-up on the studies of the conversation."""
    if before is None or not goes_on_about_study(u, before):
        return None
    return before.intent if before.intent in _ON_STUDIES else _ON_STUDIES[0]


def _of_harm(u: Understanding, choice: intents.Choice) -> intents.Choice:
    """The choice; a harm that is named without its treatment is asked back about, not answered with what needs no treatment."""
    nearest = max(choice.scores, key=lambda i: choice.scores[i])
    without = u.symptoms and nearest == _OF_HARM and choice.intent in ALONE
    return replace(choice, intent=nearest) if without else choice


def _again(u: Understanding, before: Conversation | None) -> str | None:
    """The intent before, where a follow-up changes one thing and wants the same again."""
    earlier = before.intent if u.continues and before is not None else ""
    if earlier in _PUT_ASIDE and u.words.line in plan_cues("in_its_place"):
        return _INSTEAD
    return earlier if earlier in PLANS and u.words.line in _same_again() else None


def _implied(u: Understanding, features: frozenset[str], before: Conversation | None) -> str | None:
    """An intent for a question whose words speak for none: the earlier one, or what its names suggest."""
    if u.continues and before is not None and before.intent in PLANS:
        return before.intent
    if features & {"short"} and features & {"term", "treatment"}:
        return "definition"
    return FALLBACK if features & {"treatment", "chemotherapy", "tumor", "study", "term", "marker"} else None
