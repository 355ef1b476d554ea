"""When not to answer: refusals, other diseases, other languages, nonsense, and what the records do not cover."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from hoofbeat.ask import intents
from hoofbeat.ask.forms import Outside, Withheld
from hoofbeat.ask.names import Names
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import question_words, withheld
from hoofbeat.ask.text import LONGEST_WORDS, Words, words_of
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge
from hoofbeat.language.records import text_words
from hoofbeat.language.tokens import read_document

_FEWEST_FOR_LANGUAGE = 4
_FEWEST_FOREIGN = 2
_ORDINARY_SHARE = 0.34
_REPEATED_SHARE = 0.34
_FEWEST_REPEATED = 4
_ENGLISH = "English"
_GROUNDED = (
    "response-rate",
    "survival",
    "trials",
    "evidence",
    "side-effects",
    "comparison",
    "mechanism",
    "how-given",
    "biomarkers",
)
"""Intents that rest on figures and on what is known of a drug: a word that no record knows leaves nothing to answer."""
_FEW_FACTS = 2
_SENTENCE = re.compile(r"[^.?!;\n]+")


@dataclass(frozen=True)
class Reason:
    """Why nothing is answered: the record that says so, and what it is called."""

    intent: str
    outside: Outside
    detail: str = ""


@lru_cache(maxsize=1)
def _refusals() -> tuple[tuple[Withheld, AnyOf, AnyOf], ...]:
    file = withheld()
    return tuple((w, AnyOf(w.signs, file.lists), AnyOf(w.unless, file.lists)) for w in file.withheld)


@lru_cache(maxsize=1)
def _other_cancers() -> tuple[AnyOf, AnyOf, AnyOf]:
    record = withheld().other_cancers
    return AnyOf(record.words), AnyOf(record.unless), AnyOf(record.denied)


@lru_cache(maxsize=1)
def _markup() -> AnyOf:
    return AnyOf(withheld().markup)


def is_markup(text: str) -> bool:
    """Whether a text holds code or markup."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} " in _markup()


def refusal(words: Words, reader: str, text: str) -> Withheld | None:
    """The refusal that a question meets, if any; code and markup in the text meet the first."""
    line = words.line
    if is_markup(text):
        return withheld().withheld[0]
    for record, signs, unless in _refusals():
        if reader in record.readers and (line in signs or _combined(record, line)) and line not in unless:
            return record
    return None


def reasons_in(line: str) -> list[str]:
    """The reasons to decline whose signs stand in a line of words."""
    return [r.id for r, signs, unless in _refusals() if (line in signs or _combined(r, line)) and line not in unless]


def held_back(line: str) -> list[Withheld]:
    """The reasons to decline that words in the question expressly speak against."""
    return [record for record, _, unless in _refusals() if line in unless]


@cache
def _group(name: str) -> AnyOf:
    return AnyOf(withheld().groups[name], withheld().lists)


def _combined(record: Withheld, line: str) -> bool:
    """Whether all groups of one of the record's combinations stand in the text."""
    met = any(all(line in _group(name) for name in groups) for groups in record.combinations)
    return met and line not in _unless_combined(record.id)


def may_be_near(record: Withheld, line: str) -> bool:
    """Whether nearness alone may speak for a reason: where it asks for words of a group, one of them must stand there."""
    return not record.outright and (
        not record.near_with or any(all(line in _group(g) for g in groups) for groups in record.near_with)
    )


@cache
def _unless_combined(name: str) -> AnyOf:
    record = next(w for w in withheld().withheld if w.id == name)
    return AnyOf(record.unless_combined, withheld().lists)


@lru_cache(maxsize=1)
def _not_held() -> AnyOf:
    return AnyOf(withheld().not_held)


def not_held(u: Understanding, knowledge: Knowledge) -> bool:
    """Whether the question is about something that the records are known not to hold, and do not say of what it names."""
    found = _not_held().search(u.words.line)
    if found is None:
        return False
    records = [knowledge.treatments[t] for t in u.named]
    said = words_of(" ".join(f"{r.is_} {r.mechanism or ''}" for r in records)).line
    return f" {found.group().split()[0]} " not in said


