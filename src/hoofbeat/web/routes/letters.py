"""The page for letters: paste or open one, see each value beside its words, leave out what is wrong, then advise."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from hoofbeat.errors import HoofbeatError
from hoofbeat.letters import Reading, by_matter, read_letter
from hoofbeat.web.desk import Desk
from hoofbeat.web.forms import pairs_of
from hoofbeat.web.page import desk_of, render
from hoofbeat.web.routes.advise import is_form

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a letter: plain, the words behind one or more values, or words of which nothing was taken."""

    text: str
    place: str = ""
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """A field as read: its value in words, and the words of the letter with their places on the page."""

    field: str
    name: str
    value: str
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """A field that the letter touches on without its being filled: its name, what is said of it, the words by place."""

    name: str
    said: str
    words: tuple[tuple[str, str], ...]


def _spans(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of a letter in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted({(start, end) for start, end in stretches if end > start}):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _taken(reading: Reading) -> list[tuple[int, int]]:
    return _spans((f.start, f.end) for f in reading.found)


def _left(reading: Reading) -> list[tuple[int, int]]:
    """The stretches of which nothing was taken, where no value was read from around them."""
    taken = _taken(reading)
    left = _spans((u.start, u.end) for u in reading.unfilled)
    return [(s, e) for s, e in left if not any(start < e and s < end for start, end in taken)]


def pieces_of(reading: Reading) -> list[Piece]:
    """The whole letter in order, every stretch behind a value marked, and every stretch left unfilled."""
    pieces, at = [], 0
    marked = [(span, True) for span in _taken(reading)] + [(span, False) for span in _left(reading)]
    for (start, end), taken in sorted(marked):
        pieces += [Piece(reading.text[at:start]), Piece(reading.text[start:end], f"at-{start}", taken)]
        at = end
    return [p for p in [*pieces, Piece(reading.text[at:])] if p.text]


def _place(start: int, spans: Iterable[tuple[int, int]]) -> str:
    """The place on the page of words that begin there: that of the marked stretch they stand in."""
    return f"at-{next((s for s, e in spans if s <= start < e), start)}"


def touched_by(reading: Reading, desk: Desk) -> list[Touched]:
    """What the letter touches on without a value being read, each with its words and their places."""
    spans = [*_taken(reading), *_left(reading)]
    return [
        Touched(
            desk.wording.field(field),
            places[0].told,
            tuple((_place(u.start, spans), " ".join(u.words.split())) for u in places),
        )
        for field, places in by_matter(reading.unfilled)
    ]


def values_of(reading: Reading, desk: Desk) -> list[Value]:
    """The values of the case in the order of its fields, each with its words; those without words of their own last."""
    spans = _taken(reading)

    def words(name: str) -> tuple[tuple[str, str], ...]:
        found = (f for f in reading.found if f.field == name)
        return tuple(dict.fromkeys((_place(f.start, spans), " ".join(f.words.split())) for f in found))

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
        "touched": touched_by(reading, desk),
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
