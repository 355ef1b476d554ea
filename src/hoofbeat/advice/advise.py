"""One case, with the knowledge, to the whole explained answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from hoofbeat.advice.consultation import Consultation
from hoofbeat.advice.decide import decide
from hoofbeat.advice.guidance import guidance_on
from hoofbeat.advice.result import Advice
from hoofbeat.advice.show import Shower
from hoofbeat.case import Case
from hoofbeat.errors import Problem, QuestionError
from hoofbeat.knowledge import Knowledge, load_knowledge
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.review import SignOff


def as_date(as_of: dt.date | str | None, knowledge: Knowledge) -> dt.date:
    """The day asked for; the day of the knowledge where none is.

    Raises:
        QuestionError: for what is not a date.
    """
    if as_of is None:
        return knowledge.edition.date
    if isinstance(as_of, dt.date):
        return as_of
    try:
        return dt.date.fromisoformat(as_of)
    except ValueError:
        raise QuestionError(Problem("as_of", f"'{as_of}' is not a date.", "Allowed: a day as 2021-10-01.")) from None


def advise(
    case: Case | Mapping[str, Any],
    knowledge: Knowledge | None = None,
    *,
    as_of: dt.date | str | None = None,
    guidelines: Sequence[str] = (),
    explain: bool = False,
    sign_offs: Sequence[SignOff] = (),
) -> Advice:
    """Should this person have chemotherapy, which, when, and on what evidence?

    Args:
        case: what is known; everything left out is unknown.
        knowledge: the records; those that come with Hoofbeat if not given.
        as_of: guidance published later, and supersessions later, are left out. The day of the knowledge if not given.
        guidelines: ids of the sources whose guidance counts; all if empty.
        explain: keep the whole trace of every condition.
        sign_offs: what named clinicians have said of the records; none if empty.

    Raises:
        CaseError: for a case that is malformed, doubtful or contradictory.
        QuestionError: for a date or a source that does not exist.
    """
    return consult(case, knowledge, as_of=as_of, guidelines=guidelines, explain=explain, sign_offs=sign_offs).advice()


def consult(
    case: Case | Mapping[str, Any],
    knowledge: Knowledge | None = None,
    *,
    as_of: dt.date | str | None = None,
    guidelines: Sequence[str] = (),
    explain: bool = False,
    sign_offs: Sequence[SignOff] = (),
) -> Consultation:
    """The same as `advise`, each part worked out when it is asked for: for who needs some of them only."""
    knowledge = knowledge or load_knowledge()
    guidance = guidance_on(knowledge, as_date(as_of, knowledge), tuple(guidelines))
    situation = read_situation(case, knowledge)
    decision = decide(guidance, situation)
    return Consultation(guidance, situation, decision, Shower(guidance, situation, explain, tuple(sign_offs)))
