"""The case: one flat record of what is known of a person, everything optional, absent meaning unknown.

Field names, values and units are Hoofbeat's public contract. What each field means, how it is asked, and which values
look like a mistaken unit are records (`knowledge/fields.yaml`), not code.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hoofbeat.errors import CaseError, Problem

Site = Literal[
    "pancreas", "small_bowel", "duodenum", "stomach", "appendix", "colon", "rectum", "esophagus", "biliary", "liver",
    "lung", "thymus", "unknown_primary", "bladder", "kidney", "prostate", "cervix", "uterus", "ovary", "breast", "skin",
    "head_neck", "thyroid_medullary", "paraganglioma", "other",
]  # fmt: skip
Morphology = Literal[
    "net", "nec", "nec_small_cell", "nec_large_cell", "minen", "typical_carcinoid", "atypical_carcinoid"
]
MetastaticSite = Literal["liver", "lymph_node", "bone", "peritoneum", "lung", "brain", "other"]
Syndrome = Literal[
    "none",
    "carcinoid",
    "insulinoma",
    "gastrinoma",
    "glucagonoma",
    "vipoma",
    "somatostatinoma",
    "acth",
    "other",
]
Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]
Percent = Annotated[float, Field(ge=0, le=100)]


class Interval(BaseModel):
    """A value known only to lie between two limits, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Interval:
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g})")
        return self


class PriorTreatment(BaseModel):
    """One treatment that was given: systemic, PRRT or liver-directed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    treatment: str
    best_response: Literal["CR", "PR", "SD", "PD"] | None = None
    progressed: bool | None = None
    ended: Literal["ongoing", "completed", "progression", "toxicity", "choice"] | None = None
    months_ago: NonNegative | None = None


class Case(BaseModel):
    """What is known of one person. `Case(primary_site="pancreas", ki67_percent=12)`; a field left out is unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    primary_site: Site | None = None
    gastric_type: Literal[1, 2, 3] | None = None
    differentiation: Literal["well", "poor"] | None = None
    morphology: Morphology | None = None
    ki67_percent: Percent | Interval | None = None
    mitoses_per_2mm2: NonNegative | Interval | None = None
    reported_grade: Literal["G1", "G2", "G3"] | None = None
    primary_size_mm: Positive | Interval | None = None
    necrosis: bool | None = None
    extent: Literal["localized", "locally_advanced", "metastatic"] | None = None
    resectable: bool | None = None
    resection: Literal["none", "r0", "r1", "r2"] | None = None
    recurrent: bool | None = None
    evidence_of_disease: bool | None = None
    n_stage: Literal[0, 1, 2, 3] | None = None
    metastatic_sites: list[MetastaticSite] | None = None
    liver_dominant: bool | None = None
    high_tumor_burden: bool | None = None
    tumor_symptoms: bool | None = None
    progressing: bool | None = None
    rapidly_progressing: bool | None = None
    sstr_positive: bool | None = None
    sstr_discordant: bool | None = None
    fdg_avid: bool | None = None
    functional_syndrome: Syndrome | None = None
    syndrome_controlled: bool | None = None
    carcinoid_heart_disease: bool | None = None
    msi_high: bool | None = None
    tmb_high: bool | None = None
    ntrk_fusion: bool | None = None
    ret_fusion: bool | None = None
    alk_fusion: bool | None = None
    ros1_fusion: bool | None = None
    braf_v600e: bool | None = None
    mgmt_deficient: bool | None = None
    rb1_loss: bool | None = None
    kras_mutated: bool | None = None
    tp53_mutated: bool | None = None
    brca_mutated: bool | None = None
    age_years: Annotated[float, Field(ge=0, le=120)] | None = None
    sex: Literal["female", "male"] | None = None
    pregnant: bool | None = None
    weight_kg: Annotated[float, Field(gt=0, le=500)] | None = None
    height_cm: Annotated[float, Field(gt=0, le=260)] | None = None
    ecog: Literal[0, 1, 2, 3, 4] | None = None
    creatinine_umol_l: Positive | None = None
    creatinine_clearance_ml_min: NonNegative | None = None
    bilirubin_x_uln: NonNegative | None = None
    alkaline_phosphatase_x_uln: NonNegative | None = None
    neutrophils_10e9_l: NonNegative | None = None
    platelets_10e9_l: NonNegative | None = None
    hemoglobin_g_l: NonNegative | None = None
    albumin_g_l: NonNegative | None = None
    lvef_percent: Percent | None = None
    child_pugh: Literal["A", "B", "C"] | None = None
    neuropathy_grade: Literal[0, 1, 2, 3, 4] | None = None
    dpd_activity: Literal["normal", "partial", "absent"] | None = None
    hearing_loss: bool | None = None
    ugt1a1_poor_metabolizer: bool | None = None
    coronary_disease: bool | None = None
    heart_failure: bool | None = None
    on_warfarin: bool | None = None
    uncontrolled_diabetes: bool | None = None
    lung_disease: bool | None = None
    active_infection: bool | None = None
    on_dialysis: bool | None = None
    prior_treatments: list[PriorTreatment] | None = None
    prior_lines: Annotated[int, Field(ge=0, le=20)] | None = None
    declines: list[str] | None = None
    prefers: Literal["oral", "intravenous"] | None = None

    def known(self) -> dict[str, Any]:
        """The fields that are stated, in the order of the contract, as plain values."""
        return self.model_dump(exclude_none=True)


Form = Literal["number", "flag", "choice", "choices", "treatments", "names"]


