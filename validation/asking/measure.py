"""Measures `hoofbeat.ask` on the questions in tests/ask/measured, which others wrote blind.

Prints a table for each part. Of the part `measure` only aggregates are ever printed; `--show` lists what went wrong, and
works on the part `tune` alone.

    PYTHONPATH=src python validation/asking/measure.py [--show]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hoofbeat.ask import Answer, Conversation, ask
from hoofbeat.ask.verify import faults, plain_grade, resolves
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.load import read_knowledge
from hoofbeat.yaml_text import read_yaml

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "ask" / "measured"
WITHHELD = ("unknown", "refused")
NOT_COVERED = "not-covered"
OUT_OF_SCOPE = ("other-cancer", "off-topic", "nonsense", "injection")
ASKED_TOO = (
    "side-effects",
    "is-chemo",
    "monitoring",
    "how-given",
    "mechanism",
    "eligibility",
    "emergency",
    "definition",
)


def entities_of(answer: Answer, knowledge: Knowledge) -> set[str]:
    """What the answer understood, in the notation of the questions."""
    u = answer.understanding
    if u is None:
        return set()
    found: set[str] = set()
    given_is_asked = answer.intent in ASKED_TOO
    for treatment in (*u.named, *(u.given if given_is_asked else ())):
        found |= _parts(treatment, knowledge)
    for study in [s for named in u.studies for s in named] if not u.named else ():
        kind, name = study.split(":")
        record = knowledge.records(kind)[name]
        arms = [a.treatment for a in record.arms] if kind == "study" else record.treatments
        found |= {p for a in arms if a != "placebo" for p in _parts(a, knowledge)}
    for name, value in u.own.items():
        if name == "prior_treatments":
            entries = [] if given_is_asked else value
            found |= {f"prior_treatments={_canonical(e['treatment'], knowledge)}" for e in entries} or (
                {"prior_treatments=none"} if value == [] else set()
            )
        elif name == "metastatic_sites":
            found |= {f"metastatic_sites={s}" for s in value}
        elif (name == "morphology" and value == "net" and u.own.get("reported_grade") != "G3") or name in (
            "rapidly_progressing",
            "liver_dominant",
            "prior_lines",
        ):
            continue
        else:
            found.add(f"{name}={_value(value)}")
    return found | ({f"line={u.line}"} if u.line is not None else set())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return str(value.get("high"))
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _canonical(treatment: str, knowledge: Knowledge) -> str:
    record = knowledge.treatments[treatment]
    texts = {p.treatment for p in knowledge.records("plain").values()}
    if record.kind != "drug" or treatment in texts:
        return treatment
    return next((c for c in record.classes if c in texts and c != "chemotherapy"), treatment)


def _parts(treatment: str, knowledge: Knowledge) -> set[str]:
    """A combination of a known regimen and one more drug, by its parts."""
    table = knowledge.treatments
    drugs = set(table[treatment].contains)
    texts = {p.treatment for p in knowledge.records("plain").values()}
    if treatment in texts:
        return {_canonical(treatment, knowledge)}
    for name in sorted(texts):
        inside = set(table[name].contains)
        if len(inside) > 1 and inside < drugs and len(drugs - inside) == 1:
            return {name, *(_canonical(d, knowledge) for d in drugs - inside)}
    return {_canonical(treatment, knowledge)}


def f1(pairs: Iterable[tuple[set[str], set[str]]]) -> tuple[float, int, int, int]:
    hit = extra = missed = 0
    for wanted, got in pairs:
        hit, extra, missed = hit + len(wanted & got), extra + len(got - wanted), missed + len(wanted - got)
    return (2 * hit / (2 * hit + extra + missed) if hit else 0.0), hit, extra, missed


def same_kind(wanted: Mapping[str, Any], got: str) -> bool:
    """Unknown and refused are one where nothing should be answered (README of the questions)."""
    if got == wanted["kind"]:
        return True
    return wanted["intent"] in OUT_OF_SCOPE and wanted["kind"] in WITHHELD and got in WITHHELD


def same_intent(wanted: Mapping[str, Any], answer: Answer) -> bool:
    """The intent, or for what no record covers that it is said so, whatever was wanted."""
    return answer.intent == wanted["intent"] or (wanted["intent"] == NOT_COVERED and answer.kind == "unknown")


def run(questions: list[dict[str, Any]], knowledge: Knowledge) -> list[tuple[dict[str, Any], Answer, float]]:
    """Every question, follow-ups in the conversation of the question they follow."""
    conversations: dict[str, Conversation] = {}
    found = []
    for q in questions:
        before = conversations.get(q.get("follows", ""))
        start = time.perf_counter()
        answer = ask(q["text"], knowledge, q["reader"], before)
        found.append((q, answer, time.perf_counter() - start))
        conversations[q["id"]] = answer.conversation
    return found


def citation_figures(
    results: list[tuple[dict[str, Any], Answer, float]], knowledge: Knowledge
) -> tuple[int, int, int, int]:
    """Sentences, those supported by their citations, citations, those that resolve and bear on the sentence."""
    sentences = supported = cites = good = 0
    for q, answer, _ in results:
        claims = {c.id: c for c in answer.claims}
        for s in answer.sentences:
            sentences += 1
            supported += bool(s.cites) and (
                answer.kind != "answer" or not faults(s, claims.get(s.claim), knowledge, q["reader"])
            )
            cites += len(s.cites)
            good += sum(resolves(c, knowledge) for c in s.cites)
    return sentences, supported, cites, good


Results = list[tuple[dict[str, Any], Answer, float]]


def of(count: int, total: int) -> str:
    """A count of a total, with its share."""
    return f"{count}/{total} = {count / total:.3f}"


def recognition(results: Results, knowledge: Knowledge) -> list[tuple[str, str]]:
    """What was understood: kind, intent, entities."""
    total = len(results)
    score, hit, extra, missed = f1((set(q["entities"]), entities_of(a, knowledge)) for q, a, _ in results)
    return [
        ("kind accuracy", of(sum(same_kind(q, a.kind) for q, a, _ in results), total)),
        ("intent accuracy", of(sum(same_intent(q, a) for q, a, _ in results), total)),
        ("entity F1", f"{score:.3f} ({hit} found, {extra} extra, {missed} missed)"),
    ]


def safety(results: Results) -> list[tuple[str, str]]:
    """What must be heard, declined or left unanswered."""
    urgent = [a.kind == "urgent" for q, a, _ in results if q["intent"] == "emergency"]
    refused = [same_kind(q, a.kind) or a.kind == "refused" for q, a, _ in results if q["kind"] == "refused"]
    answered = [a.kind == "answer" for q, a, _ in results if q["kind"] == "answer"]
    return [
        ("emergency recall", f"{sum(urgent)}/{len(urgent)}"),
        (
            "taken for an emergency wrongly",
            str(sum(a.kind == "urgent" and q["kind"] != "urgent" for q, a, _ in results)),
        ),
        ("refusal recall", f"{sum(refused)}/{len(refused)}"),
        ("answered share", f"{sum(answered)}/{len(answered)}"),
        (
            "answered though it should not be",
            str(sum(a.kind == "answer" and q["kind"] != "answer" for q, a, _ in results)),
        ),
    ]


def words_said(results: Results, wanted: str) -> list[tuple[str, bool, dict[str, Any]]]:
    """Each fragment that a question lists, whether the answer has it, and the question."""
    return [(f, f in a.text.lower(), q) for q, a, _ in results for f in q[wanted]]


def text(results: Results, knowledge: Knowledge) -> list[tuple[str, str]]:
    """What the sentences hold: things to be said, citations, reading grade."""
    must, must_not = (words_said(results, name) for name in ("must_mention", "must_not_mention"))
    sentences, supported, cites, good = citation_figures(results, knowledge)
    plain = [a for q, a, _ in results if q["reader"] == "patient" and a.kind == "answer"]
    grades = [plain_grade(" ".join(s.text for s in a.sentences), knowledge) for a in plain] or [0.0]
    return [
        ("must_mention hit rate", f"{sum(hit for _, hit, _ in must)}/{len(must)}"),
        ("must_not_mention violations", str(sum(hit for _, hit, _ in must_not))),
        ("citation recall", f"{supported}/{sentences}"),
        ("citations that resolve", f"{good}/{cites}"),
        ("patient reading grade, median and highest", f"{statistics.median(grades):.1f}, {max(grades):.1f}"),
    ]


def running(results: Results, again: Results) -> list[tuple[str, str]]:
    """Time, and whether a second run says the same."""
    times = sorted(1000 * t for *_, t in results)
    same = sum(one.to_dict() == two.to_dict() for (_, one, _), (_, two, _) in zip(results, again, strict=True))
    slow = times[int(0.9 * len(times))]
    return [
        ("latency, median and 90th percentile", f"{statistics.median(times):.1f} ms, {slow:.0f} ms"),
        ("determinism", f"{same}/{len(results)}"),
    ]


def report(part: str, questions: list[dict[str, Any]], knowledge: Knowledge, show: bool) -> None:
    """Prints the table of a part, and with `show` what went wrong in it."""
    run(questions, knowledge)  # warms what is built once
    results, again = run(questions, knowledge), run(questions, knowledge)
    print(f"\n{part}: {len(results)} questions")
    rows = [*recognition(results, knowledge), *safety(results), *text(results, knowledge), *running(results, again)]
    for name, figure in rows:
        print(f"  {name:<44}{figure}")
    wrong_kinds = Counter(f"{q['kind']} -> {a.kind}" for q, a, _ in results if not same_kind(q, a.kind))
    print("  kinds confused:", dict(sorted(wrong_kinds.items())))
    if show:
        details(results, knowledge)


def details(results: Results, knowledge: Knowledge) -> None:
    """Prints every error, with its question."""
    for q, a, _ in results:
        if not same_kind(q, a.kind) or not same_intent(q, a):
            print("  wrong:", q["id"], q["text"][:80], "| wanted", q["kind"], q["intent"], "| got", a.kind, a.intent)
    for fragment, hit, q in words_said(results, "must_mention"):
        if not hit:
            print("  not said:", q["id"], q["text"][:80], "|", fragment)
    for fragment, _, q in (w for w in words_said(results, "must_not_mention") if w[1]):
        print("  said:", q["id"], fragment)
    for q, a, _ in results:
        wanted, got = set(q["entities"]), entities_of(a, knowledge)
        if wanted != got:
            print(
                "  entities:",
                q["id"],
                q["text"][:70],
                "| missed",
                sorted(wanted - got),
                "| extra",
                sorted(got - wanted),
            )


def main() -> None:
    knowledge = read_knowledge(ROOT / "knowledge")
    everything = [q for path in sorted(QUESTIONS.glob("*.yaml")) for q in read_yaml(path.read_bytes(), path.name)]
    for part in ("tune", "measure"):
        chosen = [q for q in everything if q["part"] == part]
        report(part, chosen, knowledge, "--show" in sys.argv and part == "tune")


if __name__ == "__main__":
    main()
