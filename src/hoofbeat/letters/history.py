"""What was given before, in order, and how it went; and what the person declines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.case import PriorTreatment
from hoofbeat.language.phrases import is_number, stem
from hoofbeat.language.records import letter_words, quantity_words
from hoofbeat.letters.events import Attached, Event, Given
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_BEST = ("CR", "PR", "SD", "PD")
_NOT_GIVEN = frozenset({"negated", "family", "hypothetical", "someone_else", "possible"})
_EVIDENCE = (
    "started", "ongoing", "stopped", "finished", "progression", "until_progression", "failing", "past_on", "again", "cycle", "toxic",
    "intolerance", "resp_CR", "resp_PR", "resp_SD", "resp_PD", "chosen", "without_progression",
)  # fmt: skip
_NEAR_CANCER = 10
"""Words between a treatment and the other cancer that it was for."""
_LISTING = frozenset({"treatment", "medication"})


@dataclass
class Entry:
    """A treatment of the history while it is gathered: everything said of it, from all its mentions."""

    treatment: str
    place: int
    mentions: list[Given] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        """Everything said of it, in the order of the text."""
        return sorted((e for m in self.mentions for e in m.events), key=lambda e: e.start)

    def has(self, *kinds: str) -> bool:
        """Whether any event of some kinds is stated as a fact."""
        return any(m.has(*kinds) for m in self.mentions)


@dataclass(frozen=True)
class History:
    """The treatments in order as values of the case, with the places they were read from."""

    entries: tuple[dict[str, Any], ...]
    places: tuple[tuple[tuple[int, int], ...], ...]


def _of_history(page: Page, treatment: str) -> bool:
    treatments = page.knowledge.treatments
    record = treatments[treatment]
    kinds = treatments.kinds(treatment) if record.kind != "class" or record.classes else {treatment}
    return (
        bool(set(letter_words().history_kinds) & set(kinds))
        and record.kind != "strategy"
        and treatment not in letter_words().history_kinds
    )


def _was_given(page: Page, given: Given) -> bool:
    """Whether a mention says that the person had, or has, the treatment."""
    item = given.item
    if not _of_history(page, item.id):
        return False
    following = page.document.folded[item.last] if item.last < len(page.document.tokens) else ""
    if stem(following) in letter_words().not_given_after:
        return False
    if _for_another_cancer(page, given) or _is_declined(page, given):
        return False
    said = page.said(item.start, item.end)
    continued = any(
        e.kind in ("continuing", "stopped") and e.linked and not e.said - {"hypothetical"} for e in given.events
    )
    sentence = page.document.sentences[given.sentence]
    section = sentence.section
    asked = page.document.plain[sentence.start : sentence.end].rstrip().endswith("?")
    if said & (_NOT_GIVEN - {"hypothetical"}):
        return False
    if "hypothetical" in said or asked or section == "plan":
        return continued and not _starts_later(given)
    return section in _LISTING or _follows_on(page, item) or bool(given.dates or given.agos) or given.has(*_EVIDENCE)


def _is_declined(page: Page, given: Given) -> bool:
    return any(given.item in _listed(page, given.sentence, i) for i in page.within(given.sentence, "declining"))


def _follows_on(page: Page, item: Item) -> bool:
    """Whether the treatment is what somebody is on, and not keen on or informed on."""
    before = page.document.folded[max(0, item.first - 2) : item.first]
    return before[-1:] == ["on"] and not any(stem(w) in letter_words().not_given_on for w in before[:-1])


def _for_another_cancer(page: Page, given: Given) -> bool:
    """Whether a treatment was for another cancer that its clause names."""
    item = given.item
    for other in page.within(given.sentence, "other_cancer"):
        first, last = sorted(((item.first, item.last), (other.first, other.last)))
        tumors = page.within(given.sentence, "nen", "treatment")
        between = page.document.folded[first[1] : last[0]]
        near = len(between) <= _NEAR_CANCER and not any(first[1] <= t.first < last[0] for t in tumors)
        if near and (other.first < item.first or any(w in letter_words().reasons for w in between)):
            return True
    return False


def _starts_later(given: Given) -> bool:
    return any(e.kind == "started" and e.linked for e in given.events)


def _gather(page: Page, attached: Attached) -> list[Entry]:
    """One entry a treatment: mentions of the same, of its class, and of a drug of a regimen already named belong together."""
    treatments = page.knowledge.treatments
    entries: list[Entry] = []
    named = [g for g in attached.mentions if _of_history(page, g.item.id)]
    given = [g for g in named if _was_given(page, g)]
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


def _response(entry: Entry) -> str | None:
    found = {e.kind.removeprefix("resp_") for e in entry.events if e.kind.startswith("resp_") and not e.said}
    return next((best for best in _BEST if best in found), None)


def _ended(entry: Entry) -> str | None:
    events = [e for e in entry.events if not e.said]
    kinds = {e.kind for e in events}
    order = [
        e.kind
        for e in events
        if e.kind
        in ("tolerating", "ongoing", "stopped", "finished", "until_progression", "past_on", "chosen", "intolerance")
    ]
    if order and order[-1] in ("ongoing", "tolerating"):
        return "ongoing"
    if "intolerance" in kinds or ("stopped" in kinds and "toxic" in kinds):
        return "toxicity"
    if "chosen" in kinds:
        return "choice"
    if "until_progression" in kinds or (
        kinds & {"stopped", "switched"} and "progression" in kinds and "finished" not in kinds
    ):
        return "progression"
    if "finished" in kinds:
        return "completed"
    return "ongoing" if "ongoing" in order and "stopped" not in kinds else None


def _progressed(entry: Entry, ended: str | None) -> bool | None:
    """Whether the disease grew on it: not when it grew only after the treatment was completed."""
    if ended == "progression" or entry.has("failing", "resp_PD"):
        return True
    finished = [e.start for e in entry.events if e.kind == "finished" and not e.said]
    grew = [e for e in entry.events if e.kind == "progression" and not e.said]
    if any(not finished or e.start < min(finished) for e in grew):
        return True
    calm = entry.has("without_progression") or any(
        e.kind == "progression" and e.said == {"negated"} for e in entry.events
    )
    return False if calm and not grew else None


def _months_ago(page: Page, entry: Entry, ended: str | None) -> float | None:
    if ended == "ongoing":
        return None
    for mention in reversed(entry.mentions):
        ends = [d for role, d in mention.dates if role == "end" and d.months is not None]
        written = page.date.months if page.date is not None else None
        if ends and written is not None and ends[-1].months is not None:
            apart = written - ends[-1].months
            return apart if apart >= 0 else None
        over = ended is not None or not mention.has("started", "ongoing")
        if mention.agos and over:
            return mention.agos[-1].months
    return _after_finishing(page, entry)


def _after_finishing(page: Page, entry: Entry) -> float | None:
    """'8 months after completing ...': what lay between its end and what is told now."""
    words = quantity_words()
    for event in (e for e in entry.events if e.kind == "finished" and e.linked):
        before = page.document.plain[max(0, event.start - 40) : event.start]
        match = re.search(
            r"(\d+|[a-z]+)\s+([a-z]+)\s+(?:after|following|since|from)\s+(?:(?:the|she|he)\s+)?$", before, re.IGNORECASE
        )
        if match and match[2].lower() in words.intervals and is_number(match[1].lower()):
            count = words.number_words.get(match[1].lower()) or float(match[1])
            return round(count * words.intervals[match[2].lower()], 1)
    return None


def _value(page: Page, entry: Entry) -> dict[str, Any]:
    ended = _ended(entry)
    if ended is None and any(role == "since" for m in entry.mentions for role, _ in m.dates):
        ended = None if entry.has("stopped") else "ongoing"
    if ended is None and any(page.document.sentences[m.sentence].section == "medication" for m in entry.mentions):
        ended = "ongoing"
    months = _months_ago(page, entry, ended)
    stated = {
        "treatment": entry.treatment,
        "best_response": _response(entry),
        "progressed": _progressed(entry, ended),
        "ended": ended,
        "months_ago": None if months is None else int(months) if months == int(months) else months,
    }
    return _in_order(stated)


def _in_order(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: entry[key] for key in PriorTreatment.model_fields if entry.get(key) is not None}


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
    starts = [[d for m in e.mentions for _, d in m.dates] for e in entries]
    if all(starts):
        dated = sorted(
            zip((min(d.order for d in found) for found in starts), entries, strict=True),
            key=lambda pair: (pair[0], pair[1].place),
        )
        entries = [entry for _, entry in dated]
    entries = _told_backwards(page, entries)
    values = tuple(_value(page, entry) for entry in entries)
    return History(values, tuple(_places(page, entry) for entry in entries))


def _told_backwards(page: Page, entries: list[Entry]) -> list[Entry]:
    """'Before B she had A': what such a sentence brings in goes before the treatment it names."""
    ordered = list(entries)
    for entry in entries:
        for mention in entry.mentions[1:]:
            marks = page.within(mention.sentence, "earlier_than")
            if not any(0 <= mention.item.first - m.last <= 1 for m in marks):
                continue
            for other in entries:
                if (
                    other is not entry
                    and other.mentions[0].sentence == mention.sentence
                    and ordered.index(other) > ordered.index(entry)
                ):
                    ordered.remove(other)
                    ordered.insert(ordered.index(entry), other)
    return ordered


def grown_on_treatment(history: History) -> History:
    """The history of a disease that is growing now: it is growing on whatever is being given."""
    values = tuple(_in_order({**e, "progressed": True}) if e.get("ended") == "ongoing" else e for e in history.entries)
    return History(values, history.places)


def declined(page: Page) -> Iterator[Candidate]:
    """The treatments that the person does not want."""
    for number in range(len(page.document.sentences)):
        wishes = page.within(number, "prefer_oral", "prefer_iv")
        for item in page.within(number, "declining"):
            if any(w.first <= item.first < w.last for w in wishes) or page.said(item.start, item.end) & {
                "hypothetical",
                "family",
                "someone_else",
            }:
                continue
            for treatment in _listed(page, number, item):
                yield Candidate("declines", treatment.id, item.start, treatment.end)


def _listed(page: Page, number: int, item: Item) -> Iterator[Item]:
    """The treatments within reach of a refusal, as a list."""
    at = item.last
    breaks = {stem(w) for w in letter_words().clause_breaks}
    for treatment in page.within(number, "treatment"):
        between = page.document.folded[at : treatment.first]
        if (
            treatment.first >= at
            and len(between) <= 4
            and not any(stem(w) in breaks or w in (".", ":") for w in between)
        ):
            yield treatment
            at = treatment.last


def naive(page: Page) -> Candidate | None:
    """Where the letter says that nothing was given."""
    for item in page.all("naive"):
        if not page.said(item.start, item.end) - {"negated", "historical"}:
            return Candidate("prior_treatments", [], item.start, item.end)
    return None


def lines_given(page: Page) -> Iterator[Candidate]:
    """The number of systemic lines, where it is stated."""
    for item in page.all("lines_given"):
        if page.said(item.start, item.end) - {"historical"}:
            continue
        for token in page.document.tokens[item.first : item.last]:
            if is_number(token.folded):
                number = quantity_words().number_words.get(token.folded)
                number = float(token.folded) if number is None and token.folded.isdigit() else number
                if number is not None:
                    yield Candidate("prior_lines", int(number), item.start, item.end)
