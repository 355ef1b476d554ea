"""Where each option stands among the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hoofbeat.advice.deciding import disagree, says_order
from hoofbeat.advice.decision import ORDER, Draft, Option
from hoofbeat.advice.guidance import CHEMOTHERAPY, IN_FAVOR, InForce
from hoofbeat.knowledge.treatments import Treatments


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
        strategy = self.table[option.treatment].kind == "strategy"
        order = (option.declined, self._told(option), strategy, disagree(option.applicable))
        apart = (not ahead, ORDER[option.position], *order, rank[:2], option.against_preference)
        favorable = (s for s in option.applicable if s.statement.position in IN_FAVOR and not s.lay)
        sources = len({s.statement.source for s in favorable})
        member = option.member_of is not None
        return (apart, member, rank[2:], -sources, by.place if by else 0, option.treatment)

    def _told(self, option: Option) -> int:
        """What sources say of an option's order beside its position: 0 first choice, 2 after others, 1 nothing.

        It tells options in favor of one position apart, whatever decided the position. Chemotherapy as a first choice speaks
        for the regimens that are recommended.
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
