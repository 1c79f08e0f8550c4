"""Pages on which due dates are asked for, granted, refused, set and adjusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer, viewer
from audits.models import Committee, Department, Holiday, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions.extension import Extension, grant
from tracker.actions.request_extension import request_extension
from tracker.models import (
    Assignment,
    Conclusion,
    Decision,
    DueDateMove,
    ExtensionRequest,
    Meeting,
    RequestState,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
DUE, FRIDAY, SATURDAY = date(2029, 3, 28), date(2029, 4, 27), date(2029, 4, 28)


@pytest.fixture
def held(department: Department, committee: Committee) -> Assignment:
    return assign(make_demand(make_audit(committee=committee)), department, due=DUE)


@pytest.fixture
def ours(officer: User) -> Viewer:
    return viewer(officer, timezone.localdate())


@pytest.fixture
def asked(held: Assignment, ours: Viewer) -> ExtensionRequest:
    return request_extension(held.pk, wanted=FRIDAY, reason="설계 용역이 늦어짐", by=ours)


def _url(row: Assignment, name: str) -> str:
    return reverse("assignment_act", args=[row.pk, name])


def _words(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_an_officer_asks_for_more_time_on_a_page(held: Assignment, officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    sent = {"version": held.version, "wanted": "2029. 4. 27.", "reason": "설계 용역이 늦어짐"}
    answer = browser.post(_url(held, "request-extension"), sent)
    assert answer.status_code == 302
    assert ExtensionRequest.objects.get().wanted == FRIDAY


def test_a_day_that_is_not_later_is_refused_where_it_was_typed(
    held: Assignment, officer: User, sign_in: SignIn
) -> None:
    sent = {"version": held.version, "wanted": "2029. 3. 28.", "reason": "늦어짐"}
    form = sign_in(officer).post(_url(held, "request-extension"), sent).context["form"]
    assert "2029. 3. 28." in form.errors["wanted"][0]


def test_the_wanted_day_is_proposed_and_granted(
    asked: ExtensionRequest, held: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(secretariat), _url(held, "grant-extension")
    page = _words(browser, url)
    assert 'value="2029. 4. 27."' in page
    assert "설계 용역이 늦어짐" in page
    browser.post(url, {"version": 1, "request": asked.pk, "due_date": "2029. 4. 27."})
    held.refresh_from_db()
    assert held.due_date == FRIDAY


def test_another_day_that_is_a_day_off_is_told_once_and_then_stands(
    asked: ExtensionRequest, held: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(secretariat), _url(held, "grant-extension")
    sent = {"version": 1, "request": asked.pk, "due_date": "2029. 4. 28."}
    form = browser.post(url, sent).context["form"]
    assert "토요일" in form.errors["due_date"][0]
    assert browser.post(url, sent | {"told": form["told"].value()}).status_code == 302
    held.refresh_from_db()
    assert held.due_date == SATURDAY


def test_rule_7_a_second_extension_is_granted_on_a_decision_chosen_by_its_meeting(
    asked: ExtensionRequest,
    held: Assignment,
    ours: Viewer,
    secretariat: User,
    committee: Committee,
    sign_in: SignIn,
) -> None:
    by = viewer(secretariat, timezone.localdate())
    grant(held.pk, Extension(date(2029, 4, 12)), version=1, by=by)
    second = request_extension(held.pk, wanted=FRIDAY, reason="더 늦어짐", by=ours)
    browser, url = sign_in(secretariat), _url(held, "grant-extension")
    sent: dict[str, object] = {"version": 2, "request": second.pk, "due_date": "2029. 4. 27."}
    assert "위원회 결정이 필요합니다" in browser.post(url, sent).context["form"].errors["decision"][0]
    meeting = Meeting.objects.create(committee=committee, held_on=date(2029, 3, 2))
    decision = Decision.objects.create(meeting=meeting, demand=held.demand, conclusion=Conclusion.EXTENSION)
    assert "2029. 3. 2." in _words(browser, url)
    assert browser.post(url, sent | {"decision": decision.pk}).status_code == 302
    assert DueDateMove.objects.get(number=2).decision == decision


def test_a_request_is_refused_with_a_reason_on_a_page(
    asked: ExtensionRequest, held: Assignment, clerk: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(clerk), _url(held, "refuse-extension")
    assert browser.post(url, {"version": 1, "request": asked.pk}).context["form"].errors["reason"]
    browser.post(url, {"version": 1, "request": asked.pk, "reason": "기간이 충분함"})
    asked.refresh_from_db()
    assert asked.state == RequestState.REFUSED


def test_a_department_takes_its_request_back_on_a_page(
    asked: ExtensionRequest, held: Assignment, officer: User, sign_in: SignIn
) -> None:
    sign_in(officer).post(_url(held, "cancel-request"), {"version": 1, "request": asked.pk})
    asked.refresh_from_db()
    assert asked.state == RequestState.CANCELLED


def test_the_secretariat_extends_on_its_own_motion(
    held: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    sent = {"version": 1, "due_date": "2029. 4. 27.", "reason": "자료 제공이 늦었음"}
    sign_in(secretariat).post(_url(held, "extend"), sent)
    held.refresh_from_db()
    assert held.due_date == FRIDAY


def test_a_request_that_came_meanwhile_is_not_granted_unseen(
    asked: ExtensionRequest, held: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    sent = {"version": 1, "due_date": "2029. 4. 27.", "reason": "자료 제공이 늦었음"}
    assert sign_in(secretariat).post(_url(held, "extend"), sent).status_code == 409
    assert not DueDateMove.objects.exists()


def test_a_first_due_date_is_set_on_a_page(
    held: Assignment, department: Department, clerk: User, sign_in: SignIn
) -> None:
    undated = assign(make_demand(held.demand.audit, 2), department)
    sign_in(clerk).post(_url(undated, "due-date"), {"version": 1, "due_date": "2029. 4. 27."})
    undated.refresh_from_db()
    assert (undated.due_date, undated.original_due_date) == (FRIDAY, FRIDAY)


def test_the_demand_calls_its_due_date_extended_and_tells_who_extended_it(
    asked: ExtensionRequest, held: Assignment, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    grant(held.pk, Extension(FRIDAY), version=1, by=viewer(secretariat, timezone.localdate()))
    page = _words(sign_in(officer), reverse("demand_detail", args=[held.demand_id]))
    assert "처리기한(1차 연장)" in page
    assert "1차 연장 <span" in page
    assert "의회사무처 담당 ·" in page


@pytest.mark.parametrize(("who", "told"), [("officer", True), ("clerk", True), ("councillor", False)])
def test_why_more_time_is_asked_for_is_told_to_who_has_to_do_with_it(
    who: str,
    told: bool,
    asked: ExtensionRequest,
    held: Assignment,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
) -> None:
    page = _words(sign_in(request.getfixturevalue(who)), reverse("demand_detail", args=[held.demand_id]))
    assert "2029. 4. 27." in page
    assert (asked.reason in page) == told


def test_requests_are_listed_the_oldest_first_for_who_decides(
    asked: ExtensionRequest,
    held: Assignment,
    department: Department,
    ours: Viewer,
    clerk: User,
    other_clerk: User,
    officer: User,
    sign_in: SignIn,
) -> None:
    second = assign(make_demand(held.demand.audit, 2), department, due=DUE)
    request_extension(second.pk, wanted=FRIDAY, reason="늦어짐", by=ours)
    url = reverse("extension_list")
    rows = sign_in(clerk).get(url).context["rows"]
    assert [(row["label"], row["days"], bool(row["grant_url"])) for row in rows] == [
        ("시정 1", 30, True),
        ("시정 2", 30, True),
    ]
    assert sign_in(other_clerk).get(url).context["rows"] == []
    assert sign_in(officer).get(url).status_code == 403


def test_the_list_of_requests_takes_the_same_statements_for_one_as_for_many(
    held: Assignment,
    department: Department,
    ours: Viewer,
    secretariat: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(2, 8):
        row = assign(make_demand(held.demand.audit, number), department, due=DUE)
        request_extension(row.pk, wanted=FRIDAY, reason="늦어짐", by=ours)
    browser = sign_in(secretariat)
    with django_assert_max_num_queries(10):
        assert len(browser.get(reverse("extension_list")).context["rows"]) == 6


@pytest.fixture
def on_a_holiday(held: Assignment, department: Department) -> list[Assignment]:
    Holiday.objects.create(date=DUE, name="임시공휴일")
    return [held, assign(make_demand(held.demand.audit, 2), department, due=DUE)]


def test_after_a_new_holiday_the_list_of_holidays_leads_to_the_due_dates_on_it(
    held: Assignment, secretariat: User, administrator: User, sign_in: SignIn
) -> None:
    holidays = reverse("holiday_list")
    browser = sign_in(secretariat)
    assert reverse("calendar_adjust") not in _words(browser, holidays)
    browser.post(holidays, {"date": "2029. 3. 28.", "name": "임시공휴일"})
    page = _words(browser, holidays)
    assert "1건" in page
    assert reverse("calendar_adjust") in page
    assert reverse("calendar_adjust") not in _words(sign_in(administrator), holidays)


def test_those_chosen_are_moved_each_with_its_result(
    on_a_holiday: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(secretariat), reverse("calendar_adjust")
    rows = browser.get(url).context["rows"]
    assert [(row["due_date"], row["moves_to"], row["holiday"]) for row in rows] == [
        (DUE, DUE + timedelta(days=1), "임시공휴일")
    ] * 2
    first, second = on_a_holiday
    Assignment.objects.filter(pk=second.pk).update(version=2)
    sent = {"pk": [first.pk, second.pk], f"version-{first.pk}": 1, f"version-{second.pk}": 1}
    answer = browser.post(url, sent)
    moved, refused = answer.context["results"]
    assert (moved["due_date"], moved["why_not"]) == (DUE + timedelta(days=1), "")
    assert "먼저 저장" in refused["why_not"]
    assert [row["pk"] for row in answer.context["rows"]] == [second.pk]


def test_nothing_is_moved_that_was_not_chosen(
    on_a_holiday: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    assert sign_in(secretariat).post(reverse("calendar_adjust")).context["nothing_chosen"]
    assert not DueDateMove.objects.exists()


def test_the_calendar_is_the_secretariats(
    on_a_holiday: list[Assignment], clerk: User, sign_in: SignIn
) -> None:
    assert sign_in(clerk).get(reverse("calendar_adjust")).status_code == 403


def test_one_due_date_is_moved_from_its_demand(
    on_a_holiday: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(secretariat), _url(on_a_holiday[0], "calendar")
    assert "임시공휴일" in _words(browser, url)
    browser.post(url, {"version": 1})
    on_a_holiday[0].refresh_from_db()
    assert on_a_holiday[0].due_date == DUE + timedelta(days=1)
