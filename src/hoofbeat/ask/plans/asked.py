"""The treatments that a question about a case names: their place in the advice, or why they have none in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hoofbeat.advice import Consultation, consult
from hoofbeat.advice.result import OptionShown, StatementShown
from hoofbeat.ask.claims import Claim, Role, of_pitfall, of_statement, within_sentence
from hoofbeat.ask.figures import current
from hoofbeat.ask.plans.evidence import of_setting, row_claims
from hoofbeat.ask.plans.harms import as_line, rules_of
from hoofbeat.ask.plans.safety import contraindicated, holds
from hoofbeat.ask.plans.shared import (
    ADVISED,
    FAVORED,
    UNVOUCHED,
    asked_of,
    is_removed,
    plainly,
    questions,
    speaks_of,
    weight_of,
)
from hoofbeat.ask.plans.spoken_of import Texts, has_own
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, templates
from hoofbeat.ask.relevance import Relevance
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import Statement
from hoofbeat.logic import names_in
from hoofbeat.logic.evaluate import FALSE, TRUE

_CLASS = "chemotherapy"
_MOST_WAITING, _MOST_AWAITED, _MOST_FIELDS, _MOST_ROWS, _MOST_OF_SETTING = 2, 3, 3, 2, 3
_MOST_OF_TRIALS = 2
_HISTORY = "prior_treatments"
_ENDPOINTS = ("pfs", "orr")
_PLACES = (*FAVORED, "reserve", "avoid", "contraindicated")
_LOCAL = "localized"
_TAKEN = ("drug", "regimen", "class")
_OF_TUMOR, _MOLECULAR = ("Tumor", "Imaging", "Extent"), "Molecular"


def asked_options(q: Question, advice: Consultation) -> list[OptionShown]:
    """The options that the question names, by themselves or by what they contain, those that sources put first before others."""
    found: list[OptionShown] = []
    for treatment in asked_of(q):
        own = [o for o in advice.options if o.treatment == treatment]
        near = [o for o in advice.options if speaks_of(q, o.treatment, treatment)]
        found += own or near[:2]
    return sorted(found, key=lambda o: _PLACES.index(o.position))


def without_a_place(q: Question, advice: Consultation, placed: Sequence[OptionShown] = ()) -> list[Claim]:
    """What is said of a treatment asked about that is no option here: what it waits for, else where sources do put it.

    `placed`: options that a fact which was supposed makes, and that are said already.
    """
    claims: list[Claim] = []
    said = [*advice.options, *(o for o in placed if o.position in FAVORED)]
    for treatment in asked_of(q):
        if any(speaks_of(q, o.treatment, treatment) for o in said):
            continue
        if contraindicated(q, treatment) or (q.reader == "clinician" and not has_own(q, treatment)):
            continue
        waiting = [s for s in advice.undetermined if speaks_of(q, s.about, treatment) and _is_of_aim(q, s)]
        waiting = [s for s in waiting if not q.is_elsewhere(s.id)]
        favored = [s for s in waiting if s.position in FAVORED and not _lay(q, s)]
        nearest = sorted(after_removal(q, waiting) or favored, key=lambda s: (not s.missing, len(s.missing)))
        nearest = [s for s in nearest if s.missing] or nearest
        nearest = [s for s in nearest if len(s.missing) <= len(nearest[0].missing) + 1]
        shown = [waits(q, treatment, s) for s in nearest[:_MOST_WAITING]]
        claims += [*shown, *_notes(q, treatment)] if shown else _elsewhere(q, treatment)
    return claims


def awaited(q: Question, advice: Consultation, shown: Sequence[OptionShown]) -> list[Claim]:
    """Where chemotherapy does not come first and nothing else is advised yet: what would be, and the facts that it waits for."""
    table, systemic = q.knowledge.treatments, plan_words().treatments.systemic
    local = q.case.get("extent") == _LOCAL
    if (q.reader == "patient" and not local) or advice.chemotherapy.verdict in ADVISED or asked_of(q):
        return []
    if any(o.position in ADVISED and not table.is_chemotherapy(o.treatment) for o in shown):
        return []
    waiting = [s for s in advice.undetermined if s.position in ADVISED and _is_of_aim(q, s) and not _lay(q, s)]
    waiting = [s for s in waiting if 0 < len(s.missing) <= _MOST_FIELDS + local and not q.is_elsewhere(s.id)]
    groups = {name: field.group for name, field in q.knowledge.fields.items()}
    waiting = [s for s in waiting if _MOLECULAR not in {groups[f] for f in s.missing}]
    waiting = _of_what_is_left(q, waiting)
    fitting = [s for s in waiting if (local or table.is_a(s.about, systemic)) and not table.is_chemotherapy(s.about)]
    nearest = sorted(fitting, key=lambda s: len(s.missing))
    once = {s.about: s for s in reversed(nearest) if not contraindicated(q, s.about)}
    ranked = sorted(once.values(), key=nearest.index)[:_MOST_AWAITED]
    return [replace(waits(q, s.about, s), role="detail") for s in ranked]


def _of_what_is_left(q: Question, waiting: Sequence[StatementShown]) -> list[StatementShown]:
    """What may hold without those that speak of a removed tumor, where none was removed, and those to which another is an exception."""
    statements, conditions, removed = q.knowledge.statements, q.knowledge.conditions, plan_words().removed
    kept = [s for s in waiting if is_removed(q) or removed not in names_in(conditions["statement", s.id])]
    overruled = {o for s in kept for o in statements[s.id].exception_to}
    return [s for s in kept if s.id not in overruled]


def otherwise(q: Question, advice: Consultation) -> list[Claim]:
    """Of a treatment asked about that a source advises against: what puts it forward all the same, once a fact is known."""
    against = {o.treatment for o in asked_options(q, advice) if o.position not in FAVORED and not o.contraindications}
    table = q.knowledge.treatments
    waiting = [
        s for s in advice.undetermined
        if s.position in FAVORED and any(table.is_a(s.about, t) for t in against) and not _lay(q, s)
        and len(s.missing) <= _MOST_FIELDS - 1 and not q.is_elsewhere(s.id)
    ]  # fmt: skip
    return [waits(q, s.about, s) for s in waiting[:1]]


def _is_of_aim(q: Question, shown: StatementShown) -> bool:
    """Whether a statement is no matter of hormones, or such are spoken of."""
    hormones = bool(q.u.syndromes) or bool(set(q.u.symptoms) & set(plan_words().symptoms_of_hormones))
    return hormones or q.knowledge.statements[shown.id].aim != "symptom-control"


def after_removal(q: Question, waiting: Sequence[StatementShown]) -> list[StatementShown]:
    """Where the tumor was removed: the statements that speak of just that."""
    if not is_removed(q):
        return []
    removed, conditions = plan_words().removed, q.knowledge.conditions
    return [s for s in waiting if removed in names_in(conditions["statement", s.id]) and not _lay(q, s)]


def new_options(q: Question, case: Mapping[str, Any], advice: Consultation) -> list[Claim]:
    """Where a follow-up states a new fact and the verdict stays: the options that are there for that fact alone, first."""
    if not q.u.continues or not q.u.own or not set(case) - set(q.u.own):
        return []
    try:
        before = consult({k: v for k, v in case.items() if k not in q.u.own}, q.knowledge)
    except HoofbeatError:
        return []
    was, now = before.chemotherapy, advice.chemotherapy
    if was.verdict != now.verdict or was.decided_by != now.decided_by:
        return []
    known = {o.treatment for o in before.options}
    fresh = [o for o in advice.options if o.treatment not in known and o.position in FAVORED]
    shown = (option_claim(q, o, "bottom") for o in fresh[:_MOST_WAITING])
    return [c for c in shown if c is not None]


def excludes_asked(q: Question) -> bool:
    """Whether all chemotherapy that a question names, some of it beside other treatments, is contraindicated here."""
    named = list(filter(q.knowledge.treatments.is_chemotherapy, asked_of(q)))
    return bool(named) and all(contraindicated(q, t) for t in named)


def asks_of_others(q: Question) -> bool:
    """Whether a question names treatments, and none of them is chemotherapy."""
    asked = asked_of(q)
    return bool(asked) and _CLASS not in q.u.named and not any(map(q.knowledge.treatments.is_chemotherapy, asked))


def option_claim(q: Question, option: OptionShown, role: Role = "detail") -> Claim | None:
    """One option: its place, and what the statement that decides says of it."""
    reason = option.contraindications[0] if option.contraindications else None
    if option.declined and reason is None:
        left = q.knowledge.treatments[option.treatment]
        return Claim("declined", left.name, left.name, (left.id, left.source), role, key=f"declined {option.treatment}")
    words = templates().words.positions[option.position]
    if reason is not None:
        says, plain, cites = reason.says, reason.plain, (reason.id, reason.source)
    elif option.statements:
        record = _deciding(q, option)
        says, plain, cites = record.says, record.plain, (record.id, record.source)
    else:
        return None
    if option.waits_for:
        words = f"{words}, after {', '.join(within_sentence(q.name(t)) for t in option.waits_for)}"
    slots = {"position": words[0].upper() + words[1:]}
    return Claim(
        "given_before" if is_untold_again(q, option) else "position",
        option.name,
        says,
        cites,
        role,
        plain=plain,
        slots=slots,
        certainty=option.position,
        key=f"option {option.treatment}",
    )


def is_untold_again(q: Question, option: OptionShown) -> bool:
    """Whether a treatment was given before and nothing is told of how that went."""
    given = [e for e in q.case.get(_HISTORY) or () if e["treatment"] == option.treatment]
    return bool(given) and not any(set(e) - {"treatment", "months_ago"} for e in given)


def trials_behind(q: Question, advice: Consultation, shown: Sequence[OptionShown]) -> list[Claim]:
    """For a clinician: of each class put forward beside chemotherapy, the trial of a member in just such people that puts it there too."""
    if q.reader == "patient":
        return []
    said = {s.id for o in shown for s in o.statements[:1]}
    others = {o.treatment for o in shown if not o.chemotherapy}
    members = [o for o in advice.options if o.member_of in others]
    found = dict.fromkeys(s.id for o in members for s in o.statements if s.position == o.position and s.id not in said)
    records = (q.knowledge.statements[s] for s in found)
    behind = [r for r in records if r.evidence and not _written(q, r)]
    return [of_statement(r, "detail", "named", q.name(r.about)) for r in behind[:_MOST_OF_TRIALS]]


def _deciding(q: Question, option: OptionShown) -> Statement:
    """The statement that puts an option where it stands; one of a source that somebody vouches for, where there is one."""
    records = [q.knowledge.statements[s.id] for s in option.statements if s.position == option.position]
    sources = q.knowledge.sources
    vouched = (r for r in records if sources[r.source].kind != UNVOUCHED and not _written(q, r))
    return next(vouched, q.knowledge.statements[option.statements[0].id])


def holds_steady(q: Question) -> list[Claim]:
    """To a patient whose tumor holds on a treatment: what that means, and not the place of what they are on already."""
    held = [e["treatment"] for e in q.case.get("prior_treatments") or () if e.get("best_response")]
    pitfall = q.knowledge.records("pitfall")[plan_words().steady]
    if q.reader == "clinician" or not held or q.case.get("progressing") is not False or q.situation is None:
        return []
    if q.situation.truth("pitfall", pitfall.id) == FALSE:
        return []
    return [of_pitfall(pitfall, "bottom"), *questions(q, held[-1])]


def next_in_line(q: Question, advice: Consultation) -> list[Claim]:
    """After growth on a treatment: what sources advise next that only a fact or two of the tumor are missing for."""
    if asked_of(q) or _CLASS in q.u.named or not q.u.case.get("prior_treatments"):
        return []
    table = q.knowledge.treatments
    waiting = [
        s
        for s in advice.undetermined
        if s.position in ADVISED and q.knowledge.statements[s.id].aim != "symptom-control" and not _lay(q, s)
        and len(s.missing) <= _MOST_FIELDS - 1
        and all(q.knowledge.fields[f].group in _OF_TUMOR for f in s.missing)
        and not table.is_chemotherapy(s.about) and not contraindicated(q, s.about)
        and s.about != plan_words().treatments.watching
        and not any(table.related(g, s.about) for g in q.u.given)
    ]  # fmt: skip
    ranked = sorted(waiting, key=lambda s: (len(s.missing), s.position != ADVISED[0]))
    once = {s.about: s for s in reversed(ranked)}
    chosen = [s for s in ranked if once[s.about] is s]
    return [waits(q, s.about, s) for s in chosen[:_MOST_WAITING]]


def _lay(q: Question, shown: StatementShown) -> bool:
    return _written(q, q.knowledge.statements[shown.id])


def is_at_odds(q: Question, shown: StatementShown, advice: Consultation) -> bool:
    """Whether a patient would be told the contrary of what decides: a clinician is shown both."""
    decided = q.knowledge.statements.get(advice.chemotherapy.decided_by or "")
    if decided is None or q.reader == "clinician":
        return False
    return shown.id in decided.conflicts_with or decided.id in q.knowledge.statements[shown.id].conflicts_with


def waits(q: Question, treatment: str, shown: StatementShown) -> Claim:
    """A statement on a treatment that cannot be read yet, with the facts it waits for."""
    record = q.knowledge.statements[shown.id]
    if not shown.missing:
        return of_statement(record, "bottom", "named", q.name(treatment))
    missing = shown.missing[: _MOST_FIELDS + 1]
    fields = ", ".join(q.knowledge.fields[f].name for f in missing)
    return Claim(
        "waits_for", q.name(treatment), record.says, (record.id, record.source), "bottom", plain=record.plain,
        slots={"fields": fields, "plainly": plainly(q, missing)}, key=f"waits {record.id}",
    )  # fmt: skip


def _elsewhere(q: Question, treatment: str) -> list[Claim]:
    """That no source puts a treatment forward here, and the nearest that one says of it elsewhere."""
    record = q.knowledge.treatments[treatment]
    if any(_may_hold(q, s) for s in q.knowledge.statements.values() if q.knowledge.treatments.is_a(s.about, treatment)):
        return []
    held = _held_of_procedure(q, treatment)
    beside = held or _named_beside(q, treatment)
    if beside:
        return beside
    none = Claim(
        "not_here", record.name, record.name, (record.id, record.source), "bottom", key=f"not here {treatment}"
    )
    words = (*q.u.words.words, "licensed", "indicated")
    near = Relevance.of(q.knowledge).find(words, [treatment], None, ("statement",), 6, 3.0, True)
    # What is done at one site says nothing of another; a drug that is licensed elsewhere may, if no rule on it holds here.
    near = near if record.kind in _TAKEN and not any(holds(q, r) for r in rules_of(q, treatment)) else []
    put = [s for s in near if isinstance(s, Statement) and s.position in FAVORED and not _written(q, s)]
    notes, placed = _notes(q, treatment), [_placed(q, s) for s in put[:1]]
    # What a source says of a drug is the answer; that none recommends it stands after.
    return [*notes, none, *placed] if record.kind in _TAKEN else [none, *notes, *placed]


def _held_of_procedure(q: Question, treatment: str) -> list[Claim]:
    """What sources note of a procedure in just this case, the more particular first."""
    if q.knowledge.treatments[treatment].kind in _TAKEN or q.situation is None:
        return []
    found = [
        s for s in q.knowledge.statements.values()
        if s.about == treatment and s.position is None and s.aim == "antitumor" and not s.superseded
        and not _written(q, s) and q.situation.truth("statement", s.id) == TRUE
    ]  # fmt: skip
    found.sort(key=lambda s: -len(set(names_in(q.knowledge.conditions["statement", s.id]))))
    return [of_statement(s, "bottom") for s in found[:1]]


def _notes(q: Question, treatment: str) -> list[Claim]:
    """What a source says of just this treatment without taking a position on it, where the case does not rule it out."""
    words = q.u.words.words
    near = Relevance.of(q.knowledge).find(words, [treatment], q.situation, ("statement",), 6, 3.0, True)
    own = [s for s in near if s.about == treatment and s.position is None and not _written(q, s)]
    if q.knowledge.treatments[treatment].kind not in _TAKEN:  # what may hold has to name it
        name = as_line(q.name(treatment)).strip()
        own = [s for s in own if q.truth("statement", s.id) == TRUE or name in as_line(s.says)]
    return [of_statement(s, "bottom") for s in own[:1]]


def _named_beside(q: Question, treatment: str) -> list[Claim]:
    """Statements in favor of something else that name a treatment as a part of it and may hold."""
    name, lines = as_line(q.name(treatment)), q.knowledge.once(Texts).statements
    found = (q.knowledge.statements[s] for s, line in lines.items() if name in line)
    # What is done is named beside much else: there only what holds speaks of this case.
    holds_here = q.knowledge.treatments[treatment].kind not in _TAKEN and bool(q.case)
    about = [
        s for s in found
        if s.about != treatment and _may_hold(q, s) and (not holds_here or q.truth("statement", s.id) == TRUE)
    ]  # fmt: skip
    return [of_statement(s, "bottom", "named", q.name(s.about)) for s in about[:_MOST_WAITING]]


def _may_hold(q: Question, statement: Statement) -> bool:
    """Whether a statement in favor is not ruled out by what the question states."""
    if statement.position not in FAVORED or statement.superseded or _written(q, statement) or q.situation is None:
        return False
    return q.situation.truth("statement", statement.id) != FALSE and not q.is_elsewhere(statement.id)


def _written(q: Question, statement: Statement) -> bool:
    return q.reader == "clinician" and q.written_for_patients(statement)


def _placed(q: Question, statement: Statement) -> Claim:
    name = q.name(statement.about)
    cites = (statement.id, statement.source)
    return Claim("elsewhere", name, statement.says, cites, "bottom", plain=statement.plain, key=f"at {statement.id}")


def figures_of_asked(q: Question) -> list[Claim]:
    """Randomized results of the treatments asked about in the population asked for; none where the tumor is localized or was removed."""
    if is_removed(q) or q.case.get("extent") == _LOCAL:
        return []
    rows = [
        r
        for t in [a for a in asked_of(q) if not contraindicated(q, a)][:2]
        for r in select(q.knowledge, replace(q.population, treatment=t, line=None))
        if r.endpoint in _ENDPOINTS and r.design.startswith("randomized") and r.subgroup is None
    ]
    ranked = sorted(current(rows), key=lambda r: (weight_of(r.design), r.endpoint != "pfs", -(r.patients or 0)))
    return row_claims(q, ranked, _MOST_ROWS if q.reader == "clinician" else 1)


def of_the_setting(q: Question) -> list[Claim]:
    """Of studies whose name tells the setting that the question names: their figures for what is asked about, and whom they took in."""
    named = [s for s in q.knowledge.studies.values() if of_setting(q, s.name) and q.reader == "clinician"]
    subjects, table = asked_of(q) or q.u.named, q.knowledge.treatments
    claims: list[Claim] = []
    for study in named:
        rows = current(select(q.knowledge, replace(q.population, study=study.id, line=None)))
        rows = [r for r in rows if any(table.is_a(r.treatment, t) for t in subjects)]
        found = row_claims(q, rows, _MOST_OF_SETTING)
        claims += [replace(c, role="bottom") for c in found]
        if found and study.population.note:
            note = study.population.note
            claims.append(Claim("study_note", study.name, note, (study.id,), "bottom", key=f"note {study.id}"))
    return claims
