"""What a question takes for granted and a record contradicts is said first; where no record does, nothing is guessed."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("As NETTER-1 showed a significant overall survival benefit, shouldn't PRRT be given to everyone?",
         "No: in NETTER-1, overall survival"),
        ("Since TOPIC-NEC showed irinotecan superior, should I switch from etoposide?",
         "No: in TOPIC-NEC (JCOG1213), progression-free survival"),
        ("Since CABINET compared cabozantinib with everolimus, which won?", "No: CABINET did not compare everolimus"),
        ("I heard COMPETE showed everolimus better than PRRT. true?", "No: in COMPETE, progression-free survival was longer"),
        ("I read that COMPOSE showed CAPTEM superior to PRRT. Details?", "No result of COMPOSE is held here"),
        ("Because tarlatamab is approved for GEP-NEC, what's its dose?", "No record held here tells of an approval"),
        ("Since PRRT is contraindicated in bone metastases, what should I give a midgut NET with bone disease?",
         "No record held here makes this (metastatic sites: bone) a contraindication"),
    ],
)  # fmt: skip
def test_what_a_record_contradicts_is_said_first(question: str, says: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge).sentences[0].text.startswith(says)


def test_who_won_is_not_said_of_a_comparison_that_was_none(knowledge: Knowledge) -> None:
    texts = [
        s.text for s in ask("Since CABINET compared cabozantinib with everolimus, which won?", knowledge).sentences
    ]
    assert not any(t.startswith("Yes") for t in texts)


@pytest.mark.parametrize(
    "question",
    [
        "As NETTER-2 showed PFS benefit, can I give PRRT first line in G2 midgut?",
        "Because cabozantinib is approved for pNET, what is the dose?",
        "Since PRRT is contraindicated in dialysis, what else for a midgut NET on dialysis?",
    ],
)
def test_what_the_records_bear_out_is_not_denied(question: str, knowledge: Knowledge) -> None:
    first = ask(question, knowledge).sentences[0].text
    assert not first.startswith(("No:", "No record", "No result"))


def test_a_cure_taken_for_granted_is_corrected_and_the_question_answered(knowledge: Knowledge) -> None:
    answer = ask("Since chemotherapy cures small bowel NETs, when can my husband start?", knowledge, "patient")
    assert answer.kind == "answer"
    assert "to ease symptoms" in answer.sentences[0].text
    assert any("helps less" in s.text for s in answer.sentences)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("everolimus is given by drip isn't it? how long does the drip take", "No: everolimus is given by mouth"),
        ("lanreotide is a tablet isn't it", "No: lanreotide is given under the skin"),
        ("lanreotide is a painkiller right", "No: Lanreotide is not a painkiller"),
        ("PRRT is external radiotherapy, so will my skin burn?", "No: Peptide receptor radionuclide therapy (PRRT) is not"),
        ("CAPTEM is radiation, so do I need to stay away from my kids?", "No: Capecitabine + temozolomide (CAPTEM) is not"),
        ("because captem is so mild I don't need blood tests right?", "No: blood tests are needed"),
        ("My ki67 is 3% and my sister says that means 3% chance of living, is that right?",
         "No: a Ki-67 of 3 % means that about 3 in 100 cancer cells are getting ready to divide"),
        ("I read that grade 1 NETs are not cancer, true?", "No: NETs are a kind of cancer"),
        ("I heard chemo always makes NETs grow faster. true?", "No: none of my sources says that chemo makes a NET grow"),
        ("lutetium makes you lose all your hair doesn't it", "No: what my sources list for this treatment is some hair thinning"),
        ("since chemo cures all NETs, when can I stop lanreotide?", "No: chemo does not cure a tumor that has spread"),
    ],
)  # fmt: skip
def test_a_patients_mistake_is_set_right_with_no(question: str, says: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").sentences[0].text.startswith(says)


@pytest.mark.parametrize(
    "question",
    [
        "everolimus is a tablet isn't it?",
        "is captem a drip or tablets",
        "PRRT is given by drip, right?",
        "can you have chemo tablets together with lutetium",
        "which bloods are needed before CAPTEM?",
        "is everolimus better than a drip",
    ],
)
def test_what_is_right_or_only_asked_is_not_denied(question: str, knowledge: Knowledge) -> None:
    assert not ask(question, knowledge, "patient").sentences[0].text.startswith("No: ")


def test_a_refusal_by_its_words_follows_what_is_set_right(knowledge: Knowledge) -> None:
    answer = ask("since lanreotide is a painkiller can I take a double dose today?", knowledge, "patient")
    assert answer.kind == "refused"
    assert answer.sentences[0].text.startswith("No: Lanreotide is not a painkiller")


def test_what_a_percentage_of_dividing_cells_means_is_said_with_its_grade(knowledge: Knowledge) -> None:
    texts = [s.text for s in ask("What does Ki-67 of 12% mean?", knowledge, "patient").sentences]
    assert "about 12 in 100 cancer cells" in texts[0]
    assert "grade 2" in texts[1]
