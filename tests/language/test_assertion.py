from __future__ import annotations

import pytest

from hoofbeat.language.assertion import Assertions
from hoofbeat.language.tokens import read_document


def said(text: str, words: str) -> set[str]:
    document = read_document(text)
    start = text.index(words)
    return set(Assertions(document).of(start, start + len(words)))


# The scope errors that users of other systems reported.
@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("negative for stroke/cva", "stroke", {"negated"}),
        ("negative for stroke/cva", "cva", {"negated"}),
        ("The CT is negative for stroke/cva.", "stroke", {"negated"}),
        ("The CT is negative for stroke/cva.", "cva", {"negated"}),
        ("fever: none", "fever", {"negated"}),
        ("Blood Transfusion: No", "Blood Transfusion", {"negated"}),
        ("Blood Transfusion: No, dialysis continues", "dialysis", set()),
        ("no chest pain but has fever", "chest pain", {"negated"}),
        ("no chest pain but has fever", "fever", set()),
        ("no chest pain, cough or fever", "fever", {"negated"}),
        ("no chest pain, however fever persists", "fever", set()),
        ("no metastases except in the liver", "liver", set()),
    ],
)
def test_a_negation_reaches_as_far_as_it_means(text: str, words: str, expected: set[str]) -> None:
    assert said(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "category"),
    [
        ("There is no evidence of recurrence.", "recurrence", "negated"),
        ("He denies flushing.", "flushing", "negated"),
        ("Carcinoid heart disease has been excluded.", "Carcinoid heart disease", "negated"),
        ("Possible bone metastases.", "bone metastases", "possible"),
        ("Bone metastases cannot be excluded.", "Bone metastases", "possible"),
        ("?carcinoid", "carcinoid", "possible"),
        ("He has a history of asthma.", "asthma", "historical"),
        ("Her father had colon cancer.", "colon cancer", "family"),
        ("Colon cancer in a maternal uncle.", "Colon cancer", "family"),
        ("Her sister was found to have a BRCA mutation.", "BRCA mutation", "family"),
        ("If he has DPD deficiency, avoid it.", "DPD deficiency", "hypothetical"),
        ("We discussed everolimus.", "everolimus", "hypothetical"),
        ("Everolimus would be an option.", "Everolimus", "hypothetical"),
        ("His wife has heart failure.", "heart failure", "someone_else"),
    ],
)
def test_each_category_is_recognized(text: str, words: str, category: str) -> None:
    assert category in said(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("There is no change in the liver metastases.", "liver metastases"),
        ("He did not tolerate octreotide.", "octreotide"),
        ("I met him with his wife to discuss nothing new; metastases are stable.", "metastases"),
        ("A non-functioning tumor.", "non-functioning"),
        ("No doubt this is a carcinoma.", "carcinoma"),
        ("He has a carcinoma.", "carcinoma"),
    ],
)
def test_what_only_looks_like_a_cue_says_nothing(text: str, words: str) -> None:
    assert said(text, words) == set()


def test_a_scope_does_not_leave_its_sentence() -> None:
    assert said("No fever. Cough is present.", "Cough") == set()


def test_the_patient_named_again_ends_what_is_said_of_the_family() -> None:
    assert said("Her mother had asthma but she has heart failure.", "heart failure") == set()
