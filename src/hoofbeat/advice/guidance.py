"""The guidance in force: which statements count on a day, for which treatments, and which of two goes before the other.

Precedence, documented in docs/method.md: the kind of source, then its date, then the statement that names the treatment
itself before one about its class, then the one with the more particular condition, then the more cautious. It settles
which statement *decides*; the others are shown beside it, and a disagreement is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import SafetyRule, Statement
from hoofbeat.knowledge.treatments import Treatments
from hoofbeat.logic import names_in
from hoofbeat.logic.evaluate import Row

CHEMOTHERAPY = "chemotherapy"
"""The class the verdict is about (a fixed id of the contract)."""

POSITIONS = ("prefer", "offer", "consider", "reserve", "avoid", "contraindicated")
IN_FAVOR = frozenset({"prefer", "offer", "consider"})

_KIND_RANK = {
    "guideline": 0, "consensus": 1, "label": 1, "review": 1, "meta-analysis": 1, "trial-report": 2, "cohort-report": 2,
    "protocol": 2, "classification": 2, "secondary": 3, "question-answer": 3, "patient-information": 4,
}  # fmt: skip


Precedence = tuple[int, int, int, int, int]


@dataclass(frozen=True, eq=False)
class InForce:
    """A statement that counts on the day, with what decides its precedence."""

    statement: Statement
    test: Callable[[Row], int]
    names: tuple[str, ...]
    kind_rank: int
    published: int
    lay: bool
    place: int

    @cached_property
    def particular(self) -> int:
        """How many names the condition and the sequence use: the more, the more particular."""
        return len(self.names) + len(self.statement.after)

    def precedence(self, treatment: str) -> Precedence:
        """The sort key among statements on one treatment: the smallest decides."""
        return self._direct if self.statement.about == treatment else self._of_class

    @cached_property
    def _direct(self) -> Precedence:
        caution = -POSITIONS.index(self.statement.position) if self.statement.position else 0
        return (self.kind_rank, -self.published, 0, -self.particular, caution)

    @cached_property
    def _of_class(self) -> Precedence:
        rank, published, _, particular, caution = self._direct
        return (rank, published, 1, particular, caution)


@dataclass(frozen=True, eq=False)
class Guidance:
    """Everything that `decide` needs besides the case, prepared once for a day and a choice of sources."""

    knowledge: Knowledge
    as_of: dt.date
    sources: tuple[str, ...]
    deciding: tuple[InForce, ...]
    notes: tuple[InForce, ...]
    superseded: tuple[InForce, ...]
    safety: dict[str, tuple[SafetyRule, ...]] = field(default_factory=dict)
    drugs: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def _ordered(self) -> dict[str, tuple[InForce, ...]]:
        return {}

    def ordered(self, treatment: str) -> tuple[InForce, ...]:
        """The deciding statements on a treatment and on its classes, chemotherapy as a whole apart, by precedence."""
        if treatment not in self._ordered:
            classes = self.knowledge.treatments.classes(treatment)
            found = [s for s in self.deciding if s.statement.about in classes and s.statement.about != CHEMOTHERAPY]
            self._ordered[treatment] = tuple(sorted(found, key=lambda s: s.precedence(treatment)))
        return self._ordered[treatment]

    @cached_property
    def by_id(self) -> dict[str, InForce]:
        """The deciding statements, by id."""
        return {s.statement.id: s for s in self.deciding}

    @cached_property
    def waiting_on(self) -> dict[str, tuple[InForce, ...]]:
        """The deciding statements that use each field or fact."""
        found: dict[str, list[InForce]] = {}
        for entry in self.deciding:
            for name in entry.names:
                found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def beside(self) -> dict[str, tuple[tuple[InForce, str], ...]]:
        """What is shown beside the deciding statements on each treatment: notes, then what was overturned, with its role."""
        found: dict[str, list[tuple[InForce, str]]] = {}
        for entry, role in (*((s, "note") for s in self.notes), *((s, "superseded") for s in self.superseded)):
            found.setdefault(entry.statement.about, []).append((entry, role))
        return {treatment: tuple(entries) for treatment, entries in found.items()}

    @cached_property
    def on_chemotherapy(self) -> tuple[InForce, ...]:
        """The deciding statements on chemotherapy as a whole or on a regimen of it."""
        chemotherapy = self.knowledge.treatments.is_chemotherapy
        return tuple(s for s in self.deciding if s.statement.about == CHEMOTHERAPY or chemotherapy(s.statement.about))

    @cached_property
    def about_chemotherapy(self) -> frozenset[InForce]:
        """The same, to look one up."""
        return frozenset(self.on_chemotherapy)

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The members of each class that are not classes themselves."""
        table = self.knowledge.treatments
        return {c: tuple(m for m in members if table[m].kind != "class") for c, members in table.members.items()}

    @cached_property
    def fields_behind(self) -> dict[str, frozenset[str]]:
        """The case fields that each deciding statement rests on, facts resolved, and those that tell whether these are asked."""
        return {s.statement.id: self._fields_of(s.names) for s in self.deciding}

    def _fields_of(self, names: Iterable[str]) -> frozenset[str]:
        own = {field for name in names for field in self.knowledge.fields_behind(name)}
        conditions = (self.knowledge.conditions.get(("field", field)) for field in own)
        asking = (name for condition in conditions if condition is not None for name in names_in(condition))
        return frozenset(own.union(*(self.knowledge.fields_behind(name) for name in asking)))

    @cached_property
    def rules_waiting_on(self) -> dict[str, tuple[str, ...]]:
        """The safety rules that can exclude a treatment, by each field or fact they use."""
        found: dict[str, list[str]] = {}
        for rule in self.knowledge.safety.values():
            if rule.severity == "contraindicated":
                for name in dict.fromkeys(names_in(self.knowledge.conditions["safety", rule.id])):
                    found.setdefault(name, []).append(rule.id)
        return {name: tuple(rules) for name, rules in found.items()}

    @cached_property
    def treatments_of_rule(self) -> dict[str, frozenset[str]]:
        """The treatments that each safety rule bears on."""
        found: dict[str, set[str]] = {}
        for treatment, rules in self.safety.items():
            for rule in rules:
                found.setdefault(rule.id, set()).add(treatment)
        return {rule: frozenset(treatments) for rule, treatments in found.items()}

    def makes_option(self, entry: InForce) -> bool:
        """Whether a statement can put a treatment on the list: not from patient information alone, symptom control apart.

        Pages for patients name drugs without saying for whom; they are shown beside what professional sources advise.
        """
        if entry.statement.about == CHEMOTHERAPY:
            return False
        return not entry.lay or self.only_lay or entry.statement.aim == "symptom-control"

    @cached_property
    def only_lay(self) -> bool:
        """Whether only patient information was asked for."""
        return all(self.knowledge.sources[s].kind == "patient-information" for s in self.sources)

    @cached_property
    def _excluding(self) -> dict[str, tuple[SafetyRule, ...]]:
        return {t: tuple(r for r in rules if r.severity == "contraindicated") for t, rules in self.safety.items()}

    def excluding(self, treatment: str) -> tuple[SafetyRule, ...]:
        """Of the safety rules of a treatment, those that exclude it where they hold."""
        return self._excluding.get(treatment, ())

    def safety_of(self, treatment: str) -> tuple[SafetyRule, ...]:
        """The safety rules of a treatment, of its classes, of the drugs it contains and of their classes."""
        return self.safety.get(treatment, ())


