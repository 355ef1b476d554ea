from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.language.quantities import quantities
from hoofbeat.language.tokens import read_document


def read(text: str) -> list[tuple[str | None, Any]]:
    return [(q.field, q.value) for q in quantities(read_document(text))]


def problem(text: str) -> str:
    (quantity,) = quantities(read_document(text))
    assert quantity.value is None
    return quantity.problem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ki-67 12 %", 12),
        ("Ki67: 12%", 12),
        ("MIB-1 index of 12 percent", 12),
        ("Ki-67 proliferation index on the liver biopsy was 12%", 12),
        ("a 12% Ki-67", 12),
        ("Ki-67 12,5 %", 12.5),
        ("Ki-67 <1 %", {"low": 0, "high": 1}),
        ("Ki-67 > 90 %", {"low": 90, "high": 100}),
        ("Ki-67 of more than 20%", {"low": 20, "high": 100}),
        ("Ki-67 3-5%", {"low": 3, "high": 5}),
        ("Ki-67 3% to 5%", {"low": 3, "high": 5}),
        ("Ki-67 between 5 and 10 %", {"low": 5, "high": 10}),
        ("Ki-67 approximately 20 %", 20),
        ("Ki-67 20% with hot spots up to 50%", 50),
        ("Ki-67 10% overall, 35% in hot spots", 35),
        ("Ki-67 up to 50 %", 50),
    ],
)
def test_a_proliferation_index_is_read_as_it_is_written(text: str, value: Any) -> None:
    assert read(text) == [("ki67_percent", value)]


@pytest.mark.parametrize("text", ["Ki-67 2% in the primary and 18% in the liver", "Ki-67 rose from 2% to 18%"])
def test_two_readings_are_both_read(text: str) -> None:
    assert [value for _, value in read(text)] == [2, 18]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4 mitoses per 2 mm2", 4),
        ("mitotic count 3/2mm²", 3),
        ("<2 mitoses/2 mm2", {"low": 0, "high": 2}),
        ("5 mitoses per 10 HPF (field area 0.2 mm2)", 5),
        ("mitotic rate 2-3 per 10 high-power fields (2 mm2)", {"low": 2, "high": 3}),
        ("mitotic count 3 per mm2", 6),
    ],
)
def test_mitoses_are_read_per_2_mm2(text: str, value: Any) -> None:
    assert read(text) == [("mitoses_per_2mm2", value)]


@pytest.mark.parametrize("text", ["5 mitoses per 10 HPF", "mitotic count 4"])
def test_mitoses_without_a_known_area_are_flagged(text: str) -> None:
    assert problem(text) == "invalid"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("creatinine 80 µmol/L", "creatinine_umol_l", 80),
        ("Creatinine\t80\tumol/L", "creatinine_umol_l", 80),
        ("creatinine (umol/L): 80", "creatinine_umol_l", 80),
        ("creatinine 1.0 mg/dL", "creatinine_umol_l", 88.4),
        ("bilirubin 1.5 x ULN", "bilirubin_x_uln", 1.5),
        ("bilirubin 30 umol/l (ULN 20)", "bilirubin_x_uln", 1.5),
        ("ALP 260 U/L (ref 30-130)", "alkaline_phosphatase_x_uln", 2),
        ("Hb 12.4 g/dL", "hemoglobin_g_l", 124),
        ("Haemoglobin 124 g/L", "hemoglobin_g_l", 124),
        ("platelets 150,000/uL", "platelets_10e9_l", 150),
        ("platelets 150 x 10^9/L", "platelets_10e9_l", 150),
        ("plt 150 K/uL", "platelets_10e9_l", 150),
        ("platelets 150 x10⁹/L", "platelets_10e9_l", 150),
        ("ANC 1500/mm3", "neutrophils_10e9_l", 1.5),
        ("neutrophils 1.5", "neutrophils_10e9_l", 1.5),
        ("albumin 3.9 g/dL", "albumin_g_l", 39),
        ("CrCl 65 mL/min", "creatinine_clearance_ml_min", 65),
        ("LVEF 55%", "lvef_percent", 55),
        ("ECOG performance status of 1", "ecog", 1),
        ("WHO PS 2", "ecog", 2),
        ("weight 72 kg", "weight_kg", 72),
        ("height 1.68 m", "height_cm", 168),
    ],
)
def test_a_measure_is_given_in_the_unit_of_the_case(text: str, field: str, value: float) -> None:
    assert read(text) == [(field, value)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bilirubin 12 umol/L", "invalid"),
        ("eGFR 65 mL/min/1.73m2", "invalid"),
        ("Karnofsky 80 %", "invalid"),
        ("ECOG 1-2", "range"),
        ("platelets > 100 x10^9/L", "bound"),
        ("ECOG 7", "outside"),
        ("Ki-67 pending", "unread"),
    ],
)
def test_what_cannot_be_converted_is_flagged_and_never_guessed(text: str, reason: str) -> None:
    assert problem(text) == reason


@pytest.mark.parametrize(
    "text", ["weight loss of 8 kg", "he lost weight", "CRP 12", "Ki-67 was repeated in 2019 and is awaited"]
)
def test_other_numbers_are_not_taken(text: str) -> None:
    assert all(value is None for _, value in read(text))


@given(st.integers(0, 100))
def test_every_whole_percentage_is_read_back(value: int) -> None:
    assert read(f"The Ki-67 index was {value} %.") == [("ki67_percent", value)]


@given(st.integers(1, 99), st.integers(1, 99))
def test_a_range_is_read_with_its_limits(low: int, width: int) -> None:
    high = min(100, low + width)
    assert read(f"Ki-67 {low}-{high} %") == [("ki67_percent", {"low": low, "high": high})]
