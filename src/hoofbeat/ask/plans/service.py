"""Matters that no case decides: support, the tool, feelings, other remedies, costs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hoofbeat.ask.claims import Claim, of_list, of_organization, of_phrase, of_plain
from hoofbeat.ask.forms import Phrase, Reader, Saying
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import regimen, safety
from hoofbeat.ask.plans.shared import asking_line, meant, sentences_of
from hoofbeat.ask.plans.together import held, not_held
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, question_words, saying_lists, sayings
from hoofbeat.ask.relevance import stems_of
from hoofbeat.ask.understanding import Understanding
from hoofbeat.ask.verify import names_in
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Organization
from hoofbeat.language.phrases import stem

_ELSEWHERE, _COMFORT = 2, 1
_CLASS, _HISTORY = "chemotherapy", "prior_treatments"
_ON_REMEDIES = -2
"""Of the sayings on remedies those that go with what is known of one: to tell the team."""
_MOST = {"clinician": 5, "patient": 4}
_ASKS, _SEVERAL = "? ", 2
"""The end of a question in a line of words."""


def counts_of(q: Question) -> dict[str, Any]:
    """Counts of the records, for what the tool says of itself."""
    knowledge = q.knowledge
    return {
        "sources": len(knowledge.sources),
        "statements": len(knowledge.statements),
        "studies": len(knowledge.studies),
        "safety": len(knowledge.safety),
        "approved": "none",
        "searched": knowledge.edition.evidence_searched_to.isoformat(),
    }


def saying(q: Question, name: str) -> list[Claim]:
    """The sentences of a saying that fit the treatments told of."""
    record, told = sayings()[name], _told_of(q.u)
    sentences = [s for s in record.of(q.reader) if _is_for(s, told, q.knowledge)]
    return [of_phrase(s, (record.id,), "bottom" if n == 0 else "detail", counts_of(q)) for n, s in enumerate(sentences)]


def with_rules(q: Question, record: Saying) -> list[Claim]:
    """The sentences of a saying, and after one that rests on a fact what the rules make of that fact for the treatments told of."""
    stated = safety.stated(q, sorted(_told_of(q.u))) if record.with_fact else []
    return [*saying(q, record.id), *(replace(c, role="detail") for c in stated)]


@cache
def _going_first(reader: Reader) -> tuple[tuple[str, AnyOf, AnyOf], ...]:
    lists, every = saying_lists(), sayings().values()
    chosen = (s for s in every if s.goes_first and (s.of(reader) or reader in s.leads))
    return tuple((s.id, AnyOf(s.asked_with, lists), AnyOf(s.unless, lists)) for s in chosen)


def saying_that_goes_first(u: Understanding, knowledge: Knowledge, *, across: bool = False) -> Saying | None:
    """The saying that a question meets by the words that ask, whatever else it is near to; a story around them asks nothing.

    `across`: only one whose words may stand in what is told before the question too.
    """
    record = _met(u, knowledge, across)
    gives_way = record is not None and record.id in plan_words().outright.sayings_unless_held
    if record is not None and gives_way and held(Question(u, knowledge, record.intent, frozenset())):
        return None
    return record


def _met(u: Understanding, knowledge: Knowledge, across: bool) -> Saying | None:
    """The first saying whose words stand in what is asked, and that fits the facts and treatments of the conversation."""
    line, asking = u.words.line, asking_line(u, knowledge)
    for name, asked, unless in _going_first(u.reader):
        record = sayings()[name]
        if across and not record.told_before:
            continue
        met = (line if record.told_before else asking) in asked
        if met and line not in unless and _fits(u, record, knowledge):
            return record
    return None


def asked_too(u: Understanding, first: Saying, knowledge: Knowledge) -> Saying | None:
    """To a patient who asks several questions: the first other saying that one of them meets by what it asks."""
    line, met = u.words.line, {name: (asked, unless) for name, asked, unless in _going_first(u.reader)}
    own = met[first.id][0].search(line) if first.id in met else None
    if u.reader == "clinician" or own is None or line.count(_ASKS) < _SEVERAL:
        return None
    for name, (asked, unless) in met.items():
        found, record = asked.search(line), sayings()[name]
        if found is None or name == first.id or line in unless or u.reader in record.leads:
            continue
        apart = line.count(_ASKS, 0, found.end()) != line.count(_ASKS, 0, own.end())
        if apart and _fits(u, record, knowledge):
            return record
    return None


def _fits(u: Understanding, record: Saying, knowledge: Knowledge) -> bool:
    """Whether the conversation tells of a treatment and of a fact that a saying asks for."""
    facts = not record.with_fact or any(u.case.get(f) for f in record.with_fact)
    told = {*_told_of(u), *u.named}
    return facts and (not record.with_treatment or _tells_of(told, record.with_treatment, knowledge))


def _is_for(phrase: Phrase, told: Collection[str], knowledge: Knowledge) -> bool:
    """Whether a sentence of a saying is for the treatments told of."""
    if phrase.with_treatment and not _tells_of(told, phrase.with_treatment, knowledge):
        return False
    return not phrase.mostly_with or not told or _tells_of(told, phrase.mostly_with, knowledge)


def _told_of(u: Understanding) -> set[str]:
    """The treatments that a question or the conversation tells of, chemotherapy as a whole apart."""
    before = (entry["treatment"] for entry in u.case.get(_HISTORY) or ())
    return {*u.named, *u.asked, *u.given, *before} - {_CLASS}


def _tells_of(told: Iterable[str], wanted: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether one of the treatments told of is, or contains, one that is wanted."""
    return any(knowledge.treatments.is_a(t, w) for t in told for w in wanted)


