"""소관 위원회 of one audit: who follows it up from now on, and the audits that nobody does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import committees
from audits.access import Viewer
from audits.models import Audit
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.change_committee import change_committee, newest_reason
from tracker.lifecycle import Act
from tracker.web.audit_forms import CommitteeForm
from tracker.web.audit_setup import visible_audit


@require_http_methods(["GET", "POST"])
def audit_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """소관 위원회 변경: GET shows who follows the audit up now and who could; POST changes it."""
    viewer = viewer_of(request)
    access.require(viewer, Act.CHANGE_COMMITTEE)
    audit = visible_audit(pk, viewer)
    demands = audit.demands.count()
    form = CommitteeForm(request.POST or None, audit=audit, has_demands=bool(demands), viewer=viewer)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        reason = asked.get("reason", "")
        if attempt(form, lambda: change_committee(pk, asked["committee"].pk, reason=reason, by=viewer)):
            told = _("소관 위원회를 바꾸었습니다: %(committee)s") % {"committee": asked["committee"]}
            messages.success(request, told)
            return redirect("audit_overview", pk=pk)
    context = {
        "audit": audit,
        "title": audit.title,
        "form": form,
        "demands": demands,
        "over": _is_over(audit, viewer),
        "before": newest_reason(audit),
    }
    return render(request, "tracker/audit_committee.html", context)


def waiting_audits(viewer: Viewer) -> list[dict[str, str]]:
    """Audits whose committee is over, for whoever names them another one; one statement, none for others."""
    if not access.may(viewer, Act.CHANGE_COMMITTEE):
        return []
    waiting = committees.audits_without_committee(viewer.on).select_related("committee")
    return [
        {
            "title": str(audit),
            "committee": str(audit.committee),
            "url": reverse("audit_committee", args=[audit.pk]),
        }
        for audit in waiting
    ]


def _is_over(audit: Audit, viewer: Viewer) -> bool:
    return bool(audit.committee and not audit.committee.existed(viewer.on))
