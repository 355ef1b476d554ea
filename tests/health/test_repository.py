"""Rules about the repository itself: medicine is data, files stay short, every command is documented."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoofbeat.advice.guidance import CHEMOTHERAPY
from hoofbeat.case import FIELDS
from hoofbeat.knowledge import Knowledge
from tests.conftest import REPOSITORY

SOURCE = sorted((REPOSITORY / "src").rglob("*.py"))
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))
CONTRACT = REPOSITORY / "src/hoofbeat/case.py"


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def docstrings(module: ast.Module) -> set[int]:
    owners = (
        n for n in ast.walk(module) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return {id(n.body[0].value) for n in owners if n.body and isinstance(n.body[0], ast.Expr)}


def words_in_code(path: Path) -> Iterator[tuple[int, str]]:
    """Every string constant that is not a docstring, and every name."""
    module = tree(path)
    prose = docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id


@pytest.mark.parametrize("path", SOURCE, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_no_drug_disease_or_trial_stands_in_code(path: Path, knowledge: Knowledge) -> None:
    names = {t.id for t in knowledge.treatments.values()} | set(knowledge.studies) | set(knowledge.records("syndrome"))
    names |= {a.lower() for t in knowledge.treatments.values() for a in t.aliases if len(a) >= 5}
    names |= {value for n in ("primary_site", "morphology") for value in FIELDS[n].values if isinstance(value, str)}
    names -= {*FIELDS, CHEMOTHERAPY, "surgery", "other", "liver", "placebo", "symptom-control"}
    if path == CONTRACT:
        return
    pattern = re.compile(
        r"(?<![\w-])(?:" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + r")(?![\w-])"
    )
    found = [
        f"line {line}: {match.group()}" for line, word in words_in_code(path) if (match := pattern.search(word.lower()))
    ]
    assert found == []


@pytest.mark.parametrize("path", SOURCE, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_no_clinical_number_stands_in_code(path: Path) -> None:
    """A comparison of a case field with a number would be a rule; rules are records."""
    if path == CONTRACT:
        return
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            number = any(
                isinstance(p, ast.Constant)
                and isinstance(p.value, int | float)
                and not isinstance(p.value, bool)
                and p.value != 0
                for p in parts
            )
            field = any(isinstance(c, ast.Constant) and c.value in FIELDS for p in parts for c in ast.walk(p))
            if number and field:
                found.append(f"line {node.lineno}")
    assert found == []


@pytest.mark.parametrize("path", SOURCE + TESTS, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_files_and_functions_stay_short(path: Path) -> None:
    test = path in TESTS
    assert len(path.read_text().splitlines()) <= (600 if test else 400)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not test:
            assert (node.end_lineno or 0) - node.lineno < 45, f"{node.name}, line {node.lineno}"


def test_names_say_what_things_are() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"}
    assert [p for p in SOURCE if p.stem in banned or p.parent.name in banned] == []


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [REPOSITORY / line for line in listed.stdout.splitlines() if (REPOSITORY / line).is_file()]


def test_no_file_holds_a_path_of_a_development_machine_or_a_registry() -> None:
    machine = re.compile(
        r"(?<![\w.])/(?:home|root|Users|work)/\w|files\.pythonhosted\.org|registry\.npmjs\.org|pypi\.org/simple"
    )
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if path != Path(__file__) and machine.search(text):
            found.append(str(path.relative_to(REPOSITORY)))
    assert found == []


def test_every_command_is_documented() -> None:
    from typer.main import get_command

    from hoofbeat.cli import app

    documented = (REPOSITORY / "README.md").read_text() + (REPOSITORY / "docs/commands.md").read_text()
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"hoofbeat {name}" not in documented] == []


def test_every_kind_of_record_is_documented() -> None:
    from hoofbeat.knowledge.files import SHELVES

    page = (REPOSITORY / "docs/records.md").read_text()
    assert [s.place for s in SHELVES if s.place.split(".")[0] not in page] == []


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (REPOSITORY / "pyproject.toml").read_text().splitlines()
    listed = [line for line in lines if re.match(r'^\s+"[a-zA-Z][\w.-]*[\[\]\w]*\s*[<>=~]', line)]
    assert len(listed) >= 10
    assert [line for line in listed if "#" not in line] == []
