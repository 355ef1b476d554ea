"""Rendering a page: the templates, the reader, and the addresses that keep the reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from hoofbeat.advice.result import StatementShown
from hoofbeat.knowledge.wording import capital_id, sentence
from hoofbeat.web.cards import figure_words
from hoofbeat.web.desk import Desk
from hoofbeat.web.link import READERS, edition_of
from hoofbeat.web.static_files import static_path

_INDENT = re.compile(r"\n\s+")
"""No page holds text whose spacing matters; what has lines of its own goes through the filter `lines`."""
HERE = Path(__file__).parent
SECTIONS = (
    ("/", "Advise"), ("/ask", "Ask"), ("/read", "Read a letter"), ("/pathway", "Pathway map"), ("/evidence", "Evidence"), ("/treatments", "Treatments"),
    ("/glossary", "Glossary"), ("/sources", "Sources"), ("/changes", "What changed"), ("/support", "Support"),
    ("/review", "Review"),
)  # fmt: skip


SHELVES_OF_PAGES = {"/treatments": "treatment", "/glossary": "term", "/sources": "source", "/support": "organization"}
WITH_TWIN = {"/pathway": "", "/evidence": "", "/evidence/pool": "treatment", "/evidence/contradictions": "",
             "/evidence/superseded": "", "/find": "q", "/review": ""}  # fmt: skip
"""Pages with a JSON twin of the same address, each with the part of the query that the twin cannot do without."""
NOT_IN_TWIN = ("view", "figures", "status", "kind")


def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    desk: Desk = request.app.state.desk
    return desk


def reader_of(request: Request) -> str | None:
    """Who reads: clinician or patient; None where it was not said yet."""
    asked = request.query_params.get("for")
    return asked if asked in READERS else None


@pass_context
def _address(context: Context, path: str, **query: Any) -> str:
    """An address on this site that keeps the reader."""
    reader = context.get("reader")
    if not query:
        return _with_reader(path, reader)
    kept = {k.rstrip("_"): v for k, v in query.items() if v not in (None, "")}
    if reader and "for" not in kept:
        kept["for"] = reader
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


@lru_cache(maxsize=8192)
def _with_reader(path: str, reader: str | None) -> str:
    return f"{path}?{urlencode({'for': reader})}" if reader else path


@lru_cache(maxsize=8192)
def record_path(kind: str, name: str) -> str:
    """The one address of a record."""
    return f"/records/{quote(kind, safe='')}/{quote(name, safe='')}"


def twin_of(path: str, query: Mapping[str, str]) -> str:
    """The address of the JSON that holds what a page shows; empty where none does."""
    if path.startswith("/records/"):
        return f"/api{path}"
    if path in SHELVES_OF_PAGES:
        return f"/api/records?kind={SHELVES_OF_PAGES[path]}"
    needed = WITH_TWIN.get(path)
    if needed is None or (needed and not query.get(needed)):
        return ""
    kept = {k: v for k, v in query.items() if v and k not in NOT_IN_TWIN}
    return f"/api{path}?{urlencode(kept)}" if kept else f"/api{path}"


def _printed(row: Any) -> str:
    """The figure of a result row, as printed."""
    names = ("percent", "responders", "evaluable", "median_months", "not_reached", "hazard_ratio", "odds_ratio", "value", "unit", "ci_low", "ci_high", "ci_level", "not_reported")  # fmt: skip
    return figure_words({name: getattr(row, name) for name in names}) or "see note"


def _applies_because(shown: StatementShown) -> str:
    """The fields and facts that make a statement apply; of one that waits, all that it looks at."""
    seen = (r for r in shown.because if r.truth == "true" or shown.truth == "unknown")
    return ", ".join(dict.fromkeys((r.field or r.condition).replace("_", " ") for r in seen))


def _lines(text: str) -> Markup:
    """Text whose line ends and columns are shown, whatever becomes of other space."""
    return Markup("<br>").join(Markup(str(escape(line)).replace("  ", "&nbsp; ")) for line in text.split("\n"))


class Unindented(FileSystemLoader):
    """The templates without the space that only they need."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, each of its lines from where its words begin."""
        source, filename, fresh = super().get_source(environment, template)
        return _INDENT.sub("\n", source), filename, fresh


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The templates, every value escaped, an unknown name an error."""
    made = Environment(
        loader=Unindented(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(at=_address, static=static_path, record_path=record_path, sections=SECTIONS, printed=_printed)
    made.filters.update(sentence=sentence, capital_id=capital_id, lines=_lines, applies_because=_applies_because)
    return made


def context_of(request: Request, extra: Mapping[str, Any], reader: str | None = None) -> dict[str, Any]:
    """What every template is given."""
    desk = desk_of(request)
    reader = reader or reader_of(request)
    return {
        "path": request.url.path,
        "query": {k: v for k, v in request.query_params.items() if k != "for"},
        "twin": twin_of(request.url.path, request.query_params) if request.method == "GET" else "",
        "request_is_get": request.method == "GET",
        "reader": reader,
        "patient": reader == "patient",
        "knowledge": desk.knowledge,
        "edition": desk.knowledge.edition,
        "edition_id": edition_of(desk.knowledge),
        "wording": desk.wording,
        "editor": desk.editor,
        **extra,
    }


def render(
    request: Request, template: str, extra: Mapping[str, Any], status: int = 200, reader: str | None = None
) -> HTMLResponse:
    """A page."""
    return HTMLResponse(fragment(request, template, extra, reader), status_code=status)


def fragment(request: Request, template: str, extra: Mapping[str, Any], reader: str | None = None) -> str:
    """A page or a part of one, as text."""
    return templates().get_template(template).render(context_of(request, extra, reader))
