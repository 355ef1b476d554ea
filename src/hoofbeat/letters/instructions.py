"""Text that speaks to a program, and text that a page hides from its reader, is no part of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hoofbeat.language.phrases import PhraseTrie, stem
from hoofbeat.language.records import expanded, text_words
from hoofbeat.language.tokens import Document, Sentence, read_document

SHOWN = 120
"""Characters of what was left out that a warning shows."""
_HIDDEN = re.compile(
    r"<(?P<tag>\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\shidden\b)[^>]*>(?P<text>.*?)</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
_DATA = re.compile(r"[{}]|\"\s*:")


def without_instructions(document: Document) -> tuple[Document, list[str]]:
    """The document without what is hidden and without the sentences that speak to a machine, and their words.

    After an instruction the orders that go on from it, in the same paragraph, are left out too.
    """
    hidden = [(m.start(), m.end(), m["text"]) for m in _HIDDEN.finditer(document.text)]
    spoken = [(s.start, s.end, document.words(s.start, s.end)) for s in _addressed(document)]
    spoken = [s for s in spoken if not any(start <= s[0] < end for start, end, _ in hidden)]
    left_out = [span for span in (*hidden, *spoken) if span[2].strip()]
    if not left_out:
        return document, []
    text, masked = document.text, document.plain
    for start, end, _ in left_out:
        blank = re.sub(r"[^\n]", " ", text[start:end])
        text, masked = text[:start] + blank + text[end:], masked[:start] + blank + masked[end:]
    return read_document(text, masked), [" ".join(words.split())[:SHOWN] for _, _, words in left_out]


@lru_cache(maxsize=1)
def _instructions() -> PhraseTrie[bool]:
    return PhraseTrie((p, True) for p in expanded(text_words().instructions))


@lru_cache(maxsize=1)
def _orders() -> frozenset[str]:
    return frozenset(stem(w) for w in text_words().orders)


def _addressed(document: Document) -> Iterator[Sentence]:
    trie = _instructions()
    stems = [stem(f) for f in document.folded]
    going_on = -1
    for sentence in document.sentences:
        if trie.find(stems, sentence.first, sentence.last):
            going_on = sentence.paragraph
            yield sentence
        elif going_on == sentence.paragraph and _is_order(document, sentence, stems):
            yield sentence
        else:
            going_on = -1


def _is_order(document: Document, sentence: Sentence, stems: list[str]) -> bool:
    """Whether a sentence begins with an order, or holds data for a machine."""
    return stems[sentence.first] in _orders() or bool(_DATA.search(document.words(sentence.start, sentence.end)))
