"""From a printed figure to responders among patients: which figure is preferred, and what count it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hoofbeat.evidence.places import in_table
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.grim import counts_that_give
from hoofbeat.knowledge.study_forms import Arm, Result

_ANALYSES = ("final", "updated", "primary", None, "secondary", "interim", "exploratory")
_OWN_REPORTS = ("trial-report", "cohort-report")


@dataclass(frozen=True)
class Count:
    """Responders among patients, where from, and how they were arrived at."""

    events: int
    total: int
    says: str
    results: tuple[Result, ...]

    @staticmethod
    def added(counts: Sequence[Count], says: str) -> Count:
        """Counts of different patients, added."""
        results = tuple(r for c in counts for r in c.results)
        return Count(sum(c.events for c in counts), sum(c.total for c in counts), says, results)


def preferred(result: Result, knowledge: Knowledge) -> tuple[bool, int, bool, bool, bool]:
    """Sorts the results of one group: the first is the one to count (see `hoofbeat.evidence.choose`)."""
    return (
        result.at_months is not None,
        _ANALYSES.index(result.analysis),
        knowledge.sources[result.source].kind not in _OWN_REPORTS,
        result.responders is None or not result.evaluable,
        not in_table(result.at),
    )


def count_of(result: Result, arm: Arm, *, whole: bool) -> Count | str:
    """The responders among the patients of a result; where there is no knowing them, the reason.

    Args:
        result: a response rate as printed.
        arm: the arm it belongs to.
        whole: whether the result is of the whole arm, so that the patients of the arm may be its denominator.
    """
    if result.evaluable:
        return _of_assessed(result, result.evaluable)
    if not whole or arm.patients is None:
        group = "patients in this subgroup" if not whole else "patients"
        return f"The number of {group} is not printed."
    return _of_arm(result, arm.patients)


def _of_assessed(result: Result, total: int) -> Count | str:
    if result.responders is not None:
        return Count(result.responders, total, "Responders and patients assessed as recorded.", (result,))
    if result.percent is None:
        return "No response rate is printed."
    counts = counts_that_give(result.percent, total)
    if not counts:
        return f"No whole number of the {total} patients assessed gives {result.percent}%."
    nearest = min(counts, key=lambda k: abs(Decimal(100 * k) / total - Decimal(str(result.percent))))
    says = f"{nearest} is the whole number of {total} patients assessed that gives {result.percent}%."
    if len(counts) > 1:
        says = f"{counts[0]} to {counts[-1]} of {total} patients assessed give {result.percent}%; {nearest} is nearest."
    return Count(nearest, total, says, (result,))


def _of_arm(result: Result, total: int) -> Count | str:
    unknown = "the number assessed is not printed"
    if result.percent is None:
        if result.responders is None:
            return "No response rate is printed."
        return Count(result.responders, total, f"Of the {total} patients of the arm; {unknown}.", (result,))
    counts = counts_that_give(result.percent, total)
    if len(counts) > 1:
        return f"{counts[0]} to {counts[-1]} of the {total} patients of the arm give {result.percent}%, and {unknown}."
    if not counts or (result.responders is not None and result.responders != counts[0]):
        return f"No count of the {total} patients of the arm gives {result.percent}%; the number assessed must be another, and is not printed."
    return Count(
        counts[0],
        total,
        f"{counts[0]} of the {total} patients of the arm give {result.percent}%; {unknown}.",
        (result,),
    )
