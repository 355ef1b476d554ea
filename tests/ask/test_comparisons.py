"""Two treatments set against each other: whether a study did that comes first, then each, and other tumors last."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge


def said(question: str, knowledge: Knowledge) -> list[str]:
    return [s.text for s in ask(question, knowledge).sentences]


def test_a_study_of_other_tumors_does_not_answer_for_these(knowledge: Knowledge) -> None:
    texts = said("Lutetium versus everolimus in lung carcinoid", knowledge)
    assert texts[0].startswith("No study held here sets")
    assert "lung" in texts[0]
    assert next(n for n, t in enumerate(texts) if "COMPETE" in t) > next(
        n for n, t in enumerate(texts) if "third-line alternative" in t
    )


def test_where_nothing_compares_two_treatments_that_is_said_with_the_trial_that_will(knowledge: Knowledge) -> None:
    texts = said("CAPTEM versus STZ-5FU in pancreatic NET", knowledge)
    assert texts[0].startswith("No study held here sets")
    assert any("BETTER-2" in t for t in texts[:3])


def test_each_treatment_then_has_a_figure_of_its_own(knowledge: Knowledge) -> None:
    text = " ".join(said("Everolimus vs sunitinib in pNET", knowledge))
    assert "RADIANT-3" in text
    assert "11.4 months" in text


def test_a_study_of_both_opens_the_answer(knowledge: Knowledge) -> None:
    assert "TOPIC-NEC" in said("cisplatin-etoposide versus cisplatin-irinotecan in NEC", knowledge)[0]


def test_what_is_added_is_answered_by_studies_of_the_two_together(knowledge: Knowledge) -> None:
    texts = said("Is bevacizumab added to CAPTEM or temozolomide useful?", knowledge)
    assert "bevacizumab" in texts[0].lower()
    assert not any("sets" in t for t in texts)


@pytest.mark.parametrize(
    "question",
    [
        "CAPTEM or PRRT first in progressive pancreatic NET G2?",
        "PRRT or CAPTEM in progressive pancreatic NET G2, which?",
    ],
)
def test_a_treatment_that_the_question_names_gets_a_sentence(knowledge: Knowledge, question: str) -> None:
    assert any("PRRT" in t for t in said(question, knowledge)[:5])
