"""`manage.py send_digest`: what it answers is contract, what it does is planned and sent once."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audits.models import Department, User
from notifications.models import DigestPlan, Notification, OutboxMail, State
from tests.notifications.conftest import MONDAY, WEEK, Late

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mail(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "notifications.outbox.Backend"


def _said(*options: str) -> str:
    out = StringIO()
    call_command("send_digest", "--on", MONDAY.isoformat(), *options, stdout=out)
    return out.getvalue()


def _answer(*options: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_said("--json", *options))
    return answer


def test_the_answer_names_everybody_and_what_they_are_told_of(
    late: Late, neighbour: Department, officer: User, coordinator: User
) -> None:
    mild, theirs, worst = late(3), late(9, of=neighbour), late(30)
    answer = _answer("--dry-run")
    assert (answer["on"], answer["period"], answer["overdue"]) == (MONDAY.isoformat(), WEEK, 3)
    assert answer["recipients"] == [
        {
            "email": coordinator.email,
            "role": "coordinator",
            "department": None,
            "overdue": 3,
            "assignments": [worst.pk, mild.pk, theirs.pk],
        },
        {
            "email": officer.email,
            "role": "officer",
            "department": "정보정책과",
            "overdue": 2,
            "assignments": [worst.pk, mild.pk],
        },
    ]


def test_a_dry_run_stores_and_sends_nothing(late: Late, officer: User) -> None:
    late()
    assert "저장하거나 보내지 않았습니다" in _said("--dry-run")
    assert not DigestPlan.objects.exists()
    assert not Notification.objects.exists()
    assert not OutboxMail.objects.exists()


def test_a_run_plans_and_sends_and_a_second_one_answers_the_same_and_sends_nothing(
    late: Late, officer: User
) -> None:
    late()
    first, second = _answer(), _answer()
    assert (first["planned"], first["delivered"]) == (1, {"sent": 1})
    assert (second["planned"], second["delivered"]) == (0, {})
    assert first["recipients"] == second["recipients"]
    assert OutboxMail.objects.count() == 1
    assert Notification.objects.get().state == State.SENT


def test_another_day_of_the_same_week_makes_no_second_mail(late: Late, officer: User) -> None:
    late()
    _said()
    call_command("send_digest", "--on", (MONDAY + timedelta(days=3)).isoformat(), stdout=StringIO())
    assert OutboxMail.objects.count() == 1


def test_nothing_late_is_answered_with_nobody(officer: User) -> None:
    answer = _answer()
    assert (answer["overdue"], answer["recipients"], answer["planned"]) == (0, [], 0)


def test_in_words_it_counts_states(late: Late, officer: User) -> None:
    late()
    assert "발송 완료 1통" in _said()
    assert "새로 보낸 것은 없습니다" in _said()


def test_a_day_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(CommandError, match="날짜로 읽을 수 없습니다"):
        call_command("send_digest", "--on", "어제")
