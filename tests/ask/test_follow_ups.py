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


def test_what_was_told_of_the_person_still_speaks_against_a_drug(knowledge: Knowledge) -> None:
    turns = "NEC colon, bilirubin 4x ULN, ECOG 3, what chemo? >> and if he improves to ECOG 1"
    assert "Contraindicated, Irinotecan: Contraindicated at a bilirubin" in told(last_of(turns, knowledge))


def test_another_grade_of_a_harm_asks_the_same_again(knowledge: Knowledge) -> None:
    answer = last_of("grade 2 pneumonitis on everolimus: hold? >> and grade 3", knowledge)
    assert "reported_grade" not in answer.case
    assert "withhold everolimus" in told(answer)


def test_a_case_that_asks_nothing_gets_the_plan_and_no_refusal(knowledge: Knowledge) -> None:
    assert ask("NEC colon, ECOG 3, bilirubin 4x ULN", knowledge).intent == "recommendation"


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


@pytest.mark.parametrize(
    ("turns", "site"),
    [
        ("ORR of CAPTEM in pancreatic NET >> and in lung?", "lung"),
        ("ORR of everolimus in pancreatic NET >> and in lung? >> and small bowel", "small_bowel"),
        ("Response rate of CAPTEM in pNET >> what about rectal", "rectum"),
    ],
)
def test_another_organ_asks_the_same_of_the_same_treatment(turns: str, site: str, knowledge: Knowledge) -> None:
    answer = last_of(turns, knowledge)
    assert (answer.kind, answer.intent) == ("answer", "response-rate")
    assert answer.conversation.case["primary_site"] == site


def test_another_treatment_asks_the_same_of_it(knowledge: Knowledge) -> None:
    answer = last_of("what are the side effects of captem? >> and lanreotide?", knowledge, "patient")
    assert answer.intent == "side-effects"
    assert "gallstones" in told(answer)


@pytest.mark.parametrize(
    "turn",
    ["ok good. and what if it had been 2.5 cm instead", "what if it was 25 mm", "and if the tumor had been 2.5 cm"],
)
def test_another_size_is_the_fact_of_the_same_case(turn: str, knowledge: Knowledge) -> None:
    first = "My dad had a 7 mm rectal NET removed with the scope, grade 1, edges clear. Does he need chemo?"
    answer = last_of(f"{first} >> {turn}", knowledge, "patient")
    assert answer.intent == "recommendation"
    assert answer.conversation.case["primary_size_mm"] == 25
    assert answer.conversation.case["primary_site"] == "rectum"


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        ("lanreotide injection tomorrow, does it hurt? >> it left a lump on my bum, is that normal", "a lump at the spot"),
        ("Is there a pill for the sickness with temozolomide >> it makes me constipated", "constipation"),
        ("can my 15 year old go to school on CAPTEM? >> he is worried about his hair", "hair thinning"),
        ("FOLFOX for my pancreatic NET, what are the side effects? >> will the tingling stay for ever", "changes of nerves"),
        ("FOLFOX for my pancreatic NET, what are the side effects? >> can I drink cold water?", "cold drinks"),
        ("Will I lose my hair on chemo? >> when will it grow back?", "grow back six to eight weeks"),
        ("I finished chemo in June. What follow up scans do I need? >> how often", "every 6 to 12 months"),
        ("G2 NET Ki-67 18% pancreas with liver mets, what chemo do I get? >> what are the side effects of the first one",
         "kidneys"),
    ],
)  # fmt: skip
def test_a_side_effect_or_a_few_words_are_about_what_was_answered(turns: str, says: str, knowledge: Knowledge) -> None:
    answer = last_of(turns, knowledge, "patient")
    assert answer.kind == "answer"
    assert says in told(answer)


@pytest.mark.parametrize("turn", ["what's the weather like", "tell me a joke", "ok thanks that helps a lot"])
def test_what_has_nothing_to_do_with_the_answer_is_not_made_to(turn: str, knowledge: Knowledge) -> None:
    first = ask("how is captem given", knowledge, "patient")
    after = ask(turn, knowledge, "patient", first.conversation)
    assert after.sentences[0].text != first.sentences[0].text


@pytest.mark.parametrize(
    "turn", ["can it be done at home instead?", "could he have it at home", "is it possible to do this at our house"]
)
def test_at_home_asks_how_it_is_given(turn: str, knowledge: Knowledge) -> None:
    answer = last_of(f"How is carboplatin with etoposide given? >> {turn}", knowledge, "patient")
    assert (answer.kind, answer.intent) == ("answer", "how-given")
    assert "at home" in told(answer)


def test_which_of_two_is_about_both(knowledge: Knowledge) -> None:
    turns = "what is the difference between everolimus and captem >> and which one makes you live longer"
    assert last_of(turns, knowledge, "patient").intent == "comparison"


def test_a_judgement_on_nothing_said_is_asked_back_about(knowledge: Knowledge) -> None:
    assert ask("is it worth it", knowledge, "patient").kind == "clarify"
    assert ask("should I stop it", knowledge, "patient").kind != "answer"


def test_a_story_around_a_question_does_not_make_it_strange(knowledge: Knowledge) -> None:
    question = (
        "Hubby starts carboplatin with etoposide on the 14th. Is it a drip, and how many days in a row does he have to go in? "
        "I need to sort out lifts as I don't drive any more."
    )
    answer = ask(question, knowledge, "patient")
    assert (answer.kind, answer.intent) == ("answer", "how-given")
    assert "drip" in told(answer)


@pytest.mark.parametrize(
    ("first", "then", "intent"),
    [
        ("ORR of CAPTEM vs temozolomide alone in E2211", "and platinum/etoposide in GI NEC?", "response-rate"),
        ("Side effects of sunitinib?", "and everolimus in lung carcinoids?", "side-effects"),
        ("How is CAPTEM given?", "and carboplatin etoposide for someone with CrCl 40?", "eligibility"),
    ],
)
def test_another_treatment_in_other_people_is_asked_the_same_unless_a_fact_of_safety_is_told(
    first: str, then: str, intent: str, knowledge: Knowledge
) -> None:
    before = ask(first, knowledge, "clinician").conversation
    assert ask(then, knowledge, "clinician", before).intent == intent
