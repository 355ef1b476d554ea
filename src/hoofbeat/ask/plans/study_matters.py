"""What is asked of a named study beside its figures, and what of it is not held: both are said, so that no part of a question is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_statement
from hoofbeat.ask.figures import current, site_words
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plan_forms import Matter
from hoofbeat.ask.plans import endpoints
from hoofbeat.ask.plans.evidence import is_of_site_named, sites_named
from hoofbeat.ask.plans.harms import as_line
from hoofbeat.ask.plans.shared import asks
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, words_of_marker
from hoofbeat.ask.understanding import Understanding
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import Study

_ABOUT = "about-hoofbeat"
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_HAZARD = "a hazard ratio"
_SHORT_NAME = 3
_FEW_SITES = 2
"""So few sites has a study that is as good as one of each of them."""


@lru_cache(maxsize=1)
def _matters() -> tuple[tuple[Matter, AnyOf, AnyOf], ...]:
    return tuple((m, AnyOf(m.any), AnyOf(m.said)) for m in plan_words().study_matters)


def _asked(q: Question) -> list[tuple[Matter, AnyOf]]:
    return [(m, said) for m, any_of, said in _matters() if q.u.words.line in any_of]


def _on(study: Study, matter: Matter, said: AnyOf) -> str:
    """What the notes of a study say of a matter."""
    notes = " ".join(n.strip() for n in (study.population.note, study.note) if n)
    if not matter.said:
        return " ".join((study.population.note or study.note or "").split())
    found = [s for s in _SENTENCE.split(notes) if as_line(s) in said]
    return " ".join(f"{s.rstrip('.;')}." for s in found)


def asks_more(u: Understanding) -> bool:
    """Whether a question has words that ask something of a study: an endpoint, a ratio, or what else its record tells."""
    line = u.words.line
    return line in plan_cues("ratio_words") or endpoints.asks_for_any(line) or any(line in a for _, a, _ in _matters())


def noted(q: Question, study: Study) -> list[Claim]:
    """What the record of a study notes on what is asked of it."""
    found = {text: m for m, said in _asked(q) if (text := _on(study, m, said))}
    return [
        Claim("study_note", study.name, text, (study.id,), "bottom", key=f"note {study.id} {m.name}")
        for text, m in found.items()
    ]


def not_held(q: Question, study: Study, figures: Sequence[Claim]) -> list[Claim]:
    """What is asked of a study by name and its record does not give; for clinicians, who know of the study."""
    if q.reader == "patient":
        return []
    lacking = _endpoints(q, study)
    lacking += [m.name for m, said in _asked(q) if not _on(study, m, said) and not _counted(study, said)]
    if asks(q, "ratio_words") and not any("contrast" in c.slots or c.predicate == "contrast" for c in figures):
        lacking.append(_HAZARD)
    return [_nothing_on(study, what) for what in lacking]


def _nothing_on(study: Study, what: str) -> Claim:
    key = f"not held {study.id} {what}"
    return Claim("not_in_study", study.name, what, (study.id,), "bottom", slots={"what": what}, key=key)


def _endpoints(q: Question, study: Study) -> list[str]:
    """The endpoints that the question names and no figure of the study is of."""
    rows = current(select(q.knowledge, Filters(study=study.id)))
    held = {r.endpoint for r in rows if not r.not_reported}
    events = [as_line(r.event) for r in rows if r.endpoint == "other" and r.event]
    asked = [g for g in endpoints.named(q) if not held & set(g)]
    lacking = [endpoints.name_of(g) for g in asked if not any(e in endpoints.words_of(g) for e in events)]
    times = sorted(endpoints.months_asked(q) - {str(r.at_months) for r in rows}, key=int)
    return [*lacking, *(f"a rate at {months} months" for months in times)]


def groups_not_held(q: Question, study: Study) -> list[Claim]:
    """That figures are not held of just those patients of a study whom the question names, by their site or by a marker."""
    if q.reader == "patient":
        return []
    rows = current(select(q.knowledge, Filters(study=study.id)))
    labels = [as_line(r.subgroup) for r in rows if r.subgroup]
    terms = q.knowledge.records("term")
    markers = {m: words_of_marker(m) for m in q.u.markers if m in terms}
    labels += [] if asks(q, "subgroup_words") else _said_of(q, study)
    lacking = [f"its patients by {terms[m].term}" for m, said in markers.items() if not any(n in said for n in labels)]
    sites = sites_named(q)
    whole = set(study.population.sites)
    own = (sites <= whole and len(whole) <= _FEW_SITES) or any(is_of_site_named(q, r) for r in rows)
    if sites and not own and asks(q, "subgroup_words"):
        lacking.append(f"those of its patients who had a tumor of this site alone ({site_words(sorted(sites))})")
    grade = q.population.grade
    of_grade = [grade] == list(study.population.grades) or any(r.grades == grade for r in rows if r.subgroup)
    if grade and not of_grade and asks(q, "subgroup_words"):
        lacking.append(f"those of its patients who had a tumor of this grade alone ({grade})")
    return [_nothing_on(study, what) for what in lacking]


def _said_of(q: Question, study: Study) -> list[str]:
    """What statements and pitfalls that name a study say, as lines of words."""
    own = [w for w in study.name.split() if len(w) > _SHORT_NAME and any(c.isdigit() or c.isupper() for c in w[1:])]
    records = (*q.knowledge.statements.values(), *q.knowledge.records("pitfall").values())
    return [as_line(r.says) for r in records if any(w in r.says for w in own)]


def _counted(study: Study, said: AnyOf) -> bool:
    """Whether a figure of the study is of a matter."""
    return any(as_line(r.event) in said for a in study.arms for r in a.results if r.event)


def trial_not_held(q: Question) -> list[Claim]:
    """What statements tell of a trial that has no record of its own; where none names it, that it is none of those held."""
    name = q.u.unknown_trial
    if name is None:
        return []
    told = [s for s in q.knowledge.statements.values() if not s.superseded and as_line(name) in as_line(s.says)]
    if told:
        return [of_statement(s, "bottom") for s in told]
    return [Claim("trial_not_held", name, name, (_ABOUT,), "bottom", key=f"no trial {name}")]
