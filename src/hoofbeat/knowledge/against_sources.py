"""The check against the documents themselves: every figure attributed to one stands in it, at the place named.

For each source whose document lies in the folder: the figures of study results and comparisons stand in the passage
that the record names and, where the record gives the number under which the document cites the study, near that
number; the numbers in statements and other sentences stand in the passages that these name. Tables are read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge.documents import Document, normal, numbers_in
from hoofbeat.knowledge.snapshot import Knowledge
from hoofbeat.knowledge.study_forms import Contrast, Result, Study

_FIGURES = (
    "percent", "median_months", "hazard_ratio", "odds_ratio", "value", "at_months", "responders", "count", "evaluable",
    "ci_low", "ci_high", "range_low", "range_high", "p",
)  # fmt: skip
_SENTENCES = ("says", "means", "why", "is_", "clinical", "offers")
NEAR_BEFORE, NEAR_AFTER = 900, 2200
"""Characters of running text before and after a citation in which the figures of the study cited are looked for."""
ROW_BEFORE = 80
"""Characters of a table before a citation that belong to its row: the author's name stands there."""


def documents_in(knowledge: Knowledge, folder: Path) -> dict[str, Document]:
    """The documents of a folder by the id of their source.

    A document is named as its source (`allan-2022.txt`); or it is the only one that begins with the source's id without
    the year (`neca-chemotherapy.txt` for `neca-2025`).

    Raises:
        KnowledgeError: when there is no such folder, or it holds no document of a source.
    """
    if not folder.is_dir():
        raise KnowledgeError(Problem(str(folder), "is not a folder of source documents."))
    files = {path.stem: path for path in sorted(folder.glob("*.txt"))}
    found: dict[str, Document] = {}
    for source in knowledge.sources:
        stem = re.sub(r"-\d{4}$", "", source)
        names = [n for n in files if n == source] or [
            n for n in files if n.startswith(f"{stem}-") and n not in knowledge.sources
        ]
        if len(names) == 1 and (names[0] == source or stem != source):
            found[source] = Document(source, files[names[0]].read_text(encoding="utf-8"))
    if not found:
        raise KnowledgeError(
            Problem(str(folder), "holds no document of a source.", "A document is named as its source, with .txt.")
        )
    return found


def figures_not_found(knowledge: Knowledge, folder: Path) -> list[Problem]:
    """Every figure attributed to a document of the folder that does not stand where the record says.

    Raises:
        KnowledgeError: when the folder holds no document of a source.
    """
    documents = documents_in(knowledge, folder)
    return [*_of_studies(knowledge, documents), *_of_sentences(knowledge, documents)]


def figures_checked(knowledge: Knowledge, folder: Path) -> int:
    """How many figures and numbers `figures_not_found` looks for in the folder."""
    documents = documents_in(knowledge, folder)
    in_results = sum(
        len(list(_figures_of(item)))
        for study in knowledge.studies.values()
        for _, item in _items(study)
        if item.source in documents
    )
    return in_results + sum(len(_numbers_stated(words)) for _, _, words, _, _ in _sentences(knowledge, documents))


# ---- studies ---------------------------------------------------------------------------------------------------------


def _items(study: Study) -> Iterator[tuple[str, Result | Contrast]]:
    yield from ((f"arms.{arm.id}, {r.endpoint}", r) for arm in study.arms for r in arm.results)
    yield from ((f"contrasts.{c.id}", c) for c in study.contrasts)


def _figures_of(item: Result | Contrast) -> Iterator[tuple[str, str]]:
    """The printed figures of a result by name, and words where words are printed."""
    for name in _FIGURES:
        value = getattr(item, name, None)
        if value is not None:
            yield name, str(value)
    if getattr(item, "not_reached", False):
        yield "not_reached", "not reached"


def _ways_to_print(name: str, value: str) -> list[str]:
    """The figure as recorded; a time point of whole years may be printed in years."""
    months = Decimal(value) if name == "at_months" else None
    years = [] if months is None or months % 12 else [str(int(months / 12))]
    return [value, *years]


