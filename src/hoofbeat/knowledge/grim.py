"""The GRIM test: can a reported percentage come from a whole number of patients?

Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8:363-369, doi 10.1177/1948550616673876; applied to
proportions: some count k of n patients must round (in either direction at a tie) to the figure as printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hoofbeat.knowledge.records import Arm, Result, Study
from hoofbeat.knowledge.snapshot import Knowledge


def counts_that_give(percent: str, total: int) -> tuple[int, ...]:
    """The whole numbers of patients, of `total`, whose percentage rounds to the one printed.

    A printed ".0" may be padding of a whole number, so it is read with no decimals as well; the result is empty when no
    count gives the figure.
    """
    shown = Decimal(percent)
    exponent = shown.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if decimals and shown == shown.to_integral_value():
        decimals = 0
    slack = Decimal(5) / (Decimal(10) ** (decimals + 1))
    near = int(shown * total / 100)
    return tuple(
        k for k in range(max(0, near - 1), min(total, near + 2) + 1) if abs(Decimal(100 * k) / total - shown) <= slack
    )


def impossible_percentages(knowledge: Knowledge) -> Iterator[tuple[Study, Arm, Result]]:
    """Results whose percentage no whole number of their evaluable patients gives."""
    for study in knowledge.studies.values():
        for arm in study.arms:
            for result in arm.results:
                if (
                    result.percent is not None
                    and result.evaluable
                    and not counts_that_give(result.percent, result.evaluable)
                ):
                    yield study, arm, result
