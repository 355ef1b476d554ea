"""Ids, field names and values as words. Abbreviations are written as the glossary writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from hoofbeat.knowledge.snapshot import Knowledge

LONGEST_ABBREVIATION = 8
_LETTER_AND_DIGIT = re.compile("[a-z][0-9]")


class Wording:
    """Words for what the case contract and the records call by id."""

    def __init__(self, knowledge: Knowledge):
        self.knowledge = knowledge

    @cached_property
    def _abbreviations(self) -> dict[str, str]:
        """Each abbreviation of the glossary by its lower-case form, the first spelling of a term first."""
        found: dict[str, str] = {}
        for term in self.knowledge.records("term").values():
            for name in (term.term, *term.aliases):
                if name.isalnum() and len(name) <= LONGEST_ABBREVIATION and sum(c.isupper() for c in name) > 1:
                    found.setdefault(name.lower(), name)
        return found

    def words(self, identifier: str) -> str:
        """An id as words: underscores gone, abbreviations in capitals (`nec_small_cell` is 'NEC small cell', `r0` 'R0')."""
        parts = identifier.split("_")
        return " ".join(self._abbreviation(p) if p.islower() else p for p in parts)

    def _abbreviation(self, word: str) -> str:
        return word.upper() if _LETTER_AND_DIGIT.fullmatch(word) else self._abbreviations.get(word, word)

    def value(self, value: Any) -> str:
        """A value of a field in words; None is 'not known'."""
        if value is None:
            return "not known"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return ", ".join(self.value(v) for v in value) or "none"
        if isinstance(value, float):
            return f"{value:g}"
        return self.words(value) if isinstance(value, str) else str(value)

    def _mapping(self, value: Mapping[str, Any]) -> str:
        if "treatment" in value:
            rest = [self.given(k, v) for k, v in value.items() if k != "treatment" and v is not None]
            shown = f" ({', '.join(r for r in rest if r)})" if any(rest) else ""
            return f"{self.treatment(value['treatment'])}{shown}"
        return f"{value['low']:g} to {value['high']:g}"

    @staticmethod
    def given(part: str, value: Any) -> str:
        """One part of a treatment that was given, in words."""
        if part == "months_ago":
            return f"{value:g} month{'' if value == 1 else 's'} ago"
        if part == "progressed":
            return "with progression" if value else "without progression"
        return f"best response {value}" if part == "best_response" else f"ended: {value}"

    def treatment(self, identifier: str) -> str:
        """The name of a treatment; the id itself where there is no record of it."""
        record = self.knowledge.records("treatment").get(identifier)
        return str(record.name) if record else identifier

    def field(self, name: str, plain: bool = False) -> str:
        """The name of a field."""
        wording = self.knowledge.fields.get(name)
        text = str(wording.name) if wording else name.replace("_", " ")
        return text[0].upper() + text[1:]

    def fields(self, names: Sequence[str]) -> str:
        """Fields by name, as a list; only the first begins with a capital."""
        shown = [self.knowledge.fields[n].name if n in self.knowledge.fields else n for n in names]
        return ", ".join(shown)

    def stated(self, name: str, value: Any) -> str:
        """A value with its unit."""
        wording = self.knowledge.fields.get(name)
        unit = f" {wording.unit}" if wording and wording.unit and not isinstance(value, bool) else ""
        return f"{self.value(value)}{unit}"


def sentence(text: str) -> str:
    """Text that begins with a capital."""
    return text[:1].upper() + text[1:]


def capital_id(identifier: str) -> str:
    """An id with hyphens as words, first letter large: for headings where a record has no name."""
    return sentence(re.sub(r"[-_]+", " ", identifier))
