"""Review: sign-offs bound to the hash of what was signed. Edit a record, and its approval lapses."""

from hoofbeat.review.ledger import Ledger, LedgerError
from hoofbeat.review.status import Decision, SignOff, Status, status_of

__all__ = ["Decision", "Ledger", "LedgerError", "SignOff", "Status", "status_of"]
