"""A question on its way to an answer: what was understood, read with the knowledge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from hoofbeat.ask.forms import Reader
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.relevance import Relevance
from hoofbeat.ask.understanding import Understanding
from hoofbeat.case import FIELDS
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.filters import Filters
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import PlainText
from hoofbeat.knowledge.situation import Situation, read_situation
from hoofbeat.logic.evaluate import FALSE, TRUE
from hoofbeat.logic.truth import Truth

_CAME_BACK = "recurrent"
_NOT_ADVANCED = ("primary_size_mm", "resection", "evidence_of_disease", _CAME_BACK)
_LOCAL_WORDS = frozenset({"adjuvant", "neoadjuvant", "resected", "localized", "local", "operable", "resectable"})
_CLASS = "chemotherapy"


@lru_cache(maxsize=64)
def worst_value(knowledge: Knowledge, field: str) -> Any:
    """Of the values a field may have, the one that most contraindications hold for; None for a field of numbers."""
    contract = FIELDS[field]
    values: tuple[Any, ...] = (True,) if contract.form == "flag" else contract.values
    if contract.form == "number" or not values:
        return None
    rules = [r.id for r in knowledge.safety.values() if r.severity == "contraindicated"]

    def held(value: Any) -> int:
        situation = read_situation({field: value}, knowledge)
        return sum(situation.truth("safety", r) == TRUE for r in rules)

    worst = max(values, key=held)
    return worst if held(worst) else None


@dataclass(frozen=True)
class Question:
    """What the plans read."""

    u: Understanding
    knowledge: Knowledge
    intent: str
    features: frozenset[str]

    @property
    def reader(self) -> Reader:
        """Who asks."""
        return self.u.reader

    @property
    def as_of(self) -> dt.date:
        """The day of the knowledge."""
        return self.knowledge.edition.date

    @cached_property
    def treatments(self) -> tuple[str, ...]:
        """The treatments asked about; those given before, where the question names no other."""
        return self.u.asked or self.u.given

    @cached_property
    def studies(self) -> tuple[tuple[str, ...], ...]:
        """The studies named, those of one name together; those of the conversation, where the question names no study and no treatment of its own."""
        return self.u.studies or (self.u.studies_before if not self.u.named else ())

    @property
    def study_keys(self) -> tuple[str, ...]:
        """The studies and trials named, one after another."""
        return tuple(dict.fromkeys(key for named in self.studies for key in named))

    @cached_property
    def supposed(self) -> dict[str, Any]:
        """Facts of safety that are named without a value, each at its worst: nothing is put forward that they may rule out."""
        worst = {f: worst_value(self.knowledge, f) for f in (*self.u.unspecific, *self.u.unspecific_before)}
        return {f: value for f, value in worst.items() if value is not None}

    @cached_property
    def sites_of_syndrome(self) -> tuple[str, ...]:
        """Where tumors with the hormone syndrome of the case arise, where no site is told."""
        record = self.knowledge.records("syndrome").get(self.u.case.get("functional_syndrome", ""))
        if record is None or record.arises_in is None or "primary_site" in self.u.case:
            return ()
        return tuple(record.arises_in.sites)

    @cached_property
    def possible_sites(self) -> tuple[str, ...]:
        """Where the tumor can have begun by its hormone syndrome or its type, where no site is told."""
        of_type = (
            ()
            if "primary_site" in self.u.case
            else plan_words().sites_of_type.get(self.u.case.get("morphology", ""), ())
        )
        return self.sites_of_syndrome or tuple(of_type)

    @cached_property
    def of_syndrome(self) -> dict[str, Any]:
        """What the hormone syndrome of the case implies of a tumor of which it is not told: its site, if it is one, and that it is a NET."""
        sites = self.sites_of_syndrome
        site = {"primary_site": sites[0]} if len(sites) == 1 else {}
        told = {"differentiation", "morphology"} & self.u.case.keys()
        of_tumor = sites or self.u.case.get("functional_syndrome") in plan_words().syndromes_of_tumors
        return {**site, **({"differentiation": "well"} if of_tumor and not told else {})}

    def is_elsewhere(self, statement: str) -> bool:
        """Whether a statement holds at none of the sites where the hormone syndrome or the type of the case arises."""
        several = self.possible_sites if len(self.possible_sites) > 1 else ()
        tried = [{**self.case, "primary_site": site} for site in several]
        return bool(tried) and all(self._fails(statement, c) for c in tried)

    def _fails(self, statement: str, case: dict[str, Any]) -> bool:
        try:
            return read_situation(case, self.knowledge).truth("statement", statement) == FALSE
        except HoofbeatError:
            return False

    @cached_property
    def case(self) -> dict[str, Any]:
        """The case of the conversation with what is supposed, the line of therapy as the number of lines before it."""
        case = {**self.of_syndrome, **self.u.case, **self.supposed}
        if self.u.line is not None and not case.get("prior_treatments"):
            case["prior_lines"] = self.u.line - 1
            case.pop("prior_treatments", None)
        return case

    @cached_property
    def situation(self) -> Situation | None:
        """The case read with the knowledge; None where it states nothing or contradicts itself."""
        if not self.case:
            return None
        try:
            return read_situation(self.case, self.knowledge)
        except HoofbeatError:
            return None

    def truth(self, kind: str, name: str) -> Truth:
        """What the condition of a record comes to; unknown without a case."""
        return Truth.UNKNOWN if self.situation is None else self.situation.truth(kind, name)

    @cached_property
    def problem(self) -> str:
        """Why the case cannot be read, in words."""
        try:
            read_situation(self.case, self.knowledge)
        except HoofbeatError as error:
            return " ".join(str(p) for p in error.problems)
        return ""

    @cached_property
    def assumed_advanced(self) -> bool:
        """Whether the question leaves the extent open and reads as one about advanced disease."""
        told = {f for f in _NOT_ADVANCED if f in self.case}
        if self.case.get("progressing") and self.case.get("prior_treatments"):
            told.discard(_CAME_BACK)  # It came back after systemic treatment, and not after an operation.
        return "extent" not in self.case and not told and not self.settings

    @cached_property
    def settings(self) -> frozenset[str]:
        """The words of the question that name treatment around an operation."""
        return _LOCAL_WORDS & set(self.u.words.words)

    @property
    def about_local(self) -> bool:
        """Whether the question is about disease that has not spread, or treatment around an operation."""
        local = self.case.get("extent") in ("localized", "locally_advanced")
        return local or bool(self.settings)

    @cached_property
    def population(self) -> Filters:
        """The population asked for, for figures: site, differentiation, grade, line."""
        case = self.case
        row = self.situation.row if self.situation is not None else {}
        stated = next((g for g in ("G1", "G2", "G3") if row.get(f"grade_{g[1]}") is True), None)
        grade = stated or self.u.grades
        differentiation = "well" if row.get("is_net") is True else "poor" if row.get("is_nec") is True else None
        if (
            differentiation == "well"
            and grade is None
            and not any(k in case for k in ("reported_grade", "ki67_percent", "primary_site", "differentiation"))
        ):
            differentiation = None
        site = case.get("primary_site")
        sites = (site,) if site and site not in self.outside_of else ()
        line = str(self.u.line) if self.u.line is not None else None
        return Filters(
            sites=sites, differentiation=differentiation, grade=grade if differentiation != "poor" else None, line=line
        )

    @cached_property
    def outside_of(self) -> frozenset[str]:
        """The sites outside of which the question names tumors ("extrapancreatic"), whether it names those within too or not."""
        found = {s: (w.replace("-", " ") for w in words) for s, words in plan_words().outside.items()}
        return frozenset(s for s, words in found.items() if any(f" {w} " in self.u.words.line for w in words))

    def plain_of(self, treatment: str) -> PlainText | None:
        """What patients read about a treatment, or about the nearest class that has such a text."""
        by_treatment = {p.treatment: p for p in self.knowledge.records("plain").values()}
        waiting = [treatment]
        seen = set()
        while waiting:
            current = waiting.pop(0)
            if current in by_treatment:
                found: PlainText = by_treatment[current]
                return found
            if current in seen or current not in self.knowledge.treatments:
                continue
            seen.add(current)
            waiting += self.knowledge.treatments[current].classes
        return None

    def name(self, treatment: str) -> str:
        """A treatment's name."""
        return self.knowledge.treatments[treatment].name

    def relevant(
        self,
        kinds: Sequence[str] = ("statement", "pitfall", "safety"),
        limit: int = 6,
        least: float = 3.0,
        only_about: bool = False,
        words: Sequence[str] = (),
    ) -> list[Any]:
        """The records that speak to this question best; for a clinician, pages written for patients come last."""
        index, asked = Relevance.of(self.knowledge), words or self.u.words.words
        if self.reader == "patient":
            return index.find(asked, self.treatments, self.situation, kinds, limit, least, only_about)
        found = index.find(asked, self.treatments, self.situation, kinds, 2 * limit, least, only_about)
        return sorted(found, key=self.written_for_patients)[:limit]

    def written_for_patients(self, record: Any) -> bool:
        """Whether a record rests on a page written for patients."""
        source = self.knowledge.sources.get(getattr(record, "source", "") or "")
        return source is not None and source.audience == "patient"
