from __future__ import annotations

import logging
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from hoofbeat.knowledge import Knowledge
from hoofbeat.web.app import create_app
from hoofbeat.web.guard import Guard
from tests.web.conftest import client_of
from tests.web.page_list import PAGES, READERS

FORM = {"content-type": "application/x-www-form-urlencoded"}
CASE = [("primary_site", "pancreas"), ("differentiation", "well"), ("ki67_percent", "17"), ("extent", "metastatic")]


def post(page: httpx.Client, path: str, pairs: list[tuple[str, str]]) -> httpx.Response:
    return page.post(path, content=urlencode(pairs), headers=FORM)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_both_readers(page: httpx.Client, path: str, reader: str) -> None:
    answered = page.get(path, params={"for": reader} if "?" not in path else None)
    assert answered.status_code == 200
    assert "<h1" in answered.text


def test_every_record_has_a_page(page: httpx.Client, knowledge: Knowledge) -> None:
    keys = [(k, n) for k, shelf in knowledge.by_kind.items() if k not in ("implication", "label") for n in shelf]
    failed = [f"{k}/{n}" for k, n in keys[::9] if page.get(f"/records/{k}/{n}").status_code not in (200, 303)]
    assert failed == []


def test_the_json_twin_of_a_page_answers(page: httpx.Client) -> None:
    found = set()
    for path in PAGES:
        text = page.get(path).text
        if '">This page as JSON' in text:
            twin = unescape(text.split('">This page as JSON')[0].rsplit('href="', 1)[1])
            answered = page.get(twin)
            assert answered.status_code == 200, twin
            assert answered.headers["content-type"].startswith("application/json")
            found.add(twin.split("?")[0])
    assert len(found) >= 8


def test_without_scripts_a_posted_form_shows_the_advice(page: httpx.Client) -> None:
    answered = post(page, "/?for=clinician", CASE)
    assert answered.status_code == 200
    assert "Establish first" in answered.text
    assert 'value="17"' in answered.text
    assert 'id="option-' in answered.text


def test_not_known_is_the_first_choice_of_every_field(page: httpx.Client) -> None:
    text = page.get("/").text
    for part in text.split('<div class="control')[1:]:
        assert "not known" in part.split('<p class="help"')[0]


def test_excluded_options_stay_visible_with_the_reason(page: httpx.Client) -> None:
    text = post(page, "/?for=clinician", [*CASE, ("pregnant", "true"), ("sex", "female")]).text
    out = text.split('class="excluded"')[1]
    assert "contraindicated" in out
    assert 'class="chip"' in out


def test_a_problem_stands_beside_its_field_and_what_was_typed_is_kept(page: httpx.Client) -> None:
    answered = post(page, "/?for=clinician", [*CASE[:2], ("ki67_percent", "very high")])
    assert answered.status_code == 422
    assert 'value="very high"' in answered.text
    assert 'id="field-ki67_percent-problem"' in answered.text


@pytest.mark.parametrize("name", ["ki67_percent", "declines", "prior_treatments.0.treatment", "pseudonym", "case"])
@pytest.mark.parametrize("path", ["/", "/advise/print/board", "/advise/load", "/advise/fragment"])
def test_script_in_any_text_field_is_inert(page: httpx.Client, path: str, name: str) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    answered = post(page, path, [*CASE[:1], (name, evil)])
    assert answered.status_code in (200, 422)
    assert "<script>alert" not in answered.text
    assert "<img" not in answered.text


@pytest.mark.parametrize("path", ["/find?q=%3Cscript%3Ealert(1)%3C/script%3E", "/%3Cscript%3Ealert(1)%3C/script%3E"])
def test_script_in_an_address_is_inert(page: httpx.Client, path: str) -> None:
    assert "<script>alert" not in page.get(path).text


def test_no_page_holds_inline_script_or_style(page: httpx.Client) -> None:
    for path in PAGES:
        text = page.get(path).text
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert text.count("<script") == text.count("<script src="), path
        assert not any(f" on{event}=" in text for event in ("click", "load", "error", "input", "change")), path


def test_every_answer_carries_the_security_headers(page: httpx.Client) -> None:
    for path in ("/", "/static/style.css", "/api/fields", "/nothing", "/api/nothing"):
        headers = page.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers


def test_an_unknown_address_gets_a_helpful_page(page: httpx.Client) -> None:
    answered = page.get("/no/such/page", headers={"accept": "text/html"})
    assert answered.status_code == 404
    assert "search all records" in answered.text


@pytest.mark.parametrize("path", ["/?example=nobody", "/sources?kind=zzz", "/review?status=zzz", "/changes?since=soon",
                                  "/evidence?site=moon", "/evidence/pool?view=3d", "/evidence/pool?treatment=nonsense"])  # fmt: skip
def test_a_query_that_means_nothing_is_a_4xx_page(page: httpx.Client, path: str) -> None:
    answered = page.get(path)
    assert answered.status_code == 422
    assert "This cannot be used" in answered.text


