"""How often a treatment shrinks the tumor: those asked about first, in figures that say whom they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from hoofbeat.ask.claims import Claim, of_pitfall, of_statement
from hoofbeat.ask.figures import DIFFERENTIATED, current, site_words
from hoofbeat.ask.plans.endpoints import RESPONSE
from hoofbeat.ask.plans.evidence import named_studies, of_setting, of_site, row_claims, subjects_of
from hoofbeat.ask.plans.shared import asks, names_label, questions, weight_of
from hoofbeat.ask.pooled_figures import is_near, of_pooled
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.relevance import stems_of
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.filters import GRADES, WORST, Filters, fits_of
from hoofbeat.evidence.pooled import PooledResponse, pooled_nearest
from hoofbeat.evidence.rows import ResultRow, select
from hoofbeat.knowledge.records import Statement
from hoofbeat.knowledge.situation import Situation, read_situation
from hoofbeat.logic.evaluate import FALSE, TRUE

_RATES = ("orr", "dcr", "pr")
_FIGURES = ("pooled", "pooled_one", "rate", "not_pooled")
_MOST_ROWS = {"clinician": 5, "patient": 1}
_CLASS, _MOST_KIN = "chemotherapy", 3
_MOST_ON_GRADE = 2
_RANDOMIZED = "randomized"
_OF_PATIENTS = ("site", "differentiation", "grade")


def response(q: Question) -> list[Claim]:
    """How often it shrinks the tumor: of those asked about, pooled where it may be, and the studies one by one."""
    claims: list[Claim] = []
    for study in named_studies(q)[:2]:
        claims += row_claims(
            q, current(r for r in select(q.knowledge, Filters(study=study.id)) if r.endpoint in RESPONSE)
        )
    subjects = subjects_of(q)
    parts = {d for t in subjects for d in q.knowledge.treatments[t].contains}
    for treatment in [t for t in subjects if t not in parts][:2]:
        claims += [*_on_the_grade(q, treatment), *_of_treatment(q, treatment)]
    if not any(c.predicate in _FIGURES for c in claims):
        claims = []
    words = (*q.u.words.words, *plan_words().search.response)
    notes = q.relevant(("statement", "pitfall"), 2, 5.0, only_about=True, words=words)
    said = [of_statement(s, "caveat") if isinstance(s, Statement) else of_pitfall(s) for s in notes]
    claims += said if claims else _said(q)
    return [*claims, *questions(q, subjects_of(q)[0] if subjects_of(q) else None)] if claims else []


def _on_the_grade(q: Question, treatment: str) -> list[Claim]:
    """What a source advises on a treatment, or on its kind, for the very grade that the question states."""
    if q.population.grade not in GRADES or (stated := _with_grade(q, q.population.grade)) is None:
        return []
    others = [s for g in GRADES if g != q.population.grade and (s := _with_grade(q, g)) is not None]
    kinds, grade = q.knowledge.treatments.kinds(treatment) - {_CLASS}, q.population.grade
    found = [
        s for s in q.knowledge.statements.values()
        if s.about in kinds and not s.superseded and re.search(rf"\b(?:G|grade ){grade[1]}\b", s.says)
        and stated.truth("statement", s.id) != FALSE and not any(o.truth("statement", s.id) == TRUE for o in others)
    ]  # fmt: skip
    found = [s for s in found if not q.written_for_patients(s)]
    found.sort(key=lambda s: (s.about != treatment, stated.truth("statement", s.id) != TRUE, s.position is None))
    return [of_statement(s, "bottom") for s in found[:_MOST_ON_GRADE]]


def _with_grade(q: Question, grade: str) -> Situation | None:
    """The case of a question with a grade, advanced where it reads so; None where that cannot be."""
    case = {k: v for k, v in q.case.items() if k != "ki67_percent"} | (
        {"extent": "metastatic"} if q.assumed_advanced else {}
    )
    try:
        return read_situation({**case, "reported_grade": grade}, q.knowledge)
    except HoofbeatError:
        return None


def _of_treatment(q: Question, treatment: str) -> list[Claim]:
    """The rates of one treatment, those of the patients asked about first; a pool leads only where it is of them."""
    rates = [r for r in select(q.knowledge, Filters(treatment=treatment)) if r.endpoint in _RATES]
    tried = [r for r in rates if r.design.startswith(_RANDOMIZED)] if asks(q, "randomized_words") else []
    rates = tried or rates
    rows = current(r for r in rates if r.comparator is None)
    alike = [r for r in rows if not {"other"} & {fit for name, fit in _fits(q, r) if name in _OF_PATIENTS[:2]}]
    ranked = sorted(alike or rows, key=lambda r: _rank(q, r))
    pooled = pooled_nearest(q.knowledge, treatment, q.population)
    leads = bool(pooled.counted) and _may_lead(q, pooled, ranked)
    rows = sorted([*ranked[: _MOST_ROWS[q.reader]], *_of_kin(q, treatment, ranked)], key=lambda r: _rank(q, r))
    shown = row_claims(q, rows)
    none = (
        []
        if any(_is_of_asked(q, r) and _is_of_site(q, r) for r in ranked) or not shown
        else _none_of_asked(q, treatment)
    )
    found = of_pooled(pooled, q.knowledge, "bottom" if leads else "number", _not_told_beside(q))
    if tried:  # a pool is of series too
        return [*none, *shown]
    return [*none, *found, *shown] if leads else [*none, *shown, *(found if _is_worth_saying(q, pooled) else [])]


def _of_kin(q: Question, treatment: str, own: Sequence[ResultRow]) -> list[ResultRow]:
    """Where no rate of a regimen is of the patients asked about: those of its kind that are, under their own name.

    Where all rates of the regimen are of others, rates of its kind that do not tell the grade stand too.
    """
    if q.reader == "patient" or any(_is_of_asked(q, r) for r in own) or not q.population.population_words():
        return []
    table = q.knowledge.treatments
    kinds = (k for k in table[treatment].classes if k != _CLASS and table.is_a(k, _CLASS))
    kind = next((k for k in kinds if not table[k].several_mechanisms), None)
    asked = replace(q.population, treatment=kind, grade=None, line=None)
    rates = (
        current(r for r in select(q.knowledge, asked) if r.endpoint == "orr" and r.comparator is None) if kind else []
    )
    others = all("other" in dict(_fits(q, r)).values() for r in own)
    wanted = ("only", "among", "not told") if others else ("only", "among")
    alike = [r for r in rates if r.treatment != treatment and _is_of_asked(q, r, wanted)]
    return sorted(alike, key=lambda r: _rank(q, r))[:_MOST_KIN]


def _fits(q: Question, row: ResultRow) -> tuple[tuple[str, str], ...]:
    return fits_of(row.asked_of, row.line, q.population)


def _is_of_carcinoma(q: Question, row: ResultRow) -> bool:
    """Whether a row is of carcinomas and the question of tumors: those go last."""
    is_net = q.situation is not None and q.situation.row.get("is_net") is True
    return is_net and row.differentiation == "poor"


def _rank(q: Question, row: ResultRow) -> tuple[object, ...]:
    """The place of a row: the subgroup that the question names, then the grade, the site and the kind asked about."""
    distance = {name: WORST.index(fit) for name, fit in fits_of(row.asked_of, row.line, q.population)}
    site = of_site(q, row)
    return (
        _is_of_carcinoma(q, row),
        not of_setting(q, row.name),
        not _is_named(q, row),
        row.endpoint not in ("orr", "pr"),
        q.about_local and row.setting == "advanced",
        distance["grade"],
        not site,
        distance["site"],
        row.endpoint != "orr",
        distance["differentiation"],
        distance["line"],
        row.subgroup is not None and not site,
        row.asked_of.label is not None and not site,
        weight_of(row.design),
        -(row.evaluable or row.patients or 0),
    )


def _is_named(q: Question, row: ResultRow) -> bool:
    """Whether the question names the subgroup that a row is of."""
    label = row.subgroup or row.asked_of.label
    return label is not None and names_label(label, set(stems_of(q.u.text)))


def _is_of_asked(q: Question, row: ResultRow, wanted: Sequence[str] = ("only", "among")) -> bool:
    """Whether a row's patients are stated to include those asked about, or to be no others."""
    return all(fit in wanted for name, fit in _fits(q, row) if name in _OF_PATIENTS)


