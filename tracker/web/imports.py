"""보고서 불러오기: upload, look at what was read, confirm. Nothing is stored before a person confirms."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import reading, reference
from audits.access import Viewer
from audits.errors import AlreadyImported
from audits.intake.decode import MAX_BYTES
from audits.intake.draft import Unreadable
from audits.models import Committee
from audits.web import holding
from audits.web.viewer import viewer_of
from tracker import access, imports
from tracker.actions.import_demands import AuditFacts, import_confirmed
from tracker.imports import Existing, Obstacle, existing
from tracker.lifecycle import Act
from tracker.web.import_forms import CONFIRM, ConfirmForm, UploadForm
from tracker.web.import_preview import shown

HELD: Final = "import"
MOST_ASKED: Final = 300  # choices on one page; a document with more is better corrected itself
MOST_NAMED: Final = 20


@dataclass(frozen=True)
class Held:
    """An upload that waits for its confirmation, for its own person only."""

    name: str
    packed: bytes
    year: int
    body: str
    report_date: date | None
    due_date: date | None
    committee: Committee | None

    def read(self) -> reading.Reading:
        """What the document says. Raises Unreadable."""
        content = zlib.decompress(self.packed)
        return reading.read_report(content, name=self.name, year=self.year, report_date=self.report_date)

    def facts(self, note: str) -> AuditFacts:
        """What the person said of the document, with the reason for what was left open."""
        return AuditFacts(
            year=self.year,
            body=self.body,
            report_date=self.report_date,
            due_date=self.due_date,
            committee=self.committee,
            note=note,
        )


@dataclass(frozen=True)
class Looked:
    """A held upload as it stands now: read anew, beside what is stored, with what keeps it from being stored."""

    held: Held
    read: reading.Reading
    known: Existing | None
    obstacles: list[Obstacle]

    @property
    def asked(self) -> list[Obstacle]:
        """What a person settles on the page."""
        asked = [obstacle for obstacle in self.obstacles if obstacle.field]
        return asked if len(asked) <= MOST_ASKED else []

    @property
    def blocking(self) -> list[Obstacle]:
        """What only another document settles."""
        settles = bool(self.asked)
        return [obstacle for obstacle in self.obstacles if not (settles and obstacle.field)]

    @property
    def needs_reason(self) -> bool:
        """Whether something stays open that a person has to answer for."""
        return bool(self.read.draft.differences or self.read.draft.problems or self.obstacles)


@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take a file and show what was read in it; an unreadable one is refused on the form."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    form = UploadForm(request.POST or None, request.FILES or None, viewer=viewer)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid() and (held := _held(form)):
        if token := holding.hold(HELD, held, viewer):
            return redirect("import_preview", token=token)
        form.add_error(None, holding.away())
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "tracker/import_upload.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, token: str) -> HttpResponse:
    """What was read, beside its source; POST confirms and stores exactly what was shown."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    held: Held | None = holding.held(HELD, token, viewer)
    if held is None:
        return holding.gone(request, HELD, viewer, "import_upload")
    looked = _look(held)
    posted = request.POST if request.method == "POST" else None
    form = _form(looked, posted)
    if posted is not None and form.is_valid():
        if form.cleaned_data["seen"] == imports.fingerprint(looked.read.draft):
            answer = _confirmed(request, viewer, looked, form)
            if answer:
                holding.release(HELD, token, viewer)
                return answer
        else:
            messages.warning(
                request,
                _(
                    "살펴보는 동안 부서나 표기의 목록이 바뀌었습니다. 저장된 것은 없습니다. 다시 살펴보십시오."
                ),
            )
            form = _form(looked, None)
    context = shown(looked.read, looked.asked, form) | _decision(looked, form, viewer, token)
    return render(request, "tracker/import_preview.html", context)


def _held(form: UploadForm) -> Held | None:
    """The upload, once it has been read; None with the reason on the form where it cannot be."""
    asked = dict(form.cleaned_data)
    file = asked.pop("file")
    if file.size > MAX_BYTES:
        form.add_error("file", _("파일이 20MB보다 큽니다: %(name)s") % {"name": file.name})
        return None
    held = Held(name=file.name, packed=zlib.compress(file.read()), **asked)
    try:
        held.read()
    except Unreadable as error:
        form.add_error("file", str(error))
        return None
    return held


def _look(held: Held) -> Looked:
    """Read a held upload anew. Raises Http404 where it can no longer be read."""
    try:
        read = held.read()
    except Unreadable as error:
        raise Http404(str(error)) from error
    codes = {category.code for category in reference.categories()}
    known = existing(read.draft, year=held.year, body=held.body)
    return Looked(held, read, known, imports.obstacles(read.draft, codes))


def _form(looked: Looked, posted: QueryDict | None) -> ConfirmForm:
    return ConfirmForm(
        posted,
        asked=looked.asked,
        needs_reason=looked.needs_reason,
        initial={"seen": imports.fingerprint(looked.read.draft)},
    )


def _confirmed(
    request: HttpRequest, viewer: Viewer, looked: Looked, form: ConfirmForm
) -> HttpResponse | None:
    """Store what was shown with what was chosen; None with the reasons on the form where it is refused."""
    draft = imports.settled(looked.read.draft, form.choices_made())
    facts = looked.held.facts(form.cleaned_data.get("reason", ""))
    try:
        audit = import_confirmed(replace(looked.read, draft=draft), facts, by=viewer)
    except AlreadyImported as error:
        messages.info(request, str(error))
        return redirect("audit_list")
    except ValidationError as error:
        form.add_error(None, error.messages[:MOST_NAMED])
        return None
    messages.success(request, _("%(count)d건을 저장하였습니다.") % {"count": len(draft.items)})
    return redirect("audit_summary", pk=audit.pk)


def _decision(looked: Looked, form: ConfirmForm, viewer: Viewer, token: str) -> dict[str, object]:
    """What the person decides on: whether it can be confirmed, what is there already, what is in the way."""
    known = looked.known
    seen = known and access.visible_audits(viewer).filter(pk=known.audit_id).exists()
    return {
        "form": form,
        "form_id": CONFIRM,
        "existing": known,
        "existing_counts": known if seen else None,
        "blocking": [str(obstacle) for obstacle in looked.blocking[:MOST_NAMED]],
        "confirm_url": reverse("import_preview", args=[token]),
        "can_confirm": known is None and not looked.blocking,
        "requires_reason": looked.needs_reason,
    }
