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
        if now is not None and now.start - reading.end <= NEAR and _then_now().match(text, now.end, until):
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
    return later if later.unit is not None else replace(later, unit=reading.unit)


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
