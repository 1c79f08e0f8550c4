"""Audits and their 총괄 tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.models import Audit
from audits.shown import add as add_shown
from audits.statuses import COLUMNS, RARE_COLUMNS
from audits.statuses import ReportedStatus as Status
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.lifecycle import Act
from tracker.reports import Counts, DepartmentRow, undistributed_by_audit

OVERDUE: Final = "overdue"
THEN: Final = "then"  # by who held it on the audit's day


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    """Audits the viewer may see, newest first."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    waiting = undistributed_by_audit(viewer)
    rows = reports.audit_rows(viewer)
    add_shown(len(rows))
    context = {
        "audits": [_audit_row(row, waiting.get(row.audit.pk, 0)) for row in rows],
        "set_up_url": reverse("audit_create") if access.may(viewer, Act.SET_UP_AUDIT) else "",
        "repeats_url": reverse("repeat_list") if access.may(viewer, Act.DECIDE_REPEAT) else "",
        "import_url": reverse("import_upload") if access.may(viewer, Act.IMPORT_PUBLISHED) else "",
    }
    return render(request, "tracker/audits.html", context)


@require_safe
def audit_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The 총괄 table of one audit, and its assignments by department, over what the viewer may see."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    audit = access.visible_audits(viewer).filter(pk=pk).first()
    if audit is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    summary = reports.summary(audit, access.visible_demands(viewer))
    shown = (*COLUMNS, *(status for status in RARE_COLUMNS if getattr(summary.total, status.value)))
    then = request.GET.get("structure") == THEN
    by_department = reports.by_department_then if then else reports.by_department
    departments = by_department(audit, access.listed(viewer), on=viewer.on)
    context = {
        "audit": {"title": audit.title, "body": audit.body},
        "as_of": viewer.on,
        "columns": summary_columns(shown, contradicted=bool(summary.total.contradicted)),
        "rows": _summary_rows(audit, summary, shown),
        "withdrawn": summary.withdrawn,
        "department_columns": _department_columns(departments),
        "departments": _department_rows(audit, departments, linked=not then),
        "structures": _structures(then=then),
        **_ways_to_urge(viewer, audit, overdue=any(row.overdue for row in departments)),
        "record_head": reports.record_head(),
    }
    return render(request, "tracker/summary.html", context)


def _audit_row(row: reports.AuditRow, waiting: int) -> dict[str, object]:
    audit = row.audit
    return {
        "state": _state(audit, row.counts.total, waiting),
        "overview_url": reverse("audit_overview", args=[audit.pk]),
        "title": audit.title,
        "body": audit.body,
        "url": f"{reverse('demand_list')}?audit={audit.pk}",
        "summary_url": reverse("audit_summary", args=[audit.pk]),
        "demands": row.counts.total,
        "completed": row.counts.completed,
        "confirmed": row.counts.verified,
        "overdue": row.overdue,
    }


def _state(audit: Audit, demands: int, waiting: int) -> str:
    """How far an audit has come, in two or three words; `waiting` of its demands nobody has yet."""
    if not audit.transmitted_on and waiting == demands:
        return _("이송 전")
    return _("배부 전 %(count)d건") % {"count": waiting} if waiting else _("처리 중")


def summary_columns(shown: tuple[Status, ...], *, contradicted: bool) -> list[dict[str, str]]:
    """The columns of the 총괄표: both axes, the rare ones where there is something in them."""
    columns = [{"code": "total", "label": _("계")}]
    columns += [{"code": status.value, "label": str(status.label)} for status in shown]
    columns.append({"code": "verified", "label": _("완료·이행 확인")})
    return [*columns, {"code": "contradicted", "label": _("사실과 다름")}] if contradicted else columns


def _summary_rows(
    audit: Audit, summary: reports.Summary, shown: tuple[Status, ...]
) -> list[dict[str, object]]:
    names = [
        column["code"] for column in summary_columns(shown, contradicted=bool(summary.total.contradicted))
    ]
    rows = [_summary_row(audit, _("계"), "", summary.total, names) | {"is_total": True}]
    return rows + [_summary_row(audit, row.label, row.category, row.counts, names) for row in summary.rows]


def _summary_row(
    audit: Audit, label: str, category: str, counts: Counts, names: list[str]
) -> dict[str, object]:
    figures = asdict(counts)
    return {
        "label": label,
        "is_total": False,
        "cells": [{"value": figures[name], "url": summary_list_url(audit, category, name)} for name in names],
    }


def summary_list_url(audit: Audit, category: str, column: str) -> str:
    """The list of demands that a figure of the 총괄표 counts."""
    ways: dict[str, dict[str, str]] = {
        "total": {},
        "verified": {"verified": "on"},
        "contradicted": {"verification": "contradicted"},
    }
    asked: dict[str, Any] = {
        "audit": audit.pk,
        "category": category,
        **ways.get(column, {"standing": column}),
    }
    return f"{reverse('demand_list')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _department_columns(rows: list[DepartmentRow]) -> list[dict[str, str]]:
    shown = (*COLUMNS, *(s for s in RARE_COLUMNS if any(row.by_status[s] for row in rows)))
    return [
        {"code": "total", "label": _("계")},
        *({"code": status.value, "label": str(status.label)} for status in shown),
        {"code": "awaiting", "label": _("확인 대기")},
        {"code": "confirmed", "label": _("이행 확인")},
        {"code": OVERDUE, "label": _("기한 경과")},
    ]


def _structures(*, then: bool) -> list[dict[str, object]]:
    """The two ways to count by department, and which is shown."""
    return [
        {"label": _("오늘 조직 기준"), "url": "?#by-department", "current": not then},
        {"label": _("당시 조직 기준"), "url": f"?structure={THEN}#by-department", "current": then},
    ]


def _department_rows(audit: Audit, rows: list[DepartmentRow], *, linked: bool) -> list[dict[str, object]]:
    """A row a department; linked to the list where that shows what was counted."""
    names = [column["code"] for column in _department_columns(rows)]
    return [
        {
            "label": row.department.name if row.department else _("소관 없음"),
            "url": _department_url(audit, row) if linked else "",
            "is_total": False,
            "cells": [
                {
                    "value": _figure(row, name),
                    "url": _department_url(audit, row, overdue="on") if linked and name == OVERDUE else "",
                }
                for name in names
            ],
        }
        for row in rows
    ]


def _figure(row: DepartmentRow, name: str) -> int:
    return row.by_status[name] if name in row.by_status else getattr(row, name)


def _department_url(audit: Audit, row: DepartmentRow, **also: str) -> str:
    department = row.department.pk if row.department else 0
    asked = {"audit": str(audit.pk), "department": str(department), **also}
    return f"{reverse('demand_list')}?{urlencode(asked)}"


def _ways_to_urge(viewer: Viewer, audit: Audit, *, overdue: bool) -> dict[str, str]:
    """Where what is overdue of the audit is urged, by mail and by letter, for whom and when there is something."""
    urges = overdue and access.may_in(viewer, Act.REMIND, audit)
    takes = overdue and access.may_read(viewer, access.Right.TAKE_URGE_LETTER)
    return {
        "urge_url": f"{reverse('urge')}?{urlencode({'all': 'on', 'audit': audit.pk})}" if urges else "",
        "letter_url": f"{reverse('urge_letter')}?{urlencode({'audit': audit.pk})}" if takes else "",
    }
