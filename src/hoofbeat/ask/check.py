"""The proof of the phrase records: every pattern can be read, and every wording names sources that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hoofbeat.ask.forms import ForReaders, Outside
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import (
    ANY_TREATMENT,
    checks,
    emergencies,
    intents,
    plan_words,
    question_words,
    saying_lists,
    sayings,
    withheld,
)
from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge import Knowledge


def phrase_problems(knowledge: Knowledge) -> list[Problem]:
    """Everything that is wrong with the phrase records; empty where all is well."""
    try:
        return [*_unreadable_patterns(), *_unknown_names(knowledge), *_missing_sources(knowledge)]
    except KnowledgeError as error:
        return list(error.problems)


def _patterns() -> Iterator[tuple[str, Sequence[str], Mapping[str, Sequence[str]]]]:
    """Every set of patterns: where it stands, the patterns, the lists that they may name."""
    urgent, kept, wanted, words = emergencies(), withheld(), intents(), question_words()
    for e in urgent.emergencies:
        yield f"emergencies.yaml, {e.id}", [*e.signs, *e.signs_always, *e.signs_if_now, *e.unless], urgent.lists
    for name, group in {
        **urgent.groups,
        "now": urgent.now,
        "general": urgent.general,
        "not_now": urgent.not_now,
        "taught": urgent.taught,
        "bodily": urgent.bodily,
        "not_happening": urgent.not_happening,
        **{name: group for name, group in urgent.other_times if name != "bare"},
    }.items():
        yield f"emergencies.yaml, {name}", group, urgent.lists
    yield "emergencies.yaml, denials", urgent.denials, urgent.lists
    for w in kept.withheld:
        yield f"withheld.yaml, {w.id}", [*w.signs, *w.unless, *w.unless_combined], kept.lists
    for name, group in {**kept.groups, "not_held": kept.not_held, "markup": kept.markup}.items():
        yield f"withheld.yaml, {name}", group, kept.lists
    for i in wanted.intents:
        own = [p for group in i.patterns for p in group]
        yield f"intents.yaml, {i.id}", [*own, *i.unanswerable, *i.answerable], wanted.lists
    for r in words.readings:
        yield f"words.yaml, {r.field}", [*r.any, *r.unless], {}
    for n in words.safety_named:
        yield f"words.yaml, {n.field}", [*n.any, *n.unless], {}
    for name in ("after", "after_otherwise"):
        yield f"words.yaml, {name}", getattr(words, name), {}
    for name, group in {**words.markers, **words.symptoms, **words.meant, **words.functions}.items():
        yield f"words.yaml, {name}", group, {}
    others = kept.other_cancers
    yield "withheld.yaml, other_cancers", [*others.words, *others.unless, *others.denied], {}
    for name, group in words.shapes.items():
        yield f"words.yaml, {name}", group, ANY_TREATMENT
    plans = plan_words()
    yield "plans.yaml, asked_instead", [p for a in plans.asked_instead for p in (*a.any, *a.unless)], {}
    yield "plans.yaml, matters_named", [p for m in plans.matters_named for p in (*m.any, *m.said)], {}
    for saying in sayings().values():
        yield f"sayings.yaml, {saying.id}", [*saying.asked_with, *saying.unless], saying_lists()


def _unreadable_patterns() -> Iterator[Problem]:
    for place, patterns, lists in _patterns():
        try:
            AnyOf(patterns, lists)
        except KnowledgeError as error:
            yield from (Problem(f"phrases/{place}, {p.where}", p.what, p.allowed) for p in error.problems)


def _unknown_names(knowledge: Knowledge) -> Iterator[Problem]:
    """Groups, treatments, facts, fields and terms that a phrase record names and that are not there."""
    named: list[tuple[str, set[str], set[str]]] = [
        (
            "emergencies.yaml",
            {g for e in emergencies().emergencies for c in e.combinations for g in c},
            {*emergencies().groups},
        ),
        (
            "withheld.yaml",
            {g for w in withheld().withheld for c in (*w.combinations, *w.near_with) for g in c},
            {*withheld().groups},
        ),
        ("checks.yaml, always", set(checks().always), {*checks().forbidden}),
        ("intents.yaml, forbids", {f for i in intents().intents for f in i.forbids}, {*checks().forbidden}),
        ("words.yaml, meant", {*question_words().meant}, {*knowledge.treatments}),
        ("words.yaml, readings", {r.field for r in question_words().readings}, {*knowledge.fields}),
        ("words.yaml, safety_named", {n.field for n in question_words().safety_named}, {*knowledge.fields}),
        ("words.yaml, taken_as", {r.taken_as for r in question_words().readings if r.taken_as}, {*knowledge.facts}),
    ]
    plans = plan_words()
    named += [
        ("sayings.yaml, with_treatment", {t for s in sayings().values() for t in (*s.with_treatment, *(t for p in (*s.patient, *s.clinician) for t in (*p.with_treatment, *p.mostly_with)))}, {*knowledge.treatments}),
        ("sayings.yaml, with_fact", {f for s in sayings().values() for f in s.with_fact}, {*knowledge.fields}),
        ("plans.yaml, treatments", {t for _, t in plans.treatments}, {*knowledge.treatments}),
        ("plans.yaml, facts", {*plans.kinds, *plans.grades, plans.advanced, plans.removed, plans.without_grades.fact, *plans.without_grades.instead}, {*knowledge.facts}),
        ("plans.yaml, pitfalls", {*plans.own_guidance.pitfalls, plans.steady}, {*knowledge.records("pitfall")}),
        ("plans.yaml, intents", {*plans.matters_of, *plans.matters_beside, *plans.hormone_first, *plans.own_guidance.intents, *(i for a in plans.asked_instead for i in (a.intent, *a.instead_of))}, {i.id for i in intents().intents}),
        ("plans.yaml, fields", {*plans.pathology, *plans.watched, *plans.not_of_safety, *plans.heeded_where_named}, {*knowledge.fields}),
        ("plans.yaml, terms", {t for by in plans.terms.values() for t in by.values()}, {*knowledge.records("term")}),
    ]  # fmt: skip
    for place, names, known in named:
        yield from (Problem(f"phrases/{place}", f"'{name}' is not there.") for name in sorted(names - known))


def _missing_sources(knowledge: Knowledge) -> Iterator[Problem]:
    """Sources that a wording names and that have no record, and wordings that a reader lacks."""
    outside = withheld()
    groups: list[tuple[str, ForReaders]] = [(e.id, e) for e in emergencies().emergencies]
    groups += [(s.id, s) for s in sayings().values()]
    groups += [(w.id, w.says) for w in outside.withheld]
    groups += [(name, value.says) for name, value in outside if isinstance(value, Outside)]
    for name, group in groups:
        for phrase in (*group.clinician, *group.patient):
            for cite in phrase.cites:
                if cite not in knowledge.sources and cite not in sayings():
                    yield Problem(f"phrases, {name}", f"'{cite}' is not a source in sources.yaml.")
