"""Care beside a treatment: medicines against sickness, growth factors, prophylaxis. It is no treatment to be compared."""

from __future__ import annotations

from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_statement, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import Care
from hoofbeat.ask.plans import regimen, safety
from hoofbeat.ask.plans.harms import as_line
from hoofbeat.ask.plans.shared import meant
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.verify import names_in
from hoofbeat.knowledge.records import Statement

_CLASS, _BY_MOUTH, _NOT_HELD = "chemotherapy", "oral", "not_beside"
_MOST = 5
_MOST_STATEMENTS = 2


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[Care, AnyOf, AnyOf], ...]:
    return tuple((c, AnyOf(c.any), AnyOf(c.said)) for c in plan_words().outright.care)


@lru_cache(maxsize=1)
def _unless() -> AnyOf:
    return AnyOf(plan_words().outright.care_unless)


def plan(q: Question) -> list[Claim]:
    """For a clinician who names care and one treatment: what regimens on record hold of it, else that nothing is held.

    What stands in the way of some treatments only (`only_with`) is told to a patient too.
    """
    if q.u.syndromes or q.u.words.line in _unless():
        return []
    named = [(c, said) for c, any_of, said in _kinds() if q.u.words.line in any_of and _is_for(q, c)]
    ofs = {c.of for c, _ in named}
    subjects = [t for t in meant(q) if t not in (_CLASS, *ofs)]
    if named and named[0][0].only_with is not None:
        subjects = [t for t in subjects if named[0][0].only_with in q.knowledge.treatments.kinds(t)]
    if not named or len(subjects) != 1:
        return []
    claims = [c for care, said in named for c in _of_care(q, care, said, subjects[0])]
    claims.sort(key=lambda c: c.predicate == _NOT_HELD)
    rules = safety.stated(q, subjects)
    return [*rules, *{c.id: c for c in claims}.values()]


def _is_for(q: Question, care: Care) -> bool:
    """Whether a reader is told of a kind of care, with a treatment that it matters for."""
    if care.only_with is None:
        return q.reader == "clinician"
    return any(care.only_with in q.knowledge.treatments.kinds(t) for t in meant(q))


def _of_care(q: Question, care: Care, said: AnyOf, treatment: str) -> list[Claim]:
    """What is held of one kind of care beside a treatment, or that nothing is."""

    def speaks(text: str) -> bool:
        return as_line(text) in said

    held = [*regimen.beside(q, treatment, "bottom", speaks), *regimen.limits(q, treatment, "bottom", speaks)]
    held = held or [c for t in regimen.containing(q, treatment) for c in regimen.beside(q, t, "bottom", speaks)]
    if care.only_with is not None:
        return [of_statement(s, "bottom") for s in _on_care(q, said) if _is_of(q, s.about, care.only_with)]
    statements = _statements(q, care, said, treatment)
    emetic = _emetic(q, treatment) if care.emetic else []
    none = [] if held or any(c.role == "bottom" for c in statements) else [_nothing_held(q, care, treatment)]
    return [*none, *held[:_MOST], *emetic, *statements]


def _is_of(q: Question, treatment: str, kind: str) -> bool:
    return kind in q.knowledge.treatments.kinds(treatment)


def _on_care(q: Question, said: AnyOf) -> list[Statement]:
    return [s for s in q.knowledge.statements.values() if not s.superseded and as_line(s.says) in said]


def _statements(q: Question, care: Care, said: AnyOf, treatment: str) -> list[Claim]:
    """Statements on the care: those that name the treatment, then the others."""
    on_care = _on_care(q, said)
    table, parts = q.knowledge.treatments, set(q.knowledge.treatments[treatment].contains)

    def names(text: str) -> bool:
        named = names_in(text, q.knowledge)
        return any(table.is_a(n, treatment) for n in named) or (bool(parts) and parts <= named)

    own = [s for s in on_care if table.is_a(s.about, treatment) or names(s.says)]
    others = [s for s in on_care if care.of is not None and s.about == care.of and s not in own]
    return [
        *(of_statement(s, "bottom") for s in own[:_MOST_STATEMENTS]),
        *(of_statement(s, "detail") for s in others[:_MOST_STATEMENTS]),
    ]


def _emetic(q: Question, treatment: str) -> list[Claim]:
    """How likely each drug of a treatment that goes into a vein is to make sick, where that is held."""
    record = q.knowledge.treatments[treatment]
    drugs = [q.knowledge.treatments[d] for d in record.contains] or [record]
    return [
        Claim("emetic", within_sentence(d.name), d.emetogenic, (d.id, d.source), "detail", key=f"emetic {d.id}")
        for d in drugs if d.emetogenic is not None and _BY_MOUTH not in d.route
    ]  # fmt: skip


def _nothing_held(q: Question, care: Care, treatment: str) -> Claim:
    record = q.knowledge.treatments[treatment]
    name = within_sentence(record.name)
    of = (care.of, q.knowledge.treatments[care.of].source) if care.of is not None else ()
    return Claim(_NOT_HELD, name, care.name, (record.id, record.source, *of), "bottom", key="not beside")
