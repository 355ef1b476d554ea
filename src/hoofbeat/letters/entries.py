"""A letter of dated entries: which entry a place stands in, and whether it is the latest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from hoofbeat.language.dates import Date
from hoofbeat.language.tokens import Document

_ENTRY = re.compile(r"[\s>*•[-]*(?:\w+:?\s+(?:-\s+)?){0,3}\(?")
_ENTRY_ENDS = re.compile(r"\s*(?:[])]\s*)?(?:[:,(]|-|[*=#_]+|$)", re.MULTILINE)
"""What stands before and behind the date that an entry of a letter opens with."""


class Entries:
    """The entries of a letter, by the dates that open them."""

    def __init__(self, document: Document, dates: Sequence[Date]):
        self._document = document
        self._dates = dates

    @cached_property
    def _openings(self) -> list[Date]:
        """The dates that open a line of their own entry: '>> 4 October 2022: well', 'Letter of 12 June 2024 (this clinic)'."""
        text = self._document.plain
        found = []
        for date in self._dates:
            begin = text.rfind("\n", 0, date.start) + 1
            if _ENTRY.fullmatch(text, begin, date.start) and _ENTRY_ENDS.match(text, date.end):
                found.append(date)
        return found if len(found) > 1 else []

    def date_of(self, start: int) -> Date | None:
        """The date of the entry that a place stands in: up to the next one, in the same paragraph, or behind it as a heading."""
        paragraph = self._document.sentence_at(start).paragraph
        before = [d for d in self._openings if d.start <= start]
        if not before or self._under_further_heading(before[-1], start):
            return None
        same = self._paragraph(before[-1]) == paragraph
        return before[-1] if same or self._heads_letter(before[-1]) else None

    def _under_further_heading(self, date: Date, start: int) -> bool:
        """Whether a heading without a date, marked as that of an entry is ('** Laboratory **'), stands between the two."""
        text = self._document.plain
        line = text[text.rfind("\n", 0, date.start) + 1 : date.start]
        mark = re.match(r"[*=#_]{2,}", line.strip())
        return (
            mark is not None
            and re.search(rf"^\s*{re.escape(mark[0])}", text[date.end : start], re.MULTILINE) is not None
        )

    def is_older(self, start: int) -> bool:
        """Whether a place stands in an entry that is not the latest of the letter."""
        entry = self.date_of(start)
        return entry is not None and entry.order < max(d.order for d in self._openings)

    def is_in_older_letter(self, start: int) -> bool:
        """Whether a place stands under the heading of a letter that is not the latest."""
        entry = self.date_of(start)
        return entry is not None and self._heads_letter(entry) and self.is_older(start)

    def _heads_letter(self, date: Date) -> bool:
        """Whether the line of a date says nothing else, so that all up to the next is of that day: 'Letter of 12 June 2024 (copied)'."""
        text = self._document.plain
        end = text.find("\n", date.end)
        rest = re.sub(r"\([^()]*\)", "", text[date.end : end if end >= 0 else len(text)])
        return not any(c.isalnum() for c in rest)

    def _paragraph(self, date: Date) -> int:
        return self._document.sentence_at(date.start).paragraph
