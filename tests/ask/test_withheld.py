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


@pytest.mark.parametrize(
    "question",
    [
        "I don't want any more chemo. Is that allowed?",
        "is it ok to say no to chemo",
        "what happens if I refuse treatment",
        "am I allowed to turn down PRRT",
        "can they force me to have chemo",
    ],
)
def test_who_asks_whether_one_may_refuse_is_told_yes_and_not_urged_on(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "refused"
    assert answer.text.startswith("Yes: an adult")
    assert "do not stop or skip" not in answer.text


@pytest.mark.parametrize("question", ["should I refuse chemo", "would it be wise to turn down PRRT"])
def test_whether_to_refuse_stays_a_decision_that_is_not_made_here(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "refused"
    assert answer.text.startswith("I cannot decide")


@pytest.mark.parametrize(
    "question",
    ["they told me no chemo for my slow bowel NET, what else is there", "why are they not giving my husband chemo, NET grade 1"],
)  # fmt: skip
def test_no_chemo_is_not_no_treatment(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").text.startswith("No chemo does not mean no treatment")


def test_a_treatment_too_hard_to_bear_is_told_that_it_can_be_eased(knowledge: Knowledge) -> None:
    answer = ask("I want to stop everolimus, it makes life a misery", knowledge, "patient")
    assert answer.kind == "refused"
    assert "can often be eased" in answer.sentences[0].text


@pytest.mark.parametrize(
    "question",
    [
        "I'm dying to know if I can eat grapefruit on sunitinib",
        "how do I get rid of hiccups on chemo",
        "will the ringing in my ears go away",
        "is mine the slow kind",
    ],
)
def test_a_turn_of_speech_or_a_symptom_is_no_prognosis(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "answer"


@pytest.mark.parametrize(
    ("question", "decline"),
    [
        ("how long can she keep going with this cancer", "How long one person will live"),
        ("will my cancer come back for good", "How long one person will live"),
        ("how many tablets are safe for me", "I cannot work out"),
        ("is 2000 mg a good dose for me", "I cannot work out"),
    ],
)
def test_a_fate_or_a_dose_stays_declined(question: str, decline: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "refused"
    assert answer.text.startswith(decline)


def test_spanish_is_named_and_a_thank_you_gets_one_sentence(knowledge: Knowledge) -> None:
    assert "Spanish" in ask("mi marido tiene un tumor neuroendocrino", knowledge, "patient").text
    assert ask("Thank you, you've been kind", knowledge, "patient").text.startswith("You are welcome")
