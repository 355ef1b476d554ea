"""Cases near this one: every value of a missing fact that could matter, and values of a known number beyond the next limit.

The values to try are not chosen by hand: they are read off the conditions of the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge
from hoofbeat.logic.condition import Between, Compare, Condition, Contains, OneOf, leaves

_SPLITS = {"<": "before", ">=": "before", "<=": "after", ">": "after", "=": "both", "<>": "both"}
NOTHING = "none"
"""The word for no treatment given before."""
Edge = tuple[float, float]
"""Two neighbouring numbers that some condition tells apart."""


def _that_matter(knowledge: Knowledge) -> Iterator[Condition]:
    """The conditions that verdict, options and contraindications rest on: not pitfalls, cautions, notes, or what is asked."""
    for (kind, name), condition in knowledge.conditions.items():
        caution = kind == "safety" and knowledge.safety[name].severity == "caution"
        note = kind == "statement" and knowledge.statements[name].position is None
        if kind not in ("pitfall", "field") and not caution and not note:
            yield condition


@lru_cache(maxsize=4)
def mentioned_values(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """Each name with the words that conditions hold it against, sorted."""
    found: dict[str, set[str]] = {}
    for condition in _that_matter(knowledge):
        for leaf in leaves(condition):
            match leaf:
                case Compare(name, _, str(value)) | Contains(name, value):
                    found.setdefault(name, set()).add(value)
                case OneOf(name, values):
                    found.setdefault(name, set()).update(v for v in values if isinstance(v, str))
                case _:
                    pass
    return {name: tuple(sorted(values)) for name, values in found.items()}


@lru_cache(maxsize=4)
def edges(knowledge: Knowledge) -> dict[str, tuple[Edge, ...]]:
    """Each number with the places at which some condition changes its answer, sorted."""
    splits: dict[str, set[tuple[float, str]]] = {}
    for condition in _that_matter(knowledge):
        for leaf in leaves(condition):
            match leaf:
                case Compare(name, op, float(value)):
                    splits.setdefault(name, set()).add((value, _SPLITS[op]))
                case Between(name, low, high):
                    splits.setdefault(name, set()).update({(low, "before"), (high, "after")})
                case OneOf(name, values):
                    splits.setdefault(name, set()).update((v, "both") for v in values if isinstance(v, float))
                case _:
                    pass
    return {name: _edges(name, found) for name, found in splits.items() if found and name in FIELDS}


def _edges(field: str, splits: set[tuple[float, str]]) -> tuple[Edge, ...]:
    step = _step_of(field, {value for value, _ in splits})
    before = {(value - step, value) for value, side in splits if side in ("before", "both")}
    after = {(value, value + step) for value, side in splits if side in ("after", "both")}
    contract = FIELDS[field]
    low = contract.low if contract.low is not None else 0.0
    high = contract.high if contract.high is not None else float("inf")
    if contract.form == "choice":
        low, high = float(min(contract.values)), float(max(contract.values))
    rounded = {(round(a, 6), round(b, 6)) for a, b in before | after}
    return tuple(sorted((a, b) for a, b in rounded if low <= a and b <= high and not (contract.low_open and a == low)))


def _step_of(field: str, limits: set[float]) -> float:
    """The smallest difference worth naming: one, or a tenth where limits themselves have decimals."""
    fine = field.endswith(("_10e9_l", "_x_uln")) or not all(limit.is_integer() for limit in limits)
    return 0.1 if fine and not FIELDS[field].whole else 1.0


def numbers_told_apart(knowledge: Knowledge, field: str) -> list[float]:
    """One number from each stretch within which no condition changes its answer."""
    found = edges(knowledge).get(field, ())
    return sorted({found[0][0], *(right for _, right in found)}) if found else []


def as_contract(field: str, value: float) -> float | int:
    """A number as the contract holds it: whole for counts and grades, with decimals for all others."""
    contract = FIELDS[field]
    return int(value) if contract.whole or contract.form == "choice" else float(value)


def _histories(knowledge: Knowledge) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    yield NOTHING, []
    asked = dict.fromkeys(f.history.question[1] for f in knowledge.facts.values() if f.history and not f.history.line)
    for treatment in asked:
        name = knowledge.treatments[treatment].name
        yield (
            f"{name}, with progression",
            [{"treatment": treatment, "progressed": True, "ended": "progression", "months_ago": 0}],
        )


def is_number(field: str) -> bool:
    """Whether the values of a field are numbers, degrees such as a performance status among them."""
    contract = FIELDS[field]
    return contract.form == "number" or (
        contract.form == "choice" and bool(contract.values) and isinstance(contract.values[0], int)
    )


def stretches(knowledge: Knowledge, field: str, values: Iterable[str]) -> list[str]:
    """Values tried of a number, as the stretches they stand for: `below 3 %`, `11 to below 21 %`, `56 % or more`."""
    unit = f" {knowledge.fields[field].unit}" if knowledge.fields[field].unit else ""
    every, chosen = [float(word) for word, _ in values_to_try(knowledge, field)], {float(v) for v in values}
    runs: list[list[int]] = []
    for place in (n for n, value in enumerate(every) if value in chosen):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    ends = (
        (every[run[0]] if run[0] else None, every[run[-1] + 1] if run[-1] + 1 < len(every) else None) for run in runs
    )
    return [_stretch(field, low, beyond, unit) for low, beyond in ends]


def _stretch(field: str, low: float | None, beyond: float | None, unit: str) -> str:
    """From one number to below another in words, open where there is none; of degrees, those that lie between."""
    contract = FIELDS[field]
    if contract.form == "choice":
        degrees = [int(v) for v in contract.values]
        among = [v for v in degrees if (low is None or v >= low) and (beyond is None or v < beyond)]
        return f"{among[0]}" if len(among) == 1 else f"{among[0]} to {among[-1]}"
    if beyond is None:
        more = f" or more{unit}" if unit.startswith(" per ") else f"{unit} or more"
        return "any value" if low is None else f"{low:g}{more}"
    return f"below {beyond:g}{unit}" if low is None else f"{low:g} to below {beyond:g}{unit}"


@lru_cache(maxsize=256)
def values_to_try(knowledge: Knowledge, field: str) -> tuple[tuple[str, Any], ...]:
    """Each value of a field worth trying, with the word for it; empty where no condition asks for the field."""
    contract = FIELDS[field]
    mentioned = mentioned_values(knowledge).get(field, ())
    if field == "prior_treatments":
        return tuple(_histories(knowledge))
    if contract.form == "flag":
        return (("true", True), ("false", False))
    if is_number(field):
        return tuple((f"{v:g}", as_contract(field, v)) for v in numbers_told_apart(knowledge, field))
    if contract.form == "choices":
        return (("none", []), *((v, [v]) for v in mentioned))
    if contract.form == "choice":
        rest = [v for v in contract.values if v not in mentioned]
        return tuple((str(v), v) for v in (*(x for x in contract.values if x in mentioned), *rest[:1]))
    return ()
