"""What the sentences of a letter say that may be told of a treatment, before it is known of which."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from hoofbeat.language.phrases import is_number, stem
from hoofbeat.letters.mentions import Event, attaching_words
from hoofbeat.letters.page import Item, Page

EVENTS = (
    "progression", "until_progression", "without_progression", "failing", "resp_CR", "resp_PR", "resp_SD", "resp_PD", "stopped", "toxic",
    "intolerance", "chosen", "finished", "ongoing", "started", "switched", "again", "past_on", "cycle", "continuing", "tolerating",
    "mid_course", "accepted", "came_back", "lasted", "taken", "at_work", "around", "last_given", "grew_then",
    "for_a_time", "by_then", "part_given", "delivered_of", "ailment",
)  # fmt: skip
_MEANS = {"grew_then": "progression", "part_given": "accepted", "ailment": "toxic"}
"""What counts as another event where it is told of a treatment."""
_OF_NAMED = frozenset({"grew_then", "part_given"})
"""What is told only in a sentence that names a treatment."""
_WHY_REACH, _WHY_BEFORE = 9, 4
"""Words between an end and what ailed the person, and those before it among which one says that it is the reason."""
_GROWTH = frozenset({"progression", "resp_CR", "resp_PR", "resp_SD", "resp_PD"})
_MENU = 3
"""Responses in a row that are what a form asks to choose from."""
_ANSWER_MARK = 4
"""Words between the name behind a label for the response and the response."""


class Happenings:
    """The events of every sentence of a letter."""

    def __init__(self, page: Page):
        self._page = page
        self._stems = [stem(f) for f in page.document.folded]
        self._read: dict[int, tuple[Event, ...]] = {}

    def of(self, number: int) -> tuple[Event, ...]:
        """The events of a sentence, from left to right."""
        if number not in self._read:
            self._read[number] = tuple(self._found(number))
        return self._read[number]

    def _found(self, number: int) -> Iterator[Event]:
        page = self._page
        blocked = page.within(number, "not_progression", "not_stability", "not_shrinkage")
        items = page.within(number, *EVENTS)
        menu = self._menu(items)
        for item in items:
            if item in menu or (
                item.id in _GROWTH and any(b.first < item.last and item.first < b.last for b in blocked)
            ):
                continue
            if item.id in _OF_NAMED and not page.within(number, "treatment"):
                continue
            if item.id == "ailment" and not self._is_why(number, item):
                continue
            kind = self._kind(item)
            if kind:
                yield Event(kind, item.start, item.end, item.first, self._said(number, item))
            if kind == "progression" and self._is_first_finding(number, item):
                yield Event("resp_PD", item.start, item.end, item.first, self._said(number, item))
        yield from self._without_disease(number)
        if number in self._rows_with_reason and not page.within(number, "finished", "last_given", "ongoing"):
            sentence = page.document.sentences[number]
            at = page.document.tokens[sentence.last - 1]
            yield Event("stopped", at.start, at.end, sentence.last - 1, frozenset())

    def _said(self, number: int, item: Item) -> frozenset[str]:
        """What is said of an event: what was done with part of a course is told of one that was begun."""
        said = self._page.said(item.start, item.end)
        said = said if item.id == "ongoing" else said - {"historical"}
        said = said - {"hypothetical", "possible"} if item.id in ("mid_course", "accepted", "part_given") else said
        said = said - {"negated"} if item.id == "part_given" else said
        if _MEANS.get(item.id, item.id) in _GROWTH and any(
            n.first <= item.first <= n.last for n in self._page.within(number, "no_new")
        ):
            said |= {"negated"}
        first = self._page.document.sentences[number].first
        if self._stems[item.first - 1] in attaching_words()["denials"] and item.first > first:
            said |= {"negated"}
        return said

    def _kind(self, item: Item) -> str:
        """What an item is an event of: '4 of 4 cycles' is the end of a course, and no middle; '' of none."""
        numbers = [w for w in self._stems[item.first : item.last] if is_number(w)]
        whole = len(numbers) > len(set(numbers))
        if item.id == "mid_course":
            named = any(
                t.first < item.last <= t.last
                for t in self._page.within(self._page.document.sentence_number(item.start), "treatment")
            )
            return "" if named or "0" in numbers else "finished" if whole else item.id
        if item.id == "delivered_of":
            return "" if "0" in numbers else "finished" if whole else "cycle"
        return _MEANS.get(item.id, item.id)

    def _is_why(self, number: int, item: Item) -> bool:
        """Whether what ails a person is why a treatment was ended: 'stopped because of her kidneys', 'off it (mouth)'."""
        first = self._page.document.sentences[number].first
        near = self._stems[max(first, item.first - _WHY_BEFORE) : item.first]
        reason = bool(set(near) & (attaching_words()["reasons"] | {"as", "with"})) or any(
            w in ("(", ":", "-") for w in near[-2:]
        )
        ends = [i for i in self._page.within(number, "stopped", "finished", "switched") if i.last <= item.first]
        clause = self._stems[ends[-1].last : item.first] if ends else []
        return reason and bool(ends) and len(clause) <= _WHY_REACH and not set(clause) & attaching_words()["breaks"]

    def _menu(self, items: list[Item]) -> list[Item]:
        """The responses of a list to choose from: those of '(CR/PR/SD/PD): SD' but the last."""
        spans = sorted({(i.first, i.last) for i in items if i.id in _GROWTH})
        rows: list[list[tuple[int, int]]] = []
        for span in spans:
            if rows and rows[-1][-1][1] == span[0]:
                rows[-1].append(span)
            else:
                rows.append([span])
        listed = {span for row in rows if len(row) >= _MENU for span in row}
        return [i for i in items if i.id in _GROWTH and (i.first, i.last) in listed]

    def _is_first_finding(self, number: int, item: Item) -> bool:
        """Whether growth is the best that was found: on the first scan, or behind a label for the response."""
        before = self._page.document.folded
        labels = self._page.within(number, "first_scan", "response_label")
        for label in labels:
            between = before[label.last : item.first]
            if label.id == "first_scan" and label.last <= item.first and not {";", "but", "second"} & set(between):
                return True
            named = [t for t in self._page.within(number, "treatment") if label.last <= t.first < item.first]
            marked = before[item.first - 1] in (":", "=", "was")
            if label.id == "response_label" and named and marked and item.first - named[-1].last <= _ANSWER_MARK:
                return True
        return False

    def _without_disease(self, number: int) -> Iterator[Event]:
        """'A fine response to A, with no disease left': where the response is told, that is what came of it."""
        told = self._page.within(number, "response_told")
        for item in self._page.within(number, "no_disease") if told else ():
            if told[0].last <= item.first:
                yield Event("resp_CR", item.start, item.end, item.first, self._said(number, item))

    @cached_property
    def _rows_with_reason(self) -> frozenset[int]:
        """The rows of tables with a column for why a treatment was stopped."""
        page, found, heading = self._page, set[int](), None
        for number, sentence in enumerate(page.document.sentences):
            if page.within(number, "reason_column") and "|" in page.document.plain[sentence.start : sentence.end]:
                heading = sentence.paragraph
            elif heading == sentence.paragraph:
                found.add(number)
        return frozenset(found)
