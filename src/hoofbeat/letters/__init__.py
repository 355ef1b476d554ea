"""Free text read into a case: every value with the words it was read from, and what was not understood."""

from hoofbeat.letters.documents import LetterError, text_of
from hoofbeat.letters.reading import Found, Reading, read_letter

__all__ = ["Found", "LetterError", "Reading", "read_letter", "text_of"]
