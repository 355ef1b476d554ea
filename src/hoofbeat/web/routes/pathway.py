"""The pathway map, as a picture and as a table, with this case's way lit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from hoofbeat.errors import Problem
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.logic import Truth
from hoofbeat.web.forms import case_of
from hoofbeat.web.link import read_link
from hoofbeat.web.page import desk_of, fragment, render
from hoofbeat.web.pathway import Pathway, pathway_of
from hoofbeat.web.pathway_picture import drawn
from hoofbeat.web.problems import NotFoundError
from hoofbeat.web.routes.advise import entered_of, reader_in

router = APIRouter(include_in_schema=False)


class LinkIn(BaseModel):
    """The fragment that holds the case."""

    link: Annotated[str, Field(max_length=4100)]


def _held(request: Request) -> Pathway:
    held = pathway_of(desk_of(request).knowledge, request.app.state.folder)
    if held is None:
        raise NotFoundError(Problem("pathway", "has no map in this folder of records."))
    return held


def context(request: Request, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the map shows for a case."""
    held = _held(request)
    situation = read_situation(values, desk_of(request).knowledge) if values else None
    lit = held.lit(situation) if situation else {}
    sure = {key for key, truth in lit.items() if truth is Truth.TRUE}
    names = dict.fromkeys(sure, "here") or dict.fromkeys(lit, "perhaps")
    return {"pathway": held, "lit": names, "picture": drawn(held, names), "case_known": bool(values)}


@router.get("/pathway")
def page(request: Request) -> Response:
    """The map without a case."""
    return render(request, "pathway.html", context(request, {}))


@router.post("/pathway")
async def of_form(request: Request) -> Response:
    """The map for a form."""
    entered = await entered_of(request)
    values = case_of(entered).known()
    return render(request, "pathway.html", context(request, values), reader=reader_in(entered, request))


@router.post("/pathway/fragment")
def of_link(request: Request, asked: Annotated[LinkIn, Body()]) -> Response:
    """The map's inside for the case of a link."""
    values = read_link(asked.link).values
    return JSONResponse({"html": fragment(request, "pathway_inside.html", context(request, values))})
