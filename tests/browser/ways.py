"""What the demo lacks, made by its people's own acts, and where each role goes that no link of the demo leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import Viewer, viewer
from audits.actions import holidays, people
from audits.actions.department_gates import set_department_gates
from audits.actions.office import change_office
from audits.actions.tokens import make_token
from audits.gates import Gate, Gates
from audits.models import Audit, CheckKind, Committee, Department, Role, Scope, Succession, User
from audits.web.invitations import link_path
from notifications import unsubscribe
from notifications.models import Notification, State
from tests import bringing
from tracker import access, checking, pending, tasks
from tracker.actions.approve import approve
from tracker.actions.hand_over import offer
from tracker.actions.letter import Letter
from tracker.actions.meetings import record_meeting
from tracker.actions.publish import publish
from tracker.actions.report import Words, report_progress
from tracker.actions.report_files import ask_for_day
from tracker.actions.request_extension import request_extension
from tracker.actions.rounds import close_round, open_round
from tracker.deadlines import Holidays
from tracker.models import (
    OUTSTANDING,
    Assignment,
    HandoverState,
    Paper,
    ReportForm,
    ReportingRound,
    Snapshot,
    Stage,
)
from tracker.sheets import demands
from tracker.web.acts import PAGES

NOBODY: Final = "nobody"  # who is not signed in
_OPEN: Final = ("/accounts/login/", "/public/", "/accounts/signup/", "/accounts/inactive/", "/nowhere/")
_ALL: Final = ("/", "/components/", "/account/mail/", "/accounts/password/", "/accounts/logout/")
# How an assignment stands when these acts are possible; most demands that links lead to stand otherwise.
_TURNS: Final[Mapping[str, Mapping[str, object]]] = {
    "approve": {"pending_gate": Gate.HEAD},
    "approve-by-number": {"pending_gate": Gate.HEAD},
    "send-back": {"pending_gate": Gate.HEAD},
    "submit": {"pending_gate": Gate.COORDINATOR},
    "opinion": {"stage": Stage.CLAIMED},
    "reopen": {"stage": Stage.CLOSED},
    "due-date": {"stage__in": OUTSTANDING, "due_date": None},
    "cancel-request": {"pending_request__isnull": False},
    "accept-handover": {"pending_offer": HandoverState.OFFERED},
    "refuse-handover": {"pending_offer": HandoverState.OFFERED},
    "officer-oneself": {"stage": Stage.WORKING},
    "move": {"stage__in": OUTSTANDING},
}
_FREE: Final[Mapping[str, object]] = {
    "stage": Stage.WORKING,
    "pending_gate": None,
    "pending_request": None,
    "pending_offer": None,
}
_BEFORE_SENDING: Final = ("demand_log", "demand_sheet", "audit_transmit")


def person(role: str) -> User:
    """Who has this role in the demo."""
    return User.objects.get(email=f"{role}@demo.example")


def as_seen(role: str) -> Viewer:
    """The same, as rules ask about them today."""
    return viewer(person(role), timezone.localdate())


def make_what_is_missing() -> None:
    """A report that the public reads, a round that is closed beside one that is open, and other rare things."""
    today = timezone.localdate()
    _a_closed_round(today)
    _something_public(today)
    _what_waits(today)
    _a_day_off(today)
    check = checking.begin(CheckKind.RECORD, by=as_seen("secretariat"))
    if check:
        checking.carry_out(check)
    make_token(
        Department.objects.get(pk__in=_departments("officer")),
        name="전자결재",
        scopes=[Scope.READ],
        responsible=None,
        expires_on=None,
        on=today,
        by=as_seen("admin"),
    )
    _mails_that_did_not_arrive()


def _a_closed_round(today: date) -> None:
    round_, coordinator = ReportingRound.objects.earliest("pk"), as_seen("coordinator")
    close_round(round_.pk, Letter(on=today, number="기획담당관-1"), by=coordinator)
    open_round(round_.audit_id, name="다음 회차", due_on=today + timedelta(days=7), by=coordinator)


def _something_public(today: date) -> None:
    council, snapshot = as_seen("secretariat"), Snapshot.objects.earliest("pk")
    change_office(council_distributes=False, gates=Gates.NONE, is_public=True, by=as_seen("admin"))
    committee = Committee.objects.get(audits=snapshot.audit)
    meeting = record_meeting(committee.pk, today, name="시연 임시회", minutes_reference="1쪽", by=council)
    publish(snapshot.pk, meeting.pk, by=council)


def _what_waits(today: date) -> None:
    """For the head, for the coordinator, for the council, and for another department."""
    officer, other = as_seen("officer"), as_seen("officer2")
    set_department_gates(_departments("officer")[0], Gates.COORDINATOR, by=as_seen("head"))
    rows = _outstanding(officer)
    asks, *reports = rows[:3]
    for row, by in zip(reports, (officer, _colleague(today)), strict=True):
        words = Words(status="in_progress", actions_taken="- 시안 2종을 만듦", plan="- 시안을 고름")
        report_progress(row.pk, words, version=row.version, by=by)
    approve(reports[0].pk, version=None, by=as_seen("head"))
    request_extension(asks.pk, wanted=today + timedelta(days=90), reason="연말 통제", by=officer)
    offer(_outstanding(other)[-1].pk, _departments("officer")[0], reason="분장사무", by=other)


def _colleague(today: date) -> Viewer:
    """Somebody of the officer's department, whose reports the officer did not write."""
    place = people.Place(
        Role.OFFICER, today, department=Department.objects.get(pk=_departments("officer")[0])
    )
    new = people.create_person(
        email="colleague@demo.example", name="시연 동료", staff_number="", place=place, by=as_seen("admin")
    )
    return viewer(new, today)


