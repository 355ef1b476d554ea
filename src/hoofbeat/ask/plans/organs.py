"""An organ that works badly, and one treatment that is named: what is held of just this treatment, or that nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_safety, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import Organ
from hoofbeat.ask.plans import regimen, safety
from hoofbeat.ask.plans import treatment as treatments
from hoofbeat.ask.plans.harms import rules_of
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import asks, meant, plainly
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.knowledge.records import SafetyRule
from hoofbeat.logic.evaluate import FALSE

_CLASS = "chemotherapy"
_ON_THE_TUMOR = frozenset({"tumor", "line", "syndrome"})
_SITE = "primary_site"
_MOST, _MOST_LIMITS = 4, 3


def plan(q: Question) -> list[Claim]:
    """For a question on one treatment and an organ: its own rules and dose limits; that none is held where none is."""
    subjects = [t for t in meant(q) if t != _CLASS]
    if len(subjects) != 1 or subjects[0] not in q.u.named or q.u.given or q.features & _ON_THE_TUMOR:
        return []
    if _SITE in q.u.own or asks(q, "handling_words") or q.u.words.line in _of_harm():
        return []
    told = {*q.u.own, *q.u.unspecific}
    organs = [o for o in plan_words().outright.organs if told & set(o.fields)]
    claims = [c for o in organs for c in _of_organ(q, subjects[0], o)]
    if claims and claims[0].predicate == "no_limit_reached" and asks(q, "dose_words"):
        return []  # Nothing held speaks against the dose that is asked for.
    if not claims:
        return []
    return [*_excluded_otherwise(q, subjects[0], claims), *claims, *safety.near_measures(q, rules_of(q, subjects[0]))]


def _excluded_otherwise(q: Question, treatment: str, claims: Sequence[Claim]) -> list[Claim]:
    """What else that is told excludes the treatment, whatever organ it is asked about."""
    said = {c.cites[0] for c in claims}
    stops = [r for r in rules_of(q, treatment) if r.severity == "contraindicated" and r.id not in said]
    return [safety.ruling(q, r) for r in stops if q.u.own.keys() & fields_of(q, r) and safety.holds(q, r)]


def _of_organ(q: Question, treatment: str, organ: Organ) -> list[Claim]:
    """What is held of a treatment and an organ, that which hangs on the fact told first."""
    rules = [r for r in rules_of(q, treatment) if set(organ.fields) & fields_of(q, r)]
    rules.sort(key=lambda r: r.severity != "contraindicated")
    fact = next(f for f in organ.fields if f in (*q.u.own, *q.u.unspecific))
    on_it = [r for r in rules if fact in fields_of(q, r)]
    limits = regimen.limits(q, treatment, "bottom", concerns=organ.concerns)[:_MOST_LIMITS]
    if fact in q.u.own:
        return _at_a_value(q, treatment, fact, on_it, rules, limits)
    given = q.u.words.line in _stated()
    none = [] if (on_it if given else rules) or limits else [safety.no_limit(q, treatment, fact)]
    said = [of_safety(r, q.knowledge, "bottom") for r in rules[:_MOST]]
    return [*none, *said, *limits, *(_what_is_missing(q, fact, on_it[0], given) if on_it else [])]


def _at_a_value(
    q: Question, treatment: str, fact: str, on_it: list[SafetyRule], rules: list[SafetyRule], limits: list[Claim]
) -> list[Claim]:
    """Of a value told: the rules that hold for it; else that none of them does, or that none is held."""
    holding = [r for r in rules if safety.holds(q, r)]
    excluded = any(r.severity == "contraindicated" for r in holding)
    own = asks(q, "dose_words") and not excluded and q.knowledge.regimens_of(treatment)
    doses = regimen.schedules(q, treatment) if own else []
    if holding:
        ruling = [safety.ruling(q, r) for r in holding[:_MOST]]
        details = [replace(c, role="detail") for c in (*limits, *doses)]
        return [*ruling, *details, *treatments.instead(q, treatment, holding)]
    first = safety.no_limit(q, treatment, fact)
    if on_it:
        first = replace(first, predicate="no_limit_reached", cites=(*first.cites, on_it[0].id))
    open_ones = [r for r in rules if q.truth("safety", r.id) != FALSE or r in on_it]
    return [first, *(of_safety(r, q.knowledge, "detail") for r in open_ones[:_MOST]), *limits]


def _what_is_missing(q: Question, fact: str, rule: SafetyRule, given: bool) -> list[Claim]:
    """What the limits are of, where a value was told in another measure; else the question for it."""
    wording, cites = q.knowledge.fields[fact], (rule.id, rule.source)
    if given:
        return [
            Claim(
                "other_measure",
                wording.name,
                within_sentence(wording.means.rstrip(".")),
                cites,
                "detail",
                key=f"measure {fact}",
            )
        ]
    slots, key = {"plainly": plainly(q, [fact])}, f"unspecific {fact}"
    return [Claim("unspecific", wording.name, wording.asks, cites, "caveat", slots=slots, key=key)]


@lru_cache(maxsize=1)
def _of_harm() -> AnyOf:
    return AnyOf(plan_words().outright.of_harm)


@lru_cache(maxsize=1)
def _stated() -> AnyOf:
    return AnyOf(plan_words().outright.stated)
