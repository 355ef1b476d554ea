"""Commands that read what people write: a question, a letter."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from hoofbeat.cli.words_given import Folder, Format, console_here, load, one_of, print_json, read_bytes
from hoofbeat.errors import Problem, QuestionError

MODEL_KEY = "HOOFBEAT_MODEL_KEY"
"""The variable of the environment that holds the key of a model's endpoint: a key on a command line is seen by others."""


def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words; - reads standard input.")],
    reader: Annotated[str, typer.Option("--reader", help="clinician, or patient (patients and carers)")] = "clinician",
    format: Format = "text",
    after: Annotated[
        list[str] | None, typer.Option("--after", help="An earlier question of the conversation; may be repeated.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="What was understood, scored and left out.")] = False,
    model: Annotated[
        str, typer.Option("--model", help="A model that may reword the answer; its sentences are checked.")
    ] = "",
    model_url: Annotated[
        str, typer.Option("--model-url", help="Where it listens, as http://127.0.0.1:8080/v1 (chat completions).")
    ] = "",
    knowledge: Folder = None,
) -> None:
    """A cited answer to a question. Works without any model or network."""
    from hoofbeat.ask import Endpoint, answer_in_turn

    one_of(format, "--format", ("text", "json"))
    one_of(reader, "--reader", ("clinician", "patient"))
    if bool(model) != bool(model_url):
        raise QuestionError(Problem("--model", "and --model-url belong together.", "Give both, or neither."))
    if question == "-":
        question = read_bytes("-")[0].decode("utf-8", errors="replace")
    endpoint = Endpoint(model_url, model, os.environ.get(MODEL_KEY, "")) if model else None
    base = load(knowledge)
    answer = answer_in_turn(
        [*(after or []), question], base, "patient" if reader == "patient" else "clinician", endpoint
    )
    if format == "json":
        print_json(answer.trace(base.hash) if explain else answer.to_dict())
        return
    from hoofbeat.terminal.answer import print_answer, print_trace

    print_answer(answer, base, console_here())
    if explain:
        print_trace(answer, base, console_here())


def read(
    letter: Annotated[str, typer.Argument(help="A letter as text, .docx or .pdf with text; - reads standard input.")],
    format: Format = "text",
    knowledge: Folder = None,
) -> None:
    """Reads a letter into a case, with the words each value was read from. Confirm it before you advise on it."""
    from hoofbeat.letters import read_letter

    one_of(format, "--format", ("text", "json"))
    data, name = read_bytes(letter)
    reading = read_letter(data, load(knowledge), name)
    if format == "json":
        print_json(reading.to_dict())
    else:
        from hoofbeat.terminal.letters import print_reading

        print_reading(reading, console_here())
