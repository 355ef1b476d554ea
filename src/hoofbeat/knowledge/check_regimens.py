"""What must hold of regimens: their drugs are those of the treatment, their days lie within the cycle."""

from __future__ import annotations

from collections.abc import Iterator

from hoofbeat.errors import Problem
from hoofbeat.knowledge.regimen_forms import day_numbers
from hoofbeat.knowledge.snapshot import Knowledge


def _where(knowledge: Knowledge, name: str, field: str) -> str:
    return f"{knowledge.file_of['regimen', name]}, {name}, {field}"


def regimens_are_whole(knowledge: Knowledge) -> Iterator[Problem]:
    """Every drug of a regimen's treatment has a component, and no component is of another treatment."""
    for name, regimen in knowledge.regimens.items():
        own = f"regimen-{regimen.treatment}"
        if name != own and not name.startswith(f"{own}-"):
            allowed = f"Allowed: {own}, or {own}- and the variant."
            yield Problem(_where(knowledge, name, "id"), "is not made from the treatment's id.", allowed)
        drugs = tuple(knowledge.treatments[regimen.treatment].contains) or (regimen.treatment,)
        given = {component.drug for component in regimen.components}
        for drug in drugs:
            if drug not in given:
                yield Problem(_where(knowledge, name, "components"), f"{drug} is missing; its dose may be not_seen.")
        for drug in given - set(drugs):
            yield Problem(
                _where(knowledge, name, f"components.{drug}"), f"{regimen.treatment} does not contain {drug}."
            )


def days_lie_within_the_cycle(knowledge: Knowledge) -> Iterator[Problem]:
    """No drug is given on a day that the cycle does not have."""
    for name, regimen in knowledge.regimens.items():
        longest = max((cycle.days or 0 for cycle in regimen.cycle), default=0)
        for component in regimen.components:
            for dose in component.doses:
                last = max(day_numbers(dose.days), default=0) if dose.days else 0
                if last > longest:
                    text = f"day {last} lies outside the cycle of {longest} days."
                    yield Problem(_where(knowledge, name, f"components.{component.drug}"), text)


def sources_of_a_cycle_agree(knowledge: Knowledge) -> Iterator[Problem]:
    """A regimen whose sources name cycles of different length is two variants: its doses must not be mixed."""
    for name, regimen in knowledge.regimens.items():
        lengths = sorted({cycle.days for cycle in regimen.cycle if cycle.days is not None})
        if len(lengths) > 1:
            text = f"cycles of {' and '.join(map(str, lengths))} days are two variants, each in its own file."
            yield Problem(_where(knowledge, name, "cycle"), text)
