"""A letter as it was read: each value beside its words, what was not understood, and the case as YAML to check."""

from __future__ import annotations

import yaml
from rich.console import Console

from hoofbeat.letters import Reading
from hoofbeat.terminal.page import Page


def print_reading(reading: Reading, to: Console) -> None:
    """Writes what was read from a letter, to be confirmed by whoever wrote or knows the letter."""
    page = Page(to)
    page.title("Read from the letter; check each value against its words")
    for found in reading.found:
        page.item(f"{found.field}:", f'{_value(found.value)}   <- "{found.words}"', 2)
    if not reading.found:
        page.line("Nothing was read.", 2)
    if reading.warnings:
        page.heading("Not settled")
        for warning in reading.warnings:
            page.item("!", warning, 2)
    page.heading("The case")
    to.print(yaml.safe_dump(dict(reading.case), sort_keys=False, allow_unicode=True).rstrip(), soft_wrap=True)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return str(value)
