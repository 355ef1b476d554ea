"""The review queue, a record's history, and signing where served for editors."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.review.ledger import DECISIONS
from hoofbeat.review.status import Decision
from hoofbeat.web import signing
from hoofbeat.web.forms import pairs_of
from hoofbeat.web.page import desk_of, reader_of, render
from hoofbeat.web.problems import NotFoundError
from hoofbeat.web.record_view import view_of
from hoofbeat.web.routes.advise import FORM

router = APIRouter(include_in_schema=False)
MOST_SHOWN = 200
_OPEN: dict[str, tuple[Decision, ...]] = {
    "submitted": ("start",),
    "under review": ("approve", "return"),
    "approved": ("withdraw",),
}
STATUSES = ("submitted", "under review", "approved", "lapsed")


def _is(item: Any, status: str) -> bool:
    return bool(item.lapsed and item.status != "approved") if status == "lapsed" else item.status == status


@router.get("/review")
def queue(request: Request) -> Response:
    """Records by status and kind."""
    desk = desk_of(request)
    status, kind = request.query_params.get("status", ""), request.query_params.get("kind", "")
    if status and status not in STATUSES:
        raise QuestionError(Problem("status", f"'{status[:40]}' is unknown.", f"Allowed: {', '.join(STATUSES)}."))
    every = desk.queue()
    kinds = sorted({s.record.kind for s in every})
    if kind and kind not in kinds:
        raise QuestionError(Problem("kind", f"'{kind[:40]}' is unknown.", f"Allowed: {', '.join(kinds)}."))
    counts = {name: sum(_is(s, name) for s in every) for name in STATUSES}
    found = [s for s in every if (not status or _is(s, status)) and kind in ("", s.record.kind)]
    shown = {"items": found[:MOST_SHOWN], "total": len(found), "counts": counts, "kinds": kinds}
    problems = desk.sign_offs.problems
    return render(request, "review/queue.html", {**shown, "status": status, "kind": kind, "ledger_problems": problems})


@router.get("/review/{kind}/{name}")
def record(request: Request, kind: str, name: str) -> Response:
    """A record's sign-offs, and what changed since the last."""
    desk = desk_of(request)
    try:
        standing = desk.standing(kind, name)
    except QuestionError as error:
        raise NotFoundError(error.problems) from None
    shown = {"standing": standing, "title": view_of(desk, kind, name).title, "open": _OPEN[standing.status]}
    return render(request, "review/record.html", shown)


@router.post("/review/{kind}/{name}")
async def sign(request: Request, kind: str, name: str) -> Response:
    """Adds a sign-off."""
    if request.headers.get("content-type", "").split(";")[0].strip() != FORM:
        raise QuestionError(Problem("content-type", "is not a form.", f"Allowed: {FORM}."))
    held = dict(pairs_of(await request.body()))
    decision = held.get("decision", "")
    if decision not in DECISIONS:
        raise QuestionError(Problem("decision", f"'{decision[:40]}' is unknown.", f"Allowed: {', '.join(DECISIONS)}."))
    signing.sign(
        desk_of(request),
        kind,
        name,
        decision,
        held.get("by", ""),
        held.get("note", ""),
        held.get("content", ""),
    )
    reader = reader_of(request)
    return RedirectResponse(f"{request.url.path}{'?for=' + reader if reader else ''}", 303)
