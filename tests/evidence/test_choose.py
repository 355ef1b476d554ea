from __future__ import annotations

import datetime as dt

import pytest

from hoofbeat.evidence.filters import Filters, filters_of, fits_of
from hoofbeat.evidence.near import profile_of
from hoofbeat.evidence.pooled import PooledResponse, pooled_for, pooled_nearest, pooled_response, study_counts
from hoofbeat.evidence.told import told_of, untold
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import Situation, read_situation
from tests.evidence.invented import arm, base, result, source, study

PANCREAS = Filters(sites=("pancreas",))


def pooled(
    *studies: object, asked: Filters | None = None, treatment: str = "alphamab", **more: object
) -> PooledResponse:
    return pooled_response(base(*studies), treatment, asked, **more)  # type: ignore[arg-type]


def counts(response: PooledResponse) -> dict[str, tuple[int, int]]:
    return {c.study.id: (c.count.events, c.count.total) for c in response.counted}


def reasons(response: PooledResponse) -> str:
    return " ".join(o.reason for o in response.left_out)


def test_printed_counts_are_preferred_to_percentages():
    response = pooled(
        study("a", arm("one", result("52.0"), result("56", at="section 1", responders=19, evaluable=34), patients=34))
    )
    assert counts(response) == {"a": (19, 34)}


def test_a_final_analysis_counts_rather_than_an_interim_one():
    interim, final = (
        result("50", evaluable=10, analysis="interim"),
        result("30", evaluable=20, analysis="final", at="section 1"),
    )
    assert counts(pooled(study("a", arm("one", interim, final)))) == {"a": (6, 20)}


def test_a_superseded_result_never_counts_once_its_successor_is_known():
    old = result("50", evaluable=10, superseded_by="final")
    new = result("30", evaluable=20, id="final", source="later", at="abstract")
    trial = study("a", arm("one", old, new))
    assert counts(pooled(trial)) == {"a": (6, 20)}
    assert "Superseded" in reasons(pooled(trial))
    assert counts(pooled(trial, as_of=dt.date(2022, 1, 1))) == {"a": (5, 10)}


def test_the_report_of_the_study_itself_goes_before_a_review():
    trial = study(
        "a", arm("one", result("50", evaluable=10), result("40", evaluable=10, source="trial", at="abstract"))
    )
    assert counts(pooled(trial)) == {"a": (4, 10)}


def test_a_table_goes_before_the_text_of_the_same_source():
    assert counts(pooled(study("a", arm("one", result("16", at="section 1"), result("14"), patients=50)))) == {
        "a": (7, 50)
    }


def test_best_response_goes_before_response_at_a_time_point():
    at_3_months = result("20", evaluable=10, at_months="3", analysis="final")
    assert counts(pooled(study("a", arm("one", at_3_months, result("30", evaluable=10))))) == {"a": (3, 10)}


def test_patients_of_the_arm_stand_in_for_those_assessed_and_it_says_so():
    response = pooled(study("a", arm("one", result("33.3"), patients=72)))
    assert counts(response) == {"a": (24, 72)}
    assert "the number assessed is not printed" in response.counted[0].count.says


@pytest.mark.parametrize(
    ("percent", "patients", "reason"),
    [
        ("33", None, "number of patients is not printed"),
        ("53", 35, "No count of the 35"),
        ("73", 279, "203 to 205 of the 279"),
    ],
)
def test_without_a_known_denominator_the_arm_is_left_out_with_the_reason(
    percent: str, patients: int | None, reason: str
):
    response = pooled(study("a", arm("one", result(percent), patients=patients)))
    assert response.counted == ()
    assert response.result is None
    assert reason in reasons(response)
    assert response.to_dict()["refused"]


def test_of_several_counts_of_the_patients_assessed_the_nearest_is_taken_and_it_says_so():
    response = pooled(study("a", arm("one", result("73", evaluable=279))))
    assert counts(response) == {"a": (204, 279)}
    assert "203 to 205" in response.counted[0].count.says


def test_a_part_of_an_arm_is_not_counted_beside_the_whole():
    whole, part = arm("all", result("20"), patients=30), arm("part", result("50"), patients=10, part_of="all")
    response = pooled(study("a", whole, part))
    assert counts(response) == {"a": (6, 30)}
    assert "among those counted" in reasons(response)


def test_the_part_that_fits_is_preferred_to_the_whole():
    mixed = {"sites": ["pancreas", "lung"], "differentiation": "well"}
    part = arm("pancreas", result("50"), patients=10, part_of="all", population={"sites": ["pancreas"]})
    trial = study("a", arm("all", result("20"), patients=30), part, population=mixed)
    assert counts(pooled(trial, asked=PANCREAS)) == {"a": (5, 10)}


