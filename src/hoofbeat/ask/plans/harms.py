"""What harm a treatment does, and what is watched for it."""

from __future__ import annotations

import re
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_list, of_plain, of_safety, of_statement
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import regimen
from hoofbeat.ask.plans.endpoints import HARM
from hoofbeat.ask.plans.shared import FAVORED, meant, questions, urgent_signs
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, question_words
from hoofbeat.ask.relevance import stems_of
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import SafetyRule

_MOST = 5
_NO_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=64)
def words_of_harm(symptom: str) -> AnyOf:
    """The words of a harm."""
    return AnyOf(question_words().symptoms[symptom])


def as_line(text: str) -> str:
    """A text of a record as patterns are looked for in it: words in small letters with one space between."""
    return f" {_NO_WORD.sub(' ', text.lower())} "


def names_harm(q: Question, text: str) -> bool:
    """Whether a text is about a function or a harm that the question names."""
    line = as_line(text)
    return any(line in words_of_harm(s) for s in q.u.symptoms)


def names_event(q: Question, event: str | None) -> bool:
    """Whether an event of a study, written with hyphens, is a harm that the question names."""
    return names_harm(q, (event or "").replace("-", " "))


def side_effects(q: Question) -> list[Claim]:
    """Harms: the one asked about first, then the usual ones, figures, cautions, and when to call."""
    claims: list[Claim] = []
    subjects = meant(q)
    for treatment in subjects[:2]:
        plain = q.plain_of(treatment)
        name = q.name(treatment)
        if plain is None:
            continue
        if q.reader == "patient" or not q.u.studies:
            claims += _asked_effects(q, treatment)
            claims.append(of_list(plain, "common_side_effects", "effects", "bottom", name))
            claims += urgent_signs(q, treatment)
        if q.u.symptoms or q.reader == "clinician":
            claims += toxicity_rows(q, treatment)
    if not claims:
        return []
    safety = q.relevant(("safety",), 3, 6.0, only_about=True) if q.reader == "clinician" else []
    claims += [of_safety(r, q.knowledge) for r in safety]
    of_harm = [s for s in q.relevant(("statement",), 2, 7.0, only_about=True) if s.position not in FAVORED]
    claims += [of_statement(s) for s in of_harm]
    return [*claims, *questions(q, next(iter(subjects), None))]


def _asked_effects(q: Question, treatment: str) -> list[Claim]:
    """Whether the harm asked about is known of the treatment."""
    plain = q.plain_of(treatment)
    claims: list[Claim] = []
    if plain is None:
        return claims
    items = [*plain.common_side_effects, *plain.call_at_once]
    for symptom in q.u.symptoms:
        patterns = words_of_harm(symptom)
        said = set(stems_of(q.u.text))
        hits = [i for i in items if as_line(i) in patterns]
        hit = max(hits, key=lambda i: len(said & set(stems_of(i))), default=None)
        if hit is not None:
            cites = (plain.id, *(p.source for p in plain.sources if p.for_ == "common_side_effects"))[:3]
            claims.append(
                Claim(
                    "effect_found",
                    q.name(treatment),
                    hit.split(";")[0],
                    cites,
                    "bottom",
                    key=f"effect {symptom} {treatment}",
                )
            )
            continue
        rule = next((r for r in rules_of(q, treatment) if as_line(r.says) in patterns), None)
        if rule is not None:
            claims.append(of_safety(rule, q.knowledge, "bottom"))
        elif symptom not in ("hormone", "infection"):
            claims.append(
                Claim(
                    "effect_unknown",
                    q.name(treatment),
                    question_words().symptoms[symptom][0].rstrip("*"),
                    (plain.id,),
                    "bottom",
                    key=f"unknown {symptom} {treatment}",
                )
            )
    return claims[:2]


def toxicity_rows(q: Question, treatment: str) -> list[Claim]:
    """Severe harms as studies counted them; the one asked about, else all together."""
    rows = [r for r in select(q.knowledge, Filters(treatment=treatment)) if r.endpoint in HARM and r.comparator is None]
    asked = [r for r in rows if names_event(q, r.event)]
    chosen = current(asked or [r for r in rows if r.event in ("any", None) or r.endpoint == "toxic_deaths"])
    chosen.sort(key=lambda r: -(r.evaluable or r.patients or 0))
    claims = [of_row(r, q.knowledge) for r in chosen[: _MOST if q.reader == "clinician" else 1]]
    return [c for c in claims if c is not None]


def rules_of(q: Question, treatment: str) -> list[SafetyRule]:
    """Every safety rule of a treatment, of its classes and of what it contains; of a class, those of members that the question means."""
    table, rules = q.knowledge.treatments, q.knowledge.safety.values()
    own = [r for r in rules if r.treatment in table.kinds(treatment)]
    members = (r for r in rules if r not in own and table.is_a(r.treatment, treatment))
    return [*own, *(r for r in members if names_harm(q, r.says))]


def monitoring(q: Question) -> list[Claim]:
    """What is checked: the limits that safety rules ask for, and what patients are told of tests."""
    claims: list[Claim] = []
    subjects = meant(q)
    for treatment in subjects[:2]:
        watched = regimen.watched(q, treatment)
        claims += watched or regimen.limits(q, treatment, speaks=lambda text: names_harm(q, text))
        names = [r for r in rules_of(q, treatment) if any(f in r.when for f in plan_words().watched)]
        rare = {*q.u.words.words, *(part for term in q.u.terms for part in term.split("-"))}
        names.sort(
            key=lambda r: (
                -len(rare & set(r.id.split("-"))) - (2 if names_harm(q, r.says) else 0),
                not r.ask,
                r.severity != "contraindicated",
            )
        )
        claims += [
            of_safety(r, q.knowledge, "bottom" if n < 2 else "detail")
            for n, r in enumerate(names[: _MOST if q.reader == "clinician" else 2])
        ]
        plain = q.plain_of(treatment)
        if plain is not None and (q.reader == "patient" or not claims):
            claims.insert(0, of_plain(plain, "how_it_is_given", "bottom"))
    words = (*q.u.words.words, *plan_words().search.monitoring)
    claims += [of_statement(s) for s in q.relevant(("statement",), 2, 9.0, only_about=True, words=words)]
    if q.reader == "patient" and subjects:
        claims += [*urgent_signs(q, subjects[0]), *questions(q, next(iter(subjects), None))]
    return claims
