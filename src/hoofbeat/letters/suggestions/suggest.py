"""What a language model suggests beside what was read from a letter. Off unless asked for, and never part of the case.

A model is given the letter and the contract of the fields that the rules did not read. What it says is kept only where it
passes every check (`check.py`), and then only shown: apart from what was read, with its words, for a person to
confirm. Whatever a model answers, or if it does not, the reading is the one that was made without it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from hoofbeat.case import FIELDS
from hoofbeat.chat_completions import Endpoint, reply_of
from hoofbeat.knowledge import Knowledge
from hoofbeat.language.tokens import read_document
from hoofbeat.letters.documents import language_of
from hoofbeat.letters.instructions import without_instructions
from hoofbeat.letters.page import Page
from hoofbeat.letters.person import read_person
from hoofbeat.letters.reading import Found, Reading
from hoofbeat.letters.suggestions.check import Dropped, SuggestionCheck
from hoofbeat.letters.suggestions.words import instruction, suggestion_words

MOST_SUGGESTED = 200
"""A longer list is not what was asked for."""
_FENCED = re.compile(r"^[ \t]*```[a-zA-Z]*[ \t]*\n(.*?)^[ \t]*```[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class ReadingWithSuggestions(Reading):
    """A reading as it was made without a model, with what a model suggests beside it, and what it said in vain."""

    suggested: tuple[Found, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the form of the public contract."""
        return {
            **super().to_dict(),
            "suggested": [s.to_dict() for s in self.suggested],
            "dropped": [d.to_dict() for d in self.dropped],
        }


def with_suggestions(reading: Reading, knowledge: Knowledge, endpoint: Endpoint) -> ReadingWithSuggestions:
    """A reading with what a model suggests for the fields that were not read.

    The letter's text is sent to the endpoint, without the passages that speak to a program; nothing is sent of a text that
    was not read as one letter in English about one person. A model that fails in whatever way leaves the reading as it
    was, with a warning.

    Raises:
        QuestionError: where the library that speaks HTTP is not installed.
    """
    plain = ReadingWithSuggestions(reading.case, reading.found, reading.warnings, reading.text)
    document = read_document(reading.text)
    if language_of(document) != "English":
        return plain
    page = Page(without_instructions(document)[0], knowledge)
    if read_person(page).several:
        return plain
    read = {*reading.case, *(f.field for f in reading.found)}
    asked = [name for name in FIELDS if name not in read]
    reply = reply_of(endpoint, instruction(asked, knowledge), page.document.text)
    listed = None if reply is None else suggested_in(reply)
    check = SuggestionCheck(page, reading)
    results = [check.of(one) for one in listed or ()]
    kept = {str(one.to_dict()): one for one in results if isinstance(one, Found)}
    dropped = tuple(one for one in results if isinstance(one, Dropped))
    in_vain = listed is None or bool(dropped and not kept)
    warnings = (*reading.warnings, suggestion_words().unusable) if in_vain else reading.warnings
    return replace(plain, warnings=warnings, suggested=tuple(kept.values()), dropped=dropped)


def suggested_in(reply: str) -> list[Any] | None:
    """The list in a reply: all of it is JSON, or its one fenced block is; None for anything else."""
    fenced = _FENCED.findall(reply)
    try:
        listed = json.loads(fenced[0] if len(fenced) == 1 else reply)
    except (ValueError, RecursionError):
        return None
    return listed if isinstance(listed, list) and len(listed) <= MOST_SUGGESTED else None
