"""Speed and memory of the engine, as ratios against something simpler in the same run.

`python benchmarks/engine.py` prints a table; `--rows N` sets the number of random cases for the cohort part.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from hoofbeat import advise, load_knowledge
from hoofbeat.advice.decide import decide
from hoofbeat.advice.guidance import guidance_on
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import fill, read_situation
from hoofbeat.logic import explainer
from hoofbeat.logic.sql import column_types, plain_sql, rail_columns, rail_sql

EXAMPLE = Path(__file__).parents[1] / "examples" / "pancreas-g2-bulky.yaml"
CASE: dict[str, Any] = {
    "primary_site": "pancreas", "differentiation": "well", "ki67_percent": 17, "extent": "metastatic",
    "high_tumor_burden": True, "progressing": True, "sstr_positive": True, "functional_syndrome": "none", "ecog": 1,
    "prior_treatments": [{"treatment": "lanreotide", "progressed": True, "ended": "progression", "months_ago": 1}],
}  # fmt: skip


def median_ms(work: Callable[[], object], runs: int = 15) -> float:
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def one_case(knowledge: Knowledge) -> None:
    row, _, _ = fill(CASE, knowledge)
    conditions = list(knowledge.conditions.values())
    plain = list(knowledge.evaluators.values())
    closures = median_ms(lambda: [test(row) for test in plain])
    explainers = [explainer(condition) for condition in conditions]
    reasons = median_ms(lambda: [explain(row) for explain in explainers])
    whole = median_ms(lambda: advise(CASE, knowledge))
    print(f"one case, {len(conditions)} conditions")
    print(f"  plain closures, no reasons        {closures:8.2f} ms   1.0")
    print(f"  every condition with full reasons {reasons:8.2f} ms   {reasons / closures:.1f}")
    print(f"  a whole advise, what-if included  {whole:8.2f} ms   {whole / closures:.1f}")
    guidance = guidance_on(knowledge, knowledge.edition.date)
    situation = read_situation(CASE, knowledge)
    print(f"  one decision alone                {median_ms(lambda: decide(guidance, situation)):8.2f} ms")


def start_up() -> None:
    def run(*words: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start

    bare = statistics.median(run("-c", "pass") for _ in range(5))
    answer = statistics.median(run("-m", "hoofbeat.cli", "advise", str(EXAMPLE)) for _ in range(5))
    print(f"command line, start to answer: {answer:.2f} s, {answer / bare:.0f} times an empty Python ({bare:.3f} s)")


def random_people(knowledge: Knowledge, rows: int, connection: duckdb.DuckDBPyConnection) -> None:
    """A table of random cases over the columns that conditions use; facts from the history are columns like others."""
    dice = random.Random(20261122)
    types = column_types(knowledge.vocabulary)
    condition_facts = [n for n, f in knowledge.facts.items() if f.history is None]
    parts = []
    for column, kind in types.items():
        if column in condition_facts:
            continue
        seed = dice.random()
        missing = f"hash(person, {seed}) % 100 < 15"
        name = column if column in knowledge.vocabulary else column.removesuffix("_low").removesuffix("_high")
        values = knowledge.vocabulary[name].values
        draw = {
            "DOUBLE": f"(hash(person, '{name}') % 101)::DOUBLE",
            "BOOLEAN": f"hash(person, '{name}') % 2 = 0",
            "VARCHAR": f"(['{chr(39).join([])}{(chr(39) + ',' + chr(39)).join(values)}'])[1 + (hash(person, '{name}') % {max(1, len(values))})::INT]",
            "VARCHAR[]": f"[(['{(chr(39) + ',' + chr(39)).join(values)}'])[1 + (hash(person, '{name}') % {max(1, len(values))})::INT]]",
        }[kind]
        if name != column:
            missing = f"hash(person, '{name}-missing') % 100 < 15"
        parts.append(f"CASE WHEN {missing} THEN NULL ELSE {draw} END AS {column}")
    connection.execute(f"CREATE TABLE people AS SELECT person, {', '.join(parts)} FROM range({rows}) t(person)")
    for name in condition_facts:
        sql = plain_sql(knowledge.conditions["fact", name], knowledge.vocabulary)
        connection.execute(f"ALTER TABLE people ADD COLUMN {name} BOOLEAN")
        connection.execute(f"UPDATE people SET {name} = {sql}")


def cohort(knowledge: Knowledge, rows: int) -> None:
    connection = duckdb.connect()
    random_people(knowledge, rows, connection)
    chosen = [c for (kind, _), c in sorted(knowledge.conditions.items(), key=lambda i: i[0]) if kind == "statement"]
    vocabulary = knowledge.vocabulary

    def seconds(sql: str) -> tuple[float, tuple[Any, ...]]:
        start = time.perf_counter()
        counted = connection.execute(sql).fetchall()[0]
        return time.perf_counter() - start, counted

    true = ", ".join(f"count(*) FILTER (WHERE {plain_sql(c, vocabulary)})" for c in chosen)
    plain = true + ", " + ", ".join(f"count(*) FILTER (WHERE {plain_sql(c, vocabulary)} IS NULL)" for c in chosen)
    plain_s, plain_counts = seconds(f"SELECT {plain} FROM people")
    start = time.perf_counter()
    connection.execute(f"CREATE TABLE rails AS SELECT {', '.join(rail_columns(vocabulary))} FROM people")
    prepared = time.perf_counter() - start
    certain = ", ".join(f"count(*) FILTER (WHERE {rail_sql(c, vocabulary, 'certain')})" for c in chosen)
    both_rails = (
        certain + ", " + ", ".join(f"count(*) FILTER (WHERE {rail_sql(c, vocabulary, 'possible')})" for c in chosen)
    )
    rails_s, rail_counts = seconds(f"SELECT {both_rails} FROM rails")
    possible = zip(rail_counts, rail_counts[len(chosen) :], strict=False)
    agree = plain_counts == (*rail_counts[: len(chosen)], *(both - certain for certain, both in possible))
    rate = rows * len(chosen) / 1e6
    print(f"{rows:,} random cases through {len(chosen)} statements on DuckDB")
    print(f"  plain, nullable columns           {plain_s:8.2f} s    1.0   {rate / plain_s:6.0f} M conditions a second")
    print(
        f"  two NULL-free rails               {rails_s:8.2f} s    {plain_s / rails_s:.1f} times as fast, {rate / rails_s:6.0f} M; prepared in {prepared:.2f} s"
    )
    print(f"  same counts: {agree}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    knowledge = load_knowledge()
    one_case(knowledge)
    print(
        f"memory with the knowledge loaded: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB ({os.cpu_count()} processors)"
    )
    start_up()
    cohort(knowledge, rows)


if __name__ == "__main__":
    main()
