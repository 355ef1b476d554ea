"""What a treatment is and asks for: chemotherapy or not, meaning, mechanism, how given, who can have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from hoofbeat.ask.claims import Claim, of_plain, of_safety, of_statement, of_term, of_treatment, within_sentence
from hoofbeat.ask.intents import safety_fields
from hoofbeat.ask.plans import regimen, safety, supposed, together
from hoofbeat.ask.plans.harms import as_line, names_harm, rules_of
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import FAVORED, asks, meant, questions
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, question_words, templates
from hoofbeat.ask.relevance import stems_of
from hoofbeat.knowledge.records import SafetyRule, Statement
from hoofbeat.language.phrases import stem
from hoofbeat.logic.evaluate import FALSE, TRUE

_CLASS = "chemotherapy"
_MOST = 5
_MOST_NEAR = 2
_SHORTEST = 2
"""Letters: a shorter word names nothing."""
NOTHING_ON = "nothing_on"
"""The predicate of what says that nothing is held on a treatment in the circumstance asked about."""
_SMALL = frozenset({"of", "the", "a", "in", "or", "and", "to", "for", "is", "at", "with", "on", "mg", "dose"})


def is_chemo(q: Question) -> list[Claim]:
    """Whether each treatment named is chemotherapy, and what it is instead."""
    claims: list[Claim] = []
    for treatment in meant(q)[:2]:
        record = q.knowledge.treatments[treatment]
        yes = q.knowledge.treatments.is_chemotherapy(treatment)
        predicate = "chemo_yes" if yes else "chemo_no"
        claims.append(
            Claim(
                predicate,
                record.name,
                record.is_,
                (record.id, record.source),
                "bottom",
                plain=record.plain,
                key=f"counts {treatment}",
            )
        )
        found = q.relevant(("statement",), 3, 5.0, only_about=True, words=plan_words().search.is_chemo)
        claims += [of_statement(s) for s in found if s.about == treatment and _CLASS in s.says.lower()]
    general = q.knowledge.treatments[_CLASS]
    return [*claims, of_treatment(general, "detail")] if claims else []


def definition(q: Question) -> list[Claim]:
    """What each word or treatment named means."""
    claims: list[Claim] = []
    terms = q.knowledge.records("term")
    for treatment in [t for t in meant(q) if t != _CLASS or len(q.u.named) == 1][:2]:
        record = q.knowledge.treatments[treatment]
        claims.append(of_treatment(record, "bottom"))
        if record.contains:
            drugs = ", ".join(q.name(d).lower() for d in record.contains)
            claims.append(
                Claim("contains", record.name, drugs, (record.id, record.source), "bottom", key=f"contains {treatment}")
            )
        plain = q.plain_of(treatment) if q.reader == "patient" else None
        if plain is not None and plain.treatment == treatment:
            claims += [of_plain(plain, "what_it_is"), of_plain(plain, "how_it_is_given")]
    named = [*q.u.terms, *(_term_of(m.kind, m.id) for m in q.u.mentions if m.kind not in ("treatment", "term"))]
    claims += supposed.of_share(q) if supposed.SHARE_TERM in named else []
    for name in dict.fromkeys(n for n in named if n in terms):
        claims.append(of_term(terms[name]))
    for syndrome in q.u.syndromes:
        if syndrome in q.knowledge.records("syndrome"):
            record = q.knowledge.records("syndrome")[syndrome]
            claims.append(
                Claim(
                    "named",
                    record.name,
                    record.is_,
                    (record.id, record.source),
                    "bottom",
                    plain=record.plain,
                    key=f"syndrome {syndrome}",
                )
            )
    return claims[:4]


def _term_of(kind: str, value: str) -> str:
    """The glossary's word for a value of the case."""
    return plan_words().terms.get(kind, {}).get(value, "")


