"""Several readings of one measure in a sentence: then and now, here and there, the most active area, year by year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hoofbeat.language.conversion import NEAR
from hoofbeat.language.forms import Unit
from hoofbeat.language.numbers import NUMBER, Reading, number_at, number_before, spelled
from hoofbeat.language.records import expanded, quantity_words

_DATED = re.compile(
    r"\s*(?:\(\s*(?:in\s+)?(?:[A-Za-z]{3,9}\.?\s+)?(?:19|20)\d\d\s*\)|in\s+(?:[A-Za-z]{3,9}\.?\s+)?(?:19|20)\d\d)"
    r"\s*[,;/]?\s*(?:(?:then|and|->)\s*)?"
)
_NEXT = re.compile(r"\s*[,;]\s*(?:and\s+|now\s+)?\d")
"""A further reading, behind one of then: the one before it is not the last."""
_STANDS = re.compile(r"\s*(?:on|at|by|after|in|last|this|before|now|today|tonight|yesterday|$|[.,;)])", re.IGNORECASE)
_LISTED = re.compile(r"[,;]\s*(?:(?:and|then|now|only|is)\s+)*(?=\d)|\b(?:and|then)\s+(?=\d)", re.IGNORECASE)
_LISTED_WITHIN = 60
"""Characters from one reading of a list to the next."""
_TIMED = re.compile(
    r"\s*(?:on|at|in|by|after|before|last|this|now|today|yesterday|a|one|two|three|the)\b|\s*\(", re.IGNORECASE
)
_AT_TIME = re.compile(r"\s*(?:on|in|at|before|after|last)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    r"\s*\(\s*(?:(?P<a>\d{1,2})(?:[./](?P<b>\d{1,2})|\s*(?P<month>[A-Za-z]{3,9})))\.?(?:[./\s](?P<year>\d{4}|\d\d))?\s*\)"
)
"""A day in brackets: '(27/5)', '(6 Oct)', '(27.05.2024)'."""
_NEXT_BY_DAY = re.compile(r"\s*[,;/]?\s*(?:(?:and|then|->)\s*)?(?=\d)")
_MONTHS = 12
_IN_PEAK = re.compile(r"\s*(?:in|at|within)\s+(?:the\s+|a\s+)?", re.IGNORECASE)
"""Between a reading and the most active area it is of: '28 % in hot spots'."""
_FROM = re.compile(r"\bfrom\s*$", re.IGNORECASE)
"""Before a second reading: it is what the first one was before, '15 %, up from 8 %'."""
_TO = re.compile(r"\s*(?:down\s+|up\s+)?to\s+(?=\d)")
_AND_IS = re.compile(r"\b(?:and|is|was|to|now|but)\s+(?:(?:is|was|now|at|has|come|down|back|up|to)\s+){0,4}(?=\d)")
_BEFORE_READING = 16
"""Characters before a reading that say it was the highest or lowest, or what it came from."""
_ALONE = re.compile(
    r"\s*(?:$|[.,;:)\]]|(?:and|but|with|the|so|he|she|his|her|at present|at the moment|now|today|currently)\b)"
)


@lru_cache(maxsize=1)
def links() -> re.Pattern[str]:
    """What may stand between the name of a measure and its number."""
    return re.compile(rf"(?:\s|{spelled(quantity_words().links)})*", re.IGNORECASE)


@lru_cache(maxsize=50)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of some words."""
    return re.compile(spelled(words), re.IGNORECASE)


def newer(text: str, reading: Reading, until: int, units: Sequence[Unit]) -> Reading | None:
    """The reading of now behind an older one: '78 (now 132)', '2 after the operation and is now 0', '168 -> 91'."""
    if _then_now().match(text, reading.end, until):
        return None
    for match in _now().finditer(text, reading.end, min(until, reading.end + NEAR + 10)):
        now = number_at(text, match.end(), until, units)
        if now is not None and _stands_alone(text, now, until):
            return now if now.unit is not None else replace(now, unit=reading.unit)
    for match in re.finditer(rf"(?<![\w.,/-])(?={NUMBER})", text[reading.end : until]):
        now = number_at(text, reading.end + match.start(), until, units)
        near = now is not None and (now.start - reading.end <= NEAR or now.unit is not None)
        if now is not None and near and _then_now().match(text, now.end, until):
            return now if now.unit is not None else replace(now, unit=reading.unit)
    return None


def came_to(text: str, reading: Reading, until: int, units: Sequence[Unit]) -> Reading | None:
    """What a value came to: 'rose from 26 g/L to 33 g/L', 'peaked at 310 umol/L with obstruction and is 118 umol/L'."""
    before = text[max(0, reading.start - _BEFORE_READING) : reading.start]
    if _FROM.search(before) or text[reading.start : reading.start + 5].lower() == "from ":
        match = _TO.match(text, reading.end, until)
        return number_at(text, match.end(), until, units) if match else None
    if reading.unit is None or not any_of(tuple(quantity_words().extreme)).search(before):
        return None
    for match in _AND_IS.finditer(text, reading.end, min(until, reading.end + 2 * NEAR)):
        now = number_at(text, match.end(), until, units)
        if now is not None and now.unit is not None:
            return now
    return None


