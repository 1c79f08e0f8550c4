"""A winter of mails: a clock that is walked through twelve weeks, the real planner, worker and relay, and who got what.

The list at the end was held against product.md and the ladder, line by line: whatever else arrives is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Final

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from audits import reference
from audits.access import Viewer, viewer
from audits.actions.people import Place, end_membership, start_membership
from audits.models import Committee, Department, DepartmentKind, Membership, Role, SuccessionKind, User
from audits.reorganisation import Step
from notifications import tasks
from notifications.models import Notification, Occasion, OccasionState, State
from tests.conftest import Enrol
from tests.factories import make_audit, make_demand
from tests.lifecycle.scene import DONE
from tests.notifications.conftest import Clock, at, clock
from tests.notifications.sink import Sink
from tracker.actions import hand_over, verify
from tracker.actions.assign import Share, assign_many
from tracker.actions.extension import Extension, grant
from tracker.actions.name_officer import name_officer
from tracker.actions.receive import receive
from tracker.actions.remind import remind
from tracker.actions.reorganise import catch_up, reorganise
from tracker.actions.report import report_progress
from tracker.actions.request_extension import request_extension
from tracker.actions.rounds import open_round
from tracker.deadlines import Holidays
from tracker.models import Assignment, ExtensionRequest, Handover, ProgressUpdate

pytestmark = pytest.mark.django_db

__all__ = ["clock"]

BEGINS: Final = date(2026, 11, 2)
ENDS: Final = date(2027, 1, 26)
HOURS: Final = (0, 8)  # and whenever somebody does something
ONE_DAY: Final = timedelta(days=1)
DUES: Final = {
    1: date(2026, 12, 1),
    2: date(2026, 12, 4),
    3: date(2026, 12, 31),
    4: date(2027, 1, 23),  # a Saturday
}
MERGES: Final = date(2027, 1, 11)

# Distribution; 미접수 of the one that nobody received; the offer; 14 working days before the 1st and the 4th, 3 before
# the 1st; the day itself, with the 4th; the day after. More time is asked for and granted: nothing more of the 4th.
# Each Monday what is late, to all whom it concerns; the coordinator after 14 days, the clerk after 28, nobody on
# Christmas and New Year. What was returned is late again; what is confirmed is told once and never again. The officer
# moved: the head is told instead. Two departments become one: the head came along and is told as theirs, of the round,
# of the reminder by hand, of Saturday on Saturday, and of what is late on Monday in the digest.
EXPECTED: Final = """
11-03 Tue 10 정보장: 처리요구사항 2건 배부, 접수 확인 요청 | 1, 2
11-03 Tue 10 정보: 처리요구사항 2건 배부, 접수 확인 요청 | 1, 2
11-03 Tue 10 통신: 처리요구사항 1건 배부, 접수 확인 요청 | 3
11-03 Tue 10 전산장: 처리요구사항 1건 배부, 접수 확인 요청 | 4
11-03 Tue 10 전산: 처리요구사항 1건 배부, 접수 확인 요청 | 4
11-09 Mon 08 정보장: 미접수 1건, 접수 확인 요청 | 1
11-09 Mon 08 정보: 미접수 1건, 접수 확인 요청 | 1
11-10 Tue 10 전산장: 소관 변경 요청 1건, 인수 여부 회신 요청 | 3
11-10 Tue 10 전산: 소관 변경 요청 1건, 인수 여부 회신 요청 | 3
11-11 Wed 08 정보: 처리기한 안내: 1건, 가장 빠른 기한 12. 1.(화) | 1
11-12 Thu 10 통신: 소관 변경 결과 | 3
11-16 Mon 08 정보: 처리기한 안내: 1건, 가장 빠른 기한 12. 4.(금) | 2
11-26 Thu 08 정보: 처리기한 안내: 1건, 가장 빠른 기한 12. 1.(화) | 1
12-01 Tue 08 정보: 오늘이 처리기한입니다: 1건 외 1건 | 1, 2
12-02 Wed 08 정보: 처리기한 경과: 1건, 최장 1일 | 1
12-02 Wed 10 의회: 기한 연장 요청 1건 | 2
12-02 Wed 10 전문위원: 기한 연장 요청 1건 | 2
12-03 Thu 10 정보: 기한 연장 승인: 새 기한 12. 18.(금) | 2
12-07 Mon 08 전문위원: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
12-07 Mon 08 총괄: 부서별 기한 경과 1건(1개 부서) | 1
12-07 Mon 08 의회: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
12-07 Mon 08 정보장: 정보과 현황: 기한 경과 1건 | 1
12-07 Mon 08 정보: 처리기한 경과 1건, 이번 주 마감 0건 | 1
12-10 Thu 08 전산: 처리기한 안내: 1건, 가장 빠른 기한 12. 31.(목) | 3
12-14 Mon 08 전문위원: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
12-14 Mon 08 총괄: 부서별 기한 경과 1건(1개 부서) | 1
12-14 Mon 08 의회: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
12-14 Mon 08 정보장: 정보과 현황: 기한 경과 1건 | 1
12-14 Mon 08 정보: 처리기한 경과 1건, 이번 주 마감 1건 | 1
12-15 Tue 08 정보: 처리기한 안내: 1건, 가장 빠른 기한 12. 18.(금) | 2
12-15 Tue 08 총괄: 처리기한 경과: 1건, 최장 14일 | 1
12-18 Fri 08 정보: 오늘이 처리기한입니다: 1건 | 2
12-21 Mon 08 전문위원: 주간 현황: 기한 경과 1건, 확인 대기 1건 | 1
12-21 Mon 08 총괄: 부서별 기한 경과 1건(1개 부서) | 1
12-21 Mon 08 의회: 주간 현황: 기한 경과 1건, 확인 대기 1건 | 1
12-21 Mon 08 정보장: 정보과 현황: 기한 경과 1건 | 1
12-21 Mon 08 정보: 처리기한 경과 1건, 이번 주 마감 0건 | 1
12-22 Tue 10 정보: 보완 요구 1건 외 1건 | 2
12-24 Thu 10 정보: 이행 확인 1건 | 2
12-28 Mon 08 전산: 처리기한 안내: 1건, 가장 빠른 기한 12. 31.(목) | 3
12-28 Mon 08 전문위원: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
12-28 Mon 08 총괄: 부서별 기한 경과 1건(1개 부서) | 1
12-28 Mon 08 의회: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
12-28 Mon 08 정보장: 정보과 현황: 기한 경과 1건 | 1
12-28 Mon 08 정보: 처리기한 경과 1건, 이번 주 마감 0건 | 1
12-29 Tue 08 전문위원: 처리기한 경과: 1건, 최장 28일 | 1
12-30 Wed 10 전산: 이행 확인 1건 | 3
01-04 Mon 08 전문위원: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
01-04 Mon 08 총괄: 부서별 기한 경과 1건(1개 부서) | 1
01-04 Mon 08 의회: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 1
01-04 Mon 08 정보장: 정보과 현황: 기한 경과 1건 | 1
01-04 Mon 08 정보: 처리기한 경과 1건, 이번 주 마감 0건 | 1
01-05 Tue 08 전산장: [확인 필요] 담당자 없는 처리요구사항 1건 외 1건 | 4
01-07 Thu 10 정보: 이행 확인 1건 | 1
01-11 Mon 08 전산장: 소관 변경 결과 | 4
01-11 Mon 08 통신: 소관 변경 결과 | 4
01-12 Tue 10 전산장: 1차 요청: 1건, 1. 20.(수)까지 | 4
01-12 Tue 10 통신: 1차 요청: 1건, 1. 20.(수)까지 | 4
01-14 Thu 10 전산장: 처리 촉구 1건, 처리상황 보고 요청 | 4
01-15 Fri 08 전산장: 보고 기한 안내: 미보고 1건 | 4
01-20 Wed 08 전산장: 처리기한 안내: 1건, 가장 빠른 기한 1. 23.(토) | 4
01-21 Thu 08 전산장: 보고 기한 경과: 미보고 1건 | 4
01-23 Sat 08 전산장: 오늘이 처리기한입니다: 1건 | 4
01-25 Mon 08 전문위원: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 4
01-25 Mon 08 총괄: 부서별 기한 경과 1건(1개 부서) | 4
01-25 Mon 08 의회: 주간 현황: 기한 경과 1건, 확인 대기 0건 | 4
01-25 Mon 08 전산장: 통신과 현황: 기한 경과 1건 외 1건 | 4
01-25 Mon 08 통신: 처리기한 경과 1건, 이번 주 마감 0건 | 4
"""


@dataclass
class Office:
    """People, departments and four demands; acts are named by the day and hour at which they are done."""

    people: dict[str, User]
    departments: dict[str, Department]
    duties: dict[int, int] = field(default_factory=dict)

    def by(self, name: str) -> Viewer:
        """Who somebody is today."""
        return viewer(self.people[name], timezone.localdate())

    def row(self, number: int) -> Assignment:
        """The assignment of a demand as it is stored."""
        return Assignment.objects.get(pk=self.duties[number])

    def distribute(self) -> None:
        """All of one audit, each by a day of its own."""
        audit = make_audit(committee=Committee.objects.get())
        audit.transmitted_on, audit.transmittal_number = BEGINS, "의회사무처-1"
        audit.default_due_date = date(2027, 3, 31)
        audit.save(update_fields=["transmitted_on", "transmittal_number", "default_due_date"])
        demands = {number: make_demand(audit, number, f"{number}번째로 고칠 것") for number in DUES}
        whose = {1: "정보", 2: "정보", 3: "통신", 4: "전산"}
        plan = {
            demands[number].pk: [Share(self.departments[place], is_lead=True, due_date=DUES[number])]
            for number, place in whose.items()
        }
        assign_many(plan, by=self.by("총괄"))
        self.duties = {row.demand.number: row.pk for row in Assignment.objects.select_related("demand")}

    def receive(self, name: str, *numbers: int) -> None:
        """접수 확인."""
        receive([self.duties[number] for number in numbers], by=self.by(name))

    def claim(self, name: str, number: int) -> None:
        """A closing report."""
        report_progress(self.duties[number], DONE, version=self.row(number).version, by=self.by(name))

    def newest(self, number: int) -> int:
        """The id of the report made last."""
        return ProgressUpdate.objects.filter(assignment=self.duties[number]).latest("number").pk

    def give_back(self, number: int) -> None:
        """보완 요구."""
        verify.return_claim(
            self.duties[number],
            update_id=self.newest(number),
            version=self.row(number).version,
            reason="내역이 빠짐",
            by=self.by("전문위원"),
        )

    def confirm(self, number: int) -> None:
        """이행 확인."""
        verify.confirm(
            self.duties[number],
            update_id=self.newest(number),
            version=self.row(number).version,
            by=self.by("전문위원"),
        )

    def offer(self) -> None:
        """A handover is offered."""
        to = self.departments["전산"].pk
        hand_over.offer(self.duties[3], to, reason="업무 이관", by=self.by("통신"))

    def accept(self) -> None:
        """And taken."""
        hand_over.accept(Handover.objects.get().pk, version=self.row(3).version, by=self.by("전산"))

    def ask_for_time(self) -> None:
        """An extension is asked for."""
        wanted = date(2026, 12, 18)
        request_extension(self.duties[2], wanted=wanted, reason="공사", by=self.by("정보"))

    def grant(self) -> None:
        """And granted."""
        until = Extension(date(2026, 12, 18), "공사가 늦어짐")
        version = self.row(2).version
        grant(
            self.duties[2],
            until,
            version=version,
            by=self.by("의회"),
            request_id=ExtensionRequest.objects.get().pk,
        )

    def officer_moves(self) -> None:
        """The officer of one department works for another one from this day on."""
        person, today = self.people["전산"], timezone.localdate()
        held = Membership.objects.get(user=person)
        end_membership(held.pk, end_on=today + ONE_DAY, by=self.by("관리자"))
        place = Place(Role.OFFICER, today + ONE_DAY, department=self.departments["정보"])
        start_membership(person, place, by=self.by("관리자"))

    def merge(self) -> None:
        """Two departments become one on a day to come."""
        names = self.departments["전산"].name, self.departments["통신"].name
        step = Step(SuccessionKind.MERGE, *names, MERGES, basis="시연 조례")
        reorganise([step], by=self.by("총괄"))


@pytest.fixture
def office(enrol: Enrol, bureau: Department, committee: Committee, clock: Clock) -> Office:
    """Three departments: one with head and officer, one without a head, one that is merged into that one."""
    clock(at(BEGINS, 0))
    reference.ensure_lists()
    reference.ensure_holidays([2025, 2026, 2027])
    departments = {
        place: Department.objects.create(
            name=f"{place}과", kind=DepartmentKind.DEPARTMENT, rank=rank, bureau=bureau
        )
        for rank, place in enumerate(("정보", "통신", "전산"), start=10)
    }
    people = {
        "의회": enrol(Role.SECRETARIAT),
        "전문위원": enrol(Role.CLERK, committee=committee),
        "총괄": enrol(Role.COORDINATOR),
        "정보": enrol(Role.OFFICER, department=departments["정보"]),
        "정보장": enrol(Role.HEAD, department=departments["정보"]),
        "통신": enrol(Role.OFFICER, department=departments["통신"]),
        "전산": enrol(Role.OFFICER, department=departments["전산"]),
        "전산장": enrol(Role.HEAD, department=departments["전산"]),
        "관리자": enrol(Role.SYSADMIN),
        "의원": enrol(Role.COUNCILLOR),
    }
    return Office(people, departments)


def _acts(office: Office) -> dict[tuple[date, int], list[Callable[[], object]]]:
    """What people do, by day and hour."""
    o = office
    return {
        (date(2026, 11, 3), 10): [o.distribute],
        (date(2026, 11, 4), 10): [lambda: o.receive("정보", 2), lambda: o.receive("통신", 3)],
        (date(2026, 11, 5), 10): [lambda: o.receive("전산", 4)],
        (date(2026, 11, 5), 13): [
            lambda: name_officer(o.duties[4], o.people["전산"].pk, by=o.by("전산장")),
            lambda: name_officer(o.duties[2], o.people["정보"].pk, by=o.by("정보장")),
        ],
        (date(2026, 11, 10), 10): [o.offer],
        (date(2026, 11, 10), 13): [lambda: name_officer(o.duties[1], o.people["정보"].pk, by=o.by("정보장"))],
        (date(2026, 11, 12), 10): [o.accept, lambda: o.receive("정보", 1)],
        (date(2026, 11, 12), 13): [
            lambda: name_officer(o.duties[3], o.people["전산"].pk, by=o.by("전산장")),
        ],
        (date(2026, 12, 2), 10): [o.ask_for_time],
        (date(2026, 12, 3), 10): [o.grant],
        (date(2026, 12, 18), 13): [lambda: o.claim("정보", 2)],
        (date(2026, 12, 22), 10): [lambda: o.give_back(2)],
        (date(2026, 12, 23), 10): [lambda: o.claim("정보", 2)],
        (date(2026, 12, 24), 10): [lambda: o.confirm(2)],
        (date(2026, 12, 29), 16): [lambda: o.claim("전산", 3)],
        (date(2026, 12, 30), 10): [lambda: o.confirm(3)],
        (date(2027, 1, 4), 13): [o.officer_moves],
        (date(2027, 1, 6), 10): [lambda: o.claim("정보", 1)],
        (date(2027, 1, 7), 10): [lambda: o.confirm(1)],
        (date(2027, 1, 8), 13): [o.merge],
        (MERGES, 0): [lambda: catch_up(on=MERGES)],
        (date(2027, 1, 12), 10): [
            lambda: open_round(
                o.row(4).demand.audit_id, name="1차", due_on=date(2027, 1, 20), by=o.by("총괄")
            )
        ],
        (date(2027, 1, 14), 10): [lambda: remind(o.duties[4], by=o.by("총괄"))],
    }


def _walk(office: Office, clock: Clock, relay: Sink) -> list[tuple[datetime, EmailMessage]]:
    """Every mail that the relay took, with the moment; a tick and a worker at each of some hours of each day."""
    acts, arrived = _acts(office), []
    day = BEGINS
    while day <= ENDS:
        for hour in sorted({*HOURS, *(hour for on, hour in acts if on == day)}):
            now = at(day, hour)
            clock(now)
            for act in acts.pop((day, hour), []):
                act()
            before = len(relay.accepted)
            tasks.tick()
            tasks.deliver()
            arrived += [(now, mail) for mail in relay.accepted[before:]]
        day += ONE_DAY
    assert not acts
    return arrived


def _told(when: datetime, to: str, mail: EmailMessage) -> str:
    """One mail as a line of the list: when, who, the subject, and which demands it speaks of."""
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    numbers = ", ".join(str(number) for number in DUES if f"{number}번째로 고칠 것" in text)
    subject = " ".join(str(mail["Subject"]).replace("[행정사무감사]", "").split())
    return f"{timezone.localtime(when):%m-%d %a %H} {to}: {subject} | {numbers}"


def test_who_got_what_when(office: Office, clock: Clock, relay: Sink) -> None:
    arrived = _walk(office, clock, relay)
    names = {person.email: name for name, person in office.people.items()}
    found = [_told(when, names[str(mail["To"])], mail) for when, mail in arrived]
    assert sorted(found) == sorted(EXPECTED.strip().splitlines())
    days = Counter((timezone.localdate(when), mail["To"]) for when, mail in arrived)
    assert max(days.values()) == 1, "one mail a person and day"
    rests = Holidays.load(BEGINS, ENDS)
    for when, mail in arrived:
        is_open = rests.is_working(timezone.localdate(when)) and 8 <= timezone.localtime(when).hour < 20
        assert is_open or "오늘이 처리기한입니다" in str(mail["Subject"])
    assert set(relay.times().values()) == {1}
    assert relay.times().keys() == set(_sent().values_list("message_id", flat=True))
    assert not Notification.objects.exclude(state__in=[State.SENT, State.SKIPPED]).exists()
    assert not Occasion.objects.exclude(state=OccasionState.TOLD, notification__in=_sent()).exists()


def _sent() -> QuerySet[Notification]:
    return Notification.objects.filter(state=State.SENT)
