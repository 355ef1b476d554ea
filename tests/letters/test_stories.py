"""What a letter tells of no treatment by name, in which order, and until when: resolved from the whole story."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter

TUMOR = "Date: 3 May 2025\nA 61-year-old man with a metastatic pancreatic NET (liver).\n\n"


def history(text: str, knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    """The treatments read, by their names, in order."""
    entries = read_letter(TUMOR + text, knowledge).case.get("prior_treatments", [])
    return {entry["treatment"]: entry for entry in entries}


def test_growth_told_by_itself_is_growth_on_the_treatment_that_had_begun_last(knowledge: Knowledge) -> None:
    told = history(
        "03/2019 Lanreotide started.\n--- note of 02/2023 ---\nPD in liver. Chose PRRT.\n"
        "--- note of 03/2024 ---\nPRRT x4 completed 01/2024, PR. Lanreotide goes on.",
        knowledge,
    )
    assert told["lanreotide"]["progressed"] is True


@pytest.mark.parametrize(
    "sentence", ["No new hepatic lesion.", "Platelets have come back to 128.", "On progression, PRRT could be given."]
)
def test_what_is_denied_planned_or_of_the_blood_is_no_growth(knowledge: Knowledge, sentence: str) -> None:
    told = history(f"CAPTEM x 6, 01/2023 - 06/2023, partial response.\n\n{sentence}", knowledge)
    assert told["captem"].get("progressed") is not True


@pytest.mark.parametrize(
    "line",
    [
        "06/2018 - 02/2019 CAPTEM, 6 courses: partial remission. End as scheduled.\n10/2020 Progress in liver.",
        "CAPTEM 04/2021 - 01/2022, 6 cycles, PR\nPause since 02/2022, under which progression 10/2022",
        "CAPTEM, January to October 2023. Ten cycles as intended, with a partial response.",
        "CAPTEM x 6 to Sept '24, PR.",
        "CAPTEM 06/2023 - 01/2024, six cycles, all completed; stable on the last three scans.",
    ],
)
def test_a_course_that_ran_as_planned_is_completed_whatever_grew_later(knowledge: Knowledge, line: str) -> None:
    assert history(line, knowledge)["captem"]["ended"] == "completed"


@pytest.mark.parametrize(
    "line",
    [
        "Everolimus 03/2020 - 08/2021, stable, then progression.",
        "Everolimus: 05/2019 - 03/2021, SD, PD 03/2021",
        "On everolimus. The CT shows growth in the liver. It is therefore stopped.",
        "Everolimus until 2021, termination because of progress.",
    ],
)
def test_a_treatment_given_until_growth_ended_for_it(knowledge: Knowledge, line: str) -> None:
    told = history(line, knowledge)["everolimus"]
    assert (told["ended"], told["progressed"]) == ("progression", True)


@pytest.mark.parametrize("line", ["FOLFIRI x 3, PD", "FOLFIRI, 3 cycles, progressive disease."])
def test_growth_right_behind_the_cycles_is_the_response(knowledge: Knowledge, line: str) -> None:
    assert history(line, knowledge)["folfiri"]["best_response"] == "PD"


def test_growth_some_time_after_the_cycles_is_not_the_response(knowledge: Knowledge) -> None:
    assert "best_response" not in history("FOLFIRI x 6, PD 9 months later.", knowledge)["folfiri"]


def test_a_part_of_the_planned_cycles_goes_on(knowledge: Knowledge) -> None:
    assert history("Came for PRRT, cycle 3 of 4, given today.", knowledge)["prrt"]["ended"] == "ongoing"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("PRRT: cycle 4 of 4 given today. Also on octreotide LAR 30 mg monthly.", ["octreotide", "prrt"]),
        ("He continues on cabozantinib 40 mg. Everolimus 09/2022 - 03/2024, PD.", ["everolimus", "cabozantinib"]),
    ],
)
def test_treatments_stand_in_the_order_in_which_they_were_given(
    knowledge: Knowledge, text: str, order: list[str]
) -> None:
    assert list(history(text, knowledge)) == order


def test_a_disease_that_does_not_grow_has_not_grown_on_the_last_treatment(knowledge: Knowledge) -> None:
    told = history("PRRT x4 2023, PR. The CT of last week shows stable disease.", knowledge)
    assert told["prrt"]["progressed"] is False


@pytest.mark.parametrize(
    ("sentence", "treatment"),
    [
        ("Oncology offered topotecan and then pembrolizumab. He turned down both.", "pembrolizumab"),
        ("Asking when PRRT starts. Told: MDT has approved 4 cycles, first date not fixed.", "prrt"),
        ("Not for: interferon (depression), sunitinib (hypertension).", "interferon-alfa"),
    ],
)
def test_what_was_offered_approved_or_ruled_out_was_not_given(
    knowledge: Knowledge, sentence: str, treatment: str
) -> None:
    assert treatment not in history(sentence, knowledge)


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("Ectopic ACTH: never demonstrated.", "functional_syndrome", "acth"),
        ("ECOG 3-4, was ECOG 1 in May.", "ecog", 1),
        ("Corrected in [brackets]. ECOG 2 [1].", "ecog", 2),
        ("Pregnant 2015 and 2017, none now.", "pregnant", True),
    ],
)
def test_what_was_never_shown_is_over_or_corrected_is_not_taken(
    knowledge: Knowledge, sentence: str, field: str, value: Any
) -> None:
    assert read_letter(TUMOR + sentence, knowledge).case.get(field) != value


def test_values_in_a_bracket_of_another_day_are_older(knowledge: Knowledge) -> None:
    case = read_letter(TUMOR + "Hb 8.9 g/dL; Plt 97 x10^9/L (15/06: Hb 10.1, Plt 210).", knowledge).case
    assert (case["hemoglobin_g_l"], case["platelets_10e9_l"]) == (89, 97)
