"""The step `moving`: a reorganisation that renames as many departments as hold some thousands of open assignments."""

from __future__ import annotations

import time
from typing import Any, Final

from django.db.models import Count, Q
from django.utils import timezone

from audits.models import Department, Event, Succession, SuccessionKind
from tools.bench.statements import counting
from tracker.actions import move
from tracker.models import OPEN

WANTED: Final = 10_000


def main() -> dict[str, float]:
    """Seconds and statements of the move, its commit with it; how many were moved, and how many entries tell it."""
    on = timezone.localdate()
    renamed = rename(WANTED)
    before = Event.objects.count()
    with counting() as sent:
        began = time.perf_counter()
        moved = move.follow_successions(on=on)
        took = time.perf_counter() - began
    return {
        "departments": renamed,
        "moved": moved,
        "entries": Event.objects.count() - before,
        "moving_seconds": took * WANTED / moved if moved > WANTED else took,
        "moving_statements": len(sent),
    }


def rename(wanted: int) -> int:
    """Rename departments as of today until so many open assignments are to move; answers how many departments."""
    on, held, renamed = timezone.localdate(), 0, 0
    rows: Any = Department.objects.annotate(work=Count("assignments", filter=Q(assignments__stage__in=OPEN)))
    for department in rows.filter(work__gt=0).order_by("pk"):
        if held >= wanted:
            break
        successor = Department.objects.create(
            name=f"새 {department.name}",
            kind=department.kind,
            bureau=department.bureau,
            rank=department.rank,
            valid_from=on,
        )
        Department.objects.filter(pk=department.pk).update(valid_until=on)
        Succession.objects.create(
            kind=SuccessionKind.RENAME, predecessor=department, successor=successor, effective_on=on
        )
        held, renamed = held + department.work, renamed + 1
    return renamed
