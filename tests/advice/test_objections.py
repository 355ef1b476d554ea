"""What tumor boards objected to, kept from coming back: each test is a case and what the page must, or must not, say of it."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat import advise
from hoofbeat.advice.result import Advice, OptionShown
from hoofbeat.knowledge import Knowledge

CARCINOMA = {"primary_site": "pancreas", "morphology": "nec_large_cell", "ki67_percent": 75, "extent": "metastatic", "ecog": 1,
             "age_years": 60, "sex": "male"}  # fmt: skip
PANCREAS_G3 = {"primary_site": "pancreas", "differentiation": "well", "ki67_percent": 40, "extent": "metastatic", "ecog": 1,
               "sstr_positive": False, "tumor_symptoms": True}  # fmt: skip


def given(treatment: str, ended: str = "progression", **more: Any) -> dict[str, Any]:
    return {"treatment": treatment, "progressed": ended == "progression", "ended": ended, **more}


def option(answer: Advice, treatment: str) -> OptionShown | None:
    return next((o for o in answer.options if o.treatment == treatment), None)


def offered(answer: Advice) -> list[str]:
    return [o.treatment for o in answer.options if o.position in ("prefer", "offer", "consider")]


def asked(answer: Advice) -> list[str]:
    return [fact.field for fact in answer.establish_first]


@pytest.mark.parametrize("earlier", ["lanreotide", "everolimus", "pembrolizumab"])
def test_a_carcinoma_that_never_had_chemotherapy_is_offered_its_first_line(knowledge: Knowledge, earlier: str) -> None:
    answer = advise({**CARCINOMA, "progressing": True, "prior_treatments": [given(earlier)]}, knowledge)
    assert answer.chemotherapy.verdict == "prefer"
    assert "platinum-etoposide" in offered(answer)
    assert "folfiri" not in offered(answer)


@pytest.mark.parametrize("ended", ["ongoing", "completed"])
def test_no_second_line_is_offered_while_the_first_works(knowledge: Knowledge, ended: str) -> None:
    first = given("carboplatin-etoposide", ended, best_response="PR", months_ago=0 if ended == "ongoing" else 1)
    answer = advise({**CARCINOMA, "progressing": False, "recurrent": False, "prior_treatments": [first]}, knowledge)
    assert not {"folfiri", "folfox", "captem"} & set(offered(answer))
    assert answer.chemotherapy.verdict not in ("prefer", "offer")


def test_a_failing_liver_brings_no_regimen_forward_because_another_fell(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "child_pugh": "C", "prior_treatments": []}, knowledge)
    assert answer.chemotherapy.verdict == "avoid"
    assert not [o for o in offered(answer) if knowledge.treatments.is_chemotherapy(o)]
    assert "best-supportive-care" in offered(answer)


def test_what_was_stopped_for_toxicity_stands_behind_what_was_not_tried(knowledge: Knowledge) -> None:
    history = [given("octreotide"), given("everolimus", "toxicity")]
    answer = advise({"primary_site": "lung", "morphology": "atypical_carcinoid", "extent": "metastatic", "progressing": True,
                     "ecog": 1, "prior_treatments": history}, knowledge)  # fmt: skip
    everolimus = option(answer, "everolimus")
    assert everolimus is not None
    assert everolimus.position == "reserve"
    assert "toxicity" in everolimus.says
    assert answer.options[0].treatment != "everolimus"


def test_a_class_falls_with_the_drug_that_all_its_regimens_share(knowledge: Knowledge) -> None:
    answer = advise({**PANCREAS_G3, "prior_treatments": [given("captem")]}, knowledge)
    assert "temozolomide-based" not in offered(answer)
    assert "streptozocin-based" in offered(answer)
    both = advise({**PANCREAS_G3, "prior_treatments": [given("captem"), given("streptozocin-fluorouracil")]}, knowledge)
    assert not {"temozolomide-based", "streptozocin-based"} & set(offered(both))


def test_what_a_source_puts_second_is_not_lifted_by_what_it_says_of_the_class(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "prior_treatments": []}, knowledge)
    carboplatin, cisplatin = option(answer, "carboplatin-etoposide"), option(answer, "cisplatin-etoposide")
    assert carboplatin is not None
    assert cisplatin is not None
    assert (carboplatin.position, cisplatin.position) == ("prefer", "offer")


@pytest.mark.parametrize(
    "case",
    [
        {"primary_site": "skin", "differentiation": "poor", "extent": "metastatic", "ecog": 1, "prior_treatments": []},
        {"primary_site": "thyroid_medullary", "differentiation": "well", "ki67_percent": 30, "extent": "metastatic",
         "prior_treatments": []},
        {"primary_site": "paraganglioma", "differentiation": "well", "extent": "metastatic", "progressing": True},
    ],
)  # fmt: skip
def test_a_disease_with_guidance_of_its_own_gets_none_of_this(knowledge: Knowledge, case: dict[str, Any]) -> None:
    answer = advise(case, knowledge)
    assert not offered(answer)
    assert answer.chemotherapy.verdict == "establish_first"
    assert "another-disease" in {p.id for p in answer.pitfalls}
    assert not {"ki67_percent", "functional_syndrome"} & set(asked(answer))


def test_relapsed_small_cell_lung_cancer_gets_no_advice_meant_for_carcinoma_elsewhere(knowledge: Knowledge) -> None:
    relapsed = {"primary_site": "lung", "morphology": "nec_small_cell", "extent": "metastatic", "ecog": 1, "progressing": True,
                "prior_treatments": [given("carboplatin-etoposide", best_response="PR", months_ago=2)]}  # fmt: skip
    answer = advise(relapsed, knowledge)
    assert not {"folfiri", "folfox", "capox", "captem"} & set(offered(answer))
    assert "small-cell-lung-guidance" in {p.id for p in answer.pitfalls}


def test_platinum_is_not_given_again_over_lasting_damage_or_after_growth_on_it(knowledge: Knowledge) -> None:
    rested = given("cisplatin-etoposide", "completed", best_response="PR", months_ago=8)
    again = "platinum-etoposide"
    assert again in offered(advise({**CARCINOMA, "progressing": True, "prior_treatments": [rested]}, knowledge))
    for damage in ({"hearing_loss": True}, {"neuropathy_grade": 3}):
        damaged = advise({**CARCINOMA, "progressing": True, **damage, "prior_treatments": [rested]}, knowledge)
        assert again not in offered(damaged)
    grown = given("carboplatin-etoposide", best_response="PR", months_ago=8)
    assert again not in offered(advise({**CARCINOMA, "progressing": True, "prior_treatments": [grown]}, knowledge))


def test_on_dialysis_carboplatin_carries_a_caution_and_the_clearance_is_not_asked(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "on_dialysis": True, "prior_treatments": []}, knowledge)
    carboplatin = option(answer, "carboplatin-etoposide")
    assert carboplatin is not None
    assert "carboplatin-dialysis" in {c.id for c in carboplatin.cautions}
    assert "creatinine_clearance_ml_min" not in asked(answer)


def test_low_counts_raise_a_caution_for_cisplatin_too(knowledge: Knowledge) -> None:
    low = {"neutrophils_10e9_l": 0.8, "platelets_10e9_l": 60}
    cisplatin = option(advise({**CARCINOMA, **low, "prior_treatments": []}, knowledge), "cisplatin-etoposide")
    assert cisplatin is not None
    assert "cisplatin-counts" in {c.id for c in cisplatin.cautions}


def test_a_graded_lung_tumor_gets_no_advice_on_grade_3_net(knowledge: Knowledge) -> None:
    answer = advise({"primary_site": "lung", "differentiation": "well", "ki67_percent": 40, "mitoses_per_2mm2": 14,
                     "extent": "metastatic", "ecog": 1, "sstr_positive": False, "prior_treatments": []}, knowledge)  # fmt: skip
    about = {s.id for o in answer.options for s in o.statements if s.role == "decides"}
    assert not [name for name in about if "g3-net" in name]


def test_that_chemotherapy_is_right_is_said_where_only_how_strongly_is_open(knowledge: Knowledge) -> None:
    cervix = {"primary_site": "cervix", "morphology": "nec_small_cell", "extent": "locally_advanced", "resection": "none",
              "ecog": 0, "prior_treatments": []}  # fmt: skip
    assert advise(cervix, knowledge).chemotherapy.verdict in ("prefer", "offer")


def test_other_treatment_is_said_to_come_first_only_where_there_is_some(knowledge: Knowledge) -> None:
    history = [given("carboplatin-etoposide"), given("folfiri")]
    third = advise({**CARCINOMA, "ecog": 2, "progressing": True, "prior_treatments": history}, knowledge)
    assert third.chemotherapy.verdict == "reserve"
    assert "ther treatment comes first" not in third.chemotherapy.says
    slow = advise({"primary_site": "small_bowel", "differentiation": "well", "ki67_percent": 2, "extent": "metastatic",
                   "sstr_positive": True, "prior_treatments": []}, knowledge)  # fmt: skip
    assert slow.chemotherapy.verdict in ("reserve", "avoid", "establish_first")
    assert slow.chemotherapy.verdict != "reserve" or "Other treatment comes first" in slow.chemotherapy.says


def test_a_finding_stated_in_the_case_is_spoken_of(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "primary_site": "colon", "braf_v600e": True, "prior_treatments": []}, knowledge)
    assert {"espinosa-olarte-2021-nec-molecular-subgroups", "enets-2023-nec-molecular-profiling"} <= {
        n.id for n in answer.notes
    }


@pytest.mark.parametrize("age", [62, 85])
def test_pregnancy_is_not_asked_of_a_woman_of_sixty_and_more(knowledge: Knowledge, age: int) -> None:
    older = advise({**CARCINOMA, "sex": "female", "age_years": age, "prior_treatments": []}, knowledge)
    assert "pregnant" not in asked(older)
    assert not [n for o in older.options for n in o.needs if n.field in ("pregnant", "sex")]
    younger = advise({**CARCINOMA, "sex": "female", "age_years": 38, "prior_treatments": []}, knowledge)
    assert "pregnant" in asked(younger)


def test_a_hormone_syndrome_is_not_asked_where_no_tumor_is_left(knowledge: Knowledge) -> None:
    resected = {"primary_site": "lung", "morphology": "typical_carcinoid", "extent": "localized", "resection": "r0",
                "evidence_of_disease": False}  # fmt: skip
    assert "functional_syndrome" not in asked(advise(resected, knowledge))


def test_margins_are_not_asked_first_of_metastatic_disease(knowledge: Knowledge) -> None:
    answer = advise({"primary_site": "unknown_primary", "differentiation": "poor", "ki67_percent": 90, "extent": "metastatic"},
                    knowledge)  # fmt: skip
    assert asked(answer)[:2] == ["prior_treatments", "ecog"]


def test_receptor_imaging_is_asked_of_a_tumor_that_it_decides_on(knowledge: Knowledge) -> None:
    answer = advise(
        {"primary_site": "pancreas", "differentiation": "well", "ki67_percent": 8, "extent": "metastatic"}, knowledge
    )
    fields = asked(answer)
    assert "sstr_positive" in fields
    assert fields.index("sstr_positive") < fields.index("ntrk_fusion")


def test_of_a_history_that_is_stated_only_what_is_missing_of_it_is_asked(knowledge: Knowledge) -> None:
    vague = {"treatment": "carboplatin-etoposide", "best_response": "PR", "ended": "completed"}
    answer = advise({**CARCINOMA, "progressing": True, "prior_treatments": [vague]}, knowledge)
    history = next(f for f in answer.establish_first if f.field == "prior_treatments")
    assert "Months since the last platinum-based treatment" in history.asks


def test_a_poor_performance_status_is_spoken_of_beside_the_verdict(knowledge: Knowledge) -> None:
    answer = advise({**PANCREAS_G3, "ecog": 4, "prior_treatments": []}, knowledge)
    assert "chemotherapy-performance-status" in {rule.id for rule in answer.chemotherapy.safety}


def test_prrt_stands_back_from_platelets_too_low_to_begin_with(knowledge: Knowledge) -> None:
    answer = advise({"primary_site": "small_bowel", "differentiation": "well", "ki67_percent": 4, "extent": "metastatic",
                     "sstr_positive": True, "progressing": True, "platelets_10e9_l": 60,
                     "prior_treatments": [given("lanreotide")]}, knowledge)  # fmt: skip
    prrt = option(answer, "prrt")
    assert prrt is not None
    assert prrt.position == "contraindicated"


def test_prrt_again_rests_on_what_is_known_of_prrt_again(knowledge: Knowledge) -> None:
    midgut = {"primary_site": "small_bowel", "differentiation": "well", "ki67_percent": 4, "extent": "metastatic",
              "sstr_positive": True, "progressing": True}  # fmt: skip
    history = [
        given("lanreotide"),
        {**given("prrt", "completed", best_response="PR", months_ago=30), "progressed": True},
    ]
    prrt = option(advise({**midgut, "prior_treatments": history}, knowledge), "prrt")
    assert prrt is not None
    assert prrt.position == "consider"
    assert prrt.statements[0].id == "van-der-zwan-2018-prrt-again"
    history[1]["months_ago"] = 6
    soon = option(advise({**midgut, "prior_treatments": history}, knowledge), "prrt")
    assert soon is not None
    assert soon.position == "reserve"


def test_what_comes_before_chemotherapy_is_not_recommended_to_a_stable_patient_for_that(knowledge: Knowledge) -> None:
    stable = {"primary_site": "small_bowel", "differentiation": "well", "ki67_percent": 1, "extent": "metastatic",
              "sstr_positive": True, "progressing": False, "tumor_symptoms": False,
              "prior_treatments": [given("octreotide", "ongoing", best_response="SD")]}  # fmt: skip
    assert "prrt" not in offered(advise(stable, knowledge))


def test_an_uncontrolled_insulinoma_is_not_given_an_analogue_first(knowledge: Knowledge) -> None:
    answer = advise({"primary_site": "pancreas", "differentiation": "well", "ki67_percent": 4, "extent": "metastatic",
                     "sstr_positive": True, "functional_syndrome": "insulinoma", "syndrome_controlled": False,
                     "prior_treatments": []}, knowledge)  # fmt: skip
    analogue = option(answer, "somatostatin-analogue")
    assert analogue is None or analogue.position != "prefer"


def test_a_mixed_neoplasm_is_not_presumed_not_to_be_one(knowledge: Knowledge) -> None:
    answer = advise({"primary_site": "colon", "morphology": "minen", "differentiation": "poor"}, knowledge)
    assert not [p for p in answer.classification.presumptions if "mixed" in p]


MIDGUT = {"primary_site": "small_bowel", "differentiation": "well", "ki67_percent": 4, "extent": "metastatic", "ecog": 1,
          "sstr_positive": True, "progressing": True, "functional_syndrome": "none"}  # fmt: skip
COLON = {"primary_site": "colon", "morphology": "nec_large_cell", "ki67_percent": 70, "extent": "metastatic", "ecog": 1}


@pytest.mark.parametrize("ended", ["toxicity", "completed"])
def test_the_products_of_a_class_step_back_with_it(knowledge: Knowledge, ended: str) -> None:
    earlier = {**given("prrt", ended, best_response="SD", months_ago=8), "progressed": ended == "completed"}
    answer = advise({**MIDGUT, "prior_treatments": [given("octreotide"), earlier]}, knowledge)
    assert not [o for o in offered(answer) if knowledge.treatments.is_a(o, "prrt")]


def test_a_carcinoma_under_a_working_platinum_is_told_so_and_asked_nothing_more(knowledge: Knowledge) -> None:
    first = given("carboplatin-etoposide", "ongoing", best_response="PR")
    answer = advise({**COLON, "progressing": False, "prior_treatments": [first]}, knowledge)
    assert "holds" in answer.chemotherapy.says
    assert not answer.establish_first


def test_no_second_line_is_recommended_to_a_tumor_that_captem_holds(knowledge: Knowledge) -> None:
    captem = given("captem", "ongoing", best_response="PR")
    answer = advise({"primary_site": "pancreas", "morphology": "net", "ki67_percent": 15, "extent": "metastatic",
                     "sstr_positive": True, "progressing": False, "functional_syndrome": "none",
                     "prior_treatments": [captem]}, knowledge)  # fmt: skip
    assert not [s for o in answer.options for s in o.statements if s.role == "decides" and "second-line" in s.id]


def test_what_is_said_of_the_second_line_decides_nothing_in_the_third(knowledge: Knowledge) -> None:
    history = [given("carboplatin-etoposide"), given("folfox")]
    answer = advise({**COLON, "progressing": True, "prior_treatments": history}, knowledge)
    assert answer.chemotherapy.decided_by != "enets-2023-nec-second-line-irinotecan-fluoropyrimidine"
    assert answer.chemotherapy.verdict == "consider"


def test_hearing_is_asked_before_platinum_is_given_again(knowledge: Knowledge) -> None:
    first = given("carboplatin-etoposide", "completed", best_response="PR", months_ago=8)
    answer = advise({**COLON, "progressing": True, "prior_treatments": [first]}, knowledge)
    platinum = option(answer, "platinum-etoposide")
    assert platinum is not None
    assert "hearing_loss" in {need.field for need in platinum.needs}


@pytest.mark.parametrize("earlier", ["captem", "lanreotide"])
def test_chemotherapy_for_an_earlier_tumor_leaves_the_first_line_of_a_carcinoma_open(
    knowledge: Knowledge, earlier: str
) -> None:
    answer = advise(
        {**COLON, "primary_site": "pancreas", "progressing": True, "prior_treatments": [given(earlier)]}, knowledge
    )
    assert answer.options[0].treatment == "platinum-etoposide"


def test_large_cell_carcinoma_of_the_lung_keeps_what_is_said_of_carcinoma(knowledge: Knowledge) -> None:
    answer = advise({**COLON, "primary_site": "lung", "progressing": True, "prior_treatments": [given("carboplatin-etoposide")]},
                    knowledge)  # fmt: skip
    assert {"folfiri", "folfox"} <= set(offered(answer))


def test_a_verdict_stands_no_higher_than_what_is_left_after_failures(knowledge: Knowledge) -> None:
    history = [given("captem"), given("streptozocin-fluorouracil")]
    answer = advise({**PANCREAS_G3, "prior_treatments": history}, knowledge)
    best = min((o for o in answer.options if o.chemotherapy), key=lambda o: o.rank)
    assert answer.chemotherapy.verdict == best.position


def test_the_figures_of_a_first_line_after_an_analogue_are_those_of_a_first_line(knowledge: Knowledge) -> None:
    def figures(history: list[dict[str, Any]]) -> Any:
        platinum = option(
            advise({**CARCINOMA, "progressing": True, "prior_treatments": history}, knowledge), "platinum-etoposide"
        )
        assert platinum is not None
        return platinum.evidence.pooled

    assert figures([given("lanreotide"), given("everolimus")]) == figures([])


def test_three_patients_do_not_take_the_place_of_a_pool(knowledge: Knowledge) -> None:
    platinum = option(advise({**COLON, "prior_treatments": []}, knowledge), "platinum-etoposide")
    assert platinum is not None
    assert platinum.evidence.pooled["total"] > 300


UNKNOWN_PRIMARY = {
    "primary_site": "unknown_primary",
    "morphology": "net",
    "extent": "metastatic",
    "sstr_positive": True,
}


def test_a_slow_tumor_of_unknown_primary_has_an_analogue_before_chemotherapy(knowledge: Knowledge) -> None:
    answer = advise({**UNKNOWN_PRIMARY, "ki67_percent": 4, "progressing": False, "prior_treatments": []}, knowledge)
    assert answer.options[0].treatment == "lanreotide"
    assert answer.chemotherapy.verdict in ("reserve", "avoid")


def test_the_license_of_lanreotide_ends_at_a_ki67_of_10(knowledge: Knowledge) -> None:
    answer = advise({**UNKNOWN_PRIMARY, "ki67_percent": 15, "progressing": False, "prior_treatments": []}, knowledge)
    assert "lanreotide" not in offered(answer)


@pytest.mark.parametrize("ecog", [3, 4])
def test_grade_3_tumors_in_people_who_are_not_fit_get_supportive_care_first(ecog: int, knowledge: Knowledge) -> None:
    grade_3 = {"primary_site": "pancreas", "morphology": "net", "ki67_percent": 40, "extent": "metastatic"}
    answer = advise({**grade_3, "ecog": ecog, "prior_treatments": []}, knowledge)
    assert answer.chemotherapy.verdict == "avoid"
    assert answer.options[0].treatment == "best-supportive-care"


@pytest.mark.parametrize("site", ["bladder", "cervix", "rectum", "esophagus", "lung"])
def test_carcinoma_that_has_not_spread_has_a_regimen_under_a_verdict_in_favor(site: str, knowledge: Knowledge) -> None:
    local = {"primary_site": site, "morphology": "nec_small_cell", "extent": "localized", "resection": "none"}
    answer = advise({**local, "ecog": 1, "prior_treatments": []}, knowledge)
    assert answer.chemotherapy.verdict in ("prefer", "offer", "consider")
    assert any(knowledge.treatments.is_chemotherapy(t) for t in offered(answer))


def test_braf_v600e_is_a_target_everywhere_but_in_the_colon_and_rectum(knowledge: Knowledge) -> None:
    after = [{"treatment": "carboplatin-etoposide", "best_response": "PR", "progressed": True, "ended": "progression"}]
    carcinoma = {"morphology": "nec_large_cell", "extent": "metastatic", "progressing": True, "braf_v600e": True}
    for site, holds in (("pancreas", True), ("colon", False), ("rectum", False)):
        answer = advise({**carcinoma, "primary_site": site, "prior_treatments": after}, knowledge)
        assert (option(answer, "dabrafenib-trametinib") is not None) is holds


def test_receptor_imaging_is_asked_while_the_grade_is_not_known(knowledge: Knowledge) -> None:
    answer = advise({"primary_site": "pancreas", "morphology": "net", "extent": "metastatic"}, knowledge)
    assert "sstr_positive" in asked(answer)


def test_what_is_said_not_to_grow_is_not_asked_to_grow_rapidly(knowledge: Knowledge) -> None:
    answer = advise({**UNKNOWN_PRIMARY, "ki67_percent": 4, "progressing": False, "prior_treatments": []}, knowledge)
    assert "rapidly_progressing" not in asked(answer)


def test_each_pair_of_sources_that_differ_stands_in_one_place_only(knowledge: Knowledge) -> None:
    case = {
        "primary_site": "kidney",
        "morphology": "net",
        "ki67_percent": 8,
        "extent": "metastatic",
        "sstr_positive": True,
        "prior_treatments": [given("octreotide", "ongoing")],
    }
    linked = [c for c in advise(case, knowledge).contradictions if "link" in c.why]
    shown = [s["id"] for c in linked for s in c.statements]
    assert linked
    assert len(shown) == len(set(shown))
