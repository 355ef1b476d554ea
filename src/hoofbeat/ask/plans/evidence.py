"""What studies found: comparison, response, survival, trials, and what a claim rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from hoofbeat.ask.claims import Claim, of_pitfall, of_statement
from hoofbeat.ask.figures import current, of_row
from hoofbeat.ask.plans import endpoints
from hoofbeat.ask.plans.endpoints import LIFE, SURVIVAL
from hoofbeat.ask.plans.shared import asks, questions, sure_of, weight_of
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_words
from hoofbeat.ask.relevance import Relevance, stems_of
from hoofbeat.evidence.contradictions import contradictions
from hoofbeat.evidence.filters import Filters, Fit, fits_of
from hoofbeat.evidence.rows import ResultRow, select
from hoofbeat.knowledge.records import Statement, Study

_CLASS = "chemotherapy"
_MOST_OF_BODY = 2
_MOST_NAMED = 3
"""Of more studies under one name those that weigh most are spoken of."""
MOST_STUDIES = 4
"""So many of the studies that a question names are spoken of."""
_MOST = {"clinician": 6, "patient": 2}
_NAMELESS = frozenset({"cohort", "arm", "part", "study", "trial"})
"""Words of a study's name that tell no cohort from another."""
_BETWEEN_SOURCES = ("between-sources", "text-against-table", "between-tables", "within-text")
"""Kinds of contradiction that are of the figures themselves, not of sums that do not work out."""
_PLAIN_ENDPOINTS = ("orr", "pfs", "os", "dcr")


def row_claims(q: Question, rows: Iterable[ResultRow], most: int | None = None) -> list[Claim]:
    """The claims of rows, so many as the reader gets; a patient gets no survival unasked."""
    if q.reader == "patient" and q.intent != "survival":
        rows = [r for r in rows if r.endpoint not in LIFE]
    found = [unlike_asked(q, r, c) for r in rows if (c := of_row(r, q.knowledge)) is not None]
    if q.reader == "patient":
        found = [c for c in found if c.predicate != "not_reached" and c.slots.get("plain_result") != ""]
    return found[: most if most is not None else _MOST[q.reader]]


_UNLIKE: dict[Fit, str] = {"not told": "{} not told", "other": "another {} than asked"}


def unlike_asked(q: Question, row: ResultRow, claim: Claim) -> Claim:
    """The claim of a row, with what its patients are not stated to share with those asked about."""
    fits = fits_of(row.asked_of, row.line, q.population)
    unlike = [
        _UNLIKE[fit].format(name) for name, fit in fits if fit in _UNLIKE and not (name == "line" and fit != "other")
    ]
    if not unlike:
        return claim
    population = "".join(f"; {p}" for p in (claim.population, ", ".join(unlike)) if p)
    return replace(claim, slots={**claim.slots, "population": population})


def subjects_of(q: Question) -> list[str]:
    """The treatments asked about, the whole of chemotherapy only where nothing else is."""
    return [t for t in q.treatments if t != _CLASS] or list(q.treatments)


def named_studies(q: Question) -> list[Study]:
    """The studies that the question names, and those that a named trial was reported as; of one name the cohorts asked about."""
    found: list[Study] = []
    for group in q.studies:
        own = _of_cohort(q, [q.knowledge.studies[k] for k in _held_of(q, group)])
        found += sorted(own, key=lambda s: weight_of(s.design))[:_MOST_NAMED] if len(own) > _MOST_NAMED else own
    return list({s.id: s for s in found}.values())


def sites_named(q: Question) -> set[str]:
    """The sites of the patients whom a question on a study names."""
    return set(q.population.sites) or (set(q.u.sites) - q.outside_of if q.studies else set())


def is_of_site_named(q: Question, row: ResultRow) -> bool:
    """Whether a row is of a subgroup of the site named, and not of every site of its study."""
    sites = row.asked_of.sites
    own = row.subgroup is not None and sites != q.knowledge.studies[row.study].population.sites
    return own and bool(sites_named(q) & set(sites))


def _held_of(q: Question, group: Sequence[str]) -> list[str]:
    """The ids of the studies of one name, those first that are called so themselves."""
    trials = q.knowledge.records("trial")
    keys = [k.removeprefix("study:") for k in group if k.startswith("study:")]
    keys += [r for k in group if k.startswith("trial:") and (r := trials[k.removeprefix("trial:")].reported_as)]
    return list(dict.fromkeys(keys))


