"""What the clock does, and that it is on the beat table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from audits.models import Department, DepartmentKind, Succession, SuccessionKind
from audits.tasks import forget_ended_sessions
from config.celery import app
from tests.cluster import as_owner
from tests.factories import assign, make_audit, make_demand
from tracker.models import KeptAnswer
from tracker.tasks import KEPT_FOR, follow_successions, forget_kept_answers

pytestmark = pytest.mark.django_db


def test_every_task_of_the_beat_table_exists() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_open_work_follows_a_rename_on_the_morning_it_takes_effect(
    lists: None, department: Department
) -> None:
    today = timezone.localdate()
    successor = Department.objects.create(
        name="새 과", kind=DepartmentKind.DEPARTMENT, rank=11, valid_from=today
    )
    held = assign(make_demand(make_audit()), department)
    rename = Succession.objects.create(
        kind=SuccessionKind.RENAME,
        predecessor=department,
        successor=successor,
        effective_on=today + timedelta(days=1),
    )
    assert follow_successions() == 0
    with as_owner():
        Succession.objects.filter(pk=rename.pk).update(effective_on=today)
    assert follow_successions() == 1
    held.refresh_from_db()
    assert held.department == successor


def test_an_answer_is_forgotten_once_it_is_no_longer_given_again() -> None:
    for age in (KEPT_FOR + timedelta(hours=1), KEPT_FOR - timedelta(hours=1)):
        kept = KeptAnswer.objects.create(
            caller="t1", path="/", key=str(age), body_sha256="0" * 64, status=201
        )
        KeptAnswer.objects.filter(pk=kept.pk).update(created_at=timezone.now() - age)
    assert forget_kept_answers() == 1
    assert KeptAnswer.objects.count() == 1


def test_sessions_that_ended_are_removed() -> None:
    now = timezone.now()
    for name, ends in (("old", now - timedelta(hours=1)), ("new", now + timedelta(hours=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    forget_ended_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
