from __future__ import annotations

import pytest

from hoofbeat import advise
from hoofbeat.advice.neighbours import stretches, values_to_try
from hoofbeat.errors import QuestionError
from hoofbeat.knowledge import Knowledge

PANCREAS = {
    "primary_site": "pancreas",
    "differentiation": "well",
    "ki67_percent": 17,
    "extent": "metastatic",
    "progressing": True,
    "prior_treatments": [],
}
CARCINOMA = {"primary_site": "colon", "differentiation": "poor", "extent": "metastatic", "prior_treatments": []}


def test_an_empty_case_says_what_to_establish_first_in_order(knowledge: Knowledge) -> None:
    answer = advise({}, knowledge)
    assert answer.chemotherapy.verdict == "establish_first"
    asked = [fact.field for fact in answer.establish_first]
    assert {"primary_site", "differentiation", "ki67_percent", "extent"} <= set(asked)
    assert asked[0] == "primary_site"
    assert all(fact.why and fact.asks for fact in answer.establish_first)


def test_ki67_17_says_that_at_21_the_tumor_is_grade_3_and_what_would_differ(knowledge: Knowledge) -> None:
    changes = [w for w in advise(PANCREAS, knowledge).what_if if w.field == "ki67_percent" and w.value == 21]
    assert len(changes) == 1
    assert changes[0].grade == "G3"
    assert "grade" in changes[0].changes


def test_a_missing_mitotic_count_rules_out_no_grade_and_five_mitoses_rule_out_grade_1(knowledge: Knowledge) -> None:
    facts = {f.name: f.value for f in advise({"mitoses_per_2mm2": 5}, knowledge).classification.facts}
    assert facts["grade_1"] is False
    assert facts["grade_2"] is None
    assert facts["grade_3"] is None


def test_kidneys_that_rule_out_cisplatin_leave_carboplatin(knowledge: Knowledge) -> None:
    options = {o.treatment: o for o in advise({**CARCINOMA, "creatinine_clearance_ml_min": 35}, knowledge).options}
    assert options["cisplatin-etoposide"].position == "contraindicated"
    assert options["cisplatin-etoposide"].contraindications[0].source
    assert options["carboplatin-etoposide"].position == "prefer"
    assert options["cisplatin-etoposide"].rank > options["carboplatin-etoposide"].rank


def test_the_interim_survival_benefit_counts_in_2021_and_is_overturned_today(knowledge: Knowledge) -> None:
    def roles(as_of: str | None) -> dict[str, str]:
        captem = next(o for o in advise(PANCREAS, knowledge, as_of=as_of).options if o.treatment == "captem")
        return {s.id: s.role for s in captem.statements}

    then, now = roles("2021-10-01"), roles(None)
    overturned = [i for i, role in now.items() if role == "superseded"]
    assert overturned
    assert all(then.get(i) == "note" for i in overturned if i in then)
    assert any(i in then for i in overturned)


def test_advice_as_of_a_day_uses_nothing_published_later(knowledge: Knowledge) -> None:
    answer = advise(PANCREAS, knowledge, as_of="2021-10-01")
    statements = [*answer.chemotherapy.because, *(s for o in answer.options for s in o.statements)]
    assert statements
    assert all(s.published <= "2021-10-01" for s in statements)


def test_advice_can_be_asked_of_named_sources_only(knowledge: Knowledge) -> None:
    answer = advise(CARCINOMA, knowledge, guidelines=["enets-2023-nec"])
    assert {s.source for o in answer.options for s in o.statements} == {"enets-2023-nec"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"guidelines": ["nccn-1999"]}, "not a source of guidance"), ({"as_of": "last year"}, "not a date")],
)
def test_a_source_or_a_day_that_does_not_exist_is_refused(
    asked: dict[str, object], said: str, knowledge: Knowledge
) -> None:
    with pytest.raises(QuestionError, match=said):
        advise(PANCREAS, knowledge, **asked)  # type: ignore[arg-type]


def test_a_relapse_long_after_platinum_may_be_treated_again_and_one_on_platinum_may_not(knowledge: Knowledge) -> None:
    def position(entry: dict[str, object]) -> str:
        case = {**CARCINOMA, "prior_treatments": [{"treatment": "carboplatin-etoposide", **entry}]}
        options = {o.treatment: o.position for o in advise(case, knowledge).options}
        return options.get("platinum-etoposide", options.get("carboplatin-etoposide", "absent"))

    relapse = {"best_response": "PR", "ended": "completed", "progressed": True, "months_ago": 8}
    refractory = {"best_response": "PD", "ended": "progression", "progressed": True, "months_ago": 1}
    assert position(relapse) in ("offer", "consider")
    assert position(refractory) in ("avoid", "absent")


def test_the_whole_trace_is_there_when_asked_for(knowledge: Knowledge) -> None:
    answer = advise(CARCINOMA, knowledge, explain=True)
    assert all(s.trace is not None for o in answer.options for s in o.statements)
    assert advise(CARCINOMA, knowledge).options[0].statements[0].trace is None


def test_everything_shown_says_that_nobody_has_approved_it_yet(knowledge: Knowledge) -> None:
    answer = advise(CARCINOMA, knowledge)
    assert set(answer.review["statuses"]) == {"submitted"}
    assert "None of the" in answer.review["says"]


