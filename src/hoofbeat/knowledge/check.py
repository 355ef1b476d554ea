"""The proof of the base: every reference resolves, every condition passes the record's own cases, every figure can be.

Each check is a function of the knowledge that yields problems; `CHECKS` is the list of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hoofbeat.case import FIELDS
from hoofbeat.errors import CaseError, Problem
from hoofbeat.knowledge.check_regimens import (
    days_lie_within_the_cycle,
    regimens_are_whole,
    sources_of_a_cycle_agree,
)
from hoofbeat.knowledge.grim import impossible_percentages
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.knowledge.snapshot import WITH_CONDITION, Knowledge
from hoofbeat.knowledge.treatments import folded
from hoofbeat.logic.condition import uses_null_test


def _where(knowledge: Knowledge, kind: str, name: str, field: str = "") -> str:
    return f"{knowledge.file_of[kind, name]}, {name}" + (f", {field}" if field else "")


def _cited_sources(record: Any) -> Iterator[tuple[str, str]]:
    if getattr(record, "source", None):
        yield "source", record.source
    for place in (*getattr(record, "also", ()), *getattr(record, "sources", ())):
        yield "also", place.source
    if getattr(record, "superseded", None):
        yield "superseded.by", record.superseded.by
    for arm in getattr(record, "arms", ()):
        yield from ((f"arms.{arm.id}", result.source) for result in getattr(arm, "results", ()))
    yield from ((f"contrasts.{c.id}", c.source) for c in getattr(record, "contrasts", ()))
    yield from ((field, item.source) for field, item in getattr(record, "quoted", ()))


def sources_exist(knowledge: Knowledge) -> Iterator[Problem]:
    """Every source that is cited has a record."""
    for kind, shelf in knowledge.by_kind.items():
        for name, record in shelf.items():
            for field, source in dict.fromkeys(_cited_sources(record)):
                if source not in knowledge.sources:
                    yield Problem(_where(knowledge, kind, name, field), f"'{source}' is not a source in sources.yaml.")


def _references(kind: str, record: Any) -> Iterator[tuple[str, str, str]]:
    """The ids a record names: the field, the kind of record it must be, the id."""
    match kind:
        case "treatment":
            yield from (("classes", "treatment", c) for c in record.classes)
            yield from (("contains", "treatment", c) for c in record.contains)
        case "fact" if record.history is not None:
            yield "history", "treatment", record.history.question[1]
        case "statement":
            yield "about", "treatment", record.about
            yield from (("after", "treatment", t) for t in record.after)
            yield from (("only_with", "treatment", t) for t in (record.only_with,) if t)
            yield from (("evidence", "study", s) for s in record.evidence)
            yield from (("exception_to", "statement", s) for s in record.exception_to)
            yield from (("conflicts_with", "statement", s) for s in record.conflicts_with)
        case "safety" | "plain":
            yield "treatment", "treatment", record.treatment
        case "syndrome":
            yield from (("controls", "treatment", t) for t in record.controls)
            yield from (("comes_first", "statement", s) for s in record.comes_first)
        case "study":
            yield from ((f"arms.{a.id}", "treatment", a.treatment) for a in record.arms)
            yield from (("overlaps", "study", s) for s in record.overlaps)
        case "trial":
            yield from (("treatments", "treatment", t) for t in record.treatments)
            if record.reported_as:
                yield "reported_as", "study", record.reported_as
        case "regimen":
            yield "treatment", "treatment", record.treatment
            yield from (("components", "treatment", c.drug) for c in record.components)
            yield from (("limits", "treatment", limit.drug) for limit in record.limits if limit.drug)


def sources_are_of_the_edition(knowledge: Knowledge) -> Iterator[Problem]:
    """What a source says is left out of advice as of a day before it was published: none may be later than the edition."""
    for source in knowledge.sources.values():
        if source.published > knowledge.edition.date:
            said = f"{source.published} is later than the edition ({knowledge.edition.date}), so that it would be left out of all advice."
            yield Problem(_where(knowledge, "source", source.id, "published"), said)


def references_resolve(knowledge: Knowledge) -> Iterator[Problem]:
    """Every id that a record names is the id of a record of the right kind."""
    for kind, shelf in knowledge.by_kind.items():
        for name, record in shelf.items():
            for field, wanted, target in _references(kind, record):
                if target not in knowledge.records(wanted):
                    yield Problem(_where(knowledge, kind, name, field), f"'{target}' is not the id of a {wanted}.")


def ids_are_unique(knowledge: Knowledge) -> Iterator[Problem]:
    """No two records of any kind share an id."""
    seen: dict[str, str] = {}
    for kind, shelf in knowledge.by_kind.items():
        if kind in ("implication", "label", "field"):
            continue
        for name in shelf:
            if name in seen:
                yield Problem(_where(knowledge, kind, name), f"the id is also that of a {seen[name]}.")
            seen[name] = kind


def names_are_unambiguous(knowledge: Knowledge) -> Iterator[Problem]:
    """No name of a treatment stands for two."""
    owner: dict[str, str] = {}
    for treatment in knowledge.treatments.values():
        for alias in (treatment.id, treatment.name, *treatment.aliases):
            key = folded(alias)
            if owner.setdefault(key, treatment.id) != treatment.id:
                yield Problem(
                    _where(knowledge, "treatment", treatment.id, "aliases"),
                    f"'{alias}' already stands for {owner[key]}.",
                )


def classes_make_no_circle(knowledge: Knowledge) -> Iterator[Problem]:
    """No treatment belongs to itself."""
    table = knowledge.records("treatment")
    for name, record in table.items():
        waiting, seen = [*record.classes, *record.contains], set()
        while waiting:
            current = waiting.pop()
            if current == name:
                yield Problem(_where(knowledge, "treatment", name, "classes"), "the classes go round in a circle.")
                break
            if current not in seen and current in table:
                seen.add(current)
                waiting += [*table[current].classes, *table[current].contains]


def own_cases_pass(knowledge: Knowledge) -> Iterator[Problem]:
    """Each record's own cases come out as it says; at least one shows that its condition can be satisfied."""
    for kind in WITH_CONDITION:
        for name, record in knowledge.records(kind).items():
            cases = getattr(record, "cases", None)
            if cases is None:
                continue
            where = _where(knowledge, kind, name, "cases")
            if kind != "fact" and not any(c.truth == "true" for c in cases):
                yield Problem(where, "no case shows the condition applying, so it may be one that cannot be satisfied.")
            for case in cases:
                yield from _own_case(knowledge, kind, name, case, f"{where}, '{case.name}'")


