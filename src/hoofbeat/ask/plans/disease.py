"""The disease: classification, biomarkers, hormone syndromes, and why a treatment is not put forward."""

from __future__ import annotations

from typing import Any

from hoofbeat.advice import advise
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
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.plans.harms import side_effects
from hoofbeat.ask.plans.overturned import overturned
from hoofbeat.ask.plans.shared import asked_of, plan_cues, questions, sure_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words, question_words
from hoofbeat.ask.relevance import Relevance, stems_of
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import Statement, Syndrome, Term
from hoofbeat.knowledge.situation import Situation, read_situation
from hoofbeat.language.records import letter_words
from hoofbeat.logic.evaluate import TRUE, UNKNOWN

_CLASS, _ANY_MARKER, _CRISIS = "chemotherapy", "biomarker", "crisis"
_OF_TUMOR = ("Tumor", "Imaging", "Extent", "Hormones", "Molecular")


def own_guidance(q: Question) -> list[Claim]:
    """Where the disease asked about has guidance of its own that is not held here: that it has, and nothing else."""
    words = plan_words().own_guidance
    if q.intent not in words.intents or q.situation is None or q.situation.row.get(words.fact) is not True:
        return []
    told = [
        p
        for k, p in q.knowledge.records("pitfall").items()
        if words.fact in p.when and q.situation.truth("pitfall", k) == TRUE
    ]
    return [of_pitfall(p, "bottom") for p in told[:1]]


def classification(q: Question) -> list[Claim]:
    """Type and grade as the facts of the question give them, what each criterion is, and what is missing."""
    claims: list[Claim] = []
    situation, words = q.situation, plan_words()
    if situation is not None:
        claims += _named(q)
        facts = q.knowledge.facts
        graded = situation.row.get(words.without_grades.fact) is not True
        names = [n for n in (*words.grades, *words.kinds) if situation.row.get(n) is True]
        names = [n for n in names if graded or n not in words.grades]
        claims += [
            Claim("says", n, facts[n].means, (n, facts[n].source), "detail", plain=facts[n].plain, key=f"fact {n}")
            for n in names[:4]
        ]
        criteria = words.grades if graded else words.without_grades.instead
        open_ones = [n for n in criteria if situation.row.get(n) is None]
        claims += [
            Claim("says", n, facts[n].means, (n, facts[n].source), "change", plain=facts[n].plain, key=f"fact {n}")
            for n in open_ones[:3]
        ]
        claims += [
            of_pitfall(p)
            for k, p in q.knowledge.records("pitfall").items()
            if situation.truth("pitfall", k) == TRUE and _about_pathology(p)
        ][:3]
    terms = q.knowledge.records("term")
    named = [t for t in (*q.u.terms, *words.grade_terms) if t in terms]
    extra = [of_term(terms[t], "detail") for t in dict.fromkeys(named)][: 3 if len(claims) < 4 else 1]
    claims += extra if q.reader == "clinician" or len(claims) < 3 else []
    if not [c for c in claims if c.role == "bottom"]:
        facts = q.knowledge.facts
        claims = [
            Claim("says", n, facts[n].means, (n, facts[n].source), "bottom", plain=facts[n].plain, key=f"fact {n}")
            for n in words.grades
        ] + claims
    return claims


def _about_pathology(pitfall: Any) -> bool:
    return pitfall.field in ("morphology", *plan_words().pathology)


def _named(q: Question) -> list[Claim]:
    """The label of the disease, with its grade."""
    situation = q.situation
    if situation is None:
        return []
    for key, label in q.knowledge.records("label").items():
        if situation.truth("label", key) == TRUE:
            fact = next((f for f in (*plan_words().kinds, *plan_words().grades) if situation.row.get(f) is True), None)
            cite = (
                (fact, q.knowledge.facts[fact].source)
                if fact
                else (plan_words().grades[0], q.knowledge.facts[plan_words().grades[0]].source)
            )
            claims = [Claim("class_label", "", label.label, cite, "bottom", plain=label.plain, key="label")]
            if label.grade:
                claims.append(
                    Claim("grade", "", label.grade, cite, "bottom", key="grade", slots={"number": label.grade[1:]})
                )
            return claims
    return []


