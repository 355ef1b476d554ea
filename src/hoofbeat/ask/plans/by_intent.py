"""The plan of each intent: what reads the records for it and returns claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hoofbeat.ask.claims import Claim
from hoofbeat.ask.plans import (
    comparison,
    disease,
    evidence,
    harms,
    recommendation,
    response,
    sequence,
    service,
    syndromes,
    treatment,
    trials,
)
from hoofbeat.ask.question import Question

Plan = Callable[[Question], list[Claim]]
PLANS: Mapping[str, Plan] = {
    "recommendation": recommendation.plan,
    "is-chemo": treatment.is_chemo,
    "definition": treatment.definition,
    "mechanism": treatment.mechanism,
    "how-given": treatment.how_given,
    "side-effects": harms.side_effects,
    "monitoring": harms.monitoring,
    "eligibility": treatment.eligibility,
    "comparison": comparison.comparison,
    "response-rate": response.response,
    "survival": evidence.survival,
    "trials": trials.plan,
    "evidence": evidence.evidence,
    "combination-prrt": sequence.combination,
    "classification": disease.classification,
    "biomarkers": disease.biomarkers,
    "symptom-control": syndromes.symptom_control,
    "why-not": disease.why_not,
    "support": service.support,
    "about-tool": service.about_tool,
    "emotional": service.emotional,
    "alternative-medicine": service.alternative,
    "cost-access": service.costs,
}
