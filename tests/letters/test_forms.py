"""Forms: what is ticked, and what was found beside a criterion; empty boxes and limits are nobody's facts."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter

SAID: list[tuple[str, dict[str, Any]]] = [
    ("ECOG   [ ] 0  [ ] 1  [x] 2  [ ] 3", {"ecog": 2}),
    ("COPD [ ] Y [x] N     IHD [x] Y [ ] N (NSTEMI 2020)    Heart failure [ ] Y [x] N", {"lung_disease": False, "coronary_disease": True, "heart_failure": False}),
    ("Dialysis [ ] yes [x] no\tPregnant [ ] yes [x] no", {"on_dialysis": False, "pregnant": False}),
    ("Renal replacement: dialysis (x) yes ( ) no", {"on_dialysis": True}),
    ("Known mets: [x] bone  [x] liver  [ ] lung  [ ] brain", {"metastatic_sites": ["liver", "bone"]}),
    ("Typical carcinoid [ ]   atypical carcinoid [x]", {"morphology": "atypical_carcinoid"}),
    ("Ischaemic heart disease \u2718   COPD \u2718", {"coronary_disease": False, "lung_disease": False}),
    ("Active infection - no. On warfarin - no.", {"active_infection": False, "on_warfarin": False}),
    ("| Requirement | Found | Pass |\n| LVEF >= 50% | 45% (Sept 2025) | N |\n| ECOG 0-1 | 1 | Y |\n| Hemoglobin >= 90 g/L | 107 g/L | Y |", {"lvef_percent": 45, "ecog": 1, "hemoglobin_g_l": 107}),
    ("| Criterion | Finding | OK |\n| No warfarin | on warfarin since 2021 | N |", {"on_warfarin": True}),
    ("3. ECOG 0-1                 MET (ECOG 1, 2/9)", {"ecog": 1}),
    ("5. ANC >= 1.5, plt >= 100   MET (ANC 4.4 x10^9/L, plt 231 x10^9/L)", {"neutrophils_10e9_l": 4.4, "platelets_10e9_l": 231}),
    ("6. CrCl >= 50 mL/min        NOT MET (calculated 43 mL/min)", {"creatinine_clearance_ml_min": 43}),
    ("[x] Hgb >= 9 g/dL -> 11.9\n[x] ECOG 0 or 1 -> subject is ECOG 0", {"hemoglobin_g_l": 119, "ecog": 0}),
    ("Peripheral neuropathy >= grade 2      present at grade 1 only", {"neuropathy_grade": 1}),
    ("Extent: localized / [locally advanced] / metastatic", {"extent": "locally_advanced"}),
    ("Differentiation: [WELL] / POOR (choice in brackets)", {"differentiation": "well"}),
    ("Metastases: liver / bone", {"metastatic_sites": ["liver", "bone"]}),
    ("Test            12/03/24    05/06/24    24/06/24    Ref. range\nHaemoglobin g/L      139         121         114    130-175", {"hemoglobin_g_l": 114}),
]  # fmt: skip
UNSAID: list[tuple[str, str]] = [
    ("Disease progression within 12 months: [ ] Yes [ ] No", "progressing"),
    ("[ ] Poorly differentiated\n[x] Well differentiated, G2", "morphology"),
    ("Hearing impairment [ ] Y [ ] N [x] not asked", "hearing_loss"),
    ("| Requirement | Found |\n| Child-Pugh A | not recorded |", "child_pugh"),
    ("Neuropathy >= grade 2      no", "neuropathy_grade"),
    ("Platelets >= 100, ANC >= 1.5      Y (188 / 2.1)", "platelets_10e9_l"),
    ("[ ] PRRT  [ ] Chemotherapy  [ ] Everolimus", "prior_treatments"),
    ("On warfarin [ ]", "on_warfarin"),
    ("Tumour-related symptoms:  none / mild / moderate / severe   (please circle)", "tumor_symptoms"),
    ("Performance status (circle one):  ECOG 0 / ECOG 1 / ECOG 2", "ecog"),
    ("Differentiation: well / poor (delete as appropriate)", "differentiation"),
]


@pytest.mark.parametrize(("form", "case"), SAID)
def test_what_a_form_says_of_the_person_is_read(knowledge: Knowledge, form: str, case: dict[str, Any]) -> None:
    read = read_letter(f"NET clinic, trial form.\n\n{form}\n", knowledge).case
    assert {field: read.get(field) for field in case} == case


@pytest.mark.parametrize(("form", "field"), UNSAID)
def test_an_empty_box_and_a_limit_are_nobodys_facts(knowledge: Knowledge, form: str, field: str) -> None:
    assert field not in read_letter(f"NET clinic, trial form.\n\n{form}\n", knowledge).case


NUMBERED = """Codes: 0 = No, 1 = Yes
Histology: small bowel neuroendocrine tumor
ECOG: 1
Liver metastases (0/1) ...... 0
Bone metastases (0/1) ....... 1
RET fusion .................. 0
Carcinoid heart disease: 0
Heart failure: 1
"""


def test_a_form_that_answers_in_numbers_is_read_by_its_key(knowledge: Knowledge) -> None:
    case = read_letter(NUMBERED, knowledge).case
    assert case["metastatic_sites"] == ["bone"]
    assert (case["ret_fusion"], case["carcinoid_heart_disease"], case["heart_failure"]) == (False, False, True)
    assert case["ecog"] == 1


@pytest.mark.parametrize("form", [NUMBERED, SAID[0][0], SAID[1][0]])
def test_a_form_says_the_same_with_the_line_ends_of_a_browser(knowledge: Knowledge, form: str) -> None:
    letter = f"NET clinic, trial form.\n\n{form}\n"
    assert read_letter(letter.replace("\n", "\r\n"), knowledge).case == read_letter(letter, knowledge).case


def test_numbers_are_no_answers_where_no_key_says_so(knowledge: Knowledge) -> None:
    case = read_letter(NUMBERED.replace("Codes: 0 = No, 1 = Yes\n", "").replace(" (0/1)", ""), knowledge).case
    assert case.get("ret_fusion") is not False
