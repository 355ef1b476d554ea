"""A chat-completions service of the tests' own, on this machine: it says what a test tells it to, how and when it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hoofbeat.chat_completions import Endpoint

Reply = Callable[[str], "tuple[int, str]"]
OUT_OF_PROTOCOL = 299
"""The status by which a test asks for a reply that is sent as it is, not as chat completions wrap it."""


class ModelServer:
    """Replies by `reply`, after `slow` seconds; `drips` sends its bytes one by one, `endless` never stops sending."""

    def __init__(self) -> None:
        self.reply: Reply = lambda said: (200, said)
        self.slow = 0.0
        self.drips = False
        self.endless = False
        self.bodies: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.bodies.append(body)
                outer.keys.append(self.headers["Authorization"])
                time.sleep(outer.slow)
                status, content = outer.reply(body["messages"][1]["content"])
                wrapped = json.dumps({"choices": [{"message": {"content": content}}]})
                data = (content if status == OUT_OF_PROTOCOL else wrapped).encode()
                try:
                    self.send_response(200 if status == OUT_OF_PROTOCOL else status)
                    self.end_headers()
                    for piece in outer.pieces(data):
                        self.wfile.write(piece)
                        self.wfile.flush()
                except OSError:
                    return

            def log_message(self, *args: object) -> None:
                return

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while self.endless:
            yield b" " * 10_000
        if not self.drips:
            yield data
            return
        for byte in data:
            time.sleep(0.05)
            yield bytes([byte])

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(f"http://127.0.0.1:{self.http.server_address[1]}/v1", "test-model", seconds=1.0)


@contextmanager
def running() -> Iterator[ModelServer]:
    made = ModelServer()
    try:
        yield made
    finally:
        made.http.shutdown()
        made.http.server_close()
