"""Claims of pooled response rates, labeled with what the studies counted state and with nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hoofbeat.ask.claims import Claim, Role
from hoofbeat.ask.figures import DIFFERENTIATED, site_words
from hoofbeat.ask.records import templates
from hoofbeat.evidence.choose import Counted
from hoofbeat.evidence.pooled import PooledResponse
from hoofbeat.evidence.told import Told, told_of, untold
from hoofbeat.knowledge import Knowledge

_ANY = "any neuroendocrine neoplasm"


def of_pooled(
    pooled: PooledResponse, knowledge: Knowledge, role: Role = "number", beside: Sequence[str] = ()
) -> list[Claim]:
    """The claims of a pooled rate: the rate with its interval, and what a new study might show; none across mechanisms.

    Args:
        pooled: the rate.
        knowledge: the records.
        role: its place in the answer.
        beside: what else the question asks that the studies counted do not tell.
    """
    from hoofbeat.evidence.pool import Refused

    if pooled.result is None or knowledge.treatments[pooled.treatment].several_mechanisms:
        return []
    name = knowledge.treatments[pooled.treatment].name
    cites = tuple(dict.fromkeys(c.study.id for c in pooled.counted))
    population = stated_by(pooled.counted)
    key = f"pooled {pooled.treatment}"
    if isinstance(pooled.result, Refused):
        return [Claim("not_pooled", name, pooled.result.why, cites, role, population=population, key=key)]
    studies, result = len(pooled.counted), pooled.result
    missing = "; ".join([*untold(told_of(pooled.counted, pooled.profile)), *beside])
    percent = _percent(result.estimate)
    slots = {
        "low": _percent(result.ci_low),
        "high": _percent(result.ci_high),
        "n": str(sum(c.count.total for c in pooled.counted)),
        "studies": f"{studies} studies",
        "hundred": percent,
        "population": population,
        "directness": f" ({missing})" if missing else "",
        "directness_plain": templates().words.directness_plain["indirect"] if missing else "",
    }
    predicate = "pooled" if studies > 1 else "pooled_one"
    shared: dict[str, Any] = {"unit": "%", "population": population}
    claims = [Claim(predicate, name, percent, cites, role, certainty=missing, slots=slots, key=key, **shared)]
    if studies > 1 and result.pi_low is not None and result.pi_high is not None:
        span = {"low": _percent(result.pi_low), "high": _percent(result.pi_high)}
        key = f"prediction {pooled.treatment}"
        claims.append(Claim("prediction", name, span["low"], cites, role, slots=span, key=key, **shared))
    return claims


def stated_by(counted: Sequence[Counted]) -> str:
    """Whom a pool is of: only what every study in it states."""
    kinds = {c.population.differentiation for c in counted}
    lines = {None if c.line is None else str(c.line) for c in counted}
    line = next(iter(lines)) if len(lines) == 1 else None
    parts = [
        site_words(_of_all([c.population.sites for c in counted])),
        DIFFERENTIATED.get(next(iter(kinds)) or "", "") if len(kinds) == 1 else "",
        ", ".join(sorted(_of_all([list(c.population.grades) for c in counted]))),
        f"line {line}" if line is not None and line[0].isdigit() else "",
    ]
    return ", ".join(p for p in parts if p) or _ANY


def _of_all(stated: Sequence[list[str]]) -> list[str]:
    """The values that groups state, together; none where one of them does not tell."""
    return list(dict.fromkeys(v for values in stated for v in values)) if all(stated) else []


def is_near(pooled: PooledResponse) -> bool:
    """Whether all that is pooled is stated to be of the kind asked for, and of its site or its grade."""
    told: dict[str, Told] = {t.name: t for t in told_of(pooled.counted, pooled.profile)}
    stated = {name for name, one in told.items() if one.by_all}
    asked = {"site", "grade"} & told.keys()
    return ("differentiation" in stated or "differentiation" not in told) and (not asked or bool(asked & stated))


def _percent(rate: float) -> str:
    return f"{100 * rate:.0f}"
