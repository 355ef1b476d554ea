"""The forms of the records in `knowledge/phrases`. An unknown key is an error."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hoofbeat.knowledge.forms import Id, Text

Reader = Literal["clinician", "patient"]
AnswerKind = Literal["answer", "urgent", "refused", "clarify", "unknown"]
Words = list[str]


class Form(BaseModel):
    """What every record of phrases has in common: no key that its form does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Phrase(Form):
    """A sentence that is said as it stands, and the place that it rests on.

    `urges`: it urges to go on as planned, and so is not said where a danger is told. `only_with`, `not_with`: groups of words
    (`emergencies.yaml`) of which one must stand in the question, or none may. `with_treatment`, `mostly_with`: of a saying, said only
    where one of these treatments is told of, or, of the second, no treatment at all.
    """

    text: Text
    source: Id
    at: Text
    also: Id | None = None
    urges: bool = False
    only_with: Words = []
    not_with: Words = []
    with_treatment: list[Id] = []
    mostly_with: list[Id] = []

    @property
    def cites(self) -> tuple[str, ...]:
        """The sources it rests on."""
        return (self.source, self.also) if self.also and self.also != self.source else (self.source,)


class ForReaders(Form):
    """Sentences for each reader."""

    clinician: list[Phrase] = []
    patient: list[Phrase] = []

    def of(self, reader: Reader) -> list[Phrase]:
        """The sentences for one reader."""
        return self.patient if reader == "patient" else self.clinician


class NextSteps(Form):
    """What may be asked next, for each reader."""

    clinician: Words = []
    patient: Words = []

    def of(self, reader: Reader) -> list[str]:
        """The questions for one reader."""
        return self.patient if reader == "patient" else self.clinician


class Emergency(ForReaders):
    """Signs of one emergency, or of a milder danger, and what to do now.

    `beside`: what is said of it beside a graver one; `nearly`: groups of words that tell which emergency it is, where only
    resemblance says that it is one; `in_place_of`: the records that are not said where this one holds; `asked_about`: words
    by which a clinician asks in general what to do about it.
    """

    id: Id
    name: Text
    signs: Words = []
    signs_always: Words = []
    signs_if_now: Words = []
    combinations: list[Words] = []
    nearly: list[Words] = []
    unless: Words = []
    in_place_of: list[Id] = []
    asked_about: Words = []
    beside: ForReaders = ForReaders()


class OtherTimes(Form):
    """Words that tell of another time than now, and those that tell of now (`emergencies.yaml`)."""

    joints: Words
    past: Words
    past_ahead: Words
    dated_loosely: Words
    ended: Words
    over: Words
    supposed: Words
    lasting: Words
    as_before: Words
    at_present: Words
    again: Words
    then: Words
    went_on: Words
    bare: Words
    asking: Words


class Dying(Form):
    """Somebody who is dying as is expected, in care: what tells it, and what is then no emergency (`emergencies.yaml`)."""

    told: Words
    signs: Words
    unless: Words
    leaves_out: list[Id]
    said_by: Id


class Emergencies(Form):
    """`emergencies.yaml`."""

    lists: dict[str, Words]
    now: Words
    general: Words
    general_only: Words
    beside_first_actions: Words
    what_to_do: Words
    decisions: Words
    not_now: Words
    taught: Words
    other_times: OtherTimes
    harmless: Words
    of_others: Words
    dying: Dying
    no_alarm: Words
    denials: Words
    groups: dict[str, Words]
    bodily: Words
    emergencies: list[Emergency]
    any_other: Emergency
    dangers: list[Emergency]
    before_a_refusal: ForReaders
    in_doubt: ForReaders
    follow_up: NextSteps
    not_happening: Words
    follow_up_in_doubt: NextSteps


class Withheld(Form):
    """One reason not to answer: its signs, and how it is said; `outright`: its signs decide, and nearness says nothing for it."""

    id: Id
    kind: AnswerKind
    intent: str
    readers: list[Reader]
    signs: Words
    combinations: list[Words] = []
    unless_combined: Words = []
    unless: Words = []
    near_with: list[Words] = []
    heeds_safety: bool = False
    outright: bool = False
    says: ForReaders
    follow_up: NextSteps