def _of_cohort(q: Question, studies: list[Study]) -> list[Study]:
    """Of several cohorts under one name the one whose own words the question has; all of them where it has none."""
    if len(studies) < 2:
        return studies
    site, left_out = sites_named(q), q.outside_of - {q.case.get("primary_site")}
    studies = [s for s in studies if site & set(s.population.sites)] or studies
    studies = [s for s in studies if not left_out & set(s.population.sites)] or studies
    said = set(stems_of(q.u.text))
    names = [set(stems_of(s.name)) for s in studies]
    common = set.intersection(*names)
    counts = [len(n - common - _NAMELESS) if n - common <= said | _NAMELESS else 0 for n in names]
    return [s for s, n in zip(studies, counts, strict=True) if n == max(counts)]


def is_of(q: Question, treatment: str, wanted: str) -> bool:
    """Whether an arm's treatment is the one asked about, or a member of the class asked about."""
    return treatment == wanted or wanted in q.knowledge.treatments.classes(treatment)


def involves(q: Question, row: ResultRow, pair: Sequence[str]) -> bool:
    """Whether a comparison sets the one treatment against the other."""
    first, second = pair[0], pair[1]
    arms = list(row.treatments)
    return any(
        is_of(q, a, first) and is_of(q, b, second) for i, a in enumerate(arms) for k, b in enumerate(arms) if i != k
    )


def involves_kinds(q: Question, row: ResultRow, pair: Sequence[str]) -> bool:
    """Whether a comparison sets the kind of the one treatment against the kind of the other, each of one mechanism."""
    table, arms = q.knowledge.treatments, list(row.treatments)
    if len(arms) != 2 or arms[0] == arms[1] or any(table[a].several_mechanisms for a in arms):
        return False
    return any(table.is_a(pair[0], a) and table.is_a(pair[1], b) for a, b in (arms, arms[::-1]))


def of_setting(q: Question, name: str) -> bool:
    """Whether the name of a study tells the setting that the question names: before an operation, or after it."""
    return bool(q.settings & set(name.lower().split()))


def order_of(row: ResultRow) -> int:
    """The place of an endpoint among those that a comparison gives."""
    order = ("pfs", "orr", "os", "pfs_rate", "dcr", "ttp")
    return order.index(row.endpoint) if row.endpoint in order else len(order)


def of_site(q: Question, row: ResultRow) -> bool:
    """Whether a row is of the site asked for alone, or of a subgroup that leaves the other large site out."""
    asked = q.population.sites
    if not asked:
        return False
    outside = [w for site, words in plan_words().outside.items() if site not in asked for w in words]
    return row.sites.split() == list(asked) or any(w in (row.subgroup or "").lower() for w in outside)


