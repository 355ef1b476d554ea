from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.evidence.arithmetic import cut_off_counts
from hoofbeat.evidence.contradictions import contradictions
from hoofbeat.evidence.places import differ_by_rounding, p_values_agree
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.grim import counts_that_give
from tests.evidence.invented import arm, base, result, study

REVIEW = "espinosa-olarte-2021"


def kinds(*arms: dict, **more: object) -> list[str]:
    return [c.kind for c in contradictions(base(study("trial-a", *arms, **more)))]


def test_text_and_table_of_one_source_that_differ_are_side_by_side():
    found = contradictions(base(study("trial-a", arm("one", result("15.0"), result("16", at="section 1.3")))))
    assert [c.kind for c in found] == ["text-against-table"]
    assert [(v.value, v.at) for v in found[0].values] == [("15.0", "Table 1"), ("16", "section 1.3")]
    assert found[0].to_dict()["values"][0]["value"] == 15.0


def test_two_tables_two_passages_and_two_sources_are_told_apart():
    assert kinds(arm("one", result("15"), result("16", at="Table 2"))) == ["between-tables"]
    assert kinds(arm("one", result("15", at="section 1"), result("16", at="section 2"))) == ["within-text"]
    assert kinds(arm("one", result("15"), result("16", source="trial"))) == ["between-sources"]


def test_padded_zeros_are_no_difference():
    assert kinds(arm("one", result("33.0"), result("33", at="section 1.2"))) == []


def test_rounding_is_named_and_can_be_left_out():
    knowledge = base(study("trial-a", arm("one", result("33.3"), result("33", at="section 1.2"))))
    assert [c.kind for c in contradictions(knowledge)] == ["rounding"]
    assert contradictions(knowledge, rounding=False) == []


def test_a_half_cut_off_is_more_than_rounding():
    medians = [
        {**result(at=at), "endpoint": "os", "median_months": m}
        for at, m in (("Table 1", "16.5"), ("section 1.2", "16"))
    ]
    assert kinds(arm("one", *medians)) == ["text-against-table"]


def test_figures_of_different_things_are_not_compared():
    lung = result("16", at="section 1.3", subgroup={"sites": ["lung"]})
    other_line = result("17", at="section 1.3", line=2)
    final = result("18", at="section 1.3", analysis="final")
    assert kinds(arm("one", result("15", analysis="interim"), lung, other_line, final), arm("two", result("19"))) == []


def test_an_unlabeled_analysis_is_compared_with_a_labeled_one():
    assert kinds(arm("one", result("15", analysis="final"), result("17", at="section 1.3"))) == ["text-against-table"]


def test_a_subgroup_is_the_same_whatever_it_is_called():
    groups = [
        result("15", subgroup={"sites": ["lung"], "label": "L"}),
        result("19", at="section 1", subgroup={"sites": ["lung"]}),
    ]
    assert kinds(arm("one", *groups)) == ["text-against-table"]


def test_two_figures_in_one_place_speak_of_two_things():
    twice = [result("15", subgroup={"sites": ["lung"], "label": label}) for label in ("typical", "atypical")]
    twice[1]["percent"] = "25"
    assert kinds(arm("one", *twice)) == []


def test_not_reached_against_a_median_is_a_contradiction():
    reached = {**result(), "endpoint": "os", "median_months": "12"}
    not_reached = {**result(at="section 1.2"), "endpoint": "os", "not_reached": True}
    assert kinds(arm("one", reached, not_reached)) == ["text-against-table"]


def test_counts_printed_in_one_place_are_held_against_a_percentage_in_another():
    (found,) = contradictions(
        base(study("a", arm("one", result("15"), result(at="section 1", responders=6, evaluable=20))))
    )
    assert found.kind == "text-against-table"
    assert [v.value for v in found.values] == ["15", "6 of 20"]
    assert kinds(arm("one", result("5.0"), result(at="section 1", responders=1, evaluable=20))) == []


def test_patients_assessed_that_differ_are_a_contradiction_of_numbers():
    assert "numbers-of-patients" in kinds(
        arm("one", result("50", evaluable=10), result("50", at="section 1", evaluable=12))
    )


def test_more_patients_than_were_treated_cannot_be():
    toxic = {**result(), "endpoint": "toxicity_g3_4", "value": "34", "unit": "patients"}
    assert kinds(arm("one", toxic, patients=22)) == ["numbers-of-patients"]


