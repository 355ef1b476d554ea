"""A question to a cited answer.

In this order: unreadable text, emergencies, refusals, other diseases, nonsense, and only then what the question wants. An
intent has a plan; a plan returns claims; claims are put into words and checked. What fails is left out, and where nothing
is left nothing is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from hoofbeat.ask import dangers, follow_up, in_full, intents, near_measures, parts, scope, urgent
from hoofbeat.ask.answer import Answer
from hoofbeat.ask.assembly import assemble
from hoofbeat.ask.choosing import ALONE, FALLBACK, goes_on_about_study, wanted_by
from hoofbeat.ask.claims import Claim
from hoofbeat.ask.clarify import points_at_nothing, question_back
from hoofbeat.ask.conversation import Conversation, merged
from hoofbeat.ask.forms import Saying
from hoofbeat.ask.misspellings import corrections_said
from hoofbeat.ask.names import Names
from hoofbeat.ask.plans import (
    comparison,
    disease,
    handling,
    outright,
    premise,
    retreatment,
    safety,
    service,
    spoken_of,
    study_figures,
    study_matters,
    supposed,
    syndromes,
    to_the_point,
)
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.plans.shared import taken_for_granted, without_unasked_figures
from hoofbeat.ask.question import Question
from hoofbeat.ask.recognizer import recognizer
from hoofbeat.ask.records import emergencies, plan_cues, sayings, withheld
from hoofbeat.ask.records import intents as intent_file
from hoofbeat.ask.speaker import Speaker
from hoofbeat.ask.understanding import Understanding, understand
from hoofbeat.ask.weighing import Weighed, alarm_of_now, is_not_covered, weigh, without_emergency

_CLASS, _NOT_COVERED, _ADVICE, _MEANING = "chemotherapy", "not-covered", "recommendation", "definition"
_OUTLOOK = "prognosis-for-me"
_ON_TREATMENTS = ("definition", "is-chemo", "how-given", "side-effects", "monitoring", "mechanism")
_MOST_BESIDE = 3


@dataclass(frozen=True)
class _Read:
    """A question as it was read and weighed."""

    u: Understanding
    features: frozenset[str]
    margins: Mapping[str, float]
    weighed: Weighed


class Asker(Speaker):
    """One question on its way; `none_now`: the person says that the emergency which it resembles is not happening."""

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
        weighed = weigh(u, features, margins, alarm_of_now(u, margins, self.knowledge), self.knowledge)
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
        again = in_full.swapped(u, self.before, self.knowledge)
        if again is not None:
            return Asker(again.text, self.knowledge, self.reader, again.before, self.none_now).answer()
        read = _Read(u, features, margins, weighed)
        for step in (self.daily_life, self.supposing, self.in_turn, self.declined, self.lies_outside):
            found = step(read)
            if found is not None:
                return found
        answer = self.told(self.wanted(u, features, margins), u)
        if answer.kind == "unknown":
            answer = self.with_question_before(read) or answer
        return dangers.before(answer, u, weighed.doubtful, margins.get(answer.intent, 0.0))

    def daily_life(self, read: _Read) -> Answer | None:
        """What a saying tells that the words meet, alone or with those of the question before."""
        u, refusal = read.u, read.weighed.refusal
        first = service.saying_that_goes_first(u, self.knowledge) or self.saying_met(read)
        if first is None or refusal is withheld().withheld[0]:
            return None
        if self.reader in first.leads:
            return self.warned(self.wanted(u, read.features, read.margins, first.intent), read)
        answer, other = self.said(u, read.features, first), service.asked_too(u, first, self.knowledge)
        if other is not None:
            beside = self.said(u, read.features, other).sentences[:_MOST_BESIDE]
            answer = replace(answer, sentences=(*answer.sentences, *(s for s in beside if s not in answer.sentences)))
        return dangers.before(answer, u)

    def said(self, u: Understanding, features: frozenset[str], record: Saying) -> Answer:
        """What a saying says, with the questions that may come next."""
        q = Question(u, self.knowledge, record.intent, features)
        answer = self.spoken(q, service.with_rules(q, record), {})
        return replace(answer, follow_up=tuple(record.follow_up.of(self.reader)))

    def saying_met(self, read: _Read, *, alone: bool = False) -> Saying | None:
        """The saying that a short turn meets with the question before; `alone`: also one which that question meets by itself.

        A turn that names something of its own meets only one whose words may stand in what is told before the question.
        """
        u = read.u
        if self.before is None or not self.before.questions or not follow_up.is_short(u):
            return None
        across = not (alone or follow_up.is_bare(u, read.margins))
        about = follow_up.medicines(u, self.before, self.knowledge)
        for both, earlier in in_full.joined(u, self.before, about, self.knowledge):
            found = service.saying_that_goes_first(both, self.knowledge, across=across)
            if found is not None and (alone or service.saying_that_goes_first(earlier, self.knowledge) is not found):
                return found
        return None

    def with_question_before(self, read: _Read) -> Answer | None:
        """The answer to a turn that seems to lie outside, where it has one together with what was asked and answered before."""
        turn = follow_up.on_answer(read.u, self.before, read.margins, self.knowledge)
        saying = self.saying_met(read, alone=turn is not None) if follow_up.leans(read.u, read.margins) else None
        if saying is not None and self.reader not in saying.leads:
            return self.said(read.u, read.features, saying)
        if turn is None or self.before is None:
            return None
        if turn.about or self.before.answered:
            return self.of_turn(read, turn)
        return Asker(f"{self.before.questions[-1]} {self.text}", self.knowledge, self.reader, self.before).answer()

    def in_turn(self, read: _Read) -> Answer | None:
        """What a turn of a conversation wants that stands on what was said before; else what is asked outright."""
        turn = follow_up.turn_of(read.u, self.before, self.knowledge)
        if turn is None:
            asked = self.outright(read.u, read.features, read.weighed)
            return self.warned(asked, read) if asked is not None else None
        if read.weighed.refusal is not None and scope.refusal(read.u.words, self.reader, read.u.text):
            return None
        return dangers.before(self.of_turn(read, turn), read.u, read.weighed.doubtful)

    def of_turn(self, read: _Read, turn: follow_up.Turn) -> Answer:
        """The answer to a turn, about the treatments that it stands on."""
        u = self.about(read.u, turn)
        features = intents.features_of(u, self.knowledge) if turn.about else read.features
        return self.told(self.wanted(u, features, read.margins, turn.intent), read.u)

    def supposing(self, read: _Read) -> Answer | None:
        """What a record says against that which the question supposes; what is refused by its words is refused after it."""
        if read.weighed.outside is not None and read.weighed.outside[1] is withheld().other_cancers:
            return None
        q = Question(read.u, self.knowledge, _MEANING, read.features)
        claims = supposed.instead(q)
        if not claims:
            return None
        nearest = intents.choose(read.margins, read.features).intent
        q = replace(q, intent=nearest if nearest in _ON_TREATMENTS else supposed.intent_of(claims))
        answer = self.spoken(q, without_unasked_figures(q, claims), {})
        refused, of_cure = scope.refusal(read.u.words, self.reader, read.u.text), claims[0].predicate == "says"
        rest: Answer | None = None
        if refused is not None and not (of_cure and refused.intent == _OUTLOOK):
            rest = self.refused(read.u, refused, read.features)
        elif of_cure:
            rest = self.told(self.wanted(read.u, read.features, read.margins, _ADVICE), read.u)
        if rest is not None:
            answer = replace(rest, sentences=(*answer.sentences, *rest.sentences))
        return dangers.before(answer, read.u, read.weighed.doubtful)

    def declined(self, read: _Read) -> Answer | None:
        """A refusal; a question back instead, where the question only points at something and nothing was said before."""
        refusal = read.weighed.refusal
        if refusal is None:
            return None
        back = points_at_nothing(read.u) if self.before is None else None
        if back is not None:
            return self.made("clarify", back.sentences, back.intent, follow_up=back.choices)
        return self.refused(read.u, refusal, read.features)

    def lies_outside(self, read: _Read) -> Answer | None:
        """That a question lies outside, where it is not about what was answered before."""
        outside = read.weighed.outside
        if outside is None or goes_on_about_study(read.u, self.before):
            return None
        if outside[1] is withheld().off_topic:
            answer = self.with_question_before(read)
            if answer is not None and answer.kind == "answer":
                return dangers.before(answer, read.u)
        return self.outside(outside[1], outside[0])

    def warned(self, answer: Answer, read: _Read) -> Answer:
        """An answer after misspelled names and the dangers that the question tells of."""
        return dangers.before(self.told(answer, read.u), read.u, read.weighed.doubtful)

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
        outgrown = {e["treatment"] for e in u.own.get("prior_treatments") or () if e.get("progressed")}
        again = tuple(t for t in u.given if t in forward - outgrown) if turn.changes else ()
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
        supposes = follow_up.supposes(fresh.words)
        if self.before is not None:
            self.before = self.before.without_supposed() if supposes else replace(self.before, case_told=None)
        before = self.before
        if before is not None and before.continues_with(fresh.own, supposes):
            again = near_measures.read(understand(self.text, self.knowledge, self.reader, before.case))
            again = follow_up.without_carers(again, before, self.knowledge)
            case = follow_up.changed_case(
                merged(before.case, again.own), again.own, again.words, before, self.knowledge
            )
            keeps = not again.asked and not again.given and again.line is None
            asked = before.treatments if keeps and again.words.line not in plan_cues("in_its_place") else again.asked
            line = again.line if again.line is not None else (None if again.given else before.line)
            loosely = tuple(f for f in before.unspecific if f not in case and f not in again.unspecific)
            fresh = replace(
                again, case=case, asked=asked, line=line, studies_before=before.studies, unspecific_before=loosely
            )
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
        if told is None and is_not_covered(u, margins, self.knowledge) and not explained:
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
        beside = self.beside(q, choice) if told is None else []
        return self.spoken(q, safety.guarded(q, self.planned(q, choice.scores, beside)), choice.scores)

    def planned(self, q: Question, scores: Mapping[str, float], beside: list[Claim]) -> list[Claim]:
        """What the plan of a question's intent claims, in its order; `beside`: what a second intent adds."""
        once_more = retreatment.first(q)
        said = {c.cites[0] for c in once_more}
        plan = parts.with_comfort(q, scores, PLANS) or PLANS[q.intent](q)
        claims = [*once_more, *(c for c in plan if not said & set(c.cites[:1])), *beside]
        # Studies of one drug against another say nothing of it beside chemotherapy as a whole, nor those of other tumors.
        none_held = any(c.predicate == comparison.NOT_COMPARED for c in claims)
        if (q.studies or not none_held) and (q.intent != "comparison" or _CLASS not in q.u.named):
            claims = study_figures.led_by_figures(q, claims)
        claims = parts.with_others(q, claims, PLANS)
        claims = premise.corrected(q, to_the_point.among_first(q, spoken_of.leads(q, claims)))
        claims = without_unasked_figures(q, safety.without_overruled(q, claims))
        return [*syndromes.first(q), *taken_for_granted(q), *claims]

    def without_trial(self, u: Understanding, trial: str, intent: str) -> Answer:
        """What statements tell of a trial without a record; or that none is held, and the answer to what else is asked."""
        rest = parts.beside_trial(u, trial)
        q = Question(u, self.knowledge, intent, frozenset())
        told = study_matters.trial_not_held(q)
        if any(c.cites[0] in self.knowledge.statements for c in told):
            return self.spoken(q, told, {})
        answer = Asker(rest, self.knowledge, self.reader, self.before, self.none_now).answer() if rest else None
        if answer is None or answer.kind != "answer":
            answer = self.not_covered(intent)
        said = assemble(told, self.knowledge, self.reader, ())
        return replace(answer, sentences=(*said.sentences, *answer.sentences), claims=(*said.claims, *answer.claims))

    def beside(self, q: Question, choice: intents.Choice) -> list[Claim]:
        """Where the question may want a second thing nearly as much: the first of what answers that."""
        second = choice.runner_up
        if second is None or second == q.intent or second not in PLANS or second in ALONE or q.intent in ALONE:
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
