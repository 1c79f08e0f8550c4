"""publish, take_down (공개, 공개 중지): which frozen report the public reads, after a committee has heard it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import committees as bodies
from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Office
from audits.record import Entry
from tracker import access
from tracker.actions.hold import reason_of
from tracker.lifecycle import Act
from tracker.models import Meeting, Publication, Snapshot


@transaction.atomic
def publish(snapshot_id: int, meeting_id: int | None, *, reason: str = "", by: Viewer) -> Publication:
    """The public reads a frozen report from now on, in the place of what it read before; the first needs no reason.

    Raises PermissionDenied, NotVisible; NotAllowedNow where the office publishes nothing, or this report is public
    already; ValidationError by field: a meeting that is not held, is another committee's or was before the report's
    day; no reason where something was public before (a correction).
    """
    access.require(by, Act.PUBLISH)
    snapshot = access.visible_snapshots(by).defer("content").filter(pk=snapshot_id).first()
    if snapshot is None:
        raise NotVisible
    audit = _held(snapshot.audit_id, by)
    _refuse_while_shut()
    newest = audit.publications.order_by("-id").first()
    if newest and newest.snapshot_id == snapshot.pk:
        raise NotAllowedNow(_("보고서 공개: 이미 공개한 보고서입니다."))
    meeting = _heard(snapshot, audit, meeting_id, by)
    publication = Publication.objects.create(
        audit=audit,
        snapshot=snapshot,
        meeting=meeting,
        reason=reason_of(reason) if newest else "",
        by=by.user,
        on=by.on,
    )
    facts = {
        "on": by.on,
        "audit": audit.pk,
        "snapshot": snapshot.pk,
        "paper": snapshot.paper,
        "as_of": snapshot.as_of,
        "meeting": meeting.pk,
        "held_on": meeting.held_on,
    }
    record.append(Entry("published", publication, by.user, rows=[publication], facts=facts))
    return publication


@transaction.atomic
def take_down(audit_id: int, *, reason: str, by: Viewer) -> Publication:
    """The public reads nothing of an audit any more; the log says since when and why.

    Raises PermissionDenied, NotVisible, NotAllowedNow where nothing is public, ValidationError without a reason.
    """
    access.require(by, Act.PUBLISH)
    audit = _held(audit_id, by)
    newest = audit.publications.order_by("-id").first()
    if newest is None or newest.snapshot_id is None:
        raise NotAllowedNow(_("공개 중지: 공개한 보고서가 없습니다."))
    publication = Publication.objects.create(audit=audit, reason=reason_of(reason), by=by.user, on=by.on)
    facts = {"on": by.on, "audit": audit.pk, "snapshot": newest.snapshot_id}
    record.append(Entry("taken_down", publication, by.user, rows=[publication], facts=facts))
    return publication


def _held(audit_id: int, by: Viewer) -> Audit:
    """The audit, locked, so that of two who publish at once the second is told of the first."""
    seen = access.visible_audits(by).filter(pk=audit_id).values("pk")
    audit = Audit.objects.select_for_update(no_key=True).filter(pk__in=seen).first()
    if audit is None:
        raise NotVisible
    return audit


def _refuse_while_shut() -> None:
    if not Office.current().is_public:
        first = _("업무 방식에서 처리결과 공개를 표시(시스템관리자)")
        raise NotAllowedNow(
            _("보고서 공개: 이 기관은 처리결과를 공개하지 않습니다. 먼저 할 일: %(first)s") % {"first": first}
        )


def _heard(snapshot: Snapshot, audit: Audit, meeting_id: int | None, by: Viewer) -> Meeting:
    """The meeting that heard the report, locked, so that it is not called off meanwhile."""
    held = Meeting.objects.held(by.on).select_for_update(of=("self",), no_key=True)
    meeting = held.filter(pk=meeting_id).first() if meeting_id else None
    if meeting is None:
        raise ValidationError({"meeting": _("이 보고서를 보고받은 회의를 골라 주십시오.")})
    theirs = bodies.with_later({meeting.committee_id}, by.on)
    if audit.committee_id not in theirs | {None}:
        raise ValidationError({"meeting": _("이 감사를 맡은 위원회의 회의가 아닙니다.")})
    if meeting.held_on < snapshot.as_of:
        raise ValidationError({"meeting": _("보고서의 기준일보다 앞서 열린 회의입니다.")})
    return meeting