def _is_of_site(q: Question, row: ResultRow) -> bool:
    """Whether a row is of the site asked about alone: several sites are not that one."""
    return dict(_fits(q, row))["site"] == "only"


def _may_lead(q: Question, pooled: PooledResponse, ranked: Sequence[ResultRow]) -> bool:
    """Whether a pool may open the answer.

    It must be of the kind, the site and the grade asked about, of no parts that its study keeps apart, and no study of
    them that weighs more may be missing from it.
    """
    if q.about_local or not _is_worth_saying(q, pooled) or any(_is_named(q, r) for r in ranked):
        return False
    if any(dict(fits_of(c.population, c.line, q.population))["grade"] != "only" for c in pooled.counted):
        return False
    inside = {c.study.id for c in pooled.counted}
    heaviest = min(weight_of(c.study.design) for c in pooled.counted)
    missing = [r for r in ranked if r.endpoint == "orr" and r.study not in inside and _is_of_asked(q, r, ("only",))]
    return not any(weight_of(r.design) < heaviest and r.subgroup is None for r in missing)


def _is_of_parts(pooled: PooledResponse) -> bool:
    """Whether a rate is that of one study, made of parts that the study reports apart."""
    return len(pooled.counted) == 1 and len(pooled.counted[0].count.results) > 1


