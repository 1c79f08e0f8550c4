"""What every page needs around its content: navigation, who is signed in, contrast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.access import Act as FactsAct
from audits.access import Viewer
from audits.web.viewer import viewer_of
from config.web.setup import open_steps
from notifications import access as told
from notifications.models import Notification
from tracker import access, reports
from tracker.lifecycle import Act
from tracker.reports.waiting import MOST
from tracker.web.handovers import concerned
from tracker.web.waiting import confirming, submitting

CONTRAST: Final = "contrast"
DEMAND_PAGES: Final = (
    "demand_departments",
    "demand_list_file",
    "demand_views",
    "demand_view_change",
    "demand_detail",
    "demand_correct",
    "demand_withdraw",
    "assignment_act",
    "bulk",
    "urge",
    "demand_history",
    "demand_history_file",
    "assignment_history",
    "assignment_history_file",
    "demand_versions",
    "demand_sheet_paper",
    "report_pair",
    "demand_mails",
    "demand_repeats",
)
POSTING_PAGES: Final = ("posting_upload", "posting_template", "posting_preview", "posting_done")
SHEET_PAGES: Final = ("progress_sheet", "progress_sheet_file", "progress_sheet_preview")
AUDIT_PAGES: Final = (
    "audit_list",
    "audit_summary",
    "audit_create",
    "audit_overview",
    "audit_transmit",
    "audit_committee",
    "demand_log",
    "demand_sheet",
    "demand_sheet_file",
    "demand_sheet_preview",
    "demand_rewrite",
    "distribution",
    "distribution_proposed",
    "distribute_demand",
    "repeat_list",
)

ROUND_PAGES: Final = (
    "round_create",
    "round_detail",
    "round_change",
    "round_cancel",
    "round_submission",
    "round_report",
    "round_report_file",
)

SETUP_PAGES: Final = ("setup_council", "setup_mail")
HOLIDAY_PAGES: Final = ("holiday_list", "holiday_remove", "calendar_adjust")
WORD_PAGES: Final = (
    "category_add",
    "category_change",
    "category_offer",
    "wording_change",
    "wording_remove",
)

REPORT_PAGES: Final = (
    "report_list",
    "report_now",
    "report_freeze",
    "report_frozen",
    "report_changes",
    "report_content",
    "report_file",
    "report_file_content",
    "report_publish",
    "report_take_down",
    "urge_letter",
    "urge_letter_paper",
    "urge_letter_file",
)


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: where it leads, for whom, and the pages on which it is the present one.

    `waits` is what its count counts, where it has one, `alarm` that nothing of it should wait at all. `in_use` has to
    hold besides `allowed`, or something to wait, where the office may do without what it leads to.
    """

    url_name: str
    label: Promise
    allowed: Callable[[Viewer], bool]
    pages: tuple[str, ...] = ()
    heading: Promise | str = ""
    waits: Callable[[Viewer], QuerySet[Any]] | None = None
    in_use: Callable[[Viewer], Q] | None = None
    alarm: bool = False


def _reads(viewer: Viewer) -> bool:
    return access.may_read(viewer, access.Right.READ_DEMANDS)


