from __future__ import annotations

import time

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter


def test_the_reading_has_the_public_form(knowledge: Knowledge) -> None:
    assert read_letter("ECOG 1", knowledge).to_dict() == {
        "case": {"ecog": 1},
        "found": [{"field": "ecog", "value": 1, "words": "ECOG 1", "start": 0, "end": 6}],
        "warnings": [],
    }


def test_a_text_without_facts_says_so(knowledge: Knowledge) -> None:
    reading = read_letter("Thank you for your kind words, we had a lovely time by the sea.", knowledge)
    assert reading.case == {}
    assert reading.warnings == ("no fact of a case was found in this text.",)


def test_both_sides_of_a_contradiction_are_shown(knowledge: Knowledge) -> None:
    reading = read_letter("Ki-67 12 %. Another report says Ki-67 60 %.", knowledge)
    assert "ki67_percent" not in reading.case
    assert [f.value for f in reading.found if f.field == "ki67_percent"] == [12, 60]
    assert "12" in reading.warnings[0]
    assert "60" in reading.warnings[0]


def test_a_range_and_a_number_inside_it_agree(knowledge: Knowledge) -> None:
    assert read_letter("Ki-67 >20 %. Formally counted, the Ki-67 was 45 %.", knowledge).case["ki67_percent"] == 45


def test_a_contradicted_sex_is_left_out(knowledge: Knowledge) -> None:
    reading = read_letter("He was seen today. She is well. He walks. She rests.", knowledge)
    assert "sex" not in reading.case
    assert any(w.startswith("sex") for w in reading.warnings)


def test_a_numeric_age_beside_another_is_left_out(knowledge: Knowledge) -> None:
    reading = read_letter("A 58-year-old woman. Age: 61.", knowledge)
    assert "age_years" not in reading.case
    assert any("58-year-old" in w for w in reading.warnings)


def test_the_age_follows_from_birth_and_letter(knowledge: Knowledge) -> None:
    assert read_letter("Date: 12 March 2024\nDOB: 13 March 1960\n", knowledge).case == {"age_years": 63}


def test_two_dates_of_birth_are_two_people(knowledge: Knowledge) -> None:
    reading = read_letter("DOB: 13 March 1960. Ki-67 5 %.\nDOB: 1 May 1971. ECOG 2.", knowledge)
    assert reading.case == {}
    assert "more than one person" in reading.warnings[0]


def test_a_doubtful_unit_is_asked_about(knowledge: Knowledge) -> None:
    reading = read_letter("Hb 12.1", knowledge)
    assert reading.case == {}
    assert "g/dL" in reading.warnings[0]


def test_an_open_word_is_asked_about(knowledge: Knowledge) -> None:
    reading = read_letter("Metastatic midgut NET.", knowledge)
    assert "primary_site" not in reading.case
    assert any("midgut" in w for w in reading.warnings)


def test_reading_takes_time_in_proportion_to_the_text(knowledge: Knowledge) -> None:
    page = (
        "She has a pancreatic NET with liver metastases, Ki-67 12 %, ECOG 1. She had lanreotide and then everolimus.\n\n"
        * 5
    )

    def seconds(text: str) -> float:
        spent = []
        for _ in range(5):
            start = time.process_time()
            read_letter(text, knowledge)
            spent.append(time.process_time() - start)
        return min(spent)

    seconds(page)
    assert seconds(page * 8) < 40 * max(seconds(page), 0.001)


def test_a_denied_fact_is_shown_with_the_words_that_deny_it(knowledge: Knowledge) -> None:
    reading = read_letter("Ileal NET. No neuropathy. Heart failure was excluded.", knowledge)
    words = {f.field: f.words for f in reading.found}
    assert words["neuropathy_grade"] == "No neuropathy"
    assert words["heart_failure"] == "Heart failure was excluded"
