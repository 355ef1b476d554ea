"""What changed in a record since it was last signed, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One key whose value changed; None stands for 'was not there'."""

    key: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The keys that differ, in the order in which they now stand, those that are gone last."""
    keys = [*after, *(k for k in before if k not in after)]
    return [Change(k, before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k)]
