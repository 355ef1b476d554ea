"""Questions to cited answers: one by itself, or several in turn as a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.ask import urgent
from hoofbeat.ask.answer import Answer
from hoofbeat.ask.asker import Asker
from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.model import phrased
from hoofbeat.ask.names import Names
from hoofbeat.ask.text import punctuated, words_of
from hoofbeat.chat_completions import Endpoint
from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge import Knowledge


def ask(
    question: str,
    knowledge: Knowledge,
    reader: Reader = "clinician",
    before: Conversation | None = None,
    model: Endpoint | None = None,
) -> Answer:
    """A cited answer to a question in plain words.

    Args:
        question: as a person types it.
        knowledge: the records.
        reader: who asks; a patient gets plain words, no doses and no figures of survival unasked.
        before: the conversation so far; a follow-up keeps what was said.
        model: an endpoint that may reword what is claimed; none by default.
    """
    answer = _answer(question, knowledge, reader, before)
    return answer if model is None or answer.kind != "answer" else phrased(answer, model, knowledge, reader)


def _answer(question: str, knowledge: Knowledge, reader: Reader, before: Conversation | None) -> Answer:
    """The answer; to the question before, where that resembled an emergency and it is said now that it is none."""
    if before is not None and before.set_aside:
        said = words_of(question, Names.of(knowledge).vocabulary)
        if urgent.says_it_is_not_happening(said):
            return Asker(before.set_aside, knowledge, reader, before, none_now=True).answer()
    return Asker(punctuated(question), knowledge, reader, before).answer()


def answer_in_turn(
    questions: Sequence[str], knowledge: Knowledge, reader: Reader = "clinician", model: Endpoint | None = None
) -> Answer:
    """The answer to the last of some questions, each read in the light of those before it.

    Raises:
        QuestionError: when there is no question.
    """
    if not questions:
        raise QuestionError(Problem("question", "is missing."))
    before: Conversation | None = None
    for earlier in questions[:-1]:
        before = ask(earlier, knowledge, reader, before).conversation
    return ask(questions[-1], knowledge, reader, before, model)
