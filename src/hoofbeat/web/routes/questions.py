"""The page for questions in plain words. A question goes in the body of a request, never in an address."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from hoofbeat.ask import Answer, answer_in_turn
from hoofbeat.ask.citations import Citation, citation
from hoofbeat.ask.claims import Role
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.records import sayings
from hoofbeat.knowledge import Knowledge
from hoofbeat.web.api_words import LONGEST_QUESTION, MOST_BEFORE
from hoofbeat.web.desk import Desk
from hoofbeat.web.page import desk_of, reader_of, render
from hoofbeat.web.routes.advise import pairs_in

router = APIRouter(include_in_schema=False)
_ABOUT = "about-hoofbeat"
_LEADING: Role = "bottom"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation under a sentence: its number on the page, and where it leads."""

    number: int
    citation: Citation


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence on the page: its part of the answer, its text, its citations."""

    role: str
    text: str
    cited: tuple[Cited, ...]


def sentences_of(answer: Answer, knowledge: Knowledge) -> list[Said]:
    """The sentences with numbered citations; a source is left out where a record from it is cited beside it."""
    numbers: dict[str, int] = {}
    roles = {c.id: c.role for c in answer.claims}
    shown = []
    for sentence in answer.sentences:
        found = [c for c in (citation(cite, knowledge) for cite in sentence.cites) if c is not None]
        behind = {c.source.id for c in found if c.source is not None and c.kind != "source"}
        kept = [c for c in found if c.kind != "source" or c.id not in behind]
        cited = tuple(Cited(numbers.setdefault(c.id, len(numbers) + 1), c) for c in kept)
        shown.append(Said(roles.get(sentence.claim, _LEADING), sentence.text, cited))
    return shown


def _shown(desk: Desk, answer: Answer, asked: list[str]) -> dict[str, Any]:
    said = sentences_of(answer, desk.knowledge)
    parts = [(role, [s for s in said if s.role == role]) for role in get_args(Role)]
    case = dict(answer.case)
    return {
        "answer": answer,
        "parts": [(role, group) for role, group in parts if group],
        "stated": [(desk.wording.field(name), desk.wording.stated(name, value)) for name, value in case.items()],
        "case_text": json.dumps(case, ensure_ascii=False) if case else "",
        "asked": asked,
    }


@router.get("/ask")
def page(request: Request) -> Response:
    """The empty page, with questions to start from."""
    starts = sayings()[_ABOUT].follow_up.of(_reader(reader_of(request)))
    return render(request, "ask.html", {"answer": None, "asked": [], "starts": starts})


def _reader(text: str | None) -> Reader:
    return "patient" if text == "patient" else "clinician"


@router.post("/ask")
async def answered(request: Request) -> Response:
    """The page with the answer, and what might be asked next."""
    pairs = await pairs_in(request)
    question = next((v for k, v in pairs if k == "question"), "")[:LONGEST_QUESTION]
    before = [v for k, v in pairs if k == "before" and v.strip()][-MOST_BEFORE:]
    reader = reader_of(request) or next((v for k, v in pairs if k == "for"), None)

    def work() -> Response:
        desk = desk_of(request)
        answer = answer_in_turn([*before, question], desk.knowledge, _reader(reader))
        return render(request, "ask.html", _shown(desk, answer, [*before, question]), reader=reader)

    return await run_in_threadpool(work)
