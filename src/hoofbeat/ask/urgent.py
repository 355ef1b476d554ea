"""Emergencies, looked for before anything else. Where in doubt, the emergency is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from hoofbeat.ask.forms import Emergency, Phrase
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.present import cues, present_line
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.text import Words

_BEFORE = 3
"""Words before a sign within which a denial speaks for it."""
_SAID_SHORTLY = 20
"""Words: a longer follow-up says more than that nothing is happening."""


@dataclass(frozen=True)
class _Signs:
    record: Emergency
    signs: AnyOf
    signs_always: AnyOf
    signs_if_now: AnyOf
    unless: AnyOf
    asked_about: AnyOf


def _compiled(records: Iterable[Emergency]) -> tuple[_Signs, ...]:
    lists = emergencies().lists
    return tuple(
        _Signs(
            e,
            AnyOf(e.signs, lists),
            AnyOf(e.signs_always, lists),
            AnyOf(e.signs_if_now, lists),
            AnyOf(e.unless, lists),
            AnyOf(e.asked_about, lists),
        )
        for e in records
    )


@lru_cache(maxsize=1)
def _signs() -> tuple[_Signs, ...]:
    return _compiled(emergencies().emergencies)


@lru_cache(maxsize=1)
def _milder() -> tuple[_Signs, ...]:
    return _compiled(emergencies().dangers)


@cache
def _group(name: str) -> AnyOf:
    return AnyOf(emergencies().groups[name], emergencies().lists)


def _combined(record: Emergency, line: str) -> bool:
    """Whether all groups of one of the record's combinations are affirmed."""
    return any(all(_affirmed(_group(name), line) for name in groups) for groups in record.combinations)


def _affirmed(any_of: AnyOf, line: str) -> bool:
    """Whether a sign stands in the text with no denial just before it."""
    for match in any_of.every(line):
        before = " " + " ".join(line[: match.start()].split()[-_BEFORE:]) + " "
        denied = cues("denials").every(before)
        if not any(d.end() >= len(before) - 1 for d in denied):
            return True
    return False


@lru_cache(maxsize=1)
def _dying() -> tuple[AnyOf, AnyOf, AnyOf]:
    file = emergencies()
    return AnyOf(file.dying.told, file.lists), AnyOf(file.dying.signs, file.lists), AnyOf(file.dying.unless, file.lists)


def is_of_dying(words: Words) -> bool:
    """Whether signs of dying are told of somebody who is dying as is expected, in care, and nothing that needs more."""
    told, signs, unless = _dying()
    line = present_line(words)
    return line in told and line in signs and words.line not in unless and not _besides_dying(words)


def _besides_dying(words: Words) -> bool:
    """Whether an emergency is told that is one for somebody dying too."""
    return any(e.id not in emergencies().dying.leaves_out for e in emergencies_in(words))


def emergencies_in(words: Words) -> tuple[Emergency, ...]:
    """The emergencies that a question describes, the gravest first; thoughts of suicide hold whatever else is said."""
    line = words.line
    now = line in cues("now") or line not in cues("general") or _affirmed(_signs()[0].signs_always, line)
    return (*(_suicidal(line) if now else ()), *_in_their_place(_told(_signs()[1:], present_line(words))))


def dangers_in(words: Words) -> tuple[Emergency, ...]:
    """The milder dangers that a question tells of: none is an emergency, each is to be told to the team today."""
    always = [i for i in _milder() if words.line not in i.unless and _affirmed(i.signs_always, words.line)]
    told = _told(_milder(), present_line(words))
    return _in_their_place(tuple(i.record for i in _milder() if i in always or i.record in told))


def asked_about(words: Words) -> tuple[Emergency, ...]:
    """The emergencies and milder dangers that a question asks about in general: what is done about them."""
    line = words.line
    return tuple(
        i.record for i in (*_signs(), *_milder()) if line in i.asked_about and line not in cues("general_only")
    )


