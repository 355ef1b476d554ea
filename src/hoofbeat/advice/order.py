"""Where each option stands among the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from hoofbeat.advice.deciding import disagree, says_order
from hoofbeat.advice.decision import ORDER, Draft, Option
from hoofbeat.advice.guidance import CHEMOTHERAPY, IN_FAVOR, InForce
from hoofbeat.knowledge.treatments import Treatments


class Apart(NamedTuple):
    """What tells options apart: those alike in all of it are equal."""

    behind: bool
    """Behind what goes before all else here; false for that itself."""
    position: int
    declined: bool
    told: int
    """What sources say of its order beside the position: 0 first choice, 2 after others, 1 nothing."""
    strategy: bool
    disputed: bool
    standing: tuple[int, ...]
    against_preference: bool


class Order:
    """The order of the options of one case.

    `first_aims` are the aims that go before all others here; `orders` tells whether a statement on the order still speaks.
    """

    def __init__(self, table: Treatments, first_aims: frozenset[str], orders: Callable[[InForce], bool]):
        self.table, self.first_aims, self.orders = table, first_aims, orders
        self.chemotherapy_first = False

    def note(self, draft: Draft) -> None:
        """Whether a source says that chemotherapy as a whole is the first choice here."""
        about = (s for s in draft.applicable if s.statement.about == CHEMOTHERAPY and says_order(s))
        self.chemotherapy_first = any(s.statement.position == "prefer" for s in about)

    def key(self, option: Option) -> tuple[Any, ...]:
        """What to sort an option by, worked out once."""
        if option.key is None:
            option.key = self._place(option)
        return option.key

    def _place(self, option: Option) -> tuple[Any, ...]:
        """What goes before all else here; position; what sources say of the order; then treatments before strategies, undisputed
        before disputed, the standing of the source: all that tells options apart. Then, among equals, precedence, number of
        sources, place in the source.
        """
        by = option.decided_by
        rank = by.precedence(option.treatment) if by else (9, 0, 0, 0, 0)
        ahead = by is not None and by.statement.aim in self.first_aims and option.position in IN_FAVOR
        apart = Apart(
            behind=not ahead,
            position=ORDER[option.position],
            declined=option.declined,
            told=self._told(option),
            strategy=self.table[option.treatment].kind == "strategy",
            disputed=disagree(option.applicable),
            standing=rank[:2],
            against_preference=option.against_preference,
        )
        favorable = (s for s in option.applicable if s.statement.position in IN_FAVOR and not s.lay)
        sources = len({s.statement.source for s in favorable})
        member = option.member_of is not None
        return (apart, member, rank[2:], -sources, by.place if by else 0, option.treatment)

    def _told(self, option: Option) -> int:
        """What sources say of an option's order, which tells options in favor of one position apart, whatever decided it.

        Chemotherapy as a first choice speaks for the regimens that are recommended.
        """
        if ORDER[option.position] >= ORDER["reserve"]:
            return 1
        told = [s.statement.position for s in option.applicable if self.orders(s)]
        recommended = ORDER[option.position] <= ORDER["offer"]
        if "prefer" in told or (
            self.chemotherapy_first and recommended and self.table.is_chemotherapy(option.treatment)
        ):
            return 0
        return 2 if "reserve" in told else 1
