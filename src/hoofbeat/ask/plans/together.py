"""A treatment with another medicine: what a record says of just these two; else that none does, and what is held on interactions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import permutations

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
_ABOUT = "about-hoofbeat"
_MOST, _MOST_STATEMENTS, _SHORT = 4, 2, 14
_MOST_TIMED = 3
"""Treatments between which the time may be asked."""


@dataclass(frozen=True)
class _Other:
    """Another medicine: its name as written, the words by which records speak of it, and its own record where it has one."""

    name: str
    said: AnyOf
    cites: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


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
    """For a question on one treatment of the tumor and another medicine, on two treatments of which a record says how they go, or
    on how long before an operation one is stopped."""
    return _with_medicine(q) or around(q) or _in_general(q)


def _in_general(q: Question) -> list[Claim]:
    """To a clinician who asks what other medicines do to one treatment, and names none: its interactions."""
    subjects = [t for t in meant(q) if t != _CLASS]
    if q.reader == "patient" or len(subjects) != 1 or subjects[0] not in q.u.named or not asks(q, "interactions_asked"):
        return []
    rules = [of_safety(r, q.knowledge, "bottom") for r in _rules(q, subjects[0])]
    return [*regimen.limits(q, subjects[0], "bottom", concerns=regimen.INTERACTION), *rules]


def held(q: Question) -> list[Claim]:
    """What is held of a treatment and another medicine that the question names, or of the time between two; else nothing."""
    pair = _treatment_and_others(q)
    both = [c for m in pair[1] for c in _of_both(q, pair[0], m.said)] if pair is not None else []
    return both or around(q)


def around(q: Question) -> list[Claim]:
    """Of two treatments the interactions, and the time between them or around an operation where that is asked."""
    subjects = [t for t in meant(q) if t != _CLASS]
    on_time, procedure = q.u.words.line in _timing(), plan_words().outright.procedure
    claims: list[Claim] = []
    if on_time and q.u.words.line in _procedures()[0]:
        others = [t for t in subjects if procedure.of not in q.knowledge.treatments.kinds(t)]
        claims = [c for t in others for c in _timed(q, t, _procedures()[1])]
    if len(subjects) not in ((2, _MOST_TIMED) if on_time else (2,)) or claims:
        return claims
    beside = set(subjects) <= set(q.u.named) and not asks(q, "food_words")
    apart = ((t, o) for t, o in permutations(subjects, 2) if not q.knowledge.treatments.related(t, o))
    for treatment, other in apart:
        names = _names_of(q, other, on_time)
        claims += _timed(q, treatment, names) if on_time else []
        claims += regimen.limits(q, treatment, "bottom", _speaking_of(names), regimen.INTERACTION) if beside else []
    if claims and asks(q, "interaction_words"):
        claims += given_together(q, subjects)
    return list({c.id: c for c in claims}.values())


def given_together(q: Question, pair: Sequence[str]) -> list[Claim]:
    """What statements on the one of two treatments say of giving the other, or its class, together with it."""
    together = AnyOf(plan_words().outright.given_together)
    claims = []
    for treatment, other in permutations(pair, 2):
        speaks = _speaking_of(_names_of(q, other, True))
        found = (
            s for s in q.knowledge.statements.values()
            if not s.superseded and s.about == treatment and speaks(s.says) and as_line(s.says) in together
        )  # fmt: skip
        claims += [of_statement(s, "bottom", "named", q.name(s.about)) for s in found][:1]
    return claims


def _names_of(q: Question, treatment: str, with_classes: bool) -> AnyOf:
    """The names of a treatment, and those of the classes whose members work alike where these are wanted."""
    table = q.knowledge.treatments
    of = [treatment]
    if with_classes:
        of += [k for k in table.kinds(treatment) if table[k].interchangeable]
    return AnyOf(sorted({as_line(n).strip() for t in of for n in (q.name(t), *table[t].aliases)}))


def timed(q: Question, *pair: str) -> list[Claim]:
    """What statements and regimens say of the time between two treatments."""
    claims = [c for one, other in permutations(pair, 2) for c in _timed(q, one, _names_of(q, other, True))]
    return list({c.id: c for c in claims}.values())


def _timed(q: Question, treatment: str, names: AnyOf) -> list[Claim]:
    """What statements and regimens of a treatment say of the time before and after what is named."""
    speaks = _speaking_of(names)
    table, on_time = q.knowledge.treatments, AnyOf(plan_words().outright.timing_said)
    found = (s for s in q.knowledge.statements.values() if not s.superseded and table.related(s.about, treatment))
    statements = [s for s in found if speaks(s.says) and as_line(s.says) in on_time][:_MOST_STATEMENTS]
    said = [of_statement(s, "bottom") for s in statements]
    around_it = (*regimen.limits(q, treatment, "bottom", speaks), *regimen.beside(q, treatment, "bottom", speaks))
    return [*said, *(c for c in around_it if as_line(c.value) in on_time)]


def _speaking_of(names: AnyOf) -> Callable[[str], bool]:
    return lambda text: as_line(text) in names


@lru_cache(maxsize=1)
def _procedures() -> tuple[AnyOf, AnyOf]:
    procedure = plan_words().outright.procedure
    return AnyOf(procedure.any), AnyOf(procedure.said)


@lru_cache(maxsize=1)
def _timing() -> AnyOf:
    return AnyOf(plan_words().outright.timing_words)


def not_held(q: Question) -> list[Claim]:
    """That no source speaks of a medicine that a question names without a treatment; nothing where one does, or it is meant as one."""
    if not names_medicine(q.u.words.line) or q.u.words.line in _asking()[1]:
        return []
    others = _named(q, [])
    if any(line in m.said for line in q.knowledge.once(Texts).lines for m in others):
        return []
    name = _listed(others)
    return [Claim("medicine_not_held", name, name, (_ABOUT,), "bottom", key="medicine not held")]


def _treatment_and_others(q: Question) -> tuple[str, list[_Other]] | None:
    """One treatment of the tumor and the other medicines that a question asks about with it."""
    line, (asking, otherwise) = q.u.words.line, _asking()
    others = [t for t in q.u.named if _is_other(q, t)]
    subjects = [t for t in meant(q) if t not in (_CLASS, *others)]
    if len(subjects) != 1 or q.u.syndromes or asks(q, "to_do_words") or line in otherwise:
        return None
    in_passing = len(q.u.words.words) > _SHORT and not names_medicine(asking_line(q.u, q.knowledge))
    if not others and (in_passing or not names_medicine(line)):
        return None
    if line not in asking and len(q.u.words.words) > _MOST:
        return None
    return subjects[0], _named(q, others)


def _with_medicine(q: Question) -> list[Claim]:
    """Of one treatment of the tumor and other medicines: what is held of both, and of which nothing is; else of interactions."""
    pair = _treatment_and_others(q)
    if pair is None:
        return []
    treatment, others = pair
    both = {m.name: _of_both(q, treatment, m.said) for m in others}
    unheld = [m for m in others if not both[m.name]]
    none = [_none_held(q, treatment, unheld)] if unheld else []
    found = list({c.id: c for claims in both.values() for c in claims}.values())
    return [*found, *none] if found else [*none, *_on_page(q, treatment)]


def _is_other(q: Question, treatment: str) -> bool:
    return bool(q.knowledge.treatments.kinds(treatment) & set(plan_words().outright.medicine_classes))


def _named(q: Question, others: list[str]) -> list[_Other]:
    """The other medicines, each as the question names it, with the words by which records speak of it."""
    said: dict[str, list[str]] = {}
    for named, medicine in _medicines():
        for match in named.every(q.u.words.line):
            word = match.group().strip()
            said.setdefault(word, [f"{word.removesuffix('s')}*"]).extend(medicine.said)
    found = [_of_class(q, t) for t in others]
    known = [n for m in found for n in m.names]
    written = [
        (w, re.search(re.escape(w), q.u.text, re.IGNORECASE)) for w in said if not any(f" {w} " in n for n in known)
    ]
    return [*found, *(_Other(m.group() if m is not None else word, AnyOf(said[word])) for word, m in written)]


def _of_class(q: Question, treatment: str) -> _Other:
    """Another medicine that has a record of its own, by its names and those of its kinds."""
    record, table = q.knowledge.treatments[treatment], q.knowledge.treatments
    names = [as_line(n) for k in table.kinds(treatment) for n in (q.name(k), *table[k].aliases)]
    said = AnyOf(sorted(n.strip() for n in names))
    return _Other(within_sentence(record.name), said, (record.id, record.source), tuple(names))


def _of_both(q: Question, treatment: str, said: AnyOf) -> list[Claim]:
    """What regimens, rules, pages and statements say of a treatment and another medicine."""
    speaks = _speaking_of(said)
    rules = [of_safety(r, q.knowledge, "bottom") for r in _rules(q, treatment) if speaks(r.says)]
    limits = regimen.limits(q, treatment, "bottom", speaks, regimen.INTERACTION)
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


def _on_page(q: Question, treatment: str) -> list[Claim]:
    """What the page for patients of a treatment says of other medicines."""
    spoken_of = AnyOf(plan_words().outright.medicines_spoken_of)
    return [replace(c, role="detail") for c in _page(q, treatment, spoken_of)]


def _page(q: Question, treatment: str, said: AnyOf) -> list[Claim]:
    """For patients: the sentences of the page of a treatment that speak of a medicine."""
    plain = q.plain_of(treatment) if q.reader == "patient" else None
    if plain is None:
        return []
    found = [s for s in sentences_of(plain.how_it_is_given) if as_line(s) in said]
    claim = of_plain(plain, "how_it_is_given", "bottom")
    return [replace(claim, value=" ".join(found), key=f"{claim.key} with")] if found else []


def _none_held(q: Question, treatment: str, others: list[_Other]) -> Claim:
    record = q.knowledge.treatments[treatment]
    cites = (record.id, record.source, *(c for m in others for c in m.cites))
    return Claim("no_interaction", record.name, _listed(others), cites, "bottom", key="not together")


def _listed(others: list[_Other]) -> str:
    return " or ".join(m.name for m in others)
