"""위원회: today's, planned and former ones; founded, and ended where that was a mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import committees
from audits.access import Act, Viewer
from audits.actions.committees import end_committee, found_committee, is_named
from audits.models import Committee, CommitteeSuccession, Membership, Role
from audits.web.fields import DayField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of


class CommitteeForm(forms.Form):
    """A committee's name and period; a special one has a last day."""

    name = forms.CharField(label=gettext_lazy("위원회 이름"), max_length=100)
    valid_from = DayField(
        label=gettext_lazy("시작일"),
        required=False,
        help_text=gettext_lazy("예: 2026. 7. 1. 오래전부터 있었으면 비웁니다."),
    )
    valid_until = DayField(
        label=gettext_lazy("종료일"),
        required=False,
        help_text=gettext_lazy("특별위원회처럼 기간이 정해진 위원회만 적습니다. 이 날부터 없습니다."),
    )


@require_safe
def committee_list(
    request: HttpRequest, waiting: Callable[[Viewer], Sequence[dict[str, str]]] | None = None
) -> HttpResponse:
    """All committees with their clerks; the statements do not grow.

    `waiting` answers the audits whose committee is over, with the address where another one is named, for whoever may
    do that: who sees which audit is another app's.
    """
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_COMMITTEES)
    rows = _rows(viewer)
    context = {
        "groups": [
            {"name": name, "committees": [row for row in rows if row["period"] == period]}
            for period, name in (
                ("today", _("오늘 있는 위원회")),
                ("planned", _("앞으로 생기는 위원회")),
                ("former", _("없어진 위원회")),
            )
        ],
        "none": not rows,
        "waiting_count": committees.audits_without_committee(viewer.on).count(),
        "waiting": waiting(viewer) if waiting else [],
    }
    return render(request, "audits/committees.html", context)


@require_http_methods(["GET", "POST"])
def committee_found(request: HttpRequest) -> HttpResponse:
    """위원회 등록; goes back to the list."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_COMMITTEES)
    form = CommitteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        made = attempt(
            form,
            lambda: found_committee(
                asked["name"], valid_from=asked["valid_from"], valid_until=asked["valid_until"], by=viewer
            ),
        )
        if made:
            messages.success(request, _("위원회를 등록하였습니다: %(committee)s") % {"committee": made})
            return redirect("committee_list")
    return render(request, "audits/committee_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def committee_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether one that was founded by mistake is to be ended; POST ends it. 409 where something names it."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_COMMITTEES)
    committee = get_object_or_404(Committee, pk=pk)
    if request.method == "POST":
        end_committee(pk, by=viewer)
        messages.success(request, _("위원회 등록을 취소하였습니다: %(committee)s") % {"committee": committee})
        return redirect("committee_list")
    context = {"committee": committee, "named": is_named(committee)}
    return render(request, "audits/committee_end.html", context)


def _rows(viewer: Viewer) -> list[dict[str, Any]]:
    clerks: dict[int, list[str]] = defaultdict(list)
    held = Membership.objects.on(viewer.on).filter(role=Role.CLERK, user__is_active=True)
    for membership in held.select_related("user").order_by("user__name", "id"):
        clerks[membership.committee_id or 0].append(membership.user.name)
    went, came = _steps()
    audits = dict(Committee.objects.annotate(count=Count("audits")).values_list("pk", "count"))
    rows: list[dict[str, Any]] = [
        {
            "pk": committee.pk,
            "name": committee.name,
            "start_on": committee.valid_from,
            "end_on": committee.valid_until,
            "period": _period(committee, viewer),
            "clerks": clerks[committee.pk],
            "audits": audits[committee.pk],
            "came": came[committee.pk],
            "went": went.get(committee.pk),
            "change_url": _change_url(committee, went, viewer),
        }
        for committee in Committee.objects.order_by("name", "valid_from", "id")
    ]
    return [row | {"end_url": _end_url(row)} for row in rows]


def _steps() -> tuple[dict[int, CommitteeSuccession], dict[int, list[CommitteeSuccession]]]:
    """What became of each committee, and what came to each."""
    went: dict[int, CommitteeSuccession] = {}
    came: dict[int, list[CommitteeSuccession]] = defaultdict(list)
    for step in CommitteeSuccession.objects.select_related("predecessor", "successor").order_by("on", "id"):
        went[step.predecessor_id] = step
        came[step.successor_id or 0].append(step)
    return went, came


def _period(committee: Committee, viewer: Viewer) -> str:
    if committee.existed(viewer.on):
        return "today"
    return "former" if committee.valid_until and committee.valid_until <= viewer.on else "planned"


def _change_url(committee: Committee, went: dict[int, CommitteeSuccession], viewer: Viewer) -> str:
    if committee.pk in went or _period(committee, viewer) == "former":
        return ""
    return reverse("committee_change", args=[committee.pk])


def _end_url(row: dict[str, Any]) -> str:
    """Offered where nothing seen here names it; whether anybody else does is asked on the page."""
    used = row["went"] or row["came"] or row["clerks"] or row["audits"] or row["period"] == "former"
    return "" if used else reverse("committee_end", args=[row["pk"]])
