"""The step `delivery TASK`: two thousand digests sent to a relay, and a planner run with nothing to do.

`crowd` brings as many people into the departments as are wanted, `plan` plans their digests, `again` makes the same
mails wait once more (both of these two as the owner of the tables, the rest as the product), `work` sends as a worker
does, `bare PORT` hands as many mails of the same size to the relay with nothing but smtplib, `idle` plans with nothing
to do.
"""

from __future__ import annotations

import smtplib
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from itertools import cycle
from typing import Any, Final

from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.utils import timezone

from audits.models import Department, DepartmentKind, Membership, Role, User
from notifications import bundles, delivery, digests, emails, planner, tasks
from notifications.models import Notification, State
from tools.bench.content import LONG_AGO
from tracker.models import Assignment

WANTED: Final = 2000
OPEN: Final = 100_000
ROUNDS: Final = 3


def main(task: str, *arguments: str) -> dict[str, float]:
    """What a task found."""
    return TASKS[task](*arguments)


def crowd() -> dict[str, float]:
    """More officers, department for department, until everybody who is told something is as many as wanted."""
    on = timezone.localdate()
    missing = WANTED - len(digests.compose_all(on))
    first = User.objects.latest("pk").pk + 1
    numbers = range(first, first + max(0, missing))
    people = [User(pk=pk, email=f"person{pk}@bench.example", name=f"직원 {pk}") for pk in numbers]
    User.objects.bulk_create(people)
    places = cycle(Department.objects.valid(on).filter(kind=DepartmentKind.DEPARTMENT).order_by("pk"))
    Membership.objects.bulk_create(
        Membership(user=person, role=Role.OFFICER, department=place, start_on=LONG_AGO)
        for person, place in zip(people, places, strict=False)
    )
    return {"people": len(people)}


def plan() -> dict[str, float]:
    """How many digests of this week were planned."""
    now = timezone.now()
    return {"planned": planner.plan(timezone.localdate(now), now)}


def again() -> dict[str, float]:
    """How many mails wait, as if nobody had tried them yet."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notifications_attempt")
    return {
        "waiting": Notification.objects.update(
            state=State.QUEUED,
            attempts=0,
            next_attempt_at=timezone.now(),
            leased_until=None,
            sent_at=None,
        )
    }


def work() -> dict[str, float]:
    """Send what waits, once somebody says go; how many seconds that took."""
    timezone.localdate()
    sys.stderr.write("ready\n")
    sys.stderr.flush()
    sys.stdin.readline()
    began = time.perf_counter()
    while delivery.deliver():
        pass
    return {"seconds": time.perf_counter() - began}


def bare(port: str) -> dict[str, float]:
    """Seconds that it takes to hand over as many mails as wanted, each over a connection of its own."""
    written = _mail(timezone.localdate())
    began = time.perf_counter()
    for _ in range(WANTED):
        with smtplib.SMTP("127.0.0.1", int(port), "localhost") as relay:
            relay.sendmail("husok@localhost", ["person1@bench.example"], written)
    return {"bare_seconds": time.perf_counter() - began, "kilobytes": len(written) / 1024}


def idle() -> dict[str, float]:
    """Seconds of a planner run that finds nothing, the best of several, for as many open assignments as wanted."""
    tasks.tick()
    held = Assignment.objects.open().count()
    took = min(_idle() for _ in range(ROUNDS))
    return {"nothing_to_do": took * max(1.0, OPEN / held), "open": held}


def _idle() -> float:
    now = timezone.now()
    began = time.perf_counter()
    planned = (
        planner.plan_due(now) + planner.plan_alarm(now) + planner.plan_occasions(now) + bundles.bundle(now)
    )
    took = time.perf_counter() - began
    if planned:
        raise RuntimeError(f"there was something to do: {planned}")
    return took


def _mail(on: date) -> bytes:
    """A digest of the usual kind, as it goes over the wire."""
    message = emails.digest(digests.compose_all(on)[0])
    mail = EmailMultiAlternatives(message.subject, message.text, to=["person1@bench.example"])
    mail.attach_alternative(message.html, "text/html")
    return bytes(mail.message().as_bytes(linesep="\r\n"))


TASKS: Final[Mapping[str, Callable[..., dict[str, Any]]]] = {
    "crowd": crowd,
    "plan": plan,
    "again": again,
    "work": work,
    "bare": bare,
    "idle": idle,
}
