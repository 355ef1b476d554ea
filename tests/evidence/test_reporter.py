from __future__ import annotations

import re

import pytest

from hoofbeat.evidence.contrasts import Ratio, pool_ratios
from hoofbeat.evidence.pool import StudyCounts, pool_proportions
from hoofbeat.evidence.reporter import REFERENCES, methods_paragraph


def studies(*rows):
    return [StudyCounts(f"study {i}", k, n) for i, (k, n) in enumerate(rows)]


RESULTS = {
    "six": pool_proportions(studies((5, 29), (9, 27), (2, 19), (11, 49), (1, 40), (13, 30))),
    "two far apart": pool_proportions(studies((5, 119), (116, 170))),
    "none responded": pool_proportions(studies((0, 12), (0, 9))),
    "one": pool_proportions(studies((3, 20))),
    "refused": pool_proportions(studies((0, 10), (10, 10))),
    "ratios": pool_ratios([Ratio("a", 0.5, 0.3, 0.8), Ratio("b", 0.6, 0.4, 0.9)], "HR"),
    "one ratio": pool_ratios([Ratio("a", 0.5, 0.3, 0.8)], "HR"),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_reference_that_is_cited_is_listed_and_the_other_way_round(name: str) -> None:
    text, _, listed = methods_paragraph(RESULTS[name]).partition("\n\n")
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", text)}
    assert cited == set(range(1, len(listed.splitlines()) + 1))
    assert all(line.split(". ", 1)[1] in REFERENCES.values() for line in listed.splitlines())
    assert "None" not in text
    assert "nan" not in text


def test_the_paragraph_gives_counts_rate_limits_and_both_priors() -> None:
    text = methods_paragraph(RESULTS["six"])
    for words in ("194 patients", "41 responded", "20.3%", "9.1% to 39.3%", "2.3% and 73.8%", "18.6%", "21.0%"):
        assert words in text
    assert "estimates agree" in text
    assert "do not agree" in methods_paragraph(RESULTS["two far apart"])


def test_what_was_not_pooled_is_said_with_the_reason() -> None:
    assert "not pooled" in methods_paragraph(RESULTS["refused"])
    assert "no maximum-likelihood estimate" in methods_paragraph(RESULTS["none responded"])
    assert "Nothing was pooled" in methods_paragraph(RESULTS["one"])
