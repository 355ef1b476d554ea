"""Randomized comparisons of the records, pooled by inverse variance where two or more studies made the same one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hoofbeat.evidence.filters import Filters, design_fits
from hoofbeat.evidence.rows import population_words
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Contrast, Study

if TYPE_CHECKING:
    from hoofbeat.evidence.contrasts import PooledRatio

_ANALYSES = ("final", "updated", "primary", None, "secondary", "interim", "exploratory")
_RANDOMIZED = "randomized"


@dataclass(frozen=True)
class Comparison:
    """One treatment against another for one endpoint: the ratios of the studies that made it, and what they add up to."""

    treatment: str
    comparator: str
    endpoint: str
    contrasts: tuple[tuple[Study, Contrast], ...]
    pooled: PooledRatio

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the ratio (above 1 favors the comparator for hazards), its limits, and each study's own."""
        sources = [
            {
                "study": s.id,
                "population": population_words(s.population),
                "contrast": c.id,
                "source": c.source,
                "at": c.at,
            }
            for s, c in self.contrasts
        ]
        named = {"treatment": self.treatment, "comparator": self.comparator, "endpoint": self.endpoint}
        return {**named, **self.pooled.to_dict(), "contrasts": sources}


def _usable(study: Study, knowledge: Knowledge, as_of: dt.date) -> Iterator[tuple[tuple[str, str, str, str], Contrast]]:
    """The whole-population ratios of a randomized study that stand and have limits, by what they compare."""
    if not design_fits(study.design, _RANDOMIZED):
        return
    treatments = {arm.id: arm.treatment for arm in study.arms}
    for contrast in study.contrasts:
        ratio = contrast.hazard_ratio or contrast.odds_ratio
        whole = contrast.subgroup is None and contrast.superseded_by is None and len(contrast.arms) == 2
        if whole and ratio and contrast.ci_low and contrast.ci_high:
            if knowledge.sources[contrast.source].published > as_of:
                continue
            one, other = (treatments[arm] for arm in contrast.arms)
            yield (one, other, contrast.endpoint, "HR" if contrast.hazard_ratio else "OR"), contrast


def comparisons(knowledge: Knowledge, asked: Filters, as_of: dt.date, fewest: int = 1) -> list[Comparison]:
    """Every comparison of the treatment asked for (all, if none), made by at least `fewest` studies, once each.

    Of several ratios of one study the final analysis counts before an updated, primary, secondary or interim one.
    """
    from hoofbeat.evidence.contrasts import Ratio, pool_ratios  # late: it loads the numerical libraries

    found: dict[tuple[str, str, str, str], dict[str, tuple[Study, Contrast]]] = {}
    for study in knowledge.studies.values():
        for key, contrast in _usable(study, knowledge, as_of):
            held = found.setdefault(key, {}).get(study.id)
            if held is None or _ANALYSES.index(contrast.analysis) < _ANALYSES.index(held[1].analysis):
                found[key][study.id] = (study, contrast)
    made = []
    for (one, other, endpoint, measure), studies in sorted(found.items()):
        table = knowledge.treatments
        wanted = asked.treatment is None or any(table.is_a(t, asked.treatment) for t in (one, other))
        if not wanted or asked.endpoint not in (None, endpoint) or len(studies) < fewest:
            continue
        pairs = tuple(studies.values())
        ratios = [
            Ratio(
                s.id,
                float(c.hazard_ratio or c.odds_ratio or 0),
                float(c.ci_low or 0),
                float(c.ci_high or 0),
                c.ci_level / 100,
            )
            for s, c in pairs
        ]
        made.append(Comparison(one, other, endpoint, pairs, pool_ratios(ratios, "HR" if measure == "HR" else "OR")))
    return made
