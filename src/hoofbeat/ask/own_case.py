"""The case that the words of a question state of the person asked about.

The letter reader reads it. A letter states what is; a question asks what might be, so the words that make a letter's sentence
hypothetical ("recommended", "would", "if") are blanked out before it reads, and so is what is told of somebody else, only
feared, asked about or named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hoofbeat.ask.asked_about import stated
from hoofbeat.ask.history import cues
from hoofbeat.ask.names import Names
from hoofbeat.ask.not_own import blanked, feared, named_only, told_of_others
from hoofbeat.ask.patterns import AnyOf, any_phrase
from hoofbeat.ask.readings import complete, drop_not_stated, settle
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import Words, words_of
from hoofbeat.errors import HoofbeatError
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Mention
from hoofbeat.language.records import assertion_words, expanded
from hoofbeat.letters import read_letter

_SITE = "primary_site"
_FROM_TO = re.compile(r"\b(ki[- ]?67)\s+(?:\w+\s+){1,3}from\s+\d+\s?%?\s+to\s+(\d+)", re.IGNORECASE)
_FIRST_THEN = re.compile(
    r"\b(ki[- ]?67)\s+(?:\w+\s+){0,3}\d+\s?%(?=[^.?!]{0,70}\b(?:but|then|later|now|after|resect\w+)\b[^.?!]{0,50}?\b(\d+)\s?%)",
    re.IGNORECASE,
)
"""An index that went from one value to another, or was first one and then another: the later one holds."""
_BEFORE_NEXT = re.compile(r"\bbefore (?=(?:the |my |his |her )?(?:next )?(?:cycle|round|course|dose)\b)", re.IGNORECASE)
"""A value told before a round that is to come is one of now."""
_ANSWERING = re.compile(r"(?:\A|(?<=[.?!;]))\s*(?:no|nope|nah|yes|yeah|sorry)\s*,", re.IGNORECASE)
"""A word that answers and denies nothing of what follows: "no, the other one, pregnant"."""
_SUPPOSED = re.compile(r"\b(?:were|would be|had been)\s+(?=[<>~]?\d)", re.IGNORECASE)
"""A verb before a value that is only supposed."""
_ENDPOINTS = re.compile(
    r"\b(?:time to|ratio (?:for|of)|risk of|HR for) progression\b|\bprogression[- ]free\b", re.IGNORECASE
)
"""Names of endpoints with a word in them that would tell of a tumor."""
_HYPOTHETICAL = ("hypothetical", "possible")
_MINE = re.compile(r"\bmine(?:'s)?\b", re.IGNORECASE)


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
def own_disease() -> AnyOf:
    """Words by which the one who asks speaks of their own disease."""
    return AnyOf(question_words().own_disease)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def statement_of(text: str, words: Words) -> str:
    """The question as a statement of what it describes."""
    text = _SUPPOSED.sub("is ", _ANSWERING.sub(";", text))
    text = _FIRST_THEN.sub(r"\1 \2 %", _FROM_TO.sub(r"\1 \2", _BEFORE_NEXT.sub("; ", text)))
    said = _filler().sub(" ", _conditional().sub(_blank, text))
    said = said if words.line in own_disease() else _relatives().sub(_blank, said)
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


def _where_own_begins(text: str) -> int:
    """Where a question turns from someone else's disease to one's own ("Mine is ..."); 0 where it does not."""
    turn = _MINE.search(text)
    return turn.start() if turn is not None and words_of(text[: turn.start()]).line in cues("others") else 0


def own_words(text: str) -> str:
    """The question without what it tells of somebody else or only fears or names, every other character where it was."""
    return blanked(text, [*told_of_others(text), *feared(text), *named_only(text)])


def own_case(
    text: str, words: Words, mentions: tuple[Mention, ...], knowledge: Knowledge, before: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The case that a question states of the person asked about, and the facts that are taken for granted in it.

    `before` is the case of the conversation so far.
    """
    names, start = Names.of(knowledge), _where_own_begins(text)
    own_text = stated(own_words(text)[start:], [replace(m, start=m.start - start) for m in mentions])
    own_text = _ENDPOINTS.sub(_blank, own_text)
    told = words if own_text == text else words_of(own_text, names.vocabulary)
    own = _read(names.without_studies(own_text), told, knowledge)
    own = _of_tumor_before(names.without_studies(own_text), told, own, before, knowledge)
    of_own = tuple(m for m in mentions if m.start >= start and own_text[m.start - start : m.end - start].strip())
    taken = complete(own, told, of_own, before, own_text)
    settle(own, told)
    for line in (told, words):
        drop_not_stated(own, line)
    return own, taken


def _of_tumor_before(
    text: str, words: Words, own: dict[str, Any], before: Mapping[str, Any], knowledge: Knowledge
) -> dict[str, Any]:
    """A turn's own case with what it says of the tumor spoken of before without naming it: "and type 3, 2.5 cm?"."""
    site = before.get(_SITE)
    if site is None or _SITE in own:
        return own
    read = _read(f"{site.replace('_', ' ')} tumor: {text}", words, knowledge)
    return {**{f: read[f] for f in question_words().of_the_tumor if f in read}, **own}
