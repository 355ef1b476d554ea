"""The advice for one decided case in its parts, each worked out when it is asked for, and as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from hoofbeat.advice import words
from hoofbeat.advice.classify import label_of
from hoofbeat.advice.decide import Neighbours
from hoofbeat.advice.deciding import disagree
from hoofbeat.advice.decision import ORDER, Decision, Option
from hoofbeat.advice.guidance import CHEMOTHERAPY, Guidance, InForce
from hoofbeat.advice.listing import equals, places
from hoofbeat.advice.missing import MissingFact, establish_first, in_favor_anyway
from hoofbeat.advice.result import (
    Advice,
    ChemotherapyShown,
    Classification,
    ContradictionShown,
    EvidenceShown,
    OptionShown,
    PitfallShown,
    StatementShown,
    ToEstablish,
    WhatIfShown,
)
from hoofbeat.advice.safety import cautions, safety_unknowns
from hoofbeat.advice.show import Shower
from hoofbeat.advice.what_if import what_if
from hoofbeat.evidence.near import evidence_for
from hoofbeat.evidence.pooled import PooledResponse, pooled_for
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic import Truth, names_in
from hoofbeat.logic.evaluate import TRUE


class Consultation:
    """One case, decided: the parts of the advice by the names they have there, but options without their evidence."""

    def __init__(self, guidance: Guidance, situation: Situation, decision: Decision, shower: Shower):
        self.guidance, self.situation, self.decision, self.shower = guidance, situation, decision, shower
        self.knowledge = guidance.knowledge
        self.table = self.knowledge.treatments
        self.around = Neighbours(guidance, situation, decision)

    @property
    def case(self) -> dict[str, Any]:
        """What is known, treatments by id."""
        return dict(self.situation.values)

    def advice(self) -> Advice:
        """The whole answer."""
        parts: dict[str, Any] = {
            "case": self.case,
            "classification": self.classification,
            "chemotherapy": self.chemotherapy,
            "options": [self.with_evidence(o) for o in self.options],
            "undetermined": self.undetermined,
            "notes": self.notes(),
            "establish_first": self.establish_first,
            "what_if": self.what_if,
            "pitfalls": self.pitfalls,
            "contradictions": self.contradictions(),
        }
        return Advice(
            **parts,
            sources=self.shower.sources(),
            review={
                "statuses": dict(sorted(self.shower.statuses.items())),
                "says": words.review(self.shower.statuses),
            },
            as_of=self.guidance.as_of.isoformat(),
            guidelines=list(self.guidance.sources),
            knowledge=self.knowledge.hash,
        )

    @cached_property
    def missing(self) -> list[MissingFact]:
        """The facts that are not known and could change the advice."""
        return establish_first(self.situation, self.decision, self.guidance, self.around)

    @cached_property
    def undetermined(self) -> list[StatementShown]:
        """The statements that wait for a fact."""
        return [self.shower.statement(s, "undetermined") for s in self.decision.undetermined]

    @cached_property
    def pitfalls(self) -> list[PitfallShown]:
        """The warnings that this case raises."""
        return self.shower.pitfalls()

    # ---- classification ----------------------------------------------------------------------
    @cached_property
    def classification(self) -> Classification:
        """What kind of disease it is."""
        label = label_of(self.situation)
        facts = self.shower.facts()
        used = self.facts_used()
        presumed = {f.presumes for f in facts if f.presumes and f.name in used and self.rests_on_silence(f.name)}
        return Classification(
            label=label.label if label else "",
            plain=label.plain if label else "",
            grade=label.grade if label else None,
            implied=[f"{rule.field}: {str(rule.value).lower()}. {rule.why}" for rule in self.situation.implied],
            presumptions=sorted(presumed),
            facts=facts,
        )

    def facts_used(self) -> set[str]:
        """The true facts that the statements which hold rest on, and those that they build on."""
        found: set[str] = set()
        waiting = [n for s in self.decision.draft.true for n in s.names]
        while waiting:
            name = waiting.pop()
            if name in self.knowledge.facts and name not in found and self.situation.row[name] is True:
                found.add(name)
                if ("fact", name) in self.knowledge.conditions:
                    waiting += names_in(self.knowledge.conditions["fact", name])
        return found

    def rests_on_silence(self, fact: str) -> bool:
        """Whether a fact is as it is because a field is not stated: only a test for that is settled by an unknown field."""
        leaves = self.situation.trace("fact", fact).decisive()
        return any(x.name and self.situation.row[x.name] is None and x.truth is not Truth.UNKNOWN for x in leaves)

    # ---- chemotherapy ------------------------------------------------------------------------
    @cached_property
    def chemotherapy(self) -> ChemotherapyShown:
        """The verdict, and what decided it."""
        decision = self.decision
        deciding = decision.decided_by
        about = [s for s in decision.draft.true if s.statement.about == CHEMOTHERAPY]
        about.sort(key=lambda s: s.precedence(CHEMOTHERAPY))
        shown = [self.shower.statement(deciding, "decides")] if deciding else []
        shown += [self.shower.statement(s, "applies") for s in about if s is not deciding]
        waits: Sequence[InForce] = decision.blocking
        if decision.reason == "others-first":
            waits = [s for s in decision.unknown if s.statement.about == CHEMOTHERAPY and not s.lay]
        waiting = [self.shower.statement(s, "undetermined") for s in waits]
        shown += sorted(waiting, key=lambda s: len(s.missing))
        shown += self.notes_on(CHEMOTHERAPY)
        rules = [r for r in self.guidance.safety_of(CHEMOTHERAPY) if self.situation.truth("safety", r.id) == TRUE]
        in_favor = decision.verdict == "establish_first" and in_favor_anyway(self.missing)
        return ChemotherapyShown(
            verdict=decision.verdict,
            says=words.verdict(decision, self.knowledge, rules, in_favor_anyway=in_favor),
            because=shown,
            decided_by=deciding.statement.id if deciding else None,
            disagreement=disagree(about),
            safety=[self.shower.safety(r) for r in rules],
            other_treatment=decision.has_other_treatment(self.knowledge),
        )

    @cached_property
    def notes_that_hold(self) -> list[InForce]:
        """What sources say of such a case without advising anything."""
        return [s for s in self.guidance.notes if s.test(self.situation.row) == TRUE]

    def notes(self) -> list[StatementShown]:
        """What professional sources say, without advising it, of treatments that are no option here."""
        listed = {CHEMOTHERAPY, *(o.treatment for o in self.decision.options)}
        notes = [s for s in self.notes_that_hold if s.statement.about not in listed and not s.lay]
        return [self.shower.statement(s, "note") for s in sorted(notes, key=lambda s: -s.particular)]

    def notes_on(self, treatment: str) -> list[StatementShown]:
        """Notes and overturned statements about exactly this treatment that hold for this case."""
        return [
            self.shower.statement(entry, role)
            for entry, role in self.guidance.beside.get(treatment, ())
            if entry.test(self.situation.row) == TRUE
        ]

    # ---- options -----------------------------------------------------------------------------
    @cached_property
    def options(self) -> list[OptionShown]:
        """The treatments in their places."""
        listed = self.decision.options
        equal = equals(listed)
        numbered = enumerate(zip(listed, places(listed), strict=True), 1)
        return [self.option(o, rank, place, equal.get(o.treatment, [])) for rank, (o, place) in numbered]

    def option(self, option: Option, rank: int, place: int, equal_to: list[str]) -> OptionShown:
        """A treatment in its place."""
        record = self.table[option.treatment]
        shown = [
            self.shower.statement(s, "decides" if s is option.decided_by else "applies") for s in option.applicable
        ]
        shown.sort(key=lambda s: s.role != "decides")
        return OptionShown(
            treatment=option.treatment,
            name=record.name,
            plain=record.plain,
            kind=self.kind_of(option.treatment),
            chemotherapy=self.table.is_chemotherapy(option.treatment),
            rank=rank,
            place=place,
            equal_to=equal_to,
            position=option.position,
            says=words.option(option, self.knowledge, self.decision, equal_to),
            member_of=option.member_of,
            statements=shown + self.notes_on(option.treatment),
            disagreement=disagree(option.applicable),
            evidence=EvidenceShown(),
            cautions=[self.shower.safety(r) for r in cautions(self.guidance, self.situation, option.treatment)],
            contraindications=[self.shower.safety(r) for r in option.contraindications],
            needs=self.shower.needs(safety_unknowns(self.guidance, self.situation, option.treatment)),
            waits_for=list(option.waits_for),
            history=words.history(option.treatment, self.situation),
            declined=option.declined,
        )

    def with_evidence(self, option: OptionShown) -> OptionShown:
        """An option with what studies found of it."""
        excluded = ORDER[option.position] >= ORDER["avoid"]
        return option.model_copy(update={"evidence": self.evidence(option.treatment, excluded=excluded)})

    def evidence(self, treatment: str, *, excluded: bool) -> EvidenceShown:
        """The study arms nearest to this case, how directly they apply and, for what is not excluded, their pooled rate.

        No response rate where no disease is left that could respond.
        """
        found = evidence_for(self.situation, treatment, self.guidance.as_of)
        for arm in found.arms:
            for result in arm["results"]:
                self.shower.cite(result["source"])
        none_left = self.no_disease_left()
        pooled = None if excluded or none_left else pooled_for(self.situation, treatment, self.guidance.as_of)
        says = " ".join(filter(None, (found.says, pooled.says if pooled else "")))
        directness = pooled.directness if pooled and pooled.result is not None else found.directness
        return EvidenceShown(arms=found.arms, pooled=_pooled(pooled), directness=directness, says=says)

    def no_disease_left(self) -> bool:
        """Whether all disease is said to be gone: removed completely, and neither come back nor seen."""
        stated = self.situation.values
        if stated.get("evidence_of_disease") is not None:
            return stated["evidence_of_disease"] is False
        return stated.get("resection") == "r0" and not stated.get("recurrent")

    def kind_of(self, treatment: str) -> str:
        """Chemotherapy, or the broadest class below the whole of treatment that the records put it in."""
        if self.table.is_chemotherapy(treatment):
            return CHEMOTHERAPY
        record = self.table[treatment]
        return record.classes[0] if record.classes else record.kind

    # ---- the rest ----------------------------------------------------------------------------
    @cached_property
    def establish_first(self) -> list[ToEstablish]:
        """What to establish first, and what each value of it would change."""
        found = []
        for missing in self.missing:
            wording = self.knowledge.fields[missing.field]
            changes = [
                {
                    "value": c.value,
                    "verdict": c.verdict,
                    "first_option": c.first,
                    "newly_contraindicated": list(c.contraindicated),
                }
                for c in missing.changes
            ]
            found.append(
                ToEstablish(
                    field=missing.field,
                    name=wording.name,
                    asks=words.asks(missing, wording, self.situation, self.decision),
                    why=words.why_establish(missing, self.knowledge),
                    would_change=changes,
                )
            )
        return found

    @cached_property
    def what_if(self) -> list[WhatIfShown]:
        """The advice at other values of the numbers known."""
        return [
            WhatIfShown(
                field=w.field,
                now=w.now,
                value=w.value,
                grade=w.grade,
                verdict=w.verdict,
                first_option=w.first,
                changes=list(w.changes),
                says=words.what_if(w, self.knowledge),
            )
            for w in what_if(self.situation, self.decision, self.around)
        ]

    def contradictions(self) -> list[ContradictionShown]:
        """Statements that hold here and pull apart, by the treatment they are about, and pairs the records link."""
        true = self.decision.draft.true
        found: list[ContradictionShown] = []
        by_treatment: dict[str, list[InForce]] = {}
        for entry in true:
            by_treatment.setdefault(entry.statement.about, []).append(entry)
        for treatment, entries in by_treatment.items():
            if disagree(entries):
                found.append(
                    self._side_by_side(treatment, entries, "Positions for and against this treatment both hold here.")
                )
        listed = {s["id"] for c in found for s in c.statements}
        for entries in self._linked(listed):
            found.append(
                self._side_by_side(entries[0].statement.about, entries, "The records link these as differing.")
            )
        return found

    def _linked(self, listed: set[str]) -> list[list[InForce]]:
        """The statements that hold here and that the records link as differing, those that share one together.

        Pairs of which both are listed already are left out.
        """
        holding = {s.statement.id: s for s in (*self.decision.draft.true, *self.notes_that_hold)}
        groups: list[dict[str, None]] = []
        for name, entry in holding.items():
            for other in entry.statement.conflicts_with:
                if other in holding and not {name, other} <= listed:
                    shared = [g for g in groups if name in g or other in g]
                    together = dict.fromkeys([*(s for g in shared for s in g), name, other])
                    groups = [*(g for g in groups if g not in shared), together]
        return [[holding[name] for name in group] for group in groups]

    def _side_by_side(self, treatment: str, entries: Sequence[InForce], why: str) -> ContradictionShown:
        ordered = sorted(entries, key=lambda s: s.precedence(treatment))
        shown = [
            {
                "id": s.statement.id,
                "position": s.statement.position,
                "says": s.statement.says,
                "source": self.shower.cite(s.statement.source),
                "at": s.statement.at,
                "published": self.knowledge.sources[s.statement.source].dated,
            }
            for s in ordered
        ]
        return ContradictionShown(about=treatment, statements=shown, why=why)


def _pooled(response: PooledResponse | None) -> dict[str, Any]:
    """The pooled rate with its arms; what was left out is counted, and whole in `hoofbeat evidence pool`."""
    if response is None:
        return {}
    shown = response.to_dict()
    shown["left_out"] = len(shown["left_out"])
    return shown
