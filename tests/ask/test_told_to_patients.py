"""What patients and carers are told: nothing that they did not say, nothing that is not so, and what they asked for."""

from __future__ import annotations

import pytest

from hoofbeat.ask import Answer, ask
from hoofbeat.ask.understanding import understand
from hoofbeat.knowledge import Knowledge

AFTER_BUT_NO_GROWTH = [
    "can i drive after my chemo? its an hour away",
    "how long must i stay away from my grandchildren after lutetium treatment",
    "when can i go swimming after prrt",
    "threw up 20 mins after my temodal capsule",
    "can you have chemo after prrt",
    "what does progression mean",
]
NO_INFECTION = ["should i have the flu jab while im on folfox", "is the covid vaccine ok on captem"]
NOT_PREGNANT = [
    "when can i get pregnant after captem",
    "i'm pregnant and my husband takes temodal, is that safe",
    "my wife is pregnant and i am on captem, is it safe",
]
PREGNANT = ["i am pregnant and have a pnet, can i have captem", "my wife is pregnant and has a lung carcinoid"]
OF_ANOTHER_CANCER = [
    "i had breast cancer 10 years ago and now pnet g2, does previous chemo matter",
    "54F had FEC chemotherapy for breast cancer in 2012, now G2 pancreatic NET",
]
NO_SPREAD_TOLD = [
    "i have a pnet g2, what chemo would i get",
    "my husband is 58 with small bowel NET g2 and it grows on lanreotide, what about PRRT",
]
UNGRADED = ["does stress make carcinoid worse", "is a NET cancer", "is it a grade 3 NET or a neuroendocrine carcinoma"]
PAGE_QUESTIONS = [
    ("how likely is captem to help me", "How likely is it to help me"),
    ("which side effects of folfox could last", "which ones could last"),
    ("could temozolomide cause problems years later", "health problems years later"),
]
FEELINGS_AND_MORE = [
    "my wife got told high grade NEC oesophagus, is chemo the only thing, she is scared to death",
    "my dad has a pnet and i am so sad, how does lanreotide work",
]
NOT_HELD = ["steam room with carcinoid syndrome", "is a hot bath bad for carcinoid syndrome"]
UNASKED = [
    "i have a pnet g2 with liver mets, what chemo would i get",
    "which treatment is usual for small bowel NET that has spread",
]


def told(question: str, knowledge: Knowledge) -> Answer:
    return ask(question, knowledge, "patient")


@pytest.mark.parametrize("question", AFTER_BUT_NO_GROWTH)
def test_growth_is_not_supposed_of_whoever_asks_of_something_else_than_what_comes_next(
    question: str, knowledge: Knowledge
) -> None:
    assert "progressing" not in told(question, knowledge).case


@pytest.mark.parametrize("question", NO_INFECTION)
def test_a_vaccine_is_no_infection(question: str, knowledge: Knowledge) -> None:
    assert "active_infection" not in understand(question, knowledge, "patient").case


@pytest.mark.parametrize("question", [*NOT_PREGNANT, *PREGNANT])
def test_pregnant_is_only_who_is_said_to_be_and_has_the_treatment(question: str, knowledge: Knowledge) -> None:
    case = understand(question, knowledge, "patient").case
    assert case.get("pregnant", False) is (question in PREGNANT)


@pytest.mark.parametrize("question", OF_ANOTHER_CANCER)
def test_the_treatment_of_another_cancer_is_none_of_this_one(question: str, knowledge: Knowledge) -> None:
    assert "prior_treatments" not in understand(question, knowledge, "clinician").case


@pytest.mark.parametrize("question", NO_SPREAD_TOLD)
def test_spread_is_supposed_aloud_and_not_told_as_a_fact(question: str, knowledge: Knowledge) -> None:
    answer = told(question, knowledge)
    assert "You have not said it, so I suppose this: The cancer has spread" in answer.text
    assert "When the cancer has spread" not in answer.text


