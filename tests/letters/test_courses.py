"""How a letter, a form or a note tells the course of a treatment: as a line of its own, in whatever words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

COURSES = read_yaml((Path(__file__).parent / "courses.yaml").read_bytes(), "courses of treatment")
NAMES = {"lanreotide": "lanreotide", "CAPTEM": "captem", "PRRT": "prrt"}
LETTER = "A 61-year-old man with a metastatic pancreatic NET (liver).\n{line}\nSeen in clinic today."
ENDS = ("ongoing", "completed", "toxicity", "choice")
RESPONSES = ("CR", "PR", "SD", "PD")


def told(line: str, name: str, knowledge: Knowledge) -> dict[str, Any] | None:
    """What is read of a treatment; None where it is not taken as given."""
    letter = LETTER.format(line=line.replace("{X}", name))
    entries = read_letter(letter, knowledge).case.get("prior_treatments", [])
    kinds = knowledge.treatments.kinds
    return next((e for e in entries if NAMES[name] in {e["treatment"], *kinds(e["treatment"])}), None)


@pytest.mark.parametrize("name", NAMES)
def test_a_treatment_that_was_given_is_taken(knowledge: Knowledge, name: str) -> None:
    assert [line for line in COURSES["given"] if told(line, name, knowledge) is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_treatment_planned_put_off_refused_or_of_another_person_is_not_taken(knowledge: Knowledge, name: str) -> None:
    assert [line for line in COURSES["not_given"] if told(line, name, knowledge) is not None] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", ENDS)
def test_how_a_treatment_ended_is_read(knowledge: Knowledge, end: str, name: str) -> None:
    readings = {line: told(line, name, knowledge) or {} for line in COURSES[end]}
    assert [line for line, entry in readings.items() if entry.get("ended") != end] == []


@pytest.mark.parametrize("name", NAMES)
def test_growth_on_a_treatment_is_read(knowledge: Knowledge, name: str) -> None:
    readings = {line: told(line, name, knowledge) or {} for line in COURSES["progression"]}
    grown = {line for line, e in readings.items() if e.get("progressed") is True or e.get("ended") == "progression"}
    assert [line for line in readings if line not in grown] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("best", RESPONSES)
def test_the_best_response_is_read(knowledge: Knowledge, best: str, name: str) -> None:
    readings = {line: told(line, name, knowledge) or {} for line in COURSES[f"response_{best}"]}
    assert [line for line, entry in readings.items() if entry.get("best_response") != best] == []
