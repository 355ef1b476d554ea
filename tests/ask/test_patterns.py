"""The notation of the patterns, and the words they read."""

from __future__ import annotations

from copy import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.ask.check import phrase_problems
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.text import words_of
from hoofbeat.errors import KnowledgeError
from hoofbeat.knowledge import Knowledge


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("chest (pain|ache)", " chest pain now ", True),
        ("chest (pain|ache)", " chest x ray ", False),
        ("why [on earth] not", " why not ", True),
        ("shiver*", " shivering ", True),
        ("temp . #", " temp is 38.5 ", True),
        ("temp . #", " temp was taken by nurse 38 ", False),
        ("^what is", " what is it ", True),
        ("^what is", " so what is it ", False),
        ("mean $", " what does it mean ? ", True),
        ("<hot> fever", " 39 fever ", True),
        ("hot", " shot ", False),
        ("bm*", " bms ", True),
        ("(fever|#) at night", " 39 at night ", True),
        ("[high] fever", " fever ", True),
        ("chemo (now|later)", " chemo later ", True),
        ("chemo", " chemistry ", False),
        ("re:3[89]", " 38 ", True),
    ],
)
def test_a_pattern_reads_whole_words(pattern: str, text: str, found: bool) -> None:
    assert (text in AnyOf([pattern], {"hot": ["re:3[89]"]})) is found


@pytest.mark.parametrize("pattern", ["(open", "closed)", "<nowhere>"])
def test_a_pattern_that_is_wrong_is_refused(pattern: str) -> None:
    with pytest.raises(KnowledgeError):
        AnyOf([pattern])


def test_every_pattern_can_be_read_and_every_wording_names_its_source(knowledge: Knowledge) -> None:
    assert phrase_problems(knowledge) == []


def test_a_wording_whose_source_is_gone_is_found(knowledge: Knowledge) -> None:
    gone = next(iter(emergencies().emergencies[0].patient)).source
    without = copy(knowledge)
    without.by_kind = {**knowledge.by_kind, "source": {k: v for k, v in knowledge.sources.items() if k != gone}}
    assert gone in " ".join(map(str, phrase_problems(without)))


def test_misspelled_words_are_corrected_and_said() -> None:
    words = words_of("feaver and shivring")
    assert ("feaver", "fever") in words.corrected
    assert "fever" in words.words


@given(st.text(max_size=200))
def test_any_text_has_words(text: str) -> None:
    line = words_of(text).line
    assert line.startswith(" ")
    assert line.endswith(" ")
