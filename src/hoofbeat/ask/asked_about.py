"""What a question only asks about: whether something is so, or what a word means, states no fact of anybody's case.

"Is that carcinoid syndrome?" tells of no syndrome, and "what does poorly differentiated mean?" of no differentiation: beside
what is denied and what is possible there is what is asked. The form of a clause tells it, whatever the clause names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import question_words
from hoofbeat.language import Mention
from hoofbeat.language.tokens import fold

_CLAUSE = re.compile(r"(?:[^.?!;:,\n\u2014]|[.,:](?=\S))+")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[%<>]")

Span = tuple[int, int]


@lru_cache(maxsize=1)
def _patterns() -> tuple[AnyOf, AnyOf, AnyOf, AnyOf]:
    """The forms of a clause that is all asked, those of words that are, and what speaks against each."""
    words = question_words().asked_about
    lists = words.lists
    return (
        AnyOf(words.clauses, lists),
        AnyOf(words.clauses_unless, lists),
        AnyOf(words.words, lists),
        AnyOf(words.words_unless, lists),
    )


def stated(text: str, mentions: Iterable[Mention]) -> str:
    """A question with what it only asks about blanked out, every other character where it was.

    What names a treatment asks for advice on it: the case beside it is stated.
    """
    treatments = [m for m in mentions if m.kind == "treatment"]
    for start, end in [s for clause in clauses_of(text) for s in _asked_in(*clause)]:
        if not any(start <= m.start < end for m in treatments):
            text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=64)
def clauses_of(text: str) -> tuple[tuple[Span, list[Span], str], ...]:
    """Every clause of a question: where it stands, where each of its words stands, and the line of these for patterns."""
    found = []
    for clause in _CLAUSE.finditer(text):
        places = [m.span() for m in _WORD.finditer(text, *clause.span())]
        words = (fold(text[a:b].replace("'", "").replace("\u2019", "")) for a, b in places)
        found.append((clause.span(), places, f" {' '.join(words)} "))
    return tuple(found)


def _asked_in(clause: Span, places: list[Span], line: str) -> Iterator[Span]:
    """Where a clause only asks."""
    whole, whole_unless, part, part_unless = _patterns()
    if line in whole and line not in whole_unless:
        yield clause
        return
    for first, end in part.places(line):
        if " " + " ".join(line.split()[first:end]) + " " not in part_unless:
            yield places[first][0], places[end - 1][1]
