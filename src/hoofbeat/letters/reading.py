"""A letter read into a case: every value by id, with the words it was read from, and what was not understood.

Unknown stays absent. A fact that is negated, possible, of the past, of the family, hypothetical or of someone else is
never taken as the patient's own; what contradicts itself is shown twice and not taken. The same text gives the same
reading, without a model and without a network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hoofbeat.case import FIELDS, read_case
from hoofbeat.errors import CaseError
from hoofbeat.knowledge import Knowledge
from hoofbeat.language.quantities import Quantity
from hoofbeat.language.records import letter_words
from hoofbeat.language.tokens import read_document
from hoofbeat.letters.course import progressing, rapid_or_slow
from hoofbeat.letters.documents import language_of, text_of
from hoofbeat.letters.history import History, read_history, with_course
from hoofbeat.letters.instructions import without_instructions
from hoofbeat.letters.page import Page
from hoofbeat.letters.person import read_person
from hoofbeat.letters.settle import settle
from hoofbeat.letters.signs import Candidate, by_field
from hoofbeat.letters.sites import Sites
from hoofbeat.letters.tables import with_values_of_now
from hoofbeat.letters.tumor import read_sizes
from hoofbeat.letters.unfilled import Unfilled, unfilled
from hoofbeat.letters.wishes import declined, lines_given, naive

_UNSAID = frozenset({"historical"})
_OF_SPREAD = frozenset({"extent", "metastatic_sites"})
_OF_CANCER = 6
"""Words between spread and the other cancer that it came from."""
_QUOTED = 10
"""Ranks that a statement loses by being quoted from somebody else."""
_BESIDE_NOW = 3
"""Characters between 'now' and a value that it makes the one of now."""


@dataclass(frozen=True, slots=True)
class Found:
    """One value and the words it was read from: `text[start:end] == words`."""

    field: str
    value: Any
    words: str
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the order of the public contract."""
        return {"field": self.field, "value": self.value, "words": self.words, "start": self.start, "end": self.end}


