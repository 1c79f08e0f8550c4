"""The demo's first mails: whenever it is opened, its ledger has something to show."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from pytest_django import Settings

from notifications.ladder import DEFAULTS
from notifications.models import Kind, Notification, Occasion, OccasionKind, State
from notifications.occasions.table import ROUNDS
from tests.notifications.conftest import MONDAY, Clock, at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hour", [10, 22])
@pytest.mark.parametrize("day", [MONDAY, MONDAY + timedelta(days=2), MONDAY - timedelta(days=1)])
def test_the_demo_opens_with_mails_whenever_it_is_opened(
    day: date, hour: int, settings: Settings, clock: Clock, mailoutbox: list[EmailMessage]
) -> None:
    clock(at(day, hour))
    settings.DEMO, settings.SEND_AT_ANY_HOUR = True, True
    settings.DEMO_PASSWORD = "for-the-demo-only"
    call_command("seed", stdout=io.StringIO())
    sent = Notification.objects.filter(state=State.SENT)
    assert len(mailoutbox) == sent.count()
    assert sent.filter(kind=Kind.WEEKLY_DIGEST).count() == 7
    reminders = sent.filter(kind=Kind.REMINDER)
    assert sorted(reminders.values_list("address", flat=True)) == [
        "officer2@demo.example",
        "officer@demo.example",
    ]
    assert set(Occasion.objects.filter(notification__in=reminders).values_list("kind", flat=True)) == {
        OccasionKind.URGED
    }
    assert Occasion.objects.planned().filter(kind=OccasionKind.EXTENSION_ASKED).exists()


def test_on_a_working_day_every_rung_of_the_ladder_occurs_in_the_demo(
    settings: Settings, clock: Clock
) -> None:
    clock(at(MONDAY, 10))
    settings.DEMO, settings.DEMO_PASSWORD = True, "for-the-demo-only"
    call_command("seed", stdout=io.StringIO())
    told = set(Occasion.objects.values_list("kind", flat=True))
    assert told >= {kind for kind, default in DEFAULTS.items() if default.is_on and kind not in ROUNDS}
