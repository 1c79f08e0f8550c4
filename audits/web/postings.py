"""인사발령 목록: upload, look at it line by line, confirm. Nothing is stored before a person confirms."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset, shown
from audits.access import Act, Viewer
from audits.actions.postings import Posted, post_people
from audits.intake.draft import Unreadable
from audits.intake.postings import HEADS, Line, lines
from audits.models import User
from audits.postings import Change, Plan, Step, plan
from audits.web import holding
from audits.web.csv_file import csv_file
from audits.web.sheet_form import SheetField
from audits.web.viewer import viewer_of

LIST: Final = "postings"
DONE: Final = "posted"
PAGE: Final = 100


class UploadForm(forms.Form):
    """A list; its cleaned `file` is what was read in it."""

    file = SheetField(label=gettext_lazy("인사발령 목록"))

    def clean_file(self) -> tuple[Line, ...]:
        """The lines. Raises ValidationError with one line for the sender."""
        try:
            return lines(self.cleaned_data["file"])
        except Unreadable as error:
            raise ValidationError(str(error)) from error


class ConfirmForm(forms.Form):
    """What was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def posting_upload(request: HttpRequest) -> HttpResponse:
    """Take a list and show what it would bring about; an unreadable one is refused on the form."""
    viewer = viewer_of(request)
    viewer.require(Act.POST_PEOPLE)
    form = UploadForm(request.POST or None, request.FILES or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        if token := holding.hold(LIST, form.cleaned_data["file"], viewer):
            return redirect("posting_preview", token=token)
        form.add_error(None, holding.away())
        status = HTTPStatus.SERVICE_UNAVAILABLE
    context = {"form": form, "everybody": viewer.posts_everybody} | _people(viewer)
    return render(request, "audits/posting_upload.html", context, status=status)


@require_safe
def posting_template(request: HttpRequest) -> HttpResponseBase:
    """An empty list: the heads alone, because an example would be read as a person."""
    viewer_of(request).require(Act.POST_PEOPLE)
    return csv_file("postings.csv", HEADS, [])


@require_http_methods(["GET", "POST"])
def posting_preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the list would bring about, line by line; POST does exactly what was shown."""
    viewer = viewer_of(request)
    viewer.require(Act.POST_PEOPLE)
    held: tuple[Line, ...] | None = holding.held(LIST, token, viewer)
    if held is None:
        return holding.gone(request, LIST, viewer, "posting_upload")
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        posted = _confirmed(request, held, form.cleaned_data["seen"], viewer)
        if posted:
            holding.release(LIST, token, viewer)
            return _told(request, posted, viewer)
    found = plan(held, viewer)
    form = ConfirmForm(initial={"seen": found.fingerprint})
    return render(
        request, "audits/posting_preview.html", {"form": form} | _looked(request, found) | _people(viewer)
    )


@require_safe
def posting_done(request: HttpRequest, token: str) -> HttpResponse:
    """What a confirmed list brought about, and who is new and needs a way in."""
    viewer = viewer_of(request)
    viewer.require(Act.POST_PEOPLE)
    done: dict[str, Any] | None = holding.held(DONE, token, viewer)
    if done is None:
        return holding.gone(request, DONE, viewer, "posting_upload")
    people = User.objects.filter(pk__in=done["newcomers"])
    page = keyset.page(
        people,
        ["name", "id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"{DONE}:{token}",
    )
    context = {
        "counts": [(Change(change).label, count) for change, count in done["counts"].items() if count],
        "people": page.rows,
        "invites": viewer.may(Act.MANAGE_PEOPLE),
        **_people(viewer),
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": f"?{urlencode({'cursor': page.next})}" if page.next else "",
        "previous_url": f"?{urlencode({'cursor': page.previous})}" if page.previous else "",
    }
    return render(request, "audits/posting_done.html", context)


def _people(viewer: Viewer) -> dict[str, str]:
    """The list of people this person comes from: everybody, or one's own department."""
    if viewer.may(Act.MANAGE_PEOPLE):
        return {"people_url": reverse("person_list"), "people_label": _("사람과 소속")}
    return {"people_url": reverse("own_people"), "people_label": _("부서 사람")}


def _confirmed(request: HttpRequest, held: tuple[Line, ...], seen: str, viewer: Viewer) -> Posted | None:
    """Done; None with the reason said where it is refused."""
    try:
        return post_people(held, seen, by=viewer)
    except ValidationError as error:
        for words in error.messages:
            messages.warning(request, words)
        return None


def _told(request: HttpRequest, posted: Posted, viewer: Viewer) -> HttpResponse:
    """To the page that says what was done; to the upload where the cache keeps nothing any more."""
    messages.success(request, _("인사발령 목록을 저장하였습니다. 권한은 시작일과 종료일에 저절로 바뀝니다."))
    newcomers = [person.pk for person in posted.newcomers]
    token = holding.hold(DONE, {"counts": dict(posted.counts), "newcomers": newcomers}, viewer)
    return redirect("posting_done", token=token) if token else redirect("posting_upload")


def _looked(request: HttpRequest, found: Plan) -> dict[str, object]:
    """The page of the list that was asked for: all of it, or the lines of one kind."""
    change = request.GET.get("change", "")
    number = request.GET.get("page", "1")
    if not (number.isdecimal() and 0 < int(number) <= len(found.steps)) or change not in {"", *Change}:
        raise BadRequest(_("알 수 없는 요청입니다. 화면을 다시 열어 주십시오."))
    steps = [step for step in found.steps if change in {"", step.change}]
    first = (int(number) - 1) * PAGE
    rows = steps[first : first + PAGE]
    shown.add(len(rows))
    return {
        "tabs": _tabs(found, change),
        "rows": [_row(step) for step in rows],
        "shown": len(rows),
        "more": len(steps) > first + PAGE,
        "next_url": _address(change, int(number) + 1) if len(steps) > first + PAGE else "",
        "previous_url": _address(change, int(number) - 1) if first else "",
        "refused": found.counts[Change.REFUSED],
        "nothing_to_do": found.nothing_to_do,
    }


def _tabs(found: Plan, change: str) -> list[dict[str, object]]:
    kinds = [(str(kind), str(kind.label), count) for kind, count in found.counts.items() if count]
    return [
        {"label": label, "count": count, "url": _address(kind), "current": kind == change}
        for kind, label, count in [("", _("전체"), len(found.steps)), *kinds]
    ]


def _row(step: Step) -> dict[str, object]:
    line = step.line
    to = f"{step.department or line.department} {step.role.label}" if line.department else ""
    return {
        "row": line.row,
        "name": line.name,
        "number": line.number,
        "address": line.address,
        "change": step.change,
        "change_label": step.change.label,
        "before": [str(row) for row, _day in step.ends if row != step.kept],
        "to": to,
        "details": " · ".join(part for part in (line.team, line.post, line.telephone) if part),
        "start_on": line.start_on,
        "end_on": line.end_on,
        "remains": step.remains,
        "problems": step.problems,
    }


def _address(change: str, page: int = 1) -> str:
    asked = {"change": change, "page": page if page > 1 else ""}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
