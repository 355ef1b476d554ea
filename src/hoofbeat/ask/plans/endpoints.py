"""The endpoints that the words of a question ask for."""

from __future__ import annotations

import re
from functools import lru_cache

from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words

RESPONSE = ("orr", "dcr", "cr", "pr", "sd", "dcr_rate")
SURVIVAL = ("os", "pfs", "ttp", "pfs_rate", "os_rate", "progression_free_rate")
HARM = ("toxicity_g3_4", "toxicity", "discontinuation", "toxic_deaths")
LIFE = ("os", "os_rate")
_TIME = re.compile(r"(?<= )(\d+) (months?|mo|m|years?|yr|y) ")
_BY_DEFAULT: dict[str, tuple[tuple[str, ...], ...]] = {
    "survival": (("os", "os_rate"), ("pfs", "ttp", "pfs_rate")),
    "response-rate": (("orr", "pr"),),
    "comparison": (("pfs", "pfs_rate"), ("orr", "pr"), ("os", "os_rate")),
    "side-effects": (HARM,),
    "trials": (("pfs", "pfs_rate"), ("orr", "pr"), ("os", "os_rate")),
}


@lru_cache(maxsize=1)
def _asked_with() -> tuple[tuple[AnyOf, tuple[str, ...]], ...]:
    return tuple((AnyOf(e.any), tuple(e.endpoints)) for e in plan_words().endpoints_asked)


@lru_cache(maxsize=1)
def _asked_beside() -> tuple[tuple[AnyOf, tuple[str, ...]], ...]:
    return tuple((AnyOf(e.beside), tuple(e.endpoints)) for e in plan_words().endpoints_asked if e.beside)


def name_of(group: tuple[str, ...]) -> str:
    """What a group of endpoints is called."""
    return next(e.name for e in plan_words().endpoints_asked if tuple(e.endpoints) == group)


def words_of(group: tuple[str, ...]) -> AnyOf:
    """The words that ask for a group of endpoints."""
    return next(any_of for any_of, endpoints in _asked_with() if endpoints == group)


def months_asked(q: Question) -> frozenset[str]:
    """The times at which a rate is asked for ("at 24 months", "2-year"), in months."""
    found = ((m[1], m[2]) for m in _TIME.finditer(q.u.words.line))
    return frozenset(str(int(number) * (12 if unit.startswith("y") else 1)) for number, unit in found)


def asks_for_any(line: str) -> bool:
    """Whether words ask for an endpoint."""
    return any(line in any_of for any_of, _ in (*_asked_with(), *_asked_beside()))


def named(q: Question) -> list[tuple[str, ...]]:
    """The groups of endpoints that a question names, in its order; each group with the nearest endpoint first."""
    line = q.u.words.line
    found = [(m.start(), group) for any_of, group in _asked_with() if (m := any_of.search(line)) is not None]
    if found:
        named_too = [(m.start(), g) for any_of, g in _asked_beside() if (m := any_of.search(line)) is not None]
        found += [(n, g) for n, g in named_too if g not in {own for _, own in found}]
    return [group for _, group in sorted(found)]


def asked(q: Question) -> list[tuple[str, ...]]:
    """The groups of endpoints asked for; where none is named, those that the intent is about.

    A patient gets the length of life only where survival is asked about.
    """
    groups = named(q)
    if q.intent == "side-effects":
        groups = [g for g in groups if g[0] in HARM]
    groups = groups or list(_BY_DEFAULT.get(q.intent, ()))
    return [g for g in groups if q.reader == "clinician" or q.intent == "survival" or g[0] not in LIFE]
