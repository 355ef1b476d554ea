"""A turn of a conversation that stands on what was said before: a fact that changes the case, or a few words on what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.history import months_told, set_apart
from hoofbeat.ask.intents import safety_fields
from hoofbeat.ask.names import Names
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import ShortTurn
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.records import follow_ups, plan_words, question_words
from hoofbeat.ask.text import Words, words_of
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge

_SAME, _CLASS, _HISTORY = "same", "chemotherapy", "prior_treatments"
_FULL_CASE, _MOST = 4, 2


@dataclass(frozen=True)
class Turn:
    """What a turn wants, and the treatments it is about; `changes`: it asks the question before of a changed case."""

    intent: str
    about: tuple[str, ...] = ()
    changes: bool = False


@lru_cache(maxsize=8)
def _cue(name: str) -> AnyOf:
    return AnyOf(getattr(follow_ups(), name))


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
    return _asked_shortly(u, before, knowledge) or _changed(u, before, knowledge)


def _asked_shortly(u: Understanding, before: Conversation, knowledge: Knowledge) -> Turn | None:
    """What a few words ask about what was answered, where they name no treatment of their own."""
    words = [w for w in u.words.words if w.isalnum()]
    own = (*u.named, *u.given)
    if len(words) > follow_ups().most_words or any(t != _CLASS for t in own) or u.studies:
        return None
    line = u.words.line
    if line in _cue("grown"):
        return Turn("recommendation")
    for turn, any_of in _short_turns():
        told = not turn.with_ or any(u.case.get(f) is not None for f in turn.with_)
        if u.reader not in turn.readers or line not in any_of or not told:
            continue
        intent = before.intent if turn.intent == _SAME else turn.intent
        if intent in PLANS:
            about = (turn.of,) if turn.of else _medicines(u, before, knowledge) if turn.systemic else ()
            return Turn(intent, about)
    return None


def _medicines(u: Understanding, before: Conversation, knowledge: Knowledge) -> tuple[str, ...]:
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
