from __future__ import annotations

import csv
import io
import json

import pytest

from hoofbeat.errors import QuestionError
from hoofbeat.evidence.exports import bibtex, counts_csv, json_text, rows_csv, sources_of
from hoofbeat.evidence.filters import filters_of, fit_of_line, lines_of
from hoofbeat.evidence.pooled import pooled_response
from hoofbeat.evidence.rows import COLUMNS, all_rows, select
from hoofbeat.knowledge import Knowledge
from tests.evidence.invented import arm, base, result, source, study

CONTRACT = [
    "study",
    "arm",
    "comparator",
    "treatment",
    "design",
    "population",
    "subgroup",
    "line",
    "endpoint",
    "evaluable",
    "responders",
    "percent",
    "median_months",
    "hazard_ratio",
    "p",
    "analysis",
    "superseded_by",
    "source",
    "at",
    "note",
]


def two_arms() -> Knowledge:
    first = arm("one", result("33.0", evaluable=30), {**result(), "endpoint": "pfs", "median_months": "22.7"})
    second = arm("two", result("0.0", subgroup={"sites": ["lung"]}), treatment="betamab", line="2+")
    contrast = {
        "id": "pfs",
        "arms": ["one", "two"],
        "endpoint": "pfs",
        "hazard_ratio": "0.58",
        "p": "<0.001",
        "source": "trial",
        "at": "abstract",
    }
    return base(study("trial-a", first, second, contrasts=[contrast], registry="NCT1"))


def test_the_columns_begin_with_those_of_the_contract():
    assert list(COLUMNS[: len(CONTRACT)]) == CONTRACT


def test_a_row_for_each_figure_of_an_arm_and_one_for_each_comparison():
    rows = all_rows(two_arms())
    assert [(r.arm, r.comparator, r.endpoint) for r in rows] == [
        ("one", None, "orr"),
        ("one", None, "pfs"),
        ("two", None, "orr"),
        ("one", "two", "pfs"),
    ]


def test_a_figure_is_a_number_with_its_printed_form_beside_it():
    row = all_rows(two_arms())[0].to_dict()
    assert row["percent"] == 33.0
    assert row["printed"] == {"percent": "33.0"}


def test_the_csv_keeps_figures_as_printed_and_leaves_what_is_not_stated_empty():
    lines = list(csv.DictReader(io.StringIO(rows_csv(all_rows(two_arms())))))
    assert lines[0]["percent"] == "33.0"
    assert lines[0]["median_months"] == ""
    assert lines[3]["p"] == "<0.001"


def test_the_json_is_the_rows_in_the_same_order():
    rows = all_rows(two_arms())
    assert [r["study"] for r in json.loads(json_text(rows))] == [r.study for r in rows]


def test_an_alias_and_a_class_find_the_rows_of_a_treatment():
    knowledge = two_arms()
    by_alias = select(knowledge, filters_of(knowledge, treatment="alpha mab"))
    by_class = select(knowledge, filters_of(knowledge, treatment="drug-class"))
    assert {r.arm for r in by_alias} == {"one"}
    assert len(by_class) == 4


def test_a_site_finds_the_subgroup_that_has_it():
    knowledge = two_arms()
    assert [r.arm for r in select(knowledge, filters_of(knowledge, sites=["lung"]))] == ["two"]


def test_line_endpoint_source_and_day_each_narrow_the_rows():
    knowledge = two_arms()

    def count(**asked: object) -> int:
        return len(select(knowledge, filters_of(knowledge, **asked)))  # type: ignore[arg-type]

    assert count(line="2") == 1
    assert count(endpoint="orr") == 2
    assert count(source="trial") == 1
    assert count(published_after="2021-01-01") == 3
    assert count(published_before="2021-01-01") == 1
    assert count(design="randomized") == 0


def test_every_unknown_word_is_named_with_what_is_allowed():
    knowledge = two_arms()
    with pytest.raises(QuestionError) as caught:
        filters_of(knowledge, sites=["knee"], grade="G9", line="first", design="guess", published_after="soon")
    assert [p.where for p in caught.value.problems] == ["site", "grade", "design", "line", "published_after"]
    assert "pancreas" in str(caught.value)


def test_lines_of_treatment_are_understood_as_ranges():
    assert lines_of("1-2") == (1, 2)
    assert lines_of("any") is None
    assert fit_of_line("2+", "2") == "among"
    assert fit_of_line(3, "2+") == "only"
    assert fit_of_line("1", "2+") == "other"
    assert fit_of_line(None, "1") == "not told"


def test_bibtex_has_each_source_once_and_escapes_its_title():
    knowledge = base(
        sources=(source("odd", title="Rates & 50% of_tumors", doi="10.1/x_y", venue="J Odd", authors=["Doe J"]),)
    )
    entry = bibtex(knowledge, ["odd", "odd"])
    assert entry.count("@article{odd,") == 1
    assert r"{{Rates \& 50\% of\_tumors}}" in entry
    assert "doi = {10.1/x_y}" in entry


def test_counts_are_exported_under_the_names_of_metafor_and_of_pool():
    knowledge = base(study("trial-a", arm("one", result("33.3", evaluable=30, responders=10))))
    (line,) = csv.DictReader(io.StringIO(counts_csv(knowledge, pooled_response(knowledge, "alphamab").counted)))
    assert (line["study"], line["xi"], line["ni"], line["events"], line["total"]) == ("trial-a", "10", "30", "10", "30")


def test_the_shipped_rows_all_name_a_known_source_and_a_place(knowledge: Knowledge):
    rows = all_rows(knowledge)
    assert len(rows) > 800
    assert all(r.at for r in rows)
    assert set(sources_of(rows)) <= set(knowledge.sources)
    assert any(r.comparator for r in rows)