def test_mixed_groups_are_left_out_unless_asked_for():
    trial = study("a", arm("all", result("20"), patients=30), population={"sites": ["pancreas", "lung"]})
    assert pooled(trial, asked=PANCREAS).counted == ()
    response = pooled(trial, asked=PANCREAS, mixed=True)
    assert counts(response) == {"a": (6, 30)}
    assert response.directness == "indirect"


def test_other_tumors_are_neither_counted_nor_listed():
    trial = study("a", arm("all", result("20"), patients=30), population={"sites": ["lung"]})
    response = pooled(trial, asked=PANCREAS, mixed=True)
    assert (response.counted, response.left_out) == ((), ())


def test_a_subgroup_picked_by_a_marker_is_never_the_study():
    marked = result(evaluable=5, responders=4, subgroup={"label": "marker-positive"})
    response = pooled(study("a", arm("one", marked, patients=40)))
    assert response.counted == ()
    assert "picked out in another way" in reasons(response)


def test_subgroups_that_make_up_the_whole_arm_are_added():
    lung = result(evaluable=30, responders=3, subgroup={"sites": ["lung"]})
    bowel = result(evaluable=10, responders=2, subgroup={"sites": ["small_bowel"]})
    trial = study("a", arm("one", lung, bowel, patients=40), population={"sites": ["lung", "small_bowel"]})
    assert counts(pooled(trial)) == {"a": (5, 40)}


def test_randomized_arms_of_one_class_are_added_and_make_one_study():
    arms = [arm("one", result("50"), patients=20), arm("two", result("25"), treatment="betamab", patients=20)]
    response = pooled(study("a", *arms, patients=40, design="randomized-phase-2"), treatment="drug-class")
    assert counts(response) == {"a": (15, 40)}
    assert response.counted[0].arm == "one + two"


def test_arms_with_more_patients_than_the_study_share_some_and_are_not_added():
    arms = [arm("one", result("50"), patients=20), arm("two", result("25"), treatment="betamab", patients=20)]
    response = pooled(study("a", *arms, patients=30, design="retrospective"), treatment="drug-class")
    assert counts(response) == {"a": (10, 20)}


def test_patients_who_crossed_over_are_not_counted_again():
    first = arm("one", result("50"), patients=20, line=1)
    crossed = arm("crossed", result("25"), patients=12, line=2)
    assert counts(pooled(study("a", first, crossed, patients=40))) == {"a": (10, 20)}


def test_of_overlapping_cohorts_only_the_larger_counts():
    small = study("small", arm("one", result("50"), patients=10), overlaps=["large"])
    large = study("large", arm("one", result("25"), patients=40))
    response = pooled(small, large)
    assert counts(response) == {"large": (10, 40)}
    assert "may be those of large" in reasons(response)


def test_a_meta_analysis_is_never_pooled_with_studies():
    response = pooled(study("m", arm("one", result("20", evaluable=40)), design="meta-analysis"))
    assert response.counted == ()
    assert "meta-analysis" in reasons(response)


def test_nothing_published_later_counts():
    trial = study("a", arm("one", result("50", evaluable=10, source="later", at="abstract")))
    assert pooled(trial, as_of=dt.date(2022, 1, 1)).counted == ()


def test_the_filters_of_a_question_narrow_the_studies():
    trials = [
        study("a", arm("one", result("50", evaluable=10, source="old", at="abstract"))),
        study("b", arm("one", result("50", evaluable=10)), design="randomized-phase-2"),
    ]
    knowledge = base(*trials, sources=(source("old", published="1999-01-01"),))
    assert set(counts(pooled_response(knowledge, "alphamab", filters_of(knowledge, design="randomized")))) == {"b"}
    assert set(counts(pooled_response(knowledge, "alphamab", filters_of(knowledge, published_after="2000-01-01")))) == {
        "b"
    }


def test_studies_are_grouped_by_site_line_and_design():
    response = pooled(study("a", arm("one", result("50", evaluable=10), line=2)))
    assert [study_counts(response.counted, by)[0].group for by in ("site", "line", "design", "grade")] == [
        "pancreas",
        "2",
        "single-arm-phase-2",
        None,
    ]


