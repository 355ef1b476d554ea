"""What several plans say: how sure, what is assumed, what to ask the team."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from hoofbeat.advice import Consultation
from hoofbeat.advice.result import StatementShown
from hoofbeat.ask.claims import Claim, of_list, of_plain, within_sentence
from hoofbeat.ask.forms import Template
from hoofbeat.ask.names import Names
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, templates
from hoofbeat.ask.relevance import stems_of
from hoofbeat.ask.text import words_of
from hoofbeat.ask.understanding import Understanding
from hoofbeat.ask.verify import names_in
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import PlainText, Statement

_CLASS, _OPEN = "chemotherapy", "establish_first"
_MOST_QUESTIONS = 2
_SENTENCE = re.compile(r"[^.?!\n]*[^\s.?!][^.?!\n]*[?]?")
_POINTING = 5
"""Words: a shorter question only points at what was told before it."""
_ON_THE_CASE = ("recommendation", "comparison", "why-not", "eligibility", "symptom-control")
FAVORED = ("prefer", "offer", "consider")
"""Positions that put a treatment forward."""
ADVISED = ("prefer", "offer")
"""Positions that advise it, and do not only allow it; the stronger first."""
UNVOUCHED = "question-answer"
"""The kind of source that nobody vouches for: pages which a machine wrote."""


def asks(q: Question, name: str) -> bool:
    """Whether a question has the words of one of the lists in `plans.yaml`."""
    return q.u.words.line in plan_cues(name)


def asking_text(u: Understanding) -> str:
    """The sentences of a text that ask; the whole where none does, or where it is one sentence."""
    sentences = _SENTENCE.findall(u.text)
    starts = plan_words().question_starts
    asking = [s for s in sentences if s.rstrip().endswith("?") or s.split()[0].lower() in starts]
    return " ".join(asking) if len(sentences) > 1 and asking else u.text


def asking_line(u: Understanding, knowledge: Knowledge) -> str:
    """The words of the sentences that ask; of the whole text where none does, or where they only point ("is that ok?")."""
    asking = asking_text(u)
    if asking == u.text:
        return u.words.line
    words = words_of(asking, Names.of(knowledge).vocabulary)
    return words.line if len(words.words) > _POINTING else u.words.line


def plainly(q: Question, fields: Sequence[str]) -> str:
    """Facts of a case as a patient is asked for them."""
    texts = (q.knowledge.fields[f].plain.rstrip(".") for f in fields)
    return "; ".join(t[0].lower() + t[1:] if t[1:2].islower() or t[1:2] == " " else t for t in texts)


def is_removed(q: Question) -> bool:
    """Whether the question tells of a tumor that was removed."""
    return q.situation is not None and q.situation.row.get(plan_words().removed) is True


def asked_of(q: Question) -> list[str]:
    """The treatments asked about, chemotherapy as a whole apart."""
    return [t for t in q.u.asked if t != _CLASS]


def speaks_of(q: Question, about: str, treatment: str) -> bool:
    """Whether what is said of one treatment speaks of another: not what is said of a class whose members differ in kind."""
    table = q.knowledge.treatments
    if about != treatment and table[about].several_mechanisms and not table.is_a(about, treatment):
        return False
    return table.related(about, treatment)


def meant(q: Question) -> list[str]:
    """The treatments that a question is about, asked about or given: not a drug that a regimen named beside it contains."""
    everything = (*q.u.named, *q.u.given)
    subjects = [t for t in dict.fromkeys(everything) if t != _CLASS]
    parts = {d for t in subjects for d in q.knowledge.treatments[t].contains}
    return [t for t in subjects if t not in parts] or list(everything) or list(q.treatments)


def names_label(label: str, words: set[str]) -> bool:
    """Whether a question, by the stems of its words, has the words of a label."""
    own = {w for w in stems_of(re.sub(r"[<>=]", " ", label)) if len(w) > 2 or w.isdigit()}
    return bool(own) and len(own & words) * 2 > len(own)


def weight_of(design: str) -> int:
    """The place of a study's design among those that weigh most first."""
    groups = plan_words().designs
    return next((n for n, group in enumerate(groups) if design in group.split()), len(groups))


def sure_of(q: Question, statement: Statement) -> list[Claim]:
    """How sure: the kind, the date and the own grading of the source that decides."""
    source = q.knowledge.sources[statement.source]
    kind = templates().words.source_kinds.get(source.kind, source.kind)
    graded = statement.graded
    parts = [p for p in (graded.level, graded.strength, graded.category) if p]
    own = f"; graded {', '.join(parts)} ({graded.system})" if parts else ""
    says = f"this rests on {kind} ({source.year}){own}"
    return [
        Claim(
            "sure_source",
            statement.id,
            says,
            (statement.id, statement.source),
            "sure",
            plain=f"this comes from {kind} ({source.year})",
            certainty=kind,
            key=f"sure {statement.id}",
        )
    ]


