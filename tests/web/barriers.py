"""Accessibility rules (axe) run on a page in a real browser."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, rule: str = "") -> list[str]:
    chosen = {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": AXE_TAGS}
    options = {"runOnly": chosen}
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {n['target']} {n['html'][:120]}" for v in found for n in v["nodes"][:3]]
