"""Held against metafor and lme4, tightly converged: validation/metafor/pinned.json (R is not needed here)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hoofbeat.evidence.binomial_normal import fit
from hoofbeat.evidence.contrasts import Ratio, pool_ratios, ratio_from_counts
from hoofbeat.evidence.counts import StudyCounts
from hoofbeat.evidence.normal_normal import dersimonian_laird, fixed_effect, logits, reml
from hoofbeat.evidence.pool import Pooled, pool_proportions

PINNED = json.loads((Path(__file__).parents[2] / "validation" / "metafor" / "pinned.json").read_text())
FITTED = [name for name, s in PINNED["rates"].items() if "mu" in s["glmm"]]
REFUSED = [name for name, s in PINNED["rates"].items() if "mu" not in s["glmm"]]


@pytest.mark.parametrize("name", FITTED)
def test_maximum_likelihood_agrees_to_a_millionth(name: str) -> None:
    pinned = PINNED["rates"][name]
    found = fit(pinned["events"], pinned["total"])
    figures = (found.mu, found.se, found.tau2, *found.wald())
    assert figures == pytest.approx(
        [pinned["glmm"][key] for key in ("mu", "se", "tau2", "ci_low", "ci_high")], abs=1e-6
    )


@pytest.mark.parametrize("name", FITTED)
def test_the_public_figures_are_those_of_the_fit(name: str) -> None:
    pinned = PINNED["rates"][name]
    counts = zip(pinned["events"], pinned["total"], strict=True)
    result = pool_proportions([StudyCounts(str(i), k, n) for i, (k, n) in enumerate(counts)])
    assert isinstance(result, Pooled)
    ml = result.to_dict()["ml"]
    for key in ("ci_low", "ci_high", "tau2"):
        assert ml[key] == pytest.approx(pinned["glmm"][key], abs=1e-6)


@pytest.mark.parametrize("name", REFUSED)
def test_what_r_cannot_fit_is_fitted_here(name: str) -> None:
    pinned = PINNED["rates"][name]
    found = fit(pinned["events"], pinned["total"])
    low, high = found.wald()
    assert low < sum(pinned["events"]) / sum(pinned["total"]) < high


def test_r_stumbles_over_the_sets_the_page_names() -> None:
    assert REFUSED == ["large", "identical proportions"]


@pytest.mark.parametrize("name", PINNED["rates"])
def test_the_cross_check_agrees_to_ten_digits(name: str) -> None:
    pinned = PINNED["rates"][name]
    found = reml(*logits(pinned["events"], pinned["total"]))
    figures = (found.estimate, found.conservative_se, found.tau2, found.q, found.i2)
    limits = (*found.knapp_hartung(), *found.prediction())
    keys = ("mu", "se", "tau2", "q", "i2", "ci_low", "ci_high", "pi_low", "pi_high")
    assert (*figures, *limits) == pytest.approx([pinned["logit_reml_adhoc"][key] for key in keys], abs=1e-10)


def check(ratios: list[Ratio], pinned) -> None:
    y, v = [r.log_ratio for r in ratios], [r.variance for r in ratios]
    for key, found in (("EE", fixed_effect(y, v)), ("DL", dersimonian_laird(y, v)), ("REML", reml(y, v))):
        figures = (found.estimate, found.se, found.tau2, found.q, found.i2, *found.wald())
        keys = ("mu", "se", "tau2", "q", "i2", "ci_low", "ci_high")
        assert figures == pytest.approx([pinned[key][k] for k in keys], abs=1e-10)
    adhoc = reml(y, v).knapp_hartung()
    assert adhoc == pytest.approx([pinned["REML_adhoc"][k] for k in ("ci_low", "ci_high")], abs=1e-10)


@pytest.mark.parametrize("name", PINNED["ratios"])
def test_reported_ratios_pool_as_in_metafor(name: str) -> None:
    pinned = PINNED["ratios"][name]
    rows = zip(pinned["ratio"], pinned["ci_low"], pinned["ci_high"], strict=True)
    ratios = [Ratio(str(i), *row) for i, row in enumerate(rows)]
    check(ratios, pinned)
    assert pool_ratios(ratios, "HR").random.tau2 == pytest.approx(pinned["REML"]["tau2"], abs=1e-10)


@pytest.mark.parametrize("measure", ["OR", "RR"])
@pytest.mark.parametrize("name", PINNED["two_arm"])
def test_ratios_from_counts_pool_as_in_metafor(name: str, measure) -> None:
    pinned = PINNED["two_arm"][name]
    arms = zip(pinned["events"], pinned["total"], pinned["control_events"], pinned["control_total"], strict=True)
    ratios = [
        ratio_from_counts(StudyCounts(str(i), a, b), StudyCounts(str(i), c, d), measure)
        for i, (a, b, c, d) in enumerate(arms)
    ]
    check(ratios, pinned[measure])