def test_every_pooled_figure_of_the_shipped_records_names_its_arms_and_counts_nobody_twice(knowledge: Knowledge):
    pooled_somewhere = 0
    for treatment in knowledge.treatments:
        response = pooled_response(knowledge, treatment)
        plain = response.to_dict()
        if response.result is None:
            assert plain["arms"] == []
            continue
        pooled_somewhere += 1
        studies = [a["study"] for a in plain["arms"]]
        assert len(studies) == len(set(studies)) == plain["studies"]
        assert sum(a["total"] for a in plain["arms"]) == plain["total"]
        assert all(a["arm"] and a["results"] and a["count"] for a in plain["arms"])
        assert all(o["reason"].endswith(".") for o in plain["left_out"])
        for counted in response.counted:
            assert counted.study.patients is None or counted.count.total <= counted.study.patients
            assert not set(counted.study.overlaps) & set(studies)
    assert pooled_somewhere >= 30


def test_the_pooled_rate_of_tumors_outside_the_pancreas_is_that_of_its_named_arms(knowledge: Knowledge):
    asked = filters_of(knowledge, without_sites=["pancreas"], differentiation="well")
    plain = pooled_response(knowledge, "chemotherapy", asked).to_dict()
    assert plain["studies"] >= 10
    assert 0.05 < plain["estimate"] < 0.30
    assert "lamarca-2016" in {o["study"] for o in plain["left_out"]}


def case(knowledge: Knowledge, **fields: object) -> Situation:
    return read_situation({"extent": "metastatic", "prior_treatments": [], **fields}, knowledge)


def test_enough_studies_of_the_same_tumor_are_pooled_alone_and_it_says_what_they_do_not_tell(knowledge: Knowledge):
    situation = case(knowledge, primary_site="pancreas", differentiation="well", ki67_percent=12)
    found = pooled_for(situation, "captem", knowledge.edition.date)
    assert found is not None
    assert len(found.counted) >= 2
    assert all(c.population.sites == ["pancreas"] and c.population.differentiation == "well" for c in found.counted)
    assert found.directness == "indirect"
    assert "grade not told in" in found.says
    assert "line not told in" in found.says


def told_by(found: PooledResponse, name: str) -> set[str]:
    return {dict(fits_of(c.population, c.line, found.profile))[name] for c in found.counted}


@pytest.mark.parametrize("site", ["pancreas", "small_bowel", "lung"])
@pytest.mark.parametrize("ki67", [2, 12, 35])
def test_no_pooled_figure_claims_what_a_study_in_it_does_not_state(knowledge: Knowledge, site: str, ki67: int):
    situation = case(knowledge, primary_site=site, differentiation="well", ki67_percent=ki67)
    profile = profile_of(situation)
    assert profile is not None
    pooled_somewhere = 0
    for treatment in knowledge.treatments.members["chemotherapy"]:
        for found in (
            pooled_for(situation, treatment, knowledge.edition.date),
            pooled_nearest(knowledge, treatment, profile),
        ):
            if found is None or found.result is None:
                continue
            pooled_somewhere += 1
            told = {t.name: set(t.fits) for t in told_of(found.counted, profile)}
            assert told.keys() == {"site", "differentiation", "grade", "line"}
            assert (found.directness == "direct") == all(fits == {"only"} for fits in told.values())
            for name, fits in told.items():
                assert fits == told_by(found, name)
                assert (fits == {"only"}) or any(name in words and words in found.says for words in untold_words(found))
    assert pooled_somewhere


def untold_words(found: PooledResponse) -> list[str]:
    return untold(told_of(found.counted, found.profile))


def test_who_is_stated_to_be_of_another_grade_is_never_pooled_for_the_grade_asked(knowledge: Knowledge):
    for treatment in knowledge.treatments.members["chemotherapy"]:
        found = pooled_nearest(knowledge, treatment, filters_of(knowledge, differentiation="well", grade="G1-2"))
        assert all("G3" not in c.population.grades or len(c.population.grades) > 1 for c in found.counted)


def test_what_is_carried_over_from_other_tumors_is_never_mixed_with_the_rest(knowledge: Knowledge):
    situation = case(knowledge, primary_site="colon", differentiation="poor")
    for treatment in ("platinum-etoposide", "captem", "streptozocin-based", "temozolomide-based"):
        found = pooled_for(situation, treatment, knowledge.edition.date)
        assert found is not None
        kinds = {c.directness for c in found.counted}
        assert kinds == {"extrapolated"} or "extrapolated" not in kinds
        assert ("carried over" in found.says) == (kinds == {"extrapolated"})


def test_without_a_site_there_is_nothing_to_stand_near_to(knowledge: Knowledge):
    assert pooled_for(case(knowledge, differentiation="poor"), "captem", knowledge.edition.date) is None


def test_the_same_question_is_answered_from_memory(knowledge: Knowledge):
    situation = case(knowledge, primary_site="pancreas", differentiation="well")
    first = pooled_for(situation, "captem", knowledge.edition.date)
    assert pooled_for(situation, "captem", knowledge.edition.date) is first
