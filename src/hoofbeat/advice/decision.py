"""What a decision is: the verdict, the options in order, and what it was settled by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hoofbeat.advice.guidance import POSITIONS, InForce
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import SafetyRule

ORDER = {position: number for number, position in enumerate(POSITIONS)}


@dataclass
class Option:
    """A treatment with its position, the statements behind it and what stands against it. Not changed once it is made."""

    treatment: str
    position: str
    decided_by: InForce | None
    applicable: tuple[InForce, ...]
    waits_for: tuple[str, ...] = ()
    waits_unknown: bool = False
    progressed: bool = False
    not_tolerated: bool = False
    outgrown: bool = False
    """Given to its end before, and the disease has grown since."""
    declined: bool = False
    against_preference: bool = False
    capped: bool = False
    lowered: bool = False
    """A class whose better members are contraindicated: it stands where what is left of it stands."""
    member_of: str | None = None
    contraindications: tuple[SafetyRule, ...] = ()
    contraindicated_members: tuple[str, ...] = ()
    key: tuple[Any, ...] | None = field(default=None, compare=False, repr=False)
    """Its place in the order, worked out once."""

    @property
    def against_tumor(self) -> bool:
        """Whether what decides on it weighs it against other care of the tumor: not what only controls a hormone or plans the follow-up."""
        return self.decided_by is not None and self.decided_by.statement.aim in ("antitumor", "supportive-care")


@dataclass(frozen=True)
class Draft:
    """The options before the verdict had its say, with what they rest on: a neighbouring case can take over most of it."""

    true: Sequence[InForce]
    applicable: Sequence[InForce]
    """Those that are true, without those to which one of them is an exception."""
    holding: frozenset[str]
    candidates: Mapping[str, str | None]
    options: Mapping[str, Option]
    excluded: Mapping[str, tuple[SafetyRule, ...]]
    """The rules that exclude a treatment here, as far as they were asked."""


class Outcome(NamedTuple):
    """What a reader would notice changing: the verdict, the first option, the contraindicated options."""

    verdict: str
    first: str | None
    contraindicated: frozenset[str]


@dataclass
class Decision:
    """The verdict, the options in order, and the statements that could not be read for want of a fact."""

    verdict: str
    decided_by: InForce | None
    verdict_waits_for: tuple[str, ...]
    reason: str
    options: list[Option]
    draft: Draft
    undetermined: Sequence[InForce] = ()
    blocking: tuple[InForce, ...] = ()
    truths: dict[str, int] = field(default_factory=dict)
    safety_truths: dict[str, int] = field(default_factory=dict)
    unknown: Sequence[InForce] = ()
    """The statements on chemotherapy and its regimens that could not be read for want of a fact."""
    waits: dict[str, frozenset[str]] = field(default_factory=dict)
    """The fields for want of which a statement cannot be read; filled as it is asked."""

    @property
    def could_be_decided(self) -> bool:
        """Whether a source for professionals would speak to the verdict if a fact were known."""
        return self.verdict == "establish_first" and any(not s.lay for s in self.unknown)

    @property
    def waiting(self) -> Sequence[InForce]:
        """The statements that want a fact: those that hold the verdict up, where any do."""
        return self.blocking or self.undetermined

    @property
    def usable(self) -> list[Option]:
        """The options that are not advised against."""
        return [o for o in self.options if ORDER[o.position] < ORDER["avoid"] and not o.declined]

    @property
    def first(self) -> str | None:
        """The first option that is not advised against, or none."""
        return next((o.treatment for o in self.usable), None)

    @property
    def first_against_tumor(self) -> str | None:
        """The same, without what only controls the symptoms of a hormone: that goes beside treatment, not before it."""
        return next((o.treatment for o in self.usable if o.against_tumor), None)

    def has_other_treatment(self, knowledge: Knowledge) -> bool:
        """Whether an option against the tumor is open that is no chemotherapy."""
        return any(o.against_tumor and not knowledge.treatments.is_chemotherapy(o.treatment) for o in self.usable)

    @property
    def outcome(self) -> Outcome:
        """What a reader would notice changing."""
        excluded = frozenset(o.treatment for o in self.options if o.position == "contraindicated")
        return Outcome(self.verdict, self.first, excluded)
