"""What a question resembles: a linear classifier over its words, letters and signs, learned from invented examples.

One linear support vector machine a label (Joachims 1998, doi:10.1007/BFb0026683), learned beforehand from
`knowledge/phrases/examples.yaml` by `make learn` and kept in `learned.npz`; here it is only applied. It says which label a
question is nearest to; what may be said is licensed by the records alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from hoofbeat.ask.features import weighted
from hoofbeat.ask.records import phrases_folder
from hoofbeat.ask.understanding import Understanding
from hoofbeat.errors import KnowledgeError, Problem

LEARNED = Path(__file__).with_name("learned.npz")
LEARNED_FROM = ("examples.yaml", "intents.yaml", "emergencies.yaml", "withheld.yaml", "words.yaml", "plans.yaml")


def fingerprint() -> str:
    """A hash of the phrase records that the classifier is learned from."""
    digest = hashlib.sha256()
    for name in LEARNED_FROM:
        digest.update((phrases_folder() / name).read_bytes())
    return digest.hexdigest()


class Recognizer:
    """The classifier as it was learned."""

    def __init__(self, held: Mapping[str, Any]):
        self.learned_from = str(held["learned_from"])
        self.labels = tuple(map(str, held["labels"]))
        self._features = tuple(str(held["features"]).split("\n"))
        self._rarity = held["rarity"]
        self._weights = held["weights"].astype("float32")
        self._bias = held["bias"].astype("float32")

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: n for n, name in enumerate(self._features)}

    @cached_property
    def rarity(self) -> dict[str, float]:
        """The inverse document frequency of each feature that counts."""
        return dict(zip(self._features, map(float, self._rarity), strict=True))

    def margins(self, u: Understanding, named: frozenset[str], known: frozenset[str]) -> dict[str, float]:
        """How far a question lies on each label's side: above 0 within it, about -1 far from it.

        Args:
            u: the question as understood.
            named: what it names (`intents.features_of`).
            known: words that are never corrected.
        """
        import numpy as np

        found = weighted(u, named, known, self.rarity)
        names = sorted(found)
        values = np.array([[found[name]] for name in names], "float32")
        rows = self._weights[[self._place[name] for name in names]] * values
        total = np.add.reduce(np.concatenate([self._bias[None], rows]))
        return {label: round(float(m), 4) for label, m in zip(self.labels, total, strict=True)}


@lru_cache(maxsize=1)
def recognizer() -> Recognizer:
    """The classifier that comes with Hoofbeat.

    Raises:
        KnowledgeError: where it is missing.
    """
    import numpy as np

    try:
        with np.load(LEARNED, allow_pickle=False) as held:
            return Recognizer({name: held[name] for name in held.files})
    except OSError:
        raise KnowledgeError(Problem(LEARNED.name, "is missing; learn it with: make learn.")) from None
