"""Review: sign-offs bound to the hash of what was signed. Edit a record, and its approval lapses."""

from hoofbeat.review.status import SignOff, status_of

__all__ = ["SignOff", "status_of"]
