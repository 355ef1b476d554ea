"""The records in `knowledge/language`, read by their forms (`forms.py`), and the notation of their phrases. An unknown key is an error."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge.files import shipped_folder
from hoofbeat.language.forms import (
    AssertionWords,
    Form,
    LetterWords,
    LexiconWords,
    QuantityWords,
    TextWords,
    TopicWords,
)
from hoofbeat.yaml_text import read_yaml

FormT = TypeVar("FormT", bound=Form)


def language_folder() -> Path:
    """The folder of the language records that come with Hoofbeat."""
    return shipped_folder() / "language"


def _read(name: str, form: type[FormT]) -> FormT:
    path = language_folder() / name
    try:
        return form.model_validate(read_yaml(path.read_bytes(), name))
    except OSError:
        raise KnowledgeError(Problem(f"language/{name}", "is missing from the knowledge.")) from None
    except ValidationError as error:
        found = [Problem(f"language/{name}, {'.'.join(map(str, e['loc']))}", f"{e['msg']}.") for e in error.errors()]
        raise KnowledgeError(found) from None


@lru_cache(maxsize=1)
def lexicon_words() -> LexiconWords:
    """The words of `lexicon.yaml`. This and the readers below raise a KnowledgeError when a file is missing or malformed."""
    return _read("lexicon.yaml", LexiconWords)


@lru_cache(maxsize=1)
def assertion_words() -> AssertionWords:
    """The words of `assertion.yaml`."""
    return _read("assertion.yaml", AssertionWords)


@lru_cache(maxsize=1)
def text_words() -> TextWords:
    """The words of `tokens.yaml`."""
    return _read("tokens.yaml", TextWords)


@lru_cache(maxsize=1)
def quantity_words() -> QuantityWords:
    """The words of `quantities.yaml`."""
    return _read("quantities.yaml", QuantityWords)


@lru_cache(maxsize=1)
def letter_words() -> LetterWords:
    """The words of `letters.yaml`."""
    return _read("letters.yaml", LetterWords)


@lru_cache(maxsize=1)
def topic_words() -> TopicWords:
    """The words of `topics.yaml`."""
    return _read("topics.yaml", TopicWords)


_GROUP = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]|<([a-z_]+)>")


def _choices(match: re.Match[str], lists: Mapping[str, Sequence[str]]) -> list[str]:
    either, perhaps, listed = match.groups()
    if listed is not None:
        return list(lists[listed])
    return either.split("|") if either is not None else ["", *perhaps.split("|")]


def expand(phrase: str, lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every phrase that a notation stands for: (a|b) either, [a] with or without, <list> any word of a list."""
    match = _GROUP.search(phrase)
    if match is None:
        yield " ".join(phrase.split())
        return
    for choice in _choices(match, lists):
        yield from expand(phrase[: match.start()] + choice + phrase[match.end() :], lists)


def expanded(phrases: Sequence[str], lists: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Every phrase of a list of notations, each once, in order."""
    lists = lexicon_words().lists if lists is None else lists
    return list(dict.fromkeys(itertools.chain.from_iterable(expand(p, lists) for p in phrases)))


def as_text(value: Any) -> str:
    """A value of a case in words, for a message."""
    if isinstance(value, Mapping) and set(value) == {"low", "high"}:
        return f"{value['low']:g} to {value['high']:g}"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else str(value)
