"""What the words of a text name: treatments, terms, organs, values of the case. Built from the records.

One trie of tokens holds every name (measured: a token trie finds the same as a phrase matcher of a language library,
without the library). The longest name wins; a form that stands for several things is decided by the words around it; a
word of six letters or more that is no known word and lies one letter from exactly one name is read as that name (one of five
only as a treatment that has a letter more), and the mention says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.treatments import Treatments
from hoofbeat.language.english import is_common
from hoofbeat.language.forms import Ambiguity
from hoofbeat.language.phrases import PhraseTrie, stem
from hoofbeat.language.records import expanded, lexicon_words
from hoofbeat.language.tokens import Document, Sentence, pieces, read_document

SHORTEST_CORRECTED = 6
"""Letters: shorter words have too many neighbors to be corrected."""
SHORTEST_LACKING = 5
"""Letters: a word this short is corrected to a treatment that has one letter more: 'captm'."""
SHORTEST_TERM_CORRECTED = 8
"""Letters: words of the glossary are nearer to ordinary words than names of drugs are."""
SHORT_FORM = 4
"""Letters: a form in capitals up to this long is read only in capitals, unless listed."""
ORDER = ("treatment", "functional_syndrome", "morphology", "primary_site", "differentiation", "extent", "site", "term")
"""Which meaning of a name goes first, where one name has several kinds of meaning."""
_NAMES = ("treatment", "term")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text: what it names, the words, their place, and the misspelling it was read from, if any."""

    kind: str
    id: str
    words: str
    start: int
    end: int
    corrected_from: str | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A phrase and what it names."""

    phrase: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: str
    id: str
    exact: str = ""
    ambiguity: str = ""


def _letters(phrase: str) -> str:
    return "".join(filter(str.isalnum, phrase))


def _value_names() -> Iterator[Name]:
    """Values of the case that are words of their own."""
    for field in ("extent", "sex"):
        for value in FIELDS[field].values:
            yield Name(str(value).replace("_", " "), field, str(value))


def _record_names(knowledge: Knowledge) -> Iterator[Name]:
    for treatment in knowledge.treatments.values():
        for phrase in (treatment.id, treatment.name, *treatment.aliases):
            yield Name(phrase, "treatment", treatment.id)
    for term in knowledge.records("term").values():
        for phrase in (term.term, *term.aliases):
            yield Name(phrase, "term", term.id)


def _listed_names() -> Iterator[Name]:
    for kind, values in lexicon_words().words.items():
        for value, phrases in values.items():
            for phrase in expanded(phrases):
                yield Name(phrase, kind, value)


def _near_spellings(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


class Lexicon:
    """Every name that is known, ready to be looked up."""

    def __init__(self, names: Iterable[Name], treatments: Treatments, known: Set[str] = frozenset()):
        words = lexicon_words()
        self._names = tuple(names)
        self._treatments = treatments
        self._ambiguities: dict[str, Ambiguity] = {a.form: a for a in words.ambiguous}
        forms = {form.lower(): form for form in self._ambiguities}
        any_case = frozenset(words.any_case)
        self._trie: PhraseTrie[_Meaning] = PhraseTrie()
        for name in self._names:
            letters = _letters(name.phrase)
            form = forms.get(letters.lower()) or forms.get(letters.lower().removesuffix("s"), "")
            short = (
                len(letters) <= SHORT_FORM
                and letters.isalpha()
                and letters.isupper()
                and letters.lower() not in any_case
            )
            exact = (
                letters
                if not form and (short or (len(letters) <= 2 and letters.isalpha() and not letters.islower()))
                else ""
            )
            self._trie.add(name.phrase, _Meaning(name.kind, name.id, exact, form))
        self._never = frozenset(stem(w) for w in words.never_correct) | self._trie.vocabulary | known
        self._near = self._index()
        self._corrections: dict[str, str | None] = {}
        self._regimens = self._regimens_by_drugs()
        self._joiners = frozenset(" ".join(j.split()) for j in words.joiners)

    @classmethod
    def of(cls, knowledge: Knowledge) -> Lexicon:
        """The lexicon of a knowledge; built once and kept as long as the knowledge is."""
        return knowledge.once(cls._made_of)

    @classmethod
    def _made_of(cls, knowledge: Knowledge) -> Lexicon:
        return cls((*_record_names(knowledge), *_value_names(), *_listed_names()), knowledge.treatments)

    def with_names(
        self,
        names: Iterable[Name],
        keep: Callable[[Name], bool] = lambda name: True,
        known: Set[str] = frozenset(),
    ) -> Lexicon:
        """A lexicon that holds more names, of its own those that are to be kept, and corrects none of some known words."""
        return Lexicon((*filter(keep, self._names), *names), self._treatments, known)

    @property
    def vocabulary(self) -> Set[str]:
        """Every word of its names."""
        return self._trie.vocabulary

    def _index(self) -> dict[str, set[str]]:
        targets = {stem(p) for word in lexicon_words().correctable for p in pieces(word)}
        for name in self._names:
            if name.kind not in ORDER or " " in name.phrase:
                continue
            path = pieces(name.phrase)
            shortest = SHORTEST_TERM_CORRECTED if name.kind == "term" else SHORTEST_CORRECTED
            if len(path) == 1 and path[0].isalpha() and len(path[0]) >= shortest:
                targets.add(stem(path[0]))
        near: dict[str, set[str]] = {}
        for target in targets:
            for spelling in _near_spellings(target):
                near.setdefault(spelling, set()).add(target)
        return near

    @cached_property
    def _treatment_words(self) -> frozenset[str]:
        return frozenset(stem(p) for n in self._names if n.kind == "treatment" for p in pieces(n.phrase))

    def _regimens_by_drugs(self) -> dict[frozenset[str], str]:
        found: dict[frozenset[str], str] = {}
        for treatment in self._treatments.values():
            drugs = frozenset(d for d in treatment.contains if self._treatments[d].classes)
            if len(drugs) > 1:
                found.setdefault(drugs, treatment.id)
        return found

    def regimen_of(self, drugs: Collection[str]) -> str | None:
        """The regimen that just these drugs make; None if no record has them together."""
        return self._regimens.get(frozenset(drugs))

    def correction(self, word: str) -> str | None:
        """The one name that a folded word, unknown and not of everyday English, is a single letter away from (a swap of neighbors counts as one)."""
        if len(word) < SHORTEST_LACKING or not word.isalpha() or word in self._never:
            return None
        if word not in self._corrections:
            from rapidfuzz.distance import OSA

            near = {n for spelling in _near_spellings(word) for n in self._near.get(spelling, ())}
            if len(word) < SHORTEST_CORRECTED:
                near = {n for n in near if len(n) > len(word) and n in self._treatment_words}
            close = {n for n in near if OSA.distance(word, n, score_cutoff=1) <= 1}
            self._corrections[word] = close.pop() if len(close) == 1 and not is_common(word) else None
        return self._corrections[word]

    def _stems(self, document: Document) -> tuple[list[str], dict[int, str]]:
        stems = [stem(f) for f in document.folded]
        corrected: dict[int, str] = {}
        for number, word in enumerate(stems):
            if len(word) >= SHORTEST_LACKING and (right := self.correction(word)):
                token = document.tokens[number]
                corrected[number] = document.words(token.start, token.end)
                stems[number] = right
        return stems, corrected

    def _chosen(
        self, form: str, written: str, near: frozenset[str], preceding: str, following: str
    ) -> tuple[str, str] | None:
        """The meaning of an ambiguous form among the words of its sentence; None for nothing we know."""
        meanings = self._ambiguities[form].meanings
        exact = (written.lower() if form.islower() else written) in (form, form + "s")
        chosen = next(
            (
                m
                for m in meanings
                if preceding in map(str, m.behind)
                or following in map(str, m.next)
                or any(str(w) in near for w in m.near)
            ),
            None,
        )
        if chosen is None and exact:
            chosen = next((m for m in meanings if m.default), None)
        return None if chosen is None or chosen.kind == "none" else (chosen.kind, chosen.id)

    def _acceptor(
        self, document: Document, sentence: Sentence, stems: Sequence[str], kinds: frozenset[str] | None
    ) -> Callable[[list[_Meaning], int, int], list[_Meaning]]:
        def accept(leaves: list[_Meaning], first: int, last: int) -> list[_Meaning]:
            kept = []
            written = ""
            for leaf in leaves:
                if kinds is not None and leaf.kind not in kinds:
                    continue
                if leaf.exact or leaf.ambiguity:
                    written = written or _letters(
                        document.plain[document.tokens[first].start : document.tokens[last - 1].end]
                    )
                if leaf.exact and written not in (leaf.exact, leaf.exact + "s"):
                    continue
                if leaf.ambiguity:
                    near = frozenset(stems[sentence.first : first]) | frozenset(stems[last : sentence.last])
                    preceding = stems[first - 1] if first > sentence.first else ""
                    following = stems[last] if last < sentence.last else ""
                    chosen = self._chosen(leaf.ambiguity, written, near, preceding, following)
                    if chosen is None or (leaf.kind in _NAMES and leaf.kind == chosen[0] and leaf.id != chosen[1]):
                        continue
                kept.append(leaf)
            return kept

        return accept

    def find_every(self, text: str | Document, kinds: frozenset[str] | None = None) -> list[Mention]:
        """Every name in a text, from left to right; a name with several meanings gives a mention for each.

        `kinds` leaves out all other kinds of names, as if the lexicon did not hold them.
        """
        document = read_document(text) if isinstance(text, str) else text
        stems, corrected = self._stems(document)
        found: list[Mention] = []
        for sentence in document.sentences:
            accept = self._acceptor(document, sentence, stems, kinds)
            for hit in self._trie.find(stems, sentence.first, sentence.last, accept):
                start, end = document.tokens[hit.first].start, document.tokens[hit.last - 1].end
                wrong = next((corrected[n] for n in range(hit.first, hit.last) if n in corrected), None)
                words = document.words(start, end)
                found += [Mention(p.kind, p.id, words, start, end, wrong) for p in hit.payloads]
        return self._joined(document, found)

    def find_each(self, document: Document) -> list[Mention]:
        """Every name in a text, the names of one id never overlapping, those of different ids free to."""
        stems, _ = self._stems(document)
        found: list[Mention] = []
        for sentence in document.sentences:
            accept = self._acceptor(document, sentence, stems, None)
            for hit in self._trie.find_each(stems, sentence.first, sentence.last, lambda meaning: meaning.id, accept):
                start, end = document.tokens[hit.first].start, document.tokens[hit.last - 1].end
                found.append(Mention(hit.payloads[0].kind, hit.payloads[0].id, document.words(start, end), start, end))
        return found

    def find(self, text: str | Document, kinds: frozenset[str] | None = None) -> list[Mention]:
        """The names in a text, from left to right, one for each place: a treatment goes before a term."""
        rank = {kind: n for n, kind in enumerate(ORDER)}
        best: dict[int, Mention] = {}
        for mention in self.find_every(text, kinds):
            other = best.get(mention.start)
            if other is None or rank.get(mention.kind, len(rank)) < rank.get(other.kind, len(rank)):
                best[mention.start] = mention
        return list(best.values())

    def _drugs(self, mention: Mention) -> frozenset[str]:
        record = self._treatments[mention.id]
        return frozenset(record.contains) or frozenset([mention.id])

    def _together(self, document: Document, left: Mention, right: Mention) -> bool:
        """Whether two treatments stand together; `and` and a comma join them only if all are chemotherapy."""
        between = document.plain[left.end : right.start].lower()
        gap = " ".join(between.split())
        if gap in self._joiners and gap != "and":
            return True
        drugs = self._drugs(left) | self._drugs(right)
        return gap in ("and", ",", ", and") and all(map(self._treatments.is_chemotherapy, drugs))

    def _joined(self, document: Document, mentions: list[Mention]) -> list[Mention]:
        """Drugs named side by side become the regimen that they make up."""
        named = [m for m in mentions if m.kind == "treatment"]
        absorbed: dict[Mention, Mention | None] = {}
        at = 0
        while at < len(named):
            run = [named[at]]
            while at + len(run) < len(named) and self._together(document, run[-1], named[at + len(run)]):
                run.append(named[at + len(run)])
            while len(run) > 1:
                drugs = frozenset[str]().union(*map(self._drugs, run))
                regimen = self._regimens.get(frozenset(d for d in drugs if self._treatments[d].classes))
                if regimen:
                    whole = document.words(run[0].start, run[-1].end)
                    absorbed |= dict.fromkeys(run)
                    absorbed[run[0]] = replace(run[0], id=regimen, words=whole, end=run[-1].end)
                    break
                run.pop()
            at += len(run)
        return [kept for m in mentions if (kept := absorbed.get(m, m)) is not None]


def corrections(mentions: Iterable[Mention]) -> Mapping[str, str]:
    """Every misspelling that was read as a name, with that name's id."""
    return {m.corrected_from: m.id for m in mentions if m.corrected_from}
