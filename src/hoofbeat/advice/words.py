"""The sentences the engine itself says. They hold no medicine: names and reasons come from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hoofbeat.advice.decision import ORDER, Decision, Option
from hoofbeat.advice.guidance import IN_FAVOR
from hoofbeat.advice.nearby import HISTORY
from hoofbeat.advice.neighbours import NOTHING, is_number, stretches
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import FieldWording, SafetyRule
from hoofbeat.knowledge.situation import Situation
from hoofbeat.knowledge.wording import Wording

if TYPE_CHECKING:
    from hoofbeat.advice.missing import Change, MissingFact
    from hoofbeat.advice.what_if import WhatIf

_VERDICT = {
    "prefer": "Chemotherapy is the first choice here.",
    "offer": "Chemotherapy is one of the recommended choices here.",
    "consider": "Chemotherapy may be considered here.",
    "reserve": "Chemotherapy is held in reserve here.",
    "avoid": "Chemotherapy is not recommended here.",
    "establish_first": "Whether chemotherapy is right cannot be said yet.",
}
_POSITION = {
    "prefer": "First choice",
    "offer": "Recommended",
    "consider": "May be considered",
    "reserve": "In reserve",
    "avoid": "Not recommended",
    "contraindicated": "Contraindicated",
}


_ANSWER = {"true": "yes", "false": "no"}
_MOST_EFFECTS, _MOST_LISTED = 3, 3
"""Different effects told of one missing fact; answers named for one effect, and treatments that an answer rules out."""


def position(word: str) -> str:
    """A position as a short phrase."""
    return _POSITION[word]


def listed(items: Sequence[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def names(ids: Sequence[str], knowledge: Knowledge) -> str:
    """Treatments by name, as a list in words."""
    return listed([knowledge.treatments[i].name for i in ids])


def verdict(
    decision: Decision, knowledge: Knowledge, safety: Sequence[SafetyRule] = (), *, in_favor_anyway: bool = False
) -> str:
    """The verdict in one sentence, and the statement that decided it.

    Args:
        decision: what was decided.
        knowledge: the records.
        safety: the rules on chemotherapy as a whole that hold.
        in_favor_anyway: whether a verdict that waits is in favor whatever the answer.
    """
    opening = _VERDICT[decision.verdict]
    if safety and decision.verdict in IN_FAVOR:
        opening += " A caution holds, to be weighed before anything else."
    if decision.verdict == "reserve" and decision.has_other_treatment(knowledge):
        opening += " Other treatment comes first."
    if decision.reason == "contraindicated":
        return (
            f"{opening} {'A contraindication holds.' if _excludes(safety) else _no_regimen_left(decision, knowledge)}"
        )
    if decision.reason == "declined":
        return "The person does not want chemotherapy."
    by = decision.decided_by
    if decision.reason == "working":
        return "The chemotherapy given last holds, as far as is stated: no source for professionals held here calls for another line before the disease grows."
    if in_favor_anyway:
        return "Every answer to the first question below is in favor of chemotherapy; which regimen, and how strongly, turns on it."
    if by is None and decision.could_be_decided:
        return f"{opening} The sources that speak to it need facts that are missing; see what to establish first."
    if decision.reason == "undetermined":
        return f"{opening} Facts that decide between the sources' positions are missing; see what to establish first."
    if decision.reason == "others-first" and decision.first_against_tumor:
        name = knowledge.treatments[decision.first_against_tumor].name
        return f"{opening} No source for professionals held here puts it forward for a case like this one; {name} is named first."
    if by is None:
        return f"{opening} No source for professionals held here speaks to it for a case like this; a specialist center should."
    if decision.verdict_waits_for:
        return f"{opening} {by.statement.says} First to be used or ruled out: {names(decision.verdict_waits_for, knowledge)}."
    return f"{opening} {by.statement.says}"


def _excludes(safety: Sequence[SafetyRule]) -> bool:
    return any(rule.severity == "contraindicated" for rule in safety)


def _no_regimen_left(decision: Decision, knowledge: Knowledge) -> str:
    """Why no regimen of the guidance can be given."""
    regimens = [o for o in decision.options if knowledge.treatments.is_chemotherapy(o.treatment)]
    if any(o.progressed or o.declined for o in regimens):
        return "Every regimen that the guidance names here is contraindicated, has failed or is declined."
    return "Every regimen that the guidance names here is contraindicated."


def option(option: Option, knowledge: Knowledge, decision: Decision, equal_to: Sequence[str] = ()) -> str:
    """Why an option stands where it does, in one or two sentences."""
    parts = ["Declined." if option.declined and not option.contraindications else f"{_POSITION[option.position]}."]
    if option.contraindications:
        parts.append(option.contraindications[0].says)
    elif option.position == "contraindicated":
        parts.append("Every member is contraindicated.")
    elif option.progressed and ORDER[option.position] < ORDER["reserve"]:
        parts[0] = "For the symptoms of the hormone only."
        parts.append("The disease progressed on it, or on what stands for it.")
    elif option.progressed:
        parts.append("The disease progressed on it, or on what stands for it; it is not offered again as if new.")
    elif option.not_tolerated:
        parts.append("It was stopped for toxicity; given again only where the team has weighed why.")
    elif option.outgrown:
        parts.append(
            "It was given before and the disease has grown since; no source held here speaks of giving it again."
        )
    elif option.waits_for:
        parts.append(f"First to be used or ruled out: {names(option.waits_for, knowledge)}.")
    elif option.lowered:
        parts.append("It stands where those of its members stand that are left.")
    elif option.capped:
        parts.append("It follows the verdict on chemotherapy as a whole.")
    parts += _on_order(option)
    if equal_to:
        parts.append(f"Equal, as far as the sources tell, with {names(equal_to, knowledge)}.")
    if option.contraindicated_members and option.position != "contraindicated":
        parts.append(f"Contraindicated among its members: {names(option.contraindicated_members, knowledge)}.")
    if option.against_preference:
        parts.append("It is not given in the way the person prefers.")
    return " ".join(parts)


def _on_order(option: Option) -> list[str]:
    """What puts an option before others of its position."""
    apart = option.key[0] if option.key else None
    if apart is None or option.position not in IN_FAVOR:
        return []
    said = [] if apart.behind else ["It goes before treatment of the tumor here."]
    if apart.told == 0 and option.position != "prefer":
        said.append("A source held here puts it, or its class, first.")
    return said


def history(treatment: str, situation: Situation) -> list[str]:
    """What was given before that is this treatment or part of it."""
    table = situation.knowledge.treatments
    said = []
    for entry in situation.given():
        given = entry["treatment"]
        if table.related(given, treatment):
            said.append(_given(table[given].name, entry))
    return said


def _given(name: str, entry: Mapping[str, object]) -> str:
    parts = [f"{name} was given before"]
    if entry.get("best_response"):
        parts.append(f"best response {entry['best_response']}")
    if entry.get("progressed"):
        parts.append("with progression")
    if entry.get("ended"):
        ended = {"ongoing": "still being given", "completed": "completed", "progression": "ended for progression",
                 "toxicity": "ended for toxicity", "choice": "ended by choice"}[str(entry["ended"])]  # fmt: skip
        parts.append(ended)
    if entry.get("months_ago") is not None:
        parts.append(f"{entry['months_ago']:g} months ago")
    return ", ".join(parts) + "."


def asks(missing: MissingFact, wording: FieldWording, situation: Situation, decision: Decision) -> str:
    """The question about a missing fact; of a history that is stated, what of it is not."""
    if missing.field != HISTORY or not situation.given():
        return wording.asks
    traces = (situation.trace("statement", s.statement.id) for s in decision.waiting)
    names = dict.fromkeys(n for trace in traces for n in situation.open_history(trace))
    open_ = [situation.knowledge.facts[n].means.rstrip(".") for n in names]
    return f"{wording.asks} Not known of what was given: {'; '.join(open_[:3])}." if open_ else wording.asks


def why_establish(missing: MissingFact, knowledge: Knowledge) -> str:
    """What knowing a fact would change, answer by answer."""
    answers: dict[str, list[str]] = {}
    for change in missing.changes:
        answers.setdefault(_effect(change, knowledge), []).append(change.value)
    if not answers:
        waiting = missing.statements_waiting
        return f"{waiting} statement{'' if waiting == 1 else 's'} cannot be read without it."
    told = [
        f"{_some(_answers(missing.field, values, knowledge), 'or')}: {effect}" for effect, values in answers.items()
    ]
    more = ["other answers change it too"] if len(told) > _MOST_EFFECTS else []
    text = "; ".join((*told[:_MOST_EFFECTS], *more))
    return text[0].upper() + text[1:] + "."


def _answers(field: str, values: Sequence[str], knowledge: Knowledge) -> list[str]:
    """Values tried of a field, as one would answer."""
    if field == HISTORY:
        grew_on = [v.partition(",")[0] for v in values if v != NOTHING]
        return [*(v for v in values if v == NOTHING), *(f"progression on {t}" for t in grew_on[:1]), *grew_on[1:]]
    if is_number(field):
        return stretches(knowledge, field, values)
    return [_ANSWER.get(v) or knowledge.once(Wording).words(v) for v in values]


def _some(items: Sequence[str], word: str) -> str:
    """A few of several, and how many more there are."""
    if len(items) <= _MOST_LISTED + 1:
        return listed(items, word)
    return f"{', '.join(items[:_MOST_LISTED])} {word} {len(items) - _MOST_LISTED} others"


def _effect(change: Change, knowledge: Knowledge) -> str:
    """What the advice is at one answer, where it differs."""
    parts = []
    if change.verdict_changes:
        parts.append(f"the verdict on chemotherapy is {change.verdict.replace('_', ' ')}")
    if change.first_changes and not change.first_falls:
        name = knowledge.treatments[change.first].name if change.first else None
        parts.append(f"the first option is {name}" if name else "no option is left open")
    if change.contraindicated:
        ruled_out = [knowledge.treatments[t].name for t in change.contraindicated]
        parts.append(f"{_some(ruled_out, 'and')} would be ruled out")
    return ", and ".join(parts)


def what_if(changed: WhatIf, knowledge: Knowledge) -> str:
    """The advice at another value, in one sentence."""
    wording = knowledge.fields[changed.field]
    at = f"At {wording.name} {changed.value:g}{' ' + wording.unit if wording.unit else ''}"
    parts = []
    if "grade" in changed.changes:
        parts.append(f"the grade is {changed.grade or 'not given'}")
    if "verdict" in changed.changes:
        parts.append(f"the verdict on chemotherapy is {changed.verdict.replace('_', ' ')}")
    if "first_option" in changed.changes:
        name = knowledge.treatments[changed.first].name if changed.first else "none"
        parts.append(f"the first option is {name}")
    if changed.newly_contraindicated:
        parts.append(f"contraindicated: {names(changed.newly_contraindicated, knowledge)}")
    if not parts:
        parts.append("a contraindication falls away")
    return f"{at}, {listed(parts)}."


def review(statuses: Mapping[str, int]) -> str:
    """The review status of what is shown, said plainly."""
    approved, total = statuses.get("approved", 0), sum(statuses.values())
    if not approved:
        return f"None of the {total} records shown has been approved by a named clinician yet: all are submitted."
    return f"{approved} of the {total} records shown have been approved by a named clinician."
