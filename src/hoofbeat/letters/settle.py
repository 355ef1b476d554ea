"""From everything that was read for a field to its value: one value, or none where the letter contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hoofbeat.case import FIELDS
from hoofbeat.language.records import as_text, letter_words
from hoofbeat.letters.page import Page
from hoofbeat.letters.signs import Candidate


@dataclass(frozen=True, slots=True)
class Settled:
    """The value of a field (None: not settled), what it was read from, and what to tell the reader."""

    value: Any
    shown: tuple[Candidate, ...]
    warnings: tuple[str, ...] = ()


def narrower(left: Any, right: Any) -> Any:
    """The more exact of two values that agree, None where they do not."""
    (a, b), (c, d) = _limits(left), _limits(right)
    if a >= c and b <= d:
        return left
    return right if c >= a and d <= b else None


def _limits(value: Any) -> tuple[float, float]:
    return (value["low"], value["high"]) if isinstance(value, Mapping) else (value, value)


def _groups(field: str, candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Candidates that say the same, a range and a number inside it together."""
    groups: list[list[Candidate]] = []
    numeric = FIELDS[field].form == "number" and FIELDS[field].takes_range
    for candidate in candidates:
        for group in groups:
            if numeric and _agree([*group, candidate]):
                group.append(candidate)
                break
            if not numeric and group[0].value == candidate.value:
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    return groups


def _agree(group: Sequence[Candidate]) -> Any:
    """The most exact value that all agree on; None if they do not."""
    best = group[0].value
    for candidate in group[1:]:
        best = narrower(best, candidate.value)
        if best is None:
            return None
    return best if all(narrower(best, c.value) is not None for c in group) else None


def _exact(field: str, group: Sequence[Candidate]) -> Any:
    if FIELDS[field].form == "number" and FIELDS[field].takes_range:
        best = group[0].value
        for candidate in group[1:]:
            best = narrower(best, candidate.value)
        return best
    return group[0].value


def settle(field: str, candidates: Sequence[Candidate], page: Page) -> Settled:
    """The value of a field: the one value of the highest rank; of several, the one that is said to be the latest, else none."""
    stated = [c for c in candidates if not c.possible]
    messages = letter_words().messages
    if not stated:
        said = [page.document.words(c.start, c.end) for c in candidates]
        return Settled(
            None, (), tuple(f"{field}: " + messages["possible"].format(words=w) for w in dict.fromkeys(said))
        )
    top = max(c.rank for c in stated)
    ranked = [c for c in stated if c.rank == top]
    groups = _groups(field, ranked)
    if len(groups) == 1:
        return Settled(_exact(field, groups[0]), tuple(groups[0]))
    values = " and ".join(
        f"{as_text(_exact(field, g))} ('{page.document.words(g[0].start, g[0].end)}')" for g in groups
    )
    latest = _latest(groups)
    if latest is None:
        common = _coarser(groups, stated)
        if common is not None:
            warning = f"{field}: " + messages["coarser"].format(values=values, chosen=as_text(common.value))
            return Settled(common.value, (common,), (warning,))
        return Settled(None, tuple(ranked), (f"{field}: " + messages["contradiction"].format(values=values),))
    chosen = _exact(field, latest)
    return Settled(
        chosen, tuple(ranked), (f"{field}: " + messages["superseded"].format(values=values, chosen=as_text(chosen)),)
    )


def _coarser(groups: list[list[Candidate]], stated: Sequence[Candidate]) -> Candidate | None:
    """A statement that holds whichever of the contradictory, more exact ones is true."""
    exact = [group[0].value for group in groups]
    coarse = {value for value, finer in letter_words().coarser.items() if all(v in finer for v in exact)}
    return next((c for c in stated if isinstance(c.value, str) and c.value in coarse), None)


def _latest(groups: list[list[Candidate]]) -> list[Candidate] | None:
    """The only group that is said to be of now, or the one whose date is later than those of all others."""
    current = [g for g in groups if any(c.current for c in g)]
    if len(current) == 1:
        return current[0]
    orders = [[c.order for c in g if c.order is not None] for g in groups]
    if not all(orders):
        return None
    last = [max(found) for found in orders]
    top = max(last)
    return groups[last.index(top)] if last.count(top) == 1 else None
