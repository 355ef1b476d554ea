"""What a clinician's question names and no sentence of the answer speaks of: that is said first.

A sentence on something else would look like the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_statement, of_treatment, of_trial
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import Matter
from hoofbeat.ask.plans.harms import as_line
from hoofbeat.ask.plans.shared import asked_of, speaks_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, words_of_marker
from hoofbeat.ask.verify import names_in
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Statement
from hoofbeat.logic.evaluate import FALSE, TRUE

_ABOUT, _MOST, _CLASS = "about-hoofbeat", 2, "chemotherapy"
_OF_HORMONES, _HORMONE_FIELDS = "symptom-control", ("functional_syndrome", "syndrome_controlled")
_GENERAL_MARKERS = ("biomarker", "ki-67", "dpd", "somatostatin-receptor")
"""Markers that stand for the grade, for safety or for markers as such."""


@lru_cache(maxsize=1)
def _matters() -> tuple[tuple[Matter, AnyOf, AnyOf], ...]:
    return tuple((m, AnyOf(m.any), AnyOf(m.said or m.any)) for m in plan_words().matters_named)


class Texts:
    """What statements that stand, studies and trials say, as lines of words; of statements by id."""

    def __init__(self, knowledge: Knowledge):
        self.statements = {s.id: as_line(s.says) for s in knowledge.statements.values() if not s.superseded}
        self.lines = (*self.statements.values(), *map(as_line, self._of_others(knowledge)))

    @staticmethod
    def _of_others(knowledge: Knowledge) -> Iterator[str]:
        yield from (f"{s.name} {s.note} {s.population.note}" for s in knowledge.studies.values())
        yield from (f"{t.name} {t.question}" for t in knowledge.records("trial").values())


def unsaid(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """For each matter and marker that the question names and no claim speaks of: that none does, or that no source does.

    A patient is told what a source says of it, and never that none does.
    """
    if q.intent not in plan_words().matters_of:
        return []
    named = [*_named_matters(q), *_named_markers(q)]
    if not named:
        return []
    # What a word means in general answers nothing on it.
    told = [as_line(" ".join((c.words(q.reader), *c.cites))) for c in claims if not c.key.startswith("term ")]
    unsaid = [c for one in named if not any(t in one.said for t in told) for c in one.instead(q)]
    return [c for c in unsaid if q.reader == "clinician" or c.cites[0] in q.knowledge.statements]


@dataclass(frozen=True)
class _Named:
    """A matter or a marker that a question names: the words that speak of it, and whether a statement with them answers it."""

    name: str
    said: AnyOf
    answered: bool
    otherwise: str

    def instead(self, q: Question) -> list[Claim]:
        """What statements say of it; that nothing speaks of it where none does."""
        found = _statements_on(q, self.said) if self.answered else []
        return found or [Claim(self.otherwise, self.name, self.name, (_ABOUT,), "bottom", key=f"unsaid {self.name}")]


def _named_matters(q: Question) -> list[_Named]:
    found = [(m, said) for m, any_of, said in _matters() if q.u.words.line in any_of]
    lines = q.knowledge.once(Texts).lines if found else ()
    held = {m.name for m, said in found if any(t in said for t in lines)}
    return [
        _Named(m.name, said, m.answered, "not_said_here" if m.name in held else "not_spoken_of") for m, said in found
    ]


def _named_markers(q: Question) -> list[_Named]:
    terms = q.knowledge.records("term")
    markers = [m for m in q.u.markers if m in terms and m not in _GENERAL_MARKERS]
    return [_Named(terms[m].term, words_of_marker(m), True, "not_for_case") for m in markers]


def _statements_on(q: Question, said: AnyOf) -> list[Claim]:
    """Statements that speak of a matter and may hold for the case, of what is asked about where that is said."""
    named = [t for t in q.u.named if t != _CLASS]
    found = [
        s for s in q.knowledge.statements.values()
        if not s.superseded and as_line(f"{s.id} {s.says}") in said and q.truth("statement", s.id) != FALSE
        and (q.reader == "patient" or not q.written_for_patients(s))
        and (not named or s.about in q.u.named or any(speaks_of(q, s.about, t) for t in named))
    ]  # fmt: skip
    holding = [s for s in found if q.truth("statement", s.id) == TRUE]
    # Of a hormone that nobody told of nothing is said in the place of an answer.
    may_hold = [s for s in found if q.u.syndromes or s.aim != _OF_HORMONES or not _hangs_on_hormone(q, s)]
    return [of_statement(s, "bottom") for s in (holding or may_hold)[:_MOST]]


def _hangs_on_hormone(q: Question, statement: Statement) -> bool:
    return bool(set(_HORMONE_FIELDS) & q.knowledge.fields_of("statement", statement.id))


def without_source(q: Question) -> list[Claim]:
    """For each treatment asked about that no statement and no study is of: that none is, and the trials that name it."""
    if q.reader == "patient" or q.intent not in plan_words().matters_of:
        return []
    claims: list[Claim] = []
    for treatment in (t for t in asked_of(q) if not has_own(q, t)):
        record = q.knowledge.treatments[treatment]
        cites = (record.id, record.source)
        claims.append(Claim("no_source", record.name, record.name, cites, "bottom", key=f"no source {treatment}"))
        claims.append(of_treatment(record, "bottom"))
        trials = q.knowledge.records("trial").values()
        claims += [of_trial(t, "bottom") for t in trials if treatment in names_in(t.question, q.knowledge)][:1]
    return claims


def leads(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims of an answer after what has no source; on evidence nothing else, where nothing else is asked about."""
    none = without_source(q)
    of_others = any(has_own(q, t) for t in asked_of(q)) or q.intent in plan_words().matters_beside
    return [*none, *(claims if of_others or not none else [])]


class _Spoken:
    """The treatments that a statement or the arm of a study is of, each with everything that it is."""

    def __init__(self, knowledge: Knowledge):
        table = knowledge.treatments
        about = {s.about for s in knowledge.statements.values() if not s.superseded}
        arms = {a.treatment for s in knowledge.studies.values() for a in s.arms}
        self.kinds = frozenset(k for t in about | arms for k in table.kinds(t))


def has_own(q: Question, treatment: str) -> bool:
    """Whether a statement or a study is of a treatment, of a member of it or of what contains it, or a statement names it."""
    if treatment in q.knowledge.once(_Spoken).kinds:
        return True
    record = q.knowledge.treatments[treatment]
    names = [as_line(n) for n in (record.name, *record.aliases)]
    return any(n in line for line in q.knowledge.once(Texts).statements.values() for n in names)