def _of_studies(knowledge: Knowledge, documents: dict[str, Document]) -> Iterator[Problem]:
    for study in knowledge.studies.values():
        for field, item in _items(study):
            if item.source not in documents:
                continue
            where = f"{knowledge.file_of['study', study.id]}, {study.id}, {field}"
            passages = documents[item.source].passages(item.at)
            near = [part for p in passages for part in _near_citation(p, study, item.at)]
            for name, value in _figures_of(item):
                ways = _ways_to_print(name, value)
                if not any(_stands_in(way, passage) for way in ways for passage in passages):
                    yield Problem(where, f"{name} {value} does not stand in {item.source}, {item.at}.")
                elif near and not any(_stands_in(way, part) for way in ways for part in near):
                    cited = ", ".join(_citations(study))
                    yield Problem(
                        where, f"{name} {value} stands in {item.source}, {item.at}, but not near reference {cited}."
                    )


def _citations(study: Study) -> list[str]:
    """The numbers under which a document cites a study, as the record's `reference` tells them."""
    stated = re.findall(r"references? ([\d, and]*\d)", (study.reference or ""), re.IGNORECASE)
    return [n for part in stated for n in re.findall(r"\d+", part)]


def _cited_at(passage: str, number: int) -> Iterator[int]:
    """Where a passage cites a number: [12], [41, 42] or [23-30]."""
    for match in re.finditer(r"\[([\d,\s–-]+)\]", passage):
        for part in match[1].split(","):
            ends = [int(n) for n in re.findall(r"\d+", part)]
            if ends and ends[0] <= number <= ends[-1]:
                yield match.start()
                break


def _near_citation(passage: str, study: Study, at: str) -> Iterator[str]:
    table = at.lower().startswith("table")
    for number in _citations(study):
        for start in _cited_at(passage, int(number)):
            if table:
                following = re.compile(r"\[[\d,\s]+\]").search(passage, start + 1)
                yield passage[max(0, start - ROW_BEFORE) : following.start() if following else len(passage)]
            else:
                yield passage[max(0, start - NEAR_BEFORE) : start + NEAR_AFTER]


def _stands_in(value: str, passage: str) -> bool:
    """Whether a figure stands in a passage: as a number, a P value or words."""
    numbers = re.findall(r"\d+(?:\.\d+)?", value)
    if not numbers:
        return value.lower() in " ".join(passage.lower().split())
    found = numbers_in(passage)
    return all(normal(n) in found for n in numbers)


# ---- sentences -------------------------------------------------------------------------------------------------------


def _sentences(knowledge: Knowledge, documents: dict[str, Document]) -> Iterator[tuple[str, str, str, str, str]]:
    """Sentences of records that rest on a document alone: kind, id, words, source, place."""
    for kind, shelf in knowledge.by_kind.items():
        for name, record in shelf.items():
            source = getattr(record, "source", None)
            if source in documents and not getattr(record, "also", None):
                words = " ".join(_words_of(record))
                yield kind, name, words, source, record.at


def _words_of(record: Any) -> Iterator[str]:
    for field in _SENTENCES:
        words = getattr(record, field, None)
        if isinstance(words, str):
            yield words


def _numbers_stated(words: str) -> list[Decimal]:
    """The numbers a sentence states in digits, those that are part of a name (5-FU, G3) left out."""
    standing = re.findall(r"(?<![\w-])\d+(?:\.\d+)?(?![\w]|-[A-Za-z])", words)
    return [normal(n) for n in standing]


def _of_sentences(knowledge: Knowledge, documents: dict[str, Document]) -> Iterator[Problem]:
    for kind, name, words, source, at in _sentences(knowledge, documents):
        found = {n for passage in documents[source].passages(at) for n in numbers_in(passage)}
        for number in dict.fromkeys(_numbers_stated(words)):
            if number not in found and number != knowledge.sources[source].published.year:
                where = f"{knowledge.file_of[kind, name]}, {name}"
                yield Problem(where, f"the number {number:f} does not stand in {source}, {at}.")
