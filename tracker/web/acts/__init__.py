"""Every act on an assignment that has a page, in the order in which people are offered them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits.web.viewer import viewer_of
from tracker.web.acts import council, dates, duty, evidence, gates, handover
from tracker.web.acts.page import ActPage, act_page

PAGES: Final[Mapping[str, ActPage]] = {
    page.name: page
    for page in (
        *council.PAGES,
        *gates.PAGES,
        *dates.PAGES,
        *evidence.PAGES,
        *handover.PAGES,
        *duty.PAGES,
    )
}


@require_http_methods(["GET", "POST"])
def assignment_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The page of the act `name` on an assignment; 404 for an act that has none."""
    if name not in PAGES:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    return act_page(request, PAGES[name], pk, viewer_of(request))
