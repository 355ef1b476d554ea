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
