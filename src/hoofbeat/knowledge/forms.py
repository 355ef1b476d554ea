"""What all forms of records share: ids, sentences, citations."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _identifier(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", value):
        raise ValueError("an id is lower-case words joined by hyphens (facts: by underscores)")
    return value


def _sentence(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        raise ValueError("is empty")
    return text


Id = Annotated[str, AfterValidator(_identifier)]
Text = Annotated[str, AfterValidator(_sentence)]


class Record(BaseModel):
    """What every record has: an id, and no key that its form does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Id


class Cited(Record):
    """A record that rests on a place in a source."""

    source: Id
    at: Text


class Place(BaseModel):
    """A further place that says the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: Id
    at: Text
    for_: Text | None = Field(default=None, alias="for")