def _in_force(statement: Statement, knowledge: Knowledge, place: int) -> InForce:
    source = knowledge.sources[statement.source]
    return InForce(
        statement,
        knowledge.evaluators["statement", statement.id],
        names_in(knowledge.conditions["statement", statement.id]),
        _KIND_RANK[source.kind],
        0 if source.precision == "unknown" else source.published.toordinal(),
        source.kind == "patient-information",
        place,
    )


def _chosen_sources(knowledge: Knowledge, names: tuple[str, ...]) -> tuple[str, ...]:
    advising = {s.source for s in knowledge.statements.values()}
    unknown = [n for n in names if n not in advising]
    if unknown:
        choices = ", ".join(sorted(advising))
        raise QuestionError(
            [Problem("guidelines", f"'{n}' is not a source of guidance.", f"Allowed: {choices}.") for n in unknown]
        )
    return names or tuple(sorted(advising))


def _drugs_of(treatment: str, table: Treatments) -> frozenset[str]:
    """The drugs of a regimen, a drug itself, and of a class those that all of its regimens share (temozolomide-based: temozolomide)."""
    record = table[treatment]
    if record.kind != "class":
        return frozenset(record.contains) or (frozenset({treatment}) if record.kind == "drug" else frozenset())
    members = [_drugs_of(m, table) for m in table.members.get(treatment, ()) if table[m].kind != "class"]
    return frozenset.intersection(*members) if members else frozenset()


@lru_cache(maxsize=16)
def guidance_on(knowledge: Knowledge, as_of: dt.date, sources: tuple[str, ...] = ()) -> Guidance:
    """The guidance that was published by a day, from the sources named (all, if none is).

    Raises:
        QuestionError: for a source that gives no guidance.
    """
    chosen = _chosen_sources(knowledge, sources)
    deciding, notes, superseded = [], [], []
    for place, statement in enumerate(knowledge.statements.values()):
        source = knowledge.sources[statement.source]
        if statement.source not in chosen or source.published > as_of or source.retracted:
            continue
        entry = _in_force(statement, knowledge, place)
        if statement.superseded and statement.superseded.from_ <= as_of:
            superseded.append(entry)
        elif statement.position:
            deciding.append(entry)
        else:
            notes.append(entry)
    table = knowledge.treatments
    rules: dict[str, list[SafetyRule]] = {}
    for rule in knowledge.safety.values():
        rules.setdefault(rule.treatment, []).append(rule)
    safety = {t: tuple(r for k in sorted(table.kinds(t)) for r in rules.get(k, ())) for t in table}
    drugs = {t: _drugs_of(t, table) for t in table}
    return Guidance(knowledge, as_of, chosen, tuple(deciding), tuple(notes), tuple(superseded), safety, drugs)
