"""The forms of the records of language: what `knowledge/language/*.yaml` may hold."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Category = Literal["negated", "possible", "historical", "family", "hypothetical", "someone_else"]


class Form(BaseModel):
    """What every record of language has in common: no key that its form does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Meaning(Form):
    """One thing that a short form may stand for; `near`, `next` to and `behind` which words it stands when it does."""

    kind: str
    id: str = ""
    near: list[str | int] = []
    next: list[str | int] = []
    behind: list[str | int] = []
    default: bool = False


class Ambiguity(Form):
    """A form that stands for several things."""

    form: str
    meanings: list[Meaning]


class LexiconWords(Form):
    """`lexicon.yaml`: names beside those in other records, spellings, plurals, ambiguous forms."""

    lists: dict[str, list[str]]
    spellings: list[tuple[str, str]]
    plurals: dict[str, str]
    never_correct: list[str]
    correctable: list[str]
    any_case: list[str]
    ambiguous: list[Ambiguity]
    words: dict[str, dict[str, list[str]]]
    joiners: list[str]


class Cue(Form):
    """Words that say something of the facts beside them, and how far they reach (`back`: behind them, if not as far)."""

    category: Category
    direction: Literal["forward", "backward", "both", "answer"]
    limit: int
    back: int = 0
    words: list[str]


class AssertionWords(Form):
    """`assertion.yaml`: cues, pseudo-cues and terminators."""

    cues: list[Cue]
    pseudo: list[str]
    strong_terminators: list[str]
    terminators: list[str]
    verb_terminators: list[str]
    sequence_terminators: list[str]
    denials_with_verb: list[str]
    subject_verbs: list[str]
    clause_openers: list[str]
    forward_terminators: list[str]
    backward_terminators: list[str]
    conditions: list[str]
    modals: list[str]
    patient_words: list[str]


class NumberedAnswers(Form):
    """How a form says that 0 and 1 are no and yes, and words of the questions whose answer is a number itself."""

    declared: list[str]
    numbers: list[str]


class TextWords(Form):
    """`tokens.yaml`: abbreviations, headings, languages."""

    abbreviations: list[str]
    headings: dict[str, list[str]]
    spoken_marks: dict[str, list[str]]
    numbered_answers: NumberedAnswers
    date_labels: list[str]
    birth_labels: list[str]
    languages: dict[str, list[str]]
    instructions: list[str]
    orders: list[str]
    clause_openers: list[str]
    columns: dict[str, list[str]]
    criterion_met: list[str]
    criterion_not_met: list[str]
    choose_one: list[str]
    quoted_from: list[str]
    subject_columns: list[str]


class Unit(Form):
    """Spellings of one unit, and the factor that turns it into the unit of the field (None: it cannot be)."""

    spelled: list[str]
    factor: float | None
    relative: bool = False
    fields: int | None = None
    unread: str | None = None


class Compound(Form):
    """A value written in two units, the larger first: feet and inches. Each has its spellings and its factor."""

    larger: Unit
    smaller: Unit


class Span(Form):
    """From where to where."""

    low: float
    high: float


class Measure(Form):
    """A quantity that letters state: its names, its units and how it is written. Without a field it is only recognized.

    `past`: what was measured once still holds where nothing newer is stated (a biopsy does, a blood count does not).
    `alone`: between which limits a number with its unit is one even where no name stands by it ('ECOG 1, 86 kg').
    `bare_above`: a number without a unit that is above a limit can only be in another unit, with this factor.
    """

    field: str | None
    names: list[str]
    units: list[Unit]
    same_units_as: str | None = None
    bare: bool
    bare_above: dict[float, float] = {}
    reach: int
    peak: bool = False
    before: bool = False
    relative: bool = False
    area_mm2: float | None = None
    at_least: float | None = None
    compound: Compound | None = None
    past: bool = False
    never_near: list[str] = []
    alone: Span | None = None
    unread: str | None = None


class Bounds(Form):
    """Words that make a number a bound, an estimate or a peak."""

    below: list[str]
    above: list[str]
    peak: list[str]
    about: list[str]


class Ages(Form):
    """How ages are written; `intro` forms introduce a person, `titles` stand before a name with an age in brackets."""

    intro: list[str]
    plain: list[str]
    titles: list[str]
    not_years: list[str]
    female: list[str]
    male: list[str]


