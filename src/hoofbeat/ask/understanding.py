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

from hoofbeat.ask.asked_about import stated
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.history import (
    all_progressed,
    asks_once_more,
    cues,
    given_before,
    given_once,
    grown_after,
    merge_history,
    months_told,
    set_apart,
    with_a_course,
)
from hoofbeat.ask.names import Names
from hoofbeat.ask.not_own import blanked, feared, told_of_others
from hoofbeat.ask.patterns import AnyOf, any_phrase
from hoofbeat.ask.readings import complete, drop_not_stated, sites_of, unspecific
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import Words, words_of
from hoofbeat.case import FIELDS, read_case
from hoofbeat.errors import CaseError, HoofbeatError
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Lexicon, Mention
from hoofbeat.language.records import assertion_words, expanded
from hoofbeat.language.tokens import fold
from hoofbeat.letters import read_letter

_FROM_TO = re.compile(r"\b(ki[- ]?67)\s+(?:\w+\s+){1,3}from\s+\d+\s?%?\s+to\s+(\d+)", re.IGNORECASE)
_FIRST_THEN = re.compile(
    r"\b(ki[- ]?67)\s+(?:\w+\s+){0,3}\d+\s?%(?=[^.?!]{0,70}\b(?:but|then|later|now|after|resect\w+)\b[^.?!]{0,50}?\b(\d+)\s?%)",
    re.IGNORECASE,
)
"""An index that went from one value to another, or was first one and then another: the later one holds."""
_BEFORE_NEXT = re.compile(r"\bbefore (?=(?:the |my |his |her )?(?:next )?(?:cycle|round|course|dose)\b)", re.IGNORECASE)
"""A value told before a round that is to come is one of now."""
_ENDPOINTS = re.compile(
    r"\b(?:time to|ratio (?:for|of)|risk of|HR for) progression\b|\bprogression[- ]free\b", re.IGNORECASE
)
"""Names of endpoints with a word in them that would tell of a tumor."""
_HYPOTHETICAL = ("hypothetical", "possible")
_OF_COHORTS = frozenset({"primary_site", "morphology", "differentiation", "reported_grade"})
"""Fields by which the cohorts of a study are told apart."""
_CLASS, _OPERATION, _GROWING = "chemotherapy", "surgery", "progressing"
_MINE = re.compile(r"\bmine(?:'s)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Understanding:
    """A question, read. `own` is the case that its own words state, `case` that of the whole conversation.

    `placeholders`: its words with every treatment written alike; `taken`: facts taken for granted; `grew_on`: treatments on which growth is taken for granted; `unspecific`: fields of
    safety that are named without a value; `grades`: grades that are asked about together ("G1-2"); `studies`: those of one name together;
    `once_more`: treatments put forward before, of which a turn says that they were given already.
    """

    text: str
    reader: Reader
    words: Words
    placeholders: str
    mentions: tuple[Mention, ...]
    asked: tuple[str, ...]
    named: tuple[str, ...]
    given: tuple[str, ...]
    own: Mapping[str, Any]
    case: Mapping[str, Any]
    line: int | None
    grades: str | None
    studies: tuple[tuple[str, ...], ...]
    unknown_trial: str | None
    syndromes: tuple[str, ...]
    terms: tuple[str, ...]
    markers: tuple[str, ...]
    symptoms: tuple[str, ...]
    sites: tuple[str, ...]
    taken: tuple[str, ...] = ()
    grew_on: tuple[str, ...] = ()
    unspecific: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    continues: bool = False
    once_more: tuple[str, ...] = ()
    studies_before: tuple[tuple[str, ...], ...] = ()

    @property
    def of_cohort(self) -> bool:
        """Whether its facts are those of patients of a study that it names, and of nobody's case ("CABINET in pNET")."""
        return bool(self.studies) and set(self.own) <= _OF_COHORTS and self.words.line not in _own_disease()

    @property
    def facts(self) -> int:
        """How many facts of a case the question itself states."""
        return len(self.own) + (self.line is not None)


def _shape_of(text: str, mentions: Iterable[Mention]) -> str:
    for mention in sorted((m for m in mentions if m.kind == "treatment"), key=lambda m: -m.start):
        text = f"{text[: mention.start]} xtreatment {text[mention.end :]}"
    return words_of(text, frozenset({"xtreatment"})).line


@lru_cache(maxsize=1)
def _conditional() -> re.Pattern[str]:
    cues = {
        phrase
        for cue in assertion_words().cues
        if cue.category in _HYPOTHETICAL
        for phrase in expanded(cue.words)
        if phrase.replace(" ", "").isalpha()
    }
    return re.compile(rf"\b(?:{any_phrase(cues)})\b", re.IGNORECASE)


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
    text = _FIRST_THEN.sub(r"\1 \2 %", _FROM_TO.sub(r"\1 \2", _BEFORE_NEXT.sub("; ", text)))
    said = _filler().sub(" ", _conditional().sub(_blank, text))
    said = said if words.line in _own_disease() else _relatives().sub(_blank, said)
    return re.sub(r"[?!]+\s*|(?<=\w\w)\.\s+", " .\n\n", said)


def _read(text: str, words: Words, knowledge: Knowledge) -> dict[str, Any]:
    """The case in a question: read as one sentence, then clause by clause, the first reading of a field standing."""
    said = statement_of(text, words)
    case: dict[str, Any] = {}
    for version in dict.fromkeys((said, said.replace(",", ";").replace(" - ", " ; ").replace(":", ";"))):
        try:
            reading = read_letter(version, knowledge).case
        except HoofbeatError:
            continue
        for name, value in reading.items():
            case.setdefault(name, value)
    return case


@lru_cache(maxsize=1)
def _line_patterns() -> tuple[tuple[int, AnyOf], ...]:
    return tuple((n, AnyOf(p)) for n, p in sorted(question_words().lines.items()))


@lru_cache(maxsize=1)
def _grade_ranges() -> tuple[tuple[str, AnyOf], ...]:
    return tuple((grades, AnyOf(p)) for grades, p in question_words().grade_ranges.items())


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


def _named(
    text: str, mentions: list[Mention], places: set[int], meant: list[str], resected: bool, knowledge: Knowledge
) -> tuple[str, ...]:
    """The treatments asked about: those named, and those meant by other words where nothing of that kind is named.

    An operation that others are to lead up to, or that was done, is not asked about.
    """
    ahead = cues("leads_up_to")
    named = [
        m.id for m in mentions
        if m.start not in places
        and not (m.id == _OPERATION and (resected or words_of(text[: m.start]).line in ahead))
    ]  # fmt: skip
    every = {m.id for m in mentions}
    further = [t for t in meant if not any(knowledge.treatments.is_a(n, t) for n in every)]
    return tuple(dict.fromkeys([*named, *further]))


def _history(
    own: dict[str, Any],
    words: Words,
    shape: str,
    mentions: list[Mention],
    text: str,
    knowledge: Knowledge,
    reader: Reader,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The treatments asked about and those given before, which enter the case."""
    resected = own.get("resection") is not None
    others = told_of_others(text)
    of_own = [m for m in mentions if not any(start <= m.start < end for start, end in others)]
    places = given_before(text, of_own)
    if reader == "clinician":
        # A layman's story tells what treatments did to others, or might do, in the words of a course.
        places |= with_a_course(own.get("prior_treatments") or (), text, of_own, places)
    given = tuple(dict.fromkeys(m.id for m in mentions if m.start in places and not (resected and m.id == _OPERATION)))
    meant = [t for t in _grouped(words, "meant") if t in knowledge.treatments]
    once_more = asks_once_more(words, shape)
    given_again = given if once_more else ()
    if once_more and not given:
        given = given_once(mentions, knowledge)
    every = words.line in all_progressed()
    merge_history(own, given, list(own.get("prior_treatments") or ()), every)
    months = months_told(words) if own.get("prior_treatments") else None
    if months is not None:
        own["prior_treatments"] = set_apart(own["prior_treatments"], months)
    if given and words.line in cues("lost_hold"):
        own["prior_treatments"][-1].setdefault("progressed", True)
    if given and (every or words.line in cues("lost_hold")):
        own["progressing"] = True
    if words.line in _none_before() and not given:
        own["prior_treatments"] = []
    return tuple(dict.fromkeys([*given_again, *_named(text, mentions, places, meant, resected, knowledge)])), given


def _grown(own: Mapping[str, Any], grew_on: tuple[str, ...]) -> dict[str, Any]:
    """The history with the growth that is taken for granted."""
    if not grew_on:
        return {}
    entries = [{**e, "progressed": True} if e["treatment"] in grew_on else e for e in own["prior_treatments"]]
    return {"prior_treatments": entries, _GROWING: True}


def _where_own_begins(text: str) -> int:
    """Where a question turns from someone else's disease to one's own ("Mine is ..."); 0 where it does not."""
    turn = _MINE.search(text)
    return turn.start() if turn is not None and words_of(text[: turn.start()]).line in cues("others") else 0


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


def _own_words(text: str) -> str:
    """The question without what it tells of somebody else or only fears, every other character where it was."""
    return blanked(text, [*told_of_others(text), *feared(text)])


def _own_case(
    text: str, words: Words, mentions: tuple[Mention, ...], knowledge: Knowledge, known_site: bool
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The case that a question states of the person asked about, and the facts that are taken for granted in it."""
    names, start = Names.of(knowledge), _where_own_begins(text)
    own_text = stated(_own_words(text)[start:], [replace(m, start=m.start - start) for m in mentions])
    own_text = _ENDPOINTS.sub(_blank, own_text)
    told = words if own_text == text else words_of(own_text, names.vocabulary)
    own = _read(names.without_studies(own_text), told, knowledge)
    of_own = tuple(m for m in mentions if m.start >= start and own_text[m.start - start : m.end - start].strip())
    taken = complete(own, told, of_own, known_site, own_text)
    for line in (told, words):
        drop_not_stated(own, line)
    return own, taken


def _mentions(text: str, names: Names, knowledge: Knowledge) -> tuple[Mention, ...]:
    """What a text names, without what stands in the name of a study."""
    stands_for = question_words().stands_for
    mentions = tuple(
        replace(m, id=stands_for[m.id]) if m.kind == "treatment" and m.id in stands_for else m
        for m in Lexicon.of(knowledge).find(text)
        if m.corrected_from is None or not names.is_ordinary(fold(m.corrected_from))
    )
    bare = names.without_studies(text)
    return tuple(m for m in mentions if m.kind == "treatment" or bare[m.start : m.end].strip())


def understand(
    text: str, knowledge: Knowledge, reader: Reader, before: Mapping[str, Any] | None = None
) -> Understanding:
    """A question, read with the records; `before` is the case of the conversation so far."""
    names = Names.of(knowledge)
    words = words_of(text, names.vocabulary)
    mentions = _mentions(text, names, knowledge)
    own, taken = _own_case(text, words, mentions, knowledge, bool(before and before.get("primary_site")))
    placeholders = _shape_of(text, mentions)
    named, given = _history(own, words, placeholders, _treatments(mentions, text, knowledge), text, knowledge, reader)
    own = _checked(own)
    grew_on = grown_after(words, placeholders, own, given, knowledge)
    case = _checked({**(before or {}), **own, **_grown(own, grew_on)})
    studies, unknown = names.studies_in(text, words)
    return Understanding(
        text=text,
        reader=reader,
        words=words,
        placeholders=placeholders,
        mentions=mentions,
        asked=tuple(t for t in named if t != _CLASS) or named,
        named=named,
        given=given,
        own=own,
        case=case,
        line=next((n for n, any_of in _line_patterns() if words.line in any_of), None),
        grades=next((g for g, any_of in _grade_ranges() if words.line in any_of), None),
        studies=studies,
        unknown_trial=unknown,
        syndromes=_syndromes(own, mentions),
        terms=tuple(dict.fromkeys(m.id for m in mentions if m.kind == "term")),
        markers=_grouped(words, "marker"),
        symptoms=_grouped(words, "symptom"),
        sites=sites_of(mentions, own.get("metastatic_sites") or ()),
        taken=taken,
        grew_on=grew_on,
        unspecific=unspecific(words_of(_own_words(text), names.vocabulary), case),
        corrected={m.corrected_from: m.id for m in mentions if m.corrected_from},
        continues=before is not None,
    )
