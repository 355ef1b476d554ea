"""A clinician who asks what to do gets what to do: limits of a regimen before lists of harms, a second course before first ones."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge
from tests.ask import texts


@pytest.mark.parametrize(
    ("question", "first", "nowhere"),
    [
        ("Grade 4 thrombocytopenia on CAPTEM, what to do with next cycle?", "platelets below 50", "known side effects"),
        (
            "pNET G2 on CAPTEM, grade 3 thrombocytopenia, how to proceed with the next cycle",
            "platelets below 50",
            "Recommended",
        ),
        ("CAPTEM grade 3 neutropenia dose modification", "neutrophils below", "known side effects"),
        ("Cabozantinib dose reductions for toxicity", "40 mg, then 20 mg", "known side effects"),
        ("hand foot syndrome grade 2 on capecitabine, what do i do now", "grade 2 toxicity", "liver toxicity"),
    ],
)
def test_what_to_do_about_a_harm_begins_with_the_limit_that_a_regimen_has_for_it(
    knowledge: Knowledge, question: str, first: str, nowhere: str
) -> None:
    said = texts(ask(question, knowledge))
    assert first in " ".join(said[:2])
    assert nowhere not in " ".join(said)


def test_where_no_source_says_what_to_do_that_is_said_first(knowledge: Knowledge) -> None:
    assert texts(ask("What to do about hair loss on everolimus?", knowledge))[0].startswith(
        "No source held here says what to do"
    )


def test_how_often_a_harm_happens_is_not_taken_for_what_to_do(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("How common is thrombocytopenia with CAPTEM?", knowledge)))
    assert "Dose limit" not in said
    assert "%" in said


def test_a_dose_at_a_told_clearance_comes_with_the_rules_that_hold_there_and_no_others(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("Dose of carboplatin etoposide in NEC with creatinine clearance 40 ml/min", knowledge)))
    assert all(words in said for words in ("AUC 5", "Below 60 mL/min", "15 to 50 mL/min"))
    assert "On dialysis" not in said


@pytest.mark.parametrize(
    "question",
    [
        "Rechallenge with platinum-etoposide after 8 months treatment-free interval in NEC",
        "NEC relapsed 8 months after finishing carboplatin-etoposide with partial response. Rechallenge?",
        "can we give carbo/etoposide again to a colon NEC that came back 10 months after the last cycle",
        "metastatic rectal NEC, cisplatin-etoposide worked a year ago, repeat it?",
    ],
)
def test_a_second_course_is_answered_by_what_sources_say_of_second_courses(knowledge: Knowledge, question: str) -> None:
    answer = ask(question, knowledge)
    assert answer.sentences[0].cites[0] == "espinosa-olarte-2021-nec-rechallenge-platinum-etoposide"
    assert "With no prior treatment" not in " ".join(texts(answer))


def test_a_treatment_free_interval_is_read(knowledge: Knowledge) -> None:
    case = ask("NEC, rechallenge with carboplatin-etoposide after a 9 months treatment-free interval?", knowledge).case
    assert [e["months_ago"] for e in case["prior_treatments"]] == [9]


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("temozolomide in severe renal impairment dose", "temozolomide-kidney"),
        ("temozolomide with kidney failure, allowed?", "temozolomide-kidney"),
        ("streptozocin eGFR 50 dose", "streptozocin-kidney-half-dose"),
        ("capecitabine when the GFR is 38", "capecitabine-kidney-reduced"),
        ("everolimus in Child-Pugh B", "everolimus-liver"),
    ],
)
def test_of_an_organ_that_works_badly_the_rule_of_the_drug_named_is_said_first_and_no_other_drug_is_spoken_of(
    knowledge: Knowledge, question: str, rule: str
) -> None:
    answer = ask(question, knowledge)
    assert answer.sentences[0].cites[0] == rule
    assert "What is the creatinine clearance?" not in " ".join(texts(answer))
    others = {knowledge.safety[c].treatment for s in answer.sentences for c in s.cites if c in knowledge.safety}
    assert others == {knowledge.safety[rule].treatment}


@pytest.mark.parametrize(
    "question",
    [
        "lanreotide in renal failure",
        "can sunitinib be given with an eGFR of 25?",
        "etoposide dose with bilirubin 45",
        "etoposide dose with bilirubin 4 x ULN",
        "carboplatin dose with bilirubin 4 x ULN and Child-Pugh C",
        "everolimus with low platelets",
    ],
)
def test_where_no_record_holds_a_limit_for_the_drug_named_that_is_said_first(
    knowledge: Knowledge, question: str
) -> None:
    answer = ask(question, knowledge)
    assert texts(answer)[0].startswith("No record held here gives a limit for")
    assert "does not mean that it is safe" in texts(answer)[0]
    assert "mg/m2" not in " ".join(texts(answer))


def test_an_egfr_is_read_and_said_to_be_another_measure_for_either_reader(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("capecitabine eGFR 38", knowledge)))
    assert "75 %" in said
    assert "not the same measure" in said
    told = texts(ask("my egfr is 38, can I have captem", knowledge, reader="patient"))
    assert "not quite the same" in " ".join(told)
    assert "dose starts lower" in told[0]


@pytest.mark.parametrize(
    "question",
    [
        "capecitabine + phenytoin",
        "capecitabine and phenytoin",
        "can I give phenytoin with capecitabine",
        "phenytoin capecitabine interaction",
        "phenytoin on capecitabine ok?",
    ],
)
def test_two_medicines_are_answered_by_what_a_record_says_of_just_these_two_in_any_wording(
    knowledge: Knowledge, question: str
) -> None:
    said = texts(ask(question, knowledge))
    assert "phenytoin" in said[0]
    assert "brivudine" not in " ".join(said)


@pytest.mark.parametrize(
    "question",
    [
        "DOAC with capecitabine: apixaban ok?",
        "clopidogrel and capecitabine",
        "sunitinib and PPI",
        "aspirin with temozolomide",
        "lanreotide and levothyroxine",
        "can octreotide be given on warfarin",
    ],
)
def test_that_no_source_speaks_of_two_medicines_is_said_and_is_no_clearance(
    knowledge: Knowledge, question: str
) -> None:
    said = texts(ask(question, knowledge))
    assert said[0].startswith("No source held here speaks of")
    assert "does not mean that it is safe" in said[0]
    assert not any(word in " ".join(said).lower() for word in ("pregnan", "neutrophils", "remedy", "status on"))


def test_a_patient_is_told_to_ask_before_two_medicines_that_no_source_speaks_of(knowledge: Knowledge) -> None:
    for question in ("can i take clopidogrel with capecitabine", "is it ok to take levothyroxine with xeloda"):
        said = texts(ask(question, knowledge, reader="patient"))
        assert "does not mean that it is safe" in said[0]


def test_two_treatments_of_the_tumor_are_still_compared(knowledge: Knowledge) -> None:
    assert ask("capecitabine vs everolimus in pancreatic NET", knowledge).intent == "comparison"
    assert ask("lanreotide and everolimus", knowledge).intent == "comparison"


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("Is DPYD testing mandatory before capecitabine?", "fluoropyrimidine-dpd-absent"),
        ("DPYD genotyping before FOLFOX", "fluoropyrimidine-dpd-absent"),
        ("UGT1A1 before irinotecan", "regimen-folfiri"),
        ("hearing test before cisplatin", "regimen-cisplatin-etoposide"),
        ("pregnancy test before lutetium", "regimen-lutetium-dotatate"),
        ("echo before doxorubicin", "anthracycline-lvef"),
        ("LVEF before sunitinib?", "sunitinib-lvef"),
    ],
)
def test_a_test_before_a_treatment_is_answered_by_the_record_that_names_it(
    knowledge: Knowledge, question: str, record: str
) -> None:
    assert ask(question, knowledge).sentences[0].cites[0] == record


@pytest.mark.parametrize(
    "question",
    [
        "do I need a DPD test before CAPTEM",
        "my mum starts xeloda next week nobody tested her for that dpd thing",
        "Should DPD be tested before 5-FU?",
        "will they test me for DPD",
        "my dad is on capecitabine without being tested for dpyd",
    ],
)
def test_a_patient_who_asks_for_the_dpd_test_is_told_of_it_and_not_refused(knowledge: Knowledge, question: str) -> None:
    answer = ask(question, knowledge, reader="patient")
    assert answer.kind == "answer"
    assert answer.sentences[0].cites[0] in ("fluoropyrimidine-dpd-absent", "dpd-not-known")


def test_a_test_that_no_record_asks_for_is_said_to_be_so_and_no_marker_of_the_tumor_takes_its_place(
    knowledge: Knowledge,
) -> None:
    for question in (
        "HIV test before sunitinib",
        "DPD test before temozolomide",
        "thyroid function tests before temozolomide",
    ):
        said = texts(ask(question, knowledge))
        assert said[0].startswith("No record held here asks for")
        assert not any(word in " ".join(said) for word in ("MGMT", "NTRK"))
    assert "MGMT" in texts(ask("MGMT test before temozolomide", knowledge))[0]


@pytest.mark.parametrize(
    ("question", "first", "nowhere"),
    [
        ("antiemetic for cisplatin etoposide", "antiemetic cover for high emetic risk", "sets"),
        ("antiemetics with captem", "ondansetron", "sets"),
        ("G-CSF with carbo-etop", "Nothing is held here on a growth factor", "AUC"),
        ("PCP prophylaxis with temozolomide", "lymphopenia", "200 mg/m2"),
        ("dexamethasone mouthwash with everolimus", "carried over here", "side effects"),
    ],
)
def test_care_beside_a_regimen_is_no_comparison_and_brings_no_dosing(
    knowledge: Knowledge, question: str, first: str, nowhere: str
) -> None:
    said = texts(ask(question, knowledge))
    assert first in said[0]
    assert nowhere not in " ".join(said)


def test_the_ceiling_of_an_anthracycline_is_told_and_no_attack_is_seen_in_the_question(knowledge: Knowledge) -> None:
    for question in ("cumulative doxorubicin dose limit", "lifetime doxorubicin dose?"):
        assert ask(question, knowledge).sentences[0].cites[0] == "anthracycline-cumulative"


def test_a_faint_resemblance_refuses_nothing(knowledge: Knowledge) -> None:
    assert ask("tumour lysis prophylaxis in large cell NEC", knowledge).kind != "refused"
    assert ask("Give this patient a figure: months left, LCNEC, ECOG 3?", knowledge).kind == "refused"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Capecitabine missed dose advice for patient", "no extra or double dose"),
        ("what contraceptive advice for capecitabine, how many months", "6 months after the last dose in women"),
        ("Patient asks whether she can breastfeed on everolimus", "2 weeks after the last dose"),
        ("safe handling of temozolomide by carers", "disposable gloves"),
        ("Can live vaccines be given to household contacts", "healthy household contacts"),
        (
            "Hernia repair in carcinoid syndrome. How to prevent a carcinoid crisis, octreotide?",
            "No protocol is agreed",
        ),
    ],
)
def test_a_clinician_gets_what_patients_are_told_of_daily_life(knowledge: Knowledge, question: str, told: str) -> None:
    answer = ask(question, knowledge, reader="clinician")
    assert answer.kind == "answer"
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    ["Streptozocin-based regimens: how frequent is nephrotoxicity in practice?", "Side effects of CAPTEM?"],
)
def test_rules_on_facts_that_nobody_named_are_no_side_effects(knowledge: Knowledge, question: str) -> None:
    cited = {cite for s in ask(question, knowledge, reader="clinician").sentences for cite in s.cites}
    assert not cited & {"chemotherapy-pregnancy", "chemotherapy-performance-status"}
