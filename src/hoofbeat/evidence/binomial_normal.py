"""The one-stage binomial-normal model of a proportion, fitted by maximum likelihood.

k_i | u_i ~ Binomial(n_i, expit(mu + tau u_i)) with u_i ~ N(0, 1) (Hamza, van Houwelingen and Stijnen 2008;
Stijnen, Hamza and Ozdemir 2010, 10.1002/sim.4040). The integral over u_i is taken by adaptive Gauss-Hermite
quadrature around its mode; the score comes from Fisher's identity and the information from Louis' identity,
so that the standard error is that of the joint observed information of (mu, tau), as `lme4::glmer` and
`metafor::rma.glmm` report it.

Logits throughout; `expit` gives proportions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NODES = 31
"""With 15 or fewer the score is not the gradient of the approximated likelihood, and Newton's steps stall."""
MORE_NODES = 101
"""For sets that are too rough for the usual number."""

_STARTS = (0.125, 0.25, 0.5, 0.75, 1.0, 1.4, 2.0, 3.0)
_MOST_STEPS = 200


class NoFiniteMaximumError(ArithmeticError):
    """No events, or nothing but events: the likelihood keeps rising towards a rate of 0 or 1."""


class UntrustworthyMaximumError(ArithmeticError):
    """The climb, near `tau`, found no clear top, or the quadrature is too coarse to tell."""

    def __init__(self, what: str, tau: float):
        self.tau = tau
        super().__init__(what)


@dataclass(frozen=True)
class Fit:
    """A maximum-likelihood fit, in logits: `mu`, its standard error and the variance between studies."""

    mu: float
    se: float
    tau2: float
    log_likelihood: float
    steps: int
    studies: int

    def wald(self, level: float = 0.95) -> tuple[float, float]:
        """Limits of the typical rate, 0 to 1, from the normal distribution."""
        from scipy.special import ndtri

        return self._limits(float(ndtri(0.5 + level / 2)), self.se)

    def student(self, level: float = 0.95) -> tuple[float, float]:
        """Limits of the typical rate, 0 to 1, from t with K - 1 degrees of freedom."""
        return self._limits(self._t(level), self.se)

    def prediction(self, level: float = 0.95) -> tuple[float, float]:
        """Limits of the true rate of a new study, 0 to 1: t with K - 1 degrees of freedom, as in metafor."""
        return self._limits(self._t(level), math.hypot(self.se, math.sqrt(self.tau2)))

    def _t(self, level: float) -> float:
        from scipy.special import stdtrit

        return float(stdtrit(self.studies - 1, 0.5 + level / 2))

    def _limits(self, quantile: float, spread: float) -> tuple[float, float]:
        from scipy.special import expit

        return float(expit(self.mu - quantile * spread)), float(expit(self.mu + quantile * spread))


@dataclass(frozen=True)
class _Point:
    """A place on the likelihood: its height, slope and curvature in (mu, tau)."""

    mu: float
    tau: float
    height: float
    slope: Floats
    information: Floats


@lru_cache(maxsize=16)
def gauss_hermite(nodes: int) -> tuple[Floats, Floats]:
    """Nodes z and log(weight) + z^2, ready for a quadrature scaled to the integrand."""
    z, weights = np.polynomial.hermite.hermgauss(nodes)
    return z, np.log(weights) + z * z


def modes(
    mu: Floats, tau: Floats, k: Floats, n: Floats, most: int = 100, enough: float = 1e-8
) -> tuple[Floats, Floats]:
    """Where u is most probable given the counts, and its spread there (the inverse root of the curvature).

    In eta = mu + tau u the mode is the root of eta - mu - tau^2 (k - n expit(eta)), which rises, and bends one way
    below zero and the other above. Newton's steps that stay on the root's side of zero therefore reach it from
    anywhere. They stop at `enough` of the spread. The arguments broadcast against each other.
    """
    from scipy.special import expit

    rate = (k + 0.5) / (n + 1)
    variance = tau * tau
    weight = variance * (n * rate * (1 - rate))
    eta = (mu + weight * np.log(rate / (1 - rate))) / (1 + weight)
    below = variance * (k - n / 2) + mu < 0
    for _ in range(most):
        eta = np.where(below, np.minimum(eta, 0), np.maximum(eta, 0))
        p = expit(eta)
        expected = n * p
        curvature = 1 + variance * (expected * (1 - p))
        step = (eta - mu - variance * (k - expected)) / curvature
        eta = eta - step
        if (np.abs(step) * np.sqrt(curvature) <= enough * tau + 1e-14).all():
            break
    # two forms of the same u: the first loses digits where tau is small, the second where it is large
    u = np.where(tau > 1e-3, (eta - mu) / np.maximum(tau, 1e-3), tau * (k - n * expit(eta)))
    return u, 1 / np.sqrt(curvature)


