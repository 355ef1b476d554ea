"""What harm a treatment does, and what is watched for it."""

from __future__ import annotations

import re
from functools import cache

from hoofbeat.ask.claims import Claim, of_list, of_plain, of_safety, of_statement
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import regimen
from hoofbeat.ask.plans.endpoints import HARM
from hoofbeat.ask.plans.shared import FAVORED, asks, matters_in, meant, questions, urgent_signs
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, question_words
from hoofbeat.ask.relevance import stems_of
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import PlainText, SafetyRule, Statement
from hoofbeat.language.tokens import fold

_MOST = 5
_NO_WORD = re.compile(r"[^a-z0-9]+")
_NOT_OF_DRUGS = ("hormone", "infection")
"""Harms that are the disease's own, or a word in passing."""


@cache
def words_of_harm(symptom: str) -> AnyOf:
    """The words of a harm."""
    return AnyOf(question_words().symptoms[symptom])


def as_line(text: str) -> str:
    """A text of a record as patterns are looked for in it: folded words with one space between."""
    return f" {' '.join(map(fold, _NO_WORD.sub(' ', text.lower()).split()))} "


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
            claims += [*_how_it_goes(q, plain), *_asked_effects(q, treatment), *_what_helps(q, treatment)]
            claims.append(of_list(plain, "common_side_effects", "effects", "bottom", name))
            claims += urgent_signs(q, treatment)
        if q.u.symptoms or q.reader == "clinician":
            claims += toxicity_rows(q, treatment)
    if not claims:
        return []
    safety = q.relevant(("safety",), 3, 6.0, only_about=True) if q.reader == "clinician" else []
    claims += [of_safety(r, q.knowledge) for r in safety if _is_named(q, r)]
    found = q.relevant(("statement",), 2, 7.0, only_about=True)
    claims += [of_statement(s) for s in found if s.position not in FAVORED and _is_of_harm(q, s)]
    return [*claims, *questions(q, next(iter(subjects), None))]


def _is_named(q: Question, rule: SafetyRule) -> bool:
    """Whether the question names the harm or a fact that a rule is about: rules on facts that nobody named are not asked for."""
    told = {*q.u.own, *q.u.unspecific}
    return names_harm(q, rule.says) or bool(told & q.knowledge.fields_of("safety", rule.id))


def _is_of_harm(q: Question, statement: Statement) -> bool:
    """Whether a statement speaks of harm: a patient who asks for side effects is told neither the place of a treatment, nor of a
    regimen that only contains it."""
    text = f" {statement.plain.lower()} "
    if q.reader == "clinician":
        return True
    table, about = q.knowledge.treatments, statement.about
    if table[about].contains and not any(table.is_a(t, about) for t in meant(q)):
        return False
    if _lists_again(q, text) and not asks(q, "to_do_words"):
        return False
    return names_harm(q, text) if q.u.symptoms else text in plan_cues("harm_words")


def _lists_again(q: Question, text: str) -> bool:
    """Whether a text names over again most of what the page of a treatment lists."""
    pages = [p for t in meant(q) if (p := q.plain_of(t)) is not None]
    told = set(stems_of(text))
    return any(sum(bool(told & set(stems_of(i))) for i in p.common_side_effects) > _MOST for p in pages)


def _how_it_goes(q: Question, plain: PlainText) -> list[Claim]:
    """To a patient who asks what to expect: how the treatment is given, before its harms."""
    return [of_plain(plain, "how_it_is_given", "bottom")] if q.reader == "patient" and asks(q, "expect_words") else []


def _is_denied(q: Question, symptom: str) -> bool:
    """Whether a harm is only said not to be there: whoever tells that is not told that it can happen."""
    line = q.u.words.line
    return all(f"{line[: m.start()]}" in plan_cues("denied_harm") for m in words_of_harm(symptom).every(line))


def _asked_effects(q: Question, treatment: str) -> list[Claim]:
    """Whether the harms asked about are known of the treatment; that they are not, only where no record speaks of any."""
    claims: dict[str, Claim] = {}
    for symptom in (s for s in q.u.symptoms if not _is_denied(q, s)):
        claim = _in_pages(q, treatment, symptom) or _in_rules(q, treatment, symptom)
        if claim is not None:
            claims.setdefault(claim.id, claim)
    asked = [s for s in q.u.symptoms if s not in _NOT_OF_DRUGS and not _is_denied(q, s)]
    if not claims and asked and not _is_spoken_of(q, treatment):
        plain = q.plain_of(treatment)
        cites = (plain.id,) if plain is not None else (treatment,)
        named = question_words().symptoms[asked[0]][0].rstrip("*")
        return [Claim("effect_unknown", q.name(treatment), named, cites, "bottom", key=f"unknown {treatment}")]
    return list(claims.values())[:2]


