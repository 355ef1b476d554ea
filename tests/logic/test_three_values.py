from __future__ import annotations

import itertools

import pytest

from hoofbeat.logic import Truth, Vocabulary, compiled, explain, parse_condition

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
VOCABULARY = Vocabulary.of_case()
EMPTY = dict.fromkeys(VOCABULARY.kinds)
KNOWN = {T: True, F: False, U: None}


def truth(text: str, **known: object) -> Truth:
    return Truth(compiled(parse_condition(text, VOCABULARY))({**EMPTY, **known}))


@pytest.mark.parametrize(("a", "b"), list(itertools.product([T, F, U], repeat=2)))
def test_and_or_follow_kleenes_tables(a: Truth, b: Truth) -> None:
    known = {"necrosis": KNOWN[a], "progressing": KNOWN[b]}
    expected_and = F if F in (a, b) else U if U in (a, b) else T
    expected_or = T if T in (a, b) else U if U in (a, b) else F
    assert truth("necrosis AND progressing", **known) is expected_and
    assert truth("necrosis OR progressing", **known) is expected_or


@pytest.mark.parametrize(("value", "expected"), [(True, F), (False, T), (None, U)])
def test_not_keeps_the_unknown(value: bool | None, expected: Truth) -> None:
    assert truth("NOT necrosis", necrosis=value) is expected


def test_an_unknown_ki67_is_neither_high_nor_low() -> None:
    assert truth("ki67_percent > 20") is U
    assert truth("ki67_percent <= 20") is U


@pytest.mark.parametrize(
    ("limits", "text", "expected"),
    [
        ((21, 40), "ki67_percent > 20", T),
        ((15, 25), "ki67_percent > 20", U),
        ((5, 20), "ki67_percent > 20", F),
        ((90, 100), "ki67_percent >= 90", T),
        ((3, 20), "ki67_percent BETWEEN 3 AND 20", T),
        ((2, 20), "ki67_percent BETWEEN 3 AND 20", U),
        ((25, 30), "ki67_percent BETWEEN 3 AND 20", F),
        ((5, 5), "ki67_percent = 5", T),
        ((4, 5), "ki67_percent = 5", U),
        ((6, 7), "ki67_percent <> 5", T),
    ],
)
def test_a_range_is_true_only_where_all_of_it_is(limits: tuple[float, float], text: str, expected: Truth) -> None:
    assert truth(text, ki67_percent=limits) is expected


def test_an_unlisted_site_of_metastasis_is_absent_but_an_unstated_list_is_unknown() -> None:
    assert truth("list_contains(metastatic_sites, 'bone')", metastatic_sites=frozenset({"liver"})) is F
    assert truth("list_contains(metastatic_sites, 'bone')") is U


def test_is_null_asks_whether_something_is_stated() -> None:
    assert truth("ki67_percent IS NULL") is T
    assert truth("ki67_percent IS NOT NULL", ki67_percent=(5, 5)) is T


def test_a_truth_cannot_be_used_as_a_yes_or_no_by_mistake() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(U)


def test_the_explanation_shows_every_part_and_what_would_settle_it() -> None:
    condition = parse_condition("primary_site = 'pancreas' AND (ki67_percent > 20 OR progressing)", VOCABULARY)
    trace = explain(condition, {**EMPTY, "primary_site": "pancreas", "ki67_percent": (10, 10)})
    assert [p.truth for p in trace.parts] == [T, U]
    assert [p.truth for p in trace.parts[1].parts] == [F, U]
    assert trace.unsettled() == ("progressing",)
