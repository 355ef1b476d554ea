"""The form: what was typed and chosen, to a case and back. An empty control is 'not known'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from hoofbeat.case import FIELDS, Case, FieldType, PriorTreatment, read_case
from hoofbeat.errors import CaseError, HoofbeatError, Problem

STATE = ".state"
NONE = "none"
LISTED = "listed"
GIVEN = tuple(PriorTreatment.model_fields)
MOST_GIVEN = 12
"""Rows of earlier treatments that a form holds."""
MOST_PAIRS = 400
RESERVED = {"for", "figures", "as_of", "pseudonym", "guidelines"}
"""Controls of the page that are not fields of a case."""

_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"


@dataclass
class Entered:
    """What a form held: each control's text, the case values read from it, and what is wrong, by field."""

    raw: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def text(self, control: str) -> str:
        """The text of a control, empty where it was left alone."""
        return self.raw.get(control, [""])[0]

    def several(self, control: str) -> list[str]:
        """Every value of a control that takes several."""
        return self.raw.get(control, [])

    def about(self, name: str) -> list[Problem]:
        """What is wrong with one field."""
        return [p for p in self.problems if p.where == name or p.where.startswith((f"{name},", f"{name} "))]

    @property
    def given(self) -> list[dict[str, str]]:
        """The rows of earlier treatments that hold anything, as typed."""
        rows = [{part: self.text(f"prior_treatments.{n}.{part}") for part in GIVEN} for n in range(MOST_GIVEN)]
        return [row for row in rows if any(row.values())]


def pairs_of(body: bytes) -> list[tuple[str, str]]:
    """The pairs of an urlencoded form.

    Raises:
        HoofbeatError: for a body that is not text, or holds too many controls.
    """
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS)
    except UnicodeDecodeError:
        raise HoofbeatError(Problem("form", "is not text (UTF-8).")) from None
    except ValueError:
        raise HoofbeatError(Problem("form", f"has more than {MOST_PAIRS} controls.")) from None


def read_number(name: str, text: str) -> Any:
    """A number or a range: `17`, `10-20`, `> 90` where the field has an upper limit, `< 3` where it has a lower one.

    Raises:
        CaseError: for anything else, with what is allowed.
    """
    kind = FIELDS[name]
    shown = " ".join(text.replace("–", "-").replace("≥", ">=").replace("≤", "<=").split())
    if re.search(r"[0-9],[0-9]{3}(?![0-9])", shown):
        raise CaseError(
            Problem(name, f"'{text}': is the comma for thousands or decimals? Write a point.", kind.allowed)
        )
    if match := re.fullmatch(_NUMBER, shown):
        return _number(match[0], kind)
    if kind.takes_range:
        if match := re.fullmatch(f"({_NUMBER}) ?(?:-|to) ?({_NUMBER})", shown):
            return {"low": _number(match[1], kind), "high": _number(match[2], kind)}
        match = re.fullmatch(f"([<>])=? ?({_NUMBER})", shown)
        if match and match[1] == ">" and kind.high is not None:
            return {"low": _number(match[2], kind), "high": float(kind.high)}
        if match and match[1] == "<" and kind.low is not None:
            return {"low": float(kind.low), "high": _number(match[2], kind)}
    raise CaseError(Problem(name, f"'{text}' is not a number.", kind.allowed))


def _number(text: str, kind: FieldType) -> Any:
    value = float(text.replace(",", "."))
    return int(value) if kind.whole and value.is_integer() else value


def _choice(name: str, text: str) -> Any:
    """The value of the contract that a choice names: a number where the contract has numbers."""
    return next((v for v in FIELDS[name].values if str(v) == text), text)


