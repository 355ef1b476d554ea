"""What could mislead a decision: a dose where the drug must not be given, a pool across mechanisms, an answer to another question."""

from __future__ import annotations

import re

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.records import emergencies
from hoofbeat.knowledge import Knowledge
from tests.ask import texts

DOSE = re.compile(r"\d+ ?mg/m2|AUC \d", re.IGNORECASE)


def test_one_organ_asked_about_hides_no_other_reason_against_a_drug(knowledge: Knowledge) -> None:
    said = texts(ask("Hearing aids both sides, CrCl 50. Eligible for cisplatin-etoposide?", knowledge))
    assert "Hearing impairment" in said[0]
    assert any("40 to 50 mL/min" in s for s in said)


def test_where_chemotherapy_waits_what_comes_first_is_named_with_the_facts_it_turns_on(knowledge: Knowledge) -> None:
    case = "Duodenal NET, G2, nodes and liver, SSTR-negative, growing on the latest CT. Tablets only if possible."
    said = texts(ask(case, knowledge))
    assert any(s.startswith("Everolimus cannot be placed before more is known") for s in said)
    assert not any("NTRK" in s for s in said)


def test_counts_tell_a_typical_carcinoid_from_an_atypical_one(knowledge: Knowledge) -> None:
    asked = "lung: {} mitoses per 2 mm2, {}. typical or atypical carcinoid?"
    assert "Atypical carcinoid" in texts(ask(asked.format(6, "no necrosis"), knowledge))[0]
    assert "Atypical carcinoid" in texts(ask(asked.format(1, "focal necrosis"), knowledge))[0]
    assert "Typical carcinoid" in texts(ask(asked.format(1, "no necrosis"), knowledge))[0]


@pytest.mark.parametrize(
    "question",
    [
        "cisplatin dose with creatinine clearance 25",
        "CAPTEM dose at creatinine clearance 25 mL/min",
        "capecitabine dose with creatinine clearance 25",
        "cisplatin etoposide dose in a patient with hearing loss",
        "oxaliplatin dose in grade 3 neuropathy",
        "dose of streptozocin 5-FU with creatinine clearance 28",
        "FOLFIRI dose with bilirubin 4 x ULN",
        "dose of temozolomide with platelets of 60",
        "irinotecan dose on dialysis",
        "carboplatin-etoposide dose at neutrophils 0.3",
        "How is cisplatin given when the creatinine clearance is 20?",
    ],
)
def test_where_a_drug_is_contraindicated_that_goes_first_and_no_dose_is_printed(
    knowledge: Knowledge, question: str
) -> None:
    dangers = {e.id for e in emergencies().dangers}
    said = [s.text for s in ask(question, knowledge).sentences if s.claim not in dangers]
    assert said[0].startswith("Contraindicated")
    assert not any(DOSE.search(text) for text in said)


def test_a_deficiency_named_without_its_degree_goes_first_and_no_dose_is_printed(knowledge: Knowledge) -> None:
    said = texts(ask("CAPTEM dose with DPD deficiency", knowledge))
    assert said[0].startswith("Named without its degree: DPD activity")
    assert said[1].startswith("Contraindicated, Fluoropyrimidine")
    assert not any(DOSE.search(text) for text in said)


@pytest.mark.parametrize(
    "question",
    [
        "carboplatin dose in dialysis patients",
        "Carboplatin etoposide in a patient on haemodialysis: is it possible and how is it dosed?",
        "Carboplatin on dialysis",
        "carboplatin AUC on haemodialysis?",
        "response rate of carboplatin-etoposide in NEC on dialysis",
        "What is the evidence for carboplatin and flurbizumab on dialysis?",
    ],
)
def test_a_caution_on_a_stated_fact_goes_first_whatever_is_asked_of_the_drug(
    knowledge: Knowledge, question: str
) -> None:
    assert texts(ask(question, knowledge))[0].startswith("Caution, Carboplatin: On dialysis")


def test_a_dose_is_printed_where_nothing_speaks_against_the_drug(knowledge: Knowledge) -> None:
    for question in ("CAPTEM schedule: days, doses, cycle length?", "cisplatin dose with creatinine clearance 80"):
        said = texts(ask(question, knowledge))
        assert DOSE.search(said[0])


@pytest.mark.parametrize("treatment", ["immunotherapy", "chemotherapy", "targeted therapy"])
def test_rates_of_drugs_that_work_in_different_ways_are_not_pooled(knowledge: Knowledge, treatment: str) -> None:
    said = " ".join(texts(ask(f"{treatment} response rate in NEC", knowledge)))
    assert "Pooled" not in said


