"""Pages of histories and what is taken away of them. Newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset, record
from audits.access import Viewer
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker.web.records import subjects
from tracker.web.records.asked import Asked, HistoryForm
from tracker.web.records.entries import entries
from tracker.web.records.exports import as_csv, as_json
from tracker.web.records.lines import PAGE
from tracker.web.records.subjects import History

Of = Callable[[Viewer, int], History]
FORMS = ("csv", "json")


def _page(of: Of) -> Callable[..., HttpResponse]:
    """The page of a kind of history."""

    @require_safe
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        viewer = viewer_of(request)
        history = of(viewer, pk)
        form = HistoryForm(request.GET, groups=history.groups)
        shown = _shown(request, history, form.asked(), viewer) if form.is_valid() else {}
        return render(request, "tracker/history.html", {"history": history, "form": form} | shown)

    return view


def _file(of: Of) -> Callable[..., HttpResponseBase]:
    """What the page shows for the same filters, whole, as a file; a reason first (`audits.web.reasons`)."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
        viewer = viewer_of(request)
        history = of(viewer, pk)
        if form not in FORMS:
            raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
        back_url = f"{reverse(history.name, args=[pk])}?{urlencode(_filters(request))}"
        filters = HistoryForm(request.GET, groups=history.groups)
        if not filters.is_valid():
            return redirect(back_url)
        return _taken(request, history, filters.asked(), viewer, form, back_url)

    return view


def _taken(
    request: HttpRequest, history: History, asked: Asked, viewer: Viewer, form: str, back_url: str
) -> HttpResponseBase:
    """The file of the record as it stands now: what is added while it is read is not in it."""
    head = record.head()
    chosen = asked.of(history.events).filter(number__lte=head[0])
    name = f"{history.name.replace('_', '-')}-{history.pk}"

    def download() -> HttpResponseBase:
        return as_csv(name, chosen, viewer) if form == "csv" else as_json(name, chosen, viewer, head)

    title = _("처리 이력 내려받기")
    return with_reason(request, download, title=title, items=chosen.count(), back_url=back_url)


def _shown(request: HttpRequest, history: History, asked: Asked, viewer: Viewer) -> dict[str, Any]:
    page = keyset.page(
        asked.of(history.events),
        ["-number"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"{history.name}:{history.pk}:{asked.question}",
    )
    filters = _filters(request)
    return {
        "rows": entries(page.rows, viewer),
        "filtered": asked != Asked(),
        "files": _files(history, filters) if page.rows else [],
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": "?" + urlencode(filters | {"cursor": page.next}) if page.next else "",
        "previous_url": "?" + urlencode(filters | {"cursor": page.previous}) if page.previous else "",
    }


def _files(history: History, filters: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "label": form.upper(),
            "url": f"{reverse(f'{history.name}_file', args=[history.pk, form])}?{urlencode(filters)}",
        }
        for form in FORMS
    ]


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items() if value and name != "cursor"}


demand_history = _page(subjects.of_demand)
assignment_history = _page(subjects.of_assignment)
person_history = _page(subjects.of_person)
department_history = _page(subjects.of_department)
demand_history_file = _file(subjects.of_demand)
assignment_history_file = _file(subjects.of_assignment)
person_history_file = _file(subjects.of_person)
department_history_file = _file(subjects.of_department)
