"""What a patient or a relative tells in passing: a danger gets its own words, and a plan, a bill or tears are none."""

from __future__ import annotations

import pytest

from hoofbeat.ask import Answer, ask
from hoofbeat.knowledge import Knowledge


def _first(answer: Answer) -> str:
    return answer.sentences[0].claim if answer.kind == "urgent" else ""


@pytest.mark.parametrize(
    "question",
    [
        "my mom fell and hit her head, she is on chemo with low platelets, seems fine",
        "bumped my forehead on the cupboard, im on captem",
        "tripped and landed on his face, takes apixaban and has a NET",
        "hit my head on the car door, platelets 40",
        "he fell down the stairs and bumped his head, on carboplatin",
    ],
)
def test_a_blow_to_the_head_is_urgent_where_the_blood_clots_badly(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert _first(answer) == "head-injury"
    assert "also if all seems fine" in answer.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "dizzy and heart racing 140 sitting down since infusion",
        "my heart flutters a lot since yesterday, carcinoid, on octreotide",
        "my heart skips beats at night since starting octreotide",
    ],
)
def test_a_racing_heart_is_not_called_chest_pain(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "urgent"
    assert "racing" in answer.sentences[0].text
    assert "chest pain can come" not in answer.text


def test_chest_pain_with_a_racing_heart_is_chest_pain(knowledge: Knowledge) -> None:
    answer = ask("palpitations and chest pain on captem", knowledge, "patient")
    assert _first(answer) == "chest-pain"
    assert "chest pain can come" in answer.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "havent pooed for 6 days on ondansetron and now im being sick and belly is hard",
        "bunged up for a week on morphine and now vomiting, tummy swollen like a drum",
    ],
)
def test_no_stool_and_vomiting_is_a_blocked_bowel_and_nobody_is_told_to_drink(
    question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert _first(answer) == "belly-emergency"
    assert "Drink what you can" not in answer.text


def test_early_diarrhea_on_capecitabine_stops_the_tablets_and_names_the_antidote(knowledge: Knowledge) -> None:
    question = "had one round of capecitabine and after 4 days mouth ulcers, diarrhea 8 times a day. is it normal?"
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "urgent"
    assert "Take no more capecitabine" in answer.text
    assert "antidote" in answer.text
    assert "antidote" not in ask("diarrhea 8 times a day on everolimus since monday", knowledge, "patient").text


@pytest.mark.parametrize(
    ("question", "emergency"),
    [
        ("is ginger tea ok for nausea. he hasnt kept down water for 24 hours", "severe-diarrhea-or-vomiting"),
        ("bit embarrassed but my stools are jet black since starting afinitor", "bleeding"),
        ("since the infusion my throat feels thick but im ok, can i drive home", "allergic-reaction"),
        ("burning when peeing and 37.8, neutrophils 0.3", "fever"),
        ("calf pain after flying home from prrt in basel", "blood-clot"),
    ],
)
def test_a_danger_told_beside_a_small_question_is_heard(question: str, emergency: str, knowledge: Knowledge) -> None:
    assert _first(ask(question, knowledge, "patient")) == emergency


def test_vomiting_all_the_time_is_urgent_and_a_question_on_it_is_not(knowledge: Knowledge) -> None:
    assert ask("i am vomiting all the time on chemo", knowledge, "patient").kind == "urgent"
    assert ask("is it true you are sick all the time on chemo", knowledge, "patient").kind == "answer"


def test_a_cough_of_ones_own_beside_a_general_question_is_heard(knowledge: Knowledge) -> None:
    own = ask("does everolimus cause cough? had one for 2 weeks dry", knowledge, "patient")
    assert "ring your team's emergency line today" in own.sentences[0].text
    general = ask("does everolimus cause a cough?", knowledge, "patient")
    assert general.sentences[0].text.startswith("Yes")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("I take warfarin for my heart valve and they want to start me on capecitabine next week", "warfarin"),
        ("heart failure and they suggest the doxorubicin streptozocin thing", "heart failure"),
        ("insurance wont pay for my lutathera what now", "insurer"),
        ("my wife cries all day since diagnosis and wont talk. i dont know what to do", "sorry"),
    ],
)
def test_a_known_heart_disease_a_bill_or_tears_are_no_emergency(question: str, says: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "answer"
    assert says in answer.text
    assert "before you read on" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "insurance refused my chemo and now i have a fever of 39",
        "insurance denied lutathera and im bleeding from the bowel",
        "heart failure got worse, legs full of water and they suggest doxorubicin",
        "i think im dying, cant breathe",
        "my dad is dying of cancer and suddenly cant breathe",
    ],
)
def test_beside_these_an_emergency_is_still_heard(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "my mother is dying of neuroendocrine cancer, her breathing has gone all rattly and she sleeps all day",
        "granny is dying from NEC, gurgling breath, asleep all day, who do i call",
    ],
)
def test_signs_of_the_last_days_of_somebody_dying_of_the_cancer_get_the_line_of_the_nurse(
    question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "answer"
    assert "Ring the hospice" in answer.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "are there long term effects after chemo, finished 2 years ago NEC all clear",
        "they found a 6mm carcinoid in my rectum when they took out a polyp, the doctor said nothing more needed, safe?",
        "thymus carcinoid operated, radiation or chemo after?",
        "small cell in esophagus, stage limited, chemo with radiation?",
    ],
)
def test_nobody_is_frightened_by_spread_or_figures_that_they_did_not_tell_of(
    question: str, knowledge: Knowledge
) -> None:
    told = ask(question, knowledge, "patient").text
    assert "The cancer has spread, or cannot" not in told
    assert "half the people" not in told
    assert "end of life" not in told
    assert "outlook" not in told


def test_a_medicine_from_the_dentist_is_looked_up_and_not_only_the_teeth(knowledge: Knowledge) -> None:
    answer = ask("antibiotics from dentist with everolimus - clarithromycin", knowledge, "patient")
    assert "clarithromycin" in answer.sentences[0].text


def test_lost_hair_is_no_loose_stool_and_a_turn_asks_it_of_another_treatment(knowledge: Knowledge) -> None:
    first = ask("will i loose my hair with captem?", knowledge, "patient")
    assert "diarrhea" not in first.sentences[0].text
    assert "hair" in first.sentences[0].text
    second = ask("and with the lutetium?", knowledge, "patient", first.conversation)
    assert "hair" in second.sentences[0].text
