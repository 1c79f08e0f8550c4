"""What the pages of a 처리상황 보고 show: the form beside the report before it, and two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import DemandVersion
from tracker import access
from tracker.checks import Doubt
from tracker.lifecycle import Report, next_stage
from tracker.models import Assignment, ProgressUpdate, ReportDraft
from tracker.pending import facts_of
from tracker.web.changed import changed
from tracker.web.demands import label
from tracker.web.dossier import evidence_row
from tracker.web.doubts import looked_at
from tracker.web.due import due
from tracker.web.former_checks import owed_again
from tracker.web.possible import refusal
from tracker.web.records import lines
from tracker.web.report_form import CHOICES, ReportForm, hidden
from tracker.web.side_by_side import side_by_side
from tracker.web.waiting import gates_before, waiting_row


@dataclass(frozen=True)
class Seen:
    """What a page of the form tells beside it.

    `doubts` to look at before it is sent; `shown`: the report as it would stand (미리 보기); `refused`: what was wrong
    with files that came with it.
    """

    doubts: Sequence[Doubt] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    refused: Sequence[str] = ()


def form_page(
    request: HttpRequest,
    assignment: Assignment,
    viewer: Viewer,
    form: ReportForm,
    draft: ReportDraft | None = None,
    seen: Seen = Seen(),
) -> HttpResponse:
    """The form, with the report before it and what is new against that."""
    before = newest(assignment, viewer)
    context = about(assignment, viewer, before) | {
        "form": form,
        "changed": changed(before, form.fields_typed()),
        "doubts": seen.doubts,
        "shown": seen.shown,
        "refused": seen.refused,
        "looked_at": seen.doubts or looked_at(request),
        "saved": saved(draft) if draft else "",
        "outdated": draft is not None and draft.base_version != assignment.version,
        "no_change_refused": _no_change_refused(assignment, viewer, before),
    }
    return render(request, "tracker/report.html", context)


def versus_page(
    request: HttpRequest,
    assignment: Assignment,
    viewer: Viewer,
    draft: ReportDraft,
    status: HTTPStatus = HTTPStatus.PRECONDITION_FAILED,
) -> HttpResponse:
    """412: what I wrote and what is there now side by side, and the ways to go on."""
    newest_event = access.visible_events(viewer, assignment.demand).filter(
        subject_kind="assignment", subject_id=assignment.pk
    )
    texts = side_by_side(draft.fields, there_now(assignment, viewer))
    context = about(assignment, viewer, None) | {
        "said_by": next(iter(lines.lines(newest_event[:1])), None),
        "texts": texts,
        "differs": any(text["differs"] for text in texts),
        "fields": hidden(draft.fields),
    }
    return render(request, "tracker/report_stale.html", context, status=status)


def there_now(assignment: Assignment, viewer: Viewer) -> ProgressUpdate | None:
    """The report that stands against what somebody writes: one that waits at a gate, else the one filed last."""
    waiting = waiting_row(assignment, viewer)
    return waiting.update if waiting and waiting.update.gate else newest(assignment, viewer)


def about(assignment: Assignment, viewer: Viewer, before: ProgressUpdate | None) -> dict[str, Any]:
    """What every page of a report says of the assignment; `before` is the report before it."""
    demand = assignment.demand
    return {
        "assignment": assignment,
        "demand": {"label": label(demand), "text": DemandVersion.objects.texts([demand])[demand.pk]},
        "due": due(assignment, viewer.on),
        "before": _before(before),
        "gates": gates_before(assignment),
        "way_back": waiting_row(assignment, viewer),
        "asked_again": owed_again([assignment]).get(assignment.pk),
    }


def newest(assignment: Assignment, viewer: Viewer) -> ProgressUpdate | None:
    """The report filed last that this person may read."""
    filed = access.visible_updates(viewer).filter(assignment=assignment, filed_at__isnull=False)
    return filed.select_related("department", "author").order_by("-number").first()


def shown(form: ReportForm, doubts: Sequence[Doubt]) -> dict[str, Any]:
    """A report that is not sent yet, as it would stand. Call on a valid form."""
    words = form.words()
    files = [row.name for row in form.file_rows() if row.name]
    rows = [piece.document_number or piece.url for piece in words.evidence if piece.upload is None]
    told = {status.value: status.label for status in CHOICES}
    return {"words": words, "label": told[words.status], "pieces": [*files, *rows], "doubts": doubts}


def saved(draft: ReportDraft) -> str:
    """When a draft was kept, in words."""
    clock = timezone.localtime(draft.saved_at).strftime("%H:%M")
    return _("%(clock)s 저장됨. 나가도 남아 있습니다") % {"clock": clock}


def _before(update: ProgressUpdate | None) -> dict[str, Any]:
    if update is None:
        return {}
    return {
        "update": update,
        "evidence": [
            evidence_row(piece)
            for piece in update.evidence.select_related("document", "file", "removal").order_by("id")
        ],
    }


def _no_change_refused(assignment: Assignment, viewer: Viewer, before: ProgressUpdate | None) -> str:
    """Why 변동 없음 cannot be reported; empty where it can."""
    if before is None:
        return _("앞선 보고가 있어야 변동 없음을 보고할 수 있습니다.")
    return refusal(lambda: next_stage(Report.NO_CHANGE, assignment.stage, facts_of(assignment, viewer.on)))
