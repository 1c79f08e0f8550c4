"""요구사항을 서식으로 등록: an empty sheet is taken, filled in, sent, looked at row by row, and logged as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import organisation, reference
from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.intake.draft import Unreadable
from audits.intake.lines import squeezed
from audits.models import Audit, Category, DemandVersion
from audits.web import holding
from audits.web.sheet_form import SheetField
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.audits import DemandFacts, last_number, log_demands
from tracker.exports.demand_form import demand_form
from tracker.lifecycle import Act
from tracker.sheets import demands
from tracker.sheets.demands import Known, Wanted
from tracker.web import asked
from tracker.web.audit_setup import untransmitted
from tracker.web.sheet_forms import workbook

HELD: Final = "demand_sheet"
MOST: Final = 500  # demands that are looked at and logged together


class DemandSheetForm(forms.Form):
    """The sheet that comes back."""

    file = SheetField(label=gettext_lazy("작성한 서식"))


@dataclass(frozen=True)
class Held:
    """A sheet for one audit that was read and waits for its person to confirm it."""

    audit: int
    name: str
    rows: tuple[Wanted, ...]


@require_http_methods(["GET", "POST"])
def demand_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the sheet is taken and sent; POST reads it and goes on to the preview. 409 after the transmittal."""
    viewer, audit = _opened(request, pk)
    form = DemandSheetForm(request.POST or None, request.FILES or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid() and (held := _read(form, audit, viewer)):
        if token := holding.hold(HELD, held, viewer):
            return redirect("demand_sheet_preview", pk=pk, token=token)
        form.add_error(None, holding.away())
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "tracker/demand_sheet.html", {"form": form, "audit": audit}, status=status)


@require_safe
def demand_sheet_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The empty sheet."""
    _viewer, audit = _opened(request, pk)
    return workbook(demand_form(audit, reference.offered_categories()), f"요구사항등록_{audit.year}.xlsx")


@require_http_methods(["GET", "POST"])
def demand_sheet_preview(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Row by row what would be logged, with which numbers; POST logs the ticked rows, all or none."""
    viewer, audit = _opened(request, pk)
    held: Held | None = holding.held(HELD, token, viewer)
    if held is None or held.audit != pk:
        return holding.gone(request, HELD, viewer, "demand_sheet", pk=pk)
    if request.method == "POST" and (chosen := _ticked(request, held)):
        try:
            logged = log_demands(pk, _facts(chosen, viewer), after=_seen(request), by=viewer)
        except NotAllowedNow as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        holding.release(HELD, token, viewer)
        messages.success(request, _("요구사항을 등록하였습니다: %(count)d건") % {"count": len(logged)})
        return redirect("audit_overview", pk=pk)
    context = {
        "audit": audit,
        "name": held.name,
        "rows": _rows(held),
        "nothing_chosen": request.method == "POST",
        "faulty": sum(bool(row.faults) for row in held.rows),
        "last": last_number(pk),
    }
    return render(request, "tracker/demand_sheet_preview.html", context)


def _rows(held: Held) -> list[dict[str, object]]:
    labels = {category.code: category.label for category in reference.categories()}
    return [{"wanted": row, "category": labels.get(row.category, "")} for row in held.rows]


def _opened(request: HttpRequest, pk: int) -> tuple[Viewer, Audit]:
    """Who asks, and the audit that is still to be sent. Raises PermissionDenied, NotVisible, NotAllowedNow."""
    viewer = viewer_of(request)
    access.require(viewer, Act.LOG_DEMAND)
    return viewer, untransmitted(pk, viewer, _("요구사항 등록"))


def _read(form: DemandSheetForm, audit: Audit, viewer: Viewer) -> Held | None:
    """The sheet; None with the reason on the form where it is none."""
    try:
        rows = demands.read(form.cleaned_data["file"], _known(audit, viewer))
    except Unreadable as error:
        form.add_error("file", str(error))
        return None
    if len(rows) > MOST:
        told = _("한 번에 %(most)d건까지 등록할 수 있습니다. 서식을 나누어 올려 주십시오.") % {"most": MOST}
        form.add_error("file", told)
        return None
    return Held(audit.pk, str(getattr(form.files["file"], "name", "")), rows)


def _known(audit: Audit, viewer: Viewer) -> Known:
    """What the words of a sheet are understood by today; the texts are those of the audit's demands."""
    categories = reference.offered_categories()
    named = {
        squeezed(word): category.code
        for category in reversed(categories)
        for word in (*category.headings, category.short_label, category.label)
    }
    texts = DemandVersion.objects.current().filter(demand__in=audit.demands.counted())
    return Known(
        labels=[category.label for category in categories],
        categories=named,
        departments=organisation.vocabulary(viewer.on).departments,
        texts={squeezed(text) for text in texts.values_list("text", flat=True)},
    )


def _facts(rows: list[Wanted], viewer: Viewer) -> list[DemandFacts]:
    """What is logged. A department that is no more since the sheet was read stays out."""
    categories = {category.code: category for category in Category.objects.all()}
    named = organisation.departments_named({name for row in rows for name in row.departments}, viewer.on)
    return [
        DemandFacts(
            category=categories[row.category],
            text=row.text,
            raised_by=row.raised_by,
            minutes_reference=row.minutes_reference,
            proposed=[named[name] for name in row.departments if name in named],
        )
        for row in rows
    ]


def _ticked(request: HttpRequest, held: Held) -> list[Wanted]:
    """The rows to log; none where a row of the sheet cannot be, because the order would not be the document's."""
    chosen = {asked.number(row) for row in request.POST.getlist("item")}
    if any(row.faults for row in held.rows):
        return []
    return [row for row in held.rows if row.row in chosen]


def _seen(request: HttpRequest) -> int:
    return asked.number(request.POST.get("last", ""))
