"""Evidence as text: tables of results, contradictions, supersessions, forest plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from hoofbeat.evidence.comparisons import Comparison
from hoofbeat.evidence.forest import forest_of, forest_text
from hoofbeat.evidence.places import Contradiction
from hoofbeat.evidence.pool import Pooled, Refused
from hoofbeat.evidence.pooled import PooledResponse
from hoofbeat.evidence.reporter import methods_paragraph
from hoofbeat.evidence.rows import ResultRow, population_words
from hoofbeat.evidence.superseded import Superseded
from hoofbeat.evidence.timeline import in_words
from hoofbeat.knowledge.study_forms import Study, Trial
from hoofbeat.terminal.page import Page

_UNITS = {"percent": " %", "median_months": " months"}


def print_rows(rows: Sequence[ResultRow], to: Console) -> None:
    """Writes results study by study, figures as printed."""
    page = Page(to)
    last = ""
    for row in rows:
        if row.study != last:
            last = row.study
            page.title(f"{row.study} ({row.design.replace('-', ' ')})")
        page.item("-", _row(row), 2, "dim" if row.superseded_by else "")
    page.line(f"{len(rows)} rows. Whole, with population, line and notes: --format csv or json.")


def print_study(study: Study, rows: Sequence[ResultRow], to: Console) -> None:
    """Writes one study: who was studied, and every figure with its place."""
    page = Page(to)
    registry = f", {study.registry}" if study.registry else ""
    page.line(
        f"{study.name}{registry}: {population_words(study.population)}; {study.patients or 'number not stated'} patients"
    )
    if study.note:
        page.item("note:", study.note, 2)
    print_rows(rows, to)


def _row(row: ResultRow) -> str:
    values = row.to_dict()
    printed = {name: text for name, text in (values.get("printed") or {}).items() if text is not None}
    p = printed.pop("p", None) or row.p
    figures = [f"{name.replace('_', ' ')} {text}{_UNITS.get(name, '')}" for name, text in printed.items()]
    if not figures:
        figures = [
            "not reached"
            if values.get("not_reached")
            else f"{row.responders} responders"
            if row.responders is not None
            else "not reported"
        ]
    if p:
        figures.append(f"p {p}")
    who = f"{row.arm} against {row.comparator}" if row.comparator else row.arm
    where = f" in {row.subgroup}" if row.subgroup else ""
    of = f" of {row.evaluable}" if row.evaluable else ""
    how = f" ({row.analysis})" if row.analysis else ""
    over = f"; superseded by {row.superseded_by}" if row.superseded_by else ""
    return f"{who}{where}: {row.endpoint} {', '.join(figures)}{of}{how}{over} [{row.source}, {row.at}]"


def print_contradictions(found: Sequence[Contradiction], to: Console) -> None:
    """Writes each contradiction with both places."""
    page = Page(to)
    for number, item in enumerate(found, 1):
        page.item(f"{number}.", f"{item.study}, {item.arm}, {_about(item)}: {item.says} ({item.kind})")
    page.line(f"{len(found)} found.")


def _about(item: Contradiction) -> str:
    where = f" in {item.subgroup}" if item.subgroup else ""
    return f"{item.endpoint.replace('_', ' ')}{where}"


def print_superseded(changes: Sequence[Superseded], to: Console) -> None:
    """Writes what superseded what, in order of date."""
    page = Page(to)
    for change in changes:
        page.item("-", in_words(change))
    page.line(f"{len(changes)} in all.")


def print_comparisons(found: Sequence[Comparison], to: Console) -> None:
    """Writes each comparison with its ratio, and each study's own where there are several."""
    page = Page(to)
    for item in found:
        shown = item.to_dict()
        limits = f"{shown['estimate']:.2f} ({shown['ci_low']:.2f} to {shown['ci_high']:.2f})"
        count = f"{shown['studies']} studies" if shown["studies"] > 1 else "one study"
        page.item(
            "-",
            f"{item.treatment} against {item.comparator}, {item.endpoint}: {shown['measure']} {limits}, {count}. {shown['method']}",
        )
        for study, contrast in item.contrasts:
            ratio = contrast.hazard_ratio or contrast.odds_ratio
            page.item(
                "",
                f"{study.id} ({population_words(study.population)}): {ratio} ({contrast.ci_low} to {contrast.ci_high}) [{contrast.source}, {contrast.at}]",
                4,
                "dim",
            )
    page.line(f"{len(found)} comparisons.")


def print_trials(trials: Sequence[Trial], to: Console) -> None:
    """Writes each trial with its status and the day of that status."""
    page = Page(to)
    for trial in trials:
        registry = f", {trial.registry}" if trial.registry else ""
        reported = f" Reported as {trial.reported_as}." if trial.reported_as else ""
        page.item(
            "-",
            f"{trial.name}{registry}: {trial.question} Status {trial.status}, as of {trial.status_as_of}.{reported}",
        )


def print_pooled(response: PooledResponse, more: Mapping[str, Sequence[Any]], to: Console) -> None:
    """Writes a pooled response rate of the records, its forest plot and how it was done."""
    page = Page(to)
    page.title(f"{response.treatment}: response rate, {response.asked}, as of {response.as_of}")
    if not response.counted:
        page.line(response.says)
    if response.counted or response.left_out:
        page.blank()
        to.print(forest_text(forest_of(response), to.width), soft_wrap=True, end="")
    if response.result is not None:
        _more(page, more)
        page.heading("Methods")
        page.line(methods_paragraph(response.result))


def print_result(result: Pooled | Refused, more: Mapping[str, Sequence[Any]], to: Console) -> None:
    """Writes a pooled rate of the user's own table."""
    page = Page(to)
    shown = result.to_dict()
    if isinstance(result, Refused):
        page.title("Not pooled")
        page.line(result.why)
    else:
        limits = f"95 % interval {result.ci_low:.1%} to {result.ci_high:.1%}"
        page.title(
            f"Pooled rate {result.estimate:.1%} ({limits}), {result.events} of {result.total} in {result.studies} studies"
        )
        if result.pi_low is not None and result.pi_high is not None:
            page.line(f"In a new study plausibly {result.pi_low:.1%} to {result.pi_high:.1%}.")
    table = Table("study", "events", "total", "rate", "exact 95 % interval", box=box.SIMPLE, pad_edge=False)
    for row in shown["table"]:
        rate, low, high = (f"{row[k]:.1%}" for k in ("rate", "ci_low", "ci_high"))
        table.add_row(str(row["study"]), str(row["events"]), str(row["total"]), rate, f"{low} to {high}")
    to.print(table)
    _more(page, more)
    page.heading("Methods")
    page.line(methods_paragraph(result))


def _more(page: Page, more: Mapping[str, Sequence[Any]]) -> None:
    for name, items in more.items():
        page.heading(name.replace("_", " "))
        for item in items:
            values = item.to_dict()
            label = f"without {values['left_out']}" if "left_out" in values else values["group"]
            if "refused" in values:
                page.item(f"{label}:", str(values["refused"]), 2)
            else:
                page.item(
                    f"{label}:", f"{values['estimate']:.1%} ({values['ci_low']:.1%} to {values['ci_high']:.1%})", 2
                )
