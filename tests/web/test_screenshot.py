"""The picture in the README is of the page as it is: `make screenshot` makes it again."""

from __future__ import annotations

import os
import struct

from playwright.sync_api import Browser, expect

from tests.web.conftest import ROOT
from tests.web.test_browser import opened

KEPT = ROOT / "docs" / "page.png"
LARGEST = 300_000
SIZE = {"width": 1280, "height": 960}


def size_of(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


def test_the_readme_shows_the_page(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport=SIZE, reduced_motion="reduce")  # type: ignore[arg-type]
    page = opened(context.new_page(), "/?for=clinician&example=pancreas-g2-bulky")
    expect(page.locator(".verdict h3")).to_be_in_viewport()
    drawn = page.screenshot()
    context.close()
    if os.environ.get("HOOFBEAT_DRAW"):
        KEPT.write_bytes(drawn)
    assert size_of(KEPT.read_bytes()) == size_of(drawn)
    assert KEPT.stat().st_size < LARGEST
    assert f"({KEPT.relative_to(ROOT)})" in (ROOT / "README.md").read_text()
