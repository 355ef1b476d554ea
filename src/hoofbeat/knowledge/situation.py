"""A case read with the knowledge: what follows from what is stated, what was given before, and every derived fact.

The outcome is a row, in the form `hoofbeat.logic` evaluates, over all case fields and facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hoofbeat.case import Case, read_case
from hoofbeat.errors import CaseError, Problem, QuestionError
from hoofbeat.knowledge.records import History, Implication
from hoofbeat.knowledge.snapshot import Knowledge
from hoofbeat.knowledge.treatments import Treatments
from hoofbeat.logic import Trace, Truth, Vocabulary, explain, names_in
from hoofbeat.logic.evaluate import FALSE, TRUE, UNKNOWN

Prior = list[dict[str, Any]] | None


def _row_value(form: str, value: Any) -> Any:
    if value is None:
        return None
    if form == "number":
        return (value["low"], value["high"]) if isinstance(value, Mapping) else (value, value)
    return frozenset(value) if form == "choices" else value


def base_row(values: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The case's own fields as a row: None where nothing is stated."""
    return {n: _row_value(k.form, values.get(n)) for n, k in vocabulary.kinds.items() if not k.is_fact}


def _match(given: str, kind: str, treatments: Treatments) -> int:
    """Whether a treatment that was given is of a kind: a class that has such members may have been one."""
    if treatments.is_a(given, kind):
        return TRUE
    record = treatments[given]
    members = treatments.members.get(given, ()) if record.kind == "class" else ()
    return UNKNOWN if any(treatments.is_a(m, kind) for m in members) else FALSE


def _progressed(entry: Mapping[str, Any]) -> int:
    if entry.get("ended") == "progression" or entry.get("best_response") == "PD" or entry.get("progressed"):
        return TRUE
    return UNKNOWN if entry.get("progressed") is None else FALSE


def _responded(entry: Mapping[str, Any]) -> int:
    best = entry.get("best_response")
    return UNKNOWN if best is None else TRUE if best in ("CR", "PR") else FALSE


def _stopped_for(reason: str) -> Callable[[Mapping[str, Any]], int]:
    def stopped(entry: Mapping[str, Any]) -> int:
        ended = entry.get("ended")
        return UNKNOWN if ended is None else TRUE if ended == reason else FALSE

    return stopped


_QUESTIONS = {
    "received": lambda entry: TRUE,
    "progressed_on": _progressed,
    "responded_to": _responded,
    "stopped_for_progression": _stopped_for("progression"),
    "stopped_for_toxicity": _stopped_for("toxicity"),
}


def _never_systemic(values: Mapping[str, Any], kind: str, line_class: str, treatments: Treatments) -> bool:
    """No list, but no systemic line either: then nothing systemic was given."""
    return values.get("prior_lines") == 0 and treatments.is_a(kind, line_class)


def history_value(history: History, values: Mapping[str, Any], treatments: Treatments, line_class: str) -> Any:
    """The answer to one question about what was given before: a flag or a number in row form, None for unknown."""
    question, kind = history.question
    prior: Prior = values.get("prior_treatments")
    if question == "line":
        if prior is None:
            lines = values.get("prior_lines")
            return None if lines is None else (lines + 1, lines + 1)
        count = 1 + sum(_match(e["treatment"], kind, treatments) == TRUE for e in prior)
        return (count, count)
    if prior is None:
        return False if question != "months_since" and _never_systemic(values, kind, line_class, treatments) else None
    matched = [(m, e) for e in prior if (m := _match(e["treatment"], kind, treatments)) != FALSE]
    if question == "months_since":
        months = [0.0 if e.get("ended") == "ongoing" else e.get("months_ago") for _, e in matched]
        stated = [m for m in months if m is not None]
        if not stated or len(stated) < len(months) or any(m != TRUE for m, _ in matched):
            return None
        return (float(min(stated)), float(min(stated)))
    truth = max((min(m, _QUESTIONS[question](e)) for m, e in matched), default=FALSE)
    return Truth(truth).value_or_none


