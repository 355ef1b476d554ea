"""What the words of a question add to what the letter reader finds in them: facts of the case, and facts taken for granted.

A reading that is taken for granted ("removed" for a complete resection) enters the case like any other, and the answer says
that it was taken so. A fact of safety that is named and not said closely enough to be a value is kept by its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import Words
from hoofbeat.ask.word_forms import Reading
from hoofbeat.case import FIELDS
from hoofbeat.language import Mention
from hoofbeat.language.numbers import spelled_numbers, spelled_value
from hoofbeat.language.records import letter_words

_AGED = r"(\d{2})(?![.,]\d)(?=\s*(?:[,.;?!)]|$|(?:and|with|years?|yo|female|male|man|woman)\b))"
_SHORT_AGES = (
    r"(?-i:\b[MF]\s?(\d{2})\b)|\b(\d{2})\s?(?:y|yo|y/o)\b(?!\s*(?:survival|follow|ago|later|after|pfs|os|of)\b)"
)
_STEADY = re.compile(
    r"\b(?:stable|steady|no(?:t| longer)? (?:progress|grow)|no growth|\w+n['’]?t (?:progress|grow)|without (?:progress|growth))",
    re.IGNORECASE,
)
_SITES = ("site", "primary_site")
_NAMED_FIELDS = ("primary_site", "differentiation", "extent", "functional_syndrome", "morphology")
_LIVER = "liver"
_PRIMARY = re.compile(r" (?:primary|began|started|origin\w*) ")
_SEXED = frozenset({"female", "male", "man", "woman", "lady", "gentleman", "girl", "boy", "f", "m"})


@lru_cache(maxsize=1)
def _age() -> re.Pattern[str]:
    """An age: in brackets behind a word, or after a person's "is"; what else "is" a number is no age."""
    person = "|".join(("he", "she", "who", "patient", "man", "woman", "lady", "gentleman", *question_words().relatives))
    bracketed = r"\b[a-z]+ \((\d{2})(?: ?(?:y|yo|yrs?|years?))?\)"
    said = rf"\b(?:i am|i'?m|and is|(?:{person}) is|(?:{person})'?s|is \w+ and|aged|age|age is) {_AGED}"
    return re.compile(rf"{bracketed}|{said}|{_SHORT_AGES}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _spelled() -> re.Pattern[str]:
    return re.compile(spelled_numbers(), re.IGNORECASE)


def _in_figures(spelled: re.Match[str]) -> str:
    value = spelled_value(spelled.group())
    return spelled.group() if value is None else f"{value:g}"


@lru_cache(maxsize=1)
def _readings() -> tuple[tuple[Reading, AnyOf, AnyOf], ...]:
    """Every reading with its patterns."""
    return tuple((r, AnyOf(r.any), AnyOf(r.unless)) for r in question_words().readings)


@lru_cache(maxsize=1)
def _tumor_words() -> AnyOf:
    return AnyOf(question_words().tumor_words)


@lru_cache(maxsize=1)
def _spread_denied() -> AnyOf:
    return AnyOf(question_words().spread_denied)


@lru_cache(maxsize=1)
def _not_stated() -> tuple[tuple[str, AnyOf], ...]:
    return tuple((field, AnyOf(patterns)) for field, patterns in question_words().asked_not_stated.items())


@lru_cache(maxsize=1)
def _named_closely() -> tuple[tuple[str, AnyOf, AnyOf], ...]:
    return tuple((n.field, AnyOf(n.any), AnyOf(n.unless)) for n in question_words().safety_named)


def unspecific(words: Words, case: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of safety that the words name without a value."""
    line = words.line
    return tuple(
        field for field, named, unless in _named_closely() if field not in case and line in named and line not in unless
    )


def sites_of(mentions: tuple[Mention, ...], spread: Iterable[str]) -> tuple[str, ...]:
    """The organs named that a tumor may have begun in, those it spread to apart."""
    allowed = FIELDS["primary_site"].values
    found = [m.id for m in mentions if m.kind in _SITES and m.id in allowed and m.id not in set(spread)]
    return tuple(dict.fromkeys(found))


def complete(
    case: dict[str, Any], words: Words, mentions: tuple[Mention, ...], before: Mapping[str, Any], text: str
) -> tuple[str, ...]:
    """Adds to a case what the words of a question say; gives the facts that were taken for granted."""
    _add_readings(case, words, before, taken=False)
    for mention in mentions:
        if mention.kind in _NAMED_FIELDS and mention.kind not in case:
            case[mention.kind] = mention.id
    _add_site(case, words, mentions, bool(before.get("primary_site")))
    taken = _add_readings(case, words, before, taken=True)
    if case.get("metastatic_sites") and "extent" not in case:
        case["extent"] = "metastatic"
    _begun_there_only(case, mentions)
    age = _age().search(_spelled().sub(_in_figures, text))
    if age is not None and "age_years" not in case:
        case["age_years"] = int(next(number for number in age.groups() if number))
    if case.get("progressing") is False and not _STEADY.search(text):
        case.pop("progressing")
    if case.get("sex") and not set(words.words) & _SEXED:
        case.pop("sex")
    return taken


def drop_not_stated(case: dict[str, Any], words: Words) -> None:
    """Takes from a case what the words ask about by a value between two, a limit of a study or somebody else's state."""
    for name, any_of in _not_stated():
        if name in case and words.line in any_of:
            case.pop(name)


def _begun_there_only(case: dict[str, Any], mentions: tuple[Mention, ...]) -> None:
    """An organ that is named once, and as where the tumor began, is none that it spread to."""
    site = case.get("primary_site")
    if site in (case.get("metastatic_sites") or ()) and sum(m.id == site for m in mentions) == 1:
        case["metastatic_sites"] = [s for s in case["metastatic_sites"] if s != site]


def _add_readings(case: dict[str, Any], words: Words, before: Mapping[str, Any], taken: bool) -> tuple[str, ...]:
    """Values that the records read from words, stated or taken for granted, where the field is still open.

    Nothing is taken for granted of what the conversation, `before`, has told.
    """
    facts = []
    known = {*case, *before} if taken else case
    for reading, any_of, unless in _readings():
        wanted = (reading.taken_as is not None) == taken and reading.field not in known and not reading.settles
        if wanted and words.line in any_of and words.line not in unless:
            case[reading.field] = reading.value
            facts += [reading.taken_as] if reading.taken_as else []
    return tuple(dict.fromkeys(facts))


def settle(case: dict[str, Any], words: Words) -> None:
    """Puts into a case the values that the words settle, whatever else was read of the field.

    Lesions that differ are told by that alone: neither scan speaks for all of them.
    """
    for reading, any_of, unless in _readings():
        if reading.settles and words.line in any_of and words.line not in unless:
            case.pop(reading.field, None)
            case |= {} if reading.value is None else {reading.field: reading.value}
    for field, reason in letter_words().explained_by.items():
        if case.get(reason) is True:
            case.pop(field, None)


@lru_cache(maxsize=1)
def _functions() -> tuple[tuple[str, AnyOf], ...]:
    """The organs that may be named for how they work, so that they are not where the tumor began, each with its words."""
    return tuple((organ, AnyOf(patterns)) for organ, patterns in question_words().functions.items())


def _add_site(case: dict[str, Any], words: Words, mentions: tuple[Mention, ...], known_site: bool) -> None:
    """Where the tumor began, if one organ is named and not for its function; and the liver, where it spread there."""
    tumor = words.line in _tumor_words()
    spread_words = any(m.kind == "term" and m.id == "metastasis" for m in mentions)
    organs = [m.id for m in mentions if m.kind in _SITES]
    told = spread_words and words.line not in _spread_denied()
    if told and "metastatic_sites" not in case and case.get("primary_site") != _LIVER and _LIVER in organs:
        case["metastatic_sites"] = [_LIVER]
    sites = sites_of(mentions, case.get("metastatic_sites") or ())
    if _LIVER in sites and not _PRIMARY.search(words.line):
        sites = tuple(s for s in sites if s != _LIVER)
        if case.get("primary_site") == _LIVER:
            case.pop("primary_site")
    of_function = [organ for organ, any_of in _functions() if words.line in any_of]
    if case.get("primary_site") in of_function:
        case.pop("primary_site")
    sites = tuple(s for s in sites if s not in of_function)
    if not tumor:
        sites = tuple(s for s in sites if s not in question_words().organs_of_function)
        if known_site and not sites:
            case.pop("primary_site", None)
    if len(sites) == 1:
        case.setdefault("primary_site", sites[0])
    if not tumor and case.get("primary_site") in question_words().organs_of_function:
        case.pop("primary_site")
