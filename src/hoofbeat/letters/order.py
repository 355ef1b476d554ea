"""In which order the treatments of a letter were given: as told, with the words that tell it otherwise, and by their dates."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hoofbeat.language.dates import Date
from hoofbeat.letters.courses import Entry, is_lasting
from hoofbeat.letters.mentions import Given
from hoofbeat.letters.page import Item, Page

_LINES = ("line_1", "line_2", "line_3", "line_4")
_BESIDE_LINE = 3
"""Words between a treatment and the number of its line."""
_ENDS = ("stopped", "finished", "until_progression", "failing", "progression", "came_back")
_JOINS = frozenset({"and", ",", "&"})
_OPENING = 4
"""Words at the start of a sentence within which 'before that' speaks of the sentence before."""


def in_time(page: Page, entries: Sequence[Entry]) -> list[Entry]:
    """The treatments from the first to the last."""
    ordered = list(entries)
    if any(not page.said(i.start, i.end) for i in page.all("told_backwards")):
        ordered.sort(key=lambda e: -e.place)
    for entry in entries:
        _before_its_successor(entry, ordered)
    for entry in entries:
        _before_those_told(page, entry, entries, ordered)
    for entry in entries:
        _before_its_successor(entry, ordered)
        _after_what_it_names(page, entry, ordered)
        _after_what_then_follows(page, entry, ordered)
        _before_what_came_after_it(page, entry, ordered)
    _lasting_before_passing(page, ordered)
    _former_before_present(page, ordered)
    _of_now_behind_those_over(page, ordered)
    return _by_line(page, _by_date(page, ordered))


def _lasting_before_passing(page: Page, ordered: list[Entry]) -> None:
    """'PRRT, cycle 4 today. On octreotide.': what is given all along, and not said to have begun later, goes before what is given for a time."""
    for entry in [e for e in ordered if is_lasting(page, e) and _is_of_now(e)]:
        at = ordered.index(entry)
        begun = any(e.kind in ("started", "again") and not e.said for m in entry.mentions for e in m.events)
        thens = page.within(entry.mentions[0].sentence, "and_then")
        begun = begun or any(i.last <= entry.mentions[0].item.first for i in thens)
        while at and not is_lasting(page, ordered[at - 1]) and not _are_dated(page, entry, ordered[at - 1]):
            if begun and not any(m.agos for m in ordered[at - 1].mentions):
                break
            at -= 1
        _move(entry, at, ordered)


def _former_before_present(page: Page, ordered: list[Entry]) -> None:
    """'On lanreotide. Past: octreotide, stopped': of two that are given all along, the one that is over was before."""
    for entry in [e for e in ordered if is_lasting(page, e) and not _is_of_now(e) and e.has("stopped")]:
        now = [o for o in ordered[: ordered.index(entry)] if is_lasting(page, o) and _is_of_now(o)]
        if now and not _are_dated(page, entry, now[0]):
            _move(entry, ordered.index(now[0]), ordered)


def _before_what_came_after_it(page: Page, entry: Entry, ordered: list[Entry]) -> None:
    """'On C, third line after A and B': what is named in a list behind 'after' goes before what the sentence told."""
    mention = entry.mentions[0]
    if _is_of_now(entry) or not _is_behind_after(page, mention, ordered):
        return
    told = [o for o in ordered if o is not entry and any(_names_first(m, mention) for m in o.mentions)]
    told = [
        o
        for o in told
        if not any(_is_behind_after(page, m, ordered) for m in o.mentions if m.sentence == mention.sentence)
    ]
    if told and ordered.index(told[0]) < ordered.index(entry):
        _move(entry, ordered.index(told[0]), ordered)


def _is_behind_after(page: Page, mention: Given, ordered: Sequence[Entry]) -> bool:
    """Whether a treatment stands in a list right behind 'after' or 'following'."""
    at, folded = mention.item.first - 1, page.document.folded
    others = {m.item.last - 1: m.item.first - 1 for o in ordered for m in o.mentions if m.sentence == mention.sentence}
    while at > 0 and (folded[at] in _JOINS or at in others):
        at = others.get(at, at - 1)
    return folded[at] in ("after", "following")


def _of_now_behind_those_over(page: Page, ordered: list[Entry]) -> None:
    """'We go on with B. Before: A 2019 - 2021, C 2022.': what is given now, without a date, goes behind what is over."""
    for entry in [e for e in ordered if _is_of_now(e) and not is_lasting(page, e) and date_of(page, e) is None]:
        behind = [o for o in ordered[ordered.index(entry) + 1 :] if not is_lasting(page, o)]
        if behind and not entry.has("progression", "came_back") and all(_is_over(o) for o in behind):
            _move(entry, len(ordered) - 1, ordered)


def _is_over(entry: Entry) -> bool:
    dated = any(role in ("end", "at") for m in entry.mentions for role, _ in m.dates)
    return not _is_of_now(entry) and (dated or entry.has(*_ENDS))


def _are_dated(page: Page, *entries: Entry) -> bool:
    return all(date_of(page, e) is not None for e in entries)


def date_of(page: Page, entry: Entry) -> tuple[int, int, int] | None:
    """The first date of a treatment, else how long ago it ended, counted back from the entry or the letter that tells it."""
    told = [d.order for m in entry.mentions for _, d in m.dates]
    ends = [(a.months, page.entry_date(a.start) or page.date) for m in entry.mentions for a in m.agos]
    back = [int(date.months - months) for months, date in ends if date is not None and date.months is not None]
    return min(told, default=None) if told or not back else (min(back) // 12, min(back) % 12 + 1, 0)


def _by_date(page: Page, ordered: list[Entry]) -> list[Entry]:
    """Treatments with a date, in the order of their dates; the others stay where they stand."""
    own = {d for e in ordered for m in e.mentions for _, d in m.dates}
    starts = {id(e): date for e in ordered if (date := date_of(page, e) or _first_entry(page, e, own)) is not None}
    dated = iter(sorted((e for e in ordered if id(e) in starts), key=lambda e: (starts[id(e)], e.place)))
    return [next(dated) if id(e) in starts else e for e in ordered]


def _first_entry(page: Page, entry: Entry, own: Collection[Date]) -> tuple[int, int, int] | None:
    """The date of the oldest entry that names a treatment, in a letter of dated entries: it was begun then, or soon after.
    A date that opens the line of a treatment (`own`) heads no entry.
    """
    dates = [date for m in entry.mentions if (date := page.entry_date(m.item.start)) is not None and date not in own]
    return min((date.order for date in dates), default=None)


def _after_what_then_follows(page: Page, entry: Entry, ordered: list[Entry]) -> None:
    """'A (progressed), then B': B goes after A, wherever it was named first."""
    for mention in entry.mentions:
        first = page.document.sentences[mention.sentence].first
        thens = [i for i in page.within(mention.sentence, "and_then") if first < i.last <= mention.item.first]
        named = [
            (m.item.last, o) for o in ordered if o is not entry for m in o.mentions if m.sentence == mention.sentence
        ]
        for last, other in named:
            joined = any(last <= i.first and mention.item.first - i.last <= _OPENING for i in thens)
            if joined and ordered.index(other) > ordered.index(entry):
                ordered.remove(entry)
                ordered.insert(ordered.index(other) + 1, entry)


def _by_line(page: Page, ordered: list[Entry]) -> list[Entry]:
    """Treatments that are numbered as lines, in the order of their numbers; the others stay where they stand."""
    lines = {id(e): line for e in ordered if (line := _line(page, e)) is not None}
    places = [n for n, e in enumerate(ordered) if id(e) in lines]
    numbered = sorted((ordered[n] for n in places), key=lambda e: lines[id(e)])
    for place, entry in zip(places, numbered, strict=True):
        ordered[place] = entry
    for entry in numbered:
        wanted = min(lines[id(entry)] - 1, len(ordered) - 1)
        if ordered.index(entry) < wanted:
            _move(entry, wanted, ordered)
    return ordered


def _line(page: Page, entry: Entry) -> int | None:
    """The number of the line that a treatment is said to be, beside its name."""
    for mention in (m for m in entry.mentions if not _is_behind_after(page, m, [entry])):
        for number, concept in enumerate(_LINES, 1):
            for item in page.within(mention.sentence, concept):
                before, after = mention.item.first - item.last, item.first - mention.item.last
                if 0 <= before <= _BESIDE_LINE or 0 <= after <= _BESIDE_LINE:
                    return number
    return None


def _before_those_told(page: Page, entry: Entry, told: Sequence[Entry], ordered: list[Entry]) -> None:
    """'On B. Before that A.', 'Now on B. Previous: A': what such a sentence names goes before what was told."""
    mention = entry.mentions[0]
    first = page.document.sentences[mention.sentence].first
    marks = page.within(mention.sentence, "before_that", "previous_label")
    opens = {i.id for i in marks if i.first - first < _OPENING or _stands_right_before(page, i, mention)}
    at = ordered.index(entry)
    if "before_that" in opens and told[0] is not entry:
        _move(entry, ordered.index(told[told.index(entry) - 1]), ordered)
    elif any(i.last <= mention.item.first for i in page.within(mention.sentence, "already_had")):
        _move(entry, 0, ordered)
    elif "previous_label" in opens or _said_before(page, mention):
        while at and (_is_of_now(ordered[at - 1]) or (bool(opens) and _was_told(page, ordered[at - 1], mention))):
            at -= 1
        _move(entry, at, ordered)


def _stands_right_before(page: Page, mark: Item, mention: Given) -> bool:
    """'..., and before that A', 'you know that before this we had tried A'."""
    between = [t for t in page.within(mention.sentence, "treatment") if mark.last <= t.first < mention.item.first]
    return not between and mark.id == "before_that" and 0 <= mention.item.first - mark.last <= _OPENING


def _is_of_now(entry: Entry) -> bool:
    return any(m.in_use or m.has("ongoing", "mid_course") for m in entry.mentions)


def _was_told(page: Page, entry: Entry, mention: Given) -> bool:
    """Whether a treatment was told in a sentence before, of the same paragraph."""
    first, sentences = entry.mentions[0].sentence, page.document.sentences
    return first < mention.sentence and sentences[first].paragraph == sentences[mention.sentence].paragraph


def _said_before(page: Page, mention: Given) -> bool:
    """'Has had A before (14 months)': with nothing that it was before but what is given now."""
    behind = page.document.folded[mention.item.last : mention.item.last + 2]
    return behind[:1] == ["before"] and behind[1:] in ([], ["("], [","], ["."], [";"], ["and"])


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
