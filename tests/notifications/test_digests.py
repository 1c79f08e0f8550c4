"""Who is told of what: by membership and figures of the day, worst first, as the pages count it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Demand, Department, Membership, Role, User
from audits.statuses import ReportedStatus
from notifications import digests
from notifications.digests import Digest
from tests.conftest import LONG_AGO, Enrol
from tests.factories import assign, make_demand
from tests.notifications.conftest import MONDAY, Late
from tracker import reports
from tracker.models import Assignment

pytestmark = pytest.mark.django_db


def _told() -> dict[str, Digest]:
    return {digest.to.address: digest for digest in digests.compose_all(MONDAY)}


def test_officers_and_heads_hear_of_their_department_and_nobody_elses(
    late: Late, neighbour: Department, officer: User, head: User, stranger: User
) -> None:
    late(3)
    late(5, of=neighbour)
    told = _told()
    assert {address: digest.overdue for address, digest in told.items()} == {
        officer.email: 1,
        head.email: 1,
        stranger.email: 1,
    }
    assert told[stranger.email].items[0].department == "통신과"


def test_coordinators_and_the_secretariat_hear_of_all_and_of_what_nobody_holds(
    late: Late, neighbour: Department, coordinator: User, secretariat: User
) -> None:
    late(3)
    late(5, of=neighbour)
    late(9, of=None)
    told = _told()
    for person in (coordinator, secretariat):
        counts = [(count.name, count.overdue) for count in told[person.email].departments]
        assert counts == [("정보정책과", 1), ("통신과", 1), ("소관 없음", 1)]
    assert told[coordinator.email].named_departments == 2


def test_councillors_clerks_and_administrators_get_no_digest(
    late: Late, councillor: User, clerk: User, administrator: User
) -> None:
    late()
    assert not _told()


def test_who_left_or_was_stopped_or_has_not_begun_is_not_told(
    late: Late, enrol: Enrol, department: Department
) -> None:
    late()
    left, stopped = (enrol(Role.OFFICER, department=department) for _ in range(2))
    enrol(Role.OFFICER, department=department, start_on=MONDAY + timedelta(days=1))
    Membership.objects.filter(user=left).update(end_on=MONDAY)
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    assert not _told()


def test_a_person_of_two_departments_gets_one_digest_of_both(
    late: Late, neighbour: Department, officer: User
) -> None:
    Membership.objects.create(user=officer, role=Role.HEAD, department=neighbour, start_on=LONG_AGO)
    late(3)
    late(5, of=neighbour)
    (digest,) = digests.compose_all(MONDAY)
    assert (digest.overdue, digest.to.role) == (2, Role.HEAD)
    assert digest.to.seat == "정보정책과 담당자 · 통신과 부서장"


def test_who_coordinates_and_holds_a_department_gets_the_wider_digest(
    late: Late, neighbour: Department, officer: User
) -> None:
    Membership.objects.create(user=officer, role=Role.COORDINATOR, start_on=LONG_AGO)
    late(5, of=neighbour)
    (digest,) = digests.compose_all(MONDAY)
    assert (digest.to.role, digest.overdue) == (Role.COORDINATOR, 1)


def test_a_departments_mailbox_is_told_of_it(late: Late, department: Department) -> None:
    Department.objects.filter(pk=department.pk).update(mailbox="office@demo.example")
    late()
    (digest,) = digests.compose_all(MONDAY)
    assert (digest.to.address, digest.to.role, digest.to.user_id) == ("office@demo.example", "mailbox", None)
    assert digest.to.seat == "정보정책과 공용 전자우편"


def test_a_mailbox_that_is_a_persons_address_makes_no_second_mail(
    late: Late, neighbour: Department, officer: User
) -> None:
    Department.objects.filter(pk=neighbour.pk).update(mailbox=officer.email.upper())
    late(3)
    late(5, of=neighbour)
    (digest,) = digests.compose_all(MONDAY)
    assert (digest.to.user_id, digest.overdue) == (officer.pk, 2)


def test_the_work_of_a_department_that_is_gone_is_nobodys(
    late: Late, department: Department, officer: User, coordinator: User
) -> None:
    late()
    Department.objects.filter(pk=department.pk).update(valid_until=MONDAY)
    told = _told()
    assert officer.email not in told
    assert [count.department for count in told[coordinator.email].departments] == [None]


def test_reports_that_wait_for_the_council_are_not_late(
    audit: Audit, department: Department, officer: User, secretariat: User, late: Late
) -> None:
    late()
    assign(make_demand(audit, 90), department, ReportedStatus.COMPLETED, due=MONDAY - timedelta(days=30))
    told = _told()
    assert told[officer.email].overdue == 1
    assert told[secretariat.email].awaiting == 1


def test_what_falls_due_by_sunday_is_counted_beside_what_is_late(
    audit: Audit, department: Department, officer: User, late: Late
) -> None:
    late()
    for number, days in enumerate([-1, 0, 6, 7], start=91):
        assign(make_demand(audit, number), department, due=MONDAY + timedelta(days=days))
    digest = _told()[officer.email]
    assert (digest.overdue, digest.due_this_week) == (2, 2)


def test_the_worst_stands_first_with_both_dates_where_they_differ(late: Late, officer: User) -> None:
    late(3)
    moved = late(20)
    Assignment.objects.filter(pk=moved.pk).update(original_due_date=MONDAY - timedelta(days=80))
    first, second = _told()[officer.email].items
    assert (first.late, first.original_late) == ("기한 경과 20일", "기한 경과 80일")
    assert (second.late, second.original_due, second.original_late) == ("기한 경과 3일", None, "")


def test_a_long_demand_is_shortened_to_a_line(late: Late, officer: User) -> None:
    late(text="예산을\n아낄 것 " * 50)
    text = _told()[officer.email].items[0].text
    assert len(text) == digests.TEXT_LETTERS
    assert text.startswith("예산을 아낄 것 예산을")
    assert text.endswith("…")


def test_fifty_are_listed_and_all_are_counted(
    audit: Audit, department: Department, neighbour: Department, coordinator: User, officer: User
) -> None:
    for number in range(1, 57):
        of = neighbour if number % 8 == 0 else department
        assign(make_demand(audit, number), of, due=MONDAY - timedelta(days=number))
    told = _told()
    whole = told[coordinator.email]
    assert (whole.overdue, len(whole.items), whole.left_out) == (56, 50, 6)
    assert whole.items[0].label == "시정 56"
    assert whole.items[-1].label == "시정 7"
    assert (told[officer.email].overdue, len(told[officer.email].items)) == (49, 49)


def test_figures_and_lists_are_those_of_the_page(
    late: Late, department: Department, neighbour: Department, coordinator: User
) -> None:
    late(3)
    late(5)
    late(7, of=neighbour)
    digest = _told()[coordinator.email]
    page = reports.by_department(Audit.objects.get(), Assignment.objects.all(), on=MONDAY)
    assert {row.department: row.overdue for row in page} == {department: 2, neighbour: 1}
    assert [(count.department, count.overdue) for count in digest.departments] == [
        (department.pk, 2),
        (neighbour.pk, 1),
    ]


def test_the_link_leads_to_the_list_it_counts(
    late: Late, neighbour: Department, officer: User, client: Client
) -> None:
    late(1003)
    late(1400)
    late(1200, of=neighbour)
    (digest,) = digests.compose_all(timezone.localdate())
    client.force_login(officer)
    listed = client.get(digest.url.removeprefix(settings.SITE_URL)).context["rows"]
    assert [row["label"] for row in listed] == [item.label for item in digest.items] == ["시정 2", "시정 1"]


def test_the_digest_is_in_the_offices_language_whoever_asks(late: Late, officer: User) -> None:
    late()
    with override("en"):
        (digest,) = digests.compose_all(MONDAY)
    assert digest.items[0].status == "추진 중"


def test_many_recipients_take_as_many_statements_as_one(
    late: Late, enrol: Enrol, department: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        late()
        enrol(Role.OFFICER, department=department)
    with django_assert_num_queries(7):
        assert len(digests.compose_all(MONDAY)) == 5


def test_what_the_council_put_first_stands_first(late: Late, officer: User) -> None:
    late(30)
    marked = late(2)
    late(9)
    Demand.objects.filter(pk=marked.demand_id).update(is_priority=True)
    assert [item.label for item in _told()[officer.email].items] == ["시정 2", "시정 1", "시정 3"]


def test_what_nobody_owns_is_told_to_those_who_can_move_it_late_or_not(
    audit: Audit, department: Department, officer: User, secretariat: User, coordinator: User
) -> None:
    assign(make_demand(audit, 1), department, due=MONDAY + timedelta(days=90))
    assign(make_demand(audit, 2), department)
    assign(make_demand(audit, 3), department, ReportedStatus.COMPLETED, due=MONDAY - timedelta(days=30))
    assert not _told()
    Department.objects.filter(pk=department.pk).update(valid_until=MONDAY)
    told = _told()
    assert {address: digest.without_owner for address, digest in told.items()} == {
        secretariat.email: 3,
        coordinator.email: 3,
    }
    assert told[coordinator.email].moves_url == f"{settings.SITE_URL}/moves/"
    assert reports.without_owner(MONDAY) == 3


def test_a_department_hears_nothing_of_what_nobody_owns(
    late: Late, neighbour: Department, stranger: User
) -> None:
    late(5, of=neighbour)
    late(9, of=None)
    digest = _told()[stranger.email]
    assert (digest.overdue, digest.without_owner) == (1, 0)
