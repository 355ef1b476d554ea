"""Commands about the evidence: list it, pool it, find what contradicts and what superseded what."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.cli.evidence_filters import with_filters
from hoofbeat.cli.words_given import Folder, Format, console_here, load, one_of, print_json, read_bytes
from hoofbeat.errors import Problem, QuestionError

app = typer.Typer(
    no_args_is_help=True, help="What studies measured: list, filter, pool, contradictions, supersessions."
)


def _day(as_of: str | None, base: Any) -> Any:
    from hoofbeat.advice.advise import as_date

    return as_date(as_of, base)


@app.command()
@with_filters
def arms(
    asked: dict[str, Any],
    format: Annotated[str, typer.Option("--format", help="table, json, csv, counts or bibtex")] = "table",
    knowledge: Folder = None,
) -> None:
    """Results, a row per study, arm, endpoint and subgroup, and a row per comparison."""
    from hoofbeat.evidence import exports
    from hoofbeat.evidence.filters import filters_of
    from hoofbeat.evidence.rows import select

    one_of(format, "--format", ("table", "json", "csv", "counts", "bibtex"))
    base = load(knowledge)
    filters = filters_of(base, **asked)
    rows = select(base, filters)
    match format:
        case "counts":
            print(exports.counts_csv(base, _pooled(base, filters, None, mixed=True).counted), end="")
        case "json":
            print_json([row.to_dict() for row in rows])
        case "csv":
            print(exports.rows_csv(rows), end="")
        case "bibtex":
            print(exports.bibtex(base, exports.sources_of(rows)), end="")
        case _:
            from hoofbeat.terminal.evidence import print_rows

            print_rows(rows, console_here())


def _pooled(base: Any, filters: Any, as_of: str | None, *, mixed: bool) -> Any:
    from hoofbeat.evidence.pooled import pooled_response

    if filters.treatment is None:
        raise QuestionError(Problem("--treatment", "is needed here.", "Counts are pooled for one treatment or class."))
    return pooled_response(base, filters.treatment, filters, _day(as_of, base), mixed=mixed)


@app.command()
@with_filters
def contrasts(
    asked: dict[str, Any],
    as_of: Annotated[str | None, typer.Option("--as-of", help="What was known by this day.")] = None,
    several: Annotated[bool, typer.Option("--several", help="Only comparisons that two or more studies made.")] = False,
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Randomized comparisons: hazard and odds ratios, pooled where two or more studies made the same one."""
    from hoofbeat.evidence.comparisons import comparisons
    from hoofbeat.evidence.filters import filters_of

    one_of(format, "--format", ("text", "json"))
    base = load(knowledge)
    found = comparisons(base, filters_of(base, **asked), _day(as_of, base), fewest=2 if several else 1)
    if format == "json":
        print_json([item.to_dict() for item in found])
    else:
        from hoofbeat.terminal.evidence import print_comparisons

        print_comparisons(found, console_here())


@app.command()
def study(
    id: Annotated[str, typer.Argument(help="The id of a study.")], format: Format = "text", knowledge: Folder = None
) -> None:
    """One study with all its figures."""
    from hoofbeat.cli.case_and_records import show
    from hoofbeat.evidence.filters import filters_of
    from hoofbeat.evidence.rows import select
    from hoofbeat.terminal.evidence import print_study

    base = load(knowledge)
    if id not in base.studies:
        kind, _ = base.find(id)
        raise QuestionError(Problem(id, f"is a {kind}, not a study.", "See: hoofbeat evidence arms."))
    if format == "text":
        print_study(base.studies[id], select(base, filters_of(base, study=id)), console_here())
    else:
        show(id, format, knowledge)