def _outstanding(who: Viewer) -> list[Assignment]:
    """What somebody's department has in hand and nobody else was asked about."""
    rows = pending.with_facts(Assignment.objects.filter(department__in=who.department_ids))
    return list(rows.filter(**_FREE).exclude(due_date=None).order_by("pk"))


def _a_day_off(today: date) -> None:
    """On a day on which something is due."""
    working = Holidays.load(today)
    due = Assignment.objects.outstanding().filter(due_date__gt=today).order_by("pk")
    day = next(row.due_date for row in due if row.due_date and working.is_working(row.due_date))
    holidays.add(day, "임시공휴일", by=as_seen("secretariat"))


def _mails_that_did_not_arrive() -> None:
    """One of which nobody knows, one that was refused; only a mail server brings that about, and here is none."""
    for state, mail in zip((State.UNCERTAIN, State.DEAD), _lost(), strict=True):
        Notification.objects.filter(pk=mail.pk).update(state=state, sent_at=None)


def _lost() -> Iterator[Notification]:
    for role in ("officer", "head"):
        yield Notification.objects.filter(recipient=person(role)).earliest("pk")


def _departments(role: str) -> list[int]:
    return list(person(role).memberships.values_list("department", flat=True))


def entrances(role: str, client: Client) -> Iterator[str]:
    """Where a walk begins: the front door, what sheets lead to, and pages that hang on a button or a mail."""
    if role == NOBODY:
        yield from (*_OPEN, *_from_mails())
        return
    yield from _ALL
    yield from _brought(role, client)
    yield from _of_demands(role)
    yield from _acts(role)
    if role in _BY_ROLE:
        yield from _BY_ROLE[role](client)


def _from_mails() -> Iterator[str]:
    """What a person opens from a mail without signing in."""
    new = person("officer2")
    yield link_path(new, people.make_link(new, by=None))
    yield urlsplit(unsubscribe.url_for(new.pk)).path


def _of_demands(role: str) -> Iterator[str]:
    """Pages about one assignment or demand that other pages name only now and then."""
    row = access.visible_to(as_seen(role)).filter(updates__filed_at__isnull=False).order_by("-pk").first()
    if row:
        yield reverse("demand_sheet_paper", args=[row.demand_id])
        yield reverse("report_pair", args=[row.pk])
        yield reverse("assignment_history", args=[row.pk])


def _acts(role: str) -> Iterator[str]:
    """The page of every act that is somebody's turn in few situations alone, where there is one."""
    who = as_seen(role)
    rows = access.with_decisions(who, pending.with_facts(access.visible_to(who)))
    for name, stands in _TURNS.items():
        found = rows.select_related("demand__audit", "department").filter(**stands).order_by("pk")
        yield from (PAGES[name].url(row) for row in found if PAGES[name].is_for(who, row))


