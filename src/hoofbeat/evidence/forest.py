"""The forest plot of a pooled response rate: as text for a terminal, and as SVG.

Each study that counts is a dot whose area follows its patients, with its exact interval; the diamond is the typical
rate, the bar below it what a new study may show. What is left out or superseded stands below, hollow and gray, with
the reason.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from hoofbeat.evidence import svg
from hoofbeat.evidence.choose import Counted, LeftOut
from hoofbeat.evidence.exact import clopper_pearson
from hoofbeat.evidence.pooled import PooledResponse

LEVEL = 0.95
_PLOT_LEFT, _PLOT_WIDTH, _WIDTH = 300.0, 340.0, 860.0
_ROW, _RADIUS = 24.0, 9.0
_NAME = 30


@dataclass(frozen=True)
class ForestRow:
    """A study in the plot; rates and limits are proportions, None where they are not known."""

    name: str
    figure: str
    rate: float | None
    low: float | None
    high: float | None
    patients: int | None
    reason: str = ""


@dataclass(frozen=True)
class Summary:
    """The pooled figures: typical rate and interval, and the interval for a new study where there is one."""

    rate: float
    low: float
    high: float
    new_low: float | None
    new_high: float | None


@dataclass(frozen=True)
class Forest:
    """Everything a forest plot shows."""

    title: str
    says: str
    counted: tuple[ForestRow, ...]
    left_out: tuple[ForestRow, ...]
    summary: Summary | None


def forest_of(response: PooledResponse) -> Forest:
    """The plot of a pooled response rate; a refused one has no summary."""
    from hoofbeat.evidence.pool import Pooled

    result, summary = response.result, None
    level = result.level if result is not None else LEVEL
    if isinstance(result, Pooled):
        summary = Summary(result.estimate, result.ci_low, result.ci_high, result.pi_low, result.pi_high)
    asked = f" ({response.asked})" if response.asked else ""
    return Forest(
        title=f"Response to {response.treatment}{asked}, as of {response.as_of.isoformat()}",
        says=response.says,
        counted=tuple(_counted(c, level) for c in response.counted),
        left_out=tuple(_left_out(o) for o in response.left_out),
        summary=summary,
    )


def _counted(counted: Counted, level: float) -> ForestRow:
    events, total = counted.count.events, counted.count.total
    low, high = clopper_pearson(events, total, level)
    name = f"{counted.study.name}: {counted.subgroup or counted.arm}"
    return ForestRow(name, f"{events}/{total}", events / total, low, high, total)


def _left_out(left: LeftOut) -> ForestRow:
    rate = None if left.result.percent is None else float(left.result.percent) / 100
    figure = "" if left.result.percent is None else f"{left.result.percent}%"
    name = f"{left.study.name}: {left.subgroup or left.arm.id}"
    return ForestRow(name, figure, rate, None, None, None, left.reason)


# ---- in a terminal ---------------------------------------------------------------------------------------------------


def forest_text(forest: Forest, width: int = 100) -> str:
    """The plot as lines of at most `width` characters (60 or more): a scale from 0 to 100 %."""
    across = max(21, width - _NAME - 32)
    lines = [*textwrap.wrap(forest.title, width), ""]
    lines += [_text_line(r.name, r.figure, _interval(r.rate, r.low, r.high), _strip(r, across)) for r in forest.counted]
    if s := forest.summary:
        typical = ForestRow("typical rate", "", s.rate, s.low, s.high, None)
        lines.append(_text_line(typical.name, "", _interval(s.rate, s.low, s.high), _strip(typical, across, "◆")))
        if s.new_low is not None and s.new_high is not None:
            new = ForestRow("a new study", "", None, s.new_low, s.new_high, None)
            lines.append(_text_line(new.name, "", _interval(None, s.new_low, s.new_high), _strip(new, across)))
    lines.append(_text_line("", "", "", _scale(across)))
    if forest.left_out:
        lines += ["", "left out:"]
        lines += [part for row in forest.left_out for part in _text_left_out(row, width)]
    return "\n".join([*(part.rstrip() for part in lines), "", *textwrap.wrap(forest.says, width), ""])


def _text_line(name: str, figure: str, interval: str, strip: str) -> str:
    return f"{svg.shortened(name, _NAME):<{_NAME}} {figure:>9} {interval:>18} {strip}"


def _text_left_out(row: ForestRow, width: int) -> Iterator[str]:
    head = f"○ {svg.shortened(row.name, _NAME)}{f' {row.figure}' if row.figure else ''}: {row.reason}"
    yield from textwrap.wrap(head, width, subsequent_indent="  ")


def _interval(rate: float | None, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    limits = f"{100 * low:.0f} to {100 * high:.0f}%"
    return limits if rate is None else f"{100 * rate:.0f}% ({limits.removesuffix('%')})"


def _strip(row: ForestRow, across: int, dot: str = "●") -> str:
    cells = [" "] * across

    def cell(rate: float) -> int:
        return round(rate * (across - 1))

    if row.low is not None and row.high is not None:
        for n in range(cell(row.low), cell(row.high) + 1):
            cells[n] = "─"
        cells[cell(row.low)], cells[cell(row.high)] = "├", "┤"
    if row.rate is not None:
        cells[cell(row.rate)] = dot
    return "".join(cells)


def _scale(across: int) -> str:
    half = (across - 1) // 2
    return f"{'0':<{half}}{'50':<{across - half - 5}}100%"


# ---- as SVG ----------------------------------------------------------------------------------------------------------


def forest_svg(forest: Forest) -> str:
    """The plot as an SVG picture with title and description, readable in grayscale, without external fonts."""
    marks, y = [svg.text(0, 18, forest.title, size=15, weight="bold")], 48.0
    most = max((r.patients or 1 for r in forest.counted), default=1)
    for row in forest.counted:
        marks += _svg_row(row, y, most)
        y += _ROW
    marks += [*_svg_summary(forest.summary, y)] if forest.summary else [svg.text(0, y, "Not pooled.", weight="bold")]
    y += 2 * _ROW
    marks += _svg_axis(40.0, y)
    y += 2 * _ROW
    if forest.left_out:
        marks.append(svg.text(0, y, "Left out, with the reason", weight="bold"))
        y += _ROW
        for row in forest.left_out:
            marks += _svg_left_out(row, y)
            y += 2 * _ROW - 8
    for part in textwrap.wrap(forest.says, 125):
        y += 18
        marks.append(svg.text(0, y, part, size=12))
    return svg.picture(_WIDTH, y + 16, forest.title, _description(forest), marks)


def _x(rate: float) -> float:
    return _PLOT_LEFT + rate * _PLOT_WIDTH


def _svg_row(row: ForestRow, y: float, most: int) -> Iterator[str]:
    yield svg.text(0, y + 4, svg.shortened(row.name, 44))
    if row.low is not None and row.high is not None:
        yield svg.line(_x(row.low), y, _x(row.high), y)
    if row.rate is not None:
        radius = max(1.5, _RADIUS * math.sqrt((row.patients or 1) / most))
        yield svg.circle(_x(row.rate), y, radius, hint=f"{row.name}: {row.figure}")
    yield svg.text(_WIDTH - 130, y + 4, row.figure, anchor="end")
    yield svg.text(_WIDTH, y + 4, _interval(row.rate, row.low, row.high), anchor="end")


def _svg_summary(summary: Summary, y: float) -> Iterator[str]:
    high, x = 7.0, _x(summary.rate)
    yield svg.text(0, y + 4, "Typical rate", weight="bold")
    yield svg.polygon([(_x(summary.low), y), (x, y - high), (_x(summary.high), y), (x, y + high)])
    yield svg.text(_WIDTH, y + 4, _interval(summary.rate, summary.low, summary.high), anchor="end", weight="bold")
    if summary.new_low is not None and summary.new_high is not None:
        y += _ROW
        yield svg.text(0, y + 4, "What a new study may show")
        yield svg.line(_x(summary.new_low), y, _x(summary.new_high), y, width=5)
        yield svg.text(_WIDTH, y + 4, _interval(None, summary.new_low, summary.new_high), anchor="end")


def _svg_axis(top: float, y: float) -> Iterator[str]:
    yield svg.line(_PLOT_LEFT, y, _PLOT_LEFT + _PLOT_WIDTH, y)
    for percent in range(0, 101, 20):
        x = _x(percent / 100)
        yield svg.line(x, y, x, y + 5)
        yield svg.line(x, top, x, y, stroke=svg.GRAY, width=0.5, dash="1 4")
        yield svg.text(x, y + 20, f"{percent}%", size=12, anchor="middle")


def _svg_left_out(row: ForestRow, y: float) -> Iterator[str]:
    yield svg.text(0, y + 4, svg.shortened(row.name, 44), fill=svg.GRAY)
    if row.rate is not None:
        yield svg.circle(_x(row.rate), y, 4, fill="none", stroke=svg.GRAY, hint=f"{row.name}: {row.figure}, left out")
    yield svg.text(_WIDTH, y + 4, row.figure, anchor="end", fill=svg.GRAY)
    yield svg.text(16, y + 20, svg.shortened(row.reason, 130), size=12, fill=svg.GRAY)


def _description(forest: Forest) -> str:
    rows = (f"{r.name}: {r.figure}, {_interval(r.rate, r.low, r.high)}." for r in forest.counted)
    left = (f"Left out: {r.name}{f' ({r.figure})' if r.figure else ''}. {r.reason}" for r in forest.left_out)
    return " ".join([forest.says, *rows, *left])