def log_binomial(k: Floats, n: Floats) -> Floats:
    """Logarithm of the binomial coefficient."""
    from scipy.special import gammaln

    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def derivatives(mu: Floats, tau: Floats, k: Floats, n: Floats, nodes: int = NODES) -> tuple[Floats, Floats, Floats]:
    """Log-likelihood, score and observed information of (mu, tau), at several places at once.

    `mu` and `tau` have one entry a place; the answers have shapes (places,), (places, 2) and (places, 2, 2).
    The binomial coefficients are left out: they do not depend on the place.
    """
    z, log_weight = gauss_hermite(nodes)
    mu, tau = mu[:, None], tau[:, None]
    centre, scale = modes(mu, tau, k, n)
    u = centre[..., None] + math.sqrt(2) * scale[..., None] * z
    eta = mu[..., None] + tau[..., None] * u
    small = np.exp(-np.abs(eta))
    log_density = k[:, None] * eta - n[:, None] * (np.maximum(eta, 0) + np.log1p(small)) - u * u / 2 + log_weight
    top = log_density.max(axis=-1, keepdims=True)
    weight = np.exp(log_density - top)
    mass = weight.sum(axis=-1, keepdims=True)
    weight /= mass
    height = (top[..., 0] + np.log(mass[..., 0] * scale / math.sqrt(math.pi))).sum(axis=-1)
    p = np.where(eta >= 0, 1, small) / (1 + small)
    rest = k[:, None] - n[:, None] * p
    bend = n[:, None] * p * (1 - p) - rest * rest
    first = (weight * rest).sum(-1)
    second = (weight * u * rest).sum(-1)
    across = (weight * u * bend).sum(-1) + first * second
    score = np.stack([first.sum(-1), second.sum(-1)], axis=-1)
    mu_mu = ((weight * bend).sum(-1) + first * first).sum(-1)
    tau_tau = ((weight * u * u * bend).sum(-1) + second * second).sum(-1)
    mu_tau = across.sum(-1)
    information = np.stack([np.stack([mu_mu, mu_tau], -1), np.stack([mu_tau, tau_tau], -1)], -2)
    return height, score, information


def excess_dispersion(k: Floats, n: Floats) -> float:
    """S = sum((k - n p)^2 - n p (1 - p)) at the common rate p: twice the likelihood's slope in tau^2 at zero.

    tau = 0 is always a stationary point in tau, so a climb can stop there although it is a saddle; S says which.
    Where S is not positive, tau = 0 is a maximum, though not always the highest: 0 of 1, 0 of 2, 2 of 2, 2 of 16
    and 2 of 24 have a higher one near tau = 1. So a hill away from zero is looked for whatever S says.
    """
    p = k.sum() / n.sum()
    return float(((k - n * p) ** 2 - n * p * (1 - p)).sum())


def fit(k: Any, n: Any) -> Fit:
    """The maximum-likelihood fit to `k` responders out of `n`, study by study (counts as checked).

    Raises NoFiniteMaximumError when there are no events or nothing but events, and UntrustworthyMaximumError
    when no clear maximum is found.
    """
    k, n = np.asarray(k, float), np.asarray(n, float)
    if k.sum() == 0 or k.sum() == n.sum():
        raise NoFiniteMaximumError("no events, or nothing but events: the likelihood has no finite maximum")
    try:
        return fit_with(k, n, NODES)
    except UntrustworthyMaximumError:
        return fit_with(k, n, MORE_NODES)


