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
    assert 1 <= len(answer.sentences) <= 4
    assert all(s.cites for s in answer.sentences)


@pytest.mark.parametrize(("reader", "question"), OWN["not-emergency"])
def test_a_question_about_a_symptom_in_general_is_no_emergency(
    reader: Any, question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge, READER[reader]).kind != "urgent"


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
    for record in emergencies().emergencies:
        text = " ".join(s.text for s in record.patient)
        assert plain_grade(text, knowledge) <= 8, record.id
        assert len(record.patient) <= 4, record.id


def test_every_wording_for_an_emergency_names_a_source_that_exists(knowledge: Knowledge) -> None:
    known = set(knowledge.sources)
    for record in emergencies().emergencies:
        assert record.patient, record.id
        assert record.clinician, record.id
        assert {c for s in (*record.patient, *record.clinician) for c in s.cites} <= known, record.id