def is_said(phrase: Phrase, words: Words) -> bool:
    """Whether a sentence fits what the question names."""
    line = words.line
    fits = not phrase.only_with or any(line in _group(name) for name in phrase.only_with)
    return fits and not any(line in _group(name) for name in phrase.not_with)


def _in_their_place(found: tuple[Emergency, ...]) -> tuple[Emergency, ...]:
    """Some emergencies without those in whose place another of them goes."""
    replaced = {name for record in found for name in record.in_place_of}
    return tuple(record for record in found if record.id not in replaced)


def _told(among: Iterable[_Signs], line: str) -> tuple[Emergency, ...]:
    now, general = line in cues("now"), line in cues("general")

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


def _suicidal(line: str) -> tuple[Emergency, ...]:
    """The first record, thoughts of suicide, where its signs stand beside what is said against it."""
    first = _signs()[0]
    rest = first.unless.without(line)
    shown = _affirmed(first.signs, rest) or _affirmed(first.signs_always, rest) or _combined(first.record, rest)
    return (first.record,) if shown else ()


def is_certain(words: Words) -> bool:
    """Whether a sign stands in the question that is an emergency whatever else is said."""
    line = present_line(words)
    always = any(_affirmed(item.signs_always, line) for item in _signs() if line not in item.unless)
    return always or bool(_suicidal(words.line))


def is_of_now(words: Words) -> bool:
    """Whether the question speaks of now and is no general one."""
    line = present_line(words)
    return line in cues("now") and line not in cues("general")


def is_general(words: Words) -> bool:
    """Whether the question is a general one, and nothing in it speaks of now."""
    line = present_line(words)
    return line in cues("general") and line not in cues("now")


def is_denied(words: Words) -> bool:
    """Whether thoughts of suicide, the first record, are expressly denied, and nothing tells of them."""
    return words.line in _signs()[0].unless and not _suicidal(words.line)


def nearest_to(words: Words) -> tuple[Emergency, ...]:
    """The emergencies that the words of a question are nearest to, for one that shows no sign; the gravest first."""
    line, first = present_line(words), _signs()[0]

    def near(item: _Signs) -> bool:
        if item is not first and line in item.unless:
            return False
        said = words.line if item is first else line
        return any(all(_affirmed(_group(name), said) for name in groups) for groups in item.record.nearly)

    return _in_their_place(tuple(item.record for item in _signs() if near(item)))


def without_what_to_do(words: Words) -> Words:
    """A question without the words that ask what to do about a danger that it tells of."""
    return replace(words, line=cues("what_to_do").without(words.line))


def decides(words: Words) -> bool:
    """Whether a question has a word of a decision on the treatment."""
    return words.line in cues("decisions")


def is_no_alarm(words: Words) -> bool:
    """Whether a question is of a kind that resembles an emergency and is none, and no words tell which one it would be."""
    return words.line in cues("no_alarm") and not nearest_to(words)


def is_bodily(words: Words) -> bool:
    """Whether the question names anything of a body or a state that an emergency could be."""
    return words.line in cues("bodily") or bool(nearest_to(words))


def says_it_is_not_happening(words: Words) -> bool:
    """Whether a short follow-up says no more than that what was told is not happening now."""
    return len(words.words) <= _SAID_SHORTLY and words.line in cues("not_happening") and not emergencies_in(words)


def signs_in(words: Words) -> Iterator[str]:
    """The signs of emergencies in a question, and the cues on when it is."""
    line = present_line(words)
    for item in _signs():
        if _affirmed(item.signs, line) or _combined(item.record, line):
            yield item.record.id
        if _affirmed(item.signs_if_now, line):
            yield "if now"
        if line in item.unless:
            yield "unless"
    if line != words.line:
        yield "another time"
    yield from (cue for cue in ("now", "general", "not_now") if words.line in cues(cue))
