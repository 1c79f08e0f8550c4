"""An assignment in an office that keeps the rules, and browsers to look at it with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from audits.models import Audit, Committee, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tests.lifecycle.scene import Scene
from tests.lifecycle.town import Town
from tracker.models import Assignment

Enter = Callable[[User], Client]


@pytest.fixture
def scene(db: None) -> Scene:
    """An assignment of department a in a town of many people."""
    return Scene(Town())


@pytest.fixture
def enter() -> Enter:
    """A browser of one's own for each person."""

    def browser(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


@pytest.fixture
def audit(lists: None, committee: Committee) -> Audit:
    """The audit that the cast's committee follows up."""
    return make_audit(committee=committee)


@pytest.fixture
def owed(audit: Audit, department: Department) -> Assignment:
    """The department's assignment: received, reported in progress, due in a far year."""
    return assign(make_demand(audit), department, Status.IN_PROGRESS, due=date(2099, 12, 31), lead=True)
