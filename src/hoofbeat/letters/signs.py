"""Signs: which concepts, in which order, state which value of which field. The signs are records (`letters.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hoofbeat.language.forms import Gene, LetterWords, Sign

if TYPE_CHECKING:
    from hoofbeat.letters.page import Item, Page

FAR, NEAR, BESIDE = 8, 2, 3
"""Words: what ` ~ ` and ` + ` of a sign allow between two parts, and how far `unless` looks around a sign."""

_CLAUSE_END = ";"
_LABEL_ENDS = 5
"""Words between a label and its double point."""
_OF_TUMOR = ("nen", "morphology", "differentiation")
"""What a sentence names that speaks of the tumor."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value read for a field: its place, its rank among others, and whether its sentence speaks of now.

    `possible` marks what is said only as possible: it is shown, never taken.
    """

    field: str
    value: Any
    start: int
    end: int
    rank: int = 1
    current: bool = False
    possible: bool = False
    order: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    gap: int


@dataclass(frozen=True, slots=True)
class _Compiled:
    sign: Sign
    unless: tuple[str, ...]
    needs: tuple[str, ...]
    stop_at: tuple[str, ...]
    foreign: tuple[str, ...]


def _keys(part: str) -> str:
    part = part.strip()
    return part[1:-1] if part.startswith("<") and part.endswith(">") else f"'{part}'"


def _parts(reading: str) -> tuple[_Part, ...]:
    pieces = re.split(r"\s([~+])\s", reading)
    gaps = [0, *(FAR if mark == "~" else NEAR for mark in pieces[1::2])]
    return tuple(_Part(_keys(piece), gap) for piece, gap in zip(pieces[::2], gaps, strict=True))


def _gene_key(gene: Gene) -> str:
    return f"{gene.field} {gene.gene[0]}"


def _gene_signs(gene: Gene) -> Iterator[Sign]:
    """A gene with a word for altered or intact behind it or before it, and a list of genes after 'no mutation in'."""
    name, altered, intact = (f"<{_gene_key(gene)} {what}>" for what in ("gene", "altered", "intact"))
    unaltered = [intact, "<general intact>", "<clause break>"]
    forward = {"reads": [f"{name} ~ {altered}"], "stop_at": unaltered}
    backward = {"reads": [f"{altered} + {name}"], "stop_at": [*unaltered, "<comma>"]}
    for reading in (forward, backward):
        yield Sign(field=gene.field, value=True, opposite=False, past=True, foreign=["<blood_clone>"], **reading)
    if gene.variants:
        one_change = f"<{_gene_key(gene)} variant>"
        yield Sign(
            field=gene.field,
            value=True,
            opposite=False,
            reads=[f"{name} + {one_change}"],
            unless=unaltered[:2],
            past=True,
        )
    is_intact = [f"{name} ~ {intact}", f"{name} ~ <general intact>"]
    stops = [altered, *([one_change] if gene.variants else []), "<clause break>"]
    yield Sign(field=gene.field, value=False, reads=is_intact, stop_at=stops, ignores=["negated"], past=True, rank=2)
    yield Sign(
        field=gene.field,
        value=False,
        reads=[f"{intact} + {name}"],
        stop_at=["<comma>"],
        ignores=["negated"],
        past=True,
        rank=2,
    )
    listed = [f"<alteration> ~ {name}", f"{name} ~ <alteration>"]
    yield Sign(field=gene.field, value=None, opposite=False, reads=listed, stop_at=["<clause break>"], past=True)
    if gene.named:
        unless = [intact, "<general intact>", "<untold>"]
        yield Sign(field=gene.field, value=True, opposite=False, reads=[name], unless=unless, past=True)


def inline_concepts(words: LetterWords) -> dict[str, list[str]]:
    """The phrases that stand in signs themselves, and the words of the genes, as concepts."""
    found: dict[str, list[str]] = {}
    for sign in words.signs:
        for text in (
            *(p for r in sign.reads for p in re.split(r"\s[~+]\s", r)),
            *sign.unless,
            *sign.needs,
            *sign.stop_at,
            *sign.foreign,
        ):
            key = _keys(text)
            if key.startswith("'"):
                found[key] = [text.strip()]
    for gene in words.genes:
        found[f"{_gene_key(gene)} gene"] = gene.gene
        found[f"{_gene_key(gene)} altered"] = [*gene.altered, *words.general_altered]
        found[f"{_gene_key(gene)} intact"] = gene.intact
        found[f"{_gene_key(gene)} variant"] = gene.variants
    return found | {
        "general intact": words.general_intact,
        "alteration": words.alteration_words,
        "clause break": words.clause_breaks,
        "comma": [","],
        "untold": words.untold,
    }


class Signs:
    """The signs of `letters.yaml`, ready to be looked for."""

    def __init__(self, words: LetterWords):
        signs = [*words.signs, *(s for gene in words.genes for s in _gene_signs(gene))]
        self._of_tumor = frozenset(words.tumor_fields)
        self._by_first: dict[str, list[tuple[_Compiled, tuple[_Part, ...]]]] = {}
        for sign in signs:
            around = (tuple(map(_keys, part)) for part in (sign.unless, sign.needs, sign.stop_at, sign.foreign))
            compiled = _Compiled(sign, *around)
            for reading in sign.reads:
                parts = _parts(reading)
                self._by_first.setdefault(parts[0].key, []).append((compiled, parts))

    def read(self, page: Page) -> list[Candidate]:
        """Every value that a sign states, from left to right; contrary readings that another explains are left out."""
        found: set[Candidate] = set()
        hides: set[tuple[str, int]] = set()
        for number, shelf in enumerate(page.shelves):
            for key, items in shelf.items():
                for compiled, parts in self._by_first.get(key, ()):
                    for made in _read(compiled, parts, items, page, number):
                        found.add(made)
                        hides |= {(field, number) for field in compiled.sign.hides}
        shown = (c for c in found if (c.field, page.document.sentence_number(c.start)) not in hides or c.value is True)
        kept = (c for c in shown if c.field not in self._of_tumor or not page.is_of_another_cancer(c.start))
        return sorted(kept, key=lambda c: (c.start, c.end, c.field, str(c.value), c.rank, c.possible))


def _read(
    compiled: _Compiled, parts: tuple[_Part, ...], firsts: list[Item], page: Page, number: int
) -> Iterator[Candidate]:
    if compiled.needs and not page.within(number, *compiled.needs):
        return
    if compiled.foreign and page.within(number, *compiled.foreign) and not page.within(number, *_OF_TUMOR):
        return
    for first in firsts:
        items = _chain(first, parts, compiled, page, number)
        if items is None or (compiled.unless and _beside(items, page.within(number, *compiled.unless))):
            continue
        made = _candidate(compiled.sign, page, items[0].start, items[-1].end, items)
        if made is not None:
            yield made


def _chain(first: Item, reading: tuple[_Part, ...], compiled: _Compiled, page: Page, number: int) -> list[Item] | None:
    items = [first]
    for part in reading[1:]:
        gap = 2 * part.gap if _is_label(page, number, items[-1]) else part.gap
        behind = [i for i in page.within(number, part.key) if 0 <= i.first - items[-1].last <= gap]
        if not behind:
            return None
        stops = page.within(number, *compiled.stop_at) if compiled.stop_at else []
        if _CLAUSE_END in page.document.folded[items[-1].last : behind[0].first]:
            return None
        if any(items[-1].last <= s.first < behind[0].first for s in stops):
            return None
        items.append(behind[0])
    return items


def _is_label(page: Page, number: int, item: Item) -> bool:
    """Whether the sentence opens with it as a label, of which all that follows is told: 'FDG PET April 2024: the same five ...'."""
    folded = page.document.folded
    opens = item.first - page.document.sentences[number].first <= 1
    return opens and ":" in folded[item.last : item.last + _LABEL_ENDS]


def _beside(items: list[Item], others: list[Item]) -> bool:
    first, last = items[0].first - BESIDE, items[-1].last + BESIDE
    return any(o.first < last and first < o.last for o in others)


def _candidate(sign: Sign, page: Page, start: int, end: int, items: list[Item]) -> Candidate | None:
    said = frozenset[str]()
    for item in items:
        of_item = page.said(item.start, item.end)
        said |= of_item - {"negated"} if item.id in sign.about else of_item
    said -= frozenset(sign.ignores)
    if sign.past:
        said -= {"historical"}
    value: Any = sign.value
    if "negated" in said:
        value, said = sign.opposite, said - {"negated"}
    if value is None or said - {"possible"}:
        return None
    return Candidate(
        sign.field, value, start, end, sign.rank, page.is_current(start), "possible" in said, page.dated(start)
    )


def by_field(candidates: list[Candidate]) -> Mapping[str, list[Candidate]]:
    """The candidates of each field, in their order."""
    found: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        found.setdefault(candidate.field, []).append(candidate)
    return found