@pytest.mark.parametrize("question", UNGRADED)
def test_no_grade_is_said_without_its_number(question: str, knowledge: Knowledge) -> None:
    grades = [knowledge.facts[f"grade_{n}"].plain for n in (1, 2, 3)]
    assert not [s.text for s in told(question, knowledge).sentences if s.text in grades]


@pytest.mark.parametrize(("question", "asks"), PAGE_QUESTIONS)
def test_the_question_of_the_page_that_fits_the_words_is_offered(
    question: str, asks: str, knowledge: Knowledge
) -> None:
    assert asks in told(question, knowledge).sentences[-1].text


@pytest.mark.parametrize(
    "question",
    [
        "does oxaliplatin make hands tingle in the cold",
        "does oxaliplatin make fingers numb",
        "sore hands on captem",
        "does folfiri cause mouth sores",
    ],
)
def test_what_a_page_lists_is_not_said_to_be_unknown(question: str, knowledge: Knowledge) -> None:
    answer = told(question, knowledge)
    assert answer.kind == "answer"
    assert "do not list" not in answer.text


@pytest.mark.parametrize(
    "question", ["what can i do about the high blood pressure from sunitinib", "tips for a rash on everolimus"]
)
def test_who_asks_what_to_do_is_not_told_that_it_can_happen(question: str, knowledge: Knowledge) -> None:
    answer = told(question, knowledge)
    assert not answer.sentences[0].text.startswith("Yes")
    assert "ask your nurse" in answer.text


@pytest.mark.parametrize("question", FEELINGS_AND_MORE)
def test_comfort_comes_before_the_answer_and_not_in_its_place(question: str, knowledge: Knowledge) -> None:
    answer = told(question, knowledge)
    assert answer.sentences[0].text.startswith("I am sorry")
    assert [c for c in answer.claims if c.role == "bottom"]
    assert "feelings" not in answer.sentences[-1].cites


def test_an_organization_is_named_after_what_is_said_of_feelings(knowledge: Knowledge) -> None:
    answer = told("I feel so low and cry all day since the diagnosis", knowledge)
    assert [c.predicate for c in answer.claims].index("organization") == len(answer.claims) - 1


def test_a_syndrome_that_only_signs_speak_for_is_no_fact(knowledge: Knowledge) -> None:
    answer = told("I have flushing and diarrhoea, what can be done", knowledge)
    assert "If this is carcinoid syndrome" in answer.text
    assert not [s for s in answer.sentences if s.text.startswith("The tumor makes")]


@pytest.mark.parametrize("question", NOT_HELD)
def test_of_a_matter_that_no_record_speaks_of_that_is_said_first(question: str, knowledge: Knowledge) -> None:
    assert "my sources say nothing" in told(question, knowledge).sentences[0].text


def test_before_an_operation_the_team_has_to_know_of_the_syndrome(knowledge: Knowledge) -> None:
    answer = told("surgery next week, she has carcinoid syndrome, does the anesthetist need to know", knowledge)
    assert "Before an operation" in answer.sentences[0].text


@pytest.mark.parametrize("question", UNASKED)
def test_figures_of_studies_are_not_told_unasked(question: str, knowledge: Knowledge) -> None:
    assert not [c for c in told(question, knowledge).claims if c.role == "number"]


@pytest.mark.parametrize("question", ["what is everolimus and how is it given", "what is TACE and will it hurt"])
def test_of_two_questions_the_first_does_not_vanish(question: str, knowledge: Knowledge) -> None:
    answer = told(question, knowledge)
    assert next(c.id for c in answer.claims if c.role == "bottom").startswith("is ")
    assert len(answer.claims) > 1


def test_a_tumor_that_holds_on_its_treatment_is_no_bad_news(knowledge: Knowledge) -> None:
    answer = told("after two cycles of captem my scan shows stable disease, is that good or bad", knowledge)
    assert "good result" in answer.sentences[0].text
    assert "none of my sources" not in answer.text


