"""The one tree of a condition. It is evaluated, explained, written as text and compiled to SQL, never rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Literal_ = str | float


@dataclass(frozen=True, slots=True)
class And:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when some part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is false; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Flag:
    """A field or fact that is itself true or false."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number or a choice held against a constant; `op` is one of = <> < <= > >=."""

    name: str
    op: str
    value: Literal_


@dataclass(frozen=True, slots=True)
class Between:
    """A number within two limits, both included."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice or number among constants."""

    name: str
    values: tuple[Literal_, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """A list that holds a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """The field is not stated. Never unknown; the one part of the language that more knowledge can turn."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """TRUE or FALSE, written out."""

    value: bool


Condition = And | Or | Not | Flag | Compare | Between | OneOf | Contains | IsNull | Constant
Named = Flag | Compare | Between | OneOf | Contains | IsNull


def _literal(value: Literal_) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else f"{value:g}"


def text_of(condition: Condition) -> str:
    """The condition as SQL text, in the form the records use."""
    match condition:
        case And(parts):
            return " AND ".join(f"({text_of(p)})" if isinstance(p, Or) else text_of(p) for p in parts)
        case Or(parts):
            return " OR ".join(f"({text_of(p)})" if isinstance(p, And) else text_of(p) for p in parts)
        case Not(IsNull(name)):
            return f"{name} IS NOT NULL"
        case Not(Flag(name)):
            return f"NOT {name}"
        case Not(part):
            return f"NOT ({text_of(part)})"
        case Flag(name):
            return name
        case Compare(name, op, value):
            return f"{name} {op} {_literal(value)}"
        case Between(name, low, high):
            return f"{name} BETWEEN {low:g} AND {high:g}"
        case OneOf(name, values):
            return f"{name} IN ({', '.join(map(_literal, values))})"
        case Contains(name, value):
            return f"list_contains({name}, {_literal(value)})"
        case IsNull(name):
            return f"{name} IS NULL"
        case Constant(value):
            return "TRUE" if value else "FALSE"


def leaves(condition: Condition) -> Iterator[Named | Constant]:
    """The parts that are not built of others, in order."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def names_in(condition: Condition) -> tuple[str, ...]:
    """The fields and facts a condition uses, each once, in order."""
    return tuple(dict.fromkeys(leaf.name for leaf in leaves(condition) if not isinstance(leaf, Constant)))


def uses_null_test(condition: Condition) -> bool:
    """Whether the condition asks if something is stated, and so is not monotone in knowledge."""
    return any(isinstance(leaf, IsNull) for leaf in leaves(condition))


_TAGS: dict[str, type[Any]] = {c.__name__: c for c in (Flag, Compare, Between, OneOf, Contains, IsNull, Constant)}


def to_json(condition: Condition) -> list[Any]:
    """The tree as nested lists, to be kept in a compiled snapshot."""
    match condition:
        case And(parts) | Or(parts):
            return [type(condition).__name__, *map(to_json, parts)]
        case Not(part):
            return ["Not", to_json(part)]
        case _:
            fields = (getattr(condition, name) for name in condition.__slots__)
            return [type(condition).__name__, *(list(v) if isinstance(v, tuple) else v for v in fields)]


def from_json(data: list[Any]) -> Condition:
    """The tree that `to_json` wrote."""
    tag, *rest = data
    if tag in ("And", "Or"):
        parts = tuple(map(from_json, rest))
        return And(parts) if tag == "And" else Or(parts)
    if tag == "Not":
        return Not(from_json(rest[0]))
    made: Condition = _TAGS[tag](*(tuple(v) if isinstance(v, list) else v for v in rest))
    return made
