"""Rule 14: lists go in 건제순; councillors read no doubt, and no official's name stands where anybody may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from audits.access import viewer
from audits.models import Audit, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_demand
from tests.lifecycle.scene import DONE
from tests.rules.conftest import Enter
from tracker.actions.report import report_progress
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

LATE = date(2020, 1, 1)


def test_departments_stand_in_their_order_whoever_is_late(
    audit: Audit, department: Department, neighbour: Department, secretariat: User, enter: Enter
) -> None:
    assign(make_demand(audit, 1), neighbour, due=LATE)
    assign(make_demand(audit, 2), department, due=date(2099, 12, 31))
    rows = enter(secretariat).get(f"/audits/{audit.pk}/").context["departments"]
    assert [row["label"] for row in rows if not row["is_total"]] == [department.name, neighbour.name]
    Department.objects.filter(pk=department.pk).update(rank=neighbour.rank + 1)
    rows = enter(secretariat).get(f"/audits/{audit.pk}/").context["departments"]
    assert [row["label"] for row in rows if not row["is_total"]] == [neighbour.name, department.name]


def test_a_councillor_is_told_no_doubt(
    owed: Assignment, officer: User, clerk: User, councillor: User, enter: Enter
) -> None:
    words = replace(DONE, plan="- 보완 공사 : 2099. 12월", planned_until=date(2099, 12, 31))
    by = viewer(officer, timezone.localdate())
    report_progress(owed.pk, words, version=owed.version, by=by)
    doubt = "완료로 보고했으나 이후 일정이 남아 있습니다"
    address = f"/demands/{owed.demand_id}/"
    assert doubt in enter(clerk).get(f"/verification/{owed.pk}/").content.decode()
    assert doubt not in enter(councillor).get(address).content.decode()
    assert enter(councillor).get(f"/verification/{owed.pk}/").status_code == 403


@pytest.mark.parametrize("path", ["/demands/", "/audits/", "/api/v1/assignments/", "/api/v1/audits/"])
def test_who_is_not_signed_in_reads_nothing(path: str, owed: Assignment, officer: User) -> None:
    answer = Client().get(path)
    assert answer.status_code in {302, 401}
    assert officer.name not in answer.content.decode()
    assert owed.reported_status == Status.IN_PROGRESS
