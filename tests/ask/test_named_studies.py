"""Questions on studies by name: each study, each cohort and each endpoint asked is answered, or said not to be held."""

from __future__ import annotations

import pytest

from hoofbeat.ask import ask
from hoofbeat.ask.plans.grades import indices_in
from hoofbeat.knowledge import Knowledge


def text(question: str, knowledge: Knowledge, *follow_ups: str) -> str:
    answer = ask(question, knowledge)
    for follow_up in follow_ups:
        answer = ask(follow_up, knowledge, "clinician", answer.conversation)
    return answer.text


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("RADIANT-2, -3 and -4: PFS each", ("16.4 months", "hazard ratio 0.35", "hazard ratio 0.48")),
        ("CABINET: pNET vs epNET PFS with HR", ("8.4 months", "0.38", "13.8 months", "0.23")),
        ("CLARINET PFS rate at 24 months? And CLARINET FORTE?", ("65.1 %", "33.0 %", "5.6 months")),
        ("CONTROL NETs, both cohorts: response rates", ("66.7 %", "33.3 %", "31.3 %", "15.4 %")),
        ("NORDIC NEC, Ki-67 below and above 55 %: response and survival", ("15 %", "42 %", "14 months", "10 months")),
        ("TELESTAR results", ("44 %", "42 %", "20 %")),
        ("Strosberg 2011: was the response rate confirmed in a randomized trial?", ("70 %", "39.7 %")),
    ],
)
def test_each_study_and_cohort_named_gets_its_figures(
    question: str, figures: tuple[str, ...], knowledge: Knowledge
) -> None:
    told = text(question, knowledge)
    assert [f for f in figures if f not in told] == []


def test_what_is_asked_beside_figures_is_told_or_said_not_to_be_held(knowledge: Knowledge) -> None:
    told = text("NETTER-2: who was eligible, quality of life, dose reductions, PFS?", knowledge)
    assert "Newly diagnosed, receptor-positive" in told
    assert "22.8 months" in told
    assert "NETTER-2: nothing is held here on dose reductions." in told
    assert "stopped early" in text("Sunitinib A6181111: was it stopped early? HR?", knowledge)


def test_patients_of_a_study_whose_figures_are_not_held_are_said_so_first(knowledge: Knowledge) -> None:
    assert ask("E2211: response by MGMT status?", knowledge).sentences[0].text.startswith("ECOG-ACRIN E2211: nothing")
    first = ask("RADIANT-2 lung subgroup PFS", knowledge).sentences[0].text
    assert first.startswith("RADIANT-2: nothing is held here")
    assert "lung" in first


def test_a_trial_that_is_not_held_is_named_and_the_rest_is_answered(knowledge: Knowledge) -> None:
    alone = ask("IMpower133 overall survival", knowledge)
    assert (alone.kind, alone.sentences[0].text) == ("unknown", "No study or trial called IMpower133 is held here.")
    beside = ask("IMpower133 OS; does atezolizumab help in extrapulmonary NEC?", knowledge)
    assert beside.kind == "answer"
    assert "SWOG S2012" in beside.text
    assert "called KEYNOTE-604" in text("What did KEYNOTE-604 and CABINET show?", knowledge)


def test_a_study_that_had_both_treatments_is_not_said_to_be_missing(knowledge: Knowledge) -> None:
    told = text("PRRT + CAPTEM vs CAPTEM in pancreatic NET", knowledge)
    assert "No study held here" not in told
    assert "66.7 %" in told
    assert "33.3 %" in told


def test_a_cohort_of_a_study_is_nobodys_case(knowledge: Knowledge) -> None:
    answer = ask("CABINET, pancreatic cohort: PFS", knowledge)
    assert dict(answer.case) == {}
    assert dict(answer.conversation.case) == {}
    assert "progressing" not in dict(ask("PROMID time to progression", knowledge).case)


def test_a_follow_up_asks_more_of_the_same_study(knowledge: Knowledge) -> None:
    assert "48.0 months" in text("NETTER-1 PFS", knowledge, "and OS?")
    assert "hazard ratio 0.50" in text("RADIANT-4 PFS", knowledge, "and in lung?")
    assert "hazard ratio 0.276" in text("NETTER-2 PFS", knowledge, "hazard ratio?")
    assert "Newly diagnosed" in text("NETTER-2 PFS", knowledge, "who was included?")


def test_words_that_only_look_like_a_study_name_none(knowledge: Knowledge) -> None:
    understanding = ask("does lanreotide control NETs?", knowledge).understanding
    assert understanding is not None
    assert understanding.studies == ()


def test_each_set_of_indices_is_graded(knowledge: Knowledge) -> None:
    sets = indices_in("Is a Ki-67 of 3% G1 or G2? mitoses 1 with Ki-67 3.5%?")
    assert sets == ({"ki67_percent": 3.0}, {"ki67_percent": 3.5, "mitoses_per_2mm2": 1.0})
    told = text("Is a Ki-67 of 3% G1 or G2? mitoses 1 with Ki-67 3.5%?", knowledge)
    assert told.startswith("Ki-67 3 %: G2.\nKi-67 3.5 % and mitotic count 1: G2.")
    both = text("Ki-67 of 22% in a liver biopsy, primary 6%: which grade decides?", knowledge)
    assert "Ki-67 22 %: G3." in both
    assert "Ki-67 6 %: G2." in both
    assert "Grade at several sites" in both


def test_typical_and_atypical_carcinoid_are_told_side_by_side(knowledge: Knowledge) -> None:
    told = text("lung: typical vs atypical carcinoid cut-offs", knowledge)
    assert "fewer than 2 mitoses" in told
    assert "2 to 10 mitoses" in told


def test_whether_a_treatment_is_still_used_is_no_question_of_costs(knowledge: Knowledge) -> None:
    assert ask("is interferon still used?", knowledge).intent == "evidence"


def test_a_route_that_is_named_goes_first(knowledge: Knowledge) -> None:
    assert "by mouth on days 2 and 3" in ask("how is oral etoposide given?", knowledge).sentences[0].text
