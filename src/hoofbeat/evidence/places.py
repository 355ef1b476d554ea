"""Figures and the places they stand in: what counts as the same figure, and where in a source two figures part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from hoofbeat.evidence.rows import number, subgroup_words
from hoofbeat.knowledge.study_forms import Population

Where = Literal["text-against-table", "between-tables", "within-text", "between-sources"]
Kind = Literal[
    "text-against-table", "between-tables", "within-text", "between-sources", "rounding",
    "numbers-of-patients", "impossible-percentage", "parts-do-not-sum",
]  # fmt: skip

NOT_REACHED = "not reached"


@dataclass(frozen=True, order=True)
class Figure:
    """One figure as printed, and its place. `value` may be words where the source prints words (not reached)."""

    value: str
    source: str
    at: str

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands."""
        return self.source, self.at

    @property
    def is_number(self) -> bool:
        """Whether the figure is a number."""
        return re.fullmatch(r"-?\d+(\.\d+)?", self.value) is not None

    def to_dict(self) -> dict[str, Any]:
        """Plain data; a number as a number, with its printed form."""
        return {
            "value": number(self.value) if self.is_number else self.value,
            "printed": self.value,
            "source": self.source,
            "at": self.at,
        }


@dataclass(frozen=True)
class Contradiction:
    """Figures of one thing that cannot all be right."""

    study: str
    arm: str
    comparator: str | None
    endpoint: str
    subgroup: str | None
    measure: str
    analysis: str | None
    values: tuple[Figure, ...]
    kind: Kind
    says: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data, with every value beside its source and place."""
        return {
            "study": self.study,
            "arm": self.arm,
            "comparator": self.comparator,
            "endpoint": self.endpoint,
            "subgroup": self.subgroup,
            "measure": self.measure,
            "analysis": self.analysis,
            "values": [v.to_dict() for v in self.values],
            "kind": self.kind,
            "says": self.says,
        }


@dataclass(frozen=True)
class About:
    """What a figure is of."""

    study: str
    arm: str
    comparator: str | None
    endpoint: str
    subgroup: Population | None

    def contradiction(
        self, measure: str, analysis: str | None, values: Sequence[Figure], kind: Kind, says: str
    ) -> Contradiction:
        """A contradiction about this."""
        words = subgroup_words(self.subgroup)
        return Contradiction(
            self.study, self.arm, self.comparator, self.endpoint, words, measure, analysis, tuple(values), kind, says
        )


def subgroup_key(subgroup: Population | None) -> str:
    """What a subgroup is restricted to; its label counts only where nothing else is stated."""
    if subgroup is None:
        return ""
    restricted = subgroup.model_dump_json(exclude={"label", "note"}, exclude_defaults=True)
    return restricted if restricted != "{}" else f"label: {(subgroup.label or '').lower()}"


def in_table(at: str) -> bool:
    """Whether a place is (in) a table."""
    return at.lower().startswith("table")


def where_they_part(one: Figure, other: Figure) -> Where:
    """The kind of a difference, by the two places it lies between."""
    if one.source != other.source:
        return "between-sources"
    if in_table(one.at) and in_table(other.at):
        return "between-tables"
    return "text-against-table" if in_table(one.at) or in_table(other.at) else "within-text"


def decimals_of(printed: str) -> int:
    """The decimals that carry information: a printed '.0' may be padding of a whole number and counts as none."""
    _, _, fraction = printed.partition(".")
    return 0 if not fraction.strip("0") else len(fraction)


def same_number(one: str, other: str) -> bool:
    """Whether two printed numbers are equal, whatever their padding."""
    return Decimal(one) == Decimal(other)


def rounds_to(finer: str, coarser: str) -> bool:
    """Whether the figure with more decimals, rounded half up to the decimals of the other, gives the other."""
    step = Decimal(1).scaleb(-decimals_of(coarser))
    return Decimal(finer).quantize(step, ROUND_HALF_UP) == Decimal(coarser)


def differ_by_rounding(one: str, other: str) -> bool:
    """Whether one of two unequal printed numbers is the other rounded to fewer decimals."""
    fewer, more = sorted((one, other), key=decimals_of)
    return decimals_of(fewer) < decimals_of(more) and rounds_to(more, fewer)


def p_range(printed: str) -> tuple[Decimal, Decimal] | None:
    """The P values that a printed P value leaves possible: '<0.001', '0.027', 'ns'; None where it is not one of these."""
    text = printed.replace(" ", "").lower().removeprefix("p").removeprefix("=")
    if text == "ns":
        return Decimal("0.05"), Decimal(1)
    found = re.fullmatch(r"([<>])?(\d*\.?\d+)", text)
    if found is None:
        return None
    value = Decimal(found[2])
    if found[1] == "<":
        return Decimal(0), value
    if found[1] == ">":
        return value, Decimal(1)
    half = Decimal(5).scaleb(-len(found[2].partition(".")[2]) - 1)
    return value - half, value + half


def p_values_agree(one: str, other: str) -> bool:
    """Whether some P value satisfies both printed ones; True where either cannot be read."""
    first, second = p_range(one), p_range(other)
    return first is None or second is None or (first[0] <= second[1] and second[0] <= first[1])


def distinct(figures: Sequence[Figure]) -> list[Figure]:
    """The figures without repeats, in their order."""
    return list(dict.fromkeys(figures))
