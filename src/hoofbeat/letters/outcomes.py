"""How each treatment of the history went: best response, progression, how and when it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hoofbeat.case import PriorTreatment
from hoofbeat.language.phrases import is_number, stem
from hoofbeat.language.records import quantity_words
from hoofbeat.letters.courses import Entry, grew_on, is_in_cycles, is_lasting
from hoofbeat.letters.mentions import Event, attaching_words
from hoofbeat.letters.page import Page

_BEST = ("CR", "PR", "SD", "PD")
_COURSE = frozenset(
    {
        "tolerating",
        "mid_course",
        "ongoing",
        "stopped",
        "finished",
        "last_given",
        "until_progression",
        "past_on",
        "chosen",
        "intolerance",
    }
)
_REASONS = {
    "toxic": "toxicity", "intolerance": "toxicity", "progression": "progression", "resp_PD": "progression",
    "until_progression": "progression", "failing": "progression", "came_back": "progression", "chosen": "choice",
}  # fmt: skip
"""What an event beside the word for stopping says of why it was stopped."""
_LATER = 2
"""Months after the end of a course at which growth was found after it, and not on it."""
_NEVER, _LATEST = (0, 0, 0), (9999, 0, 0)
_RIGHT_BEHIND = 3
"""Marks between a number of cycles and the growth that was all that came of them."""
_TIMED = 3
"""Words behind growth among which a number is the time of it."""
_WHY_REACH, _WHY_BEFORE = 8, 4
"""Words between an end and its reason, and those right before the reason among which one says that it is the reason."""
_PLACE_REACH = 3
"""Words between a response and the organ that it is told of."""


def _response(page: Page, entry: Entry) -> str | None:
    """The best response; one that is told of an organ alone counts only where no other is told."""
    stated = [e for e in entry.events if e.kind.startswith("resp_") and not e.said]
    overall = [e for e in stated if not _of_one_place(page, e)] or stated
    found = {e.kind.removeprefix("resp_") for e in overall}
    if not found and any(_right_behind_cycles(page, e, entry) for e in entry.events):
        return "PD"
    return next((best for best in _BEST if best in found), None)


def numbers_of(page: Page, event: Event) -> list[int]:
    """The numbers that an event tells."""
    last = page.document.token_at(event.end - 1) + 1
    words = quantity_words().number_words
    told = page.document.folded[event.first : last]
    return [int(words.get(w) or w) for w in told if w in words or w.isdigit()]


def _right_behind_cycles(page: Page, event: Event, entry: Entry) -> bool:
    """'A x 3, PD': growth told as the response, right behind how many cycles were given, with no time in between or after it."""
    if event.kind != "progression" or event.said:
        return False
    cycles = [page.document.token_at(e.end - 1) + 1 for e in entry.events if e.kind == "cycle" and _is_counted(page, e)]
    folded, last = page.document.folded, page.document.token_at(event.end - 1) + 1
    between = [folded[at : event.first] for at in cycles if 0 < event.first - at <= _RIGHT_BEHIND]
    timed = any(is_number(w) for w in folded[last : last + _TIMED])
    return not timed and any(not any(w.isalnum() for w in words) for words in between)


def _of_one_place(page: Page, event: Event) -> bool:
    """'Complete response in the nodes', 'bones stable' are none of the disease."""
    number = page.document.sentence_number(event.start)
    last = page.document.token_at(event.end - 1) + 1
    sites = page.within(number, "site")
    if event.kind == "resp_SD" and any(s.last == event.first for s in sites):
        return True
    return page.document.folded[last : last + 1] == ["in"] and any(1 <= s.first - last <= _PLACE_REACH for s in sites)


def _ended(page: Page, entry: Entry) -> str | None:
    events = [e for e in entry.events if not e.said and not (e.kind == "last_given" and _is_in_use(entry))]
    kinds = {e.kind for e in events}
    order = [e.kind for e in sorted(events, key=lambda e: _told_on(page, e)) if e.kind in _COURSE]
    if order and order[-1] in ("ongoing", "tolerating", "mid_course") and not _ended_where_dated(page, entry):
        return "ongoing"
    if is_lasting(page, entry) and "ongoing" in kinds and not {"stopped", "switched"} & kinds:
        return "ongoing"
    reason = _why_stopped(page, events)
    if reason is not None:
        return reason
    if "intolerance" in kinds:
        return "toxicity"
    if "chosen" in kinds:
        return "choice"
    over = bool({"finished", "last_given"} & kinds)
    if ("until_progression" in kinds and not (over and is_in_cycles(page, entry))) or (
        not over and _grew_before_end(page, events)
    ):
        return "progression"
    if not over and (_lasted_until_growth(page, entry) or _changed_at_growth(page, entry)):
        return "progression"
    if over or _came_to_its_end(page, entry):
        return "completed"
    if "ongoing" in order and "stopped" not in kinds:
        return "ongoing"
    if not order and (
        _begun_last(page, entry) or any(_begun_now(page, e) or _goes_on_by_plan(e) for e in entry.events)
    ):
        return "ongoing"
    return "ongoing" if not order and any(m.in_use for m in entry.mentions) else None


def _told_on(page: Page, event: Event) -> tuple[int, int, int]:
    """The day of the entry that tells it; what stands under no date is of the day of the letter."""
    entry = page.entry_date(event.start)
    return _LATEST if entry is None else entry.order


def _ended_where_dated(page: Page, entry: Entry) -> bool:
    """'A 06/2023 - 01/2024, all completed; stable since': whatever goes on behind it, the course is over."""
    dated = {m.sentence for m in entry.mentions if any(role == "end" for role, _ in m.dates)}
    return any(
        e.kind == "finished" and not e.said and page.document.sentence_number(e.start) in dated for e in entry.events
    )


def _is_in_use(entry: Entry) -> bool:
    """Whether the last dose is only the latest one: 'on A, last injection 3 weeks ago'."""
    since = any(role == "since" for m in entry.mentions for role, _ in m.dates)
    return since or any(m.in_use for m in entry.mentions) or entry.has("ongoing")


def _grew_before_end(page: Page, events: Sequence[Event]) -> bool:
    """Whether growth is told before it was stopped, or in the same sentence."""
    grew = [page.document.sentence_number(e.start) for e in events if e.kind in ("progression", "resp_PD")]
    over = [page.document.sentence_number(e.start) for e in events if e.kind in ("stopped", "switched")]
    return any(g <= o for g in grew for o in over)


def _lasted_until_growth(page: Page, entry: Entry) -> bool:
    """'A 03/2020 - 08/2021, stable, then growth': told with its end, of a treatment that is not given for a number of cycles."""
    ends = {m.sentence: d.order for m in entry.mentions for role, d in m.dates if role == "end"}
    if (
        not ends
        or entry.has("toxic", "came_back")
        or any(_is_counted(page, e) for e in entry.events if e.kind == "cycle")
    ):
        return False
    grew = [e for e in entry.events if e.kind in ("progression", "resp_PD") and not e.said]
    beside = [(e, end) for e in grew if (end := _end_told_before(page, e, ends)) is not None]
    return bool(beside) and all(_months_apart(_told_behind(page, e) or end, end) < _LATER for e, end in beside)


def _end_told_before(page: Page, event: Event, ends: dict[int, tuple[int, int, int]]) -> tuple[int, int, int] | None:
    """The end that is told with growth: in its sentence, or in the one before of the same paragraph."""
    number, sentences = page.document.sentence_number(event.start), page.document.sentences
    told = number in ends or (number > 0 and sentences[number - 1].paragraph == sentences[number].paragraph)
    return ends.get(number, ends.get(number - 1)) if told else None


def _changed_at_growth(page: Page, entry: Entry) -> bool:
    """'Everolimus, stable, then growth. Sunitinib since': a treatment that is given until growth, and another since."""
    if (
        not entry.followed
        or is_in_cycles(page, entry)
        or is_lasting(page, entry)
        or entry.has("toxic", "stopped", "cycle")
    ):
        return False
    if all(m.background for m in entry.mentions):
        return False
    return any(e.kind in ("progression", "resp_PD") and not e.said for e in entry.events)


def _came_to_its_end(page: Page, entry: Entry) -> bool:
    """'A, 6 cycles, PR. Relapse a year later': a course of so many cycles, with nothing told on it but rest or shrinkage, and
    a relapse behind it.
    """
    broken_off = entry.has("stopped", "toxic", "intolerance", "chosen", "resp_PD", "ongoing", "mid_course")
    if not is_in_cycles(page, entry) or broken_off or grew_on(entry):
        return False
    counted = any(e.kind == "cycle" and not e.said and _is_counted(page, e) for e in entry.events)
    calm = entry.has("resp_CR", "resp_PR", "resp_SD", "without_progression")
    return counted and ((calm and entry.grown_after) or entry.has("came_back"))


def _months_apart(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return abs(_in_months(one) - _in_months(other))


def _told_behind(page: Page, event: Event) -> tuple[int, int, int] | None:
    """The first date behind an event in its sentence."""
    sentence = page.document.sentence_at(event.start)
    return next((d.order for d in page.dates if event.end <= d.start < sentence.end), None)


def _begun_last(page: Page, entry: Entry) -> bool:
    """'Lanreotide was added in June': what is given until growth was begun, nothing ended it, and nothing came behind it."""
    if (
        entry.followed
        or is_in_cycles(page, entry)
        or entry.has("switched", "progression", "resp_PD", "came_back", "cycle")
    ):
        return False
    return any(e.kind == "started" and e.linked and not e.said for e in entry.events) and not entry.grown_after


def _begun_now(page: Page, event: Event) -> bool:
    """'I have started A today': it has begun, and nothing has ended it."""
    now = page.within(page.document.sentence_number(event.start), "begun_lately")
    return event.kind == "started" and not event.said and any(i.start > event.start for i in now)


def _goes_on_by_plan(event: Event) -> bool:
    """'Plan: continue A': what is to go on is being given."""
    return event.kind == "continuing" and event.linked and event.said == {"hypothetical"}


def _has_end(page: Page, entry: Entry) -> bool:
    """Whether an end is dated, and it is not in that sentence that it is said to go on."""
    dated = {m.sentence for m in entry.mentions if any(role == "end" for role, _ in m.dates)}
    goes_on = {page.document.sentence_number(e.start) for e in entry.events if e.kind == "ongoing" and not e.said}
    later = any(m.in_use or m.has("ongoing") for m in entry.mentions if m.sentence not in dated)
    return bool(dated) and not dated & goes_on and not later


def _ran_its_course(page: Page, entry: Entry) -> bool:
    """'A, 6 cycles, 01/2023 - 05/2023: PR': a course with its end, in which no growth and no other end is told."""
    counted = [e for e in entry.events if e.kind == "cycle" and not e.said and _is_counted(page, e)]
    if not counted or entry.has("resp_PD", "stopped", "switched", "toxic", "failing"):
        return False
    end = max(_in_months(d.order) for m in entry.mentions for role, d in m.dates if role == "end")
    return all(_in_months(_last_date_of(page, e)) >= end + _LATER for e in grew_on(entry))


def _last_date_of(page: Page, event: Event) -> tuple[int, int, int]:
    """When something happened: the first date behind it in its sentence, the letter's own where it speaks of now, else the one beside."""
    behind = _told_behind(page, event)
    if behind is None and page.is_current(event.start) and page.date is not None:
        return page.date.order
    return behind or page.dated(event.start, event.end) or _NEVER


