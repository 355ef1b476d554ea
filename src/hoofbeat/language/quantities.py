"""Measured quantities in free text: which measure, what value in the unit of the case, and what could not be read.

Names, units and conversion factors are records (`quantities.yaml`); what is possible, the contract of the case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from hoofbeat.language import readings
from hoofbeat.language.conversion import NEAR, Value, factor_of, rounded, value_of
from hoofbeat.language.forms import Measure, Unit
from hoofbeat.language.numbers import NUMBER, Reading, number_at, number_before, spelled, unit_at
from hoofbeat.language.phrases import PhraseTrie, stem
from hoofbeat.language.records import quantity_words
from hoofbeat.language.tokens import Document, Sentence

_FROM_TO = re.compile(rf"\s*(?:[a-z]+\s+){{0,3}}from\s+{NUMBER}\s*(?:[a-z]+\s+)?to\s+\d", re.IGNORECASE)
"""'Weight down from 68 to 64 kg': what it came to is told too."""
_ALONE = re.compile(r"(?<![\w/.,+-])(?<!per )\d{2,3}(?:[.,]\d)?(?=\s*[a-z])", re.IGNORECASE)
_BESIDE = 12
"""Characters around a name within which words say what it is told of."""
_COUNT = re.compile(rf"[\s:=,(]*(?:[<>~]\s*)?{NUMBER}(?:\s*-\s*{NUMBER})?\s*")
"""A count between two names of one measure: 'Mitotic rate: 4 mitoses per 2 mm2'."""
_YEAR_FIRST = re.compile(r"\s*\(?(?:19|20)\d\d\)?\s*:(?=\s*[\d<>~])")
"""The year of a value, between its name and the value: 'creatinine 2023: 0.9 mg/dL'."""

_BRACKET = re.compile(r"\s*\((?=[^()]*[A-Za-z]|\s*\d+\s*[-/]\s*\d)[^()]{1,40}\)(?=\s*[:=]?\s*(?:[<>~]\s*)?\d)")
"""What stands in brackets between a name and its number: 'CrCl (Cockcroft-Gault, ideal weight) 66'."""


@lru_cache(maxsize=1)
def _hours() -> re.Pattern[str]:
    """The hours over which something was collected: ' (24 h urine)', ' over 24 hours'."""
    hours = spelled(quantity_words().hours)
    return re.compile(
        rf"\s*\(?\s*(?:(?:over|in|of|by|from|on)\s+)?(?:an?\s+)?\d+[\s-]*{hours}(?:\s+[a-z]+){{0,2}}?\s*\)?(?=[\s:=]*[\d<>~]|\s+(?:was|is|of)\b)",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure that was named: its field, its value in the unit of the case (None if it could not be read), its place.

    `problem` names the message that explains what is missing, `note` says it in the measure's own words; `later` says
    that the text gives it as what the value has become, `older` that it was so once; `past` says that it may still be taken;
    `factor` is what the unit written made of the number (None: no unit was written).
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
    factor: float | None = None


@lru_cache(maxsize=1)
def _measures() -> PhraseTrie[int]:
    words = quantity_words()
    trie: PhraseTrie[int] = PhraseTrie()
    for number, measure in enumerate(words.measures):
        for name in measure.names:
            trie.add(name, number)
    return trie


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
        first, last = sentence.first + hit.first, sentence.first + hit.last
        start, end = document.tokens[first].start, document.tokens[last - 1].end
        meant = (quantity_words().measures[payload] for payload in hit.payloads)
        measure = next((m for m in meant if _as_written(m, document.plain[start:end])), None)
        if measure is None:
            continue
        if found and found[-1].measure is measure and not re.search(r"\d", document.plain[found[-1].end : start]):
            start, first = found[-1].start, found[-1].first
            found.pop()
        elif (
            found
            and found[-1].measure is measure
            and measure.area_mm2
            and _COUNT.fullmatch(document.plain, found[-1].end, start)
        ):
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
    found = [_in_unit_of(q, found, document) for q in found]
    found += [q for measure in quantity_words().measures for q in _unnamed(document, measure, found)]
    said = {(q.field, document.sentence_number(q.start)) for q in found if q.value is not None and not q.older}
    return [
        q
        for q in found
        if q.value is not None or (q.problem and (q.field, document.sentence_number(q.start)) not in said)
    ]


def _unnamed(document: Document, measure: Measure, found: list[Quantity]) -> list[Quantity]:
    """A number with the unit of a measure that the text names nowhere, where only one value is possible: 'ECOG 1, 86 kg'."""
    if measure.alone is None or measure.field is None or any(q.field == measure.field for q in found):
        return []
    text, alone = document.plain, measure.alone
    stray = readings.any_of(tuple(measure.never_near))
    made = []
    for match in _ALONE.finditer(text):
        reading = number_at(text, match.start(), len(text), measure.units)
        if reading is None or reading.unit is None or reading.low is None or text[reading.end : reading.end + 1] == "/":
            continue
        sentence = document.sentence_at(match.start())
        around = text[max(sentence.start, reading.start - 2 * _BESIDE) : min(sentence.end, reading.end + _BESIDE)]
        if alone.low <= reading.low <= alone.high and not stray.search(around):
            made.append(_quantity(measure, reading, text, reading.start, reading.end, sentence))
    return made if len({str(q.value) for q in made}) == 1 else []


def _in_unit_of(bare: Quantity, found: list[Quantity], document: Document) -> Quantity:
    """A number without a unit in the unit that the same measure has elsewhere in the sentence: 'Cr 2.3 mg/dL -> Cr 1.4'."""
    if bare.factor is not None or not isinstance(bare.value, int | float):
        return bare
    number = document.sentence_number(bare.start)
    others = {
        q.factor
        for q in found
        if q.field == bare.field and q.factor is not None and document.sentence_number(q.start) == number
    }
    if len(others) != 1 or others == {1.0}:
        return bare
    return replace(bare, value=rounded(bare.value * others.pop()))


def _read(document: Document, sentence: Sentence, named: _Named, begin: int) -> list[Quantity]:
    measure, text = named.measure, document.plain
    if measure.never_near and _changes(measure, text, sentence, named):
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
    days = readings.by_day(text, reading, named.until, _units(measure))
    reading = replace(days[-1], unit=days[-1].unit or reading.unit) if days else reading
    newer = None if measure.past else readings.came_to(text, reading, named.until, _units(measure))
    newer = newer or readings.newer(text, reading, named.until, _units(measure))
    start, end = min(named.start, reading.start), max(named.end, reading.end)
    then = readings.then().match(text, reading.end, sentence.end) or _told_first(text, named, reading)
    timed = None if newer or then or measure.past else readings.at_times(text, reading, named.until, _units(measure))
    if timed is not None and not timed[1]:
        return [Quantity(measure.field, None, start, max(end, timed[0].end), "unread")]
    newer = timed[0] if timed else newer
    if newer is not None:
        return [replace(_quantity(measure, newer, text, start, max(end, newer.end), sentence), later=True)]
    first = _quantity(measure, reading, text, start, end, sentence)
    first = replace(first, older=then is not None)
    if then is not None and not measure.past:
        since = readings.since(text, reading, max(then.end(), reading.end), named.until, _units(measure))
        if since is not None:
            return [first, replace(_quantity(measure, since, text, start, since.end, sentence), later=True)]
    return _with_others(text, sentence, named, reading, first) if measure.peak else [first]


def _with_others(text: str, sentence: Sentence, named: _Named, reading: Reading, first: Quantity) -> list[Quantity]:
    """The reading of a measure of which the highest counts, with those of other areas and years told beside it."""
    measure, start, end = named.measure, first.start, first.end
    peak = readings.peak(text, sentence.end, reading, _units(measure))
    if peak is not None:
        return [_quantity(measure, peak, text, min(start, peak.start), max(end, peak.end), sentence)]
    series = readings.series(text, named.until, reading, _units(measure))
    if series:
        rest = [_quantity(measure, r, text, r.start, r.end, sentence) for r in series]
        return [first, *rest]
    later = readings.further(text, named.start, named.until, reading, _units(measure))
    if later is None or readings.elsewhere(text, later.start, later):
        return [first]
    changed = (
        readings.any_of(tuple(quantity_words().changes)).search(
            text, max(sentence.start, named.start - 20), later.start
        )
        is not None
    )
    return [first, replace(_quantity(measure, later, text, later.start, later.end, sentence), later=changed)]


def _changes(measure: Measure, text: str, sentence: Sentence, named: _Named) -> bool:
    """Whether a name is told of what was gained or lost: 'weight loss of 8 kg', 'lost weight'."""
    if _FROM_TO.match(text, named.end, sentence.end):
        return False
    number = re.compile(r"\d").search(text, named.end, min(sentence.end, named.end + _BESIDE))
    end = number.start() if number else min(sentence.end, named.end + _BESIDE)
    near = text[max(sentence.start, named.start - _BESIDE) : end]
    return readings.any_of(tuple(measure.never_near)).search(near) is not None


def _told_first(text: str, named: _Named, reading: Reading) -> re.Match[str] | None:
    """The words that make a number one of then: 'creatinine on admission 210', 'on admission creatinine 210'."""
    between = readings.then_before().search(text, named.end, max(named.end, reading.start))
    was = readings.was_right_before().search(text, max(0, named.start - 2 * NEAR), named.start)
    return was or between or readings.then_right_before().search(text, max(0, named.start - NEAR), named.start)


def _in_two_units(text: str, named: _Named) -> Reading | None:
    """A value in two units, as feet and inches, in the unit of the smaller; none where the field's own unit follows."""
    compound = named.measure.compound
    if compound is None:
        return None
    larger, smaller = (spelled(u.spelled) for u in (compound.larger, compound.smaller))
    match = re.compile(rf"[\s:,=]*(?P<a>\d+)\s*{larger}\s*(?:(?P<b>{NUMBER})\s*(?:{smaller})?)?", re.IGNORECASE).match(
        text, named.end, named.until
    )
    if match is None or readings.first_number(
        text, match.end(), min(named.until, match.end() + 12), named.measure.units, True
    ):
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


