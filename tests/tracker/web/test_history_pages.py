"""Histories: of a demand, an assignment, a person's acts, a department; who reads them, and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import viewer
from audits.actions.office import change_office
from audits.models import (
    Audit,
    Committee,
    Demand,
    Department,
    Event,
    Membership,
    Role,
    Succession,
    SuccessionKind,
    User,
)
from audits.statuses import ReportedStatus as Status
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand, post_elsewhere
from tracker.actions.correct_demand import correct_demand
from tracker.actions.hand_over import accept, offer
from tracker.actions.name_officer import name_officer
from tracker.actions.receive import receive
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment
from tracker.web.records.entries import Told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
PLAN = Words(status="in_progress", plan="- 하반기 시행", planned_until=date(2099, 6, 30))


@pytest.fixture
def demand(lists: None, committee: Committee) -> Demand:
    """A demand of an audit that the committee follows up."""
    return make_demand(make_audit(committee=committee))


@pytest.fixture
def held(demand: Demand, department: Department) -> Assignment:
    """What the department holds of it."""
    return assign(demand, department, Status.NOT_REPORTED, due=date(2099, 3, 5))


def _by(person: User) -> Any:
    return viewer(person, timezone.localdate())


def _received(row: Assignment, person: User) -> None:
    receive([row.pk], by=_by(person))
    row.refresh_from_db()


def _reported(row: Assignment, person: User) -> None:
    _received(row, person)
    report_progress(row.pk, PLAN, version=row.version, by=_by(person))
    row.refresh_from_db()


def _handed_over(row: Assignment, giver: User, receiver: User, to: Department) -> None:
    asked = offer(row.pk, to.pk, reason="업무 이관", by=_by(giver))
    accept(asked.pk, version=row.version, by=_by(receiver))
    row.refresh_from_db()


def _rows(browser: Client, address: str, **asked: str) -> list[Told]:
    rows: list[Told] = browser.get(address, asked).context["rows"]
    return rows


def _kinds(browser: Client, address: str, **asked: str) -> list[str]:
    return [row.kind for row in _rows(browser, address, **asked)]


def _of(name: str, pk: int) -> str:
    return reverse(f"{name}_history", args=[pk])


def test_an_entry_tells_who_what_of_which_demand_and_each_field_before_and_after(
    held: Assignment, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    _reported(held, officer)
    reported, received = _rows(sign_in(secretariat), _of("demand", held.demand_id))
    assert reported.line.who == f"정보정책과 담당자 · {officer.name}"
    assert reported.about
    assert (reported.about.label, reported.department) == ("시정 1", "정보정책과")
    assert {change.label: (change.before, change.after) for change in reported.changes} == {
        "부서 보고": ("미보고", "추진 중"),
        "버전": ("1", "2"),
    }
    assert {change.label: (change.before, change.after) for change in received.changes}["단계"] == (
        "",
        "처리 중",
    )
    event = Event.objects.order_by("-number")[0]
    assert (reported.line.number, reported.hash) == (event.number, event.hash)
    ((left,),) = [reported.left]
    assert (left.label, left.pk) == ("처리상황 보고", held.updates.get().pk)
    assert f'["progressupdate",{left.pk},"{left.digits}' in event.text


def test_a_change_is_told_against_the_entry_just_before_on_the_same_thing(
    held: Assignment, officer: User, head: User, secretariat: User, sign_in: SignIn
) -> None:
    _reported(held, officer)
    name_officer(held.pk, officer.pk, by=_by(head))
    named = _rows(sign_in(secretariat), _of("demand", held.demand_id))[0]
    assert [(change.label, change.before, change.after) for change in named.changes] == [
        ("담당자", "–", officer.name)
    ]


def test_the_first_entry_on_a_thing_tells_what_it_begins_with(
    held: Assignment, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    _received(held, officer)
    (row,) = _rows(sign_in(secretariat), _of("assignment", held.pk))
    found = {change.label: (change.before, change.after) for change in row.changes}
    assert found["소관부서"] == ("", "정보정책과")
    assert found["처리기한"] == ("", "2099. 3. 5.")


def test_the_page_says_it_all_in_words(
    held: Assignment, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    _reported(held, officer)
    page = sign_in(secretariat).get(_of("demand", held.demand_id)).content.decode()
    event = Event.objects.order_by("-number")[0]
    for words in ("처리상황 보고: 정보정책과 · 추진 중", "미보고", f"{event.number}:{event.hash}"):
        assert words in page


def test_a_history_is_asked_for_by_kind_and_by_period(
    held: Assignment, officer: User, secretariat: User, sign_in: SignIn
) -> None:
    _reported(held, officer)
    browser, address = sign_in(secretariat), _of("demand", held.demand_id)
    assert _kinds(browser, address, group="duty") == ["received"]
    today = timezone.localdate()
    written = f"{today.year}. {today.month}. {today.day}."
    assert _kinds(browser, address, since=written, until=written) == ["reported", "received"]
    assert _kinds(browser, address, since=str(today + timedelta(days=1))) == []
    assert _kinds(browser, address, until=str(today - timedelta(days=1))) == []


def test_a_period_that_cannot_be_read_or_ends_before_it_begins_is_said_at_the_field(
    held: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), _of("demand", held.demand_id)
    for asked in ({"since": "언젠가"}, {"since": "2026. 3. 5.", "until": "2026. 3. 4."}, {"group": "없음"}):
        answer = browser.get(address, asked)
        assert answer.status_code == 200
        assert "aria-invalid" in answer.content.decode()
        assert "rows" not in answer.context


def test_pages_follow_each_other_and_keep_the_filters(
    held: Assignment, secretariat: User, officer: User, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn
) -> None:
    monkeypatch.setattr("tracker.web.records.pages.PAGE", 2)
    _reported(held, officer)
    for _turn in range(2):
        report_progress(held.pk, PLAN, version=held.version, by=_by(officer))
        held.refresh_from_db()
    browser, address = sign_in(secretariat), _of("demand", held.demand_id)
    first = browser.get(address, {"group": "report"})
    assert [row.kind for row in first.context["rows"]] == ["reported", "reported"]
    assert "group=report" in first.context["next_url"]
    rest = browser.get(address + first.context["next_url"])
    assert [row.kind for row in rest.context["rows"]] == ["reported"]
    assert browser.get(address + first.context["next_url"].replace("report", "duty")).status_code == 400


def test_of_an_assignment_only_what_became_of_it_is_told(
    held: Assignment, neighbour: Department, officer: User, stranger: User, secretariat: User, sign_in: SignIn
) -> None:
    beside = assign(held.demand, neighbour, Status.NOT_REPORTED)
    _received(beside, stranger)
    _reported(held, officer)
    browser = sign_in(secretariat)
    assert _kinds(browser, _of("assignment", held.pk)) == ["reported", "received"]
    assert _kinds(browser, _of("demand", held.demand_id)) == ["reported", "received", "received"]


def test_names_are_those_of_the_day(
    held: Assignment, neighbour: Department, officer: User, enrol: Enrol, secretariat: User, sign_in: SignIn
) -> None:
    _received(held, officer)
    post_elsewhere(officer, on=timezone.localdate() + timedelta(days=1), department=neighbour)
    (row,) = _rows(sign_in(secretariat), _of("person", officer.pk))
    assert row.line.who == f"정보정책과 담당자 · {officer.name}"


def test_a_department_is_told_what_happened_while_it_held_it(
    held: Assignment,
    department: Department,
    neighbour: Department,
    officer: User,
    stranger: User,
    secretariat: User,
    sign_in: SignIn,
) -> None:
    _reported(held, officer)
    _handed_over(held, officer, stranger, neighbour)
    report_progress(held.pk, PLAN, version=held.version, by=_by(stranger))
    browser = sign_in(secretariat)
    theirs = ["handover_accepted", "handover_offered", "reported", "received"]
    assert _kinds(browser, _of("department", department.pk)) == theirs
    assert _kinds(browser, _of("department", neighbour.pk)) == ["reported", "handover_accepted"]


def test_members_read_of_their_department_and_a_successor_of_what_was_before_it(
    held: Assignment, department: Department, officer: User, head: User, enrol: Enrol, sign_in: SignIn
) -> None:
    _received(held, officer)
    address = _of("department", department.pk)
    assert _kinds(sign_in(head), address) == ["received"]
    after = Department.objects.create(name="새 과", kind="department", rank=90)
    newcomer = enrol(Role.OFFICER, department=after)
    assert sign_in(newcomer).get(address).status_code == 404
    step = {"kind": SuccessionKind.RENAME, "predecessor": department, "successor": after}
    Succession.objects.create(**step, effective_on=timezone.localdate())
    assert _kinds(sign_in(newcomer), address) == ["received"]


def test_a_clerk_reads_of_a_department_what_is_about_the_own_committee(
    held: Assignment, department: Department, officer: User, clerk: User, other_clerk: User, sign_in: SignIn
) -> None:
    _received(held, officer)
    assert _kinds(sign_in(clerk), _of("department", department.pk)) == ["received"]
    assert _kinds(sign_in(other_clerk), _of("department", department.pk)) == []


@pytest.mark.parametrize("who", ["stranger", "councillor", "administrator"])
def test_a_departments_history_is_nothing_for_others(
    who: str, held: Assignment, department: Department, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    unknown = browser.get(_of("department", 999_999))
    answer = browser.get(_of("department", department.pk))
    assert (answer.status_code, unknown.status_code) == (404, 404)


def test_a_person_reads_what_they_did_as_far_as_they_see_it_today(
    held: Assignment, officer: User, neighbour: Department, sign_in: SignIn
) -> None:
    _received(held, officer)
    assert _kinds(sign_in(officer), _of("person", officer.pk)) == ["received"]
    post_elsewhere(officer, on=timezone.localdate(), department=neighbour)
    assert _kinds(sign_in(officer), _of("person", officer.pk)) == []


def test_a_head_reads_what_somebody_did_for_the_own_department_and_not_before_in_another(
    held: Assignment,
    demand: Demand,
    neighbour: Department,
    officer: User,
    stranger: User,
    head: User,
    enrol: Enrol,
    sign_in: SignIn,
) -> None:
    beside = assign(demand, neighbour, Status.NOT_REPORTED)
    _received(held, officer)
    post_elsewhere(officer, on=timezone.localdate(), department=neighbour)
    _received(beside, officer)
    other_head = enrol(Role.HEAD, department=neighbour)
    assert _kinds(sign_in(other_head), _of("person", officer.pk)) == ["received"]
    assert [row.department for row in _rows(sign_in(other_head), _of("person", officer.pk))] == ["통신과"]
    assert sign_in(head).get(_of("person", stranger.pk)).status_code == 404


def test_a_head_reads_nothing_that_somebody_did_before_or_after_they_belonged_there(
    held: Assignment, department: Department, secretariat: User, head: User, sign_in: SignIn
) -> None:
    once = {"role": Role.OFFICER, "department": department, "start_on": date(2020, 1, 1)}
    Membership.objects.create(user=secretariat, end_on=timezone.localdate(), **once)
    correct_demand(held.demand_id, "고친 본문", reason="오기", version=1, by=_by(secretariat))
    assert Event.objects.get(actor=secretariat).subject_id == held.pk
    assert _kinds(sign_in(head), _of("person", secretariat.pk)) == []


def test_the_administrator_reads_acts_on_the_house_and_nothing_of_the_matter(
    held: Assignment, officer: User, administrator: User, secretariat: User, sign_in: SignIn
) -> None:
    Membership.objects.create(user=officer, role=Role.SYSADMIN, start_on=date(2020, 1, 1))
    _received(held, officer)
    change_office(council_distributes=True, gates="none", by=_by(officer))
    page = sign_in(administrator).get(_of("person", officer.pk))
    (row,) = page.context["rows"]
    assert row.kind == "office_changed"
    assert "시정 1" not in page.content.decode()
    assert [(change.label, change.before, change.after) for change in row.changes] == [
        ("의회가 부서에 바로 배부", "", "예"),
        ("보고 절차", "", "바로 보고"),
        ("처리결과 공개", "", "아니요"),
    ]
    assert _kinds(sign_in(secretariat), _of("person", officer.pk)) == ["office_changed", "received"]


@pytest.mark.parametrize("who", ["stranger", "councillor", "clerk", "coordinator", "head"])
def test_nobody_else_reads_what_a_person_did(
    who: str, held: Assignment, secretariat: User, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(_of("person", secretariat.pk)).status_code == 404
    assert browser.get(_of("person", 999_999)).status_code == 404


def test_entries_lead_to_the_histories_that_the_reader_may_open_and_to_no_others(
    held: Assignment, officer: User, head: User, councillor: User, sign_in: SignIn
) -> None:
    _received(held, officer)
    (row,) = _rows(sign_in(head), _of("demand", held.demand_id))
    assert (row.person_url, row.department_url) == (
        _of("person", officer.pk),
        _of("department", held.department_id or 0),
    )
    (row,) = _rows(sign_in(councillor), _of("demand", held.demand_id))
    assert (row.person_url, row.department_url) == ("", "")


# By who reads: the statements of the pages of a demand, an assignment, a person and a department.
STATEMENTS = {"secretariat": [12, 13, 13, 12], "officer": [13, 14, 14, 13], "head": [13, 14, 14, 13]}


@pytest.mark.parametrize("who", STATEMENTS)
def test_a_page_takes_the_same_statements_for_one_entry_as_for_many(
    who: str,
    held: Assignment,
    officer: User,
    head: User,
    secretariat: User,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _reported(held, officer)
    name_officer(held.pk, officer.pk, by=_by(head))
    browser = sign_in(request.getfixturevalue(who))
    things = {"demand": held.demand_id, "assignment": held.pk, "person": officer.pk}
    pages = [_of(name, pk) for name, pk in (things | {"department": held.department_id or 0}).items()]
    browser.get(pages[0])
    few = [_statements(browser, page, django_assert_max_num_queries) for page in pages]
    audit = Audit.objects.get()
    for number in range(2, 8):
        _reported(assign(make_demand(audit, number), held.department, Status.NOT_REPORTED), officer)
    assert [_statements(browser, page, django_assert_max_num_queries) for page in pages] == few
    assert few == STATEMENTS[who]


def _statements(browser: Client, page: str, counted: DjangoAssertNumQueries) -> int:
    with counted(40) as found:
        assert browser.get(page).context["rows"]
    return len(found)


def test_the_demands_page_leads_to_its_whole_history(
    held: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    page = sign_in(secretariat).get(reverse("demand_detail", args=[held.demand_id])).content.decode()
    assert _of("demand", held.demand_id) in page
    correct_demand(held.demand_id, "고친 본문", reason="오기", version=1, by=_by(secretariat))
    history = sign_in(secretariat).get(_of("demand", held.demand_id)).content.decode()
    assert reverse("demand_versions", args=[held.demand_id]) in history
