"""Who is let in to the ledger, and the demo's letter box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage, send_mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from audits.models import Department, Role, User
from notifications import delivery, planner
from notifications.models import Notification, OutboxMail
from tests.conftest import Enrol
from tests.notifications.conftest import MONDAY, Late

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.notifications.urls")]

SignIn = Callable[[User], Client]
LEDGER = "/notifications/"
OUTBOX = "/outbox/"


@pytest.fixture
def _demo_mail(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "notifications.outbox.Backend"


@pytest.fixture
def sent(late: Late, officer: User, _demo_mail: None) -> Notification:
    """The officer's digest, sent."""
    late()
    planner.plan(MONDAY, timezone.now())
    delivery.deliver_waiting(MONDAY)
    return Notification.objects.get(recipient=officer)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
def test_nobody_else_reads_the_ledger(
    role: Role, sent: Notification, enrol: Enrol, department: Department, committee: object, sign_in: SignIn
) -> None:
    place: dict[str, object] = {}
    if role in {Role.OFFICER, Role.HEAD}:
        place = {"department": department}
    if role == Role.CLERK:
        place = {"committee": committee}
    client = sign_in(enrol(role, **place))
    assert client.get(LEDGER).status_code == 403
    assert client.get(f"{LEDGER}{sent.pk}/").status_code == 403
    assert client.get(OUTBOX).status_code == 200


def test_nobody_reads_either_without_signing_in(client: Client) -> None:
    assert client.get(LEDGER).status_code == client.get(OUTBOX).status_code == 302


def test_the_ledger_takes_no_change(secretariat: User, sent: Notification, sign_in: SignIn) -> None:
    client = sign_in(secretariat)
    assert client.post(LEDGER).status_code == client.post(f"{LEDGER}{sent.pk}/").status_code == 405


def test_the_demos_mail_is_kept_as_it_would_have_left(sent: Notification, officer: User) -> None:
    mail = OutboxMail.objects.get()
    assert (mail.to, mail.message_id, mail.subject) == (officer.email, sent.message_id, sent.subject)
    assert "처리기한이 지난 소관 1건" in mail.text
    assert mail.html.startswith("<!doctype html>")


@pytest.mark.usefixtures("_demo_mail")
def test_any_mail_of_the_demo_comes_to_the_outbox() -> None:
    assert send_mail("비밀번호", "다시 정하기", None, ["who@demo.example"]) == 1
    assert EmailMessage("아무에게도", "").send() == 0
    assert [(mail.subject, mail.html) for mail in OutboxMail.objects.all()] == [("비밀번호", "")]


def test_the_outbox_shows_a_mail_as_text_and_as_it_looks(
    sent: Notification, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    (mail,) = client.get(OUTBOX).context["mails"]
    assert "기한 경과 3일" in client.get(f"{OUTBOX}{mail.pk}/").content.decode()
    page = client.get(f"{OUTBOX}{mail.pk}/html/")
    assert page.content.decode() == mail.html
    assert page["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_outside_the_demo_there_is_no_outbox(
    sent: Notification, secretariat: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.DEMO = False
    client = sign_in(secretariat)
    pk = OutboxMail.objects.get(to=sent.address).pk
    for path in (OUTBOX, f"{OUTBOX}{pk}/", f"{OUTBOX}{pk}/html/"):
        assert client.get(path).status_code == 404
