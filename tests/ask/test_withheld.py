"""Knowing when not to answer: each reason has its own wording and a next step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.records import sayings, withheld
from hoofbeat.ask.verify import numbers_in
from hoofbeat.knowledge import Knowledge
from hoofbeat.yaml_text import read_yaml

OWN = read_yaml((Path(__file__).parent / "own_questions.yaml").read_bytes(), "own_questions.yaml")
READER = {"p": "patient", "c": "clinician"}
REFUSED = [
    (r, q) for group in ("dose-for-me", "stop-or-start-for-me", "prognosis-for-me", "injection") for r, q in OWN[group]
]
OUTSIDE = [(r, q) for group in ("other-cancer", "off-topic", "nonsense") for r, q in OWN[group]]


@pytest.mark.parametrize(("reader", "question"), REFUSED)
def test_a_dose_a_decision_or_a_prognosis_for_one_person_is_refused(
    reader: Any, question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, READER[reader])
    assert answer.kind == "refused"
    assert answer.follow_up
    assert "mg" not in answer.text.split()


@pytest.mark.parametrize(("reader", "question"), OUTSIDE)
def test_what_lies_outside_the_records_is_not_answered(reader: Any, question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, READER[reader])
    assert answer.kind in ("unknown", "refused", "clarify")
    assert answer.sentences


@pytest.mark.parametrize(
    ("question", "danger"),
    [
        ("they offer me cisplatin but I am nearly deaf, shall I agree", "hearing"),
        ("I have a bad cold, do I still go for my chemo on monday", "infection"),
        ("my feet are peeling on capecitabine, do I have to stop it", "peeling"),
        ("my neutrophils are 0.7, should I still take capecitabine tonight", "neutrophils"),
    ],
)
def test_a_danger_told_goes_before_a_refusal_and_nothing_urges_the_person_on(
    question: str, danger: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "refused"
    opening = " ".join(s.text for s in answer.sentences[:2]).lower()
    assert danger in opening
    assert "before the next dose" in answer.text.lower() or "take the next dose" in answer.text.lower()
    assert "do not stop or skip" not in answer.text


@pytest.mark.parametrize(
    "question",
    ["am I allowed to paddle in the lake with a picc line", "did I pass my MEN1 gene on to my son",
     "is gardening fine while on folfox", "how long will I need to be on everolimus", "what happens now that the NET came back in my liver"],
)  # fmt: skip
def test_daily_life_and_the_course_of_treatment_are_no_prognosis_and_no_decision(
    question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge, "patient").kind != "refused"


@pytest.mark.parametrize(
    "question", ["ECOG 3 NEC, should I give chemotherapy?", "Streptozocin with GFR 40 ml/min, dose?", "cisplatin at eGFR 45 ml/min, dose?"]
)  # fmt: skip
def test_a_clinician_is_answered_where_no_single_person_is_meant(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge).kind == "answer"


def test_the_five_refusals_do_not_sound_alike() -> None:
    openings = [w.says.patient[0].text for w in withheld().withheld if w.says.patient]
    assert len(set(openings)) == len(openings) >= 5


def test_a_prognosis_refused_holds_no_figure() -> None:
    record = next(w for w in withheld().withheld if w.id == "prognosis-for-me")
    assert not numbers_in(" ".join(s.text for s in record.says.patient))


def test_every_refusal_names_sources_that_exist_and_a_next_step(knowledge: Knowledge) -> None:
    known = {*knowledge.sources, *sayings()}
    for record in withheld().withheld:
        for reader in record.readers:
            sentences = record.says.of(reader)
            assert sentences, record.id
            assert {c for s in sentences for c in s.cites} <= known, record.id
            assert record.follow_up.of(reader), record.id


@pytest.mark.parametrize(
    "question",
    [
        "response rate of trastuzumab deruxtecan in NEC?",
        "Results of the ZEBRA-99 trial of captem in NEC?",
        "frequency of synaesthesia with streptozocin",
        "what dose of ivermectin do people use for carcinoid",
        "actinium-225 dotatate results",
    ],
)
def test_what_no_record_holds_is_said_to_be_unknown(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge).kind == "unknown"


@pytest.mark.parametrize("question", ["second line?", "does it work?", "EP?", "response rate?"])
def test_a_bare_question_is_asked_back_with_two_ways_on(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge)
    assert answer.kind == "clarify"
    assert len(answer.follow_up) == 2


def test_an_unknown_question_from_a_patient_is_told_where_to_ask(knowledge: Knowledge) -> None:
    answer = ask("does hypnosis improve the response to captem?", knowledge, "patient")
    assert answer.kind == "unknown"
    assert len(answer.sentences) >= 2
