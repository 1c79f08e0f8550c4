"""Worker, beat and web as processes of their own: whoever is left alive tells of the one that was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from django.db import connection

from audits.models import Event, User
from config.embedded.places import APP
from notifications import watch
from notifications.models import Kind, Notification, Part, Sign, State
from tests.config.running import ROOT, free_port, wait_until
from tests.environment import places_of_this_run
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

# Minutes would make a test of an hour: here a sign is left each half second, and four seconds are a silence.
HASTY = """
import sys
from datetime import timedelta
import django
django.setup()
from notifications import watch
watch.EVERY_SECONDS = 0.5
watch.SILENT_AFTER = timedelta(seconds=4)
watch.TOLD_ALONG = dict.fromkeys(watch.TOLD_ALONG, timedelta(seconds=3))
from config import liveness
liveness.PULSE_SECONDS = 0.5
"""
CELERY = HASTY + "from celery.__main__ import main; sys.argv[0] = 'celery'; main()"
WEB = HASTY + "from django.core.management import execute_from_command_line as do; do(sys.argv)"
WORKER = (
    "--app",
    "config",
    "worker",
    "--queues",
    "mail",
    "--concurrency",
    "1",
    "--without-mingle",
    "--without-gossip",
)
BEAT = ("--app", "config", "beat", "--max-interval", "1")

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(relay: Sink, administrator: User) -> Iterator[Start]:
    """Starts a process of the installation on this test's database and relay; all end after the test."""
    environment = os.environ | {
        "DATABASE_ROLE": "",
        "DATABASE_URL": places_of_this_run().database_url(APP, str(connection.settings_dict["NAME"])),
        "EMAIL_URL": f"smtp://127.0.0.1:{relay.port}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    started = []

    def run(program: str, *words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *words],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def _shows_life(part: Part) -> bool:
    return Sign.objects.filter(part=part).exists()


def _alarms(relay: Sink) -> list[EmailMessage]:
    return [mail for mail in relay.accepted if "알림 발송 기능 중단" in mail["Subject"]]


def _noticed_by(who: str) -> bool:
    entries = Event.objects.filter(kind="silence_noticed").values_list("text", flat=True)
    return any(f'"noticed_by":"{who}"' in text for text in entries)


def _words(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()  # type: ignore[union-attr, no-any-return]


def _stays_at(relay: Sink, count: int) -> bool:
    """Whether no further alarm comes while everybody would have looked several times."""
    end = time.monotonic() + 6
    while time.monotonic() < end:
        watch.leave(Part.PLANNER)
        time.sleep(0.2)
    return len(_alarms(relay)) == count


def _until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true while the planner goes on to show life."""

    def look() -> bool:
        watch.leave(Part.PLANNER)
        return condition()

    return wait_until(look, 60)


def test_beat_tells_of_a_worker_that_was_killed_once_and_again_after_it_recovered(
    start: Start, relay: Sink
) -> None:
    start(CELERY, *BEAT)
    worker = start(CELERY, *WORKER)
    assert _until(lambda: _shows_life(Part.WORKER) and _shows_life(Part.BEAT))
    relay.accepted.clear()
    worker.kill()
    assert _until(lambda: bool(_alarms(relay)))
    assert _noticed_by("beat")
    assert "발송 작업" in _words(_alarms(relay)[0])
    assert "예약 실행" not in _words(_alarms(relay)[0]).partition("알아차린 곳")[0]
    assert _stays_at(relay, 1)
    last = Sign.objects.get(part=Part.WORKER).at
    worker = start(CELERY, *WORKER)
    assert _until(lambda: Sign.objects.get(part=Part.WORKER).at > last)
    worker.kill()
    assert _until(lambda: len(_alarms(relay)) == 2)
    assert _stays_at(relay, 2)


def test_the_worker_tells_of_beat_that_was_killed(start: Start, relay: Sink) -> None:
    beat = start(CELERY, *BEAT)
    start(CELERY, *WORKER)
    assert _until(lambda: _shows_life(Part.WORKER) and _shows_life(Part.BEAT))
    relay.accepted.clear()
    beat.kill()
    assert _until(lambda: bool(_alarms(relay)))
    assert _noticed_by("worker")
    assert "예약 실행" in _words(_alarms(relay)[0])
    assert _stays_at(relay, 1)


def test_where_both_are_dead_whoever_is_asked_for_healthz_tells(start: Start, relay: Sink) -> None:
    port = free_port()
    start(WEB, "runserver", "--noreload", f"127.0.0.1:{port}")

    def ask() -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0

    assert wait_until(lambda: bool(ask()) and bool(_alarms(relay)), 90)
    assert ask() == 503
    assert _noticed_by("web")
    words = _words(_alarms(relay)[0])
    assert all(str(part.label) in words for part in Part)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        ask()
        time.sleep(0.2)
    assert len(_alarms(relay)) == 1
    assert Notification.objects.get(kind=Kind.SILENCE_ALARM).state == State.SENT