def biomarkers(q: Question) -> list[Claim]:
    """What the records say of markers: their meaning, what they predict, and which alteration opens which treatment."""
    terms = q.knowledge.records("term")
    every = [m.split("-")[0] for m in question_words().markers] if set(q.u.markers) <= {_ANY_MARKER} else []
    words = (*q.u.words.words, *q.u.markers, *every, *plan_words().search.biomarkers)
    index = Relevance.of(q.knowledge)
    situation = None if _asks_in_general(q) else q.situation
    kinds = ("statement", "pitfall")
    own = [*every, *q.u.markers]
    asked = [t for t in q.treatments if t != _CLASS]
    found: list[Any] = index.find(own or words, asked, situation, kinds, 4, 5.0, True) if asked else []
    if asked and q.u.markers:
        found += [r for r in index.find(own, (), situation, kinds, 3, 4.0) if r not in found][:2]
    if not found or q.u.markers:
        near = (*q.treatments, plan_words().treatments.by_biomarker)
        found += [r for r in index.find(words, near, situation, kinds, 7, 5.0) if r not in found]
    named = [m for m in own if m != _ANY_MARKER]
    if named and not every:
        found = [r for r in found if _of_marker(r, named)] or found
    found.sort(key=lambda r: not _on_stated_gene(q, r))
    claims: list[Claim] = []
    for n, record in enumerate(found):
        if isinstance(record, Statement):
            claims.append(of_statement(record, "bottom" if n == 0 else "detail"))
            claims += sure_of(q, record) if n == 0 else []
        else:
            claims.append(of_pitfall(record, "bottom" if n == 0 else "caveat"))
    in_records = [m for m in question_words().markers if any(m in r.id.split("-") for r in found)]
    claims += [
        of_term(terms[m], "detail")
        for m in dict.fromkeys((*q.u.markers, *in_records))
        if m in terms and m != _ANY_MARKER
    ][:2]
    rows = [
        r
        for r in current(select(q.knowledge))
        if r.endpoint == "orr"
        and r.subgroup
        and any(m in r.subgroup.lower().replace(" ", "") for m in q.u.markers)
        and not _of_other_state(q, r.subgroup)
    ]
    claims += (
        [c for c in (of_row(r, q.knowledge) for r in rows[:3]) if c is not None] if q.reader == "clinician" else []
    )
    return [*claims, *questions(q, _CLASS)]


def _on_stated_gene(q: Question, record: Any) -> bool:
    """Whether a statement is for those whose gene is as the question says."""
    stated = {gene.field for gene in letter_words().genes} & q.case.keys()
    return isinstance(record, Statement) and any(field in (record.when or "") for field in stated)


def _of_other_state(q: Question, label: str) -> bool:
    """Whether a subgroup is of those whose gene is altered where the question says intact, or the other way round."""
    words = set(label.lower().replace("-", " ").split())
    for gene in letter_words().genes:
        if gene.field in q.case:
            own, other = (gene.altered, gene.intact) if q.case[gene.field] else (gene.intact, gene.altered)
            return bool(words & set(other)) and not words & set(own)
    return False


def _of_marker(record: Any, markers: list[str]) -> bool:
    """Whether a record speaks of one of the markers, by its id or by its words."""
    line = f" {' '.join(stems_of(record.says))} "
    return any(m in record.id.split("-") or line in AnyOf(question_words().markers[m]) for m in markers)


def _asks_in_general(q: Question) -> bool:
    return not q.u.own or set(q.u.own) <= {"morphology", "differentiation"}


def symptom_control(q: Question) -> list[Claim]:
    """What controls a hormone syndrome: its record, the statements on control, and what goes wrong."""
    syndromes = q.u.syndromes or tuple(_syndrome_of(q))
    claims: list[Claim] = []
    for name in syndromes[:1]:
        record = q.knowledge.records("syndrome").get(name)
        if record is None:
            continue
        claims += [of_term(t) for t in _terms_named(q)]
        claims.append(of_syndrome(record))
        claims += _controls(q, record)
        case = {**{k: v for k, v in q.case.items() if k != "extent"}, "functional_syndrome": name}
        found = _control_statements(q, case)
        claims += [
            of_statement(s, "detail", "named" if q.reader == "clinician" else "says", q.name(s.about))
            for s in found[:5]
        ]
        said = set(stems_of(q.u.text))
        pitfalls = [p for p in q.knowledge.records("pitfall").values() if f"'{name}'" in p.when]
        pitfalls.sort(key=lambda p: -len(said & set(stems_of(p.id.replace("-", " ")))))
        claims += [of_pitfall(p) for p in pitfalls[:2]]
    asked = asked_of(q)
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
    shelf = q.knowledge.records("syndrome")
    controls = [c for s in syndromes if s in shelf for c in shelf[s].controls]
    return [*claims, *questions(q, controls[0] if controls else None)] if claims else []


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
        if statement.superseded or not (statement.aim == "symptom-control" or own):
            continue
        truth = situation.truth("statement", key)
        if truth == TRUE or (truth == UNKNOWN and own):
            uncontrolled = case.get("syndrome_controlled") is False and "syndrome_controlled" in statement.when
            found.append((truth != TRUE, not uncontrolled, statement.position is None, statement))
    return [s for *_, s in sorted(found, key=lambda f: f[:3])]


