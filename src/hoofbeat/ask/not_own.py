"""What a question tells of somebody else beside the one who is asked about, or only fears or names: no fact of that person's case.

"My aunt had kidney failure, can I have PRRT?" tells of no weak kidneys, nor does "I am afraid of going deaf" of lost hearing,
nor "until progression" of growth. A relative is somebody else only where the question is about another person.
"""

from __future__ import annotations

from functools import cache

from hoofbeat.ask.asked_about import Span, clauses_of
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import words_of


@cache
def _cue(name: str) -> AnyOf:
    words = question_words().not_own
    return AnyOf(getattr(words, name), words.lists)


def _from(cue: str, text: str) -> list[Span]:
    """From each place where a cue stands to the end of its clause."""
    return [
        (places[first][0], span[1]) for span, places, line in clauses_of(text) for first, _ in _cue(cue).places(line)
    ]


def told_of_others(text: str) -> list[Span]:
    """Where a question tells of somebody else: from the words that name them to the end of the clause."""
    relatives, found = _from("relatives_of", text), _from("others", text)
    about_another = found and words_of(blanked(text, found)).line in _cue("patient")
    return [*relatives, *found] if about_another else relatives


def feared(text: str) -> list[Span]:
    """Where a question tells of what somebody is afraid of."""
    return _from("feared", text)


def named_only(text: str) -> list[Span]:
    """Where words only sound like a fact of the tumor: the grade of a side effect, 'until progression', 'SCLC-like'."""
    return [
        (places[first][0], places[end - 1][1])
        for _, places, line in clauses_of(text)
        for first, end in _cue("by_name_only").places(line)
    ]


def blanked(text: str, spans: list[Span]) -> str:
    """A text with some stretches blanked out, every other character where it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
