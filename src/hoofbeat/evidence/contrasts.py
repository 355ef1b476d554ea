"""Pooling of ratios between arms: hazard ratios as reported, odds and risk ratios as reported or from counts.

Inverse-variance weights on the logarithm. With few comparisons neither heterogeneity nor its estimate can be
trusted, so the headline is the common effect below five comparisons and random effects (REML, conservative
Knapp-Hartung) from five on; the number decides, never the data, and the other answer always stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from hoofbeat.errors import Problem
from hoofbeat.evidence.counts import PoolingError, StudyCounts, check_level, count_problems
from hoofbeat.evidence.normal_normal import NormalFit, dersimonian_laird, fixed_effect, reml

Measure = Literal["HR", "OR", "RR"]

RANDOM_FROM = 5
"""From this many comparisons on, random effects are the headline."""
UNLIKE = 0.1
"""Probability of Cochran's Q below which the comparisons are said to disagree."""
LOPSIDED = 0.1
"""How far a ratio may lie from the middle of its limits, in widths of the interval, before it is remarked on."""


@dataclass(frozen=True)
class Ratio:
    """One comparison: the ratio with its confidence limits, as reported, and the level they were given at."""

    study: str
    ratio: float
    ci_low: float
    ci_high: float
    level: float = 0.95

    @property
    def log_ratio(self) -> float:
        """Natural logarithm of the ratio."""
        return math.log(self.ratio)

    @property
    def variance(self) -> float:
        """Variance of the logarithm, from the width of the interval."""
        from scipy.special import ndtri

        width = math.log(self.ci_high) - math.log(self.ci_low)
        return (width / (2 * float(ndtri(0.5 + self.level / 2)))) ** 2

    @property
    def lopsided(self) -> bool:
        """Whether the ratio is far from the middle of its limits on the log scale: a misprint, or not a Wald interval."""
        low, high = math.log(self.ci_low), math.log(self.ci_high)
        return abs(self.log_ratio - (low + high) / 2) > LOPSIDED * (high - low)


@dataclass(frozen=True)
class PooledRatio:
    """A pooled ratio; `fit` is the headline, on the log scale, and `tau2` there is its variance between studies."""

    measure: Measure
    level: float
    ratios: tuple[Ratio, ...]
    fixed: NormalFit
    random: NormalFit
    moments: NormalFit

    @property
    def random_headline(self) -> bool:
        """Whether there are enough comparisons for random effects to be the headline."""
        return len(self.ratios) >= RANDOM_FROM

    @property
    def fit(self) -> NormalFit:
        """The model of the headline."""
        return self.random if self.random_headline else self.fixed

    @property
    def method(self) -> str:
        """One line: the model, and whether the comparisons disagree."""
        if len(self.ratios) == 1:
            return "One comparison, as reported; nothing is pooled."
        count = f"{'Two' if len(self.ratios) == 2 else len(self.ratios)} comparisons, inverse variance: "
        if self.random_headline:
            line = "random effects (REML) with conservative Knapp-Hartung limits; the common effect beside it."
        else:
            line = f"common effect, random effects beside it (fewer than {RANDOM_FROM} comparisons)."
        if self.fixed.q_p >= UNLIKE:
            return count + line
        return f"{count}{line} They disagree (p = {self.fixed.q_p:.2g}): read the random effects."

    def to_dict(self) -> dict[str, Any]:
        """Plain data; ratios, not logarithms, except `tau2`; `i2` is a share, 0 to 1."""
        headline = _limits(self.fit, self.level, wald=not self.random_headline)
        plain: dict[str, Any] = {"measure": self.measure, **headline, "level": self.level}
        plain |= {"studies": len(self.ratios), "tau2": _round(self.random.tau2), "i2": _round(self.fixed.i2)}
        plain |= {"q": _round(self.fixed.q), "q_p": _round(self.fixed.q_p), "method": self.method}
        plain["fixed"] = _limits(self.fixed, self.level, wald=True)
        plain["random"] = _limits(self.random, self.level, wald=False) if self.random.df else None
        plain["random_wald"] = _limits(self.moments, self.level, wald=True) | {"weights": self.moments.weighting}
        plain["table"] = [
            {"study": r.study, "ratio": r.ratio, "ci_low": r.ci_low, "ci_high": r.ci_high, "lopsided": r.lopsided}
            for r in self.ratios
        ]
        return plain


