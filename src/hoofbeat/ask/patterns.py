"""Patterns over words, as the records write them, compiled once to regular expressions.

Notation: `(a|b c)` either, `[a]` with or without, `<list>` any entry of a named list, `word*` any ending, `<any>` one word,
`#` a number, `.` up to two words between, `..` up to six, `^` the beginning and `$` the end of the text, `re:...` a regular
expression for one word. A text is words in small letters, one space before, between and after them (see `text.words_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.language.tokens import fold

_PARTS = re.compile(r"re:\S+|<[a-z_]+>|\.\.|[()|\[\]^$?.]|[^\s()|\[\]<>^$?]+")
_SHORT_GAP, _LONG_GAP = 2, 6
NUMBER = r"\d+(?:[.,]\d+)*"
Lists = Mapping[str, Sequence[str]]


class _Compiler:
    """One pattern on its way to a regular expression; every word takes the space after it."""

    def __init__(self, pattern: str, lists: Lists):
        self.pattern, self.lists = pattern, lists
        self.parts = [pattern] if pattern.startswith("re:") else _PARTS.findall(pattern)
        self.at = 0

    def compiled(self) -> str:
        return self.sequence(())

    def sequence(self, ends: Sequence[str]) -> str:
        found, branch = [], ""
        while self.at < len(self.parts) and self.parts[self.at] not in ends:
            part = self.parts[self.at]
            self.at += 1
            if part == "|":
                found.append(branch)
                branch = ""
            else:
                branch += self.part(part)
        found.append(branch)
        return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"

    def closed(self, end: str) -> str:
        inner = self.sequence((end,))
        if self.at >= len(self.parts):
            raise KnowledgeError(Problem(f"pattern '{self.pattern}'", f"has no closing '{end}'."))
        self.at += 1
        optional = end == "]" or (self.at < len(self.parts) and self.parts[self.at] == "?")
        if end == ")" and optional:
            self.at += 1
        return f"(?:{inner}){'?' if optional else ''}"

    def part(self, part: str) -> str:
        if part in (")", "]"):
            raise KnowledgeError(Problem(f"pattern '{self.pattern}'", f"has a stray '{part}'."))
        if part in "([":
            return self.closed(")" if part == "(" else "]")
        if part == "<any>":
            return r"(?:\S+ )"
        if part.startswith("<"):
            return self.listed(part[1:-1])
        if part in (".", ".."):
            return rf"(?:\S+ ){{0,{_SHORT_GAP if part == '.' else _LONG_GAP}}}"
        return {"^": r"(?<=\A )", "$": r"(?:[?.] )*\Z", "?": r"(?:\? )?"}.get(part) or self.word(part)

    def listed(self, name: str) -> str:
        if name not in self.lists:
            raise KnowledgeError(Problem(f"pattern '{self.pattern}'", f"names a list '{name}' that is not there."))
        return f"(?:{'|'.join(_Compiler(entry, self.lists).compiled() for entry in self.lists[name])})"

    @staticmethod
    def word(part: str) -> str:
        if part.startswith("re:"):
            return f"(?:{part[3:]}) "
        if part == "#":
            return f"{NUMBER} "
        return re.escape(fold(part)).replace(r"\*", r"\S*") + " "


def expression(patterns: Iterable[str], lists: Lists) -> str:
    """The regular expression for any of some patterns.

    Raises:
        KnowledgeError: for a pattern that is not in the notation.
    """
    return "|".join(_Compiler(p, lists).compiled() for p in patterns)


class AnyOf:
    """A set of patterns, tried together."""

    def __init__(self, patterns: Sequence[str], lists: Lists | None = None):
        source = expression(patterns, lists or {})
        try:
            self._expression = re.compile(f"(?<= )(?:{source})") if patterns else None
        except re.error as error:
            raise KnowledgeError(Problem("; ".join(patterns)[:120], f"cannot be read as patterns: {error}.")) from None

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where one of the patterns stands."""
        return self._expression.search(text) if self._expression else None

    def every(self, text: str) -> list[re.Match[str]]:
        """Every place where one of the patterns stands, from left to right."""
        return list(self._expression.finditer(text)) if self._expression else []

    def places(self, text: str) -> list[tuple[int, int]]:
        """Every place where one of the patterns stands, as the first word and the one behind the last."""
        return [(text.count(" ", 0, m.start()) - 1, text.count(" ", 0, m.end()) - 1) for m in self.every(text)]

    def without(self, text: str) -> str:
        """The text with each place where one of the patterns stands struck out."""
        return self._expression.sub("-- ", text) if self._expression else text

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.search(text) is not None


def any_phrase(phrases: Iterable[str]) -> str:
    """The regular expression for any of some phrases of literal words, the longest first; shared beginnings stand once."""
    heads: dict[str, list[str]] = {}
    for phrase in phrases:
        head, _, rest = phrase.partition(" ")
        heads.setdefault(head, []).append(rest)
    return "|".join(re.escape(head) + _after(rests) for head, rests in sorted(heads.items()))


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
