"""Emergencies, looked for before anything else. Where in doubt, the emergency is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.ask.forms import Emergency
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.text import Words

_BEFORE = 3
"""Words before a sign within which a denial speaks for it."""


@dataclass(frozen=True)
class _Signs:
    record: Emergency
    signs: AnyOf
    signs_always: AnyOf
    signs_if_now: AnyOf
    unless: AnyOf


@lru_cache(maxsize=1)
def _signs() -> tuple[_Signs, ...]:
    file = emergencies()
    return tuple(
        _Signs(
            e,
            AnyOf(e.signs, file.lists),
            AnyOf(e.signs_always, file.lists),
            AnyOf(e.signs_if_now, file.lists),
            AnyOf(e.unless, file.lists),
        )
        for e in file.emergencies
    )


@lru_cache(maxsize=8)
def _cues(name: str) -> AnyOf:
    file = emergencies()
    return AnyOf(getattr(file, name), file.lists)


@lru_cache(maxsize=64)
def _group(name: str) -> AnyOf:
    return AnyOf(emergencies().groups[name], emergencies().lists)


def _combined(record: Emergency, line: str) -> bool:
    """Whether all groups of one of the record's combinations are affirmed."""
    return any(all(_affirmed(_group(name), line) for name in groups) for groups in record.combinations)


def _affirmed(any_of: AnyOf, line: str) -> bool:
    """Whether a sign stands in the text with no denial just before it."""
    for match in any_of.every(line):
        before = " " + " ".join(line[: match.start()].split()[-_BEFORE:]) + " "
        denied = _cues("denials").every(before)
        if not any(d.end() >= len(before) - 1 for d in denied):
            return True
    return False


def emergency_in(words: Words) -> Emergency | None:
    """The emergency that a question describes, if any."""
    line = words.line
    now = line in _cues("now")
    general = line in _cues("general")
    if line in _cues("not_now"):
        return _only_suicidal(line)
    for item in _signs():
        if line in item.unless:
            continue
        if _affirmed(item.signs_always, line):
            return item.record
        if (_affirmed(item.signs, line) or _combined(item.record, line)) and (now or not general):
            return item.record
        if now and _affirmed(item.signs_if_now, line):
            return item.record
    return None


def _only_suicidal(line: str) -> Emergency | None:
    """The first record, thoughts of suicide, holds whatever else is said."""
    first = _signs()[0]
    return first.record if line not in first.unless and _affirmed(first.signs, line) else None


def is_certain(words: Words) -> bool:
    """Whether a sign stands in the question that is an emergency whatever else is said."""
    line = words.line
    first = _signs()[0]
    own = line not in first.unless and (_affirmed(first.signs, line) or _combined(first.record, line))
    return own or any(_affirmed(item.signs_always, line) for item in _signs() if line not in item.unless)


def is_denied(words: Words) -> bool:
    """Whether thoughts of suicide, the first record, are expressly denied."""
    return words.line in _signs()[0].unless


def signs_in(line: str) -> Iterator[str]:
    """The signs of emergencies in a line of words, and the cues on when it is."""
    for item in _signs():
        if _affirmed(item.signs, line) or _combined(item.record, line):
            yield item.record.id
        if _affirmed(item.signs_if_now, line):
            yield "if now"
        if line in item.unless:
            yield "unless"
    yield from (cue for cue in ("now", "general", "not_now") if line in _cues(cue))
