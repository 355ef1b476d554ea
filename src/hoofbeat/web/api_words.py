"""The JSON twin for what people write: a question to a cited answer, a letter to a case."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Request
from pydantic import Field, StrictBool, model_validator

from hoofbeat.ask import answer_in_turn
from hoofbeat.errors import Problem, QuestionError
from hoofbeat.letters import read_letter
from hoofbeat.web.api import ERRORS, Answered
from hoofbeat.web.page import desk_of

router = APIRouter(responses=ERRORS)
LONGEST_QUESTION = 20_000
MOST_BEFORE = 12
LARGEST_FILE = 8_000_000
"""Characters of a file in base64; the guard holds the body to as much."""

Typed = Annotated[str, Field(max_length=LONGEST_QUESTION)]


class AskRequest(Answered):
    """A question, who asks, and the questions before it in the conversation."""

    question: Typed
    reader: Literal["clinician", "patient"] = "clinician"
    before: Annotated[
        list[Typed], Field(max_length=MOST_BEFORE, description="Earlier questions, the first first.")
    ] = []
    explain: StrictBool = False


class SentenceOut(Answered):
    """A sentence and the ids of the records it rests on."""

    text: str
    cites: list[str]


class AskOut(Answered):
    """A cited answer; how it came about only where that was asked for."""

    kind: Literal["answer", "urgent", "refused", "clarify", "unknown"]
    sentences: list[SentenceOut]
    case: dict[str, Any]
    follow_up: list[str]
    explained: dict[str, Any] | None = None


class ReadRequest(Answered):
    """A letter: as text, or as a file (.docx, .pdf with text, text) in base64."""

    text: Annotated[str | None, Field(max_length=200_000)] = None
    file: Annotated[str | None, Field(max_length=LARGEST_FILE, description="The bytes of a file, in base64.")] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> ReadRequest:
        if (self.text is None) == (self.file is None):
            raise ValueError("give either text or file")
        return self

    def content(self) -> str | bytes:
        """The letter.

        Raises:
            QuestionError: for a file that is not base64.
        """
        if self.file is None:
            return self.text or ""
        try:
            return base64.b64decode(self.file, validate=True)
        except (binascii.Error, ValueError):
            raise QuestionError(Problem("file", "is not base64.")) from None


class FoundOut(Answered):
    """A value and the words it was read from: the letter's characters from start to before end."""

    field: str
    value: Any
    words: str
    start: int
    end: int


class UnfilledOut(Answered):
    """Words that touch on a field of which nothing was taken; of a treatment, its id and what is said of it."""

    field: str
    words: str
    start: int
    end: int
    treatment: str | None = None
    said: str | None = None


class ReadOut(Answered):
    """What a letter says, what is not settled, and what it touches on without a value being read."""

    case: dict[str, Any]
    found: list[FoundOut]
    warnings: list[str]
    unfilled: list[UnfilledOut] | None = None


@router.post("/ask", summary="A cited answer to a question", response_model=AskOut, response_model_exclude_none=True)
def ask(request: Request, asked: Annotated[AskRequest, Body()]) -> dict[str, Any]:
    """The answer to a question in plain words, read in the light of those before it."""
    knowledge = desk_of(request).knowledge
    answer = answer_in_turn([*asked.before, asked.question], knowledge, asked.reader)
    return answer.trace(knowledge.hash) if asked.explain else answer.to_dict()


@router.post("/read", summary="A letter as a case", response_model=ReadOut, response_model_exclude_none=True)
def read(request: Request, asked: Annotated[ReadRequest, Body()]) -> dict[str, Any]:
    """Every value that a letter states, with the words it was read from. To be confirmed before it is used."""
    return read_letter(asked.content(), desk_of(request).knowledge).to_dict()
