"""A question to a cited answer.

In this order: unreadable text, emergencies, refusals, other diseases, nonsense, and only then what the question wants. An
intent has a plan; a plan returns claims; claims are put into words and checked. What fails is left out, and where nothing
is left nothing is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from hoofbeat.ask import dangers, follow_up, intents, near_measures, parts, scope, urgent
from hoofbeat.ask.answer import Answer, Sentence, case_shown
from hoofbeat.ask.assembly import Assembled, assemble
from hoofbeat.ask.choosing import ALONE, FALLBACK, goes_on_about_study, wanted_by
from hoofbeat.ask.claims import Claim, within_sentence
from hoofbeat.ask.clarify import goes_on_from_text, question_back
from hoofbeat.ask.conversation import Conversation, merged
from hoofbeat.ask.forms import AnswerKind, Emergency, ForReaders, NextSteps, Outside, Reader, Saying, Withheld
from hoofbeat.ask.misspellings import corrections_said
from hoofbeat.ask.names import Names
from hoofbeat.ask.plans import (
    comparison,
    disease,
    foremost,
    handling,
    outright,
    premise,
    retreatment,
    safety,
    service,
    spoken_of,
    study_figures,
    study_matters,
    syndromes,
    to_the_point,
)
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.plans.shared import taken_for_granted, without_unasked_figures
from hoofbeat.ask.question import Question
from hoofbeat.ask.recognizer import recognizer
from hoofbeat.ask.records import emergencies, plan_cues, sayings, withheld
from hoofbeat.ask.records import intents as intent_file
from hoofbeat.ask.understanding import Understanding, understand
from hoofbeat.ask.weighing import Weighed, alarm_of_now, is_not_covered, weigh, without_emergency
from hoofbeat.knowledge import Knowledge

_ON_EVIDENCE = ("evidence", "survival", "response-rate", "trials", "comparison")
_CLASS, _NOT_COVERED, _ADVICE = "chemotherapy", "not-covered", "recommendation"
_MOST_BESIDE = 3
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


class Asker:
    """One question on its way; `none_now`: the person says that the emergency which it resembles is not happening."""

    def __init__(
        self, text: str, knowledge: Knowledge, reader: Reader, before: Conversation | None, none_now: bool = False
    ):
        self.text, self.knowledge, self.reader, self.before = text, knowledge, reader, before
        self.none_now = none_now
        self.u: Understanding | None = None

    def answer(self) -> Answer:
        """The first of the steps that has something to say."""
        unreadable = scope.unreadable(self.text)
        if unreadable is not None:
            return self.outside(unreadable.outside, unreadable.intent)
        u = self.read()
        language = scope.another_language(self.text)
        if language is not None and not urgent.emergencies_in(u.words):
            return self.outside(language.outside, language.intent, language.detail)
        features = intents.features_of(u, self.knowledge)
        margins = recognizer().margins(u, features, Names.of(self.knowledge).vocabulary)
        weighed = weigh(u, features, margins, alarm_of_now(u, margins, self.knowledge))
        if weighed.of_dying:
            return self.said(u, features, sayings()[emergencies().dying.said_by])
        if not weighed.emergencies:
            return dangers.first_actions(self.calm(u, features, margins, weighed), u)
        rest = without_emergency(u, features, margins)
        if weighed.by_nearness and self.none_now:
            return self.calm(u, features, margins, replace(rest, doubtful=True))
        return self.alarmed(u, weighed, partial(self.calm, u, features, margins, rest))

    def alarmed(self, u: Understanding, weighed: Weighed, asked: Callable[[], Answer]) -> Answer:
        """What to do now. The answer follows where nothing tells which emergency it is, to a clinician, and where it is said not to happen."""
        found, answer = weighed.emergencies, self.urgent(u, weighed.emergencies)
        if found[0] is emergencies().emergencies[0]:
            return answer
        unnamed = weighed.by_nearness and found[0] is emergencies().any_other and not dangers.own(u)
        if self.none_now or (unnamed and self.reader == "clinician"):
            besides = asked()
            if besides.kind == "answer":
                return replace(besides, kind="urgent", sentences=(answer.sentences[0], *besides.sentences))
        answer = replace(answer, conversation=replace(answer.conversation, set_aside=self.text))
        if not weighed.by_nearness:
            return answer
        return replace(answer, follow_up=(*emergencies().follow_up_in_doubt.of(self.reader), *answer.follow_up))

    def calm(
        self, u: Understanding, features: frozenset[str], margins: Mapping[str, float], weighed: Weighed
    ) -> Answer:
        """The answer to what is no emergency: daily life, a refusal, a reason outside, or what the question wants."""
        first = service.saying_that_goes_first(u, self.knowledge, self.before)
        if first is not None and weighed.refusal is not withheld().withheld[0]:
            if self.reader in first.leads:
                answer = self.told(self.wanted(u, features, margins, first.intent), u)
                return dangers.before(answer, u, weighed.doubtful)
            return dangers.before(self.said(u, features, first), u)
        turn = follow_up.turn_of(u, self.before, self.knowledge)
        asked = self.outright(u, features, weighed) if turn is None else None
        if asked is not None:
            return dangers.before(self.told(asked, u), u, weighed.doubtful)
        if turn is not None and not scope.refusal(u.words, self.reader, u.text):
            answer = self.told(self.wanted(self.about(u, turn), features, margins, turn.intent), u)
            return dangers.before(answer, u, weighed.doubtful)
        if weighed.refusal is not None:
            refused = self.refused(u, weighed.refusal, features)
            if u.words.line not in plan_cues("cure_supposed"):
                return refused
            answer = self.told(self.wanted(u, features, margins, _ADVICE), u)
            return replace(answer, sentences=(refused.sentences[0], *answer.sentences))
        if weighed.outside is not None and not goes_on_about_study(u, self.before):
            return self.outside(weighed.outside[1], weighed.outside[0])
        answer = self.told(self.wanted(u, features, margins), u)
        return dangers.before(answer, u, weighed.doubtful, margins.get(answer.intent, 0.0))

    def said(self, u: Understanding, features: frozenset[str], record: Saying) -> Answer:
        """What a saying says, with the questions that may come next."""
        q = Question(u, self.knowledge, record.intent, features)
        answer = self.spoken(q, service.with_rules(q, record), {})
        return replace(answer, follow_up=tuple(record.follow_up.of(self.reader)))

    def outright(self, u: Understanding, features: frozenset[str], weighed: Weighed) -> Answer | None:
        """The answer to what the words ask outright of a treatment, whatever it is near to."""
        if weighed.outside is not None and weighed.outside[1] is withheld().other_cancers:
            return None
        found = outright.asked(u, features, self.knowledge, weighed.refusal)
        return self.spoken(*found, {}) if found is not None else None

    def about(self, u: Understanding, turn: follow_up.Turn) -> Understanding:
        """A turn about the treatments that it stands on; what it says was given already is asked for once more."""
        before = self.before or Conversation()
        forward = {*before.answered, *before.treatments}
        again = tuple(t for t in u.given if t in forward) if turn.changes else ()
        told = replace(u, asked=turn.about or u.asked, named=turn.about or u.named, once_more=again)
        self.u = told
        return told

    def told(self, answer: Answer, u: Understanding) -> Answer:
        """The answer after a sentence on each misspelled name: what it was read as."""
        said = assemble(corrections_said(u, self.knowledge), self.knowledge, self.reader, ())
        return replace(answer, sentences=(*said.sentences, *answer.sentences), claims=(*said.claims, *answer.claims))

    def read(self) -> Understanding:
        """What the question says, with what the conversation said before."""
        fresh = near_measures.read(understand(self.text, self.knowledge, self.reader))
        before = self.before
        if before is not None and before.continues_with(fresh.own, follow_up.supposes(fresh.words)):
            again = near_measures.read(understand(self.text, self.knowledge, self.reader, before.case))
            again = follow_up.without_carers(again, before, self.knowledge)
            case = follow_up.changed_case(
                merged(before.case, again.own), again.own, again.words, before, self.knowledge
            )
            keeps = not again.asked and not again.given
            asked = before.treatments if keeps and again.words.line not in plan_cues("in_its_place") else again.asked
            line = again.line if again.line is not None else (None if again.given else before.line)
            fresh = replace(again, case=case, asked=asked, line=line, studies_before=before.studies)
        self.u = fresh
        return fresh

    # ---- what the question wants -------------------------------------------------------------
    def wanted(
        self, u: Understanding, features: frozenset[str], margins: Mapping[str, float], told: str | None = None
    ) -> Answer:
        """The answer that the plan of the question's intent makes, of `told` where its words tell it; else a question back."""
        choice = wanted_by(u, features, margins, self.before, told)
        intent = choice.intent
        if u.unknown_trial is not None and not u.studies:
            return self.without_trial(u, u.unknown_trial, intent or FALLBACK)
        explained = intent == "definition" and bool(u.terms)
        if (scope.not_held(u, self.knowledge) and not explained) or Names.of(self.knowledge).strange_drug(
            u.words
        ) is not None:
            return self.not_covered(intent or FALLBACK)
        if told is None and is_not_covered(u, margins) and not explained:
            return self.not_covered(intent or _NOT_COVERED)
        back = question_back(u, choice, features, self.knowledge, self.before)
        if back is not None:
            return self.made("clarify", back.sentences, intent or back.intent, follow_up=back.choices)
        earlier = self.before is not None and bool(self.before.case or self.before.treatments or self.before.studies)
        continues = u.continues and earlier
        if intent is None or (intents.missing_slot(intents.intent_record(intent), features) and not continues):
            return self.unanswerable(u, intent, features)
        if scope.is_strange(u, intent, features, self.knowledge):
            return self.not_covered(intent)
        if not u.asked and not u.given and continues and intent not in ALONE and self.before is not None:
            self.u = u = replace(u, asked=self.before.answered)
        q = Question(u, self.knowledge, intent, features)
        alone = disease.own_guidance(q)
        instead = alone or premise.not_licensed(q) or retreatment.again(q) or handling.plan(q)
        if instead:
            return self.spoken(q, instead if alone else safety.guarded(q, instead), choice.scores)
        once_more = retreatment.first(q)
        said = {c.cites[0] for c in once_more}
        plan = parts.with_comfort(q, choice.scores, PLANS) or PLANS[intent](q)
        claims = [*once_more, *(c for c in plan if not said & set(c.cites[:1])), *self.beside(q, choice, told)]
        # Studies of one drug against another say nothing of it beside chemotherapy as a whole, nor those of other tumors.
        none_held = any(c.predicate == comparison.NOT_COMPARED for c in claims)
        if (q.studies or not none_held) and (intent != "comparison" or _CLASS not in u.named):
            claims = study_figures.led_by_figures(q, claims)
        claims = parts.with_others(q, claims, PLANS)
        claims = premise.corrected(q, to_the_point.among_first(q, spoken_of.leads(q, claims)))
        claims = without_unasked_figures(q, safety.without_overruled(q, claims))
        claims = [*syndromes.first(q), *taken_for_granted(q), *claims]
        return self.spoken(q, safety.guarded(q, claims), choice.scores)

    def without_trial(self, u: Understanding, trial: str, intent: str) -> Answer:
        """That a trial is not held; after it the answer to what is asked beside it, where that is a question of its own."""
        rest = parts.beside_trial(u, trial)
        answer = Asker(rest, self.knowledge, self.reader, self.before, self.none_now).answer() if rest else None
        if answer is None or answer.kind != "answer":
            answer = self.not_covered(intent)
        q = Question(u, self.knowledge, intent, frozenset())
        said = assemble(study_matters.trial_not_held(q), self.knowledge, self.reader, ())
        return replace(answer, sentences=(*said.sentences, *answer.sentences), claims=(*said.claims, *answer.claims))

    def beside(self, q: Question, choice: intents.Choice, told: str | None) -> list[Claim]:
        """Where the question may want a second thing nearly as much: the first of what answers that; nothing beside what its words tell."""
        second = choice.runner_up
        if (
            told is not None
            or second is None
            or second == q.intent
            or second not in PLANS
            or second in ALONE
            or q.intent in ALONE
        ):
            return []
        if choice.scores[q.intent] - choice.scores[second] > intent_file().limits.second:
            return []
        if intents.by_its_words(q.u, second, q.features) is not None:
            return []
        if intents.missing_slot(intents.intent_record(second), q.features - {"continues"}):
            return []
        other = PLANS[second](Question(q.u, q.knowledge, second, q.features))
        first = [c for c in other if c.role in ("bottom", "number", "detail")][:_MOST_BESIDE]
        return [replace(c, role="detail") for c in first]

    def unanswerable(self, u: Understanding, intent: str | None, features: frozenset[str]) -> Answer:
        """Nothing of this field is named: off topic; something is, but not what the intent needs: looked for by its words."""
        if intent is None or not features & intents.OF_THE_FIELD:
            return self.outside(withheld().off_topic, "off-topic")
        if scope.is_strange(u, FALLBACK, features, self.knowledge):
            return self.not_covered(intent)
        return self.spoken(
            Question(u, self.knowledge, FALLBACK, features),
            PLANS[FALLBACK](Question(u, self.knowledge, FALLBACK, features)),
            {},
        )

    def spoken(self, q: Question, claims: list[Claim], scores: Mapping[str, float]) -> Answer:
        """The claims in words; the not-covered wording where none is left that answers."""
        record = intents.intent_record(q.intent)
        on_evidence = q.intent in _ON_EVIDENCE
        claims = foremost.ordered(q, claims)
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
        sentences = dangers.refusal(Question(u, self.knowledge, record.intent, features), record)
        facts = outright.held_beside(u, features, self.knowledge, record)
        sentences = (*assemble(facts, self.knowledge, self.reader, ()).sentences, *sentences)
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

    def first_treatment(self, claims: Iterable[Claim]) -> Iterator[str]:
        """The treatment that an answer speaks of first, for a follow-up that only points at it."""
        for claim in claims:
            statement = self.knowledge.statements.get(claim.cites[0]) if claim.cites else None
            if statement is not None and claim.role == "bottom" and statement.about != _CLASS:
                yield statement.about
                return

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
            answered = tuple(self.first_treatment(claims)) or conversation.answered
            conversation = replace(conversation, studies=u.studies or conversation.studies, answered=answered)
        return Answer(kind, sentences, case, follow_up, intent, conversation, u, claims, scores or {}, dropped)
