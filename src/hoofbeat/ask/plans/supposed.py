"""What a question supposes of a treatment by its words, and a record of that treatment says otherwise.

How it is given, what kind of treatment it is, that it needs no tests, that a harm is whole where it is partial; and what a
percentage of dividing cells stands for. The answer begins with "No" and what the record says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_phrase, of_plain, of_term, of_treatment, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans.grades import each_grade
from hoofbeat.ask.plans.harms import as_line, rules_of, side_effects
from hoofbeat.ask.plans.shared import asked_of, asks
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import ANY_TREATMENT, plan_cues, plan_words, sayings, templates

_CLASS, _SHARE, _EFFECT = "chemotherapy", "ki67_percent", "effect_found"
_NOT_OF_KIND = "not_of_kind"
SHARE_TERM = "ki-67"


@lru_cache(maxsize=1)
def _kinds() -> tuple[tuple[str, AnyOf], ...]:
    return tuple((k.name, AnyOf(k.any, ANY_TREATMENT)) for k in plan_words().supposed_kinds)


@lru_cache(maxsize=1)
def _routes() -> tuple[tuple[frozenset[str], AnyOf], ...]:
    return tuple((frozenset(r.routes), AnyOf(r.any, ANY_TREATMENT)) for r in plan_words().supposed_routes)


def set_right(q: Question) -> list[Claim]:
    """What goes before everything else where a question supposes what a record contradicts; nothing where none does."""
    against = next((c for c in (*_not_the_share(q), *_no_cure(q), *_of_treatments(q))), None)
    return [against] if against is not None else []


_WANTED = {"share_dividing": "definition", "not_by_route": "how-given", "needs_tests": "monitoring"}


def intent_of(claims: Sequence[Claim]) -> str:
    """What an answer that sets right is an answer to."""
    return _WANTED.get(claims[0].predicate, "definition")


def instead(q: Question) -> list[Claim]:
    """The answer to a question that supposes something wrong: that, and what the record says of the matter."""
    first = set_right(q)
    if not first:
        return []
    if first[0].predicate == "share_dividing":
        return [*first, *of_share(q)[1:]]
    about = [t for t in asked_of(q) if first[0].key.endswith(f" {t}")]
    more: list[Claim] = []
    for treatment in about:
        own = replace(q, u=replace(q.u, asked=(treatment,), named=(treatment,), given=()))
        page = q.plain_of(treatment)
        more += [] if first[0].predicate == _NOT_OF_KIND else [of_treatment(q.knowledge.treatments[treatment])]
        more += [of_plain(page, "how_it_is_given")] if page is not None and page.treatment == treatment else []
        more += side_effects(own) if q.u.symptoms else []
    return [*first, *more]


def _of_treatments(q: Question) -> Iterator[Claim]:
    """What is supposed of each treatment asked about: the first of the names is what the question is about."""
    line = q.u.placeholders
    for treatment in asked_of(q)[:1]:
        yield from _not_of_kind(q, treatment, line)
        yield from _not_by_route(q, treatment, line)
        yield from _needs_tests(q, treatment)


def _not_by_route(q: Question, treatment: str, line: str) -> Iterator[Claim]:
    """That a treatment is given by other routes than the one supposed."""
    record = q.knowledge.treatments[treatment]
    own = {r for t in (treatment, *record.contains) for r in q.knowledge.treatments[t].route}
    supposed: set[str] = set().union(*(routes for routes, any_of in _routes() if line in any_of))
    named = any(line in any_of for _, any_of in _routes())
    others = {*q.u.named, *q.u.given} - {treatment, _CLASS}  # Which of several the words speak of is not told.
    if not named or not own or others or own & supposed or line in plan_cues("supposed_unless"):
        return
    said = " or ".join(templates().words.routes[r] for r in record.route or sorted(own))
    yield Claim(
        "not_by_route", record.name, said, (record.id, record.source), "bottom",
        slots={"name": within_sentence(record.name)}, key=f"not by route {treatment}",
    )  # fmt: skip


def _not_of_kind(q: Question, treatment: str, line: str) -> Iterator[Claim]:
    """That a treatment is not of the kind that it is taken for: a class of treatments, or something else."""
    record, table = q.knowledge.treatments[treatment], q.knowledge.treatments
    name = next((n for n, any_of in _kinds() if line in any_of or q.u.words.line in any_of), None)
    others = [t for t in q.u.named if t not in (treatment, _CLASS)]
    if name is None and len(others) == 1 and line in plan_cues("supposed_same"):
        other = table[others[0]]
        alike = (table.kinds(treatment) | table.kinds(other.id)) & set(plan_words().supposed_alike)
        if not (table.related(treatment, other.id) or alike):
            name = within_sentence(other.name)
    if name is None or line in plan_cues("supposed_unless"):
        return
    slots = {"kind": name, "name": record.name}
    yield Claim(
        _NOT_OF_KIND, record.name, record.is_, (record.id, record.source, *others), "bottom",
        plain=record.plain, slots=slots, key=f"not of kind {treatment}",
    )  # fmt: skip


def _needs_tests(q: Question, treatment: str) -> Iterator[Claim]:
    """That a treatment does need the tests which the question takes for needless."""
    counts = plan_words().counts
    rules = [r for r in rules_of(q, treatment) if any(f in r.when for f in counts)]
    if rules and asks(q, "no_tests_words"):
        rule, name = rules[0], q.name(treatment)
        cites = (rule.id, rule.source, treatment)
        yield Claim(
            "needs_tests", name, rule.says, cites, "bottom", plain=rule.plain,
            slots={"name": within_sentence(name)}, key=f"needs tests {treatment}",
        )  # fmt: skip


def _no_cure(q: Question) -> Iterator[Claim]:
    """That chemotherapy is not given to cure what has spread, where a cure is taken for granted."""
    record = sayings()[plan_words().no_cure]
    if asks(q, "cure_supposed") and record.of(q.reader):
        yield of_phrase(record.of(q.reader)[0], (record.id,), "bottom")


def _not_the_share(q: Question) -> list[Claim]:
    """That the percentage of dividing cells is no chance of living, of growth or of a cure."""
    return of_share(q, "No: ")[:1] if asks(q, "share_mistaken") else []


def of_share(q: Question, no: str = "") -> list[Claim]:
    """What the percentage of dividing cells that a question tells stands for, the grade that it makes, and the term."""
    value, term = q.u.own.get(_SHARE), q.knowledge.records("term").get(SHARE_TERM)
    if value is None or term is None:
        return []
    slots = {"number": f"{value:g}", "no": no}
    share = Claim("share_dividing", term.term, "", (term.id, term.source), "bottom", slots=slots, key="share dividing")
    return [share, *each_grade(q, also_read=True), of_term(term, "detail")]


def partial(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims, with a harm said as less where the question takes it for whole ("all my hair") and the page says less."""
    if not asks(q, "wholly_words"):
        return list(claims)
    return [
        replace(c, predicate="effect_less")
        if c.predicate == _EFFECT and as_line(c.value) in plan_cues("partly_words")
        else c
        for c in claims
    ]
