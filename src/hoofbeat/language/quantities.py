"""Measured quantities in free text: which measure, what value in the unit of the case, and what could not be read.

Names, units and conversion factors are records (`quantities.yaml`); what is possible, the contract of the case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from hoofbeat.language.conversion import NEAR, Value, factor_of, value_of
from hoofbeat.language.numbers import NUMBER, Reading, number_at, number_before, spelled, unit_at
from hoofbeat.language.phrases import PhraseTrie, stem
from hoofbeat.language.records import Measure, Unit, expanded, quantity_words
from hoofbeat.language.tokens import Document, Sentence


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure that was named: its field, its value in the unit of the case (None if it could not be read), its place.

    `problem` names the message that explains what is missing, `note` says it in the measure's own words; `later` says
    that the text gives it as what the value has become, `older` that it was so once; `past` says that it may still be taken.
    """

    field: str | None
    value: Value | None
    start: int
    end: int
    problem: str = ""
    note: str = ""
    later: bool = False
    older: bool = False
    past: bool = False


@lru_cache(maxsize=1)
def _measures() -> PhraseTrie[int]:
    words = quantity_words()
    trie: PhraseTrie[int] = PhraseTrie()
    for number, measure in enumerate(words.measures):
        for name in measure.names:
            trie.add(name, number)
    return trie


@lru_cache(maxsize=1)
def _links() -> re.Pattern[str]:
    return re.compile(rf"(?:\s|{spelled(quantity_words().links)})*", re.IGNORECASE)


@lru_cache(maxsize=50)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(spelled(words), re.IGNORECASE)


def _units(measure: Measure) -> list[Unit]:
    if measure.same_units_as is None:
        return measure.units
    return next(m.units for m in quantity_words().measures if m.field == measure.same_units_as)


@dataclass(frozen=True, slots=True)
class _Named:
    measure: Measure
    first: int
    last: int
    start: int
    end: int
    until: int


def _named(document: Document, sentence: Sentence) -> list[_Named]:
    stems = [stem(f) for f in document.folded[sentence.first : sentence.last]]
    hits = _measures().find(stems, 0, len(stems))
    found: list[_Named] = []
    for hit in hits:
        measure = quantity_words().measures[hit.payloads[0]]
        first, last = sentence.first + hit.first, sentence.first + hit.last
        start, end = document.tokens[first].start, document.tokens[last - 1].end
        if not _as_written(measure, document.plain[start:end]):
            continue
        if found and found[-1].measure is measure and not re.search(r"\d", document.plain[found[-1].end : start]):
            start, first = found[-1].start, found[-1].first
            found.pop()
        found.append(_Named(measure, first, last, start, end, sentence.end))
    return [
        _Named(
            n.measure, n.first, n.last, n.start, n.end, min([n.until, *(m.start for m in found if m.start > n.start)])
        )
        for n in found
    ]


def _as_written(measure: Measure, words: str) -> bool:
    """Whether a short name is written as it is listed, in small letters, or is long enough to be itself in capitals."""
    letters = words.strip()
    return (
        bool({letters, letters.lower()} & set(measure.names))
        or len(letters) > 2
        or letters.islower()
        or not letters.isalpha()
    )


def quantities(document: Document) -> list[Quantity]:
    """Every quantity named in a text, from left to right."""
    found: list[Quantity] = []
    for sentence in document.sentences:
        named = _named(document, sentence)
        begin = sentence.start
        for one in named:
            if one.measure.field is not None or one.measure.unread:
                found += _read(document, sentence, one, begin)
            begin = found[-1].end if found and found[-1].end > one.end else one.end
    said = {(q.field, document.sentence_number(q.start)) for q in found if q.value is not None}
    return [
        q
        for q in found
        if q.value is not None or (q.problem and (q.field, document.sentence_number(q.start)) not in said)
    ]


def _read(document: Document, sentence: Sentence, named: _Named, begin: int) -> list[Quantity]:
    measure, text = named.measure, document.plain
    if measure.never_near:
        near = text[max(sentence.start, named.start - 12) : min(sentence.end, named.end + 12)]
        if _any_of(tuple(measure.never_near)).search(near):
            return []
    reading = _around(text, begin, named) or _in_two_units(text, named) or _after(document, named)
    if reading is None and measure.before:
        reading = number_before(text, begin, named.start, _units(measure))
    if reading is None:
        written = measure.bare or re.search(r"\d", text[named.end : min(sentence.end, named.end + 12)])
        return [Quantity(measure.field, None, named.start, named.end, "unread")] if written else []
    if _in_columns(text, reading, sentence.end):
        return [Quantity(measure.field, None, named.start, named.end, "unread")]
    reading = _as_multiple(text, reading, named.until, _units(measure))
    newer = _newer(text, reading, named.until, _units(measure))
    start, end = min(named.start, reading.start), max(named.end, reading.end)
    if newer is not None:
        return [replace(_quantity(measure, newer, text, start, max(end, newer.end), sentence), later=True)]
    first = _quantity(measure, reading, text, start, end, sentence)
    first = replace(first, older=_then().match(text, reading.end, sentence.end) is not None)
    if not measure.peak:
        return [first]
    peak = _peak(document, sentence, measure, reading)
    if peak is not None:
        return [_quantity(measure, peak, text, min(start, peak.start), max(end, peak.end), sentence)]
    later = _further(text, named, reading, _units(measure))
    if later is None:
        return [first]
    changed = (
        _any_of(tuple(quantity_words().changes)).search(text, max(sentence.start, named.start - 20), later.start)
        is not None
    )
    return [first, replace(_quantity(measure, later, text, later.start, later.end, sentence), later=changed)]


