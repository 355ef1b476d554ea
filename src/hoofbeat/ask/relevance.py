"""Which records speak to a question: by the treatments they are about, the case they hold for, and the words they share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from hoofbeat.ask.records import question_words
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import Situation
from hoofbeat.language.phrases import stem
from hoofbeat.language.tokens import fold
from hoofbeat.logic import names_in
from hoofbeat.logic.evaluate import FALSE, TRUE

KINDS = ("statement", "pitfall", "safety")
_WORD = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?")
_ABOUT, _HOLDS, _DECIDES, _SHARED = 4.0, 1.5, 0.5, 0.5
_COMMON = 0.12
"""Share of the records from which on a word tells nothing."""


@dataclass(frozen=True)
class Entry:
    """A record as the words that it is found by."""

    kind: str
    id: str
    record: Any
    stems: frozenset[str]
    about: str
    facts: tuple[str, ...]
    """The names that its condition uses."""


def stems_of(text: str) -> list[str]:
    """The words of a text, folded and in the singular."""
    return [stem(fold(w)) for w in _WORD.findall(text)]


class Relevance:
    """The words of every statement, pitfall and safety rule."""

    def __init__(self, knowledge: Knowledge):
        self.knowledge = knowledge
        self.entries = [
            _entry(kind, name, record, knowledge) for kind in KINDS for name, record in knowledge.records(kind).items()
        ]
        self.abouts = frozenset(e.about for e in self.entries if e.about)
        self._places: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            for word in entry.stems:
                self._places.setdefault(word, []).append(place)
        self.telling = _rarity([set(e.facts) for e in self.entries])
        self.weight = _rarity([e.stems for e in self.entries])
        self.weight |= {
            w: 0.0 for w in map(stem, (*question_words().ordinary, *question_words().everyday)) if w in self.weight
        }

    @classmethod
    def of(cls, knowledge: Knowledge) -> Relevance:
        """The index of a knowledge; built once."""
        return knowledge.once(cls)

    def sharing(self, stems: Iterable[str]) -> list[Entry]:
        """The records that have one of some words, in their order."""
        return [self.entries[n] for n in sorted({n for s in stems for n in self._places.get(s, ())})]

    def _nearness(self, about: str, asked: Sequence[str]) -> float:
        table = self.knowledge.treatments
        best = 0.0
        for treatment in asked:
            if about == treatment:
                best = max(best, _ABOUT)
            elif about in table and table.related(treatment, about):
                best = max(best, _ABOUT / 2)
        return best

    def _shared_facts(self, entry: Entry, situation: Situation) -> float:
        """What facts of the case that a condition asks for add: the fewer conditions ask for one, the more it tells."""
        return _SHARED * sum(self.telling.get(f, 0.0) for f in entry.facts if situation.row.get(f) is True)

    def find(
        self,
        words: Iterable[str],
        asked: Sequence[str] = (),
        situation: Situation | None = None,
        kinds: Sequence[str] = KINDS,
        limit: int = 8,
        least: float = 3.0,
        only_about: bool = False,
    ) -> list[Any]:
        """The records that fit best, the best first: shared rare words, same treatment, a condition that holds."""
        query = {w for w in map(stem, map(fold, words)) if w in self.weight}
        nearness = {about: self._nearness(about, asked) for about in self.abouts}
        scored = []
        for order, entry in enumerate(self.entries):
            if entry.kind not in kinds:
                continue
            near = nearness.get(entry.about, 0.0)
            if only_about and not near:
                continue
            points = sum(self.weight[w] for w in query & entry.stems) + near
            if points < least:
                continue
            truth = situation.truth(entry.kind, entry.id) if situation is not None else None
            if truth == FALSE:
                continue
            points += _HOLDS if truth == TRUE else 0.0
            points += 0.0 if situation is None else self._shared_facts(entry, situation)
            points += _DECIDES if getattr(entry.record, "position", None) else 0.0
            if not getattr(entry.record, "superseded", None):
                scored.append((-points, order, entry.record))
        return [record for _, _, record in sorted(scored, key=lambda s: s[:2])[:limit]]


def _rarity(sets: Sequence[Set[str]]) -> dict[str, float]:
    """For each member its weight: the fewer of the sets hold it, the more; none for what very many hold."""
    total = len(sets) or 1
    counts = Counter(x for s in sets for x in s)
    return {x: math.log(total / n) for x, n in counts.items() if n < _COMMON * total}


def _entry(kind: str, name: str, record: Any, knowledge: Knowledge) -> Entry:
    text = " ".join(str(getattr(record, f, "") or "") for f in ("id", "says", "plain", "when"))
    about = str(getattr(record, "about", None) or getattr(record, "treatment", None) or "")
    condition = knowledge.conditions.get((kind, name))
    facts = tuple(dict.fromkeys(names_in(condition))) if condition is not None else ()
    return Entry(kind, name, record, frozenset(stems_of(text.replace("_", " "))), about, facts)
