"""Signs of life of planner, worker and beat, and the alarm where one of them has fallen silent.

They are left in PostgreSQL, because Redis may be emptied. Whoever is alive looks, and tells the people who answer for
the installation itself, so that it works where worker and Redis are dead. A process judges by what it has seen on a
clock that nobody sets: neither a night that the machine was off or asleep nor a clock put right is a silence.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audits import record
from audits.record import Entry
from notifications import delivery, identity, planner, silences
from notifications.models import Kind, Notification, Part, Sign
from notifications.recipients import wardens

SILENT_AFTER: Final = timedelta(minutes=15)
# Who is told of one silence is told at once of what has missed several signs of its own: mostly it is one outage.
TOLD_ALONG: Final[Mapping[Part, timedelta]] = {
    Part.PLANNER: timedelta(minutes=11),
    Part.WORKER: timedelta(minutes=5),
    Part.BEAT: timedelta(minutes=5),
}
EVERY_SECONDS: Final = 60.0
SEND_SECONDS: Final = 60.0
TURN: Final = 0x7761746368  # "watch": one tells at a time

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """A part, its last sign (None: it never left one), and for how long this process has seen no other."""

    part: Part
    since: datetime | None
    unchanged: timedelta

    @property
    def is_silent(self) -> bool:
        """Whether somebody has to be told."""
        return self.unchanged >= SILENT_AFTER

    @property
    def is_missed(self) -> bool:
        """Whether it is told along with what is silent."""
        return self.unchanged >= TOLD_ALONG[self.part]


class Lookout:
    """What one process has seen of the signs: each, and since when it is the same.

    Who has not looked for a quarter of an hour, or could not, begins anew: nothing is known of the time between.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[Part, tuple[datetime | None, float]] = {}
        self._looked = clock()

    def look(self, signs: Mapping[str, datetime]) -> list[Seen]:
        """For how long each part has been as it is now."""
        with self._lock:
            moment = self._clock()
            if moment - self._looked > SILENT_AFTER.total_seconds():
                self._seen.clear()
            self._looked = moment
            for part in Part:
                sign = signs.get(part)
                if part not in self._seen or self._seen[part][0] != sign:
                    self._seen[part] = sign, moment
            return [
                Seen(part, sign, timedelta(seconds=moment - since))
                for part, (sign, since) in self._seen.items()
            ]

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._seen.clear()


LOOKOUT: Final = Lookout()


def leave(part: Part) -> None:
    """Say that `part` is alive; one statement."""
    Sign.objects.bulk_create(
        [Sign(part=part, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["part"],
        update_fields=["at"],
    )


def look() -> list[Seen]:
    """Every part as this process has seen it until now; one statement.

    Raises DatabaseError, after which this process begins anew.
    """
    try:
        signs = dict(Sign.objects.values_list("part", "at"))
    except DatabaseError:
        LOOKOUT.forget()
        raise
    return LOOKOUT.look(signs)


def silent() -> list[Seen]:
    """The parts that have left no sign for fifteen minutes, as this process has seen it; one statement."""
    return [each for each in look() if each.is_silent]


def watch_over(by: str, now: datetime) -> list[Seen]:
    """Look, tell of a new silence once, and send what waits to be told of one; answers what is silent.

    `by` names the process that looks. From a restored copy nothing leaves.
    """
    seen = look()
    quiet = [each for each in seen if each.is_silent]
    if quiet and not identity.held():
        notice(seen, by, now)
        delivery.deliver(seconds=SEND_SECONDS, only={Kind.SILENCE_ALARM})
    return quiet


@transaction.atomic
def notice(seen: Sequence[Seen], by: str, now: datetime) -> list[Notification]:
    """Plan the mails about a silence of which nobody was told, one a person; answers them, none where all are known.

    Whoever notices second waits for the first and finds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
    known = silences.told(now)
    news = [each for each in seen if (each.part, each.since) not in known]
    if not any(each.is_silent for each in news):
        return []
    day = timezone.localdate(now)
    period = _period(day.isoformat())
    rows = [planner.row(Kind.SILENCE_ALARM, to, period, now) for to in wardens(day)]
    if not rows:
        logger.error("%s has fallen silent, and there is nobody to tell", [each.part for each in news])
        return []
    Notification.objects.bulk_create(rows)
    parts = {each.part.value: each.since for each in news if each.is_missed}
    facts = {"period": period, "parts": parts, "noticed_by": by, "notifications": [row.pk for row in rows]}
    record.append(Entry("silence_noticed", rows[0], None, facts=facts))
    return rows


class Post:
    """A process at its post: it leaves the sign of its part, looks and tells, once a minute and in a thread of its own.

    A thread, because neither beat nor the worker's event loop may wait for a database or a relay. Its connection is
    its own and closed again, so that what the worker forks inherits none that is in use.
    """

    def __init__(self, by: str, part: Part | None = None) -> None:
        self.by, self.part = by, part
        self._lock = threading.Lock()
        self._next = 0.0
        self._at_it: threading.Thread | None = None

    def call(self) -> threading.Thread | None:
        """Answers the thread that is now at it; None where a minute has not passed or the last one is not done."""
        with self._lock:
            moment = time.monotonic()
            if moment < self._next or (self._at_it and self._at_it.is_alive()):
                return None
            self._next = moment + EVERY_SECONDS
            self._at_it = threading.Thread(target=self._stand, name=f"watch by {self.by}", daemon=True)
            self._at_it.start()
            return self._at_it

    def _stand(self) -> None:
        try:
            if self.part:
                leave(self.part)
            watch_over(self.by, timezone.now())
        except DatabaseError as error:
            logger.warning("%s could neither show life nor look: %s", self.by, error)
        finally:
            connection.close()


# The web process has no sign of its own: it is asked often enough, and looks.
WEBS_POST: Final = Post("web")


def _period(day: str) -> str:
    """The day, with a number where it is not the first silence of that day."""
    periods = Notification.objects.filter(kind=Kind.SILENCE_ALARM, period__startswith=day)
    before = periods.values("period").distinct().count()
    return f"{day}.{before + 1}" if before else day
