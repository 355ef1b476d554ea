from __future__ import annotations

import pytest

from hoofbeat.evidence.filters import Filters, fits_of
from hoofbeat.evidence.near import directness_of, evidence_for, fits_in_words, judge, line_of, nearest_arms
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import Situation, read_situation
from hoofbeat.knowledge.study_forms import Population
from tests.evidence.invented import arm, result, study

CASE = Filters(sites=("pancreas",), differentiation="well", grade="G2", line="2")


def population(**fields: object) -> Population:
    return Population.model_validate({"sites": ["pancreas"], "differentiation": "well", **fields})


@pytest.mark.parametrize(
    ("fields", "line", "expected"),
    [
        ({"grades": ["G2"]}, 2, "direct"),
        ({}, None, "indirect"),
        ({"grades": ["G2"]}, None, "indirect"),
        ({"grades": ["G1", "G2"]}, 2, "indirect"),
        ({"grades": ["G3"]}, None, "indirect"),
        ({}, 1, "indirect"),
        ({"sites": ["pancreas", "lung"]}, 2, "indirect"),
        ({"sites": []}, 2, "indirect"),
        ({"differentiation": "mixed"}, 2, "indirect"),
        ({"differentiation": None}, 2, "indirect"),
        ({"sites": ["lung"]}, 2, "extrapolated"),
        ({"differentiation": "poor"}, 2, "extrapolated"),
    ],
)
def test_directness_follows_from_what_is_stated(fields: dict, line: str | int | None, expected: str):
    assert judge(population(**fields), line, CASE) == expected


def test_an_unknown_differentiation_of_the_case_is_never_direct():
    unknown = Filters(sites=("pancreas",))
    assert directness_of(dict(fits_of(population(), None, unknown)), unknown) == "indirect"


def test_how_a_group_compares_is_said_in_words():
    fits = fits_of(population(sites=["pancreas", "lung"], grades=["G3"]), None, CASE)
    assert fits_in_words(fits) == "site mixed, same differentiation, another grade, line not told"


def test_the_line_of_a_result_goes_before_that_of_its_arm_and_study():
    trial = study("a", arm("one", result("50", line=3), result("40"), line=2))
    one = trial.arms[0]
    assert (line_of(trial, one, one.results[0]), line_of(trial, one, one.results[1])) == (3, 2)


def situation(knowledge: Knowledge, **fields: object) -> Situation:
    return read_situation({"extent": "metastatic", "prior_treatments": [], **fields}, knowledge)


def test_the_most_direct_arms_come_first_and_say_how_they_compare(knowledge: Knowledge):
    case = situation(knowledge, primary_site="pancreas", differentiation="well", ki67_percent=12)
    found = nearest_arms(case, "captem", knowledge.edition.date)
    order = ["direct", "indirect", "extrapolated"]
    assert [order.index(a.directness) for a in found] == sorted(order.index(a.directness) for a in found)
    shown = evidence_for(case, "captem", knowledge.edition.date).arms
    assert shown[0]["says"].startswith("same site, same differentiation")
    for group in shown:
        assert (group["directness"] == "direct") == (set(group["fits"].values()) == {"only"})


def test_without_a_site_no_arm_is_near(knowledge: Knowledge):
    assert nearest_arms(situation(knowledge, differentiation="well"), "captem", knowledge.edition.date) == []
