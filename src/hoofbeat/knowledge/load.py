"""Loading the knowledge: read, checked whole, and kept compiled so that the next start is quick.

A folder that fails any check is refused: nothing is advised from it. What passed is written, as JSON, to the user's cache
folder under the fingerprint of the files and of the code that checked them; a missing, stale or damaged cache only
costs time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge.files import SHELVES, Placed, fingerprint, read_records, shipped_folder
from hoofbeat.knowledge.snapshot import Edition, Knowledge
from hoofbeat.logic.condition import from_json, to_json
from hoofbeat.yaml_text import read_yaml

_FORMS = {shelf.kind: shelf.form for shelf in SHELVES}


def read_knowledge(folder: Path) -> Knowledge:
    """The knowledge of a folder as its files say it, typed and with its conditions parsed, not yet checked further.

    Raises:
        KnowledgeError: for a record or a condition that is malformed.
    """
    placed = read_records(folder)
    return Knowledge(placed, _edition(folder))


def _edition(folder: Path) -> Edition:
    path = folder / "edition.yaml"
    if not path.is_file():
        raise KnowledgeError(Problem("edition.yaml", "is missing: it says when the knowledge was made."))
    data = read_yaml(path.read_bytes(), "edition.yaml")
    try:
        return Edition(**data)
    except TypeError:
        raise KnowledgeError(Problem("edition.yaml", "takes date, evidence_searched_to and note.")) from None


def _code_fingerprint() -> str:
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in [
        package / "case.py",
        *sorted((package / "logic").glob("*.py")),
        *sorted((package / "knowledge").glob("*.py")),
    ]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cache_file(folder: Path) -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    key = hashlib.sha256(f"{fingerprint(folder)} {_code_fingerprint()}".encode()).hexdigest()[:32]
    return Path(root) / "hoofbeat" / f"knowledge-{key}.json"


def _write_cache(path: Path, knowledge: Knowledge) -> None:
    _ = knowledge.hash  # works out every record's hash, so that they are kept as well
    data = {
        "edition": [
            knowledge.edition.date.isoformat(),
            knowledge.edition.evidence_searched_to.isoformat(),
            knowledge.edition.note,
        ],
        "records": [
            [
                kind,
                knowledge.file_of[kind, name],
                record.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            ]
            for kind, shelf in knowledge.by_kind.items()
            for name, record in shelf.items()
        ],
        "hashes": [[*key, value] for key, value in knowledge.content_hashes.items()],
        "conditions": [[*key, to_json(condition)] for key, condition in knowledge.conditions.items()],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(data, out)
        os.replace(name, path)
        for old in path.parent.glob("knowledge-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        return  # a read-only home only costs time at the next start


def _read_cache(path: Path) -> Knowledge | None:
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        date, searched, note = data["edition"]
        edition = Edition(dt.date.fromisoformat(date), dt.date.fromisoformat(searched), note)
        placed = [Placed(kind, _FORMS[kind].model_validate(record), file) for kind, file, record in data["records"]]
        conditions = {(kind, name): from_json(tree) for kind, name, tree in data["conditions"]}
        knowledge = Knowledge(placed, edition, conditions)
        knowledge.content_hashes.update({(kind, name): value for kind, name, value in data["hashes"]})
        return knowledge
    except (OSError, ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=4)
def _load(folder: Path, stamp: str) -> Knowledge:
    cache = _cache_file(folder)
    knowledge = _read_cache(cache)
    if knowledge is None:
        from hoofbeat.knowledge.check import problems_in

        knowledge = read_knowledge(folder)
        problems = problems_in(knowledge)
        if problems:
            raise KnowledgeError(problems)
        _write_cache(cache, knowledge)
    return knowledge


def load_knowledge(folder: str | Path | None = None) -> Knowledge:
    """The knowledge that comes with Hoofbeat, or that of another folder, checked.

    Raises:
        KnowledgeError: listing what is wrong, by file, record and field; nothing is advised from such a folder.
    """
    path = Path(folder).resolve() if folder is not None else shipped_folder()
    if not path.is_dir():
        raise KnowledgeError(Problem(str(folder), "is not a folder of records."))
    return _load(path, fingerprint(path))
