"""record_succession: a reorganisation, all of its steps or none; departments begin and end with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from audits import record
from audits.access import Act, Viewer
from audits.actions.turns import Turn, take_turn
from audits.models import Department, DepartmentKind, Succession
from audits.record import Entry
from audits.reorganisation import Plan, Step, plan


@transaction.atomic
def record_succession(steps: Sequence[Step], *, by: Viewer) -> list[Succession]:
    """Record the steps of one reorganisation, in order of their days; those of days to come are planned.

    Founds the departments that the steps name as new, and ends those that they end. Raises PermissionDenied, and
    ValidationError with a line for each fault (`reorganisation.plan`).
    """
    stored, entries = store(steps, by=by)
    record.append_all(entries)
    return stored


def store(steps: Sequence[Step], *, by: Viewer) -> tuple[list[Succession], list[Entry]]:
    """As `record_succession`, leaving the entries to the caller, who writes the record last."""
    by.require(Act.RECORD_SUCCESSION)
    take_turn(Turn.DEPARTMENTS)
    planned = plan(steps)
    bureaus = [one for one in planned.founded if one.kind == DepartmentKind.BUREAU]
    Department.objects.bulk_create(bureaus)
    Department.objects.bulk_create(one for one in planned.founded if one.kind != DepartmentKind.BUREAU)
    Department.objects.bulk_update((one for one in planned.ended if one.pk), ["valid_until"])
    stored = Succession.objects.bulk_create(step.row() for step in planned.steps)
    return stored, list(_entries(planned, stored, by))


def _entries(planned: Plan, stored: Sequence[Succession], by: Viewer) -> Iterator[Entry]:
    for department in planned.founded:
        yield Entry("department_founded", department, by.user, rows=[department])
    for step, row in zip(planned.steps, stored, strict=True):
        ended = [step.predecessor] if step.asked.ends and step.predecessor else []
        facts = {"on": step.asked.day, "from": row.predecessor_id, "to": row.successor_id}
        yield Entry("succession_recorded", row, by.user, rows=[row], changed=ended, facts=facts)
