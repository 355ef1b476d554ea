from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.language.tokens import read_document


def sentences(text: str) -> list[str]:
    document = read_document(text)
    return [document.words(s.start, s.end).strip() for s in document.sentences]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Seen by Dr. Smith. She is well.", ["Seen by Dr. Smith.", "She is well."]),
        ("Creatinine 1.1 mg/dL. Hb 12.4.", ["Creatinine 1.1 mg/dL.", "Hb 12.4."]),
        ("Ki-67 approx. 12 %. Grade 2.", ["Ki-67 approx. 12 %.", "Grade 2."]),
        ("- No fever\n- Has cough", ["- No fever", "- Has cough"]),
        ("Primary: ileum\nStage: IV", ["Primary: ileum", "Stage: IV"]),
        ("Is it back? No.", ["Is it back?", "No."]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_wrapped_lines_are_one_sentence() -> None:
    text = "She was reviewed in the clinic and there was no evidence of any\nrecurrence on the scan that was done in the summer of this year.\n"
    assert len(sentences(text)) == 1


def test_a_list_of_lines_of_different_lengths_is_not_wrapped_text() -> None:
    text = "Lanreotide from March 2022 to November 2022 - progressive disease\nEverolimus from June 2024 - ongoing, tolerated well, with a stable scan in the spring of this year\nNothing since"
    assert len(sentences(text)) == 3


def test_what_stands_under_a_heading_belongs_to_its_section() -> None:
    document = read_document(
        "Family history: mother had breast cancer\nHe is well.\n\nPlan:\n1. Start tablets\n2. Scan"
    )
    assert [s.section for s in document.sentences] == ["family", "", "plan", "plan", "plan"]


def test_markup_and_scripts_are_no_words() -> None:
    document = read_document('<p>Ki-67</p> 12 % <script>alert("ECOG 4")</script><!-- ECOG 3 --> &nbsp; end')
    assert document.folded == ["ki", "67", "12", "%", "end"]


def test_a_comparator_is_not_markup() -> None:
    assert "<" in read_document("platelets <100 and Ki-67 <b1 >").plain


@pytest.mark.parametrize(
    ("joined", "apart"),
    [
        ("didn't", "did not"),
        ("didnt", "did not"),
        ("can\u2019t", "cannot"),
        ("cannot", "cannot"),
        ("WON'T", "will not"),
        ("patient", "patient"),
        ("cant", "cannot"),
        ("NT-proBNP", "nt probnp"),
    ],
)
def test_a_denial_joined_to_its_verb_is_two_words(joined: str, apart: str) -> None:
    assert " ".join(t.folded for t in read_document(joined).tokens) == apart


def test_the_parts_of_a_stage_written_as_one_word_are_told_apart() -> None:
    assert [t.folded for t in read_document("pT2aN2M0").tokens] == ["pt", "2", "a", "n", "2", "m", "0"]


@given(st.text(max_size=300))
def test_every_token_and_sentence_has_its_place_in_the_original(text: str) -> None:
    document = read_document(text)
    assert len(document.plain) == len(text)
    assert all(0 <= t.start < t.end <= len(text) for t in document.tokens)
    assert all(a.end <= b.start for a, b in pairwise(document.tokens))
    assert all(
        document.sentences[n].last == document.sentences[n + 1].first for n in range(len(document.sentences) - 1)
    )
