"""Where the tumor spread: the organs named with words for metastases, listed before and behind them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from hoofbeat.language.phrases import is_number, stem, stems
from hoofbeat.language.records import letter_words
from hoofbeat.language.tokens import Sentence
from hoofbeat.letters.harmless import is_harmless
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_BEFORE_FIRST = 5
_ASIDE = 10
"""Words in a bracket between two organs of a list."""
_AVID_REACH = 5
"""Words between 'avid' or 'involved' and the nodes that are."""
_BEHIND_BIOPSY = 8
"""Words between 'liver biopsy' and the tumor that it showed."""
_TO_BRACKET = 6
"""Words between growth and the bracket with the organs in which something grows."""
_NEW_REACH = 3
"""Words between 'new' and the lesions that are, or between lesions and what they take up."""
_NAME_OF_TUMOR = 6
"""Words between 'metastatic' and the end of the tumor's name."""
MASS = 0
"""The rank of what is only seen in an organ, and not called a metastasis."""
_UNSAID = frozenset({"historical"})


@lru_cache(maxsize=1)
def word_sets() -> dict[str, frozenset[str]]:
    """The words of the records by what they do between an organ and a tumor, as stems."""
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
    return {name: stems(found) for name, found in lists.items()}


@lru_cache(maxsize=1)
def _seldom_primary() -> frozenset[str]:
    """The organs in which a tumor is taken to have begun never, or only where it is said."""
    return frozenset((*letter_words().never_primary, *letter_words().primary_needs_saying))


