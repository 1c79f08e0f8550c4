"""export (내려받기): a report in one form is asked for; a worker makes it (`tracker.making`)."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit
from tracker import access
from tracker.models import FileState, Paper, ReportFile, ReportForm, Snapshot

MOST_AT_ONCE: Final = 10  # that one person waits for


@transaction.atomic
def ask_for_frozen(snapshot_id: int, form: str, *, by: Viewer) -> ReportFile:
    """The file of a frozen report, made once for all who may read it.

    Raises PermissionDenied, NotVisible, ValidationError on `form`, NotAllowedNow for somebody who waits for many.
    """
    access.require_reading(by, access.Right.READ_REPORTS)
    _check_form(form)
    snapshot = access.visible_snapshots(by).defer("content").filter(pk=snapshot_id).first()
    if snapshot is None:
        raise NotVisible
    there = ReportFile.objects.defer("content").filter(snapshot=snapshot, paper=snapshot.paper, form=form)
    there = there.exclude(state=FileState.FAILED)
    if found := there.first():
        return found
    _refuse_many(by)
    # Of two who ask at once, both are given the one that is made.
    ReportFile.objects.bulk_create(
        [_row(snapshot.audit_id, snapshot.paper, snapshot.as_of, form, by, snapshot)], ignore_conflicts=True
    )
    return there.get()


@transaction.atomic
def ask_for_day(audit_id: int, paper: str, as_of: date, form: str, *, by: Viewer) -> ReportFile:
    """The file of a report that is not frozen, as the audit stood on a day; each asks for an own one.

    Raises PermissionDenied, NotVisible, ValidationError by field, NotAllowedNow for somebody who waits for many.
    """
    access.require_reading(by, access.Right.READ_REPORTS)
    _check_form(form)
    audit = access.visible_audits(by).filter(pk=audit_id).first()
    if audit is None:
        raise NotVisible
    require_reading_of(by, paper, audit)
    if as_of > by.on:
        raise ValidationError({"on": _("기준일은 오늘까지의 날이어야 합니다.")})
    _refuse_many(by)
    file = _row(audit.pk, paper, as_of, form, by)
    file.save()
    return file


def require_reading_of(by: Viewer, paper: str, audit: Audit) -> None:
    """Raise NotVisible for a paper that is none or that the viewer does not read before it is frozen."""
    if paper not in Paper.values or not access.may_read_report(by, Paper(paper), audit):
        raise NotVisible


def visible_file(pk: int, *, by: Viewer) -> ReportFile:
    """A file without its content, for whoever may read its report today. Raises PermissionDenied, NotVisible."""
    access.require_reading(by, access.Right.READ_REPORTS)
    rows = ReportFile.objects.defer("content").select_related("audit", "by")
    file = rows.filter(pk=pk).first()
    if file is None or not _reads(by, file):
        raise NotVisible
    return file


def _reads(by: Viewer, file: ReportFile) -> bool:
    if file.snapshot_id:
        return access.visible_snapshots(by).filter(pk=file.snapshot_id).exists()
    return access.may_read_report(by, Paper(file.paper), file.audit)


def _row(
    audit_id: int, paper: str, as_of: date, form: str, by: Viewer, snapshot: Snapshot | None = None
) -> ReportFile:
    return ReportFile(audit_id=audit_id, paper=paper, as_of=as_of, form=form, by=by.user, snapshot=snapshot)


def _check_form(form: str) -> None:
    if form not in ReportForm.values:
        raise ValidationError({"form": _("형식을 골라 주십시오.")})


def _refuse_many(by: Viewer) -> None:
    if ReportFile.objects.going_on().filter(by=by.user).count() >= MOST_AT_ONCE:
        told = _("내려받기: 만들고 있는 파일이 %(most)d개 있습니다. 끝난 뒤에 다시 요청하여 주십시오.")
        raise NotAllowedNow(told % {"most": MOST_AT_ONCE})
