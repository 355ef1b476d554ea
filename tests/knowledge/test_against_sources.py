from __future__ import annotations

from pathlib import Path

import pytest

from hoofbeat.errors import KnowledgeError
from hoofbeat.knowledge.against_sources import documents_in, figures_checked, figures_not_found
from hoofbeat.knowledge.documents import Document, normal, numbers_in
from tests.evidence.invented import arm, base, result, source, study

PAPER = """ Abstract
An invented review.
1\u2002 Introduction

Opening words about 99 things.
1.1\u2002\ufffd First\u00a0drugs

Alpha was given to 52 patients and 33% responded [12]. Thirty-three
patients had beta, with 22,7 months [13].
 Table\u202f1\u2002\u2009 Drugs and their results

Author N ORR (%) mPFS
Doe et al. [12] 52 34.0 9.0
Roe et al. [13] 33 27.3 22.7
 and the text goes on after the table, with a ratio of 0.58 (P = 0.023).
2\u2002\ufffd Second\u00a0lines

Nothing but 18 cases.
"""
REFERENCE = "Doe 2001, reference 12 of the review"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "review.txt").write_text(PAPER, encoding="utf-8")
    return tmp_path


def problems(folder: Path, *results: dict, reference: str | None = None) -> list[str]:
    knowledge = base(study("a", arm("one", *results), reference=reference))
    return [p.what for p in figures_not_found(knowledge, folder)]


def test_a_paper_is_parted_by_its_headings_and_its_tables():
    parts = Document("review", PAPER).parts
    assert list(parts) == ["opening", "section 1", "section 1.1", "table 1", "section 2"]
    assert "0.58" in parts["section 1.1"]
    assert "0.58" not in parts["table 1"]
    assert "27.3" not in parts["section 1.1"]


def test_numbers_are_read_with_comma_or_point_with_padding_and_in_words():
    assert {normal(n) for n in ("22.7", "63", "33", "0")} <= numbers_in("22,7 and 63.0; thirty-three had none")


def test_a_figure_in_its_place_passes(folder: Path):
    assert problems(folder, result("34.0"), result("33", at="section 1.1"), result("33.00", at="section 1.1")) == []


def test_a_figure_of_another_place_is_reported(folder: Path):
    assert problems(folder, result("33", at="section 2")) == ["percent 33 does not stand in review, section 2."]


def test_a_figure_that_stands_nowhere_is_reported(folder: Path):
    assert len(problems(folder, result("41.0"), result("0.58", at="section 1.1", evaluable=77))) == 2


def test_a_figure_of_the_neighboring_row_is_reported(folder: Path):
    assert problems(folder, result("27.3"), reference=REFERENCE) == [
        "percent 27.3 stands in review, Table 1, but not near reference 12."
    ]
    assert problems(folder, result("34.0"), reference=REFERENCE) == []


def test_a_section_includes_its_parts_and_several_places_may_be_named(folder: Path):
    assert problems(folder, result("33", at="section 1"), result("18", at="Table 1; section 2")) == []


def test_years_may_stand_for_months(folder: Path):
    (folder / "review.txt").write_text(PAPER + "\n3\u2002 Third\n\nAt 2 years 88% lived.\n", encoding="utf-8")
    assert problems(folder, result("88", at="section 3", at_months="24")) == []
    assert len(problems(folder, result("88", at="section 3", at_months="30"))) == 1


def test_comparisons_are_held_against_the_source_too(folder: Path):
    contrast = {
        "id": "c",
        "arms": ["one", "two"],
        "endpoint": "pfs",
        "hazard_ratio": "0.58",
        "p": "0.023",
        "source": "review",
        "at": "section 1.1",
    }
    knowledge = base(study("a", arm("one"), arm("two"), contrasts=[contrast]))
    assert figures_not_found(knowledge, folder) == []
    assert figures_checked(knowledge, folder) >= 2
    wrong = base(study("a", arm("one"), arm("two"), contrasts=[{**contrast, "hazard_ratio": "0.85"}]))
    assert [p.where for p in figures_not_found(wrong, folder)] == ["study.yaml, a, contrasts.c"]


def test_a_document_is_found_by_the_id_of_its_source_or_by_its_id_without_the_year(tmp_path: Path):
    knowledge = base(sources=(source("society-2025"), source("other-2020")))
    (tmp_path / "society-treatment.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "other-2020.txt").write_text("Words.", encoding="utf-8")
    assert set(documents_in(knowledge, tmp_path)) == {"society-2025", "other-2020"}


def test_a_page_is_parted_by_the_lines_that_stand_alone():
    page = Document(
        "page",
        f"Menu\n\nTitle\n\n{'An opening paragraph about 15 things. ' * 5}\n\nSide effects\n\nSome 3 of them:\n\nA list of 7.\n\nSurgery\n\nIn 9.\n",
    )
    assert normal("15") in numbers_in(page.passages("opening paragraph")[0])
    (effects,) = page.passages("Side effects")
    assert {normal("3"), normal("7")} <= numbers_in(effects)
    assert normal("9") not in numbers_in(effects)


def test_a_folder_without_documents_is_refused(tmp_path: Path):
    with pytest.raises(KnowledgeError, match="holds no document"):
        figures_not_found(base(), tmp_path)
    with pytest.raises(KnowledgeError, match="is not a folder"):
        figures_not_found(base(), tmp_path / "missing")
