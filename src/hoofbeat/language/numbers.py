"""Numbers as letters write them: decimals, thousands, ranges, bounds, estimates, and the unit behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.language.forms import Unit
from hoofbeat.language.records import quantity_words

NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?![\d.,]\d)|\d{1,3}(?: \d{3})+(?=\s?/\s?(?:mm|u|mc))|\d{1,9}(?!\d)(?:[.,]\d{1,9}(?!\d))?)"
)
"""A written number. A longer row of digits is no measurement."""
_NUMBER = re.compile(NUMBER)
_THOUSANDS = re.compile(r"\d{1,3}(?:[, ]\d{3})+")
TEN, TWENTY, HUNDRED = 10, 20, 100
_RANGE = r"\s*(?:-(?!>)|to|and|or)\s*"


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, range or bound in a text: its limits, what kind it is, the unit behind it, and its place.

    A bound has only one limit. `unit` is None where none was written.
    """

    low: float | None
    high: float | None
    bound: str
    unit: Unit | None
    start: int
    end: int

    @property
    def single(self) -> float | None:
        """The number, where one number is stated."""
        return self.low if self.low == self.high else None


def as_number(written: str) -> float:
    """The value of a written number; a comma parts thousands where three figures follow it, else decimals."""
    if _THOUSANDS.fullmatch(written):
        return float(re.sub("[, ]", "", written))
    return float(written.replace(",", "."))


def spelled(words: Sequence[str]) -> str:
    """A pattern for any of some spellings, the longest first; spaces may be any number of spaces or none at a sign."""
    return _spelled(tuple(words))


@lru_cache(maxsize=200)
def _spelled(words: tuple[str, ...]) -> str:
    parts = []
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        pattern = r"\s+".join(re.escape(part) for part in word.split())
        before = r"\b" if word[0].isalnum() else ""
        after = r"(?![A-Za-z])" if word[-1].isalnum() else ""
        parts.append(before + pattern + after)
    return "(?:" + "|".join(parts) + ")"


