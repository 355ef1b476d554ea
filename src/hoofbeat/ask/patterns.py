"""Patterns over words, as the records write them, compiled once to regular expressions.

Notation: `(a|b c)` either, `[a]` with or without, `<list>` any entry of a named list, `word*` any ending, `<any>` one word,
`#` a number, `.` up to two words between, `..` up to six, `^` the beginning and `$` the end of the text, `re:...` a regular
expression for one word. A text is words in small letters, one space before, between and after them (see `text.words_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.language.tokens import fold

_PARTS = re.compile(r"re:\S+|<[a-z_]+>|\.\.|[()|\[\]^$?.]|[^\s()|\[\]<>^$?]+")
_SHORT_GAP, _LONG_GAP = 2, 6
_HEAD, _RARER = 4, 4.0
"""Letters of a word by which its absence is seen; how much rarer a head is taken to be for each letter more."""
NUMBER = r"\d+(?:[.,]\d+)*"
Lists = Mapping[str, Sequence[str]]


Heads = frozenset[str] | None
"""Beginnings of words, one of which stands in every text that is matched; None where there may be none of them."""


def _either(heads: Iterable[Heads]) -> Heads:
    every = list(heads)
    return None if None in every else frozenset().union(*(h for h in every if h is not None))


def _rarest(heads: Iterable[Heads]) -> Heads:
    """Of what has to stand together, what is seen most seldom: few words, and long ones."""
    told = (h for h in heads if h is not None)
    return min(told, key=lambda h: sum(_RARER ** -len(head) for head in h), default=None)


@lru_cache(maxsize=1024)
def _heads_in(text: str) -> frozenset[str]:
    return frozenset(word[:_HEAD] for word in text.split(" "))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A pattern or a part of one: its regular expression, and the heads without which it is not worth trying."""

    expression: str
    heads: Heads = None


class _Compiler:
    """One pattern on its way to a regular expression; every word takes the space after it."""

    def __init__(self, pattern: str, lists: Lists):
        self.pattern, self.lists = pattern, lists
        self.parts = [pattern] if pattern.startswith("re:") else _PARTS.findall(pattern)
        self.at = 0

    def compiled(self) -> _Compiled:
        return self.sequence(())

    def sequence(self, ends: Sequence[str]) -> _Compiled:
        branches: list[list[_Compiled]] = [[]]
        while self.at < len(self.parts) and self.parts[self.at] not in ends:
            part = self.parts[self.at]
            self.at += 1
            if part == "|":
                branches.append([])
            else:
                branches[-1].append(self.part(part))
        found = ["".join(p.expression for p in branch) for branch in branches]
        heads = _either(_rarest(p.heads for p in branch) for branch in branches)
        return _Compiled(found[0] if len(found) == 1 else f"(?:{'|'.join(found)})", heads)

    def closed(self, end: str) -> _Compiled:
        inner = self.sequence((end,))
        if self.at >= len(self.parts):
            raise KnowledgeError(Problem(f"pattern '{self.pattern}'", f"has no closing '{end}'."))
        self.at += 1
        optional = end == "]" or (self.at < len(self.parts) and self.parts[self.at] == "?")
        if end == ")" and optional:
            self.at += 1
        if optional:
            return _Compiled(f"(?:{inner.expression})?")
        return _Compiled(f"(?:{inner.expression})", inner.heads)

    def part(self, part: str) -> _Compiled:
        if part in (")", "]"):
            raise KnowledgeError(Problem(f"pattern '{self.pattern}'", f"has a stray '{part}'."))
        if part in "([":
            return self.closed(")" if part == "(" else "]")
        if part == "<any>":
            return _Compiled(r"(?:\S+ )")
        if part.startswith("<"):
            return self.listed(part[1:-1])
        if part in (".", ".."):
            return _Compiled(rf"(?:\S+ ){{0,{_SHORT_GAP if part == '.' else _LONG_GAP}}}")
        edge = {"^": r"(?<=\A )", "$": r"(?:[?.] )*\Z", "?": r"(?:\? )?"}.get(part)
        return _Compiled(edge) if edge else self.word(part)

    def listed(self, name: str) -> _Compiled:
        if name not in self.lists:
            raise KnowledgeError(Problem(f"pattern '{self.pattern}'", f"names a list '{name}' that is not there."))
        return _any(_Compiler(entry, self.lists).compiled() for entry in self.lists[name])

    @staticmethod
    def word(part: str) -> _Compiled:
        if part.startswith("re:"):
            return _Compiled(f"(?:{part[3:]}) ")
        if part == "#":
            return _Compiled(f"{NUMBER} ")
        folded = fold(part)
        literal, open_, _ = folded.partition("*")
        told = len(literal) >= _HEAD or not open_
        return _Compiled(re.escape(folded).replace(r"\*", r"\S*") + " ", frozenset({literal[:_HEAD]}) if told else None)


