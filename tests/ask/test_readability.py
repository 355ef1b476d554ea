"""Reading grade, held against published examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.ask.readability import ease, grade, masked, syllables

# The three worked examples of the encyclopedia article "Flesch-Kincaid readability tests".
PUBLISHED = [
    ("The cat sat on the mat.", 116),
    ("This sentence, taken as a reading passage unto itself, is being used to prove a point.", 69),
    ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 37.5),
]


@pytest.mark.parametrize(("text", "published"), PUBLISHED)
def test_reading_ease_is_that_of_the_published_examples(text: str, published: float) -> None:
    assert ease(text) == pytest.approx(published, abs=0.5)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("table", 2),
        ("treated", 2),
        ("stopped", 1),
        ("people", 2),
        ("chemotherapy", 5),
        ("diarrhea", 4),
        ("doses", 2),
        ("side", 1),
        ("nausea", 3),
        ("being", 2),
        ("38", 2),
    ],
)
def test_syllables_of_words_that_patients_read(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_of_the_simplest_example_lies_below_school() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.01)


def test_treatment_names_do_not_count_against_a_text() -> None:
    assert grade(masked("You take temozolomide at home.", ("temozolomide",))) < grade("You take temozolomide at home.")


@given(st.text(max_size=300))
def test_any_text_has_a_grade(text: str) -> None:
    assert grade(text) == grade(text)
    assert isinstance(ease(text), float)
