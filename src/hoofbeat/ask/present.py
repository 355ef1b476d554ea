"""What a question tells of now: its words without the clauses that tell of another time, or of what is only supposed.

Names and turns of speech that hold an alarming word ("yellow fever") are left out too, and what befell somebody else.

A past event explains the signs in its own clause and no others: it never silences what happens today.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cache, lru_cache

from hoofbeat.ask.patterns import AnyOf, plain_words
from hoofbeat.ask.records import emergencies
from hoofbeat.ask.text import Words

_AHEAD, _SOON, _SHORT = 4, 4, 6
"""Words: told by a cue before them; within which a past event follows its time; of a clause in shorthand."""
_BREAK = "-- " * 7
"""In the place of what is left out: longer than any gap of a pattern, so that no sign spans it."""

Span = tuple[int, int]


@cache
def _cue(name: str) -> AnyOf:
    return AnyOf(getattr(emergencies().other_times, name), emergencies().lists)


@cache
def cues(name: str) -> AnyOf:
    """The words of one of the lists in `emergencies.yaml`."""
    file = emergencies()
    return AnyOf(getattr(file, name), file.lists)


def present_line(words: Words) -> str:
    """The line of words that tell of now; all of them where none tells of another time."""
    away = _of_another_time(words)
    return words.line if not away else _without(words, away)


def telling(words: Words) -> str:
    """What a question tells of now, without the sentences that ask; nothing where it only asks or only tells."""
    told = [(s[0][0], s[-1][1]) for s in words.sentences if "?" not in words.words[s[0][0] : s[-1][1]]]
    return "" if len(told) == len(words.sentences) else _of_now(words, told)


def told_in_passing(words: Words) -> str:
    """What a question tells of now in clauses that ask nothing; nothing where every clause does, or none."""
    clauses = [clause for sentence in words.sentences for clause in sentence]
    told = [c for c in clauses if _line(words, c) not in _cue("asking")]
    return "" if len(told) == len(clauses) else _of_now(words, told)


def _of_now(words: Words, spans: Iterable[Span]) -> str:
    """The words of some spans that tell of now; nothing where they are too few to tell of anything."""
    away = _of_another_time(words)
    lines = [" ".join(words.words[n] for n in range(*span) if n not in away) for span in spans]
    text = ". ".join(line for line in lines if line)
    return text if len(text.split()) >= _SOON else ""


@lru_cache(maxsize=1024)
def _of_another_time(words: Words) -> frozenset[int]:
    """Which words tell of another time, or of what is only supposed."""
    away = {n for first, end in cues("harmless").places(words.line) for n in range(first, end)}
    lasts = not _happening(words.line)
    if lasts and words.line in cues("taught"):
        return frozenset(range(len(words.words)))
    told_before = range(0)
    for sentence in words.sentences:
        first, end = sentence[0][0], sentence[-1][1]
        line = _line(words, (first, end))
        if _is_bare(_line(words, sentence[0])):
            away |= set(told_before)
        told_before = range(first, end) if line in _cue("past") and not _happening(line) else range(0)
        if line in cues("not_now") or (line in cues("of_others") and not _happening(line)):
            away |= set(range(first, end))
        elif words.line not in _cue("again"):
            away |= _past(words, [s for clause in sentence for s in _split(words, clause)])
        for start, _ in _cue("supposed").places(line):
            away |= set(range(first + start, end))
        if lasts:
            away |= _lasting(words, sentence)
    return frozenset(away)


def _without(words: Words, away: frozenset[int]) -> str:
    line = " "
    for n, word in enumerate(words.words):
        if n not in away:
            line += f"{word} "
        elif not line.endswith("-- "):
            line += _BREAK
    return line


def _line(words: Words, span: Span) -> str:
    return " " + " ".join(words.words[span[0] : span[1]]) + " "


def _happening(line: str) -> bool:
    """Whether something is said to happen now."""
    for match in _cue("at_present").every(line):
        before = " " + " ".join(line[: match.start()].split()[-2:]) + " "
        if not any(d.end() == len(before) for d in cues("denials").every(before)):
            return True
    return False


def _split(words: Words, clause: Span) -> list[Span]:
    """A clause, and what begins anew in it without a mark."""
    starts = [clause[0] + n for n, _ in _cue("joints").places(_line(words, clause))]
    edges = [clause[0], *(s for s in starts if s > clause[0]), clause[1]]
    return list(itertools.pairwise(edges))


def _past(words: Words, clauses: list[Span]) -> set[int]:
    """The words of a sentence that tell of another time; a story goes on, and what is over ends the clauses before it too."""
    away, earlier, story = set[int](), list[Span](), False
    for clause in clauses:
        line, whole = _line(words, clause), set(range(*clause))
        if _happening(line):
            story = False
            continue
        told = whole if story and line in _cue("went_on") else {clause[0] + n for n in _told_of_then(line)}
        story = story or told == whole
        away |= told
        if _is_bare(line):
            away |= {n for e in earlier for n in range(*e)}
        if line in _cue("dated_loosely"):
            earlier.append(clause)
            if line in _cue("over"):
                away |= whole
    return away


def _told_of_then(line: str) -> set[int]:
    """Which words of a clause are told to be of another time."""
    length, told = len(line.split()), set[int]()
    for first, end in _cue("past").places(line):
        follows = " " + " ".join(line.split()[end : end + _SOON]) + " "
        begins = first <= 1 and (follows in _cue("then") or length - end <= _SHORT)
        told |= set(range(length if begins else end))
    for first, end in _cue("ended").places(line):
        told |= set(range(end if first else 0))
    for first, end in _cue("past_ahead").places(line):
        told |= set(range(first, min(end + _AHEAD, length)))
    return told


def _is_bare(line: str, cue: str = "over") -> bool:
    """Whether a clause says no more than that something is over, or than another cue does."""
    if line not in _cue(cue):
        return False
    told, bare = plain_words(tuple(getattr(emergencies().other_times, cue))), set(emergencies().other_times.bare)
    return all(w in bare or w in told or w[0].isdigit() for w in line.split())


def _lasting(words: Words, clauses: Iterable[Span]) -> set[int]:
    """The words of a sentence that tell of what is not new: a clause that says no more speaks of the one before it."""
    away, before = set[int](), set[int]()
    for clause in clauses:
        line, whole = _line(words, clause), set(range(*clause))
        if line in _cue("lasting"):
            away |= whole | (before if _is_bare(line, "lasting") or line in _cue("as_before") else set())
        before = whole
    return away
