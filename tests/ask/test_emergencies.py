"""Emergencies go before everything else, for every reader, and in doubt they are answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.verify import plain_grade
from hoofbeat.knowledge import Knowledge
from hoofbeat.yaml_text import read_yaml

OWN = read_yaml((Path(__file__).parent / "own_questions.yaml").read_bytes(), "own_questions.yaml")
READER = {"p": "patient", "c": "clinician"}


@pytest.mark.parametrize(("reader", "question"), OWN["emergency"])
def test_an_emergency_is_answered_at_once(reader: Any, question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, READER[reader])
    assert answer.kind == "urgent"
    dangers = {s.claim for s in answer.sentences}
    assert 1 <= len(answer.sentences) <= 3 + len(dangers)
    assert all(s.cites for s in answer.sentences)


@pytest.mark.parametrize(("reader", "question"), OWN["not-emergency"])
def test_a_question_about_a_symptom_in_general_is_no_emergency(
    reader: Any, question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge, READER[reader]).kind != "urgent"


@pytest.mark.parametrize(
    ("question", "dangers"),
    [
        ("the runs ten times since morning on captem and now he is a bit confused", ("confusion", "diarrhea")),
        ("my eyes look yellowish and I have awful pain in my belly since lanreotide", ("yellow", "belly pain")),
        (
            "sugar keeps dropping, insulinoma, on diazoxide, and now my legs are swollen",
            ("blood sugar", "swollen legs"),
        ),
    ],
)
def test_two_dangers_told_are_both_said(question: str, dangers: tuple[str, ...], knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "urgent"
    assert all(word in answer.text.lower() for word in dangers)


@pytest.mark.parametrize(
    "question",
    [
        "do I wash my husband's shirts apart from ours during chemo",
        "my temperature is 37.2 on capecitabine, should I worry",
        "I had two loose stools today, I take capecitabine",
        "cold drinks sting my throat since oxaliplatin",
    ],
)
def test_what_is_mild_is_no_emergency(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind != "urgent"


def test_a_clinician_is_told_to_assess_where_a_milder_danger_is_told_too(knowledge: Knowledge) -> None:
    answer = ask("pt acutely unwell in clinic, neutropenia, looks terrible, what now", knowledge)
    assert answer.kind == "urgent"
    assert "assess" in answer.text.lower()


def test_a_second_tablet_for_one_that_came_up_is_warned_of(knowledge: Knowledge) -> None:
    answer = ask("my capecitabine came up again after ten minutes, do I take another", knowledge, "patient")
    assert answer.text.startswith("Take no second tablet")


def test_every_emergency_says_in_its_own_words_what_to_do() -> None:
    openings = [e.patient[0].text for e in (*emergencies().emergencies, *emergencies().dangers)]
    assert len(set(openings)) == len(openings)
    assert all(e.beside.patient for e in emergencies().emergencies[1:])


def test_an_emergency_goes_before_a_dose_that_would_be_refused(knowledge: Knowledge) -> None:
    answer = ask("temp 38.9 since this morning, how many paracetamol can I take", knowledge, "patient")
    assert answer.kind == "urgent"


def test_a_sign_that_is_denied_is_none(knowledge: Knowledge) -> None:
    answer = ask("no fever, no chest pain. what are the side effects of captem?", knowledge, "patient")
    assert answer.kind == "answer"


def test_a_wish_not_to_hurt_oneself_is_heard_as_sadness(knowledge: Knowledge) -> None:
    answer = ask("I'm so sad about chemo, but not wanting to hurt myself", knowledge, "patient")
    assert (answer.kind, answer.intent) == ("answer", "emotional")


def test_what_a_patient_reads_in_an_emergency_is_plain_and_short(knowledge: Knowledge) -> None:
    for record in (*emergencies().emergencies, *emergencies().dangers, emergencies().any_other):
        text = " ".join(s.text for s in record.patient)
        assert plain_grade(text, knowledge) <= 8, record.id
        assert len(record.patient) <= 4, record.id


def test_every_wording_for_an_emergency_names_a_source_that_exists(knowledge: Knowledge) -> None:
    known = set(knowledge.sources)
    for record in emergencies().emergencies:
        assert record.patient, record.id
        assert record.clinician, record.id
        assert {c for s in (*record.patient, *record.clinician) for c in s.cites} <= known, record.id


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        ("patient", "blood sugar 18 on everolimus"),
        ("patient", "my sugars are 21.5 since the steroids with chemo"),
        ("patient", "my blood sugar is high, 300, on everolimus"),
        ("patient", "sugar 25, very thirsty and drowsy on afinitor"),
        ("clinician", "glucose 22 mmol/L on everolimus, unwell, what to do"),
        ("clinician", "everolimus, fasting glucose 16, start metformin?"),
    ],
)
def test_a_high_blood_sugar_is_never_answered_as_a_low_one(reader: Any, question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, reader)
    assert "severe-hypoglycemia" not in {s.claim for s in answer.sentences}
    assert reader == "clinician" or "high blood sugar" in answer.text.lower()


@pytest.mark.parametrize(
    "question",
    ["my sugar is 3.1 on everolimus", "glucose 58 mg/dL since octreotide", "sugar 14 mg/dl, insulinoma", "glucose 49"],
)
def test_a_low_blood_sugar_is_low_whatever_the_drug(question: str, knowledge: Knowledge) -> None:
    assert "sugary drink" in ask(question, knowledge, "patient").text


def test_a_high_blood_sugar_in_someone_well_is_a_question_for_a_clinician(knowledge: Knowledge) -> None:
    answer = ask("everolimus, fasting glucose 14 mmol/L, reduce the dose?", knowledge)
    assert answer.kind == "answer"
    assert "grade 3" in answer.text


@pytest.mark.parametrize(
    "told",
    [
        "I'd rather be dead than do another cycle",
        "I wish I wouldn't wake up",
        "I hope I don't wake up tomorrow",
        "death would be better than this",
        "everyone would be better off without me",
        "I've saved up my tablets",
        "what is the point of living",
        "I want to sleep forever",
        "I have lost the will to live",
        "dad says we would all be better off without him",
    ],
)
def test_an_indirect_wish_to_die_is_heard(told: str, knowledge: Knowledge) -> None:
    answer = ask(told, knowledge, "patient")
    assert answer.kind == "urgent"
    assert answer.sentences[0].claim == "thoughts-of-suicide"


@pytest.mark.parametrize(
    "told",
    [
        "I'm dying to know when I can stop the tablets",
        "does captem kill the cancer",
        "I'm dead tired on everolimus",
        "I'm scared to death of chemo, will it kill me",
        "I don't want to die",
        "I'd rather die at home than in hospital",
        "I hope I don't wake up sick after my infusion",
        "would I be better off without chemo",
        "can I save up my pills for the week in a pill box",
        "what is the point of an octreotide scan",
    ],
)
def test_a_figure_of_speech_or_a_fear_is_no_wish_to_die(told: str, knowledge: Knowledge) -> None:
    assert "thoughts-of-suicide" not in {s.claim for s in ask(told, knowledge, "patient").sentences}


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        ("clinician", "live vaccines, yellow fever, after chemo: how long to wait"),
        ("patient", "can I have a yellow fever jab on captem"),
        ("patient", "can I crush the capecitabine tablets, I can't swallow them"),
        ("patient", "I took capecitabine on an empty stomach by mistake"),
        ("patient", "what is a carcinoid crisis and what do I do"),
        ("patient", "cheese and chocolate make me flush"),
        ("patient", "my scan did not light up much, only faint. pancreatic NET, PRRT possible?"),
        ("patient", "the pharmacist nearly had a fit when I ran low on omeprazole. What does it do in gastrinoma?"),
        ("patient", "I take blood pressure pills and start cabozantinib, is it ok"),
        ("patient", "our septic tank: does captem in urine harm it?"),
        ("patient", "I had PRRT twice"),
        ("clinician", "neutrophils 1.2 platelets 90 day 1 captem, well, give?"),
    ],
)
def test_one_alarming_word_makes_no_emergency(reader: Any, question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, reader).kind != "urgent"


@pytest.mark.parametrize(
    ("question", "says", "not_said"),
    [
        ("sore throat and cough on captem, should I ring?", "take your temperature", "allergic"),
        ("I could not pee all day since my cisplatin", "the kidneys", "Lie flat"),
        ("I cannot pee and my legs feel weak", "spinal cord", "the kidneys"),
        ("my neck is swelling and I can't swallow since my injection", "allergic reaction", "drip goes in"),
        ("temp 38.3, on lanreotide only, no chemo", "not chemo", "chemo line"),
        ("temp 38.5 on captem and lanreotide", "chemo line", "not chemo"),
        ("fever and pain in my side 3 days after a liver embolization", "did the embolization", "chemo line"),
        ("my grandson ate a sunitinib capsule", "poison", "antidote"),
        ("my grandson ate a xeloda tablet", "antidote", "allergic"),
        ("my pulse is 42 on octreotide", "slow the heart", "cannot work out"),
        ("I take everolimus and have had a cough for two weeks", "inflame the lungs", "stop or skip"),
        ("pain under my right ribs after eating since lanreotide", "gallstones", "at the spot"),
        ("my ears are ringing since cisplatin", "before the next dose", "cannot decide"),
        ("palpitations on capecitabine", "the heart", "cannot decide"),
        ("I have a VIPoma and my potassium is 2.1", "upset the heartbeat", "sadness"),
        ("my feet are red and peeling on capecitabine and I can't walk", "before the next dose", "spinal cord"),
        ("both my kidneys hurt after streptozocin and I pee less", "Streptozocin can harm", "Cisplatin"),
        ("I have insulinoma and I keep passing out in the morning", "sugary drink", "vomiting"),
    ],
)
def test_the_danger_that_fits_is_told_and_no_other(
    question: str, says: str, not_said: str, knowledge: Knowledge
) -> None:
    text = ask(question, knowledge, "patient").text
    assert says in text
    assert not_said not in text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("febrile neutropenia empirical antibiotic", "within one hour"),
        ("management of neutropenic sepsis", "within one hour"),
        ("extravasation of dacarbazine", "stop the infusion"),
        ("carcinoid crisis treatment", "octreotide"),
        ("VIPoma, K 2.1, bicarbonate 12, creatinine 210. Immediate management?", "ECG now"),
        ("grade 2 pneumonitis on everolimus, management", "non-infectious pneumonitis"),
    ],
)
def test_a_clinician_who_asks_about_an_emergency_gets_the_first_action_first(
    question: str, first: str, knowledge: Knowledge
) -> None:
    assert first in ask(question, knowledge).sentences[0].text


@pytest.mark.parametrize(
    "question", ["rate of febrile neutropenia with topotecan", "G-CSF to prevent febrile neutropenia on carboplatin"]
)
def test_how_often_and_how_to_prevent_ask_for_no_first_action(question: str, knowledge: Knowledge) -> None:
    assert "within one hour" not in ask(question, knowledge).text


def test_a_drug_without_a_page_takes_the_signs_of_what_contains_it(knowledge: Knowledge) -> None:
    assert "ringing in the ears" in ask("side effects of cisplatin", knowledge, "patient").text


def test_what_an_emergency_names_is_recorded() -> None:
    every = (*emergencies().emergencies, *emergencies().dangers)
    phrases = [p for e in every for r in (e, e.beside) for p in (*r.patient, *r.clinician)]
    assert {g for p in phrases for g in (*p.only_with, *p.not_with)} <= emergencies().groups.keys()
    assert {name for e in every for name in e.in_place_of} <= {e.id for e in every}


@pytest.mark.parametrize(
    ("told", "loss"), [("I can't hear well", True), ("he no longer hears well", True), ("I hear well", False)]
)
def test_not_hearing_well_is_a_loss_of_hearing(told: str, loss: bool, knowledge: Knowledge) -> None:
    u = ask(f"{told} since cisplatin, can the next cycle be given?", knowledge).understanding
    assert u is not None
    assert u.own["hearing_loss"] is loss


@pytest.mark.parametrize(
    ("question", "danger"),
    [
        ("my period is so heavy on captem that I change my pad every half hour", "heavy-vaginal-bleeding"),
        ("I soaked four pads this morning, on chemo", "heavy-vaginal-bleeding"),
        ("her period will not stop, big clots, third cycle of folfox", "heavy-vaginal-bleeding"),
        ("my wee is pink since streptozocin", "red-or-brown-urine"),
        ("his urine looks like coca cola since the chemo", "red-or-brown-urine"),
        ("I brought up some pink froth when I coughed", "breathlessness"),
        ("spat out rusty phlegm twice today on everolimus", "breathlessness"),
        ("dad's mouth droops on one side and his words are slurred", "stroke"),
        ("the sight in my left eye went black this morning, I take sunitinib", "stroke"),
        ("my right arm went dead for ten minutes and I could not speak, it has passed", "stroke"),
        ("vomiting since last night and no wind for two days", "belly-emergency"),
        ("our puppy ate my temozolomide capsules", "pet-took-medicine"),
        ("I gave myself two octreotide injections instead of one", "overdose"),
    ],
)
def test_an_emergency_is_known_by_lay_words_too(question: str, danger: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "urgent"
    assert answer.sentences[0].claim == danger


@pytest.mark.parametrize(
    "question",
    [
        "can chemo make my periods heavier",
        "my periods have stopped on captem, is that normal",
        "can doxorubicin turn my urine red",
        "does my urine need to be flushed twice after PRRT",
        "I spit out the tablets because they taste bad",
        "I lost sight of the plan, what comes after captem",
        "can bevacizumab cause a stroke",
    ],
)
def test_words_of_bleeding_or_stroke_alone_make_no_emergency(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind != "urgent"


@pytest.mark.parametrize("reader", ["patient", "clinician"])
@pytest.mark.parametrize(
    "told",
    [
        "She is dying at home, the palliative nurse says days, her chest rattles. Is that normal?",
        "He is in the hospice and his breathing stops and starts.",
        "On end of life care at home, very sleepy and confused.",
        "The doctor gave him days to live and he will not wake up.",
        "She came home to die, has a syringe driver and no longer drinks or passes urine.",
    ],
)
def test_who_is_dying_in_care_is_sent_to_that_care(told: str, reader: Any, knowledge: Knowledge) -> None:
    answer = ask(told, knowledge, reader)
    assert answer.kind == "answer"
    opening = answer.sentences[0].text
    assert "hospice" in opening
    assert "911" not in opening
    assert "100" not in opening


@pytest.mark.parametrize(
    ("told", "danger"),
    [
        ("Mum is in the hospice, last days, and is vomiting blood", "bleeding"),
        ("dad under the hospice was given too much morphine by mistake", "overdose"),
        ("I am in the hospice and want to end my life", "thoughts-of-suicide"),
        ("I think my husband is dying, he cannot breathe", "breathlessness"),
        ("my mother died in a hospice last year and now I cannot breathe", "breathlessness"),
        ("my husband is in a hospice and I have crushing chest pain", "chest-pain"),
        ("in the last days I have been very short of breath on everolimus", "breathlessness"),
        ("a hospice nurse visits; he is on chemo, day 9, temp 39", "fever"),
    ],
)
def test_near_a_hospice_too_an_emergency_is_one(told: str, danger: str, knowledge: Knowledge) -> None:
    answer = ask(told, knowledge, "patient")
    assert answer.kind == "urgent"
    assert danger in {s.claim for s in answer.sentences}


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        ("patient", "the nurse said flush twice after PRRT; our toilet has a septic tank, ok?"),
        ("patient", "can I wear a cold cap with etoposide"),
        ("patient", "I burnt my tongue on hot soup and I'm on everolimus"),
        ("patient", "I've got a headache after reading all these leaflets"),
        ("patient", "my heart races whenever I think of the scan"),
        ("patient", "I had a nightmare that I couldn't breathe"),
        ("patient", "my aunt had a stroke, can I have bevacizumab?"),
        ("patient", "mum has a Merkel cell tumor on her face, what chemo is given"),
        ("patient", "my grandson has chickenpox and I hugged him, I'm on chemo"),
        ("clinician", "septic arthritis 3 months ago, now fully treated: can CAPTEM be given?"),
        ("clinician", "anaphylaxis to carboplatin in cycle 5, what are the alternatives?"),
    ],
)
def test_a_figure_of_speech_or_another_ones_illness_makes_no_emergency(
    reader: Any, question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge, reader).kind != "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "my mother had a stroke this morning, can I give her aspirin?",
        "I dreamt I couldn't breathe and now I really cannot breathe",
        "my heart is racing and my chest is tight when I think about the scan and I feel faint",
        "anaphylaxis now during the carboplatin infusion, what do I give instead?",
        "I don't have a fever but I shiver and feel dreadful on captem",
    ],
)
def test_what_happens_now_is_heard_beside_a_figure_of_speech(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "urgent"


def test_a_fever_denied_beside_a_cold_is_no_emergency_and_is_told_today(knowledge: Knowledge) -> None:
    answer = ask("I don't have a fever, just a runny nose on cycle 2 of captem", knowledge, "patient")
    assert answer.kind == "answer"
    assert "take your temperature" in answer.text


def test_low_platelets_are_told_before_the_next_treatment(knowledge: Knowledge) -> None:
    answer = ask("my platelets are 45, can I have my chemo tomorrow?", knowledge, "patient")
    assert answer.text.startswith("Low platelets")
    assert "before you go" in answer.sentences[0].text


def test_a_jaw_that_locks_in_the_cold_on_oxaliplatin_is_no_heart_attack(knowledge: Knowledge) -> None:
    answer = ask("patient on FOLFOX has jaw spasm after a cold drink", knowledge)
    assert "dysesthesia" in answer.sentences[0].text
    chest = ask("patient on FOLFOX has jaw pain and chest tightness after a cold drink", knowledge)
    assert chest.sentences[0].claim == "chest-pain"


def test_neutropenia_with_fever_is_sepsis_whatever_the_drug(knowledge: Knowledge) -> None:
    for question in ("neutrophils 0.4 with fever, CAPTEM", "febrile, neutrophils 0.2 on FOLFIRI"):
        assert "within one hour" in ask(question, knowledge).sentences[0].text


def test_what_one_may_as_well_do_is_a_wish_to_die(knowledge: Knowledge) -> None:
    told = ask("they say no chemo, so I may as well end it", knowledge, "patient")
    assert told.sentences[0].claim == "thoughts-of-suicide"


@pytest.mark.parametrize(
    "told",
    [
        "he can't breathe suddenly, cancer nurse visits, not on hospice",
        "mum is under the hospice for symptom control, breathless today and can't get up the stairs",
        "he isn't dying, but confused and drowsy since this morning on captem",
        "dying at home, she is choking on her blood",
        "in her last days of captem she cannot breathe well",
    ],
)
def test_hospice_care_or_the_word_dying_alone_quiets_no_emergency(told: str, knowledge: Knowledge) -> None:
    assert ask(told, knowledge, "patient").kind == "urgent"


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("Where do left over capsules go? Most nights I think about taking all of them at once.", True),
        ("Sometimes I feel like swallowing the lot. Which tablets clash with everolimus?", True),
        ("I thought about taking all three tablets together instead of split, is captem ok like that?", False),
        ("Three more rounds and then I'm done with it, hooray. What scans come after captem?", False),
    ],
)
def test_taking_all_tablets_is_heard_where_it_is_thought_of_and_not_where_a_dose_is(
    question: str, heard: bool, knowledge: Knowledge
) -> None:
    answer = ask(question, knowledge, "patient")
    assert (answer.sentences[0].claim == "thoughts-of-suicide") is heard
