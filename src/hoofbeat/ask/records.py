"""Reading the records in `knowledge/phrases`, each file once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from hoofbeat.ask.forms import (
    Checks,
    Emergencies,
    IntentFile,
    PlanWords,
    QuestionWords,
    Saying,
    Templates,
    WithheldFile,
)
from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge.files import shipped_folder
from hoofbeat.yaml_text import read_yaml


def phrases_folder() -> Path:
    """The folder of the phrase records that come with Hoofbeat."""
    return shipped_folder() / "phrases"


def _data(name: str) -> Any:
    try:
        return read_yaml((phrases_folder() / name).read_bytes(), f"phrases/{name}")
    except OSError:
        raise KnowledgeError(Problem(f"phrases/{name}", "is missing from the knowledge.")) from None


def _checked(name: str, form: Any, data: Any) -> Any:
    try:
        return TypeAdapter(form).validate_python(data)
    except ValidationError as error:
        found = [Problem(f"phrases/{name}, {'.'.join(map(str, e['loc']))}", f"{e['msg']}.") for e in error.errors()]
        raise KnowledgeError(found) from None


@lru_cache(maxsize=1)
def emergencies() -> Emergencies:
    """The records of `emergencies.yaml`.

    Raises:
        KnowledgeError: when the file is missing or malformed (so do the readers below).
    """
    found: Emergencies = _checked("emergencies.yaml", Emergencies, _data("emergencies.yaml"))
    return found


@lru_cache(maxsize=1)
def withheld() -> WithheldFile:
    """The records of `withheld.yaml`."""
    found: WithheldFile = _checked("withheld.yaml", WithheldFile, _data("withheld.yaml"))
    return found


@lru_cache(maxsize=1)
def intents() -> IntentFile:
    """The records of `intents.yaml`."""
    found: IntentFile = _checked("intents.yaml", IntentFile, _data("intents.yaml"))
    return found


@lru_cache(maxsize=1)
def sayings() -> dict[str, Saying]:
    """The records of `sayings.yaml`, by id."""
    found: list[Saying] = _checked("sayings.yaml", list[Saying], _data("sayings.yaml"))
    return {s.id: s for s in found}


@lru_cache(maxsize=1)
def templates() -> Templates:
    """The records of `templates.yaml`."""
    data = dict(_data("templates.yaml"))
    words = data.pop("words", {})
    found: Templates = _checked("templates.yaml", Templates, {"words": words, "templates": data})
    return found


@lru_cache(maxsize=1)
def checks() -> Checks:
    """The records of `checks.yaml`."""
    found: Checks = _checked("checks.yaml", Checks, _data("checks.yaml"))
    return found


@lru_cache(maxsize=1)
def question_words() -> QuestionWords:
    """The records of `words.yaml`."""
    found: QuestionWords = _checked("words.yaml", QuestionWords, _data("words.yaml"))
    return found


@lru_cache(maxsize=1)
def plan_words() -> PlanWords:
    """The records of `plans.yaml`."""
    found: PlanWords = _checked("plans.yaml", PlanWords, _data("plans.yaml"))
    return found


@lru_cache(maxsize=1)
def examples() -> dict[str, list[str]]:
    """The questions of `examples.yaml`, by what they want."""
    found: dict[str, list[str]] = _checked("examples.yaml", dict[str, list[str]], _data("examples.yaml"))
    return found
