"""A recommendation that turns on a fact not known: the answer for each way the fact may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hoofbeat.advice import Consultation, consult
from hoofbeat.advice.neighbours import NOTHING, is_number, stretches, values_to_try
from hoofbeat.advice.result import ToEstablish
from hoofbeat.ask.claims import Claim, within_sentence
from hoofbeat.ask.forms import Template
from hoofbeat.ask.plans.shared import FAVORED, plainly, sure_of, verdict_words
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import templates
from hoofbeat.case import FIELDS
from hoofbeat.errors import HoofbeatError

_OPEN, _SPLIT, _HISTORY, _SITE = "establish_first", "differentiation", "prior_treatments", "primary_site"
_MOST_BRANCHES = 3
_SUPPOSED = {"position": "position_if", "position_only": "position_only_if"}
"""Predicates of an option, with those that tell on what facts it rests."""


@dataclass(frozen=True)
class Branch:
    """One way the missing facts may be: each fact with its values in words, and the advice for it."""

    facts: tuple[tuple[str, str], ...]
    advice: Consultation


def _turning(advice: Consultation) -> ToEstablish | None:
    """The fact on which the verdict turns, where it is not known and knowing it settles the verdict."""
    if advice.chemotherapy.verdict != _OPEN:
        return None
    return next((e for e in advice.establish_first if any(c["verdict"] != _OPEN for c in e.would_change)), None)


def _groups(q: Question, establish: ToEstablish, case: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], ...]]:
    """The values of the missing fact, those with the same outcome together; of a history that is told, what may come of it.

    Where a hormone syndrome is told, no site but those where its tumors arise.
    """
    table, sites = q.knowledge.treatments, q.possible_sites
    changes = [c for c in establish.would_change if establish.field != _SITE or not sites or c["value"] in sites]
    if establish.field == _HISTORY and case.get(_HISTORY):
        given = {table[k].name for e in case[_HISTORY] for k in table.kinds(e["treatment"])}
        changes = [c for c in changes if c["value"].partition(",")[0] in given] or [
            c for c in changes if c["value"] != NOTHING
        ]
    groups: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {}
    for change in changes:
        groups.setdefault((change["verdict"], change["first_option"]), []).append(change)
    return [tuple(g) for g in groups.values()]


def branches_of(q: Question, case: Mapping[str, Any], advice: Consultation, deeper: bool = True) -> list[Branch]:
    """The answer for each outcome of the fact it turns on; where no one fact settles it, for tumor and carcinoma apart."""
    turning = _turning(advice)
    if turning is not None:
        return _of_groups(q, case, turning)
    if advice.chemotherapy.verdict != _OPEN or not deeper or _SPLIT in case or "morphology" in case:
        return []
    return [b for value in FIELDS[_SPLIT].values for b in _split(q, {**case, _SPLIT: value}, str(value))]


def _of_groups(q: Question, case: Mapping[str, Any], turning: ToEstablish) -> list[Branch]:
    """A branch for each group of values with one outcome, without those that the grade stated rules out."""
    found = []
    for group in _groups(q, turning, case)[:_MOST_BRANCHES]:
        values = [str(c["value"]) for c in group]
        again = _fitting(q, case, turning.field, values)
        if again is not None:
            found.append(Branch(((turning.field, _range(q, turning.field, values)),), again))
    return found


def _fitting(q: Question, case: Mapping[str, Any], field: str, values: list[str]) -> Consultation | None:
    """The advice for the value in the middle of a group; where the grade stated rules that out, for its ends."""
    stated, meant = case.get("reported_grade"), dict(values_to_try(q.knowledge, field))
    tried = dict.fromkeys([values[len(values) // 2], *((values[0], values[-1]) if stated else ())])
    for value in tried:
        again = _advised(q, {**case, field: meant.get(value, value)})
        if again is not None and (not stated or again.classification.grade in (None, stated)):
            return again
    return None


def _split(q: Question, case: Mapping[str, Any], value: str) -> list[Branch]:
    advice = _advised(q, case)
    if advice is None:
        return []
    if advice.chemotherapy.verdict != _OPEN:
        return [Branch(((_SPLIT, value),), advice)]
    return [Branch(((_SPLIT, value), *b.facts), b.advice) for b in branches_of(q, case, advice, False)[:2]]


def _advised(q: Question, case: Mapping[str, Any]) -> Consultation | None:
    try:
        return consult(case, q.knowledge)
    except HoofbeatError:
        return None


def _range(q: Question, field: str, values: list[str]) -> str:
    """The values of a branch in words."""
    if field == _HISTORY:
        return values[0].partition(",")[0]
    if not is_number(field):
        return " or ".join(v.replace("_", " ") for v in values[:3])
    return " or ".join(stretches(q.knowledge, field, values))


def _told(q: Question, field: str, value: str) -> Template:
    """A fact of a branch in words."""
    if field != _HISTORY:
        name = q.knowledge.fields[field].name
        return Template(clinician=f"{name} {value}", patient=f"{name} is {value}")
    words = templates().words.histories["none" if value == NOTHING else "given"]
    given = within_sentence(value)
    return Template(clinician=words.clinician.format(value=given), patient=words.patient.format(value=given))


def branches_told(branches: list[Branch]) -> list[Branch]:
    """The branches that are told: those in which the verdict is settled; all where it is settled in none."""
    return [b for b in branches if b.advice.chemotherapy.verdict != _OPEN] or branches


def supposing(q: Question, branch: Branch, stated: Consultation, claims: Sequence[Claim]) -> list[Claim]:
    """Claims made for a branch: the options that are none by what was stated after the facts that the branch supposes."""
    known = {(o.treatment, o.position) for o in stated.options}
    slots = _in_words(q, branch)

    def placed(claim: Claim) -> Claim:
        treatment = claim.key.removeprefix("option ")
        if claim.predicate not in _SUPPOSED or (treatment, claim.certainty) in known:
            return claim
        return replace(claim, predicate=_SUPPOSED[claim.predicate], slots={**claim.slots, **slots})

    return [placed(c) for c in claims]


def _in_words(q: Question, branch: Branch) -> dict[str, str]:
    """The facts of a branch in words, for each reader."""
    told = [_told(q, field, value) for field, value in branch.facts]
    return {
        "facts": " and ".join(w.clinician for w in told),
        "facts_plain": " and ".join(w.patient for w in told),
    }


def claims_of(q: Question, branches: list[Branch]) -> list[Claim]:
    """The answer for each value of the facts it turns on."""
    claims: list[Claim] = []
    turning: list[str] = []
    for branch in branches_told(branches):
        verdict = branch.advice.chemotherapy
        deciding = next((s for s in verdict.because if s.role == "decides"), None)
        first = next((o for o in branch.advice.options if o.position in FAVORED and o.statements), None)
        shown = deciding or (first.statements[0] if first else None)
        if shown is None:
            continue
        record = q.knowledge.statements[shown.id]
        words = verdict_words(branch.advice)
        turning += [f for f, _ in branch.facts if f not in turning]
        slots = _in_words(q, branch)
        value = f"{words.clinician} {record.says}"
        plain = f"{words.patient} {record.plain}"
        claims.append(
            Claim(
                "branch",
                slots["facts"],
                value,
                (record.id, record.source),
                "bottom",
                plain=plain,
                slots=slots,
                certainty=verdict.verdict,
                key=f"branch {slots['facts']}",
            )
        )
    if claims:
        turns = " and ".join(q.knowledge.fields[f].name for f in turning)
        slots = {"field": turns, "plainly": plainly(q, turning)}
        depends = Claim("depends", turns, turns, claims[0].cites, "read", slots=slots, key="depends")
        claims = [*claims, depends, *sure_of(q, q.knowledge.statements[claims[0].cites[0]])]
    return claims
