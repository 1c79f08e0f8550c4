"""Every address of the installation."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from audits.web.access_record import access_csv, access_list, access_month
from audits.web.categories import category_add, category_change, category_offer
from audits.web.committee_change import committee_change
from audits.web.committees import committee_end, committee_found, committee_list
from audits.web.department_edit import department_edit
from audits.web.department_gates import department_gates
from audits.web.department_sheet import department_sheet, department_sheet_csv, department_sheet_preview
from audits.web.departments import department_list
from audits.web.holidays import holiday_list, holiday_remove
from audits.web.invitations import invitation
from audits.web.office import office
from audits.web.people import person_create, person_list
from audits.web.person import person_detail
from audits.web.postings import posting_done, posting_preview, posting_template, posting_upload
from audits.web.tokens import token_list, token_revoke
from audits.web.words import word_list, wording_change, wording_remove
from config.web.components import components
from config.web.contrast import contrast
from config.web.health import healthz
from config.web.setup.pages import setup, setup_council, setup_mail
from config.web.start import start
from notifications.web.demand_mails import demand_mails, mails_told
from notifications.web.ladder import notification_ladder
from notifications.web.ledger import notification_detail, notification_list
from notifications.web.outbox import outbox_html, outbox_list, outbox_mail
from notifications.web.own_mails import own_mail, own_mail_list
from notifications.web.preference import mail_preference
from notifications.web.resolution import (
    notification_resend,
    notification_resolve,
    notification_resolve_many,
)
from notifications.web.samples import mail_sample, mail_sample_html, mail_samples
from notifications.web.unsubscribe import unsubscribe
from notifications.web.urging import urge
from tracker.web.acts import assignment_act
from tracker.web.approvals import approval_list
from tracker.web.audit_setup import (
    audit_create,
    audit_overview,
    audit_transmit,
    demand_log,
    demand_rewrite,
)
from tracker.web.audits import audit_list, audit_summary
from tracker.web.bulk import bulk_act
from tracker.web.calendar import affected, calendar_adjust
from tracker.web.committee import audit_committee, waiting_audits
from tracker.web.corrections import demand_correct
from tracker.web.demand import demand_detail
from tracker.web.demand_paper import demand_sheet_paper
from tracker.web.demand_sheet import demand_sheet, demand_sheet_file, demand_sheet_preview
from tracker.web.demands import demand_list
from tracker.web.department_people import department_people, own_people
from tracker.web.distribution import distribute_demand, distribution, distribution_proposed
from tracker.web.extensions import extension_list
from tracker.web.files import evidence_file
from tracker.web.handover_paper import handover_paper, handover_paper_csv
from tracker.web.handovers import handover_list
from tracker.web.import_edit import import_edit
from tracker.web.imports import import_preview_page, import_read_now, import_upload
from tracker.web.list_beside import demand_departments
from tracker.web.list_file import demand_list_file
from tracker.web.meeting import meeting_change, meeting_detail
from tracker.web.meeting_paper import meeting_paper
from tracker.web.meetings import meeting_create, meeting_list
from tracker.web.moves import move_list
from tracker.web.officers import work_officers
from tracker.web.priority import demand_priority
from tracker.web.progress_sheet import progress_sheet, progress_sheet_file, progress_sheet_preview
from tracker.web.public import public_csv, public_json, public_list, public_report
from tracker.web.publication import report_publish, report_take_down
from tracker.web.record import record_begin, record_check, record_file, record_page
from tracker.web.records.pages import (
    assignment_history,
    assignment_history_file,
    demand_history,
    demand_history_file,
    department_history,
    department_history_file,
    person_history,
    person_history_file,
)
from tracker.web.records.versions import demand_versions
from tracker.web.reorganisation import (
    reorganisation_cancel,
    reorganisation_create,
    reorganisation_list,
    reorganisation_preview,
)
from tracker.web.repeats import demand_repeats, repeat_decide, repeat_list
from tracker.web.report import report_draft, report_form, report_no_change
from tracker.web.report_files import report_file, report_file_ask, report_file_content, report_frozen_ask
from tracker.web.report_freeze import report_freeze
from tracker.web.report_list import report_home, report_list
from tracker.web.report_pair import report_pair
from tracker.web.report_paper import report_changes, report_content, report_frozen, report_now
from tracker.web.round_report import round_report, round_report_file
from tracker.web.round_submission import round_submission
from tracker.web.rounds import round_cancel, round_change, round_create, round_detail, round_list
from tracker.web.saved_views import demand_view, demand_view_change, demand_views
from tracker.web.submissions import submission_list
from tracker.web.urge_letter import urge_letter, urge_letter_file, urge_letter_paper
from tracker.web.verification import verification, verification_claim
from tracker.web.withdrawals import demand_withdraw
from tracker.web.work import work, work_receive

handler500 = "config.errors.server_error"

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("healthz", healthz, name="healthz"),
    path("", start, name="start"),
    path("contrast/", contrast, name="contrast"),
    path("components/", components, name="components"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/invitation/<str:who>/<str:token>/", invitation, name="invitation"),
    path("demands/", login_required(demand_list), name="demand_list"),
    path("demands/departments/", login_required(demand_departments), name="demand_departments"),
    path("demands/file/<slug:form>/", login_required(demand_list_file), name="demand_list_file"),
    path("demands/views/", login_required(demand_views), name="demand_views"),
    path("demands/views/<int:pk>/", login_required(demand_view), name="demand_view"),
    path("demands/views/<int:pk>/edit/", login_required(demand_view_change), name="demand_view_change"),
    path("demands/bulk/<slug:name>/", login_required(bulk_act), name="bulk"),
    path(
        "demands/<int:pk>/",
        login_required(demand_detail),
        {"mails_told": mails_told},
        name="demand_detail",
    ),
    path("demands/<int:pk>/mails/", login_required(demand_mails), name="demand_mails"),
    path("demands/<int:pk>/edit/", login_required(demand_rewrite), name="demand_rewrite"),
    path("demands/<int:pk>/correction/", login_required(demand_correct), name="demand_correct"),
    path("demands/<int:pk>/priority/", login_required(demand_priority), name="demand_priority"),
    path("demands/<int:pk>/withdrawal/", login_required(demand_withdraw), name="demand_withdraw"),
    path("demands/<int:pk>/distribution/", login_required(distribute_demand), name="distribute_demand"),
    path("demands/<int:pk>/history/", login_required(demand_history), name="demand_history"),
    path(
        "demands/<int:pk>/history/<slug:form>/",
        login_required(demand_history_file),
        name="demand_history_file",
    ),
    path("demands/<int:pk>/sheet/", login_required(demand_sheet_paper), name="demand_sheet_paper"),
    path("demands/<int:pk>/versions/", login_required(demand_versions), name="demand_versions"),
    path("approvals/", login_required(approval_list), name="approval_list"),
    path("submissions/", login_required(submission_list), name="submission_list"),
    path("rounds/", login_required(round_list), name="round_list"),
    path("rounds/new/", login_required(round_create), name="round_create"),
    path("rounds/<int:pk>/", login_required(round_detail), name="round_detail"),
    path("rounds/<int:pk>/edit/", login_required(round_change), name="round_change"),
    path("rounds/<int:pk>/cancellation/", login_required(round_cancel), name="round_cancel"),
    path("rounds/<int:pk>/submission/", login_required(round_submission), name="round_submission"),
    path("rounds/<int:pk>/report/", login_required(round_report), name="round_report"),
    path("rounds/<int:pk>/report/<slug:form>/", login_required(round_report_file), name="round_report_file"),
    path("todo/", login_required(work), name="work"),
    path("todo/receipt/", login_required(work_receive), name="work_receive"),
    path("todo/officers/", login_required(work_officers), name="work_officers"),
    path("assignments/<int:pk>/report/", login_required(report_form), name="report_form"),
    path("assignments/<int:pk>/reports/", login_required(report_pair), name="report_pair"),
    path("assignments/<int:pk>/report/draft/", login_required(report_draft), name="report_draft"),
    path("assignments/<int:pk>/report/no-change/", login_required(report_no_change), name="report_no_change"),
    path("sheets/progress/", login_required(progress_sheet), name="progress_sheet"),
    path("sheets/progress/file/", login_required(progress_sheet_file), name="progress_sheet_file"),
    path(
        "sheets/progress/<str:token>/",
        login_required(progress_sheet_preview),
        name="progress_sheet_preview",
    ),
    path("audits/", login_required(audit_list), name="audit_list"),
    path("audits/new/", login_required(audit_create), name="audit_create"),
    path("audits/<int:pk>/", login_required(audit_summary), name="audit_summary"),
    path("audits/<int:pk>/overview/", login_required(audit_overview), name="audit_overview"),
    path("audits/<int:pk>/committee/", login_required(audit_committee), name="audit_committee"),
    path("audits/<int:pk>/demands/new/", login_required(demand_log), name="demand_log"),
    path("audits/<int:pk>/demands/sheet/", login_required(demand_sheet), name="demand_sheet"),
    path("audits/<int:pk>/demands/sheet/file/", login_required(demand_sheet_file), name="demand_sheet_file"),
    path(
        "audits/<int:pk>/demands/sheet/<str:token>/",
        login_required(demand_sheet_preview),
        name="demand_sheet_preview",
    ),
    path("audits/<int:pk>/transmittal/", login_required(audit_transmit), name="audit_transmit"),
    path("audits/<int:pk>/distribution/", login_required(distribution), name="distribution"),
    path(
        "audits/<int:pk>/distribution/proposed/",
        login_required(distribution_proposed),
        name="distribution_proposed",
    ),
    path("assignments/<int:pk>/acts/<slug:name>/", login_required(assignment_act), name="assignment_act"),
    path("assignments/<int:pk>/history/", login_required(assignment_history), name="assignment_history"),
    path(
        "assignments/<int:pk>/history/<slug:form>/",
        login_required(assignment_history_file),
        name="assignment_history_file",
    ),
    path("reports/", login_required(report_home), name="report_home"),
    path("audits/<int:pk>/reports/", login_required(report_list), name="report_list"),
    path("audits/<int:pk>/reports/paper/", login_required(report_now), name="report_now"),
    path("audits/<int:pk>/reports/freezing/", login_required(report_freeze), name="report_freeze"),
    path("audits/<int:pk>/reports/files/", login_required(report_file_ask), name="report_file_ask"),
    path("audits/<int:pk>/publication/end/", login_required(report_take_down), name="report_take_down"),
    path("reports/<int:pk>/", login_required(report_frozen), name="report_frozen"),
    path("reports/<int:pk>/changes/", login_required(report_changes), name="report_changes"),
    path("reports/<int:pk>/content/", login_required(report_content), name="report_content"),
    path("reports/<int:pk>/files/", login_required(report_frozen_ask), name="report_frozen_ask"),
    path("reports/<int:pk>/publication/", login_required(report_publish), name="report_publish"),
    path("report-files/<int:pk>/", login_required(report_file), name="report_file"),
    path("report-files/<int:pk>/content/", login_required(report_file_content), name="report_file_content"),
    path("public/", public_list, name="public_list"),
    path("public/audits/<int:pk>/", public_report, name="public_report"),
    path("public/audits/<int:pk>.json", public_json, name="public_json"),
    path("public/audits/<int:pk>.csv", public_csv, name="public_csv"),
    path("verification/", login_required(verification), name="verification"),
    path("verification/<int:pk>/", login_required(verification_claim), name="verification_claim"),
    path("meetings/", login_required(meeting_list), name="meeting_list"),
    path("meetings/new/", login_required(meeting_create), name="meeting_create"),
    path("meetings/<int:pk>/", login_required(meeting_detail), name="meeting_detail"),
    path("meetings/<int:pk>/paper/", login_required(meeting_paper), name="meeting_paper"),
    path("meetings/<int:pk>/edit/", login_required(meeting_change), name="meeting_change"),
    path("files/<int:pk>/", login_required(evidence_file), name="evidence_file"),
    path("extensions/", login_required(extension_list), name="extension_list"),
    path("handovers/", login_required(handover_list), name="handover_list"),
    path("moves/", login_required(move_list), name="move_list"),
    path("calendar/", login_required(calendar_adjust), name="calendar_adjust"),
    path("office/", login_required(office), name="office"),
    path("repeats/", login_required(repeat_list), name="repeat_list"),
    path("repeats/<int:pk>/decision/", login_required(repeat_decide), name="repeat_decide"),
    path("demands/<int:pk>/repeats/", login_required(demand_repeats), name="demand_repeats"),
    path("imports/", login_required(import_upload), name="import_upload"),
    path("imports/<str:token>/", login_required(import_preview_page), name="import_preview"),
    path("imports/<str:token>/edit/", login_required(import_edit), name="import_edit"),
    path("imports/<str:token>/reading/", login_required(import_read_now), name="import_read_now"),
    path("departments/", login_required(department_list), name="department_list"),
    path("departments/list/", login_required(department_sheet), name="department_sheet"),
    path("departments/list/csv/", login_required(department_sheet_csv), name="department_sheet_csv"),
    path(
        "departments/list/<str:token>/",
        login_required(department_sheet_preview),
        name="department_sheet_preview",
    ),
    path("departments/<int:pk>/edit/", login_required(department_edit), name="department_edit"),
    path("departments/<int:pk>/gates/", login_required(department_gates), name="department_gates"),
    path("departments/own/people/", login_required(own_people), name="own_people"),
    path("departments/<int:pk>/people/", login_required(department_people), name="department_people"),
    path("departments/<int:pk>/history/", login_required(department_history), name="department_history"),
    path(
        "departments/<int:pk>/history/<slug:form>/",
        login_required(department_history_file),
        name="department_history_file",
    ),
    path("reorganisations/", login_required(reorganisation_list), name="reorganisation_list"),
    path("reorganisations/new/", login_required(reorganisation_create), name="reorganisation_create"),
    path(
        "reorganisations/new/<str:token>/",
        login_required(reorganisation_preview),
        name="reorganisation_preview",
    ),
    path(
        "reorganisations/<int:pk>/cancel/",
        login_required(reorganisation_cancel),
        name="reorganisation_cancel",
    ),
    path("committees/", login_required(committee_list), {"waiting": waiting_audits}, name="committee_list"),
    path("committees/new/", login_required(committee_found), name="committee_found"),
    path("committees/<int:pk>/change/", login_required(committee_change), name="committee_change"),
    path("committees/<int:pk>/end/", login_required(committee_end), name="committee_end"),
    path("holidays/", login_required(holiday_list), {"affected": affected}, name="holiday_list"),
    path("holidays/<int:pk>/remove/", login_required(holiday_remove), name="holiday_remove"),
    path("words/", login_required(word_list), name="word_list"),
    path("words/categories/new/", login_required(category_add), name="category_add"),
    path("words/categories/<int:pk>/", login_required(category_change), name="category_change"),
    path("words/categories/<int:pk>/offer/", login_required(category_offer), name="category_offer"),
    path("words/wordings/<int:pk>/", login_required(wording_change), name="wording_change"),
    path("words/wordings/<int:pk>/remove/", login_required(wording_remove), name="wording_remove"),
    path("setup/", login_required(setup), name="setup"),
    path("setup/council/", login_required(setup_council), name="setup_council"),
    path("setup/mail/", login_required(setup_mail), name="setup_mail"),
    path("notifications/", login_required(notification_list), name="notification_list"),
    path("notifications/urging/", login_required(urge), name="urge"),
    path("urge-letter/", login_required(urge_letter), name="urge_letter"),
    path("urge-letter/paper/", login_required(urge_letter_paper), name="urge_letter_paper"),
    path("urge-letter/file/", login_required(urge_letter_file), name="urge_letter_file"),
    path("notifications/samples/", login_required(mail_samples), name="mail_samples"),
    path("notifications/samples/<slug:name>/", login_required(mail_sample), name="mail_sample"),
    path(
        "notifications/samples/<slug:name>/html/", login_required(mail_sample_html), name="mail_sample_html"
    ),
    path("mails/", login_required(own_mail_list), name="own_mail_list"),
    path("mails/<int:pk>/", login_required(own_mail), name="own_mail"),
    path("notifications/unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("account/mail/", login_required(mail_preference), name="mail_preference"),
    path(
        "notifications/resolution/",
        login_required(notification_resolve_many),
        name="notification_resolve_many",
    ),
    path("notifications/<int:pk>/", login_required(notification_detail), name="notification_detail"),
    path(
        "notifications/<int:pk>/resolution/",
        login_required(notification_resolve),
        name="notification_resolve",
    ),
    path("notifications/<int:pk>/resend/", login_required(notification_resend), name="notification_resend"),
    path("notifications/ladder/", login_required(notification_ladder), name="notification_ladder"),
    path("outbox/", login_required(outbox_list), name="outbox_list"),
    path("outbox/<int:pk>/", login_required(outbox_mail), name="outbox_mail"),
    path("outbox/<int:pk>/html/", login_required(outbox_html), name="outbox_html"),
    path("tokens/", login_required(token_list), name="token_list"),
    path("tokens/<int:pk>/revocation/", login_required(token_revoke), name="token_revoke"),
    path("people/", login_required(person_list), name="person_list"),
    path("people/new/", login_required(person_create), name="person_create"),
    path("people/<int:pk>/", login_required(person_detail), name="person_detail"),
    path("people/postings/", login_required(posting_upload), name="posting_upload"),
    path("people/postings/form/", login_required(posting_template), name="posting_template"),
    path("people/postings/<str:token>/", login_required(posting_preview), name="posting_preview"),
    path("people/postings/<str:token>/done/", login_required(posting_done), name="posting_done"),
    path("people/<int:pk>/handover-paper/", login_required(handover_paper), name="handover_paper"),
    path(
        "people/<int:pk>/handover-paper/csv/", login_required(handover_paper_csv), name="handover_paper_csv"
    ),
    path("people/<int:pk>/history/", login_required(person_history), name="person_history"),
    path(
        "people/<int:pk>/history/<slug:form>/",
        login_required(person_history_file),
        name="person_history_file",
    ),
    path("record/", login_required(record_page), name="record"),
    path("record/begin/", login_required(record_begin), name="record_begin"),
    path("record/checks/<int:pk>/", login_required(record_check), name="record_check"),
    path("record/file/", login_required(record_file), name="record_file"),
    path("access-record/", login_required(access_list), name="access_record"),
    path("access-record/csv/", login_required(access_csv), name="access_record_csv"),
    path("access-record/<int:year>/<int:month>/", login_required(access_month), name="access_month"),
]
