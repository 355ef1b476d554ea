"""Cases near this one: every value of a missing fact that could matter, and values of a known number beyond the next limit.

The values to try are not chosen by hand: they are read off the conditions of the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge
from hoofbeat.logic.condition import Between, Compare, Contains, OneOf, leaves


@lru_cache(maxsize=4)
def mentioned_values(knowledge: Knowledge) -> dict[str, tuple[Any, ...]]:
    """Each name with the constants that conditions hold it against, sorted."""
    found: dict[str, set[Any]] = {}
    for condition in knowledge.conditions.values():
        for leaf in leaves(condition):
            match leaf:
                case Compare(name, _, value) | Contains(name, value):
                    found.setdefault(name, set()).add(value)
                case Between(name, low, high):
                    found.setdefault(name, set()).update((low, high))
                case OneOf(name, values):
                    found.setdefault(name, set()).update(values)
                case _:
                    pass
    return {name: tuple(sorted(values, key=lambda v: (isinstance(v, str), v))) for name, values in found.items()}


def step_of(field: str, limits: tuple[Any, ...]) -> float:
    """The smallest difference worth naming: one, or a tenth where limits themselves have decimals."""
    whole = FIELDS[field].whole or (all(float(c).is_integer() for c in limits) and field not in _FINE)
    return 1.0 if whole else 0.1


_FINE = frozenset(name for name, f in FIELDS.items() if name.endswith(("_10e9_l", "_x_uln")))


def numbers_around(field: str, limits: tuple[Any, ...]) -> list[float]:
    """One number on each side of, and one at, every limit that a condition names."""
    step = step_of(field, limits)
    contract = FIELDS[field]
    low = contract.low if contract.low is not None else 0.0
    high = contract.high if contract.high is not None else float("inf")
    if contract.form == "choice":
        low, high = float(min(contract.values)), float(max(contract.values))
    around = {round(limit + d, 6) for limit in limits for d in (-step, 0.0, step)}
    return sorted(v for v in around if low <= v <= high and not (contract.low_open and v == low))


def as_contract(field: str, value: float) -> float | int:
    """A number as the contract holds it: whole for counts and grades."""
    contract = FIELDS[field]
    return int(value) if contract.whole or contract.form == "choice" or float(value).is_integer() else value


def _histories(knowledge: Knowledge) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield "none", []
    asked = dict.fromkeys(f.history.question[1] for f in knowledge.facts.values() if f.history and not f.history.line)
    for treatment in asked:
        name = knowledge.treatments[treatment].name
        yield (
            f"{name}, with progression",
            [{"treatment": treatment, "progressed": True, "ended": "progression", "months_ago": 0}],
        )


@lru_cache(maxsize=256)
def values_to_try(knowledge: Knowledge, field: str) -> tuple[tuple[str, Any], ...]:
    """Each value of a field worth trying, with the word for it; empty where no condition asks for the field."""
    contract = FIELDS[field]
    mentioned = mentioned_values(knowledge).get(field, ())
    if field == "prior_treatments":
        return tuple(_histories(knowledge))
    if contract.form == "flag":
        return (("true", True), ("false", False))
    if contract.form == "number" or (
        contract.form == "choice" and contract.values and isinstance(contract.values[0], int)
    ):
        return tuple((f"{v:g}", as_contract(field, v)) for v in numbers_around(field, mentioned))
    if contract.form == "choices":
        return (("none", []), *((v, [v]) for v in mentioned))
    if contract.form == "choice":
        rest = [v for v in contract.values if v not in mentioned]
        return tuple((str(v), v) for v in (*(x for x in contract.values if x in mentioned), *rest[:1]))
    return ()
