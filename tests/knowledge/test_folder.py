"""A knowledge folder that fails its checks is refused whole, with file, record and field."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hoofbeat import KnowledgeError, load_knowledge
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.check import problems_in
from hoofbeat.knowledge.files import content_hash, shipped_folder
from hoofbeat.review import SignOff, status_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    copy = tmp_path / "knowledge"
    shutil.copytree(shipped_folder(), copy)
    return copy


def spoil(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text()
    spoiled = change(text)
    assert spoiled != text
    path.write_text(spoiled)


def refused(folder: Path) -> str:
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    return str(error.value)


SAFETY = "safety.yaml"
REVIEW = "guidance/espinosa-olarte-2021.yaml"


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            SAFETY,
            "when: creatinine_clearance_ml_min <",
            "when: creatinine_clearence <",
            "Did you mean creatinine_clearance",
        ),
        (SAFETY, "severity: contraindicated", "severity: forbidden", "severity"),
        (SAFETY, "severity: contraindicated", "strength: contraindicated", "strength: is not a key"),
        ("edition.yaml", "date: 2026", "date: 2019", "is later than the edition"),
        (REVIEW, "about: platinum-etoposide", "about: platinum-etoposid", "is not the id of a treatment"),
        (REVIEW, "  cases:", "  case:", "is not a key"),
        ("sources.yaml", "id: who-2019-digestive", "id: who-2019-digestiv", "is not a source in sources.yaml"),
        ("classification.yaml", "ki67_percent > 20", "ki67_percent > 200", "outside what 'ki67_percent' can be"),
        ("classification.yaml", "id: is_nec", "id: is_net", "used twice"),
        ("treatments/regimens.yaml", "aliases: [CAPTEM", "aliases: [VP-16, CAPTEM", "already stands for etoposide"),
        ("edition.yaml", "date:", "day:", "takes date"),
    ],
)
def test_a_spoiled_record_is_named_with_its_file(folder: Path, file: str, before: str, after: str, said: str) -> None:
    spoil(folder / file, lambda text: text.replace(before, after, 1))
    message = refused(folder)
    assert said in message
    assert file.split("/")[-1] in message or "yaml" in message


def test_a_rule_that_fails_its_own_case_is_refused(folder: Path) -> None:
    spoil(folder / "classification.yaml", lambda text: text.replace("ki67_percent < 3 AND", "ki67_percent < 2 AND", 1))
    (folder / "classification.yaml").write_text(
        (folder / "classification.yaml")
        .read_text()
        .replace("given: {ki67_percent: 1, mitoses_per_2mm2: 1}", "given: {ki67_percent: 2.5}", 1)
    )
    assert "grade_1, cases, 'both indices low': is false, not true" in refused(folder)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\xff\xfe", "not text"),
        (b"- id: [", "cannot be read as YAML"),
        (b"- id: a\n  id: b\n", "given twice"),
        (b"- &a {id: x}\n- *a\n", "alias"),
        (b"just words", "neither a record nor a list"),
        (b"- 3\n", "is not a record"),
        (b"- {id: No Spaces}\n", "lower-case words"),
    ],
)
def test_a_file_that_is_not_records_is_refused(folder: Path, content: bytes, said: str) -> None:
    (folder / "support.yaml").write_bytes(content)
    assert said in refused(folder)


def test_an_empty_folder_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    assert "not a folder" in refused(tmp_path / "nowhere")
    (tmp_path / "edition.yaml").write_text("date: 2026-01-01\nevidence_searched_to: 2026-01-01\n")
    assert "holds no records" in refused(tmp_path)


def test_the_shipped_knowledge_has_no_problem(knowledge: Knowledge) -> None:
    assert problems_in(knowledge) == []


def test_the_cache_gives_the_same_knowledge_and_a_damaged_one_is_made_anew(folder: Path, tmp_path: Path) -> None:
    from hoofbeat.knowledge import load

    first = load_knowledge(folder).hash
    (cache,) = (tmp_path / "cache" / "hoofbeat").glob("*.json")
    load._load.cache_clear()
    assert load_knowledge(folder).hash == first
    cache.write_text("{")
    load._load.cache_clear()
    assert load_knowledge(folder).hash == first


def test_the_hash_follows_what_records_say_not_how_they_are_laid_out(folder: Path) -> None:
    before = load_knowledge(folder).hash
    spoil(folder / "support.yaml", lambda text: text + "\n# a comment\n")
    assert load_knowledge(folder).hash == before
    spoil(folder / "edition.yaml", lambda text: text.replace("2026-11-22", "2026-11-23", 1))
    assert load_knowledge(folder).hash != before


def test_an_edit_makes_an_approval_lapse(knowledge: Knowledge) -> None:
    import datetime as dt

    record = next(iter(knowledge.statements.values()))
    signed = [SignOff(record.id, content_hash(record), "approve", "an invented reviewer", dt.date(2026, 11, 22))]
    assert status_of(record.id, content_hash(record), signed) == "approved"
    edited = record.model_copy(update={"says": record.says + " Edited."})
    assert status_of(record.id, content_hash(edited), signed) == "submitted"
    assert status_of(record.id, content_hash(record), ()) == "submitted"


def test_every_statement_has_a_sentence_for_clinician_and_for_patient(knowledge: Knowledge) -> None:
    assert len(knowledge.statements) > 300
    assert all(s.says and s.plain for s in knowledge.statements.values())


def test_words_find_records(knowledge: Knowledge) -> None:
    from hoofbeat.knowledge.search import find

    assert "captem" in [hit.id for hit in find(knowledge, "capecitabine temozolomide")]
    assert find(knowledge, "") == []
    assert find(knowledge, 'quo"te OR (') is not None
