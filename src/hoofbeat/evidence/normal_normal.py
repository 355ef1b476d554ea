"""The normal-normal model: inverse-variance pooling of estimates that come with a standard error.

For log hazard ratios, log odds ratios and log risk ratios, and, with logits, as a cross-check on pooled
rates. Fixed effect, DerSimonian and Laird 1986, and restricted maximum likelihood (Viechtbauer 2005,
10.3102/10769986030003261); limits from the normal distribution, or by Knapp and Hartung with a factor never
below one (Roever, Knapp and Friede 2015, 10.1186/s12874-015-0091-1: the plain factor shrinks to nothing when
studies happen to agree).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from hoofbeat.evidence.binomial_normal import Floats

Weighting = Literal["fixed", "DL", "REML"]


@dataclass(frozen=True)
class NormalFit:
    """A pooled estimate on the scale of the input, with its heterogeneity.

    `q` is Cochran's statistic on `df` degrees of freedom, `i2` the share (0 to 1) of the variance that lies
    between the studies, `factor` the Knapp-Hartung factor before it is held at one.
    """

    weighting: Weighting
    estimate: float
    se: float
    tau2: float
    q: float
    df: int
    i2: float
    factor: float

    @property
    def q_p(self) -> float:
        """Probability of so large a `q` if all studies measured the same; 1 for a single study."""
        from scipy.special import chdtrc

        return float(chdtrc(self.df, self.q)) if self.df else 1.0

    def wald(self, level: float = 0.95) -> tuple[float, float]:
        """Limits from the normal distribution."""
        from scipy.special import ndtri

        return self._limits(float(ndtri(0.5 + level / 2)), self.se)

    def knapp_hartung(self, level: float = 0.95) -> tuple[float, float]:
        """Conservative Knapp-Hartung limits: t with K - 1 degrees of freedom, factor at least one."""
        return self._limits(self._t(level), self.conservative_se)

    def prediction(self, level: float = 0.95) -> tuple[float, float]:
        """Limits for the true value in a new study: t with K - 1 degrees of freedom, as in metafor."""
        return self._limits(self._t(level), math.hypot(self.conservative_se, math.sqrt(self.tau2)))

    @property
    def conservative_se(self) -> float:
        """The standard error with the Knapp-Hartung factor, where that is above one."""
        return self.se * math.sqrt(max(1.0, self.factor))

    def _t(self, level: float) -> float:
        from scipy.special import stdtrit

        return float(stdtrit(self.df, 0.5 + level / 2)) if self.df else math.inf

    def _limits(self, quantile: float, spread: float) -> tuple[float, float]:
        return self.estimate - quantile * spread, self.estimate + quantile * spread


def logits(k: Any, n: Any) -> tuple[Floats, Floats]:
    """Logit and variance of each study; one half is added only where it has no events, or nothing else."""
    k, n = np.asarray(k, float), np.asarray(n, float)
    extreme = (k == 0) | (k == n)
    events, patients = np.where(extreme, k + 0.5, k), np.where(extreme, n + 1, n)
    return np.log(events / (patients - events)), 1 / events + 1 / (patients - events)


def fixed_effect(y: Any, v: Any) -> NormalFit:
    """Every study measures the same: weights 1 / v."""
    return _pooled(np.asarray(y, float), np.asarray(v, float), 0.0, "fixed")


def dersimonian_laird(y: Any, v: Any) -> NormalFit:
    """Random effects, tau2 by the method of moments."""
    y, v = np.asarray(y, float), np.asarray(v, float)
    return _pooled(y, v, _moment_tau2(y, v), "DL")


def reml(y: Any, v: Any) -> NormalFit:
    """Random effects, tau2 by restricted maximum likelihood (Fisher scoring from the moment estimate)."""
    y, v = np.asarray(y, float), np.asarray(v, float)
    tau2 = _moment_tau2(y, v)
    height = _restricted_likelihood(y, v, tau2)
    for _ in range(500):
        step = _scoring_step(y, v, tau2)
        there = max(0.0, tau2 + step)
        higher = _restricted_likelihood(y, v, there)
        while higher < height - 1e-12 * abs(height) and abs(there - tau2) > 1e-14:
            step /= 2
            there = max(0.0, tau2 + step)
            higher = _restricted_likelihood(y, v, there)
        moved, tau2, height = abs(there - tau2), there, higher
        if moved < 1e-13 * (1 + tau2):
            break
    return _pooled(y, v, tau2, "REML")


def _moment_tau2(y: Floats, v: Floats) -> float:
    if len(y) < 2:
        return 0.0
    w = 1 / v
    mean = (w * y).sum() / w.sum()
    q = (w * (y - mean) ** 2).sum()
    return max(0.0, float((q - (len(y) - 1)) / (w.sum() - (w * w).sum() / w.sum())))


def _scoring_step(y: Floats, v: Floats, tau2: float) -> float:
    w = 1 / (v + tau2)
    total, squares, cubes = float(w.sum()), float((w**2).sum()), float((w**3).sum())
    rest = y - (w * y).sum() / total
    score = float((w * w * rest * rest).sum()) - (total - squares / total)
    information = squares - 2 * cubes / total + (squares / total) ** 2
    return score / information if information > 0 else 0.0


def _restricted_likelihood(y: Floats, v: Floats, tau2: float) -> float:
    w = 1 / (v + tau2)
    rest = y - (w * y).sum() / w.sum()
    return float(np.log(w).sum() - np.log(w.sum()) - (w * rest * rest).sum()) / 2


def _pooled(y: Floats, v: Floats, tau2: float, weighting: Weighting) -> NormalFit:
    exact = 1 / v
    mean = (exact * y).sum() / exact.sum()
    q, df = float((exact * (y - mean) ** 2).sum()), len(y) - 1
    w = 1 / (v + tau2)
    estimate = float((w * y).sum() / w.sum())
    factor = float((w * (y - estimate) ** 2).sum() / df) if df else 1.0
    if weighting == "fixed":
        i2 = max(0.0, 1 - df / q) if q > 0 else 0.0
    elif df:
        # the variance of a typical study (Higgins and Thompson 2002, 10.1002/sim.1186)
        typical = float(df * exact.sum() / (exact.sum() ** 2 - (exact**2).sum()))
        i2 = tau2 / (tau2 + typical)
    else:
        i2 = 0.0
    return NormalFit(weighting, estimate, float(1 / math.sqrt(w.sum())), tau2, q, df, i2, factor)