# What is used daily first, in the order in which work comes; what is used once a year at the end, in groups.
NAVIGATION: Final = (
    Entry("start", _("시작"), lambda viewer: viewer.has_seat),
    Entry("setup", _("처음 설정"), lambda viewer: bool(open_steps(viewer)), SETUP_PAGES),
    Entry(
        "work",
        _("내 할 일"),
        lambda viewer: access.may(viewer, Act.REPORT),
        ("work_receive", "work_officers", "report_form", "report_draft", "report_no_change", *SHEET_PAGES),
        waits=reports.owed_by,
    ),
    Entry(
        "approval_list",
        _("부서장 확인"),
        lambda viewer: access.may(viewer, Act.APPROVE),
        waits=reports.to_confirm,
        in_use=confirming,
    ),
    Entry(
        "submission_list",
        _("의회 제출"),
        lambda viewer: access.may(viewer, Act.SUBMIT),
        waits=reports.to_submit,
        in_use=submitting,
    ),
    Entry("demand_list", _("처리요구사항"), _reads, DEMAND_PAGES),
    Entry(
        "verification",
        _("이행 확인"),
        lambda viewer: access.may_read(viewer, access.Right.VERIFY),
        ("verification_claim",),
        waits=reports.to_check,
    ),
    Entry(
        "extension_list",
        _("기한 연장 요청"),
        lambda viewer: access.may(viewer, Act.GRANT),
        waits=reports.to_grant,
    ),
    Entry("handover_list", _("소관 변경"), concerned, waits=reports.offered_between),
    Entry("move_list", _("소관 이동"), lambda viewer: access.may(viewer, Act.MOVE)),
    Entry("round_list", _("보고 회차"), _reads, ROUND_PAGES),
    Entry("audit_list", _("행정사무감사"), _reads, AUDIT_PAGES),
    Entry(
        "report_home",
        _("보고서"),
        lambda viewer: access.may_read(viewer, access.Right.READ_REPORTS),
        REPORT_PAGES,
    ),
    Entry(
        "meeting_list",
        _("위원회 회의"),
        lambda viewer: access.may_read(viewer, access.Right.READ_MEETINGS),
        ("meeting_create", "meeting_detail", "meeting_change", "meeting_paper"),
    ),
    Entry(
        "import_upload",
        _("보고서 불러오기"),
        lambda viewer: access.may(viewer, Act.IMPORT_PUBLISHED),
        ("import_preview",),
    ),
    Entry(
        "own_mail_list",
        _("내가 받은 알림"),
        lambda viewer: told.may(viewer, told.Act.READ_OWN_MAIL),
        ("own_mail", "mail_preference"),
        heading=_("알림"),
    ),
    Entry(
        "notification_list",
        _("알림 발송 기록"),
        lambda viewer: told.may(viewer, told.Act.SEE_LEDGER),
        (
            "notification_detail",
            "notification_resolve",
            "notification_resend",
            "notification_resolve_many",
        ),
        waits=lambda _viewer: Notification.objects.unresolved(),
        alarm=True,
    ),
    Entry(
        "notification_ladder",
        _("알림 단계"),
        lambda viewer: told.may(viewer, told.Act.SET_LADDER),
        ("mail_samples", "mail_sample"),
    ),
    Entry(
        "outbox_list",
        _("시연 메일함"),
        lambda viewer: told.may(viewer, told.Act.SEE_OUTBOX),
        ("outbox_mail",),
    ),
    Entry(
        "department_list",
        _("부서·조직개편"),
        lambda viewer: viewer.may(FactsAct.SEE_ORGANISATION),
        (
            "department_gates",
            "department_history",
            "department_history_file",
            "reorganisation_list",
            "reorganisation_create",
            "reorganisation_preview",
            "reorganisation_cancel",
            "department_sheet",
            "department_typed",
            "department_sheet_preview",
            "department_edit",
        ),
        heading=_("설정"),
    ),
    Entry(
        "own_people",
        _("부서 사람"),
        lambda viewer: bool(viewer.department_ids),
        ("department_people", "handover_paper", "handover_paper_csv", *POSTING_PAGES),
    ),
    Entry(
        "committee_list",
        _("위원회"),
        lambda viewer: viewer.may(FactsAct.KEEP_COMMITTEES),
        ("committee_found", "committee_change", "committee_end"),
    ),
    Entry(
        "person_list",
        _("사람과 소속"),
        lambda viewer: viewer.may(FactsAct.MANAGE_PEOPLE),
        ("person_create", "person_detail", "person_history", "person_history_file", *POSTING_PAGES),
    ),
    Entry(
        "token_list", _("연계 인증키"), lambda viewer: viewer.may(FactsAct.MANAGE_TOKENS), ("token_revoke",)
    ),
    Entry(
        "office",
        _("업무 방식·휴일"),
        lambda viewer: viewer.may(FactsAct.CHANGE_OFFICE),
        ("setup", *SETUP_PAGES, *HOLIDAY_PAGES),
    ),
    Entry(
        "word_list",
        _("구분·용어·휴일"),
        lambda viewer: viewer.may(FactsAct.KEEP_WORDS),
        (*WORD_PAGES, *HOLIDAY_PAGES),
    ),
    Entry(
        "record",
        _("기록 점검"),
        lambda viewer: viewer.may(FactsAct.VERIFY_RECORD),
        ("record_check", "record_file"),
    ),
    Entry(
        "access_record",
        _("접속기록"),
        lambda viewer: viewer.may(FactsAct.SEE_ACCESS_RECORD),
        ("access_month", "access_record_csv"),
    ),
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
    """The entries of this person with what waits behind each; one statement where anything is counted."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    entries = [entry for entry in NAVIGATION if entry.allowed(viewer)]
    # Whoever has several seats may find a page under two entries; one is where they are.
    present = next((entry for entry in entries if here in (entry.url_name, *entry.pages)), None)
    counts = reports.waiting_counts(
        viewer,
        {entry.url_name: entry.waits(viewer) for entry in entries if entry.waits},
        {f"{entry.url_name}_in_use": entry.in_use(viewer) for entry in entries if entry.in_use},
    )
    return [
        {
            "label": entry.label,
            "url": reverse(entry.url_name),
            "current": entry is present,
            "heading": entry.heading,
            "count": _told(counts.get(entry.url_name, 0)),
            "alarm": entry.alarm,
        }
        for entry in entries
        if counts.get(f"{entry.url_name}_in_use", 1) or counts.get(entry.url_name)
    ]


def _told(count: int) -> str:
    """A count as the navigation says it; nothing for none."""
    return f"{MOST}+" if count > MOST else str(count or "")
