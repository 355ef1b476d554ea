"""Dangers that a tumor board asks about outright, and what a conversation may not lose of them."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.answer import Answer
from hoofbeat.knowledge import Knowledge
from tests.ask import texts

FIRST = [
    ("Capecitabine coronary spasm, can I give 5-FU?", "speaks against giving it again"),
    ("capecitabine rechallenge after vasospasm", "speaks against giving it again"),
    ("Prior stroke 3 months ago: sunitinib, bevacizumab or capecitabine?", "weighs against drugs aimed at VEGF"),
    ("pNET G2 with TIA two weeks ago: sunitinib or everolimus?", "weighs against drugs aimed at VEGF"),
    ("Cabozantinib fistula perforation risk with peritoneal disease", "Fistula and perforation"),
    ("Can metoclopramide be used in pheochromocytoma?", "contraindicated in pheochromocytoma"),
    ("Tumor lysis in bulky NEC, prophylaxis?", "fluids and control of uric acid"),
    ("5-FU hyperammonemic encephalopathy", "stop it, measure ammonia"),
    ("Severe early toxicity after first capecitabine cycle, uridine triacetate?", "uridine triacetate"),
    ("Post-PRRT cytopenia at 8 months, platelets 55, MCV 108: think of?", "therapy-related myeloid neoplasm"),
    (
        "ECOG 3 patient with small cell NEC of the colon, due to tumor burden. Give chemo?",
        "started at a reduced dose",
    ),
    ("TACE with bilirubin 3 mg/dL?", "Against: a liver that fails"),
    ("Methadone with sunitinib QT", "drugs that prolong the QT interval"),
    ("everolimus and ramipril", "angioedema"),
    ("Oxaliplatin neuropathy prevention, calcium magnesium?", "No: ASCO"),
    ("Which pressor for carcinoid crisis?", "Vasopressors first"),
]
PRINCIPLES = [
    ("Stop CAPTEM at best response or continue until progression?", "No trial settles it"),
    ("When should chemotherapy be preferred over PRRT in pancreatic NET?", "bulky, causes symptoms or grows fast"),
    ("Ki-67 45% but pathologist cannot tell NET G3 from NEC. CAPTEM or platinum?", "The marker profile helps"),
    ("PRRT rechallenge after early progression at 5 months", "Outside what was studied"),
    ("FNA only, 'poorly differentiated neuroendocrine' small sample. Start platinum?", "Not on that alone"),
]


@pytest.mark.parametrize(("question", "words"), [*FIRST, *PRINCIPLES])
def test_the_first_sentence_answers_what_a_board_asks(question: str, words: str, knowledge: Knowledge) -> None:
    assert words in texts(ask(question, knowledge, "clinician"))[0]


@pytest.mark.parametrize(
    "question",
    ["stable angina since 2010, can I give capecitabine?", "MI in 2015, pNET, sunitinib?"],
)
def test_an_old_illness_of_the_heart_is_no_reaction_to_the_drug(question: str, knowledge: Knowledge) -> None:
    assert texts(ask(question, knowledge, "clinician"))[0].startswith("Caution")


def test_a_low_magnesium_is_heard_as_an_emergency_and_a_tablet_of_it_is_not(knowledge: Knowledge) -> None:
    assert ask("Cisplatin hypomagnesemia, Mg 0.4 mmol/l", knowledge, "clinician").kind == "urgent"
    assert ask("My magnesium is 0.35, what now?", knowledge, "patient").kind == "urgent"
    assert ask("does magnesium 400 mg tablets help cramps?", knowledge, "patient").kind != "urgent"


def test_what_an_emergency_says_of_one_drug_is_said_with_that_drug_only(knowledge: Knowledge) -> None:
    said = texts(ask("Extravasation of doxorubicin - what now", knowledge, "clinician"))
    assert any("dexrazoxane" in s for s in said)
    assert not any("dexrazoxane" in s for s in texts(ask("Extravasation of carboplatin now", knowledge, "clinician")))


def test_an_ejection_fraction_below_forty_rules_out_doxorubicin(knowledge: Knowledge) -> None:
    said = texts(ask("LVEF 38%, pancreatic NET G2, considering STZ-doxorubicin", knowledge, "clinician"))
    assert said[0].startswith("Contraindicated")
    assert not any(s.startswith("Streptozocin + doxorubicin: May be") for s in said)


def _talk(knowledge: Knowledge, *turns: str) -> Answer:
    answer = ask(turns[0], knowledge, "clinician")
    for turn in turns[1:]:
        answer = ask(turn, knowledge, "clinician", answer.conversation)
    return answer


def test_a_danger_named_without_its_value_is_kept_in_the_turns_after_it(knowledge: Knowledge) -> None:
    said = texts(_talk(knowledge, "CAPTEM dose in pNET", "and with DPD deficiency?", "what about age 82?"))
    assert "DPD" in said[0]
    assert not any(s.startswith("Capecitabine + temozolomide (CAPTEM): Recommended") for s in said)


def test_a_case_told_without_a_question_asks_what_to_do(knowledge: Knowledge) -> None:
    case = "Midgut NET, carcinoid syndrome, progression on SSA, Krenning 4, carcinoid heart disease"
    assert ask(case, knowledge, "clinician").intent == "recommendation"
    assert _talk(knowledge, case, "he had PRRT already, 4 cycles, 2 years ago").intent == "recommendation"


def test_a_trial_that_only_a_statement_names_is_told_of(knowledge: Knowledge) -> None:
    assert "13.6 months" in texts(ask("DeLLphi-304 results?", knowledge, "clinician"))[0]
    assert "No study or trial called" in texts(ask("What did DeLLphi-303 show?", knowledge, "clinician"))[0]


def test_what_is_told_of_an_illness_leads_where_a_question_names_it(knowledge: Knowledge) -> None:
    assert "DIPNECH" in texts(ask("DIPNECH with progressive nodules: chemo?", knowledge, "clinician"))[0]
    assert "belzutifan is licensed" in texts(ask("Belzutifan in pancreatic NET VHL", knowledge, "clinician"))[0]
    frail = "84-year-old frail with colonic NEC, ECOG 2. Chemo or BSC?"
    assert "geriatric assessment" in texts(ask(frail, knowledge, "clinician"))[0]
