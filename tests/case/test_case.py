from __future__ import annotations

from typing import Any

import pytest

from hoofbeat import CaseError, read_case
from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import read_situation


def refused(values: Any, knowledge: Knowledge | None = None) -> str:
    with pytest.raises(CaseError) as error:
        read_case(values) if knowledge is None else read_situation(values, knowledge)
    return str(error.value)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"ki67": 20}, "ki67", "Did you mean ki67_percent?"),
        ({"ki67_percent": 120}, "ki67_percent", "from 0 to 100"),
        ({"ki67_percent": "high"}, "ki67_percent", "a number from 0 to 100"),
        ({"ki67_percent": {"low": 30, "high": 20}}, "ki67_percent", "low (30) is above high (20)"),
        ({"ki67_percent": {"low": 90, "high": 120}}, "ki67_percent", "leaves what is possible"),
        ({"ecog": "1"}, "ecog", "write it without quotes"),
        ({"differentiation": "wel"}, "differentiation", "Did you mean well?"),
        ({"primary_site": "ileum"}, "primary_site", "small_bowel"),
        ({"ecog": 5}, "ecog", "0, 1, 2, 3, 4"),
        ({"progressing": "yes"}, "progressing", "true, false"),
        ({"progressing": 1}, "progressing", "true, false"),
        ({"gastric_type": True}, "gastric_type", "1, 2, 3"),
        ({"metastatic_sites": ["livr"]}, "metastatic_sites", "Did you mean liver?"),
        ({"metastatic_sites": "liver"}, "metastatic_sites", "a list"),
        ({"prior_treatments": [{"name": "captem"}]}, "treatment 1", "'name' is not part of a treatment"),
        ({"prior_treatments": [{"treatment": "captem", "best_response": "good"}]}, "best_response", "'CR', 'PR'"),
        ({"prior_lines": 1.5}, "prior_lines", "a number"),
        ({"age_years": float("nan")}, "age_years", "not allowed"),
        ({"weight_kg": 0}, "weight_kg", "above 0"),
        ([1, 2], "", "a set of fields"),
        (None, "", "nothing"),
        ({3: 4}, "3", "not the name of a field"),
    ],
)
def test_a_malformed_case_is_refused_with_the_field_and_what_is_allowed(values: Any, field: str, said: str) -> None:
    message = refused(values)
    assert field in message
    assert said in message


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"differentiation": "well", "morphology": "nec_small_cell"}, "poorly differentiated by definition"),
        ({"resection": "r0", "evidence_of_disease": True, "recurrent": False}, "is a recurrence"),
        ({"primary_site": "pancreas", "gastric_type": 1}, "only for tumors of the stomach"),
        ({"rapidly_progressing": True, "progressing": False}, "progresses"),
        ({"extent": "localized", "metastatic_sites": ["liver"]}, "distant metastases is metastatic"),
        ({"pregnant": True, "sex": "male"}, "pregnant"),
        ({"prior_treatments": [], "prior_lines": 2}, "prior_treatments says none"),
        ({"creatinine_umol_l": 1.0}, "mg/dL"),
        ({"hemoglobin_g_l": 11.2}, "g/dL"),
        ({"platelets_10e9_l": 150000}, "per microliter"),
        ({"height_cm": 1.7}, "meters"),
        ({"prior_treatments": [{"treatment": "lanreotid"}]}, "Did you mean lanreotide"),
        ({"declines": ["chemo-xyz"]}, "declines"),
    ],
)
def test_a_contradictory_or_doubtful_case_is_refused_with_the_reason(
    values: Any, said: str, knowledge: Knowledge
) -> None:
    assert said in refused(values, knowledge)


def test_every_problem_is_named_at_once() -> None:
    message = refused({"ki67_percent": 120, "ecog": 9, "colour": "blue"})
    assert all(field in message for field in ("ki67_percent", "ecog", "colour"))


def test_a_field_that_is_null_is_unknown() -> None:
    assert read_case({"ki67_percent": None}).known() == {}


def test_brands_spellings_and_abbreviations_stand_for_the_treatment(knowledge: Knowledge) -> None:
    given = ["Sandostatin", "streptozotocin", "VP-16", "XELOX", "Cape/Tem", "5-FU", "Afinitor", "177Lu-DOTATATE"]
    case = read_case({"prior_treatments": [{"treatment": name} for name in given]})
    resolved = [entry["treatment"] for entry in read_situation(case, knowledge).given()]
    expected = [
        "octreotide",
        "streptozocin",
        "etoposide",
        "capox",
        "captem",
        "fluorouracil",
        "everolimus",
        "lutetium-dotatate",
    ]
    assert resolved == expected


def test_the_contract_names_every_field_with_what_it_allows() -> None:
    assert len(FIELDS) == 70
    assert all(field.allowed.startswith("Allowed: ") for field in FIELDS.values())
