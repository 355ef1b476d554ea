"""Questions and answers."""

from __future__ import annotations

from hoofbeat.ask.answer import Answer


def texts(answer: Answer) -> list[str]:
    """The sentences of an answer."""
    return [s.text for s in answer.sentences]
