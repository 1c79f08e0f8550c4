"""What a reminder says: worst first, 중점관리 before others, fifty items and then counts, and a link to the form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from audits.models import Demand, Department, Role, User
from notifications import bundles
from notifications.models import Notification, Occasion, OccasionKind, Preference
from notifications.reminders import Reminder, compose
from notifications.reminders.links import LEADS, item_url, page_url
from tests.notifications.conftest import MONDAY, Tell, at
from tracker.models import ExtensionRequest

pytestmark = pytest.mark.django_db


def _told(to: User) -> Reminder:
    """What the mail of Monday tells one person."""
    bundles.bundle(at(MONDAY, 9))
    row = Notification.objects.get(recipient=to)
    return compose.reminders({row: list(row.occasions.in_order())}, MONDAY)[row.pk]


def test_the_worst_comes_first_and_priority_before_days_late(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer, due=MONDAY + timedelta(days=3))
    mild, worst, marked = (
        tell(OccasionKind.OVERDUE, officer, due=MONDAY - timedelta(days=days)) for days in (1, 9, 2)
    )
    Demand.objects.filter(pk=marked.assignment.demand_id).update(is_priority=True)
    told = _told(officer)
    assert [group.kind for group in told.groups] == [OccasionKind.OVERDUE, OccasionKind.DUE_SOON]
    late = [(item.url, item.late) for item in told.groups[0].items]
    wanted = [(marked, 2), (worst, 9), (mild, 1)]
    assert late == [(item_url(OccasionKind.OVERDUE, o.assignment_id, 0), days) for o, days in wanted]
    assert told.groups[1].items[0].late == -3


def test_fifty_are_listed_over_all_groups_and_all_are_counted(tell: Tell, officer: User) -> None:
    first = tell(OccasionKind.RETURNED, officer)
    for _ in range(59):
        tell(OccasionKind.URGED, officer)
    tell(OccasionKind.DUE_SOON, officer, due=MONDAY + timedelta(days=3))
    told = _told(officer)
    assert [(group.kind, len(group.items), group.count) for group in told.groups] == [
        (OccasionKind.RETURNED, 1, 1),
        (OccasionKind.URGED, 49, 59),
        (OccasionKind.DUE_SOON, 0, 1),
    ]
    assert told.count == 61
    assert told.groups[0].items[0].url.endswith(f"/assignments/{first.assignment_id}/report/")


def test_what_came_up_twice_for_one_assignment_is_one_line(tell: Tell, officer: User) -> None:
    first = tell(OccasionKind.URGED, officer)
    first.pk, first.period = None, "2"
    first.save(force_insert=True)
    assert _told(officer).count == 1


def test_a_line_says_what_it_is_about_and_no_more_than_one_line_of_it(tell: Tell, officer: User) -> None:
    tell(OccasionKind.OVERDUE, officer, due=MONDAY - timedelta(days=1), text="가나\n" * 150)
    item = _told(officer).groups[0].items[0]
    assert (item.department, item.status, item.audit) == ("정보정책과", "추진 중", "2025년도 감사")
    assert (item.due, item.late) == (MONDAY - timedelta(days=1), 1)
    assert len(item.text) <= 90
    assert "\n" not in item.text


def test_the_note_of_a_request_is_the_day_it_asks_for(
    tell: Tell, officer: User, clerk: User, department: Department
) -> None:
    occasion = tell(OccasionKind.EXTENSION_ASKED, clerk)
    ExtensionRequest.objects.create(
        assignment=occasion.assignment,
        department=department,
        wanted=date(2026, 12, 20),
        due_then=MONDAY,
        reason="비밀스러운 사유",
        by=officer,
        on=MONDAY,
    )
    told = _told(clerk)
    item = told.groups[0].items[0]
    assert item.note == "희망 기한: 2026. 12. 20."
    assert item.url.endswith("/acts/grant-extension/")
    assert "사유" not in repr(told)


def test_a_reader_is_told_in_their_language_and_whose_place_they_take(tell: Tell, head: User) -> None:
    Preference.objects.create(user=head, language="en")
    tell(
        OccasionKind.OVERDUE,
        head,
        due=MONDAY - timedelta(days=1),
        instead_of=Role.OFFICER,
        seat="정보정책과 부서장",
    )
    told = _told(head)
    assert told.to.language == "en"
    assert told.groups[0].items[0].status == "In progress"
    assert told.instead not in {"", "담당자"}
    assert told.to.seat == "정보정책과 Head of department"


def test_a_seat_that_somebody_lost_is_said_as_it_was_planned(tell: Tell, officer: User) -> None:
    Preference.objects.create(user=officer, language="en")
    tell(OccasionKind.URGED, officer, seat="정보정책과 담당자 · 총무과 부서장")
    assert _told(officer).to.seat == "정보정책과 Officer · 총무과 부서장"


def test_who_holds_no_seat_any_more_has_no_reminder(tell: Tell, officer: User) -> None:
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    row = Notification.objects.get()
    officer.memberships.update(end_on=MONDAY)
    assert compose.reminders({row: list(row.occasions.in_order())}, MONDAY) == {}


@pytest.mark.parametrize("kind", OccasionKind)
def test_each_kind_leads_to_a_page_that_is_there(kind: OccasionKind) -> None:
    assert set(LEADS) == set(OccasionKind)
    for url in (item_url(kind, 7, 8), page_url(kind)):
        assert resolve("/" + url.split("/", 3)[3].partition("?")[0])


@pytest.mark.parametrize("many", [1, 30])
def test_it_takes_the_same_statements_for_many(tell: Tell, officer: User, many: int) -> None:
    for kind in OccasionKind:
        for _ in range(many):
            tell(kind, officer, event=1)
    bundles.bundle(at(MONDAY, 9))
    row = Notification.objects.get()
    occasions = list(Occasion.objects.in_order())
    with CaptureQueriesContext(connection) as asked:
        compose.reminders({row: occasions}, MONDAY)
    assert len(asked) <= 12
