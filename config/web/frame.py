"""What every page needs around its content: navigation, who is signed in, contrast."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Act as FactsAct
from audits.access import Viewer
from audits.web.viewer import viewer_of
from notifications import access as told
from tracker import access
from tracker.lifecycle import Act

CONTRAST: Final = "contrast"
AUDIT_PAGES: Final = (
    "audit_list",
    "audit_summary",
    "audit_create",
    "audit_overview",
    "audit_transmit",
    "demand_log",
    "demand_rewrite",
    "distribution",
    "distribution_proposed",
    "distribute_demand",
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, `seat` and `contrast` (templates/base.html)."""
    contrast = request.COOKIES.get(CONTRAST, "")
    plain = {"contrast": contrast if contrast in {"high", "standard"} else ""}
    try:
        viewer = viewer_of(request)
    except (PermissionDenied, AttributeError):
        return plain
    return plain | {"nav": _nav(request, viewer), "seat": viewer.label}


def _nav(request: HttpRequest, viewer: Viewer) -> list[dict[str, Any]]:
    reads = access.may_read(viewer, access.Right.READ_DEMANDS)
    entries = [
        (
            access.may(viewer, Act.REPORT),
            "work",
            _("내 할 일"),
            ("work", "work_receive", "report_form", "report_draft", "report_no_change"),
            "",
        ),
        (reads, "demand_list", _("처리요구사항"), ("demand_list", "demand_detail"), ""),
        (reads, "audit_list", _("행정사무감사"), AUDIT_PAGES, ""),
        (
            access.may(viewer, Act.IMPORT_PUBLISHED),
            "import_upload",
            _("보고서 불러오기"),
            ("import_upload", "import_preview"),
            "",
        ),
        (
            told.may(viewer, told.Act.SEE_LEDGER),
            "notification_list",
            _("알림 발송 기록"),
            ("notification_list", "notification_detail"),
            "",
        ),
        (
            told.may(viewer, told.Act.SEE_OUTBOX),
            "outbox_list",
            _("시연 메일함"),
            ("outbox_list", "outbox_mail"),
            "",
        ),
        (
            viewer.may(FactsAct.SEE_ORGANISATION),
            "department_list",
            _("부서·조직개편"),
            ("department_list",),
            _("설정"),
        ),
        (
            viewer.may(FactsAct.MANAGE_PEOPLE),
            "person_list",
            _("사람과 소속"),
            ("person_list", "person_create", "person_detail"),
            "",
        ),
        (
            viewer.may(FactsAct.MANAGE_TOKENS),
            "token_list",
            _("연계 인증키"),
            ("token_list", "token_revoke"),
            "",
        ),
        (
            viewer.may(FactsAct.MANAGE_HOLIDAYS),
            "holiday_list",
            _("휴일"),
            ("holiday_list", "holiday_remove"),
            "",
        ),
        (viewer.may(FactsAct.CHANGE_OFFICE), "office", _("업무 방식"), ("office",), ""),
    ]
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(name), "current": here in names, "heading": heading}
        for allowed, name, label, names, heading in entries
        if allowed
    ]
