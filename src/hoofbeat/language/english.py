"""Everyday English: words that anybody may use, which name nothing that a record would have to know."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from hoofbeat.language.tokens import fold

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_COMMON = 100
"""Times in the library's corpus of subtitles; rarer are names of rare things, and words that stand in word lists alone."""


_LONG = 7
"""Letters: a shorter word is near too many others to be taken for one of them."""
_EVERYWHERE, _FREQUENT = 200_000, 20_000
"""Times in it from which on a word says nothing of what a sentence is about, and from which on it says less."""


@lru_cache(maxsize=1)
def _speller() -> SpellChecker:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")


@lru_cache(maxsize=1)
def _counts() -> Mapping[str, int]:
    return {fold(word): count for word, count in _speller().word_frequency.dictionary.items()}


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(word for word, count in _counts().items() if count >= _COMMON)


def rarity(word: str) -> float:
    """How much a folded word says of what a sentence is about: 0 for what stands in any sentence, 1 for what is seldom said."""
    count = _counts().get(word, 0)
    return 0.0 if count > _EVERYWHERE else 0.5 if count > _FREQUENT else 1.0


def is_common(word: str) -> bool:
    """Whether a folded word is one that English speakers commonly use, by the counts of pyspellchecker."""
    return word in _common()


@lru_cache(maxsize=1024)
def is_near_common(word: str) -> bool:
    """Whether a folded word of some length is one letter away from a common one: an everyday word, misspelled."""
    return len(word) >= _LONG and any(map(is_common, _speller().edit_distance_1(word)))
