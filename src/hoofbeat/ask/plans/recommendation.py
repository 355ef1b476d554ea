"""Recommendation: the question becomes a case and goes through the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hoofbeat.advice import Consultation, consult
from hoofbeat.advice.result import OptionShown, StatementShown
from hoofbeat.ask.claims import Claim, Role, of_safety, of_statement
from hoofbeat.ask.plans import safety
from hoofbeat.ask.plans.asked import (
    after_removal,
    asked_options,
    asks_of_others,
    awaited,
    figures_of_asked,
    holds_steady,
    is_at_odds,
    is_untold_again,
    new_options,
    next_in_line,
    of_the_setting,
    option_claim,
    otherwise,
    trials_behind,
    waits,
    without_a_place,
)
from hoofbeat.ask.plans.branches import branches_of, branches_told, claims_of, supposing
from hoofbeat.ask.plans.excluded import against, distinct, excluded, others
from hoofbeat.ask.plans.order_of_answer import briefly, in_order, waits_its_turn
from hoofbeat.ask.plans.shared import (
    ADVISED,
    FAVORED,
    asked_of,
    assumption,
    is_removed,
    questions,
    sure_of,
    verdict_words,
)
from hoofbeat.ask.pooled_figures import is_near, of_pooled
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, templates
from hoofbeat.ask.verify import names_in as names_in_text
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.near import profile_of
from hoofbeat.evidence.pooled import pooled_nearest
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.logic import names_in
from hoofbeat.logic.evaluate import TRUE

_MOST_OPTIONS = {"clinician": 6, "patient": 4}
_MOST_LISTED = 8
_MOST_FACTS = 3
_MOST_ON_CHEMOTHERAPY = 2
_CLASS, _PERSON, _LOCAL = "chemotherapy", "Person", "localized"


def plan(q: Question) -> list[Claim]:
    """The claims of a recommendation; none where the case cannot be read."""
    case = _case(q)
    try:
        advice = consult(case, q.knowledge)
    except HoofbeatError:
        return []
    claims = safety.first(q, _by_guidance(q, advice))
    stops = against(q, advice)
    if stops:
        return [*excluded(q, stops[0]), *claims, *others(q, advice)]
    if advice.chemotherapy.verdict == "avoid" and not asked_of(q):
        # The verdict goes first, and needs no rule on one drug.
        claims = [replace(c, role="caveat") for c in claims]
    elif waits_its_turn(q, claims, advice):
        claims = [replace(c, role="detail") for c in claims]
    claims += assumption(q, "extent") if q.assumed_advanced and q.case.get("progressing") is not False else []
    claims += [*_label(q, advice), *of_the_setting(q), *new_options(q, case, advice)]
    steady = holds_steady(q)
    if steady:
        return [*claims, *steady]
    if q.assumed_advanced and q.case.get("progressing") is False:
        asked = (option_claim(q, o) for o in asked_options(q, advice))
        spread = [*_if_it_has_spread(q, advice), *(c for c in asked if c is not None)]
        spread += without_a_place(q, advice) if q.reader == "clinician" else []
        return [*claims, *spread, *_on_chemotherapy(q, advice), *questions(q, _CLASS)]
    said = {c.cites[0] for c in claims if c.role == "safety"}
    decided = [c for c in _decided(q, case, advice) if c.certainty != "contraindicated" or c.cites[0] not in said]
    return [*claims, *decided, *_changes(q, advice)]


def _by_guidance(q: Question, advice: Consultation) -> list[str]:
    """The options in the order of what their sources say of them, contraindicated ones too; where there is none, what waits."""
    if not advice.options:
        against_tumor = [s for s in advice.undetermined if _statement(q, s).aim != "symptom-control"]
        return [s.about for p in ADVISED for s in against_tumor if s.position == p]
    positions = list(templates().words.positions)
    said = {o.treatment: o.statements[0].position for o in advice.options if o.statements}
    order = {t: positions.index(p) if p in positions else len(positions) for t, p in said.items()}
    return sorted((o.treatment for o in advice.options), key=lambda t: order.get(t, len(positions)))


def _decided(q: Question, case: dict[str, Any], advice: Consultation) -> list[Claim]:
    """The verdict and the options: for each way a missing fact may be, where the verdict turns on it."""
    branches = branches_of(q, case, advice)
    told = claims_of(q, branches)
    if len(branches) == 1 and "reported_grade" in case:
        return in_order(q, _verdict(q, branches[0].advice), _body(q, branches[0].advice, advice))
    if told and (len(branches) > 1 or is_removed(q)):
        first = branches_told(branches)[0]
        return in_order(q, told, supposing(q, first, advice, _body(q, first.advice, advice)))
    return in_order(q, _verdict(q, advice) or _no_verdict(q, advice), _body(q, advice, advice))


def _no_verdict(q: Question, advice: Consultation) -> list[Claim]:
    """Where chemotherapy is asked about and no statement decides: what it waits for, or that none puts it forward."""
    if _CLASS not in q.u.named or any(o.chemotherapy and o.position in FAVORED for o in advice.options):
        return []
    on_it = [s for s in advice.undetermined if s.about == _CLASS and s.position and not _of_patients(q, s)]
    if q.reader == "patient" or q.case.get("extent") == _LOCAL:
        on_it = [s for s in on_it if s.position in FAVORED]
    on_it = [s for s in on_it if s.position != "avoid" or not _waits_for_person(q, s)]
    if on_it:
        nearest = sorted(after_removal(q, on_it) or on_it, key=lambda s: len(s.missing))
        return [waits(q, _CLASS, s) for s in nearest[:_MOST_ON_CHEMOTHERAPY]]
    record = q.knowledge.treatments[_CLASS]
    return [Claim("not_here", record.name, record.name, (record.id, record.source), "bottom", key="not here")]


def _waits_for_person(q: Question, shown: StatementShown) -> bool:
    """Whether a statement turns on how somebody is, of which nothing was said: nobody is taken for ill."""
    return any(q.knowledge.fields[f].group == _PERSON for f in shown.missing)


def _of_patients(q: Question, shown: StatementShown) -> bool:
    return q.written_for_patients(_statement(q, shown))


def _if_it_has_spread(q: Question, advice: Consultation) -> list[Claim]:
    """A tumor said not to grow, of which nothing is said on spread: that the answer turns on it, and for what it holds."""
    fact = q.knowledge.facts[plan_words().advanced]
    predicate = "turns_on_spread" if advice.chemotherapy.verdict in ADVISED else "turns_on_spread_not_first"
    watched = [
        s for s in q.knowledge.statements.values()
        if s.about == plan_words().treatments.watching and not s.superseded and s.position
    ]  # fmt: skip
    situation = read_situation(advice.case, q.knowledge)
    holding = [s for s in watched if situation.truth("statement", s.id) == TRUE and s.position in FAVORED]
    cites = (fact.id, fact.source, _CLASS)
    claims = [Claim(predicate, "", fact.means, cites, "bottom", plain=fact.plain, key="spread")]
    return [*claims, *(of_statement(s, "bottom") for s in holding[:1])]


def _case(q: Question) -> dict[str, Any]:
    case = dict(q.case)
    if q.assumed_advanced:
        case["extent"] = "metastatic"
    stays = any(case.get(f) for f in ("extent", "progressing", "recurrent"))
    if is_removed(q) and (q.u.taken or not stays):
        case = {"evidence_of_disease": False, "recurrent": False, **case}
    return case


def _label(q: Question, advice: Consultation) -> list[Claim]:
    shown = advice.classification
    rested = [f.name for f in shown.facts if f.value is True and f.name.startswith(("grade_", "is_", "g3_net"))]
    if not shown.label or not rested:
        return []
    cites = tuple(dict.fromkeys([*rested, *(q.knowledge.facts[name].source for name in rested)]))
    return [Claim("class_label", "", shown.label, cites, "read", plain=shown.plain, key="label")]


def _statement(q: Question, shown: StatementShown) -> Any:
    return q.knowledge.statements[shown.id]


def _verdict(q: Question, advice: Consultation) -> list[Claim]:
    """Whether chemotherapy, in the words of the statement that decides, and how sure."""
    if _CLASS in (q.case.get("declines") or ()):
        record = q.knowledge.treatments[_CLASS]
        return [Claim("declined", record.name, record.name, (record.id, record.source), "bottom", key="verdict")]
    deciding = next((s for s in advice.chemotherapy.because if s.role == "decides"), None)
    words = verdict_words(advice, deciding)
    if deciding is not None:
        record = _statement(q, deciding)
        claim = Claim(
            "verdict",
            "",
            f"{words.clinician} {record.says}",
            (record.id, record.source),
            "bottom",
            plain=f"{words.patient} {record.plain}",
            certainty=advice.chemotherapy.verdict,
            key="verdict",
        )
        return [claim, *sure_of(q, record)]
    first = next((o for o in advice.options if o.position in FAVORED and o.statements), None)
    before = None if first is None else _statement(q, first.statements[0])
    if before is None or _CLASS not in names_in_text(before.says, q.knowledge):
        return []  # What comes first does not speak of chemotherapy, so that it licenses no word on it.
    cites = (before.id, before.source)
    certainty = advice.chemotherapy.verdict
    return [
        Claim("verdict", "", words.clinician, cites, "bottom", plain=words.patient, certainty=certainty, key="verdict")
    ]


def _is_named(q: Question, option: OptionShown) -> bool:
    """Whether the statement that decides on an option names it by itself."""
    record = _statement(q, option.statements[0])
    return option.treatment in names_in_text(record.plain if q.reader == "patient" else record.says, q.knowledge)


def _body(q: Question, advice: Consultation, stated: Consultation) -> list[Claim]:
    """The options asked about, then those that the case favors, with cautions and the evidence of the first regimen.

    `advice` may rest on a fact that was supposed; figures and pitfalls are those of what was stated.
    """
    asked = asked_options(q, advice)
    families = {o.treatment for o in advice.options if o.position in FAVORED}
    favored = [
        o for o in advice.options if o.position == "prefer" or (o.position in FAVORED and o.member_of not in families)
    ]
    if q.case.get("prefers") == "oral":
        favored.sort(key=lambda o: "oral" not in q.knowledge.treatments[o.treatment].route)
    favored.sort(key=lambda o: is_untold_again(q, o))
    chosen = distinct(q, [*asked, *favored])[: _MOST_OPTIONS[q.reader] + len(asked)]
    first_role: Role = "bottom" if asked or _CLASS not in q.u.named else "detail"
    decided = advice.chemotherapy.decided_by if not asks_of_others(q) else None
    again = [o for o in chosen if o not in asked and [s.id for s in o.statements[:1]] == [decided]]
    chosen = [o for o in chosen if o not in again]
    placed = [option_claim(q, o, first_role if n < max(1, len(asked)) else "detail") for n, o in enumerate(chosen)]
    claims: list[Claim | None] = [*placed[: len(asked)], *otherwise(q, stated), *without_a_place(q, stated, asked)]
    claims += [briefly(c) for c in (option_claim(q, o, "bottom") for o in again[:1] if not _is_named(q, o)) if c]
    claims += [*placed[len(asked) :], *trials_behind(q, advice, chosen)]
    regimens = [
        o for o in advice.options if o.chemotherapy and o.position in (*FAVORED, "reserve") and o.member_of is None
    ]
    named = {o.treatment for o in chosen}
    if _CLASS in q.u.named:
        claims += [option_claim(q, o) for o in regimens[:2] if o.treatment not in named]
        claims += [_regimens(q, [o for o in regimens if o.position == "reserve"])]
        claims += _on_chemotherapy(q, advice)
    claims += [*awaited(q, stated, chosen), *(_sequence(q, advice) if not asked else [])]
    claims += next_in_line(q, advice)
    for option in (*asked, *chosen[:2], *[o for o in regimens[:1] if _CLASS in q.u.named]):
        claims += list(_cautions(q, option))
    claims += _numbers(q, stated, [*asked, *(o for o in chosen if o.chemotherapy), *regimens[:2]])
    claims += figures_of_asked(q)
    claims += _notes(q, advice, stated)
    first = next((o.treatment for o in chosen), None)
    return [c for c in claims if c is not None] + questions(q, first)


def _regimens(q: Question, options: list[OptionShown]) -> Claim | None:
    """The regimens held in reserve, in one sentence."""
    shown = [o for o in options if o.statements][:_MOST_LISTED]
    if len(shown) < 2:
        return None
    names = ", ".join(o.name for o in shown)
    return Claim("in_reserve", names, names, tuple(o.statements[0].id for o in shown), "detail", key="in reserve")


def _narrow(q: Question, statement: str) -> int:
    """How many facts a statement's condition uses: the more, the closer it is to the case."""
    return len(set(names_in(q.knowledge.conditions["statement", statement])))


