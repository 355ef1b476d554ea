"""The size of the primary tumor: the largest length written beside a word for it, and not for a metastasis or a margin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.language.conversion import rounded
from hoofbeat.language.numbers import NUMBER, as_number, spelled
from hoofbeat.language.records import expanded, letter_words, quantity_words
from hoofbeat.letters.harmless import is_harmless
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.signs import Candidate

_REACH = 12
"""Words between a length and what it measures."""
_REACH_OF_SIZE = 25
"""The same where it is said to be a size: '9 mm in diameter'."""
_BESIDE = 5
"""Words between a length and the tumor where nobody says in which organ it began: 'a tumor, G1, 13 mm'."""
_JOINED = 4
"""What a word before 'and' counts as farther away: 'a 14 mm tumor and a 3 cm lymph node'."""
_UNSAID = frozenset({"historical"})
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
_TO = re.compile(r"\s*(?:(?:down|up)\s+)?(?:to|->)\s*")
"""Between what a length was and what it came to."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def _behind_number(words: Sequence[str]) -> str:
    """A unit that may follow its number without a space."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) + r")(?![A-Za-z])"


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    unit = "|".join(f"(?P<u{n}>{_behind_number(u.spelled)})" for n, u in enumerate(quantity_words().lengths))
    times = (
        rf"(?:\s*(?:{_behind_number([u for one in quantity_words().lengths for u in one.spelled])})?\s*(?:x|by|\*)\s*)"
    )
    return re.compile(
        rf"(?<![\w.,])(?P<n>{NUMBER}(?:{times}{NUMBER}){{0,2}})(?:\s*(?:-|to)\s*(?P<m>{NUMBER}))?[\s-]*(?:{unit})(?![2²^])",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class Length:
    """A length in mm (the largest of '3 x 2 cm'): where it is told of, its end, and where the number itself begins."""

    mm: float
    start: int
    end: int
    written: int


def lengths(page: Page) -> Iterator[Length]:
    """Every length of a letter; of 'from 66 mm to 31 mm', the second, told where the first is."""
    before: Length | None = None
    for match in _pattern().finditer(page.document.plain):
        unit = next(u for n, u in enumerate(quantity_words().lengths) if match[f"u{n}"])
        numbers = [as_number(n) for n in re.findall(NUMBER, match["n"])]
        dated = match["m"] and _YEAR.fullmatch(match["n"])
        changed = dated or (match["m"] and _FROM.search(page.document.plain, max(0, match.start() - 8), match.start()))
        numbers = [as_number(match["m"])] if changed else [*numbers, *([as_number(match["m"])] if match["m"] else [])]
        written = match.start("m") if dated else match.start()
        told = before is not None and _went_on(page.document.plain, before.end, written)
        told = told and not _names_another(page, match.end())
        start = before.start if before is not None and told else match.start()
        if before is not None and not told:
            yield before
        elif before is not None and _year_behind(page, before.end) > (_year_behind(page, match.end()) or _NOW):
            continue
        before = Length(rounded(max(numbers) * (unit.factor or 1)), start, match.end(), match.start())
    if before is not None:
        yield before


_ADVERB = "ly"
"""'Previously' speaks of the length behind it."""
_NOW = 9999
"""The year of a length without one, behind a length with its year."""


def _names_another(page: Page, end: int) -> bool:
    """Whether right behind a length stands what it is the size of, and that is no primary: '30 mm liver metastasis'."""
    at, number = page.document.token_at(end - 1) + 1, page.document.sentence_number(end - 1)
    others = page.within(number, "size_other", "metastasis", "deposit")
    folded = page.document.folded
    near = [i for i in others if 0 <= i.first - at <= _BESIDE // 2]
    return any(not {"and", "with", ",", ".", ";", "(", ")"} & set(folded[at : i.first]) for i in near)


def _went_on(text: str, end: int, start: int) -> bool:
    """Whether two lengths are one that changed: 'to' between them, or the time of the first: '11 mm in 2020 and 14 mm'."""
    return bool(_TO.fullmatch(text, end, start)) or bool(_then_and().fullmatch(text, end, start))


@lru_cache(maxsize=1)
def _then_and() -> re.Pattern[str]:
    """The time of a length and the words that lead from it to the next."""
    words = quantity_words()
    month = spelled(list(words.months))
    day = rf"(?:(?:in|on|at|of|from)\s+)?(?:{month}\.?\s+)?{_YEAR.pattern}"
    then = spelled([w for w in expanded(words.then) if not w.endswith(_ADVERB)])
    return re.compile(
        rf"\s*,?\s*(?:\({day}\)|{day}|{then})(?:\s*[,;]\s*|\s+(?={spelled(words.came_to)})|\s*$)(?:{spelled(words.came_to)}\s*){{0,4}}",
        re.IGNORECASE,
    )


def _year_behind(page: Page, end: int) -> int:
    """The year that stands right behind a length; 0 where none does."""
    match = re.compile(rf"[\s,(]*(?:in\s+)?(?:[A-Za-z]{{3,9}}\.?\s+)?{_YEAR.pattern}").match(page.document.plain, end)
    year = _YEAR.search(match[0]) if match else None
    return int(year[0]) if year else 0


def read_sizes(page: Page, primary: str | None) -> Iterator[Candidate]:
    """What the letter says of the size of the primary; `primary` is its organ, where that is known."""
    nearest: dict[tuple[int, int], tuple[int, Candidate]] = {}
    for length in lengths(page):
        size, start, end = length.mm, length.start, length.end
        number = page.document.sentence_number(start)
        said = page.said_of_number(start, end)
        if (
            size <= 0
            or said - _UNSAID
            or _is_place(page, start, end)
            or _is_from_edge(page, number, start)
            or _is_bound(page, start, end)
        ):
            continue
        height = any(q.field == "height_cm" and q.start <= start < q.end for q in page.quantities)
        if height or page.is_of_another_cancer(start):
            continue
        object_ = _measured(page, number, start, end, primary)
        if object_ is None:
            continue
        older = "historical" in said or _is_older(page, length.written)
        specimen = bool(page.within(number, "specimen_word"))
        candidate = Candidate(
            "primary_size_mm", size, min(start, object_.start), max(end, object_.end), 0 if older else 1, specimen
        )
        apart = min(abs(object_.start - end), abs(start - object_.end))
        key = (number, object_.start)
        if key not in nearest or (older, apart) < (nearest[key][1].rank == 0, nearest[key][0]):
            nearest[key] = (apart, candidate)
    yield from (candidate for _, candidate in nearest.values())


def _is_place(page: Page, start: int, end: int) -> bool:
    """Whether a length says where something is, and not how large: 'at 31 cm', '8 cm from the verge'."""
    words, text = quantity_words(), page.document.plain
    before = re.search(rf"{spelled(words.place_before)}\s*$", text[max(0, start - 15) : start], re.IGNORECASE)
    after = re.match(rf"\s*{spelled(expanded(words.place_after))}", text[end : end + 30], re.IGNORECASE)
    return before is not None or after is not None


def _is_from_edge(page: Page, number: int, start: int) -> bool:
    """Whether a length behind an organ that opens its line says where in it something lies: 'Rectum, 8 cm, polyp'."""
    first = page.document.sentences[number].first
    at = page.document.token_at(start)
    ends = {
        s.last
        for s in page.within(number, "site")
        if s.id in letter_words().measured_from_edge and s.first - first <= 2
    }
    return at - 1 in ends and page.document.folded[at - 1] == ","


def _is_bound(page: Page, start: int, end: int) -> bool:
    """Whether a length is a limit and no size: 'tumors above 20 mm would need more', 'as it is under 1 cm'."""
    bounds = quantity_words().bounds
    words = spelled([*bounds.below, *bounds.above, *quantity_words().limits])
    behind = re.compile(rf"\s*{spelled(expanded(quantity_words().limits_behind))}", re.IGNORECASE)
    before = re.search(words + r"\s*$", page.document.plain[max(0, start - 20) : start], re.IGNORECASE)
    return before is not None or behind.match(page.document.plain, end) is not None


def _is_older(page: Page, start: int) -> bool:
    """Whether a length is what it was before: '29 mm (previously 37 mm)', 'from 3 cm to 4 cm'."""
    words = spelled(quantity_words().older_size)
    return re.search(rf"{words}[\s:(,]*$", page.document.plain[max(0, start - 25) : start], re.IGNORECASE) is not None


def _ends_apposition(page: Page, end: int) -> bool:
    """Whether a comma or point stands behind a length: 'a mass in the pancreatic tail, 6.1 cm, with liver metastases'."""
    return page.document.plain[end : end + 2].strip()[:1] in (",", ".", ";", ")")


def _measured(page: Page, number: int, start: int, end: int, primary: str | None) -> Item | None:
    """The word for the primary that a length belongs to; None if it measures something else, or nobody knows what."""
    at = page.document.token_at(start)
    own = page.within(number, "size_primary")
    other = page.within(number, "size_other", "metastasis", "deposit")
    other = [o for o in other if not any(i.first <= o.first and o.last <= i.last for i in own)] or [
        o for o in other if o.id == "size_other"
    ]
    folded = page.document.folded

    def apart(item: Item) -> int:
        words = min(abs(item.first - at), abs(item.last - at))
        if item.first > at:
            return words
        return words + (_JOINED if "and" in folded[item.last : at] else 1)

    ranked = sorted([*own, *other], key=lambda i: (apart(i), i.id))
    if folded[at - 1 : at] == ["of"] or (folded[at - 1 : at] == [","] and _ends_apposition(page, end)):
        ranked = [i for i in ranked if i.last <= at] or ranked
    named = re.match(rf"\s*{spelled(expanded(quantity_words().size_after))}", page.document.plain[end:], re.IGNORECASE)
    reach = _REACH_OF_SIZE if named else _REACH
    if not ranked or ranked[0].id != "size_primary" or apart(ranked[0]) > reach + 1:
        return None
    nearest = ranked[0]
    if is_harmless(page, number, at):
        return None
    if page.within(number, "primary_word") or any(i.id == primary for i in page.within(number, "primary_site")):
        return nearest
    sites = page.within(number, "site")
    if any(s.id == primary for s in sites):
        return nearest
    organs = [s for s in sites if s.id != primary and s.id not in letter_words().regional_spread]
    if nearest.last == at:
        organs = [s for s in organs if s.last <= at]
    return nearest if not organs and (primary is not None or apart(nearest) <= _BESIDE) else None
