"""Laws of the logic, over random conditions and random cases: every evaluator agrees, and knowing more never unsays."""

from __future__ import annotations

from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.logic import Truth, compiled, explain, parse_condition, text_of
from hoofbeat.logic.condition import Condition, from_json, to_json
from hoofbeat.logic.sql import column_types, plain_sql, rail_columns, rail_sql
from tests.logic.strategies import VOCABULARY, conditions, learned, rows


def _table(connection: duckdb.DuckDBPyConnection, people: list[dict[str, Any]]) -> None:
    types = column_types(VOCABULARY)
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    connection.execute(f"CREATE OR REPLACE TABLE people (person INTEGER, {columns})")
    for number, row in enumerate(people):
        values: list[Any] = [number]
        for column in types:
            name = column.removesuffix("_low").removesuffix("_high")
            known = row[column] if column in row else row[name]
            if isinstance(known, tuple):
                known = known[1] if column.endswith("_high") else known[0]
            values.append(sorted(known) if isinstance(known, frozenset) else known)
        connection.execute(f"INSERT INTO people VALUES ({', '.join('?' * len(values))})", values)
    connection.execute(
        f"CREATE OR REPLACE TABLE rails AS SELECT person, {', '.join(rail_columns(VOCABULARY))} FROM people"
    )


def _sql_truths(connection: duckdb.DuckDBPyConnection, condition: Condition) -> list[tuple[Truth, Truth]]:
    plain = connection.execute(f"SELECT {plain_sql(condition, VOCABULARY)} FROM people ORDER BY person").fetchall()
    certain, possible = (rail_sql(condition, VOCABULARY, rail) for rail in ("certain", "possible"))
    rails = connection.execute(f"SELECT {certain}, {possible} FROM rails ORDER BY person").fetchall()
    return [
        (
            Truth.UNKNOWN if p is None else Truth.TRUE if p else Truth.FALSE,
            Truth.TRUE if c else Truth.UNKNOWN if q else Truth.FALSE,
        )
        for (p,), (c, q) in zip(plain, rails, strict=True)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(rows(), min_size=4, max_size=8), st.lists(conditions(), min_size=3, max_size=6))
def test_python_its_explanation_duckdb_and_its_rails_agree_on_every_case(
    people: list[dict[str, Any]], asked: list[Condition]
) -> None:
    connection = duckdb.connect()
    _table(connection, people)
    for condition in asked:
        evaluate = compiled(condition)
        for row, (plain, rails) in zip(people, _sql_truths(connection, condition), strict=True):
            truth = Truth(evaluate(row))
            assert explain(condition, row).truth is truth
            assert plain is truth, text_of(condition)
            assert rails is truth, text_of(condition)


@settings(max_examples=300, deadline=None)
@given(conditions(null_tests=False), learned())
def test_more_knowledge_never_turns_a_true_or_a_false_condition(
    condition: Condition, pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    before, after = (Truth(compiled(condition)(row)) for row in pair)
    assert before is Truth.UNKNOWN or after is before


@settings(max_examples=300, deadline=None)
@given(conditions(), rows())
def test_an_unknown_condition_names_only_facts_that_are_not_settled(condition: Condition, row: dict[str, Any]) -> None:
    trace = explain(condition, row)
    unsettled = trace.unsettled()
    assert bool(unsettled) == (trace.truth is Truth.UNKNOWN)
    for name in unsettled:
        known = row[name]
        assert known is None or (isinstance(known, tuple) and known[0] < known[1])


@settings(max_examples=300, deadline=None)
@given(conditions())
def test_text_and_stored_form_read_back_as_the_same_condition(condition: Condition) -> None:
    assert from_json(to_json(condition)) == condition
    again = parse_condition(text_of(condition), VOCABULARY)
    assert text_of(again) == text_of(condition)


@settings(max_examples=200, deadline=None)
@given(conditions(), rows())
def test_reading_a_condition_back_from_its_text_changes_no_answer(condition: Condition, row: dict[str, Any]) -> None:
    again = parse_condition(text_of(condition), VOCABULARY)
    assert compiled(again)(row) == compiled(condition)(row)
