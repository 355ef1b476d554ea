"""The forms of `plans.yaml` (what the plans of an answer look for in the records) and of `follow_ups.yaml`."""

from __future__ import annotations

from pydantic import Field

from hoofbeat.ask.forms import Form, Reader, Words
from hoofbeat.knowledge.forms import Id


class SpokenOf(Form):
    """Treatments that a plan speaks of without being asked by name."""

    radionuclide: Id
    by_biomarker: Id
    trial: Id
    systemic: Id
    watching: Id


class SeveralGrades(Form):
    """The term on samples of one tumor that differ in grade, and the terms that tell of several samples."""

    term: Id
    terms: list[Id]


class AskedInstead(Form):
    """Words that ask for one intent where a question as a whole is nearer to others, and words beside which they do not.

    `patients`: they do so in a patient's words too.
    """

    instead_of: list[Id]
    intent: Id
    patients: bool = False
    any: Words
    unless: Words


class Matter(Form):
    """A matter that a question may name, the words that name it, and those by which a sentence speaks of it (else the same).

    `answered`: a statement that has these words answers a question on it, where it may hold.
    """

    name: str
    any: Words
    said: Words = []
    answered: bool = False


class Searched(Form):
    """Words added to those of a question when records are looked for, by plan."""

    biomarkers: Words
    combination: Words
    comparison: Words
    going_on: Words
    is_chemo: Words
    monitoring: Words
    response: Words
    response_in_words: Words
    survival: Words
    told_apart: Words
    why_not: Words


class SupposedRoute(Form):
    """Words that suppose how a treatment is given, and the routes that they mean; none: no drug is given so."""

    any: Words
    routes: list[str] = []


class SupposedKind(Form):
    """Words that take a treatment for something that none of the treatments here is, and what that is called."""

    name: str
    any: Words


class OwnGuidance(Form):
    """The pitfalls that say of a disease that its guidance is not held, and the intents that would answer from that of others."""

    pitfalls: list[Id]
    intents: list[Id]


class WithoutGrades(Form):
    """The fact of tumors that are not graded by number, and the facts that stand for their grades."""

    fact: str
    instead: Words


class Professional(Form):
    """The kind of organization that professionals look for, and the words that say so."""

    kind: str
    words: Words


class EndpointsAsked(Form):
    """Words that ask for an endpoint, what it is called, and the endpoints that answer them, the nearest first.

    `beside`: words that ask for it beside another one.
    """

    name: str
    any: Words
    beside: Words = []
    endpoints: Words


class NamedTest(Form):
    """A test by the words that name it, the fields that its result stands in, and the words by which a record asks for it."""

    name: str
    any: Words
    fields: list[Id] = []
    said: Words


class Organ(Form):
    """An organ by the fields of a case that say how it works, and by what dose limits call it."""

    name: str
    fields: list[Id]
    concerns: str


class NearMeasure(Form):
    """A measure that stands in for a field, which is not quite the same."""

    field: Id
    name: str
    any: Words


class Care(Form):
    """Care beside a treatment: the words that name it, those by which a record speaks of it, and the treatment that it is.

    `emetic`: how likely the treatment is to make sick bears on it. `only_with`: the class of the treatments it matters for, with
    whose statements it is answered; a patient is told those too.
    """

    name: str
    of: Id | None = None
    emetic: bool = False
    only_with: Id | None = None
    any: Words
    said: Words


class Medicine(Form):
    """Medicines that a person may take: the words that name them, and those by which a record speaks of them beside these."""

    any: Words
    said: Words = []


class Outright(Form):
    """What a question asks outright of a treatment that it names: a test, an organ, care beside it, another medicine."""

    unless: Words
    unless_patient: Words
    test_words: Words
    result_words: Words
    tests: list[NamedTest]
    organs: list[Organ]
    of_harm: Words
    near_measures: list[NearMeasure]
    stated: Words
    in_all: Care
    despite: list[Id]
    care_unless: Words
    care: list[Care]
    medicine_classes: list[Id]
    medicines: list[Medicine]
    given_together: Words
    medicines_spoken_of: Words
    timing_words: Words
    timing_said: Words
    procedure: Care
    with_facts: list[Id]
    sayings_unless_held: list[Id]
    together_words: Words
    not_together: Words


