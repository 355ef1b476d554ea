"""What the recognizer sees of a question: its words and letters, the signs found in it, and what it names.

Names of treatments and organs are replaced by placeholders and numbers by '#', so that one question stands for many.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from hoofbeat.ask import intents, scope, urgent
from hoofbeat.ask.text import words_of
from hoofbeat.ask.understanding import Understanding, groups_in

_PLACEHOLDERS = {"treatment": " xtreatment ", "primary_site": " xsite ", "site": " xsite "}
_LETTERS = (3, 4, 5)
_LENGTHS = (4, 8, 16)
_NO_SIGN = frozenset(
    {"patient", "clinician", "continues", "safety_named", "versus", "in_disease", "of_costs", "of_remedies", "of_help"}
)
"""What is known of a question beside its words and of no use to tell labels apart: the rules on intents look at it."""
SIGN_WEIGHT = 0.3
"""Of a sign, beside words and letters whose weights have length one together; chosen on questions kept apart."""


def plain_words(u: Understanding, known: frozenset[str] = frozenset()) -> list[str]:
    """The words of a question with placeholders for what may be exchanged."""
    text = u.text
    for mention in sorted(u.mentions, key=lambda m: -m.start):
        placeholder = _PLACEHOLDERS.get(mention.kind)
        if placeholder is not None:
            text = text[: mention.start] + placeholder + text[mention.end :]
    return ["#" if re.match(r"\d", w) else w for w in words_of(text, known).words]


def _words(words: list[str]) -> Iterator[str]:
    yield from (f"w {w}" for w in words)
    yield from (f"w {a} {b}" for a, b in pairwise(words))


def _letters(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for n in _LETTERS:
            yield from (f"c {padded[i : i + n]}" for i in range(max(1, len(padded) - n + 1)))


def _signs(u: Understanding, named: frozenset[str]) -> Iterator[str]:
    line = u.words.line
    yield from (f"names {n}" for n in named - _NO_SIGN)
    yield from (f"asks {i}" for i in intents.signs_in(line))
    yield from (f"group {g}" for g in groups_in(u.words))
    yield from (f"urgent {e}" for e in urgent.signs_in(u.words))
    yield from (f"declined {r}" for r in scope.reasons_in(line))
    yield f"length {sum(len(u.words.words) >= n for n in _LENGTHS)}"


def weighted(
    u: Understanding, named: frozenset[str], known: frozenset[str], rarity: Mapping[str, float]
) -> dict[str, float]:
    """The features of a question with their weights: words and letters by TF-IDF, each of length one, and signs.

    Args:
        u: the question as understood.
        named: what it names (`intents.features_of`).
        known: words that are never corrected.
        rarity: the inverse document frequency of words and letters; what is not in it counts for nothing.
    """
    words = plain_words(u, known)
    found = {s: SIGN_WEIGHT for s in _signs(u, named) if s in rarity}
    for part in (_words(words), _letters(words)):
        counts = {f: (1 + math.log(n)) * rarity[f] for f, n in Counter(part).items() if f in rarity}
        length = math.sqrt(sum(v * v for v in counts.values())) or 1.0
        found.update((f, v / length) for f, v in counts.items())
    return found


def every_feature(u: Understanding, named: frozenset[str], known: frozenset[str]) -> set[str]:
    """The names of all features of a question, for learning which are common."""
    words = plain_words(u, known)
    return {*_words(words), *_letters(words), *_signs(u, named)}