def test_drugs_that_work_in_one_way_are_still_pooled(knowledge: Knowledge) -> None:
    assert "Pooled" in " ".join(texts(ask("Response rate of platinum-etoposide first line in NEC", knowledge)))


@pytest.mark.parametrize("pair", ["nivolumab plus ipilimumab", "ipilimumab with nivolumab", "nivolumab/ipilimumab"])
def test_two_drugs_named_together_are_answered_by_studies_of_just_these(knowledge: Knowledge, pair: str) -> None:
    said = texts(ask(f"Does {pair} work in NEC?", knowledge))
    assert said[0].startswith("NIPINEC")
    assert "Obrixtamig" not in " ".join(said)


@pytest.mark.parametrize(
    "question",
    [
        "first-line chemo in extensive stage small cell lung cancer?",
        "Response rate of carboplatin-etoposide in small cell lung cancer",
        "How is cisplatin-etoposide given in metastatic small cell lung cancer?",
        "second line in extensive small-cell lung cancer",
    ],
)
def test_small_cell_cancer_of_the_lung_is_said_to_lie_outside_and_nothing_else(
    knowledge: Knowledge, question: str
) -> None:
    said = texts(ask(question, knowledge))
    assert len(said) == 1
    assert "guidance of its own, which is not held here" in said[0]


def test_small_cell_carcinoma_elsewhere_is_answered(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("first-line chemo in metastatic small cell carcinoma of the esophagus?", knowledge)))
    assert "Platinum" in said


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("Which chemotherapy for a MEN1 patient with metastatic pancreatic NET?", "MEN1"),
        ("Maintenance everolimus after CAPTEM in pancreatic NET?", "maintenance treatment"),
    ],
)
def test_what_the_question_names_and_no_sentence_speaks_of_is_said_first(
    knowledge: Knowledge, question: str, matter: str
) -> None:
    first = texts(ask(question, knowledge))[0]
    assert matter in first
    assert first.startswith(("No statement, study or trial held here speaks of", "What follows does not speak of"))


@pytest.mark.parametrize("question", ["FOLFIRINOX in NEC: any evidence?", "Does FOLFIRINOX work in NEC?"])
def test_a_regimen_inherits_no_sentence_on_chemotherapy_in_general(knowledge: Knowledge, question: str) -> None:
    said = texts(ask(question, knowledge))
    assert "FOLFIRINOX" in said[0]
    assert "FOLFIRINEC" in " ".join(said)
    assert "FOLFIRINOX turns on" not in " ".join(said)


def test_what_speaks_against_a_treatment_asked_for_is_said_though_no_source_puts_it_forward(
    knowledge: Knowledge,
) -> None:
    said = texts(
        ask("Is prophylactic cranial irradiation indicated in extrapulmonary small cell carcinoma?", knowledge)
    )
    assert said[0].startswith("No guideline, review or study held here puts Prophylactic cranial irradiation forward")
    assert "do not recommend prophylactic cranial irradiation" in said[1]


def test_captem_does_not_turn_on_what_is_said_of_chemotherapy_in_general(knowledge: Knowledge) -> None:
    answer = ask("CAPTEM for a resectable pancreatic NET?", knowledge)
    about = {knowledge.statements[c.cites[0]].about for c in answer.claims if c.predicate == "waits_for"}
    assert "chemotherapy" not in about


@pytest.mark.parametrize(
    "question",
    [
        "Neoadjuvant CAPTEM for borderline resectable pancreatic NET: response and resection rate?",
        "response rate of neoadjuvant CAPTEM",
        "neoadjuvant chemotherapy in pancreatic NET?",
    ],
)
def test_treatment_before_an_operation_is_answered_by_a_study_of_just_that(knowledge: Knowledge, question: str) -> None:
    first = ask(question, knowledge).sentences[0]
    assert first.cites[0] == "squires-2020"
    assert "43 % (13 of 30)" in first.text


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("FOLFOX or CAPTEM for MGMT-proficient pancreatic NET?", ("11.5 %", "38.9 %")),
        ("CAPTEM versus FOLFOX in MGMT-deficient pancreatic NET", ("52.9 %", "25.0 %")),
    ],
)
def test_two_regimens_by_a_marker_are_answered_by_the_trial_of_their_kinds_in_that_group(
    knowledge: Knowledge, question: str, figures: tuple[str, ...]
) -> None:
    first = ask(question, knowledge).sentences[0]
    assert first.cites[0] == "walter-2024"
    assert all(figure in first.text for figure in figures)


def test_a_contrast_of_groups_of_one_treatment_keeps_what_tells_the_groups_apart(knowledge: Knowledge) -> None:
    first = texts(ask("MGMT-NET trial result", knowledge))[0]
    assert "Alkylating agent (MGMT-deficient) against Alkylating agent (MGMT-proficient)" in first