def about_tool(q: Question) -> list[Claim]:
    """What the tool is, does and does not do."""
    return saying(q, "about-hoofbeat")


def emotional(q: Question) -> list[Claim]:
    """Feelings: that they are common, that they can be helped, and who helps."""
    return [*saying(q, "feelings"), *_one_more(q)]


def comfort(q: Question) -> list[Claim]:
    """A word to the feelings, and that they can be helped, before what else a question asks."""
    return [replace(c, role="heard") for c in saying(q, "feelings")[:_COMFORT]]


def _one_more(q: Question) -> list[Claim]:
    """The first organization, after what a saying tells and not within it."""
    return [replace(c, role="detail") for c in _organizations(q)[:1]]


def alternative(q: Question) -> list[Claim]:
    """Other remedies, in general."""
    own = [c for t in meant(q)[:2] for c in (*regimen.limits(q, t, "bottom", _is_spoken_of(q)), *_in_plain_words(q, t))]
    general = saying(q, "other-remedies")
    # An everyday medicine is no remedy that anybody takes in the place of treatment.
    return not_held(q) or [*own, *(general[_ON_REMEDIES:] if own else general)]


def _is_spoken_of(q: Question) -> Callable[[str], bool]:
    """A test of texts: whether one shares a word with the question that is no everyday one."""
    said = set(stems_of(q.u.text)) - set(map(stem, (*question_words().ordinary, *question_words().everyday)))
    names = {w for t in meant(q) for w in stems_of(q.name(t))}
    return lambda text: bool(set(stems_of(text)) & (said - names))


def _in_plain_words(q: Question, treatment: str) -> list[Claim]:
    """For patients: what their page says of how the treatment is taken, where it speaks of what the question names."""
    plain = q.plain_of(treatment) if q.reader == "patient" else None
    told = [s for s in sentences_of(plain.how_it_is_given) if _is_spoken_of(q)(s)] if plain is not None else []
    if plain is None or not told:
        return []
    claim = of_plain(plain, "how_it_is_given", "bottom")
    return [replace(claim, value=" ".join(told), key=f"{claim.key} spoken of")]


def costs(q: Question) -> list[Claim]:
    """Costs: who can help."""
    return [*_funding(q), *saying(q, "costs"), *_one_more(q)]


def _funding(q: Question) -> list[Claim]:
    """What the bodies that decide on public funding say of the treatments asked about, in the country named."""
    table, line = q.knowledge.treatments, q.u.words.line
    found = []
    for body in q.knowledge.records("organization").values():
        here = any(f" {n} " in line for n in plan_words().countries.get(body.country, ()))
        if body.kind != plan_words().funding.kind or not here:
            continue
        of = names_in(body.offers, q.knowledge)
        if not q.treatments or any(table.related(t, o) for t in q.treatments for o in of):
            found.append(of_organization(body, "bottom"))
    return found


@cache
def _asked_with(name: str) -> AnyOf:
    return AnyOf(sayings()[name].asked_with)


@cache
def _unless(name: str) -> AnyOf:
    return AnyOf(sayings()[name].unless)


def support(q: Question) -> list[Claim]:
    """Who helps, when to call, what to ask, where the experts are."""
    line = q.u.words.line
    if line in _asked_with("when-to-call") and line not in _unless("when-to-call"):
        return saying(q, "when-to-call")
    if line in _asked_with("questions-to-ask"):
        claims = saying(q, "questions-to-ask")
        plain = q.plain_of(q.treatments[0]) if q.treatments else None
        return (
            [*claims, of_list(plain, "questions_to_ask", "ask_team", "ask", plain.title)]
            if plain is not None
            else claims
        )
    claims = _organizations(q)
    if line in _asked_with("find-a-center"):
        claims = [*saying(q, "find-a-center"), *claims]
    return [*saying(q, "second-opinion"), *claims] if line in _asked_with("second-opinion") else claims


def _organizations(q: Question) -> list[Claim]:
    """Organizations of the country named first, then those of all countries; charities and help lines for patients."""
    line, words = q.u.words.line, plan_words()
    professional = bool(set(words.professional.words) & set(q.u.words.words))

    def rank(organization: Organization) -> tuple[int, int, str]:
        names = (organization.country.lower(), *words.countries.get(organization.country, ()))
        here = any(f" {n} " in line for n in names)
        order = (
            words.organizations.index(organization.kind)
            if organization.kind in words.organizations
            else len(words.organizations)
        )
        if professional and organization.kind == words.professional.kind:
            order = -1
        return (0 if here else 1 if organization.country == "international" else _ELSEWHERE, order, organization.id)

    everybody = q.knowledge.records("organization").values()
    ranked = sorted((o for o in everybody if o.kind != words.funding.kind), key=rank)
    if ranked and rank(ranked[0])[0] == 0:
        ranked = [o for o in ranked if rank(o)[0] < _ELSEWHERE]
    elif q.reader == "patient":  # nobody knows from where they ask: one of each country
        first = {o.country: o.id for o in reversed(ranked)}
        ranked = [o for o in ranked if first[o.country] == o.id]
    return [of_organization(o, "bottom" if n == 0 else "detail") for n, o in enumerate(ranked[: _MOST[q.reader]])]
