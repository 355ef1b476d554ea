from __future__ import annotations

import pytest

from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.counts import StudyCounts
from hoofbeat.evidence.pool import Pooled, pool_proportions
from hoofbeat.evidence.table import parse_table, read_table

PLAIN = "study,events,total\nSmith 2001,5,29\nMeyer 2014,9,27\n"
SMITH, MEYER = StudyCounts("Smith 2001", 5, 29), StudyCounts("Meyer 2014", 9, 27)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("study,events", "Study , EVENTS"),
        "\n\n" + PLAIN + "\n,,\n",
        "total,note,study,events\n29,first,Smith 2001,5\n27,,Meyer 2014,9\n",
        "study;events;total\nSmith 2001;5,0;29,0\nMeyer 2014;9.0;27\n",
    ],
)
def test_a_table_is_read_however_it_was_saved(text) -> None:
    assert parse_table(text) == (SMITH, MEYER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_the_usual_encodings(tmp_path, encoding) -> None:
    path = tmp_path / "arms.csv"
    path.write_bytes("study,events,total\nMüller,5,29\n".encode(encoding))
    assert read_table(path) == (StudyCounts("Müller", 5, 29),)


def test_a_group_column_and_quoted_names_are_kept() -> None:
    text = 'study,events,total,group\n"Smith, 2001",5,29,pancreas\nMeyer,9,27,\n'
    assert parse_table(text) == (StudyCounts("Smith, 2001", 5, 29, "pancreas"), StudyCounts("Meyer", 9, 27))


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "arms.csv", "is empty"),
        ("\n \n", "arms.csv", "is empty"),
        ("study,events,total\n", "arms.csv", "no study"),
        ("study,events\nA,1\n", "arms.csv, line 1", "column total is missing"),
        ("study,event,total\nA,1,2\n", "arms.csv, line 1", "Is 'event' meant"),
        ("study,events,total,events\nA,1,2,3\n", "arms.csv, line 1", "twice"),
        ("study,events,total\nA,five,29\n", "arms.csv, line 2, column events", "'five' is not a whole number"),
        ("study,events,total\nA,33%,29\n", "arms.csv, line 2, column events", "not percentages"),
        ("study,events,total\nA,5.5,29\n", "arms.csv, line 2, column events", "'5.5'"),
        ("study,events,total\nA,-1,29\n", "arms.csv, line 2, column events", "'-1'"),
        ("study,events,total\nA,٣,29\n", "arms.csv, line 2, column events", "not a whole number"),
        ("study,events,total\nA,1e3,2\n", "arms.csv, line 2, column events", "'1e3'"),
        ("study,events,total\nA,,29\n", "arms.csv, line 2, column events", "is empty"),
        ("study,events,total\nA,5,29\n\nB,3,0\n", "arms.csv, line 4, column total", "total is 0"),
        ("study,events,total\nA,30,29\n", "arms.csv, line 2, column events", "30 events among 29"),
        ("study,events,total\n,3,29\n", "arms.csv, line 2, column study", "is empty"),
        ("study,events,total\nA,3,29\nA,4,29\n", "arms.csv, line 3, column study", "already stands in line 2"),
        ("study,events,total\nA,3\n", "arms.csv, line 2", "2 cells"),
        ("study,events,total\nSmith, 2001,3,29\n", "arms.csv, line 2", "4 cells"),
        ('study,events,total\n"A,3,29\n', "arms.csv, line 2", "not CSV"),
        ("1,2,3\n4,5,6\n", "arms.csv, line 1", "column study is missing"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(text, where, what) -> None:
    with pytest.raises(HoofbeatError) as caught:
        parse_table(text, "arms.csv")
    problem = next(p for p in caught.value.problems if what in str(p))
    assert problem.where == where


def test_every_problem_of_a_table_is_named_at_once() -> None:
    with pytest.raises(HoofbeatError) as caught:
        parse_table("study,events,total\nA,x,y\nB,9,3\nC,1,0\n", "arms.csv")
    assert [p.where.removeprefix("arms.csv, ") for p in caught.value.problems] == [
        "line 2, column events",
        "line 2, column total",
        "line 3, column events",
        "line 4, column total",
    ]


def test_lines_are_counted_past_a_name_on_two_lines() -> None:
    with pytest.raises(HoofbeatError, match="line 4, column events"):
        parse_table('study,events,total\n"A\nB",3,29\nC,x,9\n')


def test_a_file_that_is_not_there_or_not_text_is_said_so(tmp_path) -> None:
    with pytest.raises(HoofbeatError, match="cannot be read"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(HoofbeatError, match="cannot be read"):
        read_table(tmp_path)
    binary = tmp_path / "arms.xlsx"
    binary.write_bytes(b"PK\x03\x04\x00\xff\xfe\xfa")
    with pytest.raises(HoofbeatError, match="not text"):
        read_table(binary)


def test_a_hundred_studies_are_read_and_pooled() -> None:
    rows = "\n".join(f"series {i},{i % 9 + 2},{25 + i % 30}" for i in range(100))
    table = parse_table(f"study,events,total\n{rows}\n")
    result = pool_proportions(table)
    assert isinstance(result, Pooled)
    assert result.studies == 100
