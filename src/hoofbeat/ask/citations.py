"""What a citation of an answer leads to: a source, a record with its source and place, or a wording of the tool itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hoofbeat.ask.records import sayings
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Source

SAYING = "saying"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation: the kind and id of what it names, the document behind it (if there is one) and the place in it."""

    kind: str
    id: str
    record: Any
    source: Source | None
    at: str

    @property
    def words(self) -> str:
        """The citation as a reader sees it."""
        if self.source is None:
            return f"{self.id} ({self.kind})"
        if self.kind == "source":
            return f"{self.source.short}. {self.source.title}"
        place = f", {self.at}" if self.at else ""
        return f"{self.id} ({self.kind}): {self.source.short}{place}"


@lru_cache(maxsize=8)
def every_record(knowledge: Knowledge) -> dict[str, tuple[str, Any]]:
    """Every record that can be cited, with its kind, by id."""
    return {
        name: (kind, record)
        for kind, shelf in knowledge.by_kind.items()
        for name, record in shelf.items()
        if kind not in ("implication", "label")
    }


def citation(cite: str, knowledge: Knowledge) -> Citation | None:
    """What a citation names; None where it names nothing."""
    kind, record = every_record(knowledge).get(cite, (SAYING, sayings().get(cite)))
    if record is None:
        return None
    source = record if kind == "source" else knowledge.sources.get(getattr(record, "source", None) or "")
    return Citation(kind, cite, record, source, str(getattr(record, "at", "") or ""))
