"""The bell: every five minutes somebody looks, and a bell that nobody heard is rung again."""

from __future__ import annotations

import os
import subprocess

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from audits.models import User
from config.celery import app
from config.embedded.places import APP
from config.liveness import connect
from notifications import planner, tasks
from notifications.models import Notification, State
from tests.config.running import MANAGE
from tests.environment import places_of_this_run
from tests.notifications.conftest import Late


@pytest.fixture
def planned(late: Late, officer: User, settings: Settings) -> None:
    """One mail of this week waits, and may leave whenever the test runs."""
    settings.SEND_AT_ANY_HOUR = True
    late(1000)
    planner.plan(timezone.localdate(), timezone.now())


def _bells() -> int:
    return int(connect().llen("mail"))


def test_beat_looks_every_five_minutes_on_the_queue_for_mail() -> None:
    entry = app.conf.beat_schedule["mail"]
    assert entry["task"] == tasks.tick.name
    assert entry["schedule"].minute == set(range(0, 60, 5))
    assert app.amqp.router.route({}, tasks.tick.name)["queue"].name == "mail"


@pytest.mark.django_db
def test_a_tick_queues_what_waits_and_rings(planned: None) -> None:
    tasks.tick()
    assert Notification.objects.get().state == State.QUEUED
    assert _bells() == 1


@pytest.mark.django_db
def test_a_lost_bell_is_rung_again_by_the_next_tick(planned: None) -> None:
    tasks.tick()
    connect().flushdb()
    tasks.tick()
    assert _bells() == 1


@pytest.mark.django_db
def test_nothing_is_rung_where_nothing_waits(officer: User) -> None:
    tasks.tick()
    assert _bells() == 0


@pytest.mark.django_db
def test_the_bell_sends_what_waits(planned: None) -> None:
    tasks.deliver()
    assert Notification.objects.get().state == State.SENT


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_tick_goes_on_and_what_waits_is_kept(planned: None) -> None:
    environment = os.environ | {
        "DATABASE_ROLE": "",
        "SEND_AT_ANY_HOUR": "1",
        "DATABASE_URL": places_of_this_run().database_url(APP, str(connection.settings_dict["NAME"])),
        "REDIS_URL": "unix:///nowhere/redis.sock",
    }
    command = [*MANAGE, "shell", "--command", "from notifications.tasks import tick; tick()"]
    ticked = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert "was not heard" in ticked.stderr
    assert Notification.objects.get().state == State.QUEUED
