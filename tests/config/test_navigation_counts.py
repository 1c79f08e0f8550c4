"""The counts of the navigation: what waits behind an entry, as the page behind it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits.access import viewer
from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from notifications.models import Kind, Notification, State
from tests.factories import assign, make_audit, make_demand, report
from tracker import reports
from tracker.models import Source
from tracker.reports.waiting import MOST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


def _counts(client: Client, path: str = "/demands/") -> Mapping[str, str]:
    nav = client.get(path).context["nav"]
    return {str(entry["label"]): entry["count"] for entry in nav if entry["count"]}


def _held(department: Department, many: int) -> None:
    audit = make_audit()
    for number in range(1, many + 1):
        assign(make_demand(audit, number), department, due=timezone.localdate() - timedelta(days=number))


def test_an_officer_reads_beside_the_entry_how_much_is_owed(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    _held(department, 3)
    browser = sign_in(officer)
    assert _counts(browser) == {"내 할 일": "3"}
    assert len(browser.get("/todo/").context["rows"]) == 3


def test_what_waits_for_the_council_is_counted_for_the_council_alone(
    department: Department, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    assign(make_demand(make_audit(), 1), department, Status.COMPLETED)
    assert _counts(sign_in(secretariat)) == {"이행 확인": "1"}
    assert _counts(sign_in(officer)) == {}


def test_a_mail_whose_fate_nobody_knows_is_an_alarm(secretariat: User, sign_in: SignIn) -> None:
    now = timezone.now()
    Notification.objects.create(
        kind=Kind.REMINDER,
        address="box@demo.example",
        seat="공용",
        period="2026-11-20",
        message_id="<1@demo.example>",
        planned_at=now,
        next_attempt_at=now,
        state=State.UNCERTAIN,
    )
    nav = sign_in(secretariat).get("/demands/").context["nav"]
    assert [(str(entry["label"]), entry["count"]) for entry in nav if entry["alarm"]] == [
        ("알림 발송 기록", "1")
    ]


def test_a_head_is_led_to_the_reports_once_one_waits(
    department: Department, head: User, officer: User, sign_in: SignIn
) -> None:
    row = assign(make_demand(make_audit(), 1), department)
    browser = sign_in(head)
    assert "부서장 확인" not in [str(entry["label"]) for entry in browser.get("/demands/").context["nav"]]
    report(
        row,
        Status.IN_PROGRESS,
        2,
        author=officer,
        source=Source.BROWSER,
        entered_by=officer,
        gate="head",
        filed_at=None,
    )
    assert _counts(browser) == {"내 할 일": "1", "부서장 확인": "1"}


def test_counting_ends_at_a_hundred_and_takes_one_statement(department: Department, officer: User) -> None:
    _held(department, MOST + 2)
    who = viewer(officer, timezone.localdate())
    with CaptureQueriesContext(connection) as asked:
        counted = reports.waiting_counts(who, {"work": reports.owed_by(who)})
    assert counted == {"work": MOST + 1}
    assert len(asked) == 1


def test_more_than_can_be_read_at_a_glance_is_said_as_more(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    _held(department, MOST + 2)
    assert _counts(sign_in(officer)) == {"내 할 일": "99+"}


def test_who_has_nothing_to_count_costs_no_statement(councillor: User) -> None:
    who = viewer(councillor, timezone.localdate())
    with CaptureQueriesContext(connection) as asked:
        assert reports.waiting_counts(who, {}) == {}
    assert len(asked) == 0
