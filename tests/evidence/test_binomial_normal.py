from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from hoofbeat.evidence.binomial_normal import (
    NODES,
    NoFiniteMaximumError,
    UntrustworthyMaximumError,
    derivatives,
    excess_dispersion,
    fit,
    fit_with,
    modes,
)

SIX = np.array([5.0, 9, 2, 11, 1, 13]), np.array([29.0, 27, 19, 49, 40, 30])
ALIKE = np.array([3.0, 6, 4, 10]), np.array([15.0, 30, 20, 50])


def counts(largest: int = 60, most: int = 8):
    study = st.integers(1, largest).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return st.lists(study, min_size=2, max_size=most)


def columns(studies):
    return np.array([k for k, _ in studies], float), np.array([n for _, n in studies], float)


def height(mu: float, tau: float, k, n, nodes: int = NODES) -> float:
    return float(derivatives(np.array([mu]), np.array([tau]), k, n, nodes)[0][0])


def slope(mu: float, tau: float, k, n, nodes: int = NODES):
    return derivatives(np.array([mu]), np.array([tau]), k, n, nodes)[1][0]


def test_first_trap_tau_zero_is_flat_although_it_is_a_saddle() -> None:
    k, n = SIX
    p = k.sum() / n.sum()
    at_zero = slope(float(np.log(p / (1 - p))), 0.0, k, n)
    assert abs(at_zero[1]) < 1e-9  # Newton from here would stop at once
    assert excess_dispersion(k, n) > 0  # and this says that it must not
    assert fit(k, n).tau2 > 0.5


def test_where_studies_vary_less_than_chance_the_maximum_is_at_tau_zero() -> None:
    found = fit(*ALIKE)
    assert excess_dispersion(*ALIKE) <= 0
    assert found.tau2 == 0
    assert expit(found.mu) == pytest.approx(23 / 115)
    assert found.se == pytest.approx(1 / np.sqrt(115 * 0.2 * 0.8))


def test_a_hill_away_from_zero_is_found_although_zero_is_a_maximum_too() -> None:
    k, n = np.array([0.0, 0, 2, 2, 2]), np.array([1.0, 2, 2, 16, 24])
    assert excess_dispersion(k, n) < 0
    found = fit(k, n)
    assert found.tau2 == pytest.approx(1.1623, abs=1e-4)  # lme4: 1.16231
    assert height(found.mu, found.tau2**0.5, k, n) > height(float(np.log(6 / 39)), 0.0, k, n)


@settings(max_examples=150, deadline=None)
@given(counts())
def test_the_dispersion_score_decides_the_boundary_and_no_higher_place_is_missed(studies) -> None:
    k, n = columns(studies)
    assume(0 < k.sum() < n.sum())
    try:
        found = fit(k, n)
    except UntrustworthyMaximumError:
        return
    score = excess_dispersion(k, n)
    assume(abs(score) > 1e-6)
    if score > 0:
        assert found.tau2 > 0
    top = height(found.mu, found.tau2**0.5, k, n)
    for tau in (0.0, 0.1, 0.3, 0.6, 1.0, 1.7, 2.4):
        for away in (-0.8, -0.2, 0.0, 0.2, 0.8):
            assert height(found.mu + away, tau, k, n) <= top + 1e-6


def test_second_trap_with_few_nodes_the_score_is_not_the_gradient_of_the_likelihood() -> None:
    k, n = SIX
    mu, tau, step = -1.4, 2.2, 1e-5

    def gap(nodes: int) -> float:
        numeric = (height(mu, tau + step, k, n, nodes) - height(mu, tau - step, k, n, nodes)) / (2 * step)
        return abs(numeric - float(slope(mu, tau, k, n, nodes)[1]))

    assert gap(3) > 1e-3
    assert gap(7) > 1e-5
    assert gap(NODES) < 1e-7


def test_the_information_is_the_curvature_of_the_likelihood() -> None:
    k, n = SIX
    mu, tau, step = -1.3, 0.9, 1e-5
    information = derivatives(np.array([mu]), np.array([tau]), k, n)[2][0]
    by_mu = (slope(mu + step, tau, k, n) - slope(mu - step, tau, k, n)) / (2 * step)
    by_tau = (slope(mu, tau + step, k, n) - slope(mu, tau - step, k, n)) / (2 * step)
    assert -information == pytest.approx(np.stack([by_mu, by_tau]), abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.floats(-40, 40), st.floats(0, 6), counts(5000, 2))
def test_the_mode_is_found_even_far_from_the_data(mu, tau, studies) -> None:
    k, n = columns(studies)
    u, spread = modes(np.array(mu), np.array(tau), k, n)
    left = tau * (k - n * expit(mu + tau * u)) - u
    assert np.abs(left * spread**2).max() < 1e-6 * (1 + np.abs(u).max())


def test_twice_the_nodes_give_the_same_fit() -> None:
    coarse, fine = fit(*SIX), fit_with(*SIX, 101)
    assert coarse.mu == pytest.approx(fine.mu, abs=1e-8)
    assert coarse.se == pytest.approx(fine.se, abs=1e-8)
    assert coarse.tau2 == pytest.approx(fine.tau2, abs=1e-8)


def test_the_climb_takes_few_steps() -> None:
    assert fit(*SIX).steps <= 10


def test_a_set_too_rough_for_the_usual_nodes_is_tried_with_more() -> None:
    k, n = np.array([9.0, 1, 14, 3, 12, 17]), np.array([9.0, 1, 14, 3, 15, 17])
    with pytest.raises(UntrustworthyMaximumError):
        fit_with(k, n, NODES)
    assert 0 < fit(k, n).tau2 < 2.5**2


@pytest.mark.parametrize("k", [[0, 0, 0], [10, 20, 30]])
def test_without_events_or_without_anything_else_there_is_no_maximum(k) -> None:
    with pytest.raises(NoFiniteMaximumError):
        fit(k, [10, 20, 30])


def test_studies_at_both_ends_have_no_trustworthy_maximum() -> None:
    with pytest.raises(UntrustworthyMaximumError) as caught:
        fit([0, 10], [10, 10])
    assert caught.value.tau > 2.5


def test_wider_for_t_than_for_the_normal_and_widest_for_a_new_study() -> None:
    found = fit(*SIX)
    wald, student, new = found.wald(), found.student(), found.prediction()
    assert 0 < new[0] < student[0] < wald[0] < expit(found.mu) < wald[1] < student[1] < new[1] < 1


@settings(max_examples=60, deadline=None)
@given(counts())
def test_the_typical_rate_lies_within_the_rates_of_the_studies(studies) -> None:
    k, n = columns(studies)
    assume(0 < k.sum() < n.sum())
    try:
        typical = expit(fit(k, n).mu)
    except UntrustworthyMaximumError:
        return
    assert (k / n).min() - 1e-9 <= typical <= (k / n).max() + 1e-9
