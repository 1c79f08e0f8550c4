"""Which address shows what: the one table behind the access record, and the middleware that writes by it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from audits import access_record, shown
from audits.access import Viewer
from audits.access_record import Caller, What
from audits.models import AccessAct
from audits.web.sessions import API
from tracker.api.problems import MEDIA_TYPE, Problem

log = logging.getLogger(__name__)
READ: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Shows:
    """What an address shows: a kind of thing, and the part of the address that is its id."""

    what: What
    act: AccessAct
    key: str = ""


def _one(what: What, *names: str, key: str = "pk") -> dict[str, Shows]:
    return dict.fromkeys(names, Shows(what, AccessAct.VIEW, key))


def _many(what: What, *names: str, key: str = "") -> dict[str, Shows]:
    return dict.fromkeys(names, Shows(what, AccessAct.LIST, key))


def _taken(what: What, *names: str, key: str = "") -> dict[str, Shows]:
    return dict.fromkeys(names, Shows(what, AccessAct.DOWNLOAD, key))


SHOWS: Final[Mapping[str, Shows]] = {
    **_one(What.DEMAND, "demand_detail", "demand_rewrite", "demand_correct", "demand_priority"),
    **_one(What.DEMAND, "demand_withdraw", "demand_versions", "distribute_demand", "api_demand"),
    **_one(What.DEMAND, "demand_sheet_paper"),
    **_many(What.DEMAND, "api_demands"),
    **_one(What.ASSIGNMENT, "assignment_act", "report_form", "report_no_change", "verification_claim"),
    **_many(What.ASSIGNMENT, "start"),
    **_one(What.ASSIGNMENT, "report_pair", "api_assignment", "api_deadline"),
    **_many(What.ASSIGNMENT, "demand_list", "work", "work_receive", "bulk", "calendar_adjust", "move_list"),
    **_many(What.ASSIGNMENT, "api_assignments", "progress_sheet_preview"),
    **_taken(What.ASSIGNMENT, "demand_list_file", "progress_sheet_file", "urge_letter_file"),
    **_many(What.ASSIGNMENT, "urge", "urge_letter", "urge_letter_paper"),
    **_many(What.REPORT, "approval_list", "submission_list"),
    **_taken(What.EVIDENCE, "evidence_file", "api_evidence_file", key="pk"),
    **_many(What.VERIFICATION, "verification"),
    **_many(What.EXTENSION, "extension_list", "api_extension_requests"),
    **_many(What.HANDOVER, "handover_list", "api_handovers"),
    **_one(What.AUDIT, "audit_summary", "audit_overview", "audit_transmit", "api_audit_summary"),
    **_one(What.AUDIT, "audit_committee"),
    **_one(What.AUDIT, "demand_log", "distribution", "distribution_proposed"),
    **_one(What.AUDIT, "demand_sheet_preview"),
    **_many(What.AUDIT, "audit_list", "api_audits"),
    **_one(What.MEETING, "meeting_detail", "meeting_change", "meeting_paper"),
    **_one(What.OFFICIAL, "report_frozen", "report_changes", "report_file"),
    **_one(What.OFFICIAL, "report_publish"),
    **_one(What.AUDIT, "report_list", "report_now", "report_freeze", "report_take_down"),
    **_many(What.OFFICIAL, "report_home"),
    **_taken(What.OFFICIAL, "report_content", "report_file_content", key="pk"),
    **_many(What.MEETING, "meeting_list"),
    **_one(What.DEMAND, "demand_repeats"),
    **_many(What.DEMAND, "repeat_list"),
    **_one(What.ROUND, "round_detail", "round_change", "round_cancel", "round_submission", "round_report"),
    **_one(What.ROUND, "api_round"),
    **_many(What.ROUND, "round_list", "api_rounds"),
    **_taken(What.ROUND, "round_report_file", key="pk"),
    **_one(What.IMPORT, "import_preview", key=""),
    **_many(What.DEMAND_HISTORY, "demand_history", "api_demand_history", key="pk"),
    **_many(What.ASSIGNMENT_HISTORY, "assignment_history", "api_history", key="pk"),
    **_many(What.PERSON_HISTORY, "person_history", key="pk"),
    **_many(What.DEPARTMENT_HISTORY, "department_history", key="pk"),
    **_taken(What.DEMAND_HISTORY, "demand_history_file", key="pk"),
    **_taken(What.ASSIGNMENT_HISTORY, "assignment_history_file", key="pk"),
    **_taken(What.PERSON_HISTORY, "person_history_file", key="pk"),
    **_taken(What.DEPARTMENT_HISTORY, "department_history_file", key="pk"),
    **_one(
        What.NOTIFICATION, "notification_detail", "notification_resolve", "notification_resend", "own_mail"
    ),
    **_many(What.NOTIFICATION, "notification_list", "notification_resolve_many", "own_mail_list"),
    **_many(What.NOTIFICATION, "demand_mails", key="pk"),
    **_one(What.MAIL, "outbox_mail", "outbox_html"),
    **_many(What.MAIL, "outbox_list"),
    **_one(What.PERSON, "person_detail"),
    **_many(What.PERSON, "person_list", "reorganisation_preview"),
    **_many(What.PERSON, "person_list", "posting_preview", "posting_done"),
    **_many(What.PERSON, "department_people", key="pk"),
    **_many(What.ASSIGNMENT, "work_officers"),
    **_many(What.ASSIGNMENT, "handover_paper"),
    **_taken(What.ASSIGNMENT, "handover_paper_csv"),
    **_one(What.TOKEN, "token_revoke"),
    **_many(What.TOKEN, "token_list"),
    **_many(What.ACCESS, "access_record", "access_month"),
    **_taken(What.ACCESS, "access_record_csv"),
    **_taken(What.RECORD, "record_file"),
}
# What these show is nobody's matter: empty forms, the office's own settings, the way in. They take no more than
# what is sent to them, and that is in the record of acts.
NOTHING: Final = frozenset(
    {"components", "contrast", "healthz", "invitation", "api_schema", "api_docs", "api_unknown"}
    | {"account_login", "account_logout", "account_signup", "account_inactive", "account_change_password"}
    | {"audit_create", "meeting_create", "import_upload", "person_create", "report_draft"}
    | {"posting_upload", "posting_template", "own_people"}
    | {"round_create"}
    | {"demand_departments", "demand_views", "demand_view", "demand_view_change"}
    | {"repeat_decide", "import_edit", "import_read_now"}
    | {"report_file_ask", "report_frozen_ask"}
    | {"public_list", "public_report", "public_json", "public_csv"}
    | {"mail_preference", "unsubscribe"}
    | {"progress_sheet", "demand_sheet", "demand_sheet_file"}
    | {"department_list", "department_gates", "holiday_list", "holiday_remove", "office"}
    | {"notification_ladder"}
    | {"reorganisation_list", "reorganisation_create", "reorganisation_cancel"}
    | {"department_sheet", "department_sheet_preview", "department_sheet_csv", "department_edit"}
    | {"committee_list", "committee_found", "committee_change", "committee_end"}
    | {"record", "record_begin", "record_check"}
    | {"word_list", "category_add", "category_change", "category_offer", "wording_change", "wording_remove"}
    | {"setup", "setup_council", "setup_mail"}
    | {"mail_samples", "mail_sample", "mail_sample_html"}
)


class AccessLog:
    """Middleware, the innermost: notes what a page or endpoint has shown, before anybody is given it.

    Only what was shown: refusals and forms sent back are none. A download is whatever comes as an attachment. What
    cannot be noted is not shown.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, once it is noted; 503 where that fails."""
        told = shown.begin()
        response = self.get_response(request)
        shows = _shown_by(request, response)
        if shows is None:
            return response
        try:
            _note(request, shows, told)
        except DatabaseError:
            log.exception("the access record could not be written: %s", request.path)
            response.close()
            return _withheld(request)
        return response


def _shown_by(request: HttpRequest, response: HttpResponseBase) -> Shows | None:
    """What this answer shows; None where it is nothing to note."""
    match = request.resolver_match
    shows = SHOWS.get(match.url_name or "") if match and response.status_code == HTTPStatus.OK else None
    if shows is None:
        return None
    if shows.act == AccessAct.DOWNLOAD:
        return shows if response.get("Content-Disposition", "").startswith("attachment") else None
    return shows if request.method in READ else None


def _note(request: HttpRequest, shows: Shows, told: shown.Shown) -> None:
    match = request.resolver_match
    access_record.note(
        shows.what,
        shows.act,
        _caller(request),
        subject_id=match.kwargs.get(shows.key) if match else None,
        items=_items(shows.act, told),
        reason=told.reason,
    )


def _items(act: AccessAct, told: shown.Shown) -> int:
    """A page about one thing may list more beside it; a download is one file at least."""
    if act == AccessAct.VIEW:
        return 1
    return told.items or int(act == AccessAct.DOWNLOAD)


def _caller(request: HttpRequest) -> Caller:
    """Who asks; a department's key stands for its system, not for the person who answers for it."""
    viewer = getattr(request, "auth", None)
    address = _address(request.META.get("REMOTE_ADDR", ""))
    if isinstance(viewer, Viewer) and viewer.token_id:
        return Caller(None, viewer.token_id, address)
    return Caller(request.user.pk, None, address)


def _address(peer: str) -> str | None:
    """The address that `config.wsgi.BehindProxies` found, without the name of a network card; None for none."""
    try:
        return str(ip_address(peer.partition("%")[0]))
    except ValueError:
        return None


def _withheld(request: HttpRequest) -> HttpResponse:
    """Said without asking the database anything."""
    words = _("접속기록을 남길 수 없어 보여 드리지 않았습니다. 시스템관리자에게 알려 주십시오: 접속기록")
    if request.path.startswith(API):
        problem = Problem("unavailable", words)
        readable = {"ensure_ascii": False}
        return JsonResponse(
            problem.as_json(), status=problem.status, content_type=MEDIA_TYPE, json_dumps_params=readable
        )
    page = render_to_string("503.html", {"exception": words})
    return HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
