"""A misspelled name is read as the one it can mean, and the answer says so."""

from __future__ import annotations

import json

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.verify import faults, resolves
from hoofbeat.knowledge import Knowledge

READERS: tuple[Reader, ...] = ("clinician", "patient")
SAID = [
    ("What are the side effects of lanreotyde?", "I read 'lanreotyde' as lanreotide."),
    ("is Sandostattin chemo?", "I read 'Sandostattin' as Sandostatin."),
    ("response rate of carboplatin etopside in NEC", "I read 'etopside' as etoposide."),
    ("What helps with carcinoid syndrom?", "I read 'syndrom' as syndrome."),
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("question", "said"), SAID)
def test_what_a_misspelled_name_was_read_as_is_said_first(
    question: str, said: str, reader: Reader, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)
    assert answer.kind == "answer"
    assert answer.text.splitlines()[0] == said
    first = json.loads(json.dumps(answer.to_dict()))["sentences"][0]
    assert first["text"] == said
    assert first["cites"]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("question", "said"), SAID)
def test_it_is_checked_as_every_sentence_is(question: str, said: str, reader: Reader, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, reader)
    first, claims = answer.sentences[0], {c.id: c for c in answer.claims}
    assert all(resolves(c, knowledge) for c in first.cites)
    assert not faults(first, claims[first.claim], knowledge, reader)


@pytest.mark.parametrize(
    "question",
    [
        "What are the side effects of lanreotide?",
        "asymptomatic ileal NET G1 with liver metastases, what first?",
        "Is prehydration needed with cisplatin?",
        "how offten is captem given, tomorow is my first day",
        "tumour of the oesophagus, haemoglobin low, diarrhoea: is octreotide given?",
    ],
)
def test_what_is_no_misspelled_name_is_not_spoken_of(question: str, knowledge: Knowledge) -> None:
    for reader in READERS:
        assert "I read" not in ask(question, knowledge, reader).text


def test_an_emergency_is_not_held_up_by_spelling(knowledge: Knowledge) -> None:
    answer = ask("temp 38.6 and shivering, day 9 of carboplatin etopside", knowledge, "patient")
    assert answer.kind == "urgent"
    assert "I read" not in answer.text
