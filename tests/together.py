"""Several acts at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Final

from django.db import connection, transaction

WAIT: Final = 20  # seconds; a test that hangs has failed
_KEPT_WAITING: Final = """
    SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of `acts` answers, all begun together. Raises what one of them raises."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(WAIT)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(WAIT) for future in [pool.submit(run, act) for act in acts]]


def one_behind_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What both answer, or raise; `second` begins before `first` is committed, and waits for its locks."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            done = first()
            waiting = pool.submit(_answer_or_refusal, second)
            _until_somebody_waits()
        return done, waiting.result(WAIT)


def _answer_or_refusal(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Exception as refusal:  # what it is, the test says
        return refusal
    finally:
        connection.close()


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(WAIT * 20):
            cursor.execute(_KEPT_WAITING)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("nobody waits")
