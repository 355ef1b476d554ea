"""The advise page: facts left, advice right; a plain form without scripts, instant with them."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from hoofbeat.advice.result import Advice
from hoofbeat.errors import HoofbeatError, Problem, QuestionError
from hoofbeat.web.cards import cards_of
from hoofbeat.web.desk import Desk
from hoofbeat.web.facts import given_choices, groups_of, leading, rows_given
from hoofbeat.web.forms import Entered, case_of, controls_of, pairs_of, read_form
from hoofbeat.web.link import READERS, write_link
from hoofbeat.web.page import desk_of, fragment, reader_of, render
from hoofbeat.web.problems import answer
from hoofbeat.web.qr import qr_svg
from hoofbeat.web.sheets import board_sheet, patient_sheet
from hoofbeat.yaml_text import read_yaml

router = APIRouter(include_in_schema=False)
MOST_ESTABLISHED = 6
FORM = "application/x-www-form-urlencoded"


def is_form(request: Request) -> bool:
    """Whether the body of a request is a form."""
    return request.headers.get("content-type", "").split(";")[0].strip() == FORM


async def pairs_in(request: Request) -> list[tuple[str, str]]:
    """The names and values of the form of a request.

    Raises:
        HoofbeatError: for a body that is not a form.
    """
    if not is_form(request):
        raise QuestionError(Problem("content-type", "is not a form.", f"Allowed: {FORM}."))
    return pairs_of(await request.body())


async def entered_of(request: Request) -> Entered:
    """What the form of a request holds.

    Raises:
        HoofbeatError: for a body that is not a form.
    """
    return read_form(await pairs_in(request))


def reader_in(entered: Entered, request: Request) -> str | None:
    """The reader whom the form names, else the address."""
    asked = entered.text("for")
    return reader_of(request) or (asked if asked in READERS else None)


def summary(advice: Advice, patient: bool) -> str:
    """One sentence to be announced when the advice has changed."""
    options = sum(o.position not in ("avoid", "contraindicated") for o in advice.options)
    verdict = advice.chemotherapy.verdict.replace("_", " ")
    if patient:
        return f"The page has changed. It now lists {options} possible treatments."
    missing = len(advice.establish_first)
    return f"Chemotherapy: {verdict}. {options} options. {missing} facts could change this."


def advice_context(desk: Desk, advice: Advice, entered: Entered, reader: str | None) -> dict[str, Any]:
    """What the advice panel shows."""
    usable, excluded = cards_of(advice, desk.knowledge)
    first, rest = leading(advice, MOST_ESTABLISHED)
    return {
        "advice": advice,
        "usable": usable,
        "excluded": excluded,
        "first": first,
        "rest": rest,
        "numbers": {s.id: n for n, s in enumerate(advice.sources, 1)},
        "cited": {s.id: s for s in advice.sources},
        "figures": reader != "patient" or entered.text("figures") == "yes",
        "says": summary(advice, reader == "patient"),
    }


def _whole(request: Request, entered: Entered, reader: str | None, status: int = 200) -> Response:
    desk = desk_of(request)
    advice: Advice | None = None
    if not entered.problems and entered.values:
        try:
            advice, _ = desk.answer(entered.values, entered.text("as_of") or None)
        except HoofbeatError as error:
            entered.problems += error.problems
    shown = {
        "groups": groups_of(desk, entered, advice, reader == "patient"),
        "entered": entered,
        "given_rows": rows_given(entered),
        "given_choices": given_choices(),
        "examples": desk.example_titles,
        "problems": entered.problems,
        "advice": None,
        "link": write_link(advice.case, desk.knowledge, reader) if advice else "",
        "figures": entered.text("figures") == "yes",
        **(advice_context(desk, advice, entered, reader) if advice else {}),
    }
    return render(request, "advise.html", shown, 422 if entered.problems else status, reader)


@router.get("/")
def page(request: Request) -> Response:
    """The empty page, or an example."""
    example = request.query_params.get("example")
    entered = controls_of(desk_of(request).example(example)) if example else Entered()
    if request.query_params.get("figures") == "yes":
        entered.raw["figures"] = ["yes"]
    return _whole(request, entered, reader_of(request))


@router.post("/")
async def page_of_form(request: Request) -> Response:
    """The page for a form, without scripts."""
    entered = await entered_of(request)
    return await _threaded(lambda: _whole(request, entered, reader_in(entered, request)))


async def _threaded(work: Any) -> Response:
    from starlette.concurrency import run_in_threadpool

    made: Response = await run_in_threadpool(work)
    return made


@router.post("/advise/fragment")
async def instant(request: Request) -> Response:
    """The advice panel for a form, as a part of the page, with what belongs beside the fields."""
    entered = await entered_of(request)
    return await _threaded(lambda: _instant(request, entered))


def _instant(request: Request, entered: Entered) -> Response:
    desk, reader = desk_of(request), reader_in(entered, request)
    case = case_of(entered)
    if not entered.values:
        empty = fragment(request, "advise/empty.html", {"examples": desk.example_titles}, reader)
        return JSONResponse({"html": empty, "says": "Nothing is known yet.", "link": "", "beside": {}, "decisive": []})
    advice, _ = desk.answer(case.known(), entered.text("as_of") or None)
    context = advice_context(desk, advice, entered, reader)
    beside: dict[str, str] = {}
    for name in dict.fromkeys(p.field for p in advice.pitfalls):
        items = [p for p in advice.pitfalls if p.field == name]
        beside[name] = fragment(request, "advise/beside.html", {**context, "pitfalls": items}, reader)
    return JSONResponse(
        {
            "html": fragment(request, "advise/advice.html", context, reader),
            "says": context["says"],
            "link": write_link(advice.case, desk.knowledge, reader),
            "beside": beside,
            "decisive": [e.field for e in advice.establish_first],
        }
    )


@router.post("/advise/text")
async def text(request: Request) -> Response:
    """The advice as plain text with its cites, for a record."""
    entered = await entered_of(request)

    def work() -> Response:
        from rich.console import Console

        from hoofbeat.terminal.advice import print_advice

        advice, _ = desk_of(request).answer(case_of(entered).known(), entered.text("as_of") or None)
        out = io.StringIO()
        print_advice(advice, desk_of(request).knowledge, Console(file=out, width=96, no_color=True, highlight=False))
        return PlainTextResponse(out.getvalue())

    return await _threaded(work)


@router.post("/advise/case.yaml")
async def save(request: Request) -> Response:
    """The case as a file."""
    import yaml

    values = case_of(await entered_of(request)).known()
    body = "# A case for Hoofbeat. No names, no birth dates.\n" + (
        yaml.safe_dump(values, sort_keys=False, allow_unicode=True) if values else ""
    )
    headers = {"content-disposition": 'attachment; filename="case.yaml"'}
    return Response(body, media_type="application/yaml", headers=headers)


@router.post("/advise/load")
async def load(request: Request) -> Response:
    """The page for a case pasted as text (YAML or JSON); only the fields to `use`, where any are named."""
    pairs = await pairs_in(request)
    held, chosen = dict(pairs), {v for k, v in pairs if k == "use"}
    reader = held.get("for") if held.get("for") in READERS else None

    def work() -> Response:
        from hoofbeat.case import read_case

        try:
            values = read_case(read_yaml(held.get("case", ""), "case")).known()
        except HoofbeatError as error:
            return answer(request, error.problems, 422)
        confirmed = {k: v for k, v in values.items() if not chosen or k in chosen}
        return _whole(request, controls_of(confirmed), reader)

    return await _threaded(work)


@router.post("/advise/controls")
async def controls(request: Request) -> Response:
    """The form that a case fills, as the text of its controls: for a link or a file that was opened."""
    import json

    from hoofbeat.case import read_case

    try:
        values = read_case(json.loads(await request.body())).known()
    except (ValueError, RecursionError):
        raise QuestionError(Problem("body", "is not JSON.")) from None
    raw = controls_of(values).raw
    return JSONResponse({"form": urlencode([(k, v) for k, texts in raw.items() for v in texts])})


@router.post("/advise/print/{sheet}")
async def printed(request: Request, sheet: str) -> Response:
    """One sheet of paper: for the tumor board, or for the patient."""
    from hoofbeat.web.problems import NotFoundError

    if sheet not in ("board", "patient"):
        raise NotFoundError(Problem(sheet[:40], "is not a sheet.", "Allowed: board, patient."))
    entered = await entered_of(request)
    case = case_of(entered)

    def work() -> Response:
        desk = desk_of(request)
        advice, _ = desk.answer(case.known(), entered.text("as_of") or None)
        patient = entered.text("pseudonym")[:80]
        context: dict[str, Any]
        if sheet == "patient":
            context = {"d": patient_sheet(advice, desk.wording, patient)}
        else:
            link = f"{request.base_url}#{write_link(advice.case, desk.knowledge)}"
            context = {"d": board_sheet(advice, desk.wording, patient, link), "qr": qr_svg(link)}
        return render(request, f"print/{sheet}.html", context, reader="patient" if sheet == "patient" else "clinician")

    return await _threaded(work)
