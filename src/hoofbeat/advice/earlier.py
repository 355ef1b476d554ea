"""What was given before, as a decision reads it: what failed, what was not tolerated, what the disease outgrew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hoofbeat.advice.guidance import Guidance
from hoofbeat.knowledge.situation import Situation


def _stopped_for_progression(entry: dict[str, Any]) -> bool:
    if entry.get("ended") == "progression" or entry.get("best_response") == "PD":
        return True
    return bool(entry.get("progressed")) and entry.get("ended") in (None, "ongoing")


def _grown_since(entry: dict[str, Any]) -> bool:
    return bool(entry.get("progressed")) and entry.get("ended") in ("completed", "choice")


def _holds(entry: dict[str, Any]) -> bool:
    return entry.get("progressed") is False and entry.get("best_response") in ("CR", "PR", "SD")


class EarlierTreatment:
    """The treatments a person has had. Of one given more than once, the last time counts, but for progression on it."""

    def __init__(self, guidance: Guidance, situation: Situation):
        self.table, self.drugs = guidance.knowledge.treatments, guidance.drugs
        entries = situation.given()
        self.known = situation.values.get("prior_treatments") is not None or situation.values.get("prior_lines") == 0
        self.given = [e["treatment"] for e in entries]
        self.failed = [e["treatment"] for e in entries if _stopped_for_progression(e)]
        last = {e["treatment"]: e for e in entries}
        self.working = [e["treatment"] for e in entries[-1:] if _holds(e)]
        self.not_tolerated = [t for t, entry in last.items() if entry.get("ended") == "toxicity"]
        self.outgrown = [t for t, entry in last.items() if _grown_since(entry)]

    def _same(self, treatment: str, among: Iterable[str]) -> bool:
        """Whether the treatment, or one with all of its drugs (of a class: those that its members share), is among some."""
        drugs = self.drugs[treatment]
        return any(given == treatment or (drugs and drugs <= self.drugs[given]) for given in among)

    def _stands_for(self, treatment: str, among: Iterable[str]) -> bool:
        """Whether one of some is interchangeable with the treatment."""
        classes = self.table.classes(treatment)
        return any(self.table[c].interchangeable for given in among for c in classes & self.table.classes(given))

    def has_failed(self, treatment: str) -> bool:
        """Progression on the same treatment, on all of its drugs together, or on one that stands for it."""
        return self._same(treatment, self.failed) or self._stands_for(treatment, self.failed)

    def was_not_tolerated(self, treatment: str) -> bool:
        """It, or the class that it belongs to, ended for toxicity."""
        of_class = any(self.table.is_a(treatment, given) for given in self.not_tolerated)
        return of_class or self._same(treatment, self.not_tolerated)

    def was_outgrown(self, treatment: str) -> bool:
        """It, or one that stands for it, was given to its end, and the disease has grown since."""
        return self._same(treatment, self.outgrown) or self._stands_for(treatment, self.outgrown)

    def includes(self, treatment: str) -> bool:
        """It, or a kind of it, was given."""
        return any(self.table.is_a(given, treatment) for given in self.given)
