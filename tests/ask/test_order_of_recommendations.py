"""What a recommendation says first: what was asked, what comes before chemotherapy, and nothing of somebody else's tumor."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.forms import Reader
from hoofbeat.knowledge import Knowledge
from tests.ask import texts


def told(question: str, knowledge: Knowledge, *earlier: str) -> list[str]:
    before = None
    for turn in earlier:
        before = ask(turn, knowledge, "clinician", before).conversation
    return texts(ask(question, knowledge, "clinician", before))


@pytest.mark.parametrize(
    "case",
    [
        "58-year-old, metastatic small bowel NET G1, progressing on octreotide LAR, SSTR positive. What next?",
        "Ileal NET, Ki-67 2%, liver metastases, receptor-positive, growing on lanreotide. Options?",
    ],
)
def test_what_comes_before_chemotherapy_leads_where_chemotherapy_is_not_asked_about(
    case: str, knowledge: Knowledge
) -> None:
    said = told(case, knowledge)
    assert said[0].startswith("Peptide receptor radionuclide therapy (PRRT): First choice")
    assert said[1].startswith("Chemotherapy is held in reserve")


def test_where_chemotherapy_is_asked_about_the_verdict_leads(knowledge: Knowledge) -> None:
    case = "Ileal NET, Ki-67 2%, liver metastases, receptor-positive, growing on lanreotide. Chemotherapy?"
    assert told(case, knowledge)[0].startswith("Chemotherapy is held in reserve")


def test_of_two_drugs_asked_about_the_one_that_sources_put_first_leads(knowledge: Knowledge) -> None:
    said = told("Colonic NEC, metastatic, Ki-67 70%, creatinine clearance 40. Cisplatin or carboplatin?", knowledge)
    assert said[0] == "With no prior treatment: Carboplatin + etoposide: First choice."
    assert any(s.startswith("Caution, Cisplatin") for s in said)


def test_a_treatment_given_before_with_no_word_on_how_it_went_is_said_to_be_one(knowledge: Knowledge) -> None:
    said = told(
        "and if he had CAPTEM already?", knowledge, "Pancreatic NET, Ki-67 12%, metastatic. Which chemotherapy?"
    )
    captem = next(s for s in said if s.startswith("Capecitabine + temozolomide"))
    assert "given before" in captem
    assert "unless the tumor grew on it" in captem


@pytest.mark.parametrize(
    ("case", "not_told"),
    [
        ("Small cell carcinoma of the bladder, cT3N0, eGFR 70. Neoadjuvant?", "insulinoma"),
        ("Pancreatic NET Ki-67 12%, locally advanced. Which regimen to downsize before resection?", "insulinoma"),
        ("Small asymptomatic pNET 1.4 cm G1: any treatment?", "Lurbinectedin"),
        ("Cirrhosis Child-Pugh B, NEC: which regimen?", "Telotristat"),
    ],
)
def test_nothing_is_told_that_holds_for_somebody_else(case: str, not_told: str, knowledge: Knowledge) -> None:
    assert not any(not_told in s for s in told(case, knowledge))


def test_a_small_tumor_of_the_pancreas_is_taken_as_localized_and_may_be_watched(knowledge: Knowledge) -> None:
    said = told("Small asymptomatic pNET 1.4 cm G1: any treatment?", knowledge)
    assert any("taken as localized" in s for s in said)
    assert any("surveillance" in s for s in said)


def test_an_option_that_rests_on_a_fact_not_told_says_so(knowledge: Knowledge) -> None:
    said = told("Liver biopsy 'carcinoid', Ki-67 not reported, progressing on octreotide; give CAPTEM?", knowledge)
    assert not [s for s in said if s.startswith("Capecitabine + temozolomide (CAPTEM): Recommended")]
    options = [s for s in told("metastatic pancreatic NET, which regimen?", knowledge) if ": Recommended" in s]
    assert options
    assert all(s.startswith("With Ki-67") for s in options)


@pytest.mark.parametrize(
    "case",
    [
        "Small bowel NET G2 Ki-67 15%, SSTR positive, newly diagnosed, metastatic. Treatment?",
        "Pancreatic NET G3 Ki-67 35%, SSTR positive, metastatic, untreated. First line?",
    ],
)
def test_the_trial_in_just_such_people_stands_with_its_option(case: str, knowledge: Knowledge) -> None:
    assert any("NETTER-2" in s and "22.8" in s for s in told(case, knowledge))


def test_of_a_history_told_only_what_may_come_of_it_is_supposed(knowledge: Knowledge) -> None:
    said = told("Rectal NEC after first-line cisplatin-etoposide. What next?", knowledge)
    assert not any("prior temozolomide" in s for s in said)


def test_a_line_named_in_a_turn_is_not_about_the_drugs_of_the_line_before(knowledge: Knowledge) -> None:
    case = "Colonic NEC, metastatic, Ki-67 70%, creatinine clearance 40. Cisplatin or carboplatin?"
    said = told("second line after progression at 8 months", knowledge, case)
    assert "Irinotecan with a fluoropyrimidine" in said[0]
    assert not any("ovary" in s for s in said)


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        ("patient", "They found a 6 mm carcinoid in my rectum. Do I need chemo?"),
        ("patient", "A 9 mm carcinoid was seen in my appendix. Is chemo needed?"),
        ("clinician", "6 mm rectal NET G1, not yet resected. Chemotherapy?"),
    ],
)
def test_a_small_localized_tumor_hears_first_that_nothing_puts_chemotherapy_forward_and_then_what_is_done(
    reader: Reader, question: str, knowledge: Knowledge
) -> None:
    first, second = ask(question, knowledge, reader).sentences[:2]
    assert first.text.startswith("No guideline")
    assert "removed" in second.text or "removing" in second.text


def test_what_speaks_against_one_drug_named_twice_goes_first(knowledge: Knowledge) -> None:
    answer = ask(
        "MI in 2019 with stents. Safe to give capecitabine in CAPTEM or something else? midgut NET G2", knowledge
    )
    assert answer.sentences[0].text.startswith("Caution, Fluoropyrimidine")
