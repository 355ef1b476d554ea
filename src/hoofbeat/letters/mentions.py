"""A treatment as a letter names it, with what is said of it: its events, dates and intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from hoofbeat.language.dates import Ago, Date
from hoofbeat.language.lexicon import Lexicon
from hoofbeat.language.numbers import spelled
from hoofbeat.language.phrases import is_number, stem, stems
from hoofbeat.language.records import letter_words, quantity_words
from hoofbeat.letters.page import Item, Page

_DATE_WORDS = 4
"""Words before a date within which one says whether something began or ended then."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that is said of a treatment: its kind, place, what is said of it, and how it was attached."""

    kind: str
    start: int
    end: int
    first: int
    said: frozenset[str]
    linked: bool = False


@dataclass
class Given:
    """One mention of a treatment, with the events, dates and intervals attached to it.

    `background`: named only as what came before ('B, after progression on A'); `in_use`: as what somebody is on.
    """

    item: Item
    sentence: int
    events: list[Event] = field(default_factory=list)
    dates: list[tuple[str, Date]] = field(default_factory=list)
    agos: list[Ago] = field(default_factory=list)
    background: bool = False
    in_use: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether any event of some kinds is stated as a fact."""
        return any(e.kind in kinds and not e.said for e in self.events)


@lru_cache(maxsize=1)
def attaching_words() -> dict[str, frozenset[str]]:
    """The words by which it is known of which treatment something is told, by what they do."""
    words = letter_words()
    lists = {
        "links": words.event_links,
        "reasons": words.reasons,
        "breaks": words.clause_breaks,
        "together": words.together,
        "doses": words.dose_words,
        "afterwards": words.afterwards,
        "on_before": words.on_before,
        "all_of_them": words.all_of_them,
        "off": words.off_before,
        "rhythms": words.rhythms,
        "auxiliaries": words.auxiliaries,
        "denials": words.denials,
        "led_to": words.led_to,
        "so_that": words.so_that,
    }
    return {name: stems(found) for name, found in lists.items()}


@lru_cache(maxsize=1)
def _between_drugs() -> frozenset[str]:
    return stems([*letter_words().dose_words, *letter_words().together])


@lru_cache(maxsize=1)
def _date_words() -> dict[str, frozenset[str]]:
    return {role: stems(words) for role, words in letter_words().prefix_of_date.items()}


@lru_cache(maxsize=1)
def _month_before() -> re.Pattern[str]:
    """A month without its year, before the month it goes on to: 'Feb-May 2023', 'between January and August 2022'."""
    return re.compile(spelled(list(quantity_words().months)) + r"\.?\s*(?:-|to|and|until|till)\s*$", re.IGNORECASE)


def of_history(page: Page, treatment: str) -> bool:
    """Whether the history of a case holds a treatment: systemic, PRRT, liver-directed, and what holds back a hormone."""
    if treatment in letter_words().history_also:
        return True
    treatments = page.knowledge.treatments
    record = treatments[treatment]
    kinds = treatments.kinds(treatment) if record.kind != "class" or record.classes else {treatment}
    return (
        bool(set(letter_words().history_kinds) & set(kinds))
        and record.kind != "strategy"
        and treatment not in letter_words().history_kinds
    )


def regimens(page: Page, items: list[Item]) -> list[Item]:
    """The treatments of a sentence, two drugs with only their doses between them as the regimen they make."""
    found: list[Item] = []
    for item in items:
        before = found[-1] if found else None
        regimen = None if before is None else _regimen_of(page, before, item)
        if before is not None and regimen is not None:
            found[-1] = Item("treatment", regimen, before.first, item.last, before.start, item.end)
        else:
            found.append(item)
    return found


def _regimen_of(page: Page, one: Item, other: Item) -> str | None:
    """The regimen of just these two drugs: 'carboplatin AUC 5 + etoposide 100 mg/m2'."""
    table = page.knowledge.treatments
    between = [stem(f) for f in page.document.folded[one.last : other.first]]
    if {one.kind, other.kind} != {"treatment"} or not all(w in _between_drugs() or is_number(w) for w in between):
        return None
    if not between or table[one.id].kind != "drug" or table[other.id].kind != "drug":
        return None
    return Lexicon.of(page.knowledge).regimen_of({one.id, other.id})


def role_of_date(page: Page, date: Date, target: Given, first: int) -> str:
    """Whether something began ('start', 'since') or ended ('end') at a date beside its name, or simply was then ('at')."""
    text = page.document.plain
    if target.dates and not text[target.dates[-1][1].end : date.start].strip(" -|\t"):
        return "end"
    if _month_before().search(text, max(0, date.start - 20), date.start):
        return "end"
    begin = max(page.document.sentence_at(date.start).first, first - _DATE_WORDS)
    for word in reversed([stem(f) for f in page.document.folded[begin:first]]):
        if word in _date_words()["end"] and (word != "to" or target.dates or target.has("cycle")):
            return "end"
        for role in ("since", "start"):
            if word in _date_words()[role]:
                return role
    return "at"
