"""Every form an official report can be taken in, by its ending: where it is written, asked only when it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from django.utils.translation import gettext as _

from tracker.exports.unavailable import Unavailable
from tracker.models import ReportForm
from tracker.reports.official import Official

Tell = Callable[[int], None]

MODULES: Final[Mapping[ReportForm, str]] = {
    ReportForm.HWPX: "tracker.exports.hwpx",
    ReportForm.XLSX: "tracker.exports.xlsx",
    ReportForm.PDF: "tracker.exports.pdf",
    ReportForm.CSV: "tracker.exports.csv",
    ReportForm.JSON: "tracker.exports.json",
}
CONTENT_TYPES: Final[Mapping[ReportForm, str]] = {
    ReportForm.HWPX: "application/hwp+zip",
    ReportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportForm.PDF: "application/pdf",
    ReportForm.CSV: "text/csv; charset=utf-8",
    ReportForm.JSON: "application/json",
}


def written(form: ReportForm, report: Official, tell: Tell | None = None) -> bytes:
    """The report in a form; `tell` hears how many items are written. Raises Unavailable.

    The module of a form is loaded when it is asked for, so that one that lacks a library takes no other with it.
    """
    try:
        module = import_module(MODULES[form])
    except (ImportError, OSError) as error:
        told = _("%(form)s: 이 서버에서는 만들 수 없는 형식입니다(%(why)s).")
        raise Unavailable(told % {"form": form.label, "why": _one_line(error)}) from error
    content: bytes = module.written(report, tell)
    return content


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
