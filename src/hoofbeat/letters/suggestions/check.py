"""The check of everything that a language model suggests from a letter: the words decide, and the rules go first."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import asdict, dataclass
from typing import Any

from hoofbeat.case import FIELDS, read_case
from hoofbeat.errors import CaseError, HoofbeatError
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.language.records import assertion_words, letter_words
from hoofbeat.letters.page import Page
from hoofbeat.letters.reading import Found, Reading
from hoofbeat.letters.suggestions.numbers import are_written
from hoofbeat.letters.suggestions.words import Reasons, suggestion_words

LONGEST_WORDS = 300
"""Characters: in longer words anything stands somewhere."""
LARGEST_NUMBER = 1e9
"""A row of more digits is no measurement."""
_SHOWN = 120
"""Characters of what was dropped that are shown."""
_KEYS = frozenset({"field", "value", "words"})
_DEEPEST = 2
"""Lists or sets within one another that a value of a case may hold."""
_SAID = ("negated", "family", "someone_else", "hypothetical", "possible", "historical")
_PLAN = "plan"
_MARKS = (",", ";", ":", "(", ")", "[", "]", "|")
"""Between statements that are told apart, beside the words that end every reach (`strong_terminators`)."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a model said in vain, shortened, and why: `value` is as JSON text."""

    field: str
    value: str
    words: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


class _UnfitError(Exception):
    """A suggestion fails a check; the message is the reason."""


