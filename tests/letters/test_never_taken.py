"""What is denied, of the family, of someone else, hypothetical or only possible is never the patient's own fact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.knowledge import Knowledge
from hoofbeat.language.tokens import read_document
from hoofbeat.letters import Dropped, read_letter
from hoofbeat.letters.page import Page
from hoofbeat.letters.suggestions.check import SuggestionCheck

FACTS = {
    "coronary_disease": ["ischaemic heart disease", "angina"],
    "heart_failure": ["heart failure"],
    "on_dialysis": ["dialysis"],
    "on_warfarin": ["warfarin"],
    "lung_disease": ["COPD", "interstitial lung disease"],
    "active_infection": ["active infection", "sepsis"],
    "hearing_loss": ["hearing loss"],
    "functional_syndrome": ["carcinoid syndrome", "insulinoma"],
    "carcinoid_heart_disease": ["carcinoid heart disease"],
    "necrosis": ["necrosis"],
    "recurrent": ["disease recurrence"],
    "uncontrolled_diabetes": ["poorly controlled diabetes"],
    "pregnant": ["ongoing pregnancy"],
    "brca_mutated": ["BRCA2 mutation"],
    "kras_mutated": ["KRAS mutation"],
    "ntrk_fusion": ["NTRK fusion"],
    "msi_high": ["mismatch repair deficiency"],
    "dpd_activity": ["partial DPD deficiency"],
    "high_tumor_burden": ["bulky disease"],
    "tumor_symptoms": ["pain from the tumour"],
    "progressing": ["disease progression", "new lesions", "new liver metastases"],
    "extent": ["liver metastases"],
    "metastatic_sites": ["bone metastases"],
    "primary_site": ["pancreatic NET", "NEC of the lung"],
    "neuropathy_grade": ["grade 2 neuropathy"],
    "prior_treatments": ["PRRT", "everolimus", "FOLFIRI", "carboplatin and etoposide", "chemotherapy"],
}
TEMPLATES = [
    "No {x}.",
    "There is no evidence of {x}.",
    "He denies {x}.",
    "His father had {x}.",
    "Her mother, who was 60, has {x}.",
    "Family history: {x}.",
    "If he develops {x}, he should call.",
    "{X} was ruled out.",
    "{X} has been excluded.",
    "{X}: none",
    "{X}: No",
    "She has neither fever nor {x}.",
    "He has never had {x}.",
    "We discussed the risk of {x}.",
    "His wife has {x}.",
    "Her sister and brother both have {x}.",
    "There is a family history of {x} in a paternal uncle.",
    "no fever, cough or {x}",
    "He does not have {x}.",
    "Should she develop {x} we would stop.",
    "In case of {x}, consider a lower dose.",
    "CT negative for {x}.",
    "Possible {x}.",
    "We would consider {x} in future.",
    "Is there {x}?",
    "{X} not seen.",
    "{X} is unlikely.",
    "Maternal grandmother: {x}.",
    "He asked about {x}.",
    "Monitor for {x}.",
    "His sister was recently found to have {x}.",
]
PAIRS = [(field, words) for field, phrases in FACTS.items() for words in phrases]
NOTHING: tuple[Any, ...] = (None, False, "none", 0, [])


@pytest.mark.parametrize(("field", "words"), PAIRS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_not_taken(knowledge: Knowledge, field: str, words: str, template: str) -> None:
    text = template.format(x=words, X=words[0].upper() + words[1:])
    assert read_letter(text, knowledge).case.get(field) in NOTHING


@pytest.mark.parametrize(("field", "words"), PAIRS)
def test_it_is_taken_where_it_is_stated(knowledge: Knowledge, field: str, words: str) -> None:
    stated = f"He has had {words}, currently." if field == "prior_treatments" else f"This patient has {words}."
    assert read_letter(stated, knowledge).case.get(field) not in NOTHING


ASSERTED: dict[str, Any] = {
    "functional_syndrome": "carcinoid", "dpd_activity": "partial", "extent": "metastatic", "metastatic_sites": ["bone"],
    "primary_site": "pancreas", "neuropathy_grade": 2,
}  # fmt: skip


@pytest.mark.parametrize(("field", "words"), PAIRS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_nor_can_a_model_suggest_it_however_much_or_little_it_quotes(
    knowledge: Knowledge, field: str, words: str, template: str
) -> None:
    said = template.format(x=words, X=words[0].upper() + words[1:])
    reading = read_letter(f"Seen in clinic today. {said}", knowledge)
    check = SuggestionCheck(Page(read_document(reading.text), knowledge), reading)
    value = [{"treatment": words}] if field == "prior_treatments" else ASSERTED.get(field, True)
    as_written = words if words in said else words[0].upper() + words[1:]
    for quoted in (said, as_written, as_written.split()[-1]):
        assert isinstance(check.of({"field": field, "value": value, "words": quoted}), Dropped)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([t for t in TEMPLATES if t.endswith(".")]), min_size=2, max_size=4), st.sampled_from(PAIRS)
)
def test_it_is_not_taken_from_several_such_sentences_either(
    knowledge: Knowledge, templates: list[str], pair: tuple[str, str]
) -> None:
    field, words = pair
    text = " ".join(t.format(x=words, X=words[0].upper() + words[1:]) for t in templates)
    assert read_letter(text, knowledge).case.get(field) in NOTHING


@pytest.mark.parametrize(
    "letter", ["creatinine " + "9" * 6000, "Ki-67 " + "0" * 6000 + " %", "9" * 6000 + " prior lines"]
)
def test_an_endless_number_is_no_measurement(letter: str, knowledge: Knowledge) -> None:
    case = read_letter(f"Invented letter. {letter}", knowledge).case
    assert "creatinine_umol_l" not in case
    assert "prior_lines" not in case
