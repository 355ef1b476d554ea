"""Pooling of response rates: the typical rate, its interval, and what a new study may show.

One binomial-normal model, seen three ways: the headline on a Bayesian grid (`bayes_grid`), beside it maximum
likelihood (`binomial_normal`), and REML on logits with Knapp-Hartung limits as a cross-check
(`normal_normal`). Where the three part by more than a stated tolerance, the method line says so. One study
keeps its exact interval; studies too unlike to share a rate are not pooled. Never Freeman-Tukey, never a
correction to every study.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hoofbeat.evidence.bayes_grid import NarrowGridError, Posterior, posteriors
from hoofbeat.evidence.binomial_normal import Fit, NoFiniteMaximumError, UntrustworthyMaximumError, fit
from hoofbeat.evidence.counts import PoolingError, StudyCounts, Table, checked
from hoofbeat.evidence.exact import clopper_pearson
from hoofbeat.evidence.normal_normal import NormalFit, logits, reml

__all__ = [
    "Group",
    "LeftOut",
    "Pooled",
    "PoolingError",
    "Refused",
    "StudyCounts",
    "by_group",
    "leave_one_out",
    "pool_proportions",
]

LARGEST_TAU = 2.5
"""Between-study SD on the logit scale above which a typical rate means nothing: rates from 1 to 99 %."""
AGREE_POINTS = 0.03
AGREE_ODDS = 1.5
"""Two estimates agree when they are within 3 points of each other and their odds within a factor of 1.5."""


@dataclass(frozen=True)
class Pooled:
    """A pooled rate. Rates and limits are proportions, 0 to 1; `tau2` is a variance on the logit scale.

    The headline (`estimate`, `ci_*` for the typical rate, `pi_*` for the true rate of a new study, `tau2`) is
    that of `bayes`, or of one study alone; `i2` (0 to 1) that of the cross-check. What could not be computed
    is None.
    """

    level: float
    counts: Table
    estimate: float
    ci_low: float
    ci_high: float
    method: str
    bayes: Posterior | None = None
    sensitivity: Posterior | None = None
    likelihood: Fit | None = None
    likelihood_missing: str | None = None
    cross_check: NormalFit | None = None

    @property
    def pi_low(self) -> float | None:
        """Lower limit for the true rate of a new study."""
        return self.bayes.pi_low if self.bayes else None

    @property
    def pi_high(self) -> float | None:
        """Upper limit for the true rate of a new study."""
        return self.bayes.pi_high if self.bayes else None

    @property
    def tau2(self) -> float | None:
        """Variance between studies on the logit scale: the square of the posterior median of tau."""
        return self.bayes.tau**2 if self.bayes else None

    @property
    def i2(self) -> float | None:
        """Share of the variance of the logits that lies between studies, 0 to 1, from the cross-check."""
        return self.cross_check.i2 if self.cross_check else None

    @property
    def methods_agree(self) -> bool | None:
        """Whether the three estimates lie within the tolerance of each other; None where there is only one."""
        if not (self.bayes and self.likelihood and self.cross_check):
            return None
        return agree([self.bayes.estimate, _rate(self.likelihood.mu), _rate(self.cross_check.estimate)])

    @property
    def studies(self) -> int:
        """How many studies."""
        return len(self.counts)

    @property
    def total(self) -> int:
        """How many patients."""
        return sum(s.total for s in self.counts)

    @property
    def events(self) -> int:
        """How many of them responded."""
        return sum(s.events for s in self.counts)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, figures to ten decimals; `ml` has Wald limits on the logit, as metafor gives them."""
        headline = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2")
        plain: dict[str, Any] = {key: getattr(self, key) for key in headline}
        plain |= {"level": self.level, "studies": self.studies, "total": self.total, "events": self.events}
        plain |= {"crude": self.events / self.total, "method": self.method}
        plain["methods_agree"] = self.methods_agree
        plain |= {"ml": None, "ml_missing": self.likelihood_missing, "ml_t": None}
        if self.likelihood:
            plain |= _likelihood_dict(self.likelihood, self.level)
        plain["sensitivity"] = self.sensitivity.to_dict() if self.sensitivity else None
        plain["cross_check"] = _cross_check_dict(self.cross_check, self.level) if self.cross_check else None
        rounded: dict[str, Any] = _rounded(plain)
        return {**rounded, "table": study_table(self.counts, self.level)}


