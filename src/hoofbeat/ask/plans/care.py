"""Care beside a treatment: medicines against sickness, growth factors, prophylaxis. It is no treatment to be compared."""

from __future__ import annotations

from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_statement, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import Care
from hoofbeat.ask.plans import regimen
from hoofbeat.ask.plans.harms import as_line
from hoofbeat.ask.plans.shared import meant
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.verify import names_in

_CLASS, _BY_MOUTH = "chemotherapy", "oral"
_MOST = 5
_MOST_STATEMENTS = 2


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[Care, AnyOf, AnyOf], ...]:
    return tuple((c, AnyOf(c.any), AnyOf(c.said)) for c in plan_words().outright.care)


@lru_cache(maxsize=1)
def _unless() -> AnyOf:
    return AnyOf(plan_words().outright.care_unless)


def plan(q: Question) -> list[Claim]:
    """For a clinician who names care and one treatment: what regimens on record hold of it, else that nothing is held."""
    if q.reader == "patient" or q.u.syndromes or q.u.words.line in _unless():
        return []
    named = next(((c, said) for c, any_of, said in _kinds() if q.u.words.line in any_of), None)
    if named is None:
        return []
    care, said = named
    subjects = [t for t in meant(q) if t not in (_CLASS, care.of)]
    if len(subjects) != 1:
        return []
    treatment = subjects[0]

    def speaks(text: str) -> bool:
        return as_line(text) in said

    held = [*regimen.beside(q, treatment, "bottom", speaks), *regimen.limits(q, treatment, "bottom", speaks)]
    held = held or [c for t in regimen.containing(q, treatment) for c in regimen.beside(q, t, "bottom", speaks)]
    statements = _statements(q, care, said, treatment)
    emetic = _emetic(q, treatment) if care.emetic else []
    none = [] if held or any(c.role == "bottom" for c in statements) else [_nothing_held(q, care, treatment)]
    return [*none, *held[:_MOST], *emetic, *statements]


def _statements(q: Question, care: Care, said: AnyOf, treatment: str) -> list[Claim]:
    """Statements on the care: those that name the treatment, then the others."""
    on_care = [s for s in q.knowledge.statements.values() if not s.superseded and as_line(s.says) in said]
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
    return Claim("not_beside", name, care.name, (record.id, record.source, *of), "bottom", key="not beside")
