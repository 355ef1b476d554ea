"""Sentences and tokens with their places in the text, safe for abbreviations, bullets, headings and decimal points.

The text is never changed in length: characters are replaced one for one, so every offset is one of the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain

from hoofbeat.language.records import expanded, lexicon_words, text_words

_ONE_FOR_ONE = str.maketrans(
    "–—−‐‑‒’‘‛“”„\u00a0\u2007\u2009\u202f\u200aµμ²³¹⁰⁴⁵⁶⁷⁸⁹₂\t·•▪‣◦●\u2028\u2029\r♀♂→⇒➔➜⟶",
    "------'''\"\"\"     uu23104567892 ------" + "\n\n FM>>>>>",
)
_TIMES = re.compile(r"(?<![^\W\d_])×|×(?!\d)")
"""A sign for 'times' that stands apart; one between a name and its number ('A×4') is a token of its own."""
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE)
_MIDDLE_POINT = re.compile(r"(?<=\d)·(?=\d)")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,400}>|&(?:[a-z]{2,8}|#\d{1,6});")
_SIGNED = re.compile(r"([+-])ve\b", re.IGNORECASE)
_BRACKETED = re.compile(r"(?<=[ ])\(([+-])\)")
"""A sign in brackets behind what it answers: 'heart failure (-), diabetes (+)'."""
_LEADERS = re.compile(r"(?<=[\w)])[ ]*\.{4,}(?=[ ]*\S)")
"""Points that lead from a label to its value: 'Necrosis ........ not identified'."""
_CELL = re.compile(
    r"^([ ]*\|?[ ]*(?:(?:[-*]|\(?\w{1,2}[.)]|\d{1,2})[ ]+)?[A-Za-z][^:=|\n\t]{0,44}?)(?:(?<=\S)[ ]{3,}|[ ]*\t[ \t]*|[ ]*\|[ ]*)(?=[^\s|+-])",
    re.MULTILINE,
)
_TOKEN = re.compile(
    r"(?P<verb>\b(?i:did|does|do|is|was|are|were|has|have|had|could|would|should|must|need|wo)(?=(?i:n'?t)\b))"
    r"|(?P<negation>(?<=[^\W\d_])(?i:n'?t)\b)|(?P<cannot>\b(?i:can'?t)\b)"
    r"|(?<=\d)[a-d](?=[NM][\dX])"
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+|[:=,;()?.%<>\[\]|≤≥×]|(?<=\w)\+(?=[\s,;.)\]]|$)"
)
"""A verb and the 'not' that is joined to it are two tokens: "didn't" and "didnt" read as "did not", and "can't" as "cannot"."""
_BULLET = re.compile(r"[ ]*(?:[-*o+>][ ]+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)][ ]+)(?=\S)")
_LABEL = re.compile(r"[ ]*(?:[-*][ ]+|\d{1,2}[.)][ ]+)?([A-Z][\w /&'()-]{0,48}?)[ ]*[:=][ ]*")
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s+(?![a-z])|\s+[pcy]{1,2}[TNM]\d|\s+[a-z]\d)|\?(?=\s)")
_REMARK = re.compile(r"\s*\([^()]{1,30}\)\s*$")
"""A remark in brackets behind a heading: 'Previous letters (carried forward)'."""
_QUERIED = re.compile(r"[ ]+(?!(?:no|yes|nil|none|never|not)\b)[a-z]{2}")
"""What a question mark with a space on both sides queries, and no answer to what stands before it."""
_DATED = re.compile(r"[ ]*(?:(?:19|20)\d\d|\d{1,2}[/.](?:19|20)?\d\d)(?:[ ]{2,}|[ ]?:|[ ]+-[ ])")
"""A line that opens with its date is an entry of a list."""
_YEAR = re.compile(r"[ ]*(?:(?:since|from|until)[ ])?(?:\d{1,2}/)?(?:19|20)\d\d\b")
"""A line that opens with a year is one too, where the line before it does."""
_COUNTED = re.compile(r"[ ]*(\d{1,2})[ ]+(?=[A-Za-z])")
"""A line that opens with its number in a list."""
_ROW = re.compile(r"[ ]*\d{1,2}[ ]+[A-Za-z][^:\n]*:[ ]{3,}")
"""So is a numbered row of a form."""
_LINE = re.compile(r"[ ]*\d[ ]?(?:L|st|nd|rd|th)\b")
"""So is one that opens with the number of a line of treatment."""
_CODE = re.compile(r"[ ]*[a-z]{1,2}[A-Z][\w ]{0,12}[:=]")
"""So is one that opens with a label like 'pTNM:' or 'eGFR:'."""
_MARKS = re.compile(r"[;()]|[.,](?!\d)|:(?!\d)")
_HANGING = frozenset((
    "that", "if", "whether", "says", "said", "who", "and", "when", "because", "since", "as", "but", "which", "while",
    "although", "though", "or", "of", "with", "in", "on", "for", "to", "by", "is", "was", "has", "had",
))  # fmt: skip
_LAST_WORD = re.compile(r"(\S+)$")
RUN_ON = 45
"""Words: a longer sentence without any mark inside is dictation, and is parted where statements begin."""
SOFT_WRAP = 50
"""Characters: text set to a width narrower than this is a list of short lines, not wrapped text."""
_DICTATED = 2
"""Times that 'full stop' must be said for a text to be taken as dictated with its marks."""
RAGGED = 20
"""Characters by which the lines of wrapped text differ in length."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or punctuation mark; `folded` is it without case, accents and British spelling."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of text: its place, its tokens (first and one past the last), paragraph, and the section it stands in."""

    start: int
    end: int
    first: int
    last: int
    paragraph: int
    section: str


@lru_cache(maxsize=20000)
def fold(word: str) -> str:
    """A word without case and accents, in American spelling."""
    text = "x" if word == "×" else word.lower()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if len(text) >= 5:
        for british, american in lexicon_words().spellings:
            text = text.replace(british, american)
    return text


def _labeled(match: re.Match[str]) -> str:
    """The first cell of a row of a table as a label: 'Infection   | No' says what 'Infection: No' says."""
    return match[1] + ":" + " " * (len(match[0]) - len(match[1]) - 1)


def plain(text: str) -> str:
    """The text with look-alike characters made one and markup blanked out, of the same length."""
    text = _LEADERS.sub(lambda m: ":" + " " * (len(m[0]) - 1), _with_marks(text))
    text = _TIMES.sub("x", text)
    text = _CELL.sub(_labeled, _MIDDLE_POINT.sub(".", text)).translate(_ONE_FOR_ONE)
    for signed in (_SIGNED, _BRACKETED):
        text = signed.sub(lambda m: "pos" if m[1] == "+" else "neg", text)
    if "<" in text or "&" in text:
        for pattern in (_SCRIPT, _TAG):
            text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    return text


def _with_marks(text: str) -> str:
    """A dictated text with its marks in the place of the words for them: 'he is well full stop next paragraph his scan'."""
    for mark, spoken in _spoken_marks():
        if mark == "." and len(spoken.findall(text)) < _DICTATED:
            return text
        text = spoken.sub(partial(_marked, mark), text)
    return text


def _marked(mark: str, spoken: re.Match[str]) -> str:
    """A mark in as many characters as its word, and a capital behind one that ends a sentence."""
    after = spoken[2] if mark == "," else spoken[2].upper()
    return mark + " " * (len(spoken[1]) - 1) + after


@lru_cache(maxsize=1)
def _spoken_marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The marks that are spoken, the full stop first: whether a text is dictated is seen by it."""
    return tuple(
        (mark, re.compile(rf"([ ]+(?:{'|'.join(words)})\b[ ]*)(\w?)", re.IGNORECASE))
        for mark, words in text_words().spoken_marks.items()
    )