def other_cancer(words: Words) -> bool:
    """Whether the question is about another cancer and says nothing neuroendocrine, or that it is not."""
    named, unless, denied = _other_cancers()
    return words.line in named and (words.line not in unless or words.line in denied)


def unreadable(text: str) -> Reason | None:
    """Why a text cannot be read as a question: empty, too long, no text at all."""
    file = withheld()
    if not text.strip():
        return Reason("empty", file.empty)
    strange = sum(1 for c in text if not c.isprintable() and c not in "\n\t\r")
    if "\x00" in text or strange > len(text) // 10 or "\ufffd" in text:
        return Reason("not-text", file.not_text)
    if len(text.split()) > LONGEST_WORDS:
        return Reason("too-long", file.too_long)
    return None


@lru_cache(maxsize=1)
def _foreign_words() -> dict[str, frozenset[str]]:
    """The small words of each language that are no English ones."""
    english = {*question_words().ordinary, *question_words().everyday, *text_words().languages[_ENGLISH]}
    return {
        name: frozenset(w for w in words if len(w) > 1 and w not in english)
        for name, words in text_words().languages.items()
        if name != _ENGLISH
    }


def another_language(text: str) -> Reason | None:
    """The language a question is written in, where it is plainly not English."""
    folded = [t.folded for t in read_document(text).tokens if t.folded.isalpha()]
    if len(folded) < _FEWEST_FOR_LANGUAGE:
        letters = [c for c in text if c.isalpha()]
        return _script(letters)
    ordinary = set(question_words().ordinary)
    english = sum(w in ordinary for w in folded)
    counts = {name: sum(w in words for w in folded) for name, words in _foreign_words().items()}
    best = max(sorted(counts), key=counts.__getitem__)
    if counts[best] > english and counts[best] >= _FEWEST_FOREIGN:
        return Reason("language", withheld().another_language, best)
    return _script([c for c in text if c.isalpha()])


def _script(letters: list[str]) -> Reason | None:
    foreign = sum(ord(c) > 0x24F for c in letters)
    return (
        Reason("language", withheld().another_language, "another script")
        if letters and foreign > len(letters) / 2
        else None
    )


def is_nonsense(u: Understanding) -> bool:
    """Whether a text has too few ordinary words, or repeats itself, so that it is no question."""
    words = [w for w in u.words.words if w.isalpha()]
    if not words:
        return not re.search(r"\w", u.text)
    known = {fragment for m in u.mentions for fragment in re.findall(r"[a-z]+", m.words.lower())}
    ordinary = set(question_words().ordinary) | set(question_words().everyday)
    understood = sum(w in ordinary or w in known or len(w) == 1 for w in words)
    repeated = len(words) - len(set(words))
    if len(words) >= _FEWEST_REPEATED and repeated > _REPEATED_SHARE * len(words):
        return True
    return len(words) > 1 and understood < _ORDINARY_SHARE * len(words) and not u.asked and not u.studies


def is_strange(u: Understanding, intent: str, features: frozenset[str], knowledge: Knowledge) -> bool:
    """Whether a question turns on something that no record knows."""
    if intents.cannot_be_known(intent, u.words.line):
        return True
    if "remedy" in features and intent in _GROUNDED and intent != "how-given":
        return True
    if intent == "side-effects" and u.symptoms:
        return False
    grounded = intent in _GROUNDED or (intent in ("recommendation", "definition") and u.facts <= _FEW_FACTS)
    return grounded and not u.studies and bool(Names.of(knowledge).strangers(_on_the_field(u, knowledge)))


def _on_the_field(u: Understanding, knowledge: Knowledge) -> Words:
    """The words of the sentences that name something of this field; a story around them may use any word."""
    parts = [(m.start(), m.end()) for m in _SENTENCE.finditer(u.text)]
    telling = [u.text[a:b] for a, b in parts if any(a <= m.start < b for m in u.mentions)]
    return words_of(" ".join(telling), Names.of(knowledge).vocabulary) if telling else u.words
