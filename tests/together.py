"""Several acts at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Final

from django.db import connection

WAIT: Final = 20  # seconds; a test that hangs has failed


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