def test_randomized_arms_cannot_have_more_patients_than_the_trial():
    arms = [arm("one", result("50"), patients=20), arm("two", result("50"), patients=12)]
    assert kinds(*arms, patients=30, design="randomized-phase-2") == ["numbers-of-patients"]
    assert kinds(*arms, patients=32, design="randomized-phase-2") == []


def test_a_percentage_of_no_whole_number_of_patients_is_found_once_for_all_its_places():
    found = contradictions(
        base(study("trial-a", arm("one", result("53.0"), result("53", at="section 1.3"), patients=35)))
    )
    assert [c.kind for c in found] == ["impossible-percentage"]
    assert [v.at for v in found[0].values] == ["Table 1", "section 1.3"]


def test_a_percentage_cut_off_instead_of_rounded_is_recognized():
    (found,) = contradictions(base(study("trial-a", arm("one", result("34.0"), patients=52))))
    assert "18 of 52" in found.says


def test_the_mean_over_studies_is_not_held_against_patients():
    assert kinds(arm("one", result("11.5"), patients=264), design="meta-analysis") == []


def test_responses_and_stable_disease_must_make_disease_control():
    parts = [result("50"), {**result("30"), "endpoint": "sd"}, {**result("90"), "endpoint": "dcr"}]
    assert kinds(arm("one", *parts)) == ["parts-do-not-sum"]
    parts[2]["percent"] = "80"
    assert kinds(arm("one", *parts)) == []


def test_responders_of_the_parts_must_make_those_of_the_whole():
    whole, part = arm("all", result("50"), patients=20), arm("pancreas", result("20"), patients=10, part_of="all")
    rest = arm("others", result("30"), patients=10, part_of="all")
    assert kinds(whole, part, rest) == ["parts-do-not-sum"]
    rest["results"][0]["percent"] = "80"
    assert kinds(whole, part, rest) == []


def test_p_values_contradict_only_when_no_value_satisfies_both():
    assert p_values_agree("<0.05", "0.03")
    assert p_values_agree("0.0287", "0.029")
    assert not p_values_agree("ns", "0.012")


def test_what_was_not_published_yet_contradicts_nothing():
    knowledge = base(study("trial-a", arm("one", result("15"), result("16", source="later", at="abstract"))))
    assert contradictions(knowledge, as_of=dt.date(2022, 1, 1)) == []
    assert len(contradictions(knowledge, as_of=dt.date(2023, 3, 1))) == 1


@given(st.integers(1, 300), st.data(), st.integers(0, 2))
def test_no_percentage_printed_from_a_count_is_ever_called_impossible(total: int, data: st.DataObject, decimals: int):
    count = data.draw(st.integers(0, total))
    printed = f"{100 * count / total:.{decimals}f}"
    assert count in counts_that_give(printed, total)
    assert cut_off_counts(printed, total) or counts_that_give(printed, total)


@given(st.decimals(0, 100, places=2), st.integers(0, 1))
def test_a_rounded_figure_is_explained_by_rounding(value: Decimal, decimals: int):
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert rounded == value or differ_by_rounding(str(value), str(rounded))


def test_at_least_ten_contradictions_of_the_review_are_found_with_both_places(knowledge: Knowledge):
    found = [c for c in contradictions(knowledge, rounding=False) if any(v.source == REVIEW for v in c.values)]
    apart = [c for c in found if len({v.place for v in c.values}) > 1 and c.kind != "impossible-percentage"]
    assert len(apart) >= 10
    assert all(v.source in knowledge.sources and v.at for c in apart for v in c.values)


def test_the_best_known_ones_are_among_them(knowledge: Knowledge):
    found = {
        (c.study, c.arm, c.endpoint): {v.value for v in c.values}
        for c in contradictions(knowledge)
        if c.kind == "text-against-table"
    }
    assert found["kunz-2023", "temozolomide", "pfs"] == {"14.4", "14.1"}
    assert found["ducreux-2014", "streptozocin-fluorouracil-bevacizumab", "orr"] == {"52.0", "56"}
    assert found["moertel-1980", "streptozocin", "os"] == {"16.5", "16"}
    assert found["frizziero-2019", "carboplatin-etoposide", "orr"] == {"47.9", "44.3"}


def test_the_review_prints_many_response_rates_that_no_number_of_patients_gives(knowledge: Knowledge):
    found = [c for c in contradictions(knowledge) if c.kind == "impossible-percentage" and c.values[0].source == REVIEW]
    assert len(found) >= 20
    assert {"mani-2008", "hadoux-2015", "claringbold-2012"} <= {c.study for c in found}
