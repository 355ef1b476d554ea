"""What is read from a question as a fact of the case, and what only sounds like one."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat.ask import answer_in_turn, ask
from hoofbeat.ask.names import Names
from hoofbeat.ask.question import Question
from hoofbeat.ask.text import punctuated, words_of
from hoofbeat.ask.understanding import understand
from hoofbeat.knowledge import Knowledge

NOT_GROWING = [
    "Stop CAPTEM at best response or continue until progression?",
    "Everolimus until progression in pNET G2: evidence?",
    "no growth on lanreotide for 3 years in my pancreas net, is that good",
]
NO_TUMOR_GRADE = [
    "Everolimus mouth sores grade 2: dexamethasone mouthwash?",
    "Cabozantinib hand-foot grade 3, reduce?",
    "stomatitis G2 on everolimus, and diarrhoea grade 2",
]
STATED = [
    ("Rectal NEC with liver metastases, microsatellite instable. Chemo or immunotherapy?", "msi_high", True),
    ("colon NEC with microsatellite instability, first line?", "msi_high", True),
    ("Liver-dominant midgut NET, >50% burden. Embolization?", "high_tumor_burden", True),
    ("midgut NET G1, liver burden <25%, watch?", "high_tumor_burden", False),
    ("Small-cell NEC of cervix IB2, chemoradiation?", "extent", "localized"),
    ("small cell carcinoma of the cervix FIGO IVB: regimen?", "extent", "metastatic"),
    ("Small cell carcinoma of the bladder, cT2 N0 M0", "extent", "localized"),
    ("Small cell carcinoma of the bladder, cT3N0, eGFR 70", "extent", "locally_advanced"),
    ("Thymic NET resected Masaoka III: adjuvant chemo?", "extent", "locally_advanced"),
    ("my doctor says stage two neuroendocrine carcinoma of the colon", "extent", "localized"),
    ("neuroendocrine prostate cancer after enzalutamide: platinum?", "morphology", "nec"),
    ("I am seventy one and have a pancreas tumour", "age_years", 71),
    ("M67, midgut NET G1, liver mets. Chemo?", "age_years", 67),
    ("Pancreatic NEC BRCA2 germline: platinum?", "brca_mutated", True),
    ("My cancer is in the liver but they can't find where it started.", "primary_site", "unknown_primary"),
    ("Small cell NEC of cervix, no metastases, pregnant 20 weeks. Platinum?", "pregnant", True),
    ("A NEC? no, NEC of cervix, pregnant 16 weeks. Chemo?", "pregnant", True),
    ("Small-cell or large-cell NEC of the colon, which regimen?", "morphology", "nec"),
    ("SCLC-like pancreatic NEC, first line?", "primary_site", "pancreas"),
]
NOT_STATED = [
    ("Ki-67 45% but pathologist cannot tell NET G3 from NEC. CAPTEM or platinum?", "morphology"),
    ("NET G3 vs NEC not settled. Regimen?", "morphology"),
    ("CrCl 28 with SCLC-like NEC, carboplatin etoposide adjust?", "primary_site"),
    ("Why carboplatin for my husband with NEC? his kidneys are ok", "primary_site"),
    ("I've got numb feet after cisplatin, will it go away?", "resection"),
    ("Secondary MDS: what is the risk after Lu-177?", "extent"),
    ("3 weeks into cabozantinib for a NET, BP 142/88, asymptomatic.", "tumor_symptoms"),
]
ALL_FAILED = [
    ("pNET progressing on lanreotide, then everolimus then PRRT then CAPTEM. What is left?", 4),
    ("pNET: lanreotide -> everolimus -> sunitinib, all PD. Next?", 3),
    ("pancreatic NET G2 failed lanreotide, everolimus and sunitinib. What next?", 3),
    ("pNET G2, prior lanreotide, PRRT, everolimus. progressing. Next?", 3),
    ("pNET after lanreotide, PRRT and CAPTEM, all progressed. Options?", 3),
    ("NEC colon resistant to EP then FOLFIRI. Next?", 2),
    ("My scan shows growth on CAPTEM. Other options for pancreas NET?", 1),
    ("it grew while on everolimus and before that on lanreotide. what now for a pancreas net?", 2),
]


def read(question: str, knowledge: Knowledge) -> dict[str, Any]:
    return dict(understand(question, knowledge, "clinician").case)


@pytest.mark.parametrize(("question", "field", "value"), STATED)
def test_what_is_stated_is_read_however_it_is_worded(
    question: str, field: str, value: Any, knowledge: Knowledge
) -> None:
    assert read(question, knowledge)[field] == value


@pytest.mark.parametrize(("question", "field"), NOT_STATED)
def test_what_only_sounds_like_a_fact_stays_open(question: str, field: str, knowledge: Knowledge) -> None:
    assert field not in read(question, knowledge)


@pytest.mark.parametrize("question", NOT_GROWING)
def test_until_progression_tells_of_no_growth(question: str, knowledge: Knowledge) -> None:
    assert read(question, knowledge).get("progressing") is not True


@pytest.mark.parametrize("question", NO_TUMOR_GRADE)
def test_the_grade_of_a_side_effect_is_none_of_the_tumor(question: str, knowledge: Knowledge) -> None:
    assert "reported_grade" not in read(question, knowledge)


@pytest.mark.parametrize(("question", "many"), ALL_FAILED)
def test_every_treatment_of_a_chain_has_failed(question: str, many: int, knowledge: Knowledge) -> None:
    history = read(question, knowledge)["prior_treatments"]
    assert [e.get("progressed") for e in history] == [True] * many


def test_a_treatment_that_shrank_the_tumor_has_not_failed_with_the_next(knowledge: Knowledge) -> None:
    history = read("pNET: STZ-5FU (PR, 12 months), then everolimus, progressing. What next?", knowledge)
    assert "progressed" not in history["prior_treatments"][0]


def test_a_drug_that_was_reacted_to_was_given_and_the_one_that_may_be_given_was_not(knowledge: Knowledge) -> None:
    u = understand(
        "Coronary spasm with 5-FU infusion last June. Now pancreatic NET progressing. Can he be given capecitabine?",
        knowledge,
        "clinician",
    )
    assert u.case["prior_treatments"] == [{"treatment": "fluorouracil", "ended": "toxicity"}]
    assert u.named == ("capecitabine",)


@pytest.mark.parametrize(
    "question", ["risk of coronary spasm with capecitabine?", "How often does anaphylaxis with carboplatin occur?"]
)
def test_a_reaction_that_is_only_asked_about_tells_of_no_treatment(question: str, knowledge: Knowledge) -> None:
    assert "prior_treatments" not in read(question, knowledge)


def test_a_stroke_months_ago_is_no_treatment_months_ago(knowledge: Knowledge) -> None:
    asked = "Prior stroke 3 months ago: sunitinib, bevacizumab or capecitabine?"
    assert "prior_treatments" not in read(asked, knowledge)


def test_lesions_that_differ_are_neither_avid_nor_positive_as_a_whole(knowledge: Knowledge) -> None:
    case = read("panNET, liver mets, some of them FDG hot and DOTATATE cold. PRRT?", knowledge)
    assert case["sstr_discordant"] is True
    assert not {"fdg_avid", "sstr_positive"} & case.keys()


def test_large_cell_carcinoma_without_an_organ_is_taken_as_one_of_the_lung_and_this_is_said(
    knowledge: Knowledge,
) -> None:
    u = understand("Metastatic LCNEC, which chemotherapy?", knowledge, "clinician")
    assert (u.case["primary_site"], u.taken) == ("lung", ("large_cell_of_lung",))
    assert read("LCNEC of the colon stage IV, regimen?", knowledge)["primary_site"] == "colon"


def test_a_carcinoid_of_a_lung_type_is_not_given_statements_on_the_pancreas(knowledge: Knowledge) -> None:
    u = understand("Atypical carcinoid, liver mets, progressing on everolimus. CAPTEM?", knowledge, "clinician")
    q = Question(u, knowledge, "recommendation", frozenset())
    of_pancreas = [s.id for s in knowledge.statements.values() if s.when == "primary_site = 'pancreas' AND is_net"]
    assert set(q.possible_sites) == {"lung", "thymus"}
    assert all(q.is_elsewhere(s) for s in of_pancreas)


def test_a_part_of_a_mixed_neoplasm_does_not_become_the_diagnosis(knowledge: Knowledge) -> None:
    turns = ["MiNEN of the colon, 60% adenocarcinoma, 40% NEC, stage IV. Regimen?", "and if the NEC part is only 20%?"]
    answer = answer_in_turn(turns, knowledge)
    assert answer.conversation.case["morphology"] == "minen"


def test_a_turn_says_more_of_the_tumor_spoken_of_before(knowledge: Knowledge) -> None:
    turns = ["Gastric NET type 1, 8 mm, G1. Chemotherapy?", "and type 3, 2.5 cm, Ki-67 15%?"]
    case = answer_in_turn(turns, knowledge).conversation.case
    assert (case["gastric_type"], case["primary_size_mm"], case["ki67_percent"]) == (3, 25, 15)


def test_what_a_turn_supposes_takes_the_place_of_what_the_turn_before_supposed(knowledge: Knowledge) -> None:
    turns = ["Pancreatic NET G2, liver mets. Chemo?", "and if platelets were 60?", "and if eGFR were 28?"]
    case = answer_in_turn(turns, knowledge).conversation.case
    assert case["creatinine_clearance_ml_min"] == 28
    assert "platelets_10e9_l" not in case


@pytest.mark.parametrize("turn", ["relapse at 2 months?", "and if it were 2 months?"])
def test_the_time_without_treatment_can_be_changed_by_a_turn(turn: str, knowledge: Knowledge) -> None:
    turns = ["NEC, relapse 9 months after carboplatin-etoposide: rechallenge?", turn]
    answer = answer_in_turn(turns, knowledge)
    assert answer.kind == "answer"
    assert answer.conversation.case["prior_treatments"][-1]["months_ago"] == 2


def test_a_number_alone_takes_the_place_of_the_last_one(knowledge: Knowledge) -> None:
    answer = answer_in_turn(["Cisplatin in a patient with CrCl 55?", "45?", "35?"], knowledge)
    assert answer.conversation.case["creatinine_clearance_ml_min"] == 35


def test_an_unknown_drug_that_was_given_before_is_not_what_is_asked(knowledge: Knowledge) -> None:
    names = Names.of(knowledge)
    words = words_of("medullary thyroid cancer after nilotinib, dacarbazine?", names.vocabulary)
    assert names.strange_drug(words) is None
    assert names.strange_drug(words_of("is nilotinib used in a net?", names.vocabulary)) == "nilotinib"


@pytest.mark.parametrize(
    "question",
    ["Small cell carcinoma of the ovary, hypercalcemic type - BEP?", "Ewing sarcoma / PNET of the pancreas?"],
)
def test_what_shares_a_name_with_this_field_and_is_another_disease_is_said_to_be(
    question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge).intent == "other-cancer"


def test_a_choice_between_two_treatments_in_a_dictated_story_is_answered(knowledge: Knowledge) -> None:
    asked = (
        "so I am seventy one female and its a tumour in the pancreas with spots in the liver and I have been on "
        "lanreotide for two years and now it is growing again and they say I can have the lutetium or else the tablets "
        "the cap and tem ones which of those is it better to have first full stop"
    )
    assert punctuated(asked).endswith("first.")
    assert ask(asked, knowledge, "patient").kind == "answer"


def test_found_by_chance_asks_for_no_chance_of_living(knowledge: Knowledge) -> None:
    asked = "They found a 9 mm carcinoid in my appendix by chance after removal. chemo?"
    assert ask(asked, knowledge, "patient").kind == "answer"
    assert ask("what are my chances with a NEC", knowledge, "patient").kind == "refused"