def _for_reader(q: Question, shown: list[StatementShown]) -> list[StatementShown]:
    """For a clinician without what pages for patients say."""
    return [s for s in shown if q.reader == "patient" or not q.written_for_patients(_statement(q, s))]


def _on_chemotherapy(q: Question, advice: Consultation) -> list[Claim]:
    """What else sources say of chemotherapy in just this case, the most particular first.

    Of a localized tumor for which nothing puts it forward, a patient is told no more of it.
    """
    if q.reader == "patient" and q.case.get("extent") == _LOCAL and advice.chemotherapy.verdict not in ADVISED:
        return []
    shown = _for_reader(q, [s for s in advice.chemotherapy.because if s.role in ("applies", "note")])
    ranked = sorted((s for s in shown if not is_at_odds(q, s, advice)), key=lambda s: -_narrow(q, s.id))
    return [of_statement(_statement(q, s), "detail") for s in ranked[:_MOST_ON_CHEMOTHERAPY]]


def _sequence(q: Question, advice: Consultation) -> list[Claim]:
    """What sources say of the order of treatments in this case."""
    situation = read_situation(advice.case, q.knowledge)
    found = [
        s
        for s in q.knowledge.statements.values()
        if s.about == plan_words().treatments.systemic
        and not s.superseded
        and situation.truth("statement", s.id) == TRUE
    ]
    return [of_statement(s, "detail") for s in sorted(found, key=lambda s: -_narrow(q, s.id))[:1]]


