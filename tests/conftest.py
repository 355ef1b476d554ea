from __future__ import annotations

from pathlib import Path

import pytest

from hoofbeat.knowledge import Knowledge, load_knowledge

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
