"""What somebody wrote for an assignment that is no longer theirs: given back, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from audits.errors import NotVisible
from audits.statuses import ReportedStatus as Status
from audits.web.viewer import viewer_of
from tracker.actions import drafts
from tracker.web.report_form import typed

Page = Callable[[HttpRequest, int], HttpResponse]


def gives_words_back(page: Page) -> Page:
    """Where a page of a report is refused for want of a right, show what its reader typed, for copying.

    404 and 403 as before. Rights end at the next request after a move (product.md rule 8); words do not. Who typed
    nothing sees the ordinary refusal.
    """

    @wraps(page)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return page(request, pk)
        except (NotVisible, PermissionDenied) as refused:
            fields = typed(request.POST) if request.method == "POST" else _left_behind(request, pk)
            if not any(fields.values()):
                raise
            return _returned(request, fields, refused)

    return guarded


def _left_behind(request: HttpRequest, pk: int) -> dict[str, str]:
    draft = drafts.draft_of(pk, viewer_of(request))
    return draft.fields if draft else {}


def _returned(request: HttpRequest, fields: dict[str, str], refused: Exception) -> HttpResponse:
    gone = isinstance(refused, NotVisible)
    status = HTTPStatus.NOT_FOUND if gone else HTTPStatus.FORBIDDEN
    if request.headers.get("Accept", "").startswith("application/json"):
        words = _("이 요구사항에 보고할 권한이 없어져 저장하지 못하였습니다. 쓴 글을 복사하여 두십시오.")
        return JsonResponse({"refused": words}, status=status)
    context = {"texts": _texts(fields), "why": "" if gone else str(refused), "files": fields.get("uploads")}
    return render(request, "tracker/report_returned.html", context, status=status)


def _texts(fields: dict[str, str]) -> list[tuple[str, str]]:
    """Each heading of the form with what was typed under it; nothing of what was left empty."""
    told = [
        (_("추진상황"), str(dict(Status.choices).get(fields.get("status", ""), ""))),
        (_("사유"), fields.get("reason", "")),
        (_("받는 기관"), fields.get("receiver", "")),
        (_("추진내용"), fields.get("actions_taken", "")),
        (_("향후계획"), fields.get("plan", "")),
        (_("완료 예정일"), fields.get("planned_until", "")),
        (_("증빙자료"), fields.get("evidence", "")),
    ]
    return [(label, text) for label, text in told if text.strip()]
