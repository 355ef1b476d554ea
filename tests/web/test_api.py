from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from hoofbeat.advice import advise
from hoofbeat.knowledge import Knowledge
from hoofbeat.web.guard import LARGEST_BODY
from hoofbeat.yaml_text import read_yaml

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def problems(response: httpx.Response) -> list[dict[str, str]]:
    held: list[dict[str, str]] = response.json()["problems"]
    assert held
    assert all(set(p) == {"where", "what", "allowed"} for p in held)
    return held


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_api_gives_exactly_the_advice_of_the_engine(page: httpx.Client, knowledge: Knowledge, path: Path) -> None:
    case = read_yaml(path.read_bytes(), path.name)
    answered = page.post("/api/advise", json={"case": case})
    assert answered.status_code == 200
    assert answered.json() == json.loads(advise(case, knowledge).model_dump_json())


def test_the_same_question_gives_the_same_bytes(page: httpx.Client) -> None:
    first, second = (page.post("/api/advise", json={"case": {"ki67_percent": 17}}).content for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("case", "where"), [
    ({"ki67_percent": 120}, "ki67_percent"), ({"ki67": 12}, "ki67"), ({"primary_site": "moon"}, "primary_site"),
    ({"prior_treatments": [{"treatment": "nonsense"}]}, "prior_treatments"), ({"ecog": "1"}, "ecog"), ([], ""),
])  # fmt: skip
def test_a_bad_case_gets_a_4xx_that_names_the_field(page: httpx.Client, case: Any, where: str) -> None:
    answered = page.post("/api/advise", json={"case": case})
    assert answered.status_code == 422
    assert any(p["where"].startswith(where) for p in problems(answered))


@pytest.mark.parametrize(("body", "status"), [
    (b"", 422), (b"{", 400), (b"[]", 422), (b'{"case": {}, "x": 1}', 422), (b"\xff\xfe", 400), (b"[" * 50_000, 400),
    (b'{"case": {"ki67_percent": NaN}}', 422), (b'{"case": {"ki67_percent": 1e999}}', 422),
])  # fmt: skip
def test_a_malformed_body_gets_a_clear_4xx(page: httpx.Client, body: bytes, status: int) -> None:
    answered = page.post("/api/advise", content=body, headers={"content-type": "application/json"})
    assert answered.status_code == status
    problems(answered)


def test_an_oversized_body_is_refused(page: httpx.Client) -> None:
    answered = page.post("/api/advise", content=b"x" * (LARGEST_BODY + 1))
    assert answered.status_code == 413
    problems(answered)


def test_an_oversized_body_without_a_stated_length_is_refused(page: httpx.Client) -> None:
    answered = page.post("/api/advise", content=(b"x" * 50_000 for _ in range(10)))
    assert answered.status_code == 413


def test_a_doubtful_unit_is_asked_about(page: httpx.Client) -> None:
    answered = page.post("/api/advise", json={"case": {"height_cm": 1.7}})
    assert answered.status_code == 422
    assert "cm" in str(problems(answered))


@pytest.mark.parametrize("query", ["as_of=x", "treatment=nonsense", "site=moon", "line=many", "limit=0", "endpoint=zz"])
def test_evidence_refuses_what_it_does_not_know(page: httpx.Client, query: str) -> None:
    answered = page.get(f"/api/evidence?{query}")
    assert answered.status_code == (200 if query == "as_of=x" else 422)


def test_evidence_lists_the_rows_of_a_class_and_its_members(page: httpx.Client) -> None:
    held = page.get("/api/evidence", params={"treatment": "temozolomide-based", "endpoint": "orr"}).json()
    assert held["total"] == len(held["rows"]) > 0
    assert "captem" in {r["treatment"] for r in held["rows"]}


@pytest.mark.parametrize("path", ["knowledge", "fields", "records", "evidence/contradictions", "evidence/superseded", "pathway",
                                  "review", "find?q=chemotherapy", "evidence/pool?treatment=captem"])  # fmt: skip
def test_every_page_has_a_json_twin(page: httpx.Client, path: str) -> None:
    answered = page.get(f"/api/{path}")
    assert answered.status_code == 200
    assert answered.json()


def test_a_record_is_found_by_its_id_and_by_another_name(page: httpx.Client) -> None:
    one, other = page.get("/api/records/treatment/captem").json(), page.get("/api/records/CAPTEM").json()
    assert one == other
    assert one["review"]["status"] == "submitted"


