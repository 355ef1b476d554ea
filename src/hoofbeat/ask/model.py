"""An optional language model, which may reword what is already claimed and nothing else. Off unless asked for.

Any endpoint that speaks the common chat-completions protocol will do, local or remote. It is given the sentences, each with
a marker; each sentence that comes back is checked like our own, and against the sentence it stands for. A sentence that
fails, a marker that is missing, an answer that is late or none at all: the template stands.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hoofbeat.ask.answer import Answer
from hoofbeat.ask.forms import Reader
from hoofbeat.ask.intents import intent_record
from hoofbeat.ask.records import intents
from hoofbeat.ask.verify import as_strict, faults
from hoofbeat.chat_completions import Endpoint, reply_of
from hoofbeat.knowledge import Knowledge

_MARKED = re.compile(r"(?P<text>[^\[\]]+?)\s*\[c(?P<number>\d{1,4})\]", re.DOTALL)


def rewordings(reply: str, count: int) -> dict[int, str]:
    """The sentences of a reply by their markers; a marker used twice, or never given, counts for nothing."""
    found: dict[int, list[str]] = {}
    for match in _MARKED.finditer(reply):
        found.setdefault(int(match["number"]), []).append(" ".join(match["text"].split()))
    return {n: texts[0] for n, texts in found.items() if 1 <= n <= count and len(texts) == 1}


def phrased(answer: Answer, endpoint: Endpoint, knowledge: Knowledge, reader: Reader) -> Answer:
    """The answer with every sentence that the model reworded and that passes all checks; the others as they were."""
    listed = "\n".join(f"{s.text} [c{n}]" for n, s in enumerate(answer.sentences, 1))
    reply = reply_of(endpoint, intents().model_instruction.format(reader=reader), listed)
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
