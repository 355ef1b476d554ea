"""`hoofbeat serve`: the pages at an address of this machine."""

from __future__ import annotations

import gc
import logging
import socket
import threading
import webbrowser
from pathlib import Path

from hoofbeat.errors import Problem, QuestionError
from hoofbeat.web.app import create_app

LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")


def serve(
    host: str = "127.0.0.1",
    port: int = 8080,
    browser: bool = True,
    editor: bool = False,
    *,
    folder: Path | None = None,
    ledger: Path | None = None,
) -> None:
    """Serves until interrupted. Bound to the local interface unless told otherwise.

    Args:
        host: the interface to bind to.
        port: the port; the next free one is taken where it is in use, and 0 takes any.
        browser: whether to open the page in the person's browser.
        editor: whether records may be signed on the page.
        folder: the folder of the records; the shipped one if not given.
        ledger: the file of sign-offs; beside the records if not given.

    Raises:
        QuestionError: for an address that cannot be bound.
        KnowledgeError: for records that fail their checks.
    """
    import uvicorn

    local = host in LOCAL
    app = create_app(editor=editor, ledger=ledger, hosts=LOCAL if local else (), folder=folder)
    listening = _bound(host, port)
    address = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    print(
        f"Hoofbeat is at {address} (stop with Ctrl+C). Nothing you enter leaves this machine or is stored.", flush=True
    )
    if not local:
        print("It is open to other machines: it has no accounts and no encryption of its own.", flush=True)
    if browser:
        opening = threading.Timer(0.5, webbrowser.open, [address])
        opening.daemon = True
        opening.start()
    keep_loaded()
    threading.Thread(target=app.state.desk.warm, daemon=True).start()
    settings = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=20)
    uvicorn.Server(settings).run(sockets=[listening])


def keep_loaded() -> None:
    """Tells the collector of garbage that what is loaded by now stays, and to look at what is new less often.

    An answer is thousands of small objects without cycles, gone as soon as nobody holds them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    reason = ""
    for candidate in range(port, port + 20) if port else (0,):
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
        except (OSError, OverflowError) as error:
            listening.close()
            reason = str(error)
            continue
        return listening
    raise QuestionError(Problem("--host, --port", f"{host}:{port} cannot be bound: {reason}.", "Choose another port."))
