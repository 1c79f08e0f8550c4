"""The first page of a department: what an officer does next, and what a head sees of everybody's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.gates import Gates
from audits.models import Department, Membership, Office, Role, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import file
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
MOST_STATEMENTS = 13  # of an officer: three the session's, one the navigation's, one to note it
MOST_OF_A_HEAD = 18


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def head_first(db: None) -> None:
    """Reports wait for the head."""
    office = Office.current()
    office.gates = Gates.HEAD
    office.save()


def test_the_next_thing_is_the_worst_item_and_the_button_leads_to_its_report(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    assign(make_demand(audit, 1), department, due=_in(-3))
    worst = assign(make_demand(audit, 2), department, due=_in(-40))
    page = sign_in(officer).get("/")
    found = page.context["next"]
    assert found.sentence == "처리기한이 지난 소관이 2건 있습니다."
    assert found.url == reverse("report_form", args=[worst.pk])
    assert page.content.decode().count("button-primary") == 1


def test_where_nothing_is_late_receipts_come_first(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    assign(make_demand(make_audit(), 1), department, Status.NOT_REPORTED, due=_in(30))
    found = sign_in(officer).get("/").context["next"]
    assert (found.sentence, found.url) == ("접수 확인 전인 소관이 1건 있습니다.", "/todo/receipt/")


def test_who_owes_nothing_reads_so(officer: User, sign_in: SignIn) -> None:
    assert "지금 할 일이 없습니다." in sign_in(officer).get("/").content.decode()


def test_a_first_page_takes_as_many_statements_for_thirty_items_as_for_three(
    department: Department, officer: User, head: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    for who, most in ((officer, MOST_STATEMENTS), (head, MOST_OF_A_HEAD)):
        taken, browser = [], sign_in(who)
        browser.get("/")
        for number in (3, 30):
            for each in range(Assignment.objects.count() + 1, number + 1):
                assign(make_demand(audit, each), department, due=_in(-each))
            with CaptureQueriesContext(connection) as asked:
                browser.get("/")
            taken.append(len(asked))
        assert taken[0] == taken[1] <= most


@pytest.mark.usefixtures("head_first")
def test_a_head_is_led_to_the_reports_that_wait_before_all_else(
    department: Department, officer: User, head: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    row = assign(make_demand(audit, 1), department)
    assign(make_demand(audit, 2), department, due=_in(-3))
    file(row, officer)
    page = sign_in(head).get("/")
    assert (page.context["next"].url, page.context["waiting_count"]) == ("/approvals/", 1)
    assert [each["label"] for each in page.context["waiting"]] == ["시정 1"]


def test_each_figure_of_a_head_leads_to_the_list_that_has_as_many_rows(
    department: Department, officer: User, head: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    rows = [
        assign(make_demand(audit, n), department, due=day)
        for n, day in enumerate([_in(-2), _in(0), _in(50)], 1)
    ]
    assign(make_demand(audit, 4), department, Status.COMPLETED)
    Assignment.objects.filter(pk=rows[0].pk).update(officer=officer)
    browser = sign_in(head)
    page = browser.get("/")
    figures = page.context["figures"]
    assert [figure["count"] for figure in figures] == [0, 1, 1, 2, 1]
    for figure in figures:
        assert len(browser.get(figure["url"]).context["rows"]) == figure["count"]
    for person in page.context["people"]:
        assert len(browser.get(person["url"]).context["rows"]) == person["owed"]
        assert len(browser.get(person["overdue_url"]).context["rows"]) == person["overdue"]


def test_people_stand_by_name_and_nobody_last_whoever_has_more(
    department: Department, head: User, enrol: Enrol, sign_in: SignIn
) -> None:
    audit = make_audit()
    first, second = (enrol(Role.OFFICER, name=name, department=department) for name in ("가람", "나래"))
    for number, person in enumerate([second, second, first, None], 1):
        row = assign(make_demand(audit, number), department)
        Assignment.objects.filter(pk=row.pk).update(officer=person)
    people = sign_in(head).get("/").context["people"]
    assert [(row["name"], row["owed"]) for row in people] == [("가람", 1), ("나래", 2), ("담당자 없음", 1)]


def test_a_head_reads_who_is_away_and_who_stands_in(
    department: Department, officer: User, head: User, enrol: Enrol, sign_in: SignIn
) -> None:
    deputy = enrol(Role.OFFICER, name="대신이", department=department)
    Membership.objects.create(
        user=deputy,
        role=Role.OFFICER,
        department=department,
        deputy_for=officer,
        start_on=_in(-1),
        end_on=_in(3),
    )
    away = sign_in(head).get("/").context["away"]
    assert [(row["person"], row["deputy"]) for row in away] == [(officer.name, "대신이")]


def test_an_officer_sees_nothing_of_what_is_the_heads(
    department: Department, officer: User, sign_in: SignIn
) -> None:
    assign(make_demand(make_audit(), 1), department)
    page = sign_in(officer).get("/")
    assert not [name for name in ("people", "waiting", "figures", "away") if name in page.context]
