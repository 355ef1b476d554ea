"""PRRT with, before or after another treatment: what is asked of the two goes first, and then what is held on the harm to the marrow."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.ask.claims import Claim, of_safety, of_statement, of_trial, within_sentence
from hoofbeat.ask.figures import current
from hoofbeat.ask.plans.comparison import none_held
from hoofbeat.ask.plans.evidence import involves, row_claims
from hoofbeat.ask.plans.harms import as_line
from hoofbeat.ask.plans.shared import asks, questions, speaks_of, sure_of
from hoofbeat.ask.plans.together import timed
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words
from hoofbeat.ask.relevance import Relevance
from hoofbeat.ask.verify import names_in
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import ResultRow, select
from hoofbeat.knowledge.records import Statement
from hoofbeat.logic.evaluate import FALSE

_CLASS = "chemotherapy"
_OF_RESULTS = ("orr", "pfs", "os", "dcr")
_OF_HARM = ("toxicity_g3_4", "toxicity")
_MOST, _MOST_ON_ORDER = 5, 2
_FIGURE = "%"


def combination(q: Question) -> list[Claim]:
    """What is asked of PRRT and another treatment: their order, the time between them, both together; then the risk."""
    table, radionuclide = q.knowledge.treatments, plan_words().treatments.radionuclide
    everything = tuple(dict.fromkeys((*q.u.named, *q.u.given)))
    partners = [t for t in everything if radionuclide not in table.kinds(t) and t != _CLASS]
    joint = [t for t in table if radionuclide in table.kinds(t) and table.is_chemotherapy(t)]
    if partners and not any(map(table.is_chemotherapy, partners)):
        return [*_with_partner(q, partners[0]), *questions(q, radionuclide)]
    found = _statements(q, joint, everything)
    if q.reader == "patient" and everything and not partners and _CLASS not in everything:
        # Whoever names PRRT alone is not told of harm that came with chemotherapy beside it.
        found = [s for s in found if s.about not in joint]
        return [
            *(of_statement(s, "bottom" if n == 0 else "detail") for n, s in enumerate(found)),
            *questions(q, radionuclide),
        ]
    lead = _asked(q, partners[0] if partners else None, joint)
    claims = [*lead, *(of_statement(s, "bottom" if n == 0 and not lead else "detail") for n, s in enumerate(found))]
    claims += sure_of(q, found[0]) if found and not lead else []
    rules = [r for r in q.knowledge.safety.values() if r.id in _after_one_another(q)]
    claims += [of_safety(r, q.knowledge, "caveat") for r in rules[:3]]
    claims += row_claims(q, _rows(q, joint), 4 if q.reader == "clinician" else 1)
    return [*claims, *questions(q, radionuclide)]


def _asked(q: Question, partner: str | None, joint: Sequence[str]) -> list[Claim]:
    """What a clinician's words ask of the two, where it is not the risk: their order, the time between, or both at once."""
    if q.reader == "patient" or partner is None or asks(q, "marrow_words"):
        return []
    if asks(q, "between_words"):
        return _time_between(q, partner)
    if asks(q, "order_words"):
        return _order(q, partner)
    if asks(q, "at_once_words"):
        return _at_once(q, partner, joint)
    return []


def _order(q: Question, partner: str) -> list[Claim]:
    """What is held of the order of two treatments: what sources say of it, else that no study sets one against the other."""
    table, radionuclide = q.knowledge.treatments, plan_words().treatments.radionuclide
    pair = (radionuclide, partner)
    said = [
        s for s in q.knowledge.statements.values()
        if not s.superseded and any(speaks_of(q, s.about, t) for t in pair) and q.truth("statement", s.id) != FALSE
        and as_line(s.says) in plan_cues("order_said") and not q.is_elsewhere(s.id) and not q.written_for_patients(s)
    ]  # fmt: skip
    said.sort(key=lambda s: not table.is_a(s.about, radionuclide))
    compared = any(r.comparator is not None and involves(q, r, pair) for r in select(q.knowledge))
    none = [] if compared else none_held(q, pair, "not_compared")
    trials = [
        of_trial(t, "bottom") for t in q.knowledge.records("trial").values()
        if not any(radionuclide in table.kinds(n) and table.is_chemotherapy(n) for n in t.treatments)
        and all(any(table.related(n, w) for n in names_in(t.question, q.knowledge)) for w in pair)
    ]  # fmt: skip
    return [*none, *(of_statement(s, "bottom", "named", q.name(s.about)) for s in said[:_MOST_ON_ORDER]), *trials[:1]]


