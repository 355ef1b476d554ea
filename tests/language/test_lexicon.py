from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.knowledge import Knowledge
from hoofbeat.language.lexicon import Lexicon


def named(knowledge: Knowledge, text: str) -> list[tuple[str, str]]:
    return [(m.kind, m.id) for m in Lexicon.of(knowledge).find(text)]


@pytest.mark.parametrize(
    ("words", "treatment"),
    [
        ("Afinitor", "everolimus"),
        ("CAPE/TEM", "captem"),
        ("captem", "captem"),
        ("temozolomide plus capecitabine", "captem"),
        ("carboplatin/etoposide", "carboplatin-etoposide"),
        ("etoposide and carboplatin", "carboplatin-etoposide"),
        ("5FU", "fluorouracil"),
        ("somatostatin analogues", "somatostatin-analogue"),
        ("Sandostatin LAR", "octreotide"),
        ("177Lu-DOTATATE", "lutetium-dotatate"),
        ("chemoembolisation", "chemoembolization"),
    ],
)
def test_a_treatment_is_found_under_every_name(knowledge: Knowledge, words: str, treatment: str) -> None:
    assert ("treatment", treatment) in named(knowledge, f"She had {words} last year.")


def test_every_name_and_alias_of_every_treatment_is_found(knowledge: Knowledge) -> None:
    lexicon = Lexicon.of(knowledge)
    forms = lexicon._ambiguities
    missing = [
        (treatment.id, name)
        for treatment in knowledge.treatments.values()
        for name in (treatment.name, *treatment.aliases)
        if name not in forms and "," not in name and not any(m.kind == "treatment" for m in lexicon.find_every(name))
    ]
    assert missing == []


def test_the_longest_name_wins(knowledge: Knowledge) -> None:
    assert named(knowledge, "carcinoid heart disease") == [("term", "carcinoid-heart-disease")]


def test_british_and_american_spelling_and_plurals_are_one(knowledge: Knowledge) -> None:
    assert named(knowledge, "neuroendocrine tumours") == named(knowledge, "neuroendocrine tumor")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A pancreatic NET of grade 2", True),
        ("The net effect was small", False),
        ("the net benefit of treatment", False),
    ],
)
def test_net_is_a_tumor_only_among_words_of_tumors(knowledge: Knowledge, text: str, expected: bool) -> None:
    found = {m.id for m in Lexicon.of(knowledge).find_every(text)}
    assert bool(found & {"net", "p-net"}) == expected


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("CAP and TEM for six cycles", "captem"),
        ("4 cycles of EP chemotherapy", "cisplatin-etoposide"),
        ("6 cycles of CE", "carboplatin-etoposide"),
        ("the CAP pathology protocol of the College of American Pathologists", None),
        ("TEM, transanal endoscopic microsurgery", None),
        ("CTPA showed a PE, so she is on apixaban", None),
        ("the EP study before ablation", None),
    ],
)
def test_an_ambiguous_form_is_decided_by_the_words_around_it(
    knowledge: Knowledge, text: str, treatment: str | None
) -> None:
    drugs = {m.id for m in Lexicon.of(knowledge).find(text) if m.kind == "treatment"}
    expected = {treatment} if treatment else set()
    assert drugs - {"chemotherapy", "ablation", "surgery"} == expected


def test_progressive_disease_is_not_programmed_death(knowledge: Knowledge) -> None:
    lexicon = Lexicon.of(knowledge)
    assert "pd" in {m.id for m in lexicon.find("CT by RECIST: PD")}
    assert "pd" not in {m.id for m in lexicon.find("PD-L1 expression")}


def test_a_misspelled_drug_is_read_and_said(knowledge: Knowledge) -> None:
    (mention,) = [m for m in Lexicon.of(knowledge).find("on lanreotde") if m.kind == "treatment"]
    assert (mention.id, mention.corrected_from) == ("lanreotide", "lanreotde")


@pytest.mark.parametrize(
    "word", ["rejected", "caused", "called", "content", "bullet", "infection", "pancras", "mutated", "progressed"]
)
def test_an_ordinary_word_near_a_name_is_left_alone(knowledge: Knowledge, word: str) -> None:
    assert Lexicon.of(knowledge).correction(word) is None


def test_a_word_that_is_near_two_names_is_left_alone(knowledge: Knowledge) -> None:
    assert Lexicon.of(knowledge).correction("thymis") is None


def test_drugs_of_two_kinds_listed_with_and_are_not_a_regimen(knowledge: Knowledge) -> None:
    lexicon = Lexicon.of(knowledge)
    assert {m.id for m in lexicon.find("octreotide and sunitinib")} == {"octreotide", "sunitinib"}


def test_the_lexicon_is_built_once(knowledge: Knowledge) -> None:
    assert Lexicon.of(knowledge) is Lexicon.of(knowledge)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_can_be_searched_and_mentions_never_overlap(knowledge: Knowledge, text: str) -> None:
    found = Lexicon.of(knowledge).find(text)
    assert all(text[m.start : m.end] == m.words for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("word", "right"), [("captm", "captem"), ("folfx", "folfox"), ("stent", None), ("plain", None)]
)
def test_a_short_word_is_corrected_only_to_a_treatment_that_has_one_letter_more(
    knowledge: Knowledge, word: str, right: str | None
) -> None:
    assert Lexicon.of(knowledge).correction(word) == right
