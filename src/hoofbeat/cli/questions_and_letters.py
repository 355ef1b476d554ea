"""Commands that read what people write: a question, a letter."""

from __future__ import annotations

from typing import Annotated

import typer

from hoofbeat.cli.words_given import Folder, Format, console_here, load, one_of, print_json, read_bytes


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
