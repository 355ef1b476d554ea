"""What patients and carers ask is answered in the first sentence, and what is not held is said to be so."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.answer import Answer
from hoofbeat.ask.plans.treatment import NOTHING_ON
from hoofbeat.knowledge import Knowledge

SMALL_AND_REMOVED = [
    "my appendix was removed and they found a 1.2 cm neuroendocrine tumor. Do I need chemo?",
    "They found a 9 mm carcinoid in my appendix by chance after removal. chemo?",
    "My daughter had her appendix out and there was an 8 mm NET in it. Does she need chemo?",
]
SMALL_OF_THE_RECTUM = [
    "They took a 7 mm carcinoid out of my rectum during a colonoscopy. Do I need chemo?",
    "A polyp they snared from my rectum was a neuroendocrine tumor, is chemotherapy needed?",
    "I have a 6 mm rectal carcinoid. chemo?",
]
SPREAD_ALL_THE_SAME = [
    "carcinoid of the appendix spread to the liver, chemo?",
    "My appendix was removed years ago. I have a pancreatic NET with liver mets. Do I need chemo?",
]
NO_REMEDY_OR_COST = [
    ("clinician", "Presacral NET"),
    ("clinician", "Active hepatitis C with NEC"),
    ("clinician", "is dacarbazine an alternative?"),
    ("patient", "I have carcinoid and my doctor wants to give me dexamethasone, ok?"),
]
HELP_IN_ITS_OWN_WORDS = [
    ("Who can help me with the bills?", "cost-access"),
    ("which charity helps people with NETs", "support"),
    ("does turmeric help against carcinoid", "alternative-medicine"),
]
NOTHING_FITS = [
    ("patient", "I took my capecitabine with grapefruit juice, is that a problem?", "grapefruit"),
    ("patient", "Can I have capecitabine if I have lupus?", "lupus"),
    ("clinician", "PRRT in patient with urinary incontinence", "urinary incontinence"),
    ("clinician", "CAPTEM in a patient with psoriasis", "psoriasis"),
]
EVERY_RULE = ["Who can't have CAPTEM?", "Can I have PRRT?", "who should not get cisplatin"]
WEAK_ORGANS = [
    "I've a weak heart. Is 5-FU safe for me?",
    "Should I take 5-FU with my bad heart?",
    "My kidneys are poor, is cisplatin right for me?",
]


def _first(question: str, knowledge: Knowledge) -> tuple[Answer, str]:
    answer = ask(question, knowledge, "patient")
    return answer, answer.sentences[0].text


@pytest.mark.parametrize("question", SMALL_AND_REMOVED)
def test_a_small_tumor_of_a_removed_appendix_needs_no_chemotherapy(question: str, knowledge: Knowledge) -> None:
    answer, first = _first(question, knowledge)
    assert (answer.kind, answer.intent) == ("answer", "recommendation")
    assert "no chemo" in first


@pytest.mark.parametrize("question", SMALL_OF_THE_RECTUM)
def test_a_small_tumor_of_the_rectum_is_not_supposed_to_have_spread(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.case["extent"] == "localized"
    assert "The cancer has spread" not in answer.text


@pytest.mark.parametrize("question", SPREAD_ALL_THE_SAME)
def test_spread_that_is_told_is_not_taken_for_a_small_tumor(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.case["extent"] == "metastatic"
    assert "resection" not in answer.case


@pytest.mark.parametrize(("reader", "question"), NO_REMEDY_OR_COST)
def test_what_names_no_cost_no_remedy_and_no_helper_is_not_answered_with_them(
    reader: str, question: str, knowledge: Knowledge
) -> None:
    intent = ask(question, knowledge, "clinician" if reader == "clinician" else "patient").intent
    assert intent not in ("cost-access", "alternative-medicine", "support")


@pytest.mark.parametrize(("question", "intent"), HELP_IN_ITS_OWN_WORDS)
def test_who_asks_for_help_in_its_own_words_gets_it(question: str, intent: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").intent == intent


@pytest.mark.parametrize(("reader", "question", "circumstance"), NOTHING_FITS)
def test_where_nothing_fits_the_circumstance_asked_about_that_is_said_and_nothing_else(
    reader: str, question: str, circumstance: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "clinician" if reader == "clinician" else "patient")
    assert [c.predicate for c in answer.claims] in ([NOTHING_ON], ["no_interaction"])
    assert circumstance in answer.sentences[0].text


@pytest.mark.parametrize("question", EVERY_RULE)
def test_who_asks_who_can_have_a_treatment_at_all_is_told_every_rule(question: str, knowledge: Knowledge) -> None:
    rules = [s for s in ask(question, knowledge, "patient").sentences if s.cites[0] in knowledge.safety]
    assert len(rules) > 2


@pytest.mark.parametrize("question", WEAK_ORGANS)
def test_what_is_held_of_a_weak_organ_is_told_before_a_decision_is_declined(
    question: str, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "refused"
    assert answer.sentences[0].cites[0] in knowledge.safety
    assert "do not stop or skip" not in answer.text


def test_a_choice_between_two_is_declined_without_a_word_on_stopping(knowledge: Knowledge) -> None:
    for question in ("tell me which I should choose, everolimus or sunitinib", "Should I take CAPTEM or PRRT?"):
        answer, first = _first(question, knowledge)
        assert answer.kind == "refused"
        assert first.startswith("Which treatment is right for one person")


def test_who_wants_to_stop_is_told_how_to_say_it(knowledge: Knowledge) -> None:
    for question in (
        "I want to stop chemo. How do I tell my doctor?",
        "my mum wants to give up, what should she say to the team",
    ):
        answer, first = _first(question, knowledge)
        assert answer.kind == "refused"
        assert first.startswith("You may say it in plain words")
    assert "I am thinking of stopping" not in ask("how do I tell my doctor about my numb toes", knowledge).text


def test_of_two_questions_on_daily_life_both_are_answered(knowledge: Knowledge) -> None:
    question = "Can I fly after PRRT? How long should I stay away from my grandchildren?"
    told = {s.cites[0] for s in ask(question, knowledge, "patient").sentences}
    assert {"prrt-travel", "prrt-at-home"} <= told


def test_why_is_answered_with_the_very_reason_asked_about(knowledge: Knowledge) -> None:
    answer, first = _first("why was sunitinib stopped because of my heart", knowledge)
    assert answer.sentences[0].cites[0] in knowledge.safety
    assert "heart" in first
    assert "carcinoma" not in _first("Why carboplatin and not cisplatin for my dad's NEC?", knowledge)[1]
    assert "carboplatin" in _first("Why carboplatin and not cisplatin for my dad's NEC?", knowledge)[1]


def test_a_trial_of_first_treatment_is_not_offered_after_chemotherapy(knowledge: Knowledge) -> None:
    for question in ("Are there trials for NEC after first chemo?", "NEC after platinum etoposide, any trials open?"):
        assert "first line" not in ask(question, knowledge, "patient").text
    assert "first line" in ask("Are there trials for NEC?", knowledge, "patient").text


def test_one_tablet_that_came_up_is_no_emergency_and_vomiting_that_goes_on_is(knowledge: Knowledge) -> None:
    assert _first("I vomited 20 minutes after swallowing temozolomide", knowledge)[1].startswith("Take no second")
    goes_on = "I vomited after my capecitabine and again every hour, nothing stays down"
    assert ask(goes_on, knowledge, "patient").kind == "urgent"
