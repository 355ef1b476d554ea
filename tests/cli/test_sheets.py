"""The printed sheets from the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_command_line import EXAMPLES, hoofbeat, refused

CASE = str(EXAMPLES / "pancreas-g2-bulky.yaml")


def test_a_sheet_is_written_as_pdf_to_a_file_and_to_standard_output(tmp_path: Path) -> None:
    made = {}
    for sheet in ("board", "patient"):
        file = tmp_path / f"{sheet}.pdf"
        assert hoofbeat("advise", CASE, "--format", "pdf", "--sheet", sheet, "--output", str(file)).returncode == 0
        made[sheet] = file.read_bytes()
        assert made[sheet].startswith(b"%PDF")
    words = [sys.executable, "-m", "hoofbeat.cli", "advise", "-", "--format", "pdf", "-o", "-"]
    streamed = subprocess.run(words, input=Path(CASE).read_bytes(), capture_output=True, timeout=120)
    assert streamed.stdout == made["board"] != made["patient"]


def test_text_and_json_can_be_written_to_a_file_too(tmp_path: Path) -> None:
    for form in ("text", "json"):
        file = tmp_path / form
        assert hoofbeat("advise", CASE, "--format", form, "-o", str(file)).returncode == 0
        assert file.read_text() == hoofbeat("advise", CASE, "--format", form).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sheet", "patient"), "Add --format pdf"),
        (("--format", "pdf", "--sheet", "wall"), "Allowed: board, patient"),
        (("--format", "pdf", "--page", "javascript:alert(1)"), "is not the address of a page"),
        (("--format", "pdf", "--page", "http://here/#f=a"), "is not the address of a page"),
        (("--format", "pdf", "-o", "/nowhere/at/all.pdf"), "cannot be written"),
    ],
)
def test_what_does_not_go_together_is_refused(words: tuple[str, ...], said: str) -> None:
    assert said in refused("advise", CASE, *words)