def test_the_log_holds_no_case_data(page: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        post(page, "/", [*CASE, ("declines", "secretword")])
        page.get("/find", params={"q": "secretword"})
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("hoofbeat")]
    assert len(ours) >= 2
    assert "secretword" not in "".join(ours)
    assert "pancreas" not in "".join(ours)


def test_a_request_from_another_site_cannot_post(page: httpx.Client) -> None:
    answered = page.post("/", content=b"", headers={**FORM, "sec-fetch-site": "cross-site"})
    assert answered.status_code == 403


def test_only_names_of_this_machine_are_answered_when_bound_to_it(knowledge: Knowledge, tmp_path: Path) -> None:
    local = client_of(create_app(knowledge, hosts=("127.0.0.1", "localhost"), ledger=tmp_path / "l"))
    assert local.get("/about", headers={"host": "evil.example"}).status_code == 421
    assert local.get("/about", headers={"host": "localhost:8080"}).status_code == 200


def test_a_request_that_takes_too_long_is_given_up() -> None:
    import asyncio

    async def slow(scope: object, receive: object, send: object) -> None:
        await asyncio.sleep(5)

    answered = client_of(Guard(slow, seconds=0.05)).get("/")
    assert answered.status_code == 503
    assert answered.json()["problems"][0]["where"] == "request"


def test_a_case_is_saved_as_a_file_and_loads_again(page: httpx.Client) -> None:
    saved = post(page, "/advise/case.yaml", CASE)
    assert "attachment" in saved.headers["content-disposition"]
    loaded = post(page, "/advise/load", [("case", saved.text), ("for", "clinician")])
    assert loaded.status_code == 200
    assert 'value="17"' in loaded.text


def test_the_text_for_the_record_holds_verdict_and_sources(page: httpx.Client) -> None:
    text = post(page, "/advise/text", CASE).text
    assert "CHEMOTHERAPY" in text
    assert "[1]" in text


def test_the_board_sheet_marks_what_is_not_known_and_leaves_room_for_the_decision(
    page: httpx.Client, knowledge: Knowledge
) -> None:
    text = post(page, "/advise/print/board", CASE).text
    for part in ("Not known:", "Decision of the meeting", "Open questions", "References", knowledge.hash[:16]):
        assert part in text


def test_patients_get_no_survival_figures_unless_they_ask(page: httpx.Client) -> None:
    unasked = post(page, "/?for=patient", CASE).text
    asked = post(page, "/?for=patient", [*CASE, ("figures", "yes")]).text
    assert "median" not in unasked.split('class="cards')[1].split('class="excluded')[0]
    assert "How long people live" not in unasked
    assert "How long people live" in asked
    for path in ("/evidence", "/evidence/map", "/evidence/contradictions", "/evidence/superseded"):
        assert "<table" not in page.get(path, params={"for": "patient"}).text


def test_the_patient_header_always_says_when_to_call(page: httpx.Client) -> None:
    for path in PAGES:
        if "?" not in path:
            assert "Suddenly very unwell?" in page.get(path, params={"for": "patient"}).text


def test_the_reader_is_kept_in_every_link_of_a_page(page: httpx.Client) -> None:
    text = page.get("/treatments", params={"for": "patient"}).text
    links = [part.split('"')[0] for part in text.split('href="/')[1:] if not part.startswith("static")]
    assert links
    assert all("for=" in link for link in links)


def test_the_map_is_drawn_from_the_records_and_lights_this_cases_way(page: httpx.Client) -> None:
    plain, lit = page.get("/pathway").text, post(page, "/pathway", [*CASE, ("prior_treatments.state", "none")]).text
    assert 'class="cell here"' not in plain
    assert 'class="cell here"' in lit
    assert "(this case)" in lit
    assert plain.count('class="box') == plain.split('class="scroll" tabindex')[0].count('href="/records/treatment/')


def test_the_review_page_shows_sign_offs_and_a_lapse(editing: httpx.Client) -> None:
    path = "/review/treatment/captem"
    content = editing.get("/api/records/treatment/captem").json()["review"]["content"]
    for decision in ("start", "approve"):
        pairs = [("decision", decision), ("by", "Ada Grey, oncologist"), ("content", content)]
        assert post(editing, path, pairs).status_code == 303
    assert "approved" in editing.get(path).text
    assert "by Ada Grey, oncologist" in editing.get("/records/treatment/captem").text
    assert post(editing, path, [("decision", "start"), ("by", "x"), ("content", content)]).status_code == 422


def test_answers_differ_by_case_though_they_are_kept(page: httpx.Client) -> None:
    first = page.post("/api/advise", json={"case": {"differentiation": "well"}}).json()["classification"]
    second = page.post("/api/advise", json={"case": {"differentiation": "poor"}}).json()["classification"]
    assert first != second
