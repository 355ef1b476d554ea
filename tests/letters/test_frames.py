"""A finding is taken where a sentence says that the person has it, and nowhere else: some 450 ways of writing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

FRAMES = read_yaml((Path(__file__).parent / "frames.yaml").read_bytes(), "frames")
FINDINGS: dict[str, tuple[str, Any]] = {
    "heart failure": ("heart_failure", True),
    "liver metastases": ("metastatic_sites", ["liver"]),
    "a BRAF V600E mutation": ("braf_v600e", True),
    "carcinoid syndrome": ("functional_syndrome", "carcinoid"),
}
NOT_THE_PATIENTS = [f for kind in ("denied", "of_others", "hypothetical", "past_or_resolved") for f in FRAMES[kind]]


def taken(frame: str, finding: str, knowledge: Knowledge) -> Any:
    said = frame.replace("{S}", finding[0].upper() + finding[1:] if frame.startswith("{S}") else finding)
    case = read_letter(f"The patient was seen today.\n{said}\nSeen in clinic.", knowledge).case
    return case.get(FINDINGS[finding][0])


@pytest.mark.parametrize("frame", NOT_THE_PATIENTS)
def test_what_is_denied_feared_or_of_others_is_not_taken(knowledge: Knowledge, frame: str) -> None:
    assert [f for f, (_, value) in FINDINGS.items() if taken(frame, f, knowledge) == value] == []


@pytest.mark.parametrize("frame", FRAMES["present"])
def test_what_the_person_has_is_taken(knowledge: Knowledge, frame: str) -> None:
    assert [f for f, (_, value) in FINDINGS.items() if taken(frame, f, knowledge) != value] == []


VALUES = {
    ("Ki-67", "45", "%"): "ki67_percent",
    ("ECOG", "3", ""): "ecog",
    ("creatinine", "240", "umol/L"): "creatinine_umol_l",
    ("platelets", "45", "x 10^9/L"): "platelets_10e9_l",
}


def value_taken(frame: str, measure: tuple[str, str, str], knowledge: Knowledge) -> Any:
    name, value, unit = measure
    said = frame.format(n=name, v=value, u=unit)
    letter = f"Neuroendocrine tumor of the pancreas.\n{said[0].upper()}{said[1:]}\nSeen in clinic."
    return read_letter(letter, knowledge).case.get(VALUES[measure])


@pytest.mark.parametrize("frame", FRAMES["not_values"])
def test_a_limit_a_target_or_anothers_value_is_not_taken(knowledge: Knowledge, frame: str) -> None:
    assert [m for m in VALUES if value_taken(frame, m, knowledge) is not None] == []


@pytest.mark.parametrize("frame", FRAMES["values"])
def test_a_value_of_the_person_is_taken(knowledge: Knowledge, frame: str) -> None:
    assert [m for m in VALUES if value_taken(frame, m, knowledge) is None] == []


# The twins of what denies or is of others: worded alike, and true of the person.
TWINS = [
    ("The scan we arranged for him shows liver metastases.", "metastatic_sites"),
    ("Liver metastases, receptor status neg., FDG pos.", "metastatic_sites"),
    ("He has heart failure and please read the enclosed report.", "heart_failure"),
    ("Married, spouse well, heart failure NYHA II.", "heart_failure"),
    ("Only when lying flat does he notice his heart failure.", "heart_failure"),
    ("Heart failure (+), diabetes (-)", "heart_failure"),
    ("| Item | Y | N |\n| Heart failure | X |   |", "heart_failure"),
    ("Heart failure has gone from NYHA II to III.", "heart_failure"),
    ("Liver metastases\nNone\nHeart failure\nYes", "heart_failure"),
]


@pytest.mark.parametrize(("said", "field"), TWINS)
def test_what_is_worded_like_a_denial_and_is_true_is_taken(knowledge: Knowledge, said: str, field: str) -> None:
    assert read_letter(f"The patient was seen today.\n{said}\nSeen in clinic.", knowledge).case.get(field)
