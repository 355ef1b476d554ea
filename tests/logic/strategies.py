"""Random conditions and random cases, for laws that must hold for all of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hoofbeat.logic import Vocabulary
from hoofbeat.logic.condition import And, Between, Compare, Condition, Constant, Contains, Flag, IsNull, Not, OneOf, Or

VOCABULARY = Vocabulary.of_case()
_BY_FORM = {
    form: [n for n, k in VOCABULARY.kinds.items() if k.form == form] for form in ("flag", "number", "choice", "choices")
}
NAMES = [
    *_BY_FORM["flag"][:4],
    *(n for n in _BY_FORM["number"] if VOCABULARY[n].takes_range),
    "age_years",
    "ecog",
    *_BY_FORM["choice"][:4],
    *_BY_FORM["choices"],
]


def _numbers(name: str) -> st.SearchStrategy[float]:
    kind = VOCABULARY[name]
    low = int(kind.low or 0)
    high = min(int(kind.high) if kind.high is not None else low + 30, low + 30)
    return st.integers(low, high).map(float)


@st.composite
def _leaf(draw: st.DrawFn, null_tests: bool) -> Condition:
    name = draw(st.sampled_from(NAMES))
    kind = VOCABULARY[name]
    if null_tests and draw(st.integers(0, 9)) == 0:
        return IsNull(name)
    match kind.form:
        case "flag":
            return Flag(name)
        case "number":
            numbers = _numbers(name)
            shape = draw(st.sampled_from(["compare", "between", "one of"]))
            if shape == "compare":
                return Compare(name, draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="])), draw(numbers))
            if shape == "between":
                low, high = sorted((draw(numbers), draw(numbers)))
                return Between(name, low, high)
            return OneOf(name, tuple(draw(st.lists(numbers, min_size=1, max_size=3, unique=True))))
        case "choice":
            values = st.sampled_from(kind.values)
            if draw(st.booleans()):
                return Compare(name, draw(st.sampled_from(["=", "<>"])), draw(values))
            return OneOf(name, tuple(draw(st.lists(values, min_size=1, max_size=3, unique=True))))
        case _:
            return Contains(name, draw(st.sampled_from(kind.values)))


def conditions(null_tests: bool = True) -> st.SearchStrategy[Condition]:
    """Conditions of every allowed form, nested a few levels deep."""
    base = st.one_of(_leaf(null_tests), st.booleans().map(Constant))

    def grow(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(parts.map(And), parts.map(Or), inner.map(Not))

    return st.recursive(base, grow, max_leaves=8)


def _value(name: str) -> st.SearchStrategy[Any]:
    kind = VOCABULARY[name]
    match kind.form:
        case "flag":
            known: st.SearchStrategy[Any] = st.booleans()
        case "number" if kind.takes_range:
            known = st.tuples(_numbers(name), _numbers(name)).map(lambda pair: (min(pair), max(pair)))
        case "number":
            known = _numbers(name).map(lambda v: (v, v))
        case "choice":
            known = st.sampled_from(kind.values)
        case _:
            known = st.frozensets(st.sampled_from(kind.values), max_size=3)
    return st.one_of(st.none(), known)


def rows() -> st.SearchStrategy[dict[str, Any]]:
    """What is known of a person, in the form conditions are evaluated on; much of it nothing."""
    return st.fixed_dictionaries({name: _value(name) for name in NAMES}).map(
        lambda some: {**dict.fromkeys(VOCABULARY.kinds), **some}
    )


@st.composite
def learned(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A row, and the same row when more is known: nothing forgotten, ranges only narrower."""
    before = draw(rows())
    after = dict(before)
    for name in NAMES:
        value = before[name]
        kind = VOCABULARY[name]
        if value is None:
            after[name] = draw(_value(name))
        elif kind.form == "number" and value[0] < value[1] and draw(st.booleans()):
            exact = draw(st.integers(int(value[0]), int(value[1])))
            after[name] = (float(exact), float(exact))
    return before, after
