"""A question's words: folded, without punctuation and apostrophes, misspellings corrected."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.ask.patterns import plain_words
from hoofbeat.ask.records import emergencies, intents, question_words, sayings, withheld
from hoofbeat.language.english import is_common
from hoofbeat.language.tokens import fold, plain

LONGEST_WORDS = 400
"""Words: a longer text is a letter or a paste, and no question."""
SHORTEST_CORRECTED = 5
"""Letters: shorter words have too many neighbors to be corrected."""
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[?%<>;]|--")
_PLUS = re.compile(r"(?<=[A-Za-z])\+(?=[\s,.;)]|$|ve\b)")
"""A plus sign behind a word, as in 'SSTR+'."""
_CLAUSE = re.compile(r"[,:;()]|[.!?](?!\d)|\s[-\u2013\u2014]+\s|\u2014|\n|$")
_SENTENCE = re.compile(r"[.!?](?!\d)|\n|$")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in one line, as patterns read them, and the misspellings that were corrected.

    `sentences`: where each clause of each sentence begins and ends among the words, as the punctuation parts them.
    """

    line: str
    words: tuple[str, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    sentences: tuple[tuple[tuple[int, int], ...], ...] = ()


@lru_cache(maxsize=1)
def pattern_words() -> frozenset[str]:
    """Every whole word of the patterns, and the ordinary ones."""
    return plain_words(_patterns()) | frozenset(question_words().ordinary) | frozenset(question_words().everyday)


@lru_cache(maxsize=1)
def open_words() -> frozenset[str]:
    """The beginnings of words that patterns leave open (`word*`)."""
    return frozenset(w for p in _patterns() for w in re.findall(r"([a-z]{3,})\*", p))


@lru_cache(maxsize=1)
def _patterns() -> tuple[str, ...]:
    from_emergencies = emergencies()
    found = [*from_emergencies.now, *from_emergencies.general, *from_emergencies.not_now]
    found += [p for entry in from_emergencies.lists.values() for p in entry]
    for e in from_emergencies.emergencies:
        found += [*e.signs, *e.signs_if_now, *e.unless]
    for w in withheld().withheld:
        found += [*w.signs, *w.unless]
    for i in intents().intents:
        found += [p for group in i.patterns for p in group]
    found += [p for words in question_words().symptoms.values() for p in words]
    return tuple(found)


@lru_cache(maxsize=1)
def _right_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words and beginnings of words that are spelled right, but too everyday to correct other words to."""
    patterns = tuple(p for s in sayings().values() for p in (*s.asked_with, *s.unless))
    file = emergencies()
    times = tuple(p for name, group in file.other_times if name != "bare" for p in group)
    urgent = (*(p for group in file.groups.values() for p in group), *file.bodily, *times)
    beginnings = {w for p in patterns for w in re.findall(r"([a-z]{4,})\*", p)}
    beginnings |= {w for p in urgent for w in re.findall(r"([a-z]{5,})\*", p)}
    return plain_words(patterns) | plain_words(urgent), tuple(beginnings)


def _is_right(word: str) -> bool:
    words, beginnings = _right_words()
    return word in pattern_words() or word in words or word.startswith(beginnings)


@lru_cache(maxsize=1)
def _near() -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for word in pattern_words():
        if len(word) >= SHORTEST_CORRECTED:
            for spelling in (word, *(word[:n] + word[n + 1 :] for n in range(len(word)))):
                near.setdefault(spelling, set()).add(word)
    return near


@lru_cache(maxsize=4096)
def correction(word: str) -> str | None:
    """The one pattern word that an unknown word is a letter away from, a swap of neighbors counting as one."""
    if len(word) < SHORTEST_CORRECTED or not word.isalpha() or _is_right(word):
        return None
    from rapidfuzz.distance import OSA

    spellings = (word, *(word[:n] + word[n + 1 :] for n in range(len(word))))
    near = {w for s in spellings for w in _near().get(s, ()) if OSA.distance(word, w, score_cutoff=1) <= 1}
    near -= {w for w in near if f"a{w}" == word or f"a{word}" == w}  # "afebrile" is no misspelled "febrile"
    return near.pop() if len(near) == 1 and not is_common(word) else None


@lru_cache(maxsize=64)
def words_of(text: str, known: frozenset[str] = frozenset()) -> Words:
    """The words of a text; `known` are further words that are never corrected."""
    bare = plain(text).replace("'", "").replace("’", "").replace('"', " ")
    bare = _PLUS.sub(" positive ", bare)
    bare = bare.replace("ß", "ss")
    raw = [fold(w) for w in _WORD.findall(bare)]
    corrected: list[tuple[str, str]] = []
    words: list[str] = []
    for word in raw:
        right = None if word in known else correction(word)
        if right is not None:
            corrected.append((word, right))
        words.append(right or word)
    return Words(" " + " ".join(words) + " ", tuple(words), tuple(corrected), _sentences(bare))


def punctuated(text: str) -> str:
    """A dictated text with its signs written as such: 'full stop' says nothing of stopping. A text with signs has none in words."""
    signs = question_words().dictated
    if any(sign in text for sign in signs.values()):
        return text
    for said, sign in signs.items():
        text = re.sub(rf"\s+{said}\b", sign, text, flags=re.IGNORECASE)
    return text


def _sentences(text: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The clauses of each sentence, by the numbers of their first word and of the one after the last."""
    starts = [m.start() for m in _WORD.finditer(text)]

    def before(place: int) -> int:
        return bisect_left(starts, place)

    found, clauses, first = [], [], 0
    ends = {before(m.end()) for m in _SENTENCE.finditer(text)}
    for stop in sorted({before(m.end()) for m in _CLAUSE.finditer(text)}):
        if stop > first:
            clauses.append((first, stop))
            first = stop
        if stop in ends and clauses:
            found.append(tuple(clauses))
            clauses = []
    return tuple(found)
