"""A letter with everything that was recognized in it: names, concepts, dates, and what is said of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hoofbeat.knowledge import Knowledge
from hoofbeat.language.assertion import Assertions
from hoofbeat.language.dates import Age, Ago, Date, ages, agos, birth_dates, dates, letter_date
from hoofbeat.language.lexicon import Mention
from hoofbeat.language.quantities import Quantity, quantities
from hoofbeat.language.records import letter_words, quantity_words
from hoofbeat.language.tokens import Document, Sentence
from hoofbeat.letters.entries import Entries
from hoofbeat.letters.quotes import quotations
from hoofbeat.letters.vocabulary import Vocabulary

_BESIDE_DATE = 20
"""Characters between a date and a statement that goes with it, where a sentence has several dates."""
_DATE_REACH = 2
"""Sentences behind a date that still speak of its time."""
_BEFORE_DATE = re.compile(r"\s*(?:\(\s*)?(?:in|of)?\s*|\s*\(\s*\w+\s+")
_CLAUSE_ENDS = frozenset({";", "but", "whereas"})
_OTHERS = frozenset({"family", "someone_else"})
_OPTIONS_OPEN, _OPTIONS_MARK = 2, 60
"""Words before a list of options in its sentence, and characters between the word for it and its double point."""
_RULES, _ARRIVAL, _LATEST = "reference", "arrival", "latest"
"""Sections: rules and comparisons, what was found on arrival, and what is so now."""
_ANSWER_MARK = 2
"""Tokens that may mark an answer: 'A: No'."""
_LABEL_WORDS = 6
"""Words of a line that may be the label of an answer on the line below."""
_GONE_OPENS = 3
"""Words at the start of a sentence before those that say that what was told before is over."""
_HIDDEN = frozenset({"site", "morphology"})


@dataclass(frozen=True, slots=True)
class Item:
    """Something recognized: its keys (concept, kind, kind=id), its tokens (first, one past the last) and place."""

    kind: str
    id: str
    first: int
    last: int
    start: int
    end: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The names by which a sign can ask for it."""
        return (self.id,) if self.kind == "concept" else (self.kind, f"{self.kind}={self.id}")


def _uncovered(concepts: list[Mention]) -> list[Mention]:
    """The concepts without those that are part of a longer phrase that means something else ('non-avid' is not 'avid')."""
    covers = {(covering, covered) for covering, covered_ids in letter_words().covers.items() for covered in covered_ids}
    covering = {a for a, _ in covers}
    longer = [m for m in concepts if m.id in covering]
    return [
        m
        for m in concepts
        if not any(
            (c.id, m.id) in covers and c.start <= m.start and m.end <= c.end and (c.start, c.end) != (m.start, m.end)
            for c in longer
        )
    ]


def _is_month(document: Document, mention: Mention) -> bool:
    """Whether what could be the short name of a drug is a month: 'since Oct', 'Oct 2021'."""
    words = document.words(mention.start, mention.end)
    if words.isupper() or words.lower() not in quantity_words().months:
        return False
    at = document.token_at(mention.start)
    beside = document.folded[max(0, at - 1) : at] + document.folded[at + 1 : at + 2]
    return any(word.isdigit() or word in letter_words().before_month for word in beside)


