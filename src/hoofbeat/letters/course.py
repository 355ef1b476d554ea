"""How the disease goes now: progressing or not, told by the latest that the letter says of it."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.letters.history import History
from hoofbeat.letters.page import Page
from hoofbeat.letters.signs import Candidate

_BESIDE = 2
"""Sentences between growth in one organ and rest in another that are told together."""


def progressing(page: Page, candidates: Sequence[Candidate], history: History) -> list[Candidate]:
    """The statements about growth that speak of now: said to be current, else free of earlier treatments, else of the last one."""
    stated = [c for c in candidates if not c.possible]
    stated = [c for c in stated if c.value is True or not _is_best_response(page, c, history)]
    stated = [c for c in stated if not _of_a_part(page, c, stated)]
    if not stated:
        return []
    stated = _of_latest_entry(page, stated)
    current = [c for c in stated if c.current and not _begun_after(page, c, history)]
    if current:
        return _last_word(page, current)
    past = _of_earlier_treatments(history)
    free = [
        c for c in stated if not any(start <= c.start < end for start, end in past) and not _goes_on(page, c, history)
    ]
    return _last_word(page, free) if free else []


def _of_latest_entry(page: Page, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of a letter of dated entries, what the latest entry says that speaks of growth."""
    dated = [(entry.order, c) for c in candidates if (entry := page.entry_date(c.start)) is not None]
    if len(dated) < len(candidates):
        return list(candidates)
    latest = max(order for order, _ in dated)
    return [c for order, c in dated if order == latest]


def rapid_or_slow(candidates: Sequence[Candidate], growth: Sequence[Candidate]) -> list[Candidate]:
    """What is said of the speed of growth, unless the disease does not grow now: then it was growth of the past."""
    now = {c.value for c in growth}
    return [] if now == {False} else list(candidates)


def _is_best_response(page: Page, candidate: Candidate, history: History) -> bool:
    """Whether rest or shrinkage is how a treatment went that is over, and not what is seen now."""
    at = page.document.token_at(candidate.start)
    named = page.within(page.document.sentence_number(candidate.start), "best_label")
    if any(0 <= at - i.last <= _BESIDE or i.first <= at < i.last for i in named):
        return True
    if not history.entries or history.entries[-1].get("ended") in (None, "ongoing"):
        return False
    spans = [(start, end) for start, end in history.places[-1] if start <= candidate.start < end]
    number = page.document.sentence_number(candidate.start)
    return bool(spans) and (bool(page.within(number, "response_label")) or bool(page.within(number, "treatment")))


def _of_a_part(page: Page, candidate: Candidate, stated: Sequence[Candidate]) -> bool:
    """Whether an organ or the primary is said to be stable right beside growth elsewhere: growth decides."""
    number = page.document.sentence_number(candidate.start)
    if candidate.value is True or not page.within(number, "site", "primary_word"):
        return False
    others = (page.document.sentence_number(c.start) for c in stated if c.value is True)
    return any(0 < abs(number - other) <= _BESIDE for other in others)


def _last_word(page: Page, candidates: Sequence[Candidate]) -> list[Candidate]:
    """All that agree with the last sentence: a letter tells its story in order."""
    number = page.document.sentence_number(candidates[-1].start)
    together = [c for c in candidates if page.document.sentence_number(c.start) == number]
    values = {c.value for c in together}
    calm = [c for c in together if c.value is False and _is_overall(page, c)]
    if len(values) > 1 and calm:
        return calm
    if len(values) > 1 and together[-1].value is False and _ever_since(page, together[-1]):
        return together[-1:]
    if len(values) > 1 and True in values:
        return [c for c in together if c.value is True]
    return together


def _ever_since(page: Page, candidate: Candidate) -> bool:
    """'Progression in 2019, stable since.'"""
    behind = page.document.token_at(candidate.end - 1) + 1
    return "since" in page.document.folded[behind - 1 : behind + 1] and page.document.folded[
        behind + 1 : behind + 2
    ] in ([], ["."], [";"], [","])


def _goes_on(page: Page, candidate: Candidate, history: History) -> bool:
    """Whether the sentence, or the next of the paragraph, goes on to a further treatment: then this was before it."""
    if _begun_after(page, candidate, history):
        return True
    number = page.document.sentence_number(candidate.start)
    sentences = page.document.sentences
    firsts = {page.document.sentence_number(places[0][0]) for places in history.places if places}
    if page.within(min(number + 1, len(sentences) - 1), "earlier_than", "before_that", "previous_label"):
        return False
    return number + 1 in firsts and sentences[number + 1].paragraph == sentences[number].paragraph


def _is_overall(page: Page, candidate: Candidate) -> bool:
    """Whether it is said of the disease as a whole: 'one lesion has grown; overall stable by RECIST'."""
    at = page.document.token_at(candidate.start)
    marks = page.within(page.document.sentence_number(candidate.start), "overall")
    return any(abs(m.first - at) <= _BESIDE + 1 for m in marks)


def _begun_after(page: Page, candidate: Candidate, history: History) -> bool:
    """Whether the same sentence goes on to a treatment begun after it."""
    number = page.document.sentence_number(candidate.start)
    for places in history.places:
        start = places[0][0] if places else 0
        begun = any(candidate.end <= i.start < start for i in page.within(number, "started"))
        if page.document.sentence_number(start) == number and begun and not _within(candidate, places):
            return True
    return False


def _within(candidate: Candidate, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= candidate.start < end for start, end in places)


def _of_earlier_treatments(history: History) -> list[tuple[int, int]]:
    """The places of what is said of every treatment but the last: outcomes of the past."""
    last = len(history.entries) - 1
    spans = [span for n, places in enumerate(history.places) if n < last for span in places]
    own = set(history.places[last]) if last >= 0 else set()
    return [s for s in spans if s not in own]
