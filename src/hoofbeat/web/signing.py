"""Signing a record on the page: only where served for editors, and only the content that was read."""

from __future__ import annotations

import datetime as dt

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.review.ledger import Entry
from hoofbeat.review.status import Decision, SignOff
from hoofbeat.web.desk import Desk
from hoofbeat.web.problems import ForbiddenError, NotFoundError


def sign(desk: Desk, kind: str, name: str, decision: Decision, by: str, note: str, content: str) -> Entry:
    """Adds a sign-off of the record as it now reads.

    Raises:
        ForbiddenError: where the page is not served for editors.
        NotFoundError: for a record that does not exist.
        LedgerError: for a record that was edited since it was read, or a decision that does not follow.
    """
    if not desk.editor:
        raise ForbiddenError(Problem("review", "is not open here.", "Serve with --editor to sign records."))
    found = desk.reviewable.get((kind, name))
    if found is None:
        raise NotFoundError(Problem(name[:80], f"is not the id of a record of the kind '{kind[:40]}'."))
    if content != found.content_hash:
        raise QuestionError(Problem(name, "was edited since you read it.", "Read it again before you sign it."))
    return desk.ledger.sign(SignOff(name, found.content_hash, decision, by, dt.date.today(), note), kind, found.content)