def mechanism(q: Question) -> list[Claim]:
    """How the treatments work: what their records say, drug by drug."""
    claims: list[Claim] = []
    for treatment in meant(q)[:2]:
        record = q.knowledge.treatments[treatment]
        plain = q.plain_of(treatment)
        if q.reader == "patient" and plain is not None:
            claims.append(of_plain(plain, "how_it_works", "bottom"))
            continue
        parts = [treatment, *record.contains] if not record.mechanism else [treatment]
        for part in parts:
            drug = q.knowledge.treatments[part]
            if drug.mechanism:
                claims.append(
                    Claim(
                        "mechanism",
                        drug.name,
                        drug.mechanism,
                        (drug.id, drug.source),
                        "bottom",
                        key=f"mechanism {part}",
                    )
                )
        if not claims:
            claims.append(of_treatment(record, "bottom"))
            claims += [of_plain(plain, "how_it_works")] if plain is not None else []
    terms = q.knowledge.records("term")
    claims += [of_term(terms[t], "detail") for t in (*q.u.terms, *q.u.markers) if t in terms][:2]
    if q.reader == "clinician":
        claims += [of_statement(s) for s in q.relevant(("statement",), 3, 5.0, only_about=True)]
    return claims


def how_given(q: Question) -> list[Claim]:
    """Route, rhythm and duration; for patients never a dose."""
    claims: list[Claim] = []
    for treatment in meant(q)[:2]:
        record = q.knowledge.treatments[treatment]
        plain = q.plain_of(treatment)
        given = regimen.schedules(q, treatment)
        first = asks(q, "food_words")
        claims += regimen.beside(q, treatment, "bottom") if first else []
        claims += [*given, *(regimen.beside(q, treatment) if not first and not _only_on_course(q) else [])]
        claims += regimen.rhythm(q, treatment) if q.reader == "patient" else []
        if plain is not None and not given:
            claims.append(of_plain(plain, "how_it_is_given", "bottom"))
        elif q.reader == "patient" and plain is None:
            claims.append(of_treatment(record, "bottom"))
        if q.reader == "clinician" and not given:
            routes = ", ".join(templates().words.routes[r] for r in record.route)
            drugs = [q.name(d) for d in record.contains]
            named = f"{record.name} ({', '.join(drugs)})" if drugs else record.name
            if routes:
                claims.insert(
                    0, Claim("route", named, routes, (record.id, record.source), "bottom", key=f"route {treatment}")
                )
    words = (*q.u.words.words, "cycle", "cycles", "duration")
    found = q.relevant(("statement",), 4, 5.0, only_about=True, words=words)
    found = [s for s in found if q.truth("statement", s.id) != FALSE]
    on_course = asks(q, "course_words")
    said = [of_statement(s, "bottom" if on_course else "detail") for s in found if _of_schedule(s)]
    claims = [*said, *claims] if _only_on_course(q) and q.reader == "clinician" else [*claims, *said]
    claims += _study_notes(q, ("cycle",))
    return [*claims, *questions(q, next(iter(meant(q)), None))] if claims else []


def _only_on_course(q: Question) -> bool:
    """Whether nothing but the length of a course is asked."""
    return asks(q, "course_words") and not asks(q, "way_words")


def _of_schedule(statement: Statement) -> bool:
    return any(w in statement.says.lower() for w in ("cycle", "week", "daily", "until", "long"))


def _study_notes(q: Question, words: Iterable[str]) -> list[Claim]:
    """What the studies named note on a matter."""
    claims = []
    for key in q.study_keys:
        kind, name = key.split(":")
        record = q.knowledge.records(kind)[name]
        note = record.note or ""
        hits = [s for s in note.replace("; ", ". ").split(". ") if any(w in s.lower() for w in words)]
        claims += [
            Claim("study_note", record.name, f"{s.rstrip('.')}.", (record.id,), "detail", key=f"note {name} {s[:30]}")
            for s in hits[:2]
        ]
    return claims