def why_not(q: Question) -> list[Claim]:
    """Why a treatment is not put forward: the case decided by the engine, and what overturned an earlier claim."""
    claims = overturned(q)
    asked = [t for t in q.u.named if t != _CLASS] or list(q.u.named)
    claims += _excluded(q, asked)
    words = (*q.u.words.words, *plan_words().search.why_not)
    kinds = ("statement", "pitfall", "safety")
    found = Relevance.of(q.knowledge).find(words, q.treatments, _if_advanced(q), kinds, 12, 4.0)
    against = plan_cues("against")
    general = (_CLASS,) if asked != [_CLASS] else ()
    found = sorted(
        found,
        key=lambda r: (
            asked.index(r.about) if getattr(r, "about", "") in asked else len(asked),
            f" {r.says.lower()} " not in against,
            getattr(r, "about", "") in general,
        ),
    )[:5]
    if q.reader == "patient":
        plains = [p for t in asked[:2] if (p := q.plain_of(t)) is not None]
        claims += [of_plain(p, "what_it_is", "bottom") for p in plains]
    for record in found:
        if isinstance(record, Statement):
            claims.append(of_statement(record, "bottom" if not claims else "detail"))
        elif hasattr(record, "severity"):
            claims.append(of_safety(record, q.knowledge, "caveat"))
        else:
            claims.append(of_pitfall(record))
    return [*claims, *questions(q, asked[0] if asked else None)]


def _if_advanced(q: Question) -> Situation | None:
    """The case as one of advanced disease, where the question leaves that open."""
    if q.situation is None or not q.assumed_advanced:
        return q.situation
    try:
        return read_situation({**q.case, "extent": "metastatic"}, q.knowledge)
    except HoofbeatError:
        return q.situation


def _excluded(q: Question, asked: list[str]) -> list[Claim]:
    """The option in the engine's answer: its position and the reason."""
    if not q.case:
        return []
    case = {**q.case, **({"extent": "metastatic"} if q.assumed_advanced else {})}
    try:
        advice = advise(case, q.knowledge)
    except HoofbeatError:
        return []
    claims = []
    for treatment in asked:
        table = q.knowledge.treatments
        option = next((o for o in advice.options if o.treatment == treatment), None) or next(
            (o for o in advice.options if table.is_a(o.treatment, treatment) or table.is_a(treatment, o.treatment)),
            None,
        )
        if option is None:
            claims += _ruled_out(q, treatment)
            continue
        for rule in option.contraindications[:2]:
            claims.append(of_safety(q.knowledge.safety[rule.id], q.knowledge, "bottom"))
        for shown in option.statements[:2]:
            claims.append(of_statement(q.knowledge.statements[shown.id], "bottom", "named", option.name))
    return claims


def _ruled_out(q: Question, treatment: str) -> list[Claim]:
    """What statements on a treatment ask for that the case does not have, and contraindications that hold."""
    claims: list[Claim] = []
    if q.situation is None:
        return claims
    kinds = q.knowledge.treatments.kinds(treatment)
    for key, rule in q.knowledge.safety.items():
        if rule.treatment not in kinds or rule.severity != "contraindicated":
            continue
        truth = q.situation.truth("safety", key)
        if truth == TRUE or (truth == UNKNOWN and _about_tumor(q, key)):
            claims.append(of_safety(rule, q.knowledge, "bottom"))
    return claims[:2]


def _about_tumor(q: Question, rule: str) -> bool:
    """Whether a safety rule turns on the tumor alone, and not on facts of the person that nobody stated."""
    behind = q.knowledge.fields_of("safety", rule)
    return bool(behind) and all(q.knowledge.fields[f].group in _OF_TUMOR for f in behind)
