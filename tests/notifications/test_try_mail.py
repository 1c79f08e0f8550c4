"""시험 메일: what the relay said is told in words, with what to do, and that one was sent is on record."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import SettingsWrapper as Settings

from audits.access import Viewer
from audits.models import Event, Office, User
from notifications import identity
from notifications.actions.try_mail import Result, try_mail
from tests.notifications.sink import HANG, Sink

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _first_call() -> None:
    cache.clear()


@pytest.fixture
def admin(administrator: User, as_viewer: AsViewer) -> Viewer:
    """The administrator today."""
    return as_viewer(administrator)


def test_a_mail_that_the_relay_takes_goes_to_oneself_and_is_on_record(admin: Viewer, relay: Sink) -> None:
    assert try_mail(by=admin).result == Result.ACCEPTED
    (mail,) = relay.accepted
    assert (mail["To"], mail["Subject"]) == (admin.user.email, "[행정사무감사] 시험 메일")
    assert "시험 메일이 도착하였습니다" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert Office.current().mail_accepted_at
    event = Event.objects.get()
    assert (event.kind, event.actor_id) == ("mail_tried", admin.user.pk)
    assert json.loads(event.text)["facts"] == {"result": "accepted"}


@pytest.mark.parametrize("step", ["mail", "rcpt", "end"])
def test_a_relay_that_refuses_is_quoted(step: str, admin: Viewer, relay: Sink) -> None:
    relay.answers[step] = "550 5.7.1 relaying denied"
    tried = try_mail(by=admin)
    assert (tried.result, tried.answer) == (Result.REFUSED, "550 5.7.1 relaying denied")
    assert Office.current().mail_accepted_at is None


def test_a_relay_that_refuses_at_the_door_is_quoted_as_it_spoke(admin: Viewer, relay: Sink) -> None:
    relay.answers["connect"] = "554 5.7.1 no service for you"
    tried = try_mail(by=admin)
    assert (tried.result, tried.answer) == (Result.REFUSED, "554 5.7.1 no service for you")


def test_a_relay_that_does_not_answer_in_time_is_told_from_one_that_is_not_there(
    admin: Viewer, relay: Sink, settings: Settings
) -> None:
    relay.answers["connect"] = HANG
    assert try_mail(by=admin).result == Result.TIMED_OUT
    settings.EMAIL_PORT = 1
    assert try_mail(by=admin).result == Result.UNREACHABLE
    assert Event.objects.filter(kind="mail_tried").count() == 2


def test_a_restored_database_sends_nothing(
    admin: Viewer, relay: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "held", lambda: True)
    assert try_mail(by=admin).result == Result.HELD
    assert not relay.accepted


def test_a_fourth_in_a_minute_is_refused(admin: Viewer, relay: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.actions.try_mail.time.time", lambda: 1_000_000.0)
    for _time in range(3):
        try_mail(by=admin)
    with pytest.raises(ValidationError, match="초 뒤에"):
        try_mail(by=admin)
    assert len(relay.accepted) == 3


def test_nobody_else_tries_mail(secretariat: User, as_viewer: AsViewer, relay: Sink) -> None:
    with pytest.raises(PermissionDenied):
        try_mail(by=as_viewer(secretariat))
    assert not relay.accepted


def test_the_page_says_the_settings_without_secrets_and_once_what_became_of_it(
    administrator: User, sign_in: SignIn, relay: Sink, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "mailer-account", "a-secret-word"
    browser = sign_in(administrator)
    page = browser.get(reverse("setup_mail")).content.decode()
    assert str(relay.port) in page
    assert "쓰지 않습니다." in page  # no TLS
    assert "mailer-account" not in page
    assert "a-secret-word" not in page
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    relay.answers["rcpt"] = "550 relaying denied"
    page = browser.post(reverse("setup_mail"), follow=True).content.decode()
    assert "메일 서버가 받지 않았습니다" in page
    assert "550 relaying denied" in page
    assert "550 relaying denied" not in browser.get(reverse("setup_mail")).content.decode()
