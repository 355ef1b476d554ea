"""A small invented base of records, for laws that should hold whatever the shipped records say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.files import Placed
from hoofbeat.knowledge.records import Source, Treatment
from hoofbeat.knowledge.snapshot import Edition
from hoofbeat.knowledge.study_forms import Study

WELL_PANCREAS = {"sites": ["pancreas"], "differentiation": "well", "setting": "advanced"}


def source(name: str, kind: str = "trial-report", published: str = "2020-01-01", **more: Any) -> Source:
    fields = {"id": name, "kind": kind, "title": f"Report {name}", "published": published, "read": "full-text", **more}
    return Source.model_validate(fields)


def treatment(name: str, *classes: str, aliases: tuple[str, ...] = (), kind: str = "regimen") -> Treatment:
    fields = {
        "id": name,
        "name": name.title(),
        "kind": kind,
        "classes": list(classes),
        "aliases": list(aliases),
        "is": "An invented treatment.",
        "plain": "An invented treatment.",
        "source": "review",
        "at": "section 1",
    }
    return Treatment.model_validate(fields)


def result(percent: str | None = None, at: str = "Table 1", source: str = "review", **more: Any) -> dict[str, Any]:
    return {"endpoint": "orr", "percent": percent, "source": source, "at": at, **more}


def arm(name: str, *results: dict[str, Any], treatment: str = "alphamab", **more: Any) -> dict[str, Any]:
    return {"id": name, "treatment": treatment, "results": list(results), **more}


def study(name: str, /, *arms: dict[str, Any], **more: Any) -> Study:
    fields: dict[str, Any] = {
        "id": name,
        "name": name.title(),
        "design": "single-arm-phase-2",
        "population": WELL_PANCREAS,
    }
    return Study.model_validate({**fields, "arms": list(arms), **more})


def base(*studies: Study, sources: tuple[Source, ...] = ()) -> Knowledge:
    treatments = (
        treatment("drug-class", kind="class"),
        treatment("alphamab", "drug-class", aliases=("ALPHA", "Alpha/Mab")),
        treatment("betamab", "drug-class"),
        treatment("placebo"),
    )
    documents = (
        source("review", "review", "2021-04-13"),
        source("trial"),
        source("later", published="2023-03-01"),
        *sources,
    )
    shelves = (("source", documents), ("treatment", treatments), ("study", studies))
    placed = [Placed(kind, record, f"{kind}.yaml") for kind, records in shelves for record in records]
    return Knowledge(placed, Edition(dt.date(2024, 1, 1), dt.date(2024, 1, 1)))
