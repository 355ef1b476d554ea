"""An answer: the public contract of `hoofbeat ask --format json`, and what it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.ask.claims import Claim
from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.forms import AnswerKind
from hoofbeat.ask.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a few that rest on the same records, and the ids of those records and their sources."""

    text: str
    cites: tuple[str, ...]
    claim: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the form of the public contract."""
        return {"text": self.text, "cites": list(self.cites)}


@dataclass(frozen=True)
class Answer:
    """What is said to a question. The same question and records give the same bytes."""

    kind: AnswerKind
    sentences: tuple[Sentence, ...]
    case: Mapping[str, Any]
    follow_up: tuple[str, ...]
    intent: str
    conversation: Conversation
    understanding: Understanding | None = None
    claims: tuple[Claim, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Exactly the public contract."""
        return {
            "kind": self.kind,
            "sentences": [s.to_dict() for s in self.sentences],
            "case": dict(self.case),
            "follow_up": list(self.follow_up),
        }

    def trace(self, knowledge: str) -> dict[str, Any]:
        """The public contract, and how it came about: what was read, how intents scored, what was left out and why.

        Args:
            knowledge: the hash of the records, so that the answer can be had again.
        """
        u = self.understanding
        read = {} if u is None else {
            "treatments_asked": list(u.asked), "treatments_given": list(u.given), "line": u.line,
            "studies": [s for named in u.studies for s in named], "terms": list(u.terms), "corrected": {**dict(u.words.corrected), **u.corrected},
            "spans": [{"words": m.words, "kind": m.kind, "id": m.id, "start": m.start, "end": m.end} for m in u.mentions],
        }  # fmt: skip
        claims = [{"id": c.id, "predicate": c.predicate, "role": c.role, "cites": list(c.cites)} for c in self.claims]
        scored = dict(sorted(self.scores.items(), key=lambda s: (-s[1], s[0]))[:5])
        made = {"intent": self.intent, "scores": scored, "claims": claims, "left_out": list(self.dropped)}
        return {**self.to_dict(), "explained": {"knowledge": knowledge, "understood": read, **made}}

    @property
    def text(self) -> str:
        """All sentences, one a line."""
        return "\n".join(s.text for s in self.sentences)


def case_shown(u: Understanding) -> dict[str, Any]:
    """The case as understood, with the line of therapy as the lines before it."""
    case = dict(u.case)
    if u.line is not None and not case.get("prior_treatments") and "prior_lines" not in case:
        case.pop("prior_treatments", None)
        case["prior_lines"] = u.line - 1
    return case
