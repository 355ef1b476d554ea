"""One read-only snapshot of the knowledge: every record by kind and id, conditions parsed, and a hash over all of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from hoofbeat.errors import ConditionError, KnowledgeError, Problem, QuestionError
from hoofbeat.knowledge import records as r
from hoofbeat.knowledge.files import Placed, content_hash
from hoofbeat.knowledge.treatments import Treatments
from hoofbeat.logic import Condition, Kind, Trace, Vocabulary, compiled, explainer, names_in, parse_condition
from hoofbeat.logic.evaluate import Row

WITH_CONDITION = ("fact", "implication", "impossible", "label", "statement", "safety", "pitfall", "field")
Key = tuple[str, str]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Edition:
    """When the knowledge was made, and up to when new evidence was looked for."""

    date: dt.date
    evidence_searched_to: dt.date
    note: str = ""


def key_of(kind: str, record: Any, position: int) -> str:
    """What a record is called in its kind: its id, or its place for the kinds that carry none."""
    return str(
        getattr(record, "id", None) or getattr(record, "field", None)
        if kind not in ("implication", "label")
        else position
    )


class Explained:
    """The condition of a record, explained for a row; what the same values came to before is kept."""

    KEPT = 64

    def __init__(self, condition: Condition):
        self.names, self.explain = names_in(condition), explainer(condition)
        self.traces: dict[tuple[Any, ...], Trace] = {}

    def trace(self, row: Row) -> Trace:
        """The condition part by part, with what is known of each name in it."""
        seen = tuple([row[name] for name in self.names])
        trace = self.traces.get(seen)
        if trace is None:
            if len(self.traces) >= self.KEPT:
                self.traces.clear()
            trace = self.traces[seen] = self.explain(row)
        return trace


class Knowledge:
    """Everything that is known, read-only. Made by `load_knowledge`."""

    def __init__(self, placed: Iterable[Placed], edition: Edition, conditions: Mapping[Key, Condition] | None = None):
        self.edition = edition
        self.by_kind: dict[str, dict[str, Any]] = {}
        self.file_of: dict[Key, str] = {}
        doubled: list[Problem] = []
        for item in placed:
            shelf = self.by_kind.setdefault(item.kind, {})
            key = key_of(item.kind, item.record, len(shelf))
            if key in shelf:
                first = self.file_of[item.kind, key]
                doubled.append(Problem(f"{item.file}, {key}", f"the id is used twice; the first is in {first}."))
            shelf[key] = item.record
            self.file_of[item.kind, key] = item.file
        if doubled:
            raise KnowledgeError(doubled)
        self.treatments = Treatments(self.records("treatment"))
        self.vocabulary = Vocabulary.of_case()
        self.conditions: dict[Key, Condition] = dict(conditions or {})
        self.content_hashes: dict[Key, str] = {}
        self._explained: dict[Key, Explained] = {}
        self._made: dict[Callable[[Knowledge], Any], Any] = {}
        self._prepare(parse=conditions is None)

    def _prepare(self, *, parse: bool) -> None:
        problems: list[Problem] = []
        for kind in WITH_CONDITION:
            for name, record in self.records(kind).items():
                if record_when := self._when(kind, record):
                    try:
                        if parse:
                            where = f"{self.file_of[kind, name]}, {name}, when"
                            self.conditions[kind, name] = parse_condition(record_when, self.vocabulary, where)
                    except ConditionError as error:
                        problems += error.problems
                if kind == "fact":
                    numeric = record.history and record.history.question[0] in ("months_since", "line")
                    self.vocabulary = self.vocabulary.with_fact(
                        name, Kind("number" if numeric else "flag", low=0 if numeric else None, is_fact=True)
                    )
        if problems:
            raise KnowledgeError(problems)

    def _when(self, kind: str, record: Any) -> str | None:
        """The condition of a record; a statement holds only for those whom its source covers."""
        when: str | None = getattr(record, "asked_when" if kind == "field" else "when", None)
        source = self.sources.get(record.source) if kind == "statement" else None
        return f"({when}) AND {source.covers}" if source and source.covers else when

    def records(self, kind: str) -> dict[str, Any]:
        """The records of one kind, by id, in the order of their files."""
        return self.by_kind.get(kind, {})

    @property
    def sources(self) -> dict[str, r.Source]:
        """Every document cited."""
        return self.records("source")

    @property
    def statements(self) -> dict[str, r.Statement]:
        """What the sources advise."""
        return self.records("statement")

    @property
    def facts(self) -> dict[str, r.Fact]:
        """The facts derived from a case, in the order in which they build on one another."""
        return self.records("fact")

    @property
    def safety(self) -> dict[str, r.SafetyRule]:
        """Contraindications and cautions."""
        return self.records("safety")

    @property
    def studies(self) -> dict[str, r.Study]:
        """What studies measured."""
        return self.records("study")

    @property
    def regimens(self) -> dict[str, r.Regimen]:
        """How treatments are given."""
        return self.records("regimen")

    def regimens_of(self, treatment: str) -> list[r.Regimen]:
        """How one treatment is given: its regimens, in the order of their ids."""
        return sorted((g for g in self.regimens.values() if g.treatment == treatment), key=lambda g: g.id)

    def members_with_regimens(self, group: str) -> list[str]:
        """The members of a class of treatments for which there is a regimen, in the order of the treatments."""
        given = {regimen.treatment for regimen in self.regimens.values()}
        return [t for t in self.treatments.members.get(group, ()) if t in given]

    @property
    def fields(self) -> dict[str, r.FieldWording]:
        """How each field of a case is explained and asked."""
        return self.records("field")

    @cached_property
    def evaluators(self) -> dict[Key, Callable[[Row], int]]:
        """Every condition as a function of a row."""
        return {key: compiled(condition) for key, condition in self.conditions.items()}

    def once(self, make: Callable[[Knowledge], Made]) -> Made:
        """What is made of this knowledge, made at its first use and kept as long as the knowledge is."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    def trace(self, key: Key, row: Row) -> Trace:
        """The condition of a record, part by part, for a row."""
        if key not in self._explained:
            self._explained[key] = Explained(self.conditions[key])
        return self._explained[key].trace(row)

    @cached_property
    def line_class(self) -> str:
        """The class of treatments that count as a line."""
        return next((f.history.line for f in self.facts.values() if f.history and f.history.line), "")

    @cached_property
    def essential_fields(self) -> frozenset[str]:
        """The case fields on which the essential facts rest: without them no guidance can be read."""
        return frozenset(f for name, fact in self.facts.items() if fact.essential for f in self.fields_behind(name))

    def fields_behind(self, name: str) -> tuple[str, ...]:
        """The case fields that a field or fact comes from, each once."""
        fact = self.facts.get(name)
        if fact is None:
            return (name,)
        if fact.history is not None:
            question, _ = fact.history.question
            return ("prior_treatments", "prior_lines") if question == "line" else ("prior_treatments",)
        return self._fields_of_fact[name]

    def fields_of(self, kind: str, name: str) -> frozenset[str]:
        """The case fields that the condition of a record hangs on."""
        return frozenset(f for n in names_in(self.conditions[kind, name]) for f in self.fields_behind(n))

    @cached_property
    def _fields_of_fact(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, fact in self.facts.items():
            if fact.history is None:
                parts = (found.get(n) or self.fields_behind(n) for n in names_in(self.conditions["fact", name]))
                found[name] = tuple(dict.fromkeys(f for part in parts for f in part))
        return found

    def content_hash(self, kind: str, name: str) -> str:
        """The hash of what one record says, worked out once."""
        if (kind, name) not in self.content_hashes:
            self.content_hashes[kind, name] = content_hash(self.by_kind[kind][name])
        return self.content_hashes[kind, name]

    @cached_property
    def hash(self) -> str:
        """The hash of all that the records say: the same knowledge, the same hash."""
        digest = hashlib.sha256(self.edition.date.isoformat().encode())
        for kind in sorted(self.by_kind):
            for name in sorted(self.by_kind[kind]):
                digest.update(f"{kind} {name} {self.content_hash(kind, name)}\n".encode())
        return digest.hexdigest()

    def find(self, name: str) -> tuple[str, Any]:
        """The record of any kind with this id (or, for a treatment or term, one of its other names).

        Raises:
            QuestionError: when there is none, with the nearest ids.
        """
        for kind, shelf in self.by_kind.items():
            if name in shelf and kind not in ("implication", "label"):
                return kind, shelf[name]
        try:
            return "treatment", self.treatments[self.treatments.resolve(name)]
        except QuestionError:
            pass
        lowered = name.lower()
        for term in self.records("term").values():
            if lowered in (term.term.lower(), *(a.lower() for a in term.aliases)):
                return "term", term
        from rapidfuzz import process

        ids = [i for kind, shelf in self.by_kind.items() if kind not in ("implication", "label") for i in shelf]
        near = [n for n, *_ in process.extract(name, ids, limit=4, score_cutoff=60)]
        hint = f"Did you mean {', '.join(near)}?" if near else "See: hoofbeat find WORDS."
        raise QuestionError(Problem(name, "is not the id of a record.", hint))
