"""Who the letter is about: age, sex, and whether it is about one person at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.language.dates import Age
from hoofbeat.language.numbers import spelled
from hoofbeat.language.records import expanded, letter_words, quantity_words
from hoofbeat.language.tokens import fold
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_YOUNGEST_UNNAMED = 12
"""Years: a smaller number before 'years old' is more often the age of a scan or a stent."""
_SURE = 4
"""How many times more often one pronoun must stand than the other to decide the sex."""
_NOW = re.compile(r"\b(?:now|today|currently)\s+(?:(?:aged|she|he|is)\s+){0,2}\d", re.IGNORECASE)
_INITIAL = re.compile(r"\b(?:Mrs?|Ms|Miss|Madam|Madame)\.?\s+(?:[A-Z][\w'-]*\s+)+$")
"""A title and a first name: the letter behind them is of a surname, and of no sex."""
_CAPITAL = re.compile(r"\.?[ ]+[A-Z]")
_PAIR = re.compile(
    r"(?:^|(?<=[.:] )|\b(?:saw|met|reviewed|seen|seeing) )[A-Z][\w'-]+(?:, | \()(?P<one>\d{1,2})\)?,? (?:and|&) (?:[a-z]+ ){0,2}[A-Z][\w'-]+(?:, | \()(?P<other>\d{1,2})(?=[,.;:)\s])(?!\.\d)",
    re.MULTILINE,
)
"""Two people told of together: 'Anna, 42, and Ben, 38, ...'."""
_OTHERS = frozenset({"family", "someone_else"})


@dataclass(frozen=True, slots=True)
class Person:
    """What is said of the person; `several` names what shows that the letter is about more than one."""

    candidates: tuple[Candidate, ...]
    warnings: tuple[str, ...]
    several: str = ""


def read_person(page: Page) -> Person:
    """Age and sex of the patient, or the signs that there is more than one."""
    ages = _ages(page)
    several = _several(page, ages)
    candidates = [Candidate("age_years", a.years, a.start, a.end) for a in ages]
    warnings: list[str] = []
    distinct = sorted({a.years for a in ages})
    if not ages:
        candidates += _from_birth(page)
    elif len(distinct) > 1:
        shown = " and ".join(page.document.words(a.start, a.end) for a in ages[:4])
        warnings.append("age_years: " + letter_words().messages["ages"].format(values=shown))
    sexes, doubtful = _sexes(page, ages)
    if doubtful:
        warnings.append("sex: " + letter_words().messages["sexes"])
    return Person((*candidates, *sexes), tuple(warnings), several)


@lru_cache(maxsize=1)
def _age_events() -> re.Pattern[str]:
    return re.compile(spelled(expanded(quantity_words().age_events)) + r"[\s\w]{0,15}$", re.IGNORECASE)


def _ages(page: Page) -> list[Age]:
    found = [
        a
        for a in page.ages
        if a.years >= _YOUNGEST_UNNAMED
        and (_behind_name(page, a) or not _of_another(page, a))
        and not _age_events().search(page.document.plain[max(0, a.start - 30) : a.end])
        and page.document.sentence_at(a.start).section != "past"
    ]
    now = [a for a in found if _NOW.search(page.document.plain, max(0, a.start - 14), a.end)]
    found = [a for a in found if not page.in_older_entry(a.start)] or found
    present = now or [a for a in found if not _then().match(page.document.plain, a.start)]
    return present or found


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    return re.compile(
        rf"(?i:\b{spelled(quantity_words().ages.titles)})\.?\s+(?:[A-Z][\w'-]*\.?\s*){{1,3}}(?:,?\s*$|(?=[,(]))"
    )


def _of_another(page: Page, age: Age) -> bool:
    """Whether an age is a relative's: one with a sex, at the start of its sentence, is not for a relative named behind it."""
    if age.sex:
        return page.assertions.told_before(age.start, age.end, _OTHERS)
    return bool(page.said(age.start, age.end) & _OTHERS)


def _behind_name(page: Page, age: Age) -> bool:
    """Whether an age stands behind a title and a name that are not a relative's: 'Mr A. Sample, 82 yo', 'Mrs A. Sample (82)'."""
    match = _name().search(page.document.plain, max(0, age.start - 60), age.start) or _name().match(
        page.document.plain, age.start, age.end
    )
    return match is not None and not page.said(match.start(), match.start() + 1) & _OTHERS


