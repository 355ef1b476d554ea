"""Questions in plain words, answered from the records, every sentence cited."""

from hoofbeat.ask.answer import Answer, Sentence
from hoofbeat.ask.ask import answer_in_turn, ask
from hoofbeat.ask.conversation import Conversation
from hoofbeat.chat_completions import Endpoint

__all__ = ["Answer", "Conversation", "Endpoint", "Sentence", "answer_in_turn", "ask"]
