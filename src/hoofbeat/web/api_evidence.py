"""The JSON twin of the evidence pages and of the pathway map."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.evidence.contradictions import contradictions
from hoofbeat.evidence.filters import Filters, filters_of
from hoofbeat.evidence.pooled import pooled_response
from hoofbeat.evidence.rows import select
from hoofbeat.evidence.superseded import timeline
from hoofbeat.web.api import ERRORS
from hoofbeat.web.page import desk_of
from hoofbeat.web.pathway import Cell, pathway_of

router = APIRouter(responses=ERRORS)
Word = Annotated[str | None, Query(max_length=120)]
Figure = int | float | None


class EvidenceRow(BaseModel):
    """A result of one arm, or a comparison of arms; further columns follow."""

    model_config = ConfigDict(extra="allow")
    study: str
    arm: str
    comparator: str | None
    treatment: str
    design: str
    population: str
    subgroup: str | None
    line: str | None
    endpoint: str
    evaluable: int | None
    responders: int | None
    percent: Figure
    median_months: Figure
    hazard_ratio: Figure
    p: str | None
    analysis: str | None
    superseded_by: str | None
    source: str
    at: str
    note: str | None


class Rows(BaseModel):
    """The rows that fit; `total` counts them all."""

    total: int
    rows: list[EvidenceRow]


class PoolOut(BaseModel):
    """A pooled response rate, proportions from 0 to 1, or `refused` with the reason."""

    model_config = ConfigDict(extra="allow")
    treatment: str
    says: str
    refused: str | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None


class FigureOut(BaseModel):
    """A figure in its place."""

    model_config = ConfigDict(extra="allow")
    value: Any
    source: str
    at: str


class ContradictionOut(BaseModel):
    """Figures that differ."""

    model_config = ConfigDict(extra="allow")
    study: str
    endpoint: str
    values: list[FigureOut]
    kind: str


class SupersededOut(BaseModel):
    """What took the place of what."""

    model_config = ConfigDict(extra="allow")
    what: str
    id: str
    date: str | None
    by: str
    why: str


class CellOut(BaseModel):
    """A box of the map: what is advised for one group of tumors at one point of the way."""

    column: str
    row: str
    verdict: str
    options: list[dict[str, Any]]
    more: int


def _filters(request: Request, site: list[str], **given: Any) -> Filters:
    return filters_of(desk_of(request).knowledge, sites=tuple(site), **given)


Sites = Annotated[list[str], Query(max_length=30)]


@router.get("/evidence", summary="Results of studies")
def rows(
    request: Request,
    site: Sites = [],  # noqa: B006
    treatment: Word = None,
    differentiation: Word = None,
    grade: Word = None,
    line: Word = None,
    endpoint: Word = None,
    design: Word = None,
    source: Word = None,
    study: Word = None,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=2000)] = 500,
) -> Rows:
    """A row for each study, arm, endpoint and subgroup, and for each comparison."""
    asked = _filters(
        request, site, treatment=treatment, differentiation=differentiation, grade=grade, line=line, endpoint=endpoint,
        design=design, source=source, study=study,
    )  # fmt: skip
    found = select(desk_of(request).knowledge, asked)
    shown = [EvidenceRow.model_validate(r.to_dict()) for r in found[offset : offset + limit]]
    return Rows(total=len(found), rows=shown)


@router.get("/evidence/pool", summary="A pooled response rate")
def pool(
    request: Request,
    treatment: Annotated[str, Query(max_length=120)],
    site: Sites = [],  # noqa: B006
    differentiation: Word = None,
    grade: Word = None,
    line: Word = None,
    mixed: bool = True,
) -> PoolOut:
    """The response rate of a treatment over its studies, or the reason why it is not pooled."""
    asked = _filters(request, site, treatment=treatment, differentiation=differentiation, grade=grade, line=line)
    if asked.treatment is None:
        raise QuestionError(Problem("treatment", "is missing."))
    response = pooled_response(desk_of(request).knowledge, asked.treatment, asked, mixed=mixed)
    return PoolOut.model_validate(response.to_dict())


@router.get("/evidence/contradictions", summary="Where sources differ")
def differing(request: Request, rounding: bool = True) -> list[ContradictionOut]:
    """Figures that differ between sources, or between places of one source."""
    found = contradictions(desk_of(request).knowledge, rounding=rounding)
    return [ContradictionOut.model_validate(c.to_dict()) for c in found]


@router.get("/evidence/superseded", summary="What superseded what")
def superseded(request: Request) -> list[SupersededOut]:
    """Results, statements and documents that others took the place of, the earliest first."""
    return [SupersededOut.model_validate(s.to_dict()) for s in timeline(desk_of(request).knowledge)]


@router.get("/pathway", summary="The pathway map")
def pathway(request: Request) -> list[CellOut]:
    """What is advised for each group of tumors at each point of the way, from representative cases."""
    held = pathway_of(desk_of(request).knowledge, request.app.state.folder)
    return [_cell(c) for c in held.cells.values()] if held else []


def _cell(cell: Cell) -> CellOut:
    options = [{"treatment": b.treatment, "position": b.position, "inferred": b.inferred} for b in cell.boxes]
    return CellOut(column=cell.column, row=cell.row, verdict=cell.verdict, options=options, more=cell.more)
