"""Full text over the records: SQLite's FTS5, in memory, ranked by BM25."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hoofbeat.knowledge.snapshot import Knowledge

_SKIPPED = {
    "id", "source", "at", "when", "cases", "classes", "contains", "history",
    "cycle", "components", "supportive", "limits", "notes",
}  # fmt: skip
"""What a reader does not look for in words, and doses, which stand on the page of the treatment for clinicians alone."""


@dataclass(frozen=True)
class Hit:
    """A record that holds the words, and the words around them."""

    kind: str
    id: str
    excerpt: str


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _SKIPPED:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


@lru_cache(maxsize=2)
def _index(knowledge: Knowledge) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:", check_same_thread=False)
    base.execute("CREATE VIRTUAL TABLE records USING fts5(kind UNINDEXED, id, body, tokenize = 'porter unicode61')")
    rows = (
        (kind, name, " ".join(_texts(record.model_dump(mode="json", by_alias=True, exclude_defaults=True))))
        for kind, shelf in knowledge.by_kind.items()
        if kind not in ("implication", "label")
        for name, record in shelf.items()
    )
    base.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
    return base


def find(knowledge: Knowledge, words: str, limit: int = 20) -> list[Hit]:
    """The records that hold all the words, the best first; those that hold some where none holds all."""
    terms = re.findall(r"\w+", words.lower())
    if not terms:
        return []
    quoted = [f'"{t}"' for t in terms]
    for joined in (" AND ".join(quoted), " OR ".join(quoted)):
        rows = _index(knowledge).execute(
            "SELECT kind, id, snippet(records, 2, '', '', ' ... ', 24) FROM records WHERE records MATCH ? "
            "ORDER BY bm25(records, 0, 4.0, 1.0), id LIMIT ?",
            (joined, limit),
        )
        hits = [Hit(*row) for row in rows]
        if hits:
            return hits
    return []