def fit_with(k: Floats, n: Floats, nodes: int) -> Fit:
    """The fit with a given number of quadrature nodes; the counts hold some events and some without.

    Raises UntrustworthyMaximumError.
    """
    constant = float(log_binomial(k, n).sum())
    p = k.sum() / n.sum()
    level_ground = float((k * math.log(p) + (n - k) * math.log1p(-p)).sum())
    mu = float(math.log(p / (1 - p)))
    spread = float(n.sum() * p * (1 - p))
    boundary = Fit(mu, 1 / math.sqrt(spread), 0.0, level_ground + constant, 0, len(k))
    start = _best_start(mu, k, n, nodes)
    rises = excess_dispersion(k, n) > 1e-12 * spread
    if not rises and start.height <= level_ground and start.tau == _STARTS[0]:
        return boundary
    tau = _STARTS[0]
    while rises and start.height <= level_ground and tau > 1e-4:
        tau /= 2
        start = _settled(mu, tau, k, n, nodes)
    try:
        top, steps = _climb(start, k, n, nodes)
    except UntrustworthyMaximumError:
        if rises or start.height > level_ground:
            raise
        return boundary
    if not rises and top.height <= level_ground:
        return boundary
    se = _standard_error(top, k, n, nodes)
    return Fit(top.mu, se, top.tau**2, top.height + constant, steps, len(k))


def _at(mu: float, tau: float, k: Floats, n: Floats, nodes: int) -> _Point:
    height, slope, information = derivatives(np.array([mu]), np.array([tau]), k, n, nodes)
    return _Point(mu, tau, float(height[0]), slope[0], information[0])


def _best_start(mu: float, k: Floats, n: Floats, nodes: int) -> _Point:
    """The highest of a few places above the boundary, each after Newton steps in mu (log-concave in mu)."""
    tau = np.array(_STARTS)
    place = np.full(len(tau), mu)
    for _ in range(2):
        _, slope, information = derivatives(place, tau, k, n, nodes)
        place = place + np.clip(slope[:, 0] / np.maximum(information[:, 0, 0], 1e-8), -1.0, 1.0)
    height, slope, information = derivatives(place, tau, k, n, nodes)
    best = int(np.argmax(height))
    return _Point(float(place[best]), float(tau[best]), float(height[best]), slope[best], information[best])


def _settled(mu: float, tau: float, k: Floats, n: Floats, nodes: int) -> _Point:
    point = _at(mu, tau, k, n, nodes)
    for _ in range(3):
        move = float(point.slope[0] / max(point.information[0, 0], 1e-8))
        point = _at(point.mu + max(-1.0, min(1.0, move)), tau, k, n, nodes)
    return point


def _climb(point: _Point, k: Floats, n: Floats, nodes: int) -> tuple[_Point, int]:
    """Damped Newton from a place above the boundary; a step is damped unless it ascends and keeps tau > 0."""
    damping = 0.0
    for step in range(1, _MOST_STEPS + 1):
        higher, damping = _ascend(point, damping, k, n, nodes)
        moved = max(abs(higher.mu - point.mu), abs(higher.tau - point.tau))
        point = higher
        if moved < 1e-10:
            return point, step
        damping = damping / 16 if damping > 1e-9 else 0.0
    raise UntrustworthyMaximumError("the climb to the maximum did not come to rest", point.tau)


def _ascend(point: _Point, damping: float, k: Floats, n: Floats, nodes: int) -> tuple[_Point, float]:
    info = point.information
    while damping < 1e12:
        a, b, c = info[0, 0] + damping, info[0, 1], info[1, 1] + damping
        determinant = a * c - b * b
        if a > 0 and determinant > 1e-12 * abs(a * c):
            mu = point.mu + float((c * point.slope[0] - b * point.slope[1]) / determinant)
            tau = point.tau + float((a * point.slope[1] - b * point.slope[0]) / determinant)
            if tau > 0:
                try_there = _at(mu, tau, k, n, nodes)
                if try_there.height >= point.height - 1e-13 * abs(point.height):
                    return try_there, damping
        damping = max(4 * damping, 1e-3 * (abs(info[0, 0]) + abs(info[1, 1])))
    return point, damping


def _standard_error(top: _Point, k: Floats, n: Floats, nodes: int) -> float:
    """From the information at the top, once twice the nodes agree that it is one."""
    finer = _at(top.mu, top.tau, k, n, 2 * nodes - 1)
    (a, b), (_, c) = top.information
    determinant = a * c - b * b
    if not (a > 0 and determinant > 0):
        raise UntrustworthyMaximumError("the likelihood is flat where the climb ended", top.tau)
    left = [(c * finer.slope[0] - b * finer.slope[1]), (a * finer.slope[1] - b * finer.slope[0])]
    if max(abs(float(x)) for x in left) / determinant > 1e-3:
        raise UntrustworthyMaximumError("the likelihood is too rough for the quadrature", top.tau)
    return math.sqrt(float(c / determinant))
