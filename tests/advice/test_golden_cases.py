"""Cases a clinician can read, written before and without the rules: the advice must agree with each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hoofbeat import advise
from hoofbeat.advice.result import Advice
from hoofbeat.knowledge import Knowledge

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
FAVORED = ("prefer", "offer", "consider")


def disagreements(expect: dict[str, Any], advice: Advice, knowledge: Knowledge) -> list[str]:
    options = {o.treatment: o for o in advice.options}

    def belonging(treatment: str) -> list[str]:
        table = knowledge.treatments
        return [t for t in options if table.is_a(t, treatment)]

    found = []
    if "grade" in expect and advice.classification.grade != expect["grade"]:
        found.append(f"grade is {advice.classification.grade}, expected {expect['grade']}")
    if advice.chemotherapy.verdict not in expect.get("verdict", [advice.chemotherapy.verdict]):
        found.append(
            f"verdict is {advice.chemotherapy.verdict}, expected {expect['verdict']}: {advice.chemotherapy.says}"
        )
    if "first" in expect:
        first = next(
            (o.treatment for o in advice.options if o.position not in ("avoid", "contraindicated") and not o.declined),
            None,
        )
        if first is None or not any(
            knowledge.treatments.is_a(first, t) or knowledge.treatments.is_a(t, first) for t in expect["first"]
        ):
            found.append(f"first option is {first}, expected one of {expect['first']}")
    for treatment in expect.get("offered", ()):
        if not any(options[t].position in FAVORED for t in belonging(treatment)):
            found.append(f"{treatment} is not offered: {[(t, options[t].position) for t in belonging(treatment)]}")
    for treatment in expect.get("not_offered", ()):
        offered = [t for t in belonging(treatment) if options[t].position in FAVORED and t == treatment]
        if offered:
            found.append(f"{treatment} is offered: {options[treatment].position}")
    for treatment in expect.get("contraindicated", ()):
        if not any(options[t].position == "contraindicated" for t in belonging(treatment)):
            found.append(
                f"{treatment} is not contraindicated: {[(t, options[t].position) for t in belonging(treatment)]}"
            )
    listed = [f.field for f in advice.establish_first]
    found += [f"{f} is not among {listed}" for f in expect.get("establish_first", ()) if f not in listed]
    if expect.get("pitfall") and not advice.pitfalls:
        found.append("no pitfall is raised")
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_advice_agrees_with_the_golden_case(path: Path, knowledge: Knowledge) -> None:
    golden = yaml.safe_load(path.read_text())
    advice = advise(golden["case"], knowledge, as_of=str(golden["as_of"]) if golden.get("as_of") else None)
    assert disagreements(golden["expect"], advice, knowledge) == [], golden["why"]
