"""Requests made up from the OpenAPI document, good and bad: every answer is as the document says, none is a failure."""

from __future__ import annotations

from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from hoofbeat.knowledge.load import read_knowledge
from hoofbeat.web.app import create_app

ROOT = Path(__file__).parents[2]
_APP = create_app(read_knowledge(ROOT / "knowledge"), ledger=ROOT / ".no-such-ledger", folder=ROOT / "knowledge")
REFUSALS = ["400", "403", "404", "405", "413", "414", "415", "422"]
_CONFIG = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}, "not_a_server_error": {"enabled": True}}}
)
schema = schemathesis.openapi.from_asgi("/api/openapi.json", _APP, config=_CONFIG)
CHECKS = (
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    negative_data_rejection,
)


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_every_request_from_the_document_is_answered_as_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=list(CHECKS))
