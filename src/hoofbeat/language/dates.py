"""Dates, intervals and ages in free text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.language.numbers import NUMBER, as_number, spelled, spelled_numbers, spelled_value
from hoofbeat.language.records import expanded, quantity_words, text_words
from hoofbeat.language.tokens import Document

TOP = 600
"""Characters: a date this near the top of a letter, alone or in a short line, is the letter's own."""


_YEARS_OLD = re.compile(r"[a-z][\s-]+(?:year|years|yr)[\s-]+old", re.IGNORECASE)
"""What follows an age in words: nothing else has to be searched for one."""
_SINCE_THEN = re.compile(r"\s+(?:then|that)\b")


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text, as exact as it is written (month or day 0: not stated), and its place."""

    year: int
    month: int
    day: int
    start: int
    end: int
    ambiguous: bool = False

    @property
    def months(self) -> float | None:
        """Months since year 0, for differences; None where the month is not stated or cannot be told."""
        if not self.month or self.ambiguous:
            return None
        return self.year * 12 + self.month - 1

    @property
    def order(self) -> tuple[int, int, int]:
        """For sorting: year, month, day."""
        return (self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Ago:
    """A stretch of time before the letter, in months, and its place."""

    months: float
    start: int
    end: int


@lru_cache(maxsize=1)
def _months() -> str:
    return spelled(list(quantity_words().months))


@lru_cache(maxsize=1)
def _date_pattern() -> re.Pattern[str]:
    year = r"(?P<{}>(?:19|20)\d\d|'\d\d)"
    return re.compile(
        rf"(?P<iy>(?:19|20)\d\d)-(?P<im>0[1-9]|1[0-2])(?:-(?P<id>\d\d))?(?!\d)"
        rf"|(?<![\d./])(?P<na>\d{{1,2}})(?P<ns>[./-])(?P<nb>\d{{1,2}})(?P=ns)(?P<ny>(?:19|20)\d\d|\d\d)(?!\d)"
        rf"|(?:(?<![x\d])(?P<wd>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<wm>{_months()})\.?,?\s*(?:of\s+)?(?:(?P<we>\d{{1,2}})(?:st|nd|rd|th)?,\s*)?{year.format('wy')}"
        rf"|(?P<sd>\d{{1,2}})[ -](?P<sm>{_months()})[ -](?P<sy>\d\d)(?![\d.,:%]|\s*[a-z])"
        rf"|(?P<um>{_months()})\.?\s+(?P<ud>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year.format('uy')}"
        rf"|(?<![\d./])(?P<mm>\d{{1,2}})/(?P<my>(?:19|20)\d\d)(?!\d)"
        rf"|(?<![\d./])(?P<pm>0?[1-9]|1[0-2])/(?P<py>\d\d)(?=\s*(?:-|to)\s*(?:0?[1-9]|1[0-2])/\d\d(?![\d./]))"
        rf"|(?<=\d\d/\d\d-)(?P<qm>0?[1-9]|1[0-2])/(?P<qy>\d\d)(?![\d./])"
        rf"|(?<=(?:19|20)\d\d-)(?:20)?(?P<ey>[0-4]\d)(?![\d/-]|\.\d)"
        rf"|(?<![\w'])'(?P<ay>[0-4]\d)(?![\w'])"
        rf"|(?<![\d./<>=-])(?P<yy>(?:19[6-9]|20[0-4])\d)(?![\d%])(?!\s*(?:mg|g/|x\s*10|/u|per|{spelled(quantity_words().counted)}))",
        re.IGNORECASE,
    )


def _year(written: str) -> int:
    if written.startswith("'"):
        return 2000 + int(written[1:])
    return int(written) if len(written) == 4 else 2000 + int(written)


def _month(written: str) -> int:
    return quantity_words().months[written.lower().strip(".")]


def _day_first(found: list[re.Match[str]]) -> bool | None:
    """Whether numeric dates of a text put the day first, by those that can be only one, else by those in words."""
    pairs = [(int(m["na"]), int(m["nb"])) for m in found if m["na"]]
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    if first == second:
        first, second = any(m["wd"] for m in found), any(m["ud"] or m["we"] for m in found)
    return None if first == second else first


def dates(document: Document) -> list[Date]:
    """Every date in a text, from left to right."""
    text = document.plain
    matches = list(_date_pattern().finditer(text))
    day_first = _day_first(matches)
    found = []
    for m in matches:
        parts = _parts(m, day_first)
        if parts and 0 <= parts[1] <= 12 and parts[2] <= 31:
            found.append(Date(*parts[:3], m.start(), m.end(), parts[3]))
    return found


def _parts(m: re.Match[str], day_first: bool | None) -> tuple[int, int, int, bool] | None:
    if m["iy"]:
        return int(m["iy"]), int(m["im"]), int(m["id"] or 0), False
    if m["na"]:
        a, b = int(m["na"]), int(m["nb"])
        unsure = day_first is None and a != b and "." not in m.group()
        day, month = (a, b) if day_first or day_first is None else (b, a)
        return _year(m["ny"]), month, day, unsure
    if m["wm"]:
        return _year(m["wy"]), _month(m["wm"]), int(m["wd"] or m["we"] or 0), False
    if m["sm"]:
        return _year(m["sy"]), _month(m["sm"]), int(m["sd"]), False
    if m["um"]:
        return _year(m["uy"]), _month(m["um"]), int(m["ud"]), False
    if m["pm"] or m["qm"]:
        return _year(m["py"] or m["qy"]), int(m["pm"] or m["qm"]), 0, False
    if m["mm"]:
        return int(m["my"]), int(m["mm"]), 0, False
    return int(m["yy"]) if m["yy"] else 2000 + int(m["ey"] or m["ay"]), 0, 0, False


@lru_cache(maxsize=4)
def _label(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(spelled(words) + r"[\s:,.\-]*(?:on\s+|the\s+)?$", re.IGNORECASE)


def letter_date(document: Document, found: list[Date]) -> Date | None:
    """The letter's own date: the one its label names, else a full date in the first lines; None if neither is there."""
    words = text_words()
    labels, births = _label(tuple(words.date_labels)), _label(tuple(words.birth_labels))
    full = [d for d in found if d.month]
    for date in full:
        before = document.plain[max(0, date.start - 40) : date.start]
        if labels.search(before) and not births.search(before):
            return date
    for date in full:
        line_start = document.plain.rfind("\n", 0, date.start) + 1
        line_end = document.plain.find("\n", date.end)
        line = document.plain[line_start : line_end if line_end >= 0 else len(document.plain)]
        before = document.plain[max(0, date.start - 40) : date.start]
        if date.day and date.start < TOP and len(line.split()) <= 6 and not births.search(before):
            return date
    return None


