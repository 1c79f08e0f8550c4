"""How many statements each page takes: stated once for all of them, and the same for a few rows and for many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from audits.models import User
from audits.web import sessions
from config.env import BASE_DIR
from tests.addresses import looked_at, named
from tests.config.office import Office, address

pytestmark = pytest.mark.django_db

FEW: Final = 1  # of each situation, and of everything else three
MANY: Final = 4


def _statements(client: Client, where: str, *, held: bool) -> int | str:
    """How many statements a page takes, once somebody has been there; or what was answered instead of it.

    `held`: what it shows is in the cache.
    """
    client.get(where)
    if not held:
        cache.clear()
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(where)
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
    return len(statements) if answer.status_code == 200 else f"{answer.status_code}"


# Who looks, and how many statements it takes; `:act` where one address has several pages, `?` what is asked for.
PAGES: Final[Mapping[tuple[str, str], int]] = {
    ("start", "secretariat"): 25,
    ("demand_list", "secretariat"): 14,
    ("demand_departments", "secretariat"): 5,
    ("demand_views", "secretariat"): 5,
    ("demand_detail", "secretariat"): 27,
    ("demand_rewrite", "secretariat"): 9,
    ("demand_correct", "secretariat"): 8,
    ("demand_priority", "secretariat"): 7,
    ("demand_withdraw", "secretariat"): 9,
    ("demand_history", "secretariat"): 7,
    ("demand_versions", "secretariat"): 7,
    ("demand_sheet_paper", "secretariat"): 22,
    ("demand_mails", "secretariat"): 7,
    ("demand_repeats", "secretariat"): 9,
    ("distribute_demand", "coordinator"): 13,
    ("approval_list", "head"): 13,
    ("submission_list", "coordinator"): 9,
    ("round_list", "coordinator"): 8,
    ("round_create", "coordinator"): 6,
    ("round_detail", "coordinator"): 13,
    ("round_change", "coordinator"): 7,
    ("round_cancel", "coordinator"): 7,
    ("round_submission", "coordinator"): 9,
    ("work", "officer"): 16,
    ("work_officers", "officer"): 8,
    ("report_form", "officer"): 15,
    ("report_no_change", "officer"): 15,
    ("report_pair", "officer"): 8,
    ("progress_sheet", "officer"): 8,
    ("audit_list", "secretariat"): 9,
    ("audit_create", "secretariat"): 5,
    ("audit_summary", "secretariat"): 12,
    ("audit_overview", "secretariat"): 14,
    ("audit_committee", "secretariat"): 9,
    ("demand_log", "secretariat"): 7,
    ("demand_sheet", "secretariat"): 5,
    ("audit_transmit", "secretariat"): 10,
    ("distribution", "coordinator"): 14,
    ("distribution_proposed", "coordinator"): 10,
    ("assignment_history", "secretariat"): 8,
    ("report_home", "secretariat"): 8,
    ("report_list", "secretariat"): 9,
    ("report_freeze", "secretariat"): 7,
    ("verification_claim", "secretariat"): 22,
    ("meeting_list", "secretariat"): 6,
    ("meeting_create", "secretariat"): 6,
    ("meeting_detail", "secretariat"): 10,
    ("meeting_change", "secretariat"): 7,
    ("extension_list", "secretariat"): 7,
    ("handover_list", "coordinator"): 8,
    ("move_list", "coordinator"): 14,
    ("calendar_adjust", "secretariat"): 8,
    ("office", "administrator"): 6,
    ("repeat_list", "secretariat"): 7,
    ("import_upload", "secretariat"): 6,
    ("department_list", "secretariat"): 8,
    ("department_sheet", "secretariat"): 4,
    ("department_typed", "secretariat"): 4,
    ("department_edit", "secretariat"): 5,
    ("department_gates", "head"): 6,
    ("department_people", "head"): 13,
    ("department_history", "coordinator"): 7,
    ("reorganisation_list", "coordinator"): 6,
    ("reorganisation_create", "coordinator"): 6,
    ("committee_list", "secretariat"): 10,
    ("committee_found", "secretariat"): 4,
    ("committee_change", "secretariat"): 6,
    ("committee_end", "secretariat"): 6,
    ("holiday_list", "secretariat"): 6,
    ("holiday_remove", "secretariat"): 5,
    ("word_list", "secretariat"): 6,
    ("category_add", "secretariat"): 4,
    ("setup", "administrator"): 6,
    ("setup_council", "administrator"): 6,
    ("setup_mail", "administrator"): 6,
    ("notification_list", "secretariat"): 13,
    ("urge", "secretariat"): 9,
    ("urge_letter", "secretariat"): 7,
    ("mail_samples", "secretariat"): 4,
    ("own_mail_list", "officer"): 6,
    ("own_mail", "officer"): 6,
    ("mail_preference", "officer"): 8,
    ("notification_detail", "secretariat"): 9,
    ("notification_ladder", "secretariat"): 7,
    ("outbox_list", "secretariat"): 6,
    ("token_list", "administrator"): 8,
    ("token_revoke", "administrator"): 6,
    ("person_list", "administrator"): 10,
    ("person_create", "administrator"): 6,
    ("person_detail", "administrator"): 10,
    ("person_history", "administrator"): 8,
    ("handover_paper", "officer"): 9,
    ("posting_upload", "head"): 4,
    ("record", "secretariat"): 9,
    ("access_record", "administrator"): 10,
    ("access_month", "administrator"): 11,
    ("components", "officer"): 4,
    ("start?seat=", "clerk"): 18,
    ("start?seat=", "coordinator"): 24,
    ("start?seat=", "officer"): 16,
    ("start?seat=", "head"): 20,
    ("start?seat=", "councillor"): 6,
    ("start?seat=", "administrator"): 18,
    ("demand_list?overdue=on", "officer"): 14,
    ("demand_list?q=예산", "officer"): 20,
    ("demand_detail", "officer"): 28,
    ("assignment_act:approve", "head"): 15,
    ("assignment_act:approve-by-number", "officer"): 15,
    ("assignment_act:send-back", "head"): 15,
    ("assignment_act:submit", "coordinator"): 14,
    ("assignment_act:from-paper", "secretariat"): 7,
    ("assignment_act:opinion", "secretariat"): 7,
    ("assignment_act:reopen", "secretariat"): 8,
    ("assignment_act:verification", "secretariat"): 8,
    ("assignment_act:request-extension", "officer"): 10,
    ("assignment_act:cancel-request", "officer"): 13,
    ("assignment_act:grant-extension", "secretariat"): 14,
    ("assignment_act:refuse-extension", "secretariat"): 12,
    ("assignment_act:extend", "secretariat"): 10,
    ("assignment_act:due-date", "secretariat"): 7,
    ("assignment_act:calendar", "secretariat"): 8,
    ("assignment_act:evidence", "officer"): 8,
    ("assignment_act:evidence-removal", "officer"): 9,
    ("assignment_act:accept-handover", "asked_head"): 14,
    ("assignment_act:refuse-handover", "asked_head"): 14,
    ("assignment_act:settle-handover", "coordinator"): 11,
    ("assignment_act:offer-handover", "officer"): 9,
    ("assignment_act:cancel-handover", "officer"): 13,
    ("assignment_act:officer", "head"): 9,
    ("assignment_act:officer-oneself", "officer"): 8,
    ("assignment_act:lead", "coordinator"): 8,
    ("assignment_act:move", "coordinator"): 11,
    ("assignment_act:reminder", "secretariat"): 7,
    ("assignment_act:withdrawal", "secretariat"): 9,
    ("bulk:extension?pk={assignments}", "secretariat"): 8,
    ("bulk:withdrawal?pk={assignments}", "secretariat"): 8,
    ("bulk:assignment?pk={demands}", "coordinator"): 12,
    ("account_logout", "officer"): 4,
    ("account_change_password", "officer"): 4,
    ("public_list", "officer"): 6,
    ("public_report", "officer"): 8,
    ("demand_list_file", "secretariat"): 7,
    ("demand_view_change", "secretariat"): 6,
    ("demand_history_file", "secretariat"): 8,
    ("round_report", "secretariat"): 8,
    ("round_report_file", "secretariat"): 7,
    ("work_receive", "officer"): 8,
    ("progress_sheet_file?audit={audits}", "coordinator"): 6,
    ("assignment_history_file", "secretariat"): 9,
    ("report_now?paper=inspection&on={on}", "secretariat"): 24,
    ("report_take_down", "secretariat"): 7,
    ("report_frozen", "secretariat"): 10,
    ("report_changes?since={reports}", "secretariat"): 7,
    ("report_content", "secretariat"): 5,
    ("report_publish", "secretariat"): 9,
    ("report_file", "secretariat"): 7,
    ("report_file_content", "secretariat"): 6,
    ("meeting_paper", "secretariat"): 18,
    ("department_history_file", "secretariat"): 8,
    ("reorganisation_cancel", "coordinator"): 6,
    ("category_change", "secretariat"): 6,
    ("category_offer", "secretariat"): 6,
    ("wording_change", "secretariat"): 5,
    ("wording_remove", "secretariat"): 5,
    ("mail_sample:returned", "secretariat"): 4,
    ("mail_sample_html:returned", "secretariat"): 3,
    ("notification_resolve_many", "secretariat"): 8,
    ("notification_resolve", "secretariat"): 6,
    ("notification_resend", "secretariat"): 6,
    ("outbox_mail", "officer"): 6,
    ("outbox_html", "officer"): 5,
    ("handover_paper_csv", "officer"): 9,
    ("person_history_file", "administrator"): 9,
    ("record_check", "secretariat"): 5,
    ("record_file", "secretariat"): 5,
    ("access_record_csv", "administrator"): 7,
    ("demand_sheet_file", "secretariat"): 5,
    ("department_sheet_csv", "secretariat"): 6,
    ("posting_template", "head"): 3,
    ("progress_sheet_preview", "officer"): 6,
    ("department_sheet_preview", "secretariat"): 7,
    ("demand_sheet_preview", "secretariat"): 8,
    ("import_preview", "secretariat"): 14,
    ("reorganisation_preview", "coordinator"): 11,
    ("posting_preview", "administrator"): 7,
    ("posting_done", "administrator"): 6,
    ("account_inactive", "officer"): 4,
}


# Pages whose statements are stated by a test of their own.
_HEALTH: Final = "tests/config/test_health.py::test_the_whole_answer_takes_five_questions_to_the_database"
_LETTER: Final = (
    "tests/tracker/web/test_urge_letter.py::test_letter_and_counts_take_a_fixed_number_of_statements"
)
STATED: Final[Mapping[str, str]] = {
    "healthz": _HEALTH,
    "urge_letter_file": _LETTER,
    "urge_letter_paper": _LETTER,
}
# Addresses that show somebody who is signed in no page.
NO_PAGE: Final[Mapping[str, str]] = {
    "account_login": "leads on who is signed in",
    "account_signup": "leads on who is signed in",
    "demand_view": "leads on to the list as it was kept",
    "evidence_file": "a file",
    "invitation": "from a mail, before its person can sign in",
    "own_people": "leads on to the page of one's department",
    "public_csv": "a file",
    "public_json": "a file",
    "unsubscribe": "from a mail, whoever holds it",
    "verification": "leads on to the claim that waits longest",
}


@pytest.fixture(scope="module")
def counted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Sequence[Mapping[tuple[str, str], int | str]]]:
    """The statements of every page with few rows, and with many; all of it undone."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sessions, "_WRITE_EVERY", 60 * 60
        )  # whichever page is asked for in a new minute takes three more
        office, found = Office(), []
        for each in (FEW, MANY):
            office.grow(each)
            found.append({page: _taken(office, *page) for page in PAGES})
        yield found
        transaction.set_rollback(True)


