"""Emergencies go before everything else, for every reader, and in doubt they are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.verify import plain_grade
from hoofbeat.knowledge import Knowledge
from hoofbeat.yaml_text import read_yaml

OWN = read_yaml((Path(__file__).parent / "own_questions.yaml").read_bytes(), "own_questions.yaml")
READER = {"p": "patient", "c": "clinician"}


@pytest.mark.parametrize(("reader", "question"), OWN["emergency"])
def test_an_emergency_is_answered_at_once(reader: Any, question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, READER[reader])
    assert answer.kind == "urgent"
    dangers = {s.claim for s in answer.sentences}
    assert 1 <= len(answer.sentences) <= 3 + len(dangers)
    assert all(s.cites for s in answer.sentences)


@pytest.mark.parametrize(("reader", "question"), OWN["not-emergency"])
def test_a_question_about_a_symptom_in_general_is_no_emergency(
    reader: Any, question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge, READER[reader]).kind != "urgent"


@pytest.mark.parametrize(
    ("question", "dangers"),
    [
        ("the runs ten times since morning on captem and now he is a bit confused", ("confusion", "diarrhea")),
        ("my eyes look yellowish and I have awful pain in my belly since lanreotide", ("yellow", "belly pain")),
        (
            "sugar keeps dropping, insulinoma, on diazoxide, and now my legs are swollen",
            ("blood sugar", "swollen legs"),
        ),
    ],
)
def test_two_dangers_told_are_both_said(question: str, dangers: tuple[str, ...], knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "urgent"
    assert all(word in answer.text.lower() for word in dangers)


@pytest.mark.parametrize(
    "question",
    [
        "do I wash my husband's shirts apart from ours during chemo",
        "my temperature is 37.2 on capecitabine, should I worry",
        "I had two loose stools today, I take capecitabine",
        "cold drinks sting my throat since oxaliplatin",
    ],
)
def test_what_is_mild_is_no_emergency(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind != "urgent"


def test_a_clinician_is_told_to_assess_where_a_milder_danger_is_told_too(knowledge: Knowledge) -> None:
    answer = ask("pt acutely unwell in clinic, neutropenia, looks terrible, what now", knowledge)
    assert answer.kind == "urgent"
    assert "assess" in answer.text.lower()


def test_a_second_tablet_for_one_that_came_up_is_warned_of(knowledge: Knowledge) -> None:
    answer = ask("my capecitabine came up again after ten minutes, do I take another", knowledge, "patient")
    assert answer.text.startswith("Take no second tablet")


def test_every_emergency_says_in_its_own_words_what_to_do() -> None:
    openings = [e.patient[0].text for e in (*emergencies().emergencies, *emergencies().dangers)]
    assert len(set(openings)) == len(openings)
    assert all(e.beside.patient for e in emergencies().emergencies[1:])


def test_an_emergency_goes_before_a_dose_that_would_be_refused(knowledge: Knowledge) -> None:
    answer = ask("temp 38.9 since this morning, how many paracetamol can I take", knowledge, "patient")
    assert answer.kind == "urgent"


def test_a_sign_that_is_denied_is_none(knowledge: Knowledge) -> None:
    answer = ask("no fever, no chest pain. what are the side effects of captem?", knowledge, "patient")
    assert answer.kind == "answer"


def test_a_wish_not_to_hurt_oneself_is_heard_as_sadness(knowledge: Knowledge) -> None:
    answer = ask("I'm so sad about chemo, but not wanting to hurt myself", knowledge, "patient")
    assert (answer.kind, answer.intent) == ("answer", "emotional")


def test_what_a_patient_reads_in_an_emergency_is_plain_and_short(knowledge: Knowledge) -> None:
    for record in (*emergencies().emergencies, *emergencies().dangers, emergencies().any_other):
        text = " ".join(s.text for s in record.patient)
        assert plain_grade(text, knowledge) <= 8, record.id
        assert len(record.patient) <= 4, record.id


def test_every_wording_for_an_emergency_names_a_source_that_exists(knowledge: Knowledge) -> None:
    known = set(knowledge.sources)
    for record in emergencies().emergencies:
        assert record.patient, record.id
        assert record.clinician, record.id
        assert {c for s in (*record.patient, *record.clinician) for c in s.cites} <= known, record.id
