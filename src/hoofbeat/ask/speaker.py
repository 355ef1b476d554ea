"""What is said: claims in words, wordings of the phrase records, and the conversation after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hoofbeat.ask import dangers, intents
from hoofbeat.ask.answer import Answer, Sentence, case_shown
from hoofbeat.ask.assembly import Assembled, assemble
from hoofbeat.ask.choosing import FALLBACK
from hoofbeat.ask.claims import Claim, within_sentence
from hoofbeat.ask.clarify import goes_on_from_text
from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.follow_up import supposes
from hoofbeat.ask.forms import AnswerKind, Emergency, ForReaders, NextSteps, Outside, Reader, Withheld
from hoofbeat.ask.plans import disease, foremost, outright, safety, spoken_of, study_figures
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import emergencies, sayings, withheld
from hoofbeat.ask.records import intents as intent_file
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge

_ON_EVIDENCE = ("evidence", "survival", "response-rate", "trials", "comparison")
_CLASS = "chemotherapy"
_SEARCHED = (
    "recommendation",
    "why-not",
    "comparison",
    "combination-prrt",
    "biomarkers",
    "symptom-control",
    "survival",
    "eligibility",
    "monitoring",
    "how-given",
)
_MOST_NEXT = 3


@dataclass(frozen=True)
class _Said:
    kind: AnswerKind
    says: ForReaders
    follow_up: NextSteps
    intent: str
    detail: str = ""


class Speaker:
    """Who answers one question; `none_now`: the person says that the emergency which it resembles is not happening."""

    def __init__(
        self, text: str, knowledge: Knowledge, reader: Reader, before: Conversation | None, none_now: bool = False
    ):
        self.text, self.knowledge, self.reader, self.before = text, knowledge, reader, before
        self.none_now = none_now
        self.u: Understanding | None = None

    def spoken(self, q: Question, claims: list[Claim], scores: Mapping[str, float]) -> Answer:
        """The claims in words; the not-covered wording where none is left that answers."""
        record = intents.intent_record(q.intent)
        on_evidence = q.intent in _ON_EVIDENCE
        claims = safety.as_they_hold(q, foremost.ordered(q, claims))
        assembled = assemble(claims, self.knowledge, self.reader, record.forbids, on_evidence)
        unsaid = spoken_of.unsaid(q, assembled.claims)
        if unsaid and not disease.own_guidance(q):
            claims = foremost.ordered(q, [*unsaid, *claims])
            assembled = assemble(claims, self.knowledge, self.reader, record.forbids, on_evidence)
        if not any(c.role in ("safety", "bottom", "detail", "number") for c in assembled.claims):
            if q.studies and q.intent in _ON_EVIDENCE:
                found = study_figures.led_by_figures(q, PLANS["trials"](q))
                assembled = assemble(found, self.knowledge, self.reader, record.forbids, True)
                if assembled.claims:
                    return self.from_claims(q, assembled, scores)
            if q.intent in _SEARCHED:
                found = foremost.ordered(q, PLANS[FALLBACK](q))
                assembled = assemble(found, self.knowledge, self.reader, record.forbids, True)
                if assembled.claims:
                    return self.from_claims(q, assembled, scores)
            return self.not_covered(q.intent, assembled.dropped)
        return self.from_claims(q, assembled, scores)

    def from_claims(self, q: Question, told: Assembled, scores: Mapping[str, float]) -> Answer:
        """The answer that assembled claims make."""
        return self.made("answer", told.sentences, q.intent, told.claims, self.next_steps(q), scores, told.dropped)

    def next_steps(self, q: Question) -> tuple[str, ...]:
        """Questions that may come next."""
        for saying in sayings().values():
            if saying.intent == q.intent and not saying.goes_first and saying.follow_up.of(self.reader):
                return tuple(saying.follow_up.of(self.reader))
        subject = next((within_sentence(self.knowledge.treatments[t].name) for t in q.treatments), "")
        texts = intent_file().next_steps.of(self.reader)
        own = [t.format(treatment=subject) for t in texts if subject or "{treatment}" not in t]
        return tuple(own[:_MOST_NEXT])

    # ---- what is said ------------------------------------------------------------------------
    def urgent(self, u: Understanding, found: Sequence[Emergency]) -> Answer:
        """What to do now."""
        sentences = dangers.told(u, found)
        return self.made("urgent", sentences, "emergency", follow_up=tuple(emergencies().follow_up.of(self.reader)))

    def refused(self, u: Understanding, record: Withheld, features: frozenset[str]) -> Answer:
        """A refusal, after the dangers that the question tells of and what is held of medicines that it names together."""
        facts = outright.held_beside(u, features, self.knowledge, record)
        told = assemble(facts, self.knowledge, self.reader, ()).sentences
        declined = dangers.refusal(Question(u, self.knowledge, record.intent, features), record, bool(told))
        sentences = (*told, *declined)
        return self.made(record.kind, sentences, record.intent, follow_up=tuple(record.follow_up.of(self.reader)))

    def outside(self, outside: Outside, intent: str, detail: str = "") -> Answer:
        """That the question lies outside, and where to."""
        return self.say(_Said(outside.kind, outside.says, outside.follow_up, intent, detail))

    def not_covered(self, intent: str, dropped: tuple[str, ...] = ()) -> Answer:
        """That nothing is held on it; what facts of safety in the question mean for the treatments it names goes first."""
        record = withheld().not_covered
        answer = self.say(_Said(record.kind, record.says, record.follow_up, intent))
        if self.u is not None and self.u.named:
            rules = safety.stated(Question(self.u, self.knowledge, intent, frozenset()), self.u.named)
            told = assemble(rules, self.knowledge, self.reader, ()).sentences
            # Nobody is told that no source speaks of it right after what one says.
            answer = replace(answer, sentences=(*told, *answer.sentences[1 if told else 0 :]))
        choices = intents.intent_record(intent).asks.choices.of(self.reader) if intent in PLANS else []
        nearest = [c for c in choices if not goes_on_from_text(c)]
        return Answer(**{**answer.__dict__, "follow_up": tuple(nearest), "dropped": dropped})

    def say(self, said: _Said) -> Answer:
        """A wording of the phrase records."""
        sentences = tuple(
            Sentence(s.text.replace("{language}", said.detail), s.cites, said.intent) for s in said.says.of(self.reader)
        )
        return self.made(said.kind, sentences, said.intent, follow_up=tuple(said.follow_up.of(self.reader)))

    def put_forward(self, claims: Iterable[Claim], roles: Sequence[str]) -> tuple[str, ...]:
        """The treatments that an answer puts forward, in its order, for a follow-up that only points at them."""
        told = (self.knowledge.statements.get(c.cites[0]) for c in claims if c.cites and c.role in roles)
        return tuple(dict.fromkeys(s.about for s in told if s is not None and s.about != _CLASS))

    def made(
        self,
        kind: AnswerKind,
        sentences: tuple[Sentence, ...],
        intent: str,
        claims: tuple[Claim, ...] = (),
        follow_up: tuple[str, ...] = (),
        scores: Mapping[str, float] | None = None,
        dropped: tuple[str, ...] = (),
    ) -> Answer:
        """The answer, and the conversation after it."""
        u = self.u
        case: Mapping[str, Any] = {} if u is None or u.of_cohort else case_shown(u)
        conversation = self.before or Conversation()
        if u is not None:
            carried = intent if kind == "answer" else conversation.intent
            known = conversation.case if u.of_cohort else u.case
            conversation = conversation.with_question(self.text, known, u.asked, carried, u.line)
            told = self.put_forward(claims, ("bottom", "detail"))
            several = next((group for group in (u.named, told) if len(group) > 1), ())
            conversation = replace(
                conversation,
                studies=u.studies or conversation.studies,
                answered=self.put_forward(claims, ("bottom",))[:1] or conversation.answered,
                put_forward=several or conversation.put_forward or told,
                compared=u.named if len(u.named) > 1 else conversation.compared,
                case_told=self.before.case if self.before is not None and supposes(u.words) else None,
                unspecific=(*(() if supposes(u.words) else u.unspecific), *u.unspecific_before),
            )
        return Answer(kind, sentences, case, follow_up, intent, conversation, u, claims, scores or {}, dropped)
