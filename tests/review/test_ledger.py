from __future__ import annotations

import datetime as dt
import json
import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoofbeat.review import Ledger, LedgerError, SignOff, status_of
from hoofbeat.review.commands import decide, listed, show
from hoofbeat.review.queue import Reviewable, queue, standing

DAY = dt.date(2026, 11, 22)
WHO = "Ada Grey, oncologist"


def sign_off(decision: str, content: str = "a1", note: str = "", record: str = "captem", by: str = WHO) -> SignOff:
    return SignOff(record, content, decision, by, DAY, note)  # type: ignore[arg-type]


def record(content: str = "a1", **body: object) -> Reviewable:
    return Reviewable("treatment", "captem", content, {"name": "CAPTEM", **body})


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "review.jsonl")


def signed(ledger: Ledger, *decisions: str, content: str = "a1", body: dict[str, object] | None = None) -> None:
    for decision in decisions:
        ledger.sign(sign_off(decision, content, note="because"), "treatment", body or {"name": "CAPTEM"})


def test_a_ledger_that_is_not_there_is_empty(ledger: Ledger) -> None:
    assert ledger.read().entries == ()


def test_a_record_goes_from_submitted_through_review_to_approved(ledger: Ledger) -> None:
    seen = [standing(record(), ledger.read()).status]
    for decision in ("start", "approve"):
        signed(ledger, decision)
        seen.append(standing(record(), ledger.read()).status)
    assert seen == ["submitted", "under review", "approved"]


@pytest.mark.parametrize(("before", "decision"), [
    ((), "approve"), ((), "return"), ((), "withdraw"), (("start",), "start"), (("start",), "withdraw"),
    (("start", "approve"), "start"), (("start", "approve"), "approve"), (("start", "return"), "approve"),
])  # fmt: skip
def test_a_decision_that_does_not_follow_is_refused_and_says_what_would(
    ledger: Ledger, before: tuple[str, ...], decision: str
) -> None:
    signed(ledger, *before)
    with pytest.raises(LedgerError, match="Allowed now"):
        signed(ledger, decision)
    assert len(ledger.read().entries) == len(before)


@pytest.mark.parametrize("by", ["", "Ada Grey", "Ada Grey,", ", oncologist", "x" * 300, "Ada\nGrey, oncologist"])
def test_a_signature_needs_a_name_and_a_role(ledger: Ledger, by: str) -> None:
    with pytest.raises(LedgerError, match="name and a role"):
        ledger.sign(sign_off("start", by=by), "treatment", {})
    assert not ledger.path.exists()


def test_a_return_needs_its_reason(ledger: Ledger) -> None:
    signed(ledger, "start")
    with pytest.raises(LedgerError, match="needs the reason"):
        ledger.sign(sign_off("return"), "treatment", {})


def test_an_edit_makes_an_approval_lapse_and_shows_what_changed(ledger: Ledger) -> None:
    signed(ledger, "start", "approve", body={"name": "CAPTEM", "note": "old"})
    edited = standing(record("b2", note="new"), ledger.read())
    assert (edited.status, edited.lapsed) == ("submitted", True)
    assert [(c.key, c.before, c.after) for c in edited.changes] == [("note", "old", "new")]


def test_undoing_the_edit_restores_the_approval(ledger: Ledger) -> None:
    signed(ledger, "start", "approve")
    back = standing(record("a1"), ledger.read())
    assert (back.status, back.lapsed) == ("approved", False)


def test_a_withdrawn_approval_has_not_lapsed(ledger: Ledger) -> None:
    signed(ledger, "start", "approve", "withdraw")
    now = standing(record(), ledger.read())
    assert (now.status, now.lapsed) == ("submitted", False)


def test_a_record_of_the_same_id_and_another_kind_is_another_record(ledger: Ledger) -> None:
    signed(ledger, "start", "approve")
    other = Reviewable("term", "captem", "zz", {})
    assert standing(other, ledger.read()).history == ()


def test_lapsed_approvals_stand_first_in_the_queue(ledger: Ledger) -> None:
    signed(ledger, "start", "approve")
    other = Reviewable("treatment", "prrt", "c3", {})
    assert [s.record.id for s in queue([other, record("b2")], ledger.read())] == ["captem", "prrt"]


@given(cut=st.integers(min_value=1, max_value=10_000))
def test_whatever_byte_a_crash_tears_the_last_line_at_the_entries_before_stand(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("torn") / "review.jsonl")
    signed(ledger, "start", "approve")
    whole = ledger.path.read_bytes()
    start = whole.index(b"\n") + 1
    torn_at = start + cut % (len(whole) - 1 - start)
    ledger.path.write_bytes(whole[:torn_at])
    after = ledger.read()
    assert [e.sign_off.decision for e in after.entries] == ["start"]
    assert len(after.problems) == (torn_at > start)
    signed(ledger, "approve")
    again = ledger.read()
    assert [e.sign_off.decision for e in again.entries] == ["start", "approve"]
    assert standing(record(), again).status == "approved"


def test_a_line_that_was_changed_is_reported(ledger: Ledger) -> None:
    signed(ledger, "start", "approve")
    ledger.path.write_bytes(ledger.path.read_bytes().replace(b'"note":"because"', b'"note":"other!!"', 1))
    assert "was changed or taken out" in str(ledger.read().problems[0])


def test_a_line_that_was_taken_out_is_reported(ledger: Ledger) -> None:
    signed(ledger, "start", "approve")
    ledger.path.write_bytes(ledger.path.read_bytes().split(b"\n", 1)[1])
    assert "was changed or taken out" in str(ledger.read().problems[0])


@given(junk=st.binary(max_size=300))
def test_any_bytes_are_read_without_failing(junk: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("junk") / "review.jsonl")
    ledger.path.write_bytes(junk)
    assert ledger.read().entries == ()


def _sign_many(path: str, start: int) -> None:
    for number in range(start, start + 20):
        Ledger(Path(path)).sign(sign_off("start", record=f"r{number}"), "treatment", {"n": number})


def test_two_processes_signing_at_once_lose_nothing(ledger: Ledger) -> None:
    spawning = multiprocessing.get_context("spawn")
    workers = [spawning.Process(target=_sign_many, args=(str(ledger.path), n * 100)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    read = ledger.read()
    assert len(read.entries) == 40
    assert read.problems == ()


def test_an_entry_is_one_line_of_json_with_what_was_signed(ledger: Ledger) -> None:
    signed(ledger, "start")
    (line,) = ledger.path.read_text().splitlines()
    held = json.loads(line)
    assert (held["record"], held["decision"], held["by"], held["content"]) == (
        "captem",
        "start",
        WHO,
        {"name": "CAPTEM"},
    )


def test_the_commands_say_what_a_record_now_is(ledger: Ledger) -> None:
    said = list(decide("start", record(), ledger, by=WHO, on=DAY))
    assert said == [f"captem (treatment) is under review; content a1, signed by {WHO} on 2026-11-22."]
    assert next(show(record(), ledger)).startswith("captem (treatment): under review")
    assert list(listed([record()], ledger))[-1] == "1 under review"


def test_only_a_sign_off_of_exactly_this_content_counts() -> None:
    signs = [sign_off("start"), sign_off("approve")]
    assert status_of("captem", "a1", signs) == "approved"
    assert status_of("captem", "b2", signs) == "submitted"
