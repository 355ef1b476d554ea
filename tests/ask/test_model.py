"""A language model, if one is used, may reword and nothing else. The server is real, and of these tests' own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest

from hoofbeat.ask import Endpoint, ask
from hoofbeat.ask.model import rewordings
from hoofbeat.knowledge import Knowledge
from tests.model_server import OUT_OF_PROTOCOL, ModelServer, running

QUESTION = "What is captem?"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running() as made:
        yield made


def lines(listed: str) -> list[tuple[str, str]]:
    return re.findall(r"(.+?) (\[c\d+\])(?:\n|$)", listed)


def test_a_good_rewording_is_taken(server: ModelServer, knowledge: Knowledge) -> None:
    server.reply = lambda listed: (200, "\n".join(f"In short: {text} {mark}" for text, mark in lines(listed)))
    plain, reworded = ask(QUESTION, knowledge), ask(QUESTION, knowledge, model=server.endpoint)
    assert reworded.sentences[0].text == f"In short: {plain.sentences[0].text}"
    assert [s.cites for s in reworded.sentences] == [s.cites for s in plain.sentences]


def test_the_model_sees_the_claims_and_no_more(server: ModelServer, knowledge: Knowledge) -> None:
    ask(QUESTION, knowledge, model=server.endpoint)
    (body,) = server.bodies
    assert body["model"] == "test-model"
    assert body["temperature"] == 0
    assert "[c1]" in json.dumps(body)


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda text: f"{text} It cures 90 % of people.",
        lambda text: f"{text} Sunitinib is better.",
        lambda text: f"{text} It is not used any more.",
        lambda text: f"{text} You will always respond.",
    ],
)
def test_a_sentence_that_says_more_falls_back_to_its_template(
    spoiled: Callable[[str], str], server: ModelServer, knowledge: Knowledge
) -> None:
    server.reply = lambda listed: (200, "\n".join(f"{spoiled(text)} {mark}" for text, mark in lines(listed)))
    assert ask(QUESTION, knowledge, model=server.endpoint).sentences == ask(QUESTION, knowledge).sentences


def test_one_bad_sentence_does_not_spoil_the_others(server: ModelServer, knowledge: Knowledge) -> None:
    def reply(listed: str) -> tuple[int, str]:
        said = [f"In short: {text} {mark}" for text, mark in lines(listed)]
        return 200, "\n".join([said[0].replace("In short", "In 77 % of cases"), *said[1:]])

    server.reply = reply
    plain, reworded = ask(QUESTION, knowledge), ask(QUESTION, knowledge, model=server.endpoint)
    assert reworded.sentences[0] == plain.sentences[0]
    assert reworded.sentences[1].text.startswith("In short: ")


def test_a_sentence_without_its_marker_is_not_shown(server: ModelServer, knowledge: Knowledge) -> None:
    server.reply = lambda listed: (200, "Captem is wonderful and works for everyone.")
    assert ask(QUESTION, knowledge, model=server.endpoint).sentences == ask(QUESTION, knowledge).sentences


@pytest.mark.parametrize("status", [500, 404, OUT_OF_PROTOCOL])
def test_an_error_or_a_reply_out_of_protocol_leaves_the_templates(
    status: int, server: ModelServer, knowledge: Knowledge
) -> None:
    server.reply = lambda listed: (status, "not what was asked for")
    assert ask(QUESTION, knowledge, model=server.endpoint).to_dict() == ask(QUESTION, knowledge).to_dict()


def test_a_model_that_is_too_slow_is_not_waited_for(server: ModelServer, knowledge: Knowledge) -> None:
    server.slow = 3.0
    endpoint = Endpoint(server.endpoint.url, "test-model", seconds=0.2)
    assert ask(QUESTION, knowledge, model=endpoint).to_dict() == ask(QUESTION, knowledge).to_dict()


def test_a_model_that_is_not_there_changes_nothing(knowledge: Knowledge) -> None:
    endpoint = Endpoint("http://127.0.0.1:9/v1", "test-model", seconds=0.5)
    assert ask(QUESTION, knowledge, model=endpoint).to_dict() == ask(QUESTION, knowledge).to_dict()


def test_an_emergency_is_never_reworded(server: ModelServer, knowledge: Knowledge) -> None:
    answer = ask("chest pain since starting xeloda yesterday", knowledge, "patient", model=server.endpoint)
    assert answer.kind == "urgent"
    assert server.bodies == []


def test_a_marker_used_twice_counts_for_nothing() -> None:
    assert rewordings("One. [c1] Two. [c2] Three. [c2] Four. [c9]", 3) == {1: "One."}
