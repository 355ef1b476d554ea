"""What a fact of safety in the question means for the treatments, said before anything is recommended.

A fact that the question states brings up the contraindications and cautions that hold for it; one that it only names, all
that hang on it. A statement in favor of what is contraindicated is not said as advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hoofbeat.ask import near_measures as near
from hoofbeat.ask.claims import Claim, of_safety
from hoofbeat.ask.intents import safety_fields
from hoofbeat.ask.plans.shared import FAVORED, asked_of, asks, plainly
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.verify import numbers_in
from hoofbeat.knowledge.records import SafetyRule
from hoofbeat.logic.evaluate import FALSE, TRUE

_CLASS = "chemotherapy"
_MOST = 3
_PUT_FORWARD = (*FAVORED, "reserve")
_SAID_AS_ADVICE = (
    "says",
    "named",
    "verdict",
    "branch",
    "position",
    "position_only",
    "position_if",
    "position_only_if",
    "given_before",
    "differ",
    "in_reserve",
)
_ADVISING = ("recommendation", "eligibility", "comparison", "why-not", "combination-prrt", "how-given")
"""Intents whose answer may be taken as advice on the person or the group asked about, also where no treatment is named."""
_BY_PLAN = ("recommendation",)
"""Intents whose plan says itself what goes before, with the options of its answer among what it may speak of."""
_WITH_DOSES = ("schedule", "beside", "regimen_note", "dose_limit", "rhythm")
"""Predicates of claims that rest on a regimen and may print a dose."""
_LIMIT = "dose_limit"
_HISTORY = "prior_treatments"
_ANSWERING = ("safety", "bottom")


def first(q: Question, among: Iterable[str] = ()) -> list[Claim]:
    """What goes before the answer: facts of safety named too loosely, and the rules that stated facts bring up.

    Args:
        q: the question.
        among: treatments that the answer may speak of, beside those asked about.
    """
    by_name = (t for t in q.u.named if t != _CLASS)
    subjects = tuple(dict.fromkeys([*by_name, *among, *_may_be_repeated(q)])) or q.u.named
    if q.intent not in _ADVISING and not subjects:
        return []
    claims: list[Claim] = []
    # A harm that came up on a treatment is no fact that speaks against it from the start, unless a dose is asked for.
    loosely = q.u.unspecific if q.intent in _ADVISING or asks(q, "dose_words") else ()
    earlier = q.u.unspecific_before if q.intent in _ADVISING else ()
    for field in (*loosely, *earlier):
        rules = _bearing_on(q, (field,), subjects)
        named = [t for t in asked_of(q) if t in subjects]
        if not rules and named:
            claims.append(replace(no_limit(q, named[0], field), role="safety"))
            continue
        rules = rules or _bearing_on(q, (field,), ())
        if rules:
            claims += [_unspecific(q, field, rules[0]), *(of_safety(r, q.knowledge, "safety") for r in rules[:_MOST])]
    return [*claims, *stated(q, subjects)]


def _may_be_repeated(q: Question) -> list[str]:
    """The treatments after which the disease came back some time later: to give them again is always thought of."""
    history = q.u.case.get("prior_treatments") or () if q.u.case.get("recurrent") else ()
    return [e["treatment"] for e in history if e.get("months_ago") is not None]


def guarded(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims after the rules that the question's facts bring up for what it names or what would be printed.

    No dose is printed of a regimen that is contraindicated; a limit stays where it says to stop or to wait.
    """
    regimens = q.knowledge.regimens
    given = {
        c.id: regimens[c.cites[0]].treatment for c in claims if c.predicate in _WITH_DOSES and c.cites[0] in regimens
    }
    ruled_out = [t for t in q.u.named if contraindicated(q, t)] if given else []
    further = (t for t in given.values() if not any(q.knowledge.treatments.is_a(t, r) for r in ruled_out))
    before = [] if q.intent in _BY_PLAN else first(q, further)
    excluded = {t for t in given.values() if contraindicated(q, t)}
    return [*before, *(c for c in claims if given.get(c.id) not in excluded or _only_stops(c))]


def _only_stops(claim: Claim) -> bool:
    """Whether a limit of a dose names no lower dose, but says to stop or to wait."""
    _, _, then = claim.value.partition(": ")
    return claim.predicate == _LIMIT and not numbers_in(then)


