"""A sender killed with -9 while a mail is under way: one mail is uncertain, none is lost, none goes twice unmarked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from audits.models import Department, Role
from config.embedded.places import APP
from notifications import bundles, delivery, planner, tasks
from notifications.models import Notification, OccasionKind, State
from tests.config.running import MANAGE, ROOT, wait_until
from tests.conftest import Enrol
from tests.environment import places_of_this_run
from tests.notifications.conftest import Late, Tell
from tests.notifications.sink import HANG, Sink

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 4


@pytest.fixture(autouse=True)
def _week(late: Late, enrol: Enrol, department: Department) -> None:
    late(1000)
    for _ in range(PEOPLE):
        enrol(Role.OFFICER, department=department)


@pytest.fixture
def environment(relay: Sink) -> dict[str, str]:
    """What a process of its own needs to work on this test's database and relay."""
    return os.environ | {
        "DATABASE_ROLE": "",
        "DATABASE_URL": places_of_this_run().database_url(APP, str(connection.settings_dict["NAME"])),
        "EMAIL_URL": f"smtp://127.0.0.1:{relay.port}",
        "SEND_AT_ANY_HOUR": "1",
    }


@pytest.fixture
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker on the queue for mail."""
    options = ["--queues", "mail", "--concurrency", "1", "--without-mingle", "--without-gossip"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "config", "worker", *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.wait()


def _all_is_told_once(relay: Sink) -> None:
    """After the lease of the killed one: one uncertain, the others sent, none accepted twice."""
    relay.answers.clear()
    relay.released.set()
    delivery.sweep(timezone.now() + delivery.LEASE)
    delivery.deliver_waiting(timezone.localdate())
    assert Notification.objects.by_state() == {State.UNCERTAIN: 1, State.SENT: PEOPLE - 1}
    assert set(relay.times().values()) == {1}
    assert len(relay.accepted) == PEOPLE


def test_a_command_killed_before_the_answer_was_kept(relay: Sink, environment: dict[str, str]) -> None:
    relay.answers["end"] = HANG
    sender = subprocess.Popen([*MANAGE, "send_digest"], env=environment, stdout=subprocess.DEVNULL)
    assert relay.waiting.wait(30)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    assert Notification.objects.by_state() == {State.LEASED: 1, State.PLANNED: PEOPLE - 1}
    _all_is_told_once(relay)


def test_a_worker_whose_child_is_killed_goes_on_with_the_others(
    relay: Sink, worker: subprocess.Popen[bytes]
) -> None:
    relay.answers["end"] = HANG
    planner.plan(timezone.localdate(), timezone.now())
    tasks.ring()
    assert relay.waiting.wait(40)
    relay.answers.clear()
    (child,) = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)
    assert wait_until(lambda: Notification.objects.filter(state=State.SENT).count() == PEOPLE - 1, 40)
    _all_is_told_once(relay)


def test_a_deadline_notice_whose_sender_is_killed_is_repeated_once_and_marked(
    relay: Sink, environment: dict[str, str], tell: Tell, enrol: Enrol, department: Department
) -> None:
    today = timezone.localdate()
    officer = enrol(Role.OFFICER, department=department)
    occasion = tell(OccasionKind.DUE_TODAY, officer, due=today, on=today)
    bundles.bundle(timezone.now())
    Notification.objects.update(next_attempt_at=timezone.now())
    relay.answers["end"] = HANG
    look = "from notifications import delivery; delivery.deliver()"
    sender = subprocess.Popen([*MANAGE, "shell", "--command", look], env=environment)
    assert relay.waiting.wait(30)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    relay.answers.clear()
    relay.released.set()
    for _ in range(2):
        delivery.sweep(timezone.now() + delivery.LEASE)
        Notification.objects.waiting().update(next_attempt_at=timezone.now())
        subprocess.run([*MANAGE, "shell", "--command", look], env=environment, check=True)
    assert Notification.objects.by_state() == {State.UNCERTAIN: 1, State.SENT: 1}
    occasion.refresh_from_db()
    assert occasion.notification == Notification.objects.get(state=State.SENT)
    subjects = [mail["Subject"].strip() for mail in relay.accepted]
    assert len(subjects) == 2
    assert [subject.startswith("[재발송] ") for subject in subjects] == [False, True]
