"""Response against progression-free survival, a bubble for each study arm: the trade that a treatment makes.

Only arms with both figures of the same patients are drawn; area follows the number of patients. Time to progression is
another endpoint and is not drawn as progression-free survival.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hoofbeat.evidence import svg
from hoofbeat.evidence.counted import preferred
from hoofbeat.evidence.filters import Filters, design_fits, fit_of
from hoofbeat.evidence.near import groups, line_of, merged, published_by
from hoofbeat.evidence.places import subgroup_key
from hoofbeat.evidence.rows import subgroup_words
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Arm, Result

_WIDTH, _LEFT, _TOP, _SIDE = 820.0, 70.0, 50.0, 420.0
_RADIUS = 22.0
_ROOM = 9.0
"""The radius from which a bubble has room for its number."""


@dataclass(frozen=True)
class Bubble:
    """An arm: response in percent, median progression-free survival in months, patients where their number is known."""

    name: str
    treatment: str
    response: float
    months: float
    patients: int | None
    sources: tuple[str, ...]


def bubbles(knowledge: Knowledge, asked: Filters | None = None, as_of: dt.date | None = None) -> list[Bubble]:
    """The arms with both figures that fit what is asked, the largest first."""
    asked, as_of = asked or Filters(), as_of or knowledge.edition.date
    found = []
    for study, arm, subgroup, results in groups(knowledge):
        fits = fit_of(merged(study, arm, subgroup), line_of(study, arm, None, subgroup), asked) in ("only", "among")
        of_treatment = asked.treatment is None or asked.treatment in knowledge.treatments.classes(arm.treatment)
        chosen_by_label = subgroup_key(subgroup).startswith("label")
        if not fits or not of_treatment or not design_fits(study.design, asked.design) or chosen_by_label:
            continue
        known = [r for r in results if published_by(r, knowledge, as_of) and study.design != "meta-analysis"]
        response, months = _best(known, "orr", knowledge), _best(known, "pfs", knowledge)
        if response is not None and months is not None:
            name = f"{study.name}: {subgroup_words(subgroup) or arm.id}"
            found.append(_bubble(name, arm, response, months, whole=subgroup is None))
    return sorted(found, key=lambda b: (-(b.patients or 0), b.name))


def _best(results: Sequence[Result], endpoint: str, knowledge: Knowledge) -> Result | None:
    known = {r.id for r in results if r.id}
    printed = [
        r for r in results if r.endpoint == endpoint and (r.percent or r.median_months) and r.superseded_by not in known
    ]
    return min(printed, key=lambda r: preferred(r, knowledge), default=None)


def _bubble(name: str, arm: Arm, response: Result, months: Result, *, whole: bool) -> Bubble:
    patients = response.evaluable or (arm.patients if whole else None)
    sources = tuple(dict.fromkeys((response.source, months.source)))
    return Bubble(
        name, arm.treatment, float(response.percent or 0), float(months.median_months or 0), patients, sources
    )


def bubble_svg(found: Sequence[Bubble], title: str = "Response and progression-free survival") -> str:
    """The chart as SVG: numbered bubbles, and the list of arms below; hollow where the patients are not known."""
    longest = max((b.months for b in found), default=1.0)
    step = 2.0 if longest <= 12 else 6.0 if longest <= 36 else 12.0
    end = step * math.ceil(longest / step) if longest else step
    most = max((b.patients or 1 for b in found), default=1)
    marks = [svg.text(0, 18, title, size=15, weight="bold"), *_axes(end, step)]
    for place, bubble in enumerate(found, 1):
        marks += _svg_bubble(place, bubble, end, most)
    y = _TOP + _SIDE + 70
    for place, bubble in enumerate(found, 1):
        marks.append(svg.text(0, y, svg.shortened(f"{place}  {_in_words(bubble)}", 120), size=12))
        y += 17
    if not found:
        marks.append(svg.text(0, y, "No arm with both figures."))
    description = " ".join(["Each bubble is a study arm.", *(_in_words(b) + "." for b in found)])
    return svg.picture(_WIDTH, y + 10, title, description, marks)


def _at(bubble: Bubble, end: float) -> tuple[float, float]:
    return _LEFT + bubble.months / end * (_WIDTH - _LEFT - 40), _TOP + _SIDE * (1 - bubble.response / 100)


def _svg_bubble(place: int, bubble: Bubble, end: float, most: int) -> Iterator[str]:
    x, y = _at(bubble, end)
    radius = max(3.0, _RADIUS * math.sqrt((bubble.patients or 1) / most))
    yield svg.circle(x, y, radius, opacity=0.15 if bubble.patients else 0.0, hint=_in_words(bubble))
    if radius >= _ROOM:
        yield svg.text(x, y + 4, str(place), size=11, anchor="middle")
    else:
        yield svg.text(x + radius + 2, y + 4, str(place), size=10)


def _axes(end: float, step: float) -> Iterable[str]:
    bottom, right = _TOP + _SIDE, _WIDTH - 40
    yield svg.line(_LEFT, bottom, right, bottom)
    yield svg.line(_LEFT, _TOP, _LEFT, bottom)
    for percent in range(0, 101, 20):
        y = bottom - _SIDE * percent / 100
        yield svg.text(_LEFT - 8, y + 4, f"{percent}%", size=12, anchor="end")
    for n in range(int(end / step) + 1):
        x = _LEFT + (right - _LEFT) * n * step / end
        yield svg.text(x, bottom + 18, f"{n * step:g}", size=12, anchor="middle")
    yield svg.text((_LEFT + right) / 2, bottom + 40, "Median progression-free survival, months", anchor="middle")
    yield svg.text(_LEFT, _TOP - 10, "Response")


def _in_words(bubble: Bubble) -> str:
    patients = f"{bubble.patients} patients" if bubble.patients else "number of patients not known"
    treatment = "" if bubble.treatment in bubble.name else f" ({bubble.treatment})"
    return f"{bubble.name}{treatment}: response {bubble.response:g}%, {bubble.months:g} months, {patients}"
