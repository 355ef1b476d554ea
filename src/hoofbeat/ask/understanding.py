"""What a question says: the treatments asked about, the case it describes, studies, syndromes, markers, and its words.

The case is read in `own_case`. Treatments given before are told from those asked about by the words around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from hoofbeat.ask.forms import Reader
from hoofbeat.ask.history import (
    all_progressed,
    asks_once_more,
    before_in_turn,
    cues,
    given_before,
    given_once,
    grown_after,
    merge_history,
    months_told,
    reacted_to,
    set_apart,
    with_a_course,
)
from hoofbeat.ask.names import Names
from hoofbeat.ask.not_own import blanked, named_only, told_of_others
from hoofbeat.ask.own_case import own_case, own_disease, own_words
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.readings import sites_of, unspecific
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import Words, words_of
from hoofbeat.case import FIELDS, read_case
from hoofbeat.errors import CaseError
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Lexicon, Mention
from hoofbeat.language.tokens import fold

_OF_COHORTS = frozenset({"primary_site", "morphology", "differentiation", "reported_grade"})
"""Fields by which the cohorts of a study are told apart."""
_CLASS, _OPERATION, _GROWING = "chemotherapy", "surgery", "progressing"


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
    unspecific_before: tuple[str, ...] = ()

    @property
    def of_cohort(self) -> bool:
        """Whether its facts are those of patients of a study that it names, and of nobody's case ("CABINET in pNET")."""
        return bool(self.studies) and set(self.own) <= _OF_COHORTS and self.words.line not in own_disease()

    @property
    def facts(self) -> int:
        """How many facts of a case the question itself states."""
        return len(self.own) + (self.line is not None)


def _shape_of(text: str, mentions: Iterable[Mention]) -> str:
    for mention in sorted((m for m in mentions if m.kind == "treatment"), key=lambda m: -m.start):
        text = f"{text[: mention.start]} xtreatment {text[mention.end :]}"
    return words_of(text, frozenset({"xtreatment"})).line


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
    places |= before_in_turn(text, of_own, places)
    given = tuple(dict.fromkeys(m.id for m in mentions if m.start in places and not (resected and m.id == _OPERATION)))
    meant = [t for t in _grouped(words, "meant") if t in knowledge.treatments]
    once_more = asks_once_more(words, shape)
    given_again = given if once_more else ()
    if once_more and not given:
        given = given_once(mentions, knowledge)
    every = words.line in all_progressed()
    harmed = frozenset(m.id for m in of_own if m.start in places and reacted_to(text, m))
    merge_history(own, given, list(own.get("prior_treatments") or ()), every, harmed)
    months = months_told(words) if own.get("prior_treatments") else None
    if months is not None:
        own["prior_treatments"] = set_apart(own["prior_treatments"], months)
        own.setdefault(_GROWING, True)
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


def _in_turn(mention: Mention, every: tuple[Mention, ...], text: str, knowledge: Knowledge) -> list[Mention]:
    """Two treatments read as one combination, apart where they end a list: 'after A, B and C'."""
    first, joint, _ = mention.words.partition(" and ")
    listed = any(m.kind == "treatment" and text[m.end : mention.start].strip() == "," for m in every)
    if mention.kind != "treatment" or not joint or not listed:
        return [mention]
    starts = (mention.start, mention.start + len(first + joint))
    spans = ((starts[0], starts[0] + len(first)), (starts[1], mention.end))
    found = [
        replace(m, start=m.start + a, end=m.end + a) for a, b in spans for m in Lexicon.of(knowledge).find(text[a:b])
    ]
    return found or [mention]


def _mentions(text: str, names: Names, knowledge: Knowledge) -> tuple[Mention, ...]:
    """What a text names, without what stands in the name of a study or only sounds like a name of this field."""
    stands_for = question_words().stands_for
    mentions = tuple(
        replace(m, id=stands_for[m.id]) if m.kind == "treatment" and m.id in stands_for else m
        for m in Lexicon.of(knowledge).find(text)
        if m.corrected_from is None or not names.is_ordinary(fold(m.corrected_from))
    )
    mentions = tuple(part for m in mentions for part in _in_turn(m, mentions, text, knowledge))
    own = blanked(text, named_only(text))
    bare = names.without_studies(own)
    return tuple(m for m in mentions if (own if m.kind == "treatment" else bare)[m.start : m.end].strip())


def understand(
    text: str, knowledge: Knowledge, reader: Reader, before: Mapping[str, Any] | None = None
) -> Understanding:
    """A question, read with the records; `before` is the case of the conversation so far."""
    names = Names.of(knowledge)
    words = words_of(text, names.vocabulary)
    mentions = _mentions(text, names, knowledge)
    own, taken = own_case(text, words, mentions, knowledge, before or {})
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
        unspecific=unspecific(words_of(own_words(text), names.vocabulary), case),
        corrected={m.corrected_from: m.id for m in mentions if m.corrected_from},
        continues=before is not None,
    )
