"""What happened to which treatment: events beside a treatment's name are attached to it by the words between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hoofbeat.language.dates import Ago, Date
from hoofbeat.language.phrases import is_number, stem
from hoofbeat.language.records import letter_words
from hoofbeat.letters.happenings import Happenings
from hoofbeat.letters.mentions import Event, Given, attaching_words, of_history, regimens, role_of_date
from hoofbeat.letters.page import Item, Page
from hoofbeat.letters.standing import JOINED_BY, LINK_BEFORE, LINK_REACH, OUTCOMES, Standing

_CARRIED = frozenset((
    "stopped", "toxic", "intolerance", "chosen", "finished", "last_given", "resp_CR", "resp_PR",
    "resp_SD", "resp_PD", "until_progression", "failing", "tolerating", "mid_course", "progression", "came_back",
))  # fmt: skip
_OF_WHAT_FOLLOWS = frozenset({"finished", "last_given", "stopped", "tolerating", "mid_course"})
"""Before another treatment these may be told of that one."""
_BEFORE_NAME = frozenset({"past_on", "taken", "around"})
"""What is told only of the treatment named right behind it."""
_RIGHT_BEHIND = frozenset({"for_a_time", "by_then"})
"""What is told only of the treatment named right before it."""
_PAST_COMMA = frozenset({"started", "ongoing", "continuing", "past_on", "again", "cycle"})
_CARRY_SENTENCES = 2
_WHY = frozenset({"toxic", "intolerance", "chosen", "progression", "resp_PD"})
"""What may be why a treatment was stopped that is named only behind it."""
_WHEN = frozenset({"after", "because"})
"""Between a beginning and growth: the growth is why it was begun, 'A was started after the liver had grown'."""
_HARM = frozenset({"toxic", "intolerance", "chosen"})
_IN_PLACE = frozenset({"in", "of", "the", "both", "her", "his", "on", "under", "through", "during", "despite", "with"})
"""Between growth and a treatment these, with the organs, say where it was: 'progression in the liver on A'."""
_WHY_SHORT = 3
"""Words between a treatment and the word for its end, where the reason stands before both."""


class Attached:
    """Every treatment mention of a letter with what is said of it."""

    def __init__(self, page: Page):
        self._page = page
        self._stems = [stem(f) for f in page.document.folded]
        self._happenings = Happenings(page)
        self._standing = Standing(page, self._stems)
        self.mentions: list[Given] = []
        self.loose: list[Event] = []
        """What is said of no treatment in particular."""
        self._topic: Given | None = None
        self._told = 0
        for number in range(len(page.document.sentences)):
            drugs = [i for i in page.within(number, "treatment", "other_drug") if not self._standing.helps_another(i)]
            named = [*regimens(page, drugs), *self._pointed_at(number)]
            named += self._given_again(number) if not drugs else ()
            here = [Given(item, number) for item in sorted(named, key=lambda i: i.first)]
            self._attach(number, here, self._open(number))
            self._take_question(number, here)
            self._take_refusal_of_more(number, here)
            for given in here:
                self._standing.note(given)
                given.background = given is not here[0] and self._standing.is_background(given)
            if here:
                self._topic, self._told = self._topic_of(here), number
            self.mentions += [given for given in here if given.item.kind == "treatment"]

    def _pointed_at(self, number: int) -> Iterator[Item]:
        """'The former was stopped, the latter goes on': of the two treatments that were last named together."""
        pointers = self._page.within(number, "the_former", "the_latter")
        if not pointers:
            return
        near = [g.item for g in self.mentions if 0 < number - g.sentence <= _CARRY_SENTENCES]
        pair = list({i.id: i for i in near if of_history(self._page, i.id)}.values())[-2:]
        if len(pair) == 2:
            for pointer in pointers:
                meant = pair[0] if pointer.id == "the_former" else pair[1]
                yield replace(pointer, kind="treatment", id=meant.id)

    def _given_again(self, number: int) -> Iterator[Item]:
        """'Relapse after a year. Rechallenge, 4 cycles.': the treatment told last, where no other is named."""
        near = [g.item for g in self.mentions if 0 <= number - g.sentence <= _CARRY_SENTENCES]
        last = next((i for i in reversed(near) if of_history(self._page, i.id)), None)
        for again in self._page.within(number, "the_same_again")[:1]:
            if last is not None:
                yield replace(again, kind="treatment", id=last.id)

    def _open(self, number: int) -> Given | None:
        """The treatment that a sentence goes on speaking of: the topic, while nothing else came in between."""
        if self._topic is None or number - self._told > _CARRY_SENTENCES:
            return None
        here, there = (self._page.document.sentences[n] for n in (number, self._topic.sentence))
        return self._topic if (here.paragraph, here.section) == (there.paragraph, there.section) else None

    def _is_of_another_course(self, event: Event, carrier: Given) -> bool:
        """Whether a nameless sentence tells of a numbered cycle, or of a response, that cannot be of the open treatment:
        one that is not given in cycles, or a background treatment beside another that is given for a time.
        """
        number = self._page.document.sentence_number(event.start)
        response = event.kind.startswith("resp_")
        if carrier.item.kind != "treatment" or not (response or event.kind == "mid_course"):
            return False
        if self._page.within(number, "one_cycle") and not self._standing.is_kind(
            carrier, letter_words().given_in_cycles
        ):
            return True
        if not response or not self._standing.is_kind(carrier, letter_words().given_all_along):
            return False
        begun = carrier.dates or carrier.has("started", "again", "lasted", "finished", "stopped")
        others = (
            g
            for g in self.mentions
            if g is not carrier and self._standing.is_systemic(g) and self._standing.was_given(g)
        )
        return not begun and any(not self._standing.is_kind(g, letter_words().given_all_along) for g in others)

    def _topic_of(self, here: list[Given]) -> Given | None:
        """What the next sentences speak of: the last treatment of a sentence that is begun there, and not named again."""
        told = [g for g in here if self._standing.was_given(g) and self._standing.is_of_story(g)]
        told = [g for g in told if not g.background] or told[-1:]
        told = [g for g in told if not self._standing.is_cause(g) and not self._standing.is_remedy(g)]
        if not told and all(self._standing.is_remedy(g) for g in here):
            return self._topic
        if not told:
            planned = self._page.document.sentences[here[0].sentence].section == "plan"
            return None if planned else self._topic
        before = {g.item.id for g in self.mentions}
        begun = [g for g in told if g.has("started", "again")]
        return begun[-1] if begun else next((g for g in reversed(told) if g.item.id not in before), told[-1])

    def _attach(self, number: int, here: list[Given], carrier: Given | None) -> None:
        events = self._happenings.of(number)
        self._take_reason_before(number, here, events)
        for event in events:
            last = self._page.document.token_at(event.end - 1) + 1
            ended = self._ended_for(event, last, here, events)
            targets, linked = ([ended], False) if ended is not None else self._targets(event, last, here, carrier)
            if not targets:
                self.loose.append(event)
            elif targets == [carrier]:
                self._told = number
            for target in targets:
                target.events.append(Event(event.kind, event.start, event.end, event.first, event.said, linked))
                if event.kind in _WHY and target.item.last <= event.first and self._led_to_next(target, event, here):
                    target.events.append(Event("stopped", event.start, event.end, event.first, event.said, linked))
        sentence = self._page.document.sentences[number]
        self._attach_dates([d for d in self._page.dates if sentence.start <= d.start < sentence.end], here, carrier)
        scans = self._page.within(number, "scan_lately")
        agos = (a for a in self._page.agos if sentence.start <= a.start < sentence.end)
        for ago in (a for a in agos if not any(s.start < a.end and a.start < s.end for s in scans)):
            first = self._page.document.token_at(ago.start)
            nearest = self._nearest(first, here) or (carrier if self._is_since(ago) or self._told == number else None)
            if nearest is not None:
                nearest.agos.append(ago)

    def _ended_for(self, event: Event, last: int, here: list[Given], events: Sequence[Event]) -> Given | None:
        """The treatment whose end a sentence tells behind the reason: 'because of the rash A was stopped'."""
        if event.kind not in _WHY or event.said or any(g.item.last <= event.first for g in here):
            return None
        after = next((g for g in here if g.item.first >= last), None)
        if after is None or any(
            e.kind in ("started", "switched") and last <= e.first < after.item.first for e in events
        ):
            return None
        ends = ("stopped", "finished") if event.kind == "chosen" else ("stopped",)
        stops = [e for e in events if e.kind in ends and not e.said and last <= e.first]
        return after if any(self._is_end_of(after, e, here) for e in stops) else None

    def _is_end_of(self, given: Given, stop: Event, here: list[Given]) -> bool:
        """Whether a sentence says right before or behind a name, or as what came of it, that the treatment was stopped."""
        if stop.first < given.item.first:
            last = self._page.document.token_at(stop.end - 1) + 1
            return self._is_linked(stop.kind, last, given.item.first)
        between = self._stems[given.item.last : stop.first]
        if any(given.item.last <= g.item.first < stop.first for g in here):
            return False
        told = all(w in attaching_words()["auxiliaries"] for w in between) and len(between) <= _WHY_SHORT
        return told or any(w in attaching_words()["so_that"] for w in between)

    def _take_reason_before(self, number: int, here: list[Given], events: Sequence[Event]) -> None:
        """'Agreed PD. A to stop.': the sentence before, which names no treatment, tells why the only one here was stopped."""
        sentences = self._page.document.sentences
        if number == 0 or len(here) != 1 or sentences[number - 1].paragraph != sentences[number].paragraph:
            return
        stops = [e for e in events if e.kind == "stopped" and not e.said]
        begun = any(e.kind in ("started", "switched") and not e.said for e in events)
        why = [e for e in self.loose if e.kind in _WHY and self._page.document.sentence_number(e.start) == number - 1]
        if not begun and any(self._is_end_of(here[0], e, here) for e in stops):
            here[0].events += [e for e in why if not e.said]

    def _take_question(self, number: int, here: list[Given]) -> None:
        """'Any treatment received? Yes: A': what is asked before is told of what the answer names."""
        if number - 1 not in self._page.answered_yes:
            return
        for asked, kind in (("asks_given", "started"), ("asks_ongoing", "ongoing")):
            for given in here if self._page.within(number - 1, asked) else ():
                item = given.item
                said = self._page.said(item.start, item.end)
                given.events.append(Event(kind, item.start, item.end, item.first, said, linked=True))

    def _take_refusal_of_more(self, number: int, here: list[Given]) -> None:
        """'She declined further A after cycle 2': A was given, and stopped by choice."""
        for item in self._page.within(number, "declined_more"):
            for given in (g for g in here if g.item.first == item.last):
                told = [e for e in given.events if e.kind in ("cycle", "stopped") and e.start >= given.item.end]
                said = self._page.said(item.start, item.end) - {"negated", "historical"}
                for kind in ("accepted", "chosen") if told else ():
                    given.events.append(Event(kind, item.start, item.end, item.first, said, linked=True))

    def _is_since(self, ago: Ago) -> bool:
        """Whether an interval is told back to what was told before: 'no treatment in the 3 months since'."""
        return self._stems[self._page.document.token_at(ago.end - 1)] in letter_words().prefix_of_date["since"]

    def _led_to_next(self, target: Given, event: Event, here: list[Given]) -> bool:
        """Whether it is why another treatment took its place: 'A x 1, switched to B because of kidney injury'."""
        number = self._page.document.sentence_number(event.start)
        switched = [i for i in self._page.within(number, "switched") if target.item.last <= i.first < event.first]
        return any(target.item.last <= s.first <= g.item.first <= event.first for s in switched for g in here)

    def _targets(self, event: Event, last: int, here: list[Given], carrier: Given | None) -> tuple[list[Given], bool]:
        after = next((g for g in here if g.item.first >= last), None)
        before: Given | None = next((g for g in reversed(here) if g.item.last <= event.first), None)
        if event.kind in _RIGHT_BEHIND:
            near = before is not None and self._standing.is_right_behind(before, event)
            return [before] if before is not None and near else [], False
        if before is not None and event.kind in OUTCOMES:
            before = self._main_before(before, event, here)
        if before is not None and self._is_said_of(before, event):
            return self._group_before(before, here, event), False
        if (
            after is not None
            and not self._leads_to(event, last, after)
            and self._is_linked(event.kind, last, after.item.first)
        ):
            return self._group(after, here), True
        if before is not None and event.kind.startswith("resp_") and not self._standing.is_systemic(before):
            drugs = (g for g in reversed(here) if g.item.last <= before.item.first and self._standing.is_systemic(g))
            before = next(drugs, before)
        if event.kind in _BEFORE_NAME or (event.kind == "at_work" and not self._standing.is_near(before, event)):
            return [], False
        if before is not None:
            if event.kind in ("progression", "came_back", "toxic", "intolerance", "chosen") and self._is_reason(
                before, event
            ):
                earlier = [g for g in here if g.item.last <= before.item.first]
                return ([earlier[-1]] if earlier else [carrier] if carrier is not None else []), False
            return self._group_before(before, here, event), False
        if carrier is None or not (self._goes_on(event, here) or (not here and self._speaks_on(event, carrier))):
            return [], False
        if self._is_of_another_course(event, carrier):
            return [], False
        return [self._with_response(carrier) if event.kind.startswith("resp_") else carrier], False

    def _main_before(self, before: Given, event: Event, here: list[Given]) -> Given:
        """'On B since May, having progressed on A; the scan is worse': behind the break it is told of B, and A is background."""
        between = self._stems[before.item.last : event.first]
        if not any(w in attaching_words()["breaks"] for w in between) or not self._standing.is_background(before):
            return before
        return next((g for g in reversed(here[: here.index(before)]) if not self._standing.is_background(g)), before)

    def _is_said_of(self, before: Given, event: Event) -> bool:
        """Whether an event is what the sentence says of the treatment before it: 'B was started after A', 'A helped, then B'."""
        if event.kind in _BEFORE_NAME:
            return False
        between = self._stems[before.item.last : event.first]
        told = any(w in attaching_words()["auxiliaries"] for w in between) or event.kind == "at_work"
        allowed = attaching_words()["auxiliaries"] | attaching_words()["doses"]
        return told and len(between) <= LINK_REACH and all(w in allowed or is_number(w) for w in between)

    def _goes_on(self, event: Event, here: list[Given]) -> bool:
        """Whether an event without a treatment is told of the open one; an end inside a sentence before another treatment may be of that one."""
        opens = event.first == self._page.document.sentence_at(event.start).first
        return event.kind in (_CARRIED if opens or not here else _CARRIED - _OF_WHAT_FOLLOWS)

    def _with_response(self, carrier: Given) -> Given:
        """The systemic treatment of the same sentence, where a response follows one that has none: 'A with radiotherapy. PR.'"""
        if self._standing.is_systemic(carrier):
            return carrier
        told = (g for g in reversed(self.mentions) if g.sentence == carrier.sentence and self._standing.is_systemic(g))
        return next(told, carrier)

    def _leads_to(self, event: Event, last: int, after: Given) -> bool:
        """Whether the treatment behind an event is not what it is told of, but what came of it: 'relapse, A', 'grew and had A'."""
        if event.kind == "came_back" or self._is_relative(event):
            return True
        number = self._page.document.sentence_number(event.start)
        begun = any(last <= i.first < after.item.first for i in self._page.within(number, "started", "switched"))
        told = any(w in attaching_words()["afterwards"] for w in self._stems[last : after.item.first])
        return event.kind in ("progression", "resp_PD") and begun and not told

    def _is_relative(self, event: Event) -> bool:
        """Whether it is told of the treatment before it: 'A, which she is still receiving, and B'."""
        if event.kind not in ("ongoing", "continuing"):
            return False
        return bool({"which", "that"} & set(self._stems[max(0, event.first - LINK_BEFORE - 1) : event.first + 1]))

    def _speaks_on(self, event: Event, carrier: Given) -> bool:
        """Whether a sentence without a subject goes on speaking of a treatment that was given: 'Progressed and stopped.' 'Continues.'"""
        number = self._page.document.sentence_number(event.start)
        if event.first != self._page.document.sentences[number].first:
            return False
        order = self._page.document.folded[event.first] == self._stems[event.first] and event.kind == "ongoing"
        told = (i for i in self._page.within(number, "goes_on_alone") if i.first == event.first)
        goes_on = any(not order or i.last - i.first > 1 for i in told)
        return self._standing.was_given(carrier) and self._page.document.sentences[number].section != "plan" and goes_on

    def _is_linked(self, kind: str, first: int, last: int) -> bool:
        tokens = self._page.document.tokens[first:last]
        between = [s for s, t in zip(self._stems[first:last], tokens, strict=True) if not self._in_date(t.start)]
        if kind in ("progression", "resp_PD") and first < last:
            places = self._page.within(self._page.document.sentence_number(tokens[0].start), "site")
            named = {s for p in places for s in self._stems[p.first : p.last]}
            between = [s for s in between if s not in named] if set(between) <= named | _IN_PLACE else between
        links = attaching_words()["links"] - (set() if kind in _PAST_COMMA else {","})
        return len(between) <= LINK_REACH and all(w in links or is_number(w) for w in between)

    def _in_date(self, at: int) -> bool:
        return any(d.start <= at < d.end for d in self._page.dates)

    def _is_reason(self, before: Given, event: Event) -> bool:
        """Whether an outcome is why the treatment before it was given: 'B for progression'."""
        between = [e for e in self._happenings.of(before.sentence) if before.item.last <= e.first < event.first]
        if before.has("stopped", "finished", "last_given", "chosen") or any(
            e.kind in ("stopped", "finished", "last_given", "chosen") for e in between
        ):
            return False
        begun = [e for e in between if e.kind in ("started", "switched") and not e.said]
        if event.kind in _HARM and self._stems[event.first - 2 : event.first] == ["to", "be"]:
            return True
        if any(e.kind == "switched" for e in begun) or (event.kind in _HARM and not self._is_change(before)):
            return False
        far = self._stems[max(begun[-1].first, event.first - LINK_REACH) : event.first] if begun else []
        if _WHEN & set(far):
            return True
        near = self._stems[max(before.item.last, event.first - 2) : event.first]
        if event.kind in _HARM and near[-1:] == ["("]:
            return True
        if near[-1:] == ["which"] or set(near[:1]) & attaching_words()["led_to"]:
            return False
        return any(w in attaching_words()["reasons"] for w in near)

    def _is_change(self, given: Given) -> bool:
        """Whether a treatment is named as what took the place of another, or was begun: 'B was started for A's side effects'."""
        return given.has("started", "switched") or any(
            i.last <= given.item.first for i in self._page.within(given.sentence, "switched")
        )

    def _group(self, first: Given, here: list[Given]) -> list[Given]:
        """The treatments listed together from one on: 'on A and B'."""
        group = [first]
        for given in here[here.index(first) + 1 :]:
            gap = self._stems[group[-1].item.last : given.item.first]
            if len(gap) > 2 or not all(w in ("and", ",", "or") for w in gap):
                break
            group.append(given)
        return group

    def _group_before(self, last: Given, here: list[Given], event: Event) -> list[Given]:
        """The treatments listed with 'and' up to one: 'A and B were stopped'; of a longer list where all are meant."""
        group = [last]
        every = any(w in attaching_words()["all_of_them"] for w in self._stems[last.item.last : event.first])
        for given in reversed(here[: here.index(last)]):
            between = self._stems[given.item.last : group[0].item.first]
            joined = 0 < len(between) <= JOINED_BY and between[0] in (
                attaching_words()["together"] | ({","} if every else set())
            )
            if not joined or not all(
                w in attaching_words()["together"] or w in attaching_words()["doses"] or w == "," for w in between
            ):
                break
            group.insert(0, given)
        return group

    def _nearest(self, first: int, here: list[Given]) -> Given | None:
        """The treatment that a date or interval belongs to: the one before it, unless a clause ends between them."""
        before = next((g for g in reversed(here) if g.item.last <= first), None)
        after = next((g for g in here if g.item.first > first), None)
        if before is None:
            return after
        between = self._stems[before.item.last : first]
        if after is not None and any(w in attaching_words()["breaks"] or w in ("then", ".") for w in between):
            return after
        return before

    def _attach_dates(self, found: list[Date], here: list[Given], carrier: Given | None) -> None:
        for date in found:
            first = self._page.document.token_at(date.start)
            target = self._nearest(first, here) or (carrier if not here else None)
            role = "" if target is None else role_of_date(self._page, date, target, first)
            if target is not None and (here or role == "end"):
                target.dates.append((role, date))