def birth_dates(document: Document, found: list[Date]) -> list[Date]:
    """The dates that are labeled as dates of birth."""
    births = _label(tuple(text_words().birth_labels))
    return [d for d in found if births.search(document.plain[max(0, d.start - 40) : d.start])]


@lru_cache(maxsize=1)
def _ago_pattern() -> re.Pattern[str]:
    words = quantity_words()
    number = rf"(?P<n>{NUMBER}|{spelled([*words.number_words, *words.articles])})"
    unit = rf"(?P<u>{spelled(list(words.intervals))})"
    parts = spelled(list(words.parts_of_year))
    return re.compile(
        rf"(?<![\d/])(?P<p>\d{{1,2}})/(?P<pu>{parts})\s+{spelled(words.ago)}|{number}[\s-]*(?:and a half\s+)?{unit}['s]*\s+{spelled(words.ago)}|(?P<last>{spelled(words.last)})\s+(?P<lu>{spelled(list(words.intervals))})",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _during() -> re.Pattern[str]:
    return re.compile(spelled(quantity_words().during) + r"\s+(?:the\s+|this\s+)?$", re.IGNORECASE)


def agos(document: Document) -> Iterator[Ago]:
    """Every '8 months ago' and 'last month' of a text, in months."""
    words = quantity_words()
    for m in _ago_pattern().finditer(document.plain):
        span = _during().search(document.plain, max(0, m.start() - 16), m.start())
        if span and not _SINCE_THEN.match(document.plain, m.end()):
            continue
        if m["p"]:
            yield Ago(round(int(m["p"]) * words.parts_of_year[m["pu"]], 1), m.start(), m.end())
            continue
        unit = (m["u"] or m["lu"]).lower()
        written = (m["n"] or "1").lower()
        named = words.number_words.get(written) or words.articles.get(written)
        count = as_number(written) if named is None else named
        yield Ago(round(count * words.intervals[unit], 1), m.start(), m.end())


@dataclass(frozen=True, slots=True)
class Age:
    """An age in a text, whether it introduces a person, the sex letter written with it, and its place."""

    years: int
    intro: bool
    sex: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _age_patterns() -> tuple[re.Pattern[str], ...]:
    ages = quantity_words().ages

    def pattern(phrases: list[str]) -> re.Pattern[str]:
        parts = []
        for phrase in sorted(expanded(phrases, {}), key=lambda p: (-len(p), p)):
            words = [r"(?P<n>\d{1,3})" if w == "#" else re.escape(w) for w in phrase.replace("-", " ").split()]
            parts.append(r"[\s/.-]*".join(words))
        joined = "|".join(part.replace("?P<n>", f"?P<n{i}>") for i, part in enumerate(parts))
        return re.compile(rf"(?<![\w.])(?:{joined})(?![\w%])(?!\s*{spelled(ages.not_years)})", re.IGNORECASE)

    letters = re.compile(
        r"(?<![\w./])(?!18[\s-]?F\s+[A-Z]{3}\b)(?P<n0>\d{2,3})[\s,]{0,2}(?:(?i:yo|y\.?/?o\.?|y|yrs?|years)\b\.?)?[\s,/|]{0,3}(?P<sex>[FM])\b(?![\d/'-])"
        r"|(?<![\w./])(?P<sex1>[FM])[\s,/]{1,2}(?P<n1>\d{2,3})(?=(?:y|yo|yrs?)?(?:[\s.,;)]|$))(?!\s*(?:kg|cm|mm|%|mg|/))"
    )
    sexes = spelled([*ages.female, *ages.male])
    behind = re.compile(
        rf"(?<![\w.])(?<!\d ){sexes}\s*[\s,]\s*(?P<n0>\d{{2,3}})(?=\s*(?:[.,;)\n]|$|y)|\s{{3}})", re.IGNORECASE
    )
    before = re.compile(rf"(?<![\w.,-])(?P<n0>\d{{2,3}})\s*(?:y|yrs|years)?\s*[,/|]\s*{sexes}", re.IGNORECASE)
    name = rf"(?i:{spelled(ages.titles)})\.?\s+(?:(?:[a-z]{{2,3}}\s+){{0,2}}[A-Z][\w'-]*\.?\s*){{1,4}}"
    bracketed, between_commas = (
        r"\((?P<n0>\d{2,3})(?:\s*(?:years|yrs?|y))?(?:\)|,\s+[a-z])",
        r"[,/]?\s*(?P<n1>\d{2,3})(?=[,;)]|\s*\(|\.(?:\s|$)|\s+(?i:years|yr|y\b)|\s{3}|\s*$)",
    )
    names = re.compile(
        rf"{name}(?:{bracketed}|{between_commas}|is\s+(?P<n2>\d{{2,3}})(?=[.,;](?:\s|$)|\s+and\b)|,?\s*who\s+is\s+(?P<n4>\d{{2,3}})(?=[,.;\s])|(?:\s+(?:returns|returned|attends|attended|comes|came|is|seen|reviewed|back|again)){{0,3}},?\s*now\s+(?:aged\s+)?(?P<n5>\d{{2,3}})(?=[,.;\s])|,?\s*of\s+(?P<n3>\d{{2,3}})(?=\s+years))",
        re.MULTILINE,
    )
    bare = re.compile(
        r"(?<![.\w] )(?<!Dr )(?<!Prof )\b[A-Z][a-z'-]+ [A-Z][a-z'-]+, (?P<n0>\d{2})(?=,\s+(?!\d))|,\s*(?P<n1>\d{2})\s+(?:years|yrs)(?=\s*(?:[,.)]|$))",
        re.MULTILINE,
    )
    worded = re.compile(rf"\b(?P<w>{spelled_numbers()})[\s-]+(?:year|years|yr)[\s-]+old\b", re.IGNORECASE)
    return pattern(ages.intro), pattern(ages.plain), letters, names, behind, before, worded, bare


def ages(document: Document) -> list[Age]:
    """Every age in a text that could be a person's, from left to right."""
    found: dict[int, Age] = {}
    intro, label, letters, names, behind, before, worded, bare = _age_patterns()
    order = (
        (letters, True),
        (intro, True),
        (names, True),
        (behind, True),
        (before, True),
        (worded, True),
        (label, False),
        (bare, False),
    )
    for pattern, introduces in order:
        for m in (
            () if pattern is worded and not _YEARS_OLD.search(document.plain) else pattern.finditer(document.plain)
        ):
            groups = m.groupdict()
            written = next(v for k, v in groups.items() if v and not k.startswith("sex"))
            years = int(written) if written.isdigit() else int(spelled_value(written) or 0)
            covered = any(a.start <= m.start() < a.end for a in found.values())
            if 0 < years <= 110 and not covered:
                found[m.start()] = Age(
                    years, introduces, groups.get("sex") or groups.get("sex1") or "", m.start(), m.end()
                )
    return [found[at] for at in sorted(found)]