@pytest.mark.parametrize(
    ("first", "then", "told_then"),
    [
        ("FOLFOX side effects?", "can I drink cold water?", "Better not"),
        ("is it safe to have sex on captem?", "would I be infertile", "Yes, it may"),
        ("can I have captem and warfarin", "and ibuprofen", "with warfarin, ibuprofen"),
        ("what foods to avoid with everolimus", "and capecitabine", "capecitabine; take it soon after a meal"),
        (
            "Do I have DPD deficiency? They did a blood test before my first capecitabine",
            "what if they forgot it",
            "Ring",
        ),
        ("Dotatate scan was negative. what does this mean for treatment?", "so no PRRT for me?", "docking points"),
    ],
)
def test_a_turn_is_answered_with_what_was_told_before(
    first: str, then: str, told_then: str, knowledge: Knowledge
) -> None:
    answer = ask(then, knowledge, "patient", told(first, knowledge).conversation)
    assert answer.kind == "answer"
    assert told_then in answer.sentences[0].text


@pytest.mark.parametrize(
    "first", ["can I touch my wife's capecitabine tablets with bare hands?", "my dad is on captem, how is it given"]
)
def test_a_pregnant_carer_is_not_taken_for_the_one_who_is_treated(first: str, knowledge: Knowledge) -> None:
    answer = ask(
        "I am pregnant, can I look after the tablets?", knowledge, "patient", told(first, knowledge).conversation
    )
    assert "pregnant" not in answer.case
    assert answer.sentences[0].text.startswith("Yes, it matters")


def test_what_is_said_of_some_treatments_is_said_with_them_only(knowledge: Knowledge) -> None:
    assert "abozantinib" not in told("can I go to the dentist on everolimus", knowledge).text
    assert "Cabozantinib is paused" in told("can I go to the dentist on cabozantinib", knowledge).text
    assert "PRRT" not in told("can captem make me infertile", knowledge).text


@pytest.mark.parametrize(
    ("question", "not_told"),
    [
        ("Will sunitinib make me put on weight?", "Yes, this can happen"),
        ("I've had no bleeding at all on captem, is that good?", "Yes, this can happen"),
        ("Is there a pill for the sickness with temozolomide", "Yes, this can happen"),
        ("lutetium makes you lose all your hair doesn't it", "blood cancer"),
        ("My scan shows uptake. can I have PRRT then", "with this kind of chemo"),
        ("lanreotide or octreotide, is one better than the other?", "dialysis"),
    ],
)
def test_no_harm_is_told_that_was_not_asked_about(question: str, not_told: str, knowledge: Knowledge) -> None:
    assert not_told not in told(question, knowledge).text


@pytest.mark.parametrize("question", ["how does captem work and is it chemo", "does everolimus help small bowel NET"])
def test_a_patient_gets_no_page_that_a_machine_wrote_where_another_source_speaks(
    question: str, knowledge: Knowledge
) -> None:
    assert "written by a machine" not in told(question, knowledge).text


def test_who_is_pregnant_and_treated_is_told_to_ring_before_the_next_dose(knowledge: Knowledge) -> None:
    answer = told("I'm scared I might be pregnant and I have had captem for 2 weeks", knowledge)
    assert answer.sentences[0].text.startswith("Ring your cancer team now, before you take the next tablet")
    assert "chemotherapy-pregnancy" in {cite for s in answer.sentences for cite in s.cites}


def test_a_contraindication_in_pregnancy_is_not_softened_for_a_drug_that_is_named(knowledge: Knowledge) -> None:
    answer = told("I am pregnant, can I have captem?", knowledge)
    assert "is not given" in answer.sentences[0].text
    assert "must not be taken in pregnancy" in answer.text


def test_what_to_expect_is_how_it_is_given_and_its_effects_and_no_doubt_on_the_choice(knowledge: Knowledge) -> None:
    answer = told("I have a NET in my pancreas and I start CAPTEM on Monday. What should I expect?", knowledge)
    assert answer.sentences[0].text.startswith("You take tablets")
    assert "Common side effects" in answer.sentences[1].text
    assert not [c for c in answer.claims if c.role == "number"]
