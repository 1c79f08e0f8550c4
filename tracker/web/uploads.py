"""Files that a form brings: kept at once, so that nothing that is refused afterwards can lose them."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from audits.access import Viewer
from tracker.actions.uploads import store_upload
from tracker.files.store import NoRoom
from tracker.files.unfit import FileRefused

FILES: Final = "files"
UPLOAD: Final = "upload"
EVIDENCE: Final = "evidence"


def receive_files(request: HttpRequest, viewer: Viewer) -> list[str]:
    """Keep the files of a form as the viewer's uploads; answers why those that were refused were.

    Their ids stand in `request.POST` afterwards, under `upload`, as where a script has sent the files before.
    Raises PermissionDenied for who may not send any.
    """
    ids, refused = [], []
    for sent in request.FILES.getlist(FILES):
        content = sent.file or BytesIO()
        try:
            ids.append(store_upload(content, sent.name or "", by=viewer).pk)
        except FileRefused as unfit:
            refused += unfit.messages
        except NoRoom:
            refused.append(no_room())
    if ids:
        with_ids = request.POST.copy()
        with_ids.setlist(UPLOAD, [*with_ids.getlist(UPLOAD), *map(str, ids)])
        request.POST = cast("Any", with_ids)
    return refused


def no_room() -> str:
    """What people are told where the store cannot write."""
    return _("지금은 파일을 보관할 수 없습니다. 시스템관리자에게 알려 주십시오: 증빙자료 보관소")
