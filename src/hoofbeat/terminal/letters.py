"""A letter as it was read: each value beside its words, what was not understood, and the case as YAML to check.

What a model suggests stands last, under its own heading, and is no part of the case.
"""

from __future__ import annotations

import yaml
from rich.console import Console

from hoofbeat.letters import Reading, ReadingWithSuggestions, by_matter
from hoofbeat.terminal.page import Page


def print_reading(reading: Reading, to: Console, explain: bool = False) -> None:
    """Writes what was read from a letter, to be confirmed by whoever wrote or knows the letter.

    With `explain`, what a model suggested in vain is named with the reason; without it, counted.
    """
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
    _print_unfilled(reading, page)
    page.heading("The case")
    to.print(yaml.safe_dump(dict(reading.case), sort_keys=False, allow_unicode=True).rstrip(), soft_wrap=True)
    if isinstance(reading, ReadingWithSuggestions):
        _print_suggestions(reading, page, explain)


def _print_unfilled(reading: Reading, page: Page) -> None:
    if not reading.unfilled:
        return
    page.heading("Spoken of, and not filled in; look at the words")
    for field, places in by_matter(reading.unfilled):
        words = ", ".join(f'"{u.words}"' for u in places)
        told = f" ({places[0].told})" if places[0].told else ""
        page.item(f"{field}:", f"{words}{told}", 2)


def _print_suggestions(reading: ReadingWithSuggestions, page: Page, explain: bool) -> None:
    page.heading("Suggested by a model, not read by the rules; confirm each")
    for suggestion in reading.suggested:
        page.item(f"{suggestion.field}?", f'{_value(suggestion.value)}   <- "{suggestion.words}"', 2)
    if not reading.suggested:
        page.line("Nothing.", 2)
    if not reading.dropped:
        return
    count = f"Dropped: {len(reading.dropped)}, since the letter or the rules do not bear them out"
    page.line(f"{count}." if explain else f"{count} (--explain names them).", 2)
    for dropped in reading.dropped if explain else ():
        said = f'{dropped.field} {dropped.value} <- "{dropped.words}": ' if dropped.field else ""
        page.item("-", said + dropped.why, 4)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    if isinstance(value, list):
        return "; ".join(map(_value, value)) or "none"
    return str(value)
