"""The JSON twin of the pages: advice, records, fields, search, links, review. Errors are 4xx with `problems`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from hoofbeat.advice.result import Advice
from hoofbeat.case import FIELDS, Case, read_case
from hoofbeat.errors import QuestionError
from hoofbeat.knowledge.search import find as find_records
from hoofbeat.review.commands import status_words
from hoofbeat.web import signing
from hoofbeat.web.desk import Desk
from hoofbeat.web.link import edition_of, read_link, write_link
from hoofbeat.web.page import desk_of, record_path
from hoofbeat.web.problems import NotFoundError, Problems
from hoofbeat.web.since import changes_between

ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problems, "description": "The request cannot be read."},
    413: {"model": Problems, "description": "The body is too large."},
    414: {"model": Problems, "description": "The address is too long."},
    422: {"model": Problems, "description": "Something in the request cannot be used; each problem names its field."},
    503: {"model": Problems, "description": "The answer took too long."},
}
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problems, "description": "There is no such record."}}
router = APIRouter(responses=ERRORS)


class Kept(APIRoute):
    """A route whose answer depends on the request and the knowledge alone: the same question is answered from memory."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, asked only when the same bytes have not been answered lately."""
        first = super().get_route_handler()

        async def handler(request: Request) -> Response:
            desk, kind = desk_of(request), request.headers.get("content-type", "")
            key, found = desk.kept(kind.encode() + b" " + await request.body())
            if found is not None:
                return Response(found, media_type="application/json")
            response = await first(request)
            if response.status_code == 200:
                desk.keep(key, bytes(response.body))
            return response

        return handler


advising = APIRouter(responses=ERRORS, route_class=Kept)

CaseIn = Annotated[Case, BeforeValidator(lambda value: value if isinstance(value, Case) else read_case(value))]


