"""The people of a department: who is here, comes and goes, what each is named for, and who stands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Department, Membership, Role, User
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


def _today() -> date:
    return timezone.localdate()


def _page(department: Department) -> str:
    return f"/departments/{department.pk}/people/"


@pytest.fixture
def held(department: Department, officer: User) -> list[Assignment]:
    """Two the officer is named for, one nobody is."""
    audit = make_audit()
    rows = [assign(make_demand(audit, number), department) for number in (1, 2, 3)]
    Assignment.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(officer=officer)
    return rows


def test_who_is_here_comes_and_goes_with_what_each_is_named_for(
    held: list[Assignment],
    officer: User,
    head: User,
    stranger: User,
    department: Department,
    sign_in: SignIn,
) -> None:
    soon = _today() + 30 * DAY
    Membership.objects.filter(user=officer).update(end_on=soon, team="정보팀", telephone="1234")
    Membership.objects.create(user=stranger, role=Role.OFFICER, department=department, start_on=soon)
    page = sign_in(head).get(_page(department))
    rows = {row["name"]: row for row in page.context["rows"]}
    assert set(rows) == {officer.name, head.name, stranger.name}
    assert (rows[officer.name]["goes"], rows[officer.name]["open"]) == (True, 2)
    assert (rows[stranger.name]["comes"], rows[head.name]["comes"]) == (True, False)
    assert page.context["without_officer"] == 1
    assert "담당자 없는 소관이 1건" in page.content.decode()


def test_who_is_gone_stopped_or_never_came_is_not_among_them(
    officer: User, head: User, stranger: User, department: Department, enrol: Enrol, sign_in: SignIn
) -> None:
    Membership.objects.filter(user=officer).update(end_on=_today())
    stopped = enrol(Role.OFFICER, department=department)
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    day = _today() + 30 * DAY
    never = {"role": Role.OFFICER, "department": department, "start_on": day, "end_on": day}
    Membership.objects.create(user=stranger, **never)
    rows = sign_in(head).get(_page(department)).context["rows"]
    assert [row["name"] for row in rows] == [head.name]


def test_a_member_reads_it_without_the_papers_of_others(
    held: list[Assignment], officer: User, head: User, department: Department, sign_in: SignIn
) -> None:
    rows = sign_in(officer).get(_page(department)).context["rows"]
    papers = {row["name"]: bool(row["paper_url"]) for row in rows}
    assert papers == {officer.name: True, head.name: False}


def test_the_administrator_sees_people_and_nothing_of_the_matter(
    held: list[Assignment], officer: User, administrator: User, department: Department, sign_in: SignIn
) -> None:
    page = sign_in(administrator).get(_page(department))
    assert "맡은 소관" not in page.content.decode()
    assert page.context["without_officer"] == 0
    assert not any(row["paper_url"] for row in page.context["rows"])


def test_the_way_from_the_navigation_leads_to_ones_own_department(
    officer: User, department: Department, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    assert client.get("/departments/own/people/").headers["Location"] == _page(department)
    assert "/departments/own/people/" in client.get("/todo/").content.decode()


def test_a_head_names_a_deputy_and_ends_it(
    officer: User, head: User, department: Department, sign_in: SignIn
) -> None:
    client = sign_in(head)
    days = {"start_on": str(_today()), "end_on": str(_today() + 7 * DAY)}
    typed = {"act": "name_deputy", "person": head.pk, "deputy": officer.pk, **days}
    page = client.post(_page(department), typed, follow=True)
    (row,) = page.context["deputies"]
    assert (row["deputy"], row["person"], row["role_label"]) == (officer.name, head.name, "부서장 직무대리")
    client.post(_page(department), {"act": "end_deputy", "deputyship": row["id"]})
    assert client.get(_page(department)).context["deputies"] == []


def test_what_is_refused_comes_back_with_what_was_typed(
    officer: User, head: User, department: Department, sign_in: SignIn
) -> None:
    typed = {"act": "name_deputy", "person": head.pk, "deputy": officer.pk}
    days = {"start_on": str(_today()), "end_on": str(_today() + 400 * DAY)}
    page = sign_in(head).post(_page(department), typed | days)
    assert "한 해를 넘길 수 없습니다" in page.content.decode()
    assert not Membership.objects.filter(deputy_for__isnull=False).exists()


def test_an_officer_offers_and_ends_for_oneself_alone(
    officer: User, head: User, enrol: Enrol, department: Department, sign_in: SignIn
) -> None:
    colleague = enrol(Role.OFFICER, department=department)
    client = sign_in(officer)
    page = client.get(_page(department))
    assert [pk for pk, _name in page.context["form"].fields["person"].choices if pk] == [officer.pk]
    days = {"start_on": str(_today()), "end_on": str(_today() + DAY)}
    typed = {"act": "name_deputy", "person": head.pk, "deputy": colleague.pk, **days}
    assert client.post(_page(department), typed).status_code == 200
    away = {"role": Role.HEAD, "department": department, "deputy_for": head}
    made = Membership.objects.create(user=officer, **away, start_on=_today(), end_on=_today() + DAY)
    refused = client.post(_page(department), {"act": "end_deputy", "deputyship": made.pk})
    assert refused.status_code == 403


@pytest.mark.parametrize(
    "sent", [{"act": "x"}, {"act": "end_deputy"}, {"act": "end_deputy", "deputyship": "9" * 30}]
)
def test_what_no_page_of_ours_sends_is_refused(
    sent: dict[str, str], head: User, department: Department, sign_in: SignIn
) -> None:
    assert sign_in(head).post(_page(department), sent).status_code == 400


def test_a_deputy_of_another_department_is_not_ended_from_here(
    stranger: User, head: User, department: Department, neighbour: Department, sign_in: SignIn
) -> None:
    away = {"role": Role.OFFICER, "department": neighbour, "deputy_for": head}
    made = Membership.objects.create(user=stranger, **away, start_on=_today(), end_on=_today() + DAY)
    answer = sign_in(head).post(_page(department), {"act": "end_deputy", "deputyship": made.pk})
    assert answer.status_code == 404


def test_the_administrator_ends_a_deputy_on_the_persons_page(
    officer: User, head: User, administrator: User, department: Department, sign_in: SignIn
) -> None:
    away = {"role": Role.HEAD, "department": department, "deputy_for": head}
    made = Membership.objects.create(user=officer, **away, start_on=_today(), end_on=_today() + 7 * DAY)
    client = sign_in(administrator)
    for person in (officer, head):
        page = client.get(f"/people/{person.pk}/")
        assert [row["id"] for row in page.context["deputies"]] == [made.pk]
        assert _page(department) in page.content.decode()
    client.post(f"/people/{head.pk}/", {"act": "end_deputy", "deputyship": made.pk})
    made.refresh_from_db()
    assert made.end_on == _today()


def test_a_large_department_comes_in_pages_with_the_same_number_of_statements(
    held: list[Assignment],
    head: User,
    enrol: Enrol,
    department: Department,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(head)
    client.get(_page(department))
    with django_assert_max_num_queries(17) as few:
        client.get(_page(department))
    for _n in range(60):
        enrol(Role.OFFICER, department=department)
    with django_assert_max_num_queries(len(few)):
        page = client.get(_page(department))
    assert (page.context["shown"], page.context["more"]) == (50, True)
    assert client.get(_page(department) + page.context["next_url"]).context["shown"] == 12
