"""PROMID with CLARINET, pooled twice in print: hazard ratio 0.41 (0.29 to 0.58), I2 0 %.

Merola et al. Oncotarget 2017;8:46624-46634 (10.18632/oncotarget.16686); Zheng et al. Transl Cancer Res (RevMan 5.3).
Inputs: PROMID, time to progression 0.34 (0.20 to 0.59), J Clin Oncol 2009;27:4656-4663, abstract; CLARINET,
progression-free survival 0.47 (0.30 to 0.73), N Engl J Med 2014;371:224-233, abstract.
"""

from __future__ import annotations

import pytest

from hoofbeat.evidence.contrasts import Ratio, pool_ratios

TRIALS = [Ratio("PROMID", 0.34, 0.20, 0.59), Ratio("CLARINET", 0.47, 0.30, 0.73)]


def test_the_published_hazard_ratio_is_reproduced() -> None:
    plain = pool_ratios(TRIALS, "HR").to_dict()
    assert [round(plain[key], 2) for key in ("estimate", "ci_low", "ci_high")] == [0.41, 0.29, 0.58]
    assert plain["i2"] == plain["tau2"] == 0
    assert plain["q"] == pytest.approx(0.821, abs=1e-3)


def test_random_effects_are_the_same_where_nothing_varies() -> None:
    plain = pool_ratios(TRIALS, "HR").to_dict()
    assert plain["random_wald"]["ci_low"] == plain["ci_low"]
    assert plain["random"]["ci_low"] < 0.1  # two comparisons tell next to nothing about a third: t with one df
