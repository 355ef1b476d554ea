"""What to do about a finding on a treatment: the dose limits, what is given beside it, and the rules that speak of it."""

from __future__ import annotations

from dataclasses import replace

from hoofbeat.ask.claims import Claim, Role, of_safety
from hoofbeat.ask.plans import regimen, safety
from hoofbeat.ask.plans.harms import as_line, names_harm, rules_of, toxicity_rows, words_of_harm
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import asks, meant
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, question_words
from hoofbeat.logic import Truth

_ON_HARM = ("side-effects", "monitoring", "how-given", "eligibility", "symptom-control")
_MOST_RULES, _MOST_ROWS = 3, 2

NOT_HANDLED = "not handled"
"""The key of what says that nothing is held on what to do about a harm."""


def plan(q: Question) -> list[Claim]:
    """For a clinician who asks what to do about a harm, or about a dose at a finding, on a treatment that is named: dose
    limits that name it, else those of any harm; what is given against it; rules; or that nothing is held. Else nothing.
    """
    treatment = _subject(q)
    if treatment is None:
        return []
    told = regimen.limits(q, treatment, "bottom", lambda text: names_harm(q, text))
    told = told or regimen.limits(q, treatment, "bottom", _of_any_harm)
    told += [c for c in regimen.beside(q, treatment, "bottom") if names_harm(q, c.value)]
    if not told and not q.u.symptoms:
        return []
    on_dose = asks(q, "dose_words") and not asks(q, "less_words") and not asks(q, "handling_words")
    doses = regimen.schedules(q, treatment) if on_dose else []
    rules = safety.first(q) or _rules(q, treatment)
    if doses and any(c.role == "safety" and _excludes(q, c) for c in rules):
        return [*rules, *(replace(c, role="detail") for c in told)]
    if doses:
        notes = [c for c in regimen.notes(q, treatment) if names_harm(q, c.value)]
        return [*doses, *notes, *rules, *(replace(c, role="detail") for c in told)]
    return [*(told or _nothing_held(q, treatment)), *rules, *toxicity_rows(q, treatment)[:_MOST_ROWS]]


def _rules(q: Question, treatment: str) -> list[Claim]:
    """The rules that hold for the facts told; where none does, those that name the harm and may.

    Where the value told excludes some treatment, such a rule on this one goes first: it may well mean this value.
    """
    every = rules_of(q, treatment)
    holding = [r for r in every if q.truth("safety", r.id) is Truth.TRUE and set(fields_of(q, r)) & q.u.own.keys()]
    may = [r for r in every if q.truth("safety", r.id) is not Truth.FALSE and names_harm(q, r.says)]
    ranked = sorted(holding or may, key=lambda r: r.severity != "contraindicated")
    role: Role = "safety" if safety.excludes_some(q) else "detail"
    return [of_safety(r, q.knowledge, role) for r in ranked[:_MOST_RULES]]


def _excludes(q: Question, claim: Claim) -> bool:
    """Whether a claim of safety is one of a contraindication."""
    rule = q.knowledge.safety.get(claim.cites[0])
    return rule is not None and rule.severity == "contraindicated"


def _subject(q: Question) -> str | None:
    """The treatment that a harm is to be handled on."""
    named = [t for t in meant(q) if t in (*q.u.named, *q.u.given)]
    on_harm = q.intent in _ON_HARM or asks(q, "graded_harm")
    if q.reader != "clinician" or not on_harm or q.u.syndromes or not named:
        return None
    dose, less = asks(q, "dose_words"), asks(q, "less_words")
    wanted = (asks(q, "handling_words") or dose or less) if q.u.symptoms else (dose and less)
    return named[0] if wanted else None


def _nothing_held(q: Question, treatment: str) -> list[Claim]:
    record = q.knowledge.treatments[treatment]
    harm = question_words().symptoms[q.u.symptoms[0]][0].rstrip("*")
    return [Claim("not_handled", record.name, harm, (record.id, record.source), "bottom", key=NOT_HANDLED)]


def _of_any_harm(text: str) -> bool:
    """Whether a limit is of no harm in particular: 'grade 3 toxicity', and not 'liver toxicity'."""
    line = as_line(text)
    return line in plan_cues("any_harm") and not any(line in words_of_harm(s) for s in question_words().symptoms)
