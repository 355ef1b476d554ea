"""Of several statements on one treatment: whether they pull apart, and which one decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hoofbeat.advice.decision import ORDER
from hoofbeat.advice.guidance import CHEMOTHERAPY, IN_FAVOR, InForce
from hoofbeat.knowledge.treatments import Treatments


def not_overruled(true: Sequence[InForce], table: Treatments) -> list[InForce]:
    """The statements that hold, without those to which one of them is an exception or which one overrules."""
    excepted = {e for s in true for e in s.statement.exception_to}
    overruled = {s.statement.about for s in true if s.statement.overrules}

    def gives_way(entry: InForce) -> bool:
        statement = entry.statement
        return statement.position in IN_FAVOR and not overruled.isdisjoint(table.classes(statement.about))

    return [s for s in true if s.statement.id not in excepted and not (overruled and gives_way(s))]


def disagree(entries: Iterable[InForce]) -> bool:
    """Whether positions pull apart: for and against the same treatment, or first choice and in reserve."""
    positions = {e.statement.position for e in entries if e.statement.aim == "antitumor"}
    return (bool(positions & IN_FAVOR) and "avoid" in positions) or {"prefer", "reserve"} <= positions


def deciding(
    ordered: Sequence[InForce], treatment: str = CHEMOTHERAPY, orders: Callable[[InForce], bool] | None = None
) -> InForce | None:
    """Of statements by precedence, the one that decides.

    The first; where it is in favor, the strongest of its source, and of that what it says of the treatment itself before
    what it says of the class. A guideline that only permits leaves the order to those that speak of it. Where the first is only about the treatment's class, advice against exactly this treatment
    goes before it. `orders` tells whether a statement on the order still speaks, with what was given.
    """
    if ordered and ordered[0].statement.about != treatment:
        against = (
            s for s in ordered if s.statement.about == treatment and s.statement.position == "avoid" and not s.lay
        )
        direct = next(against, None)
        if direct is not None:
            return direct
    if not ordered or ordered[0].statement.position not in IN_FAVOR:
        return ordered[0] if ordered else None
    same = [
        s for s in ordered if s.statement.source == ordered[0].statement.source and s.statement.position in IN_FAVOR
    ]
    itself = [s for s in same if s.statement.about == treatment]
    strongest = min(itself or same, key=lambda s: ORDER[str(s.statement.position)])
    return _on_order(ordered, strongest, orders or says_order) or strongest


def _on_order(ordered: Iterable[InForce], by: InForce, orders: Callable[[InForce], bool]) -> InForce | None:
    """Where a guideline only permits, what a review or a consensus says of the order: first choice, or after others.

    "May be considered" says that a treatment is among the options, not where it stands among them.
    """
    if not permits(by):
        return None
    return next((s for s in ordered if orders(s) and s.statement.aim == by.statement.aim), None)


def permits(entry: InForce | None) -> bool:
    """Whether a statement is a guideline's that a treatment may be considered."""
    return entry is not None and entry.statement.position == "consider" and entry.kind_rank == 0


def says_order(entry: InForce | None) -> bool:
    """Whether a statement of a guideline, consensus or review says where a treatment stands among others."""
    return entry is not None and entry.statement.position in ("prefer", "reserve") and entry.kind_rank <= 1
