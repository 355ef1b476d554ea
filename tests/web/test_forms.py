from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.case import FIELDS, read_case
from hoofbeat.errors import HoofbeatError
from hoofbeat.knowledge import Knowledge
from hoofbeat.web.forms import controls_of, read_form, read_number
from hoofbeat.web.link import read_link, write_link

CASE = {
    "primary_site": "pancreas",
    "ki67_percent": {"low": 10.0, "high": 20.0},
    "metastatic_sites": ["liver", "bone"],
    "progressing": True,
    "necrosis": False,
    "ecog": 0,
    "prior_lines": 2,
    "prior_treatments": [
        {"treatment": "lanreotide", "progressed": True, "months_ago": 1.5},
        {"treatment": "prrt", "best_response": "PR", "ended": "completed"},
    ],
    "declines": ["prrt", "everolimus"],
}


def pairs(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in controls_of(values).raw.items() for text in texts]


def field_values() -> st.SearchStrategy[dict[str, Any]]:
    strategies: dict[str, Any] = {}
    for name, kind in FIELDS.items():
        if kind.form == "flag":
            strategies[name] = st.booleans()
        elif kind.form == "choice":
            strategies[name] = st.sampled_from(kind.values)
        elif kind.form == "choices":
            strategies[name] = st.lists(st.sampled_from(kind.values), unique=True, max_size=4)
        elif kind.form == "number" and not kind.whole:
            number = st.integers(min_value=int(kind.low or 0) + 1, max_value=int(kind.high or 90)).map(float)
            strategies[name] = number
    return st.fixed_dictionaries({}, optional=strategies)


@given(values=field_values())
@settings(max_examples=60, deadline=None)
def test_a_case_survives_the_form(values: dict[str, Any]) -> None:
    entered = read_form(pairs(values))
    assert entered.problems == []
    assert entered.values == read_case(values).known()


@given(values=field_values())
@settings(max_examples=60, deadline=None)
def test_a_case_survives_the_link(values: dict[str, Any], knowledge: Knowledge) -> None:
    assert read_link(write_link(values, knowledge)).values == read_case(values).known()


def test_a_whole_case_survives_form_and_link(knowledge: Knowledge) -> None:
    assert read_form(pairs(CASE)).values == read_case(CASE).known()
    assert read_link("#" + write_link(CASE, knowledge, "patient")).values == read_case(CASE).known()


def test_an_empty_form_is_a_case_of_which_nothing_is_known() -> None:
    entered = read_form([(name, "") for name in FIELDS])
    assert (entered.values, entered.problems) == ({}, [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17", 17.0), (" 17 ", 17.0), ("2,5", 2.5), ("10-20", {"low": 10.0, "high": 20.0}),
        ("10 to 20", {"low": 10.0, "high": 20.0}), ("10–20", {"low": 10.0, "high": 20.0}),
        ("> 90", {"low": 90.0, "high": 100.0}), ("≥90", {"low": 90.0, "high": 100.0}), ("<3", {"low": 0.0, "high": 3.0}),
    ],
)  # fmt: skip
def test_numbers_and_ranges_are_read_as_people_write_them(text: str, value: Any) -> None:
    assert read_number("ki67_percent", text) == value


@pytest.mark.parametrize("text", ["high", "17 %", "1,500", "10-", "-5", "1e9", "NaN", "inf", "10-20-30", "٣", "=1+1"])
def test_what_is_no_number_is_refused_with_what_is_allowed(text: str) -> None:
    entered = read_form([("ki67_percent", text)])
    assert entered.values == {}
    assert [p.where for p in entered.problems] == ["ki67_percent"]
    assert entered.problems[0].allowed


def test_none_and_a_value_together_are_refused() -> None:
    entered = read_form([("metastatic_sites.state", "none"), ("metastatic_sites", "liver")])
    assert entered.about("metastatic_sites")


def test_none_is_not_the_same_as_not_known() -> None:
    assert read_form([("prior_treatments.state", "none")]).values == {"prior_treatments": []}
    assert read_form([("prior_treatments.state", "")]).values == {}


@pytest.mark.parametrize("name", ["nonsense", "ki67_percent.state", "prior_treatments.99.treatment", "<script>"])
def test_a_control_that_does_not_exist_is_refused(name: str) -> None:
    assert "is not a field" in read_form([(name, "1")]).problems[0].what


@pytest.mark.parametrize("fragment", [
    "f=nonsense:1", "f=ki67_percent", "f=ki67_percent:", "f=ki67_percent:17;ki67_percent:18", "f=ki67_percent:abc", "x=1",
    "f=ecog:9", "f=ki67_percent:17&v=yesterday", "f=&for=robot", "f=ki67_percent:17&f=ecog:1", "f=" + "a" * 5000,
    "f=prior_treatments:a~b~c~d~e~f", "v=2026-13-45", "f=progressing:maybe", "f=ecog:1&o=<b>", "f=ecog:1&o=a b",
])  # fmt: skip
def test_a_damaged_link_is_refused_loudly(fragment: str) -> None:
    with pytest.raises(HoofbeatError):
        read_link(fragment)


@given(st.text(max_size=200))
def test_any_text_as_a_link_is_read_or_refused_and_nothing_else(text: str) -> None:
    with contextlib.suppress(HoofbeatError):
        assert read_link(text).values is not None


def test_a_link_names_the_parts_that_stand_open() -> None:
    assert read_link("f=ecog:1&o=more-sources,differ-1").open == ("more-sources", "differ-1")
    assert read_link("f=ecog:1&o=").open == ()
    assert read_link("f=ecog:1").open is None


def test_a_link_names_the_edition_it_was_made_with(knowledge: Knowledge) -> None:
    link = read_link(write_link({"ecog": 1}, knowledge))
    assert link.day == knowledge.edition.date
    assert knowledge.hash.startswith(link.version.split(".")[1])
