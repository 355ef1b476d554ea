"""The record that shares the most telling words with a question is said among the first, whatever else its plan puts there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hoofbeat.ask.claims import Claim, of_safety, of_statement
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.relevance import Entry, Relevance, stems_of
from hoofbeat.language.english import rarity
from hoofbeat.language.phrases import stem
from hoofbeat.language.tokens import fold
from hoofbeat.logic.evaluate import FALSE

_KINDS = ("statement", "safety")
_AMONG_FIRST, _FIRST = 8.0, 11.0
"""Weights of shared words from which a record is said beside what stands first, and from which in front of it."""
_LEAST_WORDS = 2
_OF_NO_TREATMENT = 2.0
"""How much more must be shared where the question names no treatment that a record could be about."""


@dataclass(frozen=True)
class _Hit:
    entry: Entry
    points: float


def among_first(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of an answer with the record in front, or second, that shares the most telling words with the question.

    A word tells the more, the fewer records have it and the less everyday it is; names of the treatments asked about,
    which all records on them have, tell nothing. What the facts of the question rule out is not looked at.
    """
    if q.intent not in plan_words().to_the_point:
        return list(claims)
    weights = _telling(q)
    best = max(_hits(q, weights), key=lambda h: h.points, default=None)
    if best is None:
        return list(claims)
    first = [n for n, c in enumerate(claims) if c.role == "bottom"]
    standing = claims[first[0]] if first else None
    if standing is not None and best.entry.id in standing.cites:
        return list(claims)
    made = _claim(q, best.entry)
    rest = [c for c in claims if not (c.role in ("bottom", "detail") and best.entry.id in c.cites[:1])]
    leads = best.points >= _FIRST and (standing is None or not _shared(stems_of(standing.words(q.reader)), weights))
    at = next((n for n, c in enumerate(rest) if c.role == "bottom"), 0)
    at += 0 if leads or standing is None else 1
    return [*rest[:at], made, *rest[at:]]


def _telling(q: Question) -> Mapping[str, float]:
    """The words of a question with what each tells."""
    records = Relevance.of(q.knowledge)
    names = {
        s
        for t in q.u.named
        for name in (q.knowledge.treatments[t].name, *q.knowledge.treatments[t].aliases)
        for s in stems_of(name)
    }
    folded = {stem(fold(w)): fold(w) for w in q.u.words.words}
    weights = {s: records.weight[s] * rarity(w) for s, w in folded.items() if s in records.weight and s not in names}
    return {s: weight for s, weight in weights.items() if weight > 0}


def _shared(stems: Sequence[str], weights: Mapping[str, float]) -> float:
    return sum(weights[s] for s in weights.keys() & set(stems))


def _hits(q: Question, weights: Mapping[str, float]) -> Iterator[_Hit]:
    asked = [t for t in q.u.named if t in q.knowledge.treatments]
    least = _AMONG_FIRST if asked else _AMONG_FIRST + _OF_NO_TREATMENT
    for entry in Relevance.of(q.knowledge).sharing(weights):
        if entry.kind not in _KINDS or getattr(entry.record, "superseded", None):
            continue
        if sum(weights[w] for w in weights.keys() & entry.stems) < least:
            continue
        if asked and not any(q.knowledge.treatments.related(t, entry.about) for t in asked):
            continue
        said = entry.record.plain if q.reader == "patient" else f"{entry.id.replace('-', ' ')} {entry.record.says}"
        words = weights.keys() & set(stems_of(said))
        points = sum(weights[w] for w in words)
        if points >= least and len(words) >= _LEAST_WORDS and q.truth(entry.kind, entry.id) != FALSE:
            yield _Hit(entry, points)


def _claim(q: Question, entry: Entry) -> Claim:
    if entry.kind == "safety":
        return of_safety(entry.record, q.knowledge, "bottom")
    return of_statement(entry.record, "bottom", "named", q.name(entry.about))
