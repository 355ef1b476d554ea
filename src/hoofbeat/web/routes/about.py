"""What changed, support, when to call, and about this page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.evidence.superseded import timeline
from hoofbeat.web.link import edition_of
from hoofbeat.web.page import desk_of, render
from hoofbeat.web.static_files import worker_script

router = APIRouter(include_in_schema=False)
MOST_CALLS = 12


@router.get("/changes")
def changes(request: Request) -> Response:
    """What was published, overturned or corrected since a day."""
    desk = desk_of(request)
    text = request.query_params.get("since", "")
    since = _day(text) if text else dt.date(desk.knowledge.edition.date.year - 2, 1, 1)
    published = [s for s in desk.knowledge.sources.values() if s.published >= since and s.precision != "unknown"]
    published.sort(key=lambda s: (-s.published.toordinal(), s.id))
    fallen = [t for t in timeline(desk.knowledge) if t.date is None or t.date >= since]
    fallen.sort(key=lambda t: (-(t.date or t.since).toordinal(), t.id))
    advising = {s.source for s in desk.knowledge.statements.values()}
    return render(
        request, "changes.html", {"since": since, "published": published, "fallen": fallen, "advising": advising}
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise QuestionError(
            Problem("since", f"'{text[:40]}' is not a date.", "Allowed: a day as 2021-10-01.")
        ) from None


@router.get("/service-worker.js")
def worker(request: Request) -> Response:
    """The script that keeps the pages that were opened readable when this one cannot be reached."""
    return Response(worker_script(edition_of(desk_of(request).knowledge)), media_type="text/javascript")


@router.get("/support")
def support(request: Request) -> Response:
    """Organizations, registries and help lines, by country."""
    countries: dict[str, list[Any]] = {}
    for item in desk_of(request).knowledge.records("organization").values():
        countries.setdefault(item.country, []).append(item)
    return render(request, "support.html", {"countries": dict(sorted(countries.items()))})


@router.get("/urgent")
def urgent(request: Request) -> Response:
    """When to call, from what patients read of each treatment."""
    texts = sorted(desk_of(request).knowledge.records("plain").values(), key=lambda t: t.title.lower())
    count: dict[str, int] = {}
    for text in texts:
        for sign in text.call_at_once:
            count[sign] = count.get(sign, 0) + 1
    order = sorted(count, key=lambda s: (-count[s], s))[:MOST_CALLS]
    return render(request, "urgent.html", {"texts": texts, "signs": order})


@router.get("/about")
def about(request: Request) -> Response:
    """What this is, what it is not, accessibility, keyboard, and the API."""
    routes = []
    for path, methods in sorted(request.app.openapi()["paths"].items()):
        for method, what in methods.items():
            routes.append((method.upper(), path, what.get("summary", "")))
    counts = {kind: len(shelf) for kind, shelf in desk_of(request).knowledge.by_kind.items()}
    return render(request, "about.html", {"routes": routes, "counts": counts})
