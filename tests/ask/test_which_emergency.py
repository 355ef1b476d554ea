"""Emergencies that may be taken for one another get their own text, in whatever words; what only sounds like one gets none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.ask import Answer, ask
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.records import emergencies
from hoofbeat.knowledge import Knowledge
from hoofbeat.yaml_text import read_yaml

READER = {"p": "patient", "c": "clinician"}


def _first(answer: Answer) -> str:
    return answer.sentences[0].claim if answer.kind == "urgent" else ""


@pytest.mark.parametrize(
    "question",
    [
        "since i started the xeloda on monday theres a tightness over my chest into the jaw when i walk up hills, is wind a side effect of these",
        "capecitabine day 3. a heavy stone on my breastbone when I climb the stairs, gone when I rest. which antacid goes with it",
        "on captem I get a band round my ribs that goes down to the elbow whenever I walk fast. do I take them with food or before?",
    ],
)
def test_pain_on_exertion_told_beside_another_question_is_chest_pain(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert _first(answer) == "chest-pain"
    assert "capecitabine" in answer.text


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        (
            "clinician",
            "Phone call: lung NEC, cycle 1 on Friday, face and neck swollen since yesterday, veins on the chest. Wait?",
        ),
        ("clinician", "Mediastinal NET, arms and neck bloated, head bursts when he bends. Clinic next week?"),
        (
            "patient",
            "dads face is puffy each morning, his collar wont button and the veins on his chest stick out. lung nec. steroids?",
        ),
    ],
)
def test_swelling_above_the_chest_with_veins_or_a_tumor_there_is_a_blocked_vein(
    reader: Any, question: str, knowledge: Knowledge
) -> None:
    assert _first(ask(question, knowledge, reader)) == "blocked-big-vein"


@pytest.mark.parametrize(
    "question",
    [
        "Carboplatin running, 5 minutes in his face swells, hives and wheeze. Lung NEC. Slow the rate?",
        "my lips and tongue are swelling and my neck itches, I have lung carcinoid",
    ],
)
def test_swelling_with_a_rash_or_minutes_into_a_drug_stays_an_allergy(question: str, knowledge: Knowledge) -> None:
    assert _first(ask(question, knowledge, "clinician")) == "allergic-reaction"


@pytest.mark.parametrize(
    ("question", "danger"),
    [
        (
            "they stopped my dexamethasone dead last week and now I vomit and get dizzy standing. chemo sickness?",
            "adrenal-crisis",
        ),
        ("dads morphine went up, he breathes 6 times a minute and I cant rouse him. is he at rest?", "too-much-opioid"),
        ("mum is on oxycodone, her pupils are like pinpoints and she is dozy and twitching", "too-much-opioid"),
        ("my husband wears a fentanyl patch and has stopped breathing", "too-much-opioid"),
        ("dad isnt breathing", "breathlessness"),
        ("his calcium came back 3.4 and he is confused. stop the milk?", "high-calcium"),
        ("lab rang, sodium is 112 and she is muddled. salty crisps?", "low-sodium"),
        ("they rang that my potassium is 7.1 after the first chemo. bananas?", "tumor-lysis"),
        ("my calf is fat and shiny and bigger than the other since the flight", "blood-clot"),
        ("my stoma has stopped since yesterday and I vomit", "belly-emergency"),
        ("my poo is like treacle and I feel faint since yesterday", "bleeding"),
    ],
)
def test_each_emergency_has_its_own_text_for_a_patient(question: str, danger: str, knowledge: Knowledge) -> None:
    assert _first(ask(question, knowledge, "patient")) == danger


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        ("p", "dad takes morphine every day and his pupils look tiny, he is wide awake and chatting"),
        ("c", "Pt on MST 60 bd, pinpoint pupils, RR 14, sats 97, alert. Naloxone?"),
    ],
)
def test_small_pupils_alone_are_no_overdose_in_regular_use(reader: str, question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, READER[reader])
    assert "too-much-opioid" not in {s.claim for s in answer.sentences}
    assert answer.sentences[0].claim == "small-pupils-on-opioid"


@pytest.mark.parametrize(
    "question",
    [
        "dad isnt breathing",
        "my wife on chemo collapsed and is not breathing",
        "he is on fentanyl and stopped breathing",
    ],
)
def test_where_breathing_has_stopped_a_helper_is_told_to_start_resuscitation(
    question: str, knowledge: Knowledge
) -> None:
    assert "CPR" in " ".join(s.text for s in ask(question, knowledge, "patient").sentences[:2])


def test_without_trouble_of_breathing_no_resuscitation_is_spoken_of(knowledge: Knowledge) -> None:
    assert "CPR" not in ask("i have no breathing problems on everolimus, should i worry", knowledge, "patient").text


@pytest.mark.parametrize(
    "question",
    [
        "yellow eyes and shivering, stent put in last month",
        "my wife has a bile duct stent for her pancreas net and today she has a fever of 38.5",
    ],
)
def test_with_a_bile_duct_stent_a_fever_leads_to_the_emergency_department(question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, "patient")
    assert answer.kind == "urgent"
    assert {"nca-biliary-stent"} <= set(answer.sentences[0].cites)


def test_a_stent_in_the_heart_is_not_taken_for_one_in_the_bile_duct(knowledge: Knowledge) -> None:
    assert "stent" not in ask("my skin turned yellow, i had a heart stent years ago", knowledge, "patient").text


def test_capecitabine_is_not_taken_on_with_severe_diarrhea_or_sore_hands(knowledge: Knowledge) -> None:
    for question in (
        "on captem day 9, diarrhea 8 times today and I feel weak",
        "my hands are red and peeling on xeloda",
    ):
        assert "take no more" in ask(question, knowledge, "patient").text.lower()


def test_a_lack_of_cortisol_is_treated_before_the_call(knowledge: Knowledge) -> None:
    first, second = ask(
        "both adrenals are out, I vomit my hydrocortisone and feel faint", knowledge, "patient"
    ).sentences[:2]
    assert "injection" in first.text
    assert "emergency number" in second.text


@pytest.mark.parametrize(
    "question",
    [
        "shelf life of an etoposide oral mixture in syrup at 4 C",
        "Everolimus mouth sores grade 2: dexamethasone rinse?",
        "CAPTEM platelets 65 at day 28, what next?",
        "ANC 0.9 on day 15 CAPTEM, afebrile, well. Repeat when?",
        "Seizure disorder on levetiracetam, last fit 2014. Temozolomide interactions?",
        "58M, Na 138, Hb 112, CA 19-9 40, BP 128/76, midgut carcinoid progressing on lanreotide. Next line?",
    ],
)
def test_values_grades_and_pharmacy_of_a_clinician_are_no_emergency(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "clinician").kind != "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "I can't stand the smell of the ward. does anything help before a drip",
        "at what temperature should we ring the hotline? starting next week",
        "the news was like a punch in the stomach. where can I talk to someone",
    ],
)
def test_turns_of_speech_and_preparation_are_no_emergency(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind != "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "My hands are a bit pink and I've a wedding, would it do any harm if I skipped this week of capecitabine and went back on Monday?",
        "is it ok if I have a week off the captem tablets for my sons wedding",
    ],
)
def test_a_pause_for_a_feast_is_a_decision_of_the_team(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "refused"


def test_an_emergency_replaces_only_those_that_are_there() -> None:
    file = emergencies()
    ids = {e.id for e in (*file.emergencies, *file.dangers)}
    assert all(name in ids for e in file.emergencies for name in e.in_place_of)


@pytest.mark.parametrize(
    ("name", "missed", "mistaken"),
    [
        ("alarms.yaml", 1, 2),
        ("alarms_held_out.yaml", 7, 8),
        ("told_alarms.yaml", 0, 3),
        ("told_alarms_held_out.yaml", 2, 17),
    ],
)
def test_emergencies_told_in_passing_are_heard_and_few_others_taken_for_one(
    name: str, missed: int, mistaken: int, knowledge: Knowledge
) -> None:
    told = read_yaml((Path(__file__).parent / name).read_bytes(), name)

    def heard(kind: str) -> int:
        return sum(ask(q, knowledge, READER[r]).kind == "urgent" for r, q in told[kind])

    assert heard("emergency") >= len(told["emergency"]) - missed
    assert heard("not-emergency") <= mistaken


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Spinal cord compression in NEC, what to do?", "keep the person flat"),
        ("MSCC from vertebral metastases of a small cell NEC: chemo or radiotherapy first?", "keep the person flat"),
        ("Allergic reaction to carboplatin, hypotension", "stop the infusion"),
        ("grade 4 infusion reaction to oxaliplatin, steps?", "stop the infusion"),
        ("Neutropenic enterocolitis after EP", "neutropenic sepsis"),
        ("SVC obstruction in LCNEC", "superior vena cava"),
        ("hypercalcemia in a PTHrP-secreting pNET", "Intravenous saline"),
        ("Pericardial effusion with RV collapse, BP 75/50, LCNEC on day 4 of EP", "emergency drainage"),
        ("how to treat malignant pericardial effusion with tamponade in thymic carcinoid", "emergency drainage"),
        ("SpO2 80, right ventricular strain on echo, one week after hepatectomy for NET", "massive pulmonary embolism"),
        ("AST 3200, INR 4.1 and drowsy, HBsAg positive on CAPTEM without entecavir", "transplant center"),
        ("management of acute liver failure from hepatitis B on chemotherapy", "transplant center"),
        ("Uridine triacetate: how late can it be given? For our protocol document", "96 hours"),
    ],
)
def test_an_emergency_named_by_a_clinician_gets_its_first_actions(
    question: str, first: str, knowledge: Knowledge
) -> None:
    assert first in " ".join(s.text for s in ask(question, knowledge, "clinician").sentences[:2])


@pytest.mark.parametrize(
    "question", ["How often does spinal cord compression occur in NEC?", "History of anaphylaxis to carboplatin: rate?"]
)
def test_how_often_an_emergency_happens_asks_for_no_action(question: str, knowledge: Knowledge) -> None:
    said = " ".join(s.text for s in ask(question, knowledge, "clinician").sentences)
    assert "keep the person flat" not in said
    assert "stop the infusion and" not in said


@pytest.mark.parametrize(
    ("reader", "question"),
    [
        ("patient", "Two winters ago I had sepsis on FOLFOX, all sorted. Is captem as hard on the blood?"),
        ("patient", "Some summers ago I was in hospital with a blood clot, off thinners since. Can I have chemo?"),
        (
            "patient",
            "I'm a bit short of breath uphill, the same as for the last six years. Would everolimus be a problem?",
        ),
        ("patient", "My nan had a stroke at 70. Am I more at risk on bevacizumab?"),
        ("patient", "My stoma bag leaked on holiday. How do I dispose of the contents while on chemo?"),
        ("patient", "I almost had a heart attack when I opened the bill! Who helps with the cost of everolimus?"),
        ("patient", "A tiny bruise where they took blood on Monday, platelets fine. Is arnica allowed?"),
        ("patient", "potassium 4.3, sodium 140, calcium 2.41, is that ok for chemo"),
        ("patient", "How long should be between taking the two capecitabine doses in a day?"),
        ("clinician", "Exam question: neutropenic sepsis on EP, which antibiotic first?"),
        (
            "clinician",
            "Case report: VIPoma with potassium 1.9 and renal failure. Was streptozocin given first in those years?",
        ),
        ("clinician", "Which platinum most often provokes anaphylaxis, and at which cycle?"),
    ],
)
def test_what_is_long_over_small_normal_or_taught_is_no_emergency(
    reader: Reader, question: str, knowledge: Knowledge
) -> None:
    assert ask(question, knowledge, reader).kind != "urgent"


@pytest.mark.parametrize(
    "question",
    [
        "my grandson chewed one of grandpas captem tablets and spat it out, what now",
        "She is four and thought the everolimus was a sweet. She licked it. Should I worry?",
        "the kids got into my bag and ate some of my chemo pills i think",
        "potassium now 2.1 and sodium 139 after all this diarrhea",
        "I was breathless last year too, but now I cannot get my breath lying down",
        "same as for years with my legs, but since this morning I cannot feel to pee",
    ],
)
def test_what_a_child_swallowed_and_what_is_new_today_are_emergencies(question: str, knowledge: Knowledge) -> None:
    assert ask(question, knowledge, "patient").kind == "urgent"
