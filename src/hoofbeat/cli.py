"""The command line: parse, call, render. Bad input ends with one clear message and exit code 2, never a traceback."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hoofbeat.errors import HoofbeatError, Problem, QuestionError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hoofbeat: should this person with a neuroendocrine neoplasm have chemotherapy, which, when, and on what evidence? "
    "It supports a professional's judgement and is no medical device.",
)
Format = Annotated[str, typer.Option("--format", help="text or json")]
Folder = Annotated[Path | None, typer.Option("--knowledge", help="Another folder of records than the one shipped.")]


def _load(folder: Path | None) -> Any:
    from hoofbeat.knowledge import load_knowledge

    return load_knowledge(folder)


def _console() -> Any:
    from hoofbeat.terminal.page import console

    return console()


def _as_json(data: Any) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))


def _allowed(value: str, name: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise QuestionError(Problem(name, f"'{value}' is not allowed.", f"Allowed: {', '.join(allowed)}."))
    return value


def read_bytes(path: str) -> tuple[bytes, str]:
    """What a file, or standard input for `-`, holds, and what to call it in an error.

    Raises:
        QuestionError: for a path that is no readable file.
    """
    if path == "-":
        return sys.stdin.buffer.read(), "standard input"
    file = Path(path)
    if file.is_dir():
        raise QuestionError(Problem(path, "is a folder; a file is expected."))
    try:
        return file.read_bytes(), path
    except OSError as error:
        raise QuestionError(Problem(path, f"cannot be read: {error.strerror}.")) from None


@app.command()
def advise(
    case: Annotated[str, typer.Argument(help="A case in YAML or JSON; - reads standard input.")],
    format: Format = "text",
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only what was published by this day, as 2021-10-01.")
    ] = None,
    guidelines: Annotated[
        str, typer.Option("--guidelines", help="Only these sources' guidance: ids, with commas.")
    ] = "",
    explain: Annotated[bool, typer.Option("--explain", help="The whole trace of every condition.")] = False,
    knowledge: Folder = None,
) -> None:
    """Cited advice for one case."""
    from hoofbeat.advice import advise as advise_case
    from hoofbeat.case import read_case
    from hoofbeat.yaml_text import read_yaml

    _allowed(format, "--format", ("text", "json"))
    data, name = read_bytes(case)
    values = read_case(read_yaml(data, name))
    chosen = tuple(g.strip() for g in guidelines.split(",") if g.strip())
    answer = advise_case(values, _load(knowledge), as_of=as_of, guidelines=chosen, explain=explain)
    if format == "json":
        _as_json(answer.to_dict())
    else:
        from hoofbeat.terminal.advice import print_advice

        print_advice(answer, _console(), explain=explain)


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="The id of a record, or a treatment's or term's other name.")],
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Any record, with its source and its review status."""
    from hoofbeat.terminal.records import print_record, record_as_dict

    _allowed(format, "--format", ("text", "json"))
    base = _load(knowledge)
    kind, record = base.find(id)
    if format == "json":
        _as_json(record_as_dict(kind, record, base))
    else:
        print_record(kind, record, base, _console())


@app.command()
def find(
    words: Annotated[list[str], typer.Argument(help="Words to look for.")],
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Full text over all records."""
    from hoofbeat.knowledge.search import find as find_records
    from hoofbeat.terminal.records import print_hits

    _allowed(format, "--format", ("text", "json"))
    hits = find_records(_load(knowledge), " ".join(words))
    if format == "json":
        _as_json([{"kind": h.kind, "id": h.id, "excerpt": h.excerpt} for h in hits])
    else:
        print_hits(hits, _console())


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of records; the shipped one if not given.")] = None,
    format: Format = "text",
) -> None:
    """Proves the knowledge: references, conditions, the records' own cases, figures. Exit code 2 if anything fails."""
    from hoofbeat.knowledge.check import counts, problems_in
    from hoofbeat.knowledge.files import shipped_folder
    from hoofbeat.knowledge.load import read_knowledge

    _allowed(format, "--format", ("text", "json"))
    base = read_knowledge(folder or shipped_folder())
    problems = problems_in(base)
    if format == "json":
        _as_json({"problems": [str(p) for p in problems], "counts": counts(base), "knowledge": base.hash})
    else:
        for problem in problems:
            print(problem)
        print(", ".join(f"{n} {kind}" for kind, n in counts(base).items()))
        print(f"{len(problems)} problems; knowledge {base.hash[:12]}")
    if problems:
        raise typer.Exit(2)


@app.command()
def fields(format: Format = "text", knowledge: Folder = None) -> None:
    """The fields of a case: meaning, unit, what is allowed."""
    from hoofbeat.case import FIELDS
    from hoofbeat.terminal.records import print_fields

    _allowed(format, "--format", ("text", "json"))
    base = _load(knowledge)
    if format == "json":
        _as_json(
            [
                {"field": n, "means": w.means, "unit": w.unit, "asks": w.asks, "allowed": FIELDS[n].allowed}
                for n, w in base.fields.items()
            ]
        )
    else:
        print_fields(base, _console())


@app.command()
def new(
    case: Annotated[Path, typer.Argument(help="The file to write; an existing file is left alone.")],
    knowledge: Folder = None,
) -> None:
    """Writes an annotated empty case."""
    from hoofbeat.terminal.records import empty_case

    text = empty_case(_load(knowledge))
    try:
        with case.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise QuestionError(
            Problem(str(case), "exists already and is left as it is.", "Choose another name.")
        ) from None
    except OSError as error:
        raise QuestionError(Problem(str(case), f"cannot be written: {error.strerror}.")) from None
    print(f"Wrote {case}. Fill in what is known, then: hoofbeat advise {case}")


def main() -> None:
    """The entry point: an error meant for people becomes a message on standard error and exit code 2."""
    try:
        app(standalone_mode=True)
    except HoofbeatError as error:
        for problem in error.problems[:20]:
            print(f"hoofbeat: {problem}", file=sys.stderr)
        if len(error.problems) > 20:
            print(f"hoofbeat: and {len(error.problems) - 20} more.", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
