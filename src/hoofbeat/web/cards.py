"""Options as comparable cards: the same rows in the same order for each, filled from the explanation object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hoofbeat.advice.result import Advice, OptionShown, StatementShown
from hoofbeat.evidence.rows import ResultRow, all_rows
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import Source

MOST_FIGURES = 3
"""Figures of one kind on a card; the rest is counted and one click away."""
_AGAINST = ("avoid", "contraindicated")
_RANK = {"direct": 0, "indirect": 1, "extrapolated": 2}
_ENDPOINTS = {"response": ("orr",), "control": ("pfs", "ttp"), "survival": ("os",)}


@dataclass(frozen=True)
class Figure:
    """One figure of one study, as printed, with whom and where. `percent`, `low`, `high`: 0 to 100, for the drawing."""

    text: str
    study: str
    name: str
    patients: int | None
    directness: str
    source: str
    at: str
    percent: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of one kind that are nearest to the case, and how many more there are."""

    shown: tuple[Figure, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Card:
    """An option with what its rows hold."""

    option: OptionShown
    decides: StatementShown | None
    also: tuple[StatementShown, ...]
    notes: tuple[StatementShown, ...]
    response: Figures
    control: Figures
    survival: Figures
    toxicity: Figures
    route: tuple[str, ...]
    emetogenic: str | None
    graded: str
    bodies: tuple[str, ...]
    against: bool
    member_name: str | None = None
    pooled: Mapping[str, Any] = field(default_factory=dict)


def cards_of(advice: Advice, knowledge: Knowledge) -> tuple[list[Card], list[Card]]:
    """The cards of what may be chosen, and of what is excluded or declined, each in the order of the advice."""
    heads = {o.treatment: {s.id for s in o.statements} for o in advice.options}
    cards = [_card(option, knowledge, heads.get(option.member_of or "", set())) for option in advice.options]
    usable = [c for c in cards if not c.against]
    return usable, [c for c in cards if c.against]


def _card(option: OptionShown, knowledge: Knowledge, shown: set[str]) -> Card:
    """The card of an option; what stands on the card of its family (`shown`) is not said twice."""
    record = knowledge.treatments[option.treatment]
    said = option.statements
    decides = next((s for s in said if s.role == "decides"), None)
    also = tuple(s for s in said if s.role == "applies")
    standing = ([decides] if decides else []) + list(also)
    near = {kind: _nearest(option, endpoints) for kind, endpoints in _ENDPOINTS.items()}
    return Card(
        option=option,
        decides=decides,
        also=tuple(s for s in also if s.id not in shown),
        notes=tuple(s for s in said if s.role in ("note", "superseded") and s.id not in shown),
        **near,
        toxicity=_severe(knowledge, option.treatment),
        route=tuple(record.route),
        emetogenic=record.emetogenic,
        graded=graded_words(decides.graded) if decides else "",
        bodies=tuple(dict.fromkeys(source_name(knowledge.sources[s.source]) for s in standing)),
        against=option.position in _AGAINST or option.declined,
        member_name=knowledge.treatments[option.member_of].name if option.member_of else None,
        pooled=option.evidence.pooled,
    )


def source_name(source: Source) -> str:
    """How a source is called in a row: its short name."""
    return source.short


def graded_words(graded: Mapping[str, str]) -> str:
    """Strength and quality as the source itself graded them; said plainly where it did not."""
    parts = [f"{key} {graded[key]}" for key in ("strength", "level", "category") if graded.get(key)]
    if not parts:
        return "not graded by the source"
    system = graded.get("system", "")
    return f"{', '.join(parts)}{f' ({system})' if system and system != 'none' else ''}"


def _nearest(option: OptionShown, endpoints: Iterable[str]) -> Figures:
    found: list[Figure] = []
    seen: set[tuple[str, str]] = set()
    for arm in sorted(option.evidence.arms, key=lambda a: _RANK.get(str(a["directness"]), 3)):
        for result in arm["results"]:
            if result["endpoint"] in endpoints and not result.get("superseded_by"):
                figure = _figure(arm, result)
                key = (figure.study, figure.text)
                if figure.text and key not in seen:
                    seen.add(key)
                    found.append(figure)
    first: dict[str, Figure] = {}
    for figure in found:
        first.setdefault(figure.study, figure)
    shown = list(first.values())
    return Figures(tuple(shown[:MOST_FIGURES]), max(0, len(shown) - MOST_FIGURES))


def _number(text: Any) -> float | None:
    return float(text) if text is not None else None


def _figure(arm: Mapping[str, Any], result: Mapping[str, Any]) -> Figure:
    return Figure(
        text=figure_words(result),
        study=arm["study"],
        name=arm["name"],
        patients=result.get("evaluable") or arm.get("patients"),
        directness=arm["directness"],
        source=result["source"],
        at=result["at"],
        percent=_number(result.get("percent")),
        low=_number(result.get("ci_low")),
        high=_number(result.get("ci_high")),
    )


def figure_words(result: Mapping[str, Any]) -> str:
    """A figure as printed, with its limits where they are printed."""
    limits = ""
    if result.get("ci_low") is not None and result.get("ci_high") is not None:
        limits = f" ({result.get('ci_level') or 95}\u00a0%\u00a0CI {result['ci_low']} to {result['ci_high']})"
    if result.get("percent") is not None:
        counts = f", {result['responders']} of {result['evaluable']}" if result.get("responders") is not None and result.get("evaluable") else ""  # fmt: skip
        return f"{result['percent']} %{counts}{limits}"
    if result.get("median_months") is not None:
        return f"median {result['median_months']} month{'' if float(result['median_months']) == 1 else 's'}{limits}"
    if result.get("not_reached"):
        return "median not reached"
    for key, label in (("hazard_ratio", "hazard ratio"), ("odds_ratio", "odds ratio")):
        if result.get(key) is not None:
            return f"{label} {result[key]}{limits}"
    if result.get("value") is not None:
        return f"{result['value']}{' ' + result['unit'] if result.get('unit') else ''}{limits}"
    return "not reported" if result.get("not_reported") else ""


@lru_cache(maxsize=512)
def _severe(knowledge: Knowledge, treatment: str) -> Figures:
    """Severe toxicity (grade 3 to 4) reported for exactly this treatment, the largest groups first."""
    rows = [
        r
        for r in all_rows(knowledge)
        if r.treatment == treatment and r.endpoint == "toxicity_g3_4" and not r.superseded_by and r.comparator is None
    ]
    rows.sort(key=lambda r: -(r.evaluable or r.patients or 0))
    shown = [f for r in rows if (f := _severe_figure(r)).text]
    return Figures(tuple(shown[:MOST_FIGURES]), max(0, len(shown) - MOST_FIGURES))


def _severe_figure(row: ResultRow) -> Figure:
    plain = {name: getattr(row, name) for name in ("percent", "responders", "evaluable", "value", "unit", "not_reported", "ci_low", "ci_high", "ci_level")}  # fmt: skip
    text = figure_words(plain)
    return Figure(
        text=f"{row.event}: {text}" if row.event and text else text,
        study=row.study,
        name=row.name,
        patients=row.evaluable or row.patients,
        directness="",
        source=row.source,
        at=row.at,
        percent=_number(row.percent),
    )
