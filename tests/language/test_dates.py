from __future__ import annotations

import pytest

from hoofbeat.language.dates import ages, agos, birth_dates, dates, letter_date
from hoofbeat.language.tokens import read_document


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("12 March 2024", (2024, 3, 12)),
        ("March 12, 2024", (2024, 3, 12)),
        ("12th of March 2024", (2024, 3, 12)),
        ("2024-03-12", (2024, 3, 12)),
        ("25/03/2024", (2024, 3, 25)),
        ("03/25/2024", (2024, 3, 25)),
        ("Sept '22", (2022, 9, 0)),
        ("03/2024", (2024, 3, 0)),
        ("in 2019", (2019, 0, 0)),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_written(text: str, order: tuple[int, int, int]) -> None:
    (date,) = dates(read_document(text))
    assert date.order == order


def test_day_and_month_that_cannot_be_told_apart_are_not_used() -> None:
    (date,) = dates(read_document("seen 05/06/2024"))
    assert date.ambiguous
    assert date.months is None


def test_another_date_of_the_letter_tells_day_from_month() -> None:
    first, _ = dates(read_document("05/06/2024 and 25/06/2024"))
    assert (first.month, first.day, first.ambiguous) == (6, 5, False)


@pytest.mark.parametrize(
    ("text", "months"),
    [("8 months ago", 8), ("six weeks ago", 1.4), ("two years ago", 24), ("a year ago", 12), ("last month", 1)],
)
def test_an_interval_before_the_letter_is_counted_in_months(text: str, months: float) -> None:
    assert [a.months for a in agos(read_document(text))] == [months]


def test_the_date_of_the_letter_is_not_the_date_of_birth() -> None:
    document = read_document("DOB: 4 August 1977\nClinic date: 10 January 2025\n\nSeen today.")
    found = dates(document)
    assert letter_date(document, found).order == (2025, 1, 10)
    assert [d.order for d in birth_dates(document, found)] == [(1977, 8, 4)]


@pytest.mark.parametrize(
    "text",
    [
        "a 58-year-old man",
        "58 yo man",
        "58yo",
        "aged 58",
        "Age: 58",
        "58M",
        "58 y/o",
        "Mrs Lang (58) was",
        "a lady of 58",
    ],
)
def test_an_age_is_read_in_every_common_form(text: str) -> None:
    assert [a.years for a in ages(read_document(text))] == [58]


@pytest.mark.parametrize("text", ["58 mg", "58 %", "pT3N1M1", "for 58 months", "platelets 58"])
def test_other_numbers_are_no_ages(text: str) -> None:
    assert ages(read_document(text)) == []