def _in_months(order: tuple[int, int, int]) -> int:
    return order[0] * 12 + order[1]


def _is_counted(page: Page, event: Event) -> bool:
    """Whether a number of cycles is told."""
    last = page.document.token_at(event.end - 1) + 1
    return any(is_number(word) for word in page.document.folded[max(0, event.first - 1) : last + 1])


def _why_stopped(page: Page, events: Sequence[Event]) -> str | None:
    """The reason nearest to the word for stopping, in its sentence; side effects may be told in the sentence before."""
    found: list[tuple[int, str]] = []
    for stop in (e for e in events if e.kind == "stopped"):
        number = page.document.sentence_number(stop.start)
        for event in (e for e in events if e.kind in _REASONS):
            apart = number - page.document.sentence_number(event.start)
            goes_on = apart == 1 and (event.kind == "toxic" or bool(page.within(number, "for_that")))
            if apart == 0 or goes_on:
                found.append((abs(event.start - stop.start), _REASONS[event.kind]))
    for end in (e for e in events if e.kind == "finished"):
        told = [e for e in events if e.kind in _REASONS and _is_reason_of_end(page, end, e)]
        found += [(e.start - end.start, _REASONS[e.kind]) for e in told]
    return min(found)[1] if found else None


def _is_reason_of_end(page: Page, end: Event, event: Event) -> bool:
    """'Ended after 3 months because of depression': behind a word for the end, with a word for a reason between them."""
    last = page.document.token_at(end.end - 1) + 1
    between = [stem(word) for word in page.document.folded[last : event.first]]
    return (
        "." not in between
        and 0 < len(between) <= _WHY_REACH
        and bool(attaching_words()["reasons"] & set(between[-_WHY_BEFORE:]))
        and not (attaching_words()["breaks"] & set(between))
    )