class Outside(Form):
    """A reason that lies in the text as a whole, and how it is said."""

    words: Words = []
    unless: Words = []
    denied: Words = []
    kind: AnswerKind
    says: ForReaders
    follow_up: NextSteps


class WithheldFile(Form):
    """`withheld.yaml`."""

    lists: dict[str, Words]
    groups: dict[str, Words]
    not_held: Words
    markup: Words
    withheld: list[Withheld]
    other_cancers: Outside
    off_topic: Outside
    nonsense: Outside
    not_covered: Outside
    another_language: Outside
    empty: Outside
    too_long: Outside
    not_text: Outside


class QuestionBack(Form):
    """What is asked where something is missing, with two ways on."""

    clinician: str
    patient: str
    choices: NextSteps


class Intent(Form):
    """What a question may want."""

    id: Id
    about: Text
    readers: list[Reader]
    needs: list[Words] = []
    else_: Id | None = Field(default=None, alias="else")
    sign: str | None = None
    bare: Words = []
    forbids: Words = []
    patterns: list[Words]
    unanswerable: Words = []
    answerable: Words = []
    asks: QuestionBack


class Template(Form):
    """How a claim is put into words for each reader."""

    clinician: str
    patient: str


class Limits(Form):
    """Margins from which on something holds."""

    intent: float
    near: float
    unsigned: float
    second: float
    beside_feelings: float
    part: float
    urgent: float
    urgent_lead: float
    urgent_declined: float
    urgent_now: float
    urgent_now_lead: float
    urgent_with_sign: float
    urgent_bare: float
    urgent_wordless: float
    urgent_told: float
    urgent_unless_asked: float
    beside_danger: float
    doubtful: float
    shape: float
    declined_with_sign: float
    declined_lead: float
    declined_alone: float
    declined_near: float
    not_covered_lead: float
    not_covered_symptom: float


class Shape(Form):
    """A shape of question that speaks for an intent in place of others."""

    feature: str
    intent: Id
    instead_of: Words
    unless: Words = []


class IntentFile(Form):
    """`intents.yaml`."""

    limits: Limits
    shapes: list[Shape]
    field_words: Words
    ambiguous_form: Template
    next_steps: NextSteps
    model_instruction: Text
    lists: dict[str, Words]
    intents: list[Intent]


class Saying(ForReaders):
    """What is said on a matter that no case decides; to the readers in `leads` the plan of its intent answers instead.

    `with_treatment`, `with_fact`: said only where the conversation tells of one of these treatments, and of one of these facts.
    `told_before`: its words may stand in what is told before the question too: in another sentence, or the turn before.
    """

    id: Id
    intent: str
    leads: list[Reader] = []
    asked_with: Words = []
    unless: Words = []
    with_treatment: list[Id] = []
    with_fact: Words = []
    told_before: bool = False
    goes_first: bool = False
    follow_up: NextSteps


class SayingFile(Form):
    """`sayings.yaml`: lists of patterns, and what is said."""

    lists: dict[str, Words]
    sayings: list[Saying]


class Wordings(Form):
    """Words for the values of claims."""

    unvouched: Template
    outcomes: dict[str, Template]
    ratios: dict[str, str]
    plain_results: dict[str, dict[str, str]]
    verdicts: dict[str, Template]
    histories: dict[str, Template]
    positions: dict[str, str]
    severities: dict[str, str]
    statuses: dict[str, str]
    source_kinds: dict[str, str]
    directness_plain: dict[str, str]
    designs: dict[str, str]
    routes: dict[str, str]
    sites: dict[str, str]
    groups_plain: dict[str, str]


class Templates(Form):
    """`templates.yaml`: a template for each predicate, and the words for values."""

    words: Wordings
    templates: dict[str, Template]


class Forbidden(Form):
    """What a text must not hold, for each reader."""

    patient: Words
    clinician: Words


class Checks(Form):
    """`checks.yaml`: what a sentence may say, and how its reading grade is counted."""

    grade_limit: float
    sentence_limit: float
    most_sentences: dict[Reader, int]
    most_of_evidence: int
    name_numbers: Words
    template_numbers: Words
    comparators: dict[str, Words]
    negations: Words
    hedges: Words
    certain: Words
    forbidden: dict[str, Forbidden]
    always: Words
    masked_words: Words
    mask: str
    syllables: dict[str, int]
