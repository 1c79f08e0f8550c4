"""알림 발송 기록: every mail that was planned, and what became of it. Nothing can be changed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audits import keyset
from audits.web.viewer import viewer_of
from notifications import access
from notifications.models import ATTENTION, Kind, Notification, State

PAGE: Final = 50
ATTENTION_FILTER: Final = "attention"
# A symbol of the sprite and a class of the style sheet for each state.
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    State.PLANNED: ("clock", "st"),
    State.QUEUED: ("clock", "st"),
    State.LEASED: ("clock", "st"),
    State.SENT: ("completed", "st st-completed"),
    State.UNCERTAIN: ("doubt", "alarm is-doubt"),
    State.FAILED: ("late", "alarm is-bad"),
    State.DEAD: ("late", "alarm is-bad"),
    State.SKIPPED: ("not_accepted", "st"),
}


class LedgerFilter(forms.Form):
    """What the list is asked for."""

    state = forms.ChoiceField(
        label=gettext_lazy("상태"),
        required=False,
        choices=[("", gettext_lazy("전체")), (ATTENTION_FILTER, gettext_lazy("확인 필요")), *State.choices],
    )


@require_safe
def notification_list(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first, by state where asked; a page at a time."""
    access.require(viewer_of(request), access.Act.SEE_LEDGER)
    form = LedgerFilter(request.GET)
    state = form.cleaned_data.get("state", "") if form.is_valid() else ""
    page = keyset.page(
        Notification.objects.in_states(_states(state)),
        ["-id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"notifications:{state}",
    )
    counts = Notification.objects.by_state()
    context = {
        "form": form,
        "state": state,
        "rows": [_row(row) for row in page.rows],
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": _page_url(state, page.next),
        "previous_url": _page_url(state, page.previous),
        "attention": sum(counts.get(state, 0) for state in ATTENTION),
        "attention_words": ", ".join(
            f"{State(state).label} {counts[state]}" for state in State if state in ATTENTION & counts.keys()
        ),
        "attention_url": "?" + urlencode({"state": ATTENTION_FILTER}),
    }
    return render(request, "notifications/ledger.html", context)


@require_safe
def notification_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail of the ledger with its attempts."""
    access.require(viewer_of(request), access.Act.SEE_LEDGER)
    found = get_object_or_404(Notification, pk=pk)
    attempts = [
        {"number": tried.number, "started_at": tried.started_at, "ended_at": tried.ended_at}
        | {"answer": tried.answer}
        | _look(tried.outcome or State.LEASED)
        for tried in found.tries.all()
    ]
    context = {"notification": found, "row": _row(found), "attempts": attempts}
    return render(request, "notifications/notification.html", context)


def _states(asked: str) -> frozenset[State]:
    if asked == ATTENTION_FILTER:
        return ATTENTION
    return frozenset({State(asked)}) if asked else frozenset(State)


def _row(row: Notification) -> dict[str, Any]:
    return {
        "url": reverse("notification_detail", args=[row.pk]),
        "at": row.sent_at or row.planned_at,
        "kind": row.get_kind_display(),
        "period": row.period,
        "seat": row.seat,
        "address": row.address,
        "overdue": row.overdue,
        "counts": row.kind == Kind.WEEKLY_DIGEST,
        "why": _why(row),
        "next_attempt_at": row.next_attempt_at if row.state == State.FAILED else None,
        **_look(row.state),
    }


def _look(state: str) -> dict[str, str]:
    icon, look = LOOKS[state]
    return {"state_label": str(State(state).label), "icon": icon, "look": look}


def _why(row: Notification) -> str:
    """What there is to know beyond the state: the relay's answer, or why it was not sent."""
    if row.state == State.SKIPPED:
        return row.get_reason_display()
    if row.state == State.UNCERTAIN:
        return _("보내는 중에 멈추었거나 연결이 끊겨 받았는지 알 수 없습니다. 저절로 다시 보내지 않습니다.")
    return row.last_error


def _page_url(state: str, cursor: str) -> str:
    if not cursor:
        return ""
    return "?" + urlencode({"state": state, "cursor": cursor} if state else {"cursor": cursor})
