"""What a question wants: one of the closed set of `intents.yaml`, the nearest by the recognizer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from hoofbeat.ask.forms import Intent
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import AskedInstead
from hoofbeat.ask.records import intents, plan_words, question_shape, question_words
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge

OF_THE_FIELD = frozenset({"treatment", "chemotherapy", "tumor", "study", "marker", "syndrome", "pathology"})
"""Features that say a question is about this field."""
_FULL_CASE, _CASE, _SHORT = 4, 2, 4
_CLASS, _BARE, _GRADING = "chemotherapy", "clarify", "ki-67"


@dataclass(frozen=True)
class Choice:
    """The intent chosen, the one after it, and the margin of each; `bare` where the question is nearest to none but too bare."""

    intent: str | None
    runner_up: str | None
    scores: Mapping[str, float]
    bare: bool = False


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[Intent, tuple[AnyOf, ...]], ...]:
    file = intents()
    return tuple((i, tuple(AnyOf(group, file.lists) for group in i.patterns)) for i in file.intents)


def _compiled_of(intent: str) -> tuple[AnyOf, ...]:
    """The groups of patterns of one intent."""
    return next(groups for record, groups in _compiled() if record.id == intent)


def has_sign(intent: str, line: str, among: int) -> bool:
    """Whether a line has the words of one of the first groups of patterns of an intent, the plainest first."""
    return any(line in any_of for any_of in _compiled_of(intent)[:among])


@cache
def _own(intent: str, kind: str) -> AnyOf:
    record = intent_record(intent)
    return AnyOf(record.unanswerable if kind == "unanswerable" else record.answerable, intents().lists)


@lru_cache(maxsize=1)
def _remedies() -> AnyOf:
    return AnyOf(["<remedies>"], intents().lists)


@lru_cache(maxsize=1)
def _tumor() -> AnyOf:
    return AnyOf(question_words().tumor_words)


@cache
def intent_record(name: str) -> Intent:
    """The record of an intent."""
    return next(i for i in intents().intents if i.id == name)


@lru_cache(maxsize=4)
def safety_fields(knowledge: Knowledge) -> frozenset[str]:
    """The fields of a case that contraindications and cautions ask about."""
    fields = frozenset[str]().union(*(knowledge.fields_of("safety", rule) for rule in knowledge.safety))
    return fields - frozenset(plan_words().not_of_safety)


def features_of(u: Understanding, knowledge: Knowledge) -> frozenset[str]:
    """What a question names, as the records of intents ask for it."""
    everything, plans = (*u.named, *u.given), plan_words()
    checks: dict[str, Callable[[], bool]] = {
        "treatment": lambda: any(t != _CLASS for t in everything),
        "two_treatments": lambda: len(set(everything)) >= 2,
        "chemotherapy": lambda: _CLASS in everything,
        "radionuclide": lambda: any(plans.treatments.radionuclide in knowledge.treatments.kinds(t) for t in everything),
        "study": lambda: bool(u.studies),
        "named_trial": lambda: u.unknown_trial is not None,
        "site": lambda: "primary_site" in u.own or bool(u.sites),
        "tumor": lambda: u.words.line in _tumor(),
        "case": lambda: u.facts >= _CASE,
        "full_case": lambda: u.facts >= _FULL_CASE,
        "safety_fact": lambda: bool(safety_fields(knowledge) & u.own.keys()),
        "safety_named": lambda: bool(u.unspecific),
        "syndrome": lambda: bool(u.syndromes),
        "symptom_word": lambda: any(s in u.symptoms for s in plans.symptoms_of_hormones),
        "term": lambda: bool(u.terms) or any(m.id in plans.terms.get(m.kind, {}) for m in u.mentions),
        "marker": lambda: bool(u.markers),
        "remedy": lambda: u.words.line in _remedies(),
        "line": lambda: u.line is not None,
        "pathology": lambda: (
            any(f in u.own for f in plans.pathology) or any(t in u.terms for t in plans.pathology_terms)
        ),
        "short": lambda: len([w for w in u.words.words if w.isalnum()]) <= _SHORT,
        "continues": lambda: u.continues,
        "versus": lambda: u.placeholders in question_shape("versus"),
        "in_disease": lambda: u.placeholders in question_shape("in_disease"),
        "clinician": lambda: u.reader == "clinician",
        "patient": lambda: u.reader == "patient",
        **{i.sign: partial(has_sign, i.id, u.words.line, 1) for i in intents().intents if i.sign is not None},
    }
    return frozenset(name for name, holds in checks.items() if holds())


def signs_in(line: str) -> list[str]:
    """The groups of patterns that a line of words holds, each as its intent and number."""
    return [f"{intent.id} {n}" for intent, groups in _compiled() for n, any_of in enumerate(groups) if line in any_of]


def choose(margins: Mapping[str, float], features: frozenset[str]) -> Choice:
    """The intent of a question by the margins of the recognizer; None where it is far from all of them.

    An intent that lacks what it cannot do without stands behind those that have it.
    """
    scores = {i.id: margins[i.id] for i in intents().intents}
    ranked = sorted(scores, key=lambda i: -scores[i])
    limits = intents().limits
    least = max(limits.intent, scores[ranked[0]] - limits.near)
    enough = [i for i in ranked if scores[i] >= least and not _far_unsigned(i, scores[i], features)]
    if enough[:1] != ranked[:1]:  # what needs nothing named is no better than what was too far
        enough = [i for i in enough if intent_record(i).needs or intent_record(i).sign in features]
    whole = [i for i in enough if not missing_slot(intent_record(i), features)]
    spare = intent_record(ranked[0]).else_
    if not whole and spare is not None and not missing_slot(intent_record(spare), features):
        whole = [spare]
    whole = [*_by_shape(scores, features, ranked[0]), *whole]
    whole = [*(i.id for i in intents().intents if i.bare and {"short", *i.bare} <= features), *whole]
    chosen = [*dict.fromkeys([*whole, *enough]), None, None]
    return Choice(chosen[0], chosen[1], scores, margins[_BARE] > scores[ranked[0]])


def _far_unsigned(name: str, score: float, features: frozenset[str]) -> bool:
    """Whether an intent that needs nothing named is only distantly resembled, with no word of its own in the question."""
    sign = intent_record(name).sign
    return sign is not None and sign not in features and score < intents().limits.unsigned


@lru_cache(maxsize=1)
def _asked_instead() -> tuple[tuple[AskedInstead, AnyOf, AnyOf], ...]:
    return tuple((a, AnyOf(a.any), AnyOf(a.unless)) for a in plan_words().asked_instead)


def by_its_words(u: Understanding, nearest: str | None, features: frozenset[str]) -> str | None:
    """What the words of a question ask for, where it is nearest to something else; None where they ask for that."""
    if set(u.markers) - {_GRADING} or not u.asked:
        return None
    line = u.words.line
    asked = (
        a.intent for a, words, unless in _asked_instead()
        if nearest in a.instead_of and line in words and line not in unless and (a.patients or u.reader == "clinician")
    )  # fmt: skip
    return next((i for i in asked if not missing_slot(intent_record(i), features)), None)


def _by_shape(scores: Mapping[str, float], features: frozenset[str], nearest: str) -> list[str]:
    """The intent that the shape of a question speaks for, where it is not far behind the nearest."""
    shapes, reach = intents().shapes, intents().limits.shape
    return [
        s.intent for s in shapes
        if s.feature in features and not features & set(s.unless) and nearest in s.instead_of
        and scores[s.intent] >= scores[nearest] - reach
    ]  # fmt: skip


def wanted_beside(scores: Mapping[str, float], features: frozenset[str], among: Iterable[str]) -> str | None:
    """Of some intents the one that a question is nearest to, where it is not far from it and has what it needs."""
    near = intents().limits.beside_feelings
    able = [i for i in among if not missing_slot(intent_record(i), features)]
    best = max(able, key=lambda i: scores[i], default=None)
    return best if best is not None and scores[best] >= near else None


def missing_slot(intent: Intent, features: frozenset[str]) -> bool:
    """Whether the question lacks what the intent cannot do without."""
    return any(not set(need) & features for need in intent.needs)


def cannot_be_known(intent: str, line: str) -> bool:
    """Whether a question asks, within an intent, for what no record can hold."""
    record = intent_record(intent)
    if not record.unanswerable or line not in _own(intent, "unanswerable"):
        return False
    return not (record.answerable and line in _own(intent, "answerable"))
