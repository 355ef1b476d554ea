"""Kleene's strong three-valued logic: with the order FALSE < UNKNOWN < TRUE, AND is the minimum and OR the maximum.

Kleene SC. Introduction to Metamathematics (1952), section 64; the same tables as SQL:2016 and CQL.
"""

from __future__ import annotations

from enum import IntEnum


class Truth(IntEnum):
    """True, false, or unknown: what is not known is neither."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values; compare it: `truth is Truth.TRUE`")

    @property
    def value_or_none(self) -> bool | None:
        """True, False, or None for unknown, as JSON and SQL write it."""
        return None if self is Truth.UNKNOWN else self is Truth.TRUE

    @property
    def word(self) -> str:
        """The value as a word."""
        return self.name.lower()
