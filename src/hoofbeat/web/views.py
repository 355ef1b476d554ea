"""One number in five views: a sentence, out of 100 people, icons, an interval, a table. Imprecision is always shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hoofbeat.evidence.pooled import PooledResponse

VIEWS = ("sentence", "people", "icons", "interval", "table")
Icon = Literal["surely", "perhaps", "not"]


@dataclass(frozen=True)
class Number:
    """A rate with its limits, 0 to 1, ready for every view; `rate` is None where nothing was pooled."""

    name: str
    asked: str
    says: str
    refused: str
    rate: float | None
    low: float
    high: float
    new_low: float | None
    new_high: float | None
    studies: int
    people: int
    rows: tuple[dict[str, Any], ...]
    left_out: tuple[dict[str, Any], ...]
    directness: str

    @property
    def of_100(self) -> tuple[int, int, int]:
        """The rate and its limits out of 100 people."""
        return round(100 * (self.rate or 0)), round(100 * self.low), round(100 * self.high)

    @property
    def icons(self) -> list[Icon]:
        """A hundred people: up to the lower limit, up to the upper limit, beyond."""
        _, low, high = self.of_100
        return [*["surely"] * low, *["perhaps"] * (high - low), *["not"] * (100 - high)]  # type: ignore[list-item]

    @property
    def certainty(self) -> str:
        """How sure the number is, in words: by the width of the interval, in points out of 100."""
        width = 100 * (self.high - self.low)
        return "fairly sure" if width < 15 else "not very sure" if width < 35 else "very unsure"


def number_of(response: PooledResponse, name: str) -> Number:
    """The five views of a pooled response."""
    plain = response.to_dict()
    pooled = plain.get("refused") is None
    return Number(
        name=name,
        asked=response.asked,
        says=response.says,
        refused=str(plain.get("refused") or ""),
        rate=plain["estimate"] if pooled else None,
        low=plain["ci_low"] if pooled else 0.0,
        high=plain["ci_high"] if pooled else 1.0,
        new_low=plain.get("pi_low"),
        new_high=plain.get("pi_high"),
        studies=plain.get("studies", 0),
        people=plain.get("total", 0),
        rows=tuple(plain["arms"]),
        left_out=tuple(plain["left_out"]),
        directness=response.directness or "",
    )
