"""Laws of the advice, over random cases and the shipped knowledge."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hoofbeat import CaseError, advise, load_knowledge
from hoofbeat.advice.decide import Neighbours, decide
from hoofbeat.advice.guidance import guidance_on
from hoofbeat.advice.nearby import first_aims
from hoofbeat.advice.neighbours import values_to_try
from hoofbeat.case import FIELDS
from hoofbeat.knowledge.situation import Situation, changed, read_situation
from hoofbeat.logic import names_in

KNOWLEDGE = load_knowledge()
GUIDANCE = guidance_on(KNOWLEDGE, KNOWLEDGE.edition.date)
GIVEN = ["lanreotide", "octreotide", "captem", "everolimus", "sunitinib", "prrt", "carboplatin-etoposide", "folfiri",
         "cisplatin-etoposide", "temozolomide", "streptozocin-fluorouracil", "chemotherapy", "embolization"]  # fmt: skip
_ENTRY = st.fixed_dictionaries(
    {"treatment": st.sampled_from(GIVEN)},
    optional={
        "best_response": st.sampled_from(["CR", "PR", "SD", "PD"]),
        "progressed": st.booleans(),
        "ended": st.sampled_from(["ongoing", "completed", "progression", "toxicity", "choice"]),
        "months_ago": st.integers(0, 40),
    },
)


def _values(name: str) -> st.SearchStrategy[Any]:
    field = FIELDS[name]
    match field.form:
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(field.values)
        case "choices":
            return st.lists(st.sampled_from(field.values), max_size=3, unique=True)
        case "treatments":
            return st.lists(_ENTRY, max_size=3)
        case "names":
            return st.lists(st.sampled_from(GIVEN), max_size=2, unique=True)
        case _:
            low = int(field.low or 0) + (1 if field.low_open else 0)
            return st.integers(
                max(low, 26) if name in ("creatinine_umol_l", "hemoglobin_g_l", "height_cm") else low,
                min(int(field.high or 100), low + 100),
            )


_CORE = [
    "primary_site",
    "differentiation",
    "ki67_percent",
    "extent",
    "prior_treatments",
    "sstr_positive",
    "progressing",
]
CASES = st.fixed_dictionaries({}, optional={n: _values(n) for n in FIELDS}).flatmap(
    lambda some: st.fixed_dictionaries({}, optional={n: _values(n) for n in _CORE}).map(lambda core: {**some, **core})
)
PRESUMING = {n for n, f in KNOWLEDGE.facts.items() if f.presumes}
SETTLED_FOR_GOOD = [
    name
    for name, fact in KNOWLEDGE.facts.items()
    if fact.when and name not in PRESUMING and not PRESUMING & set(names_in(KNOWLEDGE.conditions["fact", name]))
]
"""Facts that presume nothing of what is unstated, nor rest on one that does."""

LAW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def situation_of(values: dict[str, Any]) -> Situation:
    try:
        return read_situation(values, KNOWLEDGE)
    except CaseError:
        assume(False)
        raise


@LAW
@given(CASES)
def test_no_advice_offers_a_contraindicated_treatment(values: dict[str, Any]) -> None:
    situation = situation_of(values)
    for option in decide(GUIDANCE, situation).options:
        contraindicated = any(
            rule.severity == "contraindicated" and situation.truth("safety", rule.id).word == "true"
            for rule in GUIDANCE.safety_of(option.treatment)
        )
        assert not contraindicated or option.position == "contraindicated"


@LAW
@given(CASES)
def test_chemotherapy_is_not_favored_where_every_regimen_that_is_named_is_contraindicated(
    values: dict[str, Any],
) -> None:
    decision = decide(GUIDANCE, situation_of(values))
    regimens = [o for o in decision.options if KNOWLEDGE.treatments.is_chemotherapy(o.treatment)]
    if regimens and all(o.position == "contraindicated" for o in regimens):
        assert decision.verdict in ("avoid", "establish_first")


@LAW
@given(CASES)
def test_what_was_stopped_for_progression_is_never_offered_as_if_new(values: dict[str, Any]) -> None:
    situation = situation_of(values)
    stopped = {e["treatment"] for e in situation.given() if e.get("ended") == "progression"}
    for option in decide(GUIDANCE, situation).options:
        if option.treatment in stopped and option.position in ("prefer", "offer", "consider"):
            assert option.decided_by is not None
            again = option.decided_by.statement
            assert again.rechallenge or again.aim == "symptom-control"


@LAW
@given(CASES)
def test_what_the_person_declines_is_not_offered(values: dict[str, Any]) -> None:
    situation = situation_of(values)
    for option in decide(GUIDANCE, situation).options:
        if option.declined:
            assert option.position in ("avoid", "contraindicated")


@LAW
@given(CASES)
def test_options_stand_by_position_behind_what_goes_before_all_else(values: dict[str, Any]) -> None:
    order = ("prefer", "offer", "consider", "reserve", "avoid", "contraindicated")
    situation = situation_of(values)
    listed = [o for o in decide(GUIDANCE, situation).options if o.member_of is None]
    ahead = [o.decided_by is not None and o.decided_by.statement.aim in first_aims(situation)
             and o.position in ("prefer", "offer", "consider") for o in listed]  # fmt: skip
    assert ahead == sorted(ahead, reverse=True)
    for block in (True, False):
        positions = [order.index(o.position) for o, is_ahead in zip(listed, ahead, strict=True) if is_ahead is block]
        assert positions == sorted(positions)


@LAW
@given(CASES)
def test_deciding_a_neighbouring_case_from_this_one_gives_what_deciding_it_afresh_gives(values: dict[str, Any]) -> None:
    situation = situation_of(values)
    decision = decide(GUIDANCE, situation)
    for field, value in (("ki67_percent", 40), ("extent", "metastatic"), ("pregnant", True), ("prior_treatments", [])):
        neighbour = changed(situation, **{field: value})
        if neighbour is not None:
            assert decide(GUIDANCE, neighbour, (situation, decision)).outcome == decide(GUIDANCE, neighbour).outcome


@LAW
@given(CASES, st.data())
def test_neighbours_that_differ_alike_share_an_outcome_which_is_the_one_found_afresh(
    values: dict[str, Any], data: st.DataObject
) -> None:
    situation = situation_of(values)
    around = Neighbours(GUIDANCE, situation, decide(GUIDANCE, situation))
    for field in data.draw(st.lists(st.sampled_from(sorted(FIELDS)), min_size=3, max_size=6, unique=True)):
        for _, value in values_to_try(KNOWLEDGE, field):
            neighbour = changed(situation, **{field: value})
            if neighbour is not None:
                assert around.outcome(neighbour) == decide(GUIDANCE, neighbour).outcome


@LAW
@given(CASES, st.sampled_from(sorted(FIELDS)), st.data())
def test_more_knowledge_never_turns_a_settled_fact_that_presumes_nothing(
    values: dict[str, Any], field: str, data: st.DataObject
) -> None:
    situation = situation_of(values)
    assume(field not in situation.values and situation.row.get(field) is None)
    if field == "prior_lines":
        assume("prior_treatments" not in situation.values)
    if field == "prior_treatments":
        assume("prior_lines" not in situation.values)
    richer = changed(situation, **{field: data.draw(_values(field))})
    assume(richer is not None)
    for name in SETTLED_FOR_GOOD:
        before, after = situation.row[name], richer.row[name]  # type: ignore[union-attr]
        assert before is None or after == before, name


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_the_same_case_gives_the_same_bytes_and_every_statement_shown_has_its_source(values: dict[str, Any]) -> None:
    situation_of(values)
    first, second = (json.dumps(advise(values, KNOWLEDGE).to_dict()) for _ in range(2))
    assert first == second
    answer = json.loads(first)
    cited = {s["id"] for s in answer["sources"]}
    statements = [
        *answer["chemotherapy"]["because"],
        *answer["undetermined"],
        *(s for o in answer["options"] for s in o["statements"]),
    ]
    assert {s["source"] for s in statements} <= cited
    assert {s["source"] for o in answer["options"] for s in (*o["cautions"], *o["contraindications"])} <= cited
    assert {p["source"] for p in answer["pitfalls"]} <= cited
