"""What to do about a harm on a drug, other medicines beside it, PRRT with other treatment, and yes or no on a trial."""

import pytest

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge


def texts(question: str, knowledge: Knowledge, *before: str) -> list[str]:
    conversation = None
    for turn in before:
        conversation = ask(turn, knowledge, "clinician", conversation).conversation
    return [s.text for s in ask(question, knowledge, "clinician", conversation).sentences]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Everolimus pneumonitis grade 2 with cough: continue?", "No, not unchanged. Limit for Everolimus"),
        ("Cabozantinib hand-foot grade 3", "Limit for Cabozantinib (intolerable grade 2 or grade 3 or 4"),
        ("Hand-foot syndrome grade 2 on capecitabine, second occurrence", "Limit for Capecitabine (grade 2 toxicity)"),
        ("everolimus grade 4 hyperglycemia, hold?", "Limit for Everolimus (raised glucose or lipids of grade 4): stop"),
        ("Temozolomide, neutrophils 1.2, next cycle?", "Contraindicated here, Temozolomide"),
    ],
)
def test_a_harm_with_its_grade_is_answered_with_what_is_done_about_it(
    question: str, begins: str, knowledge: Knowledge
) -> None:
    assert texts(question, knowledge)[0].startswith(begins)


def test_how_often_a_harm_of_a_grade_happens_is_no_question_of_what_to_do(knowledge: Knowledge) -> None:
    said = texts("How often is there grade 3 diarrhea with FOLFIRI?", knowledge)
    assert not any(t.startswith("Limit for") for t in said)


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("Irinotecan with ketoconazole or St John's wort", ("ketoconazole", "St John's wort"), "No source held"),
        ("cisplatin and gentamicin, furosemide", ("gentamicin", "furosemide"), "No source held"),
        ("Doxorubicin with trastuzumab, verapamil", ("trastuzumab", "verapamil"), "No source held"),
        ("Allopurinol with capecitabine", ("allopurinol",), "phenytoin"),
        ("Telotristat with octreotide, interaction?", ("30 minutes", "together with"), "No source held"),
        ("Lanreotide with a beta blocker", ("beta blockers",), "No source held"),
        ("cabozantinib with apixaban", ("No source held", "apixaban"), "CYP3A4"),
    ],
)
def test_each_medicine_asked_about_is_answered_and_no_other(
    question: str, said: tuple[str, ...], unsaid: str, knowledge: Knowledge
) -> None:
    answer = " ".join(texts(question, knowledge))
    assert all(word in answer for word in said)
    assert unsaid not in answer


def test_a_contraindication_that_is_not_known_to_hold_is_said_as_a_general_rule(knowledge: Knowledge) -> None:
    said = texts("What is the incidence of MDS after PRRT plus alkylating agents?", knowledge)
    assert not any(t.startswith("Contraindicated") for t in said)


def test_a_rule_that_a_value_told_has_passed_is_left_out(knowledge: Knowledge) -> None:
    said = " ".join(texts("Platelets 70 and eGFR 45: PRRT?", knowledge))
    assert "with a creatinine clearance below 30" not in said


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("PRRT before or after CAPTEM in SSTR-positive G2 pNET?", "No study held here sets"),
        ("How long after CAPTEM can PRRT be given?", "No source held here gives a time between"),
        ("Concurrent PRRT and capecitabine?", "No study held here gives"),
        ("Retreatment with lutetium after 30 months of control?", "PRRT was given again"),
        ("SIRT after PRRT: liver toxicity?", "No source held here speaks of radioembolization"),
    ],
)
def test_what_is_asked_of_prrt_and_another_treatment_goes_before_the_risk(
    question: str, begins: str, knowledge: Knowledge
) -> None:
    assert texts(question, knowledge)[0].startswith(begins)


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("RADIANT-2 primary endpoint met?", "No. RADIANT-2"),
        ("SEQTOR: which sequence won?", "Neither: in SEQTOR"),
        ("Is there a randomized trial of PRRT versus everolimus?", "Yes: COMPETE"),
        ("CLARINET: did lanreotide prolong overall survival?", "CLARINET: nothing is held here on overall survival"),
    ],
)
def test_a_yes_or_no_question_on_a_trial_begins_with_the_answer(
    question: str, begins: str, knowledge: Knowledge
) -> None:
    assert texts(question, knowledge)[0].startswith(begins)


def test_what_is_held_stands_after_what_is_not(knowledge: Knowledge) -> None:
    assert any("38.5 months" in t for t in texts("CLARINET: did lanreotide prolong overall survival?", knowledge))


def test_a_short_turn_goes_on_about_the_trial_before(knowledge: Knowledge) -> None:
    assert "48.0 months" in texts("and overall survival?", knowledge, "What did NETTER-1 show?")[0]


def test_randomized_data_are_all_that_is_given_where_they_are_asked_for(knowledge: Knowledge) -> None:
    said = texts("Response rate to CAPTEM in pNET in randomized data?", knowledge)
    assert "E2211" in said[0]
    assert not any("Pooled" in t or "retrospective" in t for t in said)


def test_alternative_to_chemo_does_not_ask_whether_it_is_chemo(knowledge: Knowledge) -> None:
    for question in ("Should SSA be continued on progression with chemo?", "Is lanreotide an alternative to chemo?"):
        assert not any("is not chemotherapy" in t for t in texts(question, knowledge)[:1])


def test_partial_deficiency_is_said_not_to_rule_the_drug_out(knowledge: Knowledge) -> None:
    answer = ask("I am a partial for the DPD enzyme. Am I ruled out of CAPTEM?", knowledge, "patient")
    assert answer.sentences[0].text.startswith("No, this alone (DPD")
