"""Pages that were opened stay readable when the advisor cannot be reached; what was entered is kept nowhere."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import httpx
import uvicorn
from playwright.sync_api import Browser, expect

from hoofbeat.knowledge import Knowledge
from hoofbeat.web.app import create_app
from hoofbeat.web.static_files import static_path, versions, worker_script
from tests.web.conftest import ROOT

KEPT = """async () => { const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) found.push(request.url);
    return found; }"""


def serving(knowledge: Knowledge, ledger: Path) -> tuple[uvicorn.Server, threading.Thread, str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = create_app(knowledge, ledger=ledger, folder=ROOT / "knowledge")
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    return server, thread, f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_page_that_was_opened_is_read_offline_and_nothing_entered_is_kept(
    browser: Browser,
    knowledge: Knowledge,
    tmp_path: Path,
) -> None:
    server, thread, address = serving(knowledge, tmp_path / "review.jsonl")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/?for=clinician")
    page.evaluate("navigator.serviceWorker.ready")
    page.goto("/glossary?for=clinician")
    page.goto("/find?q=secretword&for=clinician")
    page.goto("/?for=clinician#f=primary_site:thymus")
    expect(page.locator(".verdict")).to_be_visible()
    expect(page.locator(".offline")).to_be_hidden()
    page.wait_for_function(f"({KEPT})().then((all) => all.some((url) => url.includes('advise.js')))")
    kept = page.evaluate(KEPT)
    assert any("/glossary" in url for url in kept)
    assert not any(word in url for url in kept for word in ("thymus", "secretword", "/api/", "/advise/"))
    server.should_exit = True
    thread.join(timeout=10)
    page.goto("/glossary?for=clinician")
    expect(page.locator(".offline")).to_contain_text(f"knowledge of {knowledge.edition.date}")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "flex"
    page.goto("/?for=clinician")
    page.select_option("#field-primary_site", "thymus")
    expect(page.locator("#notice")).to_contain_text("does not answer")
    context.close()


def test_files_are_kept_for_good_under_the_hash_of_their_content(page: httpx.Client) -> None:
    text = page.get("/").text
    for name in ("style.css", "advise.css", "advise.js", "page.js", "mark.svg"):
        assert static_path(name) in text
        assert "immutable" in page.get(static_path(name)).headers["cache-control"]
        assert "immutable" not in page.get(f"/static/{name}").headers["cache-control"]


def test_the_script_that_keeps_pages_changes_with_knowledge_and_files(page: httpx.Client) -> None:
    served = page.get("/service-worker.js")
    assert served.headers["content-type"].startswith("text/javascript")
    assert served.headers["cache-control"] == "no-cache"
    assert "EDITION" not in served.text
    assert worker_script("a") != worker_script("b")
    assert "worker.js" in versions()
