"""How many statements each page takes: stated once for all of them, and the same for a few rows and for many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from audits.models import (
    Audit,
    Category,
    Committee,
    Department,
    DepartmentKind,
    DepartmentToken,
    Holiday,
    Membership,
    User,
    Wording,
)
from notifications.models import Kind, Notification, State
from tests.conftest import LONG_AGO
from tests.rights import table, world
from tracker import followup
from tracker.models import Meeting, ReportingRound, SavedView

pytestmark = pytest.mark.django_db

FEW: Final = 1  # of each situation, and of everything else three
MANY: Final = 4
HERE: Final = "own"


class Office:
    """An office that grows: more of everything that a page may list, each as the rows that are there already."""

    def __init__(self) -> None:
        self.world = world.people_and_places()
        self.rows: dict[str, int] = {}
        self.made = 0

    def grow(self, each: int) -> None:
        """Until there are `each` assignments of every situation and three times as many of everything else."""
        filed = [
            world.filed(self.world, HERE, situation)
            for situation in table.SITUATIONS
            for _ in range(each - self.made)
        ]
        followup.refresh([subject.demand for subject in filed])
        for number in range(self.made * 3, each * 3):
            self._office(number)
            self._year(number)
            self._mails(number)
        first = filed[0] if not self.rows else None
        if first:
            self._remember()
        self.made = each

    def _office(self, number: int) -> None:
        on, person = self.world.on, self.world.people["officer"]
        bureau = Department.objects.get(name="정보국")
        department = Department.objects.create(
            name=f"늘어난 {number}과", kind=DepartmentKind.DEPARTMENT, rank=200 + number, bureau=bureau
        )
        colleague = User.objects.create_user(f"more{number}@demo.example", f"동료 {number}")
        for place in (self.world.departments[table.OURS], department):
            Membership.objects.create(user=colleague, role="officer", department=place, start_on=LONG_AGO)
        Committee.objects.create(name=f"늘어난 {number}위원회")
        Holiday.objects.create(date=on + timedelta(days=300 + number), name="임시공휴일")
        DepartmentToken.objects.create(
            department=department,
            name="연계",
            prefix=f"{number:03}",
            key_sha256=f"{number:064}",
            scopes=["read"],
            responsible=person,
            expires_on=on + timedelta(days=90),
        )
        for owner in self.world.people.values():
            SavedView.objects.create(owner=owner, name=f"보기 {number}", query="overdue=on")

    def _year(self, number: int) -> None:
        on, ours = self.world.on, self.world.committees[table.OURS]
        audit = Audit.objects.create(
            year=2000 + number,
            body="제1기관",
            committee=ours,
            transmitted_on=on - timedelta(days=60),
            transmittal_number="의회-1",
        )
        Meeting.objects.create(committee=ours, held_on=on - timedelta(days=number + 1), name=f"제{number}차")
        for asked in (audit, *(() if number else (self.world.audits[table.OURS],))):
            ReportingRound.objects.create(
                audit=asked,
                name="1차",
                due_on=on,
                opened_on=on,
                opened_at=timezone.now(),
                opened_by=self.world.people["coordinator"],
            )

    def _mails(self, number: int) -> None:
        for who, person in self.world.people.items():
            Notification.objects.create(
                kind=Kind.REMINDER,
                recipient=person,
                address=person.email,
                seat="담당",
                period=f"{self.world.on + timedelta(days=number)}",
                message_id=f"<{who}{number}@demo.example>",
                planned_at=timezone.now(),
                state=State.UNCERTAIN if who == "officer" else State.SENT,
                sent_at=None if who == "officer" else timezone.now(),
                subject="제목",
                text="본문",
            )

    def _remember(self) -> None:
        """What the addresses are made of: the same rows, however many come later."""
        claim = world.filed(self.world, HERE, "claimed")
        subject = world.filed(self.world, HERE, "working")
        followup.refresh([claim.demand, subject.demand])
        mail = Notification.objects.filter(recipient=self.world.people["officer"]).earliest("pk")
        self.rows = {
            "demands": subject.demand,
            "assignments": subject.pk,
            "audits": subject.audit,
            "unsent": self.world.unsent[table.OURS].audit,
            "logged": self.world.unsent[table.OURS].demand,
            "verification": claim.pk,
            "rounds": ReportingRound.objects.get(audit=subject.audit).pk,
            "meetings": Meeting.objects.filter(held_on=self.world.on).get().pk,
            "departments": self.world.departments[table.OURS].pk,
            "committees": self.world.committees[table.OURS].pk,
            "people": self.world.people["officer"].pk,
            "holidays": Holiday.objects.latest("date").pk,
            "tokens": DepartmentToken.objects.latest("pk").pk,
            "notifications": mail.pk,
            "mails": mail.pk,
            "categories": Category.objects.order_by("pk")[0].pk,
            "wordings": Wording.objects.order_by("pk")[0].pk,
            "views": SavedView.objects.filter(owner=self.world.people["secretariat"]).earliest("pk").pk,
        }


SEGMENT: Final = re.compile(r"([\w-]+)/<int:pk>")
OF_UNSENT: Final = {
    "demand_log": "audits",
    "demand_sheet": "audits",
    "demand_sheet_file": "audits",
    "audit_transmit": "audits",
    "demand_rewrite": "demands",
}


def _patterns(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every page by its name, with its route; endpoints of the API are stated with themselves."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, route)
        elif not str(pattern.name).startswith("api_"):
            yield str(pattern.name), route


ROUTES: Final = dict(_patterns(get_resolver().url_patterns))


def _address(name: str, rows: Mapping[str, int], on: Any) -> str:
    """Where a page stands; `name` may end in what it asks for."""
    name, _, asked = name.partition("?")
    name, _, act = name.partition(":")

    def row(found: re.Match[str]) -> str:
        kind = found[1]
        if OF_UNSENT.get(name) == kind:
            kind = {"audits": "unsent", "demands": "logged"}[kind]
        return f"{found[1]}/{rows[kind]}"

    told = SEGMENT.sub(row, ROUTES[name])
    stands = {"<int:year>": on.year, "<int:month>": on.month, "<slug:form>": "csv", "<slug:name>": act}
    for part, value in stands.items():
        told = told.replace(part, str(value))
    return f"/{told}" + (f"?{asked}" if asked else "")


def _statements(client: Client, address: str) -> int | str:
    """How many statements a page takes, once somebody has been there; or what was answered instead of it."""
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as statements:
        answer = client.get(address)
        if hasattr(answer, "streaming_content"):
            b"".join(answer.streaming_content)
    return len(statements) if answer.status_code == 200 else f"{answer.status_code}"


# Who looks, and how many statements it takes. Pages that need an upload, a frozen report or a file are stated where
# they are tested (`tests/tracker`, `tests/audits`), as are the endpoints of the API.
PAGES: Final[Mapping[tuple[str, str], int]] = {
    ("start", "secretariat"): 23,
    ("demand_list", "secretariat"): 14,
    ("demand_departments", "secretariat"): 5,
    ("demand_views", "secretariat"): 5,
    ("demand_detail", "secretariat"): 29,
    ("demand_rewrite", "secretariat"): 9,
    ("demand_correct", "secretariat"): 8,
    ("demand_priority", "secretariat"): 7,
    ("demand_withdraw", "secretariat"): 9,
    ("demand_history", "secretariat"): 7,
    ("demand_versions", "secretariat"): 7,
    ("demand_sheet_paper", "secretariat"): 24,
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
    ("report_form", "officer"): 17,
    ("report_no_change", "officer"): 17,
    ("report_pair", "officer"): 9,
    ("progress_sheet", "officer"): 9,
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
    ("report_home", "secretariat"): 7,
    ("report_list", "secretariat"): 9,
    ("report_freeze", "secretariat"): 7,
    ("verification_claim", "secretariat"): 22,
    ("meeting_list", "secretariat"): 6,
    ("meeting_create", "secretariat"): 6,
    ("meeting_detail", "secretariat"): 10,
    ("meeting_change", "secretariat"): 7,
    ("extension_list", "secretariat"): 7,
    ("handover_list", "coordinator"): 8,
    ("move_list", "coordinator"): 13,
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
    ("start?seat=", "clerk"): 22,
    ("start?seat=", "coordinator"): 22,
    ("start?seat=", "officer"): 16,
    ("start?seat=", "head"): 20,
    ("start?seat=", "councillor"): 6,
    ("start?seat=", "administrator"): 18,
    ("demand_list?overdue=on", "officer"): 17,
    ("demand_list?q=예산", "officer"): 26,
    ("demand_detail", "officer"): 36,
}


@pytest.fixture(scope="module")
def counted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Sequence[Mapping[tuple[str, str], int | str]]]:
    """The statements of every page with few rows, and with many; all of it undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        office, found = Office(), []
        for each in (FEW, MANY):
            office.grow(each)
            found.append({page: _taken(office, *page) for page in PAGES})
        yield found
        transaction.set_rollback(True)


def _taken(office: Office, name: str, who: str) -> int | str:
    clients, address = office.world.clients, _address(name, office.rows, office.world.on)
    with transaction.atomic():
        return _statements(clients[who], address)


def test_every_page_takes_the_statements_that_are_stated(
    counted: Sequence[Mapping[tuple[str, str], int | str]],
) -> None:
    assert {page: taken for page, taken in counted[0].items() if taken != PAGES[page]} == {}


def test_many_rows_take_as_many_statements_as_a_few(
    counted: Sequence[Mapping[tuple[str, str], int | str]],
) -> None:
    few, many = counted
    assert {page: (few[page], taken) for page, taken in many.items() if taken != few[page]} == {}
