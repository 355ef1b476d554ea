"""Emergencies, looked for before anything else. Where in doubt, the emergency is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def _compiled(records: Iterable[Emergency]) -> tuple[_Signs, ...]:
    lists = emergencies().lists
    return tuple(
        _Signs(
            e,
            AnyOf(e.signs, lists),
            AnyOf(e.signs_always, lists),
            AnyOf(e.signs_if_now, lists),
            AnyOf(e.unless, lists),
        )
        for e in records
    )


@lru_cache(maxsize=1)
def _signs() -> tuple[_Signs, ...]:
    return _compiled(emergencies().emergencies)


@lru_cache(maxsize=1)
def _milder() -> tuple[_Signs, ...]:
    return _compiled(emergencies().dangers)


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


def emergencies_in(words: Words) -> tuple[Emergency, ...]:
    """The emergencies that a question describes, the gravest first."""
    if words.line in _cues("not_now") or is_past(words):
        return _only_suicidal(words.line)
    return _told(_signs(), words.line)


def dangers_in(words: Words) -> tuple[Emergency, ...]:
    """The milder dangers that a question tells of: none is an emergency, each is to be told to the team today."""
    line = words.line
    if line in _cues("not_now") or is_past(words):
        return tuple(i.record for i in _milder() if line not in i.unless and _affirmed(i.signs_always, line))
    return _told(_milder(), line)


def _told(among: Iterable[_Signs], line: str) -> tuple[Emergency, ...]:
    now, general = line in _cues("now"), line in _cues("general")

    def told(item: _Signs) -> bool:
        if line in item.unless:
            return False
        shown = _affirmed(item.signs, line) or _combined(item.record, line)
        return (
            _affirmed(item.signs_always, line)
            or (shown and (now or not general))
            or (now and _affirmed(item.signs_if_now, line))
        )

    return tuple(item.record for item in among if told(item))


def _only_suicidal(line: str) -> tuple[Emergency, ...]:
    """The first record, thoughts of suicide, holds whatever else is said."""
    first = _signs()[0]
    return (first.record,) if line not in first.unless and _affirmed(first.signs, line) else ()


def is_certain(words: Words) -> bool:
    """Whether a sign stands in the question that is an emergency whatever else is said."""
    line = words.line
    first = _signs()[0]
    own = line not in first.unless and (_affirmed(first.signs, line) or _combined(first.record, line))
    return own or any(_affirmed(item.signs_always, line) for item in _signs() if line not in item.unless)


def is_of_now(words: Words) -> bool:
    """Whether the question speaks of now and is no general one."""
    return words.line in _cues("now") and words.line not in _cues("general") and words.line not in _cues("not_now")


def is_past(words: Words) -> bool:
    """Whether the question tells of another time."""
    return words.line in _cues("past")


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