def _cautions(q: Question, option: OptionShown) -> Iterator[Claim]:
    for shown in (option.contraindications, option.cautions):
        yield from (of_safety(q.knowledge.safety[rule.id], q.knowledge, "caveat") for rule in shown[:2])


def _numbers(q: Question, advice: Consultation, options: list[OptionShown]) -> list[Claim]:
    """The response rate of the first option that has one in people stated to have had such a tumor."""
    profile = profile_of(read_situation(advice.case, q.knowledge))
    if profile is None or profile.differentiation is None:
        return []
    for option in dict.fromkeys(o.treatment for o in options if not o.contraindications):
        pooled = pooled_nearest(q.knowledge, option, profile, q.as_of)
        claims = of_pooled(pooled, q.knowledge) if pooled.result is not None and is_near(pooled) else []
        if claims:
            return claims
    return []


def _is_told(q: Question, kind: str, name: str) -> bool:
    """Whether a record holds by what a patient told, and not by what is supposed: nobody is told of spread for that."""
    if q.reader == "clinician" or not q.assumed_advanced:
        return True
    return q.truth(kind, name) == TRUE


def _notes(q: Question, advice: Consultation, stated: Consultation) -> list[Claim]:
    """What else sources say of chemotherapy in this case, and the pitfalls it raises."""
    notes = _for_reader(q, [s for s in advice.chemotherapy.because if s.role == "note"])
    notes.sort(key=lambda s: -_narrow(q, s.id))
    told = [s for s in notes if _is_told(q, "statement", s.id) and not is_at_odds(q, s, advice)]
    claims = [of_statement(_statement(q, s), "caveat") for s in told[:3]]
    raised = [p for p in stated.pitfalls if _is_told(q, "pitfall", p.id)]
    pitfalls = [Claim("says", "", p.says, (p.id, p.source), "caveat", plain=p.plain, key=p.id) for p in raised[:2]]
    if q.reader == "clinician":
        return [*pitfalls, *claims]
    # What should be known before chemotherapy is no matter where it is not the choice.
    return [*claims[:1], *(pitfalls[:1] if advice.chemotherapy.verdict != "avoid" else [])]


def _changes(q: Question, advice: Consultation) -> list[Claim]:
    """What would change the answer: facts not known, and limits near the known numbers."""
    claims = []
    waiting = {m: s for s in reversed(advice.undetermined) for m in s.missing}
    told: list[set[tuple[Any, Any]]] = []
    for establish in advice.establish_first:
        outcomes = {(c["verdict"], c["first_option"]) for c in establish.would_change}
        if not outcomes and advice.chemotherapy.verdict != "establish_first":
            continue
        if establish.field not in waiting or any(outcomes <= earlier for earlier in told) or len(told) == _MOST_FACTS:
            continue
        told.append(outcomes)
        source = waiting[establish.field]
        name, cites = q.knowledge.fields[establish.field], (source.id, source.source)
        slots, key = {"why": establish.why}, f"establish {establish.field}"
        claims.append(Claim("establish", name.name, name.asks, cites, "change", plain=name.plain, slots=slots, key=key))
    deciding = advice.chemotherapy.decided_by
    if deciding and advice.what_if and q.reader == "clinician":
        near = advice.what_if[0]
        claims.append(Claim("what_if", "", near.says, (deciding,), "change", key=f"what if {near.field}"))
    return claims
