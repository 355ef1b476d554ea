"""What several plans say: how sure, what is assumed, what to ask the team."""

from __future__ import annotations

from hoofbeat.ask.claims import Claim, of_list
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, templates
from hoofbeat.knowledge.records import Statement

_MOST_QUESTIONS = 2
FAVORED = ("prefer", "offer", "consider")
"""Positions that put a treatment forward."""


def weight_of(design: str) -> int:
    """The place of a study's design among those that weigh most first."""
    groups = plan_words().designs
    return next((n for n, group in enumerate(groups) if design in group.split()), len(groups))


def sure_of(q: Question, statement: Statement) -> list[Claim]:
    """How sure: the kind, the date and the own grading of the source that decides."""
    source = q.knowledge.sources[statement.source]
    kind = templates().words.source_kinds.get(source.kind, source.kind)
    graded = statement.graded
    parts = [p for p in (graded.level, graded.strength, graded.category) if p]
    own = f"; graded {', '.join(parts)} ({graded.system})" if parts else ""
    says = f"this rests on {kind} ({source.year}){own}"
    return [
        Claim(
            "sure_source",
            statement.id,
            says,
            (statement.id, statement.source),
            "sure",
            plain=f"this comes from {kind} ({source.year})",
            certainty=kind,
            key=f"sure {statement.id}",
        )
    ]


def assumption(q: Question, field: str) -> list[Claim]:
    """What is taken for granted since the question does not say it."""
    fact = q.knowledge.facts.get("advanced")
    if fact is None or field != "extent":
        return []
    return [
        Claim(
            "assumed", fact.means, fact.means, (fact.id, fact.source), "read", plain=fact.plain, key="assumed advanced"
        )
    ]


def questions(q: Question, treatment: str | None) -> list[Claim]:
    """For patients: what to ask the team."""
    if q.reader != "patient" or treatment is None:
        return []
    plain = q.plain_of(treatment)
    return (
        [] if plain is None else [of_list(plain, "questions_to_ask", "ask_team", "ask", plain.title, _MOST_QUESTIONS)]
    )


def urgent_signs(q: Question, treatment: str) -> list[Claim]:
    """The signs for which to call at once, which go with every list of side effects."""
    plain = q.plain_of(treatment)
    return [] if plain is None else [of_list(plain, "call_at_once", "call", "call", plain.title)]