class PlanWords(Form):
    """`plans.yaml`: what the plans look for in the records, beside what the question names."""

    treatments: SpokenOf
    advanced: Id
    removed: Id
    steady: Id
    own_guidance: OwnGuidance
    asked_instead: list[AskedInstead]
    matters_of: list[Id]
    matters_beside: list[Id]
    to_the_point: list[Id]
    matters_named: list[Matter]
    search: Searched
    against: Words
    figure_words: Words
    choice_intents: list[Id]
    counts: list[Id]
    figure_intents: list[Id]
    harm_words: Words
    same_matter: list[Words]
    general_matters: Words
    to_do_words: Words
    question_starts: Words
    in_place_of: Words
    overturned: Words
    designs: Words
    outside: dict[str, Words]
    going_on_words: Words
    misprint: Words
    study_matters: list[Matter]
    ratio_words: Words
    and_in_words: Words
    choice_words: Words
    subgroup_words: Words
    open_words: Words
    endpoints_asked: list[EndpointsAsked]
    pooled_words: Words
    randomized_words: Words
    course_words: Words
    way_words: Words
    food_words: Words
    interactions_asked: Words
    interaction_words: Words
    excluding_words: Words
    first_line: Words
    interaction_fields: Words
    handling_words: Words
    graded_harm: Words
    dose_words: Words
    less_words: Words
    going_on_asked: Words
    holding_asked: Words
    interrupting: Words
    of_some: Words
    yes_no_words: Words
    frequency_words: Words
    of_others_words: Words
    any_harm: Words
    expect_words: Words
    denied_harm: Words
    order_words: Words
    between_words: Words
    at_once_words: Words
    marrow_words: Words
    order_said: Words
    added_words: Words
    in_its_place: Words
    who_says_words: Words
    funding: Professional
    met_words: Words
    said_missed: Words
    winner_words: Words
    status_words: Words
    winning: str
    bettered_words: Words
    premise_words: Words
    comparing_words: Words
    shown_words: Words
    ruled_out_words: Words
    license_words: Words
    cure_supposed: Words
    no_cure: Id
    supposed_routes: list[SupposedRoute]
    supposed_kinds: list[SupposedKind]
    supposed_same: Words
    supposed_alike: list[Id]
    supposed_unless: Words
    no_tests_words: Words
    share_mistaken: Words
    wholly_words: Words
    partly_words: Words
    grade_asked: Words
    came_back_after: Words
    sites_of_type: dict[str, list[str]]
    syndromes_of_tumors: list[str]
    said_met: Words
    syndrome_signs: Words
    hormone_first: list[Id]
    heeded_where_named: list[Id]
    kinds: Words
    grades: Words
    without_grades: WithoutGrades
    several_grades: SeveralGrades
    grade_terms: Words
    pathology: Words
    pathology_terms: Words
    watched: Words
    not_of_safety: Words
    alike: Words
    symptoms_of_hormones: Words
    terms: dict[str, dict[str, str]]
    countries: dict[str, Words]
    organizations: Words
    professional: Professional
    outright: Outright


class ShortTurn(Form):
    """Words of a short turn that ask about what was answered before.

    `intent`: what is wanted, or `same` as before; `systemic`: about the medicines of the conversation; `with`: it holds only
    where the case tells one of these fields; `of`: the treatment meant.
    """

    intent: Id
    readers: list[Reader]
    any: Words
    systemic: bool = False
    with_: list[Id] = Field(default=[], alias="with")
    of: Id | None = None


class Carer(Form):
    """Facts of somebody who cares for the person treated: `fields` are not the case's where an earlier question tells of another's
    treatment (`treated`) and a turn of the one who asks (`says`)."""

    fields: list[Id]
    treated: Words
    says: Words


class FollowUps(Form):
    """`follow_ups.yaml`: what a turn of a conversation wants that its own words alone do not tell."""

    of_another: Words
    same_of_another: list[str]
    most_words: int
    few_words: int
    bare: float
    off_topic: float
    swaps: Words
    also_on: Words
    ordinals: dict[int, Words]
    which_of_both: Words
    of_harms: Words
    of_symptom: Words
    symptom_unless: Words
    on_it: list[Id]
    points_at_nothing: Words
    points: Words
    closes: Words
    asks: Words
    states: Words
    asks_first: Words
    again: dict[Id, Id]
    on_safety: Id
    after_treatment: list[Id]
    grown: Words
    wants: list[ShortTurn]
    carer: Carer