def _flag(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise CaseError(Problem(name, f"'{text}' is not allowed.", FIELDS[name].allowed))
    return text == "true"


def _choices(entered: Entered, name: str) -> Any:
    chosen = [v for v in entered.several(name) if v]
    state = entered.text(name + STATE)
    if state == NONE and chosen:
        raise CaseError(Problem(name, "'none' is chosen and so is a value.", "Choose one or the other."))
    return chosen if chosen else [] if state == NONE else None


def _names(entered: Entered, name: str) -> Any:
    given = [part.strip() for part in re.split(r"[,;\n]", entered.text(name)) if part.strip()]
    return given or None


def _treatments(entered: Entered, name: str) -> Any:
    rows = []
    for number, row in enumerate(entered.given, 1):
        made: dict[str, Any] = {k: v for k, v in row.items() if v}
        where = f"{name}, treatment {number}"
        if "treatment" not in made:
            raise CaseError(Problem(where, "the treatment is not named.", FIELDS[name].allowed))
        if "progressed" in made:
            made["progressed"] = made["progressed"] == "true"
        if "months_ago" in made:
            text = made["months_ago"]
            if not re.fullmatch(_NUMBER, text.strip()):
                raise CaseError(Problem(where, f"'{text}' is not a number of months.", "Allowed: 0 or more."))
            made["months_ago"] = float(text.strip().replace(",", "."))
        rows.append(made)
    state = entered.text(name + STATE)
    if state == NONE and rows:
        raise CaseError(Problem(name, "'none' is chosen and a treatment is listed.", "Choose one or the other."))
    return rows if rows else [] if state == NONE else None


def _read_field(entered: Entered, name: str) -> Any:
    form = FIELDS[name].form
    if form == "choices":
        return _choices(entered, name)
    if form == "treatments":
        return _treatments(entered, name)
    if form == "names":
        return _names(entered, name)
    text = entered.text(name).strip()
    if not text:
        return None
    readers: Mapping[str, Any] = {"number": read_number, "choice": _choice, "flag": _flag}
    return readers[form](name, text)


def _known_control(name: str) -> bool:
    if name in RESERVED or name in FIELDS:
        return True
    if name.endswith(STATE):
        return FIELDS.get(name.removesuffix(STATE), FieldType("", "flag")).form in ("choices", "treatments")
    match = re.fullmatch(r"prior_treatments\.(\d{1,2})\.(\w+)", name)
    return bool(match and int(match[1]) < MOST_GIVEN and match[2] in GIVEN)


def read_form(pairs: Iterable[tuple[str, str]]) -> Entered:
    """What a form holds, with everything that is wrong in it; nothing is raised for what a person typed."""
    entered = Entered()
    for name, text in pairs:
        entered.raw.setdefault(name, []).append(text)
    for name in entered.raw:
        if not _known_control(name):
            entered.problems.append(Problem(name[:80], "is not a field of a case.", "See the list of fields."))
    for name in FIELDS:
        try:
            value = _read_field(entered, name)
        except HoofbeatError as error:
            entered.problems += error.problems
            continue
        if value is not None:
            entered.values[name] = value
    try:
        entered.values = read_case(entered.values).known()
    except HoofbeatError as error:
        entered.problems += error.problems
    return entered


def controls_of(values: Mapping[str, Any]) -> Entered:
    """The form that a case fills: the text of every control."""
    entered = Entered(values=dict(values))
    for name, value in values.items():
        form = FIELDS[name].form
        if form == "treatments":
            entered.raw[name + STATE] = [LISTED if value else NONE]
            for number, row in enumerate(value):
                for part, item in row.items():
                    entered.raw[f"{name}.{number}.{part}"] = [_text(item)]
        elif form == "choices":
            entered.raw[name + STATE] = [LISTED if value else NONE]
            entered.raw[name] = list(value)
        elif form == "names":
            entered.raw[name] = [", ".join(value)]
        else:
            entered.raw[name] = [_text(value)]
    return entered


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return f"{value['low']:g}-{value['high']:g}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def case_of(entered: Entered) -> Case:
    """The case of a form.

    Raises:
        CaseError: listing everything that is wrong.
    """
    if entered.problems:
        raise CaseError(entered.problems)
    return read_case(entered.values)
