"""What stands on the two printed sheets: for the tumor board and for the patient."""

from __future__ import annotations

from typing import Any

from hoofbeat.advice.result import Advice
from hoofbeat.web.cards import Card, cards_of
from hoofbeat.web.desk import Desk

MOST_OPTIONS = 6
MOST_DIFFERENCES = 2
LONGEST_SIDE = 120
MOST_QUESTIONS = 8
MOST_ESTABLISHED = 6
MOST_CALLS = 8


def board_context(desk: Desk, advice: Advice) -> dict[str, Any]:
    """For the tumor board: facts, options, decisive numbers, disagreements, open questions, references."""
    usable, excluded = cards_of(advice, desk.knowledge)
    shown = [c for c in usable if not c.option.member_of][:MOST_OPTIONS]
    cited = _cited(advice, shown)
    unknown = [n for n in desk.knowledge.essential_fields if n not in advice.case]
    return {
        "advice": advice,
        "shown": shown,
        "hidden": len(usable) - len(shown),
        "excluded": excluded,
        "first": advice.establish_first[:MOST_ESTABLISHED],
        "unknown": sorted(unknown, key=list(desk.knowledge.fields).index),
        "contradictions": advice.contradictions[:MOST_DIFFERENCES],
        "more_contradictions": max(0, len(advice.contradictions) - MOST_DIFFERENCES),
        "numbers": {s: n for n, s in enumerate(cited, 1)},
        "longest": LONGEST_SIDE,
    }


def _cited(advice: Advice, shown: list[Card]) -> list[str]:
    """The sources that the sheet cites, in the order in which they appear on it."""
    found = [s.source for s in advice.chemotherapy.because if s.role == "decides"]
    for card in shown:
        found += [card.decides.source] if card.decides else []
        found += [f.source for f in (*card.response.shown[:1], *card.control.shown[:1])]
    found += [side["source"] for c in advice.contradictions[:MOST_DIFFERENCES] for side in c.statements[:2]]
    return list(dict.fromkeys(found))


def patient_context(desk: Desk, advice: Advice) -> dict[str, Any]:
    """For the patient: plain words, what to ask, when to call."""
    usable, _ = cards_of(advice, desk.knowledge)
    shown = [c for c in usable if not c.option.member_of][:MOST_OPTIONS]
    texts = {t.treatment: t for t in desk.knowledge.records("plain").values()}
    read = [texts[c.option.treatment] for c in shown if c.option.treatment in texts]
    return {
        "advice": advice,
        "shown": shown,
        "texts": texts,
        "questions": _common([t.questions_to_ask for t in read], MOST_QUESTIONS),
        "calls": _common([t.call_at_once for t in read], MOST_CALLS),
        "first": advice.establish_first[:4],
    }


def _common(lists: list[list[str]], most: int) -> list[str]:
    """The entries that most of the lists share, the most shared first."""
    count: dict[str, int] = {}
    for entries in lists:
        for entry in entries:
            count[entry] = count.get(entry, 0) + 1
    order = list(count)
    return sorted(order, key=lambda e: (-count[e], order.index(e)))[:most]
