"""Evidence as a file to take away: never shown in the browser, never kept on the way."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.errors import NotVisible
from audits.web.viewer import viewer_of
from tracker import access
from tracker.files import store
from tracker.models import FileKind, StoredFile

MEDIA_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.HWPX: "application/hwp+zip",
    FileKind.HWP: "application/x-hwp",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
# Whatever a file may turn out to be: nothing in it runs, is framed, or is guessed at.
APART: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of a piece of evidence; 404 for who may not see it, 503 and an alarm where the store has lost it."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    try:
        return attachment(pk, viewer)
    except store.Missing:
        return _lost(request)


def attachment(evidence_id: int, viewer: Viewer) -> FileResponse:
    """The file as an attachment under the name people gave it, also where it was removed from a report.

    Raises NotVisible, and store.Missing where the file is not as the record says.
    """
    file = (
        StoredFile.objects.filter(evidence__in=access.visible_evidence(viewer).filter(pk=evidence_id))
    ).first()
    if file is None:
        raise NotVisible
    content = store.opened(file.stored_as, file.size)
    return FileResponse(
        content,
        as_attachment=True,
        filename=file.name,
        content_type=MEDIA_TYPES[FileKind(file.kind)],
        headers=APART,
    )


def lost() -> str:
    """What people are told where a file is not there: it is nothing they did."""
    return _("지금은 파일을 내줄 수 없습니다. 시스템관리자에게 알려 주십시오: 증빙자료 보관소")


def _lost(request: HttpRequest) -> HttpResponse:
    return render(request, "503.html", {"exception": lost()}, status=HTTPStatus.SERVICE_UNAVAILABLE)
