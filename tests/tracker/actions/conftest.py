"""Who acts, and on what, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from audits.access import Viewer
from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def given(lists: None, department: Department) -> Assignment:
    """An assignment that the department has not received yet."""
    return assign(make_demand(make_audit()), department, Status.NOT_REPORTED, due=date(2026, 12, 31))


@pytest.fixture
def by(officer: User, as_viewer: AsViewer) -> Viewer:
    """The department's officer."""
    return as_viewer(officer)


@pytest.fixture
def of_head(head: User, as_viewer: AsViewer) -> Viewer:
    """The department's head."""
    return as_viewer(head)


@pytest.fixture
def of_coordinator(coordinator: User, as_viewer: AsViewer) -> Viewer:
    """The coordinator."""
    return as_viewer(coordinator)
