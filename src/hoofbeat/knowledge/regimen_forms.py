"""The form of a regimen: how a treatment is given, dose by dose, each figure as its source prints it.

Nothing is worked out here. Two sources that differ stand side by side; a drug whose dose no source gave has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from hoofbeat.knowledge.forms import Id, Record, Text

ALWAYS = "continuous"
"""The days of a drug that is taken every day, without a cycle."""
_NUMBER = r"\d+(?:\.\d+)?"


def _as_printed(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = str(value).strip()
    if not re.fullmatch(rf"{_NUMBER}(?:-{_NUMBER})?", text):
        raise ValueError(f"'{text}' is not an amount as printed: a number, or two joined by a hyphen")
    return text


def day_numbers(days: str) -> tuple[int, ...]:
    """The days of a cycle, counted from 1, that '1-5, 15' names; none for a drug taken every day.

    Raises:
        ValueError: for what is no such list, or does not rise.
    """
    if days == ALWAYS:
        return ()
    found: list[int] = []
    for part in days.split(","):
        match = re.fullmatch(r"(\d+)(?:-(\d+))?", part.strip())
        if match is None:
            raise ValueError(f"'{days}' is not a list of days, as '1-5, 15', nor the word {ALWAYS}")
        first = int(match[1])
        found += range(first, int(match[2] or first) + 1) or [0]
    if found != sorted(set(found)) or found[0] < 1:
        raise ValueError(f"'{days}' does not rise from day 1")
    return tuple(found)


def _days(value: str) -> str:
    day_numbers(value)
    return value


Amount = Annotated[str, BeforeValidator(_as_printed)]
"""An amount exactly as the source prints it, or a range of two."""
Days = Annotated[str, AfterValidator(_days)]
"""Days of the cycle, from 1: '1', '1-14', '1, 8, 15', or 'continuous'."""
Route = Literal["oral", "intravenous", "subcutaneous", "intramuscular"]


class Quoted(BaseModel):
    """Something one source says, with its place; how the source was read stands in its own record."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: Id
    at: Text
    note: Text | None = None


class Cycle(Quoted):
    """How long a cycle lasts, in days, and how many are given. No length: taken without cycles."""

    days: int | None = None
    cycles: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.days is None and self.cycles is None:
            raise ValueError("a cycle has days, or says how long treatment goes on")
        if self.days is not None and not 1 <= self.days <= 366:
            raise ValueError(f"a cycle of {self.days} days")
        return self


class Dose(Quoted):
    """The dose of one drug at one time, as one source prints it.

    `amount` counts `unit` per square meter (m2), per kilogram (kg), as it is (flat), or is a target area under the curve
    in mg/mL times minutes (auc). With `a_day`, it is the total of a day, to be divided into `times_per_day` parts.
    """

    amount: Amount
    unit: Literal["mg", "GBq", "MU"] | None = None
    basis: Literal["m2", "kg", "flat", "auc"]
    a_day: bool = False
    route: Route
    days: Days | None = None
    times_per_day: Annotated[str, BeforeValidator(_as_printed)] | None = None
    over: Text | None = None

    @model_validator(mode="after")
    def _has_a_unit(self) -> Self:
        if (self.unit is None) != (self.basis == "auc"):
            raise ValueError("a dose has a unit, unless it is a target area under the curve")
        return self

    @property
    def printed(self) -> str:
        """The dose with its unit and basis: '750 mg/m2', 'AUC 5', '10 mg'."""
        if self.basis == "auc":
            return f"AUC {self.amount}"
        per = "" if self.basis == "flat" else f"/{self.basis}"
        return f"{self.amount} {self.unit}{per}{' a day in all' if self.a_day else ''}"

    @property
    def when(self) -> str:
        """The days of the cycle and the times a day, in words."""
        if self.days is None:
            days = "days not stated"
        elif self.days == ALWAYS:
            days = "every day"
        else:
            days = f"day{'s' if len(day_numbers(self.days)) > 1 else ''} {self.days}"
        times = {None: "", "1": ", once a day", "2": ", twice a day"}.get(
            self.times_per_day, f", {self.times_per_day} times a day"
        )
        return days + times


class Component(BaseModel):
    """One drug of a regimen; a drug given in two ways is two components. More than one dose: sources differ."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    drug: Id
    part: Text | None = None
    doses: list[Dose] = []
    not_seen: Text | None = None

    @model_validator(mode="after")
    def _dosed_or_not_seen(self) -> Self:
        if bool(self.doses) == bool(self.not_seen):
            raise ValueError("a component has doses, or says in not_seen why it has none")
        return self


class Supportive(Quoted):
    """A medicine or measure beside the regimen, and when."""

    medicine: Text
    dose: Text | None = None
    when: Text


class Check(Quoted):
    """What is watched, and when."""

    what: Text
    when: Text


class Limit(Quoted):
    """A finding at which a source holds, lowers or stops a dose, and what it then says; for one drug or for all.

    `plain`: the same for a patient, without doses; only a limit that has it is told to one.
    """

    drug: Id | None = None
    concerns: Literal["blood", "kidneys", "liver", "heart", "nerves", "gut", "genes", "interaction", "dose", "other"]
    limit: Text
    then: Text
    plain: Text | None = None


class Noted(Quoted):
    """A remark with its place."""

    says: Text


class Regimen(Record):
    """How a treatment is given, in one variant, as named sources report it. It is no prescription."""

    treatment: Id
    variant: Text | None = None
    written_for: Text
    cycle: list[Cycle]
    components: list[Component]
    supportive: list[Supportive] = []
    monitoring: list[Check] = []
    limits: list[Limit] = []
    burden: list[Noted] = []
    notes: list[Noted] = []

    @property
    def quoted(self) -> Iterator[tuple[str, Quoted]]:
        """Everything that rests on a place in a source, with the field it stands in."""
        yield from ((f"components.{c.drug}", dose) for c in self.components for dose in c.doses)
        for name in ("cycle", "supportive", "monitoring", "limits", "burden", "notes"):
            yield from ((name, item) for item in getattr(self, name))

    @property
    def sources_named(self) -> tuple[str, ...]:
        """The ids of the sources, each once, in the order in which they are first quoted."""
        return tuple(dict.fromkeys(item.source for _, item in self.quoted))
