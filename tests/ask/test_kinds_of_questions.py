"""Kinds of questions that a critical reader found answered dangerously or beside the point, each in many wordings."""

from __future__ import annotations

from typing import Any

import pytest

from hoofbeat.ask import Answer, ask
from hoofbeat.knowledge import Knowledge
from tests.ask import texts

DPD = [
    ("clinician", "DPD deficient patient, which chemotherapy for pNET?"),
    ("clinician", "pancreatic NET, DPYD deficiency, what regimen?"),
    ("clinician", "She lacks DPD. Which chemotherapy for her metastatic pancreatic NET?"),
    ("patient", "I have a DPD deficiency, what chemo can I have for my pancreatic NET?"),
    ("clinician", "DPD deficient: can I give capecitabine?"),
]
PREGNANT = [
    ("clinician", "My patient is pregnant with a metastatic pancreatic NET Ki-67 15%, which chemotherapy?"),
    ("clinician", "pregnant woman with pancreatic NET, which chemotherapy?"),
    ("clinician", "24 weeks pregnant, small bowel NET with liver mets, what would you give?"),
    ("patient", "I am pregnant and have a pancreatic NET, what chemo can I have?"),
    ("patient", "I'm pregnant, is PRRT possible for my NET?"),
]
REMOVED = [
    ("patient", "I had my pancreatic NET removed, do I need chemo now?"),
    ("patient", "My pancreatic NET was taken out completely, do I need chemo?"),
    ("patient", "They removed my tumour, a pancreatic NET. Is chemo needed?"),
    ("patient", "I had surgery for my bowel NET and nothing is left. Do I need chemo?"),
    ("clinician", "After surgery for pancreatic NET do I give chemotherapy?"),
    ("clinician", "Small bowel NET resected with clear margins. Chemotherapy?"),
]
NOT_REMOVED = [
    "pancreatic NET that cannot be removed, which chemotherapy?",
    "pancreatic NET removed but it has come back in the liver, which chemotherapy?",
    "should my pancreatic NET be removed before chemo?",
    "stage 4 pancreatic NET after surgery, which chemotherapy?",
]
OWN_GUIDANCE = [
    ("clinician", "Metastatic Merkel cell carcinoma first line: platinum etoposide?"),
    ("clinician", "metastatic paraganglioma, temozolomide?"),
    ("clinician", "medullary thyroid carcinoma, which chemotherapy?"),
    ("clinician", "pheochromocytoma with bone mets, best chemotherapy?"),
    ("patient", "I have Merkel cell cancer that has spread, what chemo is used?"),
]
NEXT = [
    "What comes after lanreotide in small bowel NET?",
    "small bowel NET: which treatment follows after octreotide?",
    "Everolimus versus sunitinib after lanreotide in a pancreatic NET with Ki-67 8%",
]
CURE = ["Does PRRT cure NET?", "can neuroendocrine cancer be cured?", "is small bowel net curable"]
NO_MORE = [
    "what happens if nothing works anymore",
    "what if no treatment helps me any more",
    "we have run out of options",
]
WATCHING = [
    "My doctor wants to wait and watch, shouldn't I get treated now?",
    "My doctor suggests watchful waiting for my NET",
    "they only want to monitor my tumour, is that safe",
]


def place_of(answer: Answer, *words: str) -> int:
    """The first sentence that holds one of some words; the number of sentences where none does."""
    places = (n for n, s in enumerate(answer.sentences) if any(w in s.text.lower() for w in words))
    return next(places, len(answer.sentences))


@pytest.mark.parametrize(("reader", "question"), DPD)
def test_a_fact_of_safety_without_its_degree_goes_before_all_advice(
    reader: str, question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)  # type: ignore[arg-type]
    assert answer.kind == "answer"
    assert "dpd" in answer.sentences[0].text.lower()
    assert place_of(answer, "fluoropyrimidine") <= 1
    advised = [s.text for s in answer.sentences if ": Recommended" in s.text or "main choices" in s.text]
    assert not [t for t in advised if "capecitabine" in t.lower().split(":")[0] or "fluorouracil" in t.split(":")[0]]


def test_a_caution_that_holds_goes_before_all_advice(knowledge: Knowledge) -> None:
    answer = ask("pancreatic NET, carrier of a DPYD variant, what regimen?", knowledge)
    assert "fluoropyrimidine-dpd-partial" in answer.sentences[0].cites


@pytest.mark.parametrize(("reader", "question"), PREGNANT)
def test_a_contraindication_opens_the_answer_and_nothing_excluded_is_put_forward(
    reader: str, question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)  # type: ignore[arg-type]
    first = " ".join(s.text.lower() for s in answer.sentences[:2])
    assert "contraindicat" in first or "unborn" in first
    text = answer.text.lower()
    for advice in ("recommended.", "first choice", "main choices", "may be a first treatment", "next treatments"):
        assert advice not in text


