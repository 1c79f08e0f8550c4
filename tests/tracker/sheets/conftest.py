"""A department's sheet of three items, as its officer takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from audits.access import Viewer
from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tests.tracker.sheets.paper import Paper
from tracker.exports import form
from tracker.exports.form import Wanted
from tracker.models import Assignment


@pytest.fixture
def by(officer: User, as_viewer: Callable[[User], Viewer]) -> Viewer:
    """The department's officer."""
    return as_viewer(officer)


@pytest.fixture
def items(lists: None, department: Department) -> list[Assignment]:
    """One never reported, one in progress, one that the department declared it would not do."""
    audit = make_audit()
    written: dict[str, Any] = {
        "actions": "- 계획을 세움\n  · 예산 반영",
        "plan": "- 점검",
        "planned_until": date(2026, 12, 31),
    }
    rows = [
        assign(make_demand(audit, 1), department, Status.NOT_REPORTED, due=date(2026, 12, 31)),
        assign(make_demand(audit, 2), department, **written),
        assign(make_demand(audit, 3), department, Status.UNDER_REVIEW, point="1-2"),
    ]
    return [Assignment.objects.get(pk=row.pk) for row in rows]


@pytest.fixture
def paper(items: list[Assignment], by: Viewer) -> Paper:
    """The sheet."""
    return Paper(form.written(form.form(Wanted(), by), by))
