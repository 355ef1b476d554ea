"""Commands that read what people write: a question, a letter."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from hoofbeat.chat_completions import Endpoint
from hoofbeat.cli.words_given import Folder, Format, console_here, load, one_of, print_json, read_bytes
from hoofbeat.errors import Problem, QuestionError

MODEL_KEY = "HOOFBEAT_MODEL_KEY"
"""The variable of the environment that holds the key of a model's endpoint: a key on a command line is seen by others."""
ModelUrl = Annotated[
    str, typer.Option("--model-url", help="Where it listens, as http://127.0.0.1:8080/v1 (chat completions).")
]


def _endpoint(model: str, url: str) -> Endpoint | None:
    """The endpoint that both settings name together; None where neither is given, and then nothing is sent.

    Raises:
        QuestionError: where only one of them is given.
    """
    if bool(model) != bool(url):
        raise QuestionError(Problem("--model", "and --model-url belong together.", "Give both, or neither."))
    return Endpoint(url, model, os.environ.get(MODEL_KEY, "")) if model else None


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
    model_url: ModelUrl = "",
    knowledge: Folder = None,
) -> None:
    """A cited answer to a question. Works without any model or network."""
    from hoofbeat.ask import answer_in_turn

    one_of(format, "--format", ("text", "json"))
    one_of(reader, "--reader", ("clinician", "patient"))
    endpoint = _endpoint(model, model_url)
    if question == "-":
        question = read_bytes("-")[0].decode("utf-8", errors="replace")
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
    explain: Annotated[
        bool, typer.Option("--explain", help="With a model: what it suggested in vain, and why that was dropped.")
    ] = False,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            help="A model that may suggest what was not read: checked, shown apart, never in the case. The letter's text "
            "is sent to --model-url, and so leaves this machine where that is another one.",
        ),
    ] = "",
    model_url: ModelUrl = "",
    knowledge: Folder = None,
) -> None:
    """Reads a letter into a case, with the words each value was read from. Confirm it before you advise on it.

    Nothing leaves this machine unless --model and --model-url are both given.
    """
    from hoofbeat.letters import read_letter, with_suggestions

    one_of(format, "--format", ("text", "json"))
    endpoint = _endpoint(model, model_url)
    data, name = read_bytes(letter)
    base = load(knowledge)
    reading = read_letter(data, base, name)
    if endpoint is not None:
        reading = with_suggestions(reading, base, endpoint)
    if format == "json":
        print_json(reading.to_dict())
    else:
        from hoofbeat.terminal.letters import print_reading

        print_reading(reading, console_here(), explain)
