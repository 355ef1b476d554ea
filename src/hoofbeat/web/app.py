"""The application: one factory, everything passed in, nothing global."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from hoofbeat.knowledge import Knowledge, load_knowledge
from hoofbeat.knowledge.files import shipped_folder
from hoofbeat.review.ledger import FILE_NAME, Ledger
from hoofbeat.web import api, api_evidence, api_words
from hoofbeat.web.desk import Desk, examples_in
from hoofbeat.web.guard import LONGEST_SECONDS, Guard
from hoofbeat.web.problems import add_handlers
from hoofbeat.web.routes import about, advise, evidence, letters, pathway, questions, records, review
from hoofbeat.web.static_files import FOLDER, VersionedFiles

PAGES = tuple(part.router for part in (advise, questions, letters, records, evidence, pathway, review, about))
TWINS = (api.router, api.advising, api_evidence.router, api_words.router)


def examples_folder() -> Path:
    """The example cases: in the installed package, or beside `src` in a checkout."""
    packaged = Path(__file__).parents[1] / "examples"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "examples"


def create_app(
    knowledge: Knowledge | None = None,
    editor: bool = False,
    *,
    ledger: Path | None = None,
    hosts: Sequence[str] = (),
    seconds: float = LONGEST_SECONDS,
    folder: Path | None = None,
) -> FastAPI:
    """The pages and the JSON API.

    Args:
        knowledge: the records; those that come with Hoofbeat if not given.
        editor: whether records may be signed on the page.
        ledger: the file of sign-offs; beside the records if not given.
        hosts: the names in a request's Host that are answered; all if empty.
        seconds: after how long a request is given up.
        folder: the folder of the records, for what is kept beside them; the shipped one if not given.

    Raises:
        KnowledgeError: for records that fail their checks.
    """
    knowledge = knowledge or load_knowledge(folder)
    place = folder or shipped_folder()
    app = FastAPI(
        title="Hoofbeat",
        version=knowledge.edition.date.isoformat(),
        description="Cited advice on chemotherapy for people with neuroendocrine neoplasms. It supports a "
        "professional's judgement and is no medical device. Nothing that is sent is stored or logged.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = Desk(knowledge, Ledger(ledger or place / FILE_NAME), examples_in(examples_folder()), editor=editor)
    app.state.folder = place
    add_handlers(app)
    for router in PAGES:
        app.include_router(router)
    for router in TWINS:
        app.include_router(router, prefix="/api")
    app.mount("/static", VersionedFiles(directory=FOLDER), name="static")
    app.add_middleware(_compressed())
    app.add_middleware(_guarded(), hosts=tuple(hosts), seconds=seconds)
    return app


class PagesCompressed:
    """Compresses what is fetched; what answers a form or the API goes out at once, since it mostly stays on this machine."""

    def __init__(self, app: Any):
        self.plain, self.compressed = app, GZipMiddleware(app, minimum_size=4000, compresslevel=3)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Passes one request on."""
        chosen = self.compressed if scope.get("method") == "GET" else self.plain
        await chosen(scope, receive, send)


def _compressed() -> Any:
    """The class as a middleware, typed loosely as below."""
    return PagesCompressed


def _guarded() -> Any:
    """The guard as a middleware class; typed loosely, since starlette's own type asks for a protocol it does not need."""
    return Guard
