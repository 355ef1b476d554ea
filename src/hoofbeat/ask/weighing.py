"""Whether a question is to be answered at all, and as what: an emergency, a refusal, a reason outside, or an answer.

Signs (patterns of the records) and resemblance (nearness to their examples) are weighed together by the recognizer. Some
signs hold whatever else is said. An emergency is answered sooner than anything else, since a false alarm costs a reading
and a missed one may cost a life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hoofbeat.ask import dangers, parts, scope, urgent
from hoofbeat.ask.clarify import asks_anything, is_bare_on_the_field
from hoofbeat.ask.forms import Emergency, Outside, Withheld
from hoofbeat.ask.intents import OF_THE_FIELD, features_of
from hoofbeat.ask.names import Names
from hoofbeat.ask.present import present_line, telling, told_in_passing
from hoofbeat.ask.recognizer import recognizer
from hoofbeat.ask.records import emergencies, intents, withheld
from hoofbeat.ask.text import words_of
from hoofbeat.ask.understanding import Understanding, understand
from hoofbeat.knowledge import Knowledge

_EMERGENCY, _NOT_COVERED, _BARE = "emergency", "not-covered", "clarify"
_CASE, _OUTLOOK = 3, "prognosis-for-me"
"""Facts that make a case."""
_OTHER_CANCER, _OFF_TOPIC, _NONSENSE = "other-cancer", "off-topic", "nonsense"


@dataclass(frozen=True)
class Weighed:
    """What speaks against answering as asked: emergencies, the gravest first, a refusal, a reason that lies outside; else nothing.

    `doubtful`: an emergency cannot be ruled out; `by_nearness`: the emergencies are heard by resemblance alone;
    `of_dying`: somebody is told to be dying in care, as is expected.
    """

    emergencies: tuple[Emergency, ...] = ()
    refusal: Withheld | None = None
    outside: tuple[str, Outside] | None = None
    doubtful: bool = False
    by_nearness: bool = False
    of_dying: bool = False


def alarm_of_now(u: Understanding, margins: Mapping[str, float], knowledge: Knowledge) -> float:
    """How near a question is to an emergency: by what it tells beside an ordinary question, where that is very near.

    Where it is not very near as a whole, what it tells of another time counts for nothing; nor does a kind of question that
    is known to be none.
    """
    alarm, limits, now = margins[_EMERGENCY], intents().limits, present_line(u.words)
    if urgent.is_no_alarm(u.words):
        return min(alarm, limits.urgent_unless_asked)
    told = telling(u.words)
    if told and limits.urgent_unless_asked <= alarm < limits.urgent_told and urgent.is_bodily(u.words):
        beside = _alarm(told, u, knowledge)
        if beside >= limits.urgent_told:
            return beside
    if now == u.words.line or not limits.urgent_now <= alarm < limits.urgent_told:
        return alarm
    return min(alarm, _alarm(now.replace("--", " "), u, knowledge))


def _alarm(text: str, u: Understanding, knowledge: Knowledge) -> float:
    """How near a part of a question is to an emergency."""
    return _margins(understand(text, knowledge, u.reader), knowledge)[_EMERGENCY]


def _margins(u: Understanding, knowledge: Knowledge) -> Mapping[str, float]:
    """How near a text is to each label."""
    return recognizer().margins(u, features_of(u, knowledge), Names.of(knowledge).vocabulary)


def weigh(
    u: Understanding, features: frozenset[str], margins: Mapping[str, float], alarm: float, knowledge: Knowledge
) -> Weighed:
    """The first of an emergency, a refusal and a reason outside that holds.

    Args:
        u: the question as understood.
        features: what it names.
        margins: how near it is to each label.
        alarm: how near it is to an emergency (`alarm_of_now`).
        knowledge: the records.
    """
    limits, signs = intents().limits, urgent.emergencies_in(u.words)
    nearest, rest = _nearest(margins), without_emergency(u, features, margins)
    if urgent.is_of_dying(u.words):
        return Weighed(of_dying=True)
    if signs and (urgent.is_certain(u.words) or _with_sign(u, margins, knowledge) >= limits.urgent_with_sign):
        return Weighed(emergencies=signs)
    if not signs and nearest == _NONSENSE and scope.is_nonsense(u) and not features & OF_THE_FIELD:
        return Weighed(outside=(_NONSENSE, withheld().nonsense))
    if _is_near(u, alarm, max(margins[nearest], margins[_NOT_COVERED])) and not _declined(rest.refusal, margins, alarm):
        near = urgent.nearest_to(u.words) or (emergencies().any_other,)
        return Weighed(emergencies=near, by_nearness=True)
    doubtful = bool(signs) or (u.reader == "patient" and alarm >= limits.doubtful)
    return replace(rest, doubtful=doubtful) if rest.refusal is None else rest


def _with_sign(u: Understanding, margins: Mapping[str, float], knowledge: Knowledge) -> float:
    """How near a question with a sign is to an emergency: a sign that is told in passing is weighed without what is asked."""
    near = margins[_EMERGENCY]
    told = told_in_passing(u.words) if near < intents().limits.urgent_with_sign else ""
    if not told or not urgent.emergencies_in(words_of(told)):
        return near
    return max(near, _alarm(told, u, knowledge))


def without_emergency(u: Understanding, features: frozenset[str], margins: Mapping[str, float]) -> Weighed:
    """What speaks against answering as asked, emergencies apart."""
    nearest = _nearest(margins)
    refusal = _refusal(u, nearest, margins)
    if refusal is not None and refusal.intent == _OUTLOOK and _only_tells(u):
        refusal = None
    if refusal is not None:
        return Weighed(refusal=refusal)
    return Weighed(outside=_outside(u, nearest, features, margins[_OTHER_CANCER]))


def _only_tells(u: Understanding) -> bool:
    """Whether a clinician tells of a case and asks nothing: what to do is meant, and not how long there is."""
    signs = scope.refusal(u.words, u.reader, u.text)
    return u.reader == "clinician" and u.facts >= _CASE and not asks_anything(u) and signs is None


def _nearest(margins: Mapping[str, float]) -> str:
    """The label that a question is nearest to, emergencies and what says nothing of its matter apart."""
    return max((m for m in margins if m not in (_EMERGENCY, _NOT_COVERED, _BARE)), key=lambda m: margins[m])


def _is_near(u: Understanding, alarm: float, others: float) -> bool:
    """Whether a question without a sign that suffices resembles an emergency more than anything else."""
    limits, now = intents().limits, urgent.is_of_now(u.words)
    if urgent.is_denied(u.words) or (alarm < limits.urgent_told and _tells_of_none(u, alarm, now)):
        return False
    near = alarm >= limits.urgent and alarm >= others - limits.urgent_lead
    return near or (now and alarm >= max(limits.urgent_now, others - limits.urgent_now_lead))


def _tells_of_none(u: Understanding, alarm: float, now: bool) -> bool:
    """Whether a question has no words that tell which emergency it is, and too little of a body or of now besides."""
    limits = intents().limits
    if not urgent.is_bodily(u.words):
        return not now or alarm < limits.urgent_bare
    return not urgent.nearest_to(u.words) and (alarm < limits.urgent_wordless or urgent.is_general(u.words))


def _declined(refusal: Withheld | None, margins: Mapping[str, float], alarm: float) -> bool:
    """Whether a refusal speaks louder than an alarm without a sign, which must be faint."""
    nearest = max(margins[r.intent] for r in withheld().withheld)
    return refusal is not None and alarm < intents().limits.urgent_declined and nearest > alarm


def _refusal(u: Understanding, nearest: str, margins: Mapping[str, float]) -> Withheld | None:
    """The refusal that a question is nearest to and truly near, or near enough where it shows a sign of one; markup meets the first.

    Where a danger is told, nearness refuses nothing that has no word of a decision, and what is asked to do about it is no sign.
    """
    limits, told = intents().limits, bool(dangers.own(u))
    asked = urgent.without_what_to_do(u.words) if told else u.words
    by_sign = scope.refusal(asked, u.reader, u.text)
    if by_sign is not None:
        margin = margins[by_sign.intent]
        near = margin >= limits.declined_with_sign and margin >= margins[nearest] - limits.declined_lead
        near = near and margin >= margins[_NOT_COVERED]
        if near or by_sign.outright or scope.is_markup(u.text):
            return by_sign
    if (told and not urgent.decides(u.words)) or margins[nearest] < max(margins[_NOT_COVERED], limits.declined_near):
        return None
    held_back = scope.held_back(u.words.line) if margins[nearest] < limits.declined_alone else ()
    if any(r.id == nearest for r in held_back):  # Nearness cannot tell the reasons of one intent apart.
        return None
    by_nearness = (r for r in withheld().withheld if r.intent == nearest and u.reader in r.readers)
    return next((r for r in by_nearness if scope.may_be_near(r, u.words.line) and r not in held_back), None)


def is_not_covered(u: Understanding, margins: Mapping[str, float], knowledge: Knowledge) -> bool:
    """Whether a question is nearest of all to those that the records do not cover; by more, where it names a symptom.

    What is told around the sentences that ask makes none: where these alone are nearer to something else, that is asked.
    """
    if not _is_nearest_to_none(u, margins):
        return False
    asking = parts.asking_in_full(u, knowledge)
    if asking is None:
        return True
    alone = understand(asking, knowledge, u.reader)
    return _is_nearest_to_none(u, _margins(alone, knowledge))


def _is_nearest_to_none(u: Understanding, margins: Mapping[str, float]) -> bool:
    limits = intents().limits
    others = max(m for label, m in margins.items() if label != _NOT_COVERED)
    return margins[_NOT_COVERED] >= others + (limits.not_covered_symptom if u.symptoms else limits.not_covered_lead)


def _outside(
    u: Understanding, nearest: str, features: frozenset[str], other_cancer: float
) -> tuple[str, Outside] | None:
    """Another disease, nothing of this field, or no question at all."""
    file = withheld()
    explained = nearest == "definition" and bool(u.terms)
    if (
        scope.other_cancer(u.words)
        and not explained
        and (nearest == _OTHER_CANCER or other_cancer >= intents().limits.intent)
    ):
        return _OTHER_CANCER, file.other_cancers
    if nearest == _NONSENSE and scope.is_nonsense(u):
        return _NONSENSE, file.nonsense
    if nearest in (_OFF_TOPIC, _NONSENSE) and not features & OF_THE_FIELD and not is_bare_on_the_field(u):
        return _OFF_TOPIC, file.off_topic
    return None