def stated(q: Question, subjects: Sequence[str]) -> list[Claim]:
    """The rules that the stated facts bring up for some treatments, or for those that the question names.

    Where the plan is asked for once more, what was told earlier of the person speaks against a drug as before.
    """
    told = q.u.case if q.u.continues and q.intent in _BY_PLAN else q.u.own
    fields = tuple(safety_fields(q.knowledge) & told.keys())
    heeded = tuple(f for f in plan_words().heeded_where_named if f in q.u.case)
    named = [r for r in _bearing_on(q, heeded, asked_of(q)) if holds(q, r)] if heeded and asked_of(q) else []
    if not fields and not named:
        return []
    holding = [r for r in _bearing_on(q, fields, subjects) if holds(q, r)]
    holding = holding or [r for r in _bearing_on(q, fields, q.u.named) if holds(q, r)]
    holding = [*named, *(r for r in holding if r not in named)]
    claims: list[Claim] = _no_limit_of_asked(q, holding)
    for rule in holding[:_MOST]:
        own = ruling(q, rule)
        again = any(c.predicate == own.predicate and c.subject == own.subject for c in claims)
        claims.append(of_safety(rule, q.knowledge, "safety") if again else own)
    return [*claims, *near_measures(q, holding[:_MOST])]


def _no_limit_of_asked(q: Question, holding: Sequence[SafetyRule]) -> list[Claim]:
    """Where the dose of a treatment is asked for and the rules that hold are all of others: that none is held of this one."""
    asked, table = asked_of(q), q.knowledge.treatments
    if not asked or not holding or not asks(q, "dose_words"):
        return []
    if any(table.related(t, r.treatment) for t in asked for r in holding):
        return []
    fields = (f for f in q.u.own if f in fields_of(q, holding[0]))
    return [replace(no_limit(q, asked[0], f), role="safety") for f in fields][:1]


def near_measures(q: Question, rules: Sequence[SafetyRule]) -> list[Claim]:
    """That the value which some rules hang on was told in another measure."""
    claims = []
    for measure, number in near.told(q.u.words):
        wording = q.knowledge.fields[measure.field]
        of_it = next((r for r in rules if measure.field in fields_of(q, r)), None)
        if of_it is not None and measure.field in q.u.own:
            cites, slots = (of_it.id, of_it.source), {"number": number}
            claims.append(
                Claim(
                    "near_measure", measure.name, wording.name, cites, "read", slots=slots, key=f"near {measure.field}"
                )
            )
    return claims


def holds(q: Question, rule: SafetyRule) -> bool:
    """Whether a rule holds for the case of the question."""
    return q.truth("safety", rule.id) == TRUE


def excludes_some(q: Question) -> bool:
    """Whether a fact of safety that the question states contraindicates any treatment at all."""
    told = safety_fields(q.knowledge) & q.u.own.keys()
    graver = (r for r in q.knowledge.safety.values() if r.severity == "contraindicated" and told & fields_of(q, r))
    return any(holds(q, r) for r in graver)


def contraindicated(q: Question, treatment: str) -> bool:
    """Whether a treatment, or every member of a class, is contraindicated in the case of the question."""
    table = q.knowledge.treatments
    kinds = table.kinds(treatment)
    rules = (r for r in q.knowledge.safety.values() if r.severity == "contraindicated" and r.treatment in kinds)
    if any(holds(q, r) for r in rules):
        return True
    members = table.members.get(treatment, ()) if table[treatment].kind == "class" else ()
    return bool(members) and all(contraindicated(q, m) for m in members)


