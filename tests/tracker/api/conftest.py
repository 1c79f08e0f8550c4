"""Callers of the API: systems with keys, people with sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audits.actions.tokens import make_token
from audits.models import Department, Scope, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment

API = "/api/v1/"
Answer = Any


class Caller:
    """One who calls: with a key, or in a signed-in browser."""

    def __init__(self, headers: Mapping[str, str], client: Client | None = None) -> None:
        self.headers = dict(headers)
        self.client = client or Client()

    def get(self, path: str, **headers: str) -> Answer:
        """GET below `/api/v1/`."""
        return self.client.get(API + path, headers=self.headers | _named(headers))

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """POST JSON below `/api/v1/`."""
        return self.client.post(
            API + path,
            {} if body is None else body,
            "application/json",
            headers=self.headers | _named(headers),
        )

    def post_raw(
        self, path: str, body: bytes, media_type: str = "application/json", **headers: str
    ) -> Answer:
        """POST these bytes."""
        return self.client.generic(
            "POST", API + path, body, media_type, headers=self.headers | _named(headers)
        )


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


KeyOf = Callable[..., Caller]


@pytest.fixture
def key_of() -> KeyOf:
    """A department's system with a key of its own."""

    def make(department: Department, responsible: User, scopes: tuple[str, ...] = tuple(Scope)) -> Caller:
        _, key = make_token(
            department,
            name="전자결재 연계",
            scopes=scopes,
            responsible=responsible,
            expires_on=None,
            on=timezone.localdate(),
            by=None,
        )
        return Caller({"Authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def system(key_of: KeyOf, department: Department, officer: User) -> Caller:
    """The system of the department that holds the demand."""
    return key_of(department, officer)


@pytest.fixture
def other_system(key_of: KeyOf, neighbour: Department, stranger: User) -> Caller:
    """The system of another department."""
    return key_of(neighbour, stranger)


@pytest.fixture
def seated() -> Callable[[User], Caller]:
    """A person signed in to the pages."""

    def enter(person: User) -> Caller:
        client = Client()
        client.force_login(person)
        return Caller({}, client)

    return enter


@pytest.fixture
def held(lists: None, department: Department) -> Assignment:
    """An assignment of the department, not received yet."""
    return assign(make_demand(make_audit()), department, Status.NOT_REPORTED)


def tag(assignment: Assignment) -> str:
    """The ETag of an assignment as it is in the database now."""
    assignment.refresh_from_db()
    return f'"a{assignment.pk}-v{assignment.version}"'


def problem(answer: Answer, status: int) -> dict[str, Any]:
    """The problem that an answer is; it has to be one of this status, with every member."""
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert all(body[name] for name in ("type", "title", "detail"))
    return body
