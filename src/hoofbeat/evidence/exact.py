"""The exact interval for one proportion (Clopper and Pearson, Biometrika 1934;26:404)."""

from __future__ import annotations


def clopper_pearson(events: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Lower and upper limit of a proportion, 0 to 1, with at least `level` coverage whatever the true rate.

    Beta quantiles; the limit is exactly 0 with no event and exactly 1 with nothing but events. The counts are
    taken as checked (`counts.checked`).
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, total - events + 1, tail))
    high = 1.0 if events == total else float(betaincinv(events + 1, total - events, 1 - tail))
    return low, high
