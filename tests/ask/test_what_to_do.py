"""A clinician who asks what to do gets what to do: limits of a regimen before lists of harms, a second course before first ones."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.answer import Answer
from hoofbeat.knowledge import Knowledge


def texts(answer: Answer) -> list[str]:
    return [s.text for s in answer.sentences]


@pytest.mark.parametrize(
    ("question", "first", "nowhere"),
    [
        ("Grade 4 thrombocytopenia on CAPTEM, what to do with next cycle?", "platelets below 50", "known side effects"),
        ("CAPTEM grade 3 neutropenia dose modification", "neutrophils below", "known side effects"),
        ("Cabozantinib dose reductions for toxicity", "40 mg, then 20 mg", "known side effects"),
        ("hand foot syndrome grade 2 on capecitabine, what do i do now", "grade 2 toxicity", "liver toxicity"),
    ],
)
def test_what_to_do_about_a_harm_begins_with_the_limit_that_a_regimen_has_for_it(
    knowledge: Knowledge, question: str, first: str, nowhere: str
) -> None:
    said = texts(ask(question, knowledge))
    assert first in " ".join(said[:2])
    assert nowhere not in " ".join(said)


def test_where_no_source_says_what_to_do_that_is_said_first(knowledge: Knowledge) -> None:
    assert texts(ask("Everolimus pneumonitis management", knowledge))[0].startswith(
        "No source held here says what to do"
    )


def test_how_often_a_harm_happens_is_not_taken_for_what_to_do(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("How common is thrombocytopenia with CAPTEM?", knowledge)))
    assert "Dose limit" not in said
    assert "%" in said


def test_a_dose_at_a_told_clearance_comes_with_the_rules_that_hold_there_and_no_others(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("Dose of carboplatin etoposide in NEC with creatinine clearance 40 ml/min", knowledge)))
    assert all(words in said for words in ("AUC 5", "Below 60 mL/min", "15 to 50 mL/min"))
    assert "On dialysis" not in said


@pytest.mark.parametrize(
    "question",
    [
        "Rechallenge with platinum-etoposide after 8 months treatment-free interval in NEC",
        "NEC relapsed 8 months after finishing carboplatin-etoposide with partial response. Rechallenge?",
        "can we give carbo/etoposide again to a colon NEC that came back 10 months after the last cycle",
        "metastatic rectal NEC, cisplatin-etoposide worked a year ago, repeat it?",
    ],
)
def test_a_second_course_is_answered_by_what_sources_say_of_second_courses(knowledge: Knowledge, question: str) -> None:
    answer = ask(question, knowledge)
    assert answer.sentences[0].cites[0] == "espinosa-olarte-2021-nec-rechallenge-platinum-etoposide"
    assert "With no prior treatment" not in " ".join(texts(answer))


def test_a_treatment_free_interval_is_read(knowledge: Knowledge) -> None:
    case = ask("NEC, rechallenge with carboplatin-etoposide after a 9 months treatment-free interval?", knowledge).case
    assert [e["months_ago"] for e in case["prior_treatments"]] == [9]
