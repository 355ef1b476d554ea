"""Regimens: doses as printed, each with its place; a regimen that mixes or leaves out is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from hoofbeat import KnowledgeError, load_knowledge
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.files import shipped_folder
from hoofbeat.knowledge.regimen_forms import Component, Dose, day_numbers
from hoofbeat.knowledge.search import find

CAPTEM = "captem.yaml"
PLACE = {"source": "a", "at": "b"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    copy = tmp_path / "knowledge"
    shutil.copytree(shipped_folder(), copy)
    return copy


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (CAPTEM, "drug: temozolomide\n", "drug: dacarbazine\n", "regimen-captem, components: temozolomide is missing"),
        (CAPTEM, "drug: temozolomide\n", "drug: dacarbazine\n", "captem does not contain dacarbazine"),
        (CAPTEM, "days: 10-14", "days: 10-34", "components.temozolomide: day 34 lies outside the cycle of 28 days"),
        (CAPTEM, "days: 10-14", "days: 14-10", "regimen-captem, components.1.doses.0.days"),
        (CAPTEM, "days: 10-14", "days: later", "'later' is not a list of days"),
        (CAPTEM, 'amount: "750"', 'amount: "about 750"', "components.0.doses.0.amount"),
        (CAPTEM, "unit: mg, basis: m2", "unit: grain, basis: m2", "components.0.doses.0.unit"),
        (CAPTEM, "unit: mg, basis: m2", "basis: m2", "has a unit, unless it is a target area"),
        (CAPTEM, "source: srl-captem", "source: srl-captems", "'srl-captems' is not a source"),
        (CAPTEM, "id: regimen-captem", "id: regimen-temozolomide-b", "is not made from the treatment's id"),
        (CAPTEM, "treatment: captem", "treatment: captems", "'captems' is not the id of a treatment"),
        (CAPTEM, "{drug: temozolomide, concerns", "{drug: temodal-x, concerns", "'temodal-x' is not the id of a treatment"),
        (CAPTEM, "limits:", "limit:", "limit: is not a key"),
        ("dacarbazine.yaml", "{days: 28, source: mueller", "{days: 21, source: mueller", "cycles of 21 and 28 days are two variants"),
        ("fcarbost.yaml", "  not_seen: No source with the doses of this triplet was found.\n", "", "or says in not_seen"),
    ],
)  # fmt: skip
def test_a_spoiled_regimen_is_named_with_file_record_and_field(
    folder: Path, file: str, before: str, after: str, said: str
) -> None:
    path = folder / "regimens" / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    assert said in str(error.value)
    assert f"regimens/{file}" in str(error.value)


@pytest.mark.parametrize(
    ("days", "numbers"),
    [("1", (1,)), ("1-3", (1, 2, 3)), ("1, 8, 15", (1, 8, 15)), ("1-2, 15", (1, 2, 15)), ("continuous", ())],
)
def test_days_are_read(days: str, numbers: tuple[int, ...]) -> None:
    assert day_numbers(days) == numbers


@pytest.mark.parametrize("days", ["0", "0-3", "3-1", "1, 1", "8, 1", "1-", "", "-", "daily", "1;8"])
def test_what_is_no_list_of_days_is_refused(days: str) -> None:
    with pytest.raises(ValueError, match=r"days|day 1"):
        day_numbers(days)


@pytest.mark.parametrize(
    ("given", "printed", "when"),
    [
        ({"amount": "750", "unit": "mg", "basis": "m2", "route": "oral", "days": "1-14", "times_per_day": 2}, "750 mg/m2", "days 1-14, twice a day"),
        ({"amount": 5, "basis": "auc", "route": "intravenous", "days": "1"}, "AUC 5", "day 1"),
        ({"amount": "7.4", "unit": "GBq", "basis": "flat", "route": "intravenous"}, "7.4 GBq", "days not stated"),
        ({"amount": "150-200", "unit": "mg", "basis": "m2", "a_day": True, "route": "oral", "days": "10-14"}, "150-200 mg/m2 a day in all", "days 10-14"),
        ({"amount": "10", "unit": "mg", "basis": "flat", "route": "oral", "days": "continuous", "times_per_day": 1}, "10 mg", "every day, once a day"),
    ],
)  # fmt: skip
def test_a_dose_reads_as_printed(given: dict[str, object], printed: str, when: str) -> None:
    dose = Dose.model_validate({**given, **PLACE})
    assert (dose.printed, dose.when) == (printed, when)


def test_a_drug_has_doses_or_says_that_none_was_seen() -> None:
    dose = {"amount": "1", "unit": "mg", "basis": "flat", "route": "oral", **PLACE}
    for wrong in ({"drug": "x"}, {"drug": "x", "doses": [dose], "not_seen": "Not read."}):
        with pytest.raises(ValidationError, match="not_seen"):
            Component.model_validate(wrong)


def test_every_figure_names_a_source_and_how_it_was_read(knowledge: Knowledge) -> None:
    assert len(knowledge.regimens) >= 20
    for regimen in knowledge.regimens.values():
        assert list(regimen.quoted)
        for _, item in regimen.quoted:
            assert item.at
            assert knowledge.sources[item.source].read


def test_sources_that_differ_stand_side_by_side(knowledge: Knowledge) -> None:
    dacarbazine = knowledge.regimens["regimen-dacarbazine"].components[0]
    assert {d.amount for d in dacarbazine.doses} == {"850", "650", "200", "250"}
    oral = knowledge.regimens["regimen-carboplatin-etoposide-oral"].components[1]
    assert [d.printed for d in oral.doses] == ["100 mg/m2", "120 mg/m2"]


def test_a_treatment_finds_its_regimens_and_a_class_its_members(knowledge: Knowledge) -> None:
    assert [r.id for r in knowledge.regimens_of("captem")] == ["regimen-captem", "regimen-captem-divided"]
    assert knowledge.regimens_of("prrt") == []
    assert knowledge.members_with_regimens("prrt") == ["lutetium-dotatate"]


def test_no_search_shows_a_dose(knowledge: Knowledge) -> None:
    for words in ("capecitabine 750", "oxaliplatin 85", "etoposide cisplatin", "captem temozolomide"):
        for hit in find(knowledge, words):
            if hit.kind == "regimen":
                assert not re.search(r"\d\s*(?:mg|GBq)\b", hit.excerpt), hit
