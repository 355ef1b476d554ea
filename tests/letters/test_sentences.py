"""What a single sentence says was given or not given, and what it does not say of this patient now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from hoofbeat.yaml_text import read_yaml

SENTENCES = read_yaml((Path(__file__).parent / "sentences.yaml").read_bytes(), "sentences")
DRUG = "everolimus"


def history_of(text: str, knowledge: Knowledge) -> list[str]:
    return [entry["treatment"] for entry in read_letter(text, knowledge).case.get("prior_treatments", [])]


@pytest.mark.parametrize("sentence", SENTENCES["not_given"])
def test_a_treatment_that_was_not_given_is_no_prior_treatment(knowledge: Knowledge, sentence: str) -> None:
    assert DRUG not in history_of(f"Pancreatic NET with liver metastases, on lanreotide. {sentence}", knowledge)


@pytest.mark.parametrize("sentence", SENTENCES["given"])
def test_a_treatment_that_was_given_is_a_prior_treatment(knowledge: Knowledge, sentence: str) -> None:
    assert DRUG in history_of(f"Pancreatic NET with liver metastases. {sentence}", knowledge)


@pytest.mark.parametrize("item", SENTENCES["not_taken"], ids=lambda item: item["text"])
def test_what_is_denied_possible_of_then_or_of_others_is_not_taken(knowledge: Knowledge, item: dict[str, Any]) -> None:
    case = read_letter(f"Well differentiated NET, grade 2. {item['text']}", knowledge).case
    taken = case.get(item["field"])
    assert item["value"] not in taken if isinstance(taken, list) else taken != item["value"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Octreotide infusion 100 mcg/h from 12 h before the operation.",
        "The pressure settled with octreotide 100 mcg bolus.",
    ],
)
def test_what_covers_an_operation_is_no_treatment_of_the_tumor(knowledge: Knowledge, sentence: str) -> None:
    assert "prior_treatments" not in read_letter(f"Well differentiated NET, grade 2. {sentence}", knowledge).case
    regular = "She has had octreotide LAR 30 mg monthly since 2021."
    assert read_letter(f"Well differentiated NET, grade 2. {regular}", knowledge).case["prior_treatments"]


GENES = [
    ("KRAS G12D mutated, BRAF V600E not detected.", {"kras_mutated": True, "braf_v600e": False}),
    ("KRAS not mutated, TP53 mutated.", {"kras_mutated": False, "tp53_mutated": True}),
    ("BRAF V600E present, KRAS wild type.", {"braf_v600e": True, "kras_mutated": False}),
    ("NTRK fusion not detected; RET fusion detected.", {"ntrk_fusion": False, "ret_fusion": True}),
    ("RB1 loss, no TP53 mutation.", {"rb1_loss": True, "tp53_mutated": False}),
    ("KRAS, NRAS, BRAF: no mutation.", {"kras_mutated": False, "braf_v600e": False}),
]


@pytest.mark.parametrize(("sentence", "stated"), GENES)
def test_what_is_said_of_one_gene_is_not_said_of_the_next(
    knowledge: Knowledge, sentence: str, stated: dict[str, bool]
) -> None:
    case = read_letter(f"Carcinoma of the colon, neuroendocrine. {sentence}", knowledge).case
    assert {gene: case.get(gene) for gene in stated} == stated


@pytest.mark.parametrize(
    "told",
    [
        "Re: J.D., G2P1, 20+3 weeks. Small cell NEC of the cervix, FIGO IB3.",
        "Small cell NEC of the cervix. She had chemotherapy during this pregnancy.",
        "NEC of the cervix, found during her pregnancy.",
    ],
)
def test_a_pregnancy_told_in_the_words_of_obstetrics_is_not_missed(told: str, knowledge: Knowledge) -> None:
    assert read_letter(told, knowledge).case.get("pregnant") is True


@pytest.mark.parametrize("told", ["Nodes 3/40 involved. NEC of the colon.", "G2P2, two pregnancies. NET of the ileum."])
def test_counts_and_pregnancies_past_are_no_pregnancy(told: str, knowledge: Knowledge) -> None:
    assert "pregnant" not in read_letter(told, knowledge).case
