"""A record, a list of fields, an empty case: the rest of what the command line prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.files import content_hash
from hoofbeat.knowledge.search import Hit
from hoofbeat.review import SignOff, status_of
from hoofbeat.terminal.page import Page
from hoofbeat.terminal.regimens import print_regimens


def record_as_dict(kind: str, record: Any, knowledge: Knowledge, sign_offs: Sequence[SignOff] = ()) -> dict[str, Any]:
    """A record with its kind, its source in full and its review status; of a treatment, how it is given too."""
    body = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    source = knowledge.sources.get(getattr(record, "source", ""))
    digest = content_hash(record)
    shown = {
        "kind": kind,
        "record": body,
        "source": source.model_dump(mode="json", exclude_defaults=True) if source else None,
        "review": {"status": status_of(getattr(record, "id", ""), digest, sign_offs), "content": digest},
    }
    if kind == "treatment":
        shown["regimens"] = [g.model_dump(mode="json", exclude_defaults=True) for g in knowledge.regimens_of(record.id)]
    return shown


def print_record(kind: str, record: Any, knowledge: Knowledge, to: Console, sign_offs: Sequence[SignOff] = ()) -> None:
    """Writes a record, its source and its review status."""
    page = Page(to)
    shown = record_as_dict(kind, record, knowledge, sign_offs)
    page.title(f"{getattr(record, 'id', kind)} ({kind})")
    for key, value in shown["record"].items():
        if key not in ("id", "source", "at", "cases") and (kind != "regimen" or key == "treatment"):
            _value(page, key, value, 2)
    if shown["source"]:
        source = knowledge.sources[record.source]
        page.item(
            "source:",
            f"{source.id}: {source.title} ({source.year}), {record.at}",
            2,
        )
    if kind == "treatment":
        about = [s.id for s in knowledge.statements.values() if s.about == record.id]
        if about:
            page.item("statements:", ", ".join(about), 2)
        if members := knowledge.members_with_regimens(record.id):
            page.item("how its members are given:", ", ".join(f"hoofbeat show {t}" for t in members), 2)
    for case in shown["record"].get("cases", ()):
        given = ", ".join(f"{k}: {v}" for k, v in case["given"].items())
        page.item("case:", f"{case['name']} ({given}): {case['expect']}", 2)
    page.item("review:", f"{shown['review']['status']} (content {shown['review']['content'][:12]})", 2)
    if kind in ("treatment", "regimen"):
        print_regimens([record] if kind == "regimen" else knowledge.regimens_of(record.id), knowledge, page)


def _value(page: Page, key: str, value: Any, indent: int) -> None:
    if isinstance(value, dict):
        page.item(f"{key}:", "", indent)
        for inner, item in value.items():
            _value(page, inner, item, indent + 2)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        page.item(f"{key}:", "", indent)
        for item in value:
            page.item("-", "; ".join(f"{k} {v}" for k, v in item.items()), indent + 2)
    else:
        page.item(f"{key}:", ", ".join(map(str, value)) if isinstance(value, list) else str(value), indent)


def print_hits(hits: list[Hit], to: Console) -> None:
    """Writes what a search found, a line each with its words around."""
    page = Page(to)
    for hit in hits:
        page.item(f"{hit.id} ({hit.kind}):", hit.excerpt, 0)
    if not hits:
        page.line("No record holds these words.")


def print_fields(knowledge: Knowledge, to: Console) -> None:
    """Writes every field of a case: meaning, unit, what is allowed."""
    page = Page(to)
    group = ""
    for name, wording in knowledge.fields.items():
        if wording.group != group:
            group = wording.group
            page.heading(group)
        unit = f" Unit: {wording.unit}." if wording.unit else ""
        page.item(f"{name}:", f"{wording.means}{unit} {FIELDS[name].allowed}", 2)


def empty_case(knowledge: Knowledge) -> str:
    """An annotated case with nothing stated, as YAML: every field, commented out."""
    lines = [
        "# A case. Take the number sign away from what is known; what is left out is unknown.",
        "# No names, no birth dates.",
    ]
    group = ""
    for name, wording in knowledge.fields.items():
        if wording.group != group:
            group = wording.group
            lines += ["", f"# ---- {group}"]
        lines += [f"# {wording.asks} {FIELDS[name].allowed}", f"# {name}:"]
    return "\n".join(lines) + "\n"