def eligibility(q: Question) -> list[Claim]:
    """Contraindications and cautions: those that hold for the facts given, else all that there are."""
    subjects = meant(q)
    claims = [c for treatment in subjects[:3] for c in _on_eligibility(q, treatment)]
    claims = [*_not_with_one_another(q, subjects, claims), *claims]
    if claims and all(c.predicate == NOTHING_ON for c in claims):
        return claims
    if (q.reader == "clinician" or q.u.facts) and not _names_safety(q):
        said = q.relevant(("statement",), 2, 6.0, only_about=True)
        claims += [of_statement(s, "caveat") for s in said if q.reader == "clinician" or s.position not in FAVORED]
    return [*claims, *questions(q, next(iter(subjects), None))] if claims else []


def _not_with_one_another(q: Question, subjects: Sequence[str], claims: Sequence[Claim]) -> list[Claim]:
    """To a clinician who asks how two treatments go together: that no source says so, where no claim speaks of both."""
    if q.reader == "patient" or len(subjects) != 2 or not asks(q, "interaction_words"):
        return []
    one, other = (q.knowledge.treatments[t] for t in subjects)
    names = [as_line(r.name) for r in (one, other)]
    told = (as_line(f"{c.subject} {c.value}") for c in claims)
    if any(all(n in text for n in names) for text in told):
        return []
    said = together.given_together(q, subjects)
    if said:
        return said
    cites = (one.id, one.source, other.id, other.source)
    return [
        Claim(
            "no_interaction", one.name, within_sentence(other.name), cites, "bottom", key=f"alone {one.id} {other.id}"
        )
    ]


def _on_eligibility(q: Question, treatment: str) -> list[Claim]:
    """Who can have one treatment: the rules that hold, else what speaks of what the question names, else every rule."""
    found = rules_of(q, treatment)
    holding = [r for r in found if q.truth("safety", r.id) == TRUE and _on_stated(q, r)]
    holding.sort(key=lambda r: (r.severity != "contraindicated", r.treatment != treatment))
    claims = _not_ruled_out(q, treatment, holding)
    claims += [of_safety(r, q.knowledge, "bottom" if n == 0 else "detail") for n, r in enumerate(holding[:_MOST])]
    beside = _is_spoken_of_beside(q, treatment)
    plain = q.plain_of(treatment) if q.reader == "patient" and not holding and not beside else None
    given = [of_plain(plain, "how_it_is_given", "bottom")] if plain is not None else []
    if _names_safety(q):
        claims += [] if holding else _on_what_is_stated(q, treatment, found)
        return [*claims, *instead(q, treatment, holding), *given]
    with_others = regimen.limits(q, treatment, "bottom", concerns="interaction") if asks(q, "interaction_words") else []
    named = [c for c in with_others if _speaks(q, c)]
    spoken = named or with_others or [c for c in [*regimen.limits(q, treatment, "bottom"), *given] if _speaks(q, c)]
    claims += spoken
    if not holding and not spoken and not beside:
        excluded = [r for r in found if q.truth("safety", r.id) == FALSE and _on_stated(q, r)]
        others = set(plan_words().interaction_fields) if asks(q, "interaction_words") else set()
        with_them = [r for r in found if others & fields_of(q, r)]
        near = with_them or [r for r in found if names_harm(q, r.says)] or excluded
        circumstance = _circumstance(q)
        if not near and circumstance:
            return [_nothing_on(q, treatment, circumstance)]
        near = sorted(near or found, key=lambda r: (r.severity != "contraindicated", not r.ask))
        claims += [of_safety(r, q.knowledge, "bottom" if n < 2 else "detail") for n, r in enumerate(near[: _MOST + 2])]
    return [*claims, *instead(q, treatment, holding), *(g for g in given if g not in spoken)]


def _not_ruled_out(q: Question, treatment: str, holding: Sequence[SafetyRule]) -> list[Claim]:
    """Where it is asked whether a fact rules a treatment out, and what holds for it only asks for caution: that it does not."""
    if not holding or any(r.severity == "contraindicated" for r in holding) or not asks(q, "ruled_out_words"):
        return []
    facts = ", ".join(q.knowledge.fields[f].name for f in sorted(fields_of(q, holding[0]) & q.u.own.keys()))
    record, cites = q.knowledge.treatments[treatment], (holding[0].id, holding[0].source, treatment)
    if not facts:
        return []
    slots = {"facts": facts}
    return [Claim("caution_only", record.name, facts, cites, "heard", slots=slots, key=f"caution only {treatment}")]


