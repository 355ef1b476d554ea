"""What a letter touches on and the reading leaves unknown is shown, so that nothing is passed over in silence."""

import re

import pytest
from validation.letters.measure import MEASURED, TUNED, letters

from hoofbeat.knowledge import Knowledge
from hoofbeat.language.tokens import read_document
from hoofbeat.letters import by_matter, read_letter
from hoofbeat.letters.instructions import without_instructions
from hoofbeat.letters.mentions import of_history
from hoofbeat.letters.page import Page
from hoofbeat.letters.tables import with_values_of_now

OF_OTHERS = {"family", "someone_else"}


def touched(text: str, knowledge: Knowledge) -> dict[str, list[str]]:
    """The words of each field left unfilled."""
    return {field: [u.words for u in places] for field, places in by_matter(read_letter(text, knowledge).unfilled)}


def test_a_treatment_that_could_not_be_read_as_given_is_named(knowledge: Knowledge) -> None:
    reading = read_letter("Ileal NET, liver metastases. After SIRT seven quiet months.", knowledge)
    assert "prior_treatments" not in reading.case
    assert [(u.treatment, u.said) for u in reading.unfilled if u.treatment] == [("radioembolization", "")]
    assert any(w.startswith("prior_treatments: 'SIRT'") for w in reading.warnings)


def test_a_planned_treatment_is_told_as_planned_and_not_warned_of(knowledge: Knowledge) -> None:
    reading = read_letter("Pancreatic NET G2. We might consider CAPTEM.", knowledge)
    assert [(u.treatment, u.said) for u in reading.unfilled if u.treatment] == [("captem", "hypothetical")]
    assert not any(w.startswith("prior_treatments") for w in reading.warnings)


@pytest.mark.parametrize("part", [TUNED, MEASURED])
def test_every_treatment_a_letter_names_is_in_the_case_declined_or_shown(knowledge: Knowledge, part: str) -> None:
    treatments = knowledge.treatments
    for name, item in letters(part):
        reading = read_letter(item["letter"], knowledge)
        if not reading.case:
            continue
        page = Page(without_instructions(with_values_of_now(read_document(item["letter"])))[0], knowledge)
        told = {e["treatment"] for e in reading.case.get("prior_treatments", ())} | set(
            reading.case.get("declines", ())
        )
        shown = told | {u.treatment for u in reading.unfilled}
        for named in page.items:
            if named.kind != "treatment" or not of_history(page, named.id):
                continue
            if page.said(named.start, named.end) & OF_OTHERS:
                continue
            kinds = treatments.kinds(named.id)
            assert any(s in kinds or named.id in treatments.kinds(s) for s in shown if s), (name, named.id)


def test_an_organ_is_pointed_out_where_no_spread_was_read(knowledge: Knowledge) -> None:
    assert touched("Neuroendocrine carcinoma, Ki-67 80%. Liver and bone, all over.", knowledge)["metastatic_sites"] == [
        "Liver",
        "bone",
    ]


def test_words_of_a_field_that_was_filled_are_not_pointed_out(knowledge: Knowledge) -> None:
    assert "ecog" not in touched("ECOG 1. Performance status discussed.", knowledge)


def test_a_relative_is_not_pointed_out(knowledge: Knowledge) -> None:
    assert "hearing_loss" not in touched("Rectal NET. Her father was deaf.", knowledge)
    assert "hearing_loss" in touched("Rectal NET. Audiology booked.", knowledge)


def test_margins_do_not_matter_once_the_disease_has_spread(knowledge: Knowledge) -> None:
    assert "resection" in touched("Ileal NET. Right hemicolectomy in May.", knowledge)
    assert "resection" not in touched("Ileal NET with liver metastases. Right hemicolectomy in May.", knowledge)


def test_every_place_holds_its_words(knowledge: Knowledge) -> None:
    for _, item in letters(MEASURED):
        reading = read_letter(item["letter"], knowledge)
        for one in reading.unfilled:
            assert reading.text[one.start : one.end] == one.words
            assert re.search(r"\w", one.words)
            assert one.field not in reading.case or one.field == "prior_treatments"
