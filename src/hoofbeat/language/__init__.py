"""Words in free text: what they name, whether they are affirmed, and the numbers beside them. Rules are records."""

from hoofbeat.language.assertion import Assertions
from hoofbeat.language.lexicon import Lexicon, Mention
from hoofbeat.language.tokens import Document, Sentence, Token, read_document

__all__ = ["Assertions", "Document", "Lexicon", "Mention", "Sentence", "Token", "read_document"]
