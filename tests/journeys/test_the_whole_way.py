"""The office's way through HTTP, mail and clock: from an adopted list to the digest of what is late."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from email.message import Message
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.actions.tokens import make_token
from audits.models import Audit, Department, Scope, User
from tests.notifications.sink import Sink
from tests.tracker.actions.test_import_demands import ADOPTED
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

EVIDENCE = [{"document_number": "정보정책과-77"}]


@pytest.fixture
def enter() -> Callable[[User], Client]:
    """A browser of one's own for each person."""

    def browser(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser


def _written(on: date) -> str:
    return f"{on.year}. {on.month}. {on.day}."


def _import(browser: Client, due: date) -> Audit:
    file = SimpleUploadedFile("채택.txt", ADOPTED.encode())
    asked = {"file": file, "year": "2025", "body": "정보국", "due_date": _written(due)}
    preview = browser.post(reverse("import_upload"), asked).headers["Location"]
    assert not Audit.objects.exists()
    browser.post(preview, browser.get(preview).context["form"].initial)
    return Audit.objects.get()


def _transmit(browser: Client, audit: Audit) -> None:
    letter = {"on": _written(timezone.localdate()), "number": "의사과-77"}
    browser.post(reverse("audit_transmit", args=[audit.pk]), letter | {"act": "transmit"})


def _distribute(browser: Client, audit: Audit, lead: Department) -> None:
    demands = audit.demands.order_by("number")
    asked: dict[str, Any] = {f"d{demand.pk}-take": "on" for demand in demands}
    shared = next(demand for demand in demands if demand.proposed.count() == 2)
    browser.post(reverse("distribution_proposed", args=[audit.pk]), asked | {f"d{shared.pk}-lead": lead.pk})


def _report_by_key(key: str, assignment: Assignment, body: dict[str, Any]) -> Any:
    return Client().post(
        f"/api/v1/assignments/{assignment.pk}/progress/",
        json.dumps(body),
        "application/json",
        headers={
            "Authorization": f"Bearer {key}",
            "If-Match": f'"a{assignment.pk}-v{assignment.version}"',
            "Idempotency-Key": f"report-{assignment.pk}",
        },
    )


def _totals(browser: Client, audit: Audit) -> dict[str, int]:
    total: dict[str, int] = browser.get(f"/api/v1/audits/{audit.pk}/summary/").json()["total"]
    return total


def _digest(on: date) -> dict[str, Any]:
    out = io.StringIO()
    call_command("send_digest", "--on", on.isoformat(), "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def _text(mail: Message) -> str:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def test_from_the_adopted_list_to_the_mail_that_names_what_is_late(
    secretariat: User,
    coordinator: User,
    officer: User,
    head: User,
    stranger: User,
    department: Department,
    neighbour: Department,
    enter: Callable[[User], Client],
    relay: Sink,
) -> None:
    today = timezone.localdate()
    due = today + timedelta(days=30)
    council = enter(secretariat)
    audit = _import(council, due)
    assert _totals(council, audit)["not_reported"] == 4

    _transmit(council, audit)
    _distribute(enter(coordinator), audit, lead=department)
    own = list(Assignment.objects.filter(department=department).order_by("demand__number"))
    assert [(a.demand.number, a.due_date) for a in own] == [(1, due), (2, due), (4, due)]

    enter(officer).post(reverse("work_receive"), {"pk": [a.pk for a in own]})
    assert set(Assignment.objects.filter(department=department).values_list("stage", flat=True)) == {
        "working"
    }

    _token, key = make_token(
        department,
        name="문서 체계",
        scopes=[Scope.READ, Scope.REPORT],
        responsible=head,
        expires_on=None,
        on=today,
        by=None,
    )
    done = {"status": "completed", "actions_taken": "- 옛 자료 30건을 걷어 냄", "evidence": EVIDENCE}
    own[0].refresh_from_db()
    answer = _report_by_key(key, own[0], done)
    assert (answer.status_code, answer.json()["stage"]) == (201, "claimed")
    foreign = Assignment.objects.get(department=neighbour, demand__number=3)
    assert _report_by_key(key, foreign, done).status_code == 404
    totals = _totals(council, audit)
    assert (totals["completed"], totals["not_reported"], totals["verified"]) == (1, 3, 0)

    monday = due + timedelta(days=7 - due.weekday())
    told = _digest(monday)
    late = sorted(Assignment.objects.exclude(pk=own[0].pk).values_list("pk", flat=True))
    by_address = {recipient["email"]: sorted(recipient["assignments"]) for recipient in told["recipients"]}
    mine = sorted(a.pk for a in own[1:])
    assert told["overdue"] == len(late)
    assert by_address == {
        secretariat.email: late,
        coordinator.email: late,
        officer.email: mine,
        head.email: mine,
        stranger.email: sorted(set(late) - set(mine)),
    }
    mails = {str(mail["To"]): _text(mail) for mail in relay.accepted}
    assert set(mails) == set(by_address)
    assert "통신망 점검을 해마다 할 것" in mails[officer.email]
    assert "누리집의 옛 자료를 걷어 내고" not in mails[officer.email]

    assert _digest(monday)["planned"] == 0
    assert len(relay.accepted) == len(by_address)
