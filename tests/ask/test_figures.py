"""What figures in answers are labeled with, and which of them come first."""

from __future__ import annotations

from collections import defaultdict

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.pooled_figures import of_pooled, stated_by
from hoofbeat.evidence.filters import filters_of
from hoofbeat.evidence.pooled import pooled_nearest
from hoofbeat.evidence.rows import all_rows
from hoofbeat.knowledge import Knowledge

GRADES = ("G1", "G2", "G3")


def said(question: str, knowledge: Knowledge) -> list[str]:
    answer = ask(question, knowledge)
    assert answer.kind == "answer"
    return [s.text for s in answer.sentences]


def place(words: str, sentences: list[str]) -> int:
    return next((n for n, s in enumerate(sentences) if words in s), len(sentences))


def test_no_two_figures_of_a_study_look_alike(knowledge: Knowledge) -> None:
    values = defaultdict(set)
    for row in current(all_rows(knowledge)):
        claim = of_row(row, knowledge)
        if claim is not None:
            told = {k: v for k, v in claim.slots.items() if k in ("population", "outcome", "comparator", "note")}
            label = (row.study, claim.predicate, claim.subject, row.event, *sorted(told.items()))
            values[label].add(claim.value)
    assert len(values) > 500
    assert {label: found for label, found in values.items() if len(found) > 1} == {}


@pytest.mark.parametrize("grade", [*GRADES, "G1-2"])
@pytest.mark.parametrize("site", ["pancreas", "small_bowel", "lung"])
def test_a_pooled_rate_is_labeled_with_nothing_that_one_of_its_studies_does_not_state(
    knowledge: Knowledge, site: str, grade: str
) -> None:
    asked = filters_of(knowledge, sites=[site], differentiation="well", grade=grade, line=1)
    labeled = 0
    for treatment in knowledge.treatments.members["systemic-therapy"]:
        pooled = pooled_nearest(knowledge, treatment, asked)
        for claim in of_pooled(pooled, knowledge)[:1]:
            labeled += 1
            label = stated_by(pooled.counted)
            assert label == claim.population
            for counted in pooled.counted:
                assert all(g not in label for g in GRADES) or counted.population.grades
                assert "line 1" not in label or str(counted.line) == "1"
                assert "well" not in label or counted.population.differentiation == "well"
                assert site not in label or counted.population.sites
    assert labeled


def test_an_asked_grade_that_no_study_tells_is_said_not_to_be_told(knowledge: Knowledge) -> None:
    asked = filters_of(knowledge, sites=["pancreas"], differentiation="well", grade="G2")
    words = of_pooled(pooled_nearest(knowledge, "captem", asked), knowledge)[0].words("clinician")
    assert "grade not told in" in words
    assert "population asked for" not in words


def test_studies_of_the_grade_asked_about_come_before_others(knowledge: Knowledge) -> None:
    sentences = said("Does CAPTEM work in grade 3 pancreatic NET?", knowledge)
    assert place("NET G3 series", sentences) < place("grade not told", sentences)
    assert place("NET G3 series", sentences) < place("another grade than asked", sentences)
    assert not any("E2211" in s and "%" in s for s in sentences[:3])


def test_two_grades_asked_about_together_mean_both(knowledge: Knowledge) -> None:
    sentences = said("CAPTEM response rate in G1-2 pancreatic NET", knowledge)
    assert place("G1, G2)", sentences) < place("grade not told)", sentences)
    for sentence in said("FOLFOX response in G1-2 NET", knowledge):
        assert "well differentiated, G3" not in sentence or "another grade than asked" in sentence


def test_groups_that_a_study_keeps_apart_are_not_pooled(knowledge: Knowledge) -> None:
    sentences = said("AlphaMedix response rate", knowledge)
    assert "no PRRT before" in sentences[0]
    assert not any("41 %" in s for s in sentences)


def test_figures_say_what_they_count_where_it_is_not_the_usual(knowledge: Knowledge) -> None:
    text = " ".join(said("STZ/5-FU response rate in pancreatic NET", knowledge))
    assert "as second treatment, after everolimus" in text
    assert "not RECIST" in text


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("Surufatinib SANET trials pancreatic and extrapancreatic", "xu-2020-extrapancreatic"),
        ("Is temozolomide active in MGMT unmethylated NET?", "walter-2024-mgmt-proficient-alkylating"),
        ("Alpha PRRT 212Pb-DOTAMTATE response rate", "alphamedix-02-2025"),
        ("Nordic NEC study response rate by Ki-67 55%", "sorbye-2025"),
    ],
)
def test_what_is_held_is_found_by_the_names_that_people_use(question: str, record: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge)
    assert answer.kind == "answer"
    assert record in {c for s in answer.sentences for c in s.cites}


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Did everolimus improve overall survival in RADIANT-3?", "No:"),
        ("Did CAPTEM improve PFS over temozolomide in E2211?", "Yes:"),
        ("What was overall survival in RADIANT-3?", "RADIANT-3"),
    ],
)
def test_whether_a_trial_bettered_an_outcome_is_answered_first(
    question: str, begins: str, knowledge: Knowledge
) -> None:
    assert said(question, knowledge)[0].startswith(begins)


def test_a_trial_is_told_by_its_primary_endpoint_first(knowledge: Knowledge) -> None:
    assert "disease control" in said("SENECA trial: what did it find?", knowledge)[0]


def test_no_limit_is_named_that_nothing_stated_reaches(knowledge: Knowledge) -> None:
    for question in ("Etoposide and temozolomide: which first in NEC?", "Streptozocin versus everolimus in pNET"):
        assert not any(s.startswith("Contraindicated") for s in said(question, knowledge))


def test_what_holds_now_stands_before_what_no_longer_does(knowledge: Knowledge) -> None:
    sentences = said("NEC with Ki-67 below 55%: does platinum still work?", knowledge)
    assert place("NORDIC NEC 2", sentences) < place("No longer stands", sentences)
    assert place("No longer stands", sentences) > 0
