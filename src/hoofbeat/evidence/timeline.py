"""The picture of what superseded what: a line from the day a figure or statement was published to the day it fell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from hoofbeat.evidence import svg
from hoofbeat.evidence.superseded import Superseded

_WIDTH, _LEFT, _RIGHT, _ROW = 860.0, 20.0, 840.0, 46.0


def timeline_svg(changes: Sequence[Superseded], title: str = "What superseded what") -> str:
    """The changes that have a date, the earliest first, as SVG with title and description."""
    dated = [c for c in changes if c.date is not None]
    first = min((c.since.year for c in dated), default=dt.date.min.year)
    last = max((c.date.year for c in dated if c.date), default=first) + 1
    marks = [svg.text(0, 18, title, size=15, weight="bold")]
    y = 62.0
    for change in dated:
        marks += _change(change, y, first, last)
        y += _ROW
    marks += _years(first, last, y) if dated else [svg.text(0, y, "Nothing was superseded.")]
    description = " ".join(f"{in_words(c)}." for c in dated)
    return svg.picture(_WIDTH, y + 30, title, description, marks)


def _x(day: dt.date, first: int, last: int) -> float:
    start, end = dt.date(first, 1, 1).toordinal(), dt.date(last, 1, 1).toordinal()
    return _LEFT + (day.toordinal() - start) / (end - start) * (_RIGHT - _LEFT)


def _change(change: Superseded, y: float, first: int, last: int) -> Iterator[str]:
    since, until = _x(change.since, first, last), _x(change.date or change.since, first, last)
    yield svg.text(_LEFT, y - 8, svg.shortened(in_words(change), 130), size=12)
    yield svg.line(since, y + 4, until, y + 4, stroke=svg.GRAY, dash="4 3", width=1.5)
    yield svg.circle(since, y + 4, 4, fill="none", stroke=svg.GRAY, hint=f"published {change.since.isoformat()}")
    yield svg.circle(until, y + 4, 4.5, hint=f"superseded {change.date.isoformat() if change.date else ''}")


def _years(first: int, last: int, y: float) -> Iterator[str]:
    yield svg.line(_LEFT, y, _RIGHT, y)
    every = max(1, (last - first) // 8)
    for year in range(first, last + 1, every):
        x = _x(dt.date(year, 1, 1), first, last)
        yield svg.line(x, y, x, y + 5)
        yield svg.text(x, y + 20, str(year), size=12, anchor="middle")


def in_words(change: Superseded) -> str:
    """One change in a line: the day, of what, what it was, what it is, by which source."""
    day = change.date.isoformat() if change.date else "undated"
    what = " ".join(p for p in (change.study, change.arm, change.endpoint, change.measure) if p) or change.id
    was = ", ".join(dict.fromkeys(f.value for f in change.was))
    now = f" → {', '.join(f.value for f in change.now)}" if change.now else ""
    return f"{day} {what}: {was}{now} ({change.by})"
