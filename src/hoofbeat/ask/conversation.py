"""What a conversation keeps: the case, the treatments and the intent, so that a follow-up need not repeat them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_OTHER_PERSON = ("primary_site", "morphology", "functional_syndrome")


@dataclass(frozen=True)
class Conversation:
    """What was said so far: `treatments` were asked about; `answered` is the treatment that the last answer spoke of first.

    `put_forward`: all those that it spoke of, in its order; `compared`: those that the last question set side by side.

    `set_aside`: the question before, where what to do in an emergency was said in place of its answer; `earlier`: the
    treatments of the questions before the last, the latest first. `case_told`: the case without what the last turn only
    supposed ("and if platelets were 60?"), where it did. `unspecific`: fields of safety that were named and not yet given a value.
    """

    case: Mapping[str, Any] = field(default_factory=dict)
    treatments: tuple[str, ...] = ()
    intent: str = ""
    line: int | None = None
    questions: tuple[str, ...] = ()
    studies: tuple[tuple[str, ...], ...] = ()
    answered: tuple[str, ...] = ()
    set_aside: str = ""
    earlier: tuple[str, ...] = ()
    put_forward: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    case_told: Mapping[str, Any] | None = None
    unspecific: tuple[str, ...] = ()

    def continues_with(self, own: Mapping[str, Any], supposes: bool = False) -> bool:
        """Whether a question's own facts can be of the same person: a new site or type begins anew, unless it is only supposed."""
        changed = (name in own and name in self.case and own[name] != self.case[name] for name in _OTHER_PERSON)
        return supposes or not any(changed)

    def without_supposed(self) -> Conversation:
        """The conversation before what its last turn supposed: what is supposed next stands in the place of it."""
        return self if self.case_told is None else replace(self, case=self.case_told, case_told=None)

    def with_question(
        self, text: str, case: Mapping[str, Any], treatments: tuple[str, ...], intent: str, line: int | None
    ) -> Conversation:
        """The conversation after one more question."""
        return replace(
            self,
            case=dict(case),
            treatments=treatments or self.treatments,
            earlier=tuple(dict.fromkeys((*self.treatments, *self.answered, *self.earlier))),
            intent=intent or self.intent,
            line=line if line is not None else self.line,
            questions=(*self.questions, text),
            set_aside="",
        )


def merged(before: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The earlier case with the new facts: a new history adds to the earlier one, and a new line ends an older count."""
    case = {**before, **own}
    earlier, later = before.get("prior_treatments"), own.get("prior_treatments")
    if earlier and later:
        named = {e["treatment"] for e in later}
        case["prior_treatments"] = [*(e for e in earlier if e["treatment"] not in named), *later]
    if later:
        case.pop("prior_lines", None)
    if own.get("morphology", before.get("morphology")) != before.get("morphology") and "differentiation" not in own:
        case.pop("differentiation", None)
    if "ki67_percent" in own:
        case.pop("reported_grade", None) if "reported_grade" not in own else None
    return case
