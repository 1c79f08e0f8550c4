"""name_officer (담당자 지정): who of the department is in charge of an assignment."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from tracker import access
from tracker.actions.hold import entry, hold
from tracker.lifecycle import Act
from tracker.models import Assignment


@transaction.atomic
def name_officer(assignment_id: int, officer_id: int, *, by: Viewer) -> Assignment:
    """Name the person in charge; the same one again leaves no entry.

    The head and the coordinator name anybody of the department, an officer names oneself. Raises as `hold`;
    ValidationError for somebody who does not work in the department today, who only stands in there, or who left.
    """
    oneself = officer_id == by.user.pk
    assignment, _stage = hold(assignment_id, Act.NAME_ONESELF if oneself else Act.NAME_OFFICER, by=by)
    if not access.staff(assignment, by.on).filter(user=officer_id).exists():
        raise ValidationError({"officer": _("오늘 이 부서에 소속된 사람이 아닙니다.")})
    if assignment.officer_id == officer_id:
        return assignment
    assignment.officer_id = officer_id
    assignment.save(update_fields=["officer"])
    record.append(entry("officer_named", assignment, by, facts={"officer": officer_id}))
    return assignment
