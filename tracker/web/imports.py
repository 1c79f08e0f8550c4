"""보고서 불러오기: upload, look at what was read, confirm. Nothing is stored before a person confirms."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from kombu.exceptions import OperationalError

from audits.access import Viewer
from audits.errors import AlreadyImported
from audits.intake.decode import MAX_BYTES
from audits.web import holding
from audits.web.viewer import viewer_of
from tracker import access, tasks
from tracker.actions.import_demands import import_confirmed
from tracker.lifecycle import Act
from tracker.web import import_held, import_preview
from tracker.web.import_decision import confirm_form, decision
from tracker.web.import_forms import ConfirmForm, UploadForm
from tracker.web.import_held import HELD, Held, Sheet

MOST_NAMED: Final = 20


@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take a file and show what was read in it; an unreadable one is refused on the form, a long one by a worker."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    form = UploadForm(request.POST or None, request.FILES or None, viewer=viewer)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        token = _received(form, viewer)
        if token:
            return redirect("import_preview", token=token)
        if not form.errors:
            form.add_error(None, holding.away())
            status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "tracker/import_upload.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def import_preview_page(request: HttpRequest, token: str) -> HttpResponse:
    """What was read, beside its source; POST confirms and stores exactly what was shown."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    held: Held | None = holding.held(HELD, token, viewer)
    if held is None:
        return holding.gone(request, HELD, viewer, "import_upload")
    sheet = import_held.sheet(token, held, viewer)
    if sheet is None:
        return render(request, "tracker/import_reading.html", {"held": held, "token": token})
    if request.method != "POST":
        return import_preview.page(request, sheet, viewer)
    form = confirm_form(sheet, decision(sheet, viewer).obstacles, request.POST)
    if form.is_valid():
        if form.cleaned_data["seen"] != sheet.fingerprint:
            messages.warning(
                request,
                _(
                    "살펴보는 동안 내용이 바뀌었습니다(부서나 표기의 목록, 또는 다른 창에서 고친 것). "
                    "저장된 것은 없습니다. 다시 살펴보십시오."
                ),
            )
            return import_preview.page(request, sheet, viewer)
        answer = _confirmed(request, viewer, sheet, form)
        if answer:
            import_held.release(token, held, viewer)
            return answer
    return import_preview.page(request, sheet, viewer, form=form)


@require_POST
def import_read_now(request: HttpRequest, token: str) -> HttpResponse:
    """Read an upload here that no worker has read in its time."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    held: Held | None = holding.held(HELD, token, viewer)
    if held is None:
        return holding.gone(request, HELD, viewer, "import_upload")
    if held.read is None:
        holding.keep(HELD, token, import_held.read_now(held, viewer), viewer)
    return redirect("import_preview", token=token)


def _received(form: UploadForm, viewer: Viewer) -> str:
    """The token of the upload; empty where the form says why not, or where the cache keeps nothing."""
    asked = dict(form.cleaned_data)
    file = asked.pop("file")
    if file.size > MAX_BYTES:
        form.add_error("file", _("파일이 20MB보다 큽니다: %(name)s") % {"name": file.name})
        return ""
    content = file.read()
    held = import_held.receive(content, file.name, asked, viewer)
    if held is None:
        return ""
    if import_held.takes_long(content):
        token = holding.hold(HELD, held, viewer)
        return token if not token or _rung(token, viewer) else _read_here(form, token, held, viewer)
    return _read_here(form, "", held, viewer)


def _read_here(form: UploadForm, token: str, held: Held, viewer: Viewer) -> str:
    """Read an upload while its sender waits; its token, empty where the form says why it cannot be read."""
    held = import_held.read_now(held, viewer)
    if held.refusal:
        import_held.release(token, held, viewer)
        form.add_error("file", held.refusal)
        return ""
    if token:
        return token if holding.keep(HELD, token, held, viewer) else ""
    return holding.hold(HELD, held, viewer)


def _rung(token: str, viewer: Viewer) -> bool:
    """Whether a worker was told to read it; where no queue is there, the page reads it itself."""
    try:
        tasks.read_upload.delay(token, viewer.user.pk)
    except OperationalError:
        return False
    return True


def _confirmed(request: HttpRequest, viewer: Viewer, sheet: Sheet, form: ConfirmForm) -> HttpResponse | None:
    """Store what was shown; None with the reasons on the form where it is refused."""
    facts = sheet.held.facts(form.cleaned_data.get("reason", ""))
    try:
        audit = import_confirmed(sheet.read, facts, by=viewer, by_hand=sheet.edited)
    except AlreadyImported as error:
        messages.info(request, str(error))
        return redirect("audit_list")
    except ValidationError as error:
        form.add_error(None, error.messages[:MOST_NAMED])
        return None
    told = {"count": len(sheet.edited.draft.items)}
    messages.success(request, _("%(count)d건을 저장하였습니다.") % told)
    return redirect("audit_summary", pk=audit.pk)
