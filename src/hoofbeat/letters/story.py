"""What a letter tells of no treatment by name belongs to the one that was being given then, or had last been."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.language.records import letter_words
from hoofbeat.letters.courses import Entry, is_in_cycles, is_lasting
from hoofbeat.letters.mentions import Event
from hoofbeat.letters.order import date_of
from hoofbeat.letters.outcomes import outcome
from hoofbeat.letters.page import Page

_GROWTH = ("progression", "came_back")
_TOLD_ELSEWHERE = frozenset({"plan", "family", "reference", "past"})
"""Sections that do not go on with the story."""
_OF_A_PART = frozenset({"stopped", "toxic", "intolerance"})
_SHRUNK = frozenset({"resp_CR", "resp_PR"})
_RESPONSES = _SHRUNK | {"resp_SD"}
_AS_MEANT = (None, "ongoing", "completed")
"""How a course ends, or goes on, that was not broken off."""
_FIRST = frozenset({"1", "first", "1st", "one"})
"""A cycle that may be the first of a course that is only planned."""
_BESIDE_CYCLE = 3
"""Words between a word for the end and the cycle that ended."""


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


def mark_followed(page: Page, ordered: Sequence[Entry]) -> None:
    """Note which courses another one, given for a time, came behind."""
    also = letter_words().history_also
    for number, entry in enumerate(ordered):
        entry.followed = any(not is_lasting(page, e) and e.treatment not in also for e in ordered[number + 1 :])


def leave_out_parts(page: Page, ordered: Sequence[Entry]) -> None:
    """'FOLFOX, oxaliplatin dropped for numb feet': what ended one drug ended no regimen, unless another took its place."""
    contains = {e.treatment: set(page.knowledge.treatments[e.treatment].contains) for e in ordered}
    for number, entry in enumerate(ordered):
        parts = contains[entry.treatment]
        replaced = any(parts & contains[e.treatment] for e in ordered[number + 1 :])
        for mention in entry.mentions:
            if mention.item.id in parts and not replaced:
                mention.events[:] = [e for e in mention.events if e.kind not in _OF_A_PART]


def take_next_cycles(page: Page, ordered: Sequence[Entry], loose: Sequence[Event]) -> None:
    """Note a cycle that is to come ('C5 due', 'carry on to six cycles') on the course in cycles that was begun last."""
    passing = [e for e in ordered if not is_lasting(page, e)]
    if not passing or not is_in_cycles(page, passing[-1]) or _is_over(page, passing[-1]):
        return
    for event in loose:
        first = any(word in _FIRST for word in _words_of(page, event))
        told = page.document.sentence_at(event.start).section not in _TOLD_ELSEWHERE - {"plan"}
        if event.kind == "mid_course" and not event.said and not first and told and event.start > passing[-1].place:
            passing[-1].nameless.append(event)


def _words_of(page: Page, event: Event) -> list[str]:
    return page.document.folded[event.first : page.document.token_at(event.end - 1) + 1]


def _is_over(page: Page, entry: Entry) -> bool:
    """Whether a course is told to be over, and not only one of its cycles."""
    if any(role == "end" for m in entry.mentions for role, _ in m.dates) or any(m.agos for m in entry.mentions):
        return True
    ends = [e for e in entry.events if e.kind == "finished" and not e.said]
    whole = [e for e in ends if not _is_of_one_cycle(page, e)]
    return bool(whole) or entry.has("stopped", "last_given", "until_progression", "chosen", "failing")


def _is_of_one_cycle(page: Page, event: Event) -> bool:
    """'Completed his fourth cycle', 'C5 finished': a cycle was, and the course may go on."""
    number = page.document.sentence_number(event.start)
    at = page.document.token_at(event.end - 1) + 1
    return any(
        abs(i.first - at) <= _BESIDE_CYCLE or abs(i.last - event.first) <= _BESIDE_CYCLE
        for i in page.within(number, "one_cycle")
    )


def take_response_of_now(page: Page, ordered: Sequence[Entry], loose: Sequence[Event]) -> None:
    """Note a response that is told of no treatment in particular on the last course given for a time, else on the only one that
    goes on. After a course that was broken off, what has not grown says nothing of it, and what has shrunk does.
    """
    entry = _course_of_now(page, ordered)
    if entry is None or any(e.kind.startswith("resp_") and not e.said for e in entry.events):
        return
    ended = outcome(page, entry).get("ended")
    sentence = page.document.sentence_at(entry.place)
    before = page.document.sentences[max(0, page.document.sentence_number(entry.place) - 1)]
    start = before.start if before.paragraph == sentence.paragraph else entry.place
    told = [e for e in loose if not e.said and e.start > start and _is_response(page, e)]
    allowed = _RESPONSES if ended in _AS_MEANT else _SHRUNK
    if len({e.kind for e in told}) == 1 and told[0].kind in allowed:
        entry.nameless.append(told[0])


def _course_of_now(page: Page, ordered: Sequence[Entry]) -> Entry | None:
    """The course that a scan of now tells of: never the background treatment where another was given for a time since."""
    passing = [e for e in ordered if not is_lasting(page, e)]
    if passing:
        return None if outcome(page, passing[-1]).get("ended") == "progression" else passing[-1]
    running = [e for e in ordered if outcome(page, e).get("ended") == "ongoing"]
    return running[0] if len(running) == 1 else None


def _is_response(page: Page, event: Event) -> bool:
    """Whether it is a response by name, and not only something that is stable."""
    named = page.within(page.document.sentence_number(event.start), "response_term")
    return event.kind.startswith("resp_") and any(i.start < event.end and event.start < i.end for i in named)
