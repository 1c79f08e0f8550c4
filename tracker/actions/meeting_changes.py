"""What becomes of a meeting once it is entered: 자료 기준일, minutes, whether it takes place; all on record."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.record import Entry
from tracker import access
from tracker.actions.hold import reason_of
from tracker.actions.meetings import check_cut_off
from tracker.lifecycle import Act
from tracker.models import Meeting


@transaction.atomic
def set_cut_off(meeting_id: int, cut_off: date | None, *, by: Viewer) -> Meeting:
    """Another day as of which the papers of a meeting stand, until it is held; the same one leaves no entry.

    Raises PermissionDenied, NotVisible, NotAllowedNow (held before today, called off), ValidationError on `cut_off`.
    """
    meeting = _held(meeting_id, _("자료 기준일 변경"), by)
    if meeting.held_on < by.on:
        raise NotAllowedNow(_("자료 기준일 변경: 이미 열린 회의입니다. 회의 뒤에는 바꾸지 않습니다."))
    check_cut_off(cut_off, meeting.held_on)
    if meeting.cut_off != cut_off:
        meeting.cut_off = cut_off
        meeting.save(update_fields=["cut_off"])
        record.append(_entry("meeting_changed", meeting, by))
    return meeting


@transaction.atomic
def find_minutes(meeting_id: int, reference: str, *, by: Viewer) -> Meeting:
    """Where the minutes of a meeting are, where that was known only afterwards; the same leaves no entry.

    Raises PermissionDenied, NotVisible, NotAllowedNow (not held yet, called off), ValidationError on `minutes`.
    """
    meeting = _held(meeting_id, _("회의록 출처 등록"), by)
    if meeting.held_on > by.on:
        raise NotAllowedNow(_("회의록 출처 등록: 아직 열리지 않은 회의입니다."))
    reference = " ".join(reference.split())
    if not reference:
        raise ValidationError({"minutes": _("회의록 출처를 적어 주십시오.")})
    if meeting.minutes != reference:
        meeting.minutes_found = reference
        meeting.save(update_fields=["minutes_found"])
        record.append(_entry("meeting_changed", meeting, by))
    return meeting


@transaction.atomic
def call_off(meeting_id: int, *, reason: str, by: Viewer) -> Meeting:
    """A meeting does not take place; what rests on it stays, so one that anything rests on is not called off.

    Raises PermissionDenied, NotVisible, NotAllowedNow (called off already, has decided or heard a published report),
    ValidationError without a reason.
    """
    meeting = _held(meeting_id, _("회의 취소"), by)
    if meeting.decisions.exists():
        raise NotAllowedNow(_("회의 취소: 이 회의의 위원회 결정이 등록되어 있어 취소할 수 없습니다."))
    if meeting.publications.exists():
        raise NotAllowedNow(_("회의 취소: 이 회의를 거쳐 공개한 보고서가 있어 취소할 수 없습니다."))
    meeting.called_off_reason, meeting.called_off_on = reason_of(reason), by.on
    meeting.save(update_fields=["called_off_reason", "called_off_on"])
    record.append(_entry("meeting_called_off", meeting, by))
    return meeting


def _held(meeting_id: int, label: str, by: Viewer) -> Meeting:
    """The meeting, locked. Raises PermissionDenied, NotVisible, and NotAllowedNow for one that was called off."""
    access.require(by, Act.RECORD_MEETING)
    books = Meeting.objects.filter(committee__in=access.book_committees(by))
    # Its whole key: who names it as a ground meanwhile waits, and so does this where one is being named.
    meeting = books.select_for_update(of=("self",)).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotVisible
    if meeting.called_off_on:
        told = {"act": label, "on": f"{meeting.called_off_on:%Y. %-m. %-d.}"}
        raise NotAllowedNow(_("%(act)s: 취소한 회의입니다(%(on)s).") % told)
    return meeting


def _entry(kind: str, meeting: Meeting, by: Viewer) -> Entry:
    facts = {"on": by.on, "committee": meeting.committee_id, "held_on": meeting.held_on}
    return Entry(kind, meeting, by.user, facts=facts)
