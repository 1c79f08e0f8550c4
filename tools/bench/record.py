"""The step `record`: how fast the record is checked, how fast it grows, how long a bulk act holds its head."""

from __future__ import annotations

import io
import json
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.core.management import call_command
from django.db import connection, transaction

from audits import record
from audits.models import Demand, User
from audits.record import Entry

WRITERS: Final = 12
SECONDS: Final = 5.0
BULK: Final = 10_000
ROUNDS: Final = 3
LOCK: Final = "pg_advisory_xact_lock"


def main() -> dict[str, float]:
    """Entries a second of `verify_record`, entries a second of many writers, seconds that a bulk holds the head."""
    checks = [_checked() for _ in range(ROUNDS)]
    best = min(checks, key=lambda told: float(told["seconds"]))
    return {
        "events": best["events"],
        "told_rows": best["rows"],
        "checked": best["events"] / best["seconds"],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "appended": max(_appended() for _ in range(ROUNDS)),
        "held": min(_held() for _ in range(ROUNDS)),
    }


def _checked() -> dict[str, Any]:
    """What the command says. Raises CommandError where it finds anything wrong."""
    out = io.StringIO()
    began = time.perf_counter()
    call_command("verify_record", "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told | {"seconds": time.perf_counter() - began}


def _appended() -> float:
    """Acts a second, each with one entry in a transaction of its own, of writers on connections of their own."""
    began = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        done = sum(pool.map(lambda _writer: _write_until(began + SECONDS), range(WRITERS)))
    return done / (time.monotonic() - began)


def _write_until(end: float) -> int:
    person, done = User.objects.order_by("pk")[0], 0
    while time.monotonic() < end:
        with transaction.atomic():
            record.append(Entry("noted", person, person))
        done += 1
    connection.close()
    return done


def _held() -> float:
    """Seconds from the lock on the head to the end of the commit, for as many entries as a large bulk act has."""
    person = User.objects.order_by("pk")[0]
    demands = Demand.objects.order_by("pk").values_list("pk", flat=True)[:BULK]
    entries = [Entry("noted", person, person, demand_id=pk) for pk in demands]
    locked = 0.0

    def note(execute: Callable[..., Any], statement: str, *arguments: Any) -> Any:
        nonlocal locked
        answer = execute(statement, *arguments)
        if LOCK in statement:
            locked = time.perf_counter()
        return answer

    with connection.execute_wrapper(note), transaction.atomic():
        record.append_all(entries)
    return time.perf_counter() - locked
