"""What a letter touches on and the reading leaves unknown, so that nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hoofbeat.language.phrases import PhraseTrie, stem
from hoofbeat.language.records import expanded, letter_words, quantity_words, topic_words
from hoofbeat.letters.mentions import of_history
from hoofbeat.letters.page import Item, Page

_OF_OTHERS = frozenset({"family", "someone_else"})
_ANSWERS = ("negated", "hypothetical")
"""What says of a treatment that it was not given, in the order in which it is told."""
_HISTORY = "prior_treatments"
_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """Words that touch on a field of which nothing was taken: `text[start:end] == words`.

    Of a treatment named and not taken as given: its id, and whether the letter says it is not (`negated`) or speaks of it
    as thought of or planned (`hypothetical`); '' where it says neither.
    """

    field: str
    words: str
    start: int
    end: int
    treatment: str = ""
    said: str = ""

    @property
    def told(self) -> str:
        """What the letter says of a treatment named, in words; '' of anything else."""
        return letter_words().messages[f"said_{self.said}"] if self.treatment else ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON, without what is empty."""
        told = {"treatment": self.treatment, "said": self.said}
        place = {"field": self.field, "words": self.words, "start": self.start, "end": self.end}
        return place | {key: value for key, value in told.items() if value}


@lru_cache(maxsize=1)
def _topics() -> PhraseTrie[str]:
    """Every word of every field; '' stands for a phrase that means something else."""
    words = topic_words()
    trie = PhraseTrie((phrase, "") for phrase in expanded(words.other_meanings))
    for field, phrases in words.topics.items():
        for phrase in expanded(phrases):
            trie.add(phrase, field)
    for field, names in ((m.field, m.names) for m in quantity_words().measures if m.field):
        for name in names:
            trie.add(name, field)
    return trie


def by_matter(found: Sequence[Unfilled]) -> list[tuple[str, tuple[Unfilled, ...]]]:
    """Fields touched on, each with its places, in the order of the letter; treatments by what is said of them, what is
    said neither way first.
    """
    ordered = sorted(found, key=lambda u: (u.field != _HISTORY, u.said))
    groups: dict[tuple[str, str], dict[str, Unfilled]] = {}
    for one in ordered:
        groups.setdefault((one.field, one.said), {}).setdefault(one.words.casefold(), one)
    return [(field, tuple(places.values())) for (field, _), places in groups.items()]


def unfilled(page: Page, case: Mapping[str, Any], settled: Collection[str]) -> tuple[Unfilled, ...]:
    """The words of a letter that touch on fields neither filled nor `settled` otherwise, and the treatments it names
    of which the reading says neither that they were given nor that they were not.
    """
    known = {*case, *settled, *_of_no_matter(case)}
    named = [i for i in page.items if i.kind == "treatment" and of_history(page, i.id)]
    touched = [*_of_words(page, known), *_of_organs(page, known)]
    found = [*(u for u in touched if not _is_told(page, u, named)), *_of_history(page, case, named)]
    return tuple(sorted(found, key=lambda u: (u.start, u.end, u.field)))


def _of_no_matter(case: Mapping[str, Any]) -> Iterator[str]:
    """The fields that another field of the case makes needless; lines are not counted where the treatments are told."""
    for field, others in topic_words().no_matter.items():
        if any(case.get(other) in values for other, values in others.items()):
            yield field
    if _HISTORY in case:
        yield "prior_lines"


def _of_words(page: Page, known: Collection[str]) -> Iterator[Unfilled]:
    stems = [stem(f) for f in page.document.folded]
    for sentence in page.document.sentences:
        for hit in _topics().find(stems, sentence.first, sentence.last):
            start, end = page.document.tokens[hit.first].start, page.document.tokens[hit.last - 1].end
            yield from (_place(page, field, start, end) for field in hit.payloads if field and field not in known)


def _of_organs(page: Page, known: Collection[str]) -> Iterator[Unfilled]:
    """An organ touches on where the tumor began, or on where it has spread to."""
    for item in page.all("site"):
        field = "metastatic_sites" if item.id in letter_words().spread_as else "primary_site"
        if field not in known:
            yield _place(page, field, item.start, item.end)


def _place(page: Page, field: str, start: int, end: int, treatment: str = "", said: str = "") -> Unfilled:
    return Unfilled(field, page.document.words(start, end), start, end, treatment, said)


def _is_told(page: Page, place: Unfilled, named: Sequence[Item]) -> bool:
    """Whether words are part of a treatment's name, or are said of somebody else."""
    of_treatment = any(i.start <= place.start and place.end <= i.end for i in named)
    return of_treatment or bool(page.said(place.start, place.end) & _OF_OTHERS)


def _of_history(page: Page, case: Mapping[str, Any], named: Sequence[Item]) -> Iterator[Unfilled]:
    """The treatments named that are neither in the case nor another name for what is."""
    told = {e["treatment"] for e in case.get(_HISTORY, ())} | set(case.get("declines", ()))
    related = page.knowledge.treatments.related
    open_ = [i for i in named if not any(related(i.id, other) for other in told)]
    said = {i: page.said(i.start, i.end) | _of_section(page, i) for i in open_}
    for item in (i for i in open_ if not said[i] & _OF_OTHERS):
        answer = next((a for a in _ANSWERS if a in said[item]), "")
        yield _place(page, _HISTORY, item.start, item.end, item.id, answer)


def _of_section(page: Page, item: Item) -> frozenset[str]:
    return frozenset({"hypothetical"} if page.document.sentence_at(item.start).section == _PLAN else ())
