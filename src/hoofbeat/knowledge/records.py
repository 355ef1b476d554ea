"""The forms of the records: what each kind of record must and may say. An unknown key is an error."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.knowledge.forms import Cited, Id, Place, Record, Text
from hoofbeat.knowledge.regimen_forms import Regimen
from hoofbeat.knowledge.study_forms import Arm, Contrast, Design, Endpoint, Population, Printed, Result, Study, Trial

__all__ = [
    "Arm", "Cited", "Contrast", "Design", "Doubt", "Endpoint", "Fact", "FieldWording", "Graded", "History", "Id", "Implication", "Impossible",
    "Label", "Organization", "OwnCase", "Pitfall", "Place", "PlainText", "Population", "Position", "Printed", "Record",
    "Regimen", "Result", "SafetyRule", "Source", "SourceKind", "Statement", "Study", "Supersession", "Syndrome", "Term", "Text",
    "Treatment", "Trial",
]  # fmt: skip

Position = Literal["prefer", "offer", "consider", "reserve", "avoid"]
SourceKind = Literal[
    "guideline", "consensus", "classification", "label", "protocol", "meta-analysis", "trial-report", "cohort-report",
    "review", "secondary", "question-answer", "patient-information",
]  # fmt: skip


class Source(Record):
    """A document that is cited, and how it was read."""

    kind: SourceKind
    title: Text
    authors: list[Text] = []
    published: dt.date
    precision: Literal["day", "month", "year", "unknown"] = "day"
    venue: Text | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    corrected_by: str | None = None
    retracted: bool = False
    audience: Literal["clinician", "patient"] = "clinician"
    read: Literal["full-text", "abstract", "excerpt", "secondary"]
    covers: str | None = None
    """Whom the document speaks of: a condition that belongs to the condition of each of its statements."""
    note: Text | None = None

    @property
    def short(self) -> str:
        """A short name: first author, or the opening of the title, with the year."""
        name = self.authors[0].split(",")[0] if self.authors else self.title
        name = name if len(name) <= 60 else name[:57].rsplit(" ", 1)[0] + " ..."
        more = " et al." if len(self.authors) > 1 else ""
        return f"{name}{more}, {self.year}"

    @cached_property
    def dated(self) -> str:
        """The day, month or year of publication as far as it is known, in ISO form; "undated" where none is."""
        known = {"day": 10, "month": 7, "year": 4, "unknown": 0}[self.precision]
        return self.published.isoformat()[:known] or "undated"

    @property
    def year(self) -> str:
        """The year of publication, or that none is stated."""
        return self.dated.split("-")[0]


class Treatment(Cited):
    """A drug, a regimen, a class of treatments, a procedure or a strategy."""

    name: Text
    kind: Literal["drug", "regimen", "class", "procedure", "strategy"]
    chemotherapy: bool | None = None
    family: bool = False
    interchangeable: bool = False
    several_mechanisms: bool = False
    aliases: list[str] = []
    classes: list[Id] = []
    contains: list[Id] = []
    route: list[Literal["oral", "intravenous", "subcutaneous", "intramuscular", "intra-arterial", "procedure"]] = []
    emetogenic: Literal["high", "moderate", "low", "minimal"] | None = None
    mechanism: Text | None = None
    is_: Text = Field(alias="is")
    plain: Text
    also: list[Place] = []


class OwnCase(BaseModel):
    """A record's own test: a case, and what the record's condition comes to for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Text
    given: dict[str, Any]
    expect: Literal["applies", "does-not-apply", "unknown", "true", "false"]
    asks: list[str] = []

    @property
    def truth(self) -> str:
        """The expected value as a word of logic."""
        return {"applies": "true", "does-not-apply": "false"}.get(self.expect, self.expect)


class Graded(BaseModel):
    """Strength and quality as the source itself graded them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    system: Text
    level: str | None = None
    strength: str | None = None
    category: str | None = None
    note: Text | None = None


class Supersession(BaseModel):
    """From when, and by what, a statement is overturned."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    from_: dt.date = Field(alias="from")
    by: Id
    why: Text


Aim = Literal["antitumor", "symptom-control", "supportive-care", "follow-up"]


