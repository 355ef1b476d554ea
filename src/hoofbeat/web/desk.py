"""What the pages work with: the knowledge, the ledger of sign-offs, and the answers given lately, in memory only."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from hoofbeat.advice import advise
from hoofbeat.advice.result import Advice
from hoofbeat.errors import HoofbeatError, Problem, QuestionError
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.files import content_hash
from hoofbeat.knowledge.wording import Wording
from hoofbeat.review.commands import reviewables
from hoofbeat.review.ledger import Ledger, Read
from hoofbeat.review.queue import Reviewable, Standing, queue, standing
from hoofbeat.yaml_text import read_yaml

KEPT = 256
"""Answers kept, so that going back to a value already seen is immediate. They live and die with the process."""
NOT_SHOWN = ("implication", "label")
"""Kinds of records that carry no id of their own."""


class Desk:
    """One of these serves all pages. Thread-safe."""

    def __init__(self, knowledge: Knowledge, ledger: Ledger, examples: Mapping[str, str], *, editor: bool):
        self.knowledge, self.ledger, self.examples, self.editor = knowledge, ledger, dict(examples), editor
        self.wording = Wording(knowledge)
        self._answers: OrderedDict[str, tuple[Advice, bytes]] = OrderedDict()
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self._read: tuple[tuple[int, int], Read] | None = None

    # ---- advice ------------------------------------------------------------------------------
    def answer(
        self, values: Mapping[str, Any], as_of: str | None = None, guidelines: Sequence[str] = (), explain: bool = False
    ) -> tuple[Advice, bytes]:
        """The advice for a case and its JSON text, computed once for the same question."""
        asked = json.dumps([dict(values), as_of, list(guidelines), explain, self.ledger.stamp], sort_keys=True)
        key = hashlib.sha256(asked.encode()).hexdigest()
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        signed = self.sign_offs.sign_offs
        advice = advise(values, self.knowledge, as_of=as_of, guidelines=guidelines, explain=explain, sign_offs=signed)
        made = (advice, advice.model_dump_json().encode())
        with self._lock:
            self._answers[key] = made
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return made

    def warm(self) -> None:
        """Answers the examples and one question, so that nobody waits for what is prepared at first use."""
        from hoofbeat.ask import ask

        for name in self.examples:
            with suppress(HoofbeatError):
                self.answer(self.example(name))
        with suppress(HoofbeatError):
            ask(next(iter(self.knowledge.treatments.values())).name, self.knowledge)

    def kept(self, request: bytes) -> tuple[str, bytes | None]:
        """The answer once given to exactly this request, and the key to keep one under."""
        key = hashlib.sha256(repr(self.ledger.stamp).encode() + b" " + request).hexdigest()
        with self._lock:
            found = self._bodies.get(key)
            if found is not None:
                self._bodies.move_to_end(key)
        return key, found

    def keep(self, key: str, body: bytes) -> None:
        """Keeps the answer to a request for the next time."""
        with self._lock:
            self._bodies[key] = body
            while len(self._bodies) > KEPT:
                self._bodies.popitem(last=False)

    def example(self, name: str) -> dict[str, Any]:
        """The values of an example case.

        Raises:
            QuestionError: for an example that does not exist.
        """
        if name not in self.examples:
            allowed = f"Allowed: {', '.join(self.examples)}."
            raise QuestionError(Problem("example", f"'{name[:60]}' is not an example.", allowed))
        values = read_yaml(self.examples[name], name)
        return dict(values)

    @cached_property
    def example_titles(self) -> dict[str, str]:
        """Each example with the sentence that describes it: the comment on its first line."""
        return {name: text.splitlines()[0].lstrip("# ").strip() for name, text in self.examples.items()}

    # ---- records and their review --------------------------------------------------------------
    @property
    def sign_offs(self) -> Read:
        """The ledger as it now stands."""
        stamp = self.ledger.stamp
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, self.ledger.read())
        return self._read[1]

    def record(self, kind: str, name: str) -> Any:
        """A record by kind and id.

        Raises:
            QuestionError: when there is none.
        """
        shelf = self.knowledge.records(kind) if kind not in NOT_SHOWN else {}
        if name not in shelf:
            raise QuestionError(Problem(name[:80], f"is not the id of a record of the kind '{kind[:40]}'."))
        return shelf[name]

    @cached_property
    def reviewable(self) -> dict[tuple[str, str], Reviewable]:
        """Every record that can be signed, by kind and id."""
        shelves = (
            (kind, name, record)
            for kind, shelf in self.knowledge.by_kind.items()
            if kind not in NOT_SHOWN
            for name, record in shelf.items()
        )
        return {(r.kind, r.id): r for r in reviewables(shelves, content_hash)}

    def standing(self, kind: str, name: str) -> Standing:
        """Where a record stands in review."""
        self.record(kind, name)
        return standing(self.reviewable[kind, name], self.sign_offs)

    def queue(self) -> list[Standing]:
        """Every record with its status."""
        return queue(self.reviewable.values(), self.sign_offs)


def examples_in(folder: Path) -> dict[str, str]:
    """The example cases of a folder, by name; none where there is no such folder."""
    return {p.stem: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.yaml"))} if folder.is_dir() else {}