def _time_between(q: Question, partner: str) -> list[Claim]:
    """What is held of the time between two treatments; that none is, where none is."""
    radionuclide = plan_words().treatments.radionuclide
    one, other = (q.knowledge.treatments[t] for t in (radionuclide, partner))
    cites = (one.id, one.source, other.id, other.source)
    none = Claim("no_time_between", one.name, within_sentence(other.name), cites, "bottom", key="no time between")
    rules = [r for r in q.knowledge.safety.values() if r.treatment == radionuclide]
    counts = [r for r in rules if set(plan_words().counts) & q.knowledge.fields_of("safety", r.id)]
    held = timed(q, radionuclide, partner)
    return held or [none, *(of_safety(r, q.knowledge, "bottom") for r in counts[:1])]


def _at_once(q: Question, partner: str, joint: Sequence[str]) -> list[Claim]:
    """Of both at once: that no study gives just these two together, where none does."""
    table = q.knowledge.treatments
    parts = set(table[partner].contains) or {partner}
    if any({d for d in table[t].contains if table.is_chemotherapy(d)} == parts for t in joint):
        return []
    return none_held(q, (plan_words().treatments.radionuclide, partner), "not_together")


def _with_partner(q: Question, partner: str) -> list[Claim]:
    """Of PRRT and what is no chemotherapy: what statements on the one say of the other; else that none speaks of both."""
    pair = (plan_words().treatments.radionuclide, partner)
    between = timed(q, *pair)
    if between:
        return between
    table = q.knowledge.treatments
    found = [
        s for s in q.knowledge.statements.values()
        if not s.superseded and q.truth("statement", s.id) != FALSE and not q.written_for_patients(s)
        and any(table.is_a(s.about, t) for t in pair) and _names_other(q, s, pair)
    ]  # fmt: skip
    words = set(q.u.words.words)
    found.sort(key=lambda s: -len(words & set(as_line(s.says).split())))
    said = [of_statement(s, "bottom", "named", q.name(s.about)) for s in found[:_MOST_ON_ORDER]]
    return said or none_held(q, (partner, pair[0]), "no_interaction")


def _names_other(q: Question, statement: Statement, pair: Sequence[str]) -> bool:
    """Whether a statement on one of two treatments names the other one."""
    table, named = q.knowledge.treatments, names_in(statement.says, q.knowledge)
    other = [t for t in pair if not table.related(statement.about, t)]
    return any(table.related(n, t) for n in named for t in other)


def _statements(q: Question, joint: Sequence[str], everything: Sequence[str]) -> list[Statement]:
    """The statements nearest to the question; where a risk is asked for, those that give a figure of it first."""
    words = (*q.u.words.words, *plan_words().search.combination)
    near = Relevance.of(q.knowledge).find(words, (*joint, *everything), q.situation, ("statement",), _MOST, 7.0, True)
    found = [s for s in near if isinstance(s, Statement)]
    if asks(q, "marrow_words") and q.reader == "clinician":
        found.sort(key=lambda s: _FIGURE not in s.says)
    return found


def _rows(q: Question, joint: Sequence[str]) -> list[ResultRow]:
    """The results of PRRT given together with chemotherapy, those of randomized trials first."""
    rows = [
        r for t in joint for r in current(select(q.knowledge, Filters(treatment=t)))
        if r.endpoint in (*_OF_RESULTS, *_OF_HARM)
    ]  # fmt: skip
    return sorted(
        rows,
        key=lambda r: (
            not r.design.startswith("randomized"),
            r.subgroup is not None,
            r.endpoint not in _OF_RESULTS,
            -(r.patients or 0),
        ),
    )


def _after_one_another(q: Question) -> list[str]:
    """The safety rules on PRRT after, before or with another treatment."""
    found, radionuclide = [], plan_words().treatments.radionuclide
    for rule in q.knowledge.safety.values():
        kinds = q.knowledge.treatments.kinds(rule.treatment)
        after = "had_" in rule.when and (radionuclide in rule.when or radionuclide in kinds)
        if after or (radionuclide in kinds and q.knowledge.treatments.is_chemotherapy(rule.treatment)):
            found.append(rule.id)
    return found
