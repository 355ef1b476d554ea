"""The page for letters: paste or open one, see each value beside its words, leave out what is wrong, then advise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from hoofbeat.errors import HoofbeatError
from hoofbeat.letters import Found, Reading, read_letter
from hoofbeat.web.desk import Desk
from hoofbeat.web.forms import pairs_of
from hoofbeat.web.page import desk_of, render
from hoofbeat.web.routes.advise import is_form

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a letter: plain, or the words behind one or more values."""

    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A field as read: its value in words, and the words of the letter with their places on the page."""

    field: str
    name: str
    value: str
    words: tuple[tuple[str, str], ...]


def _spans(found: tuple[Found, ...]) -> list[tuple[int, int]]:
    """The stretches of a letter that values were read from, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted({(f.start, f.end) for f in found if f.end > f.start}):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def pieces_of(reading: Reading) -> list[Piece]:
    """The whole letter in order, every stretch behind a value marked."""
    pieces, at = [], 0
    for start, end in _spans(reading.found):
        pieces += [Piece(reading.text[at:start]), Piece(reading.text[start:end], f"at-{start}")]
        at = end
    return [p for p in [*pieces, Piece(reading.text[at:])] if p.text]


def values_of(reading: Reading, desk: Desk) -> list[Value]:
    """The values of the case in the order of its fields, each with its words; those without words of their own last."""
    spans = _spans(reading.found)

    def words(name: str) -> tuple[tuple[str, str], ...]:
        found = (f for f in reading.found if f.field == name)
        placed = ((next((s for s, e in spans if s <= f.start < e), f.start), f.words) for f in found)
        return tuple(dict.fromkeys((f"at-{start}", " ".join(said.split())) for start, said in placed))

    shown = [
        Value(name, desk.wording.field(name), desk.wording.stated(name, value), words(name))
        for name, value in reading.case.items()
    ]
    return sorted(shown, key=lambda value: not value.words)


def _read(request: Request, letter: str | bytes, name: str, reader: str | None) -> Response:
    desk = desk_of(request)
    try:
        reading = read_letter(letter, desk.knowledge, name)
    except HoofbeatError as error:
        return render(request, "read.html", {"reading": None, "problems": error.problems}, 422, reader)
    context: dict[str, Any] = {
        "reading": reading,
        "pieces": pieces_of(reading),
        "values": values_of(reading, desk),
        "case_text": json.dumps(reading.case, ensure_ascii=False) if reading.case else "",
        "problems": (),
    }
    return render(request, "read.html", context, reader=reader)


@router.get("/read")
def page(request: Request) -> Response:
    """The empty page."""
    return render(request, "read.html", {"reading": None, "problems": ()})


@router.post("/read")
async def pasted(request: Request) -> Response:
    """The page for a letter that was pasted (a form), or for the bytes of a file that was opened."""
    body = await request.body()
    if not is_form(request):
        return await run_in_threadpool(lambda: _read(request, body, "the file", None))
    held = dict(pairs_of(body))
    return await run_in_threadpool(lambda: _read(request, held.get("letter", ""), "the letter", held.get("for")))
