"""What a question says: the treatments asked about, the case it describes, studies, syndromes, markers, and its words.

The letter reader reads the case. A letter states what is; a question asks what might be, so the words that make a letter's
sentence hypothetical ("recommended", "would", "if") are blanked out before it reads. Treatments given before are told from
those asked about by the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from hoofbeat.ask.forms import Reader
from hoofbeat.ask.history import all_progressed, cues, given_before, merge_history
from hoofbeat.ask.names import Names
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import Words, words_of
from hoofbeat.case import FIELDS, read_case
from hoofbeat.errors import CaseError, HoofbeatError
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Lexicon, Mention
from hoofbeat.language.records import assertion_words, expanded
from hoofbeat.language.tokens import fold
from hoofbeat.letters import read_letter

_AGE = re.compile(
    r"\b[a-z]+ \((\d{2})(?: ?(?:y|yo|yrs?|years?))?\)|\b(?:is|am|i'?m|s?he'?s|aged|age) (\d{2})(?![.,]\d)(?=\s*(?:[,.;?!)]|$|and\b|with\b|years?\b|yo\b))",
    re.IGNORECASE,
)
_STEADY = re.compile(
    r"\b(?:stable|steady|no(?:t| longer)? (?:progress|grow)|\w+n['’]?t (?:progress|grow)|without (?:progress|growth))",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\b(ki[- ]?67)\s+(?:\w+\s+){1,3}from\s+\d+\s?%?\s+to\s+(\d+)", re.IGNORECASE)
"""An index that went from one value to another: the later one holds."""
_HYPOTHETICAL = ("hypothetical", "possible")
_SITES = ("site", "primary_site")
_NAMED_FIELDS = ("primary_site", "differentiation", "extent", "functional_syndrome", "morphology")
_CLASS, _LIVER = "chemotherapy", "liver"
_PRIMARY = re.compile(r" (?:primary|began|started|origin\w*) ")


@dataclass(frozen=True)
class Understanding:
    """A question, read. `own` is the case that its own words state, `case` that of the whole conversation."""

    text: str
    reader: Reader
    words: Words
    mentions: tuple[Mention, ...]
    asked: tuple[str, ...]
    named: tuple[str, ...]
    given: tuple[str, ...]
    own: Mapping[str, Any]
    case: Mapping[str, Any]
    line: int | None
    studies: tuple[str, ...]
    unknown_trial: str | None
    syndromes: tuple[str, ...]
    terms: tuple[str, ...]
    markers: tuple[str, ...]
    symptoms: tuple[str, ...]
    sites: tuple[str, ...]
    corrected: Mapping[str, str] = field(default_factory=dict)
    continues: bool = False
    studies_before: tuple[str, ...] = ()

    @property
    def facts(self) -> int:
        """How many facts of a case the question itself states."""
        return len(self.own) + (self.line is not None)


@lru_cache(maxsize=1)
def _conditional() -> re.Pattern[str]:
    cues = {
        phrase
        for cue in assertion_words().cues
        if cue.category in _HYPOTHETICAL
        for phrase in expanded(cue.words)
        if phrase.replace(" ", "").isalpha()
    }
    longest_first = sorted(cues, key=lambda c: (-len(c), c))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _relatives() -> re.Pattern[str]:
    return re.compile(rf"\b(?:my |our |her |his )?(?:{'|'.join(question_words().relatives)})(?:'s)?\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _filler() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, question_words().filler))})\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _own_disease() -> AnyOf:
    return AnyOf(question_words().own_disease)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def statement_of(text: str, words: Words) -> str:
    """The question as a statement of what it describes."""
    text = _FROM_TO.sub(r"\1 \2", text)
    said = _filler().sub(" ", _conditional().sub(_blank, text))
    said = said if words.line in _own_disease() else _relatives().sub(_blank, said)
    return re.sub(r"[?!]+\s*|(?<=\w\w)\.\s+", " .\n\n", said)


def _read(text: str, words: Words, knowledge: Knowledge) -> dict[str, Any]:
    """The case in a question: read as one sentence, then clause by clause, the first reading of a field standing."""
    said = statement_of(text, words)
    case: dict[str, Any] = {}
    for version in (said, said.replace(",", ";").replace(" - ", " ; ").replace(":", ";")):
        try:
            reading = read_letter(version, knowledge).case
        except HoofbeatError:
            continue
        for name, value in reading.items():
            case.setdefault(name, value)
    return case


@lru_cache(maxsize=1)
def _field_patterns() -> tuple[tuple[str, Any, AnyOf], ...]:
    return tuple((r.field, r.value, AnyOf(r.any)) for r in question_words().readings)


@lru_cache(maxsize=1)
def _line_patterns() -> tuple[tuple[int, AnyOf], ...]:
    return tuple((n, AnyOf(p)) for n, p in sorted(question_words().lines.items()))


@lru_cache(maxsize=1)
def _none_before() -> AnyOf:
    return AnyOf(question_words().none_before)


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[str, AnyOf], ...]:
    groups = {f"marker:{k}": v for k, v in question_words().markers.items() if v}
    groups |= {f"symptom:{k}": v for k, v in question_words().symptoms.items()}
    groups |= {f"meant:{k}": v for k, v in question_words().meant.items()}
    return tuple((name, AnyOf(patterns)) for name, patterns in groups.items())


def groups_in(words: Words) -> list[str]:
    """The groups of words (of markers, symptoms, things meant) that a question holds."""
    return [name for name, any_of in _groups() if words.line in any_of]


def _grouped(words: Words, kind: str) -> tuple[str, ...]:
    start = f"{kind}:"
    return tuple(
        name.removeprefix(start) for name, any_of in _groups() if name.startswith(start) and words.line in any_of
    )


def _checked(case: dict[str, Any]) -> dict[str, Any]:
    """The case without the fields that the contract refuses."""
    ordered = {name: case[name] for name in FIELDS if case.get(name) is not None}
    for _ in range(len(ordered) + 1):
        try:
            read_case(ordered)
        except CaseError as error:
            refused = {p.where.split(",")[0] for p in error.problems}
            ordered = {k: v for k, v in ordered.items() if k not in refused} if refused & ordered.keys() else {}
        else:
            break
    return ordered


def _sites(mentions: tuple[Mention, ...], spread: Iterable[str]) -> tuple[str, ...]:
    allowed = FIELDS["primary_site"].values
    found = [m.id for m in mentions if m.kind in _SITES and m.id in allowed and m.id not in set(spread)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _tumor_words() -> AnyOf:
    return AnyOf(question_words().tumor_words)


def _add_site(case: dict[str, Any], words: Words, mentions: tuple[Mention, ...], known_site: bool) -> None:
    """Where the tumor began, if one organ is named and not for its function; and the liver, where it spread there."""
    tumor = words.line in _tumor_words()
    spread_words = any(m.kind == "term" and m.id == "metastasis" for m in mentions)
    organs = [m.id for m in mentions if m.kind in _SITES]
    if spread_words and "metastatic_sites" not in case and case.get("primary_site") != _LIVER and _LIVER in organs:
        case["metastatic_sites"] = [_LIVER]
    sites = _sites(mentions, case.get("metastatic_sites") or ())
    if _LIVER in sites and not _PRIMARY.search(words.line):
        sites = tuple(s for s in sites if s != _LIVER)
        if case.get("primary_site") == _LIVER:
            case.pop("primary_site")
    if not tumor:
        sites = tuple(s for s in sites if s not in question_words().organs_of_function)
        if known_site and not sites:
            case.pop("primary_site", None)
    if len(sites) == 1:
        case.setdefault("primary_site", sites[0])
    if not tumor and case.get("primary_site") in question_words().organs_of_function:
        case.pop("primary_site")


@lru_cache(maxsize=1)
def _not_stated() -> tuple[tuple[str, AnyOf], ...]:
    return tuple((field, AnyOf(patterns)) for field, patterns in question_words().asked_not_stated.items())


def _complete(case: dict[str, Any], words: Words, mentions: tuple[Mention, ...], known_site: bool, text: str) -> None:
    """What the words of a question add to what the letter reader found."""
    for name, value, any_of in _field_patterns():
        if name not in case and words.line in any_of:
            case[name] = value
    for mention in mentions:
        if mention.kind in _NAMED_FIELDS and mention.kind not in case:
            case[mention.kind] = mention.id
    _add_site(case, words, mentions, known_site)
    if case.get("metastatic_sites") and "extent" not in case:
        case["extent"] = "metastatic"
    age = _AGE.search(text)
    if age is not None and "age_years" not in case:
        case["age_years"] = int(age[1] or age[2])
    for name, any_of in _not_stated():
        if name in case and words.line in any_of:
            case.pop(name)
    if case.get("progressing") is False and not _STEADY.search(text):
        case.pop("progressing")
    if case.get("sex") and not set(words.words) & {"female", "male", "man", "woman", "lady", "gentleman", "f", "m"}:
        case.pop("sex")


def _named(
    mentions: list[Mention], places: set[int], meant: list[str], resected: bool, knowledge: Knowledge
) -> tuple[str, ...]:
    """The treatments asked about: those named, and those meant by other words where nothing of that kind is named."""
    named = [m.id for m in mentions if m.start not in places and not (resected and m.id == "surgery")]
    every = {m.id for m in mentions}
    further = [t for t in meant if not any(knowledge.treatments.is_a(n, t) for n in every)]
    return tuple(dict.fromkeys([*named, *further]))


def _history(
    own: dict[str, Any], words: Words, mentions: list[Mention], text: str, knowledge: Knowledge
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The treatments asked about and those given before, which enter the case."""
    resected = own.get("resection") is not None
    places = given_before(text, mentions)
    given = tuple(dict.fromkeys(m.id for m in mentions if m.start in places and not (resected and m.id == "surgery")))
    given_again = given if words.line in cues("once_more") else ()
    meant = [t for t in _grouped(words, "meant") if t in knowledge.treatments]
    every = words.line in all_progressed()
    merge_history(own, given, list(own.get("prior_treatments") or ()), every)
    if every and given:
        own["progressing"] = True
    if words.line in _none_before():
        own["prior_treatments"] = []
    return tuple(dict.fromkeys([*given_again, *_named(mentions, places, meant, resected, knowledge)])), given


