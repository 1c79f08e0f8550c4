"""Rule 11: each digest is created once, never lost, never blindly sent again; the secretariat sees every one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from audits.models import User
from notifications import delivery, planner
from notifications.models import Notification, OutboxMail, State
from tests.rules.conftest import Enter
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.fixture
def planned(owed: Assignment, officer: User, settings: Settings) -> Notification:
    """The officer's digest of a week in which something is late; mail stays in the house."""
    settings.EMAIL_BACKEND = "notifications.outbox.Backend"
    late = MONDAY - timedelta(days=3)
    Assignment.objects.filter(pk=owed.pk).update(due_date=late, original_due_date=late)
    planner.plan(MONDAY, timezone.now())
    return Notification.objects.get()


def test_asked_again_a_week_is_planned_and_sent_once(planned: Notification) -> None:
    assert planner.plan(MONDAY, timezone.now()) == 0
    assert [delivery.deliver_waiting(MONDAY) for _ in range(2)] == [{State.SENT: 1}, {}]
    assert OutboxMail.objects.count() == 1


def test_a_mail_whose_end_nobody_saw_is_not_sent_again_by_itself(planned: Notification) -> None:
    now = timezone.now()
    begun = {"state": State.LEASED, "leased_until": now - timedelta(minutes=1), "attempts": 1}
    Notification.objects.filter(pk=planned.pk).update(**begun)
    delivery.sweep(now)
    assert delivery.deliver_waiting(MONDAY) == {}
    assert Notification.objects.get().state == State.UNCERTAIN
    assert not OutboxMail.objects.exists()


def test_the_secretariat_sees_every_one_and_others_see_none(
    planned: Notification, secretariat: User, officer: User, enter: Enter
) -> None:
    page = enter(secretariat).get("/notifications/")
    assert planned.address in page.content.decode()
    assert enter(officer).get("/notifications/").status_code in {403, 404}