def _progressed(entry: Entry, ended: str | None) -> bool | None:
    """Whether the disease grew on it, or after it and before the next."""
    if (
        ended == "progression"
        or entry.grown_after
        or entry.has("failing", "resp_PD", "progression", "came_back", "until_progression")
    ):
        return True
    calm = entry.has("without_progression") or any(
        e.kind == "progression" and e.said == {"negated"} for e in entry.events
    )
    return False if calm else None


def _months_ago(page: Page, entry: Entry, ended: str | None) -> float | None:
    if ended == "ongoing":
        return None
    for mention in reversed(entry.mentions):
        ends = [d for role, d in mention.dates if role == "end" and d.months is not None]
        written = page.date.months if page.date is not None else None
        if ends and written is not None and ends[-1].months is not None:
            apart = written - ends[-1].months
            return apart if apart >= 0 else None
        over = ended is not None or not mention.has("started", "ongoing")
        if mention.agos and over:
            beside = [a for a in mention.agos if page.document.sentence_number(a.start) == mention.sentence]
            return (beside or mention.agos)[-1].months
    return _after_finishing(page, entry)


def _after_finishing(page: Page, entry: Entry) -> float | None:
    """'8 months after completing ...': what lay between its end and what is told now."""
    words = quantity_words()
    for event in (e for e in entry.events if e.kind in ("finished", "last_given") and e.linked):
        before = page.document.plain[max(0, event.start - 40) : event.start]
        match = re.search(
            r"(\d+|[a-z]+)\s+([a-z]+)\s+(?:out\s+)?(?:after|following|since|from)\s+(?:(?:the|she|he|his|her|their|my)\s+)?(?:\w+\s+and\s+)?$",
            before,
            re.IGNORECASE,
        )
        if match and match[2].lower() in words.intervals and is_number(match[1].lower()):
            count = words.number_words.get(match[1].lower()) or float(match[1])
            return round(count * words.intervals[match[2].lower()], 1)
    return None


def outcome(page: Page, entry: Entry) -> dict[str, Any]:
    """The treatment as a value of the case."""
    ended = _ended(page, entry)
    over = _has_end(page, entry)
    if ended == "ongoing" and over:
        ended = None
    if ended is None and over and _ran_its_course(page, entry):
        ended = "completed"
    if ended is None and not over and any(role == "since" for m in entry.mentions for role, _ in m.dates):
        ended = None if entry.has("stopped") else "ongoing"
    if ended is None and any(page.document.sentences[m.sentence].section == "medication" for m in entry.mentions):
        ended = "ongoing"
    months = _months_ago(page, entry, ended)
    stated = {
        "treatment": entry.treatment,
        "best_response": _response(page, entry),
        "progressed": _progressed(entry, ended),
        "ended": ended,
        "months_ago": None if months is None else int(months) if months == int(months) else months,
    }
    return in_order(stated)


def in_order(entry: dict[str, Any]) -> dict[str, Any]:
    """The facts of a treatment in the order of the contract, without what is unknown."""
    return {key: entry[key] for key in PriorTreatment.model_fields if entry.get(key) is not None}
