"""From a situation to positions: which options there are, in which order, and the verdict on chemotherapy.

This is the part that what-if and "what to establish first" ask again and again, so it holds no words: only ids, positions
and reasons in coded form. `advise` turns it into an explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hoofbeat.advice.deciding import deciding, not_overruled, permits, says_order
from hoofbeat.advice.decision import ORDER, Decision, Draft, Option, Outcome
from hoofbeat.advice.earlier import EarlierTreatment
from hoofbeat.advice.guidance import CHEMOTHERAPY, IN_FAVOR, Guidance, InForce
from hoofbeat.advice.listing import grouped, in_sequence, of_families
from hoofbeat.advice.nearby import Changed, Difference, changed_from, first_aims, holding_up, missing_for
from hoofbeat.advice.order import Order
from hoofbeat.knowledge.records import SafetyRule
from hoofbeat.knowledge.situation import Situation
from hoofbeat.logic.evaluate import TRUE, UNKNOWN


class _Decider:
    def __init__(
        self,
        guidance: Guidance,
        situation: Situation,
        before: Decision | None = None,
        changed: Changed | None = None,
    ):
        self.guidance = guidance
        self.situation = situation
        self.table = guidance.knowledge.treatments
        self.row = situation.row
        self.earlier = EarlierTreatment(guidance, situation)
        self.order = Order(self.table, first_aims(situation), self.orders)
        self.declines = situation.values.get("declines") or []
        self.truths: dict[str, int] = {}
        self.still_true: list[InForce] | None = None
        self.still_unknown: list[InForce] | None = None
        self.safety_truth: dict[str, int] = {}
        self.waits: dict[str, frozenset[str]] = {}
        self.excluded: dict[str, tuple[SafetyRule, ...]] = {}
        self.old: Draft | None = None
        self.moved = True
        self.rules_changed: frozenset[str] = frozenset()
        if before is not None and changed is not None:
            self.carry_over(before, changed)

    def carry_over(self, before: Decision, changed: Changed) -> None:
        """What a neighbouring case already settled, apart from what is different here."""
        self.truths = {**before.truths, **changed.truths}
        self.still_true = list(before.draft.true)
        if changed.truths:
            same = [s for s in before.draft.true if s.statement.id not in changed.truths]
            turned = [self.guidance.by_id[s] for s, truth in changed.truths.items() if truth == TRUE]
            self.still_true = sorted([*same, *turned], key=lambda s: s.place)
        self.still_unknown = [s for s in before.unknown if s.statement.id not in changed.truths]
        open_now = (self.guidance.by_id[s] for s, truth in changed.truths.items() if truth == UNKNOWN)
        self.still_unknown += [s for s in open_now if s in self.guidance.about_chemotherapy]
        self.safety_truth = {**before.safety_truths, **changed.rules}
        if not changed.difference.own:
            behind = self.guidance.fields_behind
            self.waits = {s: waits for s, waits in before.waits.items() if changed.fields.isdisjoint(behind[s])}
            self.old = before.draft
        self.moved = bool(changed.difference.holding)
        bearing = self.guidance.treatments_of_rule
        self.rules_changed = frozenset(t for rule in changed.difference.excluding for t in bearing.get(rule, ()))
        self.excluded = {t: rules for t, rules in before.draft.excluded.items() if t not in self.rules_changed}

    # ---- safety ------------------------------------------------------------------------------
    def rule_truth(self, rule: SafetyRule) -> int:
        if rule.id not in self.safety_truth:
            self.safety_truth[rule.id] = self.guidance.knowledge.evaluators["safety", rule.id](self.row)
        return self.safety_truth[rule.id]

    def contraindications(self, treatment: str) -> tuple[SafetyRule, ...]:
        if treatment not in self.excluded:
            rules = self.guidance.excluding(treatment)
            self.excluded[treatment] = tuple(r for r in rules if self.rule_truth(r) == TRUE)
        return self.excluded[treatment]

    def members(self, treatment: str) -> tuple[str, ...]:
        return self.guidance.members.get(treatment, ())

    # ---- history -----------------------------------------------------------------------------
    def pending(self, after: Iterable[str]) -> tuple[tuple[str, ...], bool]:
        """Of the treatments that should have come first: those not given and still open, and whether that is uncertain."""
        waiting = []
        for treatment in after:
            if self.earlier.includes(treatment) or self.is_declined(treatment):
                continue
            if self.contraindications(treatment) or self.all_members_contraindicated(treatment):
                continue
            waiting.append(treatment)
        return tuple(waiting), bool(waiting) and not self.earlier.known

    def all_members_contraindicated(self, treatment: str) -> bool:
        members = self.members(treatment) if self.table[treatment].kind == "class" else ()
        return bool(members) and all(self.contraindications(m) for m in members)

    def is_declined(self, treatment: str) -> bool:
        return any(self.table.is_a(treatment, d) for d in self.declines)

    # ---- options -----------------------------------------------------------------------------
    def true_statements(self) -> list[InForce]:
        """Every statement whose condition is true, in the order of the records."""
        if self.still_true is not None:
            return self.still_true
        self.truths = {s.statement.id: s.test(self.row) for s in self.guidance.deciding}
        return [s for s in self.guidance.deciding if self.truths[s.statement.id] == TRUE]

    def unknown_on_chemotherapy(self) -> list[InForce]:
        """The statements on chemotherapy and its regimens that cannot be read for want of a fact."""
        if self.still_unknown is None:
            return self.undetermined(self.guidance.on_chemotherapy)
        return self.still_unknown

    def undetermined(self, among: Iterable[InForce]) -> list[InForce]:
        return [s for s in among if self.truths[s.statement.id] == UNKNOWN]

    def drafted(self) -> Draft:
        """The options before the verdict; those that rest on nothing that is different here are taken over."""
        old = self.old
        if old is not None and not self.moved and not self.rules_changed:
            return old
        true = self.true_statements()
        applicable = not_overruled(true, self.table)
        holding = frozenset(s.statement.id for s in applicable)
        candidates = old.candidates if old is not None and old.holding == holding else self.candidates(applicable)
        return Draft(true, applicable, holding, candidates, self.options_of(candidates, holding), self.excluded)

    def options_of(self, candidates: Mapping[str, str | None], holding: frozenset[str]) -> dict[str, Option]:
        statements = self.guidance.knowledge.statements
        moved = {statements[s].about for s in self.old.holding ^ holding} if self.old is not None else set()
        found = {}
        for treatment, family in candidates.items():
            kept = self.old.options.get(treatment) if self.old is not None else None
            if kept is None or kept.member_of != family or self.disturbed(kept, moved):
                kept = self.option(treatment, family, holding)
            found[treatment] = kept
        return found

    def disturbed(self, option: Option, moved: set[str]) -> bool:
        """Whether an option of the neighbouring case rests on a statement or a safety rule that is different here."""
        if moved and not moved.isdisjoint(self.table.classes(option.treatment)):
            return True
        if not self.rules_changed:
            return False
        after = {t for s in option.applicable for t in s.statement.after}
        return any(
            t in self.rules_changed or not self.rules_changed.isdisjoint(self.members(t))
            for t in (option.treatment, *after)
        )

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

    def option(self, treatment: str, family: str | None, true: frozenset[str]) -> Option:
        applicable = [s for s in self.guidance.ordered(treatment) if s.statement.id in true]
        progressed, usable = self.still_usable(treatment, applicable)
        decided = deciding(usable, treatment, self.orders)
        position = str(decided.statement.position) if decided else "avoid"
        option = Option(treatment, position, decided, tuple(applicable))
        option.progressed = progressed and not any(s.statement.rechallenge for s in usable)
        option.member_of = family
        if decided and ORDER[position] <= ORDER["reserve"]:
            option.waits_for, option.waits_unknown = self.pending(decided.statement.after)
            if option.waits_for:
                option.position = "reserve"
        if not option.progressed and ORDER[option.position] < ORDER["reserve"] and decided:
            option.not_tolerated = self.earlier.was_not_tolerated(treatment)
            option.outgrown = not decided.statement.rechallenge and self.earlier.was_outgrown(treatment)
            if option.not_tolerated or option.outgrown:
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

    def still_usable(self, treatment: str, applicable: list[InForce]) -> tuple[bool, list[InForce]]:
        """Whether the disease progressed on a treatment or all that speaks for it is a class that failed; and what still counts."""
        earlier = self.earlier
        if not earlier.failed and not earlier.outgrown:
            return False, applicable
        of_open = [s for s in applicable if s.statement.about == treatment or not earlier.has_failed(s.statement.about)]
        again = [s for s in applicable if s.statement.rechallenge]
        if not earlier.has_failed(treatment) and (of_open or not applicable):
            return False, again if again and earlier.was_outgrown(treatment) else of_open
        return True, again or [
            s for s in applicable if s.statement.aim == "symptom-control" or s.statement.position == "avoid"
        ]

    def orders(self, entry: InForce) -> bool:
        """Whether a statement says where a treatment stands, and what it wants used first is still to be used."""
        after = entry.statement.after if entry.statement.position == "reserve" else ()
        return says_order(entry) and not (after and not self.pending(after)[0])

    # ---- the verdict -------------------------------------------------------------------------
    def class_statements(self, statements: Iterable[InForce]) -> list[InForce]:
        """What speaks of chemotherapy as a whole, patient information apart: a page for patients decides nothing."""
        about = [
            s
            for s in statements
            if s.statement.about == CHEMOTHERAPY
            and (not s.lay or self.guidance.only_lay)
            and not (s.statement.only_with and self.all_members_contraindicated(s.statement.only_with))
        ]
        return sorted(about, key=lambda s: s.precedence(CHEMOTHERAPY))

    def missing_for(self, entry: InForce) -> frozenset[str]:
        name = entry.statement.id
        if name not in self.waits:
            self.waits[name] = missing_for(self.situation, entry)
        return self.waits[name]

    def settled(self) -> Decision:
        """The decision as it would be if nothing that is not known mattered."""
        draft = self.drafted()
        self.order.note(draft)
        decision = Decision("establish_first", None, (), "not-covered", of_families(draft.options), draft)
        decision.truths, decision.safety_truths, decision.waits = self.truths, self.safety_truth, self.waits
        decision.unknown = self.unknown_on_chemotherapy()
        decision.options.sort(key=self.order.key)
        self.settle_verdict(decision, self.class_statements(draft.applicable))
        return decision

    def finished(self, settled: Decision, undetermined: list[InForce], blocking: tuple[InForce, ...]) -> Decision:
        """The decision, held back while `blocking` statements wait for a fact.

        Where no statement on chemotherapy applies and none holds the verdict up, chemotherapy is in reserve behind the
        treatment that does apply.
        """
        self.order.note(settled.draft)
        decision = replace(settled, undetermined=undetermined, blocking=blocking)
        if blocking:
            decision.verdict, decision.reason = "establish_first", "undetermined"
        elif decision.reason == "not-covered" and self.chemotherapy_is_working():
            decision.reason = "working"
        elif decision.reason == "not-covered" and decision.first_against_tumor is not None:
            decision.verdict, decision.reason = "reserve", "others-first"
        elif decision.reason == "class":
            self.cap(decision)
        decision.options = grouped(in_sequence(sorted(decision.options, key=self.order.key), self.table))
        return decision

    def run(self) -> Decision:
        settled = self.settled()
        return self.finished(settled, self.undetermined(self.guidance.deciding), self.blocking(settled))

    def settle_verdict(self, decision: Decision, about_class: list[InForce]) -> None:
        """The verdict: of the class as a whole, or of its best regimen where a source of higher standing names one."""
        if self.contraindications(CHEMOTHERAPY):
            decision.verdict, decision.reason = "avoid", "contraindicated"
            return
        regimens = [o for o in decision.options if self.table.is_chemotherapy(o.treatment) and o.decided_by]
        open_ = sorted(
            (o for o in regimens if ORDER[o.position] < ORDER["avoid"] and not o.declined), key=self.order.key
        )
        best = min(
            open_, key=lambda o: (self.comes_after_other_chemotherapy(o), *self.standing(o.decided_by)), default=None
        )
        of_class = deciding(about_class, orders=self.orders)
        preferred = next((o for o in open_ if o.position == "prefer" and says_order(o.decided_by)), None)
        if preferred is not None and permits(of_class):
            # Which regimen is the first choice says more than that chemotherapy may be considered.
            of_class, best = None, preferred
        if of_class and (best is None or self.standing(of_class) <= self.standing(best.decided_by)):
            self.from_class(decision, of_class)
            failed = any(o.progressed and self.table.is_chemotherapy(o.treatment) for o in decision.options)
            fallen = any(o.position == "contraindicated" for o in regimens)
            left = best if failed else open_[0] if fallen and open_ else None
            if left is not None and ORDER[decision.verdict] < ORDER[left.position]:
                decision.verdict = left.position  # what is left stands no higher than it does itself
        elif best is not None:
            decision.decided_by, decision.reason = best.decided_by, "option"
            decision.verdict, decision.verdict_waits_for = best.position, best.waits_for
        named = [o for o in regimens if o.decided_by and o.decided_by.statement.position in IN_FAVOR]
        if not open_ and any(o.position == "contraindicated" for o in named):
            decision.decided_by, decision.verdict_waits_for = None, ()
            decision.verdict, decision.reason = "avoid", "contraindicated"
        if self.is_declined(CHEMOTHERAPY):
            decision.verdict, decision.reason = "avoid", "declined"

    def comes_after_other_chemotherapy(self, option: Option) -> bool:
        """Whether a regimen waits for another one: it tells which comes later, not whether chemotherapy is right."""
        return bool(option.waits_for) and all(self.table.is_chemotherapy(t) for t in option.waits_for)

    @staticmethod
    def standing(entry: InForce | None) -> tuple[int, int]:
        """The kind of source and its date: what goes before in precedence whatever a statement is about."""
        return (entry.kind_rank, -entry.published) if entry else (9, 0)

    def chemotherapy_is_working(self) -> bool:
        """Whether the treatment given last is chemotherapy, and the disease has not grown since."""
        grows = self.situation.values.get("progressing") is True
        return not grows and any(self.table.is_chemotherapy(t) for t in self.earlier.working)

    def from_class(self, decision: Decision, by: InForce) -> None:
        decision.decided_by, decision.reason = by, "class"
        decision.verdict = str(by.statement.position)
        if ORDER[decision.verdict] <= ORDER["reserve"]:
            decision.verdict_waits_for, _ = self.pending(by.statement.after)
            if decision.verdict_waits_for:
                decision.verdict = "reserve"

    def blocking(self, decision: Decision) -> tuple[InForce, ...]:
        """The statements that would go before the deciding one, and wait for a fact that holds the verdict up."""
        if decision.reason in ("contraindicated", "declined"):
            return ()
        by = decision.decided_by
        unknown = self.unknown_on_chemotherapy()
        rivals = [s for s in self.class_statements(unknown) if self.would_go_before(s, by)]
        if by is None or decision.reason == "option":
            regimens = (s for s in unknown if self.table.is_chemotherapy(s.statement.about) and not s.lay)
            rivals += [s for s in regimens if s not in rivals and self.would_go_before(s, by)]
        other, for_it = decision.first_against_tumor, [s for s in rivals if s.statement.position in IN_FAVOR]
        if by is None and not for_it and other is not None:
            return ()
        holding = holding_up(self.guidance, by)
        return tuple(s for s in rivals if not holding.isdisjoint(self.missing_for(s)))

    @staticmethod
    def would_go_before(entry: InForce, by: InForce | None) -> bool:
        """Whether a statement, if it held, would take the place of the deciding one and turn it, not only strengthen or weaken it."""
        if by is None:
            return True
        theirs, ours = entry.statement.position, by.statement.position
        differs = theirs != ours and not (theirs in IN_FAVOR and ours in IN_FAVOR)
        return differs and entry.precedence(entry.statement.about) < by.precedence(by.statement.about)

    def cap(self, decision: Decision) -> None:
        """*Which* follows from *whether*: no regimen stands higher than chemotherapy as a whole."""
        highest = ORDER[decision.verdict]
        decision.options = [
            replace(o, position=decision.verdict, capped=True, key=None)
            if ORDER[o.position] < highest and self.table.is_chemotherapy(o.treatment)
            else o
            for o in decision.options
        ]


def decide(guidance: Guidance, situation: Situation, before: tuple[Situation, Decision] | None = None) -> Decision:
    """The verdict on chemotherapy and every option in order, by the rules of docs/method.md.

    `before` is a case that was already decided and differs in a field or two: it only saves work.
    """
    changed = changed_from(guidance, situation, *before) if before else None
    return _Decider(guidance, situation, before[1] if before else None, changed).run()


class Neighbours:
    """Decides cases around one case; those that differ from it alike, once."""

    def __init__(self, guidance: Guidance, situation: Situation, decision: Decision):
        self.guidance, self.situation, self.decision = guidance, situation, decision
        self.settled: dict[Difference, Decision] = {}
        self.outcomes: dict[tuple[Difference, bool], Outcome] = {}

    def outcome(self, neighbour: Situation) -> Outcome:
        """What a case comes to that differs from the one in a field or two."""
        changed = changed_from(self.guidance, neighbour, self.situation, self.decision)
        decider = _Decider(self.guidance, neighbour, self.decision, changed)
        settled = self.settled.get(changed.difference)
        if settled is None:
            settled = self.settled[changed.difference] = decider.settled()
        blocking = decider.blocking(settled)
        key = (changed.difference, bool(blocking))
        if key not in self.outcomes:
            self.outcomes[key] = decider.finished(settled, [], blocking).outcome
        return self.outcomes[key]
