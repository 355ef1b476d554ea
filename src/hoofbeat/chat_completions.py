"""One question to a language model over the common chat-completions protocol: the only place that sends anything out.

Whoever asks names the endpoint; there is no default. What comes back is text and no more: whoever asked checks it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.errors import Problem, QuestionError

LARGEST_REPLY = 200_000
"""Bytes: reading stops there, and the reply counts for nothing."""
_THIS_MACHINE = ("all://127.0.0.1", "all://localhost", "all://[::1]")
"""Never by way of a proxy, whatever the environment says: what is sent to this machine stays on it."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model listens: the base address of its chat-completions service, its name, a key if it needs one.

    `seconds` is the time for everything, from the connection to the last byte of the reply.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 20.0


def reply_of(endpoint: Endpoint, instruction: str, text: str) -> str | None:
    """What the model says to a text under an instruction; None for anything but a reply in time and in the protocol.

    Raises:
        QuestionError: where the library that speaks HTTP is not installed.
    """
    try:
        import httpx  # late: it is needed only where a model is used
        from anyio.from_thread import start_blocking_portal
    except ImportError:
        raise QuestionError(
            Problem("--model", "needs httpx.", "Install it with: pip install 'hoofbeat[model]'")
        ) from None
    body = {
        "model": endpoint.model,
        "temperature": 0,
        "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": text}],
    }
    try:
        # A loop of its own: only there can a request be given up at a moment, however slowly its bytes drip.
        with start_blocking_portal() as portal:
            data = portal.call(_posted, endpoint, body)
        content = None if data is None else json.loads(data)["choices"][0]["message"]["content"]
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, IndexError, TypeError, ValueError, RecursionError):
        return None
    return content if isinstance(content, str) else None


async def _posted(endpoint: Endpoint, body: dict[str, Any]) -> bytes | None:
    """The bytes of the reply; None where they are too many or too late."""
    import anyio
    import httpx

    # Not compressed: a small compressed reply may unpack to any size.
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {})
    with anyio.move_on_after(endpoint.seconds):
        url = f"{endpoint.url.rstrip('/')}/chat/completions"
        async with (
            httpx.AsyncClient(timeout=endpoint.seconds, mounts=dict.fromkeys(_THIS_MACHINE)) as client,
            client.stream("POST", url, json=body, headers=headers) as reply,
        ):
            reply.raise_for_status()
            data = bytearray()
            async for piece in reply.aiter_raw():
                data += piece
                if len(data) > LARGEST_REPLY:
                    return None
            return bytes(data)
    return None
