"""In which order the treatments of a letter were given: by their dates, else as told, with the words that tell it otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.letters.events import Given
from hoofbeat.letters.outcomes import Entry
from hoofbeat.letters.page import Page

_OPENING = 4
"""Words at the start of a sentence within which 'before that' speaks of the sentence before."""


def in_time(page: Page, entries: Sequence[Entry]) -> list[Entry]:
    """The treatments from the first to the last."""
    starts = [[d for m in e.mentions for _, d in m.dates] for e in entries]
    ordered = list(entries)
    if all(starts):
        dated = sorted(
            zip((min(d.order for d in found) for found in starts), entries, strict=True),
            key=lambda pair: (pair[0], pair[1].place),
        )
        ordered = [entry for _, entry in dated]
    else:
        for entry in entries:
            _before_those_told(page, entry, entries, ordered)
    for entry in entries:
        _before_its_successor(entry, ordered)
        _after_what_it_names(page, entry, ordered)
    return ordered


def _before_those_told(page: Page, entry: Entry, told: Sequence[Entry], ordered: list[Entry]) -> None:
    """'On B. Before that A.', 'Now on B. Previous: A': what such a sentence names goes before what was told."""
    mention = entry.mentions[0]
    first = page.document.sentences[mention.sentence].first
    opens = {i.id for i in page.within(mention.sentence, "before_that", "previous_label") if i.first - first < _OPENING}
    at = ordered.index(entry)
    if "before_that" in opens and told[0] is not entry:
        _move(entry, ordered.index(told[told.index(entry) - 1]), ordered)
    elif "previous_label" in opens:
        while at and any(m.in_use or m.has("ongoing") for m in ordered[at - 1].mentions):
            at -= 1
        _move(entry, at, ordered)


def _before_its_successor(entry: Entry, ordered: list[Entry]) -> None:
    """'B was started after progression on A': A goes before B."""
    mention = entry.mentions[0]
    if not mention.background:
        return
    later = [o for o in ordered if any(_names_first(m, mention) for m in o.mentions)]
    if later and ordered.index(later[0]) < ordered.index(entry):
        _move(entry, ordered.index(later[0]), ordered)


def _names_first(one: Given, other: Given) -> bool:
    return one.sentence == other.sentence and one.item.last <= other.item.first


def _after_what_it_names(page: Page, entry: Entry, ordered: list[Entry]) -> None:
    """'Before B she had A': what such a sentence brings in goes before the treatment it names."""
    for mention in entry.mentions[1:]:
        marks = page.within(mention.sentence, "earlier_than")
        if not any(0 <= mention.item.first - m.last <= 1 for m in marks):
            continue
        for other in list(ordered):
            brought_in = other is not entry and other.mentions[0].sentence == mention.sentence
            if brought_in and ordered.index(other) > ordered.index(entry):
                _move(other, ordered.index(entry), ordered)


def _move(entry: Entry, to: int, ordered: list[Entry]) -> None:
    ordered.remove(entry)
    ordered.insert(to, entry)