def _syndromes(own: Mapping[str, Any], mentions: Iterable[Mention]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(m.id for m in mentions if m.kind == "functional_syndrome" and m.id != "none"))
    stated = own.get("functional_syndrome")
    return named or ((stated,) if stated not in (None, "none") else ())


def _treatments(mentions: Iterable[Mention], text: str, knowledge: Knowledge) -> list[Mention]:
    """The treatments named; the class is not named again where it only follows one of its kind ("temozolomide chemo")."""
    found: list[Mention] = []
    for mention in mentions:
        if mention.kind != "treatment":
            continue
        follows = found and mention.id == _CLASS and not text[found[-1].end : mention.start].strip()
        if not (follows and knowledge.treatments.is_chemotherapy(found[-1].id)):
            found.append(mention)
    return found


def understand(
    text: str, knowledge: Knowledge, reader: Reader, before: Mapping[str, Any] | None = None
) -> Understanding:
    """A question, read with the records; `before` is the case of the conversation so far."""
    names = Names.of(knowledge)
    words = words_of(text, names.vocabulary)
    stands_for = question_words().stands_for
    mentions = tuple(
        replace(m, id=stands_for[m.id]) if m.kind == "treatment" and m.id in stands_for else m
        for m in Lexicon.of(knowledge).find(text)
        if m.corrected_from is None or not names.is_ordinary(fold(m.corrected_from))
    )
    own = _read(text, words, knowledge)
    _complete(own, words, mentions, bool(before and before.get("primary_site")), text)
    named, given = _history(own, words, _treatments(mentions, text, knowledge), text, knowledge)
    own = _checked(own)
    studies, unknown = names.studies_in(text, words)
    return Understanding(
        text=text,
        reader=reader,
        words=words,
        mentions=mentions,
        asked=tuple(t for t in named if t != _CLASS) or named,
        named=named,
        given=given,
        own=own,
        case=_checked({**(before or {}), **own}),
        line=next((n for n, any_of in _line_patterns() if words.line in any_of), None),
        studies=studies,
        unknown_trial=unknown,
        syndromes=_syndromes(own, mentions),
        terms=tuple(dict.fromkeys(m.id for m in mentions if m.kind == "term")),
        markers=_grouped(words, "marker"),
        symptoms=_grouped(words, "symptom"),
        sites=_sites(mentions, own.get("metastatic_sites") or ()),
        corrected={m.corrected_from: m.id for m in mentions if m.corrected_from},
        continues=before is not None,
    )
