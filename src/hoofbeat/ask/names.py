"""Names that questions use beside those of the lexicon: studies and trials by acronym, and every word the records know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from hoofbeat.ask.history import is_behind
from hoofbeat.ask.patterns import AnyOf, plain_words
from hoofbeat.ask.records import question_words
from hoofbeat.ask.text import Words, open_words, pattern_words, words_of
from hoofbeat.knowledge import Knowledge
from hoofbeat.language.english import is_common, is_near_common
from hoofbeat.language.phrases import stem
from hoofbeat.language.records import expanded, letter_words, lexicon_words
from hoofbeat.language.tokens import fold

_SKIPPED = frozenset({"id", "source", "at", "when", "cases", "url", "doi", "pmid", "read", "published"})
_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"\b(?=[\w-]*[A-Z][\w-]*[A-Z0-9])[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?: (?:FORTE|NETs|\d))?\b")
_CALLED_A_TRIAL = re.compile(r"\b([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*)(?= (?:trial|study|phase)\b)")
_WHOLE = re.compile(r"[A-Z]{4,}(?: [A-Z]{2,})+(?: \d)?")
"""A name of several capital words, with a number or without, which is one name as a whole."""
_MEMBER = re.compile(r"([A-Z]{4,}(?: [A-Z]{2,})*)[- ](?:\d+|[A-Z]|[a-z]{1,2})")
"""A study of a family: the name of the family, and what tells its members apart."""
_WITH_NUMBER = re.compile(r"\b(?:[A-Z]{3,}[A-Za-z]*-\d+|[A-Z]+[a-z]+[A-Z][A-Za-z]*-\d+|[A-Z]{2,}[a-z]{2,}-?\d{2,})\b")
"""Names of trials by their form: capitals, or capitals within a word, and a number ("KEYNOTE-9", "IMpower9")."""
_AUTHOR_AND_YEAR = re.compile(r"([a-z]+(?:-[a-z]+)*)-((?:19|20)\d\d)(?:-.+)?")
"""The id of a study that is called by its first author and its year."""
_COUNTED = r" (?:months?|years?|weeks?|mg|patients|people|percent|%|cycles?|arms?)\b"
"""Words after a number by which it counts something, and is no part of a name."""
_BEGINNING, _ENDING = 5, 4
"""Letters that two forms of one word share at least, and by which they may differ at the end."""
_LOWER_WITH_NUMBER = re.compile(r"\b[a-zA-Z]{4,}-\d+\b")
_SHORTEST = 4
"""Letters of an acronym: shorter ones name too much else."""


def texts_of(value: Any, skipped: frozenset[str] = _SKIPPED) -> Iterator[str]:
    """Every text inside plain data, ids and places apart."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in skipped:
                yield from texts_of(item, skipped)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item, skipped)


