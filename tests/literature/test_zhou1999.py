"""Zhou, Brizendine, Pritz. Stat Med 1999;18:557-566, Table IV: hyperdynamic therapy for vasospasm, 14 series.

Counts as in metadat's dat.pritz1997.
"""

from __future__ import annotations

import math

import pytest

from hoofbeat.evidence.pool import Pooled, StudyCounts, pool_proportions

EVENTS = [16, 10, 4, 43, 10, 25, 13, 12, 22, 4, 5, 18, 58, 6]
TOTAL = [17, 12, 8, 58, 10, 42, 14, 12, 41, 5, 6, 23, 68, 10]


def result() -> Pooled:
    found = pool_proportions(
        [StudyCounts(f"series {i}", k, n) for i, (k, n) in enumerate(zip(EVENTS, TOTAL, strict=True))]
    )
    assert isinstance(found, Pooled)
    return found


def test_table_4_weighted_average_is_the_crude_rate() -> None:
    crude = result().to_dict()["crude"]
    rates = [k / n for k, n in zip(EVENTS, TOTAL, strict=True)]
    se = math.sqrt(sum(n * p * (1 - p) for n, p in zip(TOTAL, rates, strict=True))) / sum(TOTAL)
    assert [round(x, 4) for x in (crude, se, crude - 1.96 * se, crude + 1.96 * se)] == [
        0.7546,
        0.0224,
        0.7106,
        0.7986,
    ]


def test_the_model_allows_for_the_differences_that_the_weighted_average_ignores() -> None:
    found = result()
    likelihood = found.likelihood
    assert likelihood is not None
    figures = (likelihood.mu, likelihood.se, likelihood.tau2)
    assert figures == pytest.approx((1.376594, 0.288380, 0.589310), abs=1e-6)
    assert found.ci_high - found.ci_low > 1.5 * (0.7986 - 0.7106)


def test_a_new_series_is_not_promised_a_rate_above_one() -> None:
    found = result()
    assert found.pi_high is not None
    assert found.pi_high < 0.99  # the double arcsine's upper limit is 99.9 %
