"""Forms that answer in numbers and say so ('0 = no, 1 = yes'): the numbers behind their questions are marked as words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hoofbeat.language.records import expanded, text_words
from hoofbeat.language.tokens import pieces
from hoofbeat.letters.rows import Line, Sheet

_KEY = re.compile(r"\(\s*0\s*/\s*1\s*\)")
_ANSWER = re.compile(
    r"(?P<label>[A-Za-z][^:|]*?)[ ]*(?:\.{3,}|:|[ ]{2,}|\|)[ .]*(?P<answer>[01])(?=[ ]{2,}|[ ]*\|?[ ]*$)"
)
_WORDS = {"0": "n", "1": "y"}


def put_in_words(sheet: Sheet, text: str, lines: Sequence[Line]) -> None:
    """Mark the answers of a form whose key is told, but for those of questions whose answer is a number (ECOG, grade)."""
    if not _declared().search(text):
        return
    for line in lines:
        for found in _ANSWER.finditer(line.text):
            label, asked = found["label"], set(pieces(_KEY.sub("", found["label"])))
            if _KEY.search(label) or not asked & _of_numbers():
                sheet.mark(line.start + found.start("answer"), _WORDS[found["answer"]])
        for key in _KEY.finditer(line.text):
            sheet.blank(line.start + key.start(), line.start + key.end())


@lru_cache(maxsize=1)
def _declared() -> re.Pattern[str]:
    ways = expanded(text_words().numbered_answers.declared)
    either = "|".join(r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", way))) for way in ways)
    return re.compile(rf"(?<![\w.])(?:{either})(?![\w.])", re.IGNORECASE)


@lru_cache(maxsize=1)
def _of_numbers() -> frozenset[str]:
    return frozenset(text_words().numbered_answers.numbers)
