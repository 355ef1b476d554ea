"""Snippets of letters, a few sentences each: nothing forbidden is taken of any, and most of what they state is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.letters.test_measured import taken

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import LetterError, read_letter
from hoofbeat.yaml_text import read_yaml

FOLDER = Path(__file__).parent / "snippets"
SNIPPETS = {
    item["id"]: item for path in sorted(FOLDER.glob("*.yaml")) for item in read_yaml(path.read_bytes(), path.stem)
}


def case_of(item: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    try:
        return read_letter(item["text"], knowledge).case
    except LetterError:
        return {}


@pytest.mark.parametrize("name", SNIPPETS)
def test_nothing_forbidden_is_taken_of_a_snippet(knowledge: Knowledge, name: str) -> None:
    item = SNIPPETS[name]
    case = case_of(item, knowledge)
    assert [forbidden for forbidden in item.get("must_not", []) if taken(case, forbidden, knowledge)] == []


@pytest.mark.parametrize(("name", "least"), [("disease", 0.75), ("person", 0.88), ("histories", 0.28)])
def test_most_of_what_snippets_state_is_read(knowledge: Knowledge, name: str, least: float) -> None:
    right = stated = 0
    for item in read_yaml((FOLDER / f"{name}.yaml").read_bytes(), name):
        case = case_of(item, knowledge)
        right += sum(case.get(field) == value for field, value in item["case"].items())
        stated += len(item["case"])
    assert right >= least * stated
