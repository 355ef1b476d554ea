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
