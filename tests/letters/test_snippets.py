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
