"""공개 화면: what the public reads of published reports, without signing in; nothing of it where the office is shut.

All of it comes from `open_report`, which names what may be public field by field: whatever is not named stays inside.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any, Final
from zlib import crc32

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits import calls
from audits.models import Office
from audits.web.csv_file import lines
from tracker import papers
from tracker.models import Publication, Snapshot
from tracker.reports.official import Official, of_snapshot
from tracker.web.open_report import FIELDS, open_report, rows

MOST: Final = 120  # calls a minute and address: an office behind one address reads several pages
FRESH: Final = "public, max-age=300"  # what is taken down is gone from caches within five minutes
View = Callable[..., HttpResponse]


def _open_to_all(view: View) -> View:
    """404 while the office publishes nothing, 429 for who comes too often; no cookie is ever set.

    The view is told whose council it is, as the office calls it.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        now = time.time()
        if calls.too_many(f"public:{request.META.get('REMOTE_ADDR', '')}", MOST, now):
            return _too_many(request, math.ceil(calls.wait(now)))
        office = Office.current()
        if not office.is_public:
            raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
        return view(request, office.full_name, **kwargs)

    return answer


@_open_to_all
def public_list(request: HttpRequest, council: str) -> HttpResponse:
    """The audits of which a report is public, the newest first, and the log of all that was; two statements."""
    log = list(_log())
    newest = {entry.audit_id: entry for entry in reversed(log)}
    tag = f"list-{log[0].pk if log else 0}"

    def page() -> HttpResponse:
        found = [entry for entry in newest.values() if entry.snapshot_id]
        found.sort(key=lambda entry: (-entry.audit.year, entry.audit.body, entry.audit_id))
        return render(request, "tracker/public/list.html", {"rows": found, "log": log, "council": council})

    return _fresh(request, f"{tag}-{_mark(council)}", page)


@_open_to_all
def public_report(request: HttpRequest, council: str, pk: int) -> HttpResponse:
    """The published report of an audit, read only, with how its open data are made and what was corrected."""
    entry, snapshot = _published(pk)

    def page() -> HttpResponse:
        log = _log().filter(audit=pk)
        report = _with_days(open_report(_official(snapshot)))
        context = {
            "entry": entry,
            "report": report,
            "figures": _sheet(report),
            "digest": papers.digest(snapshot),
            "log": log,
            "fields": FIELDS,
            "council": council,
        }
        return render(request, "tracker/public/report.html", context)

    return _fresh(request, f"{_tag(entry, snapshot)}-{_mark(council)}", page)


@_open_to_all
def public_json(request: HttpRequest, council: str, pk: int) -> HttpResponse:
    """The same as JSON, with the log of corrections."""
    entry, snapshot = _published(pk)

    def file() -> HttpResponse:
        told = open_report(_official(snapshot)) | {
            "council": council,
            "sha256": papers.digest(snapshot),
            "published_on": entry.on.isoformat(),
            "corrections": [_correction(each) for each in _log().filter(audit=pk)],
        }
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        return HttpResponse(text, content_type="application/json; charset=utf-8")

    return _fresh(request, f"{_tag(entry, snapshot)}-{_mark(council)}-json", file)


@_open_to_all
def public_csv(request: HttpRequest, council: str, pk: int) -> HttpResponse:  # noqa: ARG001 (a table has no head)
    """The same as a table, a line a department's answer."""
    entry, snapshot = _published(pk)

    def file() -> HttpResponse:
        text = "".join(lines([field.name for field in FIELDS], rows(_official(snapshot))))
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="audit-{pk}.csv"'
        return answer

    return _fresh(request, f"{_tag(entry, snapshot)}-csv", file)


def _log() -> Any:
    """What was public of every audit and when, the newest first."""
    entries = Publication.objects.select_related("audit", "snapshot", "meeting__committee")
    return entries.defer("snapshot__content").order_by("-id")


def _published(pk: int) -> tuple[Publication, Snapshot]:
    """What the public reads of an audit now. Raises Http404 where that is nothing."""
    entry = _log().filter(audit=pk).first()
    if entry is None or entry.snapshot is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    return entry, entry.snapshot


def _official(snapshot: Snapshot) -> Official:
    return of_snapshot(snapshot)


def _with_days(report: dict[str, Any]) -> dict[str, Any]:
    """The same with due dates as the page writes them, beside those for machines."""
    for item in report["items"]:
        for answer in item["departments"]:
            answer["due_day"] = date.fromisoformat(answer["due_date"]) if answer["due_date"] else None
    return report


def _sheet(report: Mapping[str, Any]) -> list[dict[str, object]]:
    """The rows of the 총괄 (components/sheet.html), all of it first."""
    codes = [column["code"] for column in report["columns"]]
    return [
        {
            "label": row["label"],
            "is_total": row is report["total"],
            "cells": [{"value": row[code], "url": ""} for code in codes],
        }
        for row in (report["total"], *report["rows"])
    ]


def _tag(entry: Publication, snapshot: Snapshot) -> str:
    """What was frozen, and which entry of the log shows it."""
    return f"{snapshot.sha256 or snapshot.pk}-{entry.pk}"


def _mark(council: str) -> str:
    """The council's name as far as a page that is kept has to be made anew under another one."""
    return f"{crc32(council.encode()):x}"


def _correction(entry: Publication) -> Mapping[str, Any]:
    return {
        "on": entry.on.isoformat(),
        "as_of": entry.snapshot.as_of.isoformat() if entry.snapshot else None,
        "heard_on": entry.meeting.held_on.isoformat() if entry.meeting else None,
        "reason": entry.reason,
    }


def _fresh(request: HttpRequest, tag: str, made: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer, made only for who does not have it yet; kept for a while by whoever is not signed in."""
    etag = f'"{tag}-{translation.get_language()}"'
    answer = get_conditional_response(request, etag=etag) or made()
    answer.headers["ETag"] = etag
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        answer.headers["Cache-Control"] = FRESH
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    context = {"wait": wait}
    answer = render(request, "tracker/public/too_many.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(wait)
    return answer
