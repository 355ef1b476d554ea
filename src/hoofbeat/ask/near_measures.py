"""Values told in a measure that stands in for a field of the case: an eGFR for the creatinine clearance. The answer says so."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from hoofbeat.ask.patterns import NUMBER, AnyOf
from hoofbeat.ask.plan_forms import NearMeasure
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.text import Words
from hoofbeat.ask.understanding import Understanding

_AGE, _HIGHEST = "age_years", 1000.0
"""A larger number is no such value."""


@lru_cache(maxsize=1)
def _measures() -> tuple[tuple[NearMeasure, AnyOf], ...]:
    return tuple((m, AnyOf(m.any)) for m in plan_words().outright.near_measures)


def told(words: Words) -> list[tuple[NearMeasure, str]]:
    """The measures that a question tells a value of, with the number as written."""
    found = ((m, any_of.search(words.line)) for m, any_of in _measures())
    return [(m, re.findall(NUMBER, match.group())[-1]) for m, match in found if match is not None]


def read(u: Understanding) -> Understanding:
    """The question with such values in the case, each where the field itself is not told."""
    for measure, number in told(u.words):
        value = float(number.replace(",", "."))
        if measure.field in u.own or value > _HIGHEST:
            continue
        # The same number is no age, unless it is said twice.
        once = u.words.words.count(number) == 1
        own, case = (
            {k: v for k, v in known.items() if not (once and k == _AGE and v == value)} for known in (u.own, u.case)
        )
        u = replace(
            u,
            own={**own, measure.field: value},
            case={**case, measure.field: value},
            unspecific=tuple(f for f in u.unspecific if f != measure.field),
        )
    return u
