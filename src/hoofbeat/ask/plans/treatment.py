"""What a treatment is, does and asks for: chemotherapy or not, meaning, mechanism, how given, harms, checks, who can have it."""

from __future__ import annotations

from collections.abc import Iterable

from hoofbeat.ask.claims import Claim, of_list, of_plain, of_safety, of_statement, of_term, of_treatment
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.intents import safety_fields
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans import regimen, safety
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import FAVORED, questions, urgent_signs
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, question_words, templates
from hoofbeat.ask.relevance import stems_of
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import SafetyRule, Statement
from hoofbeat.logic.evaluate import FALSE, TRUE

_CLASS = "chemotherapy"
_TOXICITY = ("toxicity_g3_4", "toxicity", "toxic_deaths", "discontinuation")
_MOST = 5
_MOST_NEAR = 2
_SMALL = frozenset({"of", "the", "a", "in", "or", "and", "to", "for", "is", "at", "with", "on", "mg", "dose"})


def _subjects(q: Question) -> list[str]:
    subjects = [t for t in (*q.u.named, *q.u.given) if t != _CLASS]
    return subjects or [*q.u.named, *q.u.given] or list(q.treatments)


def is_chemo(q: Question) -> list[Claim]:
    """Whether each treatment named is chemotherapy, and what it is instead."""
    claims: list[Claim] = []
    for treatment in _subjects(q)[:2]:
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
    for treatment in [t for t in _subjects(q) if t != _CLASS or len(q.u.named) == 1][:2]:
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
    for treatment in _subjects(q)[:2]:
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
    for treatment in _subjects(q)[:2]:
        record = q.knowledge.treatments[treatment]
        plain = q.plain_of(treatment)
        given = regimen.schedules(q, treatment)
        claims += [*given, *regimen.beside(q, treatment)]
        claims += regimen.rhythm(q, treatment) if q.reader == "patient" else []
        if plain is not None and not given:
            claims.append(of_plain(plain, "how_it_is_given", "bottom"))
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
    claims += [of_statement(s) for s in found if _of_schedule(s)]
    claims += _study_notes(q, ("cycle",))
    return [*claims, *questions(q, next(iter(_subjects(q)), None))] if claims else []


def _of_schedule(statement: Statement) -> bool:
    return any(w in statement.says.lower() for w in ("cycle", "week", "daily", "until", "long"))


def _study_notes(q: Question, words: Iterable[str]) -> list[Claim]:
    """What the studies named note on a matter."""
    claims = []
    for key in q.studies:
        kind, name = key.split(":")
        record = q.knowledge.records(kind)[name]
        note = record.note or ""
        hits = [s for s in note.replace("; ", ". ").split(". ") if any(w in s.lower() for w in words)]
        claims += [
            Claim("study_note", record.name, f"{s.rstrip('.')}.", (record.id,), "detail", key=f"note {name} {s[:30]}")
            for s in hits[:2]
        ]
    return claims


def side_effects(q: Question) -> list[Claim]:
    """Harms: the one asked about first, then the usual ones, figures, cautions, and when to call."""
    claims: list[Claim] = []
    subjects = _subjects(q)
    for treatment in subjects[:2]:
        plain = q.plain_of(treatment)
        name = q.name(treatment)
        if plain is None:
            continue
        claims += _asked_effects(q, treatment)
        claims.append(of_list(plain, "common_side_effects", "effects", "bottom", name))
        if q.u.symptoms or q.reader == "clinician":
            claims += _toxicity_rows(q, treatment)
        claims += urgent_signs(q, treatment)
    if not claims:
        return []
    safety = q.relevant(("safety",), 3, 6.0, only_about=True) if q.reader == "clinician" else []
    claims += [of_safety(r, q.knowledge) for r in safety]
    of_harm = [s for s in q.relevant(("statement",), 2, 7.0, only_about=True) if s.position not in FAVORED]
    claims += [of_statement(s) for s in of_harm]
    return [*claims, *questions(q, next(iter(subjects), None))]


