"""Who is asked again finds why, where they go on; who waits sees for what; a way back leads back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import Viewer
from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import DONE, LETTER, SECRET, SUBMISSIONS, act_url, confirm, file, seen
from tracker.actions.hand_over import offer
from tracker.actions.reopen import reopen
from tracker.actions.request_extension import request_extension
from tracker.actions.send_back import send_back
from tracker.actions.verify import confirm as find_true
from tracker.actions.verify import return_claim
from tracker.actions.withdraw import withdraw, withdraw_demand
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]
WORK = "/todo/"
DUE = date(2099, 12, 31)
WHY = "시험 조사 결과를 붙여 주십시오"


@pytest.fixture
def owed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=DUE)


@pytest.fixture
def claimed(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, Status.COMPLETED, due=DUE)


def _said(browser: Client, address: str) -> str:
    page = browser.get(address)
    assert page.status_code == 200
    return str(page.content.decode())


def _demand(row: Assignment) -> str:
    return reverse("demand_detail", args=[row.demand_id])


def test_who_has_to_report_again_reads_why_in_the_list_of_work_and_on_the_form(
    claimed: Assignment, secretariat: User, officer: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    claim = claimed.updates.get()
    return_claim(
        claimed.pk, update_id=claim.pk, version=claimed.version, reason=WHY, by=as_viewer(secretariat)
    )
    browser = sign_in(officer)
    assert WHY in _said(browser, WORK)
    assert WHY in _said(browser, reverse("report_form", args=[claimed.pk]))


def test_after_a_reopening_its_reason_is_the_one_that_is_shown(
    claimed: Assignment, secretariat: User, officer: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    council = as_viewer(secretariat)
    find_true(claimed.pk, update_id=claimed.updates.get().pk, version=claimed.version, by=council)
    reopen(claimed.pk, version=None, reason=WHY, by=council)
    shown = sign_in(officer).get(reverse("report_form", args=[claimed.pk])).context["asked_again"]
    assert (shown.label, shown.words) == ("종결 취소", WHY)


@pytest.mark.usefixtures("one_gate")
def test_what_the_head_sent_back_says_why_in_the_list_of_work(
    owed: Assignment, officer: User, head: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    file(owed, officer)
    send_back(owed.pk, version=None, reason=WHY, by=as_viewer(head))
    assert WHY in _said(sign_in(officer), WORK)


def test_the_list_of_work_says_what_others_have_still_to_answer(
    owed: Assignment, neighbour: Department, officer: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    by = as_viewer(officer)
    request_extension(owed.pk, wanted=DUE + timedelta(days=30), reason="공사", by=by)
    offer(owed.pk, neighbour.pk, reason="업무 이관", by=by)
    (row,) = sign_in(officer).get(WORK).context["rows"]
    assert row["pending"] == ["기한 연장 요청 중", "소관 변경 요청 중"]


@pytest.mark.parametrize(("days", "late"), [(0, False), (60, True)])
def test_a_receipt_is_called_missing_only_once_it_is_late(
    owed: Assignment, officer: User, sign_in: SignIn, days: int, late: bool
) -> None:
    with as_owner():
        Assignment.objects.filter(pk=owed.pk).update(
            stage="assigned",
            reported_status="not_reported",
            received_on=None,
            assigned_on=timezone.localdate() - timedelta(days=days),
        )
    assert ("미접수" in _said(sign_in(officer), _demand(owed))) is late


@pytest.mark.usefixtures("one_gate")
def test_evidence_of_a_report_on_its_way_is_not_shown_as_that_of_the_report_before(
    owed: Assignment, officer: User, sign_in: SignIn
) -> None:
    file(owed, officer, DONE)
    (shown,) = sign_in(officer).get(_demand(owed)).context["assignments"]
    assert shown["evidence"] == []
    assert [piece["label"] for piece in shown["waiting"].evidence] == ["정보정책과-12"]


def test_a_demand_all_of_whose_assignments_are_withdrawn_is_found_among_those_nobody_has(
    owed: Assignment, secretariat: User, coordinator: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    withdraw(owed.pk, reason=WHY, version=None, by=as_viewer(secretariat))
    browser = sign_in(coordinator)
    (row,) = browser.get(reverse("demand_list"), {"stage": "undistributed"}).context["rows"]
    assert row["no_owner"]
    assert "소관 없음" in _said(browser, _demand(owed))


def test_a_withdrawn_demand_names_the_departments_that_had_it(
    owed: Assignment, secretariat: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    withdraw_demand(owed.demand_id, reason=WHY, by=as_viewer(secretariat))
    page = _said(sign_in(secretariat), _demand(owed))
    assert f"<del>{owed.department}</del>" in page
    assert "배부 전" not in page


def test_what_does_not_fit_any_more_is_said_on_the_page_with_a_way_back(
    owed: Assignment, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    browser.post(act_url(owed, "reminder"), seen(owed))
    page = browser.post(act_url(owed, "reminder"), seen(owed))
    assert page.status_code == 409
    assert page.context["form"].non_field_errors()
    assert f'href="{_demand(owed)}"' in page.content.decode()


@pytest.mark.usefixtures("two_gates")
def test_what_was_looked_at_before_the_submission_is_sent_where_it_is_submitted(
    owed: Assignment, officer: User, head: User, coordinator: User, sign_in: SignIn
) -> None:
    file(owed, officer)
    confirm(owed, head)
    owed.refresh_from_db()
    preview = sign_in(coordinator).post(
        SUBMISSIONS, LETTER | {"pk": [owed.pk], f"version-{owed.pk}": owed.version}
    )
    page = preview.content.decode()
    assert SECRET in page
    assert f'<form class="decide" method="post" action="{SUBMISSIONS}">' in page


def test_a_field_left_empty_says_what_to_do(owed: Assignment, coordinator: User, sign_in: SignIn) -> None:
    page = sign_in(coordinator).post(act_url(owed, "offer-handover"), seen(owed))
    assert page.context["form"].errors["reason"] == ["빠진 항목입니다. 적거나 골라 주십시오."]