class Spread:
    """What a letter says of spread: `extent` and `sites` (each organ a candidate of its own), and the `items` they were read from."""

    def __init__(self, page: Page):
        self._page = page
        self._stems = [stem(f) for f in page.document.folded]
        self.items: set[Item] = set()
        self.extent: list[Candidate] = []
        self.sites: list[Candidate] = []
        self._find_spread()

    def _find_spread(self) -> None:
        page = self._page
        for number, sentence in enumerate(page.document.sentences):
            sites = page.within(number, "site")
            nouns = page.within(number, "metastasis")
            staged = page.within(number, "stage_4")
            for item in staged:
                self._add_spread(item, self._forward(item, sites, sentence.last, staged=True), states_extent=False)
            verbs = [i for i in page.within(number, "metastatic") if not self.blocked(i, "not_metastatic")]
            for item in (*nouns, *verbs):
                if self.blocked(item, "not_metastatic"):
                    continue
                found = self._forward(item, sites, sentence.last, item in nouns and item.first == sentence.first)
                if item in nouns:
                    found = [*self._backward(item, sites, sentence.first), *found]
                elif not found:
                    found = self._nodes_called(item, sites, sentence)
                self._add_spread(item, found)
            for item in verbs:
                self._add_bracketed(item, sites, sentence)
            for item in page.within(number, "came_back"):
                behind = (
                    replace(item, last=item.last + 1) if self._stems[item.last : item.last + 1] == ["with"] else item
                )
                found = self._forward(behind, sites, sentence.last, staged=behind is not item)
                found += [s for s in self._backward(item, sites, sentence.first) if s.id in _seldom_primary()]
                if any(s.id in letter_words().spread_as and s.id not in letter_words().regional_spread for s in found):
                    self._add_spread(item, found)
            self._add_growing(number, sites, sentence)
            self._add_labeled(number, sites, sentence.last)
            self._add_biopsied(number, sites)
            self._add_organ_confined(number, sites)
        if any(not c.possible for c in self.extent) or self._said_metastatic():
            self._add_deposits()

    def _nodes_called(self, item: Item, sites: list[Item], sentence: Sentence) -> list[Item]:
        """The nodes that alone are called metastatic: 'metastatic lymph nodes', 'two nodes, regarded as metastatic'."""
        regional = frozenset(letter_words().regional_spread)
        if any(0 <= t.first - item.last <= _NAME_OF_TUMOR for t in self._page.within(sentence, "nen")):
            return []
        behind = [s for s in sites if 0 <= s.first - item.last <= _NEW_REACH - 1]
        behind = [s for s in behind if all(w.isalpha() for w in self._stems[item.last : s.first])]
        before = [s for s in sites if s.last <= item.first]
        calling = stems(letter_words().called_metastatic)
        if behind:
            return behind[:1] if behind[0].id in regional else []
        between = self._stems[before[-1].last : item.first] if before else []
        return before[-1:] if before and before[-1].id in regional and set(between) <= calling else []

    def _add_growing(self, number: int, sites: list[Item], sentence: Sentence) -> None:
        """'Progression in liver and bone', 'new bone lesions', 'hepatic deposits', 'PD (liver, nodes)': organs to which tumors spread."""
        known, regional = letter_words().spread_as, frozenset(letter_words().regional_spread)
        told = self._page.within(number, "progression", "surely_deposit", "relapse_in")
        lesions = [i for i in self._page.within(number, "deposit") if self._is_new_or_avid(number, i)]
        for item in (*told, *lesions):
            if self.blocked(item, "not_progression") or self._page.within(number, "second_cancer"):
                continue
            found = [*self._bracketed(item, sites, sentence), *self._forward(item, sites, sentence.last)]
            if item.id in ("surely_deposit", "deposit"):
                found = [*self._backward(item, sites, sentence.first), *found]
            surely = [s for s in found if s.id in _seldom_primary()]
            beyond = [s for s in surely if s.id not in regional]
            if beyond and all(s.id in known for s in found) and not is_harmless(self._page, number, item.first):
                self._add_spread(item, found)

    def _is_new_or_avid(self, number: int, lesion: Item) -> bool:
        """Whether lesions are told as new, or take up a tracer: 'new bone lesions', 'liver and bone lesions are receptor positive'."""
        new = "new" in self._stems[max(0, lesion.first - _NEW_REACH) : lesion.first]
        avid = self._page.within(number, "avid", "receptor_positive")
        return new or any(0 <= i.first - lesion.last <= _NEW_REACH for i in avid)

    def _bracketed(self, item: Item, sites: list[Item], sentence: Sentence) -> list[Item]:
        """The organs in a bracket a few words behind, where it holds nothing else that is an organ."""
        folded = self._page.document.folded
        opening = next(
            (n for n in range(item.last, min(item.last + _TO_BRACKET, sentence.last)) if folded[n] == "("), None
        )
        if opening is None or ")" not in folded[opening : sentence.last] or ";" in folded[item.last : opening]:
            return []
        close = folded.index(")", opening)
        found = self._forward(replace(item, last=opening + 1), sites, close, staged=True)
        return found if len(found) == len([s for s in sites if opening < s.first < close]) else []

    def _add_labeled(self, number: int, sites: list[Item], last: int) -> None:
        """'Disease: liver and nodes': a list of organs to which tumors spread, one of them beyond the region."""
        for item in self._page.within(number, "disease_label"):
            found = self._forward(item, sites, last, staged=True)
            if found and all(s.id in letter_words().spread_as for s in found):
                self._add_spread(item, found)

    def _add_bracketed(self, item: Item, sites: list[Item], sentence: Sentence) -> None:
        """'Metastatic ileal NET (liver, nodes)': the organs in the bracket behind the name of the tumor."""
        folded = self._page.document.folded
        behind = [t.last for t in self._page.within(sentence, "nen") if 0 <= t.first - item.last <= _NAME_OF_TUMOR]
        if not behind or folded[behind[-1] : behind[-1] + 1] != ["("] or ")" not in folded[behind[-1] : sentence.last]:
            return
        close = folded.index(")", behind[-1])
        found = self._forward(replace(item, last=behind[-1] + 1), sites, close, staged=True)
        inside = [s for s in sites if behind[-1] < s.first < close]
        if found and len(found) == len(inside) and all(s.id in letter_words().spread_as for s in found):
            self._add_spread(item, found)

    def _add_biopsied(self, number: int, sites: list[Item]) -> None:
        """'Liver biopsy: neuroendocrine carcinoma': what was found in an organ in which tumors seldom begin has spread to it."""
        seldom = _seldom_primary() & set(letter_words().spread_as)
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

    def blocked(self, item: Item, key: str) -> bool:
        """Whether a word is part of a phrase that means something else."""
        number = self._page.document.sentence_number(item.start)
        return any(b.first <= item.first < b.last for b in self._page.within(number, key))

    def _add_spread(self, item: Item, sites: list[Item], states_extent: bool = True) -> None:
        said = self._page.said(item.start, item.end) - _UNSAID
        regional = frozenset(letter_words().regional_spread)
        number = self._page.document.sentence_number(item.start)
        if not sites and self._page.within(number, "nodes_counted"):
            return
        if states_extent and not said - {"possible"} and (not sites or any(s.id not in regional for s in sites)):
            self.extent.append(
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
            self.items.add(site)
            of_site = self._page.said(site.start, site.end) - _UNSAID
            if said | of_site - {"possible"} and said | of_site != {"possible"}:
                continue
            start, end = min(item.start, site.start), max(item.end, site.end)
            self.sites.append(self._spread_candidate(site, start, end, bool(said | of_site)))

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
        return self._stems[at] in word_sets()["list"] or self._stems[at].isdigit()

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
            if staged and word in word_sets()["belongs"]:
                break
            started = started or word in word_sets()["start"]
            allowed = (
                word_sets()["list"] | word_sets()["links"]
                if found
                else word_sets()["links"] | word_sets()["start"] | word_sets()["list"]
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
        return next((e for e in ends if self._stems[e : e + 1] and self._stems[e] in word_sets()["goes_to"]), None)

    def _of_tumor(self, site: Item) -> bool:
        """Whether an organ is the one the tumor is named by, before it as an adjective or behind it after 'of'."""
        at = site.first - 1
        while at > 0 and self._stems[at] in word_sets()["before_site"]:
            at -= 1
        number = self._page.document.sentence_number(site.start)
        tumors = self._page.within(number, "nen", "primary_word")
        named = at > 0 and self._stems[at] in word_sets()["belongs"] and any(0 <= at - t.last <= 4 for t in tumors)
        if self._stems[at] == "in" and site.id not in _seldom_primary():
            named |= any(t.last == at for t in self._page.within(number, "mass_word"))
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
                    harmless = is_harmless(self._page, number, item.first)
                    if site.id in known and site not in self.items and not (harmless or self._spoken_away(site, item)):
                        self.items.add(site)
                        made = self._spread_candidate(site, site.start, item.end)
                        self.sites.append(replace(made, rank=MASS))
            phrases = letter_words().spread_phrases
            for item in self._page.within(number, *phrases):
                if not self._page.said(item.start, item.end) - _UNSAID:
                    self.sites.append(Candidate("metastatic_sites", phrases[item.id], item.start, item.end))

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
                if site not in self.items and not self._spoken_away(site, item):
                    self.items.add(site)
                    start, end = min(item.start, site.start), max(item.end, site.end)
                    made = self._spread_candidate(site, start, end)
                    self.sites.append(made if site.id in regional else replace(made, rank=MASS))

    def _avid(self, item: Item, sites: list[Item]) -> list[Item]:
        """The organs listed right before what they take up: 'liver and nodes avid'."""
        first = self._page.document.sentences[self._page.document.sentence_number(item.start)].first
        return self._backward(item, sites, first)

    def _spoken_away(self, *items: Item) -> bool:
        return any(self._page.said(i.start, i.end) - _UNSAID for i in items)
