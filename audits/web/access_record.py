"""접속기록, for the system administrator: who saw or took away what, the file of it, and the check of each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import access_months, access_record, keyset, shown
from audits.access import Act, Viewer
from audits.access_record import Asked, What, caller_name, kept_from, month_of
from audits.actions.access_record import check_month
from audits.models import AccessAct, AccessCheck, AccessEntry
from audits.web.csv_file import csv_file
from audits.web.fields import DayField
from audits.web.memberships import attempt
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of

ONE_DAY: Final = timedelta(days=1)
PAGE: Final = 50
MOST: Final = 100  # downloads a month's page lists; the rest are a link away
HEADS: Final = (
    gettext_lazy("시각"),
    gettext_lazy("이름"),
    gettext_lazy("접속지"),
    gettext_lazy("수행 업무"),
    gettext_lazy("대상"),
    gettext_lazy("대상 번호"),
    gettext_lazy("건수"),
    gettext_lazy("사유"),
)


class AccessFilter(forms.Form):
    """What the list is asked for."""

    since = DayField(label=gettext_lazy("부터"), required=False)
    until = DayField(label=gettext_lazy("까지"), required=False)
    who = forms.CharField(label=gettext_lazy("사람"), required=False, max_length=254)
    what = forms.ChoiceField(
        label=gettext_lazy("대상"), required=False, choices=[("", gettext_lazy("전체")), *What.choices]
    )
    act = forms.ChoiceField(
        label=gettext_lazy("수행 업무"),
        required=False,
        choices=[("", gettext_lazy("전체")), *AccessAct.choices],
    )

    def asked(self) -> Asked:
        """The filters. Call on a valid form."""
        return Asked(**self.cleaned_data)


class CheckForm(forms.Form):
    """What somebody noted who looked through a month."""

    words = forms.CharField(
        label=gettext_lazy("점검 내용"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("무엇을 보았고 무엇을 조치하였는지 적습니다. 저장한 뒤에는 고칠 수 없습니다."),
    )


@require_safe
def access_list(request: HttpRequest) -> HttpResponse:
    """The entries that the filters ask for, newest first, a page at a time."""
    viewer = _let_in(request)
    form = AccessFilter(request.GET)
    context: dict[str, Any] = {"form": form, "rows": []}
    if form.is_valid():
        context |= _page(form.asked(), request)
    return render(request, "audits/access_record.html", context | _state(viewer))


@require_http_methods(["GET", "HEAD", "POST"])
def access_csv(request: HttpRequest) -> HttpResponseBase:
    """What the list shows for the same filters, whole, as CSV; a reason first."""
    _let_in(request)
    form = AccessFilter(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('access_record')}?{request.GET.urlencode()}")
    entries = access_record.found(form.asked())
    newest = entries.order_by("-id").values_list("pk", flat=True).first() or 0
    chosen = entries.filter(pk__lte=newest)
    return with_reason(
        request,
        lambda: csv_file("access-record.csv", HEADS, _lines(chosen.order_by("-at", "-id").iterator())),
        title=_("접속기록 내려받기"),
        items=chosen.count(),
        back_url=f"{reverse('access_record')}?{request.GET.urlencode()}",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def access_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """월간 점검 of one month; POST marks it as checked. 404 for a month without entries that nobody checked."""
    viewer = _let_in(request)
    first = _month(year, month)
    check = AccessCheck.objects.filter(month=first).select_related("by").first()
    running = month_of(viewer.on)
    if check is None and not (access_months.first_month() or running) <= first <= running:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    form = CheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: check_month(first, form.cleaned_data["words"], by=viewer)):
        messages.success(request, _("점검한 것을 저장하였습니다."))
        return redirect(_address(first))
    context = _month_context(first) | {"form": form, "check": check, "over": first < running}
    return render(request, "audits/access_month.html", context)


def _let_in(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Act.SEE_ACCESS_RECORD)
    return viewer


def _page(asked: Asked, request: HttpRequest) -> dict[str, Any]:
    cursor = request.GET.get("cursor", "")
    entries = access_record.found(asked)
    page = keyset.page(entries, ["-at", "-id"], size=PAGE, cursor=cursor, question=asked.question)
    return {
        "rows": [_row(entry) for entry in page.rows],
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": _page_url(request, page.next),
        "previous_url": _page_url(request, page.previous),
        "csv_url": f"{reverse('access_record_csv')}?{urlencode(_filters(request))}",
        "filtered": bool(_filters(request)),
    }


def _last(on: date) -> date:
    """The month before this one; where nothing is that old, the one in which the record begins."""
    running = month_of(on)
    return max(month_of(on, 1), access_months.first_month() or running)


def _state(viewer: Viewer) -> dict[str, Any]:
    """What there is to do: months nobody has checked, and entries that were kept long enough."""
    unchecked = access_months.unchecked(viewer.on)
    return {
        "unchecked": [{"month": month, "url": _address(month)} for month in unchecked],
        "month_url": _address(unchecked[0] if unchecked else _last(viewer.on)),
        "months": settings.ACCESS_RECORD_MONTHS,
        "kept_from": kept_from(viewer.on),
        "outdated": access_record.outdated(viewer.on).exists(),
    }


def _row(entry: AccessEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "who": _who(entry),
        "address": entry.address or "",
        "act": entry.get_act_display(),
        "what": dict(What.choices).get(entry.what, entry.what),
        "subject": entry.subject_id,
        "items": entry.items,
        "reason": entry.reason,
    }


def _who(entry: AccessEntry) -> str:
    return caller_name(
        entry.user.name if entry.user else None, entry.token.department.name if entry.token else None
    )


def _lines(entries: Iterator[AccessEntry]) -> Iterator[tuple[object, ...]]:
    for entry in entries:
        row = _row(entry)
        at = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
        yield (at, *(row[name] for name in ("who", "address", "act", "what", "subject", "items", "reason")))


def _month_context(month: date) -> dict[str, Any]:
    rows = access_months.by_caller(month)
    downloads = list(access_months.downloads_of_many(month)[: MOST + 1])
    span = {"since": month, "until": month_of(month, -1) - ONE_DAY}
    shown.add(len(rows) + len(downloads))
    return {
        "month": month,
        "rows": rows,
        "total": sum(row.accesses for row in rows),
        "downloads": [_row(entry) for entry in downloads[:MOST]],
        "more_downloads": len(downloads) > MOST,
        "addresses": access_months.new_addresses(month),
        "stopped": [row for row in rows if row.caller.stopped],
        "list_url": _list_url(**span),
        "downloads_url": _list_url(**span, act=AccessAct.DOWNLOAD),
        "before_url": _address(month_of(month, 1)),
        "after_url": _address(month_of(month, -1)),
    }


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다.")) from error


def _address(month: date) -> str:
    return reverse("access_month", args=[month.year, month.month])


def _list_url(**filters: object) -> str:
    days = {
        name: f"{value:%Y-%m-%d}" if isinstance(value, date) else value for name, value in filters.items()
    }
    return f"{reverse('access_record')}?{urlencode(days)}"


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items() if value and name != "cursor"}


def _page_url(request: HttpRequest, cursor: str) -> str:
    return "?" + urlencode(_filters(request) | {"cursor": cursor}) if cursor else ""