def _stands_alone(text: str, newer: Reading, until: int) -> bool:
    """Whether a number is a value by itself, and not '2 cycles' or '3 months'."""
    return newer.unit is not None or _ALONE.match(text, newer.end, until) is not None


@lru_cache(maxsize=1)
def _now() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{spelled(expanded(quantity_words().now))}|->|=>|\u2192)[\s:]*(?:(?:at|is|of|a|down to|up to)\s+)*(?=[\d<>~a-z])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _then_now() -> re.Pattern[str]:
    return re.compile(rf"[\s,)]*{spelled(expanded(quantity_words().now))}(?![\s:]*[\d<>~])", re.IGNORECASE)


@lru_cache(maxsize=1)
def then_before() -> re.Pattern[str]:
    """Words between a name and its reading that make it an older one."""
    return re.compile(spelled(expanded(quantity_words().then)), re.IGNORECASE)


@lru_cache(maxsize=1)
def then_right_before() -> re.Pattern[str]:
    """Words at the end of what stands before a name that make its reading an older one: 'On admission '."""
    return re.compile(
        rf"(?:^|[.;\n])\s*(?:{spelled(expanded(quantity_words().then))})[\s,:]*(?:her |his |the )?$", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def was_right_before() -> re.Pattern[str]:
    """What stands right before a name and makes its reading an older one: ', was ', and a bracket of another day: '(15/06: Hb '."""
    words = quantity_words()
    day = rf"\d{{1,2}}[./]\d{{1,2}}(?:[./]\d+)?|{spelled(list(words.months))}\.?(?:\s+\d+)?|C\d+"
    return re.compile(rf"[,;(]\s*{spelled(words.was_before)}\s*$|\(\s*(?:{day})\s*:[^()]*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def then() -> re.Pattern[str]:
    """Words behind a reading that make it an older one."""
    return re.compile(rf"[\s,(]*{spelled(expanded(quantity_words().then))}(?!\s*:\s*\d|\s+\d)", re.IGNORECASE)


def further(text: str, start: int, until: int, reading: Reading, units: Sequence[Unit]) -> Reading | None:
    """A second reading of the same measure: '2 % in the primary and 18 % in the liver', 'rose from 5 % to 25 %'."""
    words = quantity_words()
    for match in re.finditer(rf"(?<![\w.,])(?={NUMBER})", text[reading.end : until]):
        at = reading.end + match.start()
        between = text[reading.end : at]
        if len(between.split()) > 7 or re.search(r"[.]", between):
            return None
        other = number_at(text, _after_comparator(text, reading.end, at), until, units)
        if _FROM.search(between):
            return None
        if other is None or other.unit is None or not any_of(tuple(words.further_between)).search(between):
            continue
        changed = any_of(tuple(words.changes)).search(text, start, at) is not None
        behind = text[other.end : other.end + 8].strip(" )").split(" ")[0].lower()
        if changed or behind in words.further_behind:
            return other
    return None


def _after_comparator(text: str, start: int, at: int) -> int:
    window = text[start:at].rstrip()
    return start + len(window) - 1 if window.endswith(("<", ">", "~")) else at


@lru_cache(maxsize=1)
def _peak_follows() -> re.Pattern[str]:
    return re.compile(
        rf"[,;(]?\s*(?:with|and|but)?\s*(?:areas|foci)?\s*(?:of|in)?\s*(?={spelled(quantity_words().bounds.peak)})",
        re.IGNORECASE,
    )


def peak(text: str, end: int, reading: Reading, units: Sequence[Unit]) -> Reading | None:
    """The reading of the most active area, where one is given beside the reading of the whole."""
    for match in any_of(tuple(quantity_words().peak_words)).finditer(text, reading.start, end):
        if _IN_PEAK.fullmatch(text, reading.end, match.start()):
            return reading
        linked = links().match(text, match.end(), end)
        after = number_at(text, linked.end() if linked else match.end(), end, units) or first_number(
            text, match.end(), min(end, match.end() + 25), units
        )
        if after is not None and after.unit is not None and not elsewhere(text, match.end(), after):
            return after
        before = number_before(text, reading.start, match.start(), units)
        if before is not None and before.unit is not None and before.start > reading.start:
            return before
    start = _peak_follows().match(text, reading.end, end)
    behind = number_at(text, start.end(), end, units) if start else None
    return behind if behind is not None and behind.bound == "peak" and behind.unit is not None else None


@lru_cache(maxsize=1)
def _since() -> re.Pattern[str]:
    return re.compile(rf"\s*[,;:)]*\s*(?:{spelled(quantity_words().since)}\s*)*(?=[\d<>~])", re.IGNORECASE)


def since(text: str, reading: Reading, at: int, until: int, units: Sequence[Unit]) -> Reading | None:
    """The reading behind one that was said to be of then: '244 on arrival, 96 on day 8', '88 before cycle 1, 121 before cycle 2, 164 now'."""
    match = _since().match(text, at, until)
    later = number_at(text, match.end(), until, units) if match else None
    if later is None:
        return None
    earlier = then().match(text, later.end, until)
    last = since(text, later, earlier.end(), until, units) if earlier else None
    if last is not None:
        return last
    if not _STANDS.match(text, later.end, until) or (earlier and _NEXT.match(text, earlier.end(), until)):
        return None
    last = _last_of_list(text, later, until, units)
    if last is not later and not _latest().match(text, last.end, until):
        return None
    return last if last.unit is not None else replace(last, unit=later.unit or reading.unit)


@lru_cache(maxsize=1)
def _latest() -> re.Pattern[str]:
    return re.compile(rf"[\s,(]*{spelled(expanded(quantity_words().latest))}", re.IGNORECASE)


def _last_of_list(text: str, reading: Reading, until: int, units: Sequence[Unit]) -> Reading:
    """The last of the readings that follow one in a list: '118 after drainage on 20/5, 103 on the 24th, 96 on discharge'."""
    for match in _LISTED.finditer(text, reading.end, min(until, reading.end + _LISTED_WITHIN)):
        following = number_at(text, match.end(), until, units)
        if following is not None and (following.unit is not None or _TIMED.match(text, following.end, until)):
            return _last_of_list(text, following, until, units)
    return reading


def at_times(text: str, reading: Reading, until: int, units: Sequence[Unit]) -> tuple[Reading, bool] | None:
    """The last of several readings that each have their time, and whether it is said to be the latest: '29 in March, 61 yesterday'."""
    if not _AT_TIME.match(text, reading.end, until) or _latest().match(text, reading.end, until):
        return None
    last = _last_of_list(text, reading, until, units)
    between = text[reading.end : last.start]
    if last is reading or between.count("(") != between.count(")"):
        return None
    return replace(last, unit=last.unit or reading.unit), _latest().match(text, last.end, until) is not None


def by_day(text: str, reading: Reading, until: int, units: Sequence[Unit]) -> list[Reading]:
    """The readings of a list in which each has its day in brackets, the latest last: '240 (1/5), 118 (20/5), 96 (27/5)'.

    Of one reading, nothing; where nobody knows which is the latest, all of them twice, so that none is.
    """
    found: list[tuple[tuple[int, int, int], tuple[int, int, int], Reading]] = []
    following: Reading | None = reading
    while following is not None and (day := _IN_BRACKETS.match(text, following.end, until)) is not None:
        orders = _orders(day)
        if orders is None:
            return []
        found.append((*orders, following))
        link = _NEXT_BY_DAY.match(text, day.end(), until)
        following = number_at(text, link.end(), until, units) if link else None
    if len(found) < 2:
        return []
    day_first, month_first = max(found, key=lambda f: f[0]), max(found, key=lambda f: f[1])
    certain = day_first is month_first and not _turns_year([f[0][1] for f in found], found[0][0][0])
    rest = [f[2] for f in found if f is not day_first]
    return [*rest, day_first[2]] if certain else []


def _orders(day: re.Match[str]) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """A day in brackets as (year, month, day), read with the day first and with the month first; None for no day."""
    year = int(day["year"] or 0)
    if day["month"]:
        month = quantity_words().months.get(day["month"].lower())
        return None if month is None else ((year, month, int(day["a"])), (year, month, int(day["a"])))
    first, second = int(day["a"]), int(day["b"])
    either = (year, second, first), (year, first, second)
    if second > _MONTHS:
        return either[1], either[1]
    return (either[0], either[0]) if first > _MONTHS else either


def _turns_year(months: Sequence[int], year: int) -> bool:
    """Whether days without a year may lie on both sides of a New Year."""
    return year == 0 and max(months) - min(months) > _MONTHS // 2


def elsewhere(text: str, start: int, reading: Reading) -> bool:
    """Whether a reading is of what is not the most active area: '(hot spot), the others 1 %', '2 % away from it'."""
    words = any_of(tuple(quantity_words().not_peak))
    return words.search(text, start, reading.start) is not None or words.match(text, reading.end + 1) is not None


def series(text: str, until: int, reading: Reading, units: Sequence[Unit]) -> list[Reading]:
    """The readings of other times that follow one with its year: '5 % (2016), 9 % (2019), 21 % on the biopsy of 2024'."""
    found: list[Reading] = []
    at = reading.end
    while (match := _DATED.match(text, at, until)) is not None:
        other = number_at(text, match.end(), until, units)
        if other is None or other.unit is None:
            break
        found.append(other)
        at = other.end
    return found


def first_number(text: str, at: int, end: int, units: Sequence[Unit], with_unit: bool = False) -> Reading | None:
    """The first number of a stretch of text."""
    for match in re.finditer(r"\b(?=\d)|[<>~]", text[at:end]):
        reading = number_at(text, at + match.start(), end, units)
        if reading is not None and (reading.unit is not None or not with_unit):
            return reading
    return None