def survival(q: Question) -> list[Claim]:
    """Progression-free and overall survival as studies measured them, never for one person."""
    claims: list[Claim] = []
    subjects = subjects_of(q)
    studies = named_studies(q)
    wanted, asked = _endpoints(q), q.population.sites
    for study in studies[:MOST_STUDIES]:
        rows = [r for r in select(q.knowledge, Filters(study=study.id)) if r.endpoint in wanted and r.subgroup is None]
        ranked = sorted(current(rows), key=lambda r: (wanted.index(r.endpoint), r.comparator is None))
        claims += row_claims(q, ranked, 6 // min(len(studies), MOST_STUDIES))
    if len(subjects) >= 2 and not claims:
        pairs = [
            r
            for r in select(q.knowledge)
            if r.comparator is not None and r.endpoint in wanted and involves(q, r, subjects[:2])
        ]
        ranked = sorted(
            current(pairs),
            key=lambda r: (weight_of(r.design), r.subgroup is not None, wanted.index(r.endpoint)),
        )
        claims += row_claims(q, ranked, 3)
    for treatment in subjects[:2] if not studies else []:
        rows = [r for r in select(q.knowledge, replace(q.population, treatment=treatment)) if r.endpoint in wanted]
        rows = rows or [r for r in select(q.knowledge, Filters(treatment=treatment)) if r.endpoint in wanted]
        ranked = sorted(
            current(rows),
            key=lambda r: (
                weight_of(r.design),
                bool(asked) and not set(asked) >= set(r.sites.split()),
                r.comparator is None,
                wanted.index(r.endpoint),
                r.subgroup is not None,
                -(r.patients or 0),
            ),
        )
        claims += row_claims(q, ranked, 5 if q.reader == "clinician" else 1)
    words = (*q.u.words.words, *plan_words().search.survival)
    notes = q.relevant(("statement", "pitfall"), 2, 5.0, only_about=bool(subjects), words=words)
    notes = [n for n in notes if is_on(n, studies)] if studies else notes
    claims += [of_statement(s, "caveat") if isinstance(s, Statement) else of_pitfall(s) for s in notes]
    return [*claims, *questions(q, subjects[0] if subjects else None)] if claims else []


def is_on(record: Any, studies: Sequence[Study]) -> bool:
    """Whether a statement or a pitfall rests on one of some studies, or on a source of theirs."""
    sources = {r.source for s in studies for a in s.arms for r in a.results}
    return bool(set(getattr(record, "evidence", ())) & {s.id for s in studies}) or record.source in sources


def _endpoints(q: Question) -> tuple[str, ...]:
    """The endpoints of survival asked for, in order; all of them where none is named."""
    asked = tuple(e for group in endpoints.named(q) for e in group if e in SURVIVAL)
    return asked or SURVIVAL


def evidence(q: Question) -> list[Claim]:
    """What sources say, how sure, and where they differ."""
    claims = _of_bodies_named(q)
    further = plan_words().search.going_on if asks(q, "going_on_words") else ()
    found = q.relevant(("statement", "pitfall"), 6, 4.0, words=(*q.u.words.words, *further))
    for n, record in enumerate(found):
        if isinstance(record, Statement):
            claims.append(of_statement(record, "bottom" if not claims else "detail"))
            if n == 0:
                claims = [*_who_says(q, record, claims), *sure_of(q, record)]
        else:
            claims.append(of_pitfall(record))
    claims += _differences(q, [r for r in found if isinstance(r, Statement)])
    rows = [
        r
        for t in subjects_of(q)[:1]
        if t != _CLASS
        for r in current(select(q.knowledge, replace(q.population, treatment=t, line=None)))
        if r.endpoint in _PLAIN_ENDPOINTS
    ]
    ranked = sorted(rows, key=lambda r: (weight_of(r.design), r.subgroup is not None, -(r.patients or 0)))
    claims += row_claims(q, ranked, 4 if q.reader == "clinician" else 1)
    return [*claims, *questions(q, subjects_of(q)[0] if subjects_of(q) else None)] if claims else []


def _who_says(q: Question, statement: Statement, claims: list[Claim]) -> list[Claim]:
    """Where it is asked who says so: the statement with whom it names, and the document it stands in."""
    if not asks(q, "who_says_words"):
        return claims
    source = q.knowledge.sources[statement.source]
    title = f"{source.title} ({', '.join(source.authors) or source.venue or source.kind}, {source.year})"
    told = replace(claims[-1], plain="")
    named = Claim(
        "source_named", title, title, (statement.id, statement.source), "bottom", slots={"title": title}, key="who"
    )
    return [*claims[:-1], told, named]


def _of_bodies_named(q: Question) -> list[Claim]:
    """What the bodies that the question names by their initials say, each by its nearest statement."""
    issuers = {name.partition("-")[0] for name in q.knowledge.sources}
    bodies = dict.fromkeys(
        m.words for m in q.u.mentions if m.kind == "term" and m.words.isupper() and m.words.lower() in issuers
    )
    if not bodies:
        return []
    near = Relevance.of(q.knowledge).find(q.u.words.words, q.treatments, q.situation, ("statement",), 200, 3.0, True)
    claims = []
    for body in bodies:
        own = [s for s in near if s.source.startswith(f"{body.lower()}-")][:_MOST_OF_BODY]
        claims += [
            of_statement(s, "bottom", "named", f"{body.upper()}, {q.knowledge.sources[s.source].year}") for s in own
        ]
    return claims


def _differences(q: Question, found: Sequence[Statement]) -> list[Claim]:
    """Statements that conflict, side by side, and figures that sources give differently."""
    claims = []
    for statement in found:
        for other in statement.conflicts_with[:1]:
            record = q.knowledge.statements.get(other)
            if record is not None and not record.superseded:
                claims.append(of_statement(record, "caveat", "differ", q.name(record.about)))
    studies = {e for s in found for e in s.evidence} | {s.id for s in named_studies(q)}
    for item in contradictions(q.knowledge)[:200] if q.reader == "clinician" else []:
        if item.study in studies and item.kind in _BETWEEN_SOURCES and len(claims) < 3:
            claims.append(
                Claim(
                    "differ",
                    q.knowledge.studies[item.study].name,
                    item.says,
                    (item.study,),
                    "caveat",
                    key=f"differ {item.study} {item.says[:40]}",
                )
            )
    return claims[:3]
