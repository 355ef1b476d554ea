"""Errors meant for people: what was wrong, where, and what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, what is wrong with it and what would be right."""

    where: str
    what: str
    allowed: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} {self.allowed}" if self.allowed else text


class HoofbeatError(Exception):
    """Input that cannot be used; `problems` lists every reason that was found."""

    def __init__(self, problems: Sequence[Problem] | Problem):
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class CaseError(HoofbeatError):
    """A case that is malformed, impossible or contradictory."""


class ConditionError(HoofbeatError):
    """A condition that is not in the language, or names what does not exist."""


class KnowledgeError(HoofbeatError):
    """A knowledge folder that fails its checks; nothing is advised from it."""


class QuestionError(HoofbeatError):
    """A request that names what does not exist (a record, a source, a date)."""
