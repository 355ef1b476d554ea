"""How much of a drug may be given in all: what rules, limits and notes say of it, or that none does."""

from __future__ import annotations

from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_safety, within_sentence
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import regimen
from hoofbeat.ask.plans.harms import as_line, rules_of
from hoofbeat.ask.plans.shared import meant
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words

_CLASS = "chemotherapy"


@lru_cache(maxsize=1)
def _words() -> tuple[AnyOf, AnyOf]:
    words = plan_words().outright.in_all
    return AnyOf(words.any), AnyOf(words.said)


def plan(q: Question) -> list[Claim]:
    """For a question on the dose of one drug in all."""
    asked, said = _words()
    subjects = [t for t in meant(q) if t != _CLASS]
    if q.u.words.line not in asked or len(subjects) != 1:
        return []
    treatment = subjects[0]

    def speaks(text: str) -> bool:
        return as_line(text) in said

    found = [of_safety(r, q.knowledge, "bottom") for r in rules_of(q, treatment) if speaks(r.says)]
    found.sort(key=lambda c: "dose" not in c.value.lower())
    found += regimen.limits(q, treatment, "bottom", speaks)
    record, name = q.knowledge.treatments[treatment], plan_words().outright.in_all.name
    none = Claim(
        "no_ceiling", within_sentence(record.name), name, (record.id, record.source), "bottom", key="no ceiling"
    )
    return found or [none]