class Statement(Cited):
    """What one source advises in one situation; without a position, a note that informs and never decides."""

    about: Id
    position: Position | None = None
    when: str
    after: list[Id] = []
    aim: Aim = "antitumor"
    rechallenge: bool = False
    only_with: Id | None = None
    """The class that a sentence on chemotherapy as a whole is limited to: where all of it is excluded, the sentence says nothing."""
    says: Text
    plain: Text
    graded: Graded = Graded(system="none")
    evidence: list[Id] = []
    superseded: Supersession | None = None
    exception_to: list[Id] = []
    overrules: bool = False
    """Where it holds, nothing in favor of the same treatment or its members does: it speaks of the person, not of the tumor."""
    conflicts_with: list[Id] = []
    cases: list[OwnCase]


class History(BaseModel):
    """A fact read from what was given before: one question about one treatment or class."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    received: Id | None = None
    progressed_on: Id | None = None
    responded_to: Id | None = None
    stopped_for_progression: Id | None = None
    stopped_for_toxicity: Id | None = None
    months_since: Id | None = None
    line: Id | None = None

    @cached_property
    def question(self) -> tuple[str, str]:
        """The question and the treatment it is about."""
        stated = [(k, v) for k, v in self if v is not None]
        if len(stated) != 1:
            raise ValueError("a history asks exactly one question")
        return stated[0]


class Fact(Cited):
    """A fact derived from the case, by a condition or from the treatment history.

    A line of treatment may have a condition beside it: for whom studies count lines in this way.
    """

    means: Text
    plain: Text
    essential: bool = False
    puts_first: Aim | None = None
    """Where it is true, what serves this aim goes before all other options."""
    when: str | None = None
    history: History | None = None
    presumes: Text | None = None
    cases: list[OwnCase] = []


class Implication(BaseModel):
    """One field that settles another."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    when: str
    field: str
    value: str | bool
    why: Text
    source: Id
    at: Text


class Impossible(Cited):
    """What cannot be true of one person at once."""

    when: str
    why: Text


class Label(BaseModel):
    """A name for the disease, and the grade that goes with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: Text
    plain: Text
    grade: Literal["G1", "G2", "G3"] | None = None
    when: str


class SafetyRule(Cited):
    """A contraindication or a caution, for a drug or a class and all that contains it."""

    treatment: Id
    severity: Literal["contraindicated", "caution"]
    when: str
    says: Text
    plain: Text
    ask: bool = True
    also: list[Place] = []
    cases: list[OwnCase]


class Pitfall(Cited):
    """What goes wrong, and the fact that should raise the warning."""

    when: str
    field: str
    says: Text
    plain: Text
    also: list[Place] = []
    cases: list[OwnCase]


class Origin(Place):
    """The sites where nearly all tumors with a syndrome arise, with the place that says so."""

    sites: list[str]


class Syndrome(Cited):
    """A hormone syndrome and what controls it; `comes_first`: statements on what is a danger in itself while it is not controlled."""

    name: Text
    hormone: Text
    is_: Text = Field(alias="is")
    plain: Text
    controls: list[Id] = []
    arises_in: Origin | None = None
    comes_first: list[Id] = []
    also: list[Place] = []


class Term(Cited):
    """A word or abbreviation a reader meets."""

    term: Text
    aliases: list[str] = []
    kind: Literal["term", "abbreviation"] = "term"
    clinical: Text
    plain: Text
    ambiguous_with: list[str] = []


class PlainText(Record):
    """What a patient reads about a treatment."""

    treatment: Id
    title: Text
    what_it_is: Text
    how_it_works: Text
    how_it_is_given: Text
    common_side_effects: list[Text]
    call_at_once: list[Text]
    questions_to_ask: list[Text]
    sources: list[Place]


class Organization(Cited):
    """A charity, registry or help line."""

    name: Text
    kind: Text
    country: Text
    offers: Text
    plain: Text
    url: str | None = None


class Doubt(BaseModel):
    """A value that is possible but far more likely a mistaken unit: it is asked about, never converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    below: float | None = None
    above: float | None = None
    ask: Text


class FieldWording(BaseModel):
    """How a field of the case is explained and asked, and which values look like a mistaken unit."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    field: str
    name: Text
    group: Text
    means: Text
    asks: Text
    plain: Text
    unit: str | None = None
    asked_when: str | None = None
    """For whom the field can matter: where this is false it is not asked."""
    doubtful: list[Doubt] = []
