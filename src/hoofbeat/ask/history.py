"""Treatments given before, told from those asked about by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import ANY_TREATMENT, plan_cues, plan_words, question_shape, question_words, withheld
from hoofbeat.ask.text import Words, words_of
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Mention


@lru_cache(maxsize=1)
def all_progressed() -> AnyOf:
    """Words by which all treatments given before are said to have failed."""
    return AnyOf(question_words().all_progressed)


@cache
def _of_treatment(name: str) -> AnyOf:
    """One of the lists of `words.yaml` that speak of any treatment."""
    return AnyOf(getattr(question_words(), name), ANY_TREATMENT)


_AHEAD = tuple(
    f" {words} xtreatment "
    for words in ("prior to", "before", "ahead of", "instead of", "prior to starting", "before starting")
)
"""Words before a treatment that is still to come."""


@cache
def cues(name: str) -> AnyOf:
    """One of the lists of `words.yaml`, as patterns."""
    return AnyOf(getattr(question_words(), name))


_CLASS = "chemotherapy"
_NOT_BY_GROWTH = ("toxicity", "choice", "completed")
_COURSE = frozenset({"best_response", "progressed", "months_ago"})
_OR = re.compile(r"\s+(?:or|vs\.?|versus)\s+", re.IGNORECASE)
_OR_NEXT = re.compile(r"\s*,?\s+(?:or|vs\.?|versus)\s+", re.IGNORECASE)
_AND = re.compile(
    r"\s*(?:\(?x ?\d+\)?|\d+ cycles)?\s*,?\s*(?:and|then|followed by|and then)\s+(?:then\s+)?"
    r"(?:before (?:that|it|this)\s+)?(?:(?:had|on|with)\s+)?",
    re.IGNORECASE,
)
_IN_TURN = re.compile(r"\s*(?:->|→|>|,?\s*\bthen\b|,\s*(?:and\s)?)\s*", re.IGNORECASE)
"""Between treatments that were given one after the other."""
_EITHER = (" before or after ", " after or before ")
_ON_IT = re.compile(r"[,;.]\s*(?:now |currently |still |already )?on(?: the| monthly)?\s*$", re.IGNORECASE)


def _given_by_what_follows(text: str, mention: Mention, treatments: Iterable[Mention]) -> bool:
    """Whether a treatment was given before by the words after it, or stands by itself as what someone is on."""
    rest = text[mention.end :]
    if _ON_IT.search(text[: mention.start]) and re.match(
        r"\s*(?:monthly|weekly|daily|once a month|every month)?\s*(?:[,.;?]|$)", rest
    ):
        return True
    for other in sorted((m for m in treatments if m.start >= mention.end), key=lambda m: -m.start):
        rest = text[mention.end : other.start] + " xtreatment " + rest[other.end - mention.end :]
    after = words_of(re.split(r"[.?!;:](?:\s|$)|\n", rest)[0]).line
    match = cues("given_after").search(after)
    return match is not None and match.start() <= 1


@lru_cache(maxsize=1)
def _earlier_cancer() -> AnyOf:
    return AnyOf(question_words().earlier_cancer, {"other": withheld().other_cancers.words})


def _of_earlier_cancer(text: str, mention: Mention) -> bool:
    """Whether a treatment was one of another cancer that the person had earlier, and not of the tumor asked about."""
    tumor = cues("tumor_words")
    if words_of(text).line not in tumor or words_of(text).line in cues("one_tumor"):
        return False
    before, rest = words_of(text[: mention.start]).line, re.split(r"[.?!;,]|\band\b", text[mention.end :])[0]
    if f" for {words_of(rest).line.strip()} " in _earlier_cancer():
        return True
    told = _earlier_cancer().search(before)
    return told is not None and (before[told.start() :] not in tumor or before in cues("of_it"))


def given_before(text: str, treatments: Iterable[Mention]) -> set[int]:
    """The places of the treatments that were given before, by the words before them in their clause."""
    found = set()
    named = [m for m in treatments if not _of_earlier_cancer(text, m)]
    for mention in named:
        clause = re.split(r"[.?!;:]\s|\n", text[: mention.start])[-1]
        before = words_of(clause).line
        if before in cues("others") or before.endswith(_EITHER) or _is_alternative(text, mention, named):
            continue
        if text[: mention.start].rstrip().endswith(",") and text[mention.end :].lstrip().startswith("?"):
            continue  # Behind a comma and alone before the question mark it is what is asked: "after surgery, chemo?"
        if _given_by_what_follows(text, mention, named) or reacted_to(text, mention):
            found.add(mention.start)
            continue
        if is_behind(before):
            found.add(mention.start)
    return found | _listed_with(text, named, found)


def is_behind(before: str) -> bool:
    """Whether a treatment was given before by the words in front of it."""
    last = re.split(r" (?:or|vs|versus|is|what|which|can|should|would) ", before)[-1].strip()
    line = f" {last} xtreatment "
    match = _of_treatment("given_before").search(line)
    told = match is not None and match.end() == len(line)
    return told and not line.endswith(_AHEAD) and line not in _of_treatment("never_given")


def before_in_turn(text: str, treatments: Iterable[Mention], found: set[int]) -> set[int]:
    """The treatments ahead of one that was given, where they were given one after the other: 'A -> B -> C, all failed'."""
    more: set[int] = set()
    for one, next_one in reversed(list(pairwise(sorted(treatments, key=lambda m: m.start)))):
        if next_one.start in found | more and _IN_TURN.fullmatch(text, one.end, next_one.start):
            more.add(one.start)
    return more


def reacted_to(text: str, mention: Mention) -> bool:
    """Whether a grave reaction to a treatment is told, which put an end to it; a risk that is asked about is none."""
    clause = re.split(r"[.?!;:]\s|\n", text[: mention.start])[-1]
    rest = re.split(r"[.?!;:,](?:\s|$)|\n", text[mention.end :])[0]
    before, after = words_of(clause).line, words_of(rest).line
    told = f"{before.rstrip()} xtreatment "
    return told not in _of_treatment("never_given") and (
        any(m.end() == len(told) for m in _of_treatment("reacted_to").every(told))
        or f" xtreatment{after}" in _of_treatment("reacted_to")
    )


def _is_alternative(text: str, mention: Mention, treatments: Iterable[Mention]) -> bool:
    """Whether a treatment opens a choice behind a comma: ', A or B'."""
    opens = text[: mention.start].rstrip().endswith((",", ";"))
    return opens and any(_OR.fullmatch(text, mention.end, other.start) for other in treatments)


def _listed_with(text: str, treatments: list[Mention], found: set[int]) -> set[int]:
    """The last treatment of a list that ends with 'and', where those before it were given: 'on A, B x4, and C'."""
    more: set[int] = set()
    for one, next_one in pairwise(sorted(treatments, key=lambda m: m.start)):
        asked = text[next_one.end : next_one.end + 2].lstrip().startswith(("?", "or"))
        listed = _AND.fullmatch(text, one.end, next_one.start)
        if listed and one.start in found | more and next_one.start not in found and not asked:
            more.add(next_one.start)
    return more


def with_a_course(
    read: Iterable[Mapping[str, Any]], text: str, treatments: Sequence[Mention], places: set[int]
) -> set[int]:
    """The places of treatments of which the letter reader found a course (a response, growth, an end), at their first mention."""
    told = {e["treatment"] for e in read if _has_a_course(e)} - {m.id for m in treatments if m.start in places}
    first: dict[str, int] = {}
    for mention in treatments:
        asked = _asked_for(text, mention) or _in_choice(text, mention, treatments)
        if mention.id in told and not _of_earlier_cancer(text, mention) and not asked:
            first.setdefault(mention.id, mention.start)
    return set(first.values())


def _in_choice(text: str, mention: Mention, treatments: Iterable[Mention]) -> bool:
    """Whether a treatment is one of several that are asked about: 'A, B or C?'."""
    end = mention.end
    for other in sorted((m for m in treatments if m.start >= mention.end), key=lambda m: m.start):
        if _OR_NEXT.fullmatch(text, end, other.start):
            return text[other.end :].lstrip().startswith("?")
        if text[end : other.start].strip() != ",":
            return False
        end = other.end
    return False


def _asked_for(text: str, mention: Mention) -> bool:
    """Whether it is asked if a treatment should be started."""
    clause = re.split(r"[.?!;:,]\s|\n", text[: mention.start])[-1]
    return f"{words_of(clause).line}xtreatment " in _of_treatment("asked_to_start")


def _has_a_course(entry: Mapping[str, Any]) -> bool:
    """Whether a response, growth or an end is told; that it goes on is told of what is only asked about too."""
    return bool(entry.keys() & _COURSE) or entry.get("ended") not in (None, "ongoing")


def given_once(mentions: Iterable[Mention], knowledge: Knowledge) -> tuple[str, ...]:
    """The first systemic treatment of a question that asks for one once more: it was given before, however that is told."""
    kinds, systemic = knowledge.treatments.kinds, plan_words().treatments.systemic
    return tuple(m.id for m in mentions if systemic in kinds(m.id) - {m.id} and m.id != _CLASS)[:1]


def asks_once_more(words: Words, shape: str) -> bool:
    """Whether a question asks for a treatment given before once more."""
    return words.line in cues("once_more") or shape in question_shape("again")


def grown_after(
    words: Words, shape: str, own: Mapping[str, Any], given: tuple[str, ...], knowledge: Knowledge
) -> tuple[str, ...]:
    """The systemic treatments that a question stands after, so that growth on them is taken for granted.

    Only where it asks what comes next or tells of growth, and says nothing else of their course: what is asked next after "X"
    is asked since X no longer holds, and what grows after "A, then B" has outgrown both. Whoever asks of daily life after "X" has said nothing of growth. And X is asked for once more since
    the disease came back after it, unless harm made an end of it, or nothing is told of the disease.

    Args:
        words: the words of the question.
        shape: the same with every treatment written alike.
        own: the case that it states.
        given: the treatments given before.
        knowledge: the records.
    """
    told = bool(own.keys() - {"prior_treatments"}) and words.line not in cues("ended_by_harm")
    again = asks_once_more(words, shape) and told
    next_asked = words.line in cues("asks_next") or shape in question_shape("next")
    after = words.line in cues("after") and words.line not in cues("after_otherwise") and next_asked
    outgrown = own.get("progressing") is True and words.line not in cues("ended_by_harm")
    if own.get("progressing") is False or not (again or after or outgrown):
        return ()
    entries = {e["treatment"]: e for e in own.get("prior_treatments") or ()}
    known = {"progressed", "months_ago"} if again else {"progressed", "best_response", "ended"}
    open_ones = [t for t in given if t in entries and not known & entries[t].keys()]
    return tuple(t for t in open_ones if knowledge.treatments.is_a(t, plan_words().treatments.systemic))


_MONTHS_IN = {"month": 1, "months": 1, "mo": 1, "year": 12, "years": 12, "yr": 12, "yrs": 12}
_INTERVAL = re.compile(rf"(\d+(?:\.\d+)?) ({'|'.join(_MONTHS_IN)}) ")


def months_told(words: Words) -> float | None:
    """How many months after the last treatment the disease came back, where that is told."""
    match = plan_cues("came_back_after").search(words.line)
    told = _INTERVAL.search(match.group()) if match is not None else None
    return float(told[1]) * _MONTHS_IN[told[2]] if told is not None else None


def set_apart(history: list[dict[str, Any]], months: float) -> list[dict[str, Any]]:
    """A history whose last treatment had ended when the disease came back, so many months later."""
    last = {k: v for k, v in history[-1].items() if k != "progressed"}
    return [*history[:-1], {**last, "ended": "completed", "months_ago": months}]


def merge_history(
    case: dict[str, Any],
    given: tuple[str, ...],
    read: list[dict[str, Any]],
    all_progressed: bool,
    ended_by_harm: frozenset[str] = frozenset(),
) -> None:
    """The treatments given before, with what the letter reader found of their course."""
    if not given:
        case.pop("prior_treatments", None)
        return
    details = {question_words().stands_for.get(e["treatment"], e["treatment"]): e for e in read}
    entries = []
    for treatment in given:
        entry = {**details.get(treatment, {}), "treatment": treatment}
        if treatment in ended_by_harm:
            entry = {k: v for k, v in entry.items() if k != "progressed"} | {"ended": "toxicity"}
        last = bool(case.get("progressing")) and treatment == given[-1]
        held = entry.get("best_response") is not None or entry.get("ended") in _NOT_BY_GROWTH
        if (last or all_progressed) and "progressed" not in entry and not held:
            entry["progressed"] = True
        entries.append(entry)
    case["prior_treatments"] = entries
