"""Reading the records in `knowledge/phrases`, each file once."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from hoofbeat.ask.forms import (
    Checks,
    Emergencies,
    IntentFile,
    Saying,
    SayingFile,
    Templates,
    WithheldFile,
)
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import FollowUps, PlanWords
from hoofbeat.ask.word_forms import QuestionWords
from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge.files import shipped_folder
from hoofbeat.yaml_text import read_yaml

FormT = TypeVar("FormT")


def phrases_folder() -> Path:
    """The folder of the phrase records that come with Hoofbeat."""
    return shipped_folder() / "phrases"


def _data(name: str) -> Any:
    try:
        return read_yaml((phrases_folder() / name).read_bytes(), f"phrases/{name}")
    except OSError:
        raise KnowledgeError(Problem(f"phrases/{name}", "is missing from the knowledge.")) from None


def _read(name: str, form: type[FormT], data: Any = None) -> FormT:
    """The records of a file in their form; `data` where the file was read already."""
    try:
        return TypeAdapter(form).validate_python(_data(name) if data is None else data)
    except ValidationError as error:
        found = [Problem(f"phrases/{name}, {'.'.join(map(str, e['loc']))}", f"{e['msg']}.") for e in error.errors()]
        raise KnowledgeError(found) from None


@lru_cache(maxsize=1)
def emergencies() -> Emergencies:
    """The records of `emergencies.yaml`.

    Raises:
        KnowledgeError: when the file is missing or malformed (so do the readers below).
    """
    return _read("emergencies.yaml", Emergencies)


@lru_cache(maxsize=1)
def withheld() -> WithheldFile:
    """The records of `withheld.yaml`."""
    return _read("withheld.yaml", WithheldFile)


@lru_cache(maxsize=1)
def intents() -> IntentFile:
    """The records of `intents.yaml`."""
    return _read("intents.yaml", IntentFile)


@lru_cache(maxsize=1)
def _saying_file() -> SayingFile:
    return _read("sayings.yaml", SayingFile)


@lru_cache(maxsize=1)
def sayings() -> dict[str, Saying]:
    """The records of `sayings.yaml`, by id."""
    return {s.id: s for s in _saying_file().sayings}


@lru_cache(maxsize=1)
def saying_lists() -> dict[str, list[str]]:
    """The lists that patterns of sayings may name: their own, and those of the intents."""
    return {**intents().lists, **_saying_file().lists}


@lru_cache(maxsize=1)
def templates() -> Templates:
    """The records of `templates.yaml`."""
    data = dict(_data("templates.yaml"))
    words = data.pop("words", {})
    return _read("templates.yaml", Templates, {"words": words, "templates": data})


@lru_cache(maxsize=1)
def checks() -> Checks:
    """The records of `checks.yaml`."""
    return _read("checks.yaml", Checks)


@lru_cache(maxsize=1)
def question_words() -> QuestionWords:
    """The records of `words.yaml`."""
    return _read("words.yaml", QuestionWords)


@lru_cache(maxsize=1)
def plan_words() -> PlanWords:
    """The records of `plans.yaml`."""
    return _read("plans.yaml", PlanWords)


@lru_cache(maxsize=1)
def follow_ups() -> FollowUps:
    """The records of `follow_ups.yaml`."""
    return _read("follow_ups.yaml", FollowUps)


ANY_TREATMENT = {"treatment": ["xtreatment"]}
"""The list by which a pattern speaks of any treatment, in a text in which every one is written alike."""


@cache
def question_shape(name: str) -> AnyOf:
    """A shape of questions in `words.yaml`, every treatment in it written alike."""
    return AnyOf(question_words().shapes[name], ANY_TREATMENT)


@cache
def words_of_marker(name: str) -> AnyOf:
    """The words of a marker in `words.yaml`."""
    return AnyOf(question_words().markers[name])


@cache
def plan_cues(name: str) -> AnyOf:
    """The words of one of the lists in `plans.yaml`."""
    return AnyOf(getattr(plan_words(), name))


@lru_cache(maxsize=1)
def examples() -> dict[str, list[str]]:
    """The questions of `examples.yaml`, by what they want."""
    return _read("examples.yaml", dict[str, list[str]])
