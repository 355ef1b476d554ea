"""How a treatment is given, from the regimens on record: for clinicians only, figures as their sources print them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from hoofbeat.ask.claims import Claim, Role, within_sentence
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, templates
from hoofbeat.ask.relevance import stems_of
from hoofbeat.knowledge.regimen_forms import Check, Component, Dose, Limit, Noted, Regimen, Supportive

_Item = TypeVar("_Item", Check, Limit, Noted, Supportive)
INTERACTION = "interaction"
"""What a limit concerns that is of two medicines together."""
_MOST_REGIMENS = 2
_MOST_BESIDE = 4


def regimens_of(q: Question, treatment: str) -> list[Regimen]:
    """The regimens of a treatment; of a class, those of its members; of a drug, those it is part of; none for a patient."""
    return [] if q.reader == "patient" else _on_record(q, treatment)


def _on_record(q: Question, treatment: str) -> list[Regimen]:
    own = q.knowledge.regimens_of(treatment)
    own = own or [g for m in q.knowledge.members_with_regimens(treatment) for g in q.knowledge.regimens_of(m)]
    beside = [g for g in q.knowledge.regimens.values() if any(c.drug == treatment for c in g.components)]
    return own or sorted(beside, key=lambda g: (len(g.components), g.components[0].drug != treatment))


def schedules(q: Question, treatment: str) -> list[Claim]:
    """Cycle and doses of each regimen, drug by drug; where sources differ, each of them."""
    found = sorted(regimens_of(q, treatment), key=lambda g: not _is_of_route_asked(q, treatment, g))
    return [_schedule(q, regimen) for regimen in found[:_MOST_REGIMENS]]


def _is_of_route_asked(q: Question, treatment: str, regimen: Regimen) -> bool:
    """Whether a regimen gives the drug by a route that the question names ("oral", "by mouth")."""
    line = q.u.words.line
    named = {r for r, words in templates().words.routes.items() if f" {r} " in line or f" {words} " in line}
    own = [c for c in regimen.components if c.drug == treatment] or regimen.components
    return any(d.route in named for c in own for d in c.doses)


def rhythm(q: Question, treatment: str) -> list[Claim]:
    """For patients: how long a round lasts and on which days each drug is given, without doses, from the first regimen."""
    for regimen in q.knowledge.regimens_of(treatment):
        days = next((c.days for c in regimen.cycle if c.days is not None), None)
        parts = [_days(q, c) for c in regimen.components]
        if days is not None and all(parts):
            cites = (regimen.id, *regimen.sources_named[:1])
            slots = {"days": str(days), "variant": f" ({regimen.variant})" if regimen.variant else ""}
            return [
                Claim(
                    "rhythm",
                    q.name(treatment),
                    "; ".join(dict.fromkeys(parts)),
                    cites,
                    slots=slots,
                    key=f"rhythm {regimen.id}",
                )
            ]
    return []


def _days(q: Question, component: Component) -> str:
    """One drug with the days on which it is given; empty where sources differ or do not say."""
    said = {d.when.partition(",")[0] for d in component.doses if d.days is not None}
    return f"{within_sentence(q.name(component.drug))} on {said.pop()}" if len(said) == 1 else ""


def _schedule(q: Question, regimen: Regimen) -> Claim:
    days = next((c.days for c in regimen.cycle if c.days is not None), None)
    rounds = next((c.cycles for c in regimen.cycle if c.cycles is not None), None)
    cycle = "; ".join(p for p in (f"cycle of {days} days" if days else "", rounds or "") if p)
    doses = "; ".join(_drug(q, c) for c in regimen.components)
    slots = {
        "variant": f" ({regimen.variant})" if regimen.variant else "",
        "cycle": f", {cycle}" if cycle else "",
        "written_for": regimen.written_for,
    }
    cites = (regimen.id, *regimen.sources_named[:3])
    name = q.name(regimen.treatment)
    return Claim("schedule", name, doses, cites, "bottom", slots=slots, key=f"schedule {regimen.id}")


def _drug(q: Question, component: Component) -> str:
    """One drug with its doses; doses that are the same in several sources once."""
    name = within_sentence(q.name(component.drug))
    part = f" ({component.part})" if component.part else ""
    if not component.doses:
        return f"{name}{part}: no source read states the dose"
    said = list(dict.fromkeys(_dose(d) for d in component.doses))
    return f"{name}{part} {', or in another source '.join(said)}"


def _dose(dose: Dose) -> str:
    over = f", over {dose.over}" if dose.over else ""
    return f"{dose.printed} {templates().words.routes[dose.route]}, {dose.when}{over}"


def _nearest(q: Question, items: Sequence[tuple[Regimen, _Item, str]]) -> list[tuple[Regimen, _Item, str]]:
    """The items that share most words with the question, each text once; the first ones where none does."""
    asked = set(stems_of(" ".join(q.u.words.words)))
    once: dict[str, tuple[Regimen, _Item, str]] = {}
    for regimen, item, text in items:
        once.setdefault(text, (regimen, item, text))
    ranked = sorted(once.values(), key=lambda i: (_is_of_others(i[1]), -len(asked & set(stems_of(i[2])))))
    shared = [i for i in ranked if asked & set(stems_of(i[2]))]
    return (shared or ranked)[:_MOST_BESIDE]


def _is_of_others(item: Check | Limit | Noted | Supportive) -> bool:
    """Whether the note of an item says that it was written for another disease."""
    return f" {(item.note or '').lower()} " in plan_cues("of_others_words")


def _claims(
    q: Question,
    treatment: str,
    predicate: str,
    of: Callable[[Regimen], Iterable[tuple[_Item, str]]],
    role: Role,
) -> list[Claim]:
    items = [(regimen, item, text) for regimen in regimens_of(q, treatment) for item, text in of(regimen)]
    return [
        Claim(
            predicate,
            q.name(regimen.treatment),
            text,
            (regimen.id, item.source),
            role,
            key=f"{predicate} {regimen.id} {text}",
        )
        for regimen, item, text in _nearest(q, items)
    ]


def _any_text(text: str) -> bool:
    return bool(text)


def beside(
    q: Question, treatment: str, role: Role = "detail", speaks: Callable[[str], bool] = _any_text
) -> list[Claim]:
    """What is given beside a regimen: against sickness, fluids, with or without food; only what is meant by a test of its words."""

    def said(regimen: Regimen) -> Iterable[tuple[Supportive, str]]:
        every = ((s, f"{s.medicine}{f', {s.dose}' if s.dose else ''}: {s.when}") for s in regimen.supportive)
        return ((s, text) for s, text in every if speaks(text))

    return _claims(q, treatment, "beside", said, role)


def watched(
    q: Question, treatment: str, role: Role = "bottom", speaks: Callable[[str], bool] = _any_text
) -> list[Claim]:
    """What is watched on a regimen, and when; only what is meant by a test of its words."""

    def said(regimen: Regimen) -> Iterable[tuple[Check, str]]:
        every = ((c, f"{c.what}: {c.when}") for c in regimen.monitoring)
        return ((c, text) for c, text in every if speaks(text))

    return _claims(q, treatment, "watched", said, role)


def containing(q: Question, treatment: str) -> list[str]:
    """The treatments with a regimen on record of which a drug is a part, without those that are it."""
    found = (g.treatment for g in q.knowledge.regimens.values() if any(c.drug == treatment for c in g.components))
    return [t for t in dict.fromkeys(found) if t != treatment]


def notes(q: Question, treatment: str, role: Role = "bottom") -> list[Claim]:
    """What sources note on a regimen and its doses."""
    return _claims(q, treatment, "regimen_note", lambda g: ((n, n.says) for n in g.notes), role)


def limits(
    q: Question,
    treatment: str,
    role: Role = "detail",
    speaks: Callable[[str], bool] = _any_text,
    concerns: str | None = None,
) -> list[Claim]:
    """Findings at which a source holds, lowers or stops a dose; only those meant by a test of their words, or of one concern.

    A patient is told those that the record has in plain words, and first those that speak of what the question names.
    """
    asked = set(stems_of(q.u.text)) - set(stems_of(q.name(treatment)))

    def meant(regimen: Regimen) -> Iterable[Limit]:
        of_part = treatment if any(c.drug == treatment for c in regimen.components) else None
        of_it = (x for x in regimen.limits if of_part is None or x.drug in (None, of_part))
        return (x for x in of_it if concerns in (None, x.concerns) and speaks(x.limit))

    if q.reader == "patient":
        told = [(regimen, x) for regimen in _on_record(q, treatment) for x in meant(regimen) if x.plain is not None]
        told.sort(key=lambda found: not asked & set(stems_of(found[1].limit)))
        once = {x.plain: (regimen, x) for regimen, x in reversed(told)}
        return [
            Claim("says", "", plain, (regimen.id, x.source), role, plain=plain, key=f"limit {regimen.id} {x.limit}")
            for plain, (regimen, x) in reversed(once.items()) if plain is not None
        ][:_MOST_BESIDE]  # fmt: skip
    items = [(regimen, x, _limit(q, x)) for regimen in regimens_of(q, treatment) for x in meant(regimen)]
    return [_of_limit(q, regimen, x, text, role) for regimen, x, text in _nearest(q, items)]


def _limit(q: Question, limit: Limit) -> str:
    """A limit as one text, by which it is looked for."""
    drug = f"{within_sentence(q.name(limit.drug))}, " if limit.drug else ""
    return f"{drug}{limit.limit}: {limit.then}"


def _of_limit(q: Question, regimen: Regimen, limit: Limit, text: str, role: Role) -> Claim:
    """A limit as it is said: of the drug that it is of, at a finding; of two medicines together, of the one with the other."""
    return Claim(
        "with_other" if limit.concerns == INTERACTION else "dose_limit",
        q.name(limit.drug or regimen.treatment),
        text,
        (regimen.id, limit.source),
        role,
        slots={"at": limit.limit, "then": limit.then},
        key=f"dose_limit {regimen.id} {text}",
    )
