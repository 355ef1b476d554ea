"""In which order the options of a position are listed, and which stand together."""

from __future__ import annotations

from collections.abc import Iterable

from hoofbeat.advice.decision import Option
from hoofbeat.knowledge.treatments import Treatments


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


def grouped(options: list[Option]) -> list[Option]:
    """A family's members directly after it, where they stand as high as it does."""
    heads = {o.treatment: o for o in options}

    def follows(option: Option) -> bool:
        head = heads.get(option.member_of or "")
        return head is not None and (head.position, head.declined) == (option.position, option.declined)

    members = [o for o in options if follows(o)]
    led = [(head, [m for m in members if m.member_of == head.treatment]) for head in options if head not in members]
    return [o for head, followers in led for o in (head, *followers)]
