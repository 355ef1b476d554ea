"""What a single sentence says was given or not given, and what it does not say of this patient now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

SENTENCES = read_yaml((Path(__file__).parent / "sentences.yaml").read_bytes(), "sentences")
DRUG = "everolimus"


def history_of(text: str, knowledge: Knowledge) -> list[str]:
    return [entry["treatment"] for entry in read_letter(text, knowledge).case.get("prior_treatments", [])]


@pytest.mark.parametrize("sentence", SENTENCES["not_given"])
def test_a_treatment_that_was_not_given_is_no_prior_treatment(knowledge: Knowledge, sentence: str) -> None:
    assert DRUG not in history_of(f"Pancreatic NET with liver metastases, on lanreotide. {sentence}", knowledge)


@pytest.mark.parametrize("sentence", SENTENCES["given"])
def test_a_treatment_that_was_given_is_a_prior_treatment(knowledge: Knowledge, sentence: str) -> None:
    assert DRUG in history_of(f"Pancreatic NET with liver metastases. {sentence}", knowledge)


@pytest.mark.parametrize("item", SENTENCES["not_taken"], ids=lambda item: item["text"])
def test_what_is_denied_possible_of_then_or_of_others_is_not_taken(knowledge: Knowledge, item: dict[str, Any]) -> None:
    case = read_letter(f"Well differentiated NET, grade 2. {item['text']}", knowledge).case
    taken = case.get(item["field"])
    assert item["value"] not in taken if isinstance(taken, list) else taken != item["value"]
