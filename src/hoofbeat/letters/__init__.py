"""Free text read into a case: every value with the words it was read from, and what was not understood."""

from hoofbeat.letters.documents import LetterError, text_of
from hoofbeat.letters.reading import Found, Reading, read_letter
from hoofbeat.letters.suggestions.check import Dropped
from hoofbeat.letters.suggestions.suggest import ReadingWithSuggestions, with_suggestions
from hoofbeat.letters.unfilled import Unfilled, by_matter

__all__ = [
    "Dropped",
    "Found",
    "LetterError",
    "Reading",
    "ReadingWithSuggestions",
    "Unfilled",
    "by_matter",
    "read_letter",
    "text_of",
    "with_suggestions",
]