class QuantityWords(Form):
    """`quantities.yaml`: numbers, units, dates, intervals."""

    articles: dict[str, float]
    number_words: dict[str, float]
    number_scales: dict[str, int]
    number_joint: str
    number_point: str
    bounds: Bounds
    links: list[str]
    now: list[str]
    then: list[str]
    was_before: list[str]
    extreme: list[str]
    older_size: list[str]
    limits: list[str]
    not_peak: list[str]
    since: list[str]
    latest: list[str]
    hours: list[str]
    place_before: list[str]
    place_after: list[str]
    size_after: list[str]
    limits_behind: list[str]
    came_to: list[str]
    peak_words: list[str]
    changes: list[str]
    further_between: list[str]
    further_behind: list[str]
    measures: list[Measure]
    lengths: list[Unit]
    upper_limit: list[str]
    field_area: list[str]
    field_diameter: list[str]
    ages: Ages
    age_events: list[str]
    age_then: list[str]
    months: dict[str, int]
    intervals: dict[str, float]
    parts_of_year: dict[str, float]
    ago: list[str]
    last: list[str]
    during: list[str]
    counted: list[str]


class Sign(Form):
    """A reading that states a value of a field."""

    field: str
    value: str | int | bool | None
    opposite: str | int | bool | None = None
    reads: list[str]
    unless: list[str] = []
    needs: list[str] = []
    stop_at: list[str] = []
    ignores: list[Category] = []
    past: bool = False
    rank: int = 1
    hides: list[str] = []
    about: list[str] = []
    foreign: list[str] = []


class Gene(Form):
    """A gene, and the words for its being altered or intact. `named`: its name alone states the alteration; `variants`:
    words for one change of it, of which nothing follows where it is not found.
    """

    field: str
    gene: list[str]
    altered: list[str]
    intact: list[str]
    named: bool = False
    variants: list[str] = []


class LetterWords(Form):
    """`letters.yaml`: how a letter's words become fields of a case."""

    concepts: dict[str, list[str]]
    signs: list[Sign]
    genes: list[Gene]
    general_altered: list[str]
    general_intact: list[str]
    alteration_words: list[str]
    clause_breaks: list[str]
    untold: list[str]
    links_to_site: list[str]
    belongs_to_tumor: list[str]
    goes_to: list[str]
    before_site: list[str]
    event_links: list[str]
    auxiliaries: list[str]
    denials: list[str]
    led_to: list[str]
    together: list[str]
    reasons: list[str]
    dose_words: list[str]
    so_that: list[str]
    only_with: dict[str, dict[str, list[str]]]
    turns_to_wish: list[str]
    afterwards: list[str]
    on_before: list[str]
    rhythms: list[str]
    off_before: list[str]
    all_of_them: list[str]
    closing_treatments: list[str]
    treated_words: list[str]
    tumor_fields: list[str]
    coarser: dict[str, list[str]]
    not_given_on: list[str]
    helps_another: list[str]
    not_given_after: list[str]
    not_given_after_of: dict[str, list[str]]
    prefix_of_date: dict[str, list[str]]
    before_month: list[str]
    spread_as: dict[str, str]
    never_primary: list[str]
    primary_needs_saying: list[str]
    spread_phrases: dict[str, str]
    regional_spread: list[str]
    measured_from_edge: list[str]
    list_words: list[str]
    spread_start: list[str]
    means_spread: list[str]
    examples: list[str]
    sets_apart: list[str]
    drug_endings: list[str]
    explained_by: dict[str, str]
    spread_links: list[str]
    called_metastatic: list[str]
    hiding: list[str]
    covers: dict[str, list[str]]
    asks: dict[str, str]
    sex_letters: dict[str, str]
    history_kinds: list[str]
    history_also: list[str]
    given_all_along: list[str]
    given_in_cycles: list[str]
    practice: str
    messages: dict[str, str]


class TopicWords(Form):
    """`topics.yaml`: the words by which a letter touches on a field, and phrases in which they mean something else."""

    topics: dict[str, list[str]]
    no_matter: dict[str, dict[str, list[str]]]
    other_meanings: list[str]
