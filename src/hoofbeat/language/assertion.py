"""What is said of a fact: negated, possible, historical, of the family, hypothetical, of someone else.

The method is ConText (Harkema et al., J Biomed Inform 2009;42:839): a cue speaks for the words before it, after it or on
both sides, up to a limit, the end of the sentence or a terminator. The cues are records (`assertion.yaml`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.language.forms import Cue
from hoofbeat.language.phrases import Hit, PhraseTrie, stem
from hoofbeat.language.records import assertion_words, expanded
from hoofbeat.language.tokens import Document, Sentence

_PSEUDO, _STRONG, _END, _VERB, _PATIENT, _AHEAD, _BACK, _NEXT = (
    "pseudo", "strong", "terminator", "verb", "patient", "ahead", "back", "next",
)  # fmt: skip
_PLANNED = "hypothetical"
_CONDITION = "condition"
"""A hypothetical scope that 'then' does not end: 'if she grows we would give A, then B'."""
_OPENS_ANSWER = frozenset({":", "=", "-", "|"})
_PARTS = frozenset({",", ";", "(", ")", ":", "[", "]"})
_PEOPLE = frozenset({"family", "someone_else"})
FAR = 30
"""Words: a cue that reaches this far speaks for all of its clause, measured values too."""
CLOSE, CLOSE_DENIAL = 4, 2
"""Words: how far from a measured value a plan, and a denial, may stand to speak of it."""
DENIAL = 40
"""Characters between what is denied and the words that deny it, where both are shown together."""
_COLUMN, _NEXT_COLUMN = "   ", "  "
"""Spaces that part the answer from its label, and from what stands behind it, where no mark does."""
_ENDS_PART = frozenset({".", ",", ";"})
_CLOSES_ANSWER = frozenset({".", ",", ";", "(", ")", "]", "|", "?"})


@dataclass(frozen=True, slots=True)
class _Payload:
    """What a phrase is: a cue with its category, direction and limit, or a mark that bounds the scopes of others."""

    role: str
    direction: str = ""
    limit: int = 0
    back: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """The tokens (first, one past the last) that a cue speaks for, and the tokens of the cue itself."""

    category: str
    first: int
    last: int
    cue_first: int
    cue_last: int
    far: bool = False


@lru_cache(maxsize=1)
def _trie() -> PhraseTrie[_Payload]:
    words = assertion_words()
    trie: PhraseTrie[_Payload] = PhraseTrie()
    openers = _openers(words.cues)
    for cue in words.cues:
        _add_cue(trie, cue, openers)
    marks = (
        (_PSEUDO, words.pseudo),
        (_STRONG, words.strong_terminators),
        (_END, words.terminators),
        (_VERB, words.verb_terminators),
        (_PATIENT, words.patient_words),
        (_AHEAD, words.forward_terminators),
        (_BACK, words.backward_terminators),
        (_NEXT, words.sequence_terminators),
    )
    for role, phrases in marks:
        for phrase in expanded(phrases):
            trie.add(phrase, _Payload(role))
    return trie


@lru_cache(maxsize=1)
def _conditions() -> frozenset[str]:
    return frozenset(assertion_words().conditions)


def _openers(cues: Iterable[Cue]) -> dict[str, _Payload]:
    """What the verbs of the future say of what follows them."""
    ahead = [cue for cue in cues if cue.direction == "forward" and cue.category == _PLANNED]
    return {verb: _payload(cue) for verb in assertion_words().modals for cue in ahead if verb in expanded(cue.words)}


def _payload(cue: Cue) -> _Payload:
    return _Payload(cue.category, cue.direction, cue.limit, cue.back or cue.limit)


def _add_cue(trie: PhraseTrie[_Payload], cue: Cue, openers: dict[str, _Payload]) -> None:
    """Every phrase of a cue; where it speaks for what stands before it, with what the verb that opens it says."""
    for phrase in expanded(cue.words):
        trie.add(phrase, _payload(cue))
        opener = openers.get(phrase.split(" ")[0])
        if opener is not None and (cue.category, cue.direction) == (_PLANNED, "backward"):
            trie.add(phrase, opener)


def _is_answer(document: Document, sentence: Sentence, first: int, last: int) -> bool:
    """Whether the words stand alone after a label, as in 'fever: none'."""
    folded = document.folded
    before = folded[first - 1] if first > sentence.first else ""
    gap = document.plain[document.tokens[first - 1].end : document.tokens[first].start] if before else ""
    if _answers_alone(document, sentence, first, last):
        return True
    opens = before in _OPENS_ANSWER or (gap.strip() == "-" and gap != "-") or gap.startswith(_COLUMN)
    after = folded[last] if last < sentence.last else "."
    behind = document.plain[document.tokens[last - 1].end : document.tokens[last].start] if last < sentence.last else ""
    return opens and (after in _CLOSES_ANSWER or behind.strip() == "-" or behind.startswith(_NEXT_COLUMN))


def _is_alone(words: list[str]) -> bool:
    return words in (["no"], ["nil"], ["none"])


def _answers_alone(document: Document, sentence: Sentence, first: int, last: int) -> bool:
    """Whether a 'no' or 'nil' behind a name ends its part of the sentence: 'hypertension yes; heart failure no; stroke no'."""
    if (
        first == sentence.first
        or not _is_alone(document.folded[first:last])
        or not document.folded[first - 1].isalpha()
    ):
        return False
    after = document.folded[last] if last < sentence.last else "."
    gap = document.plain[document.tokens[first - 1].end : document.tokens[first].start]
    return after in _ENDS_PART and not gap.startswith(_COLUMN)


def _acceptor(document: Document, sentence: Sentence) -> Callable[[list[_Payload], int, int], list[_Payload]]:
    """Keeps answers only where they stand as one: elsewhere a shorter phrase may be what is meant."""

    def accept(payloads: list[_Payload], first: int, last: int) -> list[_Payload]:
        if not any(p.direction == "answer" for p in payloads) or _is_answer(document, sentence, first, last):
            return payloads
        return [p for p in payloads if p.direction != "answer"]

    return accept


def _limits(hits: list[Hit[_Payload]], category: str, ahead: bool) -> list[tuple[int, int]]:
    """The tokens at which a scope of a category ends, on its way ahead or back."""
    roles = {_STRONG, _PATIENT} if category in ("family", "someone_else") else {_STRONG, _END}
    if category not in ("family", "someone_else", _CONDITION):
        roles.add(_NEXT)
    if category in ("negated", "possible"):
        roles |= {_VERB, _AHEAD} if ahead else {_VERB, _BACK}
    return [(h.first, h.last) for h in hits if any(p.role in roles for p in h.payloads)]


def _scope(
    payload: _Payload,
    hit: Hit[_Payload],
    sentence: Sentence,
    hits: list[Hit[_Payload]],
    colons: Callable[[int], bool],
    parted: Callable[[int], bool],
    closing: list[int],
    conditional: bool = False,
) -> Iterator[Scope]:
    """What a cue speaks for; right behind a label ('PRRT: turned down by ...') it speaks for the label.

    An answer speaks for its question, and not for another one before a semicolon. From inside a bracket it speaks up to the end of the bracket (`closing`, empty for a cue outside any).
    """
    if payload.direction in ("forward", "both"):
        kind = _CONDITION if payload.role == "hypothetical" and conditional else payload.role
        after = [first for first, _ in _limits(hits, kind, True) if first >= hit.last]
        last = min([sentence.last, hit.last + payload.limit, *after, *closing])
        yield Scope(payload.role, hit.last, last, hit.first, hit.last, payload.limit >= FAR)
    if payload.direction in ("backward", "both", "answer"):
        limits = _limits(hits, payload.role, False)
        before = [last for start, last in limits if last <= hit.first and (last < hit.first or not colons(start))]
        if payload.direction == "answer":
            before = [at + 1 for at in range(sentence.first, hit.first) if parted(at)]
        first = max([sentence.first, hit.first - payload.back, *before])
        yield Scope(payload.role, first, hit.first, hit.first, hit.last, payload.limit >= FAR)


def _without_own_verb(
    document: Document, sentence: Sentence, hit: Hit[_Payload], hits: list[Hit[_Payload]]
) -> list[Hit[_Payload]]:
    """The bounds of a denial without its own verb: that of which it is the subject ('No lesion has grown'), or the one right
    behind it ('has not yet had').
    """
    words, folded = assertion_words(), document.folded
    behind = (h for h in hits if h.first >= hit.last)
    verb = next((h for h in behind if " ".join(folded[h.first : h.last]) in words.subject_verbs), None)
    if verb is None:
        return hits
    own = verb.first == hit.last and folded[hit.last - 1] in words.denials_with_verb
    opens = hit.first == sentence.first or folded[hit.first - 1] in words.clause_openers
    between = folded[hit.last : verb.first]
    subject = opens and folded[hit.first] in words.denials_with_verb and not {*_PARTS, "and"} & set(between)
    return [h for h in hits if h is not verb] if own or subject else hits


def cue_phrases() -> list[str]:
    """Every phrase that says something of a fact or bounds what another says: words that are spelled right."""
    words = assertion_words()
    marks = (words.pseudo, words.strong_terminators, words.terminators, words.verb_terminators, words.patient_words)
    return expanded([phrase for phrases in (*(c.words for c in words.cues), *marks) for phrase in phrases])


class Assertions:
    """The scopes of a document's cues."""

    def __init__(self, document: Document):
        self._document = document
        self._scopes: list[list[Scope]] = []
        stems = [stem(f) for f in document.folded]
        trie = _trie()
        for sentence in document.sentences:
            hits = trie.find(stems, sentence.first, sentence.last, _acceptor(document, sentence))
            self._scopes.append([s for hit in hits for s in self._scopes_of(sentence, hit, hits)])

    def _scopes_of(self, sentence: Sentence, hit: Hit[_Payload], hits: list[Hit[_Payload]]) -> Iterator[Scope]:
        roles = {p.role for p in hit.payloads}
        if _PSEUDO in roles:
            return
        answers = [p for p in hit.payloads if p.direction == "answer"]
        if answers:
            alone = _answers_alone(self._document, sentence, hit.first, hit.last)
            parted = self._is_part_end if alone else self._is_semicolon
            yield from _scope(answers[0], hit, sentence, [], self._is_colon, parted, [])
            return
        closing = self._closing_bracket(sentence, hit)
        for payload in hit.payloads:
            if payload.limit:
                conditional = self._document.folded[hit.first] in _conditions()
                bounds = _without_own_verb(self._document, sentence, hit, hits) if payload.role == "negated" else hits
                yield from _scope(
                    payload, hit, sentence, bounds, self._is_colon, self._is_semicolon, closing, conditional
                )

    def _closing_bracket(self, sentence: Sentence, hit: Hit[_Payload]) -> list[int]:
        """The token that closes the bracket in which a cue stands; empty where it stands in none."""
        folded = self._document.folded
        before = folded[sentence.first : hit.first]
        if before.count("(") <= before.count(")"):
            return []
        depth = 0
        for at in range(hit.last, sentence.last):
            depth += (folded[at] == "(") - (folded[at] == ")")
            if depth < 0:
                return [at]
        return []

    def _is_colon(self, token: int) -> bool:
        return self._document.folded[token] == ":"

    def _is_semicolon(self, token: int) -> bool:
        return self._document.folded[token] == ";"

    def _is_part_end(self, token: int) -> bool:
        return self._document.folded[token] in _ENDS_PART

    def speaks_of_family(self, number: int) -> bool:
        """Whether a sentence names a relative as somebody of whom it tells something."""
        return any(s.category == "family" for s in self._scopes[number])

    def of(self, start: int, end: int, asked: bool = True) -> frozenset[str]:
        """The categories said of the words between two places; empty for a plain statement.

        A word is not spoken for by a cue that it is itself part of ('non-functioning'), nor, where not `asked`, by a question
        mark.
        """
        number = self._document.sentence_number(start)
        first, last = self._document.token_at(start), self._document.token_at(max(start, end - 1)) + 1
        return frozenset(
            s.category
            for s in self._scopes[number]
            if s.first < last
            and first < s.last
            and not (s.cue_first < last and first < s.cue_last)
            and (asked or self._document.folded[s.cue_first] != "?")
        )

    def with_denial(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of text with the words beside it that deny it: 'no neuropathy' for 'neuropathy'."""
        tokens = self._document.tokens
        first, last = self._document.token_at(start), self._document.token_at(max(start, end - 1)) + 1
        for s in self._scopes[self._document.sentence_number(start)]:
            outside = s.cue_last <= first or s.cue_first >= last
            if s.category == "negated" and s.first < last and first < s.last and outside:
                low, high = min(start, tokens[s.cue_first].start), max(end, tokens[s.cue_last - 1].end)
                if high - low <= end - start + DENIAL:
                    return low, high
        return start, end

    def told_before(self, start: int, end: int, categories: Iterable[str]) -> bool:
        """Whether a cue of some categories stands before the words and speaks for them: 'his father, 71'."""
        first, last = self._document.token_at(start), self._document.token_at(max(start, end - 1)) + 1
        scopes = self._scopes[self._document.sentence_number(start)]
        near = (s for s in scopes if s.category in categories and s.cue_last <= first)
        return any(s.first < last and first < s.last for s in near)

    def of_number(self, start: int, end: int) -> frozenset[str]:
        """As `of`, for a measured value: a denial or plan reaches it only from close by, a condition and a person from afar.

        'No fever, performance status 1' denies no performance status; 'no longer performance status 1' does.
        """
        number = self._document.sentence_number(start)
        first, last = self._document.token_at(start), self._document.token_at(max(start, end - 1)) + 1
        folded = self._document.folded
        said = set()
        for s in self._scopes[number]:
            inside = s.cue_first < last and first < s.cue_last
            if not (s.first < last and first < s.last) or (inside and not s.far and s.category != "historical"):
                continue
            between = folded[s.cue_last : first] if s.cue_last <= first else folded[last : s.cue_first]
            reach = CLOSE_DENIAL if s.category == "negated" else CLOSE
            close = len(between) <= reach and not _PARTS & set(between)
            far = s.far and (s.cue_last <= first or not _PARTS & set(between))
            if close or far or s.category in _PEOPLE or folded[s.cue_first] in _conditions():
                said.add(s.category)
        return frozenset(said)

    def sections(self, start: int) -> str:
        """The section that a place in the text stands in."""
        return self._document.sentence_at(start).section
