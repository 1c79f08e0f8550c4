"""The pulse of worker and beat: each leaves its signs by its own hand, and looks whether the others still do.

In Redis every few seconds, for /healthz to see who is alive at this moment; in the database once a minute, for the
alarm about whoever has fallen silent (`notifications.watch`).
"""

from typing import Any, Final

from celery import bootsteps
from celery.beat import Scheduler as MemoryScheduler

from config.liveness import BEAT, PULSE_SECONDS, WORKER, leave_sign
from notifications.models import Part
from notifications.watch import Post

WORKERS_POST: Final = Post("worker", Part.WORKER)
BEATS_POST: Final = Post("beat", Part.BEAT)


class WorkerPulse(bootsteps.StartStopStep):
    """A step of the worker: a sign every five seconds out of its event loop; a stuck loop leaves none."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **options: Any) -> None:
        """Prepare without a timer; Celery starts the step when its own timer runs."""
        super().__init__(worker, **options)
        self.entry: Any = None

    def start(self, worker: Any) -> None:
        """Leave the first sign and arrange for the next ones."""
        pulse()
        self.entry = worker.timer.call_repeatedly(PULSE_SECONDS, pulse)

    def stop(self, _worker: Any) -> None:
        """Leave no further sign."""
        if self.entry is not None:
            self.entry.cancel()


def pulse() -> None:
    """Leave a sign in Redis, and in the database where a minute has passed."""
    leave_sign(WORKER)
    WORKERS_POST.call()


class Scheduler(MemoryScheduler):
    """Beat's scheduler: keeps no file (a killed beat would leave it broken) and leaves a sign at every tick.

    What was due while beat was away is found by the tasks themselves: they ask the database what is due.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Run what is due, leave the sign, and answer the seconds until the next look."""
        wait: float = super().tick(*args, **kwargs)
        leave_sign(BEAT)
        BEATS_POST.call()
        return wait
