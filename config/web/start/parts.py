"""What both first pages about an audit show: its two axes, who is late, its charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse

from audits.access import Viewer
from audits.models.audit import short_audit_name
from audits.statuses import ReportedStatus as Status
from config.web.start.chosen import Chosen
from tracker import access, reports
from tracker.models import ReportingRound
from tracker.reports import AuditHeld, Axes, Held
from tracker.reports.held import SOON
from tracker.web import charts
from tracker.web.due import until
from tracker.web.glance import list_url

DAY: Final = timedelta(days=1)
MOST: Final = 12  # departments of the table; the whole is a link away
STRIP: Final = (Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.NOT_REPORTED)
RARE: Final = (Status.NOT_ACCEPTED, Status.TRANSFERRED)


def options(found: Chosen) -> list[Mapping[str, object]]:
    """The audits to choose from."""
    return [
        {
            "value": each.pk,
            "label": short_audit_name(each.year, each.body),
            "current": each.pk == found.audit.pk,
        }
        for each in found.audits
    ]


def heading(found: Chosen, axes: Axes, viewer: Viewer) -> dict[str, object]:
    """What stands below the audit's name: who follows it up, of whom, how much, until when."""
    audit = found.audit
    round_ = ReportingRound.objects.open().filter(audit=audit).first() if found.row.has_round else None
    day = round_.due_on if round_ else audit.default_due_date
    return {
        "title": audit.title,
        "body": audit.body,
        "committee": found.row.committee__name or "",
        "demands": axes.total,
        "round": round_,
        "round_url": reverse("round_detail", args=[round_.pk]) if round_ else "",
        "due": until(day, viewer.on) if day else None,
    }


def both_axes(axes: Axes, held: AuditHeld, audit: Any) -> dict[str, object]:
    """Claim and check on one scale, what lies between them, and the strip of what else there is."""
    return {
        "total": axes.total,
        "completed": axes.completed,
        "completed_url": list_url(audit=audit.pk, standing=Status.COMPLETED.value),
        "completed_width": charts.percent(axes.completed, axes.total),
        "confirmed": axes.confirmed,
        "confirmed_url": list_url(audit=audit.pk, verified=True),
        "checked": charts.checked(axes, audit),
        "gap": axes.completed - axes.confirmed,
        "gap_parts": [
            {
                "code": verdict.value,
                "label": verdict.label,
                "count": rows,
                "url": list_url(audit=audit.pk, standing=Status.COMPLETED.value, check=verdict.value),
            }
            for verdict, rows in axes.gap.items()
        ],
        "strip": _strip(axes, audit),
        "overdue": held.total.overdue,
        "overdue_url": list_url(audit=audit.pk, overdue=True),
        "overdue_original": held.total.overdue_original,
        "original_url": list_url(audit=audit.pk, overdue_original=True),
    }


def _strip(axes: Axes, audit: Any) -> list[dict[str, object]]:
    """What is not 완료, by standing; the rare ones only where there are some."""
    shown = [status for status in (*STRIP, *RARE) if status in STRIP or axes.count(standing=status)]
    found: list[dict[str, object]] = [
        {
            "label": status.label,
            "count": axes.count(standing=status),
            "url": list_url(audit=audit.pk, standing=status.value),
        }
        for status in shown
    ]
    for part in found:
        if part["label"] == Status.NOT_REPORTED.label and axes.undistributed:
            part["undistributed"] = axes.undistributed
            part["undistributed_url"] = list_url(audit=audit.pk, stage="undistributed")
    return found


def departments(held: AuditHeld, audit: Any, viewer: Viewer) -> dict[str, object]:
    """Departments with something late, in 건제순, and the sum over all that owe something."""
    late = [row for row in held.rows if row.overdue or row.overdue_original]
    return {
        "rows": [
            _late(row, viewer, audit=audit.pk, department=row.department or 0) | {"name": row.name}
            for row in late[:MOST]
        ],
        "more": len(late[MOST:]),
        "total": _late(held.total, viewer, audit=audit.pk),
        "whole_url": f"{reverse('audit_summary', args=[audit.pk])}#by-department",
    }


def _late(row: Held, viewer: Viewer, **of: int) -> dict[str, object]:
    return {
        "owed": row.owed,
        "owed_url": list_url(**of, owed=True),
        "overdue": row.overdue,
        "overdue_url": list_url(**of, overdue=True),
        "original": row.overdue_original,
        "original_url": list_url(**of, overdue_original=True),
        "days": (viewer.on - row.oldest).days if row.oldest else 0,
    }


def due_url(audit: Any, viewer: Viewer) -> str:
    """The list of what is owed and falls due within a week; its filters leave out the days they name."""
    before, after = viewer.on - DAY, viewer.on + timedelta(days=SOON) + DAY
    return list_url(audit=audit.pk, owed=True, due_after=before, due_before=after, order="due_date")


def pictures(axes: Axes, held: AuditHeld, found: Chosen, viewer: Viewer) -> dict[str, object]:
    """The three charts and their tables; one statement, for the earlier audits."""
    audit = found.audit
    stacks = charts.progress(axes, audit)
    shares = reports.shares([each.pk for each in found.alike], access.visible_demands(viewer))
    return {
        "progress": stacks,
        "legend": charts.legend(stacks),
        "progress_table": charts.progress_table(stacks),
        "ages": charts.ages(held, audit, viewer.on) if held.total.overdue_original else [],
        "trend": charts.trend(found.alike, shares),
    }
