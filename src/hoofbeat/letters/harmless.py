"""Whether a lesion is called benign, or a chance finding that nobody follows: then it is no size and no site of the tumor."""

from __future__ import annotations

from hoofbeat.letters.page import Item, Page

_REACH = 16
"""Words between a lesion and what calls it benign."""
_CALLED = 5
"""Words between 'this nodule' and what it is called."""
_FURTHER = frozenset({",", ";", ".", "and"})
"""Between a lesion and 'this nodule is ...' these may bring in another lesion."""
_CLAUSE_STARTS = frozenset({";", ",", ":", "("})
_CLAUSE_ENDS = frozenset({";", "but", "whereas"})


def is_harmless(page: Page, number: int, token: int) -> bool:
    """Whether the clause around a token calls what it tells of benign, or the next one does: 'this nodule is a granuloma'."""
    if _is_called_next(page, number, token):
        return True
    if any(_in_one_clause(page, i, token) for i in page.within(number, "nen", "primary_word", "primary_site")):
        return False
    return any(
        abs(i.first - token) <= _REACH and _in_one_clause(page, i, token) and not _denied(page, i)
        for i in page.within(number, "harmless")
    )


def _is_called_next(page: Page, number: int, token: int) -> bool:
    """Whether the next clause or sentence says of a lesion that it is benign: 'a 5 mm nodule; this nodule is a granuloma'."""
    sentences, folded = page.document.sentences, page.document.folded
    after = [n for n in (number, number + 1) if n < len(sentences)]
    for item in (i for n in after for i in page.within(n, "called_this") if i.first > token):
        opens = item.first == sentences[number].last or folded[item.first - 1] in _CLAUSE_STARTS
        if not opens or _FURTHER & set(folded[token : item.first - 1]):
            continue
        told = page.within(page.document.sentence_number(item.start), "harmless")
        if any(0 <= i.first - item.last <= _CALLED and not _denied(page, i) for i in told):
            return True
    return False


def _in_one_clause(page: Page, item: Item, token: int) -> bool:
    return not _CLAUSE_ENDS & set(page.document.folded[min(token, item.first) : max(token, item.last)])


def _denied(page: Page, item: Item) -> bool:
    return "negated" in page.assertions.of(item.start, item.end)
