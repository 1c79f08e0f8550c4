"""내가 받은 알림: what one was told oneself, to read again and to copy as plain text."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audits import keyset
from audits.web.viewer import viewer_of
from notifications import access
from notifications.models import Notification
from notifications.web.ledger_rows import look
from tracker.web.pages import pager

PAGE: Final = 50


@require_safe
def own_mail_list(request: HttpRequest) -> HttpResponse:
    """One's own mails, newest first, a page at a time."""
    page = keyset.page(
        access.own_mails(viewer_of(request)).defer("text"),
        ["-id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question="own_mails",
    )
    context = {"mails": [_row(mail) for mail in page.rows], **pager(page)}
    return render(request, "notifications/own_mails.html", context)


@require_safe
def own_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own mails as plain text; 404 for everybody else's."""
    found = get_object_or_404(access.own_mails(viewer_of(request)), pk=pk)
    return render(request, "notifications/own_mail.html", {"mail": _row(found), "text": found.text})


def _row(mail: Notification) -> dict[str, Any]:
    return {
        "pk": mail.pk,
        "subject": mail.subject,
        "kind": mail.get_kind_display(),
        "seat": mail.seat,
        "at": mail.sent_at or mail.planned_at,
        **look(mail.state),
    }
