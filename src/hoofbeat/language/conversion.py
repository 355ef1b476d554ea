"""From a written number to the value in the unit of the case, and to what is missing where there is none."""

from __future__ import annotations

import math
import re

from hoofbeat.case import FIELDS
from hoofbeat.language.forms import Measure
from hoofbeat.language.numbers import NUMBER, Reading, as_number, spelled
from hoofbeat.language.records import quantity_words
from hoofbeat.language.tokens import Sentence

Value = float | int | dict[str, float]
FARTHEST = 1000.0
"""The upper limit written for a lower bound of a field that the contract leaves open above."""
NEAR = 45
"""Characters after a value within which its upper limit of normal, or the size of the fields, is looked for."""


def factor_of(
    measure: Measure, reading: Reading, text: str, end: int, sentence: Sentence
) -> tuple[float | None, int, str]:
    """What turns the written number into the unit of the case, from the unit and what stands beside it."""
    unit = reading.unit
    stop = min(sentence.end, reading.end + NEAR)
    if unit is None and measure.relative:
        limit = _upper_limit(text, reading.end, stop)
        return (1.0 / limit[0], max(end, limit[1]), "") if limit else (None, end, measure.unread or "")
    if unit is None and measure.bare:
        low = reading.low if reading.low is not None else reading.high
        other = (factor for limit, factor in measure.bare_above.items() if low is not None and low > limit)
        return next(other, 1.0), end, ""
    if unit is None:
        return None, end, measure.unread or ""
    if unit.factor is None:
        return None, end, unit.unread or ""
    if unit.relative:
        limit = _upper_limit(text, reading.end, stop)
        return (1.0 / limit[0], max(end, limit[1]), "") if limit else (None, end, measure.unread or "")
    if unit.fields and measure.area_mm2:
        area = _fields_area(text, reading.end, stop, unit.fields)
        return (measure.area_mm2 / area[0], max(end, area[1]), "") if area else (None, end, measure.unread or "")
    return unit.factor, end, ""


def _upper_limit(text: str, at: int, stop: int) -> tuple[float, int] | None:
    """The laboratory's upper limit of normal beside a value, and where it ends."""
    name = spelled(quantity_words().upper_limit)
    pattern = rf"\W{{0,3}}(?:{name}[\s:=<]*|<=?\s*)+(?:(?:{NUMBER})\s*(?:-|to)\s*)?(?P<limit>{NUMBER})|\s*[(\[]\s*(?:{NUMBER})\s*-\s*(?P<range>{NUMBER})\s*[)\]]"
    match = re.compile(pattern, re.IGNORECASE).match(text, at, stop)
    if match is None:
        return None
    limit = as_number(match["limit"] or match["range"])
    return (limit, match.end()) if limit > 0 else None


def _fields_area(text: str, at: int, stop: int, fields: int) -> tuple[float, int] | None:
    """The area in mm2 of a number of high-power fields, from the size stated beside the count, and where it ends."""
    words = quantity_words()
    mm2 = rf"(?P<n>{NUMBER})\s*(?:mm2|mm\^2|mm 2|sq mm|square millimet(?:er|re)s?)"
    whole = re.compile(rf"\s*[(=,]?\s*(?:=|total|i\.e\.|equivalent to|corresponding to)?\s*{mm2}", re.IGNORECASE).match(
        text, at, stop
    )
    if whole:
        return as_number(whole["n"]), whole.end()
    each = re.compile(rf"{spelled(words.field_area)}[\s:=,of]*{mm2}", re.IGNORECASE).search(text, at, stop)
    if each:
        return as_number(each["n"]) * fields, each.end()
    across = re.compile(
        rf"{spelled(words.field_diameter)}[\s:=,of]*(?P<n>{NUMBER})\s*mm(?!2|\^)", re.IGNORECASE
    ).search(text, at, stop)
    if across:
        return math.pi * (as_number(across["n"]) / 2) ** 2 * fields, across.end()
    return None


def rounded(value: float) -> float | int:
    """A converted value without the noise of floating point; a whole number as such."""
    value = float(f"{value:.4g}") if value < 1000 else round(value)
    return int(value) if value == int(value) else value


def value_of(field: str, measure: Measure, reading: Reading, factor: float) -> tuple[Value | None, str]:
    """The value of a field, or the problem with the number."""
    kind = FIELDS[field]
    low = None if reading.low is None else rounded(reading.low * factor)
    high = None if reading.high is None else rounded(reading.high * factor)
    if reading.bound == "peak":
        low = high = high if measure.peak else None
        if high is None:
            return None, "bound"
    if reading.bound in ("below", "above"):
        if not kind.takes_range:
            return None, "bound"
        low = low if low is not None else 0
        high = high if high is not None else (kind.high if kind.high is not None else FARTHEST)
    assert low is not None
    assert high is not None
    if not within(field, low) or not within(field, high):
        return None, "outside"
    if measure.at_least is not None and low < measure.at_least:
        return None, ""
    if low == high:
        return low, ""
    return ({"low": low, "high": high}, "") if kind.takes_range else (None, "range")


def within(field: str, value: float) -> bool:
    """Whether the contract of the case allows a number in a field."""
    kind = FIELDS[field]
    if kind.form == "choice":
        return value in kind.values
    above = kind.low is None or value > kind.low or (value == kind.low and not kind.low_open)
    return above and (kind.high is None or value <= kind.high)
