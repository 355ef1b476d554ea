"""The text of a source document, parted by its headings: sections, tables, legends; and the numbers in a passage.

A document is plain text as copied from a page or a PDF. In a paper, a numbered heading ('1.2 First results') opens a
section; a line 'Table 1 ...' or 'Fig. 1 ...' opens a float, which ends where the next page begins (a line indented by
one space, as the page texts were joined) and is no part of the section around it. In a web page, a short line that
stands alone is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

_SECTION = re.compile(r"^ ?(\d(?:\.\d)?)(?:[\u2000-\u200b\ufffd]| {2})[\s\u2000-\u200b\ufffd]*(?=[A-Z])")
_FLOAT = re.compile(r"^ ?(Table|Fig\.)\s(\d+)\s{2,}")
_NEXT_PAGE = re.compile(r"^ \S")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
PARAGRAPH = 120
"""Characters from which a line of a page is a paragraph, and no heading or menu."""
_HYPHENATED = re.compile(r"(\w)-\s*\n\s*(\w)")

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NONE = ("no", "none", "without")


def number_words() -> dict[str, int]:
    """The numbers below a hundred that a text may print in words; 'no' and 'none' are zero."""
    words = {word: n for n, word in enumerate(_UNITS)} | dict.fromkeys(_NONE, 0)
    for place, tens in enumerate(_TENS, 2):
        words[tens] = 10 * place
        words.update({f"{tens}-{unit}": 10 * place + n for n, unit in enumerate(_UNITS[1:10], 1)})
    return words


_WORDS = number_words()


def numbers_in(passage: str) -> set[Decimal]:
    """Every number of a passage, in digits or words; a decimal comma is a point, padded zeros are dropped."""
    joined = _HYPHENATED.sub(r"\1-\2", passage)
    found: set[Decimal] = set()
    for match in _NUMBER.finditer(joined):
        printed = match[0]
        found.add(normal(printed.replace(",", ".")))
        if "," in printed:  # '14,2' may also be two numbers of a list
            found.update(normal(part) for part in printed.split(","))
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", joined.lower())
    found.update(Decimal(_WORDS[w]) for w in words if w in _WORDS)
    return found


def normal(printed: str) -> Decimal:
    """A printed number without padded zeros, so that 63, 63.0 and 63.00 are one."""
    return Decimal(printed).normalize()


@dataclass(frozen=True)
class Document:
    """A source document."""

    name: str
    text: str

    @cached_property
    def parts(self) -> dict[str, str]:
        """The passages by the name of their place: 'section 1.2', 'table 3', 'figure 1', and 'opening' before them."""
        found: dict[str, list[str]] = {}
        section, place = "opening", "opening"
        for line in self.text.splitlines():
            if match := _FLOAT.match(line):
                place = f"{'table' if match[1] == 'Table' else 'figure'} {match[2]}"
            elif heading := self._section_opened(line, section):
                section = place = heading
            elif place != section and _NEXT_PAGE.match(line):
                place = section
            found.setdefault(place, []).append(line)
        return {name: "\n".join(lines) for name, lines in found.items()}

    @staticmethod
    def _section_opened(line: str, current: str) -> str | None:
        """The section that a line opens; numbered headings only ever count upwards."""
        match = _SECTION.match(line)
        if match is None:
            return None
        number = match[1].split(".")
        before = current.removeprefix("section ").split(".") if current != "opening" else ["0"]
        return f"section {match[1]}" if [int(n) for n in number] > [int(n) for n in before] else None

    @cached_property
    def headings(self) -> dict[str, str]:
        """Of a page without numbered sections: the passages by the words of their headings, in lower case."""
        found: dict[str, list[str]] = {}
        place = "opening"
        lines = self.text.splitlines()
        for n, line in enumerate(lines):
            if _stands_alone(lines, n) and not line.strip().endswith(":"):
                place = _folded(line)
            found.setdefault(place, []).append(line)
        return {name: "\n".join(passage) for name, passage in found.items()}

    @cached_property
    def opening(self) -> str:
        """What comes before the first heading after the first full paragraph: titles, menus and the opening itself."""
        lines = self.text.splitlines()
        first = next((n for n, line in enumerate(lines) if len(line) >= PARAGRAPH), 0)
        end = next((n for n in range(first + 1, len(lines)) if _stands_alone(lines, n)), len(lines))
        return "\n".join(lines[:end])

    def passages(self, at: str) -> list[str]:
        """The passages that a place names ('section 1.2; Table 1'); the whole document where it names none known."""
        found = [p for part in at.split(";") for p in self._passages(part.strip())]
        return found or [self.text]

    def _passages(self, at: str) -> Iterator[str]:
        lowered = at.lower().replace("fig.", "figure")
        numbered = re.search(r"(section|table|figure) (\d+(?:\.\d+)?)", lowered)
        if numbered:
            name = f"{numbered[1]} {numbered[2]}"
            yield from (text for part, text in self.parts.items() if part == name or part.startswith(f"{name}."))
            return
        if lowered.startswith("opening"):
            yield self.opening
            return
        wanted = _folded(at)
        yield from (
            text for heading, text in self.headings.items() if heading and (wanted in heading or heading in wanted)
        )


def _stands_alone(lines: list[str], n: int) -> bool:
    line = lines[n].strip()
    empty_before = n == 0 or not lines[n - 1].strip()
    empty_after = n + 1 >= len(lines) or not lines[n + 1].strip()
    return bool(line) and len(line) <= 90 and not line.endswith((".", ",", ";")) and empty_before and empty_after


def _folded(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()
