"""remind (처리 촉구): somebody asks a department to act on what it owes."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Event
from tracker.actions.hold import entry, hold
from tracker.lifecycle import Act
from tracker.models import Assignment

EVENT = "reminder_requested"


@transaction.atomic
def remind(assignment_id: int, *, by: Viewer) -> Assignment:
    """Ask for one reminder of an assignment; who is told and how is decided by `notifications`.

    Raises as `hold`; NotAllowedNow, naming the time, where one was asked for on the same day already.
    """
    assignment, _stage = hold(assignment_id, Act.REMIND, by=by)
    last = Event.objects.filter(kind=EVENT, subject_kind="assignment", subject_id=assignment_id)
    earlier = last.order_by("-number").first()
    if earlier and json.loads(earlier.text)["facts"]["on"] == by.on.isoformat():
        told = {"at": f"{timezone.localtime(earlier.at):%H:%M}"}
        raise NotAllowedNow(
            _("처리 촉구: 오늘 이미 촉구하였습니다(%(at)s). 다음 촉구는 내일부터 할 수 있습니다.") % told
        )
    record.append(entry(EVENT, assignment, by))
    return assignment
