"""The name of the disease: the first label of the records whose condition holds."""

from __future__ import annotations

from hoofbeat.knowledge.records import Label
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic import Truth


def label_of(situation: Situation) -> Label | None:
    """The label of a situation; None only where the records have none that holds."""
    for key, label in situation.knowledge.records("label").items():
        if situation.truth("label", key) is Truth.TRUE:
            found: Label = label
            return found
    return None


def grade_of(situation: Situation) -> str | None:
    """The grade that goes with the label."""
    label = label_of(situation)
    return label.grade if label else None