@dataclass(frozen=True)
class FieldType:
    """What a field can hold, read from the contract above: its form, its values or limits, and whether a range is taken."""

    name: str
    form: Form
    values: tuple[str | int, ...] = ()
    low: float | None = None
    low_open: bool = False
    high: float | None = None
    takes_range: bool = False
    whole: bool = False

    @property
    def allowed(self) -> str:
        """The values that are allowed, in words."""
        if self.form == "flag":
            return "Allowed: true, false."
        if self.form in ("choice", "choices"):
            many = "a list of " if self.form == "choices" else ""
            return f"Allowed: {many}{', '.join(str(v) for v in self.values)}."
        if self.form == "treatments":
            keys = ", ".join(PriorTreatment.model_fields)
            return f"Allowed: a list of {{{keys}}}, or [] for none."
        if self.form == "names":
            return "Allowed: a list of treatments."
        limits = {
            (False, False): "any number",
            (True, False): f"a number {'above' if self.low_open else 'of at least'} {self.low:g}" if self.low is not None else "",
            (True, True): f"a number {'above' if self.low_open else 'from'} {self.low:g} {'up ' if self.low_open else ''}to {self.high:g}"
            if self.low is not None and self.high is not None else "",
        }[(self.low is not None, self.high is not None)]  # fmt: skip
        return f"Allowed: {limits}{', or a range {low, high}' if self.takes_range else ''}."


def _limits(annotation: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in typing.get_args(annotation)[1:]:
        for limit in getattr(part, "metadata", None) or [part]:
            for name in ("ge", "gt", "le"):
                value = getattr(limit, name, None)
                if value is not None:
                    found[name] = value
    return found


def _field_type(name: str, annotation: Any) -> FieldType:
    union = isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union
    parts = [a for a in (typing.get_args(annotation) if union else [annotation]) if a is not type(None)]
    first = parts[0]
    origin = typing.get_origin(first)
    if first is bool:
        return FieldType(name, "flag")
    if origin is Literal:
        return FieldType(name, "choice", values=typing.get_args(first))
    if origin is list:
        (item,) = typing.get_args(first)
        if item is PriorTreatment:
            return FieldType(name, "treatments")
        if item is str:
            return FieldType(name, "names")
        return FieldType(name, "choices", values=typing.get_args(item))
    limits = _limits(first)
    return FieldType(
        name,
        "number",
        low=limits.get("ge", limits.get("gt")),
        low_open="gt" in limits,
        high=limits.get("le"),
        takes_range=Interval in parts,
        whole=typing.get_args(first)[0] is int,
    )


def _field_types() -> dict[str, FieldType]:
    hints = typing.get_type_hints(Case, include_extras=True)
    return {name: _field_type(name, hints[name]) for name in Case.model_fields}


FIELDS: Mapping[str, FieldType] = _field_types()


def _nearest(name: str, known: Iterator[str] | list[str]) -> str:
    from rapidfuzz import process

    match = process.extractOne(name, list(known), score_cutoff=70)
    return f" Did you mean {match[0]}?" if match else ""


def _problem(error: Mapping[str, Any]) -> Problem:
    location = [str(part) for part in error["loc"]]
    name = location[0] if location else ""
    value = error.get("input")
    field = FIELDS.get(name)
    if field is None:
        return Problem(
            name, "is not a field of a case.", _nearest(name, list(FIELDS)).strip() or "See: hoofbeat fields."
        )
    if field.form == "treatments" and len(location) > 1 and location[1].isdigit():
        where = f"{name}, treatment {int(location[1]) + 1}"
        if error["type"] == "extra_forbidden":
            return Problem(where, f"'{location[-1]}' is not part of a treatment.", field.allowed)
        if error["type"] == "missing":
            return Problem(where, "the treatment is not named.", field.allowed)
        return Problem(
            f"{where}, {location[-1]}" if len(location) > 2 else where,
            f"{value!r} cannot be. {error['msg']}.",
        )
    if isinstance(value, Mapping) and "low" in value and "high" in value and error["type"] == "value_error":
        return Problem(name, str(error["msg"]).removeprefix("Value error, ") + ".", field.allowed)
    shown = "more than one value" if isinstance(value, list | Mapping) and field.form != "choices" else repr(value)
    words = [str(v) for v in field.values] if isinstance(value, str) else []
    near = (
        " It is a number: write it without quotes." if value in words else _nearest(str(value), words) if words else ""
    )
    return Problem(name, f"{shown} is not allowed.", field.allowed + near)


def read_case(values: Any) -> Case:
    """A case from plain values, as they come from YAML, JSON or a form.

    Raises:
        CaseError: naming every field that is unknown or out of range, with what is allowed.
    """
    if not isinstance(values, Mapping):
        what = "nothing" if values is None else type(values).__name__
        raise CaseError(
            Problem("", f"A case is a set of fields with values; this is {what}. See: hoofbeat new CASE.yaml")
        )
    problems = [Problem(repr(k), "is not the name of a field.") for k in values if not isinstance(k, str)]
    problems += [
        Problem(name, f"{value} is not allowed.", field.allowed)
        for name, value in values.items()
        if isinstance(value, bool) and (field := FIELDS.get(name)) and isinstance((*field.values, "")[0], int)
    ]
    if problems:
        raise CaseError(problems)
    try:
        case = Case.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as error:
        unique = {str(p): p for p in map(_problem, error.errors())}
        raise CaseError(list(unique.values())) from None
    ranges = [(n, v) for n, v in case.known().items() if isinstance(v, dict)]
    outside = [
        Problem(name, f"the range {v['low']:g} to {v['high']:g} leaves what is possible.", FIELDS[name].allowed)
        for name, v in ranges
        if (low := FIELDS[name].low) is not None and (v["low"] < low or v["high"] > (FIELDS[name].high or v["high"]))
    ]
    if outside:
        raise CaseError(outside)
    return case
