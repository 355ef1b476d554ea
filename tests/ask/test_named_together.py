"""Two things that a question names together: what a record says of both reaches whoever asks, and goes before all else."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge
from tests.ask import texts


@pytest.mark.parametrize(
    "question",
    [
        "can I take everolimus with clarithromycin",
        "I take sunitinib, doctor gave me clarithromycin",
        "I am on cabozantinib and got an antibiotic, clarithromycin. is that safe",
        "is it ok to take paxlovid on sunitinib",
        "I take everolimus. My GP gave me fluconazole, can I take both?",
    ],
)
def test_a_patient_is_told_what_a_record_says_of_two_medicines_and_no_dose(knowledge: Knowledge, question: str) -> None:
    said = texts(ask(question, knowledge, "patient"))
    assert "raise the level" in said[0]
    assert "None of my sources" not in " ".join(said)
    assert " mg" not in " ".join(said)


def test_a_group_of_medicines_is_meant_by_the_name_of_a_member(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("cabozantinib and itraconazole interaction", knowledge)))
    assert "20 mg less" in said
    assert "No source held here" not in said


def test_of_two_other_medicines_the_one_of_which_nothing_is_held_is_named(knowledge: Knowledge) -> None:
    said = texts(ask("Can I give capecitabine to a patient on phenytoin and febuxostat?", knowledge))
    assert "phenytoin" in said[0]
    assert any(s.startswith("No source held here") and "febuxostat" in s and "phenytoin" not in s for s in said)


@pytest.mark.parametrize(
    "question",
    [
        "Does octreotide have to be stopped before 177Lu-DOTATATE? what about lanreotide?",
        "lanreotide last given 2 weeks ago, PRRT tomorrow, ok?",
        "when should octreotide LAR be stopped before PRRT",
    ],
)
def test_the_time_between_two_treatments_goes_before_their_studies(knowledge: Knowledge, question: str) -> None:
    assert "at least 4 weeks before" in texts(ask(question, knowledge))[0]


@pytest.mark.parametrize(
    "question",
    ["Cabozantinib before dental extraction or surgery, how long to hold?", "when to stop cabozantinib before surgery"],
)
def test_how_long_before_an_operation_a_drug_is_stopped_is_said_first(knowledge: Knowledge, question: str) -> None:
    assert "stop 3 weeks before" in texts(ask(question, knowledge))[0]


def test_a_declined_decision_comes_with_what_is_held_and_stays_declined(knowledge: Knowledge) -> None:
    answer = ask("do I have to stop my lanreotide before PRRT?", knowledge, "patient")
    assert answer.kind == "refused"
    assert "four weeks" in texts(answer)[0]
    assert "cannot decide" in texts(answer)[1]


@pytest.mark.parametrize(
    "question",
    [
        "Thymic atypical carcinoid with ectopic ACTH Cushing, metastatic. Can I start CAPTEM next week?",
        "Ectopic ACTH syndrome from metastatic lung carcinoid: what first",
        "severe Cushing from metastatic pNET with cortisol 1900, start chemotherapy?",
    ],
)
def test_control_of_cortisol_goes_before_treatment_of_the_tumor(knowledge: Knowledge, question: str) -> None:
    said = texts(ask(question, knowledge))
    assert "Steroidogenesis inhibitors" in said[0]
    assert "emergency" in said[1]


def test_of_a_hormone_that_is_controlled_its_control_is_not_said_to_come_first(knowledge: Knowledge) -> None:
    question = "ectopic ACTH well controlled on metyrapone, metastatic thymic carcinoid, progressing. What next?"
    assert "teroidogenesis" not in " ".join(texts(ask(question, knowledge))[:2])


@pytest.mark.parametrize(
    ("question", "reader", "first"),
    [
        ("Insulinoma with metastases: octreotide LAR safe?", "clinician", "make low blood sugar worse"),
        ("is lanreotide safe with insulinoma", "patient", "push the blood sugar dangerously low"),
        ("I have an insulinoma, my doctor wants to give me octreotide, is that ok", "patient", "dangerously low"),
    ],
)
def test_an_analogue_in_insulinoma_begins_with_the_caution(
    knowledge: Knowledge, question: str, reader: str, first: str
) -> None:
    said = texts(ask(question, knowledge, "patient" if reader == "patient" else "clinician"))
    assert first in said[0]
    assert "I have no source" not in " ".join(said)


@pytest.mark.parametrize(
    "question",
    [
        "38M insulinoma metastatic to liver with refractory hypoglycaemia on diazoxide. Is octreotide safe? What else?",
        "glucagonoma with necrolytic migratory erythema, liver mets; start CAPTEM?",
        "Metastatic VIPoma, CAPTEM or everolimus?",
    ],
)
def test_a_syndrome_of_the_pancreas_brings_up_no_statement_on_the_lung(knowledge: Knowledge, question: str) -> None:
    said = " ".join(texts(ask(question, knowledge)))
    assert "read as a well-differentiated tumor of the pancreas" in said
    assert "lung" not in said


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("premedication and hydration for cisplatin 80 mg/m2", "sodium chloride"),
        ("irinotecan acute cholinergic syndrome", "atropine"),
        ("amino acids during PRRT: which and why nausea", "lysine and arginine"),
        ("carboplatin hypersensitivity after 7 cycles", "repeated cycles"),
        ("Bland embolisation after Whipple: risk?", "bilioenteric anastomosis"),
        ("PRRT and conception interval men", "4 months in men"),
    ],
)
def test_care_beside_a_treatment_is_answered_by_what_is_held_of_it(
    knowledge: Knowledge, question: str, first: str
) -> None:
    said = texts(ask(question, knowledge))
    assert first in said[0]
    assert "Nothing is held" not in " ".join(said)


def test_a_patient_is_told_of_the_bile_duct_before_an_embolization(knowledge: Knowledge) -> None:
    assert "abscess" in texts(ask("can they do an embolization after my Whipple", knowledge, "patient"))[0]


def test_another_treatment_after_that_operation_is_not_answered_with_it(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("CAPTEM after whipple, R0 resection, adjuvant?", knowledge)))
    assert "abscess" not in said
    assert "bile duct" not in said


def test_of_a_dose_at_a_value_the_drug_asked_about_goes_before_others(knowledge: Knowledge) -> None:
    question = "pancreatic small cell NEC Ki-67 90, ECOG 1, bilirubin 3x ULN: etoposide dose?"
    assert "gives a limit for Etoposide" in texts(ask(question, knowledge))[0]


def test_a_source_against_stands_beside_one_in_favor(knowledge: Knowledge) -> None:
    question = "Metastatic G1 pNET 8 liver lesions asymptomatic low burden, Ki-67 1%. Watch and wait acceptable?"
    said = texts(ask(question, knowledge))
    assert "Not recommended" in said[0]
    assert "may be considered for very indolent G1" in said[1]


def test_what_speaks_of_the_medicine_that_is_named_goes_first(knowledge: Knowledge) -> None:
    said = texts(ask("I take everolimus. Can I have clarithromycin for my chest?", knowledge, "patient"))
    assert "clarithromycin" in said[0]
