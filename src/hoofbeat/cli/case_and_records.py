"""Commands about a case and about the records: advise, show, find, check, fields, new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.answer_written import Output, Page, Sheet, check_options, json_of, sheet_of, text_of, write
from hoofbeat.cli.words_given import Folder, Format, console_here, ledger_of, load, one_of, print_json, read_bytes
from hoofbeat.errors import Problem, QuestionError


def advise(
    case: Annotated[str, typer.Argument(help="A case in YAML or JSON; - reads standard input.")],
    format: Annotated[str, typer.Option("--format", help="text, json or pdf")] = "text",
    sheet: Sheet = None,
    output: Output = None,
    page: Page = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Only what was published by this day, as 2021-10-01.")
    ] = None,
    guidelines: Annotated[
        str, typer.Option("--guidelines", help="Only these sources' guidance: ids, with commas.")
    ] = "",
    explain: Annotated[bool, typer.Option("--explain", help="The whole trace of every condition.")] = False,
    knowledge: Folder = None,
) -> None:
    """Cited advice for one case: as text, as JSON, or as a printed sheet."""
    from hoofbeat.advice import advise as advise_case
    from hoofbeat.case import read_case
    from hoofbeat.yaml_text import read_yaml

    one_of(format, "--format", ("text", "json", "pdf"))
    check_options(format, sheet, page, output)
    data, name = read_bytes(case)
    values = read_case(read_yaml(data, name))
    chosen = tuple(g.strip() for g in guidelines.split(",") if g.strip())
    base = load(knowledge)
    signed = ledger_of(knowledge).read().sign_offs
    answer = advise_case(values, base, as_of=as_of, guidelines=chosen, explain=explain, sign_offs=signed)
    if format == "text" and output in (None, "-"):
        from hoofbeat.terminal.advice import print_advice

        print_advice(answer, base, console_here(), explain=explain)
    elif format == "pdf":
        write(sheet_of(answer, base, sheet, page), output)
    else:
        write(json_of(answer) if format == "json" else text_of(answer, base, explain), output)


def show(
    id: Annotated[str, typer.Argument(help="The id of a record, or a treatment's or term's other name.")],
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Any record, with its source and its review status."""
    from hoofbeat.terminal.records import print_record, record_as_dict

    one_of(format, "--format", ("text", "json"))
    base = load(knowledge)
    kind, record = base.find(id)
    signed = ledger_of(knowledge).read().sign_offs
    if format == "json":
        print_json(record_as_dict(kind, record, base, signed))
    else:
        print_record(kind, record, base, console_here(), signed)


def find(
    words: Annotated[list[str], typer.Argument(help="Words to look for.")],
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Full text over all records."""
    from hoofbeat.knowledge.search import find as find_records
    from hoofbeat.terminal.records import print_hits

    one_of(format, "--format", ("text", "json"))
    hits = find_records(load(knowledge), " ".join(words))
    if format == "json":
        print_json([{"kind": h.kind, "id": h.id, "excerpt": h.excerpt} for h in hits])
    else:
        print_hits(hits, console_here())


def check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of records; the shipped one if not given.")] = None,
    sources: Annotated[
        Path | None, typer.Option("--sources", help="Also look every figure up in these documents.")
    ] = None,
    format: Format = "text",
) -> None:
    """Proves the knowledge: references, conditions, the records' own cases, figures. Exit code 2 if anything fails."""
    from hoofbeat.ask.check import phrase_problems
    from hoofbeat.knowledge.against_sources import figures_checked, figures_not_found
    from hoofbeat.knowledge.check import counts, problems_in
    from hoofbeat.knowledge.files import shipped_folder
    from hoofbeat.knowledge.load import read_knowledge

    one_of(format, "--format", ("text", "json"))
    base = read_knowledge(folder or shipped_folder())
    problems = [*problems_in(base), *phrase_problems(base)]
    found = counts(base)
    if sources is not None:
        problems += figures_not_found(base, sources)
        found["figures looked up"] = figures_checked(base, sources)
    if format == "json":
        print_json({"problems": [str(p) for p in problems], "counts": found, "knowledge": base.hash})
    else:
        for problem in problems:
            print(problem)
        print(", ".join(f"{n} {kind}" for kind, n in found.items()))
        print(f"{len(problems)} problems; knowledge {base.hash[:12]}")
    if problems:
        raise typer.Exit(2)


def fields(format: Format = "text", knowledge: Folder = None) -> None:
    """The fields of a case: meaning, unit, what is allowed."""
    from hoofbeat.case import FIELDS
    from hoofbeat.terminal.records import print_fields

    one_of(format, "--format", ("text", "json"))
    base = load(knowledge)
    if format == "json":
        print_json(
            [
                {"field": n, "means": w.means, "unit": w.unit, "asks": w.asks, "allowed": FIELDS[n].allowed}
                for n, w in base.fields.items()
            ]
        )
    else:
        print_fields(base, console_here())


def new(
    case: Annotated[Path, typer.Argument(help="The file to write; an existing file is left alone.")],
    knowledge: Folder = None,
) -> None:
    """Writes an annotated empty case."""
    from hoofbeat.terminal.records import empty_case

    text = empty_case(load(knowledge))
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
