"""In which order the options of a position are listed, and which stand together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hoofbeat.advice.decision import ORDER, Option
from hoofbeat.advice.guidance import IN_FAVOR, POSITIONS
from hoofbeat.knowledge.treatments import Treatments


def of_families(options: Mapping[str, Option]) -> list[Option]:
    """The options; a class one of whose named members fell to a contraindication stands no higher than those that are left."""
    named: dict[str, list[Option]] = {}
    for o in options.values():
        if o.member_of is not None and o.decided_by is not None and o.decided_by.statement.about == o.treatment:
            named.setdefault(o.member_of, []).append(o)
    return [_lowered(o, named.get(o.treatment, [])) for o in options.values()]


def _lowered(option: Option, named: list[Option]) -> Option:
    left = [ORDER[m.position] for m in named if m.position != "contraindicated"]
    if not left or len(left) == len(named) or min(left) <= ORDER[option.position]:
        return option
    return replace(option, position=POSITIONS[min(left)], lowered=True, key=None)


def in_sequence(options: list[Option], treatments: Treatments) -> list[Option]:
    """The options in their order, but each behind those of its position that its deciding statement wants used first."""
    behind = {o.treatment: before for o in options if (before := _wanted_first(o, options, treatments))}
    if not behind:
        return options
    waiting, placed = list(options), list[Option]()
    while waiting:
        left = {o.treatment for o in waiting}
        ready = next((o for o in waiting if left.isdisjoint(behind.get(o.treatment, ()))), waiting[0])
        waiting.remove(ready)
        placed.append(ready)
    return placed


def _wanted_first(option: Option, options: Iterable[Option], treatments: Treatments) -> set[str]:
    """The other options of its position that an option's deciding statement wants used first."""
    after = option.decided_by.statement.after if option.decided_by else ()
    if not after:
        return set()
    same = (o.treatment for o in options if o is not option and o.position == option.position)
    return {t for t in same if any(treatments.is_a(t, wanted) for wanted in after)}


def _follows(option: Option, heads: Mapping[str, Option]) -> bool:
    """Whether a member stands under its family: it stands as high as it does."""
    head = heads.get(option.member_of or "")
    return head is not None and (head.position, head.declined) == (option.position, option.declined)


def places(options: Sequence[Option]) -> list[int]:
    """The number of each option in a list that gives a family one place, with its members under it."""
    heads = {o.treatment: o for o in options}
    found, place = [], 0
    for option in options:
        place += not _follows(option, heads)
        found.append(place)
    return found


def equals(options: Sequence[Option]) -> dict[str, list[str]]:
    """The options in favor that no source tells apart from others: same position, said by sources of one kind and date, nothing on order."""
    heads = {o.treatment: o for o in options}
    tied: dict[object, list[str]] = {}
    for o in options:
        if o.position in IN_FAVOR and o.key is not None and o.decided_by is not None and not _follows(o, heads):
            tied.setdefault(o.key[0], []).append(o.treatment)
    return {t: [other for other in group if other != t] for group in tied.values() for t in group if len(group) > 1}


def grouped(options: list[Option]) -> list[Option]:
    """A family's members directly after it, where they stand as high as it does."""
    heads = {o.treatment: o for o in options}

    members = [o for o in options if _follows(o, heads)]
    led = [(head, [m for m in members if m.member_of == head.treatment]) for head in options if head not in members]
    return [o for head, followers in led for o in (head, *followers)]
