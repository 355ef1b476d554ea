"""The review status of a record, computed from sign-offs and never written into the record itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["submitted", "under review", "approved"]
Decision = Literal["start", "approve", "return", "withdraw"]

_AFTER: dict[Decision, Status] = {
    "start": "under review",
    "approve": "approved",
    "return": "submitted",
    "withdraw": "submitted",
}


@dataclass(frozen=True)
class SignOff:
    """What one named clinician said of one record as it then stood."""

    record: str
    content_hash: str
    decision: Decision
    by: str
    on: dt.date
    note: str = ""


def status_of(record: str, content_hash: str, sign_offs: Iterable[SignOff]) -> Status:
    """Approved only by a sign-off of exactly this content; a later edit, return or withdrawal ends it."""
    status: Status = "submitted"
    for entry in sign_offs:
        if entry.record == record and entry.content_hash == content_hash:
            status = _AFTER[entry.decision]
    return status
