"""The evidence in forms that other programs read: CSV, JSON, counts for metafor and RevMan, BibTeX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from hoofbeat.evidence.choose import Counted
from hoofbeat.evidence.rows import COLUMNS, ResultRow, population_words
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Source

COUNT_COLUMNS = (
    "study", "events", "total", "xi", "ni", "name", "year", "arm", "treatment", "subgroup", "design", "population", "line",
    "directness", "count_from", "source", "at",
)  # fmt: skip
"""`study,events,total` is the form of `hoofbeat pool`; `xi` and `ni` are metafor's names of the same two numbers."""

_ENTRY_TYPES = {
    "label": "manual",
    "question-answer": "online",
    "patient-information": "online",
    "classification": "book",
}
_LATEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def csv_text(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table as CSV: a header, commas, quotes where needed, one line feed a row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return out.getvalue()


def rows_csv(rows: Iterable[ResultRow]) -> str:
    """The result rows as CSV, figures as printed; an empty cell is 'not stated'."""
    return csv_text(COLUMNS, (row.cells() for row in rows))


def json_text(items: Iterable[Any]) -> str:
    """A JSON list of what each item is as plain data."""
    return json.dumps([item.to_dict() for item in items], ensure_ascii=False, indent=2) + "\n"


def counts_csv(knowledge: Knowledge, counted: Iterable[Counted]) -> str:
    """One row a study, responders `xi` of `ni` patients, as metafor, RevMan and `hoofbeat pool` read them.

    `year` is that of the publication the count was read from.
    """
    return csv_text(COUNT_COLUMNS, (_count_cells(knowledge, c) for c in counted))


def _count_cells(knowledge: Knowledge, counted: Counted) -> list[str]:
    result = counted.count.results[0]
    events, total = str(counted.count.events), str(counted.count.total)
    cells: dict[str, str] = {
        "study": counted.study.id,
        "events": events,
        "total": total,
        "xi": events,
        "ni": total,
        "name": counted.study.name,
        "year": knowledge.sources[result.source].year,
        "arm": counted.arm,
        "treatment": " + ".join(dict.fromkeys(a.treatment for a in counted.arms)),
        "subgroup": counted.subgroup or "",
        "design": counted.study.design,
        "population": population_words(counted.population),
        "line": "" if counted.line is None else str(counted.line),
        "directness": counted.directness,
        "count_from": counted.count.says,
        "source": result.source,
        "at": result.at,
    }
    return [cells[name] for name in COUNT_COLUMNS]


def bibtex(knowledge: Knowledge, sources: Iterable[str]) -> str:
    """The sources as BibTeX entries, by id in alphabetical order, each once."""
    return "\n".join(_entry(knowledge.sources[name]) for name in sorted(set(sources)))


def sources_of(rows: Iterable[ResultRow]) -> list[str]:
    """The sources that rows cite, in alphabetical order."""
    return sorted({row.source for row in rows})


def _entry(source: Source) -> str:
    kind = _ENTRY_TYPES.get(source.kind, "article" if source.venue and (source.doi or source.pmid) else "misc")
    fields: list[tuple[str, str | None]] = [
        ("title", f"{{{_escaped(source.title)}}}"),
        ("author", " and ".join(f"{{{_escaped(a)}}}" for a in source.authors) or None),
        ("year", None if source.precision == "unknown" else source.year),
        ("journal" if kind == "article" else "howpublished", _escaped(source.venue) if source.venue else None),
        ("doi", source.doi),
        ("pmid", source.pmid),
        ("url", source.url),
        ("note", f"Corrected by {source.corrected_by}" if source.corrected_by else None),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@{kind}{{{source.id},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(c, c) for c in text)