def without_overruled(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims without those that put forward a treatment which is contraindicated here."""
    if q.situation is None:
        return list(claims)
    return [c for c in claims if not _is_overruled(q, c)]


def _is_overruled(q: Question, claim: Claim) -> bool:
    statement = q.knowledge.statements.get(claim.cites[0]) if claim.cites else None
    if statement is None or claim.predicate not in _SAID_AS_ADVICE or claim.certainty == "contraindicated":
        return False
    return statement.position in _PUT_FORWARD and contraindicated(q, statement.about)


def as_they_hold(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """To a clinician: the claims with a contraindication said as a general rule where nothing told makes it hold, and without
    those that the facts told rule out, where anything else answers."""
    if q.reader == "patient":
        return list(claims)
    rules = {c.id: r for c in claims if (r := _rule_not_holding(q, c)) is not None}
    passed = {i for i, r in rules.items() if _is_passed(q, r)}
    answered = any(c.role in _ANSWERING and c.id not in passed for c in claims)
    kept = [c for c in claims if not (answered and c.id in passed)]
    general = {i for i, r in rules.items() if r.severity == "contraindicated"}
    return [replace(c, predicate="caution_where") if c.id in general else c for c in kept]


def _rule_not_holding(q: Question, claim: Claim) -> SafetyRule | None:
    """The rule that a claim says, where it is not known to hold."""
    rule = q.knowledge.safety.get(claim.cites[0]) if claim.cites and claim.predicate == "caution" else None
    return None if rule is None or holds(q, rule) else rule


def _is_passed(q: Question, rule: SafetyRule) -> bool:
    """Whether a fact that the question tells has passed a rule."""
    told = (q.u.own.keys() & fields_of(q, rule)) - {_HISTORY}
    return bool(told) and q.truth("safety", rule.id) == FALSE


def fields_of(q: Question, rule: SafetyRule) -> frozenset[str]:
    """The fields of a case that a rule hangs on."""
    return q.knowledge.fields_of("safety", rule.id)


def _bearing_on(q: Question, fields: Iterable[str], subjects: Sequence[str]) -> list[SafetyRule]:
    """The rules that hang on some fields, of the subjects (of everything, where there is none), the widest first.

    A rule on a member is left out where one on its class says the same.
    """
    table, wanted = q.knowledge.treatments, set(fields)

    def of_subject(rule: SafetyRule) -> bool:
        return not subjects or any(table.related(s, rule.treatment) for s in subjects)

    found = [r for r in q.knowledge.safety.values() if wanted & fields_of(q, r) and of_subject(r)]

    def place(rule: SafetyRule) -> int:
        """The first of the subjects that a rule bears on."""
        return next((n for n, s in enumerate(subjects) if table.is_a(s, rule.treatment)), len(subjects))

    def is_aside(rule: SafetyRule) -> bool:
        """Whether treatments are asked about, and a rule is of none of them."""
        asked = asked_of(q)
        return bool(asked) and not any(table.related(t, rule.treatment) for t in asked)

    wide = {r.id: -len(table.members.get(r.treatment, ())) for r in found}
    found.sort(key=lambda r: (is_aside(r), r.severity != "contraindicated", place(r), wide[r.id], r.id))
    kept: list[SafetyRule] = []
    for rule in found:
        wider = table.kinds(rule.treatment) - {rule.treatment}
        same = (k for k in kept if k.treatment in wider and k.severity == rule.severity)
        if not any(fields_of(q, k) & fields_of(q, rule) & wanted for k in same):
            kept.append(rule)
    return kept


def ruling(q: Question, rule: SafetyRule) -> Claim:
    """A rule that holds; where it excludes the very treatment asked about, in so many words."""
    claim = of_safety(rule, q.knowledge, "safety")
    excluded = [t for t in asked_of(q) if q.knowledge.treatments.is_a(t, rule.treatment)]
    if rule.severity != "contraindicated" or not excluded:
        return claim
    for_now = fields_of(q, rule) <= set(plan_words().counts)
    predicate = "ruled_out_for_now" if for_now else "ruled_out"
    return replace(claim, predicate=predicate, subject=q.name(excluded[0]), cites=(*claim.cites, excluded[0]))


def no_limit(q: Question, treatment: str, field: str) -> Claim:
    """That no record gives a limit of a fact for a treatment."""
    record, name = q.knowledge.treatments[treatment], q.knowledge.fields[field].name
    return Claim(
        "no_limit", record.name, name, (record.id, record.source), "bottom", key=f"no limit {field} {treatment}"
    )


def _unspecific(q: Question, field: str, rule: SafetyRule) -> Claim:
    """That a fact was read, and is not said closely enough."""
    wording = q.knowledge.fields[field]
    predicate = "unspecific_supposed" if field in q.supposed else "unspecific"
    slots, key = {"plainly": plainly(q, [field])}, f"unspecific {field}"
    return Claim(predicate, wording.name, wording.asks, (rule.id, rule.source), "safety", slots=slots, key=key)
