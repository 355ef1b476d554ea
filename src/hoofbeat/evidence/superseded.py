"""What took the place of what: results, comparisons and statements, with dates, in order of time.

A result is superseded by a later analysis of the same study; a statement, by newer evidence; a document, by its
correction or retraction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hoofbeat.evidence.places import NOT_REACHED, Figure
from hoofbeat.evidence.rows import subgroup_words
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Contrast, Result, Study

What = Literal["result", "contrast", "statement", "source"]
_MEASURES = ("percent", "median_months", "hazard_ratio", "odds_ratio", "value", "p")


@dataclass(frozen=True)
class Superseded:
    """One thing that was overturned or updated: what stood, since when, what stands now, since when.

    `date` is the day of the change; None where the records give no date (a correction).
    """

    what: What
    id: str
    study: str | None
    arm: str | None
    endpoint: str | None
    subgroup: str | None
    measure: str | None
    was: tuple[Figure, ...]
    now: tuple[Figure, ...]
    since: dt.date
    date: dt.date | None
    by: str
    why: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "what": self.what,
            "id": self.id,
            "study": self.study,
            "arm": self.arm,
            "endpoint": self.endpoint,
            "subgroup": self.subgroup,
            "measure": self.measure,
            "was": [f.to_dict() for f in self.was],
            "now": [f.to_dict() for f in self.now],
            "since": self.since.isoformat(),
            "date": self.date.isoformat() if self.date else None,
            "by": self.by,
            "why": self.why,
        }


def timeline(knowledge: Knowledge, as_of: dt.date | None = None) -> list[Superseded]:
    """Everything superseded by a day (all if none is given), the earliest first."""
    found = [*_figures(knowledge), *_statements(knowledge), *_documents(knowledge)]
    known = [s for s in found if as_of is None or (s.date or s.since) <= as_of]
    return sorted(known, key=lambda s: (s.date or s.since, s.what, s.id, s.was))


def _figures(knowledge: Knowledge) -> Iterator[Superseded]:
    """Superseded results and comparisons; the same figure printed in several places is one."""
    for study in knowledge.studies.values():
        by_id: dict[str, tuple[str, Result | Contrast]] = {c.id: (" vs ".join(c.arms), c) for c in study.contrasts}
        by_id.update({r.id: (arm.id, r) for arm in study.arms for r in arm.results if r.id})
        owned: list[tuple[str, Result | Contrast]] = [(arm.id, r) for arm in study.arms for r in arm.results]
        owned += [(" vs ".join(c.arms), c) for c in study.contrasts]
        groups: dict[tuple[str, str], list[tuple[str, Result | Contrast]]] = {}
        for arm, item in owned:
            if item.superseded_by in by_id:
                groups.setdefault((arm, str(item.superseded_by)), []).append((arm, item))
        for (arm, later), items in groups.items():
            yield _superseded(knowledge, study, arm, [item for _, item in items], by_id[later][1], later)


def _superseded(
    knowledge: Knowledge, study: Study, arm: str, old: list[Result | Contrast], new: Result | Contrast, later: str
) -> Superseded:
    measure = next((m for m in _MEASURES if _value(new, m) and any(_value(item, m) for item in old)), None)
    was, now = [_figure(item, measure) for item in old], (_figure(new, measure),)
    first = min(knowledge.sources[item.source].published for item in old)
    kinds = " and ".join(dict.fromkeys(str(item.analysis or "earlier") for item in old))
    return Superseded(
        what="contrast" if isinstance(new, Contrast) else "result",
        id=f"{study.id}: {later}",
        study=study.id,
        arm=arm,
        endpoint=new.endpoint,
        subgroup=subgroup_words(new.subgroup),
        measure=measure,
        was=tuple(dict.fromkeys(was)),
        now=now,
        since=first,
        date=knowledge.sources[new.source].published,
        by=new.source,
        why=f"The {new.analysis or 'later'} analysis takes the place of the {kinds} one.",
    )


def _value(item: Result | Contrast, measure: str) -> str | None:
    if measure == "median_months" and getattr(item, "not_reached", False):
        return NOT_REACHED
    value = getattr(item, measure, None)
    return None if value is None else str(value)


def _figure(item: Result | Contrast, measure: str | None) -> Figure:
    """The figure of the measure that both share; where they share none, whatever is printed, named."""
    value = _value(item, measure) if measure else None
    if value is None:
        value = next((f"{name} {v}" for name in _MEASURES if (v := _value(item, name))), "not stated")
    return Figure(value, item.source, item.at)


def _statements(knowledge: Knowledge) -> Iterator[Superseded]:
    for statement in knowledge.statements.values():
        if change := statement.superseded:
            yield Superseded(
                what="statement",
                id=statement.id,
                study=None,
                arm=None,
                endpoint=None,
                subgroup=None,
                measure=None,
                was=(Figure(statement.says, statement.source, statement.at),),
                now=(),
                since=knowledge.sources[statement.source].published,
                date=change.from_,
                by=change.by,
                why=change.why,
            )


def _documents(knowledge: Knowledge) -> Iterator[Superseded]:
    for source in knowledge.sources.values():
        if source.corrected_by or source.retracted:
            why = "The document was retracted." if source.retracted else "The document has a published correction."
            yield Superseded(
                what="source",
                id=source.id,
                study=None,
                arm=None,
                endpoint=None,
                subgroup=None,
                measure=None,
                was=(),
                now=(),
                since=source.published,
                date=None,
                by=source.corrected_by or source.id,
                why=why,
            )
