"""How well letters are read, on letters written without sight of the reader: `python validation/letters/measure.py`.

Prints, for the part that may be tuned on, the part that is only measured, and each file of snippets, tuned on and held back:
precision, recall and F1 over fields, facts taken that must not be (denied, of the family, considered), missed facts whose
words are pointed out as not filled in (and such words of facts that the key does not ask for), histories of treatment that
are not as the key has them, and the median time. `--show` lists the errors of what may be tuned on, letter
by letter. Only totals are printed for the measured part, so that nobody tunes on it.
"""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge, load_knowledge
from hoofbeat.letters import LetterError, read_letter

FOLDER = Path(__file__).parents[2] / "tests" / "letters" / "measured"
SNIPPETS, HELD_BACK = FOLDER.parent / "snippets", FOLDER.parent / "snippets_held_back"
TUNED, MEASURED = "tune", "measure"
_HISTORY = "prior_treatments"
COARSE = ("liver-directed-therapy", "prrt")
"""Classes by which the keys name every member (their README says so); a reading that names the member is as right."""


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


def accepted(name: str, value: Any, may: dict[str, Any]) -> bool:
    """Whether the key lets a value pass that it does not ask for."""
    if name not in may:
        return False
    options = may[name]
    if name in ("metastatic_sites", "prior_treatments"):
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


def in_words_of_keys(case: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """The case with treatments named as coarsely as the keys name them."""

    def coarse(treatment: str) -> str:
        return next((c for c in COARSE if c in knowledge.treatments.kinds(treatment)), treatment)

    told = dict(case)
    if "prior_treatments" in told:
        told["prior_treatments"] = [{**e, "treatment": coarse(e["treatment"])} for e in told["prior_treatments"]]
    if "declines" in told:
        told["declines"] = [coarse(t) for t in told["declines"]]
    return told


@dataclass
class Score:
    """What came of one letter: fields right, and the errors in words."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)
    unwarned: list[str] = field(default_factory=list)
    warnings: int = 0
    forbidden: int = 0
    history: bool = False
    pointed_out: int = 0
    needless: int = 0
    seconds: float = 0.0

    @property
    def history_is_wrong(self) -> bool:
        """Whether the treatments are missed, or not as the key has them."""
        return self.history and any(error.startswith(_HISTORY) for error in (*self.wrong, *self.missed))

    def errors(self) -> Iterator[str]:
        """Every error, one a line."""
        for kind in ("harm", "wrong", "missed", "unwarned"):
            yield from (f"  {kind}: {error}" for error in getattr(self, kind))


def score(item: Mapping[str, Any], knowledge: Knowledge) -> Score:
    """One letter read and compared with its key."""
    start = time.perf_counter()
    try:
        reading = read_letter(item["letter"], knowledge)
        case, said = in_words_of_keys(reading.case, knowledge), " ".join(map(str, reading.warnings))
        touched = {u.field for u in reading.unfilled} | {w.split(":")[0] for w in reading.warnings}
    except LetterError as error:
        case, said, touched = {}, str(error), set()
    made = Score(seconds=time.perf_counter() - start)
    wanted, may = item.get("case") or {}, item.get("may") or {}
    for name, value in case.items():
        if (name in wanted and same(value, wanted[name])) or accepted(name, value, may):
            made.right += name in wanted
        else:
            made.wrong.append(f"{name} {value}, wanted {wanted.get(name, 'none')}")
    made.pointed_out = sum(name in touched for name in wanted if name not in case)
    made.needless = sum(name not in wanted for name in touched if name in FIELDS)
    made.missed = [f"{name} {value}" for name, value in wanted.items() if name not in case]
    made.harm = harmful(case, item.get("must_not") or [])
    expected = item.get("warnings_expected") or []
    made.unwarned = [str(w) for w in expected if not re.search(str(w), said, re.IGNORECASE)]
    made.warnings, made.forbidden = len(expected), len(item.get("must_not") or [])
    made.history = _HISTORY in wanted
    return made


def letters(part: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The letters of one part, with the names of their files."""
    for path in sorted(FOLDER.glob("*.yaml")):
        item = yaml.safe_load(path.read_text(encoding="utf-8"))
        if item["part"] == part:
            yield path.stem, item


def snippets(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The snippets of one file, with their ids; their text in the place of a letter."""
    for item in yaml.safe_load(path.read_text(encoding="utf-8")):
        yield item["id"], {**item, "letter": item["text"]}


def measure(items: Iterable[tuple[str, Mapping[str, Any]]], knowledge: Knowledge, show: bool = False) -> dict[str, Any]:
    """The figures of some letters; `show` lists their errors."""
    scores = []
    for name, item in items:
        scores.append(score(item, knowledge))
        errors = list(scores[-1].errors())
        if show and errors:
            print("\n".join([name, *errors]))
    right, wrong = sum(s.right for s in scores), sum(len(s.wrong) for s in scores)
    missed = sum(len(s.missed) for s in scores)
    precision, recall = right / max(1, right + wrong), right / max(1, right + wrong + missed)
    warned = sum(s.warnings - len(s.unwarned) for s in scores)
    return {
        "letters": len(scores), "precision": round(precision, 3), "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "harmful": f"{sum(len(s.harm) for s in scores)} of {sum(s.forbidden for s in scores)}",
        "missed facts pointed out": f"{sum(s.pointed_out for s in scores)} of {missed}",
        "pointed out needlessly, a letter": round(sum(s.needless for s in scores) / max(1, len(scores)), 1),
        "histories wrong": f"{sum(s.history_is_wrong for s in scores)} of {sum(s.history for s in scores)}",
        "warnings": f"{warned} of {sum(s.warnings for s in scores)}",
        "median ms": round(1000 * statistics.median(s.seconds for s in scores), 1) if scores else None,
    }  # fmt: skip


if __name__ == "__main__":
    base = load_knowledge()
    read_letter("A first letter, to load what is loaded once.", base)
    shown = "--show" in sys.argv
    print(TUNED, measure(letters(TUNED), base, shown))
    print(MEASURED, measure(letters(MEASURED), base))
    for path in sorted(SNIPPETS.glob("*.yaml")):
        print(f"snippets, {path.stem}", measure(snippets(path), base, shown))
        print(f"  held back, {path.stem}", measure(snippets(HELD_BACK / path.name), base))
