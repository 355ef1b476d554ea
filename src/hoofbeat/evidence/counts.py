"""Responders among patients, study by study: the only input that pooling of rates accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hoofbeat.errors import HoofbeatError, Problem

Table = tuple["StudyCounts", ...]
"""Checked studies, in the order in which they were given."""


class PoolingError(HoofbeatError):
    """Counts that no study can have, or nothing to pool."""


@dataclass(frozen=True)
class StudyCounts:
    """One study (or one arm, named so that it is not another's): `events` patients responded out of `total`.

    `group` names the subgroup the study belongs to (a site, a design), for `by_group`.
    """

    study: str
    events: int
    total: int
    group: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        plain: dict[str, Any] = {"study": self.study, "events": self.events, "total": self.total}
        return plain if self.group is None else {**plain, "group": self.group}


def count_problems(study: StudyCounts, where: str) -> list[Problem]:
    """What makes these counts impossible; empty when nothing does."""
    for name, value in (("events", study.events), ("total", study.total)):
        if isinstance(value, bool) or not isinstance(value, int):
            return [Problem(where, f"{name} is {value!r}.", "A whole number of patients is needed.")]
    if study.total < 1:
        return [Problem(where, f"total is {study.total}.", "A study has at least one patient.")]
    if study.events < 0:
        return [Problem(where, f"events is {study.events}.", "It cannot be below 0.")]
    if study.events > study.total:
        what = f"{study.events} events among {study.total} patients."
        return [Problem(where, what, f"events is between 0 and total ({study.total}).")]
    return []


def checked(studies: Sequence[StudyCounts], level: float) -> Table:
    """The studies, once every count is possible, every name is used once and the level is a probability.

    Raises PoolingError with every problem found.
    """
    problems: list[Problem] = []
    seen: set[str] = set()
    for study in studies:
        where = f"study {study.study!r}"
        problems += count_problems(study, where)
        if study.study in seen:
            problems.append(Problem(where, "is listed twice.", "Give each arm its own name; count nobody twice."))
        seen.add(study.study)
    if not studies:
        problems.append(Problem("studies", "there is no study to pool.", "At least one is needed."))
    if problems:
        raise PoolingError(problems)
    check_level(level)
    return tuple(studies)


def check_level(level: float) -> None:
    """Raises PoolingError unless the level of confidence lies strictly between 0.5 and 1."""
    if not 0.5 < level < 1:
        raise PoolingError(Problem("level", f"is {level}.", "A level of confidence such as 0.95 is needed."))