def test_a_regimen_from_pancreatic_evidence_says_so_for_a_small_bowel_case(knowledge: Knowledge) -> None:
    case = {"primary_site": "small_bowel", "differentiation": "well", "ki67_percent": 15, "extent": "metastatic",
            "rapidly_progressing": True, "prior_treatments": [{"treatment": t, "ended": "progression"} for t in ("octreotide", "prrt", "everolimus")]}  # fmt: skip
    captem = next(o for o in advise(case, knowledge).options if o.treatment == "captem")
    assert captem.evidence.directness in ("indirect", "extrapolated")
    assert "carried over" in captem.evidence.says


def test_what_a_source_wants_used_later_stands_behind_what_it_wants_used_first(knowledge: Knowledge) -> None:
    case = {
        "primary_site": "small_bowel",
        "differentiation": "well",
        "ki67_percent": 2,
        "extent": "metastatic",
        "sstr_positive": True,
        "prior_treatments": [],
    }
    order = [o.treatment for o in advise(case, knowledge).options]
    assert order.index("prrt") < order.index("captem")
    assert order.index("everolimus") < order.index("captem")


UNTOLD = {
    "primary_site": "rectum",
    "morphology": "nec_small_cell",
    "extent": "metastatic",
    "ki67_percent": 80,
    "ecog": 2,
}


def test_where_only_the_history_is_missing_the_sources_are_shown_waiting_for_it(knowledge: Knowledge) -> None:
    answer = advise(UNTOLD, knowledge)
    assert answer.chemotherapy.verdict == "establish_first"
    assert "Every answer to the first question below is in favor" in answer.chemotherapy.says
    waiting = [s for s in answer.chemotherapy.because if s.role == "undetermined"]
    assert waiting
    assert waiting[0].missing == ["prior_treatments"]
    assert answer.establish_first[0].field == "prior_treatments"
    assert {"prefer", "offer"} <= {c["verdict"] for c in answer.establish_first[0].would_change}


def test_while_the_history_is_missing_the_other_facts_are_those_of_a_first_treatment(knowledge: Knowledge) -> None:
    asked = {fact.field for fact in advise(UNTOLD, knowledge).establish_first}
    untreated = {fact.field for fact in advise({**UNTOLD, "prior_treatments": []}, knowledge).establish_first}
    assert asked - {"prior_treatments"} == untreated
    assert not asked & {"functional_syndrome", "msi_high", "ntrk_fusion"}


def test_no_source_speaks_to_it_is_said_only_where_no_fact_could_make_one_speak(knowledge: Knowledge) -> None:
    removed = {"primary_site": "pancreas", "differentiation": "well", "ki67_percent": 35, "extent": "localized",
               "resection": "r0", "prior_treatments": []}  # fmt: skip
    answer = advise(removed, knowledge)
    assert "No source for professionals held here speaks to it" in answer.chemotherapy.says
    assert not [s for s in answer.undetermined if s.about == "chemotherapy"]


def test_what_controls_a_hormone_does_not_put_chemotherapy_in_reserve(knowledge: Knowledge) -> None:
    answer = advise({**UNTOLD, "functional_syndrome": "insulinoma"}, knowledge)
    assert answer.chemotherapy.verdict == "establish_first"
    assert "diazoxide" in {o.treatment for o in answer.options}


def test_kidneys_that_rule_out_every_regimen_rule_out_chemotherapy(knowledge: Knowledge) -> None:
    answer = advise({**CARCINOMA, "ecog": 1, "creatinine_clearance_ml_min": 15}, knowledge)
    assert answer.chemotherapy.verdict == "avoid"
    assert "contraindicated" in answer.chemotherapy.says


def test_what_a_missing_fact_would_change_is_told_answer_by_answer(knowledge: Knowledge) -> None:
    case = {"primary_site": "pancreas", "morphology": "net", "extent": "metastatic", "ecog": 1}
    why = {e.field: e.why for e in advise(case, knowledge).establish_first}
    assert "21 % or more: the verdict on chemotherapy is prefer" in why["ki67_percent"]
    assert why["tumor_symptoms"].startswith("Yes: the verdict on chemotherapy is consider")


def test_numbers_with_one_effect_are_told_as_the_stretches_they_are_and_never_as_what_lies_between(
    knowledge: Knowledge,
) -> None:
    tried = [word for word, _ in values_to_try(knowledge, "ki67_percent")]
    assert len(stretches(knowledge, "ki67_percent", tried[:2])) == 1
    first, *_, last = tried
    below, above = stretches(knowledge, "ki67_percent", [first, last])
    assert (below, above) == (f"below {tried[1]} %", f"{last} % or more")
    assert stretches(knowledge, "ecog", ["1", "3", "4"]) == ["0 to 1", "3 to 4"]


def test_what_could_only_speak_against_chemotherapy_does_not_hold_up_the_other_treatment(knowledge: Knowledge) -> None:
    case = {
        "primary_site": "pancreas",
        "morphology": "net",
        "ki67_percent": 4,
        "extent": "localized",
        "primary_size_mm": 30,
    }
    answer = advise({**case, "resectable": True, "functional_syndrome": "none"}, knowledge)
    assert answer.chemotherapy.verdict == "reserve"
    assert answer.options[0].treatment == "surgery"


def test_a_caution_on_all_chemotherapy_is_said_in_the_verdict_itself(knowledge: Knowledge) -> None:
    adjuvant = {"primary_site": "colon", "differentiation": "poor", "extent": "localized", "resection": "r0"}
    assert "caution" not in advise({**adjuvant, "ecog": 1}, knowledge).chemotherapy.says
    assert "A caution holds" in advise({**adjuvant, "ecog": 4}, knowledge).chemotherapy.says
