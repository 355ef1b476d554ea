"""Recommendation: the question becomes a case and goes through the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hoofbeat.advice import advise
from hoofbeat.advice.result import Advice, OptionShown, StatementShown
from hoofbeat.ask.claims import Claim, Role, of_safety, of_statement
from hoofbeat.ask.figures import of_pooled
from hoofbeat.ask.plans.branches import branches_of, claims_of
from hoofbeat.ask.plans.shared import FAVORED, assumption, questions, sure_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, templates
from hoofbeat.ask.verify import names_in as names_in_text
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.pooled import pooled_for
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.logic import names_in
from hoofbeat.logic.evaluate import TRUE

_MOST_OPTIONS = {"clinician": 6, "patient": 4}
_MOST_LISTED = 8
_MOST_FACTS = 3
_MOST_ON_CHEMOTHERAPY = 2
_CLASS = "chemotherapy"


def plan(q: Question) -> list[Claim]:
    """The claims of a recommendation; none where the case cannot be read."""
    case = _case(q)
    try:
        advice = advise(case, q.knowledge)
    except HoofbeatError:
        return []
    claims: list[Claim] = []
    if q.assumed_advanced:
        claims += assumption(q, "extent")
    claims += _label(q, advice)
    branches = branches_of(q, case, advice)
    told = claims_of(q, branches)
    if len(branches) == 1 and "reported_grade" in case:
        claims += _verdict(q, branches[0].advice, "bottom")
        claims += _body(q, branches[0].advice, advice)
    elif sum(c.predicate == "branch" for c in told) > 1:
        claims += told
        claims += _body(q, branches[0].advice, advice)
    else:
        claims += _verdict(q, advice, "bottom")
        claims += _body(q, advice, advice)
    claims += _changes(q, advice)
    return claims


def _case(q: Question) -> dict[str, Any]:
    case = dict(q.case)
    if q.assumed_advanced:
        case["extent"] = "metastatic"
    return case


def _label(q: Question, advice: Advice) -> list[Claim]:
    shown = advice.classification
    rested = [f.name for f in shown.facts if f.value is True and f.name.startswith(("grade_", "is_", "g3_net"))]
    if not shown.label or not rested:
        return []
    cites = tuple(dict.fromkeys([*rested, *(q.knowledge.facts[name].source for name in rested)]))
    return [Claim("class_label", "", shown.label, cites, "read", plain=shown.plain, key="label")]


def _statement(q: Question, shown: StatementShown) -> Any:
    return q.knowledge.statements[shown.id]


def _verdict(q: Question, advice: Advice, role: Role) -> list[Claim]:
    chemotherapy = advice.chemotherapy
    words = templates().words.verdicts[chemotherapy.verdict]
    deciding = next((s for s in chemotherapy.because if s.role == "decides"), None)
    if deciding is not None:
        record = _statement(q, deciding)
        claim = Claim(
            "verdict",
            "",
            f"{words.clinician} {record.says}",
            (record.id, record.source),
            role,
            plain=f"{words.patient} {record.plain}",
            key="verdict",
        )
        return [claim, *sure_of(q, record)]
    first = next((o for o in advice.options if o.position in FAVORED and o.statements), None)
    if first is None:
        return []
    record = _statement(q, first.statements[0])
    return [Claim("verdict", "", words.clinician, (record.id, record.source), role, plain=words.patient, key="verdict")]


def _option(q: Question, option: OptionShown, role: Role = "detail") -> Claim | None:
    """One option: its place, and what the statement that decides says of it."""
    reason = option.contraindications[0] if option.contraindications else None
    words = templates().words.positions[option.position]
    if reason is not None:
        says, plain, cites = reason.says, reason.plain, (reason.id, reason.source)
    elif option.statements:
        record = _statement(q, option.statements[0])
        says, plain, cites = record.says, record.plain, (record.id, record.source)
    else:
        return None
    slots = {"position": words[0].upper() + words[1:]}
    return Claim(
        "position",
        option.name,
        says,
        cites,
        role,
        plain=plain,
        slots=slots,
        certainty=option.position,
        key=f"option {option.treatment}",
    )


def _named_only(option: OptionShown) -> Claim:
    """An option whose statement the verdict has already said: its name and place."""
    words = templates().words.positions[option.position]
    cites = (option.statements[0].id, option.statements[0].source)
    slots = {"position": words[0].upper() + words[1:]}
    return Claim(
        "position_only", option.name, option.position, cites, "bottom", slots=slots, key=f"option {option.treatment}"
    )


def _is_named(q: Question, option: OptionShown) -> bool:
    """Whether the statement that decides on an option names it by itself."""
    record = _statement(q, option.statements[0])
    return option.treatment in names_in_text(record.plain if q.reader == "patient" else record.says, q.knowledge)


def _asked_options(q: Question, advice: Advice) -> list[OptionShown]:
    """The options that the question names, by themselves or by what they contain."""
    table = q.knowledge.treatments
    asked = [t for t in q.u.asked if t != _CLASS]
    found = []
    for treatment in asked:
        own = [o for o in advice.options if o.treatment == treatment]
        near = [o for o in advice.options if table.is_a(o.treatment, treatment) or table.is_a(treatment, o.treatment)]
        found += own or near[:2]
    return found


def _distinct(q: Question, options: list[OptionShown]) -> list[OptionShown]:
    """Each option once, and not again as a kind of an earlier one that the same statement decides."""
    kept: list[OptionShown] = []
    for option in options:
        deciding = [s.id for s in option.statements[:1]]
        again = (
            o.treatment == option.treatment
            or (
                deciding == [s.id for s in o.statements[:1]]
                and q.knowledge.treatments.is_a(option.treatment, o.treatment)
            )
            for o in kept
        )
        if not any(again):
            kept.append(option)
    return kept


def _body(q: Question, advice: Advice, stated: Advice) -> list[Claim]:
    """The options asked about, then those that the case favors, with cautions and the evidence of the first regimen.

    `advice` may rest on a fact that was supposed; figures and pitfalls are those of what was stated.
    """
    asked = _asked_options(q, advice)
    favored = [o for o in advice.options if (o.position in FAVORED and o.member_of is None) or o.position == "prefer"]
    if q.case.get("prefers") == "oral":
        favored.sort(key=lambda o: "oral" not in q.knowledge.treatments[o.treatment].route)
    chosen = _distinct(q, [*asked, *favored])[: _MOST_OPTIONS[q.reader] + len(asked)]
    first_role: Role = "bottom" if asked or _CLASS not in q.u.named else "detail"
    decided = advice.chemotherapy.decided_by
    again = [o for o in chosen if o not in asked and [s.id for s in o.statements[:1]] == [decided]]
    chosen = [o for o in chosen if o not in again]
    claims: list[Claim | None] = [_named_only(o) for o in again[:1] if not _is_named(q, o)]
    claims += [_option(q, o, first_role if n < max(1, len(asked)) else "detail") for n, o in enumerate(chosen)]
    regimens = [
        o for o in advice.options if o.chemotherapy and o.position in (*FAVORED, "reserve") and o.member_of is None
    ]
    named = {o.treatment for o in chosen}
    if _CLASS in q.u.named:
        claims += [_option(q, o) for o in regimens[:2] if o.treatment not in named]
        claims += [_regimens(q, [o for o in regimens if o.position == "reserve"])]
        claims += _on_chemotherapy(q, advice)
    claims += _sequence(q, advice)
    for option in (*asked, *chosen[:2], *[o for o in regimens[:1] if _CLASS in q.u.named]):
        claims += list(_cautions(q, option))
    claims += _numbers(q, stated, [*asked, *(o for o in chosen if o.chemotherapy), *regimens[:2]])
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


def _on_chemotherapy(q: Question, advice: Advice) -> list[Claim]:
    """What else sources say of chemotherapy in just this case, the most particular first."""
    shown = _for_reader(q, [s for s in advice.chemotherapy.because if s.role in ("applies", "note")])
    ranked = sorted(shown, key=lambda s: -_narrow(q, s.id))
    return [of_statement(_statement(q, s), "detail") for s in ranked[:_MOST_ON_CHEMOTHERAPY]]


def _sequence(q: Question, advice: Advice) -> list[Claim]:
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


def _numbers(q: Question, advice: Advice, options: list[OptionShown]) -> list[Claim]:
    situation = read_situation(advice.case, q.knowledge)
    for option in dict.fromkeys(o.treatment for o in options):
        pooled = pooled_for(situation, option, q.as_of)
        if (
            pooled is not None
            and pooled.result is not None
            and (q.reader == "clinician" or pooled.directness == "direct")
        ):
            claims = of_pooled(pooled, q.knowledge)
            if claims:
                return claims
    return []


def _notes(q: Question, advice: Advice, stated: Advice) -> list[Claim]:
    """What else sources say of chemotherapy in this case, and the pitfalls it raises."""
    notes = _for_reader(q, [s for s in advice.chemotherapy.because if s.role == "note"])
    notes.sort(key=lambda s: -_narrow(q, s.id))
    claims = [of_statement(_statement(q, s), "caveat") for s in notes[:3]]
    pitfalls = [
        Claim("says", "", p.says, (p.id, p.source), "caveat", plain=p.plain, key=p.id) for p in stated.pitfalls[:2]
    ]
    return [*pitfalls, *claims] if q.reader == "clinician" else [*claims[:1], *pitfalls[:1]]


def _changes(q: Question, advice: Advice) -> list[Claim]:
    """What would change the answer: facts not known, and limits near the known numbers."""
    claims = []
    waiting = {m: s for s in reversed(advice.undetermined) for m in s.missing}
    told: list[set[tuple[Any, Any]]] = []
    for establish in advice.establish_first:
        outcomes = {(c["verdict"], c["first_option"]) for c in establish.would_change}
        if establish.field not in waiting or any(outcomes <= earlier for earlier in told) or len(told) == _MOST_FACTS:
            continue
        told.append(outcomes)
        source = waiting[establish.field]
        wording = q.knowledge.fields[establish.field]
        claims.append(
            Claim(
                "establish",
                wording.name,
                wording.asks,
                (source.id, source.source),
                "change",
                plain=wording.asks,
                slots={"why": establish.why},
                key=f"establish {establish.field}",
            )
        )
    deciding = advice.chemotherapy.decided_by
    for near in advice.what_if[:1]:
        if deciding:
            claims.append(Claim("what_if", "", near.says, (deciding,), "change", key=f"what if {near.field}"))
    return claims
