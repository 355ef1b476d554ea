"""The letters that may be tuned on stay free of harmful readings; those that are only measured are not looked at here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import LetterError, read_letter

TUNED = {
    path.stem: item
    for path in sorted((Path(__file__).parent / "measured").glob("*.yaml"))
    if (item := yaml.safe_load(path.read_text(encoding="utf-8")))["part"] == "tune"
}


COARSE = ("liver-directed-therapy", "prrt")
"""Classes by which the keys name every member (the README of the letters)."""


def taken(case: dict[str, Any], item: dict[str, Any], knowledge: Knowledge) -> bool:
    """Whether a case holds what a key forbids."""
    value = case.get(item["field"])
    if item["field"] == "prior_treatments":
        given = {entry["treatment"] for entry in value or []}
        classes = {c for treatment in given for c in COARSE if c in knowledge.treatments.kinds(treatment)}
        return item["value"] in given | classes
    if isinstance(value, list):
        return item["value"] in value
    return type(value) is type(item["value"]) and value == item["value"]


@pytest.mark.parametrize("name", TUNED)
def test_nothing_is_taken_that_is_denied_planned_older_or_of_somebody_else(knowledge: Knowledge, name: str) -> None:
    try:
        case = read_letter(TUNED[name]["letter"], knowledge).case
    except LetterError:
        case = {}
    forbidden = TUNED[name].get("must_not") or []
    known = [item for item in forbidden if item.get("still")]
    assert [item for item in forbidden if taken(case, item, knowledge)] == known, (
        "a known failure that is mended loses its 'still'"
    )
