"""The review queue: every record with its status, and whether an approval it once had has lapsed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hoofbeat.review.difference import Change, differences
from hoofbeat.review.ledger import Entry, Read
from hoofbeat.review.status import Status, status_of


@dataclass(frozen=True)
class Reviewable:
    """A record as review sees it: what kind, which id, the hash of what it says, and what it says."""

    kind: str
    id: str
    content_hash: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """Where one record stands: its status, its last sign-off, and what was edited since."""

    record: Reviewable
    status: Status
    history: tuple[Entry, ...] = ()
    lapsed: bool = False
    changes: tuple[Change, ...] = ()

    @property
    def last(self) -> Entry | None:
        """The last sign-off, of whatever content."""
        return self.history[-1] if self.history else None


def standing(record: Reviewable, read: Read) -> Standing:
    """Where a record stands. An approval of other content than today's has lapsed."""
    history = tuple(e for e in read.of(record.id) if e.kind == record.kind)
    status = status_of(record.id, record.content_hash, (e.sign_off for e in history))
    last = history[-1] if history else None
    edited = last is not None and last.sign_off.content_hash != record.content_hash
    approved = _approved_content(history)
    lapsed = approved is not None and approved != record.content_hash
    changes = tuple(differences(last.content, record.content)) if last is not None and edited else ()
    return Standing(record, status, history, lapsed, changes)


def _approved_content(history: Iterable[Entry]) -> str | None:
    """The hash of the content whose approval stands, if any does."""
    approved: str | None = None
    for entry in history:
        if entry.sign_off.decision == "approve":
            approved = entry.sign_off.content_hash
        elif entry.sign_off.decision == "withdraw" and entry.sign_off.content_hash == approved:
            approved = None
    return approved


def queue(records: Iterable[Reviewable], read: Read) -> list[Standing]:
    """Every record: lapsed approvals first, then under review, submitted, approved; within these as the records stand."""
    by_record: dict[str, list[Entry]] = {}
    for entry in read.entries:
        by_record.setdefault(entry.sign_off.record, []).append(entry)
    shown = [standing(r, Read(tuple(by_record.get(r.id, ())))) for r in records]
    order = {"under review": 1, "submitted": 2, "approved": 3}
    return sorted(shown, key=lambda s: 0 if s.lapsed and s.status != "approved" else order[s.status])
