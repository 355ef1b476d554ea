"""Everyday English: words that anybody may use, which name nothing that a record would have to know."""

from __future__ import annotations

from functools import lru_cache

from hoofbeat.language.tokens import fold

_COMMON = 100
"""Times in the library's corpus of subtitles; rarer are names of rare things, and words that stand in word lists alone."""


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    from spellchecker import SpellChecker

    counts = SpellChecker(language="en").word_frequency.dictionary
    return frozenset(fold(word) for word, count in counts.items() if count >= _COMMON)


def is_common(word: str) -> bool:
    """Whether a folded word is one that English speakers commonly use, by the counts of pyspellchecker."""
    return word in _common()