@app.command()
def contradictions(
    as_of: Annotated[str | None, typer.Option("--as-of", help="Only what was published by this day.")] = None,
    rounding: Annotated[bool, typer.Option("--rounding", help="Also differences that rounding explains.")] = False,
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Where sources, or places in one source, differ; found by comparing, not from a list."""
    from hoofbeat.evidence.contradictions import contradictions as found_in

    one_of(format, "--format", ("text", "json"))
    base = load(knowledge)
    found = found_in(base, as_of=_day(as_of, base) if as_of else None, rounding=rounding)
    if format == "json":
        print_json([item.to_dict() for item in found])
    else:
        from hoofbeat.terminal.evidence import print_contradictions

        print_contradictions(found, console_here())


@app.command()
def superseded(
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had been overturned by this day.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Writes the timeline as a picture.")] = None,
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """What superseded what, and when."""
    from hoofbeat.evidence.superseded import timeline
    from hoofbeat.evidence.timeline import timeline_svg

    one_of(format, "--format", ("text", "json"))
    base = load(knowledge)
    changes = timeline(base, _day(as_of, base) if as_of else None)
    if svg is not None:
        write_picture(svg, timeline_svg(changes))
    if format == "json":
        print_json([change.to_dict() for change in changes])
    else:
        from hoofbeat.terminal.evidence import print_superseded

        print_superseded(changes, console_here())


@app.command()
def trials(
    status: Annotated[
        str | None, typer.Option("--status", help="ongoing, completed, terminated, reported or unknown")
    ] = None,
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Trials that were under way, and what became of them by a date."""
    one_of(format, "--format", ("text", "json"))
    if status is not None:
        one_of(status, "--status", ("ongoing", "completed", "terminated", "reported", "unknown"))
    found = [t for t in load(knowledge).records("trial").values() if status in (None, t.status)]
    if format == "json":
        print_json([t.model_dump(mode="json") for t in found])
    else:
        from hoofbeat.terminal.evidence import print_trials

        print_trials(found, console_here())


@app.command("pool")
@with_filters
def pool_records(
    asked: dict[str, Any],
    as_of: Annotated[str | None, typer.Option("--as-of", help="What was known by this day.")] = None,
    mixed: Annotated[bool, typer.Option("--mixed", help="Also mixed groups that include the population.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Also by group: site, grade, line or design.")] = None,
    leave_one_out: Annotated[bool, typer.Option("--leave-one-out", help="Also without each study in turn.")] = False,
    svg: Annotated[Path | None, typer.Option("--svg", help="Writes the forest plot as a picture.")] = None,
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """The pooled response rate of a treatment, with its arms, a forest plot and a methods paragraph."""
    from hoofbeat.evidence.filters import filters_of
    from hoofbeat.evidence.forest import forest_of, forest_svg

    one_of(format, "--format", ("text", "json"))
    if by is not None:
        one_of(by, "--by", ("site", "grade", "line", "design"))
    base = load(knowledge)
    response = _pooled(base, filters_of(base, **asked), as_of, mixed=mixed)
    more = _further(response, by, leave_one_out)
    if svg is not None:
        write_picture(svg, forest_svg(forest_of(response)))
    if format == "json":
        print_json({**response.to_dict(), **{name: [i.to_dict() for i in items] for name, items in more.items()}})
    else:
        from hoofbeat.terminal.evidence import print_pooled

        print_pooled(response, more, console_here())


def _further(response: Any, by: str | None, without_each: bool) -> dict[str, list[Any]]:
    """By group, and without each study in turn, where asked for and possible."""
    from hoofbeat.evidence.pool import by_group, leave_one_out
    from hoofbeat.evidence.pooled import study_counts

    more: dict[str, list[Any]] = {}
    if by is not None and response.counted:
        more["groups"] = by_group(study_counts(response.counted, by))
    if without_each and len(response.counted) > 1:
        more["leave_one_out"] = leave_one_out(study_counts(response.counted))
    return more


def write_picture(path: Path, svg: str) -> None:
    """Writes a picture.

    Raises:
        QuestionError: where it cannot be written.
    """
    try:
        path.write_text(svg, encoding="utf-8")
    except OSError as error:
        raise QuestionError(Problem(str(path), f"cannot be written: {error.strerror}.")) from None
    print(f"Wrote {path}", file=sys.stderr)


def pool(
    table: Annotated[str, typer.Argument(help="A CSV with the columns study, events, total; - reads standard input.")],
    leave_one_out: Annotated[bool, typer.Option("--leave-one-out", help="Also without each study in turn.")] = False,
    format: Format = "text",
) -> None:
    """Pools the response rates of your own table, by the same method."""
    from hoofbeat.evidence.pool import leave_one_out as without_each
    from hoofbeat.evidence.pool import pool_proportions
    from hoofbeat.evidence.table import parse_table

    one_of(format, "--format", ("text", "json"))
    data, name = read_bytes(table)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionError(Problem(name, "is not text (UTF-8).")) from None
    counts = parse_table(text, name)
    result = pool_proportions(counts)
    more = {"leave_one_out": without_each(counts)} if leave_one_out and len(counts) > 1 else {}
    if format == "json":
        print_json({**result.to_dict(), **{n: [i.to_dict() for i in items] for n, items in more.items()}})
    else:
        from hoofbeat.terminal.evidence import print_result

        print_result(result, more, console_here())
