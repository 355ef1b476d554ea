"""The forms of `words.yaml`: what the words of a question say. An unknown key is an error."""

from __future__ import annotations

from typing import Any

from hoofbeat.ask.forms import Form, Words
from hoofbeat.knowledge.forms import Id


class Reading(Form):
    """Words of a question that state a value of a field, or (`taken_as`) let a fact be taken for granted, which is said.

    `settles`: in the place of whatever else was read of the field; no value then leaves it open.
    """

    field: str
    value: Any
    any: Words
    unless: Words = []
    taken_as: Id | None = None
    settles: bool = False


class NamedLoosely(Form):
    """Words that name a fact of safety without saying its value."""

    field: str
    any: Words
    unless: Words = []


class AskedAbout(Form):
    """Forms of what a question only asks about: whole clauses and words in one, and what speaks against each."""

    lists: dict[str, Words]
    clauses: Words
    clauses_unless: Words
    words: Words
    words_unless: Words


class NotOwn(Form):
    """What tells of somebody else where the question is about a `patient`, or anyhow; what is only feared, or only named."""

    lists: dict[str, Words]
    others: Words
    patient: Words
    relatives_of: Words
    feared: Words
    by_name_only: Words


class QuestionWords(Form):
    """`words.yaml`: what the words of a question say, beside what the letter reader finds in them."""

    readings: list[Reading]
    safety_named: list[NamedLoosely]
    lines: dict[int, Words]
    grade_ranges: dict[str, Words]
    given_before: Words
    never_given: Words
    reacted_to: Words
    asked_to_start: Words
    given_after: Words
    lost_hold: Words
    leads_up_to: Words
    others: Words
    once_more: Words
    ended_by_harm: Words
    earlier_cancer: Words
    one_tumor: Words
    of_it: Words
    after: Words
    asks_next: Words
    after_otherwise: Words
    none_before: Words
    all_progressed: Words
    spread_denied: Words
    tumor_words: Words
    shapes: dict[str, Words]
    markers: dict[str, Words]
    symptoms: dict[str, Words]
    ordinary: Words
    everyday: Words
    english: Words
    drug_endings: Words
    relatives: Words
    own_disease: Words
    meant: dict[str, Words]
    stands_for: dict[Id, Id]
    organs_of_function: Words
    functions: dict[str, Words]
    filler: Words
    study_groups: Words
    dictated: dict[str, str]
    same_again: Words
    asked_about: AskedAbout
    not_own: NotOwn
    asked_not_stated: dict[str, Words]
    of_the_tumor: list[Id]
