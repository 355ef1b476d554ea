"""What is said of the dangers that a question tells of: all of them, the gravest first, and before anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hoofbeat.ask import urgent
from hoofbeat.ask.answer import Answer, Sentence
from hoofbeat.ask.assembly import assemble
from hoofbeat.ask.forms import Emergency, Phrase, Withheld
from hoofbeat.ask.plans import safety
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.understanding import Understanding

_MOST_BESIDE = 2
_WARNED_OF = ("answer", "unknown", "clarify")
"""Kinds of answer that a danger told is put before; an emergency and a refusal see to it themselves."""


def told(u: Understanding, found: Sequence[Emergency]) -> tuple[Sentence, ...]:
    """What to do in the gravest of some emergencies, and what to tell of the others and of milder dangers."""
    milder = tuple(d for d in urgent.dangers_in(u.words) if d.of(u.reader))
    if milder and found[0] is emergencies().any_other:
        own = _dangers(u)
        return own if len(own) > 1 else (*own, *_sentences(found[0].of(u.reader)[1:2], found[0].id))
    others = (*found[1:], *milder)[:_MOST_BESIDE]
    beside = [s for e in others for s in _sentences(e.beside.of(u.reader) or e.of(u.reader)[:1], e.id)]
    return (*_sentences(found[0].of(u.reader), found[0].id), *beside)


def before(answer: Answer, u: Understanding, doubtful: bool = False) -> Answer:
    """The answer after the milder dangers that the question tells of; else, in doubt, after what to do if it is urgent."""
    first = _dangers(u) if answer.kind in _WARNED_OF else ()
    if not first and doubtful and answer.kind == "answer":
        first = _sentences(emergencies().in_doubt.of(u.reader), "in doubt")
    return replace(answer, sentences=(*first, *answer.sentences))


def refusal(q: Question, record: Withheld) -> tuple[Sentence, ...]:
    """A refusal. Where the question tells of a danger, that goes first, and nothing urges to go on as planned."""
    says = record.says.of(q.reader)
    rules, dangers = (_rules(q), _dangers(q.u)) if record.heeds_safety else ((), ())
    if not rules and not dangers:
        return _sentences(says, record.intent)
    ring = () if dangers else _sentences(emergencies().before_a_refusal.of(q.reader), "danger")
    return (*rules, *dangers, *ring, *_sentences((p for p in says if not p.urges), record.intent))


def _rules(q: Question) -> tuple[Sentence, ...]:
    """What the records of safety say of the facts that the question states."""
    return assemble(safety.stated(q, q.u.named), q.knowledge, q.reader, ()).sentences


def _dangers(u: Understanding) -> tuple[Sentence, ...]:
    return tuple(s for e in urgent.dangers_in(u.words) for s in _sentences(e.of(u.reader), e.id))


def _sentences(phrases: Iterable[Phrase], claim: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(p.text, p.cites, claim) for p in phrases)
