"""Reading grade, counted here: the usual library needs a download.

Flesch-Kincaid grade = 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid et al. 1975). Flesch reading ease
= 206.835 - 1.015 words per sentence - 84.6 syllables per word (Flesch 1948). Syllables are vowel groups, with the silent
endings of English and a list of exceptions (`checks.yaml`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from hoofbeat.ask.patterns import by_first_letter
from hoofbeat.ask.records import checks

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,]\d+)*")
_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$|['\"])")
_GROUP = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=10000)
def syllables(word: str) -> int:
    """The syllables of a word; a number counts as one for each of its digits, at most three."""
    lowered = word.lower().replace("’", "'").removesuffix("'s")
    if lowered[:1].isdigit():
        return min(3, len(lowered))
    known = checks().syllables.get(lowered)
    if known is not None:
        return known
    letters = re.sub(r"[^a-z]", "", lowered)
    count = len(_GROUP.findall(letters))
    if (
        letters.endswith("e")
        and not re.search(r"[^aeiouy]le$", letters)
        and count > 1
        and not re.search(r"[aeiouy]e$", letters)
    ):
        count -= 1
    if re.search(r"[^aeiouytd]ed$", letters) and count > 1:
        count -= 1
    if (
        re.search(r"[^aeiouysxzcg]es$", letters)
        and not letters.endswith(("shes", "ches"))
        and count > 1
        and not re.search(r"[^aeiouy]les$", letters)
    ):
        count -= 1
    return max(1, count)


@lru_cache(maxsize=8)
def _masking(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({n.lower() for n in (*names, *checks().masked_words)} - {""}, key=lambda n: (-len(n), n))
    return re.compile(rf"\b(?:{by_first_letter((n, '') for n in longest_first)})(?:s|es)?\b", re.IGNORECASE)


@lru_cache(maxsize=8192)
def masked(text: str, names: tuple[str, ...]) -> str:
    """The text with treatment names, and the names a plain text cannot do without, replaced by a short word."""
    return _masking(names).sub(checks().mask, text)


def _counts(text: str) -> tuple[int, int, int]:
    words = _WORD.findall(text)
    sentences = max(1, len([s for s in _SENTENCE.split(text) if _WORD.search(s)]))
    return len(words), sentences, sum(map(syllables, words))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text; 0 for one without words."""
    words, sentences, spoken = _counts(text)
    return 0.39 * words / sentences + 11.8 * spoken / words - 15.59 if words else 0.0


def ease(text: str) -> float:
    """The Flesch reading ease of a text; 100 for one without words."""
    words, sentences, spoken = _counts(text)
    return 206.835 - 1.015 * words / sentences - 84.6 * spoken / words if words else 100.0
