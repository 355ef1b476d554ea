"""How well letters are read, on letters written without sight of the reader: `python validation/letters/measure.py`.

Prints, for the part that may be tuned on and the part that is only measured: precision, recall and F1 over fields, facts
taken that must not be (denied, of the family, considered), and the median time. Only totals are printed for the measured
part, so that nobody tunes on it.
"""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path
from typing import Any

import yaml

from hoofbeat.knowledge import Knowledge, load_knowledge
from hoofbeat.letters import LetterError, read_letter

FOLDER = Path(__file__).parents[2] / "tests" / "letters" / "measured"


def same(got: Any, wanted: Any) -> bool:
    """Equal, numbers within one percent, lists of places in any order, treatments by what the key states of them."""
    if isinstance(wanted, bool) or isinstance(got, bool):
        return got is wanted
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(got - wanted) <= 0.01 * max(1e-9, abs(wanted))
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(k in got and same(got[k], v) for k, v in wanted.items())
    if isinstance(wanted, list) and isinstance(got, list):
        if wanted and isinstance(wanted[0], dict):
            return len(got) == len(wanted) and all(same(g, w) for g, w in zip(got, wanted, strict=True))
        return sorted(map(str, got)) == sorted(map(str, wanted))
    return bool(got == wanted)


def accepted(field: str, value: Any, may: dict[str, Any]) -> bool:
    """Whether the key lets a value pass that it does not ask for."""
    if field not in may:
        return False
    options = may[field]
    if field in ("metastatic_sites", "prior_treatments"):
        return any(same(value, option) for option in options)
    return any(same(value, option) for option in (options if isinstance(options, list) else [options]))


def harmful(case: dict[str, Any], forbidden: list[dict[str, Any]]) -> list[str]:
    """The facts that were taken and must not be."""
    found = []
    for item in forbidden:
        value = case.get(item["field"])
        if item["field"] == "prior_treatments":
            taken = any(entry["treatment"] == item["value"] for entry in value or [])
        elif isinstance(value, list):
            taken = item["value"] in value
        else:
            taken = value is not None and same(value, item["value"])
        if taken:
            found.append(f"{item['field']} {item['value']}")
    return found


def measure(part: str, knowledge: Knowledge) -> dict[str, Any]:
    """The figures of one part of the set."""
    right = wrong = missed = harm = forbidden = warned = warnings = 0
    times = []
    letters = [
        item for path in sorted(FOLDER.glob("*.yaml")) if (item := yaml.safe_load(path.read_text()))["part"] == part
    ]
    for item in letters:
        start = time.perf_counter()
        try:
            reading = read_letter(item["letter"], knowledge)
            case, said = dict(reading.case), " ".join(map(str, reading.warnings))
        except LetterError as error:
            case, said = {}, str(error)
        times.append(time.perf_counter() - start)
        wanted, may = item.get("case") or {}, item.get("may") or {}
        for field, value in case.items():
            if (field in wanted and same(value, wanted[field])) or accepted(field, value, may):
                right += field in wanted
            else:
                wrong += 1
        missed += sum(f not in case for f in wanted)
        found = harmful(case, item.get("must_not") or [])
        harm, forbidden = harm + len(found), forbidden + len(item.get("must_not") or [])
        if part == "tune" and found:
            print("  taken and must not be:", found)
        expected = item.get("warnings_expected") or []
        warnings += len(expected)
        warned += sum(bool(re.search(str(w), said, re.IGNORECASE)) for w in expected)
    precision, recall = right / max(1, right + wrong), right / max(1, right + wrong + missed)
    return {
        "letters": len(letters), "precision": round(precision, 3), "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "harmful": f"{harm} of {forbidden}", "warnings": f"{warned} of {warnings}",
        "median ms": round(1000 * statistics.median(times), 1),
    }  # fmt: skip


if __name__ == "__main__":
    base = load_knowledge()
    read_letter("A first letter, to load what is loaded once.", base)
    for name in ("tune", "measure"):
        print(name, measure(name, base))
