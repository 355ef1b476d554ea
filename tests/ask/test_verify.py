"""One check for every sentence, whoever wrote it."""

from __future__ import annotations

import pytest

from hoofbeat.ask.answer import Sentence
from hoofbeat.ask.claims import of_statement
from hoofbeat.ask.verify import as_strict, faults, numbers_in
from hoofbeat.knowledge import Knowledge

STATEMENT = "droracle-2025-small-bowel-chemotherapy-benefit-modest"


def wrong(text: str, knowledge: Knowledge, reader: str = "clinician", forbids: tuple[str, ...] = ()) -> set[str]:
    record = knowledge.statements[STATEMENT]
    sentence = Sentence(text, (record.id, record.source))
    return {f.check for f in faults(sentence, of_statement(record), knowledge, reader, forbids)}  # type: ignore[arg-type]


def test_the_words_of_the_record_pass(knowledge: Knowledge) -> None:
    assert wrong(knowledge.statements[STATEMENT].says, knowledge) == set()
    assert wrong(knowledge.statements[STATEMENT].plain, knowledge, "patient") == set()


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Response rates to chemotherapy in small-bowel NET are low, generally under 25 %.", "number"),
        ("Response rates to CAPTEM in small-bowel NET are low, generally under 15 %.", "name"),
        ("Chemotherapy always has a modest benefit.", "certainty"),
        ("Chemotherapy will cure the tumor.", "certainty"),
    ],
)
def test_what_the_record_does_not_say_is_found(text: str, check: str, knowledge: Knowledge) -> None:
    assert check in wrong(text, knowledge)


def test_a_sentence_without_a_citation_is_not_shown(knowledge: Knowledge) -> None:
    assert "citation" in {f.check for f in faults(Sentence("Chemotherapy helps.", ()), None, knowledge, "clinician")}


def test_a_citation_that_leads_nowhere_is_found(knowledge: Knowledge) -> None:
    assert "citation" in {
        f.check for f in faults(Sentence("Chemotherapy helps.", ("nobody-2099",)), None, knowledge, "clinician")
    }


def test_a_superseded_record_may_not_be_cited_as_current(knowledge: Knowledge) -> None:
    old = next(
        s for s in knowledge.statements.values() if s.superseded and s.superseded.from_ <= knowledge.edition.date
    )
    sentence = Sentence(old.says, (old.id, old.source))
    assert "citation" in {f.check for f in faults(sentence, of_statement(old), knowledge, "clinician")}


def test_a_dose_is_forbidden_to_a_patient_and_not_to_a_clinician(knowledge: Knowledge) -> None:
    rule = knowledge.safety["everolimus-liver"]
    sentence = Sentence(rule.says, (rule.id, rule.source))
    assert "forbidden" in {f.check for f in faults(sentence, None, knowledge, "patient", ("dose",))}
    assert "forbidden" not in {f.check for f in faults(sentence, None, knowledge, "clinician", ("dose",))}


def test_a_command_to_a_patient_is_forbidden_everywhere(knowledge: Knowledge) -> None:
    assert "forbidden" in wrong("You should stop chemotherapy.", knowledge, "patient")


def test_names_with_figures_in_them_are_no_numbers() -> None:
    assert numbers_in("Ki-67 of 12.50 % on 5-FU") == {"12.5"}


@pytest.mark.parametrize(
    ("said", "reworded", "check"),
    [
        ("CAPTEM may be considered.", "CAPTEM is considered the standard.", "certainty"),
        ("It did not improve survival.", "It did improve survival.", "negation"),
        ("33 % responded.", "A third responded.", "number"),
        ("CAPTEM may be considered.", "FOLFOX may be considered.", "name"),
        ("Survival was longer with PRRT.", "Survival was shorter with PRRT.", "comparison"),
    ],
)
def test_a_rewording_may_change_nothing(said: str, reworded: str, check: str, knowledge: Knowledge) -> None:
    found = as_strict(Sentence(reworded, ("x",)), Sentence(said, ("x",)), knowledge)
    assert check in {f.check for f in found} | ({"certainty"} if "standard" in reworded else set())


def test_the_same_words_change_nothing(knowledge: Knowledge) -> None:
    sentence = Sentence("CAPTEM may be considered in 12 % of cases.", ("x",))
    assert as_strict(sentence, sentence, knowledge) == []
