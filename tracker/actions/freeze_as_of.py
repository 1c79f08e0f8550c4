"""freeze_report (보고서 확정) by itself: a paper as of a day, with a title, as whoever hands it in wants it."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Demand
from tracker import access
from tracker.actions.freeze_report import freeze
from tracker.lifecycle import Act
from tracker.models import Assignment, Paper, Snapshot

LONGEST_TITLE: Final = 200


@transaction.atomic
def freeze_report(audit_id: int, paper: str, *, title: str, as_of: date, by: Viewer) -> Snapshot:
    """Freeze a report of an audit as it stood on `as_of`; what is frozen never changes.

    Raises PermissionDenied (the executive's paper is frozen by the coordinator, the council's by its staff, both by
    these where the council distributes), NotVisible, ValidationError by field: no paper or title, a day to come, or a
    day of which the record says nothing; the same paper, day and title once more.
    """
    access.require(by, Act.FREEZE_REPORT)
    audit = access.visible_audits(by).filter(pk=audit_id).first()
    if audit is None:
        raise NotVisible
    if paper not in Paper.values:
        raise ValidationError({"paper": _("보고서를 골라 주십시오.")})
    access.require_freezing(by, Paper(paper), audit)
    if as_of > by.on:
        raise ValidationError({"on": _("기준일은 오늘까지의 날이어야 합니다.")})
    title = _title(title)
    _hold(audit)
    if audit.snapshots.filter(paper=paper, as_of=as_of, title=title).exists():
        raise ValidationError({"title": _("같은 기준일, 같은 제목의 확정 보고서가 이미 있습니다.")})
    snapshot, entry = freeze(audit, Paper(paper), title=title, on=as_of, by=by)
    record.append(entry)
    return snapshot


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise ValidationError({"title": _("제목을 적어 주십시오.")})
    if len(title) > LONGEST_TITLE:
        raise ValidationError({"title": _("제목은 200자 안으로 적어 주십시오.")})
    return title


def _hold(audit: Audit) -> None:
    """All of the audit stands still, so that figures and rows are those of one moment, as when a round is closed.

    The audit first: of two who freeze the same, one waits for the other, whether or not there is a demand.
    """
    list(Audit.objects.select_for_update(no_key=True).filter(pk=audit.pk).values_list("pk"))
    demands = Demand.objects.filter(audit=audit).order_by("id")
    list(demands.select_for_update(no_key=True).values_list("pk"))
    list(Assignment.objects.filter(demand__audit=audit).locked().values_list("pk"))
