"""What the studies behind a pooled figure state of the population asked for, and what they do not.

A figure may be labelled with nothing else: a grade that no study tells is not the grade of a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hoofbeat.evidence.choose import Counted
from hoofbeat.evidence.filters import Filters, Fit, fits_of

_UNTOLD: dict[Fit, str] = {"among": "{} mixed", "not told": "{} not told", "other": "another {}"}


@dataclass(frozen=True)
class Told:
    """One thing asked for: how the patients of each study counted fit it."""

    name: str
    fits: tuple[Fit, ...]

    @property
    def by_all(self) -> bool:
        """Whether every study states just what was asked."""
        return set(self.fits) == {"only"}


def told_of(counted: Sequence[Counted], asked: Filters) -> tuple[Told, ...]:
    """What is told of each thing asked for; nothing of what was not asked."""
    wanted = {
        "site": bool(asked.sites or asked.without_sites),
        "differentiation": asked.differentiation is not None,
        "grade": asked.grade is not None,
        "line": asked.line is not None,
    }
    fits = [dict(fits_of(c.population, c.line, asked)) for c in counted]
    return tuple(Told(name, tuple(f[name] for f in fits)) for name, is_asked in wanted.items() if is_asked)


def untold(told: Sequence[Told]) -> list[str]:
    """What the studies do not tell, or tell otherwise, in words: 'grade not told in 3 of 5'."""
    found = []
    for one in told:
        for fit, words in _UNTOLD.items():
            if number := one.fits.count(fit):
                where = "" if len(one.fits) == 1 else f" in {number} of {len(one.fits)}"
                found.append(f"{words.format(one.name)}{where}")
    return found
