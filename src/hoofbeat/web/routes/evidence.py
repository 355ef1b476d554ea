"""Evidence: rows to filter, one number in five views, contradictions, and what superseded what."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from hoofbeat.case import Site
from hoofbeat.errors import Problem, QuestionError
from hoofbeat.evidence.bubble import bubble_svg, bubbles
from hoofbeat.evidence.contradictions import contradictions
from hoofbeat.evidence.exports import rows_csv
from hoofbeat.evidence.filters import Filters, filters_of
from hoofbeat.evidence.forest import forest_of, forest_svg
from hoofbeat.evidence.pooled import pooled_response
from hoofbeat.evidence.rows import all_rows, select
from hoofbeat.evidence.superseded import timeline
from hoofbeat.evidence.timeline import timeline_svg
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.study_forms import Endpoint
from hoofbeat.web.page import desk_of, render
from hoofbeat.web.views import VIEWS, number_of

router = APIRouter(include_in_schema=False)
MOST_ROWS = 200
_ASKED = ("treatment", "site", "differentiation", "grade", "line", "endpoint", "design", "source", "study")


def asked_in(request: Request, knowledge: Knowledge) -> tuple[Filters, dict[str, str]]:
    """The filters that the address names, and their words as given.

    Raises:
        QuestionError: for a word that is not known.
    """
    given = {k: v.strip()[:120] for k in _ASKED if (v := request.query_params.get(k, "")).strip()}
    rest = {k: v for k, v in given.items() if k != "site"}
    return filters_of(knowledge, sites=(given["site"],) if "site" in given else (), **rest), given


def choices(knowledge: Knowledge) -> dict[str, list[Any]]:
    """What may be chosen in the filters: what the rows hold."""
    rows = all_rows(knowledge)
    used = {t for r in rows for t in r.treatments}
    classes = {c for t in used for c in knowledge.treatments.classes(t)}
    named = sorted((knowledge.treatments[t] for t in used | classes), key=lambda t: t.name.lower())
    present = {r.endpoint for r in rows}
    return {
        "treatments": named,
        "sites": list(get_args(Site)),
        "endpoints": [e for e in get_args(Endpoint) if e in present],
        "designs": sorted({r.design for r in rows}),
    }


@router.get("/evidence")
def rows(request: Request) -> Response:
    """Results as reported, a row each."""
    knowledge = desk_of(request).knowledge
    asked, given = asked_in(request, knowledge)
    found = select(knowledge, asked)
    if request.query_params.get("format") == "csv":
        headers = {"content-disposition": 'attachment; filename="evidence.csv"'}
        return Response(rows_csv(found), media_type="text/csv", headers=headers)
    shown = {"rows": found[:MOST_ROWS], "total": len(found), "most": MOST_ROWS, "given": given}
    return render(request, "evidence/browse.html", {**shown, "choices": choices(knowledge), "tab": "rows"})


@router.get("/evidence/pool")
def pool(request: Request) -> Response:
    """One number in five views: the response rate of a treatment, pooled where that does not mislead."""
    desk = desk_of(request)
    asked, given = asked_in(request, desk.knowledge)
    view = request.query_params.get("view", VIEWS[0])
    if view not in VIEWS:
        raise QuestionError(Problem("view", f"'{view[:40]}' is not a view.", f"Allowed: {', '.join(VIEWS)}."))
    shown: dict[str, Any] = {
        "number": None,
        "forest": None,
        "view": view,
        "views": VIEWS,
        "given": given,
        "tab": "pool",
    }
    if asked.treatment:
        response = pooled_response(desk.knowledge, asked.treatment, asked, mixed=True)
        name = desk.wording.treatment(asked.treatment)
        shown |= {"number": number_of(response, name), "forest": Markup(forest_svg(forest_of(response)))}
    return render(request, "evidence/pool.html", {**shown, "choices": choices(desk.knowledge)})


@router.get("/evidence/map")
def bubble_map(request: Request) -> Response:
    """Response against control of the disease, a bubble for each arm."""
    knowledge = desk_of(request).knowledge
    asked, given = asked_in(request, knowledge)
    found = bubbles(knowledge, asked)[:40]
    if (
        desk_of(request)
        and request.query_params.get("for") == "patient"
        and request.query_params.get("figures") != "yes"
    ):
        return render(request, "evidence/ask.html", {"tab": "map"})
    context = {"picture": Markup(bubble_svg(found)), "bubbles": found, "given": given, "tab": "map"}
    return render(request, "evidence/map.html", {**context, "choices": choices(knowledge)})


@router.get("/evidence/contradictions")
def differing(request: Request) -> Response:
    """Figures that differ between sources, or between places of one source."""
    found = contradictions(desk_of(request).knowledge)
    return render(request, "evidence/contradictions.html", {"found": found, "tab": "contradictions"})


@router.get("/evidence/superseded")
def superseded(request: Request) -> Response:
    """What took the place of what."""
    found = timeline(desk_of(request).knowledge)
    context = {"found": found, "picture": Markup(timeline_svg(found)), "tab": "superseded"}
    return render(request, "evidence/superseded.html", context)
