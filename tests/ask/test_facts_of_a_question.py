"""What a clinician's dense question says of the person: histories, spread, age; and what it does not say."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge


def facts(question: str, knowledge: Knowledge) -> dict[str, Any]:
    """The facts that a question was understood to state."""
    understanding = ask(question, knowledge).understanding
    assert understanding is not None
    return understanding.own


def given(question: str, knowledge: Knowledge) -> list[str]:
    """The treatments that a question was understood to tell as given before, in their order."""
    return [e["treatment"] for e in facts(question, knowledge).get("prior_treatments", [])]


HISTORIES = {
    "Midgut NET G2, progressed on SSA, PRRT x4, and everolimus. ECOG 1. What now?": [
        "somatostatin-analogue",
        "prrt",
        "everolimus",
    ],
    "pNET, previously SSA, everolimus; CAPTEM?": ["somatostatin-analogue", "everolimus"],
    "Colon NEC second line after EP, ECOG 1, FOLFIRI or FOLFOX?": ["cisplatin-etoposide"],
    "52M, NEC of unknown primary, EP x4 PR. How many more?": ["cisplatin-etoposide"],
    "Small bowel NET on lanreotide 120 mg q28d, slow PD after 30 months. PRRT now?": ["lanreotide"],
    "Carcinoid syndrome uncontrolled on octreotide, lung carcinoid. What next?": ["octreotide"],
    "Lung carcinoid. Lanreotide first, everolimus after that, now progressing. What comes next?": [
        "lanreotide",
        "everolimus",
    ],
    "Never had chemo; progressed on octreotide only, midgut. Next?": ["octreotide"],
    "Given that everolimus and octreotide improved survival in RADIANT-2, can I combine them?": [],
    "CAPTEM given with PRRT in pNET: which response?": [],
}


@pytest.mark.parametrize("question", HISTORIES)
def test_treatments_told_as_given_are_the_history_and_those_asked_for_are_not(
    question: str, knowledge: Knowledge
) -> None:
    assert given(question, knowledge) == HISTORIES[question]


def test_spread_that_is_denied_is_no_spread(knowledge: Knowledge) -> None:
    for denied in (
        "no liver metastases, small bowel NET, mesenteric nodes only. next?",
        "Small bowel NET, liver clear",
    ):
        assert "liver" not in facts(denied, knowledge).get("metastatic_sites", []), denied
    told = facts("dad's lung carcinoid has gone 2 his bones. what now?", knowledge)
    assert told["metastatic_sites"] == ["bone"]


def test_an_abbreviation_is_read_by_the_words_around_it(knowledge: Knowledge) -> None:
    assert "coronary_disease" not in facts("Small cell NEC of the esophagus, is PCI recommended?", knowledge)
    assert facts("pNET G2, PCI in 2019 for angina, capecitabine?", knowledge)["coronary_disease"] is True


def test_what_a_word_means_elsewhere_is_no_fact(knowledge: Knowledge) -> None:
    assert "progressing" not in facts("PROMID time to progression and OS", knowledge)
    assert "active_infection" not in facts("vaccines during chemo, flu and shingles?", knowledge)
    assert "active_infection" not in facts("we have a septic tank, does captem harm it?", knowledge)
    assert "tumor_symptoms" not in facts("bladder NEC with asymptomatic brain mets. PCI?", knowledge)
    assert "prefers" not in facts("NEC, day 20 after EP, ward wants oral antibiotics. Next cycle?", knowledge)
    segments = "G2 small bowel NET, 2 liver segments, resectable primary and liver metastases. Resect?"
    assert facts(segments, knowledge)["primary_site"] == "small_bowel"


def test_shorthand_is_read(knowledge: Knowledge) -> None:
    assert facts("76M ILD, lung atypical carcinoid. everolimus?", knowledge)["age_years"] == 76
    assert facts("44F, lung atypical carcinoid pT2aN2M0 R0. Adjuvant EP?", knowledge)["n_stage"] == 2
    assert facts("gastrinoma and liver mets G2 Ki 15, first line?", knowledge)["ki67_percent"] == 15
    unknown = facts("unknown primary NET G2, likely midgut, SSTR+. First line?", knowledge)
    assert unknown["primary_site"] == "unknown_primary"
    pain = facts("panNET G2, liver only, 60% replacement, painful. First line?", knowledge)
    assert pain["tumor_symptoms"] is True


OF_NOBODY_HERE = {
    "I'm frightened of getting heart failure. is doxorubicin safe?": "heart_failure",
    "my friend got heart failure on doxorubicin. can I have it": "heart_failure",
    "I worry about becoming deaf, is cisplatin safe?": "hearing_loss",
    "Patient's mother had MI at 50. Is capecitabine contraindicated?": "coronary_disease",
    "34F pNET G2, planning pregnancy next year, CAPTEM or everolimus?": "pregnant",
    "MGMT methylation - should we test?": "mgmt_deficient",
    "neutropenic sepsis last cycle; secondary G-CSF with carboplatin etoposide?": "extent",
    "Haemoptysis small volume on sunitinib, lung carcinoid": "high_tumor_burden",
    "My brother has a NET and also prostate cancer. can he have captem?": "primary_site",
    "my mum has a small bowel net. my aunt had chemo years ago for something else. does mum need chemo?": "prior_treatments",
    "Patient with septic arthritis 3 months ago now fully treated; can we start CAPTEM?": "prior_treatments",
}


@pytest.mark.parametrize("question", OF_NOBODY_HERE)
def test_what_is_told_of_others_feared_planned_or_asked_is_no_fact(question: str, knowledge: Knowledge) -> None:
    assert OF_NOBODY_HERE[question] not in facts(question, knowledge)


def test_a_relative_whom_the_question_is_about_is_the_patient(knowledge: Knowledge) -> None:
    aunt = facts("my aunt has a pancreatic NET with liver mets, she had captem. what next?", knowledge)
    assert (aunt["primary_site"], aunt["metastatic_sites"]) == ("pancreas", ["liver"])
    dad = facts("my dad has heart failure and a pancreatic NET, can he have doxorubicin?", knowledge)
    assert dad["heart_failure"] is True


def test_everyday_words_for_a_removal_and_for_spread_are_read(knowledge: Knowledge) -> None:
    scope = "7 mm rectal net, they took the whole thing out with the scope and all the edges are clear. grade 1. chemo?"
    assert facts(scope, knowledge)["resection"] == "r0"
    assert facts("Duodenal NET, G2, nodes and liver, SSTR-negative", knowledge)["metastatic_sites"] == [
        "liver",
        "lymph_node",
    ]
    assert facts("small cell cancer of the pancreas, what treatment", knowledge)["morphology"] == "nec_small_cell"
    asked = facts("my ki-67 is 55% but well differentiated. NET or NEC?", knowledge)
    assert (asked["differentiation"], "morphology" in asked) == ("well", False)


@pytest.mark.parametrize(
    ("question", "treatments"),
    [
        ("Pancreas NET G2, we had planned CAPTEM. Is capecitabine contraindicated with absent DPD?", []),
        ("We had intended to give streptozocin; creatinine clearance now 28. Options?", []),
        ("had been offered temozolomide and said no. What else for a lung carcinoid?", []),
        ("They had scheduled her for carboplatin etoposide but platelets are 40. What now?", []),
        ("he had captem, then planned everolimus. pNET G2, next?", ["captem"]),
        ("completed planned 6 cycles of captem, now growing. Options?", ["captem"]),
    ],
)
def test_a_treatment_that_was_only_planned_was_not_given(
    question: str, treatments: list[str], knowledge: Knowledge
) -> None:
    assert given(question, knowledge) == treatments


@pytest.mark.parametrize(
    ("question", "months"),
    [
        ("Stroke 2 months ago, midgut NET progressing after PRRT. Sunitinib?", None),
        ("midgut NET, PRRT 14 months ago, stroke last year. Options?", 14),
        ("midgut NET with PRRT 14 months ago, infarction 3 weeks ago. Options?", 14),
    ],
)
def test_the_time_of_another_event_is_none_of_a_treatment(
    question: str, months: int | None, knowledge: Knowledge
) -> None:
    (course,) = facts(question, knowledge)["prior_treatments"]
    assert course.get("months_ago") == months
