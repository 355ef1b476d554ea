"""Which numbers the words of a letter license for a field: those written there, in the unit of the case."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from hoofbeat.case import FIELDS
from hoofbeat.language.conversion import Value, factor_of, value_of
from hoofbeat.language.forms import Measure, Unit
from hoofbeat.language.numbers import number_at, spelled
from hoofbeat.language.records import quantity_words
from hoofbeat.language.tokens import Token
from hoofbeat.letters.page import Page

CLOSE_ENOUGH = 0.005
"""How far, as a share of it, a converted number may be rounded."""
_LENGTH = "mm"
_CODED = re.compile(r"\d+")


def numbers_of(value: Any) -> list[float]:
    """Every number in a value of a case, those in codes such as a grade too, but not in the names of treatments."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [value]
    if isinstance(value, str):
        return [float(digits) for digits in _CODED.findall(value)]
    if isinstance(value, Mapping):
        return [n for key, part in value.items() if key != "treatment" for n in numbers_of(part)]
    return [n for part in value for n in numbers_of(part)]


def are_written(field: str, value: Any, page: Page, start: int, end: int) -> bool:
    """Whether every number of a value stands between two places of a letter, as written or in a unit that is known."""
    if FIELDS[field].form == "names":
        return True
    wanted = numbers_of(value)
    if not wanted:
        return True
    written = list(_written(field, page, start, end))
    if isinstance(value, Mapping) and any(w == value for w, _ in written):
        return True
    single = [(n, exact) for w, exact in written for n in numbers_of(w)]
    return all(any(n == w or (not exact and _close(n, w)) for w, exact in single) for n in wanted)


def _close(number: float, written: float) -> bool:
    return math.isclose(number, written, rel_tol=CLOSE_ENOUGH)


def _written(field: str, page: Page, start: int, end: int) -> Iterator[tuple[Value, bool]]:
    """The values that the words hold, and whether as written (else converted).

    Where the rules read a measure or an interval in the words, theirs are the only ones: a number that they could not
    take, for its unit or for its bound, is not to be had from elsewhere.
    """
    own = [q for q in page.quantities if q.field == field and q.start < end and start < q.end]
    if own:
        yield from ((q.value, q.factor in (None, 1)) for q in own if q.value is not None)
        return
    since = [a.months for a in page.agos if a.start < end and start < a.end]
    if since and FIELDS[field].form == "treatments":
        yield from ((months, False) for months in since)
        return
    measures = [m for m in quantity_words().measures if m.field == field]
    for token in _tokens(field, page, start, end):
        yield from _in_unit_of_case(field, measures, page, token) if measures else _plain(field, page, token)


def _tokens(field: str, page: Page, start: int, end: int) -> Iterator[Token]:
    """The tokens between two places at which a number may begin: not in the name of a measure, nor, but for codes, in a word."""
    text = page.document.plain
    sentence = page.document.sentence_at(start)
    names = [m.span() for m in _named_with_digits().finditer(text, sentence.start, max(end, sentence.end))]
    coded = FIELDS[field].form == "choice"
    for token in page.document.tokens[max(0, page.document.token_at(start)) :]:
        if token.start >= end:
            return
        within_word = token.start > 0 and text[token.start - 1].isalpha() and text[token.start].isdigit()
        in_name = any(first <= token.start < last for first, last in names)
        if token.start >= start and not in_name and (coded or not within_word):
            yield token


@lru_cache(maxsize=1)
def _named_with_digits() -> re.Pattern[str]:
    """Names of measures that hold a number, as 'Ki-67' does."""
    names = [n for m in quantity_words().measures for n in m.names if any(c.isdigit() for c in n)]
    return re.compile(spelled(names), re.IGNORECASE)


def _units(measure: Measure) -> list[Unit]:
    same = (m.units for m in quantity_words().measures if m.field == measure.same_units_as and m.units)
    return measure.units or next(same, [])


def _in_unit_of_case(field: str, measures: list[Measure], page: Page, token: Token) -> Iterator[tuple[Value, bool]]:
    """The number at a token as each measure of the field takes it: the unit behind it counts, quoted or not."""
    text, sentence = page.document.plain, page.document.sentence_at(token.start)
    for measure in measures:
        reading = number_at(text, token.start, sentence.end, _units(measure))
        if reading is None:
            continue
        factor, _, _ = factor_of(measure, reading, text, reading.end, sentence)
        value = None if factor is None else value_of(field, measure, reading, factor)[0]
        if value is not None:
            yield value, factor == 1


def _plain(field: str, page: Page, token: Token) -> Iterator[tuple[Value, bool]]:
    """The number at a token for a field without a measure of its own; a length in the unit of the case."""
    wording = page.knowledge.fields.get(field)
    units = quantity_words().lengths if wording is not None and wording.unit == _LENGTH else []
    reading = number_at(page.document.plain, token.start, page.document.sentence_at(token.start).end, units)
    if reading is None:
        return
    factor = (reading.unit.factor if reading.unit is not None else None) or 1.0
    yield from ((limit * factor, factor == 1) for limit in (reading.low, reading.high) if limit is not None)
