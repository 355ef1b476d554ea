"""Where the tumor began: organs are one list of names, their role is told by the words around them."""

from __future__ import annotations

from collections.abc import Iterator

from hoofbeat.language.phrases import stem
from hoofbeat.language.records import letter_words
from hoofbeat.letters.harmless import is_harmless
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate
from hoofbeat.letters.spread import MASS, Spread, word_sets

_BETWEEN_SITE_AND_TUMOR = 5
_BETWEEN_TUMOR_AND_SITE = 9
_SAID, _NAMED = 4, 3
"""Ranks: the primary said to be somewhere, a tumor named by its organ; a mass seen in an organ is of the lowest."""


class Sites:
    """The organs of a letter by their role."""

    def __init__(self, page: Page):
        self._page = page
        self._stems = [stem(f) for f in page.document.folded]
        self._spread = Spread(page)

    def candidates(self) -> list[Candidate]:
        """What the letter says of primary site, extent and metastatic sites (each organ a candidate of its own)."""
        primaries = list(self._primaries())
        named = {c.value for c in primaries if c.rank >= _NAMED and not c.possible}
        return [*primaries, *self._spread.extent, *(c for c in self._spread.sites if c not in self._deposits_in(named))]

    def _deposits_in(self, organs: set[str]) -> list[Candidate]:
        """Masses in the organ where the tumor began, or may have begun, are no spread unless they are called metastases."""
        words = letter_words()
        surely_spread = {*words.never_primary, *words.primary_needs_saying}
        doubtful = {*organs} if organs else {s for s in words.spread_as if s not in surely_spread}
        return [c for c in self._spread.sites if c.rank == MASS and c.value in doubtful]

    def _primaries(self) -> Iterator[Candidate]:
        words = letter_words()
        never, needs_saying = frozenset(words.never_primary), frozenset(words.primary_needs_saying)
        for number in range(len(self._page.document.sentences)):
            headed = self._tumor_under(number)
            for site in self._page.within(number, "site"):
                if site in self._spread.items or site.id in never or self._deposit_follows(number, site):
                    continue
                rank, item = (_NAMED, headed) if headed else self._role(number, site)
                if item is None or (site.id in needs_saying and rank < _SAID):
                    continue
                said = self._page.said(site.start, site.end) | self._page.said(item.start, item.end)
                said -= (
                    frozenset({"negated"})
                    if rank >= _NAMED and "negated" not in self._page.said(site.start, site.end)
                    else frozenset()
                )
                if said - {"possible", "historical"}:
                    continue
                start, end = min(site.start, item.start), max(site.end, item.end)
                yield Candidate("primary_site", site.id, start, end, rank, False, "possible" in said)

    def _tumor_under(self, number: int) -> Item | None:
        """The tumor that stands under a heading of one organ: 'A. Rectum, EMR:', then 'Neuroendocrine tumor, grade 1'."""
        page, sentences = self._page, self._page.document.sentences
        headed = page.document.plain[sentences[number].start : sentences[number].end].rstrip().endswith(":")
        if not headed or number + 1 == len(sentences) or len({s.id for s in page.within(number, "site")}) != 1:
            return None
        below = sentences[number + 1].paragraph == sentences[number].paragraph and not page.within(number + 1, "site")
        return next(iter(page.within(number + 1, "nen")), None) if below else None

    def _deposit_follows(self, number: int, site: Item) -> bool:
        return any(0 <= i.first - site.last <= 1 for i in self._page.within(number, "metastasis"))

    def _role(self, number: int, site: Item) -> tuple[int, Item | None]:
        said = self._linked(number, site, "primary_word", 3, 6)
        if said is not None:
            return _SAID, said
        named = self._linked(number, site, "nen", _BETWEEN_SITE_AND_TUMOR, _BETWEEN_TUMOR_AND_SITE)
        if named is not None:
            return _NAMED, named
        mass = self._linked(number, site, "mass_word", 2, 6)
        return MASS, None if mass is not None and is_harmless(self._page, number, mass.first) else mass

    def _linked(self, number: int, site: Item, key: str, before: int, after: int) -> Item | None:
        """The tumor word that an organ belongs to, as its adjective or after a link ('of', 'in')."""
        page = self._page
        stops = page.within(number, "metastasis", "metastatic", "not_nen")
        others = [s for s in page.within(number, "site") if s is not site]
        for item in page.within(number, key):
            if self._spread.blocked(item, "not_nen") or self._is_part_of_name(item):
                continue
            aside = {"and"} | ({","} if site.id in letter_words().spread_as else set())
            joined = bool(aside & {*self._stems[site.last : item.first]})
            if (
                0 <= item.first - site.last <= before
                and not joined
                and not self._parted(site.last, item.first, [*stops, *others])
            ):
                spreads = site.id in letter_words().spread_as
                if spreads and any(s.first == item.last for s in page.within(number, "metastasis")):
                    continue
                return item
            graded = {n for g in page.within(number, "g1", "g2", "g3") for n in range(g.first, g.last)}
            behind = [self._stems[n] for n in range(item.last, site.first) if n not in graded]
            if item.last <= site.first and behind in ([], [","]) and site.id not in letter_words().spread_as:
                return item
            if 0 <= site.first - item.last <= after and self._is_link(item.last, site.first):
                if self._parted(item.last, site.first, [*stops, *(o for o in others if o.last <= site.first)]):
                    continue
                return item
        return None

    def _is_part_of_name(self, item: Item) -> bool:
        """Whether the word is part of a phrase that says where the primary is, or that nobody knows: 'unknown primary in liver and bone'."""
        names = self._page.within(self._page.document.sentence_number(item.start), "primary_site")
        return any(n.first <= item.first < n.last for n in names)

    def _parted(self, first: int, last: int, stops: list[Item]) -> bool:
        return (
            self._brackets(first, last)[:2] == [")", "("]
            or any(first <= s.first < last for s in stops)
            or any(w in word_sets()["breaks"] for w in self._stems[first:last])
        )

    def _brackets(self, first: int, last: int) -> list[str]:
        return [w for w in self._stems[first:last] if w in ("(", ")")]

    def _is_link(self, first: int, last: int) -> bool:
        """Whether the words before an organ say 'in the ...', whatever stands before them."""
        at = last - 1
        while at >= first and self._stems[at] in word_sets()["before_site"]:
            at -= 1
        return at < first or self._stems[at] in word_sets()["to_site"]
