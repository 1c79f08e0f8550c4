"""`manage.py up`: the whole installation in the foreground, on one machine."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.embedded import visit
from config.installation import Installation, installation_lock, listening
from config.supervisor import GaveUp

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    """Starts the database, Redis, web, worker and beat, and stops all of it on Ctrl-C or SIGTERM."""

    help = "PostgreSQL, Redis, web, worker, beat를 함께 시작합니다. Ctrl-C로 모두 끝냅니다."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until told to stop. Raises CannotStart, or CommandError when a part keeps dying."""
        places = settings.PLACES
        visit.make(places)
        with installation_lock(places) as lock, listening(settings.PORT) as door, told_to_stop():
            installation = Installation(places, lock, door, self.say)
            try:
                installation.run()
            except KeyboardInterrupt:
                self.say("끝냅니다 / stopping")
            except GaveUp as reason:
                raise CommandError(str(reason)) from reason
            finally:
                for stop in STOPS:
                    signal.signal(stop, signal.SIG_IGN)
                installation.stop()

    def say(self, line: str) -> None:
        """Show a line at once, also into a pipe."""
        self.stdout.write(line)
        self.stdout.flush()


@contextmanager
def told_to_stop() -> Iterator[None]:
    """Let every request to stop arrive as KeyboardInterrupt for the block."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in STOPS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
