"""The recognizer is learned from the records as they are, says the same for the same question, and never breaks on one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.ask import ask
from hoofbeat.ask.intents import features_of
from hoofbeat.ask.names import Names
from hoofbeat.ask.recognizer import fingerprint, recognizer
from hoofbeat.ask.records import examples, intents, withheld
from hoofbeat.ask.understanding import understand
from hoofbeat.knowledge import Knowledge

SOME = [(label, question) for label, questions in examples().items() for question in questions[::29]]


def test_it_was_learned_from_the_phrase_records_as_they_are() -> None:
    assert recognizer().learned_from == fingerprint(), "The phrase records changed: run `make learn`."


def test_every_label_is_an_intent_a_reason_to_decline_or_a_kind_of_question() -> None:
    outside = {"other-cancer", "off-topic", "nonsense", "not-covered", "clarify", "emergency", "not-emergency"}
    known = {i.id for i in intents().intents} | {w.intent for w in withheld().withheld} | outside
    assert set(examples()) <= known
    assert {i.id for i in intents().intents} <= set(recognizer().labels)


def test_what_it_learned_it_knows_again(knowledge: Knowledge) -> None:
    known, right = Names.of(knowledge).vocabulary, 0
    chosen = [(label, q) for label, q in SOME if label not in ("not-emergency", "clarify", "not-covered")]
    for label, question in chosen:
        u = understand(question, knowledge, "patient")
        margins = recognizer().margins(u, features_of(u, knowledge), known)
        right += max(margins, key=lambda m: margins[m]) == label
    assert right >= 0.9 * len(chosen)


@pytest.mark.parametrize("reader", ["clinician", "patient"])
@pytest.mark.parametrize(("label", "question"), SOME)
def test_any_question_gets_an_answer_whose_every_sentence_is_cited(
    label: str, question: str, reader: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)  # type: ignore[arg-type]
    assert answer.sentences
    assert all(s.cites for s in answer.sentences)
    if label == "emergency":
        assert answer.kind == "urgent"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=120))
def test_any_text_gets_an_answer(knowledge: Knowledge, text: str) -> None:
    assert ask(text, knowledge, "patient").sentences
