"""Pooled proportions printed in the issue threads of the R package meta (guido-s/meta), and run in metafor."""

from __future__ import annotations

import pytest
from scipy.special import expit

from hoofbeat.evidence.binomial_normal import fit


def test_issue_35_two_studies_far_apart() -> None:
    found = fit([5, 116], [119, 170])
    assert [round(x, 4) for x in (float(expit(found.mu)), *found.wald())] == [0.2355, 0.0191, 0.8297]


def test_the_documentation_example_of_metaprop_that_failed_in_issue_57() -> None:
    found = fit([4, 3, 2, 1], [10, 20, 30, 40])
    assert [round(x, 4) for x in (float(expit(found.mu)), *found.wald())] == [0.1045, 0.0349, 0.2735]
    assert (float(expit(found.mu)), *found.wald()) == pytest.approx((0.104462, 0.034879, 0.273516), abs=1e-6)


def test_de_bruin_2009_single_arm_adherence() -> None:
    events = [11, 24, 179, 82, 60, 11, 99, 9, 88, 17, 26, 23, 40]
    total = [29, 33, 326, 240, 110, 29, 244, 17, 215, 26, 138, 55, 54]
    found = fit(events, total)
    assert (found.mu, found.se, found.tau2) == pytest.approx((-0.111813, 0.188044, 0.378688), abs=1e-6)