@dataclass(frozen=True)
class Refused:
    """Studies that were not pooled, and why."""

    why: str
    level: float
    counts: Table

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the reason, and every study with its exact interval."""
        return {
            "refused": self.why,
            "level": self.level,
            "studies": len(self.counts),
            "total": sum(s.total for s in self.counts),
            "events": sum(s.events for s in self.counts),
            "table": study_table(self.counts, self.level),
        }


@dataclass(frozen=True)
class LeftOut:
    """What the other studies say when `study` is left out."""

    study: str
    result: Pooled | Refused

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"left_out": self.study, **self.result.to_dict()}


@dataclass(frozen=True)
class Group:
    """What the studies of one subgroup say."""

    group: str
    result: Pooled | Refused

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {"group": self.group, **self.result.to_dict()}


def pool_proportions(studies: Sequence[StudyCounts], level: float = 0.95) -> Pooled | Refused:
    """Pool the rates of `studies`, in any order; the same studies give the same figures.

    Raises PoolingError when a count is impossible, a study is named twice, or there is none.
    """
    counts = checked(studies, level)
    if len(counts) == 1:
        return _single(counts, level)
    ordered = sorted(counts, key=lambda s: (s.total, s.events, s.study))
    k, n = [s.events for s in ordered], [s.total for s in ordered]
    likelihood: Fit | None = None
    missing: str | None = None
    try:
        likelihood = fit(k, n)
    except NoFiniteMaximumError:
        missing = _no_maximum(sum(k))
    except UntrustworthyMaximumError as why:
        return Refused(_too_unlike(counts, why.tau, str(why)), level, counts)
    if likelihood and likelihood.tau2 > LARGEST_TAU**2:
        return Refused(_too_unlike(counts, math.sqrt(likelihood.tau2)), level, counts)
    try:
        bayes, sensitivity = posteriors(k, n, level=level)
    except NarrowGridError as why:
        return Refused(f"The studies cannot be pooled: {why}.", level, counts)
    check = reml(*logits(k, n)) if likelihood else None
    method = _method(len(counts), bayes, likelihood, missing, check)
    return Pooled(
        level,
        counts,
        bayes.estimate,
        bayes.ci_low,
        bayes.ci_high,
        method,
        bayes,
        sensitivity,
        likelihood,
        missing,
        check,
    )


def leave_one_out(studies: Sequence[StudyCounts], level: float = 0.95) -> list[LeftOut]:
    """Pool again without each study in turn, in the order given; a single study leaves nothing to do.

    Raises PoolingError as `pool_proportions` does.
    """
    counts = checked(studies, level)
    if len(counts) == 1:
        return []
    return [LeftOut(s.study, pool_proportions([o for o in counts if o is not s], level)) for s in counts]


def by_group(studies: Sequence[StudyCounts], level: float = 0.95) -> list[Group]:
    """Pool each group by itself, groups in alphabetical order; studies without a group come last, as "not
    stated".

    Raises PoolingError as `pool_proportions` does.
    """
    counts = checked(studies, level)
    named = sorted({s.group for s in counts if s.group is not None})
    groups = [Group(g, pool_proportions([s for s in counts if s.group == g], level)) for g in named]
    rest = [s for s in counts if s.group is None]
    return [*groups, Group("not stated", pool_proportions(rest, level))] if rest else groups


def study_table(counts: Table, level: float) -> list[dict[str, Any]]:
    """Every study with its rate and exact interval, in the order given."""
    rows = []
    for study in counts:
        low, high = clopper_pearson(study.events, study.total, level)
        rate = study.events / study.total
        rows.append(study.to_dict() | _rounded({"rate": rate, "ci_low": low, "ci_high": high}))
    return rows


def _single(counts: Table, level: float) -> Pooled:
    (only,) = counts
    low, high = clopper_pearson(only.events, only.total, level)
    method = "One study: its own rate with the exact (Clopper-Pearson) interval; nothing is pooled."
    missing = "one study: nothing to pool"
    return Pooled(level, counts, only.events / only.total, low, high, method, likelihood_missing=missing)


def _no_maximum(events: int) -> str:
    what = "nobody responded" if events == 0 else "everybody responded"
    return f"{what} in any study, so the likelihood has no finite maximum"


def _too_unlike(counts: Table, tau: float, trouble: str = "") -> str:
    rates = [s.events / s.total for s in counts]
    if tau <= LARGEST_TAU:
        return f"The likelihood has no clear maximum ({trouble}), so no typical rate is given."
    spread = f"{tau:.1f}" if tau < 2 * LARGEST_TAU else f"more than {2 * LARGEST_TAU:g}"
    return (
        f"The studies are too unlike to share one rate: they range from {min(rates):.0%} to {max(rates):.0%}, "
        f"with a between-study SD of {spread} on the logit scale (pooled up to {LARGEST_TAU})"
        + (f"; {trouble}." if trouble else ".")
    )


def _method(
    studies: int, bayes: Posterior, likelihood: Fit | None, missing: str | None, check: NormalFit | None
) -> str:
    """One line: the model, the priors, and whether the other two methods agree."""
    line = (
        f"{'Two' if studies == 2 else studies} studies: binomial-normal model on a deterministic grid, "
        f"typical rate uniform, between-study SD half-normal({bayes.scale:g}) on the logit scale."
    )
    if likelihood is None or check is None:
        return f"{line} No maximum-likelihood estimate: {missing}."
    rates = [bayes.estimate, _rate(likelihood.mu), _rate(check.estimate)]
    beside = f"maximum likelihood {rates[1]:.1%}, REML with Knapp-Hartung {rates[2]:.1%}"
    if agree(rates):
        return f"{line} The other methods agree: {beside}."
    tolerance = f"{100 * AGREE_POINTS:g} percentage points, odds ratio {AGREE_ODDS:g}"
    return f"{line} The methods differ by more than {tolerance}: this one {rates[0]:.1%}, {beside}."


def agree(rates: Sequence[float]) -> bool:
    """Whether estimates of one rate (0 to 1, exclusive) lie within the declared tolerance of each other."""
    low, high = min(rates), max(rates)
    return high - low <= AGREE_POINTS and (high / (1 - high)) / (low / (1 - low)) <= AGREE_ODDS


def _rate(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _likelihood_dict(likelihood: Fit, level: float) -> dict[str, Any]:
    low, high = likelihood.wald(level)
    t_low, t_high = likelihood.student(level)
    new_low, new_high = likelihood.prediction(level)
    estimate = _rate(likelihood.mu)
    ml = {"estimate": estimate, "ci_low": low, "ci_high": high, "tau2": likelihood.tau2}
    return {
        "ml": {**ml, "logit": likelihood.mu, "logit_se": likelihood.se},
        "ml_t": {
            "estimate": estimate,
            "ci_low": t_low,
            "ci_high": t_high,
            "pi_low": new_low,
            "pi_high": new_high,
            "df": likelihood.studies - 1,
        },
    }


def _cross_check_dict(check: NormalFit, level: float) -> dict[str, Any]:
    low, high = (_rate(x) for x in check.knapp_hartung(level))
    return {
        "method": "logit, REML, conservative Knapp-Hartung",
        "estimate": _rate(check.estimate),
        "ci_low": low,
        "ci_high": high,
        "tau2": check.tau2,
        "i2": check.i2,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 10)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value
