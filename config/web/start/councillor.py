"""The first page of a councillor: what they raised, and how far the audits of their committees are.

Both axes side by side, no official's name, and no doubt that only a machine had (product.md rules 1 and 14).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from audits import committees, keyset
from audits.access import Viewer
from audits.models import Audit, Demand, DemandVersion, Membership, Role
from audits.models.demand import demand_label
from audits.statuses import COLUMNS, RARE_COLUMNS
from notifications.digests.words import BECAME
from tracker import access, reports
from tracker.models import Snapshot
from tracker.reports import AuditRow, RaisedCounts
from tracker.web.audits import OVERDUE, summary_columns, summary_list_url
from tracker.web.demands import label
from tracker.web.due import until
from tracker.web.pages import pager

PAGE: Final = 10
MOST_AUDITS: Final = 3
MOST_CHANGES: Final = 8
ORDER: Final = ["urgency", "-audit__year", "audit_id", "number", "id"]


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/councillor.html` shows; some twenty statements, however much was raised."""
    raised = reports.raised_by(viewer)
    counts = reports.raised_counts(raised)
    cursor = request.GET.get("cursor", "")
    page = keyset.page(
        raised.select_related("audit", "category", "followup"),
        ORDER,
        size=PAGE,
        cursor=cursor,
        question="raised",
    )
    rows = _rows(page.rows, viewer.on)
    audits = _own_audits(viewer)
    frozen = access.visible_snapshots(viewer).filter(audit__in=audits).defer("content")
    newest = frozen.order_by("-as_of", "-id").first()
    changes, changed = _changes(newest, audits) if newest else ([], 0)
    return {
        "raised": rows,
        "counts": counts,
        **pager(page, "seat=councillor"),
        "next": next(_next_things(counts, rows), {}),
        "table": _table(reports.audit_rows(viewer, [audit.pk for audit in audits])) if audits else None,
        "since": newest,
        "changes": changes,
        "changes_count": changed,
    }


def _own_audits(viewer: Viewer) -> list[Audit]:
    """The newest audits that the councillor's committees follow up, and those before them; three statements."""
    seats = Membership.objects.with_rights(viewer.on).filter(user=viewer.user, role=Role.COUNCILLOR)
    own = [pk for pk in seats.values_list("committee", flat=True) if pk]
    followed = access.visible_audits(viewer).filter(committee__in=committees.with_former(own, viewer.on))
    return list(followed.order_by("-year", "body", "id")[:MOST_AUDITS]) if own else []


def _rows(demands: Sequence[Any], on: date) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(demands) if demands else {}
    return [
        {
            "label": label(demand),
            "audit_title": str(demand.audit),
            "text": texts[demand.pk],
            "url": reverse("demand_detail", args=[demand.pk]),
            "paper_url": reverse("demand_sheet_paper", args=[demand.pk]),
            "due": until(demand.due_on, on) if demand.due_on else None,
            "status": demand.followup.standing,
            "status_label": demand.followup.get_standing_display(),
            "verification": demand.followup.verification,
            "verification_label": demand.followup.get_verification_display(),
        }
        for demand in demands
    ]


def _table(rows: Sequence[AuditRow]) -> dict[str, object]:
    """A row an audit, both axes under heads of their own, each figure leading to what it counts."""
    shown = (
        *COLUMNS,
        *(each for each in RARE_COLUMNS if any(getattr(row.counts, each.value) for row in rows)),
    )
    columns = summary_columns(shown, contradicted=any(row.counts.contradicted for row in rows))
    names = [column["code"] for column in columns]
    overdue = {"code": OVERDUE, "label": _("기한 경과(소관)")}
    return {"columns": [*columns, overdue], "rows": [_table_row(row, names) for row in rows]}


def _table_row(row: AuditRow, names: Sequence[str]) -> dict[str, object]:
    figures, audit = asdict(row.counts), row.audit
    late = f"{reverse('demand_list')}?audit={audit.pk}&overdue=on&order=due_date"
    return {
        "label": str(audit),
        "url": reverse("audit_summary", args=[audit.pk]),
        "cells": [
            *({"value": figures[name], "url": summary_list_url(audit, "", name)} for name in names),
            {"value": row.overdue, "url": late},
        ],
    }


def _changes(since: Snapshot, audits: Sequence[Audit]) -> tuple[list[dict[str, object]], int]:
    """The newest of what became of demands of these audits since the report was frozen, and of how many."""
    found = reports.changes_since(reports.number_at(since.created_at), [audit.pk for audit in audits])
    shown = found[:MOST_CHANGES]
    texts = DemandVersion.objects.texts(Demand.objects.filter(pk__in=[change.demand_id for change in shown]))
    rows: list[dict[str, object]] = [
        {
            "label": demand_label(change.category, change.demand_number),
            "year": change.year,
            "text": texts.get(change.demand_id, ""),
            "what": str(BECAME[change.kind]),
            "at": change.at,
            "url": reverse("demand_detail", args=[change.demand_id]),
        }
        for change in shown
    ]
    return rows, len(found)


def _next_things(counts: RaisedCounts, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """What a councillor looks at next, the worst first; the first row is the worst (`ORDER`)."""
    wrong = {
        _("지적한 요구사항 가운데 사실과 다름으로 확인된 것이 %(count)d건 있습니다."): counts.contradicted,
        _("지적한 요구사항 가운데 처리기한이 지난 것이 %(count)d건 있습니다."): counts.late,
    }
    for sentence, count in wrong.items():
        if count and rows:
            yield {
                "sentence": sentence % {"count": count},
                "reason": _("먼저 볼 것: %(label)s") % {"label": rows[0]["label"]},
                "url": str(rows[0]["paper_url"]),
                "action": _("한 장 보기"),
            }