def _in_two_units(text: str, named: _Named) -> Reading | None:
    """A value in two units, as feet and inches, in the unit of the smaller; none where the field's own unit follows."""
    compound = named.measure.compound
    if compound is None:
        return None
    larger, smaller = (spelled(u.spelled) for u in (compound.larger, compound.smaller))
    match = re.compile(rf"[\s:,=]*(?P<a>\d+)\s*{larger}\s*(?:(?P<b>{NUMBER})\s*(?:{smaller})?)?", re.IGNORECASE).match(
        text, named.end, named.until
    )
    if match is None or _first_number(text, match.end(), min(named.until, match.end() + 12), named.measure.units, True):
        return None
    first, second = compound.larger.factor or 1, compound.smaller.factor or 1
    value = float(match["a"]) * first + float(match["b"] or 0) * second
    return Reading(value, value, "", Unit(spelled=[], factor=1), match.start("a"), match.end())


def _in_columns(text: str, reading: Reading, end: int) -> bool:
    """Whether a row goes on with further single values, as of other days: which is the last, nobody knows."""
    return (
        re.compile(rf"(?:[ ]{{3,}}|[ ]*\|[ ]*){NUMBER}[ ]*(?:[ ]{{3}}|\||$)", re.MULTILINE).match(
            text, reading.end, end
        )
        is not None
    )


def _as_multiple(text: str, reading: Reading, until: int, units: list[Unit]) -> Reading:
    """The multiple of the upper limit that stands in brackets behind an absolute value."""
    if reading.unit is None or not reading.unit.relative:
        return reading
    match = re.compile(r"\s*[(,=]\s*(?:i\.e\.|=)?\s*(?=[\d~<>])").match(text, reading.end, until)
    multiple = number_at(text, match.end(), until, units) if match else None
    return reading if multiple is None or multiple.unit is None or multiple.unit.relative else multiple


def _newer(text: str, reading: Reading, until: int, units: list[Unit]) -> Reading | None:
    """The reading of now behind an older one: '78 (now 132)', '2 after the operation and is now 0', '168 -> 91'."""
    if _then_now().match(text, reading.end, until):
        return None
    for match in _now().finditer(text, reading.end, min(until, reading.end + NEAR + 10)):
        newer = number_at(text, match.end(), until, units)
        if newer is not None and _stands_alone(text, newer, until):
            return newer if newer.unit is not None else replace(newer, unit=reading.unit)
    for match in re.finditer(rf"(?<![\w.,/-])(?={NUMBER})", text[reading.end : until]):
        newer = number_at(text, reading.end + match.start(), until, units)
        if newer is not None and newer.start - reading.end <= NEAR and _then_now().match(text, newer.end, until):
            return newer if newer.unit is not None else replace(newer, unit=reading.unit)
    return None


def _stands_alone(text: str, newer: Reading, until: int) -> bool:
    """Whether a number is a value by itself, and not '2 cycles' or '3 months'."""
    if newer.unit is not None:
        return True
    return (
        re.compile(r"\s*(?:$|[.,;:)\]]|(?:and|but|with|the|so|he|she|his|her)\b)").match(text, newer.end, until)
        is not None
    )


@lru_cache(maxsize=1)
def _now() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{spelled(quantity_words().now)}|->|=>|\u2192)[\s:]*(?:(?:at|is|of|a|down to|up to)\s+)*(?=[\d<>~a-z])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _then_now() -> re.Pattern[str]:
    return re.compile(rf"[\s,)]*{spelled(quantity_words().now)}(?![\s:]*[\d<>~])", re.IGNORECASE)


@lru_cache(maxsize=1)
def _then() -> re.Pattern[str]:
    return re.compile(rf"[\s,(]*{spelled(expanded(quantity_words().then))}(?!\s+:?\s*\d)", re.IGNORECASE)


def _around(text: str, begin: int, named: _Named) -> Reading | None:
    """A count before its name with the unit behind it: '4 mitoses per 2 mm2'."""
    if named.measure.area_mm2 is None:
        return None
    unit = unit_at(text, named.end, named.until, named.measure.units)
    before = number_before(text, begin, named.start, []) if unit else None
    return Reading(before.low, before.high, before.bound, unit[0], before.start, unit[1]) if unit and before else None


