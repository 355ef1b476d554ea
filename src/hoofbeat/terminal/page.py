"""The page a terminal shows: a console of a readable width, headings, wrapped paragraphs with a hanging indent."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text

WIDEST = 100


def console(stream: TextIO | None = None) -> Console:
    """A console on standard output: colored only where a person looks at it, never wider than is easy to read."""
    stream = stream or sys.stdout
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 40)).columns) if stream.isatty() else WIDEST
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


class Page:
    """Writes headings, paragraphs and items on a console."""

    def __init__(self, to: Console):
        self.to = to

    def title(self, text: str) -> None:
        """The first line."""
        self.to.print(Text(text, style="bold"))

    def heading(self, text: str) -> None:
        """A section's name, with a blank line before it."""
        self.to.print()
        self.to.print(Text(text.upper(), style="bold"))

    def line(self, text: str, indent: int = 0, style: str = "") -> None:
        """A paragraph, wrapped."""
        for line in Text(text, style=style).wrap(self.to, max(20, self.to.width - indent)):
            line.rstrip()
            self.to.print(Text(" " * indent) + line, soft_wrap=True)

    def item(self, mark: str, text: str, indent: int = 0, style: str = "") -> None:
        """A paragraph that hangs from a mark."""
        body = Text(text, style=style)
        lines = body.wrap(self.to, max(20, self.to.width - indent - len(mark) - 1))
        for number, line in enumerate(lines):
            line.rstrip()
            lead = mark if number == 0 else " " * len(mark)
            self.to.print(Text(" " * indent + lead + " ") + line, soft_wrap=True)

    def blank(self) -> None:
        """An empty line."""
        self.to.print()
