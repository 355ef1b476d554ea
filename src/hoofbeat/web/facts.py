"""The facts column: every field of the case as a labelled control, grouped, 'not known' always first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hoofbeat.advice.result import Advice, PitfallShown, ToEstablish
from hoofbeat.case import FIELDS, FieldType, PriorTreatment
from hoofbeat.errors import Problem
from hoofbeat.web.desk import Desk
from hoofbeat.web.forms import GIVEN, MOST_GIVEN, Entered

ALWAYS_OPEN = 3
"""The first groups of the form stand open; a later one opens when something in it is known or asked for."""
_RESPONSES = ("CR", "PR", "SD", "PD")


@dataclass(frozen=True)
class Choice:
    """One value of a control."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Control:
    """A field as it is asked."""

    name: str
    kind: FieldType
    label: str
    help: str
    unit: str
    text: str
    state: str
    choices: tuple[Choice, ...]
    problems: tuple[Problem, ...]
    pitfalls: tuple[PitfallShown, ...]
    decisive: bool
    known: bool


@dataclass(frozen=True)
class Group:
    """Controls that belong together."""

    name: str
    controls: tuple[Control, ...]
    open: bool
    known: int


def _choices(desk: Desk, kind: FieldType, entered: Entered) -> tuple[Choice, ...]:
    chosen = set(entered.several(kind.name))
    if kind.form == "flag":
        pairs = [("", "not known"), ("true", "yes"), ("false", "no")]
    elif kind.form == "choice":
        pairs = [("", "not known"), *((str(v), desk.wording.value(v)) for v in kind.values)]
    elif kind.form == "choices":
        pairs = [(str(v), desk.wording.value(v)) for v in kind.values]
    else:
        return ()
    none = not (chosen - {""})
    return tuple(Choice(v, words, v in chosen if v else none) for v, words in pairs)


def groups_of(desk: Desk, entered: Entered, advice: Advice | None, patient: bool) -> list[Group]:
    """The form for what was entered, with what the advice says beside each field."""
    pitfalls: dict[str, list[PitfallShown]] = {}
    asked: set[str] = set()
    if advice is not None:
        for item in advice.pitfalls:
            pitfalls.setdefault(item.field, []).append(item)
        asked = {e.field for e in advice.establish_first}
    grouped: dict[str, list[Control]] = {}
    for name, wording in desk.knowledge.fields.items():
        kind = FIELDS[name]
        known = name in entered.values
        control = Control(
            name=name,
            kind=kind,
            label=desk.wording.field(name),
            help=wording.plain if patient else wording.means,
            unit=wording.unit or "",
            text=entered.text(name),
            state=entered.text(f"{name}.state"),
            choices=_choices(desk, kind, entered),
            problems=tuple(entered.about(name)),
            pitfalls=tuple(pitfalls.get(name, ())),
            decisive=name in asked,
            known=known,
        )
        grouped.setdefault(wording.group, []).append(control)
    return [_group(name, controls, number) for number, (name, controls) in enumerate(grouped.items())]


def _group(name: str, controls: Sequence[Control], number: int) -> Group:
    known = sum(c.known for c in controls)
    wanted = known or any(c.problems for c in controls)
    return Group(name, tuple(controls), number < ALWAYS_OPEN or bool(wanted), known)


def rows_given(entered: Entered) -> list[dict[str, str]]:
    """The rows of earlier treatments, as typed, and one or two empty ones to fill."""
    rows = entered.given
    empty = dict.fromkeys(GIVEN, "")
    return [*rows, *([empty] * max(1, 2 - len(rows)))][:MOST_GIVEN]


def given_choices() -> Mapping[str, tuple[str, ...]]:
    """What may be chosen for each part of an earlier treatment."""
    from typing import get_args

    ended = get_args(get_args(PriorTreatment.model_fields["ended"].annotation)[0])
    return {"best_response": _RESPONSES, "ended": tuple(ended)}


def leading(advice: Advice, most: int) -> tuple[list[ToEstablish], list[ToEstablish]]:
    """The facts to establish first, split into the most decisive and the rest."""
    return advice.establish_first[:most], advice.establish_first[most:]
