"""What the person declines, and what is said of treatments as a whole: none so far, or how many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hoofbeat.language.numbers import as_number
from hoofbeat.language.phrases import is_number, stem
from hoofbeat.language.records import letter_words, quantity_words
from hoofbeat.letters.mentions import of_history
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_APART, _LISTED, _OFFERED = 4, 7, 3
"""Words between a refusal and a treatment, between two treatments joined by 'and', and behind one to the refusal."""
_BESIDE = 2
"""Words between who refuses and the refusal."""
_SET_APART = 5
"""Words around 'nothing was given' among which a treatment may be set apart."""
_AND = frozenset({"and", "or", "nor"})


def declined(page: Page) -> Iterator[Candidate]:
    """The treatments that the person does not want."""
    for number in range(len(page.document.sentences)):
        if page.within(number, "undecided"):
            continue
        wishes = page.within(number, "prefer_oral", "prefer_iv")
        for item in page.within(number, "declining"):
            if any(w.first <= item.first < w.last for w in wishes) or _is_not_the_persons(page, item):
                continue
            for treatment in listed(page, number, item):
                if not _is_example(page, number, item, treatment):
                    yield Candidate("declines", treatment.id, item.start, treatment.end)
        yield from _declined_offers(page, number)


def _is_not_the_persons(page: Page, item: Item) -> bool:
    """Whether a refusal is a relative's, a payer's or a team's, or told as a case: by words before it, since 'if possible' behind it softens it only."""
    number = page.document.sentence_number(item.start)
    if any(0 <= item.first - i.last <= _BESIDE for i in page.within(number, "payer", "not_the_person")):
        return True
    told = page.assertions.told_before(item.start, item.end, {"hypothetical", "someone_else"})
    others = page.said(item.start, item.end) - page.assertions.of(item.start, item.end)
    return told or "family" in page.said(item.start, item.end) or "hypothetical" in others


def _declined_offers(page: Page, number: int) -> Iterator[Candidate]:
    """'A was offered and she declined': the refusal stands behind the treatment."""
    for item in page.within(number, "declined_offer"):
        before = [t for t in page.within(number, "treatment") if 0 <= item.first - t.last <= _OFFERED]
        if before:
            yield Candidate("declines", before[-1].id, before[-1].start, item.end)


def _is_example(page: Page, number: int, item: Item, treatment: Item) -> bool:
    """Whether a treatment is only an example of the class refused: 'no more chemotherapy, including A'."""
    at = page.document.folded[item.last : treatment.first]
    kinds = page.knowledge.treatments.kinds(treatment.id)
    wider = [t for t in page.within(number, "treatment") if item.last <= t.first < treatment.first and t.id in kinds]
    return bool(wider) and any(word in letter_words().examples for word in at)


def listed(page: Page, number: int, item: Item) -> Iterator[Item]:
    """The treatments within reach of a refusal, as a list."""
    at = item.last
    breaks = {stem(w) for w in (*letter_words().clause_breaks, *letter_words().turns_to_wish)}
    for treatment in page.within(number, "treatment"):
        between = page.document.folded[at : treatment.first]
        if (
            treatment.first >= at
            and len(between) <= (_LISTED if between[-1:] and between[-1] in _AND else _APART)
            and not any(stem(w) in breaks or w in (".", ":") for w in between)
        ):
            yield treatment
            at = treatment.last


def naive(page: Page) -> Candidate | None:
    """Where the letter says that nothing was given, and sets no treatment apart ('no treatment before lanreotide')."""
    for item in page.all("naive"):
        said = page.said(item.start, item.end) - {"negated", "historical"}
        if not said and not _sets_apart(page, item) and not _is_of_one_kind(page, item):
            return Candidate("prior_treatments", [], item.start, item.end)
    return None


def _sets_apart(page: Page, item: Item) -> bool:
    """Whether 'nothing was given' has a treatment beside it that is set apart: 'before lanreotide', 'apart from PRRT, nothing'."""
    first, last = max(0, item.first - _SET_APART), item.last + _SET_APART
    around = {*page.document.folded[first : item.first], *page.document.folded[item.last : last]}
    named = page.within(page.document.sentence_number(item.start), "treatment")
    beside = (t for t in named if first <= t.first and t.first <= last and of_history(page, t.id))
    return not around.isdisjoint(letter_words().sets_apart) and any(beside)


def _is_of_one_kind(page: Page, item: Item) -> bool:
    """Whether it is only said of one kind of treatment ('no chemotherapy before'), and the letter names another."""
    kinds = {t.id for t in page.all("treatment") if t.start < item.end and item.start < t.end}
    named = (t.id for t in page.all("treatment") if of_history(page, t.id))
    return bool(kinds) and any(not kinds & page.knowledge.treatments.kinds(name) for name in named)


def lines_given(page: Page) -> Iterator[Candidate]:
    """The number of systemic lines, where it is stated."""
    for item in page.all("lines_given"):
        if page.said(item.start, item.end) - {"historical", "possible"}:
            continue
        for token in page.document.tokens[item.first : item.last]:
            if is_number(token.folded):
                number = quantity_words().number_words.get(token.folded)
                number = (
                    as_number(token.folded) if number is None and re.fullmatch(r"\d{1,2}", token.folded) else number
                )
                if number is not None:
                    yield Candidate("prior_lines", int(number), item.start, item.end)
