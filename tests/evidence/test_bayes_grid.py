from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv

from hoofbeat.evidence import bayes_grid
from hoofbeat.evidence.bayes_grid import NarrowGridError, Posterior, posteriors

SETS = {
    "six": ([5, 9, 2, 11, 1, 13], [29, 27, 19, 49, 40, 30]),
    "rare": ([0, 1, 0, 2, 0, 1, 0], [20, 55, 18, 80, 33, 41, 12]),
    "three": ([3, 5, 9], [20, 18, 25]),
    "two far apart": ([5, 116], [119, 170]),
    "none responded": ([0, 0, 0], [10, 20, 30]),
    "large and alike": ([400, 420, 390] * 30, [1000] * 90),
    "two very large": ([4000, 4500], [10000, 10000]),
    "one huge among small": ([1, 19, 300], [20, 20, 600]),
}


def figures(p: Posterior) -> list[float]:
    return [p.estimate, p.ci_low, p.ci_high, p.pi_low, p.pi_high, p.tau]


def test_the_measured_example_and_an_independent_sampler_agree() -> None:
    # 400 Metropolis chains of 10,000: 9.1 / 20.3 / 39.3-39.4 for the typical rate, 2.3 / 73.8 for a new study
    whole, half = posteriors(*SETS["six"])
    assert [round(100 * x, 1) for x in figures(whole)[:5]] == [20.3, 9.1, 39.3, 2.3, 73.8]
    assert [round(100 * x, 1) for x in figures(half)[:5]] == [20.3, 10.8, 34.1, 4.2, 58.7]


@pytest.mark.parametrize("name", SETS)
def test_a_finer_grid_changes_nothing_that_is_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = posteriors(*SETS[name])
    monkeypatch.setattr(bayes_grid, "_NODES", 41)
    finer = posteriors(*SETS[name], points=(145, 101))
    for a, b in zip(usual, finer, strict=True):
        assert figures(a) == pytest.approx(figures(b), abs=6e-4)


def test_without_differences_between_studies_it_is_the_beta_posterior() -> None:
    # tau held near zero by its prior: one rate, uniform beforehand, so Beta(1 + k, 1 + n - k)
    (found,) = posteriors([8, 7, 9], [30, 30, 30], scales=[1e-3])
    limits = [float(betaincinv(25, 67, q)) for q in (0.5, 0.025, 0.975)]
    assert [found.estimate, found.ci_low, found.ci_high] == pytest.approx(limits, abs=2e-4)
    # a place stands for its whole cell, which widens the limits for a new study by a hair
    assert [found.pi_low, found.pi_high] == pytest.approx(limits[1:], abs=1e-3)


@pytest.mark.parametrize("name", SETS)
def test_nothing_lies_on_the_edge_of_the_grid(name: str) -> None:
    assert max(p.edge_mass for p in posteriors(*SETS[name])) < 1e-6


def test_mass_on_the_edge_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bayes_grid, "_WIDEST_MU", 1.0)
    with pytest.raises(NarrowGridError):
        posteriors([1, 0], [200, 150])


@pytest.mark.parametrize("name", SETS)
def test_a_wider_prior_between_studies_never_narrows_the_interval(name: str) -> None:
    narrow, middle, wide = posteriors(*SETS[name], scales=[0.25, 0.5, 1.0])
    widths = [p.ci_high - p.ci_low for p in (narrow, middle, wide)]
    assert widths[0] <= widths[1] + 1e-6
    assert widths[1] <= widths[2] + 1e-6
    new = [p.pi_high - p.pi_low for p in (narrow, middle, wide)]
    assert new[0] <= new[1] + 1e-6
    assert new[1] <= new[2] + 1e-6


def test_a_higher_level_gives_wider_limits_around_the_same_rate() -> None:
    (usual,) = posteriors(*SETS["six"], scales=[1.0], level=0.95)
    (high,) = posteriors(*SETS["six"], scales=[1.0], level=0.99)
    assert high.estimate == pytest.approx(usual.estimate, abs=1e-9)
    assert high.ci_low < usual.ci_low < usual.ci_high < high.ci_high


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=6,
    )
)
def test_the_limits_are_in_order_and_never_leave_zero_to_one(studies) -> None:
    k, n = (np.array(c) for c in zip(*studies, strict=True))
    for p in posteriors(k, n):
        assert 0 < p.pi_low <= p.ci_low + 1e-3
        assert p.ci_low < p.estimate < p.ci_high
        assert p.ci_high - 1e-3 <= p.pi_high < 1
        assert p.tau > 0
