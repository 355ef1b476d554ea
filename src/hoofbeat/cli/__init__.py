"""The command line: parse, call, render. Bad input ends with one clear message and exit code 2, never a traceback."""

from __future__ import annotations

import sys

import typer

from hoofbeat.cli import case_and_records, evidence, page, questions_and_letters, review
from hoofbeat.errors import HoofbeatError

MOST_PROBLEMS = 20

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Hoofbeat: should this person with a neuroendocrine neoplasm have chemotherapy, which, when, and on what "
    "evidence? It supports a professional's judgement and is no medical device.",
)
for command in (
    case_and_records.advise,
    case_and_records.show,
    case_and_records.find,
    case_and_records.check,
    case_and_records.fields,
    case_and_records.new,
    evidence.pool,
    page.serve,
    questions_and_letters.ask,
    questions_and_letters.read,
):
    app.command()(command)
app.add_typer(evidence.app, name="evidence")
app.add_typer(review.app, name="review")


def main() -> None:
    """The entry point: an error meant for people becomes a message on standard error and exit code 2."""
    try:
        app(standalone_mode=True)
    except HoofbeatError as error:
        for problem in error.problems[:MOST_PROBLEMS]:
            print(f"hoofbeat: {problem}", file=sys.stderr)
        if len(error.problems) > MOST_PROBLEMS:
            print(f"hoofbeat: and {len(error.problems) - MOST_PROBLEMS} more.", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