def pool_ratios(ratios: Sequence[Ratio], measure: Measure, level: float = 0.95) -> PooledRatio:
    """Pool ratios of one measure; a single one comes back as it was.

    Raises PoolingError when there is none, when a ratio lies outside its limits, or a study is named twice.
    """
    if measure not in get_args(Measure):
        raise PoolingError(Problem("measure", f"is {measure!r}.", f"One of {', '.join(get_args(Measure))}."))
    problems = [p for ratio in ratios for p in _ratio_problems(ratio)]
    names = [r.study for r in ratios]
    twice = sorted({name for name in names if names.count(name) > 1})
    problems += [Problem(f"study {name!r}", "is listed twice.", "Count nobody twice.") for name in twice]
    if not ratios:
        problems.append(Problem("ratios", "there is no comparison to pool.", "At least one is needed."))
    if problems:
        raise PoolingError(problems)
    check_level(level)
    ordered = sorted(ratios, key=lambda r: (r.log_ratio, r.variance, r.study))
    y, v = [r.log_ratio for r in ordered], [r.variance for r in ordered]
    return PooledRatio(measure, level, tuple(ratios), fixed_effect(y, v), reml(y, v), dersimonian_laird(y, v))


def ratio_from_counts(
    treated: StudyCounts, control: StudyCounts, measure: Literal["OR", "RR"], level: float = 0.95
) -> Ratio:
    """Odds or risk ratio of two arms with Wald limits; one half is added to all four cells where one is
    empty.

    The comparison takes its name from `treated`. Raises PoolingError for impossible counts, and where neither
    arm, or everybody in both, responded: such a comparison says nothing about a ratio.
    """
    from scipy.special import ndtri

    problems = count_problems(treated, f"study {treated.study!r}")
    problems += count_problems(control, f"study {treated.study!r}, control")
    if measure not in ("OR", "RR"):
        problems.append(Problem("measure", f"is {measure!r}.", "OR or RR."))
    if not problems and treated.events + control.events in (0, treated.total + control.total):
        what = "nobody, or everybody, responded in both arms."
        problems.append(Problem(f"study {treated.study!r}", what, "It tells nothing about a ratio: leave it out."))
    if problems:
        raise PoolingError(problems)
    check_level(level)
    cells = [treated.events, treated.total - treated.events, control.events, control.total - control.events]
    a, b, c, d = (cell + (0.5 if 0 in cells else 0.0) for cell in cells)
    if measure == "OR":
        log_ratio, variance = math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    else:
        log_ratio = math.log(a / (a + b) / (c / (c + d)))
        variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    half = float(ndtri(0.5 + level / 2)) * math.sqrt(variance)
    low, high = math.exp(log_ratio - half), math.exp(log_ratio + half)
    return Ratio(treated.study, math.exp(log_ratio), low, high, level)


def _ratio_problems(ratio: Ratio) -> list[Problem]:
    where = f"study {ratio.study!r}"
    if not all(math.isfinite(x) and x > 0 for x in (ratio.ratio, ratio.ci_low, ratio.ci_high)):
        return [Problem(where, "a ratio or limit is not a number above 0.", "Ratios, not logarithms, are needed.")]
    if not ratio.ci_low <= ratio.ratio <= ratio.ci_high or ratio.ci_low == ratio.ci_high:
        what = f"the ratio {ratio.ratio:g} is not inside its limits {ratio.ci_low:g} to {ratio.ci_high:g}."
        return [Problem(where, what, "The lower limit comes first.")]
    if not 0.5 < ratio.level < 1:
        return [Problem(where, f"the level is {ratio.level}.", "A level such as 0.95 is needed.")]
    return []


def _limits(fit: NormalFit, level: float, wald: bool) -> dict[str, Any]:
    low, high = fit.wald(level) if wald else fit.knapp_hartung(level)
    return {
        "estimate": _round(math.exp(fit.estimate)),
        "ci_low": _round(math.exp(low)),
        "ci_high": _round(math.exp(high)) if high < 700 else None,
    }


def _round(value: float) -> float:
    return round(value, 10)
