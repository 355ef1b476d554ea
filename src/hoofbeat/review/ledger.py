"""The ledger of sign-offs: an append-only file, one JSON line an entry, that survives a crash at any write.

An entry is written in one go, flushed to the disk before the call returns, and never changed afterwards. A line that
was torn by a crash is left where it is, passed over and reported; the next entry starts on a line of its own. Each line
carries the hash of the entry before it, so that a line taken out or changed later is reported too.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from hoofbeat.errors import HoofbeatError, Problem
from hoofbeat.review.status import Decision, SignOff, Status, status_of

FILE_NAME = "review.jsonl"
LONGEST_NOTE = 2000
LONGEST_NAME = 200
_FROM: dict[Decision, tuple[Status, ...]] = {
    "start": ("submitted",),
    "approve": ("under review",),
    "return": ("under review",),
    "withdraw": ("approved",),
}
DECISIONS: tuple[Decision, ...] = get_args(Decision)


class LedgerError(HoofbeatError):
    """A sign-off that cannot be, or a ledger that cannot be read or written."""


@dataclass(frozen=True)
class Entry:
    """A sign-off as it stands in the ledger, with the record as it then read."""

    sign_off: SignOff
    kind: str
    content: dict[str, Any]
    line: int


@dataclass(frozen=True)
class Read:
    """Every entry in the order of signing, and what was wrong with the file."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    last_hash: str = ""

    @property
    def sign_offs(self) -> tuple[SignOff, ...]:
        """The sign-offs alone, for `status_of`."""
        return tuple(e.sign_off for e in self.entries)

    def of(self, record: str) -> tuple[Entry, ...]:
        """The entries about one record."""
        return tuple(e for e in self.entries if e.sign_off.record == record)


@dataclass
class _Reading:
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    last_hash: str = ""


def _line_hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:16]


def _entry(line: bytes, number: int) -> tuple[Entry, str]:
    data = json.loads(line.decode("utf-8"))
    sign_off = SignOff(
        record=str(data["record"]),
        content_hash=str(data["content_hash"]),
        decision=data["decision"],
        by=str(data["by"]),
        on=dt.date.fromisoformat(data["on"]),
        note=str(data.get("note", "")),
    )
    if sign_off.decision not in DECISIONS:
        raise ValueError(sign_off.decision)
    return Entry(sign_off, str(data.get("kind", "")), dict(data.get("content", {})), number), str(data["after"])


def _take(reading: _Reading, line: bytes, number: int, torn: bool, name: str) -> None:
    where = f"{name}, line {number}"
    try:
        entry, after = _entry(line, number)
    except (ValueError, KeyError, TypeError):
        what = (
            "was torn off while it was being written; it is passed over." if torn else "is damaged; it is passed over."
        )
        reading.problems.append(Problem(where, what))
        return
    if after != reading.last_hash:
        reading.problems.append(Problem(where, "does not follow the entry before it: a line was changed or taken out."))
    reading.last_hash = _line_hash(line)
    reading.entries.append(entry)


class Ledger:
    """The sign-offs in one file. A file that is not there yet is an empty ledger."""

    def __init__(self, path: Path):
        self.path = path

    def read(self) -> Read:
        """Every entry that is whole.

        Raises:
            LedgerError: when the file is there and cannot be read.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return Read()
        except OSError as error:
            raise LedgerError(Problem(str(self.path), f"cannot be read: {error.strerror}.")) from None
        return self._parsed(data)

    def _parsed(self, data: bytes) -> Read:
        reading = _Reading()
        lines = data.split(b"\n")
        for number, line in enumerate(lines, 1):
            if line.strip():
                _take(reading, line, number, number == len(lines), self.path.name)
        return Read(tuple(reading.entries), tuple(reading.problems), reading.last_hash)

    @property
    def stamp(self) -> tuple[int, int]:
        """Changes whenever the file does: its size and time of change; zeros where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return 0, 0
        return found.st_size, found.st_mtime_ns

    def sign(self, sign_off: SignOff, kind: str, content: dict[str, Any]) -> Entry:
        """Adds a sign-off; it is on the disk when this returns.

        Raises:
            LedgerError: for a decision that does not follow from the record's present status, a signature without
                name and role, or a file that cannot be written.
        """
        _check_words(sign_off)
        with self._locked() as handle:
            before = self._parsed(self._whole(handle))
            status = status_of(sign_off.record, sign_off.content_hash, before.sign_offs)
            allowed = _FROM[sign_off.decision]
            if status not in allowed:
                can = [d for d, starts in _FROM.items() if status in starts]
                raise LedgerError(
                    Problem(
                        sign_off.record,
                        f"is {status}; {sign_off.decision} does not follow.",
                        f"Allowed now: {', '.join(can)}.",
                    )
                )
            line = _line(sign_off, kind, content, before.last_hash)
            self._append(handle, line)
        return Entry(sign_off, kind, content, 0)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        new = not self.path.exists()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise LedgerError(Problem(str(self.path), f"cannot be written: {error.strerror}.")) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if new:
                _sync_folder(self.path.parent)
            yield handle
        finally:
            os.close(handle)

    @staticmethod
    def _whole(handle: int) -> bytes:
        return os.pread(handle, os.fstat(handle).st_size, 0)

    def _append(self, handle: int, line: bytes) -> None:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        data = (b"\n" if torn else b"") + line + b"\n"
        try:
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        except OSError as error:
            raise LedgerError(Problem(str(self.path), f"cannot be written: {error.strerror}.")) from None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(sign_off: SignOff, kind: str, content: dict[str, Any], after: str) -> bytes:
    data = {
        "record": sign_off.record,
        "kind": kind,
        "decision": sign_off.decision,
        "by": sign_off.by,
        "on": sign_off.on.isoformat(),
        "note": sign_off.note,
        "content_hash": sign_off.content_hash,
        "after": after,
        "content": content,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _check_words(sign_off: SignOff) -> None:
    name, comma, role = sign_off.by.partition(",")
    problems = []
    if not (name.strip() and comma and role.strip()) or len(sign_off.by) > LONGEST_NAME or "\n" in sign_off.by:
        problems.append(
            Problem("as", f"'{sign_off.by[:60]}' is not a name and a role.", "Allowed: as 'Ada Grey, oncologist'.")
        )
    if len(sign_off.note) > LONGEST_NOTE:
        problems.append(Problem("note", f"is longer than {LONGEST_NOTE} characters."))
    if sign_off.decision not in DECISIONS:
        problems.append(Problem("decision", f"'{sign_off.decision}' is unknown.", f"Allowed: {', '.join(DECISIONS)}."))
    if sign_off.decision == "return" and not sign_off.note.strip():
        problems.append(Problem("note", "is missing: a record that is returned needs the reason."))
    if problems:
        raise LedgerError(problems)
