"""A test before a treatment: the records that ask for it, else what hangs on its result and that none asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_plain, of_safety, of_statement, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import NamedTest
from hoofbeat.ask.plans import regimen
from hoofbeat.ask.plans.harms import as_line, rules_of
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import meant, sentences_of, speaks_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.knowledge.records import SafetyRule

_CLASS = "chemotherapy"
_MOST, _MOST_SUBJECTS = 3, 2


@dataclass(frozen=True)
class _Test:
    """A test with its patterns read."""

    record: NamedTest
    named: AnyOf
    said: AnyOf


@lru_cache(maxsize=1)
def _tests() -> tuple[_Test, ...]:
    return tuple(_Test(t, AnyOf(t.any), AnyOf(t.said)) for t in plan_words().outright.tests)


@lru_cache(maxsize=1)
def _asking() -> tuple[AnyOf, AnyOf]:
    words = plan_words().outright
    return AnyOf(words.test_words), AnyOf(words.result_words)


def plan(q: Question) -> list[Claim]:
    """For a question whether a test comes before a treatment; nothing where its result is told or no test is named."""
    asking, result = _asking()
    line = q.u.words.line
    if line not in asking or line in result or q.u.given:
        return []
    test = next((t for t in _tests() if line in t.named and not set(t.record.fields) & q.u.own.keys()), None)
    if test is None:
        return []
    subjects = [t for t in meant(q) if t != _CLASS][:_MOST_SUBJECTS]
    return [c for t in subjects for c in _of_one(q, test, t)] if subjects else _of_any(q, test)


def _of_one(q: Question, test: _Test, treatment: str) -> list[Claim]:
    """What is held on a test and one treatment, the records that ask for the test first."""
    rules = [r for r in rules_of(q, treatment) if set(test.record.fields) & fields_of(q, r)]
    rules.sort(key=lambda r: r.treatment not in (treatment, *q.knowledge.treatments[treatment].contains))
    asking = [r for r in rules if _asks_for(test, r)]
    others = [of_safety(r, q.knowledge, "detail") for r in rules if r not in asking]
    found = [
        *regimen.watched(q, treatment, "bottom", lambda text: as_line(text) in test.said),
        *(of_safety(r, q.knowledge, "bottom") for r in asking),
        *_statements(q, test, treatment),
        *_page(q, test, treatment),
    ]
    if found:
        return [*found[:_MOST], *others[:_MOST]]
    none = _not_asked(q, test, treatment)
    return [*(replace(c, role="bottom") for c in others[:_MOST]), none] if others else [none]


def _of_any(q: Question, test: _Test) -> list[Claim]:
    """What is held on a test where no treatment is named: the rules of all, those that ask for it first."""
    fields = set(test.record.fields)
    rules = [r for r in q.knowledge.safety.values() if fields & fields_of(q, r)]
    rules.sort(key=lambda r: (not _asks_for(test, r), r.severity != "contraindicated"))
    if rules and (not q.u.named or _asks_for(test, rules[0])):
        return [of_safety(r, q.knowledge, "bottom") for r in rules[: _MOST - 1]]
    return [_not_asked(q, test, _CLASS)] if q.u.named else []


def _asks_for(test: _Test, rule: SafetyRule) -> bool:
    return as_line(rule.says) in test.said or as_line(rule.plain) in test.said


def _statements(q: Question, test: _Test, treatment: str) -> list[Claim]:
    """The statements on a treatment that ask for a test."""
    found = (
        s for s in q.knowledge.statements.values()
        if not s.superseded and as_line(s.says) in test.said and speaks_of(q, s.about, treatment)
    )  # fmt: skip
    return [of_statement(s, "bottom") for s in found]


def _page(q: Question, test: _Test, treatment: str) -> list[Claim]:
    """For patients: what the page of a treatment says of a test."""
    plain = q.plain_of(treatment) if q.reader == "patient" else None
    if plain is None:
        return []
    said = [s for s in sentences_of(plain.how_it_is_given) if as_line(s) in test.said or as_line(s) in test.named]
    claim = of_plain(plain, "how_it_is_given", "bottom")
    return [replace(claim, value=" ".join(said), key=f"{claim.key} test")] if said else []


def _not_asked(q: Question, test: _Test, treatment: str) -> Claim:
    record = q.knowledge.treatments[treatment]
    name = within_sentence(record.name)
    return Claim("test_not_asked", name, test.record.name, (record.id, record.source), "bottom", key="test not asked")