@pytest.mark.parametrize(("reader", "question"), REMOVED)
def test_a_tumor_that_was_removed_is_not_taken_for_one_that_has_spread(
    reader: str, question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)  # type: ignore[arg-type]
    assert answer.kind == "answer"
    text = answer.text.lower()
    assert "espinosa-olarte-2021-gep-net-no-adjuvant" in answer.sentences[0].cites
    assert "has spread" not in text
    assert "advanced disease" not in text


@pytest.mark.parametrize("question", NOT_REMOVED)
def test_what_is_not_said_to_be_out_is_not_taken_as_removed(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge)
    assert "resection" not in answer.case


@pytest.mark.parametrize(("reader", "question"), OWN_GUIDANCE)
def test_diseases_with_guidance_of_their_own_get_that_said_and_nothing_else(
    reader: str, question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)  # type: ignore[arg-type]
    assert [set(s.cites) & {"another-disease"} for s in answer.sentences] == [{"another-disease"}]


@pytest.mark.parametrize("question", NEXT)
def test_what_comes_after_a_treatment_is_asked_for_growth_on_it_and_that_is_said(
    question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge)
    assert answer.case["progressing"] is True
    text = answer.text
    assert "resection r0" not in text
    assert "PRRT" in text or "Everolimus" in text


