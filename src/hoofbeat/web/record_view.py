"""A record as a page shows it: a title, a lead in either reader's words, parts with rows, and what it is linked to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.evidence.rows import ResultRow, all_rows
from hoofbeat.knowledge.records import Place, Regimen
from hoofbeat.knowledge.wording import capital_id, sentence
from hoofbeat.web.desk import Desk
from hoofbeat.web.page import record_path

KINDS = {
    "source": "source", "treatment": "treatment", "fact": "derived fact", "impossible": "contradiction in a case",
    "statement": "statement of guidance", "safety": "safety rule", "pitfall": "pitfall", "syndrome": "hormone syndrome",
    "term": "term", "plain": "patient text", "organization": "organization", "field": "field of a case", "study": "study",
    "trial": "trial", "regimen": "how a treatment is given",
}  # fmt: skip
_HIDDEN = {
    "id",
    "source",
    "at",
    "also",
    "cases",
    "says",
    "plain",
    "is",
    "name",
    "title",
    "term",
    "arms",
    "contrasts",
    "sources",
    "cycle",
    "components",
    "supportive",
    "monitoring",
    "limits",
    "burden",
    "notes",
}
"""Keys that are no row of their own: shown elsewhere on the page, or nowhere."""
_REFERENCES = {"about": "treatment", "treatment": "treatment", "treatments": "treatment", "classes": "treatment",
               "contains": "treatment", "controls": "treatment", "after": "treatment", "only_with": "treatment", "evidence": "study", "overlaps": "study",
               "conflicts_with": "statement", "exception_to": "statement", "reported_as": "study", "by": "source",
               "field": "field"}  # fmt: skip


@dataclass(frozen=True)
class Linked:
    """A word that may lead to a record."""

    text: str
    path: str = ""


@dataclass(frozen=True)
class Cited:
    """A place in a source."""

    source: str
    title: str
    path: str
    at: str
    what: str = ""


@dataclass(frozen=True)
class RecordView:
    """Everything a record's page shows."""

    kind: str
    kind_name: str
    id: str
    title: str
    clinician: str
    plain: str
    rows: list[tuple[str, list[Linked]]] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)
    statements: list[Any] = field(default_factory=list)
    safety: list[Any] = field(default_factory=list)
    studies: list[Any] = field(default_factory=list)
    results: list[ResultRow] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    text: Any = None
    external: list[tuple[str, str]] = field(default_factory=list)
    regimens: list[Regimen] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    members: list[Linked] = field(default_factory=list)


def title_of(kind: str, name: str, record: Any) -> str:
    """The heading of a record's page."""
    for key in ("title", "name", "term", "label"):
        if getattr(record, key, None):
            return sentence(str(getattr(record, key)))
    return capital_id(name)


def view_of(desk: Desk, kind: str, name: str) -> RecordView:
    """The page of a record.

    Raises:
        QuestionError: when there is none.
    """
    record = desk.record(kind, name)
    body = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    lead = body.get("is") or body.get("says") or body.get("clinical") or body.get("offers") or body.get("means") or ""
    made = RecordView(
        kind=kind,
        kind_name=KINDS.get(kind, kind),
        id=name,
        title=title_of(kind, name, record),
        clinician=str(lead or body.get("question") or body.get("why") or body.get("note") or ""),
        plain=str(body.get("plain") or ""),
        rows=list(_rows(desk, body, str(lead))),
        cited=list(_cited(desk, record)),
        cases=list(getattr(record, "cases", [])),
        external=_external(body),
    )
    return _with_links(desk, made, record)


def _rows(desk: Desk, body: Mapping[str, Any], lead: str) -> Iterable[tuple[str, list[Linked]]]:
    for key, value in body.items():
        if key not in _HIDDEN and value != lead and value not in ([], "", None):
            yield sentence(key.replace("_", " ")), list(_linked(desk, key, value))


