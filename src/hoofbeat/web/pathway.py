"""The pathway map: what the records advise for each group of tumors at each point of the way.

It is not drawn by hand: the engine is asked about representative cases, which are kept as data (`pathway.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from hoofbeat.advice.decide import decide
from hoofbeat.advice.decision import ORDER, Option
from hoofbeat.advice.guidance import guidance_on
from hoofbeat.errors import KnowledgeError, Problem
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.situation import Situation, read_situation
from hoofbeat.logic import Condition, Truth, compiled, parse_condition
from hoofbeat.yaml_text import read_yaml

FILE_NAME = "pathway.yaml"
MOST_BOXES = 5


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    plain: str
    when: str
    case: dict[str, Any] = {}


class Column(_Part):
    """A group of tumors, a case that stands for it, and what such a person is given in order."""

    given: list[str] = []


class Row(_Part):
    """A point of the way; `lines`: how many of the column's treatments have failed by then."""

    lines: int | None = None


class Map(BaseModel):
    """The columns and rows of the map."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    columns: list[Column]
    rows: list[Row]


@dataclass(frozen=True)
class Box:
    """A treatment in a cell. `inferred`: it is advised through its class, not by its own name."""

    treatment: str
    name: str
    position: str
    inferred: bool
    statement: str


@dataclass(frozen=True)
class Cell:
    """What is advised in one place of the map."""

    column: str
    row: str
    verdict: str
    boxes: tuple[Box, ...]
    more: int
    case: Mapping[str, Any]


@dataclass(frozen=True)
class Pathway:
    """The map, filled."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: Mapping[tuple[str, str], Cell]
    conditions: Mapping[str, Condition]

    def lit(self, situation: Situation) -> dict[tuple[str, str], Truth]:
        """The places of a case: true where it is there, unknown where it may be."""
        truth = {name: Truth(compiled(c)(situation.row)) for name, c in self.conditions.items()}
        both = {key: min(truth[f"column {key[0]}"], truth[f"row {key[1]}"]) for key in self.cells}
        return {key: t for key, t in both.items() if t is not Truth.FALSE}


@lru_cache(maxsize=4)
def pathway_of(knowledge: Knowledge, folder: Path) -> Pathway | None:
    """The map for a knowledge folder; None where the folder holds none.

    Raises:
        KnowledgeError: for a file that is malformed.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        held = Map.model_validate(read_yaml(path.read_bytes(), FILE_NAME))
    except ValidationError as error:
        found = [Problem(f"{FILE_NAME}, {'.'.join(map(str, e['loc']))}", f"{e['msg']}.") for e in error.errors()]
        raise KnowledgeError(found) from None
    conditions = {
        f"{what} {part.id}": parse_condition(part.when, knowledge.vocabulary, f"{FILE_NAME}, {part.id}, when")
        for what, parts in (("column", held.columns), ("row", held.rows))
        for part in parts
    }
    cells = {(c.id, r.id): _cell(knowledge, c, r) for r in held.rows for c in held.columns}
    return Pathway(tuple(held.columns), tuple(held.rows), cells, conditions)


def _cell(knowledge: Knowledge, column: Column, row: Row) -> Cell:
    case = {**column.case, **row.case}
    if row.lines is not None:
        case["prior_treatments"] = [
            {"treatment": t, "progressed": True, "ended": "progression"} for t in column.given[: row.lines]
        ]
    decision = decide(guidance_on(knowledge, knowledge.edition.date), read_situation(case, knowledge))
    usable = [o for o in decision.options if ORDER[o.position] < ORDER["avoid"] and not o.member_of]
    boxes = tuple(_box(knowledge, o) for o in usable[:MOST_BOXES])
    return Cell(column.id, row.id, decision.verdict, boxes, max(0, len(usable) - MOST_BOXES), case)


def _box(knowledge: Knowledge, option: Option) -> Box:
    by = option.decided_by.statement if option.decided_by else None
    inferred = by is not None and by.about != option.treatment
    name = knowledge.treatments[option.treatment].name
    return Box(option.treatment, name, option.position, inferred, by.id if by else "")
