"""An optional language model, which may reword what is already claimed and nothing else. Off unless asked for.

Any endpoint that speaks the common chat-completions protocol will do, local or remote. It is given the sentences, each with
a marker; each sentence that comes back is checked like our own, and against the sentence it stands for. A sentence that
fails, a marker that is missing, an answer that is late or none at all: the template stands.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from hoofbeat.ask.answer import Answer, Sentence
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.intents import intent_record
from hoofbeat.ask.records import intents
from hoofbeat.ask.verify import as_strict, faults
from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge import Knowledge

_MARKED = re.compile(r"(?P<text>[^\[\]]+?)\s*\[c(?P<number>\d{1,4})\]", re.DOTALL)
_TOO_MUCH = 200_000
"""Characters: a longer reply is not read."""


@dataclass(frozen=True)
class Endpoint:
    """Where a model listens: the base address of its chat-completions service, its name, a key if it needs one."""

    url: str
    model: str
    key: str = ""
    seconds: float = 20.0


def _ask_model(endpoint: Endpoint, sentences: tuple[Sentence, ...], reader: Reader) -> str | None:
    """The model's reply; None for anything but a reply in time and in the protocol."""
    try:
        import httpx  # late: it is needed only where a model is used
    except ImportError:
        raise QuestionError(
            Problem("--model", "needs httpx.", "Install it with: pip install 'hoofbeat[model]'")
        ) from None
    listed = "\n".join(f"{s.text} [c{n}]" for n, s in enumerate(sentences, 1))
    body = {
        "model": endpoint.model,
        "temperature": 0,
        "messages": [
            {"role": "system", "content": intents().model_instruction.format(reader=reader)},
            {"role": "user", "content": listed},
        ],
    }
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    try:
        reply = httpx.post(
            f"{endpoint.url.rstrip('/')}/chat/completions", json=body, headers=headers, timeout=endpoint.seconds
        )
        reply.raise_for_status()
        if len(reply.text) > _TOO_MUCH:
            return None
        content = reply.json()["choices"][0]["message"]["content"]
    except (httpx.HTTPError, json.JSONDecodeError, KeyError, IndexError, TypeError, ValueError):
        return None
    return content if isinstance(content, str) else None


def rewordings(reply: str, count: int) -> dict[int, str]:
    """The sentences of a reply by their markers; a marker used twice, or never given, counts for nothing."""
    found: dict[int, list[str]] = {}
    for match in _MARKED.finditer(reply):
        found.setdefault(int(match["number"]), []).append(" ".join(match["text"].split()))
    return {n: texts[0] for n, texts in found.items() if 1 <= n <= count and len(texts) == 1}


def phrased(answer: Answer, endpoint: Endpoint, knowledge: Knowledge, reader: Reader) -> Answer:
    """The answer with every sentence that the model reworded and that passes all checks; the others as they were."""
    reply = _ask_model(endpoint, answer.sentences, reader)
    if reply is None:
        return answer
    worded = rewordings(reply, len(answer.sentences))
    forbids = intent_record(answer.intent).forbids
    claims = {c.id: c for c in answer.claims}
    sentences = []
    for number, template in enumerate(answer.sentences, 1):
        said = worded.get(number)
        if said is None:
            sentences.append(template)
            continue
        candidate = replace(template, text=said)
        wrong = [
            *faults(candidate, claims.get(template.claim), knowledge, reader, forbids),
            *as_strict(candidate, template, knowledge),
        ]
        sentences.append(template if wrong else candidate)
    return replace(answer, sentences=tuple(sentences))
