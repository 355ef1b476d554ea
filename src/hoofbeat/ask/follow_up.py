"""A turn of a conversation that stands on what was said before: a fact that changes the case, or a few words on what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.history import months_told, set_apart
from hoofbeat.ask.intents import safety_fields
from hoofbeat.ask.names import Names
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import ShortTurn
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.records import ANY_TREATMENT, follow_ups, plan_words, question_words
from hoofbeat.ask.text import Words, words_of
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge

_SAME, _CLASS, _HISTORY = "same", "chemotherapy", "prior_treatments"
_FULL_CASE, _MOST = 4, 2
_HARM, _COMPARISON, _OFF_TOPIC = "side-effects", "comparison", "off-topic"
_TELLING, _ALIKE = 4, 6
"""Letters: of a word that may name a harm, and by which two of its forms are alike."""


@dataclass(frozen=True)
class Turn:
    """What a turn wants, and the treatments it is about; `changes`: it asks the question before of a changed case.

    `intent` is None where its own words tell what it wants.
    """

    intent: str | None
    about: tuple[str, ...] = ()
    changes: bool = False


@cache
def _cue(name: str) -> AnyOf:
    return AnyOf(getattr(follow_ups(), name), ANY_TREATMENT)


@lru_cache(maxsize=1)
def _short_turns() -> tuple[tuple[ShortTurn, AnyOf], ...]:
    return tuple((t, AnyOf(t.any)) for t in follow_ups().wants)


@lru_cache(maxsize=1)
def _same_again() -> AnyOf:
    return AnyOf(question_words().same_again)


def supposes(words: Words) -> bool:
    """Whether a turn only supposes that one thing of the question before were otherwise."""
    return words.line in _same_again()


def turn_of(u: Understanding, before: Conversation | None, knowledge: Knowledge) -> Turn | None:
    """What a turn wants that stands on what was said before; None for a question of its own."""
    if before is None or not u.continues or not (before.case or before.treatments or before.answered):
        return None
    return _of_another(u, before, knowledge) or _asked_shortly(u, before, knowledge) or _changed(u, before, knowledge)


def _of_another(u: Understanding, before: Conversation, knowledge: Knowledge) -> Turn | None:
    """The same asked of another treatment in other people ("and everolimus in lung carcinoids?"), where no fact of safety is told."""
    file = follow_ups()
    told = bool(u.unspecific) or bool(safety_fields(knowledge) & u.own.keys())
    if told or before.intent not in file.same_of_another or u.placeholders not in _cue("of_another"):
        return None
    return Turn(before.intent)


def _asked_shortly(u: Understanding, before: Conversation, knowledge: Knowledge) -> Turn | None:
    """What a few words ask about what was answered, where they name no treatment of their own."""
    own = (*u.named, *u.given)
    if not is_short(u) or any(t != _CLASS for t in own) or u.studies:
        return None
    line = u.words.line
    if line in _cue("grown"):
        return Turn("recommendation")
    meant = _one_of_them(line, before)
    if meant is not None:
        return meant
    for turn, any_of in _short_turns():
        told = not turn.with_ or any(u.case.get(f) is not None for f in turn.with_)
        if u.reader not in turn.readers or line not in any_of or not told:
            continue
        intent = before.intent if turn.intent == _SAME else turn.intent
        if intent in PLANS:
            about = (turn.of,) if turn.of else medicines(u, before, knowledge) if turn.systemic else ()
            return Turn(intent, about)
    return _on_harm(u, before, knowledge)


@lru_cache(maxsize=1)
def _ordinals() -> tuple[tuple[int, AnyOf], ...]:
    return tuple((n, AnyOf(words)) for n, words in follow_ups().ordinals.items())


def _one_of_them(line: str, before: Conversation) -> Turn | None:
    """A turn on one of the treatments that were put forward, or on both that were set side by side."""
    place = next((n for n, any_of in _ordinals() if line in any_of), None)
    if place is not None and len(before.put_forward) >= max(place, 2):
        return Turn(None, (before.put_forward[place - 1 if place > 0 else place],))
    if len(before.compared) < 2 or line not in _cue("which_of_both"):
        return None
    return Turn(_HARM if line in _cue("of_harms") else _COMPARISON, before.compared[:_MOST])


def _on_harm(u: Understanding, before: Conversation, knowledge: Knowledge) -> Turn | None:
    """A turn that tells or asks of a side effect, which is one of the medicines of the conversation.

    A fact of safety in it is weighed instead, unless the medicine is given already, as far as was told or asked.
    """
    line, about = u.words.line, medicines(u, before, knowledge)
    if not about or u.reader != "patient" or line not in _cue("of_symptom") or line in _cue("symptom_unless"):
        return None
    given = {e["treatment"] for e in u.case.get(_HISTORY) or ()}
    told = {*u.own, *u.unspecific} - {_HISTORY}
    taken = bool(given & set(about)) or before.intent in follow_ups().on_it
    return Turn(_HARM, about[:1]) if taken or not told else None


def is_short(u: Understanding) -> bool:
    """Whether a turn has no more words than one that may stand on what was said before."""
    return sum(w.isalnum() for w in u.words.words) <= follow_ups().most_words


def is_bare(u: Understanding, margins: Mapping[str, float]) -> bool:
    """Whether a turn is so short, or so far from any intent, that it wants what it says together with the question before."""
    words, file = [w for w in u.words.words if w.isalnum()], follow_ups()
    near = max(margins[intent] for intent in PLANS)
    return _leans(u) and (len(words) <= file.few_words or near < file.bare)


def leans(u: Understanding, margins: Mapping[str, float]) -> bool:
    """Whether a turn names nothing of its own, and is not near to what is outside this field."""
    return _leans(u) and margins[_OFF_TOPIC] < follow_ups().off_topic


def _leans(u: Understanding) -> bool:
    """Whether a turn is short, and names no treatment, study or disease of its own."""
    own = [t for t in (*u.named, *u.given) if t != _CLASS]
    return u.continues and is_short(u) and not own and not u.studies and not u.own


def on_answer(
    u: Understanding, before: Conversation | None, margins: Mapping[str, float], knowledge: Knowledge
) -> Turn | None:
    """What a turn that seems to lie outside this field wants of what was answered; None where it has nothing to do with it."""
    if before is None or not before.questions or not leans(u, margins):
        return None
    about = medicines(u, before, knowledge)
    if about and _is_listed(u, about, knowledge):
        return Turn(_HARM, about[:1])
    line = u.words.line
    points = line in _cue("points") and line not in _cue("closes") and bool(before.intent)
    return Turn(before.intent, before.treatments) if points and before.intent in PLANS else None


def _is_listed(u: Understanding, about: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether the pages of some medicines list a harm by a word of the turn that is none of every day."""
    common = {*question_words().ordinary, *question_words().everyday}
    told = {w for w in u.words.words if w.isalpha() and len(w) >= _TELLING and w not in common}
    pages = (p for p in knowledge.records("plain").values() if p.treatment in about)
    words = {w for p in pages for w in words_of(" ".join(p.common_side_effects)).words}
    return any(a[:_ALIKE] == b[:_ALIKE] for a in told for b in words if len(b) >= _TELLING)


