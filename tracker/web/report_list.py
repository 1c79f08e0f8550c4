"""보고서: the audits there are reports of, and those of one audit, frozen or as it stands."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audits import keyset, shown
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit
from audits.web.fields import DayField
from audits.web.viewer import viewer_of
from tracker import access
from tracker.models import Paper, Publication, Snapshot
from tracker.web.pages import pager

PAGE: Final = 25


class PaperForm(forms.Form):
    """Which paper, as of which day."""

    paper = forms.ChoiceField(label=gettext_lazy("보고서"), widget=forms.RadioSelect)
    on = DayField(
        label=gettext_lazy("기준일"),
        help_text=gettext_lazy("오늘이나 지난 날입니다. 지난 날이면 그날 기록된 대로 나옵니다."),
    )

    def __init__(self, asked: Any = None, *, papers: list[Paper], viewer: Viewer) -> None:
        super().__init__(asked, initial={"paper": papers[0] if papers else "", "on": viewer.on})
        self.viewer = viewer
        field = self.fields["paper"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(paper.value, paper.label) for paper in papers]

    def clean_on(self) -> object:
        """Raises ValidationError for a day to come."""
        on = self.cleaned_data["on"]
        if on > self.viewer.on:
            raise ValidationError(_("기준일은 오늘까지의 날이어야 합니다."))
        return on


@require_safe
def report_home(request: HttpRequest) -> HttpResponse:
    """The audits the viewer reads reports of, each with its newest frozen one; three statements."""
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.READ_REPORTS)
    newest = newest_first(access.visible_snapshots(viewer).filter(audit=OuterRef("pk")))
    found: QuerySet[Any] = access.visible_audits(viewer).annotate(newest=Subquery(newest.values("pk")[:1]))
    audits = list(found.order_by("-year", "body", "id"))
    frozen = snapshots_of(viewer).in_bulk([each.newest for each in audits if each.newest])
    counts = dict(
        access.visible_snapshots(viewer).values_list("audit").annotate(count=Count("pk")).order_by()
    )
    rows = [
        {"audit": each, "newest": frozen.get(each.newest), "count": counts.get(each.pk, 0)} for each in audits
    ]
    shown.add(len(rows))
    urges = access.may_read(viewer, access.Right.TAKE_URGE_LETTER)
    return render(request, "tracker/report_home.html", {"rows": rows, "urges": urges})


@require_safe
def report_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen reports of an audit, the newest 기준일 first, a page at a time, and the way to one as it stands."""
    viewer = viewer_of(request)
    audit = visible_audit(viewer, pk)
    page = keyset.page(
        snapshots_of(viewer).filter(audit=audit),
        ["-as_of", "-id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"reports:{pk}",
    )
    papers = readable_papers(viewer, audit)
    context = {
        "audit": audit,
        "form": PaperForm(papers=papers, viewer=viewer) if papers else None,
        "rows": page.rows,
        "public": public_snapshot(audit),
        **pager(page),
    }
    return render(request, "tracker/report_list.html", context)


def visible_audit(viewer: Viewer, pk: int) -> Audit:
    """An audit of which the viewer reads reports. Raises PermissionDenied, NotVisible."""
    audit = access.visible_audits(viewer).select_related("committee").filter(pk=pk).first()
    if audit is None:
        raise NotVisible
    access.require_reports_of(viewer, audit)
    return audit


def visible_snapshot(viewer: Viewer, pk: int) -> Snapshot:
    """A frozen report with its content, audit and round. Raises PermissionDenied, NotVisible."""
    access.require_reading(viewer, access.Right.READ_REPORTS)
    rows = access.visible_snapshots(viewer).select_related("audit", "round")
    snapshot = rows.filter(pk=pk).first()
    if snapshot is None:
        raise NotVisible
    return snapshot


def snapshots_of(viewer: Viewer) -> QuerySet[Snapshot]:
    """Frozen reports the viewer sees, without their content, with their round."""
    return access.visible_snapshots(viewer).defer("content").select_related("round")


def newest_first(snapshots: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
    """By 기준일, of the same day the one that was frozen last."""
    return snapshots.order_by("-as_of", "-id")


def readable_papers(viewer: Viewer, audit: Audit) -> list[Paper]:
    """The papers of an audit that the viewer reads as they stand, the own one first."""
    papers = [paper for paper in Paper if access.may_read_report(viewer, paper, audit)]
    return sorted(papers, key=lambda paper: not access.may_freeze(viewer, paper, audit))


def public_snapshot(audit: Audit) -> int | None:
    """Which frozen report the public reads."""
    newest = Publication.objects.filter(audit=audit).order_by("-id").first()
    return newest.snapshot_id if newest else None


def paper_url(audit: Audit, paper: str, on: str) -> str:
    """The address of a report that is not frozen."""
    return f"{reverse('report_now', args=[audit.pk])}?{urlencode({'paper': paper, 'on': on})}"
