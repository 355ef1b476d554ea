"""Where the tumor began and where it spread: organs are one list of names, their role is told by the words around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from hoofbeat.language.phrases import is_number, stem
from hoofbeat.language.records import letter_words
from hoofbeat.language.tokens import pieces
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_BETWEEN_SITE_AND_TUMOR = 5
_BETWEEN_TUMOR_AND_SITE = 9
_BEFORE_FIRST = 5
_ASIDE = 10
"""Words in a bracket between two organs of a list."""
_AVID_REACH = 5
"""Words between 'avid' or 'involved' and the nodes that are."""
_SAID, _NAMED, _MASS = 4, 3, 0
"""Ranks: the primary said to be somewhere, a tumor named by its organ, a mass seen in an organ."""
_BEHIND_BIOPSY = 8
"""Words between 'liver biopsy' and the tumor that it showed."""
_UNSAID = frozenset({"historical"})


@lru_cache(maxsize=1)
def _sets() -> dict[str, frozenset[str]]:
    words = letter_words()
    lists = {
        "list": words.list_words,
        "start": words.spread_start,
        "links": words.spread_links,
        "to_site": words.links_to_site,
        "before_site": words.before_site,
        "belongs": words.belongs_to_tumor,
        "goes_to": words.goes_to,
        "breaks": words.clause_breaks,
    }
    return {name: frozenset(stem(p) for w in found for p in pieces(w)) for name, found in lists.items()}


class Sites:
    """The organs of a letter by their role."""

    def __init__(self, page: Page):
        self._page = page
        self._stems = [stem(f) for f in page.document.folded]
        self._spread_items: set[Item] = set()
        self._metastatic: list[Candidate] = []
        self._spread: list[Candidate] = []
        self._find_spread()

    def candidates(self) -> list[Candidate]:
        """What the letter says of primary site, extent and metastatic sites (each organ a candidate of its own)."""
        primaries = list(self._primaries())
        named = {c.value for c in primaries if c.rank >= _NAMED and not c.possible}
        return [*primaries, *self._metastatic, *(c for c in self._spread if c not in self._deposits_in(named))]

    def _deposits_in(self, organs: set[str]) -> list[Candidate]:
        """Masses in the organ where the tumor began, or may have begun, are no spread unless they are called metastases."""
        words = letter_words()
        surely_spread = {*words.never_primary, *words.primary_needs_saying}
        doubtful = {*organs} if organs else {s for s in words.spread_as if s not in surely_spread}
        return [c for c in self._spread if c.rank == _MASS and c.value in doubtful]

    # ---- spread -------------------------------------------------------------------------------

    def _find_spread(self) -> None:
        page = self._page
        for number, sentence in enumerate(page.document.sentences):
            sites = page.within(number, "site")
            nouns = page.within(number, "metastasis")
            staged = page.within(number, "stage_4")
            for item in staged:
                self._add_spread(item, self._forward(item, sites, sentence.last, staged=True), states_extent=False)
            verbs = [i for i in page.within(number, "metastatic") if not self._blocked(i, "not_metastatic")]
            for item in (*nouns, *verbs):
                if self._blocked(item, "not_metastatic"):
                    continue
                found = self._forward(item, sites, sentence.last, item in nouns and item.first == sentence.first)
                if item in nouns:
                    found = [*self._backward(item, sites, sentence.first), *found]
                self._add_spread(item, found)
            for item in page.within(number, "came_back"):
                behind = (
                    replace(item, last=item.last + 1) if self._stems[item.last : item.last + 1] == ["with"] else item
                )
                found = self._forward(behind, sites, sentence.last, staged=behind is not item)
                if any(s.id in letter_words().spread_as and s.id not in letter_words().regional_spread for s in found):
                    self._add_spread(item, found)
            self._add_labeled(number, sites, sentence.last)
            self._add_biopsied(number, sites)
            self._add_organ_confined(number, sites)
        if any(not c.possible for c in self._metastatic) or self._said_metastatic():
            self._add_deposits()

    def _add_labeled(self, number: int, sites: list[Item], last: int) -> None:
        """'Disease: liver and nodes': a list of organs to which tumors spread, one of them beyond the region."""
        for item in self._page.within(number, "disease_label"):
            found = self._forward(item, sites, last, staged=True)
            if found and all(s.id in letter_words().spread_as for s in found):
                self._add_spread(item, found)

    def _add_biopsied(self, number: int, sites: list[Item]) -> None:
        """'Liver biopsy: neuroendocrine carcinoma': what was found in an organ in which tumors seldom begin has spread to it."""
        words = letter_words()
        seldom = {*words.never_primary, *words.primary_needs_saying} & set(words.spread_as)
        for item in self._page.within(number, "biopsy"):
            of = [s for s in sites if 0 <= item.first - s.last <= 1 and s.id in seldom]
            found = [t for t in self._page.within(number, "nen", "ki67") if 0 <= t.first - item.last <= _BEHIND_BIOPSY]
            if of and found and not self._spoken_away(of[-1], found[0]):
                self._add_spread(of[-1], [of[-1]])

    def _add_organ_confined(self, number: int, sites: list[Item]) -> None:
        """'Disease confined to the liver': to an organ in which the tumor did not begin."""
        for item in self._page.within(number, "disease_confined"):
            needs = frozenset(letter_words().primary_needs_saying)
            self._add_spread(item, [s for s in sites if item.first <= s.first < item.last and s.id in needs])

    def _said_metastatic(self) -> bool:
        return any(not self._page.said(i.start, i.end) - _UNSAID for i in self._page.all(*letter_words().means_spread))

    def _blocked(self, item: Item, key: str) -> bool:
        number = self._page.document.sentence_number(item.start)
        return any(b.first <= item.first < b.last for b in self._page.within(number, key))

    def _add_spread(self, item: Item, sites: list[Item], states_extent: bool = True) -> None:
        said = self._page.said(item.start, item.end) - _UNSAID
        regional = frozenset(letter_words().regional_spread)
        number = self._page.document.sentence_number(item.start)
        if not sites and self._page.within(number, "nodes_counted"):
            return
        if states_extent and not said - {"possible"} and (not sites or any(s.id not in regional for s in sites)):
            self._metastatic.append(
                Candidate(
                    "extent",
                    "metastatic",
                    item.start,
                    item.end,
                    2,
                    self._page.is_current(item.start),
                    "possible" in said,
                )
            )
        for site in sites:
            self._spread_items.add(site)
            of_site = self._page.said(site.start, site.end) - _UNSAID
            if said | of_site - {"possible"} and said | of_site != {"possible"}:
                continue
            start, end = min(item.start, site.start), max(item.end, site.end)
            self._spread.append(self._spread_candidate(site, start, end, bool(said | of_site)))

    def _spread_candidate(self, site: Item, start: int, end: int, possible: bool = False) -> Candidate:
        place = letter_words().spread_as.get(site.id, "other")
        return Candidate("metastatic_sites", place, start, end, possible=possible)

    def _backward(self, item: Item, sites: list[Item], first: int) -> list[Item]:
        """The organs listed right before a word for spread."""
        by_last = {s.last: s for s in sites}
        found: list[Item] = []
        at = item.first
        while at > first:
            site = by_last.get(at)
            if site is not None and (self._of_tumor(site) or self._says_where(site, sites)):
                break
            if site is not None:
                found.append(site)
                at = site.first
            elif self._is_listed(at - 1) or (found and found[-1].first == at and self._adds(at - 2, by_last)):
                at -= 1
            else:
                break
        return found[::-1]

    def _is_listed(self, at: int) -> bool:
        return self._stems[at] in _sets()["list"] or self._stems[at].isdigit()

    def _adds(self, at: int, by_last: dict[int, Item]) -> bool:
        """Whether 'and' joins an organ to another behind a word of its own: 'liver and celiac node metastases'."""
        return self._stems[at] == "and" and at in by_last

    def _says_where(self, site: Item, sites: list[Item]) -> bool:
        """Whether an organ between commas only repeats where the tumor is: 'bronchial carcinoid, middle lobe, liver metastases'."""
        if self._stems[site.first - 1] != ",":
            return False
        tumors = self._page.within(self._page.document.sentence_number(site.start), "nen")
        if site.id not in letter_words().spread_as and any(t.last == site.first - 1 for t in tumors):
            return True
        return any(
            s.id == site.id and any(0 <= t.first - s.last <= 3 and t.last < site.first for t in tumors) for s in sites
        )

    def _forward(self, item: Item, sites: list[Item], last: int, staged: bool = False) -> list[Item]:
        """The organs listed behind a word for spread, after a link ('in', 'to') or, for a stage, at once."""
        by_first = {s.first: s for s in sites}
        found: list[Item] = []
        at, started = item.last, staged
        while at < last:
            site = by_first.get(at)
            if site is not None:
                if not found and (beyond := self._past_tumor(site)):
                    at = beyond
                    continue
                if not started or self._is_primary_here(site):
                    break
                found.append(site)
                at = site.last
                continue
            word = "#" if is_number(self._stems[at]) else self._stems[at]
            if staged and word in _sets()["belongs"]:
                break
            started = started or word in _sets()["start"]
            allowed = (
                _sets()["list"] | _sets()["links"] if found else _sets()["links"] | _sets()["start"] | _sets()["list"]
            )
            if found and (beyond := self._past_aside(at, by_first, found[-1])):
                at = beyond
                continue
            if word not in allowed or (not found and at - item.last >= _BEFORE_FIRST):
                break
            at += 1
        return found

    def _past_aside(self, at: int, by_first: dict[int, Item], organ: Item) -> int | None:
        """Behind a bracket without another organ, or a word between 'and' and an organ: 'liver, lungs (multiple) and L3 vertebra'."""
        stems = self._stems
        if stems[at] == "(":
            close = next((n for n in range(at, min(at + _ASIDE, len(stems))) if stems[n] == ")"), None)
            inside = range(at, close or at)
            others = any(by_first[n].id != organ.id for n in inside if n in by_first)
            return None if close is None or others else close + 1
        if stems[at - 1] not in ("and", ",") or not stems[at].isalpha():
            return None
        place = at + 2 if stems[at + 1 : at + 2] and stems[at + 1].isdigit() else at + 1
        return place if place in by_first and len(stems[at]) == 1 else None

    def _past_tumor(self, site: Item) -> int | None:
        """Behind the name of the tumor, where it goes on to where it spread: 'metastatic ileal NET to the liver'."""
        number = self._page.document.sentence_number(site.start)
        ends = [t.last for t in self._page.within(number, "nen") if 0 <= t.first - site.last <= 1]
        return next((e for e in ends if self._stems[e : e + 1] and self._stems[e] in _sets()["goes_to"]), None)

    def _of_tumor(self, site: Item) -> bool:
        """Whether an organ is the one the tumor is named by, before it as an adjective or behind it after 'of'."""
        at = site.first - 1
        while at > 0 and self._stems[at] in _sets()["before_site"]:
            at -= 1
        number = self._page.document.sentence_number(site.start)
        tumors = self._page.within(number, "nen", "primary_word")
        named = at > 0 and self._stems[at] in _sets()["belongs"] and any(0 <= at - t.last <= 4 for t in tumors)
        return named or any(0 <= t.first - site.last <= 1 for t in tumors)

    def _is_primary_here(self, site: Item) -> bool:
        number = self._page.document.sentence_number(site.start)
        after = self._page.within(number, "primary_word", "nen")
        return any(0 <= i.first - site.last <= 1 for i in after)

    def _add_deposits(self) -> None:
        """Lesions and deposits in an organ of spread: metastases where the disease is metastatic."""
        known = letter_words().spread_as
        for number in range(len(self._page.document.sentences)):
            sites = self._page.within(number, "site")
            self._add_involved(number, sites)
            for item in self._page.within(number, "deposit"):
                sentence = self._page.document.sentences[number]
                near = [
                    *self._backward(item, sites, sentence.first),
                    *(s for s in self._forward(item, sites, sentence.last) if s.id in known),
                ]
                for site in near:
                    harmless = self._page.is_harmless(number, item.first)
                    if (
                        site.id in known
                        and site not in self._spread_items
                        and not (harmless or self._spoken_away(site, item))
                    ):
                        self._spread_items.add(site)
                        made = self._spread_candidate(site, site.start, item.end)
                        self._spread.append(replace(made, rank=_MASS))
            phrases = letter_words().spread_phrases
            for item in self._page.within(number, *phrases):
                if not self._page.said(item.start, item.end) - _UNSAID:
                    self._spread.append(Candidate("metastatic_sites", phrases[item.id], item.start, item.end))

    def _add_involved(self, number: int, sites: list[Item]) -> None:
        """Nodes that are avid or enlarged, and organs said to take up a tracer in a sentence of nothing that is normal."""
        regional = frozenset(letter_words().regional_spread)
        if self._page.within(number, "physiological", "nodes_counted"):
            return
        for item in self._page.within(number, "avid", "involved"):
            near = [s for s in sites if 0 <= s.first - item.last <= _AVID_REACH and s.id in regional]
            if item.id == "avid":
                taking = [
                    *self._forward(item, sites, self._page.document.sentences[number].last),
                    *self._avid(item, sites),
                ]
                near += [s for s in taking if s.id in letter_words().spread_as]
            for site in near:
                if site not in self._spread_items and not self._spoken_away(site, item):
                    self._spread_items.add(site)
                    start, end = min(item.start, site.start), max(item.end, site.end)
                    made = self._spread_candidate(site, start, end)
                    self._spread.append(made if site.id in regional else replace(made, rank=_MASS))

    def _avid(self, item: Item, sites: list[Item]) -> list[Item]:
        """The organs listed right before what they take up: 'liver and nodes avid'."""
        first = self._page.document.sentences[self._page.document.sentence_number(item.start)].first
        return self._backward(item, sites, first)

    def _spoken_away(self, *items: Item) -> bool:
        return any(self._page.said(i.start, i.end) - _UNSAID for i in items)

    # ---- primary ------------------------------------------------------------------------------

    def _primaries(self) -> Iterator[Candidate]:
        words = letter_words()
        never, needs_saying = frozenset(words.never_primary), frozenset(words.primary_needs_saying)
        for number in range(len(self._page.document.sentences)):
            headed = self._tumor_under(number)
            for site in self._page.within(number, "site"):
                if site in self._spread_items or site.id in never or self._deposit_follows(number, site):
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
        return _MASS, None if mass is not None and self._page.is_harmless(number, mass.first) else mass

    def _linked(self, number: int, site: Item, key: str, before: int, after: int) -> Item | None:
        """The tumor word that an organ belongs to, as its adjective or after a link ('of', 'in')."""
        page = self._page
        stops = page.within(number, "metastasis", "metastatic", "not_nen")
        others = [s for s in page.within(number, "site") if s is not site]
        for item in page.within(number, key):
            if self._blocked(item, "not_nen"):
                continue
            if 0 <= item.first - site.last <= before and not self._parted(site.last, item.first, [*stops, *others]):
                spreads = site.id in letter_words().spread_as
                if spreads and any(s.first == item.last for s in page.within(number, "metastasis")):
                    continue
                return item
            behind = self._stems[item.last : site.first]
            if item.last <= site.first and behind in ([], [","]) and site.id not in letter_words().spread_as:
                return item
            if 0 <= site.first - item.last <= after and self._is_link(item.last, site.first):
                if self._parted(item.last, site.first, [*stops, *(o for o in others if o.last <= site.first)]):
                    continue
                return item
        return None

    def _parted(self, first: int, last: int, stops: list[Item]) -> bool:
        return (
            self._brackets(first, last)[:2] == [")", "("]
            or any(first <= s.first < last for s in stops)
            or any(w in _sets()["breaks"] for w in self._stems[first:last])
        )

    def _brackets(self, first: int, last: int) -> list[str]:
        return [w for w in self._stems[first:last] if w in ("(", ")")]

    def _is_link(self, first: int, last: int) -> bool:
        """Whether the words before an organ say 'in the ...', whatever stands before them."""
        at = last - 1
        while at >= first and self._stems[at] in _sets()["before_site"]:
            at -= 1
        return at < first or self._stems[at] in _sets()["to_site"]
