"""What an answer is made of: cited sentences, the bottom line first, in the reader's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hoofbeat.ask import Answer, Conversation, ask
from hoofbeat.ask.plans.by_intent import PLANS
from hoofbeat.ask.records import intents
from hoofbeat.ask.verify import faults, plain_grade, resolves
from hoofbeat.knowledge import Knowledge
from hoofbeat.yaml_text import read_yaml

OWN = read_yaml((Path(__file__).parent / "own_questions.yaml").read_bytes(), "own_questions.yaml")
READER = {"p": "patient", "c": "clinician"}
DRORACLE = "What is a recommended chemotherapy regimen for metastatic small bowel neuroendocrine tumors?"
ANSWERED = ["is-chemo", "definition", "comparison", "response-rate", "survival", "why-not", "classification", "side-effects", "support", "combination-prrt", "recommendation"]  # fmt: skip


def check(answer: Answer, knowledge: Knowledge, reader: Any) -> None:
    claims = {c.id: c for c in answer.claims}
    for sentence in answer.sentences:
        assert sentence.cites
        assert all(resolves(c, knowledge) for c in sentence.cites)
        assert not faults(sentence, claims.get(sentence.claim), knowledge, reader, ())
    if reader == "patient":
        assert plain_grade(" ".join(s.text for s in answer.sentences), knowledge) <= 8


def test_the_form_of_an_answer_is_the_public_contract(knowledge: Knowledge) -> None:
    plain = ask("what is captem", knowledge, "patient").to_dict()
    assert list(plain) == ["kind", "sentences", "case", "follow_up"]
    assert set(plain["sentences"][0]) == {"text", "cites"}
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(("reader", "question"), [(r, q) for i in ANSWERED for r, q in OWN[i]])
def test_every_sentence_of_an_answer_is_cited_and_checked(reader: Any, question: str, knowledge: Knowledge) -> None:
    answer = ask(question, knowledge, READER[reader])
    assert answer.kind in ("answer", "refused", "unknown")
    if answer.kind == "answer":
        check(answer, knowledge, READER[reader])


def test_the_question_of_the_page_is_answered_for_a_clinician(knowledge: Knowledge) -> None:
    answer = ask(DRORACLE, knowledge)
    text = answer.text.lower()
    assert answer.kind == "answer"
    assert answer.case == {"primary_site": "small_bowel", "morphology": "net", "extent": "metastatic"}
    assert "reserve" in answer.sentences[0].text
    for point in ("somatostatin", "15 %", "ki-67", "pancreatic", "captem", "limited efficacy"):
        assert point in text, point
    assert "droracle-2025" in {c for s in answer.sentences for c in s.cites}
    check(answer, knowledge, "clinician")


def test_the_question_of_the_page_is_answered_in_plain_words(knowledge: Knowledge) -> None:
    answer = ask(DRORACLE, knowledge, "patient")
    text = answer.text.lower()
    assert answer.kind == "answer"
    assert "ask your team" in text
    assert "median" not in text
    assert "hormone injections" in text
    check(answer, knowledge, "patient")


def test_a_patient_is_never_told_a_dose(knowledge: Knowledge) -> None:
    for question in (
        "how is captem given",
        "side effects of everolimus",
        "who can't have sunitinib",
        "how is octreotide given",
    ):
        answer = ask(question, knowledge, "patient")
        assert not [w for w in answer.text.lower().split() if w in ("mg", "mg/m2", "micrograms")]


def test_survival_is_not_told_to_a_patient_who_did_not_ask(knowledge: Knowledge) -> None:
    for question in ("what is captem", "What did NETTER-2 show", "is chemo stronger than prrt"):
        answer = ask(question, knowledge, "patient")
        assert "lived for" not in answer.text
        assert "overall survival" not in answer.text.lower()


def test_a_list_of_side_effects_says_when_to_call(knowledge: Knowledge) -> None:
    answer = ask("what are the side effects of captem", knowledge, "patient")
    assert any("Call your team at once" in s.text for s in answer.sentences)


def test_a_response_rate_names_its_patients_and_its_population(knowledge: Knowledge) -> None:
    answer = ask("pooled response rate for platinum-etoposide first line NEC", knowledge)
    assert "patients in" in answer.sentences[0].text
    assert "interval" in answer.sentences[0].text


def test_a_superseded_survival_claim_is_shown_with_what_overturned_it(knowledge: Knowledge) -> None:
    answer = ask("Why was the overall-survival claim for CAPTEM over temozolomide withdrawn?", knowledge)
    assert "0.82" in answer.text


def test_the_final_survival_goes_before_the_interim_one(knowledge: Knowledge) -> None:
    answer = ask("final overall survival in E2211", knowledge)
    assert "58.7" in answer.text
    assert "53.8" in answer.text
    assert not [c for c in answer.claims if c.predicate in ("contrast", "median") and "interim" in c.slots["note"]]


def test_a_misspelled_drug_is_understood(knowledge: Knowledge) -> None:
    answer = ask("what is temozolamide", knowledge)
    assert answer.kind == "answer"
    assert "Temozolomide" in answer.text


def test_a_recommendation_that_waits_for_the_history_is_given_for_each(knowledge: Knowledge) -> None:
    answer = ask(
        "Metastatic neuroendocrine carcinoma of the colon, poorly differentiated. What is usual?", knowledge, "patient"
    )
    assert "If no treatment was given before: Chemo is most often the first choice here." in answer.text
    assert "If the tumor grew on chemotherapy before:" in answer.text
    check(answer, knowledge, "patient")


def test_a_grade_stated_is_enough_for_what_comes_first(knowledge: Knowledge) -> None:
    answer = ask("grade 1 tumor of the small bowel with liver metastases, what comes first?", knowledge, "patient")
    assert "hormone injections (octreotide or lanreotide)" in answer.text.lower()


def test_what_is_only_pointed_at_is_what_the_answer_before_spoke_of(knowledge: Knowledge) -> None:
    first = ask("First-line regimen for metastatic small cell NEC of the oesophagus, Ki67 90, PS 1?", knowledge)
    then = ask("ok and how is that given, how many cycles", knowledge, "clinician", first.conversation)
    assert (then.kind, then.intent) == ("answer", "how-given")
    assert "Carboplatin + etoposide" in then.text
    trial = ask("What did CABINET show?", knowledge)
    after = ask("did they also live longer or was it PFS only", knowledge, "clinician", trial.conversation)
    assert after.kind == "answer"
    assert "overall survival" in after.text


def test_randomized_results_go_before_all_others(knowledge: Knowledge) -> None:
    answer = ask("cisplatin etoposide or cisplatin irinotecan in digestive NEC?", knowledge)
    designs = [c.slots["design"] for c in answer.claims if "design" in c.slots]
    assert designs == sorted(designs, key=lambda d: not d.startswith("randomized"))
    assert designs[0].startswith("randomized")


def test_a_figure_is_given_once(knowledge: Knowledge) -> None:
    answer = ask("What is the evidence for PRRT in GEP-NET?", knowledge)
    assert answer.text.count("23.9") <= 1


def test_a_patient_is_told_the_days_of_a_round_and_no_dose(knowledge: Knowledge) -> None:
    text = ask("how many days is a round of captem?", knowledge, "patient").text
    assert "a round lasts 28 days: capecitabine on days 1-14; temozolomide on days 10-14." in text
    assert "mg" not in text


def test_a_body_named_by_its_initials_is_heard_first(knowledge: Knowledge) -> None:
    answer = ask("What do ESMO and ASCO say on somatostatin analogues first line in GEP-NET?", knowledge)
    assert answer.sentences[0].text.startswith("ESMO, 2021:")
    assert any(s.text.startswith("ASCO, 2023:") for s in answer.sentences)


def test_a_dose_is_not_worked_out_for_one_patient_but_shown_in_general(knowledge: Knowledge) -> None:
    assert ask("BSA 1.8, CrCl 60: calculate the carboplatin dose for my patient", knowledge).kind == "refused"
    assert ask("How is carboplatin dosed with etoposide?", knowledge).kind == "answer"


def test_platinum_alone_names_the_class(knowledge: Knowledge) -> None:
    answer = ask("Does RB1 loss change what you expect from platinum in a pancreatic G3 neoplasm?", knowledge)
    assert answer.understanding is not None
    assert answer.understanding.named == ("platinum-based",)


def test_a_story_around_a_question_may_use_any_word(knowledge: Knowledge) -> None:
    text = "We fed the ostriches all morning. How does temozolomide kill tumor cells?"
    assert ask(text, knowledge, "patient").kind == "answer"


def test_a_follow_up_keeps_what_was_said(knowledge: Knowledge) -> None:
    first = ask("ileal NET G1, liver mets, progressing on octreotide, SSTR positive. What next?", knowledge)
    then = ask("and if she had PRRT already?", knowledge, "clinician", first.conversation)
    assert then.kind == "answer"
    assert then.case["primary_site"] == "small_bowel"
    assert {e["treatment"] for e in then.case["prior_treatments"]} == {"octreotide", "prrt"}
    assert then.to_dict() != first.to_dict()


def test_a_new_site_begins_a_new_case(knowledge: Knowledge) -> None:
    first = ask("pancreatic NET G2 progressing on lanreotide, what next?", knowledge)
    then = ask("and for a metastatic lung carcinoid?", knowledge, "clinician", first.conversation)
    assert then.case.get("primary_site") == "lung"
    assert "prior_treatments" not in then.case


def test_the_same_question_gives_the_same_bytes(knowledge: Knowledge) -> None:
    for question in (DRORACLE, "STZ-dox vs STZ-5FU", "does it work?"):
        one, two = (json.dumps(ask(question, knowledge, "patient").to_dict()) for _ in range(2))
        assert one == two


def test_every_intent_has_a_plan_and_every_plan_an_intent() -> None:
    assert {i.id for i in intents().intents} == set(PLANS)


def test_a_conversation_is_empty_before_it_begins(knowledge: Knowledge) -> None:
    answer = ask("what is prrt", knowledge, "patient", Conversation())
    assert answer.conversation.questions == ("what is prrt",)


def test_after_complete_removal_of_a_carcinoma_adjuvant_treatment_is_answered(knowledge: Knowledge) -> None:
    asked = (
        "I have just taken out a colonic large cell neuroendocrine carcinoma, R0, N1. Does he need anything adjuvant?"
    )
    answer = ask(asked, knowledge, "clinician")
    assert answer.kind == "answer"
    assert "espinosa-olarte-2021-nec-adjuvant-chemotherapy" in answer.sentences[0].cites


def test_no_placeholder_of_a_template_is_ever_shown(knowledge: Knowledge) -> None:
    for path in sorted((Path(__file__).parent / "measured").glob("*.yaml")):
        for q in read_yaml(path.read_bytes(), path.name)[:60]:
            answer = ask(q["text"], knowledge, q["reader"])
            shown = [*(s.text for s in answer.sentences), *answer.follow_up]
            assert not [text for text in shown if "{" in text or "}" in text], q["id"]


@pytest.mark.parametrize(
    "asked", ["PRRT versus CAPTEM in pancreatic NET", "PRRT or captem after everolimus in pancreatic NET?"]
)
def test_two_treatments_set_against_each_other_are_not_answered_by_the_two_together(
    asked: str, knowledge: Knowledge
) -> None:
    answer = ask(asked, knowledge, "clinician")
    assert answer.kind == "answer"
    assert not answer.sentences[0].text.startswith("PRRT + CAPTEM")


def test_a_page_that_a_machine_wrote_leads_no_answer_and_is_named_as_what_it_is(knowledge: Knowledge) -> None:
    def is_such(cite: str) -> bool:
        record = knowledge.statements.get(cite)
        return record is not None and knowledge.sources[record.source].kind == "question-answer"

    seen = 0
    for question in ("everolimus in small bowel NET", "treatment of VIPoma", "chemo for metastatic small bowel NET?"):
        for reader in ("clinician", "patient"):
            sentences = ask(question, knowledge, reader=reader).sentences
            assert not is_such(sentences[0].cites[0])
            told = [s.text for s in sentences if is_such(s.cites[0]) and not s.text.startswith("How sure")]
            assert all("achine" in text for text in told)
            seen += len(told)
    assert seen
