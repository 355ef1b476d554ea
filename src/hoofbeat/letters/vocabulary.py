"""What letters are searched for: the names of a knowledge, the concepts and the signs."""

from __future__ import annotations

from dataclasses import replace

from hoofbeat.knowledge import Knowledge
from hoofbeat.language.assertion import Assertions, cue_phrases
from hoofbeat.language.dates import ages, agos, birth_dates, dates, letter_date
from hoofbeat.language.lexicon import SHORTEST_CORRECTED, Lexicon, Name
from hoofbeat.language.phrases import stem
from hoofbeat.language.quantities import quantities
from hoofbeat.language.records import expanded, letter_words, quantity_words
from hoofbeat.language.tokens import Document, pieces, read_document
from hoofbeat.letters.signs import Signs, inline_concepts

_JOINED_IN_NAME = "and"


def _practise(text: str) -> None:
    """Everything that is made on first use, made by reading a letter that uses it: no letter then waits for it."""
    document = read_document(text)
    found = dates(document)
    letter_date(document, found)
    birth_dates(document, found)
    list(agos(document))
    ages(document)
    quantities(document)
    Assertions(document)


class Vocabulary:
    """What letters are searched for: the names of a knowledge, the concepts, the signs. Kept as long as the knowledge."""

    def __init__(self, knowledge: Knowledge):
        words = letter_words()
        kinds = {"treatment", "site", "primary_site", "differentiation", "morphology", "functional_syndrome"}
        base = Lexicon.of(knowledge)
        self.kinds = frozenset(kinds)
        classes = {t.id for t in knowledge.treatments.values() if t.kind == "class"}
        self.names = base.with_names(
            (), keep=lambda n: n.kind in kinds and (n.id in classes or _JOINED_IN_NAME not in pieces(n.phrase))
        )
        listed = {**words.concepts, **inline_concepts(words)}
        concepts = [
            Name(phrase, "concept", concept) for concept, phrases in listed.items() for phrase in expanded(phrases)
        ]
        self.concepts = base.with_names(concepts, keep=lambda name: False)
        known = (*cue_phrases(), *(n for m in quantity_words().measures for n in m.names))
        self._speller = base.with_names(
            [Name(phrase, "word", phrase) for phrase in known], known=self.concepts.vocabulary
        )
        self.signs = Signs(words)
        _practise(words.practice)

    def spelled_right(self, document: Document) -> tuple[Document, dict[int, str]]:
        """The document with misspelled words of medicine as they are spelled, and the words as written by their place."""
        wrong: dict[int, str] = {}
        tokens = list(document.tokens)
        for number, token in enumerate(tokens):
            right = self._speller.correction(stem(token.folded)) if len(token.folded) >= SHORTEST_CORRECTED else None
            if right is not None:
                wrong[token.start] = right
                tokens[number] = replace(token, folded=right)
        return (replace(document, tokens=tuple(tokens)), wrong) if wrong else (document, wrong)

    @classmethod
    def of(cls, knowledge: Knowledge) -> Vocabulary:
        """The vocabulary of a knowledge; built once."""
        return knowledge.once(cls)