def pieces(phrase: str) -> tuple[str, ...]:
    """A phrase as the folded tokens that a text would have for it; `#` stands for a number."""
    words = (plain(phrase) if "(" in phrase else phrase).split()
    return tuple(chain.from_iterable(map(_pieces_of_word, words)))


@lru_cache(maxsize=50000)
def _pieces_of_word(word: str) -> tuple[str, ...]:
    return ("#",) if word == "#" else tuple(map(_folded, _TOKEN.finditer(plain(word))))


_JOINED = {"negation": "not", "cannot": "cannot"}


def _folded(token: re.Match[str]) -> str:
    if token.lastgroup in _JOINED:
        return _JOINED[token.lastgroup]
    return "will" if token.lastgroup == "verb" and token.group().lower() == "wo" else fold(token.group())


@dataclass(frozen=True)
class Document:
    """A text with its tokens and sentences."""

    text: str
    plain: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]

    @cached_property
    def folded(self) -> list[str]:
        """The folded tokens, by their number."""
        return [t.folded for t in self.tokens]

    @cached_property
    def _starts(self) -> list[int]:
        return [t.start for t in self.tokens]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def token_at(self, offset: int) -> int:
        """The number of the token that holds a place in the text, or of the one before it."""
        return bisect_right(self._starts, offset) - 1

    def sentence_number(self, offset: int) -> int:
        """The number of the sentence that holds a place in the text."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds a place in the text."""
        return self.sentences[self.sentence_number(offset)]

    def words(self, start: int, end: int) -> str:
        """The original words between two places."""
        return self.text[start:end]


