"""What is said of the dangers that a question tells of: all of them, the gravest first, and before anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hoofbeat.ask import urgent
from hoofbeat.ask.answer import Answer, Sentence
from hoofbeat.ask.assembly import assemble
from hoofbeat.ask.forms import Emergency, Phrase, Withheld
from hoofbeat.ask.plans import safety
from hoofbeat.ask.plans.handling import NOT_HANDLED
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import emergencies, intents
from hoofbeat.ask.understanding import Understanding

_MOST_BESIDE, _IN_DOUBT = 2, "in doubt"
_WARNED_OF = ("answer", "unknown", "clarify")
"""Kinds of answer that a danger told is put before; an emergency and a refusal see to it themselves."""


def own(u: Understanding) -> tuple[Emergency, ...]:
    """The milder dangers that a question tells of and that have a text for its reader."""
    return tuple(d for d in urgent.dangers_in(u.words) if d.of(u.reader))


def told(u: Understanding, found: Sequence[Emergency]) -> tuple[Sentence, ...]:
    """What to do in the gravest of some emergencies, and what to tell of the others and of milder dangers."""
    milder = own(u)
    if milder and found[0] is emergencies().any_other:
        said = _dangers(u)
        return said if len(said) > 1 else (*said, *_sentences(u, found[0].of(u.reader)[1:2], found[0].id))
    replaced = {name for e in found for name in e.in_place_of}
    others = (*found[1:], *(d for d in milder if d.id not in replaced))[:_MOST_BESIDE]
    beside = [s for e in others for s in _sentences(u, e.beside.of(u.reader) or e.of(u.reader)[:1], e.id)]
    return (*_sentences(u, found[0].of(u.reader), found[0].id), *beside)


def before(answer: Answer, u: Understanding, doubtful: bool = False, near: float = 0.0) -> Answer:
    """The answer after the milder dangers that the question tells of; else, in doubt, after what to do if it is urgent.

    Where the question is hardly near to what is answered, a patient is told what to do about the danger alone.
    """
    first = _dangers(u) if answer.kind in _WARNED_OF else ()
    alone = u.reader == "patient" and answer.kind == "answer"
    if first and alone and near < intents().limits.beside_danger:
        return replace(answer, sentences=first)
    if not first and doubtful and answer.kind == "answer":
        first = _sentences(u, emergencies().in_doubt.of(u.reader), _IN_DOUBT)
    return replace(answer, sentences=(*first, *answer.sentences))


def first_actions(answer: Answer, u: Understanding) -> Answer:
    """To a clinician who asks in general about an emergency: the first actions, and then the answer, if there is one."""
    asked = urgent.asked_about(u.words) if u.reader == "clinician" else ()
    if not asked or answer.kind == "urgent":
        return answer
    first = tuple(s for e in asked for s in _sentences(u, e.of(u.reader), e.id))
    beside = answer.kind == "answer" and answer.intent in emergencies().beside_first_actions
    rest = tuple(s for s in answer.sentences if s.claim not in (_IN_DOUBT, NOT_HANDLED)) if beside else ()
    return replace(answer, kind="answer", sentences=(*first, *rest))


def refusal(q: Question, record: Withheld, facts: bool = False) -> tuple[Sentence, ...]:
    """A refusal. Where the question tells of a danger, that goes first, and nothing urges to go on as planned.

    `facts`: something is told before that bears on the decision, so that nothing urges either.
    """
    says = record.says.of(q.reader)
    rules, dangers = (_rules(q), _dangers(q.u)) if record.heeds_safety else ((), ())
    calm = [p for p in says if not p.urges]
    if not rules and not dangers:
        return _sentences(q.u, calm if facts else says, record.intent)
    ring = () if dangers else _sentences(q.u, emergencies().before_a_refusal.of(q.reader), "danger")
    return (*rules, *dangers, *ring, *_sentences(q.u, calm, record.intent))


def _rules(q: Question) -> tuple[Sentence, ...]:
    """What the records of safety say of the facts that the question states."""
    return assemble(safety.stated(q, q.u.named), q.knowledge, q.reader, ()).sentences


def _dangers(u: Understanding) -> tuple[Sentence, ...]:
    return tuple(s for e in urgent.dangers_in(u.words) for s in _sentences(u, e.of(u.reader), e.id))


def _sentences(u: Understanding, phrases: Iterable[Phrase], claim: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(p.text, p.cites, claim) for p in phrases if urgent.is_said(p, u.words))
