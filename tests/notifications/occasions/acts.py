"""What happens to an assignment of the office: acts that bring an occasion, and acts that end one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from audits.models import Department, Membership
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import Due
from tests.conftest import TODAY
from tests.lifecycle.scene import DONE, PROGRESS
from tests.lifecycle.town import DUE
from tests.notifications.occasions.office import Office
from tracker.actions import hand_over
from tracker.actions.extension import Extension, grant
from tracker.actions.name_officer import name_officer
from tracker.actions.receive import receive
from tracker.actions.remind import remind
from tracker.actions.request_extension import cancel_request, request_extension
from tracker.actions.rounds import open_round
from tracker.actions.send_back import send_back
from tracker.actions.settle_handover import settle
from tracker.actions.withdraw import withdraw
from tracker.models import ExtensionRequest, Handover, ReportingRound

LATER = date(2026, 12, 18)
Act = Callable[[Office], object]


def nothing(_office: Office) -> None:
    return None


def gate_of_head(here: Office) -> None:
    here.town.set_gates("head")


def waits_for_head(here: Office) -> None:
    receive([here.pk], by=here.by("officer a"))
    here.waits("head", author="secretariat and officer a")


def due(kind: Kind, period: str = DUE.isoformat(), place: str = "a") -> Act:
    def come(here: Office) -> None:
        row = here.row
        here.come_up(
            Due(
                kind=kind,
                assignment_id=here.pk,
                period=period,
                on=TODAY,
                department_id=here.town.departments[place].pk,
                officer_id=row.officer_id,
                committee_id=here.town.committee.pk,
            )
        )

    return come


def assigned(here: Office) -> None:
    due(Kind.ASSIGNED, "1")(here)


def urged(here: Office) -> None:
    remind(here.pk, by=here.by("coordinator"))
    here.tell()


def returned(here: Office) -> None:
    here.report(DONE)
    here.give_back("내역이 빠짐")
    here.tell()


def confirmed(here: Office) -> None:
    here.reach("closed")
    here.tell()


def asked_for_time(here: Office) -> None:
    request_extension(here.pk, wanted=LATER, reason="공사가 늦어짐", by=here.by("officer a"))
    here.tell()


def granted(here: Office) -> None:
    grant(here.pk, Extension(LATER, "재해"), version=here.version, by=here.by("secretariat"))
    here.tell()


def offered(here: Office) -> None:
    to = here.town.departments["d"].pk
    hand_over.offer(here.pk, to, reason="업무 이관", by=here.by("officer a"))
    here.tell()


def refused(here: Office) -> None:
    offered(here)
    hand_over.refuse_offer(offer_id(here), reason="우리 업무가 아님", by=here.by("officer d"))
    here.tell()


def approval_asked(here: Office) -> None:
    gate_of_head(here)
    here.report(PROGRESS)
    here.tell()


def sent_back(here: Office) -> None:
    waits_for_head(here)
    send_back(here.pk, version=here.version, reason="내역이 빠짐", by=here.by("head a"))
    here.tell()


def round_opened(here: Office) -> None:
    audit = here.row.demand.audit_id
    open_round(audit, name="1차 보고", due_on=DUE, by=here.by("coordinator"))
    here.tell()


def round_of(here: Office) -> ReportingRound:
    return ReportingRound.objects.get(audit=here.row.demand.audit_id)


def offer_id(here: Office) -> int:
    return Handover.objects.filter(assignment=here.pk).latest("pk").pk


def taken_over(here: Office) -> None:
    offered(here)
    hand_over.accept(offer_id(here), version=here.version, by=here.by("officer d"))


def withdrawn(here: Office) -> None:
    other = here.town.duties["two"]
    withdraw(here.pk, reason="중복", version=None, by=here.by("secretariat"), new_lead_id=other)


def closed(here: Office) -> None:
    here.report(DONE)
    here.confirm()


def settled(here: Office) -> None:
    settle(offer_id(here), moves=False, reason="업무분장", version=here.version, by=here.by("coordinator"))


def takes_request_back(here: Office) -> None:
    cancel_request(ExtensionRequest.objects.get().pk, by=here.by("officer a"))


def claims(here: Office) -> None:
    here.report(DONE)


def reports(here: Office) -> None:
    here.report(PROGRESS)


def receives(here: Office) -> None:
    receive([here.pk], by=here.by("officer a"))


def names_officer(here: Office) -> None:
    person = here.town.people["officer a"].pk
    name_officer(here.pk, person, by=here.by("head a"))


def department_ends(here: Office) -> None:
    Department.objects.filter(pk=here.town.departments["a"].pk).update(is_void=True)


def department_is_there(here: Office) -> None:
    Department.objects.filter(pk=here.town.departments["a"].pk).update(is_void=False)


def ownerless(here: Office) -> None:
    department_ends(here)
    due(Kind.NO_OWNER, str(here.town.departments["a"].pk))(here)


def officer_left(here: Office) -> None:
    person = here.row.officer_id
    Membership.objects.filter(user=person).update(end_on=TODAY)
    due(Kind.OFFICER_MISSING, str(person))(here)


def another_is_named(here: Office) -> None:
    name_officer(here.pk, here.town.people["head a"].pk, by=here.by("head a"))
