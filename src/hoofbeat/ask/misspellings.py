"""Misspelled names that a question was read with, said in the answer: who typed them must see what they were taken for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hoofbeat.ask.claims import Claim
from hoofbeat.ask.names import Names
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Lexicon, Mention
from hoofbeat.language.phrases import stem
from hoofbeat.language.tokens import fold

_ABOUT = "about-hoofbeat"
_MOST = 3
_WORD = re.compile(r"[^\W\d_]+")


def corrections_said(u: Understanding, knowledge: Knowledge) -> list[Claim]:
    """What each misspelled name was read as, and each misspelled word that the records use and everyday speech does not."""
    found = {fold(wrong): claim for wrong, claim in _names(u, knowledge)}
    for wrong, right in u.words.corrected:
        if right in Names.of(knowledge).vocabulary and not Names.is_ordinary(right) and not Names.is_ordinary(wrong):
            found.setdefault(wrong, _claim(wrong, right, (_ABOUT,)))
    return list(found.values())[:_MOST]


def _names(u: Understanding, knowledge: Knowledge) -> Iterator[tuple[str, Claim]]:
    lexicon = Lexicon.of(knowledge)
    for mention in u.mentions:
        wrong = mention.corrected_from
        right = lexicon.correction(stem(fold(wrong))) if wrong else None
        if wrong and right:
            names, brands, cites = _record(mention, knowledge)
            whole = (n for n in brands if stem(fold(n)) == right)
            inside = (w.lower() for name in names for w in _WORD.findall(name) if stem(fold(w)) == right)
            written = next(whole, None) or next(inside, right)
            yield wrong, _claim(wrong, written, cites)


def _record(mention: Mention, knowledge: Knowledge) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The names of what a mention names, its other names as they are written, and what is cited for it."""
    if mention.kind == "treatment":
        treatment = knowledge.treatments[mention.id]
        parts = [knowledge.treatments[d].name for d in treatment.contains]
        return (treatment.name, *parts), tuple(treatment.aliases), (treatment.id, treatment.source)
    known = mention.id if mention.kind == "term" else plan_words().terms.get(mention.kind, {}).get(mention.id, "")
    term = knowledge.records("term").get(known)
    if term is None:
        return (), (), (_ABOUT,)
    return (term.term, *term.aliases), (), (term.id, term.source)


def _claim(wrong: str, right: str, cites: tuple[str, ...]) -> Claim:
    return Claim("corrected", right, wrong, cites, "heard", key=f"corrected {wrong}")
