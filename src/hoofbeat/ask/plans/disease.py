"""The disease: classification, biomarkers, and why a treatment is not put forward."""

from __future__ import annotations

from typing import Any

from hoofbeat.advice import consult
from hoofbeat.ask.claims import (
    Claim,
    Role,
    of_pitfall,
    of_plain,
    of_safety,
    of_statement,
    of_term,
)
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.plans.grades import BY_INDICES, each_grade
from hoofbeat.ask.plans.harms import as_line, names_harm, rules_of
from hoofbeat.ask.plans.overturned import overturned
from hoofbeat.ask.plans.shared import FAVORED, questions, sure_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, question_words, words_of_marker
from hoofbeat.ask.relevance import Relevance, stems_of
from hoofbeat.errors import HoofbeatError
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import Statement
from hoofbeat.knowledge.situation import Situation, read_situation
from hoofbeat.language.records import letter_words
from hoofbeat.logic import names_in
from hoofbeat.logic.evaluate import FALSE, TRUE, UNKNOWN

_CLASS, _ANY_MARKER = "chemotherapy", "biomarker"
_MOST_PITFALLS, _MOST_REASONS = 2, 2
_OF_TUMOR = ("Tumor", "Imaging", "Extent", "Hormones", "Molecular")


def own_guidance(q: Question) -> list[Claim]:
    """Where the disease asked about has guidance of its own that is not held here: that it has, and nothing else.

    A part of that guidance may be held all the same: then a statement in favor holds that asks for just this disease.
    """
    words = plan_words().own_guidance
    if q.intent not in words.intents:
        return []
    pitfalls = q.knowledge.records("pitfall")
    meant = [k for k in words.pitfalls if q.truth("pitfall", k) == TRUE and not _is_held_in_part(q, k)]
    return [of_pitfall(pitfalls[k], "bottom") for k in meant[:1]]


def _is_held_in_part(q: Question, pitfall: str) -> bool:
    """Whether a statement in favor holds whose condition asks for everything that the condition of a pitfall does."""
    conditions = q.knowledge.conditions
    disease = set(names_in(conditions["pitfall", pitfall]))
    favored = (s.id for s in q.knowledge.statements.values() if s.position in FAVORED and not s.superseded)
    return any(
        disease <= set(names_in(conditions["statement", s])) and q.truth("statement", s) == TRUE for s in favored
    )


def classification(q: Question) -> list[Claim]:
    """Type and grade as the facts of the question give them, what each criterion is, and what is missing."""
    situation, words = q.situation, plan_words()
    asked = _types_told_apart(q)
    if asked:
        return asked
    claims = each_grade(q)
    if situation is not None:
        # A label of one of several tumors, or of one index of several, would be taken for that of all.
        claims += [] if claims else _named(situation)
        graded = situation.row.get(words.without_grades.fact) is not True
        names = [n for n in (*words.grades, *words.kinds) if situation.row.get(n) is True]
        names = [n for n in names if graded or n not in words.grades]
        claims += [_criterion(q, n, "detail") for n in names[:4]]
        criteria = words.grades if graded else words.without_grades.instead
        open_ones = [n for n in criteria if situation.row.get(n) is None]
        # What is missing, told to a patient grade by grade, would be taken for theirs.
        claims += [_criterion(q, n, "change") for n in open_ones[:3]] if q.reader == "clinician" else []
        claims += [
            of_pitfall(p)
            for k, p in q.knowledge.records("pitfall").items()
            if situation.truth("pitfall", k) == TRUE and _about_pathology(p)
        ][:3]
    terms = q.knowledge.records("term")
    grades = [c for c in claims if c.predicate == BY_INDICES]
    if len({c.value for c in grades}) > 1 and set(words.several_grades.terms) & set(q.u.terms):
        claims.insert(len(grades), of_term(terms[words.several_grades.term]))
    kinds = dict.fromkeys(words.terms["morphology"].get(m.id, "") for m in q.u.mentions if m.kind == "morphology")
    named = [t for t in (*q.u.terms, *kinds, *words.grade_terms) if t in terms]
    told_apart = not claims and len(kinds) > 1
    most = 4 if not claims else 3 if len(claims) < 4 else 1
    extra = [of_term(terms[t], "detail") for t in dict.fromkeys(named)][:most]
    if told_apart:
        claims += [of_term(terms[t]) for t in dict.fromkeys((*kinds, *q.u.terms)) if t in terms]
        pitfalls = q.relevant(("pitfall",), _MOST_PITFALLS, 5.0, words=words.search.told_apart)
        claims += [of_pitfall(p) for p in pitfalls if _about_pathology(p)]
    else:
        claims += extra if q.reader == "clinician" or len(claims) < 3 else []
    if not [c for c in claims if c.role == "bottom"]:
        claims = [_criterion(q, n, "bottom") for n in words.grades] + claims
    return claims


