"""A named trial: what it asked, what it found and where it stands; else the trials under way for the question."""

from __future__ import annotations

from hoofbeat.ask.claims import Claim, of_plain, of_statement, of_trial
from hoofbeat.ask.figures import current, site_words
from hoofbeat.ask.plans.evidence import MOST_STUDIES, named_studies, row_claims
from hoofbeat.ask.plans.harms import as_line
from hoofbeat.ask.plans.shared import asks, questions
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues, plan_words, templates
from hoofbeat.evidence.filters import Filters
from hoofbeat.evidence.rows import select
from hoofbeat.knowledge.records import Study, Trial
from hoofbeat.logic.evaluate import FALSE

_CLASS, _HISTORY = "chemotherapy", "prior_treatments"
_RESPONSE = ("orr", "dcr", "cr", "pr", "sd", "dcr_rate")
_SURVIVAL = ("os", "pfs", "ttp", "pfs_rate", "os_rate", "progression_free_rate")
_PLAIN_ENDPOINTS = ("orr", "pfs", "os", "dcr")
_MOST_ROWS = 8


def plan(q: Question) -> list[Claim]:
    """A named trial: what it asked, what it found and where it stands; else those under way for the question."""
    claims: list[Claim] = []
    studies = named_studies(q)
    for key in q.study_keys:
        if key.startswith("trial:"):
            trial = q.knowledge.records("trial")[key.removeprefix("trial:")]
            told = trial.reported_as in {s.id for s in studies} and not asks(q, "status_words")
            claims += [] if told else [of_trial(trial)]
    for study in studies[:MOST_STUDIES]:
        claims += _study(q, study, _MOST_ROWS // min(len(studies), MOST_STUDIES))
    if claims:
        return claims
    every = [t for t in q.knowledge.records("trial").values() if not (_of_others(q, t) or _comes_too_late(q, t))]
    found = [t for t in every if _is_of_treatment(q, t)] or [t for t in every if _fits(q, t)]
    open_first = sorted(found, key=lambda t: (t.status not in ("ongoing", "unknown"), t.id))
    claims = [of_trial(t, "bottom" if n == 0 else "detail") for n, t in enumerate(open_first[:5])]
    if set(plan_words().open_words) & set(q.u.words.words) and claims:
        claims = [Claim("recruiting", "", "", ("about-hoofbeat",), "bottom", key="recruiting"), *claims]
    of_trials = plan_words().treatments.trial
    plain = q.plain_of(of_trials)
    if plain is not None and (q.reader == "patient" or not claims):
        claims = [of_plain(plain, "what_it_is", "bottom"), *claims[:2]]
    return [*claims, *questions(q, of_trials)] if claims else []


def _is_of_treatment(q: Question, trial: Trial) -> bool:
    """Whether a trial tries a treatment asked for."""
    table = q.knowledge.treatments
    asked = [a for a in q.treatments if a != _CLASS]
    return any(table.is_a(t, a) or a in table.classes(t) for t in trial.treatments for a in asked)


def _of_others(q: Question, trial: Trial) -> bool:
    """Whether every statement on a trial's treatments is for tumors other than the one asked about."""
    if q.situation is None:
        return False
    about = [s.id for s in q.knowledge.statements.values() if s.about in trial.treatments]
    return bool(about) and all(q.situation.truth("statement", s) == FALSE for s in about)


def _comes_too_late(q: Question, trial: Trial) -> bool:
    """Whether a trial is for people without treatment, and chemotherapy was given already."""
    table, given = q.knowledge.treatments, q.case.get(_HISTORY) or ()
    treated = any(table.is_chemotherapy(e["treatment"]) for e in given)
    return treated and as_line(trial.question) in plan_cues("first_line")


def _fits(q: Question, trial: Trial) -> bool:
    """Whether a trial is about a treatment or a population asked for."""
    by_treatment = _is_of_treatment(q, trial)
    text = f"{trial.population or ''} {trial.question}".lower()
    poor = q.situation is not None and q.situation.row.get("is_nec") is True
    site = str(q.case.get("primary_site", "")).replace("_", "-")
    by_population = ("carcinoma" in text and poor) or (bool(site) and site in text)
    nothing = not [a for a in q.treatments if a != _CLASS] and not poor and not site
    return by_treatment or by_population or nothing


def _study(q: Question, study: Study, most: int) -> list[Claim]:
    words = templates().words
    rows = current(select(q.knowledge, Filters(study=study.id)))
    n = f", n = {study.patients}" if study.patients else ""
    sites = site_words(study.population.sites)
    slots = {
        "design": words.designs.get(study.design, study.design),
        "n": n,
        "patients": f" of {study.patients} people" if study.patients else "",
        "population": f"; {sites}" if sites else "",
    }
    slots_plain = {**slots, "population": ""} if q.reader == "patient" else slots
    head = Claim("study", study.name, study.name, (study.id,), "bottom", slots=slots_plain, key=f"study {study.id}")
    order = {e: n for n, e in enumerate((*_PLAIN_ENDPOINTS, *_SURVIVAL, *_RESPONSE))}
    main = [r for r in rows if r.endpoint in order]
    ranked = sorted(main, key=lambda r: (r.subgroup is not None, r.comparator is None, order[r.endpoint]))
    claims = [head, *row_claims(q, ranked, most if q.reader == "clinician" else 2)]
    statements = [
        s for s in q.knowledge.statements.values() if study.id in s.evidence and not s.superseded and not s.position
    ]
    own = [s for s in statements if s.source in {r.source for r in rows}]
    claims += [of_statement(s, "detail") for s in (own or statements)[:2]]
    if q.reader == "clinician":
        tox = sorted(
            (
                r
                for r in rows
                if r.endpoint in ("toxicity_g3_4", "discontinuation")
                and r.comparator is None
                and r.event in ("any", None)
            ),
            key=lambda r: r.arm,
        )
        claims += row_claims(q, tox, 2)
        if study.note:
            claims.append(Claim("study_note", study.name, study.note, (study.id,), "caveat", key=f"note {study.id}"))
    return claims
