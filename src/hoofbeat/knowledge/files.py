"""Where the records lie, and reading them into typed form, with errors that name file, record and field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from hoofbeat.errors import HoofbeatError, KnowledgeError, Problem
from hoofbeat.knowledge import records as r
from hoofbeat.yaml_text import read_yaml


@dataclass(frozen=True)
class Shelf:
    """One kind of record: its form, and the file or folder it is kept in (with the key inside the file, if any)."""

    kind: str
    form: type[BaseModel]
    place: str
    key: str | None = None


SHELVES: tuple[Shelf, ...] = (
    Shelf("source", r.Source, "sources.yaml"),
    Shelf("treatment", r.Treatment, "treatments"),
    Shelf("fact", r.Fact, "classification.yaml", "facts"),
    Shelf("implication", r.Implication, "classification.yaml", "implications"),
    Shelf("impossible", r.Impossible, "classification.yaml", "impossible"),
    Shelf("label", r.Label, "classification.yaml", "labels"),
    Shelf("statement", r.Statement, "guidance"),
    Shelf("safety", r.SafetyRule, "safety.yaml"),
    Shelf("pitfall", r.Pitfall, "pitfalls.yaml"),
    Shelf("syndrome", r.Syndrome, "syndromes.yaml"),
    Shelf("term", r.Term, "glossary.yaml"),
    Shelf("plain", r.PlainText, "plain"),
    Shelf("organization", r.Organization, "support.yaml"),
    Shelf("field", r.FieldWording, "fields.yaml"),
    Shelf("study", r.Study, "studies"),
    Shelf("trial", r.Trial, "trials.yaml"),
    Shelf("regimen", r.Regimen, "regimens"),
)


def shipped_folder() -> Path:
    """The folder of the records that come with Hoofbeat: in the installed package, or beside `src` in a checkout."""
    packaged = Path(str(resources.files("hoofbeat"))) / "records"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "knowledge"


def record_files(folder: Path) -> list[Path]:
    """Every record file, in a fixed order."""
    return sorted(
        p for p in folder.rglob("*.yaml") if not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )


def fingerprint(folder: Path) -> str:
    """A hash of the files' bytes: equal fingerprints mean that nothing needs to be read again."""
    digest = hashlib.sha256()
    for path in record_files(folder):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Placed:
    """A record and the file it stands in."""

    kind: str
    record: Any
    file: str


def _entries(shelf: Shelf, folder: Path) -> Iterator[tuple[str, Any]]:
    place = folder / shelf.place
    paths = sorted(place.rglob("*.yaml")) if place.is_dir() else [place] if place.is_file() else []
    for path in paths:
        name = str(path.relative_to(folder))
        data = read_yaml(path.read_bytes(), name)
        if shelf.key is not None:
            data = data.get(shelf.key, []) if isinstance(data, dict) else None
        if isinstance(data, dict):
            data = [data]
        if data is None:
            continue
        if not isinstance(data, list):
            raise KnowledgeError(Problem(name, "holds neither a record nor a list of records."))
        for entry in data:
            yield name, entry


def _name_of(entry: Any, position: int) -> str:
    if isinstance(entry, dict):
        for key in ("id", "field", "label", "when"):
            if entry.get(key):
                return str(entry[key])
    return f"record {position}"


def _problems(error: ValidationError, where: str) -> list[Problem]:
    found = []
    for item in error.errors():
        path = ".".join(str(p) for p in item["loc"])
        if item["type"] == "extra_forbidden":
            text = "is not a key of this kind of record."
        elif item["type"] == "missing":
            text = "is missing."
        else:
            text = f"{item['input']!r:.80} cannot be: {item['msg'].removeprefix('Value error, ')}."
        found.append(Problem(f"{where}, {path}" if path else where, text))
    return found


def read_records(folder: Path) -> list[Placed]:
    """Every record of a knowledge folder, typed.

    Raises:
        KnowledgeError: listing every record that is malformed, by file, record and field.
    """
    if not folder.is_dir():
        raise KnowledgeError(Problem(str(folder), "is not a folder of records."))
    placed: list[Placed] = []
    problems: list[Problem] = []
    for shelf in SHELVES:
        try:
            entries = list(_entries(shelf, folder))
        except HoofbeatError as error:
            problems += error.problems
            continue
        for position, (file, entry) in enumerate(entries, 1):
            where = f"{file}, {_name_of(entry, position)}"
            if not isinstance(entry, dict):
                problems.append(Problem(where, "is not a record (a set of keys with values)."))
                continue
            if shelf.kind == "statement" and "source" not in entry:
                entry = {**entry, "source": Path(file).stem}
            try:
                placed.append(Placed(shelf.kind, shelf.form.model_validate(entry), file))
            except ValidationError as error:
                problems += _problems(error, where)
    if problems:
        raise KnowledgeError(problems)
    if not placed:
        raise KnowledgeError(Problem(str(folder), "holds no records."))
    return placed


def content_hash(record: BaseModel) -> str:
    """The hash of what a record says, whatever its spacing, comments and order of keys."""
    plain = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
