from __future__ import annotations

import datetime as dt

from hoofbeat.evidence.superseded import timeline
from hoofbeat.evidence.timeline import timeline_svg
from hoofbeat.knowledge import Knowledge
from tests.evidence.invented import arm, base, result, source, study


def overturned() -> Knowledge:
    old = [
        {**result(at=at), "endpoint": "os", "median_months": m, "superseded_by": "os-final"}
        for at, m in (("Table 1", "38.0"), ("section 1", "38"))
    ]
    new = {
        **result(source="later", at="abstract"),
        "endpoint": "os",
        "median_months": "53.8",
        "id": "os-final",
        "analysis": "final",
    }
    return base(study("a", arm("one", *old, new)), sources=(source("corrected", corrected_by="10.1/x"),))


def test_a_superseded_figure_stands_beside_what_took_its_place():
    found = [s for s in timeline(overturned()) if s.what == "result"]
    assert [(f.value, f.at) for f in found[0].was] == [("38.0", "Table 1"), ("38", "section 1")]
    assert [f.value for f in found[0].now] == ["53.8"]
    assert (found[0].since, found[0].date) == (dt.date(2021, 4, 13), dt.date(2023, 3, 1))


def test_before_the_day_nothing_was_superseded():
    assert [s.what for s in timeline(overturned(), dt.date(2022, 1, 1))] == ["source"]


def test_a_corrected_document_is_listed_without_a_day():
    (found,) = [s for s in timeline(overturned()) if s.what == "source"]
    assert (found.id, found.by, found.date) == ("corrected", "10.1/x", None)


def test_the_shipped_timeline_is_in_order_and_has_the_trial_that_took_a_survival_benefit_away(knowledge: Knowledge):
    found = timeline(knowledge)
    days = [s.date or s.since for s in found]
    assert days == sorted(days)
    taken = next(s for s in found if s.study == "kunz-2023" and s.what == "contrast" and s.endpoint == "os")
    assert ({f.value for f in taken.was}, {f.value for f in taken.now}) == ({"0.41"}, {"0.82"})
    assert {"result", "contrast", "statement", "source"} <= {s.what for s in found}


def test_the_picture_tells_every_change_in_words_too(knowledge: Knowledge):
    changes = timeline(knowledge)
    picture = timeline_svg(changes)
    assert picture == timeline_svg(changes)
    assert picture.count("<circle") == 2 * sum(c.date is not None for c in changes)
    assert "0.41 → 0.82" in picture


def test_an_empty_timeline_says_so():
    assert "Nothing was superseded." in timeline_svg([])
