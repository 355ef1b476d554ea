"""The command that opens the advisor in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hoofbeat.cli.words_given import Folder
from hoofbeat.errors import Problem, QuestionError


def serve(
    host: Annotated[
        str, typer.Option("--host", help="The interface to listen on; this machine only if not given.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port; the next free one where it is in use.")] = 8080,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    editor: Annotated[bool, typer.Option("--editor", help="Let records be signed on the page.")] = False,
    ledger: Annotated[Path | None, typer.Option("--ledger", help="The file of sign-offs.")] = None,
    knowledge: Folder = None,
) -> None:
    """The advisor as a page, at an address of this machine."""
    from hoofbeat.web.serve import serve as serve_pages

    if not 0 <= port <= 65535:
        raise QuestionError(Problem("--port", f"{port} is not a port.", "Allowed: 0 to 65535."))
    serve_pages(host, port, not no_browser, editor, folder=knowledge, ledger=ledger)
