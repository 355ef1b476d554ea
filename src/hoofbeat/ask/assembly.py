"""From claims to sentences: the bottom line first, then how sure, numbers, caveats, what would change it, whom to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hoofbeat.ask.answer import Sentence
from hoofbeat.ask.claims import ROLES, Claim
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.readability import masked
from hoofbeat.ask.records import checks
from hoofbeat.ask.verify import faults, numbers_in, plain_grade, treatment_names, words_in
from hoofbeat.knowledge import Knowledge

_CAPITALS = re.compile(r"\b[A-Z][A-Z\d]*(?:-[A-Za-z\d]+)?(?![a-z])")
_ALIKE = 0.7
"""The share of its words from which a caution repeats one said before."""
_SHORT = 3
"""Letters: shorter words of a study's name do not tell it."""
_LEAST = {"change": 1, "number": 2, "detail": 3, "caveat": 2}
"""How many of a role stay while others can still give way, those that give way first before."""
_CAUTIONS = ("caution", "caution_where")
_KEPT = ("heard", "safety", "bottom", "call")
"""Roles that are not dropped to make an answer shorter or plainer."""
_SHARE = {
    "heard": 3,
    "safety": 5,
    "read": 2,
    "bottom": 6,
    "detail": 8,
    "sure": 1,
    "number": 6,
    "caveat": 3,
    "change": 2,
    "call": 1,
    "ask": 1,
}
_SHARE_PLAIN = {
    "heard": 3,
    "safety": 4,
    "read": 3,
    "bottom": 4,
    "detail": 4,
    "sure": 1,
    "number": 2,
    "caveat": 2,
    "change": 1,
    "call": 1,
    "ask": 1,
}


@dataclass(frozen=True)
class Assembled:
    """The sentences of an answer, the claims behind them, and what was dropped, with the reason."""

    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    dropped: tuple[str, ...]


def unique(claims: Sequence[Claim]) -> list[Claim]:
    """Each claim once, in the order of roles; the first of equal ones stands."""
    first: dict[str, Claim] = {}
    for claim in claims:
        first.setdefault(claim.id, claim)
    return sorted(first.values(), key=lambda c: ROLES.index(c.role))


def assemble(
    claims: Sequence[Claim], knowledge: Knowledge, reader: Reader, forbids: Sequence[str], on_evidence: bool = False
) -> Assembled:
    """The answer that claims make: what fails a check is left out, and then what makes it too long or too hard to read.

    Args:
        claims: what may be said.
        knowledge: the records.
        reader: who asks.
        forbids: what must not stand in the text.
        on_evidence: whether evidence is asked for, which a clinician may read more of.
    """
    kept: list[tuple[Claim, Sentence]] = []
    dropped: list[str] = []
    said: set[str] = set()
    alike: set[str] = set()
    for claim in unique(claims):
        if _said_already(claim, said) or _cautions_again(claim, kept):
            continue
        sentence = Sentence(claim.words(reader), tuple(dict.fromkeys(claim.cites)), claim.id)
        found = faults(sentence, claim, knowledge, reader, forbids)
        if found:
            dropped.append(f"{claim.id}: {found[0].check} ({found[0].what})")
        elif sentence.text and sentence.text not in said:
            form = _form(sentence.text, claim, knowledge, reader)
            if form in alike:
                continue
            alike |= {form} if form else set()
            said.add(sentence.text)
            kept.append((claim, sentence))
    most = checks().most_of_evidence if on_evidence and reader == "clinician" else checks().most_sentences[reader]
    kept = _within_share(kept, reader, most)
    if reader == "patient":
        kept = _readable(kept, knowledge, dropped)
    return Assembled(tuple(s for _, s in kept), tuple(c for c, _ in kept), tuple(dropped))


def _form(text: str, claim: Claim, knowledge: Knowledge, reader: Reader) -> str:
    """A detail for patients without the names of treatments in it: what is said of one drug is not said again of the next."""
    return masked(text, treatment_names(knowledge)) if reader == "patient" and claim.role == "detail" else ""


def _said_already(claim: Claim, said: set[str]) -> bool:
    """Whether a sentence before gives the figure of a result, with the name of its study."""
    if claim.role != "number" or "study" not in claim.slots:
        return False
    named = [w for w in _CAPITALS.findall(claim.slots["study"]) if len(w) > _SHORT]
    figure = numbers_in(claim.value)
    return any(figure <= numbers_in(text) for text in said if any(w in text for w in named))


def _cautions_again(claim: Claim, kept: list[tuple[Claim, Sentence]]) -> bool:
    """Whether a caution says, of another treatment, what one before has said."""
    if claim.predicate not in _CAUTIONS:
        return False
    own = words_in(claim.value)
    others = (
        c for c, _ in kept
        if c.predicate in _CAUTIONS and c.subject != claim.subject and numbers_in(c.value) == numbers_in(claim.value)
    )  # fmt: skip
    return any(len(own & words_in(c.value)) > _ALIKE * min(len(own), len(words_in(c.value))) for c in others)


def _within_share(kept: list[tuple[Claim, Sentence]], reader: Reader, most: int) -> list[tuple[Claim, Sentence]]:
    """Each role its share, and the whole its length: details give way first."""
    share = _SHARE_PLAIN if reader == "patient" else _SHARE
    counts: dict[str, int] = {}
    chosen = []
    for claim, sentence in kept:
        counts[claim.role] = counts.get(claim.role, 0) + 1
        if counts[claim.role] <= share[claim.role]:
            chosen.append((claim, sentence))
    for least in (_LEAST, dict.fromkeys(_LEAST, 1)):
        for role, fewest in least.items():
            while len(chosen) > most and sum(c.role == role for c, _ in chosen) > fewest:
                last = max(n for n, (c, _) in enumerate(chosen) if c.role == role)
                chosen.pop(last)
    return chosen


def _readable(
    kept: list[tuple[Claim, Sentence]], knowledge: Knowledge, dropped: list[str]
) -> list[tuple[Claim, Sentence]]:
    """The hardest sentences left out until the whole is plain enough."""
    limit = checks().grade_limit
    while kept and plain_grade(" ".join(s.text for _, s in kept), knowledge) > limit:
        able = [n for n, (c, _) in enumerate(kept) if c.role not in _KEPT] or [
            n for n, (c, _) in enumerate(kept) if c.role != "call" and len(kept) > 1
        ]
        if not able:
            break
        hardest = max(able, key=lambda n: plain_grade(kept[n][1].text, knowledge))
        claim, sentence = kept.pop(hardest)
        dropped.append(f"{claim.id}: reading (grade {plain_grade(sentence.text, knowledge):.1f})")
    return kept