@pytest.mark.parametrize(
    "path", ["records/nothing-like-this", "records/treatment/nothing", "records/nothing/captem", "zzz"]
)
def test_what_is_not_there_is_a_404_with_problems(page: httpx.Client, path: str) -> None:
    answered = page.get(f"/api/{path}")
    assert answered.status_code == 404
    problems(answered)


def test_every_record_of_every_kind_has_its_json(page: httpx.Client) -> None:
    keys = page.get("/api/records").json()
    failed = [key for key in keys[::7] if page.get(f"/api{key['address']}").status_code != 200]
    assert failed == []


def test_a_link_made_with_older_knowledge_says_so_and_offers_both(page: httpx.Client) -> None:
    held = page.post("/api/link", json={"link": "#f=ki67_percent:17&v=2022-01-01.00000000"}).json()
    assert held["same"] is False
    assert held["as_of"] == "2022-01-01"
    assert "2022-01-01" in held["says"]
    assert held["changes"]


def test_an_old_link_says_in_sentences_what_is_different_now(page: httpx.Client) -> None:
    case = "primary_site:pancreas;differentiation:well;ki67_percent:17;extent:metastatic;prior_treatments:none"
    old = page.post("/api/link", json={"link": f"#f={case}&v=2015-01-01"}).json()["changes"]
    assert any(s.startswith("New among the options: ") for s in old)
    assert all(s.endswith(".") for s in old)
    nothing = page.post("/api/link", json={"link": "#f=sex:female&v=2026-11-21"}).json()["changes"]
    assert nothing == ["The advice is the same as with what was known then."]


def test_a_link_of_this_knowledge_needs_no_word(page: httpx.Client) -> None:
    link = page.post("/api/case", json={"text": "ki67_percent: 17"}).json()["link"]
    assert page.post("/api/link", json={"link": link}).json()["same"] is True


@pytest.mark.parametrize("text", ["ki67: 1", "&a [*a]", "\x00", "a: [", "- 1", "x" * 100_000])
def test_a_file_that_is_no_case_is_refused(page: httpx.Client, text: str) -> None:
    assert page.post("/api/case", json={"text": text}).status_code == 422


def test_signing_is_closed_unless_served_for_editors(page: httpx.Client) -> None:
    body = {"kind": "treatment", "record": "captem", "decision": "start", "by": "Ada Grey, oncologist", "content": "x"}
    assert page.post("/api/review", json=body).status_code == 403


def test_an_editor_signs_what_was_read_and_nothing_else(editing: httpx.Client) -> None:
    body = {"kind": "treatment", "record": "captem", "decision": "start", "by": "Ada Grey, oncologist", "content": "x"}
    assert editing.post("/api/review", json=body).status_code == 422
    body["content"] = editing.get("/api/records/treatment/captem").json()["review"]["content"]
    assert editing.post("/api/review", json=body).json()["status"] == "under review"
    body["decision"] = "approve"
    assert editing.post("/api/review", json=body).json()["status"] == "approved"
    assert editing.get("/api/records/treatment/captem").json()["review"]["status"] == "approved"


def test_a_sign_off_is_counted_in_the_advice_that_shows_the_record(editing: httpx.Client) -> None:
    case = read_yaml(EXAMPLES[0].read_bytes(), "case")
    before = editing.post("/api/advise", json={"case": case}).json()
    shown = before["chemotherapy"]["because"][0]["id"]
    content = editing.get(f"/api/records/statement/{shown}").json()["review"]["content"]
    for decision in ("start", "approve"):
        body = {
            "kind": "statement",
            "record": shown,
            "decision": decision,
            "by": "Ada Grey, oncologist",
            "content": content,
        }
        assert editing.post("/api/review", json=body).status_code == 200
    after = editing.post("/api/advise", json={"case": case}).json()
    assert before["review"]["statuses"].get("approved") is None
    assert after["review"]["statuses"]["approved"] >= 1
    assert after["chemotherapy"]["because"][0]["review"] == "approved"


def test_the_openapi_document_names_every_problem(page: httpx.Client) -> None:
    document = page.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    for path, methods in document["paths"].items():
        for what in methods.values():
            schema = what["responses"]["422"]["content"]["application/json"]["schema"]
            assert schema["$ref"].endswith("/Problems"), path
