"""BCG vaccine, 13 trials: Colditz et al. JAMA 1994;271:698-702; analyzed in Viechtbauer, J Stat Softw 2010;36(3).

Counts as in metadat's dat.bcg (positive and negative in each arm).
"""

from __future__ import annotations

from hoofbeat.evidence.contrasts import pool_ratios, ratio_from_counts
from hoofbeat.evidence.counts import StudyCounts
from hoofbeat.evidence.normal_normal import NormalFit, dersimonian_laird, fixed_effect, reml

TRIALS = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
RATIOS = [
    ratio_from_counts(StudyCounts(f"trial {i}", a, a + b), StudyCounts(f"trial {i}", c, c + d), "RR")
    for i, (a, b, c, d) in enumerate(TRIALS, start=1)
]
Y, V = [r.log_ratio for r in RATIOS], [r.variance for r in RATIOS]


def with_limits(found: NormalFit) -> list[float]:
    return [round(x, 4) for x in (found.estimate, *found.wald())]


def test_common_effect() -> None:
    found = fixed_effect(Y, V)
    assert with_limits(found) == [-0.4303, -0.5097, -0.3509]
    assert round(found.q, 3) == 152.233
    assert found.df == 12


def test_dersimonian_and_laird() -> None:
    found = dersimonian_laird(Y, V)
    assert with_limits(found) == [-0.7141, -1.0644, -0.3638]
    assert round(found.tau2, 4) == 0.3088
    assert round(100 * found.i2, 2) == 92.12


def test_restricted_maximum_likelihood() -> None:
    found = reml(Y, V)
    assert [round(x, 4) for x in (found.estimate, found.se, found.tau2)] == [-0.7145, 0.1798, 0.3132]


def test_thirteen_trials_that_disagree_have_random_effects_as_headline() -> None:
    result = pool_ratios(RATIOS, "RR")
    assert result.random_headline
    assert round(result.to_dict()["estimate"], 2) == 0.49
    assert "They disagree" in result.method
