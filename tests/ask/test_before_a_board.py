"""What could mislead a decision: a dose where the drug must not be given, a pool across mechanisms, an answer to another question."""

from __future__ import annotations

import re

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.answer import Answer
from hoofbeat.knowledge import Knowledge

DOSE = re.compile(r"\d+ ?mg/m2|AUC \d", re.IGNORECASE)


def texts(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences]


@pytest.mark.parametrize(
    "question",
    [
        "cisplatin dose with creatinine clearance 25",
        "CAPTEM dose at creatinine clearance 25 mL/min",
        "capecitabine dose with creatinine clearance 25",
        "etoposide dose with bilirubin 4 x ULN",
        "cisplatin etoposide dose in a patient with hearing loss",
        "oxaliplatin dose in grade 3 neuropathy",
        "dose of streptozocin 5-FU with creatinine clearance 28",
        "FOLFIRI dose with bilirubin 4 x ULN",
        "dose of temozolomide with platelets of 60",
        "irinotecan dose on dialysis",
        "carboplatin-etoposide dose at neutrophils 0.3",
        "How is cisplatin given when the creatinine clearance is 20?",
        "carboplatin dose with bilirubin 4 x ULN and Child-Pugh C",
    ],
)
def test_where_a_drug_is_contraindicated_that_goes_first_and_no_dose_is_printed(
    knowledge: Knowledge, question: str
) -> None:
    said = texts(ask(question, knowledge))
    assert said[0].startswith("Contraindicated")
    assert not any(DOSE.search(text) for text in said)


def test_a_deficiency_named_without_its_degree_goes_first_and_no_dose_is_printed(knowledge: Knowledge) -> None:
    said = texts(ask("CAPTEM dose with DPD deficiency", knowledge))
    assert said[0].startswith("Named without its degree: DPD activity")
    assert said[1].startswith("Contraindicated, Fluoropyrimidine")
    assert not any(DOSE.search(text) for text in said)


@pytest.mark.parametrize(
    "question",
    [
        "carboplatin dose in dialysis patients",
        "Carboplatin etoposide in a patient on haemodialysis: is it possible and how is it dosed?",
        "Carboplatin on dialysis",
        "carboplatin AUC on haemodialysis?",
        "response rate of carboplatin-etoposide in NEC on dialysis",
        "What is the evidence for carboplatin and flurbizumab on dialysis?",
    ],
)
def test_a_caution_on_a_stated_fact_goes_first_whatever_is_asked_of_the_drug(
    knowledge: Knowledge, question: str
) -> None:
    assert texts(ask(question, knowledge))[0].startswith("Caution, Carboplatin: On dialysis")


def test_a_dose_is_printed_where_nothing_speaks_against_the_drug(knowledge: Knowledge) -> None:
    for question in ("CAPTEM schedule: days, doses, cycle length?", "cisplatin dose with creatinine clearance 80"):
        said = texts(ask(question, knowledge))
        assert DOSE.search(said[0])


@pytest.mark.parametrize("treatment", ["immunotherapy", "chemotherapy", "targeted therapy"])
def test_rates_of_drugs_that_work_in_different_ways_are_not_pooled(knowledge: Knowledge, treatment: str) -> None:
    said = " ".join(texts(ask(f"{treatment} response rate in NEC", knowledge)))
    assert "Pooled" not in said


def test_drugs_that_work_in_one_way_are_still_pooled(knowledge: Knowledge) -> None:
    assert "Pooled" in " ".join(texts(ask("Response rate of platinum-etoposide first line in NEC", knowledge)))


@pytest.mark.parametrize("pair", ["nivolumab plus ipilimumab", "ipilimumab with nivolumab", "nivolumab/ipilimumab"])
def test_two_drugs_named_together_are_answered_by_studies_of_just_these(knowledge: Knowledge, pair: str) -> None:
    said = texts(ask(f"Does {pair} work in NEC?", knowledge))
    assert said[0].startswith("NIPINEC")
    assert "Obrixtamig" not in " ".join(said)


@pytest.mark.parametrize(
    "question",
    [
        "first-line chemo in extensive stage small cell lung cancer?",
        "Response rate of carboplatin-etoposide in small cell lung cancer",
        "How is cisplatin-etoposide given in metastatic small cell lung cancer?",
        "second line in extensive small-cell lung cancer",
    ],
)
def test_small_cell_cancer_of_the_lung_is_said_to_lie_outside_and_nothing_else(
    knowledge: Knowledge, question: str
) -> None:
    said = texts(ask(question, knowledge))
    assert len(said) == 1
    assert "guidance of its own, which is not held here" in said[0]


def test_small_cell_carcinoma_elsewhere_is_answered(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("first-line chemo in metastatic small cell carcinoma of the esophagus?", knowledge)))
    assert "Platinum" in said
