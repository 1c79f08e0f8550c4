"""공개 and 공개 중지 of a frozen report: asked once more, with the meeting that heard it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits import committees
from audits.access import Viewer
from audits.models import Office
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.publish import publish, take_down
from tracker.lifecycle import Act
from tracker.models import Meeting, Publication, Snapshot
from tracker.web.report_list import visible_audit, visible_snapshot


class PublishForm(forms.Form):
    """The meeting that heard the report, and why another takes the place of what is public."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=gettext_lazy("이 보고서를 보고받은 회의"),
        empty_label=gettext_lazy("고르지 않음"),
        help_text=gettext_lazy("기준일이나 그 뒤에 열린 소관 위원회의 회의입니다."),
    )
    reason = forms.CharField(
        label=gettext_lazy("정정 사유"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("이미 공개한 것을 바꿀 때 적습니다. 공개 화면의 정정 기록에 그대로 나옵니다."),
    )

    def __init__(self, *args: Any, snapshot: Snapshot, viewer: Viewer, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["meeting"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = _heard_by(snapshot, viewer)
        if is_first:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True


class TakeDownForm(forms.Form):
    """Why the public reads it no more."""

    reason = forms.CharField(
        label=gettext_lazy("공개 중지 사유"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("공개 화면의 정정 기록에 그대로 나옵니다."),
    )


@require_http_methods(["GET", "POST"])
def report_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """공개: what the public will read, the meeting that heard it; POST publishes."""
    viewer = viewer_of(request)
    access.require(viewer, Act.PUBLISH)
    snapshot = visible_snapshot(viewer, pk)
    newest = Publication.objects.filter(audit=snapshot.audit_id).order_by("-id").first()
    form = PublishForm(request.POST or None, snapshot=snapshot, viewer=viewer, is_first=newest is None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        done = attempt(
            form, lambda: publish(pk, said["meeting"].pk, reason=said.get("reason", ""), by=viewer)
        )
        if done:
            messages.success(request, _("공개하였습니다. 로그인하지 않은 사람도 이 보고서를 봅니다."))
            return redirect("report_frozen", pk=pk)
    context = {
        "snapshot": snapshot,
        "audit": snapshot.audit,
        "form": form,
        "is_open": Office.current().is_public,
        "is_public": newest is not None and newest.snapshot_id == pk,
        "takes_place": newest is not None and newest.snapshot_id is not None,
        "back_url": reverse("report_frozen", args=[pk]),
    }
    return render(request, "tracker/report_publish.html", context)


@require_http_methods(["GET", "POST"])
def report_take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """공개 중지 of what is public of an audit."""
    viewer = viewer_of(request)
    access.require(viewer, Act.PUBLISH)
    audit = visible_audit(viewer, pk)
    newest = audit.publications.select_related("snapshot").order_by("-id").first()
    public = newest.snapshot if newest else None
    if request.method != "POST" and public is None:
        return redirect("report_list", pk=pk)
    form = TakeDownForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: take_down(pk, reason=form.cleaned_data["reason"], by=viewer)):
        messages.success(request, _("공개를 중지하였습니다. 공개 화면에는 정정 기록만 남습니다."))
        return redirect("report_list", pk=pk)
    context = {
        "audit": audit,
        "snapshot": public,
        "form": form,
        "back_url": reverse("report_list", args=[pk]),
    }
    return render(request, "tracker/report_take_down.html", context)


def _heard_by(snapshot: Snapshot, viewer: Viewer) -> Any:
    """Meetings that can have heard it: held since its day by the committee, or one that ended in it."""
    held = Meeting.objects.held(viewer.on).filter(held_on__gte=snapshot.as_of).select_related("committee")
    committee = snapshot.audit.committee_id
    if committee:
        held = held.filter(committee__in=committees.with_former({committee}, viewer.on))
    return held.order_by("-held_on", "-id")
