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


@pytest.mark.parametrize("frame", FRAMES["not_values"])
def test_a_limit_a_target_or_anothers_value_is_not_taken(knowledge: Knowledge, frame: str) -> None:
    wrong = []
    for (name, value, unit), field in VALUES.items():
        said = frame.format(n=name, v=value, u=unit)
        case = read_letter(
            f"Neuroendocrine tumor of the pancreas.\n{said[0].upper()}{said[1:]}\nSeen in clinic.", knowledge
        ).case
        wrong += [field] if case.get(field) is not None else []
    assert wrong == []
