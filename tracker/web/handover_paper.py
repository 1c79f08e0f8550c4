"""업무 인계서: what somebody is named for, how far it is and what comes next, on paper for whoever comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import shown
from audits.access import Viewer
from audits.errors import NotVisible
from audits.gates import Gate
from audits.models import DemandVersion, User
from audits.web.csv_file import csv_file
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import access
from tracker.lifecycle import WAITING, Fact
from tracker.models import HandoverState, ProgressUpdate, ReportDraft, Stage
from tracker.models.assignment import AssignmentQuerySet
from tracker.pending import with_facts
from tracker.web.demands import label
from tracker.web.due import due

MOST: Final = 300  # on one paper; the table has them all
NEXT: Final[Mapping[Stage, str | Promise]] = {
    Stage.ASSIGNED: gettext_lazy("접수 확인"),
    Stage.WORKING: gettext_lazy("처리상황 보고, 다 처리하면 종결 보고"),
    Stage.RETURNED: gettext_lazy("보완하여 다시 보고"),
    Stage.CLAIMED: gettext_lazy("의회의 이행 확인을 기다림"),
}
BESIDE: Final = {
    HandoverState.OFFERED: Fact.HANDOVER_OFFERED,
    HandoverState.REFUSED: Fact.HANDOVER_REFUSED,
}
HEADS: Final[Sequence[str | Promise]] = (
    gettext_lazy("행정사무감사"),
    gettext_lazy("번호"),
    gettext_lazy("요구 내용"),
    gettext_lazy("소관부서"),
    gettext_lazy("단계"),
    gettext_lazy("추진상황"),
    gettext_lazy("처리기한"),
    gettext_lazy("마지막 보고"),
    gettext_lazy("추진내용"),
    gettext_lazy("향후계획"),
    gettext_lazy("완료 예정일"),
    gettext_lazy("다음에 할 일"),
    gettext_lazy("작성 중"),
)


@require_safe
def handover_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a person, for oneself and for the head; 404 for others. Five statements, however many items."""
    viewer = viewer_of(request)
    person = _person(pk, viewer)
    found = list(_items(person, viewer)[: MOST + 1])
    rows = list(_rows(found[:MOST], viewer))
    shown.add(len(rows))
    context = {
        "person": person,
        "on": viewer.on,
        "rows": rows,
        "more": len(found) > MOST,
        "csv_url": reverse("handover_paper_csv", args=[person.pk]),
        **_back(person, viewer),
    }
    return render(request, "tracker/handover_paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def handover_paper_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a table, whole; of several items first the reason is asked for."""
    viewer = viewer_of(request)
    person = _person(pk, viewer)
    found = _items(person, viewer)

    def download() -> HttpResponseBase:
        lines = [_line(row) for row in _rows(list(found), viewer)]
        return csv_file(f"handover-{person.pk}.csv", [str(head) for head in HEADS], lines)

    back = reverse("handover_paper", args=[person.pk])
    return with_reason(request, download, title=_("업무 인계서"), items=found.count(), back_url=back)


def _back(person: User, viewer: Viewer) -> dict[str, str]:
    """Where the paper was asked for: one's own work, or the people of the department."""
    if not viewer.department_ids:
        return {"back_url": reverse("start"), "back_label": _("시작 화면으로")}
    if person.pk == viewer.user.pk:
        return {"back_url": reverse("work"), "back_label": _("내 할 일")}
    return {"back_url": reverse("own_people"), "back_label": _("부서 사람")}


def _person(pk: int, viewer: Viewer) -> User:
    """Whose paper it is: oneself, or who is or was in a department that the viewer heads. Raises NotVisible."""
    person = get_object_or_404(User.objects.prefetch_related("memberships"), pk=pk)
    places = {row.department_id for row in person.memberships.all()}
    if not any(access.may_hand_on(viewer, pk, place) for place in places):
        raise NotVisible
    return person


def _items(person: User, viewer: Viewer) -> AssignmentQuerySet:
    """With the newest report that was filed, what waits beside the stage, and when a report was begun."""
    filed = access.visible_updates(viewer).filter(filed_at__isnull=False, assignment=OuterRef("pk"))
    drafts = ReportDraft.objects.filter(assignment=OuterRef("pk"), author=person)
    rows = with_facts(access.handed_on(viewer, person.pk)).annotate(
        newest=Subquery(filed.order_by("-filed_at", "-number").values("pk")[:1]),
        begun_at=Subquery(drafts.values("saved_at")[:1]),
    )
    loaded = rows.select_related("demand__audit", "demand__category", "department")
    return loaded.order_by("department__rank", "due_order", "id")


def _rows(found: Sequence[Any], viewer: Viewer) -> Iterator[dict[str, object]]:
    texts = DemandVersion.objects.texts(row.demand for row in found)
    reports = ProgressUpdate.objects.in_bulk([row.newest for row in found if row.newest])
    for row in found:
        yield _row(row, texts[row.demand_id], reports.get(row.newest), viewer)


def _row(row: Any, text: str, report: ProgressUpdate | None, viewer: Viewer) -> dict[str, object]:
    return {
        "pk": row.pk,
        "audit_title": str(row.demand.audit),
        "label": label(row.demand),
        "text": text,
        "point": row.point,
        "department": str(row.department),
        "stage": row.get_stage_display(),
        "status": row.get_reported_status_display(),
        "due": due(row, viewer.on),
        "due_date": row.due_date,
        "reported_on": report.reported_on if report else None,
        "actions_taken": report.actions_taken if report else "",
        "plan": report.plan if report else "",
        "planned_until": report.planned_until if report else None,
        "next": " · ".join(_next(row)),
        "begun_at": row.begun_at,
    }


def _next(row: Any) -> list[str]:
    """What the rules ask for at this stage, and what others have still to answer."""
    gate = str(Gate(row.pending_gate).label) if row.pending_gate else ""
    asked = Fact.EXTENSION_ASKED if row.pending_request else None
    beside = [str(WAITING[fact]) for fact in (asked, BESIDE.get(row.pending_offer)) if fact]
    return [gate or str(NEXT[Stage(row.stage)]), *beside]


def _line(row: Mapping[str, Any]) -> list[object]:
    return [
        row["audit_title"],
        row["label"],
        row["text"],
        " · ".join(part for part in (row["department"], row["point"]) if part),
        row["stage"],
        row["status"],
        row["due_date"] or "",
        row["reported_on"] or "",
        row["actions_taken"],
        row["plan"],
        row["planned_until"] or "",
        row["next"],
        row["begun_at"].date() if row["begun_at"] else "",
    ]
