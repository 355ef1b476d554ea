"""Questions and letters on the page and in the API: answered, cited, confirmed by a person, and safe with anything pasted."""

from __future__ import annotations

import base64
import html
import io
import json
from urllib.parse import urlencode

import docx
import httpx
import pytest
from playwright.sync_api import Browser, expect

from hoofbeat.ask import ask
from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import read_letter
from tests.web.barriers import violations

FORM = {"content-type": "application/x-www-form-urlencoded"}
LETTER = (
    "Invented clinic letter. This 64 year old woman has a pancreatic neuroendocrine tumor, grade 2, Ki-67 12 %, with liver "
    "metastases. She progressed on lanreotide. Her mother had breast cancer. No neuropathy."
)


def posted(page: httpx.Client, path: str, *pairs: tuple[str, str]) -> httpx.Response:
    return page.post(path, content=urlencode(pairs), headers=FORM)


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_the_api_gives_exactly_the_answer_of_the_library(page: httpx.Client, knowledge: Knowledge, reader: str) -> None:
    question = "Is captem an option in a pancreatic NET after PRRT?"
    answered = page.post("/api/ask", json={"question": question, "reader": reader})
    assert answered.json() == json.loads(json.dumps(ask(question, knowledge, reader).to_dict()))  # type: ignore[arg-type]


def test_the_api_keeps_what_was_said_before(page: httpx.Client) -> None:
    before = ["First line for a small bowel NET G1 with liver metastases?"]
    answered = page.post("/api/ask", json={"question": "and if she had PRRT already?", "before": before}).json()
    assert answered["case"]["primary_site"] == "small_bowel"
    assert answered["case"]["prior_treatments"] == [{"treatment": "prrt"}]


def test_the_api_tells_how_an_answer_came_about_only_when_asked(page: httpx.Client, knowledge: Knowledge) -> None:
    asked = {"question": "what is captem"}
    assert set(page.post("/api/ask", json=asked).json()) == {"kind", "sentences", "case", "follow_up"}
    told = page.post("/api/ask", json={**asked, "explain": True}).json()["explained"]
    assert told["intent"] == "definition"
    assert told["knowledge"] == knowledge.hash


def test_a_letter_is_read_as_text_and_as_a_file(page: httpx.Client, knowledge: Knowledge) -> None:
    wanted = json.loads(json.dumps(read_letter(LETTER, knowledge).to_dict()))
    assert page.post("/api/read", json={"text": LETTER}).json() == wanted
    made = docx.Document()
    made.add_paragraph(LETTER)
    held = io.BytesIO()
    made.save(held)
    read = page.post("/api/read", json={"file": base64.b64encode(held.getvalue()).decode()}).json()
    assert read["case"] == wanted["case"]
    for item in wanted["found"]:
        assert LETTER[item["start"] : item["end"]] == item["words"]


@pytest.mark.parametrize(("path", "body"), [
    ("/api/ask", {}), ("/api/ask", {"question": "x" * 20_001}), ("/api/ask", {"question": "a", "before": ["b"] * 13}),
    ("/api/ask", {"question": "a", "reader": "doctor"}), ("/api/read", {}), ("/api/read", {"text": ""}),
    ("/api/read", {"text": "a", "file": "YQ=="}), ("/api/read", {"file": "not base64!"}),
    ("/api/read", {"file": base64.b64encode(b"%PDF-1.4 broken").decode()}),
])  # fmt: skip
def test_what_cannot_be_asked_or_read_gets_a_clear_4xx(page: httpx.Client, path: str, body: dict[str, object]) -> None:
    answered = page.post(path, json=body)
    assert answered.status_code == 422
    assert answered.json()["problems"][0]["what"]


def test_an_answer_on_the_page_names_its_sources(page: httpx.Client) -> None:
    text = posted(page, "/ask?for=clinician", ("question", "First line for colon NEC, Ki-67 80 %, stage IV?")).text
    assert "etoposide" in text
    assert 'class="chip"' in text
    assert "/records/source/" in text
    assert "Open this case in the advisor" in text


