from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright

from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.load import read_knowledge
from hoofbeat.web.app import create_app

# A machine that runs other tests beside it may take longer than the five seconds of the default.
expect.set_options(timeout=20_000)


ROOT = Path(__file__).parents[2]


def client_of(app: object) -> httpx.Client:
    from fastapi.testclient import TestClient

    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read_knowledge(ROOT / "knowledge")


@pytest.fixture(scope="session")
def page(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> httpx.Client:
    ledger = tmp_path_factory.mktemp("ledger") / "review.jsonl"
    return client_of(create_app(knowledge, ledger=ledger, folder=ROOT / "knowledge"))


@pytest.fixture
def editing(knowledge: Knowledge, tmp_path: Path) -> httpx.Client:
    return client_of(create_app(knowledge, editor=True, ledger=tmp_path / "review.jsonl", folder=ROOT / "knowledge"))


@pytest.fixture(scope="session")
def address(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages served for a real browser."""
    ledger = tmp_path_factory.mktemp("served") / "review.jsonl"
    app = create_app(knowledge, editor=True, ledger=ledger, folder=ROOT / "knowledge")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "These tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()
