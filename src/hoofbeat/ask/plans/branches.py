"""A recommendation that turns on a fact not known: the answer for each way the fact may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hoofbeat.advice import advise
from hoofbeat.advice.result import Advice, ToEstablish
from hoofbeat.ask.claims import Claim
from hoofbeat.ask.plans.shared import FAVORED, sure_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import templates
from hoofbeat.case import FIELDS
from hoofbeat.errors import HoofbeatError

_OPEN, _SPLIT = "establish_first", "differentiation"
_MOST_BRANCHES = 3


@dataclass(frozen=True)
class Branch:
    """One way the missing facts may be: each fact with its values in words, and the advice for it."""

    facts: tuple[tuple[str, str], ...]
    advice: Advice


def _turning(advice: Advice) -> ToEstablish | None:
    """The fact on which the verdict turns, where it is not known and knowing it settles the verdict."""
    if advice.chemotherapy.verdict != _OPEN:
        return None
    return next((e for e in advice.establish_first if any(c["verdict"] != _OPEN for c in e.would_change)), None)


def _groups(establish: ToEstablish) -> list[tuple[Mapping[str, Any], ...]]:
    """The values of the missing fact, those with the same outcome together."""
    groups: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {}
    for change in establish.would_change:
        groups.setdefault((change["verdict"], change["first_option"]), []).append(change)
    return [tuple(g) for g in groups.values()]


def _value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def branches_of(q: Question, case: Mapping[str, Any], advice: Advice, deeper: bool = True) -> list[Branch]:
    """The answer for each outcome of the fact it turns on; where no one fact settles it, for tumor and carcinoma apart."""
    turning = _turning(advice)
    if turning is not None:
        return _of_groups(q, case, turning)
    if advice.chemotherapy.verdict != _OPEN or not deeper or _SPLIT in case or "morphology" in case:
        return []
    return [b for value in FIELDS[_SPLIT].values for b in _split(q, {**case, _SPLIT: value}, str(value))]


def _of_groups(q: Question, case: Mapping[str, Any], turning: ToEstablish) -> list[Branch]:
    """A branch for each group of values with one outcome, without those that the grade stated rules out."""
    every = [str(c["value"]) for c in turning.would_change]
    stated = case.get("reported_grade")
    found = []
    for group in _groups(turning)[:_MOST_BRANCHES]:
        values = [str(c["value"]) for c in group]
        again = _advised(q, {**case, turning.field: _value(values[len(values) // 2])})
        if again is None or (stated and again.classification.grade not in (None, stated)):
            continue
        found.append(Branch(((turning.field, _range(q, turning.field, values, every)),), again))
    return found


def _split(q: Question, case: Mapping[str, Any], value: str) -> list[Branch]:
    advice = _advised(q, case)
    if advice is None:
        return []
    if advice.chemotherapy.verdict != _OPEN:
        return [Branch(((_SPLIT, value),), advice)]
    return [Branch(((_SPLIT, value), *b.facts), b.advice) for b in branches_of(q, case, advice, False)[:2]]


def _advised(q: Question, case: Mapping[str, Any]) -> Advice | None:
    try:
        return advise(case, q.knowledge)
    except HoofbeatError:
        return None


def _range(q: Question, field: str, values: list[str], every: list[str]) -> str:
    """The values of a branch in words, open where no value tried lies beyond."""
    wording = q.knowledge.fields[field]
    unit = f" {wording.unit}" if wording.unit else ""
    first, last = values[0], values[-1]
    if not all(v.replace(".", "", 1).isdigit() for v in every):
        return " or ".join(v.replace("_", " ") for v in values[:3])
    if last == max(every, key=float) and first != min(every, key=float):
        return f"{first}{unit} or more"
    if first == min(every, key=float):
        beyond = [v for v in every if float(v) > float(last)]
        return f"below {min(beyond, key=float)}{unit}" if beyond else f"up to {last}{unit}"
    return f"{first} to {last}{unit}" if first != last else f"{first}{unit}"


def claims_of(q: Question, branches: list[Branch]) -> list[Claim]:
    """The answer for each value of the facts it turns on."""
    claims: list[Claim] = []
    names: list[str] = []
    for branch in branches:
        verdict = branch.advice.chemotherapy
        deciding = next((s for s in verdict.because if s.role == "decides"), None)
        first = next((o for o in branch.advice.options if o.position in FAVORED and o.statements), None)
        shown = deciding or (first.statements[0] if first else None)
        if shown is None:
            continue
        record = q.knowledge.statements[shown.id]
        words = templates().words.verdicts[verdict.verdict]
        named = [(q.knowledge.fields[f].name, value) for f, value in branch.facts]
        names += [n for n, _ in named if n not in names]
        slots = {
            "facts": " and ".join(f"{n} {v}" for n, v in named),
            "facts_plain": " and ".join(f"{n} is {v}" for n, v in named),
        }
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
                key=f"branch {slots['facts']}",
            )
        )
    if claims:
        turns = " and ".join(names)
        depends = Claim("depends", turns, turns, claims[0].cites, "read", slots={"field": turns}, key="depends")
        claims = [*claims, depends, *sure_of(q, q.knowledge.statements[claims[0].cites[0]])]
    return claims
