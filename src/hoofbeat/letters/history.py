"""What was given before, in order, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from hoofbeat.language.phrases import stem
from hoofbeat.language.records import letter_words
from hoofbeat.letters.courses import Entry
from hoofbeat.letters.events import Attached
from hoofbeat.letters.mentions import Event, Given, of_history
from hoofbeat.letters.order import in_time
from hoofbeat.letters.outcomes import in_order, outcome
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.story import (
    leave_out_parts,
    mark_followed,
    take_growth,
    take_next_cycles,
    take_response_of_now,
    tells_growth,
)
from hoofbeat.letters.wishes import listed

_NOT_GIVEN = frozenset({"negated", "family", "hypothetical", "someone_else", "possible"})
_EVIDENCE = (
    "started", "ongoing", "stopped", "finished", "last_given", "progression", "until_progression", "failing", "past_on", "intolerance",
    "resp_CR", "resp_PR", "resp_SD", "resp_PD", "chosen", "without_progression",
    "lasted", "taken", "at_work",
)  # fmt: skip
_HOW_IT_WENT = ("progression", "came_back", "stability", "shrinkage", "no_disease", "toxic", "stopped")
"""What makes 'after A' and 'during A' tell of the past."""
_NEAR_CANCER = 10
"""Words between a treatment and the other cancer that it was for."""
_FAR_CANCER = 25
"""The same for a cancer that is certainly another one, with its stage in between."""
_OPENING = 3
_ARROW, _ARROW_REACH = ">", 4
_OVER = (
    "finished",
    "last_given",
    "stopped",
    "resp_CR",
    "resp_PR",
    "resp_SD",
    "resp_PD",
    "until_progression",
    "failing",
)
_PAST = (*_OVER, "cycle", "ongoing", "lasted", "accepted")
"""What is said only of a treatment that was given."""
_FEW = 4
"""Words behind a drug among which it is told what else it was given for."""
_LISTING = frozenset({"treatment", "medication"})


_COURSE = frozenset({"best_response", "progressed", "months_ago"})
_TAKEN = frozenset({"ongoing", "completed", "progression", "toxicity"})
"""How only what was taken can end."""


@dataclass(frozen=True)
class History:
    """The treatments in order as values of the case, with the places they were read from; `quiet`: no growth is told
    behind the last of them; `dated`: the numbers of those with a date.
    """

    entries: tuple[dict[str, Any], ...]
    places: tuple[tuple[tuple[int, int], ...], ...]
    quiet: bool = False
    dated: frozenset[int] = frozenset()

    def with_a_course(self) -> History:
        """Only the treatments of which a date or a course is told beside their name: all that may be believed where a letter
        says that nothing was given.
        """
        told = [
            n for n, e in enumerate(self.entries) if n in self.dated or _COURSE & e.keys() or e.get("ended") in _TAKEN
        ]
        return replace(self, entries=tuple(self.entries[n] for n in told), places=tuple(self.places[n] for n in told))


def _was_given(page: Page, given: Given) -> bool:
    """Whether a mention says that the person had, or has, the treatment."""
    item = given.item
    if not of_history(page, item.id):
        return False
    following = page.document.folded[item.last] if item.last < len(page.document.tokens) else ""
    words, few = letter_words(), page.document.folded[item.last : item.last + _FEW]
    if stem(following) in words.not_given_after or set(few) & set(words.not_given_after_of.get(item.id, ())):
        return False
    had_some = any(e.kind == "accepted" and e.linked and not e.said for e in given.events)
    if _for_another_cancer(page, given) or (_is_declined(page, given) and not had_some):
        return False
    if _denied_next(page, given) or _denied_behind(page, given):
        return False
    said = page.said(item.start, item.end)
    if given.has("accepted"):
        return True
    continued = any(
        e.kind in ("continuing", "stopped") and e.linked and not e.said - {"hypothetical"} for e in given.events
    )
    sentence = page.document.sentences[given.sentence]
    section = sentence.section
    if given.sentence in page.answered_yes:
        return True
    asked = page.document.plain[sentence.start : sentence.end].rstrip().endswith("?")
    asked = asked or page.is_for_decision(given.sentence, item.start)
    if said & (_NOT_GIVEN - {"hypothetical"}):
        return False
    if "hypothetical" in said or asked or section == "plan":
        return continued and not _starts_later(given)
    return (
        section in _LISTING
        or given.background
        or _leads_on(page, given)
        or _is_told(page, given)
        or (_is_hinted(page, given) and not _lies_ahead(page, given) and not page.is_quoted(item.start))
    )


def _is_told(page: Page, given: Given) -> bool:
    """Whether its sentence says of it what is said only of a treatment that was given; how it went may be told further on,
    and growth by itself may be that of a disease that is to be treated.
    """
    told = [e for e in given.events if e.kind in _EVIDENCE and not e.said]
    here = any(e.kind != "progression" or page.document.sentence_number(e.start) == given.sentence for e in told)
    return here or _is_all_there_was(page, given)


def _is_all_there_was(page: Page, given: Given) -> bool:
    """'Apart from A, no treatment has been given': right behind a word for an exception, in a sentence with no other."""
    before = [i for i in page.within(given.sentence, "apart_from") if i.last == given.item.first]
    return bool(before) and any(i.first >= given.item.last for i in page.within(given.sentence, "nothing_else"))


def _is_hinted(page: Page, given: Given) -> bool:
    """Whether something stands beside it that a treatment given has, and one that is planned may have."""
    counted = any(e.kind == "cycle" and not e.said and not _is_first(page, e) for e in given.events)
    around = given.has("around") and any(
        not page.said(i.start, i.end) for i in page.within(given.sentence, *_HOW_IT_WENT)
    )
    beside = given.has("for_a_time", "by_then") or _is_harmed(page, given)
    return counted or around or beside or _follows_on(page, given.item) or _is_dated(page, given)


def _is_harmed(page: Page, given: Given) -> bool:
    """Whether a side effect stands right behind its name: 'A (rash)', 'A - hepatitis'."""
    told = (e for e in given.events if e.kind == "toxic" and not e.said and e.start >= given.item.end)
    return any(not any(c.isalnum() for c in page.document.plain[given.item.end : e.start]) for e in told)


def _is_first(page: Page, event: Event) -> bool:
    """Whether a cycle is the first: it may be the one that is to come."""
    last = page.document.token_at(event.end - 1) + 1
    beside = page.document.folded[max(0, event.first - 1) : last + 1]
    return bool({"1", "first", "1st"} & set(beside))


def _is_dated(page: Page, given: Given) -> bool:
    """Whether a time is told beside it that does not lie ahead of the letter."""
    written = page.date.order if page.date is not None else None
    past = any(written is None or date.order <= written for _, date in given.dates)
    return past or bool(given.agos)


def _lies_ahead(page: Page, given: Given) -> bool:
    """Whether its part of the sentence speaks of what is to come: 'after two cycles of A we will repeat the scan'."""
    folded, sentence = page.document.folded, page.document.sentences[given.sentence]
    breaks = set(letter_words().clause_breaks)
    first = next((n for n in range(given.item.first, sentence.first, -1) if folded[n - 1] in breaks), sentence.first)
    last = next((n for n in range(given.item.last, sentence.last) if folded[n] in breaks), sentence.last)
    return any(first <= i.first < last for i in page.within(given.sentence, "lies_ahead"))


def _is_declined(page: Page, given: Given) -> bool:
    return any(given.item in listed(page, given.sentence, i) for i in page.within(given.sentence, "declining"))


def _denied_next(page: Page, given: Given) -> bool:
    """Whether the next sentence, naming no treatment itself, says that it was not given after all: 'Held, not dispensed.'"""
    after, sentences = given.sentence + 1, page.document.sentences
    if after >= len(sentences) or sentences[after].paragraph != sentences[given.sentence].paragraph:
        return False
    denials = [i for i in page.within(after, "none_given") if i.first - sentences[after].first <= _OPENING]
    named = page.within(after, "treatment")
    told = any(e.kind in _OVER and not e.said and e.start < sentences[after].start for e in given.events)
    return any(not any(t.last <= d.first for t in named) for d in denials) and not told


def _denied_behind(page: Page, given: Given) -> bool:
    """Whether its own sentence goes on to say that it was not taken: 'A: approved, tablets delivered, never swallowed'."""
    denials = [i for i in page.within(given.sentence, "none_given") if i.first >= given.item.last]
    others = [t for t in page.within(given.sentence, "treatment") if t.first >= given.item.last]
    first = next((d for d in denials if not any(t.last <= d.first for t in others)), None)
    after = () if first is None else (e for e in given.events if e.kind in _OVER and not e.said and e.start > first.end)
    return first is not None and not any(after)


def _leads_on(page: Page, given: Given) -> bool:
    """Whether an arrow, or a word for changing, leads from it to what came next: 'A -> B x 4 -> C', 'A, switched to B'."""
    text = page.document.plain[given.item.end : given.item.end + _ARROW_REACH]
    behind = [t for t in page.within(given.sentence, "treatment") if t.first > given.item.first]
    changed = [i for i in page.within(given.sentence, "switched") if i.first >= given.item.last]
    led = changed and behind and changed[0].last <= behind[0].first <= changed[0].last + 2
    return bool(behind) and (
        text.lstrip(" -=").startswith(_ARROW) or (bool(led) and not page.said(changed[0].start, changed[0].end))
    )


def _follows_on(page: Page, item: Item) -> bool:
    """Whether the treatment is what somebody is on, and not keen on or informed on."""
    before = page.document.folded[max(0, item.first - 2) : item.first]
    return before[-1:] == ["on"] and not any(stem(w) in letter_words().not_given_on for w in before[:-1])


def _for_another_cancer(page: Page, given: Given) -> bool:
    """Whether a treatment was for another cancer that its clause names."""
    item = given.item
    if page.within(given.sentence, "second_cancer") and not page.within(given.sentence, "nen"):
        return True
    tumors = page.within(given.sentence, "nen")
    seconds = page.within(given.sentence, "second_cancer")
    for other in (*page.within(given.sentence, "other_cancer"), *seconds):
        first, last = sorted(((item.first, item.last), (other.first, other.last)))
        between = page.document.folded[first[1] : last[0]]
        blocks = tumors if other in seconds else [*tumors, *page.within(given.sentence, "treatment")]
        reach = _FAR_CANCER if other in seconds else _NEAR_CANCER
        near = len(between) <= reach and not any(first[1] <= t.first < last[0] for t in blocks)
        if near and (other.first < item.first or any(w in letter_words().reasons for w in between)):
            return True
    return _goes_on_of_cancer(page, given)


def _goes_on_of_cancer(page: Page, given: Given) -> bool:
    """'Breast cancer in 2011. Treated with ...': the sentence before names the other cancer and no tumor of ours."""
    number = given.sentence
    sentence = page.document.sentences[number]
    before = page.document.sentences[number - 1] if number else sentence
    if before.paragraph != sentence.paragraph or page.within(number, "nen") or number == 0:
        return False
    other = page.within(number - 1, "second_cancer") and not page.within(number - 1, "nen")
    opening = page.document.folded[sentence.first : sentence.first + _OPENING]
    told = sentence.section == "past" or any(w in letter_words().treated_words for w in opening)
    return bool(other) and told


def _starts_later(given: Given) -> bool:
    return any(e.kind == "started" and e.linked for e in given.events)


def _gather(page: Page, attached: Attached) -> list[Entry]:
    """One entry a treatment: mentions of the same, of its class, and of a drug of a regimen already named belong together."""
    treatments = page.knowledge.treatments
    entries: list[Entry] = []
    named = [g for g in attached.mentions if of_history(page, g.item.id)]
    given = [g for g in named if _was_given(page, g)]
    given = [g for g in given if not _is_denied(page, g, given, named)]
    specific = {g.item.id for g in given}
    for mention in named:
        taken = mention in given
        same = _same(entries, mention, treatments, specific)
        if same is not None and not (taken and mention.has("again") and mention.sentence != same.mentions[0].sentence):
            if taken or not page.said(mention.item.start, mention.item.end) & _NOT_GIVEN:
                _join(same, mention, treatments)
        elif taken and not _covered(mention, specific, treatments):
            entries.append(Entry(mention.item.id, mention.item.start, [mention]))
    return entries


def _is_denied(page: Page, mention: Given, given: Sequence[Given], named: Sequence[Given]) -> bool:
    """Whether the letter says elsewhere that what this mention only touches on was not given, or for another cancer:
    'no PRRT ever ... asked about PRRT'.
    """
    this = mention.item.id
    told = [g for g in given if g.item.id == this]
    if any(g.dates or g.agos or g.in_use or g.has(*_PAST) for g in told):
        return False
    others = [g for g in named if g.item.id == this]
    return any(page.assertions.of(g.item.start, g.item.end) == {"negated"} for g in others) or any(
        _for_another_cancer(page, g) for g in others
    )


def _same(entries: list[Entry], mention: Given, treatments: Any, specific: set[str]) -> Entry | None:
    this = mention.item.id
    for entry in reversed(entries):
        if entry.treatment == this or this in treatments.kinds(entry.treatment):
            return entry
        class_named_first = entry.treatment in treatments.classes(this) and treatments[entry.treatment].kind == "class"
        if class_named_first and entry.treatment not in letter_words().history_kinds:
            members = [s for s in specific if s != entry.treatment and entry.treatment in treatments.classes(s)]
            if len(members) == 1:
                return entry
    return None


def _covered(mention: Given, specific: set[str], treatments: Any) -> bool:
    """Whether a class, or one drug of a regimen, is only another word for something named elsewhere."""
    this = mention.item.id
    return any(this != other and this in treatments.kinds(other) for other in specific)


def _join(entry: Entry, mention: Given, treatments: Any) -> None:
    entry.mentions.append(mention)
    if entry.treatment != mention.item.id and entry.treatment in treatments.classes(mention.item.id):
        entry.treatment = mention.item.id


def _places(page: Page, entry: Entry) -> tuple[tuple[int, int], ...]:
    """For every sentence that speaks of it, from the first to the last word that was used."""
    spans: dict[int, tuple[int, int]] = {}
    used = {
        "ongoing",
        "stopped",
        "toxic",
        "intolerance",
        "chosen",
        "finished",
        "last_given",
        "progression",
        "until_progression",
        "failing",
    }
    for mention in entry.mentions:
        marks = [(mention.item.start, mention.item.end)]
        marks += [(e.start, e.end) for e in mention.events if e.kind in used or e.kind.startswith("resp_")]
        for start, end in marks:
            number = page.document.sentence_number(start)
            low, high = spans.get(number, (start, end))
            spans[number] = (min(low, start), max(high, end))
    return tuple(spans[n] for n in sorted(spans))


def read_history(page: Page) -> History:
    """The treatments that the letter says were given, in order; empty if it names none."""
    attached = Attached(page)
    entries = _gather(page, attached)
    entries = in_time(page, entries)
    mark_followed(page, entries)
    leave_out_parts(page, entries)
    take_growth(page, entries, attached.loose)
    take_next_cycles(page, entries, attached.loose)
    take_response_of_now(page, entries, attached.loose)
    values = tuple(outcome(page, entry) for entry in entries)
    quiet = bool(entries) and not any(tells_growth(e) and e.start > entries[-1].place for e in attached.loose)
    dated = frozenset(n for n, entry in enumerate(entries) if any(m.dates or m.agos for m in entry.mentions))
    return History(values, tuple(_places(page, entry) for entry in entries), quiet, dated)


def with_course(history: History, progressing: bool | None) -> History:
    """The history of a disease that is growing now: it is growing on whatever is being given, and after the last
    treatment, where that is known to have ended. One that is not growing has not grown since the last either.
    """
    if progressing is None or not history.entries:
        return history
    last = len(history.entries) - 1
    values = list(history.entries)
    for n, e in enumerate(values):
        if progressing and (e.get("ended") == "ongoing" or (n == last and "ended" in e and "progressed" not in e)):
            values[n] = in_order({**e, "progressed": True})
    if not progressing and history.quiet and "progressed" not in values[last]:
        values[last] = in_order({**values[last], "progressed": False})
    return replace(history, entries=tuple(values))