def _taken(office: Office, name: str, who: str) -> int | str:
    with transaction.atomic():
        brought = office.brought(name)
        where = brought or address(name, office.rows, office.world.on)
        taken = _statements(office.world.clients[who], where, held=bool(brought))
        transaction.set_rollback(True)
    return taken


def test_every_page_takes_the_statements_that_are_stated(
    counted: Sequence[Mapping[tuple[str, str], int | str]],
) -> None:
    assert {page: taken for page, taken in counted[0].items() if taken != PAGES[page]} == {}


def test_many_rows_take_as_many_statements_as_a_few(
    counted: Sequence[Mapping[tuple[str, str], int | str]],
) -> None:
    few, many = counted
    assert {page: (few[page], taken) for page, taken in many.items() if taken != few[page]} == {}


def test_every_page_is_in_the_table_or_said_to_be_stated_elsewhere(
    secretariat: User, sign_in: Callable[[User], Client]
) -> None:
    secretariat.set_password("tongil-anding-7h")  # the page of a change asks for it
    secretariat.save()
    left = set(looked_at(sign_in(secretariat))) - {named(name) for name, _who in PAGES}
    assert left == {*STATED, *NO_PAGE}


@pytest.mark.parametrize("test", sorted(set(STATED.values())))
def test_what_is_stated_elsewhere_is_stated_there(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"def {name}(" in (BASE_DIR / file).read_text(encoding="utf-8")
