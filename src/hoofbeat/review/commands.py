"""`hoofbeat review`: the bodies of the commands. They take the records from the caller and write plain lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hoofbeat.review.ledger import Ledger
from hoofbeat.review.queue import Reviewable, Standing, queue, standing
from hoofbeat.review.status import Decision, SignOff

_SHOWN = 100


def decide(
    decision: Decision, record: Reviewable, ledger: Ledger, *, by: str, on: dt.date, note: str = ""
) -> Iterator[str]:
    """Signs, and says what the record now is.

    Raises:
        LedgerError: for a decision that does not follow, or a signature without name and role.
    """
    ledger.sign(SignOff(record.id, record.content_hash, decision, by, on, note), record.kind, record.content)
    now = standing(record, ledger.read())
    yield f"{record.id} ({record.kind}) is {now.status}; content {record.content_hash[:12]}, signed by {by} on {on.isoformat()}."
    yield from problems(ledger)


def show(record: Reviewable, ledger: Ledger) -> Iterator[str]:
    """One record: its status, every sign-off, and what changed since the last."""
    now = standing(record, ledger.read())
    yield f"{record.id} ({record.kind}): {status_words(now)}; content {record.content_hash[:12]}"
    for entry in now.history:
        signed = entry.sign_off
        note = f": {signed.note}" if signed.note else ""
        yield f"  {signed.on.isoformat()} {signed.decision} by {signed.by}, content {signed.content_hash[:12]}{note}"
    if now.changes:
        yield "  changed since the last sign-off:"
        for change in now.changes:
            yield f"    {change.key}:"
            yield f"      - {_short(change.before)}"
            yield f"      + {_short(change.after)}"
    yield from problems(ledger)


def listed(records: Iterable[Reviewable], ledger: Ledger, status: str | None = None) -> Iterator[str]:
    """The queue, a line each, and the counts by status."""
    standings = queue(records, ledger.read())
    counts: dict[str, int] = {}
    for item in standings:
        counts[item.status] = counts.get(item.status, 0) + 1
    chosen = [s for s in standings if status in (None, s.status)]
    for item in chosen[:_SHOWN]:
        yield f"{status_words(item):28} {item.record.kind:12} {item.record.id}"
    if len(chosen) > _SHOWN:
        yield f"... and {len(chosen) - _SHOWN} more"
    yield ", ".join(f"{n} {word}" for word, n in sorted(counts.items()))
    yield from problems(ledger)


def problems(ledger: Ledger) -> Iterator[str]:
    """What is wrong with the ledger's file, a line each."""
    yield from (f"ledger: {p}" for p in ledger.read().problems)


def status_words(item: Standing) -> str:
    """The status, and that an approval lapsed where it did."""
    return f"{item.status} (approval lapsed)" if item.lapsed and item.status != "approved" else item.status


def _short(value: Any) -> str:
    return "(not there)" if value is None else str(value)


def reviewables(shelves: Iterable[tuple[str, str, Any]], hash_of: Callable[[Any], str]) -> Iterator[Reviewable]:
    """Records as review sees them, from (kind, id, record) and the function that hashes what a record says."""
    for kind, name, record in shelves:
        body = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        yield Reviewable(kind, name, hash_of(record), body)
