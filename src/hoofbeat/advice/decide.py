"""From a situation to positions: which options there are, in which order, and the verdict on chemotherapy.

This is the part that what-if and "what to establish first" ask again and again, so it holds no words: only ids, positions
and reasons in coded form. `advise` turns it into an explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hoofbeat.advice.guidance import CHEMOTHERAPY, IN_FAVOR, POSITIONS, Guidance, InForce
from hoofbeat.knowledge.records import SafetyRule
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic.evaluate import TRUE, UNKNOWN

ORDER = {position: number for number, position in enumerate(POSITIONS)}


@dataclass
class Option:
    """A treatment with its position, the statements behind it and what stands against it."""

    treatment: str
    position: str
    decided_by: InForce | None
    applicable: tuple[InForce, ...]
    waits_for: tuple[str, ...] = ()
    waits_unknown: bool = False
    progressed: bool = False
    declined: bool = False
    against_preference: bool = False
    capped: bool = False
    member_of: str | None = None
    contraindications: tuple[SafetyRule, ...] = ()
    contraindicated_members: tuple[str, ...] = ()


@dataclass
class Decision:
    """The verdict, the options in order, and the statements that could not be read for want of a fact."""

    verdict: str
    decided_by: InForce | None
    verdict_waits_for: tuple[str, ...]
    reason: str
    options: list[Option]
    undetermined: list[InForce]
    blocking: tuple[InForce, ...] = ()
    truths: dict[str, int] = field(default_factory=dict)
    safety_truths: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> str | None:
        """The first option that is not advised against, or none."""
        usable = (o for o in self.options if ORDER[o.position] < ORDER["avoid"] and not o.declined)
        return next((o.treatment for o in usable), None)

    @property
    def outcome(self) -> tuple[str, str | None, frozenset[str]]:
        """What a reader would notice changing: verdict, first option, contraindicated options."""
        return (
            self.verdict,
            self.first,
            frozenset(o.treatment for o in self.options if o.position == "contraindicated"),
        )


def _stopped_for_progression(entry: dict[str, Any]) -> bool:
    if entry.get("ended") == "progression" or entry.get("best_response") == "PD":
        return True
    return bool(entry.get("progressed")) and entry.get("ended") in (None, "ongoing")


def disagree(entries: Iterable[InForce]) -> bool:
    """Whether positions pull apart: for and against the same treatment, or first choice and in reserve."""
    positions = {e.statement.position for e in entries if e.statement.aim == "antitumor"}
    return (bool(positions & IN_FAVOR) and "avoid" in positions) or {"prefer", "reserve"} <= positions


def deciding(ordered: Sequence[InForce], treatment: str = CHEMOTHERAPY) -> InForce | None:
    """Of statements by precedence, the one that decides.

    The first; where it is in favor, the strongest of its source. Where the first is only about the treatment's class,
    advice against exactly this treatment goes before it.
    """
    if ordered and ordered[0].statement.about != treatment:
        against = (
            s for s in ordered if s.statement.about == treatment and s.statement.position == "avoid" and not s.lay
        )
        direct = next(against, None)
        if direct is not None:
            return direct
    if not ordered or ordered[0].statement.position not in IN_FAVOR:
        return ordered[0] if ordered else None
    same = [
        s for s in ordered if s.statement.source == ordered[0].statement.source and s.statement.position in IN_FAVOR
    ]
    return min(same, key=lambda s: ORDER[str(s.statement.position)])


class _Decider:
    def __init__(self, guidance: Guidance, situation: Situation, before: tuple[Situation, Decision] | None = None):
        self.guidance = guidance
        self.situation = situation
        self.table = guidance.knowledge.treatments
        self.row = situation.row
        self.prior = situation.given()
        self.history_known = (
            situation.values.get("prior_treatments") is not None or situation.values.get("prior_lines") == 0
        )
        self.failed = [e["treatment"] for e in self.prior if _stopped_for_progression(e)]
        self.given = [e["treatment"] for e in self.prior]
        self.declines = situation.values.get("declines") or []
        self.truths: dict[str, int] = {}
        self.safety_truth: dict[str, int] = {}
        if before is not None:
            self.carry_over(*before)

    def carry_over(self, situation: Situation, decision: Decision) -> None:
        """What a neighbouring case already settled: only conditions on a name that differs are asked again."""
        names = {n for n, value in self.row.items() if value != situation.row[n]}
        self.truths = dict(decision.truths)
        for entry in {e for n in names for e in self.guidance.waiting_on.get(n, ())}:
            self.truths[entry.statement.id] = entry.test(self.row)
        used = self.guidance.safety_names
        self.safety_truth = {r: t for r, t in decision.safety_truths.items() if not used[r] & names}

    # ---- safety ------------------------------------------------------------------------------
    def rule_truth(self, rule: SafetyRule) -> int:
        if rule.id not in self.safety_truth:
            self.safety_truth[rule.id] = self.guidance.knowledge.evaluators["safety", rule.id](self.row)
        return self.safety_truth[rule.id]

    def contraindications(self, treatment: str) -> tuple[SafetyRule, ...]:
        rules = self.guidance.safety_of(treatment)
        return tuple(r for r in rules if r.severity == "contraindicated" and self.rule_truth(r) == TRUE)

    def members(self, treatment: str) -> tuple[str, ...]:
        return tuple(m for m in self.table.members.get(treatment, ()) if self.table[m].kind != "class")

    # ---- history -----------------------------------------------------------------------------
    def has_failed(self, treatment: str) -> bool:
        """Progression on the same treatment, on all of its drugs together, or on one that stands for it."""
        drugs = self.guidance.drugs[treatment]
        for failed in self.failed:
            if failed == treatment or (drugs and drugs <= self.guidance.drugs[failed]):
                return True
            shared = self.table.classes(treatment) & self.table.classes(failed)
            if any(self.table[c].interchangeable for c in shared):
                return True
        return False

    def pending(self, after: Iterable[str]) -> tuple[tuple[str, ...], bool]:
        """Of the treatments that should have come first: those not given and still open, and whether that is uncertain."""
        waiting = []
        for treatment in after:
            if any(self.table.is_a(g, treatment) for g in self.given) or self.is_declined(treatment):
                continue
            if self.contraindications(treatment) or self.all_members_contraindicated(treatment):
                continue
            waiting.append(treatment)
        return tuple(waiting), bool(waiting) and not self.history_known

    def all_members_contraindicated(self, treatment: str) -> bool:
        members = self.members(treatment) if self.table[treatment].kind == "class" else ()
        return bool(members) and all(self.contraindications(m) for m in members)

    def is_declined(self, treatment: str) -> bool:
        return any(self.table.is_a(treatment, d) for d in self.declines)

    # ---- options -----------------------------------------------------------------------------
    def applicable(self) -> tuple[list[InForce], list[InForce]]:
        if not self.truths:
            self.truths = {s.statement.id: s.test(self.row) for s in self.guidance.deciding}
        true = [s for s in self.guidance.deciding if self.truths[s.statement.id] == TRUE]
        overridden = {e for s in true for e in s.statement.exception_to}
        unknown = [s for s in self.guidance.deciding if self.truths[s.statement.id] == UNKNOWN]
        return [s for s in true if s.statement.id not in overridden], unknown

    def candidates(self, true: list[InForce]) -> dict[str, str | None]:
        """Option ids, each with the family it is listed under; a class gives way to members that have their own word."""
        direct = dict.fromkeys(s.statement.about for s in true if self.guidance.makes_option(s))
        found: dict[str, str | None] = {}
        for treatment in direct:
            record = self.table[treatment]
            members = self.members(treatment) if record.kind == "class" else ()
            own = [m for m in members if m in direct]
            if record.kind == "class" and own and not record.family:
                continue
            found.setdefault(treatment, None)
            listed = members if record.interchangeable else own
            if record.family:
                for member in listed:
                    found[member] = treatment
        return found

    def option(self, treatment: str, family: str | None, true: set[str]) -> Option:
        applicable = [s for s in self.guidance.ordered(treatment) if s.statement.id in true]
        progressed = self.has_failed(treatment)
        usable = applicable
        if progressed:
            again = [s for s in applicable if s.statement.rechallenge]
            usable = again or [
                s for s in applicable if s.statement.aim == "symptom-control" or s.statement.position == "avoid"
            ]
        decided = deciding(usable, treatment)
        position = str(decided.statement.position) if decided else "avoid"
        option = Option(treatment, position, decided, tuple(applicable))
        option.progressed = progressed and not any(s.statement.rechallenge for s in usable)
        option.member_of = family
        if decided and ORDER[position] < ORDER["reserve"]:
            option.waits_for, option.waits_unknown = self.pending(decided.statement.after)
            if option.waits_for:
                option.position = "reserve"
        option.declined = self.is_declined(treatment)
        if option.declined:
            option.position = "avoid"
        wish = self.situation.values.get("prefers")
        routes = self.table[treatment].route
        option.against_preference = bool(wish and routes and wish not in routes)
        option.contraindications = self.contraindications(treatment)
        members = self.members(treatment) if self.table[treatment].kind == "class" else ()
        option.contraindicated_members = tuple(m for m in members if self.contraindications(m))
        if option.contraindications or (members and len(option.contraindicated_members) == len(members)):
            option.position = "contraindicated"
        return option

    def sort_key(self, option: Option) -> tuple[Any, ...]:
        """Position; then treatments before strategies, undisputed before disputed, precedence, number of sources, place in the source."""
        by = option.decided_by
        rank = by.precedence(option.treatment) if by else (9, 0, 0, 0, 0)
        strategy = self.table[option.treatment].kind == "strategy"
        disputed = disagree(option.applicable)
        member = option.member_of is not None
        first = (ORDER[option.position], option.declined, strategy, disputed, rank[:2], option.against_preference)
        favorable = (s for s in option.applicable if s.statement.position in IN_FAVOR and not s.lay)
        sources = len({s.statement.source for s in favorable})
        return (*first, member, rank[2:], -sources, by.place if by else 0, option.treatment)

    # ---- the verdict -------------------------------------------------------------------------
    def class_statements(self, statements: Iterable[InForce]) -> list[InForce]:
        """What speaks of chemotherapy as a whole, patient information apart: a page for patients decides nothing."""
        about = [s for s in statements if s.statement.about == CHEMOTHERAPY and (not s.lay or self.guidance.only_lay)]
        return sorted(about, key=lambda s: s.precedence(CHEMOTHERAPY))

    def waits_for_essentials(self, statement: InForce) -> bool:
        trace = self.situation.trace("statement", statement.statement.id)
        return bool(self.guidance.knowledge.essential_fields & set(self.situation.missing_fields(trace)))

    def run(self) -> Decision:
        true, unknown = self.applicable()
        holding = {s.statement.id for s in true}
        options = [self.option(t, family, holding) for t, family in self.candidates(true).items()]
        decision = Decision(
            "establish_first", None, (), "not-covered", options, unknown, (), self.truths, self.safety_truth
        )
        options.sort(key=self.sort_key)
        self.settle_verdict(decision, self.class_statements(true))
        if decision.reason not in ("contraindicated", "declined"):
            self.hold_back(decision, unknown)
        if decision.reason == "class":
            self.cap(decision)
        options.sort(key=self.sort_key)
        decision.options = self.grouped(options)
        return decision

    def settle_verdict(self, decision: Decision, about_class: list[InForce]) -> None:
        """The verdict: of the class as a whole, or of its best regimen where a source of higher standing names one."""
        if self.contraindications(CHEMOTHERAPY):
            decision.verdict, decision.reason = "avoid", "contraindicated"
            return
        regimens = [o for o in decision.options if self.table.is_chemotherapy(o.treatment) and o.decided_by]
        open_ = sorted(
            (o for o in regimens if ORDER[o.position] < ORDER["avoid"] and not o.declined), key=self.sort_key
        )
        best = min(open_, key=lambda o: self.standing(o.decided_by), default=None)
        of_class = deciding(about_class)
        if of_class and (best is None or self.standing(of_class) <= self.standing(best.decided_by)):
            self.from_class(decision, of_class)
        elif best is not None:
            decision.decided_by, decision.reason = best.decided_by, "option"
            decision.verdict, decision.verdict_waits_for = best.position, best.waits_for
        elif regimens and all(o.position == "contraindicated" for o in regimens):
            decision.verdict, decision.reason = "avoid", "contraindicated"
        if self.is_declined(CHEMOTHERAPY):
            decision.verdict, decision.reason = "avoid", "declined"

    @staticmethod
    def standing(entry: InForce | None) -> tuple[int, int]:
        """The kind of source and its date: what goes before in precedence whatever a statement is about."""
        return (entry.kind_rank, -entry.published) if entry else (9, 0)

    def from_class(self, decision: Decision, by: InForce) -> None:
        decision.decided_by, decision.reason = by, "class"
        decision.verdict = str(by.statement.position)
        if ORDER[decision.verdict] < ORDER["reserve"]:
            decision.verdict_waits_for, _ = self.pending(by.statement.after)
            if decision.verdict_waits_for:
                decision.verdict = "reserve"

    def hold_back(self, decision: Decision, unknown: list[InForce]) -> None:
        """No verdict while a statement that would go before the deciding one waits for an essential fact.

        Where no statement on chemotherapy applies and none waits for an essential fact, chemotherapy is in reserve
        behind the options that do apply.
        """
        by = decision.decided_by
        rivals = [s for s in self.class_statements(unknown) if self.would_go_before(s, by)]
        if by is None or decision.reason == "option":
            regimens = (s for s in unknown if self.table.is_chemotherapy(s.statement.about) and not s.lay)
            rivals += [s for s in regimens if s not in rivals and self.would_go_before(s, by)]
        decision.blocking = tuple(s for s in rivals if self.waits_for_essentials(s))
        if decision.blocking:
            decision.verdict, decision.reason = "establish_first", "undetermined"
        elif by is None and decision.first is not None:
            decision.verdict, decision.reason = "reserve", "others-first"

    @staticmethod
    def would_go_before(entry: InForce, by: InForce | None) -> bool:
        """Whether a statement, if it held, would take the place of the deciding one and say something else."""
        if by is None:
            return True
        differs = entry.statement.position != by.statement.position
        return differs and entry.precedence(entry.statement.about) < by.precedence(by.statement.about)

    def cap(self, decision: Decision) -> None:
        """*Which* follows from *whether*: no regimen stands higher than chemotherapy as a whole."""
        for option in decision.options:
            chemotherapy = self.table.is_chemotherapy(option.treatment)
            if chemotherapy and ORDER[option.position] < ORDER[decision.verdict]:
                option.position, option.capped = decision.verdict, True

    @staticmethod
    def grouped(options: list[Option]) -> list[Option]:
        """A family's members directly after it, where they stand as high as it does."""
        heads = {o.treatment: o for o in options}

        def follows(option: Option) -> bool:
            head = heads.get(option.member_of or "")
            return head is not None and (head.position, head.declined) == (option.position, option.declined)

        members = [o for o in options if follows(o)]
        led = [(head, [m for m in members if m.member_of == head.treatment]) for head in options if head not in members]
        return [o for head, followers in led for o in (head, *followers)]


def decide(guidance: Guidance, situation: Situation, before: tuple[Situation, Decision] | None = None) -> Decision:
    """The verdict on chemotherapy and every option in order, by the rules of docs/method.md.

    `before` is a case that was already decided and differs in a field or two: it only saves work.
    """
    return _Decider(guidance, situation, before).run()


def safety_unknowns(guidance: Guidance, situation: Situation, treatment: str) -> tuple[SafetyRule, ...]:
    """The rules of a treatment that must be settled before it, and cannot be for want of a fact."""
    test = guidance.knowledge.evaluators
    return tuple(r for r in guidance.safety_of(treatment) if r.ask and test["safety", r.id](situation.row) == UNKNOWN)


def cautions(guidance: Guidance, situation: Situation, treatment: str) -> tuple[SafetyRule, ...]:
    """The cautions of a treatment that hold for this person."""
    test = guidance.knowledge.evaluators
    rules = guidance.safety_of(treatment)
    return tuple(r for r in rules if r.severity == "caution" and test["safety", r.id](situation.row) == TRUE)