def _circumstance(q: Question) -> str:
    """What a question asks about beside the treatment, in its own words; empty where it asks who can have it at all."""
    if asks(q, "excluding_words"):
        return ""
    known = _unremarkable() | {s for m in q.u.mentions if m.kind == "treatment" for s in stems_of(m.words)}
    runs: list[list[str]] = [[]]
    for word in q.u.words.words:
        if word.isalpha() and len(word) > _SHORTEST and stem(word) not in known:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    longest: list[str] = max(runs, key=len)
    return " ".join(longest)


@lru_cache(maxsize=1)
def _unremarkable() -> frozenset[str]:
    """The stems of words that name nothing in particular."""
    return frozenset(stem(w) for w in (*question_words().ordinary, *question_words().everyday))


def _nothing_on(q: Question, treatment: str, circumstance: str) -> Claim:
    """That nothing is held on a treatment in the circumstance asked about: the rules on other matters answer nothing."""
    record = q.knowledge.treatments[treatment]
    name = within_sentence(record.name)
    return Claim(NOTHING_ON, name, circumstance, (record.id, record.source), "bottom", key=f"nothing on {treatment}")


def _is_spoken_of_beside(q: Question, treatment: str) -> bool:
    """Whether another treatment of the question has something to say of this one."""
    others = [t for t in meant(q) if t != treatment]
    plains = [p for t in others if (p := q.plain_of(t)) is not None]
    name = q.name(treatment).lower()
    return any(name in p.how_it_is_given.lower() for p in plains)


def _names_safety(q: Question) -> bool:
    return bool(q.features & {"safety_fact", "safety_named"})


def _on_what_is_stated(q: Question, treatment: str, rules: list[SafetyRule]) -> list[Claim]:
    """Where no rule holds for a fact of safety that is named: those on it that do not, else that there is none."""
    if safety.first(q):
        return []
    stated = {*q.u.unspecific, *(safety_fields(q.knowledge) & q.u.own.keys())}
    near = [r for r in rules if stated & fields_of(q, r)] or [r for r in rules if names_harm(q, r.says)]
    if near:
        return [of_safety(r, q.knowledge, "bottom") for r in near[:_MOST_NEAR]]
    record, facts = q.knowledge.treatments[treatment], ", ".join(q.knowledge.fields[f].name for f in sorted(stated))
    slots = {"facts": facts}
    return [
        Claim("no_rule", record.name, facts, (record.id, record.source), "bottom", slots=slots, key=f"none {treatment}")
    ]


def _speaks(q: Question, claim: Claim) -> bool:
    """Whether a claim shares a word of weight with the question, names of drugs apart."""
    names = stems_of(" ".join(q.name(d) for t in meant(q) for d in (t, *q.knowledge.treatments[t].contains)))
    asked = set(stems_of(" ".join(q.u.words.words))) - _SMALL - _unremarkable() - set(names)
    return bool(set(stems_of(claim.value)) & asked)


def _on_stated(q: Question, rule: SafetyRule) -> bool:
    """Whether a rule rests on a fact that the conversation states."""
    return not fields_of(q, rule).isdisjoint(q.case)


def instead(q: Question, treatment: str, holding: list[SafetyRule]) -> list[Claim]:
    """Where something speaks against a treatment: what sources put in its place."""
    if not holding:
        return []
    name, against = q.name(treatment).lower(), plan_cues("in_place_of")
    own = {treatment, *q.knowledge.treatments.kinds(treatment)}
    found = [
        s
        for s in q.knowledge.statements.values()
        if not s.superseded and s.about not in own and name in s.says.lower() and f" {s.says.lower()} " in against
    ]
    return [of_statement(s, "caveat") for s in found[:1]]