class Answered(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid")


class AdviseRequest(Answered):
    """A case, and how it is to be read. A field that is left out is unknown."""

    case: CaseIn
    as_of: Annotated[str | None, Field(max_length=10, description="Only what was published by this day.")] = None
    guidelines: Annotated[list[str], Field(max_length=100, description="Only these sources' guidance.")] = []
    explain: bool = False


class FieldOut(Answered):
    """A field of a case."""

    field: str
    name: str
    group: str
    form: str
    means: str
    plain: str
    asks: str
    unit: str | None
    values: list[str | int]
    allowed: str
    takes_range: bool


class RecordOut(Answered):
    """A record with its source and its review status; of a treatment, how it is given too, as sources print it."""

    kind: str
    id: str
    address: str
    record: dict[str, Any]
    source: dict[str, Any] | None
    review: ReviewOut
    regimens: list[dict[str, Any]] = []


class ReviewOut(Answered):
    """Where a record stands in review."""

    status: str
    lapsed: bool
    content: str


class KeyOut(Answered):
    """What a record is called."""

    kind: str
    id: str
    address: str


class HitOut(Answered):
    """A record that holds the words."""

    kind: str
    id: str
    excerpt: str
    address: str


class LinkIn(Answered):
    """The fragment of a link."""

    link: Annotated[str, Field(max_length=4100)]


class LinkOut(Answered):
    """What a link holds, and how its knowledge compares with this one."""

    case: dict[str, Any]
    reader: str | None
    made_with: str
    present: str
    same: bool
    says: str
    as_of: str | None
    changes: list[str]
    open: list[str] | None


class CaseText(Answered):
    """A case as the text of a file."""

    text: Annotated[str, Field(max_length=150_000)]


class CaseOut(Answered):
    """A case as plain values, and as a link's fragment."""

    case: dict[str, Any]
    link: str


class QueueItem(Answered):
    """A record in the review queue."""

    kind: str
    id: str
    status: str
    lapsed: bool
    last: str | None


class SignIn(Answered):
    """A sign-off."""

    kind: Annotated[str, Field(max_length=40)]
    record: Annotated[str, Field(max_length=120)]
    decision: Literal["start", "approve", "return", "withdraw"]
    by: Annotated[str, Field(max_length=200, description="A name and a role, as 'Ada Grey, oncologist'.")]
    note: Annotated[str, Field(max_length=2000)] = ""
    content: Annotated[str, Field(max_length=64, description="The hash of the content that was read.")]


class KnowledgeOut(Answered):
    """Which knowledge answers here."""

    date: str
    evidence_searched_to: str
    note: str
    hash: str
    counts: dict[str, int]


@router.get("/knowledge", summary="The edition and hash of the knowledge")
def knowledge(request: Request) -> KnowledgeOut:
    """Which knowledge answers here, and how many records of each kind it holds."""
    held = desk_of(request).knowledge
    return KnowledgeOut(
        date=held.edition.date.isoformat(),
        evidence_searched_to=held.edition.evidence_searched_to.isoformat(),
        note=held.edition.note,
        hash=held.hash,
        counts={kind: len(shelf) for kind, shelf in held.by_kind.items()},
    )


@advising.post("/advise", response_model=Advice, summary="Cited advice for one case")
def advise(request: Request, asked: Annotated[AdviseRequest, Body()]) -> Response:
    """The whole explained answer: classification, verdict, options, what to establish first, sources."""
    _, body = desk_of(request).answer(asked.case.known(), asked.as_of, asked.guidelines, asked.explain)
    return Response(body, media_type="application/json")


@router.get("/fields", summary="The fields of a case")
def fields(request: Request) -> list[FieldOut]:
    """Every field: what it means, how it is asked, what is allowed."""
    shown = []
    for name, wording in desk_of(request).knowledge.fields.items():
        kind = FIELDS[name]
        values = list(kind.values)
        shown.append(
            FieldOut(
                field=name, name=wording.name, group=wording.group, form=kind.form, means=wording.means,
                plain=wording.plain, asks=wording.asks, unit=wording.unit, values=values, allowed=kind.allowed,
                takes_range=kind.takes_range,
            )
        )  # fmt: skip
    return shown


def record_out(desk: Desk, kind: str, name: str) -> RecordOut:
    """A record as the API gives it.

    Raises:
        NotFoundError: when there is none.
    """
    try:
        record = desk.record(kind, name)
    except QuestionError as error:
        raise NotFoundError(error.problems) from None
    standing = desk.standing(kind, name)
    source = desk.knowledge.sources.get(getattr(record, "source", ""))
    return RecordOut(
        kind=kind,
        id=name,
        address=record_path(kind, name),
        record=standing.record.content,
        source=source.model_dump(mode="json", exclude_defaults=True) if source else None,
        review=ReviewOut(status=standing.status, lapsed=standing.lapsed, content=standing.record.content_hash),
        regimens=[
            g.model_dump(mode="json", exclude_defaults=True)
            for g in (desk.knowledge.regimens_of(name) if kind == "treatment" else [])
        ],
    )


@router.get("/records/{kind}/{id}", summary="A record", responses=MISSING)
def record(
    request: Request,
    kind: Annotated[str, Path(max_length=40)],
    id: Annotated[str, Path(max_length=120)],
) -> RecordOut:
    """A record of one kind, by its id."""
    return record_out(desk_of(request), kind, id)


@router.get("/records/{id}", summary="A record by its id or another name", responses=MISSING)
def named(request: Request, id: Annotated[str, Path(max_length=120)]) -> RecordOut:
    """The first record of any kind with this id, or a treatment or term with this other name."""
    desk = desk_of(request)
    try:
        kind, found = desk.knowledge.find(id)
    except QuestionError as error:
        raise NotFoundError(error.problems) from None
    return record_out(desk, kind, getattr(found, "id", None) or found.field)


@router.get("/records", summary="Every record's kind and id")
def listed(request: Request, kind: Annotated[str | None, Query(max_length=40)] = None) -> list[KeyOut]:
    """Every record, or those of one kind."""
    keys = desk_of(request).reviewable
    return [KeyOut(kind=k, id=i, address=record_path(k, i)) for k, i in keys if kind in (None, k)]


@router.get("/find", summary="Full text over all records")
def find(
    request: Request,
    q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[HitOut]:
    """The records that hold the words, the best first."""
    hits = find_records(desk_of(request).knowledge, q, limit)
    return [HitOut(kind=h.kind, id=h.id, excerpt=h.excerpt, address=record_path(h.kind, h.id)) for h in hits]


@router.post("/link", summary="What a link holds")
def link(request: Request, asked: Annotated[LinkIn, Body()]) -> LinkOut:
    """Reads the fragment of a link, and says whether it was made with other knowledge than this."""
    desk = desk_of(request)
    held, present = read_link(asked.link), edition_of(desk.knowledge)
    same = held.version in ("", present)
    older = held.day is not None and held.day < desk.knowledge.edition.date
    return LinkOut(
        case=held.values,
        reader=held.reader,
        made_with=held.version,
        present=present,
        same=same,
        says="" if same else _compared(held.version, present, older),
        as_of=held.day.isoformat() if older and held.day else None,
        changes=_changes(desk, held.values, held.day.isoformat()) if older and held.day else [],
        open=None if held.open is None else list(held.open),
    )


def _changes(desk: Desk, values: dict[str, Any], day: str) -> list[str]:
    """What the advice says otherwise than with what was known on a day."""
    return changes_between(desk.answer(values, day)[0], desk.answer(values)[0], desk.wording)


def _compared(made_with: str, present: str, older: bool) -> str:
    if older:
        return f"This link was made with the knowledge of {made_with[:10]}; this page holds that of {present[:10]}."
    if made_with[:10] == present[:10]:
        return "This link was made with records that have been edited since; the advice may differ."
    return f"This link was made with newer knowledge ({made_with[:10]}) than this page holds ({present[:10]})."


@router.post("/case", summary="A case from the text of a file")
def case(request: Request, asked: Annotated[CaseText, Body()]) -> CaseOut:
    """Reads a case in YAML or JSON, and gives it as plain values and as a link's fragment."""
    from hoofbeat.yaml_text import read_yaml

    values = read_case(read_yaml(asked.text, "case")).known()
    return CaseOut(case=values, link=write_link(values, desk_of(request).knowledge))


@router.get("/review", summary="The review queue")
def review(request: Request) -> list[QueueItem]:
    """Every record with its review status."""
    return [
        QueueItem(
            kind=s.record.kind,
            id=s.record.id,
            status=s.status,
            lapsed=s.lapsed and s.status != "approved",
            last=f"{s.last.sign_off.decision} by {s.last.sign_off.by} on {s.last.sign_off.on.isoformat()}"
            if s.last
            else None,
        )
        for s in desk_of(request).queue()
    ]


@router.post(
    "/review",
    summary="Sign a record (only where served for editors)",
    responses={403: {"model": Problems, "description": "Not served for editors."}, **MISSING},
)
def sign(request: Request, asked: Annotated[SignIn, Body()]) -> ReviewOut:
    """Adds a sign-off to the ledger."""
    desk = desk_of(request)
    signing.sign(desk, asked.kind, asked.record, asked.decision, asked.by, asked.note, asked.content)
    standing = desk.standing(asked.kind, asked.record)
    return ReviewOut(status=status_words(standing), lapsed=standing.lapsed, content=standing.record.content_hash)