def _further(text: str, named: _Named, reading: Reading, units: list[Unit]) -> Reading | None:
    """A second reading of the same measure: '2 % in the primary and 18 % in the liver', 'rose from 5 % to 25 %'."""
    words = quantity_words()
    for match in re.finditer(rf"(?<![\w.,])(?={NUMBER})", text[reading.end : named.until]):
        at = reading.end + match.start()
        between = text[reading.end : at]
        if len(between.split()) > 7 or re.search(r"[.]", between):
            return None
        further = number_at(text, _after_comparator(text, reading.end, at), named.until, units)
        if further is None or further.unit is None or not _any_of(tuple(words.further_between)).search(between):
            continue
        changed = _any_of(tuple(words.changes)).search(text, named.start, at) is not None
        behind = text[further.end : further.end + 8].strip(" )").split(" ")[0].lower()
        if changed or behind in words.further_behind:
            return further
    return None


def _after_comparator(text: str, start: int, at: int) -> int:
    window = text[start:at].rstrip()
    return start + len(window) - 1 if window.endswith(("<", ">", "~")) else at


def _after(document: Document, named: _Named) -> Reading | None:
    """The number behind a name: at once, behind linking words, or, with its unit, a few words on."""
    measure, text = named.measure, document.plain
    units = _units(measure)
    given = unit_at(text, named.end, named.until, units) if units else None
    linked = _links().match(text, given[1] if given else named.end, named.until)
    at = linked.end() if linked else named.end
    while at > named.end and text[at - 1].isdigit():
        at -= 1
    reading = number_at(text, at, named.until, units) or _back_off(text, named, at, units)
    if reading is not None:
        if reading.unit is None and given:
            return Reading(reading.low, reading.high, reading.bound, given[0], reading.start, reading.end)
        if reading.unit is not None or measure.bare or measure.unread:
            return reading if not _is_date(text, reading) else None
    return _farther(document, named, units)


def _back_off(text: str, named: _Named, at: int, units: list[Unit]) -> Reading | None:
    """The links may have swallowed the comparator before the number."""
    window = text[named.end : at]
    for match in re.finditer(r"\S+", window):
        reading = number_at(text, named.end + match.start(), named.until, units)
        if reading is not None:
            return reading
    return None


def _is_date(text: str, reading: Reading) -> bool:
    """A year, or a date, behind a name is not its value."""
    written = text[reading.start : reading.end].strip()
    following = text[reading.end : reading.end + 12].strip().lower()
    month = following.split(" ")[0].strip(".,") in quantity_words().months
    interval = following.split(" ")[0].strip(".,") in quantity_words().intervals
    return reading.unit is None and (
        month or interval or bool(re.fullmatch(r"(19|20)\d\d", written)) or bool(re.match(r"/\d", following))
    )


def _farther(document: Document, named: _Named, units: list[Unit]) -> Reading | None:
    text = document.plain
    last = min(named.last + named.measure.reach + 1, len(document.tokens))
    for token in document.tokens[named.last : last]:
        if token.start >= named.until:
            break
        reading = number_at(text, token.start, named.until, units)
        if reading is not None and reading.unit is not None:
            return reading
    return None


def _peak(document: Document, sentence: Sentence, measure: Measure, reading: Reading) -> Reading | None:
    """The reading of the most active area, where one is given beside the reading of the whole."""
    text, units = document.plain, _units(measure)
    for match in _any_of(tuple(quantity_words().peak_words)).finditer(text, reading.start, sentence.end):
        linked = _links().match(text, match.end(), sentence.end)
        after = number_at(text, linked.end() if linked else match.end(), sentence.end, units) or _first_number(
            text, match.end(), min(sentence.end, match.end() + 25), units
        )
        if after is not None and after.unit is not None:
            return after
        before = number_before(text, reading.start, match.start(), units)
        if before is not None and before.unit is not None and before.start > reading.start:
            return before
    follow = re.compile(
        rf"[,;(]?\s*(?:with|and|but)?\s*(?:areas|foci)?\s*(?:of|in)?\s*(?={spelled(quantity_words().bounds.peak)})",
        re.IGNORECASE,
    )
    start = follow.match(text, reading.end, sentence.end)
    further = number_at(text, start.end(), sentence.end, units) if start else None
    return further if further is not None and further.bound == "peak" and further.unit is not None else None


def _first_number(text: str, at: int, end: int, units: list[Unit], with_unit: bool = False) -> Reading | None:
    for match in re.finditer(r"\b(?=\d)|[<>~]", text[at:end]):
        reading = number_at(text, at + match.start(), end, units)
        if reading is not None and (reading.unit is not None or not with_unit):
            return reading
    return None


def _quantity(measure: Measure, reading: Reading, text: str, start: int, end: int, sentence: Sentence) -> Quantity:
    if measure.field is None:
        return Quantity(None, None, start, end, "invalid", measure.unread or "")
    factor, end, problem = factor_of(measure, reading, text, end, sentence)
    if factor is None:
        return Quantity(measure.field, None, start, end, "invalid", problem)
    value, problem = value_of(measure.field, measure, reading, factor)
    return Quantity(measure.field, value, start, end, problem, past=measure.past)
