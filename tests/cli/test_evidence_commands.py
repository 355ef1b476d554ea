"""Evidence on the command line: listed, pooled, contradicted, superseded; and the user's own table."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.test_command_line import hoofbeat, refused

CONTRACT = ["study", "arm", "comparator", "treatment", "design", "population", "subgroup", "line", "endpoint", "evaluable",
            "responders", "percent", "median_months", "hazard_ratio", "p", "analysis", "superseded_by", "source", "at", "note"]  # fmt: skip


def test_results_are_listed_as_json_and_csv_with_the_columns_of_the_contract() -> None:
    rows = json.loads(
        hoofbeat("evidence", "arms", "--treatment", "CAPTEM", "--endpoint", "orr", "--format", "json").stdout
    )
    assert rows
    assert all(set(CONTRACT) <= set(row) and row["endpoint"] == "orr" for row in rows)
    text = hoofbeat("evidence", "arms", "--site", "pancreas", "--format", "csv").stdout
    header, *lines = csv.reader(io.StringIO(text))
    assert header[: len(CONTRACT)] == CONTRACT
    assert len(lines) > 50


def test_the_interim_survival_of_e2211_is_marked_superseded_by_the_final() -> None:
    rows = json.loads(
        hoofbeat("evidence", "arms", "--study", "kunz-2023", "--endpoint", "os", "--format", "json").stdout
    )
    ratios = {row["hazard_ratio"]: row["superseded_by"] for row in rows if row["hazard_ratio"] is not None}
    assert ratios[0.82] is None
    assert ratios[0.41]


def test_contradictions_name_both_places() -> None:
    found = json.loads(hoofbeat("evidence", "contradictions", "--format", "json").stdout)
    between = [c for c in found if c["kind"] == "text-against-table"]
    assert len(between) >= 5
    for item in between:
        assert {"study", "endpoint", "values", "kind"} <= set(item)
        places = {(v["source"], v["at"]) for v in item["values"]}
        assert len(places) >= 2


def test_the_same_randomized_comparison_of_two_studies_is_pooled_and_each_study_named() -> None:
    found = json.loads(hoofbeat("evidence", "contrasts", "--several", "--format", "json").stdout)
    everolimus = next(
        c for c in found if (c["treatment"], c["comparator"], c["endpoint"]) == ("everolimus", "placebo", "pfs")
    )
    assert {c["study"] for c in everolimus["contrasts"]} == {"yao-2011", "yao-2016"}
    assert all(c["population"] and c["source"] for c in everolimus["contrasts"])
    assert 0.35 < everolimus["estimate"] < 0.48
    assert all(c["studies"] >= 2 for c in found)


def test_what_superseded_what_and_the_trials_are_listed(tmp_path: Path) -> None:
    picture = tmp_path / "timeline.svg"
    changes = json.loads(hoofbeat("evidence", "superseded", "--svg", str(picture), "--format", "json").stdout)
    assert len(changes) > 10
    assert picture.read_text().startswith("<svg")
    trials = json.loads(hoofbeat("evidence", "trials", "--status", "reported", "--format", "json").stdout)
    assert all(t["status"] == "reported" for t in trials)


def test_a_pooled_rate_names_its_arms_what_was_left_out_and_draws_them(tmp_path: Path) -> None:
    picture = tmp_path / "forest.svg"
    words = ("--treatment", "captem", "--site", "pancreas", "--svg", str(picture))
    pooled = json.loads(hoofbeat("evidence", "pool", *words, "--format", "json").stdout)
    assert pooled["ci_low"] < pooled["estimate"] < pooled["ci_high"]
    assert len({arm["study"] for arm in pooled["arms"]}) == pooled["studies"]
    assert all(left["reason"] for left in pooled["left_out"])
    assert "<title" in picture.read_text()
    shown = hoofbeat("evidence", "pool", *words, "--by", "grade", "--leave-one-out").stdout
    assert "LEAVE ONE OUT" in shown
    assert "METHODS" in shown


def test_bibtex_and_counts_are_written_for_other_programs() -> None:
    assert hoofbeat("evidence", "arms", "--study", "kunz-2023", "--format", "bibtex").stdout.startswith("@")
    counts = hoofbeat("evidence", "arms", "--treatment", "captem", "--site", "pancreas", "--format", "counts").stdout
    assert counts.splitlines()[0].startswith("study,")


def table(text: str, tmp_path: Path) -> str:
    path = tmp_path / "table.csv"
    path.write_text(text)
    return str(path)


def test_a_table_of_ones_own_is_pooled_with_the_keys_of_the_contract(tmp_path: Path) -> None:
    path = table("study,events,total\na,5,29\nb,9,27\nc,2,19\nd,11,49\ne,1,40\nf,13,30\n", tmp_path)
    pooled = json.loads(hoofbeat("pool", path, "--format", "json").stdout)
    keys = {"estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "studies", "total", "method", "ml"}
    assert keys <= set(pooled)
    assert pooled["studies"] == 6
    assert pooled["ml"]["tau2"] == pytest.approx(0.7096153933, abs=1e-6)
    assert {"estimate", "ci_low", "ci_high", "tau2"} <= set(pooled["ml"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("study,events,total\na,30,29\n", "30"),
        ("study,events,total\n", "no"),
        ("study,events,total\na,x,29\n", "'x'"),
        ("study,events\na,1\n", "total"),
        ("study,events,total\na,0,0\n", "total"),
        ("study,events,total\na,-1,5\n", "-1"),
        ("study,events,total\na,1,5\na,2,5\n", "twice"),
        ("", "empty"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_the_line(text: str, said: str, tmp_path: Path) -> None:
    assert said in refused("pool", table(text, tmp_path))


def test_studies_too_unlike_are_not_pooled_and_the_reason_is_given(tmp_path: Path) -> None:
    path = table("study,events,total\na,0,60\nb,60,60\nc,1,80\nd,79,80\n", tmp_path)
    done = hoofbeat("pool", path, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["refused"]


def test_wrong_words_are_refused() -> None:
    assert "not a treatment known here" in refused("evidence", "arms", "--treatment", "captm-nothing")
    assert "Allowed" in refused("evidence", "arms", "--site", "ileum")
    assert "Allowed" in refused("evidence", "arms", "--endpoint", "happiness")
    assert "needed" in refused("evidence", "pool")
    assert "not a date" in refused("evidence", "pool", "--treatment", "captem", "--as-of", "soon")
