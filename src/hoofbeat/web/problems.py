"""Errors as answers: JSON for the API, a helpful page for people. A trace of the program is never shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from hoofbeat.errors import HoofbeatError, Problem
from hoofbeat.web.page import render

_TITLES = {
    400: "This request cannot be read",
    403: "This is not allowed here",
    404: "There is no such page",
    405: "This address does not take that",
    413: "This is too large",
    422: "This cannot be used",
}
_WHAT = {
    404: "nothing is at this address.",
    405: "this address does not take that method.",
    400: "cannot be read.",
}


class ProblemShown(BaseModel):
    """One thing that is wrong: where, what, and what would be right."""

    model_config = ConfigDict(extra="forbid")
    where: str
    what: str
    allowed: str


class Problems(BaseModel):
    """Everything that is wrong with a request."""

    model_config = ConfigDict(extra="forbid")
    problems: list[ProblemShown]


class NotFoundError(HoofbeatError):
    """An address under which there is nothing."""


class ForbiddenError(HoofbeatError):
    """Something that this way of serving does not allow."""


def as_json(problems: Sequence[Problem], status: int) -> JSONResponse:
    """The problems as JSON."""
    shown = [{"where": p.where, "what": p.what, "allowed": p.allowed} for p in problems]
    return JSONResponse({"problems": shown}, status_code=status)


def wants_json(request: Request) -> bool:
    """Whether the caller is a program: an address of the API, or one that asks for JSON."""
    accepts = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("application/json" in accepts and "text/html" not in accepts)


def answer(request: Request, problems: Sequence[Problem], status: int) -> Response:
    """The problems in the form the caller wants."""
    if wants_json(request):
        return as_json(problems, status)
    title = _TITLES.get(status, "Something went wrong")
    return render(request, "problem.html", {"title": title, "problems": problems}, status)


def _of_validation(error: dict[str, Any]) -> Problem:
    parts = [str(p) for p in error.get("loc", ()) if p not in ("body", "query", "path")]
    where = ", ".join(parts) or str((error.get("loc") or ("request",))[0])
    what = str(error.get("msg", "cannot be")).removeprefix("Value error, ")
    return Problem(where[:120], what[0].lower() + what[1:] + ".")


def _status_of(error: HoofbeatError) -> int:
    if isinstance(error, NotFoundError):
        return 404
    return 403 if isinstance(error, ForbiddenError) else 422


def add_handlers(app: FastAPI) -> None:
    """Registers an answer for every kind of error."""

    def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, HoofbeatError)
        return answer(request, error.problems[:50], _status_of(error))

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = list({str(p): p for p in map(_of_validation, error.errors())}.values())
        unreadable = any(e.get("type") == "json_invalid" for e in error.errors())
        return answer(request, found[:50], 400 if unreadable else 422)

    def by_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        problem = Problem(request.url.path[:120], _WHAT.get(error.status_code, "cannot be answered."))
        response = answer(request, [problem], error.status_code)
        for name, value in (error.headers or {}).items():
            response.headers[name] = value
        return response

    def unexpected(request: Request, error: Exception) -> Response:
        logging.getLogger("hoofbeat.web").error("%s failed: %s", request.url.path[:120], type(error).__name__)
        return answer(request, [Problem("server", "this should not have happened; please report it.")], 500)

    app.add_exception_handler(HoofbeatError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(Exception, unexpected)