def _is_worth_saying(q: Question, pooled: PooledResponse) -> bool:
    """Whether a pool that does not lead adds to the rates one by one."""
    return is_near(pooled) and not _is_of_parts(pooled) and (len(pooled.counted) > 1 or q.reader == "patient")


def _not_told_beside(q: Question) -> list[str]:
    """What a question asks of carcinomas that no study's population tells: the index that they are not graded by."""
    asked = "ki67_percent" in q.case and q.population.differentiation == "poor"
    return [f"{q.knowledge.fields['ki67_percent'].name} not told apart"] if asked else []


def _none_of_asked(q: Question, treatment: str) -> list[Claim]:
    """That no rate is of the patients asked about alone."""
    asked = q.population
    parts = [
        site_words(asked.sites) if asked.sites else "",
        DIFFERENTIATED.get(asked.differentiation or "", ""),
        asked.grade or "",
    ]
    slots = {"population": ", ".join(p for p in parts if p)}
    cites = (treatment, q.knowledge.treatments[treatment].source)
    name = q.name(treatment)
    return [Claim("none_of_asked", name, name, cites, "bottom", slots=slots, key=f"none of asked {treatment}")]


def _said(q: Question) -> list[Claim]:
    """Where no figure can be given: what sources say of it in words, of the very treatment where it is one by name."""
    words = (*q.u.words.words, *plan_words().search.response_in_words)
    found = q.relevant(("statement",), 3, 6.0, only_about=True, words=words)
    subjects = [t for t in subjects_of(q)[:1] if q.knowledge.treatments[t].kind != "class"]
    own = [s for s in found if s.about in subjects]
    none = [
        Claim("no_figure", q.name(t), q.name(t), (t, q.knowledge.treatments[t].source), "bottom", key=f"no figure {t}")
        for t in subjects
    ]
    return [*none, *(of_statement(s, "bottom") for s in (own if subjects else found))]
