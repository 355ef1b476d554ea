"""How a treatment is given, in a terminal: drug by drug, each dose with its source, and what goes beside it."""

from __future__ import annotations

from collections.abc import Iterable

from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.regimen_forms import Quoted, Regimen
from hoofbeat.terminal.page import Page

LOCAL = "Check your local protocol. These are figures as sources print them; this is not a prescription."


def print_regimens(regimens: Iterable[Regimen], knowledge: Knowledge, page: Page) -> None:
    """Writes the regimens of a treatment, with the sources of their figures."""
    for regimen in regimens:
        page.heading(f"How it is given{f': {regimen.variant}' if regimen.variant else ''}")
        page.line(LOCAL, 2, "bold")
        page.item("written for:", regimen.written_for, 2)
        for cycle in regimen.cycle:
            parts = [f"{cycle.days} days" if cycle.days else "", cycle.cycles or ""]
            page.item("cycle:", _placed("; ".join(p for p in parts if p), cycle), 2)
        _drugs(regimen, knowledge, page)
        _beside(regimen, knowledge, page)
        for source in regimen.sources_named:
            record = knowledge.sources[source]
            page.item(f"{source}:", f"{record.title} ({record.year}, {record.kind}, read as {record.read})", 2)


def _placed(text: str, item: Quoted) -> str:
    note = f" {item.note}" if item.note else ""
    return f"{text} [{item.source}, {item.at}]{note}"


def _drugs(regimen: Regimen, knowledge: Knowledge, page: Page) -> None:
    for component in regimen.components:
        name = knowledge.treatments[component.drug].name
        mark = f"{name}{f' ({component.part})' if component.part else ''}:"
        if component.not_seen:
            page.item(mark, f"dose not seen. {component.not_seen}", 2)
        for dose in component.doses:
            over = f", over {dose.over}" if dose.over else ""
            page.item(mark, _placed(f"{dose.printed}, {dose.route}, {dose.when}{over}", dose), 2)
        if len({dose.printed for dose in component.doses}) > 1:
            page.line("The sources differ.", 4, "italic")


def _beside(regimen: Regimen, knowledge: Knowledge, page: Page) -> None:
    for item in regimen.supportive:
        page.item(
            "beside it:", _placed(f"{item.medicine}{f', {item.dose}' if item.dose else ''}: {item.when}", item), 2
        )
    for check in regimen.monitoring:
        page.item("watch:", _placed(f"{check.what}: {check.when}", check), 2)
    for limit in regimen.limits:
        drug = f"{knowledge.treatments[limit.drug].name}: " if limit.drug else ""
        page.item("limit:", _placed(f"{drug}{limit.limit}: {limit.then}", limit), 2)
    for remark in (*regimen.burden, *regimen.notes):
        page.item("note:", _placed(remark.says, remark), 2)
