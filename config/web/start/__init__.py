"""시작: the first page. Each seat somebody sits on has one; whoever sits on several finds the others as tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audits.access import Act as FactsAct
from audits.access import Viewer
from audits.web.viewer import viewer_of
from config.web.start import administrator, council, councillor, department, executive
from config.web.start.alerts import warn
from tracker import access
from tracker.access import Right
from tracker.lifecycle import Act


@dataclass(frozen=True)
class Seat:
    """A way of working here: who sits on it, and what the first page says to them (`start/<code>.html`).

    `lists_what_is_wrong`: the page has 손봐야 할 것, so that it need not stand above it as well.
    """

    code: str
    label: Promise
    allowed: Callable[[Viewer], bool]
    context: Callable[[HttpRequest, Viewer], dict[str, Any]]
    lists_what_is_wrong: bool = False


SEATS: Final = (
    Seat("council", _("의회"), lambda viewer: access.may_read(viewer, Right.VERIFY), council.context, True),
    Seat("executive", _("총괄부서"), lambda viewer: access.may(viewer, Act.SUBMIT), executive.context, True),
    Seat("department", _("부서"), lambda viewer: access.may(viewer, Act.REPORT), department.context),
    Seat(
        "councillor",
        _("의원"),
        lambda viewer: access.may_read(viewer, Right.FOLLOW_OWN_DEMANDS),
        councillor.context,
    ),
    Seat(
        "administrator",
        _("시스템관리"),
        lambda viewer: viewer.may(FactsAct.MANAGE_PEOPLE),
        administrator.context,
    ),
)


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The first page of the seat asked for (`?seat=`), of the viewer's first one else.

    Somebody without any seat, be it for a day, reads that and whom to ask.
    """
    viewer = viewer_of(request)
    seats = [seat for seat in SEATS if seat.allowed(viewer)]
    if not seats:
        warn(request, viewer, listed=False)
        return render(request, "start/nobody.html")
    asked = request.GET.get("seat")
    seat = next((each for each in seats if each.code == asked), seats[0])
    warn(request, viewer, listed=seat.lists_what_is_wrong)
    tabs = [
        {"label": each.label, "url": f"?seat={each.code}", "current": each is seat}
        for each in seats
        if len(seats) > 1
    ]
    context = {"tabs": tabs, "on": viewer.on, **seat.context(request, viewer)}
    return render(request, f"start/{seat.code}.html", context)