def verdict_words(advice: Consultation, deciding: StatementShown | None = None) -> Template:
    """The words of a verdict; that others come first is said only where there are others.

    Where a statement decides as far as the case is told, and facts not told hold the verdict up, its own position is said.
    """
    words, verdict = templates().words.verdicts, advice.chemotherapy.verdict
    if verdict == _OPEN and deciding is not None and deciding.position in words:
        said, so_far = words[deciding.position], words["so_far"]
        return Template(clinician=f"{so_far.clinician} {said.clinician}", patient=f"{so_far.patient} {said.patient}")
    alone = verdict == "reserve" and not advice.chemotherapy.other_treatment
    return words["reserve_alone"] if alone else words[verdict]


def assumption(q: Question, field: str) -> list[Claim]:
    """What is taken for granted since the question does not say it."""
    fact = q.knowledge.facts.get("advanced")
    if fact is None or field != "extent":
        return []
    return [
        Claim(
            "assumed", fact.means, fact.means, (fact.id, fact.source), "read", plain=fact.plain, key="assumed advanced"
        )
    ]


def taken_for_granted(q: Question) -> list[Claim]:
    """What was read into the words of the question, where the answer rests on the case."""
    if q.intent not in _ON_THE_CASE:
        return []
    facts = [q.knowledge.facts[name] for name in q.u.taken]
    claims = [
        Claim("taken", f.means, f.means, (f.id, f.source), "read", plain=f.plain, key=f"taken {f.id}") for f in facts
    ]
    if q.u.grew_on:
        table = q.knowledge.treatments
        names = " and ".join(within_sentence(table[t].name) for t in q.u.grew_on)
        cites = tuple(c for t in q.u.grew_on for c in (t, table[t].source))
        claims.append(Claim("grew_on", names, names, cites, "read", key="grew on"))
    return claims


@lru_cache(maxsize=1)
def _matters() -> tuple[AnyOf, ...]:
    return tuple(AnyOf(words) for words in plan_words().same_matter)


@lru_cache(maxsize=1024)
def matters_in(line: str) -> frozenset[int]:
    """The matters that a line of words speaks of, by the groups of `plans.yaml`."""
    return frozenset(n for n, any_of in enumerate(_matters()) if line in any_of)


def on_what_is_asked(q: Question, texts: Sequence[str]) -> list[str]:
    """Of some texts of a page those that speak of a matter which the question names."""
    asked = matters_in(q.u.words.line)
    return [t for t in texts if asked & matters_in(words_of(t).line)]


def sentences_of(text: str) -> list[str]:
    """The sentences of a text in plain words."""
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", " ".join(text.split()))


def page_on_what_is_asked(q: Question, treatment: str) -> list[Claim]:
    """For patients: what the page of a treatment says on the matter asked, or on another treatment that is asked about."""
    plain = q.plain_of(treatment) if q.reader == "patient" else None
    if plain is None:
        return []
    others = {t for t in (*q.u.named, *q.u.given) if t != treatment}
    sentences = sentences_of(plain.how_it_is_given)
    on_it = on_what_is_asked(q, sentences)
    chosen = [s for s in sentences if s in on_it or others & names_in(s, q.knowledge)]
    if not chosen:
        return []
    claim = of_plain(plain, "how_it_is_given", "bottom")
    return [replace(claim, value=" ".join(chosen), key=f"{claim.key} on it")]


def questions(q: Question, treatment: str | None) -> list[Claim]:
    """For patients: what to ask the team, on the matter that they named where the page has a question on it.

    Where it has none, what any choice of treatment turns on; nothing, where no choice is the matter.
    """
    if q.reader != "patient" or treatment is None:
        return []
    plain = q.plain_of(treatment)
    if plain is None:
        return []
    # What is on the page of one treatment alone stands last on it, and says most.
    chosen = on_what_is_asked(q, plain.questions_to_ask)[-_MOST_QUESTIONS:]
    if not chosen and q.intent not in plan_words().choice_intents:
        return []
    return [of_list(plain, "questions_to_ask", "ask_team", "ask", plain.title, _MOST_QUESTIONS, chosen)]


def without_unasked_figures(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """For patients: the claims without figures of studies, where they have not asked for any."""
    if q.reader == "clinician" or q.intent in plan_words().figure_intents or asks(q, "figure_words"):
        return list(claims)
    return [c for c in claims if c.role != "number"]


def urgent_signs(q: Question, treatment: str) -> list[Claim]:
    """The signs for which to call at once, which go with every list of side effects.

    A drug without a page of its own takes those of its class, and of the treatments that contain it.
    """
    plain = q.plain_of(treatment)
    if plain is None:
        return []
    if plain.treatment == treatment:
        return [of_list(plain, "call_at_once", "call", "call", plain.title)]
    holding = [
        p for t in q.knowledge.treatments.values() if treatment in t.contains and (p := _page(q, t.id)) is not None
    ]
    more = [i for p in holding for i in p.call_at_once if i not in plain.call_at_once]
    signs = list(dict.fromkeys((*plain.call_at_once, *more)))
    claim = of_list(plain, "call_at_once", "call", "call", plain.title, len(signs), signs)
    return [replace(claim, cites=tuple(dict.fromkeys((*claim.cites, *(p.id for p in holding)))))]


def _page(q: Question, treatment: str) -> PlainText | None:
    """The page of just this treatment."""
    page = q.plain_of(treatment)
    return page if page is not None and page.treatment == treatment else None