@dataclass
class _Line:
    start: int
    end: int
    text: str
    bullet: bool
    label: str
    width: int = 0


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    return {" ".join(pieces(name)): section for section, names in text_words().headings.items() for name in names}


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(text_words().abbreviations)


def _lines(text: str) -> list[_Line]:
    """The lines of a text, each with the width of the paragraph it stands in."""
    lines = list(_raw_lines(text))
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].text.strip():
            end += 1
        width = _width([len(line.text.rstrip()) for line in lines[at:end]])
        for line in lines[at:end]:
            line.width = width
        at = max(end, at + 1)
    return lines


def _width(lengths: list[int]) -> int:
    """The width a paragraph is wrapped to; 0 if its lines, but for the last, are not of about one length."""
    if len(lengths) < 2:
        return 0
    width = max(lengths)
    full = sum(length >= width - RAGGED for length in lengths[:-1])
    return width if full >= 0.6 * (len(lengths) - 1) else 0


def _raw_lines(text: str) -> Iterator[_Line]:
    start = 0
    for raw in text.split("\n"):
        label = _LABEL.match(raw)
        bullet = _BULLET.match(raw)
        yield _Line(start, start + len(raw), raw, bullet is not None, label.group(1) if label else "")
        start += len(raw) + 1


def _heading(line: _Line) -> tuple[str, bool]:
    """The section that a line opens, and whether the heading stands alone on its line; '' for none."""
    if line.label:
        section = _sections().get(" ".join(pieces(_REMARK.sub("", line.label))), "")
        alone = not line.text.split(":", 1)[-1].split("=", 1)[-1].strip()
        return section, alone
    bare = _REMARK.sub("", line.text).strip(" *#_-.,:?")
    if 0 < len(bare) <= 50:
        section = _sections().get(" ".join(pieces(bare)), "")
        marked = line.text.lstrip()[:1] in "-=#>*_"
        return section or (_sections().get(" ".join(pieces(bare.split(",")[0])), "") if marked else ""), True
    return "", False


def _is_next_number(previous: _Line, line: _Line) -> bool:
    """Whether a line goes on counting where the one before it did, or begins under a heading: '1 A', '2 B'."""
    last, this = _COUNTED.match(previous.text), _COUNTED.match(line.text)
    if this is None:
        return False
    return int(this[1]) == (int(last[1]) + 1 if last else 1 if previous.text.rstrip().endswith(":") else 0)


