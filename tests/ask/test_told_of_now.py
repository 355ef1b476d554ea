"""What happened once is no emergency, and never silences one of today; what only resembles one costs nobody the answer."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat.ask import Answer, answer_in_turn, ask
from hoofbeat.ask.records import emergencies
from hoofbeat.knowledge import Knowledge

PAST = [
    "pt had a carcinoid crisis at hemicolectomy 2019, full recovery.",
    "Duodenal ulcer bleed in March, clipped, Hb stable 8 months.",
    "In 2018 he had a stroke.",
    "Hx of DVT and sepsis.",
    "My neighbor died of sepsis on chemo years ago.",
    "I had a fever of 39 after cycle one last winter, all clear since.",
]
ASKED = "Can sunitinib be given?"
PRESENT = {
    "Crushing chest pain, sweating.": "chest-pain",
    "My lips and tongue are swelling up.": "allergic-reaction",
    "Sats are 84 and he is gasping.": "breathlessness",
    "He passes black tarry stools and is faint.": "bleeding",
    "She will not wake up and talks nonsense.": "confusion-or-collapse",
    "Day 9 after chemo, temp 38.7 and shivering.": "fever",
}
SUICIDE = "thoughts-of-suicide"


def first_danger(answer: Answer) -> str:
    return answer.sentences[0].claim if answer.kind == "urgent" else answer.kind


@pytest.mark.parametrize("past", PAST)
def test_a_past_event_is_no_emergency(past: str, knowledge: Knowledge) -> None:
    assert ask(f"{past} {ASKED}", knowledge).kind != "urgent"


@pytest.mark.parametrize("past", PAST)
@pytest.mark.parametrize("now", PRESENT)
def test_a_past_event_never_silences_a_present_one(past: str, now: str, knowledge: Knowledge) -> None:
    for text in (f"{past} {now}", f"{now} {past}", f"{past[:-1]}, but {now}"):
        assert PRESENT[now] in {s.claim for s in ask(text, knowledge, "patient").sentences}, text


@pytest.mark.parametrize(
    "text",
    [
        "I had a clot in 2019 and now my leg is swollen and red again",
        "had my operation 3 months ago my chest is tight and it goes down the left arm",
        "pNET dx 2021 presenting with crushing chest pain",
        "loose stools for years but since yesterday fifteen times and there is blood in it",
        "same pain as in 2020 when I had the heart attack, it started an hour ago, chest and jaw",
        "I have crushing chest pain, in case it gets worse what should I do",
        "stroke 2016. since breakfast his speech is slurred and his face droops",
    ],
)
def test_what_happens_now_is_heard_beside_another_time(text: str, knowledge: Knowledge) -> None:
    assert ask(text, knowledge, "patient").kind == "urgent"


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        ("clinician", "small cell NEC of the cervix, T3 N1, 39F, fit, platinum naive. systemic treatment?"),
        ("clinician", "40M, pT3 N1 M0, ileal NET. Adjuvant treatment?"),
        ("patient", "six loose stools a day for the past five years, nothing new, what can be added to octreotide"),
        ("patient", "temp 36.7, oxygen 98, all well on day 5. which of them goes in the diary?"),
    ],
)
def test_an_age_a_lasting_state_and_normal_readings_are_no_emergency(
    reader: Any, text: str, knowledge: Knowledge
) -> None:
    assert ask(text, knowledge, reader).kind != "urgent"


@pytest.mark.parametrize(
    "told",
    [
        "I want to end my life",
        "I've put all my morphine in one place and I keep looking at it, I can't face another round",
        "everyone will be better off without me, I won't be needing the next injection, goodnight",
        "I can't do this any more, tonight I think I would really do it",
        "I don't want to live with pain any more, I am going to kill myself",
    ],
)
@pytest.mark.parametrize(
    "beside", ["", "My chest hurts. ", "Sepsis in 2019, all clear since. ", "Temp 38.9 on chemo. "]
)
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_thoughts_of_suicide_are_answered_as_such_and_first(
    reader: Any, told: str, beside: str, knowledge: Knowledge
) -> None:
    for text in (beside + told, f"{told}. {beside}"):
        assert first_danger(ask(text, knowledge, reader)) == SUICIDE, text


@pytest.mark.parametrize(
    ("reader", "text", "danger"),
    [
        ("patient", "the tumor is in his spine, his legs are like cotton wool and he could not pass water", "cord"),
        ("clinician", "epirubicin has tissued in the forearm, red and burning, what now", "drip"),
        ("patient", "the vein where the drip goes in is hard and stings, chemo still running", "drip"),
        ("patient", "he has an insulinoma, is sleepy and sweaty and the juice runs out of his mouth", "hypoglycemia"),
        ("patient", "since the new tablets the skin on my back comes away like wet paper", "blistering"),
        ("patient", "no stool since sunday, not even wind, tummy like a drum, bringing up green", "belly"),
    ],
)
def test_an_emergency_gets_its_own_text(reader: Any, text: str, danger: str, knowledge: Knowledge) -> None:
    assert danger in first_danger(ask(text, knowledge, reader))


def test_every_group_that_tells_an_emergency_apart_is_recorded() -> None:
    for record in emergencies().emergencies:
        named = {name for groups in (*record.nearly, *record.combinations) for name in groups}
        assert record.nearly, record.id
        assert named <= emergencies().groups.keys(), record.id


RESEMBLES = "He is really not right since yesterday, cold and grey. What are the side effects of cisplatin?"


def test_an_emergency_beside_an_ordinary_question_is_heard(knowledge: Knowledge) -> None:
    told, asked = RESEMBLES.split(". ")
    assert ask(asked, knowledge, "patient").kind == "answer"
    assert ask(RESEMBLES, knowledge, "patient").kind == "urgent"
    assert ask(f"{asked} {told}.", knowledge, "patient").kind == "urgent"


def test_a_clinician_gets_the_answer_after_what_to_do_now(knowledge: Knowledge) -> None:
    answer = ask(RESEMBLES, knowledge)
    assert answer.kind == "urgent"
    assert answer.sentences[0].text == emergencies().any_other.clinician[0].text
    assert answer.claims
    assert "cisplatin" in answer.text.lower()
    assert all(s.cites for s in answer.sentences)


def test_a_patient_can_say_that_it_is_not_happening(knowledge: Knowledge) -> None:
    first = ask(RESEMBLES, knowledge, "patient")
    assert first.kind == "urgent"
    assert not first.claims
    assert any("It is not happening now" in text for text in first.follow_up)
    for said in ("It is not happening now", "No, that was last year.", first.follow_up[0]):
        answer = answer_in_turn([RESEMBLES, said], knowledge, "patient")
        assert answer.kind == "answer", said
        assert answer.text.startswith(emergencies().in_doubt.patient[0].text)
        assert "Common side effects are" in answer.text


def test_where_words_tell_an_emergency_the_answer_follows_what_to_do_once_it_is_said_not_to_happen(
    knowledge: Knowledge,
) -> None:
    question = "He hardly passes any urine since yesterday. What are the side effects of cisplatin?"
    first, again = (
        answer_in_turn(q, knowledge, "patient") for q in ([question], [question, "It is not happening now"])
    )
    assert first.kind == again.kind == "urgent"
    assert again.sentences[0] == first.sentences[0]
    assert not first.claims
    assert again.claims
    assert "hair" in again.text


def test_saying_so_opens_nothing_where_a_sign_stood_or_stands(knowledge: Knowledge) -> None:
    said = "it is not happening now"
    assert answer_in_turn([RESEMBLES, f"{said} but I have chest pain"], knowledge, "patient").kind == "urgent"
    after = answer_in_turn(["I want to end my life, the pills are here", said], knowledge, "patient")
    assert after.kind != "answer" or not after.claims
    assert answer_in_turn([said], knowledge, "patient").kind != "urgent"