class Page:
    """A letter, searched once; every later step asks it."""

    def __init__(self, document: Document, knowledge: Knowledge):
        self.knowledge = knowledge
        self.vocabulary = Vocabulary.of(knowledge)
        document, wrong = self.vocabulary.spelled_right(document)
        self.document = document
        named = self.vocabulary.names.find_every(document, self.vocabulary.kinds)
        concepts = _uncovered(self.vocabulary.concepts.find_each(document))
        hiding = frozenset(letter_words().hiding)
        hidden = [(m.start, m.end) for m in concepts if m.id in hiding]
        shown = [m for m in named if m.kind not in _HIDDEN or not any(s <= m.start and m.end <= e for s, e in hidden)]
        shown = [m for m in shown if not _is_month(document, m)]
        used = [(m.start, m.end) for m in shown] + [(q.start, q.end) for q in self.quantities]
        ends = {token.start: token.end for token in document.tokens}
        self.corrected = {
            document.words(at, ends[at]): right
            for at, right in wrong.items()
            if any(start <= at < end for start, end in used)
        }
        """Every misspelling in what was read, with the word it was read as."""
        self.shelves: list[dict[str, list[Item]]] = [{} for _ in document.sentences]
        """The items of each sentence, by key."""
        self.items: list[Item] = []
        found = (*self._items((*shown, *concepts)), *self._other_drugs(shown))
        for item in sorted(found, key=lambda i: (i.start, i.end, i.kind, i.id)):
            self.items.append(item)
            shelf = self.shelves[document.sentence_number(item.start)]
            for key in item.keys:
                shelf.setdefault(key, []).append(item)
        self.assertions = Assertions(document)

    def _items(self, mentions: Iterable[Mention]) -> Iterable[Item]:
        for m in mentions:
            first, last = self.document.token_at(m.start), self.document.token_at(m.end - 1) + 1
            yield Item(m.kind, m.id, first, last, m.start, m.end)

    def _other_drugs(self, named: Iterable[Mention]) -> Iterable[Item]:
        """Words that end like the name of a drug and are no name that the records know."""
        endings = tuple(letter_words().drug_endings)
        known = [(m.start, m.end) for m in named if m.kind == "treatment"]
        for number, token in enumerate(self.document.tokens):
            if token.folded.endswith(endings) and not any(s <= token.start < e for s, e in known):
                yield Item("other_drug", token.folded, number, number + 1, token.start, token.end)

    def within(self, sentence: Sentence | int, *keys: str) -> list[Item]:
        """The items of a sentence under any of some keys, from left to right."""
        number = sentence if isinstance(sentence, int) else self.document.sentence_number(sentence.start)
        shelf = self.shelves[number]
        if len(keys) == 1:
            return shelf.get(keys[0], [])
        return sorted((i for key in keys for i in shelf.get(key, ())), key=lambda i: (i.first, i.last))

    def all(self, *keys: str) -> list[Item]:
        """The items of the whole letter under any of some keys, from left to right."""
        return [i for number in range(len(self.shelves)) for i in self.within(number, *keys)]

    def said(self, start: int, end: int) -> frozenset[str]:
        """What is said of the words between two places, by their sentence and by the section they stand in."""
        number = self.document.sentence_number(start)
        said = self.assertions.of(start, end, asked=number not in self.answered_yes)
        if number in self._of_rules and not self._is_answer_to_rule(number):
            said |= {"hypothetical"}
        if self._is_listed_option(number, start):
            said |= {"hypothetical"}
        if self.document.sentences[number].section == _ARRIVAL or self._entries.is_in_older_letter(start):
            said |= {"historical"}
        if number in self._gone_since:
            said |= {"historical"}
        if number in self._answered_no:
            said = (said - {"possible", "hypothetical"}) | {"negated"}
        if number in self._of_relatives and not self._names_patient(number, start):
            return said | {"family"}
        return said

    @cached_property
    def _of_relatives(self) -> frozenset[int]:
        """The sentences of a family history, and those that go on speaking of a relative of the other sex or a dead one."""
        found: set[int] = set()
        patient = self._pronoun_of_patient
        for number, sentence in enumerate(self.document.sentences):
            if sentence.section == "family":
                found.add(number)
            elif number and sentence.paragraph == self.document.sentences[number - 1].paragraph:
                before = self.document.sentences[number - 1]
                told = number - 1 in found and before.section != "family"
                if not told and not self.assertions.speaks_of_family(number - 1):
                    continue
                begins = [i.id for i in self.within(number, "she", "he") if i.first - sentence.first <= 1]
                if begins and ((patient and begins[0] != patient) or self.within(number, "died")):
                    found.add(number)
        return frozenset(found)

    @cached_property
    def _of_rules(self) -> frozenset[int]:
        """The sentences that tell a rule or what is compared with, up to one that turns back to the patient.

        Rules that are answered one by one ('ECOG 0-1: met') end with their paragraph.
        """
        found: set[int] = set()
        turned = answered = False
        for number, sentence in enumerate(self.document.sentences):
            before = self.document.sentences[number - 1] if number else sentence
            if sentence.section != _RULES or before.section != _RULES:
                turned = answered = False
            if sentence.section != _RULES:
                continue
            turned = turned or bool(self.within(number, "back_to_patient"))
            turned = turned or (answered and sentence.paragraph != before.paragraph)
            answered = answered or self._is_answer_to_rule(number)
            if not turned:
                found.add(number)
        return frozenset(found)

    def _is_answer_to_rule(self, number: int) -> bool:
        """Whether a rule has the patient's answer behind it: 'Active infection: No', 'ECOG 0-1: MET (ECOG 0)'."""
        sentence = self.document.sentences[number]
        asked = self.document.plain[sentence.start : sentence.end].rstrip().endswith("?")
        return not asked and bool(self.within(number, "rule_answer"))

    def _in_answer_to_rule(self, number: int, end: int) -> bool:
        """Whether a value stands behind the answer to a rule, and not in the rule."""
        return any(i.end <= end for i in self.within(number, "rule_answer"))

    def is_for_decision(self, number: int, start: int) -> bool:
        """Whether a place is in a sentence that leaves its treatments to others: 'For the board on Friday: A, then B'."""
        return self._is_behind_opening(number, start, "decision_opening")

    def _is_listed_option(self, number: int, start: int) -> bool:
        """Whether a place is in a list that opens as one of options: 'Options I went through: A; B; C'."""
        return self._is_behind_opening(number, start, "options_opening")

    def _is_behind_opening(self, number: int, start: int, concept: str) -> bool:
        sentence = self.document.sentences[number]
        opening = self.within(number, concept)
        if not opening or opening[0].first - sentence.first > _OPTIONS_OPEN:
            return False
        mark = self.document.plain.find(":", opening[0].end, min(sentence.end, opening[0].end + _OPTIONS_MARK))
        return 0 <= mark < start

    @cached_property
    def _answered_no(self) -> frozenset[int]:
        """The questions that the next sentence answers with no: 'On dialysis? No, never.'"""
        return self._answered("answers_no")

    @cached_property
    def answered_yes(self) -> frozenset[int]:
        """The questions that the next sentence answers with yes: 'Previous chemotherapy? Yes, in 2021.'"""
        return self._answered("answers_yes")

    def _answered(self, concept: str) -> frozenset[int]:
        found: set[int] = set()
        for number, sentence in enumerate(self.document.sentences[:-1]):
            if self._asks(sentence) or self._stands_over_answer(number):
                after = self.document.sentences[number + 1].first
                marked = ":" in self.document.folded[after : after + _ANSWER_MARK]
                opens = (after, after + _ANSWER_MARK) if marked else (after,)
                if any(i.first in opens for i in self.within(number + 1, concept)):
                    found.add(number)
        return frozenset(found)

    def _asks(self, sentence: Sentence) -> bool:
        return self.document.plain[sentence.start : sentence.end].rstrip().endswith("?")

    def _stands_over_answer(self, number: int) -> bool:
        """Whether a line of a few words without an end has a line of one word below it: 'Heart failure', 'None.'"""
        sentence, below = self.document.sentences[number : number + 2]
        words = self.document.folded[sentence.first : sentence.last]
        alone = self.document.folded[below.first : below.last]
        parted = "\n" in self.document.plain[sentence.end : below.start + 1]
        return (
            parted and len(words) <= _LABEL_WORDS and words[-1:] != ["."] and len([w for w in alone if w != "."]) == 1
        )

    @cached_property
    def _gone_since(self) -> frozenset[int]:
        """The sentences of which the next says that it is over: 'Admitted with sepsis. This has fully resolved.'"""
        sentences = self.document.sentences
        return frozenset(
            number - 1
            for number, sentence in enumerate(sentences)
            if number
            and sentences[number - 1].paragraph == sentence.paragraph
            and any(i.first - sentence.first <= _GONE_OPENS for i in self.within(number, "gone_since"))
        )

    @cached_property
    def _quotations(self) -> tuple[tuple[int, int], ...]:
        return quotations(self.document.plain)

    def is_quoted(self, start: int) -> bool:
        """Whether a place is in words quoted from somebody else."""
        return any(first <= start < last for first, last in self._quotations)

    @cached_property
    def _pronoun_of_patient(self) -> str:
        """'she' or 'he', where a letter says it plainly; '' where it does not."""
        sexes = [("she", "female", "madam"), ("he", "male", "sir")]
        count = {}
        for pronoun, noun, title in sexes:
            items = [i for i in self.all(pronoun, noun, title) if not self.assertions.of(i.start, i.end) & _OTHERS]
            count[pronoun] = len(items)
        she, he = count["she"], count["he"]
        return "she" if she > 2 * he else "he" if he > 2 * she else ""

    def _names_patient(self, number: int, start: int) -> bool:
        """Whether a sentence of the family history turns to the patient before a place in it."""
        return any(i.start <= start for i in self.within(number, "the_patient"))

    def is_of_another_cancer(self, start: int) -> bool:
        """Whether a sentence speaks of another cancer of the person, or stands among past illnesses and names no tumor of ours."""
        number = self.document.sentence_number(start)
        if self.within(number, "nen"):
            return False
        past = self.document.sentences[number].section == "past"
        return bool(self.within(number, "second_cancer")) or (past and bool(self.all("second_cancer")))

    def said_of_number(self, start: int, end: int) -> frozenset[str]:
        """What is said of a measured value."""
        said = self.assertions.of_number(start, end)
        number = self.document.sentence_number(start)
        if number in self._of_rules and not self._in_answer_to_rule(number, end):
            said |= {"hypothetical"}
        if self.document.sentences[number].section == _ARRIVAL:
            said |= {"historical"}
        return said | (self.said(start, end) & {"family", "someone_else"})

    def is_current(self, start: int) -> bool:
        """Whether the clause speaks of now."""
        number = self.document.sentence_number(start)
        items = self.within(number, "current")
        if self.document.sentences[number].section == _LATEST:
            return True
        if not items:
            return False
        at = self.document.token_at(start)
        return any(not _CLAUSE_ENDS & set(self.document.folded[min(at, i.first) : max(at, i.last)]) for i in items)

    def dated(self, start: int, end: int | None = None) -> tuple[int, int, int] | None:
        """The date that a statement goes with: the only one of its sentence, or the one beside it, else one shortly before."""
        number = self.document.sentence_number(start)
        sentence = self.document.sentences[number]
        inside = [d for d in self.dates if sentence.start <= d.start < sentence.end]
        if len(inside) > 1:
            begin = self.document.plain.rfind(";", sentence.start, start) + 1 or sentence.start
            stop = self.document.plain.find(";", start, sentence.end)
            own = [d for d in inside if begin <= d.start < (stop if stop >= 0 else sentence.end)]
            inside = own if len(own) == 1 else inside
        behind = [d for d in inside if end is not None and _BEFORE_DATE.fullmatch(self.document.plain, end, d.start)]
        if behind and len(inside) > 1:
            return behind[0].order
        if len(inside) == 1:
            return inside[0].order
        if inside:
            close = [d for d in inside if 0 <= start - d.end <= _BESIDE_DATE]
            if close and self.document.plain[close[-1].end :].lstrip()[:1] != ")":
                return close[-1].order
            after = [d for d in inside if end is not None and d.start >= end] if close else []
            return after[0].order if after else close[-1].order if close else None
        entry = self.entry_date(start)
        if entry is not None:
            return entry.order
        first = self.document.sentences[max(0, number - _DATE_REACH)]
        before = [
            d
            for d in self.dates
            if first.start <= d.start < sentence.start and self._paragraph(d) == sentence.paragraph
        ]
        return before[-1].order if before else None

    @cached_property
    def _entries(self) -> Entries:
        return Entries(self.document, self.dates)

    def entry_date(self, start: int) -> Date | None:
        """The date of the entry that a place stands in."""
        return self._entries.date_of(start)

    def in_older_entry(self, start: int) -> bool:
        """Whether a place stands in an entry that is not the latest of the letter."""
        return self._entries.is_older(start)

    def _paragraph(self, date: Date) -> int:
        return self.document.sentence_at(date.start).paragraph

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Every measure that the letter names."""
        return quantities(self.document)

    @cached_property
    def dates(self) -> list[Date]:
        """Every date in the letter."""
        return dates(self.document)

    @cached_property
    def date(self) -> Date | None:
        """The letter's own date."""
        return letter_date(self.document, self.dates)

    @cached_property
    def births(self) -> list[Date]:
        """Every date of birth."""
        return birth_dates(self.document, self.dates)

    @cached_property
    def agos(self) -> list[Ago]:
        """Every '8 months ago'."""
        return list(agos(self.document))

    @cached_property
    def ages(self) -> list[Age]:
        """Every age."""
        return ages(self.document)