def _council(client: Client) -> Iterator[str]:
    """The secretariat's: before an audit is sent, frozen and public reports, mail that did not arrive."""
    client.post("/demands/views/?overdue=on", {"name": "늦은 요구"})
    early = Audit.objects.filter(transmitted_on=None).earliest("pk")
    yield from (reverse(name, args=[early.pk]) for name in _BEFORE_SENDING)
    yield reverse("demand_rewrite", args=[early.demands.earliest("pk").pk])
    yield from (reverse(name, args=[early.pk]) for name in ("report_freeze", "report_take_down"))
    yield reverse("report_publish", args=[Snapshot.objects.latest("pk").pk])
    yield from _reports()
    yield from (
        f"{reverse('bulk', args=[name])}?pk={_some('secretariat')}" for name in ("extension", "withdrawal")
    )
    for mail in _lost():
        yield from (reverse(name, args=[mail.pk]) for name in ("notification_resolve", "notification_resend"))
    yield reverse("committee_end", args=[early.committee_id])
    late = f"audit={_late().demand.audit_id}&department={_late().department_id}"
    yield from (f"{reverse(name)}?{late}" for name in ("urge_letter_paper", "urge_letter_file"))
    yield bringing.report(client, "정보국")
    logged = bringing.table(demands.HEADS, ("시정", "줄일 것"))
    yield bringing.bring(client, logged, reverse("demand_sheet", args=[early.pk]))


def _late() -> Assignment:
    today = timezone.localdate()
    return Assignment.objects.outstanding().filter(due_date__lt=today).select_related("demand").latest("pk")


def _some(role: str) -> int:
    return access.visible_to(as_seen(role)).latest("pk").pk


def _reports() -> Iterator[str]:
    newest = Snapshot.objects.latest("pk")
    day = timezone.localdate().isoformat()
    yield f"{reverse('report_now', args=[newest.audit_id])}?paper={Paper.RESULT}&on={day}"
    yield f"{reverse('report_changes', args=[newest.pk])}?since={newest.pk}"
    yield reverse("round_report", args=[ReportingRound.objects.earliest("pk").pk])


def _executive(client: Client) -> Iterator[str]:
    """The coordinator's: what is distributed and reorganised, and a file of a report."""
    audit, who = Audit.objects.latest("pk"), as_seen("coordinator")
    file = ask_for_day(audit.pk, Paper.RESULT, who.on, ReportForm.CSV, by=who)
    tasks.make_report_file(file.pk)
    yield reverse("report_file_content", args=[file.pk])
    yield reverse("distribution_proposed", args=[audit.pk])
    yield f"{reverse('progress_sheet_file')}?audit={audit.pk}"
    yield f"{reverse('bulk', args=['assignment'])}?pk={audit.demands.earliest('pk').pk}"
    tomorrow = who.on + timedelta(days=1)
    yield bringing.renamed(client, _departments("officer")[0], name="새 정책과", day=tomorrow)
    planned = bringing.renamed(client, _departments("officer2")[0], name="새 통신과", day=tomorrow)
    client.post(planned, {"seen": client.get(planned).context["seen"]})
    yield reverse("reorganisation_cancel", args=[Succession.objects.latest("pk").pk])


def _department(client: Client) -> Iterator[str]:
    yield reverse("work_receive")
    yield reverse("handover_paper_csv", args=[client.session["_auth_user_id"]])


def _admin(client: Client) -> Iterator[str]:
    """The administrator's: a list of people that waits to be confirmed, and what another brought about."""
    place = Department.objects.get(pk=_departments("officer")[0]).name
    begins = date(timezone.localdate().year + 1, 1, 1)
    first, second = (bringing.postings(client, [number], place=place, begins=begins) for number in (1, 2))
    yield from (first, bringing.confirmed_postings(client, second))


_BY_ROLE: Final = {
    "secretariat": _council,
    "coordinator": _executive,
    "head": _department,
    "officer": _department,
    "admin": _admin,
}

# Sheets that the product itself hands out and takes back: who, where it is taken, where it is brought.
_SHEETS: Final = (
    ("officer", "/sheets/progress/file/", "/sheets/progress/"),
    ("coordinator", "/departments/list/csv/", "/departments/list/"),
    ("secretariat", "/departments/list/csv/", "/departments/list/"),
)


def _brought(role: str, client: Client) -> Iterator[str]:
    """Where one is led after bringing a sheet: previews that nobody finds by a link."""
    for who, taken, brought in _SHEETS:
        if who == role:
            yield bringing.back(client, taken, brought)
