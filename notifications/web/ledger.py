"""알림 발송 기록: every mail that was planned, what became of it and why, and what was not told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits import keyset
from audits.access import Viewer
from audits.web.viewer import viewer_of
from notifications import access
from notifications.models import OPEN, Kind, Notification, Occasion, OccasionKind, State
from notifications.occasions import dates
from notifications.web import occasion_rows
from notifications.web.ledger_filter import PASSED, TABS, Asked, LedgerFilter
from notifications.web.ledger_rows import line, look, shown
from tracker.web.pages import pager

PAGE: Final = 50
AHEAD: Final = timedelta(days=7)


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """One tab of the ledger, newest first, a page at a time. The statements do not grow with the lines."""
    viewer = viewer_of(request)
    access.require(viewer, access.Act.SEE_LEDGER)
    form = LedgerFilter(request.GET)
    asked = Asked.of(form)
    cursor = request.GET.get("cursor", "")
    counts = asked.mails().by_state()
    context = {
        "form": form,
        "asked": asked,
        "tabs": _tabs(asked, counts),
        "reset_url": "?" + f"tab={asked.tab.code}",
        "settles": asked.tab.code in {"uncertain", "failed"} and access.may(viewer, access.Act.RESOLVE_MAIL),
        "all_url": reverse("notification_resolve_many") + asked.query(),
        **(_passed(asked, cursor) if asked.tab == PASSED else _mails(asked, cursor)),
    }
    if asked.tab.code == "coming":
        context |= {"unbundled": _unbundled(), "forecast": dates.coming(viewer.on, viewer.on + AHEAD)}
    return render(request, "notifications/ledger.html", context)


@require_safe
def notification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail of the ledger: what it told, its attempts, its text as it was sent, and what it repeats."""
    viewer = viewer_of(request)
    access.require(viewer, access.Act.SEE_LEDGER)
    found = get_object_or_404(Notification.objects.select_related("recipient", "resolved_by"), pk=pk)
    attempts = [
        {"number": tried.number, "started_at": tried.started_at, "ended_at": tried.ended_at}
        | {"answer": tried.answer}
        | look(tried.outcome or State.LEASED)
        for tried in found.tries.all()
    ]
    page = keyset.page(
        occasion_rows.ordered(found.occasions.all()),
        ["rank", "id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"notification:{pk}",
    )
    repeated = Notification.objects.filter(resend_of=found).first()
    context = {
        "notification": found,
        "row": line(found),
        "attempts": attempts,
        "occasions": occasion_rows.shown(page.rows),
        "repeated": repeated,
        **_ways(found, repeated, viewer),
        **pager(page),
    }
    return render(request, "notifications/notification.html", context)


def _tabs(asked: Asked, counts: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "label": tab.label,
            "url": asked.query(tab=tab.code),
            "current": tab == asked.tab,
            "count": sum(counts.get(state, 0) for state in tab.states) if tab.states else None,
        }
        for tab in (*TABS, PASSED)
    ]


def _mails(asked: Asked, cursor: str) -> dict[str, Any]:
    rows = asked.mails().in_states(asked.tab.states)
    page = keyset.page(rows, ["-id"], size=PAGE, cursor=cursor, question=f"ledger:{asked.query()}")
    return {"rows": shown(page.rows), **pager(page, asked.query())}


def _passed(asked: Asked, cursor: str) -> dict[str, Any]:
    rows = occasion_rows.related(asked.passed())
    page = keyset.page(rows, ["-id"], size=PAGE, cursor=cursor, question=f"ledger:{asked.query()}")
    return {"passed": occasion_rows.shown(page.rows), **pager(page, asked.query())}


def _unbundled() -> list[dict[str, object]]:
    """What has come up and is not part of a mail yet, by kind."""
    waiting = Occasion.objects.planned().filter(notification=None).order_by()
    counts = dict(waiting.values_list("kind").annotate(rows=Count("pk")))
    return [{"label": kind.label, "count": counts[kind]} for kind in OccasionKind if kind in counts]


def _ways(found: Notification, repeated: Notification | None, viewer: Viewer) -> dict[str, bool]:
    """What the viewer may do with it now; what was sent again is not sent again."""
    may = access.may(viewer, access.Act.RESOLVE_MAIL) and found.state in OPEN
    again = may and found.kind != Kind.SILENCE_ALARM and repeated is None
    return {"resolvable": may and found.resolved_at is None, "resendable": again}
