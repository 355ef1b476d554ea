from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.exact import clopper_pearson
from hoofbeat.evidence.pool import Pooled, Refused, StudyCounts, by_group, leave_one_out, pool_proportions

KEYS = {"estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "studies", "total", "events"}
KEYS |= {"method", "ml", "ml_t", "sensitivity", "cross_check", "table", "level"}


def studies(k, n, groups=None) -> list[StudyCounts]:
    groups = groups or [None] * len(k)
    return [StudyCounts(f"study {i}", *row) for i, row in enumerate(zip(k, n, groups, strict=True))]


SIX = studies([5, 9, 2, 11, 1, 13], [29, 27, 19, 49, 40, 30])
some_studies = st.lists(
    st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=6
).map(lambda rows: studies(*zip(*rows, strict=True)))


def pooled(given_studies, level: float = 0.95) -> Pooled:
    result = pool_proportions(given_studies, level)
    assert isinstance(result, Pooled)
    return result


def test_six_series_have_a_headline_and_everything_beside_it() -> None:
    plain = pooled(SIX).to_dict()
    assert plain.keys() >= KEYS
    assert (plain["studies"], plain["total"], plain["events"]) == (6, 194, 41)
    assert plain["estimate"] == pytest.approx(0.203, abs=5e-4)
    assert plain["ml"]["estimate"] == pytest.approx(0.1855045, abs=1e-6)
    assert plain["ml"]["tau2"] == pytest.approx(0.7096154, abs=1e-6)
    assert plain["ml_t"]["ci_low"] < plain["ml"]["ci_low"]
    assert plain["cross_check"]["estimate"] == pytest.approx(0.210, abs=5e-4)
    assert plain["i2"] == plain["cross_check"]["i2"]
    assert plain["table"][0] | {"ci_low": 0, "ci_high": 0} == {
        "study": "study 0",
        "events": 5,
        "total": 29,
        "rate": pytest.approx(5 / 29),
        "ci_low": 0,
        "ci_high": 0,
    }


def test_the_same_studies_give_the_same_bytes() -> None:
    assert json.dumps(pooled(SIX).to_dict()) == json.dumps(pooled(list(SIX)).to_dict())


@settings(max_examples=25, deadline=None)
@given(some_studies, st.randoms(use_true_random=False))
def test_the_order_of_the_studies_changes_no_digit(given_studies, random) -> None:
    shuffled = list(given_studies)
    random.shuffle(shuffled)
    one, other = (pool_proportions(s).to_dict() for s in (given_studies, shuffled))
    one.pop("table")
    other.pop("table")
    assert one == other


@settings(max_examples=25, deadline=None)
@given(some_studies)
def test_counting_those_who_did_not_respond_mirrors_every_rate(given_studies) -> None:
    turned = [StudyCounts(s.study, s.total - s.events, s.total) for s in given_studies]
    one, other = pool_proportions(given_studies), pool_proportions(turned)
    assert isinstance(one, Pooled) is isinstance(other, Pooled)
    if not (isinstance(one, Pooled) and isinstance(other, Pooled)):
        return
    assert one.estimate == pytest.approx(1 - other.estimate, abs=3e-4)
    assert one.ci_low == pytest.approx(1 - other.ci_high, abs=3e-4)
    assert one.pi_high == pytest.approx(1 - other.pi_low, abs=3e-4)
    assert one.i2 == (None if other.i2 is None else pytest.approx(other.i2, abs=1e-8))
    if one.likelihood and other.likelihood:
        assert one.likelihood.mu == pytest.approx(-other.likelihood.mu, abs=1e-6)
        assert one.likelihood.tau2 == pytest.approx(other.likelihood.tau2, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 28), st.integers(29, 60), st.integers(2, 5))
def test_one_more_responder_in_every_study_raises_rate_and_limits(k, n, how_many) -> None:
    fewer, more = pooled(studies([k] * how_many, [n] * how_many)), pooled(studies([k + 1] * how_many, [n] * how_many))
    assert fewer.estimate < more.estimate
    assert fewer.ci_low < more.ci_low
    assert fewer.ci_high < more.ci_high


def test_splitting_a_study_into_halves_moves_the_rate_towards_it() -> None:
    whole = studies([2, 3, 20], [30, 30, 40])
    halves = [*whole[:2], StudyCounts("half", 10, 20), StudyCounts("other half", 10, 20)]
    assert pooled(halves).estimate > pooled(whole).estimate
    one, other = pooled(whole).likelihood, pooled(halves).likelihood
    assert one is not None
    assert other is not None
    assert other.mu > one.mu


def test_one_study_keeps_its_exact_interval_and_predicts_nothing() -> None:
    plain = pooled(studies([3], [20])).to_dict()
    assert plain["estimate"] == 0.15
    assert (plain["ci_low"], plain["ci_high"]) == pytest.approx((0.0320709, 0.3789268), abs=1e-6)
    assert plain["pi_low"] is plain["pi_high"] is plain["tau2"] is plain["i2"] is plain["ml"] is None
    assert "One study" in plain["method"]


