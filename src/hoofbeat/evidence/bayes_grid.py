"""The binomial-normal model with weak priors, summed on a grid: no sampler, no seed, the same figures.

k_i | theta_i ~ Binomial(n_i, expit(theta_i)), theta_i ~ N(mu, tau^2); mu ~ logistic(0, 1), so that the
typical rate is uniform on (0, 1); tau ~ half-normal(scale) (Friede 2017; Roever 2021, 10.1002/jrsm.1475, for
the choice of scale).

For every tau the posterior of mu is log-concave, so its mass lies between the first and last place that is worth
anything: each tau has its own places in mu, found by zooming. The counts enter through one table of likelihoods, which
serves every prior of tau.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hoofbeat.evidence.binomial_normal import Floats, gauss_hermite, log_binomial, modes

TYPICAL_SCALE = 1.0
SCEPTICAL_SCALE = 0.5

_NODES = 15
_WORTHLESS = 18.0
"""Places whose log-density is this far below the top are off the grid: exp(-18) is 1.5e-8."""
_EDGE_MASS = 1e-5
_WIDEST_MU, _WIDEST_TAU = 40.0, 9.0
_NEAR_ZERO = 0.1
"""tau = 0.1 sinh(x), at equal steps of x: close together near zero, where large studies decide between them."""
_COARSE = (13, 13)
_FINE = (65, 41)
_BATCH = 8192


Counts = Counter[tuple[float, float]]
"""How many studies had these responders and patients."""


class NarrowGridError(ArithmeticError):
    """Probability lies on the edge of the grid, so the figures would be cut short."""


@dataclass(frozen=True)
class Posterior:
    """What the data and the prior say: rates 0 to 1 (median and limits), tau on the logit scale (median)."""

    scale: float
    estimate: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float
    tau: float
    edge_mass: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data: estimate, limits, limits for a new study, tau2 and the prior's scale."""
        keys = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
        return {
            **{key: getattr(self, key) for key in keys},
            "tau2": self.tau**2,
            "tau_prior_scale": self.scale,
        }


@dataclass(frozen=True)
class _Grid:
    """Log-density of the data and of mu's prior at `mu` (a row of places for each tau) and `tau`, at equal `x`."""

    mu: Floats
    x: Floats
    log_density: Floats

    @property
    def tau(self) -> Floats:
        return np.asarray(_NEAR_ZERO * np.sinh(self.x))

    @property
    def steps(self) -> Floats:
        return np.asarray(self.mu[:, 1] - self.mu[:, 0])

    def log_x(self, scale: float) -> Floats:
        """Logarithm of the posterior density of each x, up to a constant."""
        top = self.log_density.max(axis=1)
        inside = np.exp(self.log_density - top[:, None]).sum(axis=1) * self.steps * np.cosh(self.x)
        return np.asarray(top + np.log(inside) - (self.tau / scale) ** 2 / 2)


def posteriors(
    k: Any,
    n: Any,
    scales: Sequence[float] = (TYPICAL_SCALE, SCEPTICAL_SCALE),
    level: float = 0.95,
    points: tuple[int, int] = _FINE,
) -> list[Posterior]:
    """One posterior for each prior scale of tau, from `k` responders out of `n` (counts as checked).

    The order of the studies does not matter, to the last digit. `points` (in mu for each tau, in tau) is there to see
    that a finer grid changes nothing. Raises NarrowGridError.
    """
    counts = Counter(sorted(zip((float(x) for x in k), (float(x) for x in n), strict=True)))
    grid = _zoom(counts, scales, points)
    typical = _below_by_tau(grid)
    return [_summary(grid, typical, scale, level) for scale in scales]


