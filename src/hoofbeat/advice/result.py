"""The explanation object that every face renders: the public contract of `hoofbeat advise --format json`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

PositionWord = Literal["prefer", "offer", "consider", "reserve", "avoid", "contraindicated"]
Verdict = Literal["prefer", "offer", "consider", "reserve", "avoid", "establish_first"]


class Part(BaseModel):
    """A part of the result, read-only."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(Part):
    """A condition that was looked at: what it came to, and what the case says of the field behind it."""

    condition: str
    truth: Literal["true", "false", "unknown"]
    field: str | None = None
    known: Any = None


class TracePart(Part):
    """A condition with its parts: the whole evaluation, none skipped."""

    condition: str
    truth: Literal["true", "false", "unknown"]
    field: str | None = None
    known: Any = None
    parts: list[TracePart] = []


class FactShown(Part):
    """A derived fact, its value (null: unknown) and what made it so."""

    name: str
    value: bool | float | None
    means: str
    because: list[Reason]
    presumes: str | None = None
    missing: list[str] = []
    trace: TracePart | None = None


class Classification(Part):
    """What kind of disease it is."""

    label: str
    plain: str
    grade: Literal["G1", "G2", "G3"] | None
    implied: list[str]
    presumptions: list[str]
    facts: list[FactShown]


class StatementShown(Part):
    """A statement of one source, and how it bears on this case."""

    id: str
    about: str
    position: str | None
    says: str
    plain: str
    source: str
    at: str
    published: str
    graded: dict[str, str]
    role: Literal["decides", "applies", "note", "superseded", "undetermined"]
    truth: Literal["true", "false", "unknown"]
    because: list[Reason]
    missing: list[str] = []
    superseded: dict[str, str] | None = None
    evidence: list[str] = []
    review: str
    trace: TracePart | None = None


class SafetyShown(Part):
    """A contraindication, a caution, or one that cannot be settled yet."""

    id: str
    treatment: str
    says: str
    plain: str
    source: str
    at: str
    because: list[Reason]
    review: str


class Need(Part):
    """A fact that must be known before this treatment, and why."""

    field: str
    name: str
    why: str
    rule: str


class EvidenceShown(Part):
    """The study arms nearest to this case, their pooled rate and how directly they apply."""

    arms: list[dict[str, Any]] = []
    pooled: dict[str, Any] = {}
    directness: Literal["direct", "indirect", "extrapolated"] | None = None
    says: str = ""


class OptionShown(Part):
    """A treatment, in its place, with everything that speaks for and against it."""

    treatment: str
    name: str
    plain: str
    kind: str
    chemotherapy: bool
    rank: int
    place: int
    """Its number in a list in which a family has one place, with its members under it."""
    equal_to: list[str]
    """The other options that no source tells apart from this one: their order in the list means nothing."""
    position: PositionWord
    says: str
    member_of: str | None
    statements: list[StatementShown]
    disagreement: bool
    evidence: EvidenceShown
    cautions: list[SafetyShown]
    contraindications: list[SafetyShown]
    needs: list[Need]
    waits_for: list[str]
    history: list[str]
    declined: bool


class ChemotherapyShown(Part):
    """The verdict on chemotherapy, and what decided it."""

    verdict: Verdict
    says: str
    because: list[StatementShown]
    decided_by: str | None
    disagreement: bool
    safety: list[SafetyShown] = []
    """The contraindications and cautions of chemotherapy as a whole that hold."""
    other_treatment: bool = False
    """Whether an option against the tumor is open that is no chemotherapy."""


class ToEstablish(Part):
    """A fact that is not known and could change the advice."""

    field: str
    name: str
    asks: str
    why: str
    would_change: list[dict[str, Any]]


class WhatIfShown(Part):
    """The advice at another value of a known number."""

    field: str
    now: float
    value: float
    grade: str | None
    verdict: str
    first_option: str | None
    changes: list[str]
    says: str


class PitfallShown(Part):
    """A warning, beside the fact that raised it."""

    id: str
    field: str
    says: str
    plain: str
    source: str
    at: str
    because: list[Reason]
    review: str


class ContradictionShown(Part):
    """Two statements that bear on this case and differ, side by side."""

    about: str
    statements: list[dict[str, Any]]
    why: str


class SourceShown(Part):
    """A document that the answer cites."""

    id: str
    title: str
    short: str
    kind: str
    published: str
    doi: str | None
    pmid: str | None
    url: str | None
    read: str
    corrected_by: str | None


class Advice(Part):
    """The whole answer for one case. The same input and the same knowledge give the same bytes."""

    case: dict[str, Any]
    classification: Classification
    chemotherapy: ChemotherapyShown
    options: list[OptionShown]
    undetermined: list[StatementShown]
    notes: list[StatementShown]
    """What professional sources say of treatments that are no option here, the most particular first."""
    establish_first: list[ToEstablish]
    what_if: list[WhatIfShown]
    pitfalls: list[PitfallShown]
    contradictions: list[ContradictionShown]
    sources: list[SourceShown]
    review: dict[str, Any]
    as_of: str
    guidelines: list[str]
    knowledge: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the order of the contract."""
        return self.model_dump(mode="json")
