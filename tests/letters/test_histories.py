"""Which course a letter tells of, how it ended and in which order: in wordings of our own, with what must not be taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

HISTORIES = read_yaml((Path(__file__).parent / "histories.yaml").read_bytes(), "histories of treatment")
LETTER = "Date: 3 May 2025\nA 61-year-old man with a metastatic pancreatic NET (liver).\n\n{text}"
FACTS = {
    "responses": "best_response",
    "growth": "progressed",
    "endings": "ended",
    "goes_on": "ended",
}


def history(text: str, knowledge: Knowledge) -> list[dict[str, Any]]:
    """The treatments read, in order."""
    return list(read_letter(LETTER.format(text=text), knowledge).case.get("prior_treatments", []))


@pytest.mark.parametrize("group", FACTS)
def test_what_is_told_of_a_course_is_taken_of_that_course(knowledge: Knowledge, group: str) -> None:
    wrong = []
    for item in HISTORIES[group]:
        read = {e["treatment"]: e.get(FACTS[group]) for e in history(item["text"], knowledge)}
        wrong += [(item["text"], read) for name, value in item["told"].items() if read.get(name, "absent") != value]
    assert wrong == []


def test_treatments_stand_in_the_order_in_which_they_were_given(knowledge: Knowledge) -> None:
    read = {item["text"]: [e["treatment"] for e in history(item["text"], knowledge)] for item in HISTORIES["order"]}
    assert read == {item["text"]: item["told"] for item in HISTORIES["order"]}


def test_a_letter_that_says_that_nothing_was_given_has_an_empty_history(knowledge: Knowledge) -> None:
    read = {
        text: read_letter(LETTER.format(text=text), knowledge).case.get("prior_treatments")
        for text in HISTORIES["nothing"]
    }
    assert [text for text, found in read.items() if found != []] == []


def test_what_is_planned_judged_or_of_another_is_no_history(knowledge: Knowledge) -> None:
    assert [text for text in HISTORIES["never"] if history(text, knowledge)] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No prior systemic therapy before lanreotide, on which she remains stable.", [None, ["lanreotide"]]),
        ("On lanreotide since May 2020. Chemotherapy naive.", [["lanreotide"]]),
        ("No treatment before 2019. CAPTEM 2019 x 6, PR.", [["captem"]]),
        ("Octreotide LAR monthly. She has never had chemotherapy before.", [None, ["octreotide"]]),
    ],
)
def test_nothing_given_but_one_treatment_is_no_empty_history(
    text: str, wanted: list[list[str] | None], knowledge: Knowledge
) -> None:
    case = read_letter(LETTER.format(text=text), knowledge).case
    named = [e["treatment"] for e in case["prior_treatments"]] if "prior_treatments" in case else None
    assert named in wanted
