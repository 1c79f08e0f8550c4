"""Who may be named as the receiver of a duty in a report of 이첩."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audits.access import Viewer
from audits.models import Department, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2026, 12, 31))


@pytest.fixture
def ours(officer: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(officer)


@pytest.mark.parametrize("words", ["통신과", " 통 신 과 ", "정보정책"])
def test_a_duty_moves_to_a_department_inside_by_handover_and_not_by_a_report(
    words: str, held: Assignment, neighbour: Department, ours: Viewer
) -> None:
    inside = Words(status="transferred", receiver=words, actions_taken="- 넘김")
    with pytest.raises(ValidationError, match="소관 변경") as refused:
        report_progress(held.pk, inside, version=1, by=ours)
    assert refused.value.error_dict["receiver"][0].code == "receiver_inside"


def test_a_body_outside_may_take_a_duty_over(held: Assignment, neighbour: Department, ours: Viewer) -> None:
    outside = Words(status="transferred", receiver="국토교통부 통신과", actions_taken="- 넘김")
    report_progress(held.pk, outside, version=1, by=ours)
    held.refresh_from_db()
    assert held.stage == Stage.CLAIMED
