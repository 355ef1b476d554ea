"""`hoofbeat read` with a model: suggestions stand apart, the case is the same, and nothing is sent without both settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_command_line import hoofbeat, refused
from tests.model_server import ModelServer, running

LETTER = b"Invented letter. ECOG 1. She cannot follow the doorbell or the telephone any more."
GOOD = {"field": "hearing_loss", "value": True, "words": "cannot follow the doorbell"}
BAD = {"field": "sex\x1b[31m\ud800", "value": "G9", "words": "not there"}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running() as made:
        made.reply = lambda said: (200, json.dumps([GOOD, BAD]))
        yield made


def test_suggestions_are_shown_apart_from_what_was_read(server: ModelServer) -> None:
    done = hoofbeat("read", "-", "--model", "m", "--model-url", server.endpoint.url, given=LETTER)
    assert done.returncode == 0
    read, suggested = done.stdout.split("SUGGESTED BY A MODEL, NOT READ BY THE RULES; CONFIRM EACH")
    assert "hearing_loss" not in read
    assert 'hearing_loss? yes   <- "cannot follow the doorbell"' in suggested
    assert "Dropped: 1" in suggested
    assert "no such field" not in suggested


def test_explain_names_what_was_dropped_and_nothing_reaches_the_terminal_as_a_command(server: ModelServer) -> None:
    done = hoofbeat("read", "-", "--model", "m", "--model-url", server.endpoint.url, "--explain", given=LETTER)
    assert done.returncode == 0
    assert "there is no such field" in done.stdout
    assert "\x1b" not in done.stdout


def test_json_has_the_suggestions_under_keys_of_their_own(server: ModelServer) -> None:
    words = ("read", "-", "--format", "json")
    plain = json.loads(hoofbeat(*words, given=LETTER).stdout)
    assert server.bodies == []
    with_model = json.loads(hoofbeat(*words, "--model", "m", "--model-url", server.endpoint.url, given=LETTER).stdout)
    assert set(plain) == {"case", "found", "warnings"}
    assert {key: with_model[key] for key in plain} == plain
    assert [s["field"] for s in with_model["suggested"]] == ["hearing_loss"]
    assert [d["why"] for d in with_model["dropped"]] == ["there is no such field"]


def test_a_model_that_is_not_there_leaves_the_reading_with_a_warning() -> None:
    words = ("--model", "m", "--model-url", "http://127.0.0.1:9/v1")
    done = hoofbeat("read", "-", *words, given=LETTER)
    assert done.returncode == 0
    assert "ecog: 1" in done.stdout
    assert "gave nothing that could be used" in done.stdout


@pytest.mark.parametrize("given", [("--model", "m"), ("--model-url", "http://127.0.0.1:9/v1")])
def test_one_setting_alone_is_refused(given: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(LETTER)
    assert "Give both, or neither" in refused("read", str(file), *given)


def test_the_help_says_that_the_letter_is_sent() -> None:
    text = " ".join(hoofbeat("read", "--help").stdout.replace("│", " ").split())
    assert "leaves this machine" in text