def _own_case(knowledge: Knowledge, kind: str, name: str, case: Any, where: str) -> Iterator[Problem]:
    try:
        situation = read_situation(case.given, knowledge)
    except CaseError as error:
        yield from (Problem(f"{where}, {p.where}", p.what, p.allowed) for p in error.problems)
        return
    if kind == "fact" and knowledge.facts[name].history is not None:
        value = situation.row[name]
        got = "unknown" if value is None else str(value).lower()
        if got != case.truth:
            yield Problem(where, f"is {got}, not {case.truth}.")
        return
    trace = situation.trace(kind, name)
    if trace.truth.word != case.truth:
        yield Problem(where, f"is {trace.truth.word}, not {case.truth}.")
    elif case.asks:
        missing = situation.missing_fields(trace)
        yield from (
            Problem(where, f"does not ask for {f}.", f"It asks for: {', '.join(missing)}.")
            for f in case.asks
            if f not in missing
        )


def guidance_is_monotone(knowledge: Knowledge) -> Iterator[Problem]:
    """No advice rests on a field being unstated: what is true stays true when more becomes known."""
    for kind in ("statement", "safety", "implication", "impossible"):
        for name in knowledge.records(kind):
            if (kind, name) in knowledge.conditions and uses_null_test(knowledge.conditions[kind, name]):
                yield Problem(
                    _where(knowledge, kind, name, "when"),
                    "IS NULL is for pitfalls and, with a reason, facts.",
                )
    for name, fact in knowledge.facts.items():
        if fact.when and uses_null_test(knowledge.conditions["fact", name]) and not fact.presumes:
            yield Problem(
                _where(knowledge, "fact", name, "presumes"),
                "a fact that uses IS NULL must say what it presumes.",
            )
        of_a_line = fact.history is not None and fact.history.line is not None
        if (fact.when is None) == (fact.history is None) and not of_a_line:
            yield Problem(_where(knowledge, "fact", name), "a fact has either a condition or a history.")