def _asked_effects(q: Question, treatment: str) -> list[Claim]:
    """Whether the harm asked about is known of the treatment."""
    plain = q.plain_of(treatment)
    claims: list[Claim] = []
    if plain is None:
        return claims
    items = [*plain.common_side_effects, *plain.call_at_once]
    for symptom in q.u.symptoms:
        patterns = AnyOf(question_words().symptoms[symptom])
        hit = next((i for i in items if f" {i.lower().replace(',', ' ').replace('(', ' ')} " in patterns), None)
        if hit is not None:
            cites = (plain.id, *(p.source for p in plain.sources if p.for_ == "common_side_effects"))[:3]
            claims.append(
                Claim(
                    "effect_found",
                    q.name(treatment),
                    hit.split(";")[0],
                    cites,
                    "bottom",
                    key=f"effect {symptom} {treatment}",
                )
            )
            continue
        rule = next((r for r in _rules_of(q, treatment) if f" {r.says.lower()} " in patterns), None)
        if rule is not None:
            claims.append(of_safety(rule, q.knowledge, "bottom"))
        elif symptom not in ("hormone", "infection"):
            claims.append(
                Claim(
                    "effect_unknown",
                    q.name(treatment),
                    question_words().symptoms[symptom][0].rstrip("*"),
                    (plain.id,),
                    "bottom",
                    key=f"unknown {symptom} {treatment}",
                )
            )
    return claims[:2]


def _toxicity_rows(q: Question, treatment: str) -> list[Claim]:
    """Severe harms as studies counted them; the one asked about, else all together."""
    patterns = AnyOf([p for s in q.u.symptoms for p in question_words().symptoms[s]])
    rows = [
        r for r in select(q.knowledge, Filters(treatment=treatment)) if r.endpoint in _TOXICITY and r.comparator is None
    ]
    asked = [r for r in rows if q.u.symptoms and f" {(r.event or '').lower().replace('-', ' ')} " in patterns]
    chosen = current(asked or [r for r in rows if r.event in ("any", None) or r.endpoint == "toxic_deaths"])
    chosen.sort(key=lambda r: -(r.evaluable or r.patients or 0))
    claims = [of_row(r, q.knowledge) for r in chosen[: _MOST if q.reader == "clinician" else 1]]
    return [c for c in claims if c is not None]


def _rules_of(q: Question, treatment: str) -> list[SafetyRule]:
    """Every safety rule of a treatment, of its classes and of what it contains; of a class, those of members that the question means."""
    table, rules = q.knowledge.treatments, q.knowledge.safety.values()
    own = [r for r in rules if r.treatment in table.kinds(treatment)]
    members = (r for r in rules if r not in own and table.is_a(r.treatment, treatment))
    return [*own, *(r for r in members if _speaks_of(q, r))]


def monitoring(q: Question) -> list[Claim]:
    """What is checked: the limits that safety rules ask for, and what patients are told of tests."""
    claims: list[Claim] = []
    subjects = _subjects(q)
    for treatment in subjects[:2]:
        watched = regimen.watched(q, treatment)
        claims += watched or regimen.limits(q, treatment, speaks=lambda text: _is_of_function_asked(q, text))
        names = [r for r in _rules_of(q, treatment) if any(f in r.when for f in plan_words().watched)]
        rare = {*q.u.words.words, *(part for term in q.u.terms for part in term.split("-"))}
        names.sort(
            key=lambda r: (
                -len(rare & set(r.id.split("-"))) - (2 if _speaks_of(q, r) else 0),
                not r.ask,
                r.severity != "contraindicated",
            )
        )
        claims += [
            of_safety(r, q.knowledge, "bottom" if n < 2 else "detail")
            for n, r in enumerate(names[: _MOST if q.reader == "clinician" else 2])
        ]
        plain = q.plain_of(treatment)
        if plain is not None and (q.reader == "patient" or not claims):
            claims.insert(0, of_plain(plain, "how_it_is_given", "bottom"))
    words = (*q.u.words.words, *plan_words().search.monitoring)
    claims += [of_statement(s) for s in q.relevant(("statement",), 2, 9.0, only_about=True, words=words)]
    if q.reader == "patient" and subjects:
        claims += [*urgent_signs(q, subjects[0]), *questions(q, next(iter(subjects), None))]
    return claims


def _speaks_of(q: Question, rule: SafetyRule) -> bool:
    """Whether a rule is about a function that the question names."""
    return _is_of_function_asked(q, rule.says)