def _types_told_apart(q: Question) -> list[Claim]:
    """Of types that stand in the place of grades, where a question names them and states none: the one its facts make, then each by its criteria."""
    types, names = plan_words().without_grades.instead, plan_words().terms["morphology"]
    named = any(m.id in types for m in q.u.mentions if m.kind == "morphology")
    if not named or q.u.own.get("morphology") in types:
        return []
    try:
        situation = read_situation({**q.case, "morphology": None, "differentiation": "well"}, q.knowledge)
        found = _named(situation) if any(situation.row.get(n) is True for n in types) else []
    except HoofbeatError:
        found = []
    terms = q.knowledge.records("term")
    pitfalls = [p for p in q.relevant(("pitfall",), _MOST_PITFALLS, 5.0) if _about_pathology(p)]
    pitfalls = [p for p in pitfalls if p.field not in q.knowledge.fields or p.field in q.u.own]
    return [
        *found,
        *(of_term(terms[names[n]], "detail" if found else "bottom") for n in types),
        *map(of_pitfall, pitfalls),
    ]


def _criterion(q: Question, name: str, role: Role) -> Claim:
    """What a fact of classification means; a grade with its number, so that nobody takes one for theirs that is another's."""
    fact, number = q.knowledge.facts[name], name.rpartition("_")[2]
    predicate = "grade_of" if name in plan_words().grades else "says"
    slots = {"number": number}
    return Claim(
        predicate, name, fact.means, (name, fact.source), role, plain=fact.plain, slots=slots, key=f"fact {name}"
    )


def _about_pathology(pitfall: Any) -> bool:
    return pitfall.field in ("morphology", *plan_words().pathology)


def _named(situation: Situation) -> list[Claim]:
    """The label of the disease, with its grade."""
    facts = situation.knowledge.facts
    for key, label in situation.knowledge.records("label").items():
        if situation.truth("label", key) == TRUE:
            fact = next((f for f in (*plan_words().kinds, *plan_words().grades) if situation.row.get(f) is True), None)
            cite = (
                (fact, facts[fact].source) if fact else (plan_words().grades[0], facts[plan_words().grades[0]].source)
            )
            claims = [Claim("class_label", "", label.label, cite, "bottom", plain=label.plain, key="label")]
            if label.grade:
                told = any(situation.values.get(f) is not None for f in plan_words().pathology)
                predicate, slots = "grade" if told else "grade_as_such", {"number": label.grade[1:]}
                claims.append(Claim(predicate, "", label.grade, cite, "bottom", key="grade", slots=slots))
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
    return any(m in record.id.split("-") or line in words_of_marker(m) for m in markers)


def _asks_in_general(q: Question) -> bool:
    return not q.u.own or set(q.u.own) <= {"morphology", "differentiation"}


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
    reasons = _reasons(q, asked)
    claims += reasons
    found = [r for r in found if r.id not in {c.cites[0] for c in reasons}]
    if q.reader == "patient" and not reasons:
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


def _reasons(q: Question, asked: list[str]) -> list[Claim]:
    """What names the very reason asked about: a rule on the harm that is named, or what puts one of two treatments before the other."""
    rules = [of_safety(r, q.knowledge, "bottom") for t in asked[:1] for r in rules_of(q, t) if names_harm(q, r.says)]
    names = [as_line(q.name(t)) for t in asked[:2]]
    told = (s for s in q.knowledge.statements.values() if s.about in _with_members(q, asked) and not s.superseded)
    both = [s for s in told if len(names) > 1 and all(n in as_line(s.says) for n in names)]
    ranked = sorted(both, key=lambda s: (s.position is None, q.truth("statement", s.id) == FALSE))
    return [*rules[:_MOST_REASONS], *(of_statement(s, "bottom") for s in ranked[:_MOST_REASONS])]


def _with_members(q: Question, asked: list[str]) -> set[str]:
    """Treatments, and those that contain one of them."""
    return {*asked, *(t.id for t in q.knowledge.treatments.values() if set(asked) & set(t.contains))}


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
        advice = consult(case, q.knowledge)
    except HoofbeatError:
        return []
    claims = []
    for treatment in asked:
        table = q.knowledge.treatments
        option = next((o for o in advice.options if o.treatment == treatment), None) or next(
            (o for o in advice.options if table.related(o.treatment, treatment)),
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
