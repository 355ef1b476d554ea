"""Records: one address each, in clinician's and patient's words; lists of treatments, terms and sources; search."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge.search import find
from hoofbeat.web.desk import Desk
from hoofbeat.web.page import desk_of, reader_of, record_path, render
from hoofbeat.web.problems import NotFoundError
from hoofbeat.web.record_view import view_of

router = APIRouter(include_in_schema=False)
MOST_HITS = 60


@router.get("/records/{kind}/{name}")
def record(request: Request, kind: str, name: str) -> Response:
    """A record's page; what patients read of a treatment stands at the treatment's address."""
    desk = desk_of(request)
    try:
        found = desk.record(kind, name)
    except QuestionError as error:
        raise NotFoundError(error.problems) from None
    if kind == "plain":
        return RedirectResponse(record_path("treatment", found.treatment) + "?for=patient", 303)
    context = {"view": view_of(desk, kind, name), "standing": desk.standing(kind, name)}
    return render(request, "record.html", context)


@router.get("/records/{name}")
def named(request: Request, name: str) -> Response:
    """Leads to the record with this id or other name."""
    desk = desk_of(request)
    try:
        kind, found = desk.knowledge.find(name)
    except QuestionError as error:
        raise NotFoundError(error.problems) from None
    reader = reader_of(request)
    kept = f"?for={reader}" if reader else ""
    return RedirectResponse(record_path(kind, getattr(found, "id", None) or found.field) + kept, 303)


@router.get("/treatments")
def treatments(request: Request) -> Response:
    """All treatments, by the class they belong to."""
    desk = desk_of(request)
    grouped = _by_class(desk)
    texts = {t.treatment for t in desk.knowledge.records("plain").values()}
    return render(request, "treatments.html", {"grouped": grouped, "texts": texts})


def _by_class(desk: Desk) -> list[tuple[Any, list[Any]]]:
    """Classes with their direct members, in the order of the records; what belongs to none last."""
    shelf = desk.knowledge.records("treatment")
    grouped: dict[str, list[Any]] = {}
    for item in shelf.values():
        if item.kind != "class":
            grouped.setdefault(item.classes[0] if item.classes else "", []).append(item)
    named = [(shelf[c], sorted(grouped[c], key=lambda t: t.name)) for c in shelf if c in grouped]
    rest = sorted(grouped.get("", []), key=lambda t: t.name)
    return [*named, (None, rest)] if rest else named


@router.get("/glossary")
def glossary(request: Request) -> Response:
    """All terms and abbreviations."""
    terms = sorted(desk_of(request).knowledge.records("term").values(), key=lambda t: t.term.lower())
    letters: dict[str, list[Any]] = {}
    for term in terms:
        first = term.term[0].upper()
        letters.setdefault(first if first.isalpha() else "0-9", []).append(term)
    return render(request, "glossary.html", {"letters": letters, "total": len(terms)})


@router.get("/sources")
def sources(request: Request) -> Response:
    """All documents cited, newest first, by what they are."""
    desk = desk_of(request)
    kind = request.query_params.get("kind") or ""
    found = sorted(
        desk.knowledge.sources.values(), key=lambda s: (s.precision == "unknown", -s.published.toordinal(), s.id)
    )
    kinds: dict[str, int] = {}
    for source in found:
        kinds[source.kind] = kinds.get(source.kind, 0) + 1
    if kind and kind not in kinds:
        raise QuestionError(Problem("kind", f"'{kind[:40]}' is not a kind of source.", f"Allowed: {', '.join(kinds)}."))
    shown = [s for s in found if kind in ("", s.kind)]
    return render(request, "sources.html", {"sources": shown, "kinds": dict(sorted(kinds.items())), "kind": kind})


@router.get("/find")
def search(request: Request) -> Response:
    """What holds the words asked for."""
    words = (request.query_params.get("q") or "")[:200]
    desk = desk_of(request)
    hits = [(h, view_of(desk, h.kind, h.id).title) for h in find(desk.knowledge, words, MOST_HITS)] if words else []
    return render(request, "find.html", {"words": words, "hits": hits})
