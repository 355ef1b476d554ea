"""The hierarchy of treatments: names, classes, what contains what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge.records import Treatment


def folded(name: str) -> str:
    """A name without case, spacing and punctuation, so that 'Cape/Tem' and 'CAPE TEM' are one."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower()).strip()


class Treatments(Mapping[str, Treatment]):
    """Every treatment by id, its classes and the names it goes by."""

    def __init__(self, treatments: Mapping[str, Treatment]):
        self._by_id = dict(treatments)
        self._classes: dict[str, frozenset[str]] = {}
        self._kinds: dict[str, frozenset[str]] = {}

    def __getitem__(self, key: str) -> Treatment:
        return self._by_id[key]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    @cached_property
    def names(self) -> dict[str, str]:
        """Every accepted name, folded, with the id it stands for; ids and names go before aliases."""
        found: dict[str, str] = {}
        for treatment in self._by_id.values():
            for name in (treatment.id, treatment.name):
                found.setdefault(folded(name), treatment.id)
        for treatment in self._by_id.values():
            for name in treatment.aliases:
                found.setdefault(folded(name), treatment.id)
        return found

    def resolve(self, name: str, where: str = "treatment") -> str:
        """The id of a treatment named by id, name, brand, abbreviation or spelling.

        Raises:
            QuestionError: for a name that stands for nothing, with the nearest that does.
        """
        found = self.names.get(folded(name))
        if found:
            return found
        from rapidfuzz import process

        near = process.extract(folded(name), list(self.names), limit=3, score_cutoff=70)
        nearest = list(dict.fromkeys(self.names[n] for n, *_ in near))
        hint = f"Did you mean {' or '.join(nearest)}?" if nearest else "See: hoofbeat find WORDS."
        raise QuestionError(Problem(where, f"'{name}' is not a treatment known here.", hint))

    def classes(self, treatment: str) -> frozenset[str]:
        """The treatment and the classes it belongs to, without those of the drugs it contains."""
        if treatment not in self._classes:
            found, waiting = {treatment}, list(self._by_id[treatment].classes)
            while waiting:
                current = waiting.pop()
                if current not in found:
                    found.add(current)
                    waiting += self._by_id[current].classes
            self._classes[treatment] = frozenset(found)
        return self._classes[treatment]

    def kinds(self, treatment: str) -> frozenset[str]:
        """Everything the treatment is: itself, its classes, the drugs it contains and their classes."""
        if treatment not in self._kinds:
            found: set[str] = set(self.classes(treatment))
            for drug in self._by_id[treatment].contains:
                found |= self.kinds(drug)
            self._kinds[treatment] = frozenset(found)
        return self._kinds[treatment]

    def is_a(self, treatment: str, kind: str) -> bool:
        """Whether giving the treatment is giving the other: the same, a member of it, or containing it."""
        return kind in self.kinds(treatment)

    def related(self, one: str, other: str) -> bool:
        """Whether two treatments are one thing under a wider and a narrower name: either is the other in `is_a`."""
        return self.is_a(one, other) or self.is_a(other, one)

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The members of each class, at any depth, in order."""
        found: dict[str, list[str]] = {}
        for treatment in self._by_id:
            for kind in self.classes(treatment) - {treatment}:
                found.setdefault(kind, []).append(treatment)
        return {k: tuple(v) for k, v in found.items()}

    def is_chemotherapy(self, treatment: str) -> bool:
        """Whether the treatment is, or contains, cytotoxic chemotherapy."""
        record = self._by_id[treatment]
        if record.chemotherapy is not None:
            return record.chemotherapy
        return any(self._by_id[k].chemotherapy for k in self.kinds(treatment) - {treatment} if k in self._by_id)
