"""What an oncologist's reading of sixty cases found wrong, kept from coming back: one law a kind of error."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat import advise
from hoofbeat.advice.result import Advice, OptionShown
from hoofbeat.knowledge import Knowledge

CARCINOMA = {"primary_site": "lung", "morphology": "nec_large_cell", "ki67_percent": 70, "extent": "metastatic", "ecog": 1,
             "prior_treatments": []}  # fmt: skip
PANCREAS = {"primary_site": "pancreas", "differentiation": "well", "ki67_percent": 15, "extent": "metastatic",
            "sstr_positive": True, "progressing": True, "ecog": 1}  # fmt: skip
PANCREAS_G3 = {**PANCREAS, "ki67_percent": 45, "sstr_positive": False, "prior_treatments": []}


def grown(treatment: str, **more: Any) -> dict[str, Any]:
    return {"treatment": treatment, "progressed": True, "ended": "progression", **more}


def option(answer: Advice, treatment: str) -> OptionShown:
    return next(o for o in answer.options if o.treatment == treatment)


def offered(answer: Advice) -> list[str]:
    return [o.treatment for o in answer.options if o.position in ("prefer", "offer", "consider")]


def chemotherapy_in_favor(answer: Advice) -> list[str]:
    return [o.treatment for o in answer.options if o.chemotherapy and o.position in ("prefer", "offer", "consider")]


# ---- blood counts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [{"neutrophils_10e9_l": 0.4}, {"platelets_10e9_l": 30}])
@pytest.mark.parametrize(
    "person", [CARCINOMA, {**CARCINOMA, "prior_treatments": [grown("carboplatin-etoposide", months_ago=1)]}]
)
def test_a_marrow_that_fails_leaves_no_chemotherapy_of_a_carcinoma(
    counts: dict[str, float], person: dict[str, Any], knowledge: Knowledge
) -> None:
    answer = advise({**person, "progressing": True, **counts}, knowledge)
    assert answer.chemotherapy.verdict == "avoid"
    assert not chemotherapy_in_favor(answer)


def test_chemotherapy_stands_no_higher_than_what_the_counts_leave_of_it(knowledge: Knowledge) -> None:
    answer = advise({**PANCREAS_G3, "tumor_symptoms": True, "neutrophils_10e9_l": 0.4}, knowledge)
    assert answer.chemotherapy.verdict not in ("prefer", "offer")
    assert not {"captem", "streptozocin-fluorouracil", "temozolomide", "folfox"} & set(chemotherapy_in_favor(answer))


def test_low_counts_that_are_not_severe_are_a_caution(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "platelets_10e9_l": 80}, knowledge)
    carboplatin = option(answer, "carboplatin-etoposide")
    assert carboplatin.position == "prefer"
    assert "carboplatin-counts" in {c.id for c in carboplatin.cautions}


def test_a_class_carries_the_cautions_that_all_its_members_carry(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "creatinine_clearance_ml_min": 45}, knowledge)
    family = option(answer, "platinum-etoposide")
    assert "etoposide-kidney" in {c.id for c in family.cautions}
    assert "carboplatin-kidney" not in {c.id for c in family.cautions}


def test_no_count_is_told_as_the_way_to_a_regimen(knowledge: Knowledge) -> None:
    why = {e.field: e.why for e in advise(CARCINOMA, knowledge).establish_first}
    for field in ("neutrophils_10e9_l", "platelets_10e9_l"):
        assert "would be ruled out" in why[field]
        assert "the first option is" not in why[field]


# ---- who is too ill ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ki67", [2, 15, 45])
@pytest.mark.parametrize("history", [[], [grown("lanreotide")], [grown("captem"), grown("prrt")]])
def test_nothing_against_the_tumor_stands_above_supportive_care_at_ecog_4(
    ki67: int, history: list[dict[str, Any]], knowledge: Knowledge
) -> None:
    answer = advise(
        {**PANCREAS, "ki67_percent": ki67, "high_tumor_burden": True, "ecog": 4, "prior_treatments": history}, knowledge
    )
    assert answer.options[0].treatment == "best-supportive-care"
    if history:
        assert answer.chemotherapy.verdict == "avoid"
        assert not chemotherapy_in_favor(answer)


@pytest.mark.parametrize("ecog", [3, 4])
def test_a_mixed_neoplasm_in_someone_unfit_gets_supportive_care_whatever_its_differentiation(
    ecog: int, knowledge: Knowledge
) -> None:
    mixed = {"primary_site": "colon", "morphology": "minen", "ki67_percent": 75, "extent": "metastatic"}
    answer = advise({**mixed, "ecog": ecog, "prior_treatments": []}, knowledge)
    assert answer.chemotherapy.verdict == "avoid"
    assert offered(answer) == ["best-supportive-care"]


# ---- a hormone that is not controlled ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hormone", "first"),
    [("insulinoma", "diazoxide"), ("vipoma", "fluids-and-electrolytes"), ("acth", "cortisol-lowering-medicines")],
)
@pytest.mark.parametrize("history", [[], [grown("octreotide")]])
def test_what_controls_the_hormone_goes_before_what_acts_on_the_tumor(
    hormone: str, first: str, history: list[dict[str, Any]], knowledge: Knowledge
) -> None:
    person = {**PANCREAS, "functional_syndrome": hormone, "syndrome_controlled": False, "prior_treatments": history}
    assert advise(person, knowledge).options[0].treatment == first
    controlled = advise({**person, "syndrome_controlled": True}, knowledge)
    assert controlled.options[0].treatment != first


# ---- order: what is only permitted, what comes first, what comes later ---------------------------------------


@pytest.mark.parametrize("symptoms", [True, False, None])
def test_symptoms_or_not_chemotherapy_comes_before_targeted_drugs_where_sources_say_so(
    symptoms: bool | None, knowledge: Knowledge
) -> None:
    told = {} if symptoms is None else {"tumor_symptoms": symptoms}
    answer = advise({**PANCREAS_G3, **told, "high_tumor_burden": True, "rapidly_progressing": True}, knowledge)
    assert answer.chemotherapy.verdict == "prefer"
    ranks = {o.treatment: o.rank for o in answer.options}
    for targeted in ("sunitinib", "everolimus"):
        assert ranks["captem"] < ranks[targeted]
        assert option(answer, targeted).position == "reserve"
        assert option(answer, targeted).waits_for == ["chemotherapy"]


def test_targeted_drugs_are_no_longer_in_reserve_once_chemotherapy_was_used(knowledge: Knowledge) -> None:
    answer = advise({**PANCREAS_G3, "prior_treatments": [grown("captem")]}, knowledge)
    assert "sunitinib" in offered(answer)


def test_of_equal_options_what_a_source_calls_the_first_choice_stands_first(knowledge: Knowledge) -> None:
    bulky = {**PANCREAS, "ki67_percent": 17, "high_tumor_burden": True, "prior_treatments": [grown("lanreotide")]}
    answer = advise(bulky, knowledge)
    ranks = {o.treatment: o.rank for o in answer.options}
    assert max(ranks["captem"], ranks["streptozocin-fluorouracil"]) < min(ranks["everolimus"], ranks["sunitinib"])
    slow = advise({**bulky, "ki67_percent": 5, "high_tumor_burden": False}, knowledge)
    ranks = {o.treatment: o.rank for o in slow.options}
    assert ranks["prrt"] < ranks["captem"]


@pytest.mark.parametrize("failed", ["captem", "streptozocin-fluorouracil"])
def test_after_one_of_two_kinds_the_other_is_an_option_and_no_first_choice(failed: str, knowledge: Knowledge) -> None:
    answer = advise({**PANCREAS_G3, "ki67_percent": 30, "prior_treatments": [grown(failed)]}, knowledge)
    assert answer.chemotherapy.verdict == "consider"
    assert "prefer" not in {o.position for o in answer.options if o.chemotherapy}
    assert "oxaliplatin-based" in offered(answer)
    untreated = advise({**PANCREAS_G3, "ki67_percent": 30}, knowledge)
    assert "oxaliplatin-based" not in offered(untreated)


# ---- classes ------------------------------------------------------------------------------------------------


def test_a_class_of_which_only_what_is_advised_against_is_left_is_not_offered(knowledge: Knowledge) -> None:
    answer = advise(
        {**CARCINOMA, "primary_site": "biliary", "progressing": True, "dpd_activity": "absent", "bilirubin_x_uln": 3,
         "prior_treatments": [grown("cisplatin-etoposide", best_response="PR", months_ago=3)]},
        knowledge,
    )  # fmt: skip
    assert answer.chemotherapy.verdict in ("avoid", "reserve")
    assert not chemotherapy_in_favor(answer)


def test_a_sentence_on_a_class_that_is_ruled_out_decides_nothing(knowledge: Knowledge) -> None:
    later = {
        **CARCINOMA,
        "primary_site": "colon",
        "progressing": True,
        "prior_treatments": [grown("carboplatin-etoposide")],
    }
    fluoropyrimidine = "espinosa-olarte-2021-nec-second-line-fit"
    assert advise({**later, "dpd_activity": "absent"}, knowledge).chemotherapy.decided_by != fluoropyrimidine
    assert knowledge.statements[fluoropyrimidine].only_with == "fluoropyrimidine-based"


# ---- tumors that have not spread ---------------------------------------------------------------------------


@pytest.mark.parametrize("site", ["stomach", "pancreas", "small_bowel", "rectum"])
@pytest.mark.parametrize("ki67", [1, 12])
def test_chemotherapy_is_no_open_question_for_a_slow_tumor_that_has_not_spread(
    site: str, ki67: int, knowledge: Knowledge
) -> None:
    answer = advise(
        {"primary_site": site, "differentiation": "well", "ki67_percent": ki67, "extent": "localized"}, knowledge
    )
    assert answer.chemotherapy.verdict == "reserve"


def test_a_small_gastric_tumor_of_type_1_is_watched_a_larger_one_removed(knowledge: Knowledge) -> None:
    gastric = {
        "primary_site": "stomach",
        "differentiation": "well",
        "ki67_percent": 2,
        "extent": "localized",
        "resectable": True,
    }
    small = advise({**gastric, "gastric_type": 1, "primary_size_mm": 6}, knowledge)
    assert offered(small) == ["surveillance", "endoscopic-resection"]
    assert option(small, "endoscopic-resection").position == "consider"
    large = advise({**gastric, "gastric_type": 1, "primary_size_mm": 15}, knowledge)
    assert offered(large)[0] == "endoscopic-resection"
    assert "surveillance" not in offered(large)
    other = advise({**gastric, "gastric_type": 3, "primary_size_mm": 6}, knowledge)
    assert option(other, "surgery").position == "prefer"


def test_a_plan_for_follow_up_is_not_weighed_against_treatment_after_surgery(knowledge: Knowledge) -> None:
    removed = {
        "primary_site": "pancreas",
        "differentiation": "well",
        "ki67_percent": 35,
        "extent": "localized",
        "resection": "r0",
    }
    answer = advise({**removed, "evidence_of_disease": False, "prior_treatments": []}, knowledge)
    assert answer.chemotherapy.verdict == "establish_first"
    assert "Other treatment comes first" not in answer.chemotherapy.says
    assert option(answer, "surveillance").position == "offer"
    assert "swog-s2104-adjuvant-question-open" in {s.id for s in answer.chemotherapy.because}


# ---- the list itself ----------------------------------------------------------------------------------------


def test_a_family_has_one_place_in_the_list_and_equals_are_said_to_be_equal(knowledge: Knowledge) -> None:
    answer = advise({**PANCREAS, "ki67_percent": 8, "prior_treatments": [grown("lanreotide")]}, knowledge)
    prrt, product, everolimus = (option(answer, t) for t in ("prrt", "lutetium-dotatate", "everolimus"))
    assert product.place == prrt.place
    assert "everolimus" in prrt.equal_to
    assert prrt.name in everolimus.says
    assert not product.equal_to
    places = [o.place for o in answer.options]
    assert places == sorted(places)
    assert set(places) == set(range(1, max(places) + 1))


def test_a_license_alone_recommends_nothing(knowledge: Knowledge) -> None:
    thymus = {"primary_site": "thymus", "morphology": "atypical_carcinoid", "extent": "metastatic", "sstr_positive": False,
              "progressing": True, "ecog": 1}  # fmt: skip
    assert (
        option(advise({**thymus, "prior_treatments": [grown("everolimus")]}, knowledge), "cabozantinib").position
        == "consider"
    )
    midgut = {**PANCREAS, "primary_site": "small_bowel", "ki67_percent": 5}
    later = advise({**midgut, "prior_treatments": [grown("octreotide"), grown("prrt"), grown("everolimus")]}, knowledge)
    cabozantinib = option(later, "cabozantinib")
    assert cabozantinib.position == "offer"
    assert cabozantinib.statements[0].id == "nccn-2025-gi-net-cabozantinib"


def test_chemotherapy_in_reserve_says_what_comes_first(knowledge: Knowledge) -> None:
    midgut = {**PANCREAS, "primary_site": "small_bowel", "ki67_percent": 5}
    answer = advise({**midgut, "prior_treatments": [grown("octreotide")]}, knowledge)
    assert answer.chemotherapy.verdict == "reserve"
    assert "First to be used or ruled out: Everolimus and" in answer.chemotherapy.says
