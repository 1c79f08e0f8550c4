"""부서 목록: taken away as a table, sent back, looked at beside what the office has, and stored as it was shown."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import organisation
from audits.access import Act, Viewer
from audits.actions.department_flaws import sentence
from audits.actions.department_list import keep_list, plan_list
from audits.actions.department_plan import Outcome, Plan, Planned
from audits.intake.department_list import KINDS, Head, Listed, read_list
from audits.intake.draft import Unreadable
from audits.models import Department
from audits.web import holding
from audits.web.csv_file import csv_file
from audits.web.sheet_form import SheetField
from audits.web.viewer import viewer_of

HELD: Final = "departments"
MOST_FLAWS: Final = 100  # said at once; a list with more is put right from the top


class SheetForm(forms.Form):
    """The list as a file."""

    file = SheetField()


@require_http_methods(["GET", "POST"])
def department_sheet(request: HttpRequest) -> HttpResponse:
    """Take a list and go on to what it would change; one that cannot be read is refused on the form."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_DEPARTMENTS)
    form = SheetForm(request.POST or None, request.FILES or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid() and (listed := _listed(form)):
        if token := holding.hold(HELD, listed, viewer):
            return redirect("department_sheet_preview", token=token)
        form.add_error(None, holding.away())
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "audits/department_sheet.html", {"form": form, "heads": list(Head)}, status=status)


@require_http_methods(["GET", "POST"])
def department_sheet_preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the list would change; POST stores exactly what was shown, or shows what is different now."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_DEPARTMENTS)
    listed: Listed | None = holding.held(HELD, token, viewer)
    if listed is None:
        return holding.gone(request, HELD, viewer, "department_sheet")
    refused: list[str] = []
    if request.method == "POST":
        try:
            kept = keep_list(listed, seen=request.POST.get("seen", ""), by=viewer)
        except ValidationError as refusal:
            refused = refusal.messages[:1]
        else:
            holding.release(HELD, token, viewer)
            messages.success(request, _outcome(kept))
            return redirect("department_list")
    context = _shown(plan_list(listed, viewer.on)) | {"refused": refused}
    return render(request, "audits/department_sheet_preview.html", context)


@require_safe
def department_sheet_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The departments of today in the columns that are read back; three statements."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_DEPARTMENTS)
    name = f"departments-{viewer.on:%Y%m%d}.csv"
    return csv_file(name, list(Head), list(_lines(viewer)))


def _listed(form: SheetForm) -> Listed | None:
    """What was read; None with the reason on the form where it is no list of departments."""
    try:
        return read_list(form.cleaned_data["file"].first)
    except Unreadable as error:
        form.add_error("file", str(error))
        return None


def _outcome(kept: Plan) -> str:
    new, changed = len(kept.of(Outcome.NEW, Outcome.FOUNDED)), len(kept.of(Outcome.CHANGED))
    return _("부서 목록을 저장하였습니다. 새 부서 %(new)d개, 바뀐 부서 %(changed)d개입니다.") % {
        "new": new,
        "changed": changed,
    }


def _shown(plan: Plan) -> dict[str, object]:
    new, changed = plan.of(Outcome.NEW, Outcome.FOUNDED), plan.of(Outcome.CHANGED)
    return {
        "flaws": [{"cell": flaw.cell, "says": sentence(flaw)} for flaw in plan.flaws[:MOST_FLAWS]],
        "flaw_count": len(plan.flaws),
        "new": [_new(row) for row in new],
        "changed": [{"name": row.line.name, "differences": row.differences} for row in changed],
        "same_count": len(plan.of(Outcome.SAME)),
        "missing": [row.name for row in plan.missing],
        "seen": plan.fingerprint,
        "can_confirm": not plan.flaws and bool(new or changed),
        "upload_url": reverse("department_sheet"),
    }


def _new(row: Planned) -> dict[str, object]:
    kind = KINDS.get(row.line.kind, ("",))[0]
    return {"line": row.line, "kind": kind, "founded": row.outcome == Outcome.FOUNDED}


def _lines(viewer: Viewer) -> Iterator[list[str]]:
    bureaus = organisation.bureau_names(viewer.on)
    for row in Department.objects.valid(viewer.on).inside().ranked():
        start = row.valid_from
        yield [
            bureaus.get(row.pk, ""),
            row.name,
            KINDS[row.kind][0],
            str(row.rank),
            ", ".join(row.short_names),
            row.duties,
            row.mailbox,
            f"{start.year}. {start.month}. {start.day}." if start else "",
        ]
