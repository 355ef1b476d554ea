"""What a question takes for granted and a record contradicts: that is said first, and never guessed."""

from __future__ import annotations

from collections.abc import Sequence

from hoofbeat.ask.claims import Claim, of_treatment, within_sentence
from hoofbeat.ask.intents import safety_fields
from hoofbeat.ask.plans import supposed
from hoofbeat.ask.plans.evidence import named_studies
from hoofbeat.ask.plans.safety import fields_of
from hoofbeat.ask.plans.shared import asked_of, asks
from hoofbeat.ask.question import Question
from hoofbeat.ask.records import plan_cues
from hoofbeat.knowledge.records import Study

_LABEL = "label"
_WHO_WON = ("bettered", "not_bettered", "bettered_by")
_OF_PLACE = frozenset({"metastatic_sites"})


def corrected(q: Question, claims: Sequence[Claim]) -> list[Claim]:
    """The claims after what records say against that which a question takes for granted.

    Of the arms of a trial, of its results, of what rules a treatment out. Who won is not said of a comparison that was none.
    """
    claims = supposed.partial(q, claims)
    if not asks(q, "premise_words"):
        return claims
    against = [*_not_its_arms(q), *_no_result(q), *_not_ruled_out(q)][:1]
    return [*against, *(c for c in claims if not against or c.predicate not in _WHO_WON)]


def not_licensed(q: Question) -> list[Claim]:
    """Where a license is taken for granted that no record tells of: that, and what the treatment is; no dose and no advice."""
    if not (asks(q, "premise_words") and asks(q, "license_words")):
        return []
    return [c for t in asked_of(q)[:1] if not _is_licensed(q, t) for c in _told_of(q, t)]


def _told_of(q: Question, treatment: str) -> list[Claim]:
    record = q.knowledge.treatments[treatment]
    cites = (record.id, record.source)
    told = Claim("not_licensed", record.name, record.name, cites, "bottom", key=f"not licensed {treatment}")
    return [told, of_treatment(record, "detail")]


def _is_licensed(q: Question, treatment: str) -> bool:
    """Whether a statement, a safety rule or a regimen tells of a license of the treatment, or rests on a label of it."""
    kinds, sources = q.knowledge.treatments.kinds(treatment), q.knowledge.sources
    statements = [s for s in q.knowledge.statements.values() if s.about in kinds]
    resting = [*(s.source for s in statements)]
    resting += [r.source for r in q.knowledge.safety.values() if r.treatment in kinds]
    resting += [n for g in q.knowledge.regimens.values() if g.treatment in kinds for n in g.sources_named]
    told = any(f" {s.says.lower()} " in plan_cues("license_words") for s in statements)
    return told or any(sources[n].kind == _LABEL for n in resting if n in sources)


def _not_its_arms(q: Question) -> list[Claim]:
    """That a study did not compare a treatment which the question takes for one of its arms."""
    studies = named_studies(q)
    if not studies or not asks(q, "comparing_words"):
        return []
    table = q.knowledge.treatments
    arms = list(dict.fromkeys(a.treatment for s in studies for a in s.arms))
    strange = [t for t in asked_of(q) if not any(table.related(a, t) for a in arms)]
    if not strange or len(strange) == len(asked_of(q)):
        return []
    record = table[strange[0]]
    slots = {"study": _short_name(studies), "arms": " and ".join(within_sentence(table[a].name) for a in arms)}
    cites = (*(s.id for s in studies), record.id, record.source)
    return [
        Claim(
            "not_its_arms", record.name, within_sentence(record.name), cites, "bottom", slots=slots, key="not its arms"
        )
    ]


def _short_name(studies: list[Study]) -> str:
    return studies[0].name.partition(",")[0]


def _no_result(q: Question) -> list[Claim]:
    """That no result is held of a trial that the question says showed something."""
    trials = [q.knowledge.records("trial")[k.removeprefix("trial:")] for k in q.study_keys if k.startswith("trial:")]
    if named_studies(q) or not asks(q, "shown_words"):
        return []
    return [
        Claim("no_result", t.name, t.name, (t.id, t.source), "bottom", key=f"no result {t.id}")
        for t in trials if not t.reported_as
    ]  # fmt: skip


def _as_words(q: Question, field: str) -> str:
    """A fact of the case in words: its name, with the values of a list."""
    name, value = q.knowledge.fields[field].name, q.u.own[field]
    return f"{name}: {', '.join(str(v).replace('_', ' ') for v in value)}" if isinstance(value, list) else name


def _not_ruled_out(q: Question) -> list[Claim]:
    """That no record makes a contraindication of what the question takes for one."""
    facts = [f for f in q.u.own if f in _OF_PLACE | safety_fields(q.knowledge)]
    if not facts or not asks(q, "ruled_out_words"):
        return []
    table, claims = q.knowledge.treatments, []
    for treatment in asked_of(q)[:1]:
        rules = [
            r
            for r in q.knowledge.safety.values()
            if r.severity == "contraindicated" and table.related(r.treatment, treatment)
        ]
        if not any(set(facts) & fields_of(q, r) for r in rules):
            record, names = table[treatment], _as_words(q, facts[0])
            cites, slots = (record.id, record.source), {"facts": names}
            claims.append(
                Claim(
                    "not_ruled_out", record.name, names, cites, "bottom", slots=slots, key=f"not ruled out {treatment}"
                )
            )
    return claims
