"""Every other address of the installation, with what one needs to be let in, and those that are open to all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from tests.rights import table
from tests.rights.bodies import WHY, WORDS, Body, nothing, said
from tests.rights.doors import Door, address
from tests.rights.world import Subject, World


@dataclass(frozen=True)
class Room:
    """An address that is not about one assignment. `right` is a row of `table.ELSEWHERE`.

    `about`: it names a demand or an audit, so that it is there for those alone who see that.
    """

    name: str
    right: str
    path: str
    body: Body | None = None
    api: bool = False

    @property
    def about(self) -> str:
        """What its address names that not everybody sees: an assignment, its demand, an audit; empty: nothing."""
        if self.name == "api_demands" and self.body:
            return "audits"
        found = re.match(r"(?:/api/v1)?/(assignments|demands|audits|verification)/<", self.path)
        return found[1] if found else ""

    @property
    def before_sending(self) -> bool:
        """Whether it is for an audit that was not transmitted yet."""
        return self.right in {"log_demand", "transmit"}

    def door(self) -> Door:
        """The way in: looked at, or with a body sent."""
        face = "api" if self.api else ("page" if self.body is None else "form")
        method = "GET" if self.body is None else "POST"
        return Door(self.name, self.right, face, address(self.path), self.body or nothing, method)

    def __str__(self) -> str:
        return f"{'POST' if self.body else 'GET'} {self.path}"


def _letter(name: str) -> Body:
    return lambda world, _subject, _who: {"on": str(world.on), name: "의회-7", "act": "transmit"}


def _new_audit(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"year": 2030, "body": "새 기관", "committee": world.committees[table.OURS].pk, "receipt_days": 3}


def _another_committee(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"committee": world.committees[table.THEIRS].pk, "reason": "소관 조정"}


def _share(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"assignments": [{"department": world.departments[table.BEFORE].pk, "lead": True}]}


def _demand(_world: World, subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"audit": subject.audit, "category": "corrective", "text": "새 요구"}


def _many(_world: World, subject: Subject, _who: str) -> Any:
    return [{"id": subject.pk, "version": subject.version, **WORDS}]


def _ids(_world: World, subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"ids": str(subject.pk)}


def _reminders(_world: World, subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"assignments": [subject.pk]}


def _meeting(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    day = str(world.on - timedelta(days=3))
    return {"committee": world.committees[table.OURS].pk, "held_on": day, "name": "제2차"}


def _report_file(world: World, _subject: Subject, _who: str) -> Mapping[str, Any]:
    return {"paper": "result", "on": str(world.on), "form": "csv"}


_web: Final[tuple[Room, ...]] = (
    Room("demand_list", "read_demands", "/demands/"),
    Room("demand_departments", "read_demands", "/demands/departments/"),
    Room("demand_list_file", "read_demands", "/demands/file/csv/"),
    Room("demand_views", "read_demands", "/demands/views/"),
    Room("demand_views", "read_demands", "/demands/views/?overdue=on", said(name="늦은 것")),
    Room("demand_detail", "read_demands", "/demands/<int:pk>/"),
    Room("demand_rewrite", "log_demand", "/demands/<int:pk>/edit/"),
    Room("demand_rewrite", "log_demand", "/demands/<int:pk>/edit/", said(category="corrective", text="고침")),
    Room("demand_correct", "correct_demand", "/demands/<int:pk>/correction/"),
    Room(
        "demand_correct",
        "correct_demand",
        "/demands/<int:pk>/correction/",
        said(text="고침", reason="오기", version=1),
    ),
    Room("demand_priority", "mark_priority", "/demands/<int:pk>/priority/"),
    Room("demand_priority", "mark_priority", "/demands/<int:pk>/priority/", said(priority="on")),
    Room("demand_withdraw", "withdraw", "/demands/<int:pk>/withdrawal/"),
    Room("demand_withdraw", "withdraw", "/demands/<int:pk>/withdrawal/", WHY),
    Room("demand_history", "read_demands", "/demands/<int:pk>/history/"),
    Room("demand_history_file", "read_demands", "/demands/<int:pk>/history/json/"),
    Room("demand_sheet_paper", "read_demands", "/demands/<int:pk>/sheet/"),
    Room("demand_versions", "read_demands", "/demands/<int:pk>/versions/"),
    Room("report_pair", "read_demands", "/assignments/<int:pk>/reports/"),
    Room("assignment_history", "read_demands", "/assignments/<int:pk>/history/"),
    Room("assignment_history_file", "read_demands", "/assignments/<int:pk>/history/csv/"),
    Room("distribute_demand", "assign", "/demands/<int:pk>/distribution/"),
    Room("distribute_demand", "assign", "/demands/<int:pk>/distribution/", nothing),
    Room("distribution", "assign", "/audits/<int:pk>/distribution/"),
    Room("distribution_proposed", "assign", "/audits/<int:pk>/distribution/proposed/"),
    Room("distribution_proposed", "assign", "/audits/<int:pk>/distribution/proposed/", nothing),
    Room("work", "report", "/todo/"),
    Room("work_officers", "name_oneself", "/todo/officers/"),
    Room("work_officers", "name_oneself", "/todo/officers/", nothing),
    Room("own_people", "report", "/departments/own/people/"),
    Room("progress_sheet", "take_forms", "/sheets/progress/"),
    Room("progress_sheet", "report", "/sheets/progress/", nothing),
    Room("progress_sheet_file", "take_forms", "/sheets/progress/file/"),
    Room("progress_sheet_preview", "report", "/sheets/progress/unknown/"),
    Room("audit_list", "read_demands", "/audits/"),
    Room("audit_create", "set_up_audit", "/audits/new/"),
    Room("audit_create", "set_up_audit", "/audits/new/", _new_audit),
    Room("audit_summary", "read_demands", "/audits/<int:pk>/"),
    Room("audit_overview", "read_demands", "/audits/<int:pk>/overview/"),
    Room("audit_committee", "change_committee", "/audits/<int:pk>/committee/"),
    Room("audit_committee", "change_committee", "/audits/<int:pk>/committee/", _another_committee),
    Room("demand_log", "log_demand", "/audits/<int:pk>/demands/new/"),
    Room(
        "demand_log",
        "log_demand",
        "/audits/<int:pk>/demands/new/",
        said(category="corrective", text="새 요구"),
    ),
    Room("demand_sheet", "log_demand", "/audits/<int:pk>/demands/sheet/"),
    Room("demand_sheet", "log_demand", "/audits/<int:pk>/demands/sheet/", nothing),
    Room("demand_sheet_file", "log_demand", "/audits/<int:pk>/demands/sheet/file/"),
    Room("demand_sheet_preview", "log_demand", "/audits/<int:pk>/demands/sheet/unknown/"),
    Room("audit_transmit", "transmit", "/audits/<int:pk>/transmittal/"),
    Room("audit_transmit", "transmit", "/audits/<int:pk>/transmittal/", _letter("number")),
    Room("approval_list", "approve", "/approvals/"),
    Room("submission_list", "submit", "/submissions/"),
    Room("round_list", "read_demands", "/rounds/"),
    Room("round_create", "open_round", "/rounds/new/"),
    Room("round_create", "open_round", "/rounds/new/", nothing),
    Room("verification", "verify", "/verification/"),
    Room("verification_claim", "verify", "/verification/<int:pk>/"),
    Room("extension_list", "grant", "/extensions/"),
    Room("handover_list", "offer_handover", "/handovers/"),
    Room("bulk", "grant", "/demands/bulk/extension/"),
    Room("bulk", "withdraw", "/demands/bulk/withdrawal/"),
    Room("bulk", "assign", "/demands/bulk/assignment/"),
    Room("urge", "remind", "/notifications/urging/"),
    Room("urge", "remind", "/notifications/urging/", _ids),
    Room("urge_letter", "take_urge_letter", "/urge-letter/"),
    Room("urge_letter_paper", "take_urge_letter", "/urge-letter/paper/"),
    Room("urge_letter_file", "take_urge_letter", "/urge-letter/file/"),
    Room("move_list", "move", "/moves/"),
    Room("move_list", "move", "/moves/", WHY),
    Room("calendar_adjust", "adjust_calendar", "/calendar/"),
    Room("calendar_adjust", "adjust_calendar", "/calendar/", nothing),
    Room("meeting_list", "read_meetings", "/meetings/"),
    Room("meeting_create", "record_meeting", "/meetings/new/"),
    Room("meeting_create", "record_meeting", "/meetings/new/", _meeting),
    Room("repeat_list", "decide_repeat", "/repeats/"),
    Room("demand_repeats", "decide_repeat", "/demands/<int:pk>/repeats/"),
    Room("demand_repeats", "decide_repeat", "/demands/<int:pk>/repeats/", nothing),
    Room("report_home", "read_reports", "/reports/"),
    Room("report_list", "read_reports", "/audits/<int:pk>/reports/"),
    Room("report_now", "read_result_report", "/audits/<int:pk>/reports/paper/"),
    Room("report_freeze", "freeze_report", "/audits/<int:pk>/reports/freezing/"),
    Room("report_take_down", "publish", "/audits/<int:pk>/publication/end/"),
    Room("report_file_ask", "read_result_report", "/audits/<int:pk>/reports/files/", _report_file),
    Room("office", "change_office", "/office/"),
    Room("office", "change_office", "/office/", said(gates="none")),
    Room("word_list", "keep_words", "/words/"),
    Room("word_list", "keep_words", "/words/", nothing),
    Room("category_add", "keep_words", "/words/categories/new/"),
    Room("category_add", "keep_words", "/words/categories/new/", nothing),
    Room("setup", "set_up", "/setup/"),
    Room("setup", "set_up", "/setup/", said(step="mail", act="skip")),
    Room("setup_council", "set_up", "/setup/council/"),
    Room("setup_council", "set_up", "/setup/council/", nothing),
    Room("setup_mail", "set_up", "/setup/mail/"),
    Room("import_upload", "import_published", "/imports/"),
    Room("import_upload", "import_published", "/imports/", nothing),
    Room("import_preview", "import_published", "/imports/unknown/"),
    Room("import_edit", "import_published", "/imports/unknown/edit/", nothing),
    Room("import_read_now", "import_published", "/imports/unknown/reading/", nothing),
    Room("department_list", "see_organisation", "/departments/"),
    Room("reorganisation_list", "record_succession", "/reorganisations/"),
    Room("reorganisation_create", "record_succession", "/reorganisations/new/"),
    Room("reorganisation_create", "record_succession", "/reorganisations/new/", nothing),
    Room("reorganisation_preview", "record_succession", "/reorganisations/new/unknown/"),
    Room("department_sheet", "keep_departments", "/departments/list/"),
    Room("department_sheet", "keep_departments", "/departments/list/", nothing),
    Room("department_typed", "keep_departments", "/departments/typed/"),
    Room("department_typed", "keep_departments", "/departments/typed/", nothing),
    Room("department_sheet_csv", "keep_departments", "/departments/list/csv/"),
    Room("department_sheet_preview", "keep_departments", "/departments/list/unknown/"),
    Room("committee_list", "keep_committees", "/committees/"),
    Room("committee_found", "keep_committees", "/committees/new/"),
    Room("committee_found", "keep_committees", "/committees/new/", said(name="새 위원회")),
    Room("holiday_list", "manage_holidays", "/holidays/"),
    Room("holiday_list", "manage_holidays", "/holidays/", nothing),
    Room("record", "verify_record", "/record/"),
    Room("record_begin", "verify_record", "/record/begin/", nothing),
    Room("record_file", "take_record", "/record/file/"),
    Room("notification_list", "see_ledger", "/notifications/"),
    Room("mail_samples", "see_mail_samples", "/notifications/samples/"),
    Room("mail_sample", "see_mail_samples", "/notifications/samples/due-today/"),
    Room("mail_sample_html", "see_mail_samples", "/notifications/samples/due-today/html/"),
    Room("own_mail_list", "read_own_mail", "/mails/"),
    Room("mail_preference", "set_mail_preference", "/account/mail/"),
    Room("mail_preference", "set_mail_preference", "/account/mail/", said(frequency="weekly")),
    Room("demand_mails", "see_who_was_told", "/demands/<int:pk>/mails/"),
    Room("notification_resolve_many", "resolve_mail", "/notifications/resolution/"),
    Room("notification_resolve_many", "resolve_mail", "/notifications/resolution/", nothing),
    Room("notification_ladder", "set_ladder", "/notifications/ladder/"),
    Room("notification_ladder", "set_ladder", "/notifications/ladder/", nothing),
    Room("outbox_list", "see_outbox", "/outbox/"),
    Room("token_list", "manage_tokens", "/tokens/"),
    Room("token_list", "manage_tokens", "/tokens/", nothing),
    Room("person_list", "manage_people", "/people/"),
    Room("posting_upload", "post_people", "/people/postings/"),
    Room("posting_upload", "post_people", "/people/postings/", nothing),
    Room("posting_template", "post_people", "/people/postings/form/"),
    Room("posting_preview", "post_people", "/people/postings/unknown/"),
    Room("posting_preview", "post_people", "/people/postings/unknown/", nothing),
    Room("posting_done", "post_people", "/people/postings/unknown/done/"),
    Room("access_record", "see_access_record", "/access-record/"),
    Room("access_record_csv", "see_access_record", "/access-record/csv/"),
    Room("person_create", "manage_people", "/people/new/"),
    Room("person_create", "manage_people", "/people/new/", nothing),
)
_api: Final[tuple[Room, ...]] = (
    Room("api_audits", "read_demands", "/api/v1/audits/", api=True),
    Room("api_audit_summary", "read_demands", "/api/v1/audits/<int:pk>/summary/", api=True),
    Room("api_transmittal", "transmit", "/api/v1/audits/<int:pk>/transmittal/", _letter("number"), api=True),
    Room("api_demands", "read_demands", "/api/v1/demands/", api=True),
    Room("api_demands", "log_demand", "/api/v1/demands/", _demand, api=True),
    Room("api_demand", "read_demands", "/api/v1/demands/<int:pk>/", api=True),
    Room("api_demand_history", "read_demands", "/api/v1/demands/<int:pk>/history/", api=True),
    Room("api_demand_assignments", "assign", "/api/v1/demands/<int:pk>/assignments/", _share, api=True),
    Room(
        "api_corrections",
        "correct_demand",
        "/api/v1/demands/<int:pk>/corrections/",
        said(text="고침", reason="오기", version=1),
        api=True,
    ),
    Room(
        "api_priority", "mark_priority", "/api/v1/demands/<int:pk>/priority/", said(priority=True), api=True
    ),
    Room("api_demand_withdrawal", "withdraw", "/api/v1/demands/<int:pk>/withdrawal/", WHY, api=True),
    Room("api_assignments", "read_demands", "/api/v1/assignments/", api=True),
    Room("api_assignment", "read_demands", "/api/v1/assignments/<int:pk>/", api=True),
    Room("api_history", "read_demands", "/api/v1/assignments/<int:pk>/history/", api=True),
    Room("api_deadline", "read_demands", "/api/v1/assignments/<int:pk>/deadline/", api=True),
    Room("api_reminders", "remind", "/api/v1/assignments/reminders/", _reminders, api=True),
    Room("api_extension_requests", "read_demands", "/api/v1/extension-requests/", api=True),
    Room("api_handovers", "read_demands", "/api/v1/handovers/", api=True),
    Room("api_rounds", "read_demands", "/api/v1/rounds/", api=True),
    Room("api_uploads", "send_files", "/api/v1/uploads/", nothing, api=True),
)
ROOMS: Final = (*_web, *_api)
# A row of its own behind each: tried one by one, files in `test_rights_end`, mails in tests/notifications.
SINGLE: Final = frozenset(
    {
        "department_gates",
        "meeting_detail",
        "meeting_change",
        "meeting_paper",
        "holiday_remove",
        "token_revoke",
        "person_detail",
    }
    | {"access_month", "record_check", "reorganisation_cancel"}
    | {"access_month", "record_check", "committee_change", "committee_end", "department_edit"}
    | {"access_month", "record_check"}
    | {"department_people", "handover_paper", "handover_paper_csv"}
    | {"round_detail", "round_change", "round_cancel", "round_submission"}
    | {"round_report", "round_report_file"}
    | {"report_frozen", "report_changes", "report_content", "report_publish"}
    | {"report_file", "report_file_content"}
    | {"category_change", "category_offer", "wording_change", "wording_remove"}
    | {"person_history", "person_history_file", "department_history", "department_history_file"}
)
TRIED_BY_THEMSELVES: Final = SINGLE | {
    "demand_view",
    "demand_view_change",
    "evidence_file",
    "api_evidence_file",
    "notification_detail",
    "own_mail",
    "notification_resolve",
    "notification_resend",
    "outbox_mail",
    "outbox_html",
    "repeat_decide",
    "api_round",
    "api_round_submission",
    "report_frozen_ask",
}
OPEN: Final = frozenset(
    {"public_list", "public_report", "public_json", "public_csv"}
    | {"start", "components", "contrast", "healthz", "invitation", "unsubscribe"}
    | {"api_schema", "api_docs", "api_unknown"}
    | {"account_login", "account_logout", "account_signup", "account_inactive", "account_change_password"}
)