def medicines(u: Understanding, before: Conversation, knowledge: Knowledge) -> tuple[str, ...]:
    """The medicines that a conversation is about: those asked about, those given last, or those answered with."""
    table, systemic = knowledge.treatments, plan_words().treatments.systemic
    given = tuple(e["treatment"] for e in u.case.get(_HISTORY) or ())[-1:]
    own = tuple(t for t in before.treatments if t != _CLASS)
    groups = (own, given, before.answered, before.earlier, before.treatments)
    found = (tuple(t for t in group if t in table and table.is_a(t, systemic)) for group in groups)
    return next((group for group in found if group), ())[:_MOST]


def _changed(u: Understanding, before: Conversation, knowledge: Knowledge) -> Turn | None:
    """The question before, for the case as a turn changes it that asks nothing else."""
    facts = {*u.own, *u.unspecific}
    if not facts or not _only_states(u) or (u.facts >= _FULL_CASE and not supposes(u.words)):
        return None
    if any(t not in u.given for t in u.named) and "declines" not in facts:
        return None
    file, asked = follow_ups(), before.treatments or before.answered
    on_treatment = before.intent in file.after_treatment and bool(asked)
    if on_treatment and facts & safety_fields(knowledge):
        return Turn(file.on_safety, asked, True)
    again = file.again.get(before.intent) or (before.intent if on_treatment else None)
    return Turn(again, changes=True) if again is not None else None


def _only_states(u: Understanding) -> bool:
    """Whether a turn states or supposes, and asks nothing of its own."""
    line = u.words.line
    if supposes(u.words):
        return True
    if line in _cue("asks_first"):
        return False
    return line in _cue("states") or line not in _cue("asks")


@lru_cache(maxsize=1)
def _carer() -> tuple[AnyOf, AnyOf]:
    return AnyOf(follow_ups().carer.treated), AnyOf(follow_ups().carer.says)


def without_carers(u: Understanding, before: Conversation, knowledge: Knowledge) -> Understanding:
    """A turn without facts of the carer who asks, where an earlier question tells of another person's treatment."""
    treated, says = _carer()
    vocabulary = Names.of(knowledge).vocabulary
    if u.words.line not in says or not any(words_of(q, vocabulary).line in treated for q in before.questions):
        return u
    fields = follow_ups().carer.fields
    own, case = ({k: v for k, v in facts.items() if k not in fields} for facts in (u.own, u.case))
    return replace(u, own=own, case=case, unspecific=tuple(f for f in u.unspecific if f not in fields))


def changed_case(
    case: Mapping[str, Any], own: Mapping[str, Any], words: Words, before: Conversation, knowledge: Knowledge
) -> dict[str, Any]:
    """The case with what a turn says of the treatment before: how long ago it ended, or that the disease grows on it."""
    changed, history = dict(case), [dict(e) for e in case.get(_HISTORY) or ()]
    months = months_told(words)
    if months is not None and history and not own.get(_HISTORY):
        changed[_HISTORY] = set_apart(history, months)
    if words.line in _cue("grown"):
        table, systemic = knowledge.treatments, plan_words().treatments.systemic
        now = [t for t in before.treatments or before.answered if t in table and table.is_a(t, systemic)]
        known = {e["treatment"] for e in history}
        history += [{"treatment": t} for t in now[:1] if t not in known]
        if history:
            history[-1] = {k: v for k, v in history[-1].items() if k == "treatment"} | {"progressed": True}
            changed[_HISTORY] = history
        changed["progressing"] = True
    return changed
