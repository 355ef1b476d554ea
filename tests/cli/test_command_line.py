"""The command line as its user meets it: a real process, real files, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

EXAMPLES = REPOSITORY / "examples"


def hoofbeat(*words: str, given: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "hoofbeat.cli", *words], input=given, capture_output=True, timeout=120)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(*words: str, given: bytes | None = None) -> str:
    done = hoofbeat(*words, given=given)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout.startswith("{")
    return done.stderr


def test_advice_reads_well_and_names_its_sources() -> None:
    done = hoofbeat("advise", str(EXAMPLES / "pancreas-g2-bulky.yaml"))
    assert done.returncode == 0
    for heading in ("CHEMOTHERAPY", "TO ESTABLISH FIRST", "OPTIONS", "PITFALLS", "SOURCES"):
        assert heading in done.stdout
    assert "no medical device" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_json_has_the_keys_of_the_contract_and_reads_standard_input() -> None:
    done = hoofbeat("advise", "-", "--format", "json", given=(EXAMPLES / "colon-carcinoma.yaml").read_bytes())
    answer = json.loads(done.stdout)
    contract = {"case", "classification", "chemotherapy", "options", "establish_first", "what_if", "pitfalls",
                "contradictions", "sources", "review", "as_of", "knowledge"}  # fmt: skip
    assert contract <= set(answer)
    option_keys = {"treatment", "name", "kind", "rank", "position", "statements", "disagreement", "evidence", "cautions",
                   "contraindications", "needs"}  # fmt: skip
    assert all(option_keys <= set(o) for o in answer["options"])
    assert [o["rank"] for o in answer["options"]] == list(range(1, len(answer["options"]) + 1))
    assert {"arms", "pooled", "directness"} <= set(answer["options"][0]["evidence"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "this is nothing"),
        (b"primary_site: [", "cannot be read as YAML"),
        (b"\xff\xfe\x00binary\x00", "not text"),
        (b"- a\n- b\n", "a set of fields"),
        (b"primary_site: pancreas\nprimary_site: lung\n", "given twice"),
        (b"ki67_percent: 1200\n", "from 0 to 100"),
        (b"progressing: yes\n", "true, false"),
        (b"creatinine_umol_l: 1.0\n", "mg/dL"),
        (b"differentiation: well\nmorphology: nec_small_cell\n", "contradicts"),
        (b"a: &x [1]\nb: *x\n", "alias"),
        (b"{" * 5000, "cannot be read"),
        (b'{"primary_site": "pancras"}', "Did you mean pancreas"),
    ],
)
def test_a_wrong_case_gives_one_clear_message(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    assert said in refused("advise", str(path))
    assert said in refused("advise", "-", given=content)


def test_wrong_files_and_words_are_refused(tmp_path: Path) -> None:
    assert "is a folder" in refused("advise", str(tmp_path))
    assert "cannot be read" in refused("advise", str(tmp_path / "nowhere.yaml"))
    case = str(EXAMPLES / "small-bowel-g1.yaml")
    assert "Allowed: text, json" in refused("advise", case, "--format", "xml")
    assert "not a date" in refused("advise", case, "--as-of", "yesterday")
    assert "not a source of guidance" in refused("advise", case, "--guidelines", "nccn-1999")
    assert "not a folder" in refused("advise", case, "--knowledge", str(tmp_path / "nowhere"))
    assert "not the id of a record" in refused("show", "captm-xyz-nothing")


def test_a_record_is_shown_with_its_source_and_review_status_under_any_of_its_names() -> None:
    done = hoofbeat("show", "XELOX")
    assert "capox (treatment)" in done.stdout
    assert "source:" in done.stdout
    assert "submitted" in done.stdout
    shown = json.loads(hoofbeat("show", "captem", "--format", "json").stdout)
    assert shown["review"]["status"] == "submitted"


def test_words_are_found_fields_are_listed_and_the_check_is_clean() -> None:
    assert "pitfall" in hoofbeat("find", "streptozocin", "small", "bowel").stdout
    assert "Unit: umol/L" in hoofbeat("fields").stdout
    done = hoofbeat("check")
    assert done.returncode == 0
    assert "0 problems" in done.stdout


def test_a_new_case_is_written_once_is_empty_and_is_advised_on(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    assert hoofbeat("new", str(path)).returncode == 0
    written = path.read_text()
    assert "# ki67_percent:" in written
    assert "exists already" in refused("new", str(path))
    assert path.read_text() == written
    path.write_text(written.replace("# primary_site:", "primary_site: pancreas"))
    assert hoofbeat("advise", str(path)).returncode == 0


def test_explain_prints_conditions_part_by_part() -> None:
    done = hoofbeat("advise", str(EXAMPLES / "colon-carcinoma.yaml"), "--explain")
    assert "EVERY CONDITION" in done.stdout
    assert "unknown" in done.stdout


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (
        hoofbeat("advise", str(EXAMPLES / "small-bowel-g1.yaml"), "--format", "json").stdout for _ in range(2)
    )
    assert first == second
