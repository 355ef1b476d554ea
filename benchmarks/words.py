"""Speed of questions and letters, as ratios against the advice for one case in the same run.

`python benchmarks/words.py` prints a table. Times are of one process, everything loaded; the first row is what a first
question costs, with all that is built once.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hoofbeat import advise, load_knowledge
from hoofbeat.ask import ask
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

ROOT = Path(__file__).parents[1]
CASE = read_yaml((ROOT / "examples" / "small-bowel-g1.yaml").read_bytes(), "small-bowel-g1.yaml")


def times_ms(work: Callable[[Any], object], items: list[Any]) -> list[float]:
    """The milliseconds that each item takes, the second time."""
    for item in items:
        work(item)
    found = []
    for item in items:
        start = time.perf_counter()
        work(item)
        found.append(1000 * (time.perf_counter() - start))
    return found


def main() -> None:
    knowledge = load_knowledge()
    start = time.perf_counter()
    ask("what is captem", knowledge)
    first = 1000 * (time.perf_counter() - start)
    files = sorted((ROOT / "tests" / "ask" / "measured").glob("*.yaml"))
    questions = [(q["text"], q["reader"]) for f in files for q in read_yaml(f.read_bytes(), f.name)]
    letters = [
        read_yaml(f.read_bytes(), f.name)["letter"] for f in sorted((ROOT / "tests/letters/measured").glob("*.yaml"))
    ]
    one = statistics.median(times_ms(lambda case: advise(case, knowledge), [CASE] * 9))
    rows = {
        "a question": times_ms(lambda q: ask(q[0], knowledge, q[1]), questions),
        "a letter": times_ms(lambda letter: read_letter(letter, knowledge), letters),
    }
    print(f"the first question, with all that is built once: {first:.0f} ms; advice for one case: {one:.1f} ms")
    print(f"{'':12}{'median':>10}{'90th':>10}{'longest':>10}{'of one advice':>16}")
    for name, found in rows.items():
        ordered = sorted(found)
        middle = statistics.median(ordered)
        print(
            f"{name:12}{middle:8.1f}ms{ordered[int(0.9 * len(ordered))]:8.1f}ms{ordered[-1]:8.1f}ms{middle / one:15.2f}x"
        )


if __name__ == "__main__":
    main()
