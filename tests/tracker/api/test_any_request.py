"""Requests that nobody thought of, made up from the schema: none is a fault of ours, none gets by the door."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from audits.models import Department
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_demand
from tests.tracker.api.conftest import Caller
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Answer = Any
NO_KEY: Final = {"Authorization": "Bearer husok_wrong"}
OPERATIONS = [
    "list_audits",
    "read_summary",
    "transmit_audit",
    "list_demands",
    "log_demand",
    "read_demand",
    "assign_demand",
    "list_assignments",
    "read_assignment",
    "confirm_receipt",
    "read_history",
    "read_demand_history",
    "explain_deadline",
    "report_progress",
    "report_progress_of_many",
    "send_file",
    "add_evidence",
    "remove_evidence",
    "read_evidence_file",
    "name_lead",
    "withdraw_assignment",
    "move_assignment",
    "remind",
    "correct_demand",
    "withdraw_demand",
]
EXAMPLES = 12
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def api(client: Client, settings: Any) -> Any:
    """The API as its own schema describes it."""
    settings.API_CALLS_PER_MINUTE = 10**6
    return schemathesis.openapi.from_dict(client.get("/api/v1/schema/").json())


def _call(client: Client, case: Any, headers: dict[str, str]) -> Answer:
    return client.generic(
        case.method,
        case.formatted_path,
        _bytes(case.body),
        case.media_type or "application/json",
        query_params=case.query,
        headers={name: str(value) for name, value in (case.headers or {}).items()} | headers,
    )


def _bytes(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return json.dumps(body).encode()
    except TypeError:  # no body at all
        return b""


def _check(answer: Answer) -> None:
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_breaks_it_and_none_passes_without_a_key(
    operation: str,
    api: Any,
    client: Client,
    held: Assignment,
    neighbour: Department,
    system: Caller,
    other_system: Caller,
) -> None:
    assign(make_demand(held.demand.audit, 2), neighbour, Status.NOT_REPORTED)
    called = api.find_operation_by_id(operation)
    modes = st.one_of(*[called.as_strategy(generation_mode=mode) for mode in GenerationMode])

    @given(case=modes, known=st.booleans(), tagged=st.booleans())
    @BOUNDED
    def every(case: Any, known: bool, tagged: bool) -> None:
        if known and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = held.pk
        version = {"If-Match": f'"a{held.pk}-v1"'} if tagged else {}
        for headers in (system.headers, other_system.headers):
            _check(_call(client, case, headers | version))
        for headers in ({}, NO_KEY):
            refused = _call(client, case, headers | version)
            nowhere = refused.resolver_match.url_name == "api_unknown"
            assert refused.status_code == (404 if nowhere else 401)

    every()
