"""An office that grows, and where each of its pages stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from audits.access import Viewer, viewer
from audits.actions.office import change_office
from audits.gates import Gates
from audits.models import (
    Audit,
    Category,
    CheckKind,
    Committee,
    Department,
    DepartmentKind,
    DepartmentToken,
    Holiday,
    Membership,
    User,
    Wording,
)
from notifications.models import Kind, Notification, OutboxMail, State
from tests import bringing
from tests.conftest import LONG_AGO
from tests.rights import table, world
from tests.rights.world import Subject
from tracker import checking, followup, tasks
from tracker.actions.freeze_as_of import freeze_report
from tracker.actions.letter import Letter
from tracker.actions.publish import publish
from tracker.actions.report_files import ask_for_frozen
from tracker.actions.rounds import close_round
from tracker.models import Meeting, Paper, ReportForm, ReportingRound, SavedView
from tracker.sheets import demands
from tracker.web.acts import PAGES as ACTS

HERE: Final = "own"


class Office:
    """An office that grows: more of everything that a page may list, each as the rows that are there already."""

    def __init__(self) -> None:
        self.world = world.people_and_places()
        self.rows: dict[str, int] = {}
        self.made = 0
        officer = self.world.people["officer"]
        officer.set_password("tongil-anding-7h")  # who has none is not asked for the old one
        officer.save()
        self.world.clients["officer"].force_login(officer)

    def grow(self, each: int) -> None:
        """Until there are `each` assignments of every situation and three times as many of everything else."""
        filed = {
            (situation, number): world.filed(self.world, HERE, situation)
            for situation in table.SITUATIONS
            for number in range(self.made, each)
        }
        followup.refresh([subject.demand for subject in filed.values()])
        for number in range(self.made * 3, each * 3):
            self._office(number)
            self._year(number)
            self._mails(number)
        if not self.rows:
            self._remember()
            self._remember_reports()
            self._remember_acts({situation: subject for (situation, _), subject in filed.items()})
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
            OutboxMail.objects.create(
                sender="husok@demo.example", to=person.email, subject="제목", text="본문", html="<p>본문</p>"
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
            "outbox": OutboxMail.objects.earliest("pk").pk,
            "reorganisations": self.world.succession,
            "views": SavedView.objects.filter(owner=self.world.people["secretariat"]).earliest("pk").pk,
        }

    def _remember_reports(self) -> None:
        """A report that is frozen and public, a file of it, and a check of the record."""
        council, on = self.viewer("secretariat"), self.world.on
        change_office(
            council_distributes=False, gates=Gates.NONE, is_public=True, by=self.viewer("administrator")
        )
        snapshot = freeze_report(
            self.rows["audits"], Paper.INSPECTION, title="이행점검 보고서", as_of=on, by=council
        )
        publish(snapshot.pk, self.rows["meetings"], by=council)
        file = ask_for_frozen(snapshot.pk, ReportForm.CSV, by=council)
        tasks.make_report_file(file.pk)
        check = checking.begin(CheckKind.RECORD, by=council)
        if check is None:
            raise LookupError("nobody else checks this record")
        closed = ReportingRound.objects.filter(audit=Audit.objects.get(year=2000)).get()
        close_round(closed.pk, Letter(on=on, number="기획-1"), by=self.viewer("coordinator"))
        told = {"reports": snapshot, "report-files": file, "checks": check, "closed": closed}
        self.rows |= {kind: row.pk for kind, row in told.items()}

    def _remember_acts(self, filed: Mapping[str, Subject]) -> None:
        """An assignment that stands so that the act is possible, for the page of each."""
        homes = {name: table.ON_AN_ASSIGNMENT[page.act.value].home[0] for name, page in ACTS.items()}
        self.rows |= {f"act {name}": filed[home].pk for name, home in homes.items()}

    def brought(self, name: str) -> str:
        """Where somebody is led who brings a page its sheet or form, longer with every growth; empty: it has none."""
        client, tomorrow = self.world.clients, self.world.on + timedelta(days=1)
        department, some = self.world.departments[table.OURS], range(self.made * 3)
        logged = [("시정", f"줄일 것 {number}") for number in some]
        upload = address("demand_sheet", self.rows, self.world.on)
        ways: Mapping[str, Callable[[], str]] = {
            "progress_sheet_preview": lambda: bringing.back(
                client["officer"], "/sheets/progress/file/", "/sheets/progress/"
            ),
            "department_sheet_preview": lambda: bringing.back(
                client["secretariat"], "/departments/list/csv/", "/departments/list/"
            ),
            "demand_sheet_preview": lambda: bringing.bring(
                client["secretariat"], bringing.table(demands.HEADS, *logged), upload
            ),
            "import_preview": lambda: bringing.report(client["secretariat"], "새 기관"),
            "reorganisation_preview": lambda: bringing.renamed(
                client["coordinator"], department.pk, name="새 이름과", day=tomorrow
            ),
            "posting_preview": lambda: bringing.postings(
                client["administrator"], some, place=department.name, begins=tomorrow
            ),
            "posting_done": lambda: bringing.confirmed_postings(
                client["administrator"], ways["posting_preview"]()
            ),
        }
        return ways[name]() if name in ways else ""

    def viewer(self, who: str) -> Viewer:
        """Somebody of the office, as rules ask about them today."""
        return viewer(self.world.people[who], self.world.on)


SEGMENT: Final = re.compile(r"([\w-]+)/<int:pk>")
# Pages that only others of their kind have: which rows stand there instead.
INSTEAD: Final[Mapping[str, str]] = {
    "demand_log": "unsent",
    "demand_sheet": "unsent",
    "demand_sheet_file": "unsent",
    "demand_sheet_preview": "unsent",
    "audit_transmit": "unsent",
    "demand_rewrite": "logged",
    "round_report": "closed",
    "round_report_file": "closed",
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


def address(name: str, rows: Mapping[str, int], on: Any) -> str:
    """Where a page stands; `name` may end in which of several, `:act`, and in what it asks for, `?pk={kind}`."""
    name, _, asked = name.partition("?")
    name, _, act = name.partition(":")

    def row(found: re.Match[str]) -> str:
        kind = f"act {act}" if name == "assignment_act" else INSTEAD.get(name, found[1])
        return f"{found[1]}/{rows[kind]}"

    told = SEGMENT.sub(row, ROUTES[name])
    stands = {"<int:year>": on.year, "<int:month>": on.month, "<slug:form>": "csv", "<slug:name>": act}
    for part, value in stands.items():
        told = told.replace(part, str(value))
    return f"/{told}" + (f"?{asked.format(**rows, on=on)}" if asked else "")