def _linked(desk: Desk, key: str, value: Any) -> Iterable[Linked]:
    items = value if isinstance(value, list) else [value]
    for item in items:
        if isinstance(item, dict):
            yield Linked("; ".join(f"{k.replace('_', ' ')}: {desk.wording.value(v)}" for k, v in item.items()))
            continue
        kind = _REFERENCES.get(key)
        if kind and item in desk.knowledge.records(kind):
            record = desk.knowledge.records(kind)[item]
            yield Linked(title_of(kind, item, record), record_path(kind, item))
        else:
            yield Linked(desk.wording.value(item) if not isinstance(item, str) else item)


def _cited(desk: Desk, record: Any) -> Iterable[Cited]:
    places: list[Any] = [Place(source=record.source, at=record.at)] if getattr(record, "source", None) else []
    places += list(getattr(record, "also", [])) + list(getattr(record, "sources", []))
    for place in places:
        source = desk.knowledge.sources.get(place.source)
        if source is not None:
            what = getattr(place, "for_", None) or ""
            yield Cited(source.id, f"{source.short}. {source.title}", record_path("source", source.id), place.at, what)


def _external(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    if body.get("doi"):
        found.append((f"doi:{body['doi']}", f"https://doi.org/{body['doi']}"))
    if body.get("pmid"):
        found.append((f"PMID {body['pmid']}", f"https://pubmed.ncbi.nlm.nih.gov/{body['pmid']}/"))
    if body.get("registry") and str(body["registry"]).startswith("NCT"):
        found.append((str(body["registry"]), f"https://clinicaltrials.gov/study/{body['registry']}"))
    url = str(body.get("url") or "")
    if url.startswith(("https://", "http://")):
        found.append((url.split("//", 1)[1].rstrip("/"), url))
    return found


def _with_links(desk: Desk, made: RecordView, record: Any) -> RecordView:
    held = desk.knowledge
    if made.kind == "treatment":
        made.statements.extend(s for s in held.statements.values() if s.about == made.id)
        kinds = held.treatments.kinds(made.id)
        made.safety.extend(s for s in held.safety.values() if s.treatment in kinds)
        made.studies.extend(s for s in held.studies.values() if any(a.treatment == made.id for a in s.arms))
        text = next((t for t in held.records("plain").values() if t.treatment == made.id), None)
        if text is not None:
            object.__setattr__(made, "text", text)
            made.cited.extend(c for c in _cited(desk, text) if c not in made.cited)
        _with_regimens(made, held.regimens_of(made.id))
        given = ((t, held.treatments[t]) for t in held.members_with_regimens(made.id))
        made.members.extend(Linked(title_of("treatment", t, r), record_path("treatment", t)) for t, r in given)
    elif made.kind == "regimen":
        _with_regimens(made, [record])
        treatment = held.treatments[record.treatment]
        text = next((t for t in held.records("plain").values() if t.treatment == record.treatment), None)
        variant = f": {record.variant}" if record.variant else ""
        for name, value in (("text", text), ("plain", treatment.plain), ("title", f"{treatment.name}{variant}")):
            object.__setattr__(made, name, value)
    elif made.kind == "source":
        made.statements.extend(s for s in held.statements.values() if s.source == made.id)
        made.studies.extend(
            s for s in held.studies.values() if any(r.source == made.id for a in s.arms for r in a.results)
        )
    elif made.kind == "study":
        made.results.extend(r for r in all_rows(held) if r.study == made.id)
        made.statements.extend(s for s in held.statements.values() if made.id in s.evidence)
        names = dict.fromkeys(r.source for r in made.results)
        made.cited.extend(
            Cited(n, f"{held.sources[n].short}. {held.sources[n].title}", record_path("source", n), "") for n in names
        )
    return made


def _with_regimens(made: RecordView, regimens: Iterable[Regimen]) -> None:
    """Adds how a treatment is given, and numbers the sources of its figures as the page shows them."""
    made.regimens.extend(regimens)
    for regimen in made.regimens:
        for source in regimen.sources_named:
            made.numbers.setdefault(source, len(made.numbers) + 1)
