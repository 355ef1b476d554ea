"""A treatment with another medicine: what a record says of just these two; else that none does, and what is held on interactions."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_plain, of_safety, of_statement, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import Medicine
from hoofbeat.ask.plans import regimen
from hoofbeat.ask.plans.harms import as_line, rules_of
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import asking_line, asks, meant, sentences_of, speaks_of
from hoofbeat.ask.plans.spoken_of import Texts
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.knowledge.records import SafetyRule

_CLASS = "chemotherapy"
_INTERACTION = "interaction"
_ABOUT = "about-hoofbeat"
_MOST, _MOST_STATEMENTS, _SHORT = 4, 2, 14


@lru_cache(maxsize=1)
def _medicines() -> tuple[tuple[AnyOf, Medicine], ...]:
    return tuple((AnyOf(m.any), m) for m in plan_words().outright.medicines)


@lru_cache(maxsize=1)
def _asking() -> tuple[AnyOf, AnyOf]:
    words = plan_words().outright
    return AnyOf(words.together_words), AnyOf(words.not_together)


def names_medicine(line: str) -> bool:
    """Whether a line of words names a medicine that is no treatment of the tumor."""
    return any(line in named for named, _ in _medicines())


def plan(q: Question) -> list[Claim]:
    """For a question on one treatment of the tumor and another medicine, or on two treatments of which a record says how they go."""
    return _with_medicine(q) or _two_treatments(q)


def _two_treatments(q: Question) -> list[Claim]:
    """Of two treatments the interactions, and the time between them where that is asked, that a regimen of one states by name."""
    subjects = [t for t in meant(q) if t != _CLASS]
    if len(subjects) != 2:
        return []
    claims: list[Claim] = []
    for treatment, other in (subjects, reversed(subjects)):
        names = AnyOf([as_line(n).strip() for n in (q.name(other), *q.knowledge.treatments[other].aliases)])

        def speaks(text: str, names: AnyOf = names) -> bool:
            return as_line(text) in names

        claims += regimen.limits(q, treatment, "bottom", speaks, _INTERACTION)
        claims += regimen.beside(q, treatment, "bottom", speaks) if q.u.words.line in _timing() else []
    return claims


@lru_cache(maxsize=1)
def _timing() -> AnyOf:
    return AnyOf(plan_words().outright.timing_words)


def not_held(q: Question) -> list[Claim]:
    """That no source speaks of a medicine that a question names without a treatment; nothing where one does, or it is meant as one."""
    if not names_medicine(q.u.words.line) or q.u.words.line in _asking()[1]:
        return []
    name, said = _named(q, [])
    if any(line in said for line in q.knowledge.once(Texts).lines):
        return []
    return [Claim("medicine_not_held", name, name, (_ABOUT,), "bottom", key="medicine not held")]


def _with_medicine(q: Question) -> list[Claim]:
    """Of one treatment of the tumor and another medicine: what is held of both, else of interactions."""
    line, (asking, otherwise) = q.u.words.line, _asking()
    others = [t for t in q.u.named if _is_other(q, t)]
    subjects = [t for t in meant(q) if t not in (_CLASS, *others)]
    if len(subjects) != 1 or q.u.syndromes or asks(q, "to_do_words") or line in otherwise:
        return []
    in_passing = len(q.u.words.words) > _SHORT and not names_medicine(asking_line(q.u, q.knowledge))
    if not others and (in_passing or not names_medicine(line)):
        return []
    if line not in asking and len(q.u.words.words) > _MOST:
        return []
    treatment, (name, said) = subjects[0], _named(q, others)
    both = _of_both(q, treatment, said)
    return both or [_none_held(q, treatment, name, others), *_interactions(q, treatment)]


def _is_other(q: Question, treatment: str) -> bool:
    return bool(q.knowledge.treatments.kinds(treatment) & set(plan_words().outright.medicine_classes))


def _named(q: Question, others: list[str]) -> tuple[str, AnyOf]:
    """The other medicine, or several, as the question names them, and the words by which records speak of them."""
    if others:
        record = q.knowledge.treatments[others[-1]]
        kinds = q.knowledge.treatments.kinds(record.id)
        names = [as_line(n).strip() for k in kinds for n in (q.name(k), *q.knowledge.treatments[k].aliases)]
        return within_sentence(record.name), AnyOf(sorted(names))
    found = [(m.group().strip(), record) for named, record in _medicines() for m in named.every(q.u.words.line)]
    words = list(dict.fromkeys(word for word, _ in found))
    written = (re.search(re.escape(w), q.u.text, re.IGNORECASE) for w in words)
    names = [m.group() if m is not None else w for m, w in zip(written, words, strict=True)]
    return " or ".join(names), AnyOf([p for word, record in found for p in (record.said or [word])])


def _of_both(q: Question, treatment: str, said: AnyOf) -> list[Claim]:
    """What regimens, rules, pages and statements say of a treatment and another medicine."""

    def speaks(text: str) -> bool:
        return as_line(text) in said

    rules = [of_safety(r, q.knowledge, "bottom") for r in _rules(q, treatment) if speaks(r.says)]
    limits = regimen.limits(q, treatment, "bottom", speaks, _INTERACTION)
    beside = regimen.beside(q, treatment, "bottom", speaks)
    found = (
        s for s in q.knowledge.statements.values()
        if not s.superseded and speaks(s.says) and speaks_of(q, s.about, treatment)
    )  # fmt: skip
    statements = [of_statement(s, "bottom") for s in found][:_MOST_STATEMENTS]
    return [*rules, *limits, *beside, *_page(q, treatment, said), *statements]


def _rules(q: Question, treatment: str) -> list[SafetyRule]:
    """The rules of a treatment that rest on another medicine which the person takes."""
    others = set(plan_words().interaction_fields)
    return [r for r in rules_of(q, treatment) if others & fields_of(q, r)]


def _interactions(q: Question, treatment: str) -> list[Claim]:
    """What is held on a treatment and other medicines: dose limits, rules, and for patients what its page says."""
    spoken_of = AnyOf(plan_words().outright.medicines_spoken_of)
    return [
        *regimen.limits(q, treatment, "detail", concerns=_INTERACTION),
        *(of_safety(r, q.knowledge, "detail") for r in _rules(q, treatment)),
        *(replace(c, role="detail") for c in _page(q, treatment, spoken_of)),
    ]


def _page(q: Question, treatment: str, said: AnyOf) -> list[Claim]:
    """For patients: the sentences of the page of a treatment that speak of a medicine."""
    plain = q.plain_of(treatment) if q.reader == "patient" else None
    if plain is None:
        return []
    found = [s for s in sentences_of(plain.how_it_is_given) if as_line(s) in said]
    claim = of_plain(plain, "how_it_is_given", "bottom")
    return [replace(claim, value=" ".join(found), key=f"{claim.key} with")] if found else []


def _none_held(q: Question, treatment: str, name: str, others: list[str]) -> Claim:
    record = q.knowledge.treatments[treatment]
    further = (others[-1], q.knowledge.treatments[others[-1]].source) if others else ()
    cites = (record.id, record.source, *further)
    return Claim("no_interaction", record.name, name, cites, "bottom", key="not together")
