"""A condition as DuckDB SQL, for a table of cases.

Two forms of the same tree. `plain_sql` is the readable reference over nullable columns: one column a name, two
(`x_low`, `x_high`) for a number that may be a range. `rail_sql` runs over a prepared table without NULLs, because NULL is
what makes column engines slow: the *certain* rail is true where the condition is definitely true, the *possible* rail
where it is not definitely false; unknown is possible and not certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from hoofbeat.logic.condition import (
    And,
    Between,
    Compare,
    Condition,
    Constant,
    Contains,
    Flag,
    IsNull,
    Literal_,
    Named,
    Not,
    OneOf,
    Or,
)
from hoofbeat.logic.vocabulary import Kind, Vocabulary

Rail = Literal["certain", "possible"]
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _constant(value: Literal_) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(float(value))


def column_types(vocabulary: Vocabulary) -> dict[str, str]:
    """The columns of the plain table and their DuckDB types."""
    types: dict[str, str] = {}
    for name, kind in vocabulary.kinds.items():
        if kind.form == "number" and kind.takes_range:
            types[f"{name}_low"] = types[f"{name}_high"] = "DOUBLE"
        else:
            types[name] = {
                "number": "DOUBLE",
                "flag": "BOOLEAN",
                "choice": "VARCHAR",
                "choices": "VARCHAR[]",
            }[kind.form]
    return types


def _number_plain(name: str, kind: Kind, op: str, value: Literal_) -> str:
    constant = _constant(value)
    if not kind.takes_range:
        return f"({name} {op} {constant})"
    always, never = (_over_range(f"{name}_low", f"{name}_high", o, constant) for o in (op, _OPPOSITE[op]))
    return f"(CASE WHEN {always} THEN TRUE WHEN {never} THEN FALSE END)"


def _over_range(low: str, high: str, op: str, constant: str) -> str:
    return {
        "=": f"({low} = {constant} AND {high} = {constant})",
        "<>": f"({high} < {constant} OR {low} > {constant})",
        "<": f"({high} < {constant})",
        "<=": f"({high} <= {constant})",
        ">": f"({low} > {constant})",
        ">=": f"({low} >= {constant})",
    }[op]


def _join(parts: Iterable[str], word: str) -> str:
    return "(" + f" {word} ".join(parts) + ")"


def plain_sql(condition: Condition, vocabulary: Vocabulary) -> str:
    """The condition over nullable columns: TRUE, FALSE or NULL."""
    match condition:
        case And(parts) | Or(parts):
            return _join((plain_sql(p, vocabulary) for p in parts), "AND" if isinstance(condition, And) else "OR")
        case Not(part):
            return f"(NOT {plain_sql(part, vocabulary)})"
        case Constant(value):
            return "TRUE" if value else "FALSE"
        case Flag(name):
            return name
        case Contains(name, item):
            return f"list_contains({name}, {_constant(item)})"
        case IsNull(name):
            return f"({name}_low IS NULL)" if vocabulary[name].takes_range else f"({name} IS NULL)"
        case Compare(name, op, str(text)):
            return f"({name} {op} {_constant(text)})"
        case Compare(name, op, value):
            return _number_plain(name, vocabulary[name], op, value)
        case Between(name, low, high):
            kind = vocabulary[name]
            return _join([_number_plain(name, kind, ">=", low), _number_plain(name, kind, "<=", high)], "AND")
        case OneOf(name, values) if isinstance(values[0], str):
            return f"({name} IN ({', '.join(map(_constant, values))}))"
        case OneOf(name, values):
            return _join((_number_plain(name, vocabulary[name], "=", v) for v in values), "OR")


def rail_columns(vocabulary: Vocabulary) -> list[str]:
    """Select expressions that turn the plain table into the NULL-free one."""
    columns: list[str] = []
    for name, kind in vocabulary.kinds.items():
        low, high = (f"{name}_low", f"{name}_high") if kind.takes_range else (name, name)
        match kind.form:
            case "flag":
                columns.append(f"coalesce({name}, FALSE) AS {name}_certain")
                columns.append(f"coalesce({name}, TRUE) AS {name}_possible")
            case "number":
                columns.append(f"coalesce({low}, '-infinity'::DOUBLE) AS {name}_least")
                columns.append(f"coalesce({high}, 'infinity'::DOUBLE) AS {name}_most")
                columns.append(f"({low} IS NULL) AS {name}_missing")
            case "choice":
                columns.append(f"coalesce({name}, '') AS {name}_value")
            case "choices":
                columns.append(f"coalesce({name}, []::VARCHAR[]) AS {name}_values")
                columns.append(f"({name} IS NULL) AS {name}_missing")
    return columns


def _number_rail(name: str, op: str, value: Literal_, rail: Rail) -> str:
    least, most, constant = f"{name}_least", f"{name}_most", _constant(value)
    if rail == "certain":
        return _over_range(least, most, op, constant)
    return f"(NOT {_over_range(least, most, _OPPOSITE[op], constant)})"


def _leaf_rail(leaf: Named | Constant, vocabulary: Vocabulary, rail: Rail) -> str:
    certain = rail == "certain"
    match leaf:
        case Constant(value):
            return "TRUE" if value else "FALSE"
        case Flag(name):
            return f"{name}_{rail}"
        case IsNull(name):
            form = vocabulary[name].form
            if form == "choice":
                return f"({name}_value = '')"
            return f"({name}_possible AND NOT {name}_certain)" if form == "flag" else f"{name}_missing"
        case Contains(name, item):
            held = f"list_contains({name}_values, {_constant(item)})"
            return held if certain else f"({name}_missing OR {held})"
        case Compare(name, "=", str(text)):
            return f"({name}_value = {_constant(text)})" if certain else f"({name}_value IN ('', {_constant(text)}))"
        case Compare(name, _, str(text)):
            return (
                f"({name}_value NOT IN ('', {_constant(text)}))" if certain else f"({name}_value <> {_constant(text)})"
            )
        case Compare(name, op, value):
            return _number_rail(name, op, value, rail)
        case Between(name, low, high):
            return _join([_number_rail(name, ">=", low, rail), _number_rail(name, "<=", high, rail)], "AND")
        case OneOf(name, values) if isinstance(values[0], str):
            among = [*values] if certain else ["", *values]
            return f"({name}_value IN ({', '.join(map(_constant, among))}))"
        case OneOf(name, values):
            return _join((_number_rail(name, "=", v, rail) for v in values), "OR")


def rail_sql(condition: Condition, vocabulary: Vocabulary, rail: Rail) -> str:
    """The condition over the NULL-free table: TRUE or FALSE, on the certain or on the possible rail."""
    match condition:
        case And(parts) | Or(parts):
            return _join((rail_sql(p, vocabulary, rail) for p in parts), "AND" if isinstance(condition, And) else "OR")
        case Not(part):
            return f"(NOT {rail_sql(part, vocabulary, 'possible' if rail == 'certain' else 'certain')})"
        case _:
            return _leaf_rail(condition, vocabulary, rail)
