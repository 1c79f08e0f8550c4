"""One demand as officials know it: the demand left, the result right, and its history."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.models import Demand, DemandVersion
from audits.models.demand import DemandQuerySet
from audits.web.viewer import viewer_of
from tracker import access
from tracker.deadlines import Holidays, explain
from tracker.models import Assignment, Evidence, ProgressUpdate, Stage, Tenure, Verdict
from tracker.pending import with_facts
from tracker.web import history
from tracker.web.demands import label, role_label
from tracker.web.due import due
from tracker.web.possible import possible

TITLE = 40  # letters of the demand's text that stand for a title


@require_safe
def demand_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A demand the viewer may see, 404 otherwise; the number of statements does not grow with its history."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    demands = access.visible_demands(viewer)
    demand = demands.select_related("audit", "category", "document", "followup").filter(pk=pk).first()
    if demand is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    rows = list(
        with_facts(Assignment.objects.live().filter(demand=demand))
        .select_related("demand__audit", "department", "officer")
        .order_by("department__rank", "id")
    )
    ways = possible(demand, rows, viewer)
    context = {
        "demand": _facts(demand, viewer),
        "assignments": _assignments(demand, rows, viewer),
        "ways": ways,
        "later": [way for way in ways if way.folded],
        "standing": {"code": demand.followup.standing, "label": demand.followup.get_standing_display()},
        "verified": _verified(demand),
        "history": history.lines(access.visible_events(viewer, demand)),
        "next_url": _neighbour(demands, demand, 1),
        "previous_url": _neighbour(demands, demand, -1),
    }
    return render(request, "tracker/demand.html", context)


def _facts(demand: Demand, viewer: Viewer) -> dict[str, object]:
    council = access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS)
    text = DemandVersion.objects.texts([demand])[demand.pk]
    return {
        "pk": demand.pk,
        "label": label(demand),
        "title": text if len(text) <= TITLE else text[:TITLE].rsplit(" ", 1)[0] + " …",
        "text": text,
        "category_label": demand.category.label,
        "audit_title": str(demand.audit),
        "audit_url": reverse("audit_summary", args=[demand.audit_id]),
        "raised_by": demand.raised_by if council else "",
        "minutes_reference": demand.minutes_reference if council else "",
        "version_note": _version_note(demand),
        "proposed": ", ".join(d.name for d in demand.proposed.order_by("rank"))
        if not demand.followup.live
        else "",
        "withdrawn": demand.withdrawn_at is not None,
    }


def _version_note(demand: Demand) -> str:
    source = (
        _("%(name)s %(line)d번째 줄") % {"name": demand.document.name, "line": demand.line or 1}
        if demand.document
        else ""
    )
    version = _("본문 %(number)d판") % {"number": demand.version}
    return " · ".join(part for part in (version, source) if part)


def _verified(demand: Demand) -> str:
    followup = demand.followup
    words = str(Verdict(followup.verification).label)
    if followup.live <= 1:
        return words
    told = {"words": words, "confirmed": followup.confirmed, "live": followup.live}
    return _("%(words)s (확인 %(confirmed)d/%(live)d)") % told


def _assignments(demand: Demand, rows: list[Assignment], viewer: Viewer) -> list[dict[str, object]]:
    holidays = _holidays(demand, rows)
    readable = access.visible_updates(viewer).filter(assignment__in=rows)
    reports = _newest(readable)
    evidence = defaultdict(list)
    for piece in Evidence.objects.filter(update__in=readable).select_related("document").order_by("id"):
        evidence[piece.assignment_id].append(piece)
    tenures = defaultdict(list)
    for tenure in (
        Tenure.objects.filter(assignment__in=rows)
        .select_related("department", "succession")
        .order_by("start_on", "id")
    ):
        tenures[tenure.assignment_id].append(tenure)
    has_lead = any(row.is_lead for row in rows)
    latest = ProgressUpdate.objects.latest_days(rows)
    return [
        _assignment(row, viewer, reports.get(row.pk), evidence[row.pk], tenures[row.pk])
        | {
            "reported_on": latest.get(row.pk),
            "role_label": role_label(row, live=len(rows), has_lead=has_lead),
            "deadline": explain(row, holidays) if row.due_date else [],
        }
        for row in rows
    ]


def _holidays(demand: Demand, rows: list[Assignment]) -> Holidays:
    """Those from which the due dates of `rows` can be explained; none, and no statement, without any."""
    days = [demand.audit.transmitted_on or row.assigned_on for row in rows if row.due_date]
    return Holidays.load(min(days)) if days else Holidays({})


def _newest(updates: Any) -> dict[int, ProgressUpdate]:
    found: dict[int, ProgressUpdate] = {}
    for update in updates.select_related("department").order_by("assignment_id", "-number"):
        found.setdefault(update.assignment_id, update)
    return found


def _assignment(
    row: Assignment,
    viewer: Viewer,
    report: ProgressUpdate | None,
    evidence: list[Evidence],
    tenures: list[Tenure],
) -> dict[str, object]:
    department = row.department
    reads = access.reads_texts_of(viewer, row)
    owned = department is not None and (row.stage == Stage.CLOSED or department.existed(viewer.on))
    return {
        "department": department.name if department and owned else "",
        "former_department": department.name if department and not owned else "",
        "name_of_the_day": _other_name(report, row),
        "officer": row.officer.name if row.officer else "",
        "status": row.reported_status,
        "status_label": row.get_reported_status_display(),
        "wording": report.wording if report else "",
        "continues": row.continues,
        "verification": row.verification,
        "verification_label": row.get_verification_display(),
        "due": due(row, viewer.on),
        "original_due_date": row.original_due_date,
        "stage_label": row.get_stage_display(),
        "received_on": row.received_on,
        "texts_hidden": not reads,
        "actions_taken": report.actions_taken if report else "",
        "plan": report.plan if report else "",
        "planned_until": report.planned_until if report else None,
        "source_label": report.get_source_display() if report else "",
        "evidence": [evidence_row(piece) for piece in evidence],
        "tenure": [
            {
                "department": t.department.name,
                "start": t.start_on,
                "end": t.end_on,
                "reason": t.reason if reads else "",
            }
            for t in tenures
        ],
    }


def _other_name(report: ProgressUpdate | None, row: Assignment) -> str:
    if report is None or report.department is None or report.department_id == row.department_id:
        return ""
    return report.department.name


def evidence_row(piece: Evidence) -> dict[str, str]:
    """A piece of evidence as pages show it: label, meta, and an address where it has one."""
    if piece.document:
        line = _("%(line)d번째 줄") % {"line": piece.line or 1}
        return {
            "label": piece.document.name,
            "meta": f"{line} · SHA-256 {piece.document_sha256[:12]}…",
            "url": "",
        }
    return {"label": piece.document_number or piece.url, "meta": "", "url": piece.url}


def _neighbour(demands: DemandQuerySet, demand: Demand, step: int) -> str:
    beside = demands.filter(audit=demand.audit_id)
    if step > 0:
        found = (
            beside.filter(number__gt=demand.number).order_by("number").values_list("pk", flat=True).first()
        )
    else:
        found = (
            beside.filter(number__lt=demand.number).order_by("-number").values_list("pk", flat=True).first()
        )
    return reverse("demand_detail", args=[found]) if found else ""
