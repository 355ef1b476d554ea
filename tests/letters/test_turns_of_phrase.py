"""In which words letters say that a treatment was given or not, and how it went: English has many, and all mean the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

TURNS = read_yaml((Path(__file__).parent / "turns_of_phrase.yaml").read_bytes(), "turns of phrase")
NAMES = {"sunitinib": "sunitinib", "PRRT": "prrt", "CAPTEM": "captem"}
TUMOR = "A 61-year-old man with a metastatic pancreatic NET (liver). "


def told(sentence: str, name: str, knowledge: Knowledge) -> dict[str, Any] | None:
    """What is read of a treatment; None where it is not taken as given."""
    entries = read_letter(TUMOR + sentence.replace("{X}", name), knowledge).case.get("prior_treatments", [])
    kinds = knowledge.treatments.kinds
    return next((e for e in entries if NAMES[name] in {e["treatment"], *kinds(e["treatment"])}), None)


@pytest.mark.parametrize("name", NAMES)
def test_a_treatment_that_was_given_is_taken_in_whatever_words(knowledge: Knowledge, name: str) -> None:
    assert [s for s in TURNS["given"] if told(s, name, knowledge) is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_treatment_denied_planned_or_talked_of_is_not_taken_in_whatever_words(
    knowledge: Knowledge, name: str
) -> None:
    assert [s for s in TURNS["not_given"] if told(s, name, knowledge) is not None] == []


@pytest.mark.parametrize(
    ("kind", "fact", "value"),
    [
        *((end, "ended", end) for end in ("ongoing", "completed", "toxicity", "progression", "choice")),
        ("progressed", "progressed", True),
        *((best, "best_response", best) for best in ("PR", "SD")),
    ],
)
def test_how_a_treatment_went_is_read_in_whatever_words(knowledge: Knowledge, kind: str, fact: str, value: Any) -> None:
    readings = {s: told(s, "sunitinib", knowledge) for s in TURNS[kind]}
    assert [s for s, entry in readings.items() if entry is None or entry.get(fact) != value] == []
