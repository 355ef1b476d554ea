from __future__ import annotations

import math
import re
from xml.etree import ElementTree

from hoofbeat.evidence.bubble import bubble_svg, bubbles
from hoofbeat.evidence.filters import Filters, filters_of
from hoofbeat.evidence.forest import Forest, forest_of, forest_svg, forest_text
from hoofbeat.evidence.pooled import pooled_response
from hoofbeat.evidence.svg import shortened
from hoofbeat.knowledge import Knowledge
from tests.evidence.invented import arm, base, result, study

SVG = "{http://www.w3.org/2000/svg}"


def forest(knowledge: Knowledge) -> Forest:
    return forest_of(pooled_response(knowledge, "captem", filters_of(knowledge, sites=["pancreas"])))


def drawn(picture: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture).iter(f"{SVG}{name}"))


def test_the_picture_has_a_title_and_a_description_with_every_study(knowledge: Knowledge):
    plot = forest(knowledge)
    picture = forest_svg(plot)
    assert drawn(picture, "title")[0].text == plot.title
    description = drawn(picture, "desc")[0].text or ""
    assert all(row.name in description for row in (*plot.counted, *plot.left_out))
    assert ElementTree.fromstring(picture).get("role") == "img"


def test_the_area_of_a_dot_follows_the_patients():
    knowledge = base(
        *(study(name, arm("one", result("50"), patients=n)) for name, n in (("a", 90), ("b", 40), ("c", 10)))
    )
    picture = forest_svg(forest_of(pooled_response(knowledge, "alphamab")))
    radii = [float(c.get("r") or 0) for c in drawn(picture, "circle")]
    assert math.isclose((radii[0] / radii[1]) ** 2, 90 / 40, rel_tol=0.05)
    assert math.isclose((radii[0] / radii[2]) ** 2, 90 / 10, rel_tol=0.05)


def test_what_does_not_count_is_hollow_and_says_why(knowledge: Knowledge):
    plot = forest(knowledge)
    picture = forest_svg(plot)
    hollow = [c for c in drawn(picture, "circle") if c.get("fill") == "none"]
    assert len(hollow) == sum(row.rate is not None for row in plot.left_out) > 0
    texts = {t.text for t in drawn(picture, "text")}
    assert all(row.reason in texts for row in plot.left_out)


def test_the_picture_needs_nothing_from_elsewhere_and_no_color(knowledge: Knowledge):
    picture = forest_svg(forest(knowledge))
    assert not re.search(r"href|@import|<script|<style|url\(", picture)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', picture)) <= {"currentColor", "#767676", "none"}


def test_the_diamond_and_the_bar_stand_for_typical_rate_and_new_study(knowledge: Knowledge):
    picture = forest_svg(forest(knowledge))
    assert len(drawn(picture, "polygon")) == 1
    assert {"Typical rate", "What a new study may show"} <= {t.text for t in drawn(picture, "text")}


def test_studies_too_unlike_to_pool_are_drawn_without_a_diamond():
    trials = [
        study(f"t{n}", arm("one", result(responders=k, evaluable=t)))
        for n, (k, t) in enumerate([(0, 40), (40, 40), (0, 60), (60, 60)])
    ]
    picture = forest_svg(forest_of(pooled_response(base(*trials), "alphamab")))
    assert drawn(picture, "polygon") == []
    assert "Not pooled." in {t.text for t in drawn(picture, "text")}
    assert len(drawn(picture, "circle")) == 4


def test_the_plot_in_a_terminal_keeps_to_its_width_and_has_every_study(knowledge: Knowledge):
    plot = forest(knowledge)
    for width in (80, 100, 140):
        lines = forest_text(plot, width).splitlines()
        assert max(map(len, lines)) <= max(width, 83)
        assert sum("●" in line for line in lines) == len(plot.counted)
        assert sum(line.startswith("○") for line in lines) == len(plot.left_out)


def test_the_same_plot_is_the_same_bytes(knowledge: Knowledge):
    assert forest_svg(forest(knowledge)) == forest_svg(forest(knowledge))
    assert forest_text(forest(knowledge)) == forest_text(forest(knowledge))


def test_names_are_escaped():
    knowledge = base(study("a", arm("one", result("50", evaluable=10)), name="A & B <trial>"))
    assert "A &amp; B &lt;trial&gt;" in forest_svg(forest_of(pooled_response(knowledge, "alphamab")))


def test_only_arms_with_both_figures_become_bubbles():
    both = arm("both", result("30"), {**result(), "endpoint": "pfs", "median_months": "12"}, patients=40)
    progression = arm("ttp", result("30"), {**result(), "endpoint": "ttp", "median_months": "12"}, patients=40)
    not_reached = arm("open", result("30"), {**result(), "endpoint": "pfs", "not_reached": True}, patients=40)
    (found,) = bubbles(base(study("a", both, progression, not_reached)))
    assert (found.name, found.response, found.months, found.patients) == ("A: both", 30.0, 12.0, 40)


def test_a_superseded_figure_is_no_bubble():
    old = {**result(), "endpoint": "pfs", "median_months": "12", "superseded_by": "final"}
    new = {**result(source="later", at="abstract"), "endpoint": "pfs", "median_months": "9", "id": "final"}
    assert [b.months for b in bubbles(base(study("a", arm("one", result("30"), old, new))))] == [9.0]


def test_the_chart_lists_every_bubble_in_words(knowledge: Knowledge):
    found = bubbles(knowledge, Filters(sites=("pancreas",), differentiation="well"))
    picture = bubble_svg(found)
    assert len(found) >= 10
    assert len(drawn(picture, "circle")) == len(found)
    assert all(b.name.split(":")[0] in (drawn(picture, "desc")[0].text or "") for b in found)


def test_an_empty_chart_says_so():
    assert "No arm with both figures." in bubble_svg([])


def test_words_are_cut_at_a_space():
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("short", 12) == "short"
