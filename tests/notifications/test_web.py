"""The ledger for the secretariat, and the demo's letter box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from audits.models import Department, Role, User
from notifications import delivery, planner
from notifications.models import Notification, OutboxMail, Reason, State
from notifications.web import ledger
from tests.conftest import Enrol
from tests.notifications.conftest import MONDAY, WEEK, Late

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


def _make(state: State, address: str) -> Notification:
    now = timezone.now()
    moments = {"next_attempt_at": now, "leased_until": now, "sent_at": now if state == State.SENT else None}
    return Notification.objects.create(
        kind="weekly_digest",
        address=address,
        seat="공용",
        period=WEEK,
        message_id=f"<{address}>",
        planned_at=now,
        state=state,
        reason=Reason.CLOSED if state == State.SKIPPED else "",
        **moments,
    )


def test_the_secretariat_reads_what_became_of_each_mail(
    sent: Notification, secretariat: User, sign_in: SignIn
) -> None:
    (row,) = sign_in(secretariat).get(LEDGER).context["rows"]
    assert (row["state_label"], row["seat"], row["overdue"]) == ("발송 완료", "정보정책과 담당자", 1)


def test_a_mail_has_a_page_with_its_attempts_and_its_proof(
    sent: Notification, secretariat: User, sign_in: SignIn
) -> None:
    page = sign_in(secretariat).get(f"{LEDGER}{sent.pk}/")
    text = page.content.decode()
    assert [attempt["state_label"] for attempt in page.context["attempts"]] == ["발송 완료"]
    assert sent.anchor in text
    assert sent.message_id.strip("<>") in text


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


def test_the_ledger_is_filtered_by_state(secretariat: User, sign_in: SignIn) -> None:
    for state in State:
        _make(state, f"{state}@demo.example")
    client = sign_in(secretariat)
    found = [row["state_label"] for row in client.get(LEDGER, {"state": "dead"}).context["rows"]]
    assert found == ["발송 중단"]
    page = client.get(LEDGER, {"state": "attention"})
    assert {row["address"] for row in page.context["rows"]} == {
        "uncertain@demo.example",
        "failed@demo.example",
        "dead@demo.example",
    }
    assert page.context["attention"] == 3
    assert len(client.get(LEDGER, {"state": "nonsense"}).context["rows"]) == len(State)


def test_every_state_says_why(secretariat: User, sign_in: SignIn) -> None:
    for state in State:
        _make(state, f"{state}@demo.example")
    rows = {row["address"]: row for row in sign_in(secretariat).get(LEDGER).context["rows"]}
    assert rows["skipped@demo.example"]["why"] == "종결됨"
    assert "받았는지 알 수 없습니다" in rows["uncertain@demo.example"]["why"]
    assert rows["failed@demo.example"]["next_attempt_at"]


def test_the_ledger_goes_on_page_by_page(secretariat: User, sign_in: SignIn) -> None:
    for number in range(ledger.PAGE + 1):
        _make(State.SENT, f"{number}@demo.example")
    client = sign_in(secretariat)
    first = client.get(LEDGER).context
    second = client.get(LEDGER + first["next_url"]).context
    assert (first["shown"], second["shown"], second["next_url"]) == (ledger.PAGE, 1, "")
    assert second["rows"][0]["address"] == "0@demo.example"


def test_a_full_page_takes_as_many_statements_as_one_line(
    secretariat: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(secretariat)
    _make(State.SENT, "first@demo.example")
    client.get(LEDGER)
    with CaptureQueriesContext(connection) as one_line:
        client.get(LEDGER)
    for number in range(ledger.PAGE):
        _make(State.SENT, f"{number}@demo.example")
    with django_assert_num_queries(len(one_line)):
        client.get(LEDGER)


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
