"""Stijnen, Hamza, Ozdemir. Stat Med 2010;29:3046-3067 (10.1002/sim.4040), Table II, p. 3050.

Catheter infections of Niel-Weise, Stijnen, van den Broek. Intensive Care Med 2007;33:2058-2068
(10.1007/s00134-007-0897-3): counts as in metadat's dat.nielweise2007.
"""

from __future__ import annotations

import pytest
from scipy.special import expit

from hoofbeat.evidence.binomial_normal import fit
from hoofbeat.evidence.normal_normal import logits, reml

CONTROL = (
    [3, 3, 9, 7, 6, 4, 3, 2, 19, 2, 7, 1, 5, 11, 0, 1, 3, 1],
    [117, 35, 195, 136, 157, 139, 177, 39, 103, 122, 64, 58, 175, 180, 105, 262, 362, 69],
)
TREATED = (
    [0, 1, 2, 0, 5, 1, 1, 1, 1, 1, 0, 0, 3, 6, 0, 0, 1, 4],
    [116, 44, 208, 130, 151, 98, 174, 74, 97, 113, 66, 70, 188, 187, 118, 252, 345, 64],
)


def percent(limits) -> list[float]:
    return [round(100 * float(expit(x)), 1) for x in limits]


def test_table_2_control_arm_binomial_normal() -> None:
    found = fit(*CONTROL)
    assert (round(found.mu, 3), round(found.se, 3), round(found.tau2, 3)) == (-3.496, 0.257, 0.812)
    assert round(100 * float(expit(found.mu)), 1) == 2.9
    assert [round(100 * x, 1) for x in found.wald()] == [1.8, 4.8]


def test_table_2_control_arm_normal_normal() -> None:
    found = reml(*logits(*CONTROL))
    assert (round(found.estimate, 3), round(found.se, 3), round(found.tau2, 3)) == (-3.302, 0.238, 0.663)
    assert percent([found.estimate, *found.wald()]) == [3.6, 2.3, 5.5]  # the paper prints 3.5 (2.3-5.6)


def test_table_2_treated_arm_binomial_normal() -> None:
    found = fit(*TREATED)
    # the paper prints -4.812, 0.356, 0.827: the last digit of its se and tau2 is the older software's quadrature
    assert round(found.mu, 3) == -4.812
    assert found.se == pytest.approx(0.356, abs=0.001)
    assert found.tau2 == pytest.approx(0.827, abs=0.002)
    assert round(100 * float(expit(found.mu)), 1) == 0.8
    assert [round(100 * x, 1) for x in found.wald()] == [0.4, 1.6]


def test_table_2_treated_arm_normal_normal() -> None:
    found = reml(*logits(*TREATED))
    assert (round(found.estimate, 3), round(found.se, 3)) == (-4.260, 0.259)
    assert found.tau2 == pytest.approx(0.393, abs=0.001)
    assert percent([found.estimate, *found.wald()]) == [1.4, 0.8, 2.3]
