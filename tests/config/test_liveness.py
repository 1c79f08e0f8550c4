"""The signs of life are each left by the process they speak of: real ones, started here."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from config import liveness
from tests.config.running import ROOT, wait_until

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts Celery with the words given, on the servers of this run; ends it after the test."""
    started = []

    def celery(*words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "celery", "--app", "config", *words]
        environment = os.environ | {"DATABASE_ROLE": ""}
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield celery
    for process in started:
        process.kill()
        process.wait()


def test_a_worker_leaves_its_own_sign_and_not_beats(start: Start) -> None:
    start(
        "worker",
        "--concurrency",
        "1",
        "--queues",
        "default,mail,long",
        "--without-mingle",
        "--without-gossip",
    )
    assert wait_until(lambda: liveness.is_alive("worker"), 20)
    assert not liveness.is_alive("beat")


def test_beat_leaves_its_own_sign_and_not_the_workers(start: Start) -> None:
    start("beat")
    assert wait_until(lambda: liveness.is_alive("beat"), 20)
    assert not liveness.is_alive("worker")


def test_a_sign_is_left_again_and_again_before_it_ends(start: Start) -> None:
    start("beat")
    assert wait_until(lambda: liveness.is_alive("beat"), 20)
    liveness.connect().delete(liveness.BEAT)
    assert wait_until(lambda: liveness.is_alive("beat"), liveness.MISSED_AFTER_SECONDS / 2)


def test_a_stopped_process_leaves_no_sign(start: Start) -> None:
    beat = start("beat")
    assert wait_until(lambda: liveness.is_alive("beat"), 20)
    beat.send_signal(signal.SIGSTOP)
    liveness.connect().delete(liveness.BEAT)
    assert not wait_until(lambda: liveness.is_alive("beat"), liveness.PULSE_SECONDS + 1)


def test_without_redis_no_sign_is_left_and_nobody_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", "unix:///nowhere/redis.sock")
    liveness.leave_sign(liveness.WORKER)
    assert not liveness.is_alive("worker")


def test_a_web_nobody_answers_for_is_not_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    assert not liveness.is_alive("web")
