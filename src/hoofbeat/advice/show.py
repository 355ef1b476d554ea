"""Records and conditions as a reader sees them: what they say, where it stands, and why they bear on this case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from hoofbeat.advice.guidance import Guidance, InForce
from hoofbeat.advice.result import (
    FactShown,
    Need,
    PitfallShown,
    Reason,
    SafetyShown,
    SourceShown,
    StatementShown,
    TracePart,
)
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Place, SafetyRule, Source
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic import Trace, Truth
from hoofbeat.review import SignOff, status_of

_WORD = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "unknown"}


def plain_value(value: Any) -> Any:
    """A value of a row as a reader knows it: a number, a range, a list, a word."""
    if isinstance(value, tuple):
        low, high = value
        return low if low == high else {"low": low, "high": high}
    return sorted(value) if isinstance(value, frozenset) else value


@lru_cache(maxsize=4096)
def reasons(trace: Trace) -> list[Reason]:
    """The leaves that made a condition what it is; not to be changed."""
    unique = {
        leaf.text: leaf for leaf in trace.decisive() if leaf.truth is not Truth.UNKNOWN or trace.truth is Truth.UNKNOWN
    }
    return [
        Reason(condition=t, truth=_WORD[leaf.truth], field=leaf.name, known=plain_value(leaf.known))
        for t, leaf in unique.items()
    ]


def trace_part(trace: Trace) -> TracePart:
    """The whole trace, for those who want every step."""
    return TracePart(
        condition=trace.text,
        truth=_WORD[trace.truth],
        field=trace.name,
        known=plain_value(trace.known),
        parts=[trace_part(p) for p in trace.parts],
    )


@dataclass
class Shower:
    """Shows records for one situation, collecting the sources that are cited on the way."""

    guidance: Guidance
    situation: Situation
    explain: bool = False
    sign_offs: tuple[SignOff, ...] = ()

    def __post_init__(self) -> None:
        self.cited: dict[str, Source] = {}
        self.statuses: dict[str, int] = {}
        self._statements: dict[tuple[str, str], StatementShown] = {}
        self._read: dict[tuple[str, str], tuple[Trace, list[Reason], list[str]]] = {}

    def read(self, kind: str, name: str) -> tuple[Trace, list[Reason], list[str]]:
        """The trace of a record's condition, the reasons in it and the fields it waits for; worked out once."""
        if (kind, name) not in self._read:
            trace = self.situation.trace(kind, name)
            self._read[kind, name] = (trace, reasons(trace), list(self.situation.missing_fields(trace)))
        return self._read[kind, name]

    @cached_property
    def knowledge(self) -> Knowledge:
        """The knowledge behind it all."""
        return self.guidance.knowledge

    def cite(self, source: str) -> str:
        """Notes that a source is cited."""
        self.cited[source] = self.knowledge.sources[source]
        return source

    def review(self, kind: str, record: Any) -> str:
        """The review status of a record, counted for the summary."""
        status = status_of(record.id, self.knowledge.content_hash(kind, record.id), self.sign_offs)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        return status

    def statement(self, entry: InForce, role: str) -> StatementShown:
        """A statement, with the trace of its condition; one that is shown again is counted again."""
        record = entry.statement
        key = (record.id, role)
        if key not in self._statements:
            self._statements[key] = self._statement(entry, role)
        else:
            self.review("statement", record)
        return self._statements[key]

    def _statement(self, entry: InForce, role: str) -> StatementShown:
        record = entry.statement
        trace, because, missing = self.read("statement", record.id)
        graded = {k: str(v) for k, v in record.graded if v is not None}
        superseded = record.superseded
        return StatementShown(
            id=record.id,
            about=record.about,
            position=record.position,
            says=record.says,
            plain=record.plain,
            source=self.cite(record.source),
            at=record.at,
            published=self.knowledge.sources[record.source].dated,
            graded=graded,
            role=role,
            truth=_WORD[trace.truth],
            because=because,
            missing=missing,
            superseded={
                "from": superseded.from_.isoformat(),
                "by": self.cite(superseded.by),
                "why": superseded.why,
            }
            if superseded and role == "superseded"
            else None,
            evidence=list(record.evidence),
            review=self.review("statement", record),
            trace=trace_part(trace) if self.explain else None,
        )

    def safety(self, rule: SafetyRule) -> SafetyShown:
        """A safety rule that holds."""
        return SafetyShown(
            id=rule.id,
            treatment=rule.treatment,
            says=rule.says,
            plain=rule.plain,
            source=self.cite(rule.source),
            at=rule.at,
            because=self.read("safety", rule.id)[1],
            review=self.review("safety", rule),
        )

    def needs(self, rules: tuple[SafetyRule, ...]) -> list[Need]:
        """The facts that rules wait for, each field once with its first rule."""
        found: dict[str, Need] = {}
        for rule in sorted(rules, key=lambda r: r.severity != "contraindicated"):
            self.cite(rule.source)
            for field in self.read("safety", rule.id)[2]:
                found.setdefault(
                    field, Need(field=field, name=self.knowledge.fields[field].name, why=rule.says, rule=rule.id)
                )
        return list(found.values())

    def facts(self) -> list[FactShown]:
        """Every derived fact with its value and reasons."""
        shown = []
        for name, fact in self.knowledge.facts.items():
            value = plain_value(self.situation.row[name])
            if fact.history is not None:
                because, missing, trace = (
                    self._from_history(name),
                    ["prior_treatments"] if value is None else [],
                    None,
                )
            else:
                trace, because, missing = self.read("fact", name)
            shown.append(
                FactShown(
                    name=name,
                    value=value,
                    means=fact.means,
                    because=because,
                    presumes=fact.presumes,
                    missing=missing,
                    trace=trace_part(trace) if self.explain and trace else None,
                )
            )
        return shown

    def _from_history(self, name: str) -> list[Reason]:
        value = self.situation.row[name]
        truth = "unknown" if value is None else "false" if value is False else "true"
        known = self.situation.values.get("prior_treatments")
        given = None if known is None else [e["treatment"] for e in known]
        return [Reason(condition=name, truth=truth, field="prior_treatments", known=given)]

    def pitfalls(self) -> list[PitfallShown]:
        """The warnings that this case raises."""
        shown = []
        for name, record in self.knowledge.records("pitfall").items():
            if self.situation.truth("pitfall", name) is Truth.TRUE:
                shown.append(
                    PitfallShown(
                        id=name,
                        field=record.field,
                        says=record.says,
                        plain=record.plain,
                        source=self.cite(record.source),
                        at=record.at,
                        because=self.read("pitfall", name)[1],
                        review=self.review("pitfall", record),
                    )
                )
        return shown

    def sources(self) -> list[SourceShown]:
        """Everything that was cited, in the order of publication, newest first."""
        ordered = sorted(self.cited.values(), key=lambda s: (s.precision == "unknown", -s.published.toordinal(), s.id))
        return [
            SourceShown(
                id=s.id, title=s.title, short=s.short, kind=s.kind, published=s.dated, doi=s.doi,
                pmid=s.pmid, url=s.url, read=s.read, corrected_by=s.corrected_by,
            )
            for s in ordered
        ]  # fmt: skip


def places(record: Any) -> list[Place]:
    """Every further place that says the same."""
    return list(getattr(record, "also", []))
