"""What the demo lacks, made by its people's own acts, and where each role goes that no link of the demo leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import Viewer, viewer
from audits.actions import people
from audits.actions.tokens import make_token
from audits.intake.postings import ADDRESS, DEPARTMENT, HEADS, NAME, NUMBER, START
from audits.models import Audit, CheckKind, Committee, Department, Holiday, Office, Scope, User
from audits.web.invitations import link_path
from notifications import unsubscribe
from notifications.models import Notification, OutboxMail, State
from tests.tracker.actions.test_import_demands import REPORT
from tracker import access, checking
from tracker.actions.letter import Letter
from tracker.actions.meetings import record_meeting
from tracker.actions.publish import publish
from tracker.actions.rounds import close_round, open_round
from tracker.models import Assignment, Paper, ReportForm, ReportingRound, Snapshot
from tracker.sheets import demands

NOBODY: Final = "nobody"  # who is not signed in
_OPEN: Final = ("/accounts/login/", "/public/", "/accounts/signup/", "/accounts/inactive/", "/nowhere/")
_ALL: Final = ("/", "/components/", "/account/mail/", "/accounts/password/", "/accounts/logout/")
_BEFORE_SENDING: Final = ("demand_log", "demand_sheet", "audit_transmit")


def person(role: str) -> User:
    """Who has this role in the demo."""
    return User.objects.get(email=f"{role}@demo.example")


def as_seen(role: str) -> Viewer:
    """The same, as rules ask about them today."""
    return viewer(person(role), timezone.localdate())


def make_what_is_missing() -> None:
    """A report that the public reads, a round that is closed beside one that is open, and other rare things."""
    today, council = timezone.localdate(), as_seen("secretariat")
    _a_closed_round(today)
    Office.objects.update(is_public=True)
    snapshot = Snapshot.objects.filter(audit__transmitted_on=None).earliest("pk")
    committee = Committee.objects.get(audits=snapshot.audit)
    meeting = record_meeting(committee.pk, today, name="시연 임시회", minutes_reference="1쪽", by=council)
    publish(snapshot.pk, meeting.pk, by=council)
    check = checking.begin(CheckKind.RECORD, by=council)
    if check:
        checking.carry_out(check)
    department = Department.objects.get(pk__in=_departments("officer"))
    make_token(
        department,
        name="전자결재",
        scopes=[Scope.READ],
        responsible=None,
        expires_on=None,
        on=today,
        by=as_seen("admin"),
    )
    late = Assignment.objects.outstanding().filter(due_date__gt=today).earliest("pk")
    Holiday.objects.get_or_create(date=late.due_date, defaults={"name": "임시공휴일"})
    _mails_that_did_not_arrive()


def _a_closed_round(today: date) -> None:
    round_, coordinator = ReportingRound.objects.earliest("pk"), as_seen("coordinator")
    close_round(round_.pk, Letter(on=today, number="기획담당관-1"), by=coordinator)
    open_round(round_.audit_id, name="다음 회차", due_on=today + timedelta(days=7), by=coordinator)


def _mails_that_did_not_arrive() -> None:
    """One of which nobody knows, one that was refused."""
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


def _council(client: Client) -> Iterator[str]:
    """The secretariat's: before an audit is sent, frozen and public reports, mail that did not arrive."""
    client.post("/demands/views/?overdue=on", {"name": "늦은 요구"})
    early = Audit.objects.filter(transmitted_on=None).earliest("pk")
    yield from (reverse(name, args=[early.pk]) for name in _BEFORE_SENDING)
    yield reverse("demand_rewrite", args=[early.demands.earliest("pk").pk])
    yield reverse("report_take_down", args=[early.pk])
    yield reverse("report_freeze", args=[early.pk])
    yield reverse("report_publish", args=[Snapshot.objects.latest("pk").pk])
    yield from _reports()
    yield from (
        f"{reverse('bulk', args=[name])}?pk={_some('secretariat')}" for name in ("extension", "withdrawal")
    )
    yield from (reverse(name) for name in ("calendar_adjust", "notification_resolve_many", "demand_views"))
    for mail in _lost():
        yield from (reverse(name, args=[mail.pk]) for name in ("notification_resolve", "notification_resend"))
    yield reverse("outbox_mail", args=[OutboxMail.objects.earliest("pk").pk])
    yield reverse("committee_end", args=[early.committee_id])
    yield f"{reverse('urge_letter_paper')}?audit={_late().demand.audit_id}&department={_late().department_id}"
    yield _published(client)
    logged = _table(demands.HEADS, ("시정", "줄일 것"))
    yield _bring(client, logged, reverse("demand_sheet", args=[early.pk]), {})


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
    """The coordinator's: what is distributed, submitted, reorganised, and a file of a report."""
    audit = Audit.objects.latest("pk")
    said = {"paper": Paper.RESULT, "on": timezone.localdate().isoformat(), "form": ReportForm.CSV}
    yield client.post(reverse("report_file_ask", args=[audit.pk]), said).headers["Location"]
    yield reverse("distribution_proposed", args=[audit.pk])
    yield f"{reverse('bulk', args=['assignment'])}?pk={audit.demands.earliest('pk').pk}"
    yield reverse("submission_list")
    renamed = {
        "rows": "1",
        "effective_on": timezone.localdate().isoformat(),
        "basis": "조례 개정",
        "row-0-kind": "rename",
        "row-0-predecessor": str(_departments("officer")[0]),
        "row-0-name": "디지털과",
    }
    yield client.post(reverse("reorganisation_create"), renamed).headers["Location"]