@dataclass(frozen=True)
class Situation:
    """A case and everything that follows from it."""

    knowledge: Knowledge
    values: Mapping[str, Any]
    row: Mapping[str, Any]
    implied: tuple[Implication, ...]

    def truth(self, kind: str, name: str) -> Truth:
        """What the condition of a record comes to."""
        return Truth(self.knowledge.evaluators[kind, name](self.row))

    def trace(self, kind: str, name: str) -> Trace:
        """The condition of a record, part by part."""
        return self.knowledge.trace((kind, name), self.row)

    def missing_fields(self, trace: Trace) -> tuple[str, ...]:
        """The case fields that are not known and whose value would settle a trace."""
        return tuple(dict.fromkeys(f for name in trace.unsettled() for f in self.missing_behind(name)))

    def missing_behind(self, name: str) -> tuple[str, ...]:
        """The unknown case fields behind a field or fact that is itself unknown, but for those that cannot matter here."""
        fact = self.knowledge.facts.get(name)
        if fact is None:
            return (name,) if self.is_asked(name) else ()
        if fact.history is not None:
            return ("prior_treatments",)
        return self.missing_fields(self.trace("fact", name))

    def open_history(self, trace: Trace) -> tuple[str, ...]:
        """The facts about what was given before that are not known and would settle a trace."""
        found: dict[str, None] = {}
        for name in trace.unsettled():
            fact = self.knowledge.facts.get(name)
            if fact is not None:
                found.update(dict.fromkeys((name,) if fact.history else self.open_history(self.trace("fact", name))))
        return tuple(found)

    def is_asked(self, field: str) -> bool:
        """Whether a field can matter for this person: its record may say for whom it is asked."""
        return self.knowledge.fields[field].asked_when is None or self.truth("field", field) is not Truth.FALSE

    def given(self) -> list[dict[str, Any]]:
        """The treatments given before, by id; empty also where the list is unknown."""
        return list(self.values.get("prior_treatments") or [])


def _named(case: Case, knowledge: Knowledge) -> dict[str, Any]:
    """The case's values with every treatment by its id."""
    values = case.known()
    problems: list[Problem] = []

    def resolve(name: str, where: str) -> str:
        try:
            return knowledge.treatments.resolve(name, where)
        except QuestionError as error:
            problems.extend(error.problems)
            return name

    if "prior_treatments" in values:
        values["prior_treatments"] = [
            {**entry, "treatment": resolve(entry["treatment"], f"prior_treatments, treatment {n}")}
            for n, entry in enumerate(values["prior_treatments"], 1)
        ]
        if values["prior_treatments"] == [] and values.get("prior_lines"):
            problems.append(
                Problem(
                    "prior_lines",
                    f"{values['prior_lines']} lines, but prior_treatments says none.",
                    "Leave one out.",
                )
            )
    if "declines" in values:
        values["declines"] = [resolve(name, "declines") for name in values["declines"]]
    if problems:
        raise CaseError(problems)
    return values


def _doubts(values: Mapping[str, Any], knowledge: Knowledge) -> list[Problem]:
    """Values that are possible but look like a mistaken unit."""
    found = []
    for name, wording in knowledge.fields.items():
        value = values.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            found += [
                Problem(name, f"{value:g} is doubtful.", doubt.ask)
                for doubt in wording.doubtful
                if (doubt.below is not None and value < doubt.below)
                or (doubt.above is not None and value > doubt.above)
            ]
    return found


def _imply(row: dict[str, Any], knowledge: Knowledge) -> tuple[list[Implication], list[Problem]]:
    """Fills in what stated fields settle, in place; a stated opposite is a problem."""
    implied: list[Implication] = []
    problems: list[Problem] = []
    for key, rule in knowledge.records("implication").items():
        if knowledge.evaluators["implication", key](row) != TRUE:
            continue
        if row[rule.field] is None:
            row[rule.field] = rule.value
            implied.append(rule)
        elif row[rule.field] != rule.value:
            stated = str(row[rule.field]).lower()
            problems.append(Problem(rule.field, f"{stated} contradicts: {rule.when}.", rule.why))
    return implied, problems


