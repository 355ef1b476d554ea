"""Claims that newer evidence overturned: what holds now first, and the old claim only as overturned."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hoofbeat.ask.arms import of_arms
from hoofbeat.ask.claims import Claim, of_statement
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.plans.evidence import named_studies
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, question_words
from hoofbeat.ask.relevance import stems_of
from hoofbeat.ask.verify import numbers_in
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import ResultRow, select
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Statement
from hoofbeat.language.phrases import stem
from hoofbeat.logic.evaluate import FALSE

_MOST, _SHARED = 2, 2
_SMALL = 10
_ORDER = ("os", "pfs", "orr")


def overturned(q: Question) -> list[Claim]:
    """Where a question gives an overturned figure, or asks whether a claim still stands: what holds now, then the old claim."""
    figures = _figures_given(q)
    old = [s for s in _old_statements(q) if figures & _own_figures(q, s)]
    if not old and set(q.u.words.words) & set(plan_words().overturned):
        old = [s for s in _old_statements(q) if _is_meant(q, s)]
    rows = [r for r in _old_rows(q) if figures & _figures(r)]
    if not old and not rows:
        return []
    studies = dict.fromkeys([*(n for s in old for n in s.evidence), *(r.study for r in rows)])
    endpoints = {r.endpoint for r in rows}
    final = [c for n in studies if n in q.knowledge.studies for c in _final(q, n, endpoints)]
    told = [_no_longer(q, s) for s in old[:_MOST]] or [_replaced(q, r, figures) for r in rows[:1]]
    return [*(final[:_MOST] or _in_its_place(q, old)), *told]


def _in_its_place(q: Question, old: Sequence[Statement]) -> list[Claim]:
    """What the source that overturned a statement says on the same treatments."""
    by = {s.superseded.by for s in old[:_MOST] if s.superseded is not None}
    kinds = {k for s in old[:_MOST] for k in q.knowledge.treatments.kinds(s.about)}
    found = [
        s for s in q.knowledge.statements.values()
        if s.source in by and s.about in kinds and not s.superseded and _is_meant(q, s)
        and q.truth("statement", s.id) != FALSE
    ]  # fmt: skip
    return [of_statement(s, "bottom") for s in found[:1]]


def _figures_given(q: Question) -> frozenset[str]:
    """The figures of a question that are not those of the person asked about, nor mere small numbers."""
    own = numbers_in(" ".join(map(str, q.u.own.values())))
    return frozenset(f for f in numbers_in(q.u.text) - own if "." in f or float(f) >= _SMALL)


def _is_meant(q: Question, statement: Statement) -> bool:
    """Whether an overturned statement speaks of what the question speaks of, names of treatments apart."""
    names = {w for t in q.knowledge.treatments.kinds(statement.about) for w in stems_of(q.name(t))}
    shared = set(stems_of(statement.says)) & set(stems_of(q.u.text)) - names - set(map(stem, question_words().ordinary))
    return len(shared) >= _SHARED


def without_old_figures(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of a question that neither gives an overturned figure nor asks about one, without warnings of it."""
    old = _old_rows(q) if any(c.role == "caveat" for c in claims) else []
    if not old:
        return list(claims)
    studies = {r.study for r in old}
    holding = {
        f for n in studies for r in select(q.knowledge, Filters(study=n)) if not r.superseded_by for f in _figures(r)
    }
    figures = {f for r in old for f in _figures(r) if "." in f} - holding
    return [c for c in claims if c.role != "caveat" or not numbers_in(c.value) & figures]


def _wanted(q: Question) -> set[str]:
    return {*q.u.named, *q.u.given}


def _old_statements(q: Question) -> list[Statement]:
    """Overturned statements on the treatments or the studies that the question names."""
    studies = {s.id for s in named_studies(q)}
    about = _wanted(q)
    return [
        s for s in q.knowledge.statements.values()
        if s.superseded and (s.about in about or studies & set(s.evidence))
    ]  # fmt: skip


def _old_rows(q: Question) -> list[ResultRow]:
    """Overturned figures of the treatments or the studies that the question names."""
    studies, about = {s.id for s in named_studies(q)}, _wanted(q)
    return [
        r for r in _every_old_row(q.knowledge)
        if r.study in studies or set(r.treatments or (r.treatment,)) & about
    ]  # fmt: skip


@lru_cache(maxsize=4)
def _every_old_row(knowledge: Knowledge) -> tuple[ResultRow, ...]:
    return tuple(r for r in select(knowledge) if r.superseded_by is not None)


def _figures(row: ResultRow) -> frozenset[str]:
    printed = (row.hazard_ratio, row.odds_ratio, row.median_months, row.percent)
    return numbers_in(" ".join(p for p in printed if p))


def _own_figures(q: Question, statement: Statement) -> frozenset[str]:
    """The figures of an overturned statement that no final figure of its studies repeats."""
    final = {
        f for n in statement.evidence if n in q.knowledge.studies
        for r in select(q.knowledge, Filters(study=n)) if r.superseded_by is None for f in _figures(r)
    }  # fmt: skip
    return numbers_in(statement.says) - final


def _final(q: Question, study: str, endpoints: set[str]) -> list[Claim]:
    """The final figures of a study, of the endpoints whose figures were overturned where they are known."""
    rows = [r for r in current(select(q.knowledge, Filters(study=study))) if r.subgroup is None]
    if q.reader == "patient":
        rows = [r for r in rows if not r.endpoint.startswith("os") or r.comparator is not None]
    wanted = endpoints or {r.endpoint for r in rows if r.comparator is not None}
    claims: list[Claim | None] = []
    for endpoint in sorted(wanted, key=lambda e: (_ORDER.index(e) if e in _ORDER else len(_ORDER), e)):
        own = [r for r in rows if r.endpoint == endpoint]
        joined = of_arms(own, q.knowledge)
        claims += [joined] if joined else [of_row(r, q.knowledge, "bottom") for r in own if r.comparator is not None]
    return [c for c in claims if c is not None]


def _replaced(q: Question, row: ResultRow, figures: frozenset[str]) -> Claim:
    """That a figure of the question is one that a later analysis replaced."""
    printed = [p for p in (row.hazard_ratio, row.odds_ratio, row.median_months, row.percent) if p]
    figure = next(p for p in printed if numbers_in(p) & figures)
    return Claim("replaced", row.name, figure, (row.study, row.source), "bottom", key=f"replaced {row.study} {figure}")


def _no_longer(q: Question, statement: Statement) -> Claim:
    """That a statement no longer stands, since when and why."""
    by = statement.superseded
    assert by is not None
    return Claim(
        "superseded",
        statement.id,
        statement.says,
        (statement.id, by.by if by.by in q.knowledge.sources else statement.source),
        "bottom",
        plain=statement.plain,
        slots={"date": by.from_.isoformat(), "why": by.why},
        key=f"superseded {statement.id}",
    )
