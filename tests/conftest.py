from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hoofbeat.knowledge import Knowledge, load_knowledge

REPOSITORY = Path(__file__).parents[1]

# The same examples at every run, and no verdict on how fast a shared machine is.
settings.register_profile("hoofbeat", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hoofbeat")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
