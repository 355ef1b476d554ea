from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hoofbeat.case import FIELDS, read_case
from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter

LETTERS: list[dict[str, Any]] = [
    letter
    for path in sorted(Path(__file__).parent.glob("*_letters.yaml"))
    for letter in yaml.safe_load(path.read_text(encoding="utf-8"))
]
by_name = pytest.mark.parametrize("letter", LETTERS, ids=[letter["name"] for letter in LETTERS])


@by_name
def test_a_letter_gives_the_case_it_states_and_nothing_else(knowledge: Knowledge, letter: dict[str, Any]) -> None:
    assert read_letter(letter["text"], knowledge).case == letter["case"]


@by_name
def test_a_letter_says_what_it_could_not_take(knowledge: Knowledge, letter: dict[str, Any]) -> None:
    warnings = read_letter(letter["text"], knowledge).warnings
    assert [w for w in letter.get("warns", []) if not any(w in said for said in warnings)] == []


@by_name
def test_every_case_is_valid_and_in_the_order_of_the_contract(knowledge: Knowledge, letter: dict[str, Any]) -> None:
    case = read_letter(letter["text"], knowledge).case
    assert read_case(case).known().keys() == case.keys()
    assert list(case) == [name for name in FIELDS if name in case]


@by_name
def test_every_value_shows_the_words_it_was_read_from(knowledge: Knowledge, letter: dict[str, Any]) -> None:
    reading = read_letter(letter["text"], knowledge)
    assert all(letter["text"][f.start : f.end] == f.words for f in reading.found)
    assert {f.field for f in reading.found} >= set(reading.case)
    assert [f.start for f in reading.found] == sorted(f.start for f in reading.found)


@by_name
def test_the_same_letter_gives_the_same_reading(knowledge: Knowledge, letter: dict[str, Any]) -> None:
    assert read_letter(letter["text"], knowledge).to_dict() == read_letter(letter["text"], knowledge).to_dict()