@pytest.mark.parametrize("question", CURE)
def test_a_cure_in_general_is_answered_honestly(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "answer"
    assert answer.sentences[0].text.startswith("None of my sources says")


@pytest.mark.parametrize("question", NO_MORE)
def test_who_fears_that_nothing_works_hears_of_supportive_care(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "answer"
    assert "supportive care" in answer.text


@pytest.mark.parametrize("question", WATCHING)
def test_watching_is_explained_and_not_taken_for_skipping_a_test(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "answer"
    assert "regular checks" in answer.text


def test_no_metastases_are_no_metastases(knowledge: Knowledge) -> None:
    for question in ("pancreatic NET 9 mm, no metastases, chemo?", "gastric NEC, no mets, R0. adjuvant?"):
        assert ask(question, knowledge).case.get("extent") != "metastatic"


def test_doses_of_a_regimen_in_general_are_shown_to_a_clinician(knowledge: Knowledge) -> None:
    for question in ("What dose of capecitabine and temozolomide in CAPTEM?", "usual doses in cisplatin-etoposide?"):
        assert ask(question, knowledge).intent == "how-given"


def test_a_figure_in_the_name_of_a_study_is_no_index(knowledge: Knowledge) -> None:
    answer = ask("PFS in NETTER-2 and which Ki-67 range was included?", knowledge)
    assert "ki67_percent" not in answer.case
    assert "10 to 55" in answer.text


def test_a_mixed_pool_does_not_bear_the_site_asked_for(knowledge: Knowledge) -> None:
    answer = ask("What is the response rate of CAPTEM in small bowel NET?", knowledge)
    pooled = [s.text for s in answer.sentences if s.text.startswith("Pooled")]
    assert not [t for t in pooled if "small bowel; well" in t]


def test_a_treatment_once_more_is_not_answered_with_first_courses(knowledge: Knowledge) -> None:
    answer = ask("Can I rechallenge with PRRT two years after a partial response?", knowledge)
    assert "given again" in answer.sentences[0].text
    assert "Pooled" not in answer.text


def test_an_organ_named_for_its_function_is_not_where_the_tumor_began(knowledge: Knowledge) -> None:
    answer = ask("I have kidney failure and a NEC, which chemo is used?", knowledge, "patient")
    assert "primary_site" not in answer.case
    assert place_of(answer, "creatinine clearance") == 0


def test_the_rules_of_what_the_case_is_treated_with_go_first(knowledge: Knowledge) -> None:
    answer = ask("NEC colon, creatinine clearance 25, which regimen?", knowledge)
    assert "Cisplatin" in answer.sentences[0].text


def test_a_liver_that_rules_chemotherapy_out_leaves_supportive_care(knowledge: Knowledge) -> None:
    answer = ask("NEC colon, Child-Pugh C, which regimen?", knowledge)
    assert "Best supportive care: Recommended" in answer.text
    assert "First choice" not in answer.text


def test_never_treated_denies_nothing_that_follows(knowledge: Knowledge) -> None:
    answer = ask("metastatic NEC of the colon, never treated, on dialysis, which regimen?", knowledge)
    assert answer.case["on_dialysis"] is True


NOT_SPREAD = [
    ("Neuroendocrine carcinoma of the gullet, not spread. Chemo and radiation?", {"extent": "localized"}),
    ("Small cell bladder cancer that hasn't spread, which chemo?", {"extent": "localized"}),
    ("NET rectum 8 mm, no distant mets on PET, what now?", {"extent": "localized"}),
    ("Carcinoid of the appendix, no spread, do I need chemo?", {"extent": "localized"}),
    (
        "Pancreas NET stage 4 but not spread to the bones, which chemo?",
        {"extent": "metastatic", "metastatic_sites": None},
    ),
    ("NET of the ileum, not spread to the bones, only liver mets. Chemo?", {"metastatic_sites": ["liver"]}),
    ("Ileal NET with no new mets on lanreotide, stay on it?", {"extent": "metastatic"}),
    ("No symptoms, liver mets from a small bowel NET, treat or watch?", {"extent": "metastatic"}),
    ("Ileal NET not functioning, mets in the liver, next?", {"extent": "metastatic"}),
    ("How do I know my pancreas NET has not spread?", {"extent": None}),
    ("Rectal NEC not spread beyond the nodes, chemo?", {"extent": None, "prior_treatments": None}),
]


@pytest.mark.parametrize(("question", "case"), NOT_SPREAD)
def test_what_has_not_spread_is_not_answered_as_if_it_had(
    question: str, case: dict[str, Any], knowledge: Knowledge
) -> None:
    read = ask(question, knowledge, "patient").understanding
    assert read is not None
    assert {field: read.own.get(field) for field in case} == case


ONLY_ASKED = [
    "is that carcinoid syndrome?",
    "is it menopause or carcinoid?",
    "is hot flushing menopause or carcinoid",
    "what causes flushing apart from carcinoid",
    "what does poorly differentiated mean",
    "what does SSTR positive mean",
    "what is a high grade NET",
    "does metastatic mean it has spread to the liver",
    "is grade 3 the same as stage 3",
    "could it be a NEC?",
    "do I have a grade 3 tumour?",
    "my CgA has doubled, is the cancer growing?",
    "how do you know if it is progressing",
    "has it spread to the liver?",
    "am I metastatic now",
]
STATED = [
    ("62M, G2 pNET, is it resectable? liver mets, what chemo?", {"primary_site", "reported_grade", "metastatic_sites"}),
    ("is CAPTEM right for a G3 NET of the pancreas that is growing?", {"reported_grade", "progressing"}),
    ("is this NET or NEC: Ki-67 60%, poorly differentiated", {"ki67_percent", "differentiation"}),
    ("what is the best treatment for poorly differentiated NEC of the colon?", {"differentiation", "primary_site"}),
    ("I had a scan and it has spread to the liver. Is that stage 4?", {"metastatic_sites"}),
    ("I have carcinoid syndrome, is diarrhea part of it?", {"functional_syndrome"}),
    ("what does my Ki-67 of 25% mean", {"ki67_percent"}),
]


@pytest.mark.parametrize("reader", ["patient", "clinician"])
@pytest.mark.parametrize("question", ONLY_ASKED)
def test_what_is_only_asked_about_is_no_fact_and_is_not_carried_on(
    question: str, reader: Any, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, reader)
    assert answer.case == {}
    assert "poor" not in str(ask("which treatment is usual first?", knowledge, reader, answer.conversation).case)


@pytest.mark.parametrize(("question", "fields"), STATED)
def test_what_is_stated_beside_a_question_is_read(question: str, fields: set[str], knowledge: Knowledge) -> None:
    assert fields <= ask(question, knowledge).case.keys()


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("when can I go back to work after PRRT", "progressing"),
        ("5FU coronary vasospasm rechallenge", "progressing"),
        ("can I have PRRT a second time", "progressing"),
        ("should I cut out sugar", "resection"),
        ("my bilirubin is 60", "age_years"),
        ("can my pregnant daughter visit after PRRT", "pregnant"),
        ("my wife is pregnant, can she drive me home after PRRT", "pregnant"),
    ],
)
def test_words_that_sound_like_a_fact_set_none(question: str, field: str, knowledge: Knowledge) -> None:
    assert field not in ask(question, knowledge, "patient").case


def test_ages_and_pregnancies_of_the_person_are_still_read(knowledge: Knowledge) -> None:
    assert ask("my mum is 72 with a pancreatic NET, what chemo?", knowledge, "patient").case["age_years"] == 72
    assert ask("my pregnant wife has a NEC, can she have chemo", knowledge, "patient").case["pregnant"] is True


def test_a_missed_tablet_is_no_overdose(knowledge: Knowledge) -> None:
    for question in ("I forgot my capecitabine this morning", "capecitabine missed dose what do I do"):
        answer = ask(question, knowledge, "patient")
        assert "Do not take double" in answer.text
        assert "poison" not in answer.text


def test_a_count_that_is_too_low_is_said_to_make_the_round_wait(knowledge: Knowledge) -> None:
    for question in ("platelets 65 captem", "platelets 65 before cycle 3 of captem, will they still give it"):
        said = texts(ask(question, knowledge, "patient"))
        assert "ring your team today" in said[0]
        assert any("waits" in s for s in said)


def test_what_to_ask_about_a_choice_is_said_only_where_there_is_one(knowledge: Knowledge) -> None:
    aim = "What is the aim of this treatment"
    assert aim in ask("what chemo is used for a pancreatic NET", knowledge, "patient").text
    assert aim not in ask("will I lose my hair on captem", knowledge, "patient").text


def test_an_everyday_word_misspelled_makes_no_question_strange(knowledge: Knowledge) -> None:
    typed = "captem tablets, what is the pattern over the month? my pharmasist showed me a calender but i lost it"
    assert ask(typed, knowledge, "patient").kind == "answer"
    assert ask("is selumetinib active in pNET?", knowledge, "clinician").kind == "unknown"
