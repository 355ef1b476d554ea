"""The questions that a text asks one after another, or beside a feeling: none of them is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from hoofbeat.ask import intents
from hoofbeat.ask.claims import Claim
from hoofbeat.ask.names import Names
from hoofbeat.ask.plans import service
from hoofbeat.ask.plans.shared import asking_text
from hoofbeat.ask.question import Question
from hoofbeat.ask.recognizer import recognizer
from hoofbeat.ask.records import intents as intent_file
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.understanding import Understanding, understand
from hoofbeat.knowledge import Knowledge

Plans = Mapping[str, Callable[[Question], list[Claim]]]
_FEELINGS, _MEANING = "emotional", "definition"
_ONE_MATTER = ("definition", "about-tool", "support", "alternative-medicine", "cost-access")
_BESIDE = (
    "recommendation",
    "definition",
    "mechanism",
    "how-given",
    "side-effects",
    "monitoring",
    "eligibility",
    "comparison",
    "is-chemo",
    "symptom-control",
    "why-not",
    "trials",
)
"""Intents that are answered beside another matter; figures of survival and response are none of them."""
_MOST_BESIDE = 3
_POINTS = re.compile(r"\b(?:it|its|that|this|they|them|their)\b", re.I)
_CLAUSE = re.compile(r"(?<=[?!;])\s+|(?<=[a-z]\.)\s+")
_SHORTEST = 3
"""Words: a shorter part is a turn of phrase."""


@dataclass(frozen=True)
class Part:
    """One question of several, and where it begins in the text."""

    text: str
    start: int


@lru_cache(maxsize=1)
def _borders() -> re.Pattern[str]:
    starts = "|".join(map(re.escape, plan_words().question_starts))
    return re.compile(rf"[?.!;]+\s+|(?:,?\s+(?:and|also|but|or)(?:\s+also)?|,)\s+(?=(?:{starts})\b)", re.I)


@lru_cache(maxsize=1)
def _starts() -> re.Pattern[str]:
    return re.compile(rf"(?:and |also |but |so )?(?:{'|'.join(map(re.escape, plan_words().question_starts))})\b", re.I)


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a text that are questions by their first word; none where the text is one part."""
    edges = [0, *(m.end() for m in _borders().finditer(text)), len(text)]
    parts = [Part(text[a:b].strip(), a) for a, b in pairwise(edges) if text[a:b].strip()]
    asked = tuple(p for p in parts if _starts().match(p.text) and len(p.text.split()) >= _SHORTEST)
    return asked if len(parts) > 1 else ()


def beside_trial(u: Understanding, trial: str) -> str:
    """What a text asks beside a trial that is not held, without its name; empty where it asks of that trial alone."""
    clauses = [c.strip() for c in _CLAUSE.split(u.text) if c.strip()]
    others = [c for c in clauses if trial not in c and len(c.split()) >= _SHORTEST]
    names = [m.words.lower() for m in u.mentions if m.kind == "treatment"]
    if not others or any(n in c.lower() for c in others for n in names):
        return ". ".join(others)
    return u.text.replace(trial, " ")


def _about(q: Question, part: Part) -> tuple[str, ...]:
    """The treatments that a part is about: those that it names, else the one named last before it."""
    named = [m for m in q.u.mentions if m.kind == "treatment"]
    within = [m.id for m in named if part.start <= m.start < part.start + len(part.text)]
    before = [m.id for m in named if m.start < part.start][-1:]
    return tuple(dict.fromkeys(within or before))


def _in_full(q: Question, part: Part, about: tuple[str, ...]) -> str:
    """A part with the name in the place of the first word that only points at it ("is it dangerous")."""
    named = any(part.start <= m.start < part.start + len(part.text) for m in q.u.mentions if m.kind == "treatment")
    return part.text if named or not about else _POINTS.sub(q.name(about[0]), part.text, count=1)


def asking_in_full(u: Understanding, knowledge: Knowledge) -> str | None:
    """What asks in a text, with the name of its treatment where it only points at it; None where all of the text asks."""
    asking = asking_text(u)
    if asking == u.text:
        return None
    named = any(m.kind == "treatment" and m.words in asking for m in u.mentions)
    return asking if named or not u.asked else _POINTS.sub(knowledge.treatments[u.asked[0]].name, asking, count=1)


def _others(q: Question) -> list[Question]:
    """Of several questions in one text those that want something else than the text as a whole, if they clearly want it."""
    found: dict[str, Question] = {}
    for part in parts_of(q.u.text):
        about = _about(q, part)
        read = understand(_in_full(q, part, about), q.knowledge, q.reader)
        features = intents.features_of(read, q.knowledge)
        margins = recognizer().margins(read, features, Names.of(q.knowledge).vocabulary)
        wanted = intents.choose(margins, features)
        intent = wanted.intent
        if intent is None or intent == q.intent or intent not in _BESIDE or intent in found:
            continue
        lacks = intents.missing_slot(intents.intent_record(intent), features)
        if wanted.scores[intent] >= intent_file().limits.part and not lacks:
            of_part = replace(q.u, named=about, asked=about, given=())
            found[intent] = Question(of_part, q.knowledge, intent, q.features)
    return list(found.values())


def with_others(q: Question, claims: list[Claim], plans: Plans) -> list[Claim]:
    """For a patient who asks several things: what a word means first, and the beginning of the answer to each other."""
    if q.reader != "patient" or q.intent in _ONE_MATTER:
        return claims
    for other in _others(q):
        told = [c for c in plans[other.intent](other) if c.role in ("bottom", "call", "ask")]
        if other.intent == _MEANING:
            claims = [*told[:1], *claims]
        else:
            claims = [*claims, *(replace(c, role="detail") if c.role == "bottom" else c for c in told[:_MOST_BESIDE])]
    return claims


def with_comfort(q: Question, scores: Mapping[str, float], plans: Plans) -> list[Claim]:
    """Where a question names feelings and asks for something beside them: a word to the feelings, then the answer."""
    if q.intent != _FEELINGS or not q.features & intents.OF_THE_FIELD:
        return []
    asked = intents.wanted_beside(scores, q.features, _BESIDE)
    claims = plans[asked](Question(q.u, q.knowledge, asked, q.features)) if asked is not None else []
    return [*service.comfort(q), *claims] if any(c.role in ("bottom", "safety") for c in claims) else []
