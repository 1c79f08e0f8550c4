"""조직개편: what was recorded, one more in a form or a table, seen before it is confirmed, and called off in time."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset, organisation
from audits.access import Act, Viewer
from audits.actions.call_off_succession import call_off, call_off_day
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Succession
from audits.reorganisation import Plan, Step, plan
from audits.web import holding
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker.actions.reorganise import Reorganised, reorganise
from tracker.web.moves import something_waits
from tracker.web.pages import pager
from tracker.web.reorganisation_forms import CallOffForm, OccasionForm, StepsForm, TableForm
from tracker.web.reorganisation_preview import fingerprint, shown_as

HELD: Final = "reorganisation"
PAGE: Final = 50
MOST_NAMED: Final = 50  # faults on one page


@require_safe
def reorganisation_list(request: HttpRequest) -> HttpResponse:
    """Every step, those of days to come first, a page at a time."""
    viewer = _viewer(request)
    rows = Succession.objects.select_related("predecessor", "successor")
    page = keyset.page(
        rows, ["-day", "-id"], size=PAGE, cursor=request.GET.get("cursor", ""), question="reorganisations"
    )
    shown = [_row(step, viewer) for step in page.rows]
    context = {"rows": shown, "something_waits": something_waits(viewer), **pager(page)}
    return render(request, "tracker/reorganisations.html", context)


@require_http_methods(["GET", "POST"])
def reorganisation_create(request: HttpRequest) -> HttpResponse:
    """The form of one reorganisation, or a table of steps; nothing is stored before it was seen and confirmed."""
    viewer = _viewer(request)
    act = request.POST.get("act", "")
    if act == "table":
        return _from_table(request, viewer)
    data = request.POST if request.method == "POST" else None
    occasion, rows = OccasionForm(data), StepsForm(data, on=viewer.on)
    if act == "more":
        occasion = OccasionForm(initial=request.POST.dict())
        rows.grow(request.POST)
    elif data is not None:
        valid = [occasion.is_valid(), rows.is_valid()]
        if all(valid):
            found = _held(occasion, rows.steps(occasion.cleaned_data), viewer)
            if found:
                return redirect("reorganisation_preview", token=found)
    return _form_page(request, occasion, rows, TableForm())


def _from_table(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = TableForm(request.POST, request.FILES)
    if form.is_valid() and (found := _held(form, form.cleaned_data["file"], viewer)):
        return redirect("reorganisation_preview", token=found)
    return _form_page(request, OccasionForm(), StepsForm(None, on=viewer.on), form)


def _held(form: forms.Form, steps: Sequence[Step], viewer: Viewer) -> str:
    """A token for steps that can be recorded as things stand; empty with the reasons on the form."""
    try:
        plan(steps)
    except ValidationError as error:
        form.add_error(None, error.messages[:MOST_NAMED])
        return ""
    token = holding.hold(HELD, tuple(steps), viewer)
    if not token:
        form.add_error(None, holding.away())
    return token


def _form_page(
    request: HttpRequest, occasion: OccasionForm, rows: StepsForm, table: TableForm
) -> HttpResponse:
    context = {"occasion": occasion, "rows": rows, "table": table, "back_url": reverse("reorganisation_list")}
    away = holding.away() in [*occasion.non_field_errors(), *table.non_field_errors()]
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.OK
    return render(request, "tracker/reorganisation_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def reorganisation_preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the steps would do to departments, work and people; POST records exactly what was shown."""
    viewer = _viewer(request)
    steps: tuple[Step, ...] | None = holding.held(HELD, token, viewer)
    if steps is None:
        return holding.gone(request, HELD, viewer, "reorganisation_create")
    try:
        planned = plan(steps)
        done = _confirmed(request, steps, planned, viewer) if request.method == "POST" else None
    except ValidationError as error:
        refused = {"refusals": error.messages[:MOST_NAMED], "can_confirm": False}
        return render(request, "tracker/reorganisation_preview.html", refused)
    if done:
        holding.release(HELD, token, viewer)
        messages.success(request, _told(done))
        return redirect("reorganisation_list")
    context = {"seen": fingerprint(planned), "can_confirm": True, **shown_as(planned)}
    return render(request, "tracker/reorganisation_preview.html", context)


def _confirmed(
    request: HttpRequest, steps: Sequence[Step], planned: Plan, viewer: Viewer
) -> Reorganised | None:
    """Record what was shown; None where the organisation is another one by now. Raises ValidationError."""
    if request.POST.get("seen") == fingerprint(planned):
        return reorganise(steps, by=viewer)
    words = _("살펴보는 동안 조직이 바뀌었습니다. 등록된 것은 없습니다. 다시 살펴보십시오.")
    messages.warning(request, words)
    return None


def _told(done: Reorganised) -> str:
    told = {"steps": len(done.steps), "moved": done.moved, "people": done.people}
    return (
        _(
            "조직개편을 등록하였습니다(%(steps)s건). 이동한 소관 %(moved)s건, 함께 옮긴 소속 %(people)s건입니다."
        )
        % told
    )


@require_http_methods(["GET", "POST"])
def reorganisation_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """조직개편 취소: why a planned step does not come; refused once its day has come or something builds on it."""
    viewer = _viewer(request)
    step = Succession.objects.select_related("predecessor", "successor").filter(pk=pk).first()
    if step is None:
        raise NotVisible
    same_day = Succession.objects.standing().filter(day=step.day).count()
    form = CallOffForm(request.POST or None, same_day=same_day)
    if request.method == "POST" and form.is_valid():
        gone = attempt(form, lambda: _call_off(form, pk, viewer))
        if gone:
            told = _("조직개편을 취소하였습니다: %(count)s건") % {"count": len(gone)}
            messages.success(request, told)
            _warn_of_who_was_posted_there(request, gone, viewer)
            return redirect("reorganisation_list")
    context = {"step": _row(step, viewer), "form": form, "back_url": reverse("reorganisation_list")}
    return render(request, "tracker/reorganisation_cancel.html", context)


def _call_off(form: CallOffForm, pk: int, viewer: Viewer) -> list[Succession]:
    """Call off one step or its whole day. Raises ValidationError with what keeps it from being called off."""
    act = call_off_day if form.whole_day else call_off
    try:
        return act(pk, reason=form.cleaned_data["reason"], by=viewer)
    except NotAllowedNow as refusal:
        raise ValidationError(str(refusal)) from refusal


def _warn_of_who_was_posted_there(request: HttpRequest, gone: Sequence[Succession], viewer: Viewer) -> None:
    """How many people were to begin in a department that does not come: somebody has to post them anew."""
    left = organisation.people_left_behind(viewer.on).filter(
        department__in=[step.successor_id for step in gone], department__is_void=True
    )
    count = left.values("user").distinct().count()
    if count:
        words = _(
            "생기지 않는 부서로 미리 발령한 사람이 %(count)d명 있습니다. 그 소속에는 권한이 없습니다. "
            "시스템관리자에게 새 소속을 요청하여 주십시오."
        )
        messages.warning(request, words % {"count": count})


def _viewer(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Act.RECORD_SUCCESSION)
    return viewer


def _row(step: Succession, viewer: Viewer) -> dict[str, object]:
    coming = step.day > viewer.on
    return {
        "pk": step.pk,
        "day": step.day,
        "assumed": step.assumed,
        "not_before": step.not_before,
        "kind_label": step.get_kind_display(),
        "predecessor": step.predecessor,
        "successor": step.successor,
        "duties": step.duties,
        "basis": step.basis,
        "void_reason": step.void_reason,
        "state": "void" if step.is_void else ("planned" if coming else "done"),
    }
