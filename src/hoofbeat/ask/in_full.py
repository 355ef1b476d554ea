"""A short turn written out in full: the question before, with the one thing in it that the turn puts in another's place.

"And in lung?" after a question on tumors of the pancreas asks the same of the lung. What a turn leaves out beside that is
looked for in the words of the question before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.names import Names
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans.shared import asking_text
from hoofbeat.ask.records import follow_ups
from hoofbeat.ask.text import words_of
from hoofbeat.ask.understanding import Understanding, understand
from hoofbeat.knowledge import Knowledge

_THING, _SITE, _TREATMENT = "xthing", "primary_site", "treatment"
_OF_SITES = ("site", _SITE)
_MEASURES = tuple(
    re.compile(measure, re.IGNORECASE)
    for measure in (r"\d+(?:[.,]\d+)?\s?[mc]m\b", r"\d+(?:[.,]\d+)?\s?(?:%|percent\b)", r"\b(?:grade\s?|gr?\s?)[1-4]\b")
)
"""Measures with their unit, and grades, of a tumor or of a harm; those of one kind stand in each other's place."""
_CLAUSE = re.compile(r"[,;:.?!]+\s+|[.?!]+$")
_THAN = re.compile(r"\bthan (?:that|it|this|them|those|these)\b(?: one\b)?", re.I)
Place = tuple[int, int]


@dataclass(frozen=True)
class Again:
    """A turn in full, and the conversation without what it puts something else in the place of."""

    text: str
    before: Conversation


@lru_cache(maxsize=1)
def _swaps() -> AnyOf:
    return AnyOf(follow_ups().swaps)


def swapped(u: Understanding, before: Conversation | None, knowledge: Knowledge) -> Again | None:
    """The question before with the treatment, the organ or the measure of a turn that names this and asks nothing else."""
    if before is None or not before.questions or before.studies or u.studies:
        return None
    pointed = _pointed_at(u, before, knowledge)
    if pointed is not None:
        return pointed
    for kind, new in _things(u, knowledge):
        shape = f"{u.text[: new[0]]} {_THING} {u.text[new[1] :]}"
        if words_of(shape, frozenset({_THING})).line in _swaps():
            return _in_place(kind, u.text[new[0] : new[1]], before, u, knowledge)
    return None


def _pointed_at(u: Understanding, before: Conversation, knowledge: Knowledge) -> Again | None:
    """A turn that sets a treatment against one that it only points at ("easier than that"), with its name."""
    only = [t for t in before.treatments if t not in u.named]
    if not u.named or len(only) != 1 or len(before.treatments) != 1 or not _THAN.search(u.text):
        return None
    return Again(_THAN.sub(f"than {knowledge.treatments[only[0]].name}", u.text), before)


def _things(u: Understanding, knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    """What may stand in the place of another, with its kind and its place: an organ, a treatment, a measure."""
    for m in u.mentions:
        if m.kind in (*_OF_SITES, _TREATMENT):
            yield (_TREATMENT if m.kind == _TREATMENT else _SITE), (m.start, m.end)
    for n, measure in enumerate(_MEASURES):
        yield from ((f"measure {n}", m.span()) for m in measure.finditer(u.text))


def _in_place(kind: str, new: str, before: Conversation, u: Understanding, knowledge: Knowledge) -> Again | None:
    """The question before with something new in the place of the only thing of its kind."""
    text = before.questions[-1]
    read = understand(text, knowledge, u.reader)
    old = [place for of, place in _things(read, knowledge) if of == kind]
    if kind == _TREATMENT and (len({*read.named, *read.given}) != 1 or read.given):
        return None
    if kind == _SITE:
        old = old or _within_names(read, knowledge)
        case = {k: v for k, v in before.case.items() if k != _SITE}
        full = _replaced(text, new, old) if old else f"{text.rstrip(' ?.')} in {new}?"
        return Again(full, replace(before, case=case)) if len(old) < 2 and (old or _SITE in before.case) else None
    if not old or (kind != _TREATMENT and len(old) > 1):
        return None
    return Again(_replaced(text, new, old), before)


def _within_names(read: Understanding, knowledge: Knowledge) -> list[Place]:
    """Names of a disease that hold the organ, without the word after it ("pancreatic NET")."""
    found = []
    for m in read.mentions:
        if understand(m.words, knowledge, read.reader).own.get(_SITE) is not None:
            ending = len(m.words.split()[-1]) + 1 if " " in m.words else 0
            found.append((m.start, m.end - ending))
    return found


def _replaced(text: str, new: str, places: list[Place]) -> str:
    for start, end in sorted(places, reverse=True):
        text = f"{text[:start]}{new}{text[end:]}"
    return text


def joined(
    u: Understanding, before: Conversation, about: Sequence[str], knowledge: Knowledge
) -> Iterator[tuple[Understanding, Understanding]]:
    """A turn read together with parts of the question before, beside the part alone.

    The parts are all that asks in it, all from a name on, each clause, and its treatments.
    """
    earlier = understand(before.questions[-1], knowledge, u.reader)
    clauses = [c.strip() for c in _CLAUSE.split(earlier.text) if c.strip()]
    names = [" ".join((knowledge.treatments[t].name, *knowledge.treatments[t].aliases[:1])) for t in about]
    from_names = [earlier.text[m.start :] for m in earlier.mentions]
    for text in dict.fromkeys([asking_text(earlier), *from_names, *clauses, *names]):
        alone = _reworded(u, text, knowledge)
        yield _reworded(u, f"{u.text} {text}", knowledge), alone
        yield _reworded(u, f"{text} {u.text}", knowledge), alone


def _reworded(u: Understanding, text: str, knowledge: Knowledge) -> Understanding:
    """A turn with other words, of which only patterns are looked for."""
    return replace(u, text=text, words=words_of(text, Names.of(knowledge).vocabulary))
