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
from hoofbeat.ask.records import ANY_TREATMENT, follow_ups
from hoofbeat.ask.text import words_of
from hoofbeat.ask.understanding import Understanding, understand
from hoofbeat.knowledge import Knowledge

_THING, _SITE, _TREATMENT, _CLASS = "xthing", "primary_site", "treatment", "chemotherapy"
_OF_SITES = ("site", _SITE)
_MEASURES = tuple(
    re.compile(measure, re.IGNORECASE)
    for measure in (
        r"\d+(?:[.,]\d+)?\s?[mc]m\b",
        r"\d+(?:[.,]\d+)?\s?(?:%|percent\b)",
        r"\b(?:grade\s?|gr?\s?)[1-4]\b",
        r"\btype\s?(?:[1-4]|iv|i{1,3})\b",
        r"\b\d+\s?(?:months?|years?)\b",
    )
)
"""Measures with their unit, grades, types and times; those of one kind stand in each other's place."""
_CLAUSE = re.compile(r"[,;:.?!]+\s+|[.?!]+$")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-])")
_NUMBER_ALONE = re.compile(r"(?:and |or |at |with )*(\d+(?:[.,]\d+)?)\s?%?\s?\??", re.IGNORECASE)
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


@lru_cache(maxsize=1)
def _also_on() -> AnyOf:
    return AnyOf(follow_ups().also_on, ANY_TREATMENT)


def swapped(u: Understanding, before: Conversation | None, knowledge: Knowledge) -> Again | None:
    """The question before with the treatment, the organ or the measure of a turn that names this and asks nothing else."""
    if before is None or not before.questions or before.studies or u.studies:
        return None
    told = _pointed_at(u, before, knowledge) or _grown_on_too(u, before, knowledge) or _other_number(u, before)
    if told is not None:
        return told
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


def _grown_on_too(u: Understanding, before: Conversation, knowledge: Knowledge) -> Again | None:
    """A turn that only names one more treatment on which the disease grew ("and on everolimus?")."""
    named = (*u.named, *u.given)
    growing = before.case.get("progressing") and before.case.get("prior_treatments")
    if len(named) != 1 or not growing or u.placeholders not in _also_on():
        return None
    return Again(f"What next after progression on {knowledge.treatments[named[0]].name}?", before)


def _other_number(u: Understanding, before: Conversation) -> Again | None:
    """A turn that is a number alone, in the place of the last one of the question before."""
    new = _NUMBER_ALONE.fullmatch(u.text.strip())
    old = list(_NUMBER.finditer(before.questions[-1]))
    return Again(_replaced(before.questions[-1], new[1], [old[-1].span()]), before) if new and old else None


def _things(u: Understanding, knowledge: Knowledge) -> Iterator[tuple[str, Place]]:
    """What may stand in the place of another, with its kind and its place: an organ, a treatment, a measure."""
    named = any(m.kind == _TREATMENT and m.id != _CLASS for m in u.mentions)
    for m in u.mentions:
        if m.kind in (*_OF_SITES, _TREATMENT) and not (named and m.id == _CLASS):
            yield (_TREATMENT if m.kind == _TREATMENT else _SITE), (m.start, m.end)
    for n, measure in enumerate(_MEASURES):
        yield from ((f"measure {n}", m.span()) for m in measure.finditer(u.text))


def _in_place(kind: str, new: str, before: Conversation, u: Understanding, knowledge: Knowledge) -> Again | None:
    """The question before with something new in the place of the only thing of its kind."""
    text = before.questions[-1]
    read = understand(text, knowledge, u.reader)
    old = [place for of, place in _things(read, knowledge) if of == kind]
    if kind == _TREATMENT and (read.given or len(set(read.asked)) != 1):
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