def _is_of_function_asked(q: Question, text: str) -> bool:
    """Whether a text is about a function or a harm that the question names."""
    return any(f" {text.lower()} " in AnyOf(question_words().symptoms[s]) for s in q.u.symptoms)


def eligibility(q: Question) -> list[Claim]:
    """Contraindications and cautions: those that hold for the facts given, else all that there are."""
    claims: list[Claim] = []
    for treatment in _subjects(q)[:3]:
        found = _rules_of(q, treatment)
        holding = [
            r
            for r in found
            if q.situation is not None and q.situation.truth("safety", r.id) == TRUE and _on_stated(q, r)
        ]
        excluded = [
            r
            for r in found
            if q.situation is not None and q.situation.truth("safety", r.id) == FALSE and _on_stated(q, r)
        ]
        ranked = sorted(holding, key=lambda r: (r.severity != "contraindicated", r.treatment != treatment))
        claims += [of_safety(r, q.knowledge, "bottom" if n == 0 else "detail") for n, r in enumerate(ranked[:_MOST])]
        if not ranked and _names_safety(q):
            claims += _on_what_is_stated(q, treatment, found)
        elif not ranked:
            near = [r for r in found if _speaks_of(q, r)] or (excluded if excluded else [])
            rest = sorted(near or found, key=lambda r: (r.severity != "contraindicated", not r.ask))
            claims += [
                of_safety(r, q.knowledge, "bottom" if n < 2 else "detail") for n, r in enumerate(rest[: _MOST + 2])
            ]
        claims += [c for c in regimen.limits(q, treatment) if _speaks(q, c)] if not _names_safety(q) else []
        claims += _instead(q, treatment, ranked)
        plain = q.plain_of(treatment)
        if plain is not None and q.reader == "patient" and not ranked:
            claims.append(of_plain(plain, "how_it_is_given", "bottom"))
    if (q.reader == "clinician" or q.u.facts) and not _names_safety(q):
        said = q.relevant(("statement",), 2, 6.0, only_about=True)
        claims += [of_statement(s, "caveat") for s in said if q.reader == "clinician" or s.position not in FAVORED]
    subjects = _subjects(q)
    return [*claims, *questions(q, next(iter(subjects), None))] if claims else []


def _names_safety(q: Question) -> bool:
    return bool(q.features & {"safety_fact", "safety_named"})


def _on_what_is_stated(q: Question, treatment: str, rules: list[SafetyRule]) -> list[Claim]:
    """Where no rule holds for a fact of safety that is named: those on it that do not, else that there is none."""
    if safety.first(q):
        return []
    stated = {*q.u.unspecific, *(safety_fields(q.knowledge) & q.u.own.keys())}
    near = [r for r in rules if stated & fields_of(q, r)] or [r for r in rules if _speaks_of(q, r)]
    if near:
        return [of_safety(r, q.knowledge, "bottom") for r in near[:_MOST_NEAR]]
    record, facts = q.knowledge.treatments[treatment], ", ".join(q.knowledge.fields[f].name for f in sorted(stated))
    slots = {"facts": facts}
    return [
        Claim("no_rule", record.name, facts, (record.id, record.source), "bottom", slots=slots, key=f"none {treatment}")
    ]


def _speaks(q: Question, claim: Claim) -> bool:
    """Whether a claim shares a word of weight with the question, names of drugs apart."""
    names = stems_of(" ".join(q.name(d) for t in _subjects(q) for d in (t, *q.knowledge.treatments[t].contains)))
    return bool(set(stems_of(claim.value)) & set(stems_of(" ".join(q.u.words.words))) - _SMALL - set(names))


def _on_stated(q: Question, rule: SafetyRule) -> bool:
    """Whether a rule rests on a fact that the conversation states."""
    return not fields_of(q, rule).isdisjoint(q.case)


def _instead(q: Question, treatment: str, holding: list[SafetyRule]) -> list[Claim]:
    """Where something speaks against a treatment: what sources put in its place."""
    if not holding:
        return []
    name, against = q.name(treatment).lower(), AnyOf(plan_words().in_place_of)
    own = {treatment, *q.knowledge.treatments.kinds(treatment)}
    found = [
        s
        for s in q.knowledge.statements.values()
        if not s.superseded and s.about not in own and name in s.says.lower() and f" {s.says.lower()} " in against
    ]
    return [of_statement(s, "caveat") for s in found[:1]]
