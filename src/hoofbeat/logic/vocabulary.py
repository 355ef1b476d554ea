"""The names a condition may use, each with its form and its values: a typo must never be silently false."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hoofbeat.case import FIELDS, FieldType


@dataclass(frozen=True)
class Kind:
    """The form of a name: a flag (true or false), a number (perhaps known only as a range), or one or many of a set of values."""

    form: Literal["flag", "number", "choice", "choices"]
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    takes_range: bool = False
    is_fact: bool = False


def _kind_of(field_type: FieldType) -> Kind | None:
    match field_type.form:
        case "flag":
            return Kind("flag")
        case "number":
            return Kind("number", low=field_type.low, high=field_type.high, takes_range=field_type.takes_range)
        case "choice" if all(isinstance(v, int) for v in field_type.values):
            numbers = [int(v) for v in field_type.values]
            return Kind("number", low=min(numbers), high=max(numbers))
        case "choice" | "choices":
            form: Literal["choice", "choices"] = "choices" if field_type.form == "choices" else "choice"
            return Kind(form, values=tuple(str(v) for v in field_type.values))
        case _:
            return None


@dataclass(frozen=True)
class Vocabulary:
    """Every name that may stand in a condition: the case's fields and, after them, the facts derived so far."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @classmethod
    def of_case(cls) -> Vocabulary:
        """The case's own fields; what was given before enters through derived facts."""
        return cls({n: k for n, f in FIELDS.items() if (k := _kind_of(f)) is not None})

    def with_fact(self, name: str, kind: Kind) -> Vocabulary:
        """The same vocabulary with one more fact."""
        return Vocabulary({**self.kinds, name: kind})

    def __getitem__(self, name: str) -> Kind:
        return self.kinds[name]

    def __contains__(self, name: str) -> bool:
        return name in self.kinds
