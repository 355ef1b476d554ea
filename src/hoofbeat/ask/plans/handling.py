"""What to do about a finding on a treatment: the dose limits, what is given beside it, and the rules that speak of it."""

from __future__ import annotations

import re
from dataclasses import replace

from hoofbeat.ask.claims import Claim, Role, of_safety
from hoofbeat.ask.plans import regimen, safety
from hoofbeat.ask.plans.harms import as_line, names_harm, rules_of, toxicity_rows, words_of_harm
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import asks, meant
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, question_words
from hoofbeat.logic import Truth

_ON_HARM = ("side-effects", "monitoring", "how-given", "eligibility", "symptom-control")
_MOST_RULES, _MOST_ROWS = 3, 2
_BLOOD = "blood"
"""What a dose limit concerns that is of blood counts."""
_WORST = 4
_GRADE = re.compile(r" (?:grade|g|gr) ([1-4]) ")
_GRADES = re.compile(r"grade ([1-4])(?: (to|or|and) ([1-4]))?")
_OF_CASE = frozenset({"progressing", "primary_site", "morphology", "extent"})
"""Facts beside which a count is part of a case."""

NOT_HANDLED = "not handled"
"""The key of what says that nothing is held on what to do about a harm."""


def plan(q: Question) -> list[Claim]:
    """For a clinician who asks what to do about a harm, or about a dose at a finding, on a treatment that is named: dose
    limits that name it, else those of any harm; what is given against it; rules; or that nothing is held. Else nothing.
    """
    treatment = _subject(q)
    if treatment is None:
        return []
    told = _limits(q, treatment)
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


def _limits(q: Question, treatment: str) -> list[Claim]:
    """The limits of the harm named, else of any harm, of its grade where one is told; of the counts told, those of the blood.

    Where it is asked whether treatment goes on and the first of them interrupts it, that begins with no.
    """
    if _counts(q) and not q.u.symptoms:
        return regimen.limits(q, treatment, "bottom", concerns=_BLOOD)
    told = regimen.limits(q, treatment, "bottom", lambda text: names_harm(q, text))
    told = told or regimen.limits(q, treatment, "bottom", _of_any_harm)
    grades = {int(n) for n in _GRADE.findall(q.u.words.line)}
    fitting = [c for c in told if not grades or grades <= _grades_of(c.slots["at"])]
    told = fitting or told
    ends = bool(fitting) and bool(grades) == bool(_GRADES.search(told[0].slots["at"])) and _interrupts(told[0])
    if ends and asks(q, "going_on_asked"):
        return [replace(told[0], predicate="not_continued"), *told[1:]]
    return told


def _interrupts(limit: Claim) -> bool:
    """Whether a limit interrupts or ends a treatment for everybody whom it is of."""
    of_some = as_line(limit.value) in plan_cues("of_some")
    return not of_some and as_line(limit.slots["then"]) in plan_cues("interrupting")


def _grades_of(limit: str) -> frozenset[int]:
    """The grades of a harm that a limit is of ("grade 2 to 4"); all of them where it names none."""
    found: set[int] = set()
    for first, to, last in _GRADES.findall(limit):
        found |= set(range(int(first), int(last) + 1)) if to == "to" else {int(first), int(last or first)}
    return frozenset(found or range(1, _WORST + 1))


def _counts(q: Question) -> set[str]:
    """The blood counts that a question tells."""
    return set(plan_words().counts) & q.u.own.keys()


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
    graded = asks(q, "graded_harm") and not asks(q, "frequency_words")
    counted = bool(_counts(q)) and not _OF_CASE & q.u.own.keys()
    if q.reader != "clinician" or not (q.intent in _ON_HARM or graded or counted) or q.u.syndromes or not named:
        return None
    if len(named) > 1 and q.intent not in _ON_HARM:
        return None  # Which of several is to be chosen: none of them has done the harm.
    dose, less = asks(q, "dose_words"), asks(q, "less_words")
    to_do = any(asks(q, words) for words in ("handling_words", "going_on_asked", "holding_asked"))
    wanted = (to_do or dose or less) if q.u.symptoms else (dose and less) or (counted and to_do)
    return named[0] if wanted or graded else None


def _nothing_held(q: Question, treatment: str) -> list[Claim]:
    record = q.knowledge.treatments[treatment]
    harm = question_words().symptoms[q.u.symptoms[0]][0].rstrip("*")
    return [Claim("not_handled", record.name, harm, (record.id, record.source), "bottom", key=NOT_HANDLED)]


def _of_any_harm(text: str) -> bool:
    """Whether a limit is of no harm in particular: 'grade 3 toxicity', and not 'liver toxicity'."""
    line = as_line(text)
    return line in plan_cues("any_harm") and not any(line in words_of_harm(s) for s in question_words().symptoms)