def _department(_client: Client) -> Iterator[str]:
    yield from (reverse(name) for name in ("work_receive", "own_people"))


def _admin(client: Client) -> Iterator[str]:
    """The administrator's: the first hours, and a list of people with its end."""
    yield from (reverse(name) for name in ("setup", "setup_council", "setup_mail", "token_list"))
    yield from _posted(client)


_BY_ROLE: Final = {
    "secretariat": _council,
    "coordinator": _executive,
    "head": _department,
    "officer": _department,
    "admin": _admin,
}

# Sheets that the product itself hands out and takes back: who, where it is taken, where it is brought, what is said.
_SHEETS: Final[tuple[tuple[str, str, str, Mapping[str, Any]], ...]] = (
    ("officer", "/sheets/progress/file/", "/sheets/progress/", {}),
    ("coordinator", "/departments/list/csv/", "/departments/list/", {}),
    ("secretariat", "/departments/list/csv/", "/departments/list/", {}),
)


def _brought(role: str, client: Client) -> Iterator[str]:
    """Where one is led after bringing a sheet: previews that nobody finds by a link."""
    for who, taken, brought, said in _SHEETS:
        if who == role:
            yield _bring(client, client.get(taken).getvalue(), brought, said)


def _bring(client: Client, content: bytes, brought: str, said: Mapping[str, Any]) -> str:
    name = "sheet.csv" if b"\0" not in content[:400] else "sheet.xlsx"
    answer = client.post(brought, {"file": SimpleUploadedFile(name, content), **said})
    return answer.headers.get("Location", brought)


def _table(*lines: Sequence[str]) -> bytes:
    return "\n".join(",".join(line) for line in lines).encode()


def _posted(client: Client) -> Iterator[str]:
    """A list of people: one that waits to be confirmed, and what one brought about."""
    for number in (1, 2):
        place = Department.objects.get(pk=_departments("officer")[0]).name
        said = {NAME: f"시연 새 사람 {number}", NUMBER: f"N{number}", DEPARTMENT: place, START: "2027.1.1."}
        said[ADDRESS] = f"new{number}@demo.example"
        lines = [list(HEADS), [said.get(head, "") for head in HEADS]]
        preview = _bring(client, _table(*lines), reverse("posting_upload"), {})
        yield preview
    seen = client.get(preview).context["form"].initial["seen"]
    yield client.post(preview, {"seen": seen}).headers["Location"]


def _published(client: Client) -> str:
    """A report that was uploaded and waits to be looked at."""
    file = SimpleUploadedFile("report.txt", REPORT.encode())
    said = {"file": file, "year": 2025, "body": "정보국", "reported_on": "2025. 12. 1."}
    return client.post("/imports/", said).headers.get("Location", "/imports/")
