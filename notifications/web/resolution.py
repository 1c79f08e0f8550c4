"""발송 확인 처리 and 재발송: asked once more on a page of its own, then done."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import shown as counted
from audits.access import Viewer
from audits.web.viewer import viewer_of
from notifications import access, tasks
from notifications.actions.resolve import FATES, Fate, refusal, resolve, resolve_many, send_again
from notifications.models import OPEN, Notification, State
from notifications.models.notification import NotificationQuerySet
from notifications.web.ledger_filter import Asked, LedgerFilter
from notifications.web.ledger_rows import line, shown
from tracker.web import asked as sent

MOST: Final = 500


class FateForm(forms.Form):
    """What became of it. Only what can be said of mails in these states is offered."""

    def __init__(self, data: QueryDict | None, states: frozenset[str]) -> None:
        super().__init__(data)
        self.fields["fate"] = forms.ChoiceField(
            label=_("확인한 결과"),
            choices=[(fate.value, fate.label) for fate, (of, _to) in FATES.items() if of in states],
            widget=forms.RadioSelect,
            error_messages={"required": _("확인한 결과를 골라 주십시오.")},
        )


@require_http_methods(["GET", "HEAD", "POST"])
def notification_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """발송 확인 처리 of one mail."""
    viewer, found = _let_in(request, pk)
    if found.state not in OPEN or found.resolved_at:
        if request.method == "POST":
            raise refusal(pk)
        return redirect("notification_detail", pk=pk)
    form = FateForm(request.POST if request.method == "POST" else None, frozenset({found.state}))
    if form.is_valid():
        resolve(pk, Fate(form.cleaned_data["fate"]), by=viewer, now=timezone.now())
        messages.success(request, _("확인한 결과를 저장하였습니다."))
        return redirect("notification_detail", pk=pk)
    context = {"notification": found, "row": line(found), "form": form}
    return render(request, "notifications/resolve.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notification_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """재발송 of one mail."""
    viewer, found = _let_in(request, pk)
    if request.method == "POST":
        repeated = send_again(pk, by=viewer, now=timezone.now())
        tasks.ring()
        messages.success(request, _("다시 보내도록 하였습니다. 제목에 [재발송]이라고 표시합니다."))
        return redirect("notification_detail", pk=repeated.pk)
    if found.state not in OPEN:
        return redirect("notification_detail", pk=pk)
    return render(request, "notifications/resend.html", {"notification": found, "row": line(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def notification_resolve_many(request: HttpRequest) -> HttpResponse:
    """발송 확인 처리 of the mails ticked in the ledger, or of all that its question finds; at most 500 at once."""
    viewer = viewer_of(request)
    access.require(viewer, access.Act.RESOLVE_MAIL)
    pks = [sent.number(pk) for pk in (request.POST or request.GET).getlist("pk")]
    question = Asked.of(LedgerFilter(request.GET))
    found = _open(pks) if pks or request.method == "POST" else question.mails().unresolved()
    rows = list(found.filter(state__in=question.tab.states & OPEN or OPEN).order_by("pk")[: MOST + 1])
    form = FateForm(request.POST if request.method == "POST" else None, frozenset(row.state for row in rows))
    if rows and form.is_valid():
        return _settle(request, [row.pk for row in rows], Fate(form.cleaned_data["fate"]), viewer)
    counted.add(len(rows))
    context = {
        "rows": shown(rows[:MOST]),
        "form": form,
        "too_many": MOST if len(rows) > MOST else 0,
        "overtaken": request.method == "POST" and not rows,
        "back_url": _back_url(rows),
    }
    return render(request, "notifications/resolve_many.html", context)


def _settle(request: HttpRequest, pks: list[int], fate: Fate, viewer: Viewer) -> HttpResponse:
    settled = resolve_many(pks, fate, by=viewer, now=timezone.now())
    asked_for = len(request.POST.getlist("pk"))
    messages.success(request, _("확인한 결과를 %(count)d건 저장하였습니다.") % {"count": settled.done})
    if asked_for > settled.done:
        told = _("%(count)d건은 그대로 두었습니다. 다른 사람이 먼저 확인하였거나 상태가 다릅니다.")
        messages.warning(request, told % {"count": asked_for - settled.done})
    return redirect(f"{reverse('notification_list')}?tab=uncertain")


def _open(pks: list[int]) -> NotificationQuerySet:
    return Notification.objects.filter(pk__in=pks, state__in=OPEN, resolved_at=None)


def _back_url(rows: list[Notification]) -> str:
    tab = "failed" if rows and rows[0].state == State.DEAD else "uncertain"
    return f"{reverse('notification_list')}?tab={tab}"


def _let_in(request: HttpRequest, pk: int) -> tuple[Viewer, Notification]:
    viewer = viewer_of(request)
    access.require(viewer, access.Act.RESOLVE_MAIL)
    return viewer, get_object_or_404(Notification, pk=pk)
