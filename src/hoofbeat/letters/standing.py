"""How a treatment stands in its sentence, whatever is told of it: in use, over, as background, as a cause, as a remedy."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.language.phrases import is_number
from hoofbeat.language.records import letter_words
from hoofbeat.letters.mentions import Event, Given, attaching_words, of_history
from hoofbeat.letters.page import Item, Page

OUTCOMES = frozenset({"progression", "toxic", "intolerance", "resp_CR", "resp_PR", "resp_SD", "resp_PD"})
_RHYTHM_REACH = 6
"""Words behind a drug within which its rhythm is told."""
_LEFT_BY = frozenset({"since", "from", "to", "by", "after"})
"""Before the name of what left a side effect."""
LINK_REACH = 8
JOINED_BY = 4
"""Words of a dose, between two treatments given together or between one and its brackets: 'A and high-dose B'."""
LINK_BEFORE = 3
"""Words before an outcome within which 'after' makes it background."""


class Standing:
    """What the words beside its name say of a treatment: `stems` are those of the page's tokens."""

    def __init__(self, page: Page, stems: Sequence[str]):
        self._page = page
        self._stems = stems

    def note(self, given: Given) -> None:
        """Note that it was stopped or goes on, by the words beside its name, and whether it is in use."""
        self._note_off(given)
        self._note_since(given)
        given.in_use = self._is_in_use(given)

    def helps_another(self, item: Item) -> bool:
        """'A with B as radiosensitizer': B is no treatment of its own."""
        return bool(set(self._stems[item.last : item.last + 2]) & set(letter_words().helps_another))

    def _note_off(self, given: Given) -> None:
        """'Off A since December': it was stopped."""
        at, item = given.item.first - 1, given.item
        if at >= self._page.document.sentences[given.sentence].first and self._stems[at] in attaching_words()["off"]:
            said = self._page.said(item.start, item.end) - {"historical"}
            given.events.append(Event("stopped", item.start, item.end, item.first, said, linked=True))

    def _note_since(self, given: Given) -> None:
        """'A 120 mg since completion of B': it goes on since then."""
        last, sentence = given.item.last, self._page.document.sentences[given.sentence]
        while last < sentence.last and (
            self._stems[last] in attaching_words()["doses"] or is_number(self._stems[last])
        ):
            last += 1
        if last < sentence.last and self._stems[last] == "since" and not self._page.within(given.sentence, "stopped"):
            said = self._page.said(given.item.start, given.item.end) - {"historical"}
            token = self._page.document.tokens[last]
            given.events.append(Event("ongoing", token.start, token.end, last, said, linked=True))

    def is_background(self, given: Given) -> bool:
        """Whether a treatment is named by how it went, behind a word like 'after'."""
        first = min((e.first for e in given.events if e.linked and e.kind in OUTCOMES), default=None)
        if first is None:
            return False
        return any(w in attaching_words()["afterwards"] for w in self._stems[max(0, first - LINK_BEFORE) : first])

    def _is_in_use(self, given: Given) -> bool:
        """Whether it stands behind a plain 'on': 'NET with liver metastases, on A'."""
        sentence = self._page.document.sentences[given.sentence]
        at = given.item.first - 1
        if at < sentence.first or self._stems[at] != "on" or any(e.linked for e in given.events):
            return False
        said = self._page.said(given.item.start, given.item.end)
        if said - ({"historical"} if given.has("last_given") else set()) or any(
            role == "end" for role, _ in given.dates
        ):
            return False
        before = self._stems[at - 1] if at > sentence.first else ","
        behind = set(self._stems[given.item.last : min(given.item.last + _RHYTHM_REACH, sentence.last)])
        rhythm = bool(behind & attaching_words()["rhythms"])
        return rhythm or not before.isalnum() or before in attaching_words()["on_before"]

    def is_cause(self, given: Given) -> bool:
        """Whether it is named only as what left a side effect: 'numb toes since A'."""
        first = self._page.document.sentences[given.sentence].first
        near = self._stems[max(first, given.item.first - 2) : given.item.first]
        harmed = [i for i in self._page.within(given.sentence, "toxic") if i.last <= given.item.first]
        return bool(harmed) and bool(_LEFT_BY & set(near)) and not any(e.kind != "toxic" for e in given.events)

    def is_remedy(self, given: Given) -> bool:
        """Whether an unknown drug is named beside a side effect, and not as begun: 'colitis, settled on B'."""
        harmed = self._page.within(given.sentence, "toxic", "ailment")
        return given.item.kind != "treatment" and bool(harmed) and not given.has("started", "again", "switched")

    def is_kind(self, given: Given, kinds: Sequence[str]) -> bool:
        """Whether it is, or contains, one of some kinds of treatment."""
        return bool(set(self._page.knowledge.treatments.kinds(given.item.id)) & set(kinds))

    def was_given(self, given: Given) -> bool:
        """Whether the letter tells of a treatment as given: neither denied nor only thought of."""
        return not {"negated", "hypothetical"} & self._page.said(given.item.start, given.item.end)

    def is_systemic(self, given: Given) -> bool:
        """Whether a treatment is one of those whose response a history holds: 'A, the second cycle with radiotherapy: PR'."""
        return given.item.kind == "treatment" and of_history(self._page, given.item.id)

    def is_of_story(self, given: Given) -> bool:
        """Whether what follows may be told of it: a treatment of the history, one that no record knows, or an operation."""
        listed = given.item.id in letter_words().closing_treatments
        return given.item.kind != "treatment" or listed or of_history(self._page, given.item.id)

    def is_right_behind(self, before: Given, event: Event) -> bool:
        """Whether nothing but a dose stands between a treatment and an event: 'A 10 mg (8 months)'."""
        between = self._stems[before.item.last : event.first]
        return len(between) <= JOINED_BY and all(
            w in attaching_words()["doses"] or is_number(w) or not w.isalnum() for w in between
        )

    def is_near(self, before: Given | None, event: Event) -> bool:
        """Whether what was done stands close enough behind a treatment to be told of it, and in its part of the sentence."""
        if before is None:
            return False
        between = self._stems[before.item.last : event.first]
        return len(between) <= LINK_REACH and not any(w in attaching_words()["breaks"] for w in between)