def _zoom(counts: Counts, scales: Sequence[float], points: tuple[int, int]) -> _Grid:
    low, high = 0.0, float(np.arcsinh(_WIDEST_TAU * max(scales) / _NEAR_ZERO))
    for _ in range(8):
        coarse = _columns(counts, np.linspace(low, high, _COARSE[1]))
        columns = [coarse.log_x(scale) for scale in scales]
        first, last = _around(np.any([c > c.max() - _WORTHLESS for c in columns], axis=0))
        before, (low, high) = high - low, (float(coarse.x[first]), float(coarse.x[last]))
        if high - low > 0.8 * before:
            break
    x = np.linspace(low, high, points[1])
    ends = (np.interp(x, coarse.x, coarse.mu[:, 0]), np.interp(x, coarse.x, coarse.mu[:, -1]))
    return _tabulate(counts, x, *ends, points[0])


def _columns(counts: Counts, x: Floats) -> _Grid:
    """For each tau, the places in mu that are worth anything."""
    low, high = np.full(len(x), -_WIDEST_MU), np.full(len(x), _WIDEST_MU)
    for _ in range(12):
        grid = _tabulate(counts, x, low, high, _COARSE[0])
        ends = [_around(row > row.max() - _WORTHLESS) for row in grid.log_density]
        before = high - low
        low = np.array([row[first] for row, (first, _) in zip(grid.mu, ends, strict=True)])
        high = np.array([row[last] for row, (_, last) in zip(grid.mu, ends, strict=True)])
        if ((high - low) > 0.8 * before).all():
            break
    return grid


def _around(worth: Any) -> tuple[int, int]:
    """Indices of the places just outside the first and the last that are worth something."""
    kept = np.flatnonzero(worth)
    return max(int(kept[0]) - 1, 0), min(int(kept[-1]) + 1, len(worth) - 1)


