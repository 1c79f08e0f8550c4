"""Where a mail leads: the very form in which a thing is done, and the page that shows all of its kind. Data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from notifications.models import OccasionKind as Kind

Item = Callable[[int, int], str]
Page = Callable[[], str]


def _report(assignment: int, _demand: int) -> str:
    return reverse("report_form", args=[assignment])


def _demand(_assignment: int, demand: int) -> str:
    return reverse("demand_detail", args=[demand])


def _act(name: str) -> Item:
    return lambda assignment, _demand: reverse("assignment_act", args=[assignment, name])


def _receipt(_assignment: int, _demand: int) -> str:
    return reverse("work_receive")


def _moves(_assignment: int, _demand: int) -> str:
    return reverse("move_list")


def _page(name: str, **asked: str) -> Page:
    return lambda: reverse(name) + (f"?{urlencode(asked)}" if asked else "")


LATE: Final = _page("demand_list", overdue="on", order="due_date")
BY_DATE: Final = _page("demand_list", order="due_date")

# For each kind, where one of them is dealt with, and where all of them are seen.
LEADS: Final[Mapping[Kind, tuple[Item, Page]]] = {
    Kind.RETURNED: (_report, _page("demand_list", stage="returned")),
    Kind.URGED: (_report, _page("work")),
    Kind.DUE_TODAY: (_report, _page("work")),
    Kind.OVERDUE: (_report, LATE),
    Kind.OVERDUE_HEAD: (_demand, LATE),
    Kind.OVERDUE_COORDINATOR: (_demand, LATE),
    Kind.OVERDUE_CLERK: (_demand, LATE),
    Kind.NO_OWNER: (_moves, _page("move_list")),
    Kind.OFFICER_MISSING: (_act("officer"), _page("demand_list", without_officer="on")),
    Kind.DUE_SOON: (_report, BY_DATE),
    Kind.DUE_EARLY: (_report, BY_DATE),
    Kind.ROUND_OVERDUE: (_report, _page("work")),
    Kind.ROUND_DUE: (_report, _page("work")),
    Kind.ROUND_OPENED: (_report, _page("work")),
    Kind.NOT_RECEIVED: (_receipt, _page("work_receive")),
    Kind.ASSIGNED: (_receipt, _page("work_receive")),
    Kind.HANDOVER_OFFERED: (_act("accept-handover"), _page("handover_list")),
    Kind.HANDOVER_UNANSWERED: (_act("settle-handover"), _page("handover_list")),
    Kind.HANDOVER_SETTLED: (_demand, BY_DATE),
    Kind.EXTENSION_ASKED: (_act("grant-extension"), _page("extension_list")),
    Kind.EXTENSION_DECIDED: (_demand, BY_DATE),
    Kind.APPROVAL_ASKED: (_act("approve"), _page("approval_list")),
    Kind.SENT_BACK: (_report, _page("work")),
    Kind.CONFIRMED: (_demand, BY_DATE),
}


def item_url(kind: Kind, assignment: int, demand: int) -> str:
    """The address of the form in which one of this kind is dealt with."""
    return settings.SITE_URL + LEADS[kind][0](assignment, demand)


def page_url(kind: Kind) -> str:
    """The address of the page that shows all of this kind."""
    return settings.SITE_URL + LEADS[kind][1]()