@dataclass(frozen=True)
class Reading:
    """What a letter says: a case, the words behind every value, what to check, the text that the places refer to, and
    the words that touch on a field of which nothing was taken.
    """

    case: dict[str, Any]
    found: tuple[Found, ...]
    warnings: tuple[str, ...]
    text: str
    unfilled: tuple[Unfilled, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the form of the public contract, and what was left unfilled where there is any."""
        told = {"case": self.case, "found": [f.to_dict() for f in self.found], "warnings": list(self.warnings)}
        return told | ({"unfilled": [u.to_dict() for u in self.unfilled]} if self.unfilled else {})


def read_letter(text_or_bytes: str | bytes, knowledge: Knowledge, name: str = "letter") -> Reading:
    """The case that a letter states.

    Raises:
        LetterError: when the input holds no text that could be read (`hoofbeat.letters.documents`).
    """
    text = text_of(text_or_bytes, name)
    document = read_document(text)
    language = language_of(document)
    messages = letter_words().messages
    if language != "English":
        return Reading({}, (), (messages["language"].format(language=language),), text)
    document, ignored = without_instructions(with_values_of_now(document))
    page = Page(document, knowledge)
    reading = _read(page)
    warnings = (*(messages["instruction"].format(words=words) for words in ignored), *reading.warnings)
    return replace(reading, warnings=warnings, text=text)


def _read(page: Page) -> Reading:
    messages = letter_words().messages
    person = read_person(page)
    if person.several:
        return Reading({}, (), (messages["patients"].format(values=person.several),), page.document.text)
    nothing = naive(page)
    history = read_history(page)
    if nothing is not None and not page.within(page.document.sentence_number(nothing.start), "treatment"):
        history = history.with_a_course()
    candidates, warnings = _candidates(page, history)
    case: dict[str, Any] = {}
    found: list[Found] = []
    fields = by_field(
        _without_remission_before_relapse(_explained(_quoted_last(page, [*person.candidates, *candidates])))
    )
    for field in FIELDS:
        settled = (
            settle(field, fields[field], page)
            if field in fields and field not in ("metastatic_sites", "declines")
            else None
        )
        if settled is None:
            continue
        if field != "age_years" or settled.value is not None:
            warnings += settled.warnings
        if settled.value is not None:
            case[field] = settled.value
        found += [_found(page, c) for c in settled.shown]
    for field, needed in letter_words().only_with.items():
        if any(other in case and case[other] not in values for other, values in needed.items()):
            case.pop(field, None)
            found = [f for f in found if f.field != field]
    _add_lists(page, fields, case, found)
    _add_history(page, with_course(history, case.get("progressing")), nothing, case, found)
    warnings += [w for w in _open_questions(page) if w.split(":")[0] not in case]
    warnings = [*person.warnings, *_corrected(page), *warnings]
    return _checked(page, case, found, warnings)


def _found(page: Page, candidate: Candidate) -> Found:
    start, end = page.assertions.with_denial(candidate.start, candidate.end)
    return Found(candidate.field, candidate.value, page.document.words(start, end), start, end)


def _candidates(page: Page, history: History) -> tuple[list[Candidate], list[str]]:
    """Everything read but who the person is and what was given, and what could not be read."""
    signs = page.vocabulary.signs.read(page)
    growth = progressing(page, [c for c in signs if c.field == "progressing"], history)
    speed = rapid_or_slow([c for c in signs if c.field == "rapidly_progressing"], growth)
    signs = [c for c in signs if c.field not in ("progressing", "rapidly_progressing")]
    measured, warnings = _measured(page)
    rest = [*signs, *speed, *growth, *measured, *Sites(page).candidates()]
    rest += [*declined(page), *(() if history.entries else lines_given(page))]
    site = (
        settle("primary_site", [c for c in rest if c.field == "primary_site"], page).value
        if _any(rest, "primary_site")
        else None
    )
    sizes = list(read_sizes(page, site))
    sizes = [c for c in sizes if c.current] or sizes
    largest = max((c.value for c in sizes), default=None)
    rest += (
        [c for c in sizes if c.value == largest]
        if len({page.document.sentence_number(c.start) for c in sizes}) == 1
        else sizes
    )
    rest = [c for c in rest if c.field not in _OF_SPREAD or not _from_another_cancer(page, c)]
    return _without_margin_of_primary(page, rest, warnings)


def _explained(candidates: list[Candidate]) -> list[Candidate]:
    """Without what denies a field of some lesions, where lesions are said to differ."""
    kept = candidates
    for field, reason in letter_words().explained_by.items():
        if any(c.field == reason and c.value is True and not c.possible for c in candidates):
            kept = [c for c in kept if c.field != field or c.value is True]
    return kept


def _quoted_last(page: Page, candidates: list[Candidate]) -> list[Candidate]:
    """What is quoted from somebody else counts only where the letter itself says nothing."""
    return [replace(c, rank=c.rank - _QUOTED) if page.is_quoted(c.start) else c for c in candidates]


def _without_remission_before_relapse(candidates: list[Candidate]) -> list[Candidate]:
    """Without 'no disease' of a day before the one on which the disease came back."""
    back = [c.order for c in candidates if c.field == "recurrent" and c.value is True and not c.possible and c.order]

    def is_over(c: Candidate) -> bool:
        return c.field == "evidence_of_disease" and c.value is False and c.order is not None and c.order < max(back)

    return [c for c in candidates if not (back and is_over(c))]


def _from_another_cancer(page: Page, candidate: Candidate) -> bool:
    """'Liver metastases from her colonic adenocarcinoma of 2014' are none of this tumor."""
    number, at = page.document.sentence_number(candidate.start), page.document.token_at(candidate.end - 1) + 1
    behind = [i for i in page.within(number, "second_cancer") if 0 < i.first - at <= _OF_CANCER]
    return any({"from", "of"} & set(page.document.folded[at : i.first]) for i in behind)


def _any(candidates: list[Candidate], field: str) -> bool:
    return any(c.field == field for c in candidates)


def _without_margin_of_primary(
    page: Page, candidates: list[Candidate], warnings: list[str]
) -> tuple[list[Candidate], list[str]]:
    """A clear margin of the primary says nothing of a disease that has spread, unless nothing is left or it came back."""
    metastatic = any(c.field == "extent" and c.value == "metastatic" and not c.possible for c in candidates)
    gone = any((c.field, c.value) in (("evidence_of_disease", False), ("recurrent", True)) for c in candidates)
    if not metastatic or gone:
        return candidates, warnings
    margins = [c for c in candidates if c.field == "resection" and c.value in ("r0", "r1")]
    message = letter_words().messages["margin"]
    said = [f"resection: {message.format(words=page.document.words(c.start, c.end))}" for c in margins]
    return [c for c in candidates if c not in margins], [*warnings, *dict.fromkeys(said)]


def _measured(page: Page) -> tuple[list[Candidate], list[str]]:
    messages = letter_words().messages
    candidates, warnings = [], []
    read = {q.field for q in page.quantities if q.value is not None}
    for q in page.quantities:
        of_another = q.field in letter_words().tumor_fields and page.is_of_another_cancer(q.start)
        if of_another or _is_corrected(page, q):
            continue
        said = page.said_of_number(q.start, q.end) - (_UNSAID if q.value is None or q.later else frozenset())
        older = q.older or "historical" in said
        said -= _UNSAID
        words = page.document.words(q.start, q.end)
        if q.value is None:
            if q.problem and q.field not in read and not said:
                subject = f"{q.field}: " if q.field else ""
                warnings.append(subject + messages[q.problem].format(words=words, what=q.note))
        elif q.field is None or said - {"possible"} or (older and not q.past):
            continue
        elif not _doubtful(page, q.field, q.value, words, warnings):
            current, order = q.later or _is_current(page, q), page.dated(q.start, q.end)
            current = current and not page.in_older_entry(q.start)
            rank = 0 if older else 1
            candidates.append(Candidate(q.field, q.value, q.start, q.end, rank, current, "possible" in said, order))
    unread = {
        q.field for q in page.quantities if q.value is None and q.problem and not page.said_of_number(q.start, q.end)
    }
    kept = [c for c in candidates if c.rank or c.field not in unread]
    return kept, list(dict.fromkeys(warnings))


def _is_corrected(page: Page, quantity: Quantity) -> bool:
    """Whether a letter that is corrected in brackets has a number in brackets behind a value: 'ECOG 2 [1]'."""
    behind = re.match(r"\s*%?\s*\[[^\]]*\d", page.document.plain[quantity.end :])
    return behind is not None and bool(page.all("corrected_in_brackets"))


def _is_current(page: Page, quantity: Quantity) -> bool:
    """Whether a value is the one of its sentence that is said to be of now: 'ECOG 1 in spring, now ECOG 4'."""
    number = page.document.sentence_number(quantity.start)
    marks = [i.end for i in page.within(number, "current")]
    told = [
        q for q in page.quantities if q.field == quantity.field and page.document.sentence_number(q.start) == number
    ]
    marked = [q for q in told if any(0 <= q.start - mark <= _BESIDE_NOW for mark in marks)]
    return quantity in marked if len(marked) == 1 and len(told) > 1 else page.is_current(quantity.start)


def _doubtful(page: Page, field: str, value: Any, words: str, warnings: list[str]) -> bool:
    """Whether a number looks like a mistaken unit; the record of the field says what to ask."""
    wording = page.knowledge.fields.get(field)
    if wording is None or isinstance(value, dict):
        return False
    for doubt in wording.doubtful:
        if (doubt.below is not None and value < doubt.below) or (doubt.above is not None and value > doubt.above):
            warnings.append(f"{field}: '{words}': {doubt.ask}")
            return True
    return False


def _add_lists(page: Page, fields: Any, case: dict[str, Any], found: list[Found]) -> None:
    for field in ("metastatic_sites", "declines"):
        stated = [c for c in fields.get(field, ()) if not c.possible]
        values = list(dict.fromkeys(c.value for c in stated))
        if values:
            case[field] = [v for v in FIELDS[field].values if v in values] if FIELDS[field].values else values
            found += [_found(page, c) for c in stated]


def _add_history(
    page: Page, history: History, nothing: Candidate | None, case: dict[str, Any], found: list[Found]
) -> None:
    if history.entries:
        case["prior_treatments"] = [dict(e) for e in history.entries]
        for entry, places in zip(history.entries, history.places, strict=True):
            found += [Found("prior_treatments", dict(entry), page.document.words(s, e), s, e) for s, e in places]
        return
    if nothing is not None and not case.get("prior_lines"):
        case["prior_treatments"] = []
        found.append(_found(page, nothing))


def _open_questions(page: Page) -> Iterator[str]:
    for concept, question in letter_words().asks.items():
        if any(not page.said(i.start, i.end) - _UNSAID for i in page.all(concept)):
            yield question


def _corrected(page: Page) -> Iterator[str]:
    for wrong, right in page.corrected.items():
        yield letter_words().messages["corrected"].format(wrong=wrong, right=right.replace("_", " "))


def _inside(one: Found, found: list[Found]) -> bool:
    """Whether the same is read from a longer stretch around it."""
    return any(
        (f.field, f.value) == (one.field, one.value)
        and f.start <= one.start
        and one.end <= f.end
        and (f.start, f.end) != (one.start, one.end)
        for f in found
    )


def _checked(page: Page, case: dict[str, Any], found: list[Found], warnings: list[str]) -> Reading:
    """In the order of the contract, and valid by it."""
    ordered = {name: case[name] for name in FIELDS if name in case}
    try:
        read_case(ordered)
    except CaseError as error:
        for problem in error.problems:
            ordered.pop(problem.where.split(",")[0], None)
            warnings.append(str(problem))
    if not ordered and not found:
        warnings.append(letter_words().messages["nothing"])
    unique = {(f.start, f.end, f.field, str(f.value)): f for f in found}
    shown = tuple(unique[key] for key in sorted(unique) if not _inside(unique[key], found))
    left = unfilled(page, ordered, {w.split(":")[0] for w in warnings})
    warnings += _unread_treatments(left)
    return Reading(ordered, shown, tuple(dict.fromkeys(warnings)), page.document.text, left)


def _unread_treatments(left: tuple[Unfilled, ...]) -> Iterator[str]:
    """The treatments that a letter names without a word, that could be read, on whether they were given."""
    words = dict.fromkeys(u.words for u in left if u.treatment and not u.said)
    if words:
        named = ", ".join(f"'{w}'" for w in words)
        yield f"prior_treatments: {letter_words().messages['unread_treatment'].format(words=named)}"
