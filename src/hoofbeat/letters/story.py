"""What a letter tells of no treatment by name belongs to the one that was being given then, or had last been."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.language.records import letter_words
from hoofbeat.letters.mentions import Event
from hoofbeat.letters.order import date_of
from hoofbeat.letters.outcomes import Entry
from hoofbeat.letters.page import Page

_GROWTH = ("progression", "came_back")
_TOLD_ELSEWHERE = frozenset({"plan", "family", "reference", "past"})
"""Sections that do not go on with the story."""


def take_growth(page: Page, ordered: Sequence[Entry], loose: Sequence[Event]) -> None:
    """Note growth that is told by itself on the treatment that it came on, or after: the last that had begun by then."""
    for event in loose:
        if tells_growth(event) and _is_of_story(page, event):
            begun = [e for e in ordered if _begun_before(page, e, event)]
            if begun and not _operated_between(page, begun[-1], event):
                begun[-1].grown_after = True


def tells_growth(event: Event) -> bool:
    """Whether growth or relapse is stated as a fact."""
    return event.kind in _GROWTH and not event.said


def _is_of_story(page: Page, event: Event) -> bool:
    """Whether it is told by itself, in the story of the disease: of no treatment of its sentence, and of no response there."""
    number = page.document.sentence_number(event.start)
    section = page.document.sentences[number].section
    if section in _TOLD_ELSEWHERE or page.is_of_another_cancer(event.start):
        return False
    named = page.within(number, "growth_alone")
    told = any(i.first <= event.first < i.last for i in named)
    return told and not page.within(number, "treatment", "other_drug", "no_new", "resp_CR", "resp_PR", "resp_SD")


def _begun_before(page: Page, entry: Entry, event: Event) -> bool:
    """Whether a treatment began before something happened: by their dates, else by what is told first."""
    start, when = date_of(page, entry), page.dated(event.start, event.end)
    if start is not None and when is not None:
        exact = 2 if start[1] and when[1] else 1
        if start[:exact] != when[:exact]:
            return start < when
    told_later = start is None and page.in_older_entry(event.start) and not page.in_older_entry(entry.place)
    return entry.place < event.start and not told_later


def _operated_between(page: Page, entry: Entry, event: Event) -> bool:
    """Whether the tumor was removed in between: what came back then says nothing of the treatment before."""
    last = max(m.item.start for m in entry.mentions if m.item.start <= event.start or m is entry.mentions[0])
    closing = letter_words().closing_treatments
    return any(i.id in closing and last < i.start < event.start for i in page.all("treatment"))