@lru_cache(maxsize=1)
def _value_pattern() -> re.Pattern[str]:
    bounds = quantity_words().bounds
    comparator = "|".join(
        f"(?P<{name}>{spelled(getattr(bounds, name))})" for name in ("below", "above", "peak", "about")
    )
    return re.compile(
        rf"(?:(?:{comparator})\s*){{0,2}}(?:between\s+|from\s+)?(?P<a>{NUMBER})"
        rf"(?:(?P<unit_between>\s*%)?{_RANGE}(?:{comparator.replace('?P<', '?P<second_')})?\s*(?P<b>{NUMBER})(?![/.\d]?\d))?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=200)
def _unit_pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for word in sorted(set(spellings), key=lambda w: (-len(w), w)):
        pattern = r"\s*".join(re.escape(part) for part in re.split(r"\s+", word))
        parts.append(pattern + (r"(?![A-Za-z])" if word[-1].isalpha() else ""))
    return re.compile(r"\s*[\[(]?\s*(?:" + "|".join(parts) + ")", re.IGNORECASE)


def unit_at(text: str, at: int, end: int, units: Sequence[Unit]) -> tuple[Unit, int] | None:
    """The unit written at a place in the text, and where it ends; the longest spelling wins."""
    best: tuple[Unit, int] | None = None
    for unit in units:
        match = _unit_pattern(tuple(unit.spelled)).match(text, at, end)
        if match and (best is None or match.end() > best[1]):
            best = (unit, match.end())
    return best


def number_at(text: str, at: int, end: int, units: Sequence[Unit]) -> Reading | None:
    """The number, range or bound that begins at a place in a (plain) text, with the unit behind it."""
    match = _value_pattern().match(text, at, end)
    if match is None:
        return _worded(text, at, end, units)
    found = match.groupdict()
    low = high = as_number(match["a"])
    stop = match.end("a")
    if match["b"] and as_number(match["b"]) > low and _is_range(text, match):
        high = as_number(match["b"])
        stop = match.end("b")
    bound = "below" if found["below"] else "above" if found["above"] else "peak" if found["peak"] else ""
    unit = unit_at(text, stop, end, units)
    if unit is None and match["unit_between"]:
        unit = unit_at(text, match.start("unit_between"), end, units)
        unit = None if unit is None else (unit[0], max(unit[1], stop))
    lower, upper = (None if bound == "below" else low), (None if bound == "above" else high)
    return Reading(lower, upper, bound, unit[0] if unit else None, match.start(), unit[1] if unit else stop)


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile(spelled_numbers(), re.IGNORECASE)


@lru_cache(maxsize=1)
def spelled_numbers() -> str:
    """A pattern for a number in words, however many it takes: 'one hundred and two', 'thirteen point one'."""
    words = quantity_words()
    word = spelled([*words.number_words, *words.number_scales])
    return rf"{word}(?:[\s-]+(?:{words.number_joint}[\s-]+)?{word})*(?:\s+{words.number_point}(?:\s+{word})+)?"


def spelled_value(written: str) -> float | None:
    """What a number in words comes to; None where it may mean several ('twenty nineteen')."""
    words = quantity_words()
    whole, _, fraction = written.lower().replace("-", " ").partition(f" {words.number_point} ")
    digits = [words.number_words.get(w, TEN) for w in fraction.split()]
    value = _whole([w for w in whole.split() if w != words.number_joint])
    if value is None or any(d >= TEN for d in digits):
        return None
    return value + float("0." + "".join(f"{d:g}" for d in digits)) if digits else value


def _whole(parts: list[str]) -> float | None:
    words = quantity_words()
    if len(parts) > 1 and all(words.number_words.get(p, TEN) < TEN for p in parts):
        return float("".join(f"{words.number_words[p]:g}" for p in parts))
    total = group = 0.0
    room = float("inf")
    for part in parts:
        scale = words.number_scales.get(part)
        if scale is None:
            number = words.number_words[part]
            if number >= room:
                return None
            group, room = group + number, TEN if number >= TWENTY else 0
        elif scale == HUNDRED:
            group, room = (group or 1) * scale, HUNDRED
        else:
            total, group, room = total + (group or 1) * scale, 0.0, float("inf")
    return total + group


def _worded(text: str, at: int, end: int, units: Sequence[Unit]) -> Reading | None:
    """The number that is written in words at a place, as dictated letters have it."""
    match = _words().match(text, at, end)
    value = None if match is None else spelled_value(match.group())
    if match is None or value is None:
        return None
    unit = unit_at(text, match.end(), end, units)
    return Reading(value, value, "", unit[0] if unit else None, match.start(), unit[1] if unit else match.end())


@lru_cache(maxsize=1)
def _changes() -> re.Pattern[str]:
    return re.compile(spelled(quantity_words().changes), re.IGNORECASE)


def _is_range(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers are one range: 'and' and 'or' make one only after 'between', or close together."""
    between = text[match.end("a") : match.start("b")].lower()
    if "to" in between.split() and _changes().search(text, max(0, match.start() - 25), match.start("a")):
        return False
    if "and" in between or "or" in between.split():
        return "between" in text[match.start() : match.start("a")].lower()
    return True


@lru_cache(maxsize=1)
def _number_or_word() -> re.Pattern[str]:
    return re.compile(rf"{NUMBER}|{spelled(list(quantity_words().number_words))}", re.IGNORECASE)


def number_before(text: str, start: int, at: int, units: Sequence[Unit]) -> Reading | None:
    """The number with a unit that ends just before a place in the text (at most two words in between)."""
    best = None
    for match in (_NUMBER if units else _number_or_word()).finditer(text[start:at]):
        begin = start + match.start()
        if begin and (text[begin - 1].isalnum() or text[begin - 1] in ".,"):
            continue
        reading = number_at(text, _with_comparator(text, start, begin), at, units)
        if reading is not None and reading.end <= at:
            between = text[reading.end : at]
            if len(between.split()) <= 2 and not re.search(r"[.;:,()]", between):
                best = reading if best is None or reading.start < best.start or best.end < reading.start else best
    return best


def _with_comparator(text: str, start: int, at: int) -> int:
    match = _comparator_before().search(text, max(start, at - 25), at)
    return match.start() if match else at


@lru_cache(maxsize=1)
def _comparator_before() -> re.Pattern[str]:
    bounds = quantity_words().bounds
    return re.compile(spelled([*bounds.below, *bounds.above, *bounds.peak, *bounds.about]) + r"\s*$", re.IGNORECASE)