def _tabulate(counts: Counts, x: Floats, low: Floats, high: Floats, places: int) -> _Grid:
    mu = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, places)
    flat, tau = mu.ravel(), np.repeat(_NEAR_ZERO * np.sinh(x), places)
    total = -flat - 2 * np.logaddexp(0, -flat)
    k, n, times = (np.array(column)[:, None] for column in zip(*((*c, t) for c, t in counts.items()), strict=True))
    batch = max(1, _BATCH // flat.size)
    for first in range(0, len(k), batch):
        some = slice(first, first + batch)
        total += (times[some] * _log_marginal(flat, tau, k[some], n[some])).sum(axis=0)
    return _Grid(mu, x, total.reshape(mu.shape))


def _log_marginal(mu: Floats, tau: Floats, k: Floats, n: Floats) -> Floats:
    """Logarithm of the probability of k out of n, with the study's own rate integrated out: studies by places."""
    centre, spread = modes(mu, tau, k, n, enough=0.03)
    top = _log_density(mu, tau, centre, k, n)
    mass = np.zeros(top.shape)
    for z, log_weight in zip(*gauss_hermite(_NODES), strict=True):  # node by node: short arrays stay in the cache
        mass += np.exp(_log_density(mu, tau, centre + math.sqrt(2) * z * spread, k, n) - top + log_weight)
    return np.asarray(top + np.log(mass * spread) + log_binomial(k, n) - math.log(math.pi) / 2)


def _log_density(mu: Floats, tau: Floats, u: Floats, k: Floats, n: Floats) -> Floats:
    eta = mu + tau * u
    return np.asarray(k * eta - n * (np.maximum(eta, 0) + np.log1p(np.exp(-np.abs(eta)))) - u * u / 2)


def _summary(grid: _Grid, typical: tuple[Floats, Floats], scale: float, level: float) -> Posterior:
    from scipy.special import expit

    log_x = grid.log_x(scale)
    by_tau = np.exp(log_x - log_x.max())
    from_zero = grid.x[0] == 0
    if from_zero:
        by_tau[0] /= 2  # the integrand is even in x: the trapezoid rule gives its first place half a cell
    by_tau /= by_tau.sum()
    within = np.exp(grid.log_density - grid.log_density.max(axis=1, keepdims=True))
    within /= within.sum(axis=1, keepdims=True)
    edge = float(by_tau @ (within[:, 0] + within[:, -1]) + by_tau[-1] + (0.0 if from_zero else by_tau[0]))
    if edge > _EDGE_MASS:
        raise NarrowGridError(f"{edge:.1e} of the probability lies on the edge of the grid")
    tails = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    mesh, below = typical
    low, middle, high = (float(place) for place in expit(np.interp(tails, by_tau @ below, mesh)))
    new = expit(_new_study(grid, within * by_tau[:, None], tails))
    return Posterior(scale, middle, low, high, float(new[0]), float(new[2]), _median_tau(grid.x, log_x), edge)


def _below_by_tau(grid: _Grid) -> tuple[Floats, Floats]:
    """Places in mu, close together where the mass is, and for each tau the probability below them."""
    places, density = _refined(grid.mu, grid.log_density)
    below = np.cumsum((density[:, 1:] + density[:, :-1]) / 2, axis=1)
    below = np.concatenate([np.zeros((len(below), 1)), below / below[:, -1:]], axis=1)
    mesh = np.unique(places)
    mesh = mesh[:: max(1, len(mesh) // 2048)]
    return mesh, np.array([np.interp(mesh, row, done) for row, done in zip(places, below, strict=True)])


def _median_tau(x: Floats, log_density: Floats) -> float:
    if x[0] == 0:  # mirrored, so that the curve through the places is smooth at zero
        x = np.concatenate([-x[:0:-1], x])
        log_density = np.concatenate([log_density[:0:-1], log_density])
    places, density = _refined(x[None, :], log_density[None, :])
    below = np.cumsum(density[0]) - density[0] / 2
    middle = float(np.interp(0.75 if x[0] < 0 else 0.5, below / density.sum(), places[0]))
    return _NEAR_ZERO * math.sinh(middle)


def _refined(places: Floats, log_density: Floats, finer: int = 8) -> tuple[Floats, Floats]:
    """`finer` times as many places in each row, and the density there: a cubic through its logarithm."""
    ends = 2 * log_density[:, :2] - log_density[:, 1:3], 2 * log_density[:, -2:] - log_density[:, -3:-1]
    padded = np.concatenate([ends[0][:, :1], log_density, ends[1][:, 1:]], axis=1)[..., None]
    t = np.arange(finer) / finer
    between = (
        -t * (t - 1) * (t - 2) / 6 * padded[:, :-3]
        + (t + 1) * (t - 1) * (t - 2) / 2 * padded[:, 1:-2]
        - (t + 1) * t * (t - 2) / 2 * padded[:, 2:-1]
        + (t + 1) * t * (t - 1) / 6 * padded[:, 3:]
    )
    between = between.reshape(len(log_density), -1)
    cell = (places[:, 1:2] - places[:, :1]) / finer
    return places[:, :1] + cell * np.arange(between.shape[1]), np.exp(between - between.max(axis=1, keepdims=True))


def _new_study(grid: _Grid, mass: Floats, tails: Floats) -> Floats:
    """Quantiles of the logit of a new study's true rate: a mixture of N(mu, tau^2), by guarded Newton."""
    from scipy.special import ndtr, ndtri

    kept = mass > 3e-8
    weight = mass[kept] / mass[kept].sum()
    mu = grid.mu[kept]
    # a place stands for its whole cell, so no component is narrower than half a step
    spread = np.broadcast_to(np.maximum(grid.tau, grid.steps / 2)[:, None], mass.shape)[kept]
    low = np.full(len(tails), float((mu - 9 * spread).min()))
    high = np.full(len(tails), float((mu + 9 * spread).max()))
    middle = float(weight @ mu)
    place = middle + ndtri(tails) * math.sqrt(float(weight @ ((mu - middle) ** 2 + spread**2)))
    for _ in range(60):
        z = (place[:, None] - mu) / spread
        below = ndtr(z) @ weight - tails
        low, high = np.where(below < 0, place, low), np.where(below < 0, high, place)
        slope = np.exp(-z * z / 2) @ (weight / spread) / math.sqrt(2 * math.pi)
        next_place = place - below / np.maximum(slope, 1e-300)
        next_place = np.where((next_place > low) & (next_place < high), next_place, (low + high) / 2)
        moved = float(np.abs(next_place - place).max())
        place = next_place
        if moved < 1e-9:
            break
    return np.asarray(place)
