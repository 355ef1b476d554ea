"""The record of what a language model is told about a letter and why its suggestions are dropped (`suggestions.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pydantic import ValidationError

from hoofbeat.case import FIELDS
from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge import Knowledge
from hoofbeat.language.forms import Form
from hoofbeat.language.records import language_folder
from hoofbeat.yaml_text import read_yaml

_FILE = "suggestions.yaml"


class Reasons(Form):
    """Why a suggestion is dropped; the last six are what can be said of the words of a letter."""

    form: str
    field: str
    read: str
    impossible: str
    long: str
    absent: str
    number: str
    name: str
    other_cancer: str
    question: str
    planned: str
    negated: str
    family: str
    someone_else: str
    hypothetical: str
    possible: str
    historical: str


class SuggestionWords(Form):
    """`suggestions.yaml`: the instruction, what is peculiar to some fields, the warning, the reasons."""

    instruction: str
    of_the_past: list[str]
    named_by: dict[str, list[str]]
    unnamed: list[str]
    unusable: str
    reasons: Reasons


@lru_cache(maxsize=1)
def suggestion_words() -> SuggestionWords:
    """The words of `suggestions.yaml`.

    Raises:
        KnowledgeError: when the file is missing or malformed.
    """
    try:
        return SuggestionWords.model_validate(read_yaml((language_folder() / _FILE).read_bytes(), _FILE))
    except OSError:
        raise KnowledgeError(Problem(f"language/{_FILE}", "is missing from the knowledge.")) from None
    except ValidationError as error:
        found = [Problem(f"language/{_FILE}, {'.'.join(map(str, e['loc']))}", f"{e['msg']}.") for e in error.errors()]
        raise KnowledgeError(found) from None


def instruction(fields: Iterable[str], knowledge: Knowledge) -> str:
    """What a model is told: what to look for, and the contract of the fields that it may name."""
    return suggestion_words().instruction.replace("{fields}", "\n".join(_line(name, knowledge) for name in fields))


def _line(name: str, knowledge: Knowledge) -> str:
    wording = knowledge.fields.get(name)
    means = "" if wording is None else f" {wording.means}"
    unit = "" if wording is None or wording.unit is None else f" Unit: {wording.unit}."
    return f"- {name}:{means}{unit} {FIELDS[name].allowed}"
