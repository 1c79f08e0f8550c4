"""감사 등록, 요구사항 등록, 이송, and the page of an audit with the one next thing to do."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Demand, DemandVersion
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, deadlines
from tracker.actions import audits
from tracker.actions.change_committee import newest_reason
from tracker.lifecycle import Act
from tracker.models import OUTSTANDING, Stage
from tracker.reports import AuditState, audit_state
from tracker.web.audit_forms import AuditForm, DemandForm, TransmittalForm
from tracker.web.demands import label
from tracker.web.pages import pager
from tracker.web.records import lines

PAGE: Final = 25


@require_http_methods(["GET", "POST"])
def audit_create(request: HttpRequest) -> HttpResponse:
    """감사 등록; goes on to the audit's page."""
    viewer = viewer_of(request)
    access.require(viewer, Act.SET_UP_AUDIT)
    form = AuditForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        audit = attempt(form, lambda: audits.set_up_audit(form.facts(), by=viewer))
        if audit:
            messages.success(request, _("감사를 등록하였습니다."))
            return redirect("audit_overview", pk=audit.pk)
    return render(request, "tracker/audit_form.html", {"form": form})


@require_safe
def audit_overview(request: HttpRequest, pk: int) -> HttpResponse:
    """An audit the viewer may see: its facts, how far it has come, and what this person does next."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    audit = visible_audit(pk, viewer)
    state = audit_state(audit, viewer)
    page = _demands(audit, viewer, request.GET.get("cursor", ""))
    texts = DemandVersion.objects.texts(page.rows)
    logging = _may_log(audit, state, viewer)
    context = {
        "audit": audit,
        "title": audit.title,
        "state": state,
        "stages": [(stage.label, state.by_stage[stage]) for stage in Stage if state.by_stage[stage]],
        "next": _next_thing(audit, state, viewer),
        "log_url": reverse("demand_log", args=[pk]) if logging else "",
        "round_url": f"{reverse('round_create')}?audit={pk}" if _may_open_round(audit, state, viewer) else "",
        "demands": [_demand_row(demand, texts[demand.pk], logging) for demand in page.rows],
        **pager(page),
        **_committee(audit, viewer),
        "history": lines.lines(access.visible_audit_events(viewer, audit)),
    }
    return render(request, "tracker/audit.html", context)


@require_http_methods(["GET", "POST"])
def demand_log(request: HttpRequest, pk: int) -> HttpResponse:
    """요구사항 등록, one after the other: `act` again comes back to an empty form. 409 after the transmittal."""
    viewer = viewer_of(request)
    access.require(viewer, Act.LOG_DEMAND)
    audit = untransmitted(pk, viewer, _("요구사항 등록"))
    form = DemandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        demand = attempt(form, lambda: audits.log_demand(pk, form.facts(), by=viewer))
        if demand:
            told = _("요구사항을 등록하였습니다: %(label)s") % {"label": label(demand)}
            messages.success(request, told)
            return redirect("demand_log" if request.POST.get("act") == "again" else "audit_overview", pk=pk)
    return render(request, "tracker/demand_form.html", {"form": form, "audit": audit})


@require_http_methods(["GET", "POST"])
def demand_rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """요구사항 수정, as long as the audit is not transmitted; 409 after that."""
    viewer = viewer_of(request)
    access.require(viewer, Act.LOG_DEMAND)
    demand = access.visible_demands(viewer).select_related("audit", "category").filter(pk=pk).first()
    if demand is None:
        raise NotVisible
    audit = untransmitted(demand.audit_id, viewer, _("요구사항 수정"))
    form = DemandForm(request.POST or None, initial=_as_logged(demand), keeps=demand.category)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: audits.rewrite_demand(pk, form.facts(), by=viewer))
    ):
        messages.success(request, _("저장하였습니다."))
        return redirect("audit_overview", pk=audit.pk)
    context = {"form": form, "audit": audit, "demand_label": label(demand)}
    return render(request, "tracker/demand_form.html", context)


@require_http_methods(["GET", "POST"])
def audit_transmit(request: HttpRequest, pk: int) -> HttpResponse:
    """이송: the letter is asked for, then once more whether; after that the texts are fixed."""
    viewer = viewer_of(request)
    access.require(viewer, Act.TRANSMIT)
    audit = untransmitted(pk, viewer, _("이송"))
    form = TransmittalForm(request.POST or None, initial={"on": viewer.on})
    asked = request.method == "POST" and form.is_valid() and request.POST.get("act") != "change"
    if asked and request.POST.get("act") == "transmit" and attempt(form, _sending(form, pk, viewer)):
        messages.success(request, _("이송하였습니다. 요구사항의 본문은 이제 고정되었습니다."))
        return redirect("distribution" if access.may(viewer, Act.ASSIGN) else "audit_overview", pk=audit.pk)
    context = {
        "audit": audit,
        "form": form,
        "state": audit_state(audit, viewer),
        "asked": asked and form.is_valid(),
        "due": _due_when_sent(audit, form.cleaned_data["on"]) if asked and form.is_valid() else None,
        "distributes": access.may(viewer, Act.ASSIGN),
    }
    return render(request, "tracker/transmit.html", context)


def visible_audit(pk: int, viewer: Viewer) -> Audit:
    """An audit this person may see. Raises NotVisible."""
    audit = access.visible_audits(viewer).select_related("committee").filter(pk=pk).first()
    if audit is None:
        raise NotVisible
    return audit


def untransmitted(pk: int, viewer: Viewer, act: str) -> Audit:
    """An audit this person may see and that was not sent yet. Raises NotVisible, and NotAllowedNow naming `act`."""
    audit = visible_audit(pk, viewer)
    if audit.transmitted_on:
        raise NotAllowedNow(_("%(act)s: 이미 이송한 감사입니다.") % {"act": act})
    return audit


def _sending(form: TransmittalForm, pk: int, viewer: Viewer) -> Callable[[], Audit]:
    asked = form.cleaned_data
    return lambda: audits.transmit(pk, on=asked["on"], number=asked["number"], by=viewer)


def _due_when_sent(audit: Audit, on: date) -> date | None:
    """The due date that the audit would have if it were transmitted on `on`."""
    sent = copy(audit)
    sent.transmitted_on = on
    return deadlines.default_due_date(sent, deadlines.Holidays.load(on))


def _as_logged(demand: Demand) -> dict[str, object]:
    return {
        "category": demand.category,
        "text": DemandVersion.objects.texts([demand])[demand.pk],
        "raised_by": demand.raised_by,
        "minutes_reference": demand.minutes_reference,
    }


def _may_log(audit: Audit, state: AuditState, viewer: Viewer) -> bool:
    """Before the transmittal; what was imported with answers is complete already."""
    return not audit.transmitted_on and not state.assignments and access.may(viewer, Act.LOG_DEMAND)


def _may_open_round(audit: Audit, state: AuditState, viewer: Viewer) -> bool:
    """Where something is owed; that a round is open already is told when another one is asked for."""
    owed = any(state.by_stage[stage] for stage in OUTSTANDING)
    return owed and access.may_in(viewer, Act.OPEN_ROUND, audit)


def _demands(audit: Audit, viewer: Viewer, cursor: str) -> keyset.Page[Demand]:
    found = access.visible_demands(viewer).counted().filter(audit=audit).select_related("category")
    return keyset.page(found, ["number", "id"], size=PAGE, cursor=cursor, question=f"audit:{audit.pk}")


def _demand_row(demand: Demand, text: str, logging: bool) -> dict[str, object]:
    return {
        "label": label(demand),
        "text": text,
        "url": reverse("demand_detail", args=[demand.pk]),
        "rewrite_url": reverse("demand_rewrite", args=[demand.pk]) if logging else "",
    }


def _committee(audit: Audit, viewer: Viewer) -> dict[str, object]:
    """Where an audit's committee is changed, whether it is over, and, for the council, why it became that one."""
    may = access.may(viewer, Act.CHANGE_COMMITTEE)
    council = access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS)
    return {
        "committee_reason": newest_reason(audit) if council else None,
        "committee_url": reverse("audit_committee", args=[audit.pk]) if may else "",
        "committee_over": bool(audit.committee and not audit.committee.existed(viewer.on)),
    }


def _next_thing(audit: Audit, state: AuditState, viewer: Viewer) -> dict[str, str]:
    """Sentence, reason, address and button of what this person does next; empty where it is others' turn."""
    if _may_log(audit, state, viewer) and not state.demands:
        return _thing(_("요구사항을 등록하여 주십시오."), "", "demand_log", _("요구사항 등록"), audit)
    if not audit.transmitted_on and not state.assignments and access.may(viewer, Act.TRANSMIT):
        told = _("요구사항 %(count)d건을 이송할 수 있습니다.") % {"count": state.demands}
        return _thing(told, _("이송하면 본문이 고정됩니다."), "audit_transmit", _("이송"), audit)
    if audit.transmitted_on and state.undistributed and access.may(viewer, Act.ASSIGN):
        told = _("요구사항 %(count)d건을 부서에 배부하여 주십시오.") % {"count": state.undistributed}
        return _thing(told, "", "distribution", _("부서 배부"), audit)
    return {}


def _thing(sentence: str, reason: str, name: str, action: str, audit: Audit) -> dict[str, str]:
    url = reverse(name, args=[audit.pk])
    return {"sentence": sentence, "reason": reason, "url": url, "action": action}
