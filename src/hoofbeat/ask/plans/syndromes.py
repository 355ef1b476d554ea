"""Hormone syndromes: what they are, what controls them, and what else is asked about them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hoofbeat.ask.claims import (
    Claim,
    of_pitfall,
    of_plain,
    of_safety,
    of_statement,
    of_syndrome,
    of_term,
    within_sentence,
)
from hoofbeat.ask.plans.harms import known_effects, side_effects
from hoofbeat.ask.plans.shared import (
    asked_of,
    asking_line,
    matters_in,
    on_what_is_asked,
    page_on_what_is_asked,
    questions,
    sentences_of,
)
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, templates
from hoofbeat.ask.relevance import stems_of
from hoofbeat.ask.verify import names_in
from hoofbeat.errors import HoofbeatError
from hoofbeat.knowledge.records import Statement, Syndrome, Term
from hoofbeat.knowledge.situation import read_situation
from hoofbeat.logic import names_in as names_used
from hoofbeat.logic.evaluate import TRUE, UNKNOWN

_FIELD, _CONTROLLED = "functional_syndrome", "syndrome_controlled"
_CRISIS, _SHORT, _SITE = "crisis", 4, "primary_site"
_MOST = {"clinician": 5, "patient": 3}


def symptom_control(q: Question) -> list[Claim]:
    """What controls a hormone syndrome: its record, the statements on control, and what goes wrong."""
    syndromes = q.u.syndromes or tuple(_syndrome_of(q))
    shelf = q.knowledge.records("syndrome")
    record = shelf.get(syndromes[0]) if syndromes else None
    claims = _of_record(q, record) if record is not None else []
    asked = asked_of(q)
    if q.reader == "patient" and syndromes:
        harms = [c for t in dict.fromkeys((*asked, *q.u.given)) for c in known_effects(q, t)]
        claims = [*harms, *(c for c in claims if not harms or c.predicate != "matter_not_held")]
    if asked and not syndromes and q.u.symptoms:
        claims += side_effects(q)
    elif asked:
        claims += [
            of_statement(s, "detail")
            for s in q.relevant(("statement",), 3, 5.0, only_about=True)
            if s.aim == "symptom-control" or not claims
        ]
        claims += [of_safety(r, q.knowledge, "caveat") for r in q.relevant(("safety",), 2, 5.0, only_about=True)]
    terms = q.knowledge.records("term")
    of_syndromes = [plan_words().terms["functional_syndrome"].get(s, "") for s in syndromes]
    claims += [of_term(terms[t], "detail") for t in of_syndromes if t in terms][:1]
    controls = [c for s in syndromes if s in shelf for c in shelf[s].controls]
    return [*claims, *questions(q, controls[0] if controls else None)] if claims else []


def first(q: Question) -> list[Claim]:
    """What goes before any treatment of the tumor: the control of a hormone that is a danger in itself, unless it is said to be
    controlled; and where the site is only implied by the syndrome, that it is."""
    name = q.u.case.get(_FIELD)
    record = q.knowledge.records("syndrome").get(name) if name is not None else None
    if record is None or q.intent not in plan_words().hormone_first:
        return []
    controlled = q.case.get(_CONTROLLED)
    statements = (q.knowledge.statements[s] for s in record.comes_first if controlled is not True)
    claims = [of_statement(s, "safety", "says") for s in statements]
    if claims and controlled is None:
        claims[0] = replace(claims[0], predicate="if_not_controlled")
    if record.arises_in is not None and q.sites_of_syndrome:
        places = templates().words.sites
        sites = " or ".join(places.get(s, s.replace("_", " ")) for s in record.arises_in.sites)
        cites = (record.id, record.source, record.arises_in.source)
        claims.append(Claim("site_of_syndrome", record.name, sites, cites, "read", key="site of syndrome"))
    return claims


def _of_record(q: Question, record: Syndrome) -> list[Claim]:
    """The syndrome, what controls it by its record and by statements, and its pitfalls; to a patient the matter asked first."""
    terms = [of_term(t) for t in _terms_named(q)]
    if q.reader == "patient" and not asked_in_general(q):
        return [*terms, *_in_plain_words(q, record)]
    case = {**{k: v for k, v in q.case.items() if k != "extent"}, "functional_syndrome": record.id}
    found = _control_statements(q, case)
    said = set(stems_of(q.u.text))
    if q.reader == "patient":  # what speaks of their words first: a patient is told fewer
        asked_words = said - set(stems_of(record.name))
        found.sort(key=lambda s: not asked_words & {w for w in stems_of(s.says) if len(w) > _SHORT})
    table, asked = q.knowledge.treatments, asked_of(q)
    found.sort(key=lambda s: not any(table.related(t, s.about) for t in asked))
    predicate = "named" if q.reader == "clinician" else "says"
    statements = [of_statement(s, "detail", predicate, q.name(s.about)) for s in found[: _MOST[q.reader]]]
    pitfalls = [p for p in q.knowledge.records("pitfall").values() if f"'{record.id}'" in p.when]
    pitfalls.sort(key=lambda p: -len(said & set(stems_of(p.id.replace("-", " ")))))
    shown = [of_pitfall(p) for p in pitfalls[:2]]
    return [*terms, _what_it_is(q, record), *_controls(q, record), *statements, *shown]


def asked_in_general(q: Question) -> bool:
    """Whether a question on a syndrome asks what it is or what controls it, and not for a matter of its own."""
    return not matters_in(asking_line(q.u, q.knowledge)) - _of_control(q)


def _of_control(q: Question) -> frozenset[int]:
    """The matters of the statements on control and of the lists of harms, which an answer in general speaks of."""
    return frozenset(
        n for n, words in enumerate(plan_words().same_matter) if set(words) & set(plan_words().general_matters)
    )


def _in_plain_words(q: Question, syndrome: Syndrome) -> list[Claim]:
    """To a patient who asks for one matter: what is held on it, or that nothing is; then the syndrome in brief."""
    whole = _what_it_is(q, syndrome)
    sentences = sentences_of(syndrome.plain)
    on_it = on_what_is_asked(q, sentences)
    pages = [c for t in dict.fromkeys((*q.u.named, *q.u.given)) for c in page_on_what_is_asked(q, t)]
    pages = _control_beside(q, syndrome) or pages
    terms = [t for t in q.knowledge.records("term").values() if _CRISIS in t.id and on_it and _of_syndrome(t, syndrome)]
    claims = (
        [replace(whole, value=" ".join(on_it), plain=" ".join(on_it), key="on it", predicate="says")] if on_it else []
    )
    claims += [*pages, *(of_term(t) for t in terms[:1])]
    if not claims:
        cites = (syndrome.id, syndrome.source)
        claims = [Claim("matter_not_held", syndrome.name, syndrome.name, cites, "bottom", key="not held")]
    rest = " ".join(s for s in sentences if s not in on_it)
    return [*claims, replace(whole, plain=rest), *_controls(q, syndrome)]


def _control_beside(q: Question, syndrome: Syndrome) -> list[Claim]:
    """What pages on the matter asked say of a treatment that controls the syndrome: octreotide before an operation."""
    table = q.knowledge.treatments

    def controls(sentence: str) -> bool:
        return any(table.is_a(n, c) for n in names_in(sentence, q.knowledge) for c in syndrome.controls)

    claims = []
    for page in q.knowledge.records("plain").values():
        held = [s for s in sentences_of(page.how_it_is_given) if controls(s)]
        of_itself = any(table.is_a(page.treatment, c) for c in syndrome.controls)
        if held and not of_itself and on_what_is_asked(q, [f"{page.title} {page.how_it_is_given}"]):
            text = f"{page.title}: {' '.join(held)}"
            claims.append(replace(of_plain(page, "how_it_is_given", "bottom"), value=text, key=f"control {page.id}"))
    return claims[:1]


def _of_syndrome(term: Term, syndrome: Syndrome) -> bool:
    return term.term.lower() in syndrome.is_.lower()


def _what_it_is(q: Question, syndrome: Syndrome) -> Claim:
    """The syndrome; where only signs speak for it, or it is asked whether it is this, as what it may be."""
    claim = of_syndrome(syndrome)
    named = syndrome.id in q.u.syndromes
    asked_whether = q.u.own.get(_FIELD) is None and q.u.case.get(_FIELD) != syndrome.id and bool(q.u.symptoms)
    return (
        claim
        if named and not asked_whether
        else replace(claim, predicate="syndrome_if", subject=within_sentence(syndrome.name))
    )


def _terms_named(q: Question) -> list[Term]:
    """The terms of the glossary that a question on a syndrome names beside it."""
    terms, of_syndromes = q.knowledge.records("term"), set(plan_words().terms["functional_syndrome"].values())
    return [terms[t] for t in q.u.terms if t in terms and t not in of_syndromes and q.u.syndromes and _CRISIS in t][:1]


def _controls(q: Question, syndrome: Syndrome) -> list[Claim]:
    """The treatments that control a syndrome, by name."""
    names = ", ".join(within_sentence(q.name(t)) for t in syndrome.controls)
    cites = (syndrome.id, syndrome.source, *syndrome.controls)
    return [Claim("controlled_by", names, names, cites, "bottom", key=f"controls {syndrome.id}")] if names else []


def _syndrome_of(q: Question) -> list[str]:
    """The syndrome that a symptom points to, where it is not named."""
    words = set(q.u.words.words)
    for name, record in q.knowledge.records("syndrome").items():
        text = set(f"{record.is_} {record.plain} {record.hormone}".lower().replace(",", " ").replace(".", " ").split())
        rare = {w for w in words & text if len(w) > 5}
        if rare & set(plan_words().syndrome_signs):
            return [name]
    return []


def _control_statements(q: Question, case: dict[str, Any]) -> list[Statement]:
    try:
        situation = read_situation(case, q.knowledge)
    except HoofbeatError:
        return []
    name = case["functional_syndrome"]
    found = []
    for key, statement in q.knowledge.statements.items():
        own = f"'{name}'" in statement.when
        if statement.superseded or not (statement.aim == "symptom-control" or own) or q.is_elsewhere(key):
            continue
        truth = situation.truth("statement", key)
        of_asked = any(q.knowledge.treatments.related(t, statement.about) for t in asked_of(q))
        if truth == TRUE or (truth == UNKNOWN and (own or of_asked)):
            uncontrolled = case.get("syndrome_controlled") is False and "syndrome_controlled" in statement.when
            of_a_site = _SITE not in case and _SITE in names_used(q.knowledge.conditions["statement", key])
            found.append((of_a_site, truth != TRUE, not uncontrolled, statement.position is None, statement))
    return [s for *_, s in sorted(found, key=lambda f: f[:-1])]