def _around(text: str, begin: int, named: _Named) -> Reading | None:
    """A count before its name with the unit behind it: '4 mitoses per 2 mm2'."""
    if named.measure.area_mm2 is None:
        return None
    unit = unit_at(text, named.end, named.until, named.measure.units)
    before = number_before(text, begin, named.start, []) if unit else None
    return Reading(before.low, before.high, before.bound, unit[0], before.start, unit[1]) if unit and before else None


def _after(document: Document, named: _Named) -> Reading | None:
    """The number behind a name: at once, behind linking words, or, with its unit, a few words on."""
    measure, text = named.measure, document.plain
    units = _units(measure)
    given = unit_at(text, named.end, named.until, units) if units else None
    begin = given[1] if given else named.end
    linked = readings.links().match(text, _past_aside(text, begin, named.until, units), named.until)
    at = linked.end() if linked else named.end
    while at > named.end and text[at - 1].isdigit():
        at -= 1
    reading = number_at(text, at, named.until, units) or _back_off(text, named, at, units)
    if reading is not None:
        if reading.unit is None and given:
            return Reading(reading.low, reading.high, reading.bound, given[0], reading.start, reading.end)
        if reading.unit is not None or measure.bare or measure.unread:
            return reading if not _is_date(text, reading) else None
    return None if given and measure.area_mm2 else _farther(document, named, units)


