"""Kleene evaluation of one case: fast, as closures, and explained, as a trace.

A row maps each field and fact to what is known of it: None for unknown, True or False, a string, a frozenset of strings,
or a pair (low, high) for a number (equal where it is known exactly). A comparison with a range is true only if it holds
over the whole range and false only if it fails over the whole range, so evaluation is sound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hoofbeat.logic.condition import (
    And,
    Between,
    Compare,
    Condition,
    Constant,
    Contains,
    Flag,
    IsNull,
    Named,
    Not,
    OneOf,
    Or,
    text_of,
)
from hoofbeat.logic.truth import Truth

Row = Mapping[str, Any]
Evaluator = Callable[[Row], int]
_TRUTHS = (Truth.FALSE, Truth.UNKNOWN, Truth.TRUE)
FALSE, UNKNOWN, TRUE = int(Truth.FALSE), int(Truth.UNKNOWN), int(Truth.TRUE)

_ALWAYS: dict[str, Callable[[float, float, float], bool]] = {
    "=": lambda low, high, c: low == high == c,
    "<>": lambda low, high, c: high < c or low > c,
    "<": lambda low, high, c: high < c,
    "<=": lambda low, high, c: high <= c,
    ">": lambda low, high, c: low > c,
    ">=": lambda low, high, c: low >= c,
}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _number_test(name: str, op: str, value: float) -> Evaluator:
    always, never = _ALWAYS[op], _ALWAYS[_OPPOSITE[op]]

    def test(row: Row) -> int:
        known = row[name]
        if known is None:
            return UNKNOWN
        low, high = known
        return TRUE if always(low, high, value) else FALSE if never(low, high, value) else UNKNOWN

    return test


def _leaf(leaf: Named | Constant) -> Evaluator:
    match leaf:
        case Constant(value):
            constant = TRUE if value else FALSE
            return lambda row: constant
        case Flag(name):
            return lambda row: UNKNOWN if (v := row[name]) is None else TRUE if v else FALSE
        case IsNull(name):
            return lambda row: TRUE if row[name] is None else FALSE
        case Contains(name, item):
            return lambda row: UNKNOWN if (v := row[name]) is None else TRUE if item in v else FALSE
        case Compare(name, op, str(text)):
            same, other = (TRUE, FALSE) if op == "=" else (FALSE, TRUE)
            return lambda row: UNKNOWN if (v := row[name]) is None else same if v == text else other
        case Compare(name, op, value):
            return _number_test(name, op, float(value))
        case Between(name, low, high):
            return _all_of([_number_test(name, ">=", low), _number_test(name, "<=", high)])
        case OneOf(name, values) if isinstance(values[0], str):
            among = frozenset(values)
            return lambda row: UNKNOWN if (v := row[name]) is None else TRUE if v in among else FALSE
        case OneOf(name, values):
            return _any_of([_number_test(name, "=", float(v)) for v in values])


def _all_of(tests: list[Evaluator]) -> Evaluator:
    def test(row: Row) -> int:
        result = TRUE
        for part in tests:
            value = part(row)
            if value == FALSE:
                return FALSE
            if value < result:
                result = value
        return result

    return test


def _any_of(tests: list[Evaluator]) -> Evaluator:
    def test(row: Row) -> int:
        result = FALSE
        for part in tests:
            value = part(row)
            if value == TRUE:
                return TRUE
            if value > result:
                result = value
        return result

    return test


def compiled(condition: Condition) -> Evaluator:
    """The condition as a function of a row that answers 0 (false), 1 (unknown) or 2 (true), stopping as soon as it can."""
    match condition:
        case And(parts):
            return _all_of([compiled(p) for p in parts])
        case Or(parts):
            return _any_of([compiled(p) for p in parts])
        case Not(part):
            inner = compiled(part)
            return lambda row: TRUE - inner(row)
        case _:
            return _leaf(condition)


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A condition, what it came to, and its parts; `known` is what the case says of the field or fact of a leaf.

    One and the same object where a condition comes to the same for the same values again, so compared by identity.
    """

    text: str
    truth: Truth
    parts: tuple[Trace, ...] = ()
    name: str | None = None
    known: Any = None
    negates: bool = False

    def unsettled(self) -> tuple[str, ...]:
        """The names whose value would settle it: empty unless it is unknown."""
        if self.truth is not Truth.UNKNOWN:
            return ()
        if self.name is not None:
            return (self.name,)
        return tuple(dict.fromkeys(n for p in self.parts for n in p.unsettled()))

    def decisive(self) -> tuple[Trace, ...]:
        """The leaves that made it what it is: for a true OR the true parts, for a false AND the false ones, and so on."""
        if not self.parts:
            return (self,)
        wanted = Truth(TRUE - self.truth) if self.negates else self.truth
        chosen = [p for p in self.parts if p.truth is wanted] or list(self.parts)
        return tuple(leaf for p in chosen for leaf in p.decisive())


Explainer = Callable[[Row], Trace]


def explainer(condition: Condition) -> Explainer:
    """The condition as a function of a row that evaluates it part by part, none skipped."""
    text = text_of(condition)
    match condition:
        case And(parts) | Or(parts):
            inner = [explainer(p) for p in parts]
            pick, default = (min, Truth.TRUE) if isinstance(condition, And) else (max, Truth.FALSE)

            def connected(row: Row) -> Trace:
                traces = tuple(part(row) for part in inner)
                return Trace(text, pick((t.truth for t in traces), default=default), traces)

            return connected
        case Not(part):
            negated = explainer(part)

            def opposite(row: Row) -> Trace:
                trace = negated(row)
                return Trace(text, _TRUTHS[TRUE - trace.truth], (trace,), negates=True)

            return opposite
        case _:
            test = _leaf(condition)
            name = None if isinstance(condition, Constant) else condition.name
            return lambda row: Trace(text, _TRUTHS[test(row)], (), name, row[name] if name else None)


def explain(condition: Condition, row: Row) -> Trace:
    """The condition evaluated part by part, none skipped."""
    return explainer(condition)(row)