def test_two_studies_are_called_two_studies() -> None:
    result = pooled(studies([3, 6], [20, 25]))
    assert result.method.startswith("Two studies: ")
    assert result.pi_low is not None


@pytest.mark.parametrize(("k", "words"), [([0, 0, 0], "nobody responded"), ([10, 20, 30], "everybody responded")])
def test_all_or_none_responding_leaves_the_grid_but_no_likelihood(k, words) -> None:
    result = pooled(studies(k, [10, 20, 30]))
    plain = result.to_dict()
    assert plain["ml"] is None
    assert words in plain["ml_missing"]
    assert words in plain["method"]
    assert 0 < plain["ci_low"] < plain["estimate"] < plain["ci_high"] < 1
    assert result.methods_agree is None


@pytest.mark.parametrize(
    ("k", "n"),
    [
        ([0, 0, 1, 20, 0, 30], [25, 40, 30, 25, 8, 32]),
        ([0, 10], [10, 10]),
        ([1, 79, 2, 78], [80, 80, 80, 80]),
    ],
)
def test_studies_too_unlike_are_not_pooled_but_listed(k, n) -> None:
    result = pool_proportions(studies(k, n))
    assert isinstance(result, Refused)
    plain = result.to_dict()
    assert "too unlike" in plain["refused"]
    assert "2.5" in plain["refused"]
    assert [(row["events"], row["total"]) for row in plain["table"]] == list(zip(k, n, strict=True))
    assert plain["table"][0]["ci_high"] == pytest.approx(clopper_pearson(k[0], n[0])[1])
    assert "estimate" not in plain


def test_the_method_line_says_whether_the_methods_agree() -> None:
    alike = pooled(studies([30, 28, 33, 31], [100, 100, 100, 100]))
    assert alike.methods_agree is True
    assert "agree" in alike.method
    apart = pooled(studies([5, 116], [119, 170]))
    assert apart.methods_agree is False
    assert "differ by more than 3 percentage points" in apart.method


def test_a_hundred_studies_are_pooled_narrowly() -> None:
    many = studies([(7 * i) % 11 + 5 for i in range(100)], [30 + i % 17 for i in range(100)])
    result = pooled(many)
    assert result.studies == 100
    assert result.ci_high - result.ci_low < 0.06
    assert result.likelihood is not None


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ([], "no study"),
        (studies([3], [0]), "at least one patient"),
        (studies([3, -1], [10, 10]), "below 0"),
        (studies([11], [10]), "11 events among 10 patients"),
        (studies([2.5], [10]), "whole number"),
        (studies([True], [10]), "whole number"),
        ([StudyCounts("Smith", 1, 9), StudyCounts("Smith", 2, 9)], "listed twice"),
    ],
)
def test_impossible_counts_are_refused_by_name(bad, words) -> None:
    with pytest.raises(HoofbeatError, match=words):
        pool_proportions(bad)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(HoofbeatError) as caught:
        pool_proportions(studies([11, -1, 3], [10, 10, 0]))
    assert [p.where for p in caught.value.problems] == ["study 'study 0'", "study 'study 1'", "study 'study 2'"]


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0, 95.0])
def test_a_level_that_is_no_confidence_is_refused(level) -> None:
    with pytest.raises(HoofbeatError, match="level"):
        pool_proportions(SIX, level)


def test_leaving_each_study_out_shows_the_one_that_matters() -> None:
    left_out = leave_one_out(SIX)
    assert [item.study for item in left_out] == [s.study for s in SIX]
    estimates = {item.study: item.result.to_dict()["estimate"] for item in left_out}
    assert min(estimates, key=estimates.__getitem__) == "study 5"  # 13 of 30, the highest rate
    assert max(estimates, key=estimates.__getitem__) == "study 4"  # 1 of 40, the lowest
    assert leave_one_out(SIX[:1]) == []
    assert left_out[0].to_dict()["left_out"] == "study 0"


def test_groups_are_pooled_apart_and_those_without_one_come_last() -> None:
    k, n = [5, 9, 2, 11, 1], [29, 27, 19, 49, 40]
    found = by_group(studies(k, n, ["prospective", "case series", "prospective", None, "case series"]))
    assert [g.group for g in found] == ["case series", "prospective", "not stated"]
    assert [len(g.result.counts) for g in found] == [2, 2, 1]
    assert found[0].result == pool_proportions(found[0].result.counts)
    assert found[2].to_dict()["group"] == "not stated"


@pytest.mark.parametrize("total", [1, 7, 40])
def test_the_exact_interval_rises_with_every_responder_and_holds_its_rate(total) -> None:
    intervals = [clopper_pearson(k, total) for k in range(total + 1)]
    assert intervals == sorted(intervals)
    assert all(low <= k / total <= high for k, (low, high) in enumerate(intervals))
    assert intervals[0][0] == 0
    assert intervals[-1][1] == 1


def test_the_exact_interval_is_the_textbook_one() -> None:
    assert clopper_pearson(0, 10)[1] == pytest.approx(1 - 0.025 ** (1 / 10))
    assert clopper_pearson(5, 10) == pytest.approx((0.1870860, 0.8129140), abs=1e-6)