def known_effects(q: Question, treatment: str) -> list[Claim]:
    """The harms asked about that pages list for a treatment."""
    found = (_in_pages(q, treatment, s) for s in q.u.symptoms if s not in _NOT_OF_DRUGS)
    return list({c.id: c for c in found if c is not None}.values())[:1]


def _pages(q: Question, treatment: str) -> list[PlainText]:
    """The pages that tell a treatment's harms: its own, else those of what contains it, those of its kinds, and that of its class."""
    table, pages = q.knowledge.treatments, {p.treatment: p for p in q.knowledge.records("plain").values()}
    near = [t for t in pages if treatment in table[t].contains or (t != treatment and table.is_a(t, treatment))]
    nearest = [p for p in (q.plain_of(treatment),) if p is not None]
    others = [pages[t] for t in near]
    return [*nearest, *others] if treatment in pages else [*others, *nearest]


def _in_pages(q: Question, treatment: str, symptom: str) -> Claim | None:
    """A harm as the first page that lists it says it."""
    patterns, said = words_of_harm(symptom), set(stems_of(q.u.text))
    for page in _pages(q, treatment):
        hits = [i for i in page.common_side_effects if as_line(i) in patterns]
        hits = hits or [i for i in page.call_at_once if as_line(i) in patterns]
        if not hits:
            continue
        asked = matters_in(q.u.words.line)
        hit = max(hits, key=lambda i: (len(asked & matters_in(as_line(i))), len(said & set(stems_of(i))))).split(";")[0]
        cites = (page.id, *(p.source for p in page.sources if p.for_ == "common_side_effects"))[:3]
        predicate = _how_known(q, treatment, page)
        slots = {"other": q.name(page.treatment)}
        key = f"effect {hit} {treatment}"
        return Claim(predicate, q.name(treatment), hit, (*cites, treatment), "bottom", slots=slots, key=key)
    return None


def _how_known(q: Question, treatment: str, page: PlainText) -> str:
    """In what words a harm is said: that it happens, or of what else it is known."""
    table = q.knowledge.treatments
    if page.treatment in table.kinds(treatment):
        asks_whether = q.reader == "patient" or (asks(q, "yes_no_words") and not asks(q, "frequency_words"))
        return "effect_found" if asks_whether and not asks(q, "to_do_words") else "effect_known"
    return "effect_beside" if treatment in table[page.treatment].contains else "effect_of_kind"


def _what_helps(q: Question, treatment: str) -> list[Claim]:
    """To a patient who asks what to do about a harm: whom to ask, since lists of harms do not say it."""
    plain = q.plain_of(treatment)
    if q.reader == "clinician" or plain is None or not q.u.symptoms or not asks(q, "to_do_words"):
        return []
    return [Claim("what_helps", plain.title, plain.title, (plain.id,), "bottom", key="what helps")]


def _in_rules(q: Question, treatment: str, symptom: str) -> Claim | None:
    """A harm as a safety rule of the treatment says it."""
    patterns = words_of_harm(symptom)
    rule = next((r for r in rules_of(q, treatment) if as_line(r.says) in patterns), None)
    return of_safety(rule, q.knowledge, "bottom") if rule is not None else None


def _is_spoken_of(q: Question, treatment: str) -> bool:
    """Whether a statement or a study on a treatment, or on what contains it, speaks of a harm that the question names."""
    table = q.knowledge.treatments
    of = {treatment, *(t.id for t in table.values() if treatment in t.contains)}
    told = (s for s in q.knowledge.statements.values() if any(table.is_a(s.about, t) for t in of))
    rows = (r for t in of for r in select(q.knowledge, Filters(treatment=t)) if r.endpoint in HARM)
    return any(names_harm(q, s.says) for s in told) or any(names_event(q, r.event) for r in rows)


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
    kinds = table.kinds(treatment)
    own = [r for r in rules if r.treatment in kinds]
    members = (r for r in rules if r.treatment not in kinds and table.is_a(r.treatment, treatment))
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
