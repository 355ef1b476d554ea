"""Words in quotation marks that are told as somebody else's: an earlier report, the letter that is answered."""

from __future__ import annotations

import re
from functools import lru_cache

from hoofbeat.language.numbers import spelled
from hoofbeat.language.records import expanded, text_words

_QUOTE = re.compile(r'"[^"]{3,700}"')
_BEFORE = 90
"""Characters before a quotation within which its source is named."""


@lru_cache(maxsize=1)
def _source() -> re.Pattern[str]:
    return re.compile(rf"{spelled(expanded(text_words().quoted_from))}[^.;\"\n]{{0,45}}$", re.IGNORECASE)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """The places of what is quoted from somebody else, in a plain text."""
    return tuple(
        m.span() for m in _QUOTE.finditer(text) if _source().search(text, max(0, m.start() - _BEFORE), m.start())
    )
