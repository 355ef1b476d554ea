"""The size of the primary tumor: the largest length written beside a word for it, and not for a metastasis or a margin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hoofbeat.language.numbers import NUMBER, as_number, spelled
from hoofbeat.language.quantities import rounded
from hoofbeat.language.records import quantity_words
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_REACH = 12
"""Words between a length and what it measures."""
_UNSAID = frozenset({"historical"})


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    unit = "|".join(f"(?P<u{n}>{spelled(u.spelled)})" for n, u in enumerate(quantity_words().lengths))
    times = rf"(?:\s*(?:{spelled([u for one in quantity_words().lengths for u in one.spelled])})?\s*(?:x|by|\*)\s*)"
    return re.compile(
        rf"(?<![\w.,])(?P<n>{NUMBER}(?:{times}{NUMBER}){{0,2}})(?:\s*(?:-|to)\s*(?P<m>{NUMBER}))?[\s-]*(?:{unit})(?![2²^])",
        re.IGNORECASE,
    )


def lengths(page: Page) -> Iterator[tuple[float, int, int]]:
    """Every length of a letter in mm (the largest of '3 x 2 cm'), with its place."""
    for match in _pattern().finditer(page.document.plain):
        unit = next(u for n, u in enumerate(quantity_words().lengths) if match[f"u{n}"])
        numbers = [as_number(n) for n in re.findall(NUMBER, match["n"])]
        numbers += [as_number(match["m"])] if match["m"] else []
        yield rounded(max(numbers) * (unit.factor or 1)), match.start(), match.end()


def read_sizes(page: Page, primary: str | None) -> Iterator[Candidate]:
    """What the letter says of the size of the primary; `primary` is its organ, where that is known."""
    for size, start, end in lengths(page):
        number = page.document.sentence_number(start)
        said = page.said(start, end) - _UNSAID
        if size <= 0 or said:
            continue
        object_ = _measured(page, number, start, primary)
        if object_ is not None:
            yield Candidate("primary_size_mm", size, min(start, object_.start), max(end, object_.end))


def _measured(page: Page, number: int, start: int, primary: str | None) -> Item | None:
    """The word for the primary that a length belongs to; None if it measures something else, or nobody knows what."""
    at = page.document.token_at(start)
    own = page.within(number, "size_primary")
    other = page.within(number, "size_other", "metastasis", "deposit")
    other = [o for o in other if not any(i.first == o.first and i.id == "size_primary" for i in own)] or [
        o for o in other if o.id == "size_other"
    ]
    ranked = sorted(
        [*own, *other], key=lambda i: (min(abs(i.first - at), abs(i.last - at)) + (0 if i.first > at else 1), i.id)
    )
    if not ranked or ranked[0].id != "size_primary" or abs(ranked[0].first - at) > _REACH:
        return None
    nearest = ranked[0]
    if page.within(number, "primary_word"):
        return nearest
    sites = page.within(number, "site")
    if any(s.id == primary for s in sites):
        return nearest
    organs = [s for s in sites if s.id != primary]
    return (
        nearest if not organs and primary is not None and page.within(number, "nen", "operated", "mass_word") else None
    )
