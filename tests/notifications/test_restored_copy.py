"""A restored copy of the database plans everything and sends nothing, until somebody says that it is the real one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from audits.models import Event, User
from config.embedded.places import APP, OWNER
from notifications import bundles, delivery, identity, planner, tasks
from notifications.actions import enable_mail
from notifications.models import Kind, MailSwitch, Notification, OccasionKind, Reason, State
from tests.config.running import MANAGE
from tests.environment import places_of_this_run
from tests.notifications.conftest import MONDAY, Clock, Late, Tell, at
from tests.notifications.sink import Sink

COPY = "restored_copy"
LOOK = "from notifications.tasks import deliver, tick; tick(); deliver()"


@pytest.fixture
def copied(db: None, settings: Settings) -> None:
    """This database was enabled as another one than it is."""
    settings.SITE_URL = "https://before.example"
    enable_mail.begin(timezone.now())
    settings.SITE_URL = "https://husok.example"


def _enable(*options: str) -> str:
    out = StringIO()
    call_command("enable_mail", *options, stdout=out)
    return out.getvalue().strip()


@pytest.mark.django_db
def test_a_fresh_installation_sends_and_is_enabled_by_its_first_planner(late: Late, officer: User) -> None:
    assert not identity.held()
    tasks.tick()
    tasks.tick()
    assert MailSwitch.objects.get().identity == identity.current()
    assert Event.objects.filter(kind="mail_enabled").count() == 1
    assert not identity.held()


@pytest.mark.django_db
def test_another_address_or_database_is_another_installation(settings: Settings) -> None:
    here = identity.current()
    assert here == identity.current()
    settings.SITE_URL = "https://elsewhere.example"
    assert identity.current() != here


def test_a_copy_plans_and_queues_nothing_and_sends_nothing(
    copied: None, tell: Tell, late: Late, officer: User, relay: Sink, clock: Clock
) -> None:
    clock(at(MONDAY, 9))
    late()
    tell(OccasionKind.URGED, officer)
    tasks.tick()
    assert identity.held()
    assert Notification.objects.by_state() == {State.PLANNED: 1}
    assert delivery.deliver() == delivery.deliver_waiting(MONDAY) == {}
    assert not relay.accepted
    assert MailSwitch.objects.get().identity != identity.current(), "the planner enables no copy"


def test_once_it_is_enabled_a_person_gets_one_current_mail(
    copied: None, tell: Tell, late: Late, officer: User, relay: Sink, clock: Clock
) -> None:
    late(30)
    planner.plan(MONDAY - timedelta(days=7), at(MONDAY - timedelta(days=7)))
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY - timedelta(days=4), 9))
    assert Notification.objects.get().occasions.count() == 1, "it was to go along in last week's digest"
    tell(OccasionKind.URGED, officer)
    planner.plan(MONDAY, at(MONDAY))
    clock(at(MONDAY, 9))
    done = json.loads(_enable("--json"))
    assert done == {"waiting": 1, "superseded": 1, "already": False}
    skipped = Notification.objects.filter(state=State.SKIPPED)
    assert set(skipped.values_list("reason", flat=True)) == {Reason.SUPERSEDED}
    assert '"superseded":1' in Event.objects.filter(kind="mail_enabled").latest("number").text
    tasks.tick()
    assert delivery.deliver() == {State.SENT: 1}
    assert len(relay.accepted) == 1
    sent = Notification.objects.get(state=State.SENT)
    assert sent.kind == Kind.WEEKLY_DIGEST
    assert sent.occasions.filter(kind=OccasionKind.URGED).count() == 2


def test_what_it_says(copied: None, late: Late, officer: User, clock: Clock) -> None:
    clock(at(MONDAY, 9))
    late()
    planner.plan(MONDAY, at(MONDAY))
    said = _enable()
    assert said == (
        "이제 이 데이터베이스에서 알림을 보냅니다. 발송을 기다리는 알림 1통, 지난 알림이라 보내지 않는 것 0통."
    )
    assert _enable() == "이미 보내고 있습니다. 바뀐 것은 없습니다. 발송을 기다리는 알림 1통."
    assert json.loads(_enable("--json")) == {"waiting": 1, "superseded": 0, "already": True}
    assert Event.objects.filter(kind="mail_enabled").count() == 2


def test_an_alarm_of_an_earlier_day_still_waits(copied: None, clock: Clock, secretariat: User) -> None:
    row = Notification(
        kind=Kind.RECORD_ALARM,
        recipient=secretariat,
        address=secretariat.email,
        seat="의회사무처 담당",
        period="2026-11-20",
        message_id="<1@husok.example>",
        planned_at=at(MONDAY),
        next_attempt_at=at(MONDAY),
    )
    row.save()
    clock(at(MONDAY, 9))
    assert enable_mail.enable(at(MONDAY, 9)) == enable_mail.Enabled(waiting=1, superseded=0)


@pytest.fixture
def copy_of_this(transactional_db: None) -> Iterator[str]:
    """A way to make a real copy of this test's database, as its owner; gone after the test."""
    yield COPY
    with _as_owner() as owner:
        owner.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")


def _as_owner() -> psycopg.Connection[Any]:
    return psycopg.connect(places_of_this_run().database_url(OWNER, "postgres"), autocommit=True)


def _run(database: str, relay: Sink, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "DATABASE_ROLE": "",
        "DATABASE_URL": places_of_this_run().database_url(APP, database),
        "EMAIL_URL": f"smtp://127.0.0.1:{relay.port}",
        "SEND_AT_ANY_HOUR": "1",
    }
    return subprocess.run(
        [*MANAGE, *command], env=environment, capture_output=True, text=True, timeout=60, check=True
    )


def test_a_real_copy_sends_nothing_until_it_is_enabled(
    copy_of_this: str, late: Late, officer: User, relay: Sink
) -> None:
    late(1000)
    original = str(connection.settings_dict["NAME"])
    _run(original, relay, "shell", "--command", "from notifications.tasks import tick; tick()")
    planner.plan(timezone.localdate(), timezone.now())
    connection.close()
    with _as_owner() as owner:
        # The server of another test may hold a connection still; it takes a new one when it needs one.
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [original])
        owner.execute(f'CREATE DATABASE {copy_of_this} TEMPLATE "{original}"')
    _run(copy_of_this, relay, "shell", "--command", LOOK)
    _run(copy_of_this, relay, "send_digest")
    assert not relay.accepted
    done = json.loads(_run(copy_of_this, relay, "enable_mail", "--json").stdout)
    assert (done["waiting"], done["already"]) == (1, False)
    _run(copy_of_this, relay, "shell", "--command", LOOK)
    assert len(relay.accepted) == 1
    _run(original, relay, "shell", "--command", LOOK)
    assert len(relay.accepted) == 2, "the original goes on as before"
