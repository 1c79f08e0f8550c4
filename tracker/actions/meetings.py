"""record_meeting, record_decision (회의 등록, 위원회 결정 등록): the ground an act of the council may name."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import committees as bodies
from audits import record
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Committee, Demand
from audits.record import Entry
from tracker import access
from tracker.lifecycle import Act
from tracker.models import Conclusion, Decision, Meeting


@transaction.atomic
def record_meeting(
    committee_id: int, held_on: date, *, name: str, minutes_reference: str, by: Viewer
) -> Meeting:
    """Enter a meeting that a committee held, with where its minutes are.

    Raises PermissionDenied; NotVisible for a committee that is not the clerk's own; ValidationError by field for a
    day to come, a day on which there was no such committee, a meeting that is entered already.
    """
    access.require(by, Act.RECORD_MEETING)
    # Locked, so that of two who enter the same meeting one is told.
    committees = access.book_committees(by).select_for_update(no_key=True)
    committee = committees.filter(pk=committee_id).first()
    if committee is None:
        raise NotVisible
    if held_on > by.on:
        raise ValidationError({"held_on": _("회의일은 오늘이거나 그 전이어야 합니다.")})
    if not Committee.objects.valid(held_on).filter(pk=committee.pk).exists():
        raise ValidationError({"held_on": _("그날에는 없던 위원회입니다. 회의일을 확인하여 주십시오.")})
    name = name.strip()
    if committee.meetings.filter(held_on=held_on, name=name).exists():
        raise ValidationError({"held_on": _("같은 날 같은 이름의 회의가 이미 등록되어 있습니다.")})
    meeting = Meeting.objects.create(
        committee=committee,
        held_on=held_on,
        name=name,
        minutes_reference=minutes_reference.strip(),
        by=by.user,
    )
    facts = {"on": by.on, "committee": committee.pk, "held_on": held_on}
    record.append(Entry("meeting_recorded", meeting, by.user, rows=[meeting], facts=facts))
    return meeting


@transaction.atomic
def record_decision(meeting_id: int, demand_id: int, *, conclusion: str, words: str, by: Viewer) -> Decision:
    """Enter what a meeting concluded about a demand of its committee; it changes no stage by itself.

    Raises PermissionDenied; NotVisible for a meeting or demand that is not theirs to see; ValidationError by field
    for another committee's demand, an unknown conclusion, a decision that is entered already.
    """
    access.require(by, Act.RECORD_MEETING)
    meeting = Meeting.objects.filter(committee__in=access.book_committees(by), pk=meeting_id).first()
    seen = access.visible_demands(by).filter(pk=demand_id).values("pk")
    # One decision at a time about a demand: the same one entered twice at once is told as such.
    locked = Demand.objects.select_related("audit").select_for_update(of=("self",), no_key=True)
    demand = locked.filter(pk__in=seen).first()
    if meeting is None or demand is None:
        raise NotVisible
    _check(meeting, demand, conclusion, by.on)
    decision = Decision.objects.create(
        meeting=meeting, demand=demand, conclusion=conclusion, words=words.strip(), by=by.user
    )
    facts = {"on": by.on, "meeting": meeting.pk, "held_on": meeting.held_on, "conclusion": conclusion}
    record.append(
        Entry("decision_recorded", decision, by.user, demand_id=demand.pk, rows=[decision], facts=facts)
    )
    return decision


def _check(meeting: Meeting, demand: Demand, conclusion: str, on: date) -> None:
    """A demand that no committee follows up may be decided by any; a former committee's are its successor's.

    Raises ValidationError by field.
    """
    theirs = bodies.with_later({meeting.committee_id}, on)
    if demand.audit.committee_id not in theirs | {None}:
        raise ValidationError({"demand": _("이 위원회가 맡은 감사의 요구사항이 아닙니다.")})
    if conclusion not in Conclusion.values:
        raise ValidationError({"conclusion": _("결정을 골라 주십시오.")})
    if meeting.decisions.filter(demand=demand, conclusion=conclusion).exists():
        raise ValidationError({"conclusion": _("이 회의에서 같은 결정이 이미 등록되어 있습니다.")})