class SuggestionCheck:
    """What a suggestion has to pass, for one letter and what the rules read in it."""

    def __init__(self, page: Page, reading: Reading):
        self._page = page
        self._case = reading.case
        self._read = {*reading.case, *(f.field for f in reading.found)}
        self._wrong_already = self._wrong(reading.case)
        self._why: Reasons = suggestion_words().reasons

    def of(self, said: Any) -> Found | Dropped:
        """What a model said, as a suggestion where it passes every check, else with the first reason against it."""
        if not (isinstance(said, dict) and set(said) == _KEYS and _is_value(said["value"])):
            return Dropped("", "", "", self._why.form)
        field, value, words = said["field"], said["value"], said["words"]
        if not (isinstance(field, str) and isinstance(words, str) and words.strip()):
            return Dropped("", "", "", self._why.form)
        try:
            return self._checked(field, value, words)
        except _UnfitError as unfit:
            return Dropped(_shown(field), _shown(json.dumps(value)), _shown(words), str(unfit))

    def _checked(self, field: str, value: Any, words: str) -> Found:
        if field not in FIELDS:
            raise _UnfitError(self._why.field)
        if field in self._read:
            raise _UnfitError(self._why.read)
        value = self._valid(field, value)
        places = self._places(words)
        for start, end in places:
            self._hold_against_words(field, value, start, end)
        start, end = places[0]
        return Found(field, value, self._page.document.words(start, end), start, end)

    def _hold_against_words(self, field: str, value: Any, start: int, end: int) -> None:
        """Fails a value that the words at one place do not bear out. Words that stand several times must do so each time."""
        self._hold_against_assertions(field, value, start, end)
        if field in letter_words().tumor_fields and any(
            self._page.is_of_another_cancer(at) for at, _ in self._tokens(start, end)
        ):
            raise _UnfitError(self._why.other_cancer)
        if not self._is_among_names(field, value, start, end):
            raise _UnfitError(self._why.name)
        if not are_written(field, value, self._page, start, end):
            raise _UnfitError(self._why.number)

    # ---- the value ---------------------------------------------------------------------------
    def _valid(self, field: str, value: Any) -> Any:
        """The value by the contract of the case, treatments by id; fails one that cannot be, alone or beside what was read."""
        try:
            read_case({field: value})
            value = self._with_ids(field, value)
        except HoofbeatError as error:
            raise _UnfitError(self._why.impossible.format(problem=_shown(str(error.problems[0])))) from None
        wrong = self._wrong({**self._case, field: value})
        new = [problem for problem in wrong if problem not in self._wrong_already]
        if new:
            raise _UnfitError(self._why.impossible.format(problem=_shown(new[0])))
        return value

    def _wrong(self, case: dict[str, Any]) -> list[str]:
        """What is impossible, doubtful or contradictory in a case."""
        try:
            read_situation(case, self._page.knowledge)
        except CaseError as error:
            return [str(problem) for problem in error.problems]
        return []

    def _with_ids(self, field: str, value: Any) -> Any:
        """The value with every treatment by its id.

        Raises:
            QuestionError: for a treatment that no record knows.
        """
        resolve = self._page.knowledge.treatments.resolve
        if FIELDS[field].form == "treatments":
            stated = ({k: v for k, v in entry.items() if v is not None} for entry in value)
            return [{**entry, "treatment": resolve(entry["treatment"])} for entry in stated]
        return [resolve(name) for name in value] if FIELDS[field].form == "names" else value

    # ---- the words ---------------------------------------------------------------------------
    def _places(self, words: str) -> list[tuple[int, int]]:
        """Where the words stand, white space aside, from the first word to the last and not from within one."""
        if len(words) > LONGEST_WORDS:
            raise _UnfitError(self._why.long)
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        found = [m.span() for m in re.finditer(pattern, self._page.document.text)]
        whole = [span for span in found if self._is_whole(*span)]
        if not whole:
            raise _UnfitError(self._why.absent)
        return whole

    def _is_whole(self, start: int, end: int) -> bool:
        """Whether no word or number is cut: of '1.4' nobody quotes '1'."""
        tokens = self._page.document.tokens
        around = {self._page.document.token_at(start), self._page.document.token_at(end)} - {-1}
        cut = any(tokens[n].start < place < tokens[n].end for n in around for place in (start, end))
        return not cut and any(c.isalnum() for c in self._page.document.plain[start:end])

    def _tokens(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The places of the tokens between two places."""
        first = max(0, self._page.document.token_at(start))
        for token in self._page.document.tokens[first:]:
            if token.start >= end:
                return
            if token.start >= start:
                yield token.start, token.end

    # ---- what the rules say of the words -----------------------------------------------------
    def _hold_against_assertions(self, field: str, value: Any, start: int, end: int) -> None:
        past = field in suggestion_words().of_the_past
        said = self._said(field, start, end)
        denies = value is False or value in ([], "none")
        counts = said - ({"negated"} if denies else set()) - ({"historical"} if past else set())
        for category in _SAID:
            if category in counts:
                raise _UnfitError(getattr(self._why, category))
        document = self._page.document
        sentences = {document.sentence_number(at): at for at, _ in self._tokens(start, end)}
        spans = [(document.sentences[n].start, document.sentences[n].end) for n in sentences]
        if "negated" not in said and any(document.plain[s:e].rstrip().endswith("?") for s, e in spans):
            raise _UnfitError(self._why.question)
        if past and any(document.sentences[n].section == _PLAN for n in sentences):
            raise _UnfitError(self._why.planned)

    def _said(self, field: str, start: int, end: int) -> frozenset[str]:
        """What is said of the words or of any word of their clause.

        A denial still denies what it is quoted along with, and what a quotation begins behind its reach.
        """
        said = self._page.said(start, end)
        for first, last in self._tokens(*self._clause(start, end)):
            said |= self._page.said(first, last)
            if FIELDS[field].form == "number":
                said |= self._page.said_of_number(first, last)
        return said

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        """The words, and what stands before and behind them up to the next mark that parts statements."""
        document, parts = self._page.document, {*_MARKS, *assertion_words().strong_terminators}
        first, last = max(0, document.token_at(start)), document.token_at(end - 1)
        begin, stop = document.sentence_at(start).first, document.sentence_at(end - 1).last
        while first > begin and document.folded[first - 1] not in parts:
            first -= 1
        while last + 1 < stop and document.folded[last + 1] not in parts:
            last += 1
        return min(start, document.tokens[first].start), max(end, document.tokens[last].end)

    def _is_among_names(self, field: str, value: Any, start: int, end: int) -> bool:
        """Whether the value is among those of its kind that the words name, where they name any: then none is none of them."""
        kinds = suggestion_words().named_by.get(field, ())
        named = {i.id for i in self._page.items if i.kind in kinds and i.start < end and start < i.end}
        treatments = self._page.knowledge.treatments
        if FIELDS[field].form in ("treatments", "names"):
            of_named = {kind for t in named for kind in treatments.kinds(t)}
            wanted = [entry["treatment"] if isinstance(entry, dict) else entry for entry in value]
            fits = [t in of_named or _all_of(treatments[t].contains, named) for t in wanted]
        else:
            wanted = value if isinstance(value, list) else [value]
            fits = [v in named or v in suggestion_words().unnamed for v in wanted]
        return not named or (bool(fits) and all(fits))


def _all_of(drugs: Sequence[str], named: Set[str]) -> bool:
    """Whether a regimen's drugs are all named."""
    return bool(drugs) and set(drugs) <= named


def _is_value(value: Any, deepest: int = _DEEPEST) -> bool:
    """Whether something has the build of a value of a case: not nothing, shallow, and without a number that nobody writes."""
    if isinstance(value, dict | list):
        parts = list(value.values()) if isinstance(value, dict) else value
        return deepest > 0 and all(part is None or _is_value(part, deepest - 1) for part in parts)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return math.isfinite(value) and abs(value) <= LARGEST_NUMBER
    return value is not None


def _shown(text: str) -> str:
    """The beginning of a text from outside, without characters that do something to a terminal."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    return "".join(c if c.isprintable() else " " for c in short)
