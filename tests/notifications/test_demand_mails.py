"""Who was told what of a demand, and who may know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Committee, Department, Membership, Role, Succession, User
from audits.models.succession import SuccessionKind
from notifications.models import Kind, Notification, Occasion, OccasionKind, OccasionState, Reason, State
from notifications.web import demand_mails
from tests.conftest import LONG_AGO, TODAY, Enrol
from tests.factories import assign, make_audit, make_demand
from tests.notifications.conftest import at
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
Tell = Callable[..., Occasion]


@pytest.fixture
def assignment(lists: None, committee: Committee, department: Department) -> Assignment:
    """What the department owes, of a demand of the committee."""
    return assign(make_demand(make_audit(committee=committee)), department, due=date(2026, 11, 20))


@pytest.fixture
def tell(assignment: Assignment) -> Tell:
    """Keep that somebody, or an address, was to be told of it."""

    def keep(to: User | str, **more: Any) -> Occasion:
        address = to if isinstance(to, str) else to.email
        facts: dict[str, Any] = {
            "kind": OccasionKind.OVERDUE,
            "recipient": None if isinstance(to, str) else to,
            "address": address,
            "key": address.lower() if isinstance(to, str) else f"user:{to.pk}",
            "seat": "정보정책과 담당자",
            "assignment": assignment,
            "department": assignment.department,
            "period": "2026-11-20",
            "on": date(2026, 11, 23),
            "planned_at": timezone.now(),
        }
        return Occasion.objects.create(**(facts | more))

    return keep


@pytest.fixture
def mail(officer: User) -> Notification:
    """A mail that was sent."""
    now = timezone.now()
    return Notification.objects.create(
        kind=Kind.REMINDER,
        recipient=officer,
        address=officer.email,
        seat="정보정책과 담당자",
        period="2026-11-23",
        message_id="<told@demo.example>",
        planned_at=now,
        sent_at=now,
        state=State.SENT,
    )


def _address(assignment: Assignment) -> str:
    return f"/demands/{assignment.demand_id}/mails/"


def _seen(client: Client, assignment: Assignment) -> set[str]:
    return {row["address"] for row in client.get(_address(assignment)).context["rows"]}


def test_each_line_says_who_why_when_and_what_became_of_it(
    assignment: Assignment,
    tell: Tell,
    mail: Notification,
    officer: User,
    head: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    tell(officer, state=OccasionState.TOLD, notification=mail, instead_of=Role.HEAD)
    tell(head, state=OccasionState.SKIPPED, reason=Reason.SETTLED, kind=OccasionKind.RETURNED, event=12)
    tell(head)
    page = sign_in(coordinator).get(_address(assignment))
    rows = page.context["rows"]
    assert [(row["name"], row["kind"], row["cause"], row["state_label"]) for row in rows] == [
        (head.name, "처리기한 경과", "날짜 2026. 11. 20.", "발송 예정"),
        (head.name, "보완 요구", "처리 이력 12번", "발송 안 함"),
        (officer.name, "처리기한 경과", "날짜 2026. 11. 20.", "발송 완료"),
    ]
    text = page.content.decode()
    assert "이미 처리함" in text
    assert "맡은 사람이 없어 대신 알림" in text
    assert f"/notifications/{mail.pk}/" not in text


def test_the_demand_leads_here_with_how_many_and_when_last(
    assignment: Assignment,
    tell: Tell,
    mail: Notification,
    officer: User,
    head: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    tell(officer, state=OccasionState.TOLD, notification=mail)
    tell(head)
    page = sign_in(coordinator).get(f"/demands/{assignment.demand_id}/")
    told = page.context["mails"]
    assert (told.count, told.last) == (2, timezone.localdate())
    assert f'href="{_address(assignment)}"' in page.content.decode()


def test_the_secretariat_is_led_on_to_the_mail(
    assignment: Assignment, tell: Tell, mail: Notification, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    tell(officer, state=OccasionState.TOLD, notification=mail)
    assert f"/notifications/{mail.pk}/" in sign_in(secretariat).get(_address(assignment)).content.decode()


def test_council_and_coordinator_know_of_all_and_a_department_of_its_own(
    assignment: Assignment,
    department: Department,
    tell: Tell,
    secretariat: User,
    clerk: User,
    coordinator: User,
    officer: User,
    head: User,
    client: Client,
) -> None:
    Department.objects.filter(pk=department.pk).update(mailbox="Box@demo.example")
    for person in (officer, head, coordinator, clerk):
        tell(person)
    tell("Box@demo.example")
    everybody = {officer.email, head.email, coordinator.email, clerk.email, "Box@demo.example"}
    for who, knows in (
        (secretariat, everybody),
        (coordinator, everybody),
        (clerk, everybody),
        (officer, {officer.email, head.email, "Box@demo.example"}),
        (head, {officer.email, head.email, "Box@demo.example"}),
    ):
        client.force_login(who)
        assert _seen(client, assignment) == knows, who


def test_who_does_not_see_the_demand_does_not_see_who_was_told(
    assignment: Assignment, tell: Tell, officer: User, other_clerk: User, stranger: User, client: Client
) -> None:
    tell(officer)
    for who in (other_clerk, stranger):
        client.force_login(who)
        assert client.get(_address(assignment)).status_code == 404


def test_councillors_and_administrators_do_not_see_who_was_told(
    assignment: Assignment, tell: Tell, officer: User, councillor: User, administrator: User, client: Client
) -> None:
    tell(officer)
    for who in (councillor, administrator):
        client.force_login(who)
        assert client.get(_address(assignment)).status_code == 403
    client.logout()
    assert client.get(_address(assignment)).status_code == 302


def test_another_department_of_the_same_demand_knows_of_its_own_alone(
    assignment: Assignment, neighbour: Department, tell: Tell, officer: User, stranger: User, sign_in: SignIn
) -> None:
    theirs = assign(assignment.demand, neighbour)
    tell(officer)
    tell(stranger, assignment=theirs, department=neighbour)
    assert _seen(sign_in(stranger), assignment) == {stranger.email}


def test_a_successor_knows_of_the_people_of_the_department_that_became_it(
    assignment: Assignment, department: Department, tell: Tell, officer: User, enrol: Enrol, sign_in: SignIn
) -> None:
    tell(officer)
    new = Department.objects.create(name="디지털정책과", kind=department.kind, rank=11)
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=new, effective_on=date(2026, 1, 1)
    )
    Assignment.objects.filter(pk=assignment.pk).update(department=new)
    assert _seen(sign_in(enrol(Role.OFFICER, department=new)), assignment) == {officer.email}


def test_a_clerk_of_another_committee_who_belongs_to_the_department_knows_of_its_own_alone(
    assignment: Assignment,
    department: Department,
    tell: Tell,
    officer: User,
    coordinator: User,
    other_clerk: User,
    sign_in: SignIn,
) -> None:
    Membership.objects.create(user=other_clerk, role=Role.OFFICER, start_on=LONG_AGO, department=department)
    tell(officer)
    tell(coordinator)
    assert _seen(sign_in(other_clerk), assignment) == {officer.email}


def test_what_somebody_is_told_elsewhere_is_not_known_where_they_once_were(
    assignment: Assignment,
    department: Department,
    tell: Tell,
    officer: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    moved = {"user": coordinator, "role": Role.OFFICER, "department": department, "start_on": LONG_AGO}
    Membership.objects.create(**moved, end_on=date(2026, 1, 1))
    tell(officer)
    tell(coordinator)
    tell(coordinator, period="2025-12-30", planned_at=at(date(2025, 12, 31)))
    rows = sign_in(officer).get(_address(assignment)).context["rows"]
    assert [row["address"] for row in rows] == [coordinator.email, officer.email]


def test_the_page_of_a_demand_leads_here_whoever_may_see_it(
    assignment: Assignment, secretariat: User, councillor: User, client: Client
) -> None:
    for who, leads in ((secretariat, True), (councillor, False)):
        client.force_login(who)
        page = client.get(f"/demands/{assignment.demand_id}/").content.decode()
        assert (_address(assignment) in page) == leads


def test_a_page_takes_as_many_statements_as_one_line(
    assignment: Assignment,
    tell: Tell,
    officer: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(officer)
    tell(officer)
    client.get(_address(assignment))
    with CaptureQueriesContext(connection) as one_line:
        client.get(_address(assignment))
    for number in range(demand_mails.PAGE):
        tell(officer, period=f"{TODAY}:{number}")
    with django_assert_num_queries(len(one_line)):
        first = client.get(_address(assignment)).context
    second = client.get(_address(assignment) + first["next_url"]).context
    assert (len(first["rows"]), len(second["rows"])) == (demand_mails.PAGE, 1)


def test_where_nobody_was_told_that_is_said(
    assignment: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    assert "알린 것이 없습니다" in sign_in(secretariat).get(_address(assignment)).content.decode()
