"""A trie of token phrases: many phrases looked up in one pass over a text, the longest reading winning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from hoofbeat.language.records import lexicon_words, quantity_words
from hoofbeat.language.tokens import pieces

PayloadT = TypeVar("PayloadT")
_LEAF = None
NUMBER = "#"


@lru_cache(maxsize=20000)
def stem(folded: str) -> str:
    """A folded word in the singular; the irregular ones are listed in `lexicon.yaml`."""
    irregular = lexicon_words().plurals.get(folded)
    if irregular:
        return irregular
    if len(folded) <= 3 or not folded.endswith("s") or folded.endswith(("ss", "us", "is")):
        return folded
    if folded.endswith("ies") and len(folded) > 4:
        return folded[:-3] + "y"
    return folded[:-2] if folded.endswith("sses") else folded[:-1]


def stems(words: Iterable[str]) -> frozenset[str]:
    """The words of a list as a letter would have them, in the singular."""
    return frozenset(stem(p) for w in words for p in pieces(w) or (w,))


@lru_cache(maxsize=5000)
def is_number(folded: str) -> bool:
    """Whether a folded token is a number, in digits or in words."""
    return folded[0].isdigit() or folded in quantity_words().number_words


@dataclass(frozen=True, slots=True)
class Hit(Generic[PayloadT]):
    """A phrase found: its first token, one past its last, and everything it stands for."""

    first: int
    last: int
    payloads: list[PayloadT]


class PhraseTrie(Generic[PayloadT]):
    """Phrases, each with what it stands for."""

    def __init__(self, phrases: Iterable[tuple[str, PayloadT]] = ()):
        self._root: dict[Any, Any] = {}
        self.vocabulary: set[str] = set()
        for phrase, payload in phrases:
            self.add(phrase, payload)

    def add(self, phrase: str, payload: PayloadT) -> None:
        """Add a phrase; the same phrase may stand for several things."""
        node = self._root
        path = [stem(piece) for piece in pieces(phrase)]
        if not path:
            return
        for piece in path:
            node = node.setdefault(piece, {})
        self.vocabulary.update(path)
        leaf = node.setdefault(_LEAF, [])
        if payload not in leaf:
            leaf.append(payload)

    def find(
        self,
        stems: Sequence[str],
        first: int,
        last: int,
        accept: Callable[[list[PayloadT], int, int], list[PayloadT]] = lambda leaves, first, last: leaves,
    ) -> list[Hit[PayloadT]]:
        """The phrases among the tokens first to last, from left to right, the longest first, never overlapping.

        `accept` is given what a phrase stands for and the tokens it covers, and keeps what holds there.
        """
        found = []
        at = first
        root = self._root
        while at < last:
            hit = None
            if stems[at] in root or (NUMBER in root and is_number(stems[at])):
                hit = max(self._all(stems, at, last, accept), key=lambda h: h.last, default=None)
            if hit is None:
                at += 1
            else:
                found.append(hit)
                at = hit.last
        return found

    def find_each(
        self,
        stems: Sequence[str],
        first: int,
        last: int,
        key: Callable[[PayloadT], str],
        accept: Callable[[list[PayloadT], int, int], list[PayloadT]],
    ) -> list[Hit[PayloadT]]:
        """As `find`, but for each key of a payload by itself: a phrase of one key does not hide those of another."""
        found: list[Hit[PayloadT]] = []
        free: dict[str, int] = {}
        root = self._root
        for at in range(first, last):
            if stems[at] not in root and not (NUMBER in root and is_number(stems[at])):
                continue
            longest: dict[str, Hit[PayloadT]] = {}
            for hit in self._all(stems, at, last, accept):
                for payload in hit.payloads:
                    longest[key(payload)] = Hit(at, hit.last, [payload])
            for name, hit in longest.items():
                if free.get(name, first) <= at:
                    free[name] = hit.last
                    found.append(hit)
        return found

    def _all(
        self, stems: Sequence[str], first: int, last: int, accept: Callable[[list[PayloadT], int, int], list[PayloadT]]
    ) -> Iterator[Hit[PayloadT]]:
        """Every phrase that begins at a token, the shortest first."""
        nodes = [self._root]
        at = first
        while at < last and nodes:
            word = stems[at]
            following = [n[word] for n in nodes if word in n]
            if is_number(word):
                following += [n[NUMBER] for n in nodes if NUMBER in n]
            nodes = following
            at += 1
            leaves = [p for n in nodes if _LEAF in n for p in n[_LEAF]]
            if leaves and (kept := accept(leaves, first, at)):
                yield Hit(first, at, kept)
