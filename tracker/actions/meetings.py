"""record_meeting, record_decision (회의 등록, 위원회 결정 등록): the ground an act of the council may name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import committees as bodies
from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Committee, Demand
from audits.record import Entry
from tracker import access
from tracker.lifecycle import Act
from tracker.models import Conclusion, Decision, Meeting

AHEAD: Final = timedelta(days=366)  # a session's calendar is fixed for a year


@transaction.atomic
def record_meeting(
    committee_id: int,
    held_on: date,
    *,
    name: str,
    minutes_reference: str,
    by: Viewer,
    cut_off: date | None = None,
) -> Meeting:
    """Enter a meeting that a committee held, with where its minutes are, or one that it is to hold within a year.

    Raises PermissionDenied; NotVisible for a committee that is not the clerk's own; ValidationError by field for a
    day too far off, a day on which there is no such committee, a meeting that is entered already, a 자료 기준일
    after it.
    """
    access.require(by, Act.RECORD_MEETING)
    # Locked, so that of two who enter the same meeting one is told.
    committees = access.book_committees(by).select_for_update(no_key=True)
    committee = committees.filter(pk=committee_id).first()
    if committee is None:
        raise NotVisible
    if held_on > by.on + AHEAD:
        raise ValidationError({"held_on": _("회의일은 오늘부터 1년 안이어야 합니다.")})
    check_cut_off(cut_off, held_on)
    if not Committee.objects.valid(held_on).filter(pk=committee.pk).exists():
        raise ValidationError({"held_on": _("그날에는 없던 위원회입니다. 회의일을 확인하여 주십시오.")})
    name = name.strip()
    if Meeting.objects.standing().filter(committee=committee, held_on=held_on, name=name).exists():
        raise ValidationError({"held_on": _("같은 날 같은 이름의 회의가 이미 등록되어 있습니다.")})
    meeting = Meeting.objects.create(
        committee=committee,
        held_on=held_on,
        name=name,
        minutes_reference=minutes_reference.strip(),
        cut_off=cut_off,
        by=by.user,
    )
    facts = {"on": by.on, "committee": committee.pk, "held_on": held_on}
    record.append(Entry("meeting_recorded", meeting, by.user, rows=[meeting], facts=facts))
    return meeting


def check_cut_off(cut_off: date | None, held_on: date) -> None:
    """Raise ValidationError where papers would stand as of a day after the meeting."""
    if cut_off and cut_off > held_on:
        raise ValidationError({"cut_off": _("자료 기준일은 회의일이거나 그 전이어야 합니다.")})


@transaction.atomic
def record_decision(meeting_id: int, demand_id: int, *, conclusion: str, words: str, by: Viewer) -> Decision:
    """Enter what a meeting concluded about a demand of its committee; it changes no stage by itself.

    Raises PermissionDenied; NotVisible for a meeting or demand that is not theirs to see; ValidationError by field
    for another committee's demand, an unknown conclusion, a decision that is entered already; NotAllowedNow for a
    meeting that is not held yet or was called off.
    """
    access.require(by, Act.RECORD_MEETING)
    # Held in place, so that no meeting is called off while it decides.
    books = Meeting.objects.filter(committee__in=access.book_committees(by))
    meeting = books.select_for_update(of=("self",), no_key=True).filter(pk=meeting_id).first()
    seen = access.visible_demands(by).filter(pk=demand_id).values("pk")
    # One decision at a time about a demand: the same one entered twice at once is told as such.
    locked = Demand.objects.select_related("audit").select_for_update(of=("self",), no_key=True)
    demand = locked.filter(pk__in=seen).first()
    if meeting is None or demand is None:
        raise NotVisible
    _refuse_unless_held(meeting, by.on)
    _check(meeting, demand, conclusion, by.on)
    decision = Decision.objects.create(
        meeting=meeting, demand=demand, conclusion=conclusion, words=words.strip(), by=by.user
    )
    facts = {"on": by.on, "meeting": meeting.pk, "held_on": meeting.held_on, "conclusion": conclusion}
    record.append(
        Entry("decision_recorded", decision, by.user, demand_id=demand.pk, rows=[decision], facts=facts)
    )
    return decision


def _refuse_unless_held(meeting: Meeting, on: date) -> None:
    if meeting.called_off_on:
        raise NotAllowedNow(_("위원회 결정 등록: 취소한 회의입니다."))
    if meeting.held_on > on:
        told = _("위원회 결정 등록: 아직 열리지 않은 회의입니다(회의일 %(day)s).")
        raise NotAllowedNow(told % {"day": f"{meeting.held_on:%Y. %-m. %-d.}"})


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
