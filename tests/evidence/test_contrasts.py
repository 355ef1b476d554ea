from __future__ import annotations

import math

import pytest

from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.contrasts import Ratio, pool_ratios, ratio_from_counts
from hoofbeat.evidence.counts import StudyCounts
from hoofbeat.evidence.normal_normal import dersimonian_laird, fixed_effect, logits, reml

UNLIKE = [
    Ratio("a", 0.55, 0.35, 0.86),
    Ratio("b", 0.9, 0.6, 1.35),
    Ratio("c", 1.3, 0.9, 1.88),
    Ratio("d", 0.4, 0.2, 0.8),
    Ratio("e", 0.75, 0.5, 1.12),
]


def test_few_comparisons_have_a_common_effect_as_headline_with_random_effects_beside() -> None:
    plain = pool_ratios(UNLIKE[1:3], "HR").to_dict()
    assert plain["estimate"] == plain["fixed"]["estimate"]
    assert plain["random"]["ci_low"] < plain["fixed"]["ci_low"]
    assert "fewer than 5" in plain["method"]


def test_from_five_comparisons_on_random_effects_are_the_headline() -> None:
    plain = pool_ratios(UNLIKE, "HR").to_dict()
    assert plain["estimate"] == plain["random"]["estimate"]
    assert plain["tau2"] > 0
    assert "They disagree" in plain["method"]


def test_one_comparison_comes_back_as_it_was() -> None:
    result = pool_ratios([Ratio("only", 0.5, 0.25, 1.0)], "OR")
    plain = result.to_dict()
    assert (plain["estimate"], plain["ci_low"], plain["ci_high"]) == pytest.approx((0.5, 0.25, 1.0))
    assert plain["random"] is None
    assert "nothing is pooled" in result.method


def test_the_order_of_the_comparisons_changes_nothing() -> None:
    one, other = (pool_ratios(r, "HR").to_dict() for r in (UNLIKE, UNLIKE[::-1]))
    assert one.pop("table") == other.pop("table")[::-1]
    assert one == other


def test_exchanging_the_arms_inverts_the_ratio() -> None:
    turned = [Ratio(r.study, 1 / r.ratio, 1 / r.ci_high, 1 / r.ci_low) for r in UNLIKE]
    one, other = pool_ratios(UNLIKE, "HR").to_dict(), pool_ratios(turned, "HR").to_dict()
    assert one["estimate"] == pytest.approx(1 / other["estimate"])
    assert one["ci_low"] == pytest.approx(1 / other["ci_high"])


def test_an_interval_at_another_level_is_understood() -> None:
    narrow = Ratio("a", 0.5, math.exp(math.log(0.5) - 1.2815516), math.exp(math.log(0.5) + 1.2815516), 0.8)
    assert narrow.variance == pytest.approx(1.0, abs=1e-6)


def test_a_ratio_far_from_the_middle_of_its_limits_is_remarked_on() -> None:
    assert Ratio("misprint", 0.4, 0.1, 0.5).lopsided
    assert not UNLIKE[0].lopsided


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ([], "no comparison"),
        ([Ratio("a", 0.5, 0.6, 0.9)], "not inside its limits"),
        ([Ratio("a", 0.5, 0.9, 0.3)], "not inside its limits"),
        ([Ratio("a", -0.5, 0.3, 0.9)], "above 0"),
        ([Ratio("a", 0.5, 0.0, 0.9)], "above 0"),
        ([Ratio("a", float("nan"), 0.1, 0.9)], "above 0"),
        ([Ratio("a", 0.5, 0.3, 0.9, 95)], "level"),
        ([UNLIKE[0], UNLIKE[0]], "listed twice"),
    ],
)
def test_impossible_ratios_are_refused_by_name(bad, words) -> None:
    with pytest.raises(HoofbeatError, match=words):
        pool_ratios(bad, "HR")


def test_an_unknown_measure_is_refused_rather_than_guessed() -> None:
    with pytest.raises(HoofbeatError, match="One of HR, OR, RR"):
        pool_ratios(UNLIKE, "PLO")  # type: ignore[arg-type]
    with pytest.raises(HoofbeatError, match="OR or RR"):
        ratio_from_counts(StudyCounts("a", 1, 5), StudyCounts("a", 2, 5), "HR")  # type: ignore[arg-type]


def test_an_empty_cell_gets_one_half_and_two_empty_arms_nothing() -> None:
    found = ratio_from_counts(StudyCounts("a", 4, 5), StudyCounts("a", 0, 16), "OR")
    assert found.ratio == pytest.approx(4.5 * 16.5 / (1.5 * 0.5))
    with pytest.raises(HoofbeatError, match="tells nothing"):
        ratio_from_counts(StudyCounts("a", 0, 5), StudyCounts("a", 0, 16), "OR")
    with pytest.raises(HoofbeatError, match="control"):
        ratio_from_counts(StudyCounts("a", 0, 5), StudyCounts("a", 7, 6), "OR")


def test_identical_proportions_do_not_shrink_the_interval_to_nothing() -> None:
    found = reml(*logits([3, 6, 4, 10], [15, 30, 20, 50]))
    assert found.factor == pytest.approx(0, abs=1e-20)  # plain Knapp-Hartung would have no width
    low, high = found.knapp_hartung()
    wald_low, wald_high = found.wald()
    assert low < wald_low < wald_high < high


def test_only_studies_at_the_ends_get_a_half() -> None:
    y, v = logits([0, 5, 20], [10, 20, 20])
    assert y == pytest.approx([math.log(0.5 / 10.5), math.log(5 / 15), math.log(20.5 / 0.5)])
    assert v[1] == pytest.approx(1 / 5 + 1 / 15)


def test_no_heterogeneity_makes_all_three_weightings_one() -> None:
    y, v = [0.1, 0.12, 0.09], [0.04, 0.05, 0.06]
    fits = [fixed_effect(y, v), dersimonian_laird(y, v), reml(y, v)]
    assert {f.tau2 for f in fits} == {0.0}
    assert max(f.estimate for f in fits) == pytest.approx(min(f.estimate for f in fits))
    assert max(f.i2 for f in fits) == 0