def _any(compiled: Iterable[_Compiled]) -> _Compiled:
    every = list(compiled)
    return _Compiled(f"(?:{'|'.join(c.expression for c in every)})", _either(c.heads for c in every))


class AnyOf:
    """A set of patterns, tried together.

    Raises:
        KnowledgeError: for a pattern that is not in the notation.
    """

    def __init__(self, patterns: Sequence[str], lists: Lists | None = None):
        every = _any(_Compiler(p, lists or {}).compiled() for p in patterns)
        self._heads = every.heads
        try:
            self._expression = re.compile(f"(?<= ){every.expression}")
        except re.error as error:
            raise KnowledgeError(Problem("; ".join(patterns)[:120], f"cannot be read as patterns: {error}.")) from None

    def _may_stand(self, text: str) -> bool:
        """Whether a text has a word without which none of the patterns stands; most texts have none, which is soon seen."""
        return self._heads is None or not self._heads.isdisjoint(_heads_in(text))

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where one of the patterns stands."""
        return self._expression.search(text) if self._may_stand(text) else None

    def every(self, text: str) -> list[re.Match[str]]:
        """Every place where one of the patterns stands, from left to right."""
        return list(self._expression.finditer(text)) if self._may_stand(text) else []

    def places(self, text: str) -> list[tuple[int, int]]:
        """Every place where one of the patterns stands, as the first word and the one behind the last."""
        return [(text.count(" ", 0, m.start()) - 1, text.count(" ", 0, m.end()) - 1) for m in self.every(text)]

    def without(self, text: str) -> str:
        """The text with each place where one of the patterns stands struck out."""
        return self._expression.sub("-- ", text) if self._may_stand(text) else text

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self._may_stand(text) and self._expression.search(text) is not None


def any_phrase(phrases: Iterable[str]) -> str:
    """The regular expression for any of some phrases of literal words, the longest first; shared beginnings stand once."""
    heads: dict[str, list[str]] = {}
    for phrase in phrases:
        head, _, rest = phrase.partition(" ")
        heads.setdefault(head, []).append(rest)
    return by_first_letter((head, _after(rests)) for head, rests in sorted(heads.items()))


def by_first_letter(words: Iterable[tuple[str, str]]) -> str:
    """The expression for any of some words, each with the expression for what follows it, in their order as far as their
    first letters are the same: of a long list only the words of one letter are tried at a place.
    """
    after: dict[str, list[str]] = {}
    for word, follows in words:
        after.setdefault(word[:1], []).append(re.escape(word[1:]) + follows)
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rests)})" for letter, rests in after.items())


def _after(rests: Sequence[str]) -> str:
    """The expression for what may follow the first word of some phrases; '' among them where nothing need."""
    further = [rest for rest in rests if rest]
    if not further:
        return ""
    return rf"(?:\ (?:{any_phrase(further)})\b)" + ("?" if "" in rests else "")


@lru_cache(maxsize=512)
def plain_words(patterns: tuple[str, ...]) -> frozenset[str]:
    """The words that patterns are made of, wildcards apart: what a misspelled word may have meant."""
    return frozenset(
        fold(w) for p in patterns if not p.startswith("re:") for w in re.findall(r"(?<![\w<])[a-z]{3,}(?![\w*>])", p)
    )