def _goes_on(previous: _Line, line: _Line, heading: str) -> bool:
    before = previous.text.rstrip()
    if not before or line.bullet or heading or not line.text.strip():
        return False
    if _DATED.match(line.text) or _CODE.match(line.text) or _ROW.match(line.text) or _LINE.match(line.text):
        return False
    if "|" in line.text and ("|" in before or line.text.lstrip()[0] == "|"):
        return False
    if before.lstrip().startswith("|") or _is_next_number(previous, line):
        return False
    if _YEAR.match(line.text) and (_YEAR.match(previous.text) or before.endswith(":")):
        return False
    first = line.text.lstrip()[0]
    if first.islower() or ((first in "(%" or first.isdigit()) and not before.endswith((".", ":"))):
        return True
    full = len(before) + 1 + len(line.text.split()[0]) > line.width
    return not line.label and full and line.width >= SOFT_WRAP and not before.endswith((":", ";", ".", "!", "?"))


def _blocks(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Stretches between hard line ends: start, end, paragraph and section."""
    section, inline, paragraph, previous, start = "", False, 0, None, 0
    opened = ""
    for line in _lines(text):
        heading, alone = _heading(line)
        if previous is not None and _goes_on(previous, line, heading):
            previous = line
            continue
        if previous is not None:
            yield start, previous.end, paragraph, opened
        if not line.text.strip():
            paragraph += 1
            if inline:
                section, inline = "", False
        elif heading:
            section, inline = heading, not alone
        elif inline and not line.bullet:
            section, inline = "", False
        start, previous, opened = line.start, line, section
    if previous is not None:
        yield start, previous.end, paragraph, opened


def _ends_here(text: str, block_start: int, match: re.Match[str]) -> bool:
    if text[match.start()] != ".":
        return True
    before = _LAST_WORD.search(text, max(block_start, match.start() - 24), match.start())
    if before is None:
        return False
    word = before.group(1).lstrip("(\"'").lower()
    single = len(word) == 1 and word.isalpha() and text[match.start() - 1].isupper()
    numbered = word.isdigit() and not text[block_start : before.start()].strip(" (*-")
    return not (word in _abbreviations() or single or numbered)


def _queries(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a question mark stands before what it queries: '? heart failure', 'Impression: ? recurrence', 'lesion ? cyst ? scar'."""
    before = text[start : match.start()].rstrip()
    apart = text[match.start() - 1 : match.start()].isspace() and _QUERIED.match(text, match.end()) is not None
    return match[0] == "?" and (apart or not before.strip("-*") or before.endswith((":", ",", "(", ";")))


@lru_cache(maxsize=1)
def _openers() -> re.Pattern[str]:
    phrases = expanded(text_words().clause_openers)
    either = "|".join(r"\s+".join(map(re.escape, p.split())) for p in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a block, and the statements of a run-on one."""
    for first, last in _pointed(text, start, end):
        words = text[first:last].split()
        if len(words) <= RUN_ON or _MARKS.search(text, first, last - 1):
            yield first, last
            continue
        at = first
        for match in _openers().finditer(text, first, last):
            if text[at : match.start()].strip() and not _hangs(text, at, match.start()):
                yield at, match.start()
                at = match.start()
        yield at, last


def _hangs(text: str, start: int, at: int) -> bool:
    """Whether the word before a place asks for what follows it: 'says he is', 'that she has'."""
    return text[start:at].split()[-1].lower() in _HANGING


def _pointed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _END.finditer(text, start, end):
        if _ends_here(text, start, match) and not _queries(text, at, match):
            yield at, match.end()
            at = match.end()
    if text[at:end].strip():
        yield at, end


def read_document(text: str, masked: str | None = None) -> Document:
    """The text with its sentences and tokens; `masked` is the same, of the same length, without what is not to be read."""
    flat = plain(text if masked is None else masked)
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for block_start, block_end, paragraph, section in _blocks(flat):
        for start, end in _spans(flat, block_start, block_end):
            first = len(tokens)
            tokens += [Token(_folded(m), m.start(), m.end()) for m in _TOKEN.finditer(flat, start, end)]
            if len(tokens) > first:
                sentences.append(Sentence(start, end, first, len(tokens), paragraph, section))
    if not sentences:
        sentences.append(Sentence(0, len(text), 0, 0, 0, ""))
    return Document(text, flat, tuple(tokens), tuple(sentences))
