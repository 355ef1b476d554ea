"""What is different between the advice of an earlier day and that of today, in sentences."""

from __future__ import annotations

from hoofbeat.advice.result import Advice, OptionShown
from hoofbeat.knowledge.wording import Wording

MOST_NAMED = 4
AGAINST = ("avoid", "contraindicated")


def changes_between(then: Advice, now: Advice, wording: Wording) -> list[str]:
    """What a reader of the earlier answer should know of the present one; one sentence where nothing changed."""
    found = []
    if then.classification.label != now.classification.label:
        found.append(f"Classified then as: {then.classification.label}. Now: {now.classification.label}.")
    before, after = (a.chemotherapy.verdict.replace("_", " ") for a in (then, now))
    if before != after:
        found.append(f"Chemotherapy: {before} then, {after} now.")
    first = [next((o.name for o in a.options if _usable(o)), "none") for a in (then, now)]
    if first[0] != first[1]:
        found.append(f"First option: {first[0]} then, {first[1]} now.")
    old, new = ({o.treatment: o for o in a.options} for a in (then, now))
    found += _listed("New among the options", [new[t].name for t in new if t not in old])
    found += _listed("No longer among the options", [old[t].name for t in old if t not in new])
    moved = [t for t in new if t in old and new[t].position != old[t].position]
    found += _listed("Moved", [f"{new[t].name} (from {old[t].position} to {new[t].position})" for t in moved])
    return found or ["The advice is the same as with what was known then."]


def _usable(option: OptionShown) -> bool:
    return option.position not in AGAINST and not option.declined


def _listed(what: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = len(names) - MOST_NAMED
    return [f"{what}: {', '.join(names[:MOST_NAMED])}{f', and {more} more' if more > 0 else ''}."]