def test_a_doubt_that_the_record_notes_on_a_figure_is_printed_with_it(knowledge: Knowledge) -> None:
    said = texts(ask("PFS in MGMT-NET for MGMT-proficient tumors", knowledge))
    assert any("0.06 to 2.10" in text and "probably a misprint" in text for text in said)


@pytest.mark.parametrize(
    "question", ["bevacizumab plus FOLFIRI in NEC second line: worth it?", "Is FOLFIRI-bevacizumab effective in NEC?"]
)
def test_whether_a_regimen_is_worth_it_is_answered_by_its_own_trial(knowledge: Knowledge, question: str) -> None:
    assert "BEVANEC" in texts(ask(question, knowledge))[0]


@pytest.mark.parametrize(
    "question", ["Everolimus in NET G3, does it work?", "does everolimus work in G3 neuroendocrine tumours"]
)
def test_whether_a_drug_works_in_a_grade_is_answered_on_that_drug_and_grade(
    knowledge: Knowledge, question: str
) -> None:
    assert ask(question, knowledge).sentences[0].cites[0] == "asco-2023-g3-net-everolimus"


def test_how_a_drug_works_is_still_its_mechanism(knowledge: Knowledge) -> None:
    assert "methylates DNA" in texts(ask("How does temozolomide work?", knowledge))[0]


def test_several_sites_are_not_the_site_asked_about(knowledge: Knowledge) -> None:
    said = texts(ask("What is the response rate of CAPTEM in small bowel NET?", knowledge))
    assert said[0].startswith("No response rate of Capecitabine + temozolomide (CAPTEM) is held here for just these")


@pytest.mark.parametrize(
    "question",
    [
        "How should I choose first-line chemotherapy in lung LCNEC by RB1 status?",
        "Which markers help to choose chemotherapy in NEC?",
        "durvalumab plus tremelimumab in NEC",
        "neoadjuvant chemotherapy in pancreatic NET?",
    ],
)
def test_a_page_for_patients_never_leads_an_answer_to_a_clinician(knowledge: Knowledge, question: str) -> None:
    first = ask(question, knowledge).sentences[0]
    audiences = {knowledge.sources[c].audience for c in first.cites if c in knowledge.sources}
    assert "patient" not in audiences


def test_loss_of_rb1_is_said_to_be_known_of_g3_disease_of_the_pancreas(knowledge: Knowledge) -> None:
    said = " ".join(texts(ask("What does RB1 loss mean?", knowledge)))
    assert "In G3 disease of the pancreas" in said


@pytest.mark.parametrize(
    "question",
    ["Cabozantinib after CAPTEM in pancreatic NET?", "After PRRT failure in midgut NET, what comes next?"],
)
def test_how_sure_is_said_of_what_stands_first(knowledge: Knowledge, question: str) -> None:
    claims = ask(question, knowledge).claims
    first = next(c for c in claims if c.role == "bottom")
    sure = next(c for c in claims if c.role == "sure")
    assert sure.cites[0] == first.cites[0]


def test_where_no_trial_compares_two_treatments_that_comes_first(knowledge: Knowledge) -> None:
    question = "Is 177Lu-DOTATATE first line better than CAPTEM for G2 Ki-67 15% pancreatic NET?"
    assert texts(ask(question, knowledge))[0].startswith("No randomized trial held here sets")


def test_whether_an_analogue_goes_on_during_chemotherapy_is_answered_on_the_analogue(knowledge: Knowledge) -> None:
    question = "Should lanreotide be continued during chemotherapy in a non-functioning NET?"
    assert ask(question, knowledge).sentences[0].cites[0] == "asco-2023-gi-net-continue-ssa-nonfunctional"


def test_two_medicines_of_which_no_source_speaks_together_are_said_to_be_so(knowledge: Knowledge) -> None:
    said = texts(ask("Does omeprazole interact with temozolomide?", knowledge))
    assert said[0].startswith("No source held here speaks of Temozolomide together with omeprazole")
    said = texts(ask("Does omeprazole interact with capecitabine?", knowledge))
    assert said[0].startswith("Conflicting")
    assert texts(ask("Does capecitabine interact with warfarin?", knowledge))[0].startswith("Caution: Capecitabine")


def test_radiotherapy_as_a_part_of_chemoradiotherapy_is_found(knowledge: Knowledge) -> None:
    said = texts(ask("Is radiotherapy useful in esophageal NEC, localized?", knowledge))
    assert said[0].startswith("Chemoradiotherapy:")
    assert "puts Radiotherapy forward" not in " ".join(said)
