"""회의 자료, and what becomes of a meeting: read by the council and councillors, decided beside each item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import AccessEntry, Audit, Committee, Department, User
from audits.statuses import ReportedStatus
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, Decision, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists", "one_day")]

SignIn = Callable[[User], Client]
TODAY = BEGAN_ON


@pytest.fixture
def owed(committee: Committee, department: Department) -> Assignment:
    """What is late by both dates."""
    demand = make_demand(make_audit(committee=committee), 7)
    return assign(demand, department, ReportedStatus.IN_PROGRESS, due=TODAY - timedelta(days=5))


@pytest.fixture
def meeting(committee: Committee) -> Meeting:
    """Held today, with papers as of today."""
    return Meeting.objects.create(committee=committee, held_on=TODAY, name="제3차", cut_off=TODAY)


def _paper(meeting: Meeting) -> str:
    return reverse("meeting_paper", args=[meeting.pk])


def _counts(client: Client, meeting: Meeting) -> dict[str, int]:
    return {table["code"]: table["count"] for table in client.get(_paper(meeting)).context["tables"]}


def test_the_tables_of_a_committee_as_of_its_day(
    owed: Assignment, meeting: Meeting, clerk: User, sign_in: SignIn
) -> None:
    assert _counts(sign_in(clerk), meeting) == {
        "open": 1,
        "completed": 0,
        "extensions": 0,
        "overdue_original": 1,
        "returned": 0,
    }


def test_a_councillor_reads_them_and_finds_nobodys_name_and_no_button(
    owed: Assignment,
    meeting: Meeting,
    officer: User,
    clerk: User,
    councillor: User,
    sign_in: SignIn,
) -> None:
    Assignment.objects.update(officer=officer)
    page = sign_in(councillor).get(f"{_paper(meeting)}?decide=open-{owed.pk}").content.decode()
    assert "예산 낭비가 없도록" in page
    assert [each for each in (officer.name, clerk.name, "결정 등록") if each in page] == []
    assert sign_in(councillor).post(_paper(meeting), {"demand": owed.demand_id}).status_code == 403
    assert sign_in(councillor).get(reverse("meeting_detail", args=[meeting.pk])).context["form"] is None


@pytest.mark.parametrize("who", ["coordinator", "officer", "administrator"])
def test_nobody_else_reads_them(
    who: str, meeting: Meeting, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    assert sign_in(request.getfixturevalue(who)).get(_paper(meeting)).status_code == 403


def test_another_committees_clerk_does_not_find_them(
    meeting: Meeting, other_clerk: User, sign_in: SignIn
) -> None:
    assert sign_in(other_clerk).get(_paper(meeting)).status_code == 404


def test_a_decision_is_entered_beside_its_item(
    owed: Assignment, meeting: Meeting, clerk: User, sign_in: SignIn
) -> None:
    browser, place = sign_in(clerk), f"open-{owed.pk}"
    page = browser.get(f"{_paper(meeting)}?decide={place}")
    forms = [row for table in page.context["tables"] for row in table["rows"] if row["form"]]
    assert [row["place"] for row in forms] == [place]
    said = {"demand": owed.demand_id, "conclusion": "continued", "words": "다음 회의에 다시"}
    answer = browser.post(f"{_paper(meeting)}?decide={place}", said)
    assert answer.headers["Location"] == f"{_paper(meeting)}#{place}"
    assert Decision.objects.get().demand_id == owed.demand_id
    assert "다음 회의에 다시" in browser.get(_paper(meeting)).content.decode()
    again = browser.post(f"{_paper(meeting)}?decide={place}", said)
    (beside,) = [row for table in again.context["tables"] for row in table["rows"] if row["form"]]
    assert set(beside["form"].errors) == {"conclusion"}


def test_what_was_completed_is_held_against_the_meeting_before(
    committee: Committee, department: Department, meeting: Meeting, clerk: User, sign_in: SignIn
) -> None:
    Meeting.objects.create(committee=committee, held_on=TODAY - timedelta(days=30), called_off_on=TODAY)
    demand = make_demand(make_audit(committee=committee))
    assign(demand, department, ReportedStatus.COMPLETED)
    page = sign_in(clerk).get(_paper(meeting))
    assert page.context["since"] is None  # the one before was called off
    assert _counts(sign_in(clerk), meeting)["completed"] == 1


def test_papers_of_a_meeting_to_come_say_that_their_day_is_not_there_yet(
    owed: Assignment, committee: Committee, clerk: User, sign_in: SignIn
) -> None:
    to_come = Meeting.objects.create(committee=committee, held_on=TODAY + timedelta(days=9))
    page = sign_in(clerk).get(_paper(to_come))
    assert (page.context["is_early"], page.context["cut_off"], page.context["decides"]) == (
        True,
        TODAY,
        False,
    )


def test_a_called_off_meeting_has_no_papers(meeting: Meeting, clerk: User, sign_in: SignIn) -> None:
    Meeting.objects.update(called_off_on=TODAY, called_off_reason="정족수 미달")
    answer = sign_in(clerk).get(_paper(meeting), follow=True)
    assert answer.redirect_chain[0][0] == reverse("meeting_detail", args=[meeting.pk])
    assert "정족수 미달" in answer.content.decode()


def test_the_papers_cost_as_many_statements_whatever_there_is(
    committee: Committee,
    department: Department,
    meeting: Meeting,
    clerk: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser, audit = sign_in(clerk), make_audit(committee=committee)
    _owe(audit, department, range(1, 3))
    browser.get(_paper(meeting))
    with django_assert_num_queries(PAPER):
        browser.get(_paper(meeting))
    _owe(audit, department, range(3, 9))
    with django_assert_num_queries(PAPER):
        assert _counts(browser, meeting)["open"] == 8
    assert AccessEntry.objects.latest("id").what == "meeting"


def _owe(audit: Audit, department: Department, numbers: range, due: date = TODAY) -> None:
    for number in numbers:
        assign(make_demand(audit, number), department, due=due)


def test_a_meeting_is_changed_on_its_page(committee: Committee, clerk: User, sign_in: SignIn) -> None:
    to_come = Meeting.objects.create(committee=committee, held_on=TODAY + timedelta(days=9))
    browser, address = sign_in(clerk), reverse("meeting_change", args=[to_come.pk])
    assert [each["act"] for each in browser.get(address).context["forms"]] == ["cut_off", "call_off"]
    day = TODAY + timedelta(days=5)
    browser.post(address, {"act": "cut_off", "cut_off": day.isoformat()})
    assert Meeting.objects.get(pk=to_come.pk).cut_off == day
    assert browser.post(address, {"act": "move"}).status_code == 400
    wrong = browser.post(address, {"act": "call_off", "reason": ""})
    assert {each["act"]: set(each["form"].errors) for each in wrong.context["forms"]}["call_off"] == {
        "reason"
    }
    browser.post(address, {"act": "call_off", "reason": "회기가 바뀜"})
    assert browser.get(address).status_code == 302
    assert "취소" in browser.get(reverse("meeting_list")).content.decode()


def test_minutes_are_added_to_one_that_was_held(meeting: Meeting, clerk: User, sign_in: SignIn) -> None:
    browser, address = sign_in(clerk), reverse("meeting_change", args=[meeting.pk])
    assert [each["act"] for each in browser.get(address).context["forms"]] == [
        "cut_off",
        "minutes",
        "call_off",
    ]
    page = browser.post(address, {"act": "minutes", "minutes": "제3차, 12쪽"}, follow=True)
    assert "제3차, 12쪽" in page.content.decode()


PAPER = 19
