"""What each role is told, and that every figure is the one of its page at the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from audits.access import viewer
from audits.gates import Gate
from audits.models import Audit, Committee, Department, Holiday, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from notifications import digests
from notifications.actions.resolve import Fate, resolve
from notifications.digests import Digest
from notifications.models import Kind, Notification, State
from tests.conftest import LONG_AGO, Enrol
from tests.factories import assign, make_audit, make_demand, report
from tests.notifications.conftest import MONDAY, at
from tracker import access, filters, reports
from tracker.filters import Filter
from tracker.models import Assignment, ReportingRound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

LATE = MONDAY - timedelta(days=9)


@pytest.fixture
def two_committees(
    committee: Committee, other_committee: Committee, department: Department, neighbour: Department
) -> list[Assignment]:
    """Two departments owe late work of audits of two committees; one report waits for each of them."""
    ours, theirs = make_audit(committee=committee), make_audit(body="교통국", committee=other_committee)
    held = [
        assign(make_demand(ours, 1), department, due=LATE),
        assign(make_demand(ours, 2), neighbour, Status.NOT_REPORTED, due=LATE - timedelta(days=1)),
        assign(make_demand(theirs, 1), department, due=LATE - timedelta(days=2)),
        assign(make_demand(ours, 3), department, due=MONDAY + timedelta(days=2)),
    ]
    for audit in (ours, theirs, theirs):
        assign(make_demand(audit, audit.demands.count() + 10), neighbour, Status.COMPLETED, due=LATE)
    return held


def _told(person: User) -> Digest:
    return digests.by_recipient(MONDAY)[f"user:{person.pk}"]


def _on_the_list(person: User, **asked: object) -> int:
    """How many the list of demands shows this person."""
    return filters.chosen(Filter(**asked), viewer(person, MONDAY)).count()  # type: ignore[arg-type]


def test_a_clerk_is_told_of_their_committees_audits_by_department(
    two_committees: list[Assignment], clerk: User, other_clerk: User
) -> None:
    told = _told(clerk)
    assert [(count.name, count.overdue) for count in told.departments] == [("정보정책과", 1), ("통신과", 1)]
    assert [item.label for item in told.items] == ["시정 2", "시정 1"]
    assert (told.overdue, told.due_this_week, told.awaiting, told.without_owner) == (2, 1, 1, 0)
    assert (_told(other_clerk).overdue, _told(other_clerk).awaiting) == (1, 2)


def test_who_is_clerk_and_officer_is_told_of_both_and_of_nothing_twice(
    two_committees: list[Assignment], clerk: User, department: Department
) -> None:
    Membership.objects.create(user=clerk, role=Role.OFFICER, department=department, start_on=LONG_AGO)
    told = _told(clerk)
    assert told.overdue == len(told.items) == 3 == _on_the_list(clerk, overdue=True)
    assert [count.overdue for count in told.departments] == [2, 1]


def test_what_is_overdue_is_what_each_ones_list_shows(
    two_committees: list[Assignment], enrol: Enrol, department: Department, neighbour: Department
) -> None:
    seats: list[tuple[Role, dict[str, object]]] = [
        (Role.OFFICER, {"department": department}),
        (Role.HEAD, {"department": neighbour}),
    ]
    seats += [(Role.CLERK, {"committee": each}) for each in Committee.objects.all()]
    seats += [(Role.COORDINATOR, {}), (Role.SECRETARIAT, {})]
    for role, place in seats:
        person = enrol(role, **place)
        assert _told(person).overdue == _on_the_list(person, overdue=True) > 0
        for count in _told(person).departments:
            assert count.overdue == _on_the_list(person, overdue=True, department=count.department)


def test_figures_of_the_office_are_those_of_its_pages(
    two_committees: list[Assignment], secretariat: User, clerk: User, coordinator: User
) -> None:
    told = _told(secretariat)
    assert told.awaiting == reports.claims_waiting(viewer(secretariat, MONDAY)) == 3
    assert _told(clerk).awaiting == reports.claims_waiting(viewer(clerk, MONDAY)) == 1
    assert told.due_this_week == sum(reports.due_by_department(MONDAY, MONDAY + timedelta(days=6)).values())
    unnamed = {notice.label: notice.count for notice in told.notices}["담당자 없음"]
    assert unnamed == _on_the_list(secretariat, without_officer=True) == 7
    for person in (secretariat, coordinator):
        by_audit = (
            reports.by_department(each, access.listed(viewer(person, MONDAY)), on=MONDAY)
            for each in _audits()
        )
        assert _told(person).overdue == sum(row.overdue for rows in by_audit for row in rows)


def _audits() -> set[Audit]:
    return {duty.demand.audit for duty in Assignment.objects.select_related("demand__audit")}


def test_what_has_no_owner_is_counted_as_on_the_page_of_moves(
    two_committees: list[Assignment],
    department: Department,
    secretariat: User,
    coordinator: User,
    clerk: User,
) -> None:
    Department.objects.filter(pk=department.pk).update(valid_until=MONDAY)
    waiting = reports.moves_waiting(MONDAY).without_owner
    assert _told(secretariat).without_owner == _told(coordinator).without_owner == waiting == 3
    assert _told(clerk).departments[-1].department is None


def test_a_department_is_silent_that_filed_nothing_in_an_open_round_or_owes_late_what_it_never_reported(
    two_committees: list[Assignment], secretariat: User, department: Department
) -> None:
    audit = two_committees[0].demand.audit
    day = {"due_on": MONDAY, "opened_on": LATE, "opened_at": at(LATE)}
    opened = ReportingRound.objects.create(audit=audit, name="1차", **day)
    told = _told(secretariat)
    assert [(each.name, each.rounds, each.unreported) for each in told.silent] == [
        ("정보정책과", 1, 0),
        ("통신과", 1, 1),
    ]
    report(two_committees[3], Status.IN_PROGRESS, number=2, filed_at=at(MONDAY, 7))
    assert [each.name for each in _told(secretariat).silent] == ["통신과"]
    page = reports.round_progress(opened, Assignment.objects.all(), on=MONDAY)
    assert {row.name for row in page.rows if not row.progress.filed} == {"통신과"}


def test_a_report_that_waits_at_a_gate_was_not_filed(
    two_committees: list[Assignment], secretariat: User, department: Department
) -> None:
    audit = two_committees[0].demand.audit
    day = {"due_on": MONDAY, "opened_on": LATE, "opened_at": at(LATE)}
    ReportingRound.objects.create(audit=audit, name="1차", **day)
    report(two_committees[3], Status.IN_PROGRESS, number=2, filed_at=None, gate=Gate.HEAD)
    assert "정보정책과" in [each.name for each in _told(secretariat).silent]


def test_a_head_is_told_of_reports_that_wait_for_them_but_not_of_an_own_one(
    two_committees: list[Assignment], head: User, officer: User
) -> None:
    report(two_committees[0], Status.IN_PROGRESS, number=2, filed_at=None, gate=Gate.HEAD, author=officer)
    report(two_committees[2], Status.IN_PROGRESS, number=2, filed_at=None, gate=Gate.HEAD, author=head)
    notices = {notice.label: notice for notice in _told(head).notices}
    waiting = access.awaiting_pass(viewer(head, MONDAY), Gate.HEAD).count()
    assert notices["부서장 확인 대기"].count == waiting == 1
    assert notices["부서장 확인 대기"].url == f"{settings.SITE_URL}/approvals/"
    assert not _told(officer).notices


def test_a_head_is_told_for_how_much_nobody_is_named_as_their_page_says(
    two_committees: list[Assignment], head: User, officer: User, department: Department
) -> None:
    Assignment.objects.filter(pk=two_committees[0].pk).update(officer=officer)
    notices = {notice.label: notice.count for notice in _told(head).notices}
    unnamed = reports.without_officer(viewer(head, MONDAY), department.pk)
    assert notices["담당자 없음"] == unnamed == 2
    assert reports.work_counts(viewer(head, MONDAY)).without_officer == 2


def test_the_secretariat_is_told_of_mails_of_which_nobody_knows_the_fate_with_a_link_to_them(
    secretariat: User, coordinator: User
) -> None:
    for state in (State.UNCERTAIN, State.DEAD, State.DEAD, State.SENT):
        _mail(state)
    told = _told(secretariat)
    assert [(notice.label, notice.count) for notice in told.notices] == [
        ("알림: 발송 여부 확인 필요", 1),
        ("알림: 발송 중단", 2),
    ]
    assert told.notices[0].url == f"{settings.SITE_URL}/notifications/?tab=uncertain"
    assert told.notices[1].url == f"{settings.SITE_URL}/notifications/?tab=failed"
    assert told.has_news
    assert not _told(coordinator).has_news


def test_a_mail_that_somebody_settled_or_sent_again_is_told_to_nobody_any_more(secretariat: User) -> None:
    settled, repeated = _mail(State.UNCERTAIN), _mail(State.DEAD)
    resolve(settled.pk, Fate.MISSING, by=viewer(secretariat, MONDAY), now=timezone.now())
    _mail(State.SENT, resend_of=repeated)
    told = _told(secretariat)
    assert (told.in_trouble, told.notices, told.has_news) == (0, (), False)


def _mail(state: State, **more: object) -> Notification:
    number = Notification.objects.count()
    return Notification.objects.create(
        kind=Kind.REMINDER,
        address="o@demo.example",
        seat="담당자",
        period=f"2026-11-{number + 10}",
        message_id=f"<{number}@x>",
        planned_at=timezone.now(),
        state=state,
        sent_at=timezone.now() if state == State.SENT else None,
        **more,
    )


def test_the_records_head_is_that_of_the_moment(two_committees: list[Assignment], secretariat: User) -> None:
    assert _told(secretariat).anchor == reports.record_head()


def test_due_this_week_ends_on_sunday_also_where_holidays_come_between(
    two_committees: list[Assignment], officer: User
) -> None:
    Holiday.objects.create(date=MONDAY + timedelta(days=1), name="임시공휴일")
    assert _told(officer).due_this_week == 1