def _past_aside(text: str, at: int, until: int, units: list[Unit]) -> int:
    """Behind what stands between a name and its number and is no value: a year, a day, how it was collected or reckoned."""
    dated = _YEAR_FIRST.match(text, at, until)
    if dated:
        return dated.end()
    aside = _hours().match(text, at, until) or _BRACKET.match(text, at, until)
    valued = aside is not None and readings.first_number(text, at, aside.end(), units, with_unit=True)
    return at if aside is None or valued else aside.end()


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
    word = following.split(" ")[0].strip(".,)")
    words = quantity_words()
    of_time = word in words.months or word in words.intervals or word in words.hours
    return reading.unit is None and (
        of_time or bool(re.fullmatch(r"(19|20)\d\d", written)) or bool(re.match(r"/\d", following))
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


def _quantity(measure: Measure, reading: Reading, text: str, start: int, end: int, sentence: Sentence) -> Quantity:
    if measure.field is None:
        return Quantity(None, None, start, end, "invalid", measure.unread or "")
    factor, end, problem = factor_of(measure, reading, text, end, sentence)
    if factor is None:
        return Quantity(measure.field, None, start, end, "invalid", problem)
    value, problem = value_of(measure.field, measure, reading, factor)
    written = factor if reading.unit is not None else None
    return Quantity(measure.field, value, start, end, problem, past=measure.past, factor=written)