def _contradictions(row: dict[str, Any], knowledge: Knowledge) -> list[Problem]:
    found = []
    for name, rule in knowledge.records("impossible").items():
        if knowledge.evaluators["impossible", name](row) == TRUE:
            leaves = explain(knowledge.conditions["impossible", name], row).decisive()
            fields = dict.fromkeys(f for leaf in leaves if leaf.name for f in knowledge.fields_behind(leaf.name))
            found.append(Problem(", ".join(fields), "these contradict each other.", rule.why))
    return found


def _fact(knowledge: Knowledge, name: str, row: Mapping[str, Any]) -> bool | None:
    truth = knowledge.evaluators["fact", name](row)
    return None if truth == UNKNOWN else truth == TRUE


def fill(
    values: Mapping[str, Any], knowledge: Knowledge
) -> tuple[dict[str, Any], tuple[Implication, ...], list[Problem]]:
    """The row of a case: stated fields, what they imply, the history and the facts; and what contradicts itself."""
    row = base_row(values, knowledge.vocabulary)
    if values.get("prior_treatments") is not None:
        row["prior_lines"] = None  # the list of what was given goes before its number
    implied, problems = _imply(row, knowledge)
    for name, fact in knowledge.facts.items():
        if fact.history is None:
            row[name] = _fact(knowledge, name, row)
        else:
            row[name] = history_value(fact.history, values, knowledge.treatments, knowledge.line_class)
    return row, tuple(implied), problems + _contradictions(row, knowledge)


def _fill_like(
    near: Situation, fields: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Implication, ...], list[Problem]]:
    """As `fill`, for a case that differs in some fields and has the same history: only what rests on them is asked again."""
    knowledge = near.knowledge
    row = dict(near.row)
    row.update(dict.fromkeys((rule.field for rule in near.implied), None))
    row.update({n: _row_value(knowledge.vocabulary.kinds[n].form, value) for n, value in fields.items()})
    implied, problems = _imply(row, knowledge)
    differing = {n for n in (*fields, *(r.field for r in (*near.implied, *implied))) if row[n] != near.row[n]}
    for name, used in _names_of_facts(knowledge).items():
        if not differing.isdisjoint(used):
            row[name] = _fact(knowledge, name, row)
            if row[name] != near.row[name]:
                differing.add(name)
    return row, tuple(implied), problems + _contradictions(row, knowledge)


@lru_cache(maxsize=4)
def _names_of_facts(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """Each fact that has a condition, with the fields and facts it uses, in the order in which they build on one another."""
    return {
        name: frozenset(names_in(knowledge.conditions["fact", name]))
        for name, fact in knowledge.facts.items()
        if fact.history is None
    }


def read_situation(case: Case | Mapping[str, Any], knowledge: Knowledge) -> Situation:
    """The situation of a case.

    Raises:
        CaseError: for a treatment that is not known, a value that looks like a mistaken unit, or statements that
            contradict each other.
    """
    values = _named(case if isinstance(case, Case) else read_case(case), knowledge)
    doubts = _doubts(values, knowledge)
    if doubts:
        raise CaseError(doubts)
    row, implied, problems = fill(values, knowledge)
    if problems:
        raise CaseError(problems)
    return Situation(knowledge, values, row, implied)


def changed(situation: Situation, **fields: Any) -> Situation | None:
    """The same situation with other values; None where they would contradict what is stated."""
    values = {**situation.values, **fields}
    if fields.keys() & {"prior_treatments", "prior_lines"}:
        row, implied, problems = fill(values, situation.knowledge)
    else:
        row, implied, problems = _fill_like(situation, fields)
    return None if problems else Situation(situation.knowledge, values, row, implied)