@lru_cache(maxsize=1)
def _then() -> re.Pattern[str]:
    """How an age is written that may be the age at some event: it counts where no other is given."""
    return re.compile(spelled(quantity_words().age_then), re.IGNORECASE)


def _several(page: Page, ages: list[Age]) -> str:
    """Two people introduced by their age, two dates of birth, patients numbered, two first names with ages, or a letter that says so."""
    pair = _PAIR.search(page.document.plain)
    if pair and pair["one"] != pair["other"]:
        return pair[0]
    introduced = {str(a.years): page.document.words(a.start, a.end) for a in ages if a.intro}
    marks = {fold(words): words for words in (page.document.words(m.start, m.end) for m in page.all("patient_mark"))}
    births = {str(d.order): page.document.words(d.start, d.end) for d in page.births}
    for people in (introduced, marks, births):
        if len(people) > 1:
            return " and ".join(people[key] for key in sorted(people))
    told = [i for i in page.all("several_patients") if not page.said(i.start, i.end)]
    return page.document.words(told[0].start, told[0].end) if told else ""


def _from_birth(page: Page) -> list[Candidate]:
    """The age on the letter's date, from the date of birth."""
    born, written = (page.births[0] if page.births else None), page.date
    if born is None or written is None or born.ambiguous or written.ambiguous or not born.month:
        return []
    had_birthday = (written.month, written.day or 31) >= (born.month, born.day or 1)
    years = written.year - born.year - (0 if had_birthday else 1)
    return [Candidate("age_years", years, born.start, born.end)] if 0 <= years <= 110 else []


def _of_patient(page: Page, items: list[Item]) -> list[Item]:
    return [i for i in items if not page.said(i.start, i.end) & _OTHERS]


def _pronouns(page: Page, key: str) -> list[Item]:
    """Pronouns of the patient: where a sentence names a relative, nobody knows whom it goes on to speak of."""
    told = (i for i in _of_patient(page, page.all(key)))
    return [i for i in told if not page.assertions.speaks_of_family(page.document.sentence_number(i.start))]


def _titles(page: Page, key: str) -> list[Item]:
    """Titles before names, but not those of doctors, nor 'MR' for something that is measured."""
    doctors = page.all("doctor_title")
    named = (t for t in _of_patient(page, page.all(key)) if _is_before_name(page, t))
    return [t for t in named if not any(0 <= d.first - t.last <= 6 for d in doctors)]


def _is_before_name(page: Page, title: Item) -> bool:
    """Whether a name follows a title, where it is written in capitals."""
    written = page.document.plain[title.start : title.end]
    return not written.isupper() or _CAPITAL.match(page.document.plain, title.end) is not None


def _sexes(page: Page, ages: list[Age]) -> tuple[list[Candidate], bool]:
    letters = letter_words().sex_letters
    said: dict[str, list[tuple[int, int]]] = {"female": [], "male": []}
    for age in ages:
        if age.sex and not _INITIAL.search(page.document.plain, max(0, age.start - 40), age.start):
            said[letters[age.sex.lower()]].append((age.start, age.end))
    for sex in said:
        said[sex] += [(i.start, i.end) for i in _of_patient(page, page.all(sex))]
    if bool(said["female"]) == bool(said["male"]):
        pronouns = {"female": _pronouns(page, "she"), "male": _pronouns(page, "he")}
        titles = {"female": _titles(page, "madam"), "male": _titles(page, "sir")}
        said = _decided(pronouns) or _decided(titles) or {}
        if not said:
            return [], any(pronouns.values()) and all(pronouns.values())
    sex = "female" if said["female"] else "male"
    start, end = said[sex][0]
    return [Candidate("sex", sex, start, end)], False


def _decided(items: dict[str, list[Item]]) -> dict[str, list[tuple[int, int]]]:
    most, least = sorted(items, key=lambda sex: (-len(items[sex]), sex))
    if not items[most] or len(items[most]) < _SURE * len(items[least]):
        return {}
    return {most: [(i.start, i.end) for i in items[most]], least: []}
