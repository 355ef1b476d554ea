"""A course of a treatment while it is gathered: its mentions, what the letter tells of it, and what kind of course it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hoofbeat.language.records import letter_words
from hoofbeat.letters.mentions import Event, Given
from hoofbeat.letters.page import Page


@dataclass
class Entry:
    """A treatment of the history while it is gathered: everything said of it, from all its mentions."""

    treatment: str
    place: int
    mentions: list[Given] = field(default_factory=list)
    nameless: list[Event] = field(default_factory=list)
    """What the letter tells of it without its name (`story.py`)."""
    grown_after: bool = False
    """Whether growth on it or after it is told without its name."""
    followed: bool = False
    """Whether another treatment was given for a time behind it: then it is over, unless the letter says that it goes on."""

    @property
    def events(self) -> list[Event]:
        """Everything said of it, in the order of the text."""
        return sorted((*(e for m in self.mentions for e in m.events), *self.nameless), key=lambda e: e.start)

    def has(self, *kinds: str) -> bool:
        """Whether any event of some kinds is stated as a fact."""
        return any(
            e.kind in kinds and not e.said for e in (*self.nameless, *(e for m in self.mentions for e in m.events))
        )


def grew_on(entry: Entry) -> list[Event]:
    """The growth told of it that is no relapse: a relapse came after it."""
    back = {(e.start, e.end) for e in entry.events if e.kind == "came_back"}
    return [e for e in entry.events if e.kind == "progression" and not e.said and (e.start, e.end) not in back]


def is_in_cycles(page: Page, entry: Entry) -> bool:
    """Whether it is given for a number of cycles, and not until growth."""
    return _is_of_kind(page, entry, letter_words().given_in_cycles)


def is_lasting(page: Page, entry: Entry) -> bool:
    """Whether it is given all along, beside what is given for a time."""
    return _is_of_kind(page, entry, letter_words().given_all_along)


def _is_of_kind(page: Page, entry: Entry, kinds: Sequence[str]) -> bool:
    return bool(set(page.knowledge.treatments.kinds(entry.treatment)) & set(kinds))