def fields_are_worded(knowledge: Knowledge) -> Iterator[Problem]:
    """Every field of a case is explained, and nothing else is."""
    for name in FIELDS:
        if name not in knowledge.fields:
            yield Problem("fields.yaml", f"the field '{name}' is not explained.")
    for name in knowledge.fields:
        if name not in FIELDS:
            yield Problem("fields.yaml", f"'{name}' is not a field of a case.")
    for name, rule in knowledge.records("implication").items():
        if rule.field not in FIELDS:
            yield Problem(_where(knowledge, "implication", name), f"'{rule.field}' is not a field of a case.")
    for name, pitfall in knowledge.records("pitfall").items():
        if pitfall.field not in FIELDS:
            yield Problem(_where(knowledge, "pitfall", name, "field"), f"'{pitfall.field}' is not a field of a case.")


def results_name_their_successors(knowledge: Knowledge) -> Iterator[Problem]:
    """A result that is superseded names the result of the same study that took its place."""
    for name, study in knowledge.studies.items():
        results: list[Any] = [result for arm in study.arms for result in arm.results]
        known = {r.id for r in results if r.id} | {c.id for c in study.contrasts}
        for item in (*results, *study.contrasts):
            if item.superseded_by and item.superseded_by not in known:
                yield Problem(
                    _where(knowledge, "study", name, "superseded_by"),
                    f"'{item.superseded_by}' is not a result of this study.",
                )
        arms = {arm.id for arm in study.arms}
        for contrast in study.contrasts:
            yield from (
                Problem(_where(knowledge, "study", name, contrast.id), f"'{arm}' is not an arm of this study.")
                for arm in contrast.arms
                if arm not in arms
            )


def percentages_can_be(knowledge: Knowledge) -> Iterator[Problem]:
    """Every percentage is one that some whole number of patients gives, or says why it is not (the GRIM test)."""
    for study, arm, result in impossible_percentages(knowledge):
        if not (result.note or result.denominator_note):
            text = f"{result.endpoint} {result.percent} % of {result.evaluable} is no whole number of patients; add a note."
            yield Problem(_where(knowledge, "study", study.id, f"arms.{arm.id}"), text)


CHECKS: tuple[Callable[[Knowledge], Iterator[Problem]], ...] = (
    ids_are_unique,
    sources_exist,
    sources_are_of_the_edition,
    references_resolve,
    names_are_unambiguous,
    classes_make_no_circle,
    guidance_is_monotone,
    fields_are_worded,
    results_name_their_successors,
    percentages_can_be,
    regimens_are_whole,
    days_lie_within_the_cycle,
    sources_of_a_cycle_agree,
    own_cases_pass,
)
_BEFORE_CASES = CHECKS[:5]


def problems_in(knowledge: Knowledge) -> list[Problem]:
    """Everything that is wrong, in the order of the checks; the cases are only tried on a base whose references hold."""
    found = [p for check in _BEFORE_CASES for p in check(knowledge)]
    return found or [p for check in CHECKS[len(_BEFORE_CASES) :] for p in check(knowledge)]


def counts(knowledge: Knowledge) -> dict[str, int]:
    """How many records there are of each kind, and how many of their own cases."""
    found = {kind: len(shelf) for kind, shelf in knowledge.by_kind.items()}
    found["own cases"] = sum(
        len(getattr(r, "cases", ())) for shelf in knowledge.by_kind.values() for r in shelf.values()
    )
    found["results"] = sum(len(a.results) for s in knowledge.studies.values() for a in s.arms)
    return found
