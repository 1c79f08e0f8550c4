"""set_first_due_date, adjust_calendar (처리기한 지정, 휴일 조정): due dates that no extension moves."""

from __future__ import annotations

from datetime import date
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from tracker.actions.hold import entry, hold, keep, refused
from tracker.deadlines import Holidays, next_working_day
from tracker.lifecycle import Act
from tracker.models import Assignment, DueDateMove, MoveKind


@transaction.atomic
def set_first_due_date(assignment_id: int, due_date: date, *, version: int | None, by: Viewer) -> DueDateMove:
    """Give a due date to an assignment without one; it is the original one from then on.

    Raises as `hold`; ValidationError for a day before today.
    """
    assignment, _stage = hold(assignment_id, Act.SET_FIRST_DUE_DATE, by=by, version=version)
    if due_date < by.on:
        raise ValidationError({"due_date": _("처리기한은 오늘이거나 그 뒤여야 합니다.")})
    move = _move(assignment, MoveKind.FIRST, due_date, by)
    assignment.due_date = assignment.original_due_date = due_date
    keep(assignment, ["due_date", "original_due_date"])
    record.append(entry("due_date_set", assignment, by, [move], {"due_date": due_date}))
    return move


@transaction.atomic
def adjust_calendar(assignment_id: int, *, version: int | None, by: Viewer) -> DueDateMove:
    """Move a due date that became a holiday to the next working day (민법 161); it is no extension.

    Raises as `hold`.
    """
    assignment, _stage = hold(assignment_id, Act.ADJUST_CALENDAR, by=by, version=version)
    before = assignment.due_date
    if before is None:
        raise refused(_("휴일 조정"), _("처리기한 지정"))
    after = next_working_day(before, Holidays.load(before))
    move = _move(assignment, MoveKind.CALENDAR, after, by, holiday=attrgetter("holiday")(assignment))
    assignment.due_date = after
    keep(assignment, ["due_date"])
    record.append(entry("calendar_adjusted", assignment, by, [move], {"before": before, "after": after}))
    return move


def _move(
    assignment: Assignment, kind: MoveKind, after: date, by: Viewer, *, holiday: str = ""
) -> DueDateMove:
    return DueDateMove.objects.create(
        assignment=assignment,
        kind=kind,
        before=assignment.due_date,
        after=after,
        holiday=holiday,
        by=by.user,
        on=by.on,
    )
