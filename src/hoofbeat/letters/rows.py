"""The lines of a letter as rows of cells, and a sheet on which parts of the text are blanked or marked in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CELL = re.compile(r"[^\s|]+(?:[ ][^\s|]+)*")
"""Words with single spaces between them; two spaces, a tab or a bar end a cell."""
_RULE = re.compile(r"[\s|+:=-]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of a row: its text, place, and the number of bars before it."""

    text: str
    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text with its cells."""

    start: int
    text: str
    cells: tuple[Cell, ...]

    @property
    def barred(self) -> bool:
        """Whether bars part its cells."""
        return "|" in self.text

    @property
    def is_rule(self) -> bool:
        """Whether it only parts a heading from its rows: '|----|----|'."""
        return bool(self.text.strip()) and _RULE.fullmatch(self.text) is not None

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text; where they end as on some systems, a space stands for the first mark of the two."""
    start = 0
    for line in text.replace("\r", " ").split("\n"):
        cells = tuple(
            Cell(m.group(), start + m.start(), start + m.end(), line.count("|", 0, m.start()))
            for m in _CELL.finditer(line)
            if any(c.isalnum() for c in m.group())
        )
        yield Line(start, line, cells)
        start += len(line) + 1


class Sheet:
    """A text on which places are blanked or marked; its length never changes."""

    def __init__(self, text: str):
        self._characters = list(text)

    def blank(self, start: int, end: int) -> None:
        """Leave nothing of a stretch to be read."""
        for at in range(start, end):
            if self._characters[at] != "\n":
                self._characters[at] = " "

    def mark(self, at: int, words: str) -> None:
        """Write over what stands at a place."""
        self._characters[at : at + len(words)] = words

    @property
    def text(self) -> str:
        """What is left to be read."""
        return "".join(self._characters)
