"""Daily life on treatment: what a person asks at home is answered from its own saying, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.forms import Phrase
from hoofbeat.ask.plans.service import saying_that_goes_first
from hoofbeat.ask.records import sayings
from hoofbeat.ask.understanding import understand
from hoofbeat.ask.verify import plain_grade
from hoofbeat.knowledge import Knowledge
from hoofbeat.yaml_text import read_yaml

_TABLE = read_yaml((Path(__file__).parent / "daily_life.yaml").read_bytes(), "daily_life.yaml")
ASKED = [(name, question) for name, questions in _TABLE["asked"].items() for question in questions]
LED = [(name, question, words) for name, asked in _TABLE["led"].items() for question, words in asked]
URGENT, REFUSED, ELSEWHERE = _TABLE["urgent"], _TABLE["refused"], _TABLE["elsewhere"]
WARNED = [(question, words) for question, words in _TABLE["warned"]]
DAILY = {name for name, _ in ASKED}
MOST_SENTENCES = 5
MOST_WORDS = 25


def _for_all_or_some(name: str) -> list[Phrase]:
    """The sentences that may come first: those for certain treatments, up to the first that is for everybody."""
    said = sayings()[name].patient
    general = next(n for n, p in enumerate(said) if not p.with_treatment)
    return said[: general + 1]


@pytest.mark.parametrize(("name", "question"), ASKED)
def test_a_question_of_daily_life_meets_its_saying_in_many_wordings(
    name: str, question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "answer"
    assert answer.sentences[0].cites[0] == name
    assert answer.sentences[0].text in [p.text for p in _for_all_or_some(name)]
    assert not answer.dropped


@pytest.mark.parametrize(("name", "question", "words"), LED)
def test_words_that_tell_what_is_wanted_lead_to_its_plan(
    name: str, question: str, words: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert (answer.kind, answer.intent) == ("answer", sayings()[name].intent)
    assert words in answer.text


@pytest.mark.parametrize(("question", "words"), WARNED)
def test_what_could_do_harm_if_left_out_is_said(question: str, words: str, knowledge: Knowledge) -> None:
    assert words in " ".join(s.text for s in ask(question, knowledge, "patient").sentences)


def test_a_call_at_once_comes_before_a_call_that_may_wait() -> None:
    said = [s.text for s in sayings()["diarrhea"].patient]
    at_once = next(i for i, text in enumerate(said) if "straight away" in text)
    assert at_once < next(i for i, text in enumerate(said) if "more than a day" in text)


@pytest.mark.parametrize("question", URGENT)
def test_an_emergency_told_in_the_same_words_stays_urgent(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "urgent"


@pytest.mark.parametrize("question", REFUSED)
def test_a_dose_or_a_decision_for_one_person_is_still_declined(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "refused"


@pytest.mark.parametrize("question", ELSEWHERE)
def test_a_neighbor_that_means_something_else_meets_no_saying_of_daily_life(
    question: str, knowledge: Knowledge
) -> None:
    found = saying_that_goes_first(understand(question, knowledge, "patient"), knowledge)
    assert found is None or found.id not in DAILY


def test_a_choice_of_treatment_stays_a_recommendation(knowledge: Knowledge) -> None:
    for question in (
        "Which chemotherapy for a grade 2 pancreatic NET that spread to the liver? I also work and have children.",
        "What treatment is best for a small bowel NET that grows on lanreotide, I am very tired",
    ):
        assert ask(question, knowledge, "patient").intent == "recommendation"


def test_every_saying_of_daily_life_has_wordings_here() -> None:
    going_first = {s.id for s in sayings().values() if s.goes_first and (s.patient or s.leads)}
    leading = {name for name, *_ in LED}
    assert going_first - DAILY - leading == {"cure", "nothing-works", "watching"}
    assert all(len(questions) > 2 for questions in _TABLE["asked"].values())


def test_a_saying_is_short_and_plain(knowledge: Knowledge) -> None:
    for name in sorted(DAILY):
        said = [s.text for s in sayings()[name].patient]
        for_all = [s for s in sayings()[name].patient if not s.with_treatment]
        assert 1 < len(for_all) <= MOST_SENTENCES, name
        assert all(len(text.split()) <= MOST_WORDS for text in said), name
        assert plain_grade(" ".join(said), knowledge) <= 8, name
