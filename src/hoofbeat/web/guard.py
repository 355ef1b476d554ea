"""What stands before every page: limits on size and time, security headers, and an access log without case data."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LARGEST_BODY = 200_000
"""Bytes; a case is a few thousand."""
LARGEST_LETTER = 8_000_000
"""Bytes; a letter may come as a file with pictures in it."""
LETTERS = ("/read", "/api/read")
LONGEST_ADDRESS = 2_000
LONGEST_SECONDS = 15.0
LOG = logging.getLogger("hoofbeat.access")

CONTENT_SECURITY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self'; connect-src 'self'"
)
HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


@dataclass
class _Answered:
    status: int = 0


class Guard:
    """An ASGI layer around the whole application. `hosts` are the names it answers to; all if empty."""

    def __init__(self, app: Any, *, hosts: Sequence[str] = (), seconds: float = LONGEST_SECONDS):
        self.app, self.hosts, self.seconds = app, frozenset(h.lower() for h in hosts), seconds

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answers one request, or refuses it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, answered = time.perf_counter(), _Answered()

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answered.status = message["status"]
                message["headers"] = [*_finished(message.get("headers", []), scope), *HEADERS]
            await send(message)

        try:
            async with asyncio.timeout(self.seconds):
                await self._answer(scope, receive, sending)
        except TimeoutError:
            if not answered.status:
                await _refuse(sending, 503, "request", f"took longer than {self.seconds:g} seconds.")
        finally:
            took = (time.perf_counter() - begun) * 1000
            LOG.info("%s %s %d %.0f ms", scope["method"], _safe(scope["path"]), answered.status, took)

    async def _answer(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = {k.lower(): v for k, v in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _refuse(send, *refusal)
            return
        if scope["method"] in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        most = largest(scope["path"])
        body = await _body(receive, most)
        if body is None:
            await _refuse(send, 413, "body", f"is larger than {most // 1000} kB.")
            return
        await self.app(scope, _replayed(body, receive), send)

    def _refusal(self, scope: dict[str, Any], headers: dict[bytes, bytes]) -> tuple[int, str, str] | None:
        if self.hosts and _host(headers) not in self.hosts:
            return 421, "host", "is not a name this page answers to."
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > LONGEST_ADDRESS:
            return 414, "address", f"is longer than {LONGEST_ADDRESS} characters."
        if scope["method"] == "POST" and headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
            return 403, "request", "comes from another site; this page answers only its own."
        length = headers.get(b"content-length", b"0")
        if not length.isdigit():
            return 400, "content-length", "is not a number."
        if int(length) > (most := largest(scope["path"])):
            return 413, "body", f"is larger than {most // 1000} kB."
        return None


def _host(headers: dict[bytes, bytes]) -> str:
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def _safe(path: str) -> str:
    """A path for the log: printable, short. The query is never logged: a search may hold a name."""
    return "".join(c if c.isprintable() else "?" for c in path)[:200]


def _finished(headers: list[tuple[bytes, bytes]], scope: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    named = {k.lower() for k, _ in headers}
    if b"cache-control" not in named:
        headers = [*headers, (b"cache-control", b"no-store" if scope["method"] == "POST" else b"no-cache")]
    return headers


def largest(path: str) -> int:
    """The most bytes that an address takes."""
    return LARGEST_LETTER if path in LETTERS else LARGEST_BODY


async def _body(receive: Any, most: int) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(chunks)
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            return None
        if not message.get("more_body"):
            return b"".join(chunks)


def _replayed(body: bytes, receive: Any) -> Any:
    given = False

    async def again() -> dict[str, Any]:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        message: dict[str, Any] = await receive()
        return message

    return again


async def _refuse(send: Any, status: int, where: str, what: str) -> None:
    problem = {"where": where, "what": what, "allowed": ""}
    body = json.dumps({"problems": [problem]}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
