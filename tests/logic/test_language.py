from __future__ import annotations

import pytest

from hoofbeat.errors import ConditionError
from hoofbeat.logic import Vocabulary, parse_condition, text_of

VOCABULARY = Vocabulary.of_case()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("primary_site = 'pancras'", "'pancras' is not a value of 'primary_site'"),
        ("ki67 > 20", "Did you mean ki67_percent?"),
        ("ki67_percent > 120", "outside what 'ki67_percent' can be"),
        ("ki67_percent > 'high'", "is held against a number"),
        ("ki67_percent + 1 > 20", "a field or fact is expected"),
        ("CASE WHEN progressing THEN TRUE END", "not part of the language"),
        ("primary_site LIKE 'pan%'", "not part of the language"),
        ("primary_site > 'a'", "has no order"),
        ("progressing IS TRUE", "IS is only used with NULL"),
        ("primary_site IN (SELECT 1)", "IN takes a list"),
        ("lower(primary_site) = 'lung'", "a field or fact is expected"),
        ("progressing; DROP TABLE people", "one expression"),
        ("ki67_percent BETWEEN 20 AND 3", "can never be true"),
        ("metastatic_sites", "cannot be used here"),
        ("prior_treatments IS NULL", "neither a field nor a fact"),
        ("people.progressing", "a field or fact is expected"),
        ("progressing AND", "cannot be read"),
        ("", "empty"),
        ("coalesce(progressing, TRUE)", "not part of the language"),
    ],
)
def test_what_is_not_in_the_language_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse_condition(text, VOCABULARY, "guidance/x.yaml, some-rule, when")
    assert said in str(error.value)
    assert "some-rule" in str(error.value)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("3 < ki67_percent", "ki67_percent > 3"),
        ("necrosis = FALSE", "NOT necrosis"),
        ("necrosis <> FALSE", "necrosis"),
        ("primary_site != 'lung'", "primary_site <> 'lung'"),
        ("((progressing))", "progressing"),
    ],
)
def test_equal_ways_of_writing_are_one_condition(text: str, same: str) -> None:
    assert text_of(parse_condition(text, VOCABULARY)) == text_of(parse_condition(same, VOCABULARY))