def test_an_emergency_on_the_page_comes_first_and_alone(page: httpx.Client) -> None:
    text = posted(page, "/ask?for=patient", ("question", "temp 38.6 and shivering, captem day 9")).text
    main = text.split("<main")[1]
    assert "Get help now" in main
    assert main.index("Get help now") < main.index('id="question"')


def test_a_question_with_markup_is_shown_as_text(page: httpx.Client) -> None:
    text = posted(page, "/ask", ("question", "<script>alert(1)</script> what is captem"), ("before", '"><b>x</b>')).text
    assert "<script>alert" not in text
    assert "<b>x</b>" not in text


@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_the_page_says_what_a_misspelled_name_was_read_as(page: httpx.Client, reader: str) -> None:
    text = html.unescape(posted(page, f"/ask?for={reader}", ("question", "side effects of lanreotyde")).text)
    main = text[text.index("<main") :]
    assert main.index("I read 'lanreotyde' as lanreotide.") < main.index("gallstones")


def test_a_letter_on_the_page_stands_beside_what_was_read(page: httpx.Client) -> None:
    text = posted(page, "/read?for=clinician", ("letter", LETTER + " <img src=x>")).text
    assert "<mark" in text
    assert "<img" not in text
    assert "Ki-67: 12 %" in html.unescape(text)
    shown = text.split('class="letter-text">')[1].split("</div>")[0]
    assert "pancreatic neuroendocrine tumor" in html.unescape(shown.replace("<mark", "\n<mark"))


def test_only_what_was_confirmed_goes_on_to_the_advice(page: httpx.Client) -> None:
    case = "primary_site: pancreas\nki67_percent: 12\n"
    text = posted(page, "/advise/load", ("case", case), ("use", "primary_site")).text
    assert 'value="12"' not in text
    assert '<option value="pancreas" selected' in text


@pytest.mark.parametrize("letter", ["", "   ", "\x00\x01binary"])
def test_a_letter_without_text_is_said_to_have_none(page: httpx.Client, letter: str) -> None:
    answered = posted(page, "/read", ("letter", letter))
    assert answered.status_code == 422
    assert 'role="alert"' in answered.text


def test_no_question_or_letter_is_logged(page: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        posted(page, "/ask", ("question", "Zebrafoot question"))
        posted(page, "/read", ("letter", "Zebrafoot letter"))
    assert "Zebrafoot" not in caplog.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_questions_and_letters_by_keyboard_and_free_of_barriers(
    browser: Browser,
    address: str,
    scheme: str,
    width: int,
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto("/ask?for=patient")
    tab.focus("#question")
    tab.keyboard.type("What is CAPTEM?")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator(".reply")).to_contain_text("temozolomide")
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.goto("/read?for=clinician")
    tab.fill("#letter", LETTER)
    tab.click("main button.primary")
    expect(tab.locator(".found")).to_contain_text("Pancreas", ignore_case=True)
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.uncheck("#use-ki67_percent")
    tab.click("main button.primary")
    expect(tab.locator("#field-primary_site")).to_have_value("pancreas")
    expect(tab.locator("#field-ki67_percent")).to_have_value("")
    context.close()


def test_a_file_is_opened_in_the_browser(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    tab = context.new_page()
    tab.goto("/read?for=clinician")
    tab.set_input_files("#letter-file", {"name": "letter.txt", "mimeType": "text/plain", "buffer": LETTER.encode()})
    expect(tab.locator(".letter-text mark").first).to_be_visible()
    context.close()


def test_what_only_resembles_an_emergency_is_answered_once_it_is_said_not_to_happen(page: httpx.Client) -> None:
    question = "He is really not right since yesterday, cold and grey. What are the side effects of cisplatin?"
    asked = {"question": question, "reader": "patient"}
    first = page.post("/api/ask", json=asked).json()
    assert first["kind"] == "urgent"
    again = {**asked, "question": "It is not happening now", "before": [question]}
    assert page.post("/api/ask", json=again).json()["kind"] == "answer"
    assert first["follow_up"][0] in html.unescape(posted(page, "/ask", ("question", question), ("for", "patient")).text)
