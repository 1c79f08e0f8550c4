"""The demo's letter box: mail that went nowhere. Outside the demo there is no such page."""

from __future__ import annotations

from typing import Final

from csp.constants import HEADER
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audits import keyset
from audits.web.viewer import viewer_of
from notifications import access
from notifications.models import OutboxMail
from tracker.web.pages import pager

PAGE: Final = 50
STYLE_ONLY: Final = (
    "default-src 'none'; style-src 'unsafe-inline';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@require_safe
def outbox_list(request: HttpRequest) -> HttpResponse:
    """Every mail of the demo, newest first, a page at a time."""
    _let_in(request)
    page = keyset.page(
        OutboxMail.objects.defer("text", "html"),
        ["-id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question="outbox",
    )
    context = {"mails": page.rows, "any_hour": settings.SEND_AT_ANY_HOUR, **pager(page)}
    return render(request, "notifications/outbox.html", context)


@require_safe
def outbox_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: whom it was for, its subject and its text."""
    _let_in(request)
    return render(request, "notifications/outbox_mail.html", {"mail": get_object_or_404(OutboxMail, pk=pk)})


@require_safe
def outbox_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part of a mail as a mail program shows it: its own inline style, and nothing that runs."""
    _let_in(request)
    mail = get_object_or_404(OutboxMail, pk=pk)
    if not mail.html:
        raise Http404
    return HttpResponse(mail.html, headers={HEADER: STYLE_ONLY})


def _let_in(request: HttpRequest) -> None:
    if not settings.DEMO:
        raise Http404
    access.require(viewer_of(request), access.Act.SEE_OUTBOX)
