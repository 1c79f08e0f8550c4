"""The record of a stored city: what it would tell had people done all of it, act by act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from django.db.models import Model, QuerySet

from audits import record
from audits.models import Audit, Committee, Demand, DemandVersion, Department, Membership
from audits.record import Entry, Kept
from tracker.models import Assignment, Evidence, ProgressUpdate, Tenure

BATCH: Final = 5000
FACTS: Final = {"via": "bench"}


def tell() -> None:
    """Append an entry for every act that left a row, in the transaction of the rows."""
    entries = _entries()
    while some := list(islice(entries, BATCH)):
        record.append_all(some)


def _entries() -> Iterator[Entry]:
    """Told from the rows as they are stored, because the record hashes exactly those."""
    yield from _each(Department.objects.all(), "department_founded")
    yield from _each(Committee.objects.all(), "committee_founded")
    yield from _each(Membership.objects.all(), "membership_started")
    yield from _each(Audit.objects.all(), "audit_created")
    for demand, version in zip(_rows(Demand.objects.all()), _rows(DemandVersion.objects.all()), strict=True):
        yield _of("demand_logged", demand, [demand, version], demand.pk)
    held = zip(_rows(Assignment.objects.all()), _rows(Tenure.objects.all()), strict=True)
    yield from (_of("assigned", duty, [duty, tenure], duty.demand_id) for duty, tenure in held)
    evidence = {piece.update_id: piece for piece in Evidence.objects.all()}
    for update in _rows(ProgressUpdate.objects.select_related("assignment")):
        piece = evidence.get(update.pk)
        rows: list[Kept] = [update, *([piece] if piece else [])]
        yield _of("claimed" if piece else "reported", update.assignment, rows, update.assignment.demand_id)


def _each(rows: QuerySet[Any], kind: str) -> Iterator[Entry]:
    return (_of(kind, row, [row]) for row in _rows(rows))


def _of(kind: str, subject: Model, rows: list[Kept], demand: int | None = None) -> Entry:
    return Entry(kind, subject, None, demand_id=demand, rows=rows, facts=FACTS)


def _rows(rows: QuerySet[Any]) -> Iterable[Any]:
    return rows.order_by("pk").iterator(BATCH)