def _plain(record: Any) -> Any:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _taken(knowledge: Knowledge) -> frozenset[str]:
    """Names of treatments and terms, which no study is called by, and of groups that run many studies."""
    names = [*knowledge.treatments.names, *(w for t in knowledge.treatments.values() for w in t.name.split())]
    for term in knowledge.records("term").values():
        names += [term.term, *term.aliases]
    groups = question_words().study_groups
    return frozenset(re.sub(r"[^a-z0-9]", "", n.lower()) for n in (*names, *groups))


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Ordinary words, folded, in the singular too, and the words of the patterns."""
    words = [
        fold(w)
        for w in (
            *question_words().ordinary,
            *question_words().everyday,
            *question_words().english,
            *question_words().relatives,
        )
    ]
    return frozenset(words) | frozenset(map(stem, words)) | pattern_words()


def _beginning(word: str) -> str:
    return word[: max(_BEGINNING, len(word) - _ENDING)]


@lru_cache(maxsize=1)
def _open_patterns() -> tuple[str, ...]:
    """The beginnings that patterns leave open."""
    return tuple(sorted(w for w in open_words() if len(w) > _SHORTEST))


def _language_words() -> Iterator[str]:
    words = lexicon_words()
    yield from words.any_case
    yield from (
        phrase for values in words.words.values() for phrases in values.values() for phrase in expanded(phrases)
    )
    yield from (w.rstrip("*") for w in question_words().tumor_words)
    yield from (word for reading in question_words().readings for word in plain_words(tuple(reading.any)))
    yield from (word for gene in letter_words().genes for word in (*gene.gene, *gene.altered, *gene.intact))


class Names:
    """Studies by name, and the vocabulary of a knowledge."""

    def __init__(self, knowledge: Knowledge):
        named = {fold(w) for phrase in _language_words() for w in _WORD.findall(phrase)}
        self.vocabulary = frozenset(self._words(knowledge)) | named
        self.stems = frozenset(map(stem, self.vocabulary))
        self._hyphened = frozenset({"phase", "grade", "stage", "line", "lutetium", "gallium"})
        self._beginnings = frozenset(_beginning(w) for w in self.vocabulary | _common() if len(w) >= _BEGINNING)
        self._drugs = tuple(e for e in question_words().drug_endings)
        taken = _taken(knowledge)
        self._studies: dict[str, list[str]] = {}
        self._written: dict[str, str] = {}
        for kind in ("study", "trial"):
            for record in knowledge.records(kind).values():
                for name in (*self._acronyms(record.name, record.registry, taken), *self._by_author(record.id)):
                    self._add(name, f"{kind}:{record.id}")
        self._families: list[str] = []
        self._add_families(taken)
        numbered = [re.escape(n) for n in self._written.values() if re.search(r"[\d-]", n)]
        longest = "|".join(sorted(numbered, key=lambda n: (-len(n), n)))
        self._numbered = re.compile(rf"\b(?:{longest})\b", re.IGNORECASE) if numbered else None
        self._any_study = AnyOf(sorted(self._studies, key=lambda k: (-len(k), k))) if self._studies else AnyOf([])

    def _add(self, name: str, record: str) -> None:
        key = words_of(name, self.vocabulary).line.strip()
        self._studies.setdefault(key, []).append(record)
        self._written.setdefault(key, name)

    def _add_families(self, taken: frozenset[str]) -> None:
        """What studies of one family are called together ("SANET" for SANET-p and SANET-ep), also where the first of them is called so."""
        members: dict[str, list[str]] = {}
        for key, name in self._written.items():
            found = _MEMBER.fullmatch(name)
            if found is not None and re.sub(r"[^a-z0-9]", "", found[1].lower()) not in taken:
                members.setdefault(found[1], []).extend(self._studies[key])
        for name, records in members.items():
            key = words_of(name, self.vocabulary).line.strip()
            for record in records:
                self._add(name, record)
            if any(re.fullmatch(rf"{re.escape(key)} \d+", k) for k in self._studies):
                self._families.append(key)

    @classmethod
    def of(cls, knowledge: Knowledge) -> Names:
        """The names of a knowledge; built once."""
        return knowledge.once(cls)

    @staticmethod
    def _words(knowledge: Knowledge) -> Iterator[str]:
        for kind, shelf in knowledge.by_kind.items():
            if kind == "source":
                continue
            for record in shelf.values():
                for text in texts_of(_plain(record)):
                    yield from map(fold, _WORD.findall(text))

    @staticmethod
    def _acronyms(name: str, registry: str | None, taken: frozenset[str]) -> Iterator[str]:
        if registry:
            yield registry
        if _WHOLE.fullmatch(name):
            yield name
        for found in _ACRONYM.findall(name):
            letters = re.sub(r"[^A-Za-z0-9]", "", found).lower()
            if len(letters) >= _SHORTEST and letters not in taken:
                yield found

    @staticmethod
    def _by_author(record: str) -> Iterator[str]:
        found = _AUTHOR_AND_YEAR.fullmatch(record)
        if found is not None:
            yield f"{found[1].replace('-', ' ').title()} {found[2]}"

    def without_studies(self, text: str) -> str:
        """A text with the names of studies that hold a figure or a hyphen blanked out, so that these are read for nothing else."""
        return self._numbered.sub(lambda m: " " * len(m.group()), text) if self._numbered else text

    def _is_meant(self, name: str, text: str, line: str) -> bool:
        """Whether an acronym that is a word too is written as one, or called a trial."""
        word = name.lower()
        common = (
            word in question_words().ordinary
            or word in question_words().everyday
            or (word.isalpha() and word in self.vocabulary and name.isupper())
        )
        first, _, rest = name.partition(" ")
        if (
            rest and first.isupper() and first.lower() in self.vocabulary
        ):  # "CONTROL NETs" is a trial, "control NETs" is none
            return first in text or f" {word} study " in line or f" {word} trial " in line
        return not common or name in text or f" {word} trial " in line or f" {word} study " in line

    def studies_in(self, text: str, words: Words) -> tuple[tuple[tuple[str, ...], ...], str | None]:
        """The studies and trials that a text names, those of one name together, and a name called a trial that is none of them."""
        keys = [m.group().strip() for m in self._any_study.every(words.line)]
        keys = [k for k in dict.fromkeys(keys) if self._is_meant(self._written[k], text, words.line)]
        keys, unknown = self._with_members(keys, words.line)
        unknown += [*_CALLED_A_TRIAL.findall(text), *_WITH_NUMBER.findall(text)]
        if not keys and {"trial", "study", "results", "trials"} & set(words.words):
            unknown += [n for n in _LOWER_WITH_NUMBER.findall(text) if n.split("-")[0] not in self._hyphened]
        stranger = next((u for u in unknown if not self.knows(u) and not self._is_part(u, keys)), None)
        return tuple(tuple(dict.fromkeys(self._studies[k])) for k in keys), stranger

    def _with_members(self, keys: list[str], line: str) -> tuple[list[str], list[str]]:
        """The names read with the members of a family that are told by their numbers alone ("NAME-1, 2 and 4"); those not held."""
        unknown: list[str] = []
        for family in self._families:
            for found in re.finditer(rf"(?<= ){family}((?: (?:and |or |vs |versus )?\d+(?= )(?!{_COUNTED}))+)", line):
                names = [f"{family} {n}" for n in re.findall(r"\d+", found[1])]
                unknown += [f"{self._written[family]}-{n.rpartition(' ')[2]}" for n in names if n not in self._studies]
                keys = [k for k in keys if k != family and k not in names] + [n for n in names if n in self._studies]
        return list(dict.fromkeys(keys)), unknown

    def _is_part(self, name: str, keys: Iterable[str]) -> bool:
        """Whether a name is one of those read, or a part of one."""
        own = words_of(name, self.vocabulary).line
        return any(own in f" {k} " or f" {k} " in own for k in keys)

    @staticmethod
    def is_ordinary(word: str) -> bool:
        """Whether a word is one of everyday English, or of the patterns."""
        return bool({word, stem(word)} & _common()) or is_common(word)

    def knows(self, name: str) -> bool:
        """Whether the records use all letters of a name as a word."""
        parts = [fold(p) for p in _WORD.findall(name)]
        return all(p in self.vocabulary for p in parts if len(p) > 1) and not re.search(r"\d", name)

    def strangers(self, words: Words) -> list[str]:
        """The words of a question that neither the records nor ordinary questions use; a drug given before is not asked about."""
        common = _common()
        return [
            w
            for w in dict.fromkeys(words.words)
            if w.isalpha()
            and len(w) > _SHORTEST
            and not {w, stem(w)} & common
            and w not in self.vocabulary
            and stem(w) not in self.stems
            and not self._inflected(w)
            and not is_common(w)
            and (w.endswith(self._drugs) or not is_near_common(w))
            and not (w.endswith(self._drugs) and is_behind(words.line.partition(f" {w} ")[0]))
        ]

    def _inflected(self, word: str) -> bool:
        """Whether a word is, as far as its beginning tells, a form of a known one."""
        return _beginning(word) in self._beginnings or word.startswith(_open_patterns())

    def strange_drug(self, words: Words) -> str | None:
        """A word that ends like a drug's name and is none that the records know."""
        return next((w for w in self.strangers(words) if w.endswith(self._drugs)), None)
