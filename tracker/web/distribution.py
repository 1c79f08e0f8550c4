"""부서 배부: demands that nobody has yet, one by one or as proposed, always looked at before it is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset, organisation
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Demand, DemandVersion, Department
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, filters
from tracker.actions import bulk
from tracker.actions.assign import Share, assign
from tracker.filters import Filter
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.reports import audit_state
from tracker.web.audit_setup import visible_audit
from tracker.web.demands import label
from tracker.web.distribution_forms import DueForAllForm, ProposedForm, SharesForm
from tracker.web.pages import pager

PAGE: Final = 25
AT_ONCE: Final = 100  # proposals looked at on one page


@require_safe
def distribution(request: HttpRequest, pk: int) -> HttpResponse:
    """The demands of an audit that no department has yet, with the departments a document proposed."""
    viewer = viewer_of(request)
    access.require(viewer, Act.ASSIGN)
    audit = visible_audit(pk, viewer)
    access.require_in(viewer, Act.ASSIGN, audit)
    page = _undistributed(audit, viewer, PAGE, request.GET.get("cursor", ""))
    rows = _rows(page.rows, viewer)
    context = {
        "audit": audit,
        "state": audit_state(audit, viewer),
        "rows": rows,
        "proposed_url": reverse("distribution_proposed", args=[pk])
        if audit.transmitted_on and any(row["proposed"] for row in rows)
        else "",
        **pager(page),
    }
    return render(request, "tracker/distribute.html", context)


@require_http_methods(["GET", "POST"])
def distribution_proposed(request: HttpRequest, pk: int) -> HttpResponse:
    """All proposals of an audit to be looked at; POST distributes those taken, each on its own.

    What is refused is said beside it, and the others are distributed.
    """
    viewer = viewer_of(request)
    access.require(viewer, Act.ASSIGN)
    audit = visible_audit(pk, viewer)
    access.require_in(viewer, Act.ASSIGN, audit)
    found = _undistributed(audit, viewer, AT_ONCE, "", proposed=True)
    data = request.POST if request.method == "POST" else None
    for_all = DueForAllForm(data, default=audit.default_due_date)
    forms = _proposed_forms(found.rows, data, viewer)
    if data is not None and for_all.is_valid() and all(form.is_valid() for form in forms):
        plan = {
            form.demand.pk: form.shares(for_all.cleaned_data["due_date"])
            for form in forms
            if form.cleaned_data["take"]
        }
        if not plan:
            for_all.add_error(None, _("배부할 요구사항에 표시하여 주십시오."))
        else:
            return _distributed(request, audit, plan, viewer)
    texts = DemandVersion.objects.texts(found.rows)
    context = {
        "audit": audit,
        "for_all": for_all,
        "rows": [{"form": f, "label": label(f.demand), "text": texts[f.demand.pk]} for f in forms],
        "failed": any(form.errors for form in forms),
        "more": bool(found.next),
    }
    return render(request, "tracker/distribute_proposed.html", context)


def _distributed(
    request: HttpRequest, audit: Audit, plan: Mapping[int, Sequence[Share]], viewer: Viewer
) -> HttpResponse:
    """Distribute as planned; on with the rest where nothing was refused, else the outcome of each."""
    outcomes = bulk.each(plan, lambda pk: assign(pk, plan[pk], by=viewer))
    done = [outcome.pk for outcome in outcomes if outcome.done]
    if done:
        _tell(request, len(done), sum(len(plan[pk]) for pk in done))
    if len(done) == len(outcomes):
        return _onward(audit, viewer)
    demands = {demand.pk: demand for demand in _planned(plan, viewer)}
    texts = DemandVersion.objects.texts(demands.values())
    rows = [
        {
            "label": label(demands[outcome.pk]),
            "text": texts[outcome.pk],
            "url": reverse("demand_detail", args=[outcome.pk]),
            "departments": _names(share.department for share in plan[outcome.pk]),
            "outcome": outcome,
        }
        for outcome in outcomes
        if outcome.pk in demands
    ]
    return render(request, "tracker/distribute_outcome.html", {"audit": audit, "rows": rows})


def _planned(plan: Mapping[int, Sequence[Share]], viewer: Viewer) -> QuerySet[Demand]:
    return access.visible_demands(viewer).filter(pk__in=plan).select_related("category")


@require_http_methods(["GET", "POST"])
def distribute_demand(request: HttpRequest, pk: int) -> HttpResponse:
    """Departments for one demand; `?proposed` has those proposed chosen already. Nothing is done before POST."""
    viewer = viewer_of(request)
    access.require(viewer, Act.ASSIGN)
    demand = access.visible_demands(viewer).select_related("audit", "category").filter(pk=pk).first()
    if demand is None:
        raise NotVisible
    access.require_in(viewer, Act.ASSIGN, demand.audit)
    held = list(Assignment.objects.live().filter(demand=demand).select_related("department").order_by("pk"))
    form = _shares_form(request, demand, held, viewer)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: assign(pk, form.shares(), by=viewer))
        if made:
            _tell(request, 1, len(made))
            return redirect("demand_detail", pk=pk) if held else _onward(demand.audit, viewer)
    context = {
        "demand": {"label": label(demand), "text": DemandVersion.objects.texts([demand])[pk]},
        "audit": demand.audit,
        "form": form,
        "proposed": _names(demand.proposed.ranked()),
        "held": ", ".join(_place(row) for row in held if row.department),
    }
    return render(request, "tracker/distribute_demand.html", context)


def _shares_form(
    request: HttpRequest, demand: Demand, held: Sequence[Assignment], viewer: Viewer
) -> SharesForm:
    proposed = demand.proposed.values_list("pk", flat=True) if "proposed" in request.GET else []
    return SharesForm(
        request.POST or None,
        on=viewer.on,
        has_lead=any(row.is_lead for row in held),
        default=demand.audit.default_due_date,
        initial={"departments": list(proposed)},
    )


def _undistributed(
    audit: Audit, viewer: Viewer, size: int, cursor: str, *, proposed: bool = False
) -> keyset.Page[Demand]:
    found = filters.undistributed(Filter(audit=audit.pk), viewer)
    if proposed:
        today = [department.pk for department in organisation.on_sheet(viewer.on)]
        found = found.filter(pk__in=Demand.objects.filter(proposed__in=today).values("pk"))
    return keyset.page(
        found.select_related("category").prefetch_related("proposed"),
        ["number", "id"],
        size=size,
        cursor=cursor,
        question=f"undistributed:{audit.pk}",
    )


def _proposed_forms(demands: Sequence[Demand], data: QueryDict | None, viewer: Viewer) -> list[ProposedForm]:
    today = {department.pk for department in organisation.on_sheet(viewer.on)}
    return [ProposedForm(data, demand=demand, departments=_open_to(demand, today)) for demand in demands]


def _open_to(demand: Demand, today: Collection[int]) -> list[Department]:
    """Those proposed that exist today, in 건제순."""
    return [d for d in sorted(demand.proposed.all(), key=lambda d: (d.rank, d.name)) if d.pk in today]


def _rows(demands: Sequence[Demand], viewer: Viewer) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(demands)
    today = {department.pk for department in organisation.on_sheet(viewer.on)}
    return [
        {
            "label": label(demand),
            "text": texts[demand.pk],
            "url": reverse("demand_detail", args=[demand.pk]),
            "distribute_url": reverse("distribute_demand", args=[demand.pk]),
            "proposed": _names(_open_to(demand, today)),
            "gone": _names(d for d in demand.proposed.all() if d.pk not in today),
        }
        for demand in demands
    ]


def _names(departments: Iterable[Department]) -> str:
    return ", ".join(department.name for department in departments)


def _place(row: Assignment) -> str:
    return " · ".join(part for part in (str(row.department), row.point) if part)


def _tell(request: HttpRequest, demands: int, assignments: int) -> None:
    told = _("부서에 배부하였습니다: 요구사항 %(demands)d건, 소관 %(assignments)d건")
    messages.success(request, told % {"demands": demands, "assignments": assignments})


def _onward(audit: Audit, viewer: Viewer) -> HttpResponse:
    """On with the rest, or to the audit when nothing is left."""
    left = filters.undistributed(Filter(audit=audit.pk), viewer).exists()
    return redirect("distribution" if left else "audit_overview", pk=audit.pk)
