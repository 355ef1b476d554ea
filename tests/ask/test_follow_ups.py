"""A turn that changes the case asks the question before again; a few words on the answer are about what was answered."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.answer import Answer
from hoofbeat.ask.forms import Reader
from hoofbeat.knowledge import Knowledge


def last_of(turns: str, knowledge: Knowledge, reader: Reader = "clinician") -> Answer:
    """The answer to the last of some turns."""
    answer, before = None, None
    for turn in turns.split(" >> "):
        answer = ask(turn, knowledge, reader, before)
        before = answer.conversation
    assert answer is not None
    return answer


def told(answer: Answer, sentences: int = 6) -> str:
    return " ".join(s.text for s in answer.sentences[:sentences])


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ("62F, ileal NET G1, liver mets, progressing on lanreotide, SSTR avid. What next? >> "
         "And if she had PRRT already, 3 years ago, with a good response?", "PRRT was given again"),
        ("NEC colon after carboplatin-etoposide, relapse at 5 months >> neuropathy grade 3 though",
         "Contraindicated, Platinum + etoposide"),
        ("45M pNET localized Ki-67 25% G3 resected R0 N1. adjuvant? >> what if it had been a NEC?", "adjuvant"),
        ("50F panNET G2 Ki-67 12%, liver mets. First line? >> she is DPD deficient, complete",
         "must not have any fluoropyrimidine"),
        ("67M small bowel NET, Ki-67 4%, on lanreotide, growing. PRRT now? >> he also has carcinoid heart disease",
         "carcinoid heart disease"),
    ],
)  # fmt: skip
def test_a_fact_that_is_added_asks_the_question_before_of_the_changed_case(
    turns: str, says: str, knowledge: Knowledge
) -> None:
    answer = last_of(turns, knowledge)
    assert answer.intent == "recommendation"
    assert says in told(answer)


def test_a_relapse_that_is_only_supposed_to_be_later_is_no_question_on_the_outlook(knowledge: Knowledge) -> None:
    turns = "NEC colon after carboplatin-etoposide x6 PR, relapse at 5 months >> what if relapse were at 9 months"
    answer = last_of(turns, knowledge)
    assert answer.kind == "answer"
    assert answer.conversation.case["prior_treatments"][-1]["months_ago"] == 9


def test_a_fact_of_safety_after_a_question_on_a_treatment_is_weighed_for_that_treatment(knowledge: Knowledge) -> None:
    answer = last_of("what is everolimus >> I have diabetes too", knowledge, "patient")
    assert answer.intent == "eligibility"
    assert "Everolimus" in told(answer)
    assert "Capecitabine" not in told(answer)


@pytest.mark.parametrize(
    ("turns", "intent", "says"),
    [
        ("tell me about everolimus in lung NET >> and its figures?", "survival", "RADIANT-4"),
        ("is CAPTEM better than temozolomide alone? >> by how much?", "comparison", "22.7 months"),
        ("G1 ileal NET, liver mets, SSTR positive. octreotide or lanreotide? >> dose?", "how-given", "120 mg"),
        ("octreotide or lanreotide in G1 ileal NET? >> side effects on gallbladder?", "side-effects", "gallstones"),
        ("52M, NEC of unknown primary, cisplatin-etoposide? >> consolidation radiotherapy? >> how many cycles in total?",
         "how-given", "cycle of 21 days"),
    ],
)  # fmt: skip
def test_a_few_words_on_the_answer_are_about_what_was_answered(
    turns: str, intent: str, says: str, knowledge: Knowledge
) -> None:
    answer = last_of(turns, knowledge)
    assert (answer.kind, answer.intent) == ("answer", intent)
    assert says in told(answer)


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ("My scan shows stable disease after 3 months of CAPTEM >> is that good", "good result"),
        ("My scan shows stable disease after 3 months of CAPTEM >> when can i stop", "up to 13 rounds"),
        ("dad's carcinoid is in the lung and was removed >> what follow up", "regular scans"),
        ("dad has a NET of the bowel with liver spots >> would chemo help?", "Chemo"),
        ("my brother has a NEC of the pancreas, on chemo >> can he still have kids", "fertility"),
    ],
)
def test_patients_may_ask_shortly_too(turns: str, says: str, knowledge: Knowledge) -> None:
    answer = last_of(turns, knowledge, "patient")
    assert answer.kind == "answer"
    assert says in told(answer)


def test_growth_that_is_supposed_enters_the_case(knowledge: Knowledge) -> None:
    turns = "My scan shows stable disease after 3 months of CAPTEM >> what comes next if it grows"
    answer = last_of(turns, knowledge, "patient")
    assert answer.conversation.case["progressing"] is True
    assert answer.conversation.case["prior_treatments"] == [{"treatment": "captem", "progressed": True}]


@pytest.mark.parametrize("turn", ["how long has he got", "should I stop it now", "what dose should I take"])
def test_a_refusal_by_its_words_holds_in_a_conversation(turn: str, knowledge: Knowledge) -> None:
    assert last_of(f"dad has a NEC of the pancreas, on chemo >> {turn}", knowledge, "patient").kind == "refused"


def test_an_emergency_goes_before_any_follow_up(knowledge: Knowledge) -> None:
    turns = "I have a pancreatic NET and was told CAPTEM. How is it taken? >> I have 38.5 fever today"
    assert last_of(turns, knowledge, "patient").kind == "urgent"


@pytest.mark.parametrize(
    "case", ["breast NEC small cell stage IV", "60F large cell NEC of the cervix, stage IVB, Ki-67 85"]
)
def test_a_case_that_asks_nothing_gets_the_plan(case: str, knowledge: Knowledge) -> None:
    answer = ask(case, knowledge)
    assert answer.intent == "recommendation"
    assert "Chemotherapy is the first choice" in answer.sentences[0].text


def test_a_case_that_asks_for_its_grade_gets_that(knowledge: Knowledge) -> None:
    assert ask("ileal NET with liver mets, Ki67 22%, G2 or G3?", knowledge).intent == "classification"


def test_what_is_declined_is_left_out_and_not_said_to_be_advised_against(knowledge: Knowledge) -> None:
    texts = [s.text for s in ask("patient declines chemotherapy, pNET G3 Ki-67 30, SSTR+", knowledge).sentences]
    assert texts[0] == "Chemotherapy: left out here, since it is declined."
    assert not any(t.startswith("Chemotherapy is not recommended") for t in texts)


def test_after_all_chemotherapy_asked_about_is_excluded_what_is_open_comes_first(knowledge: Knowledge) -> None:
    question = "55M G2 pNET Ki-67 8%, SSTR+, progressing on lanreotide, on dialysis. PRRT, everolimus or CAPTEM?"
    texts = [s.text for s in ask(question, knowledge).sentences]
    first = next(t for t in texts if not t.startswith(("Contraindicated", "Caution")))
    assert first.startswith("Everolimus: Recommended")
