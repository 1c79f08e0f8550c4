"""Due dates through the API: asked for, granted, refused, set, adjusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audits.models import Committee, Department, Holiday, Scope, User
from tests.factories import assign, make_audit, make_demand
from tests.tracker.api.conftest import Answer, Caller, KeyOf, problem, tag
from tracker.models import Assignment, ExtensionRequest, RequestState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]
DUE, LATER, LATEST = date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)


@pytest.fixture
def held(department: Department, committee: Committee) -> Assignment:
    return assign(make_demand(make_audit(committee=committee)), department, due=DUE)


@pytest.fixture
def undated(held: Assignment, department: Department) -> Assignment:
    return assign(make_demand(held.demand.audit, 2), department)


def _ask(caller: Caller, row: Assignment, wanted: str = "2027. 4. 30.", reason: str = "늦어짐") -> Answer:
    return caller.post(f"assignments/{row.pk}/extension-requests/", {"wanted": wanted, "reason": reason})


def _decide(caller: Caller, row: Assignment, body: dict[str, object], request: int | None = None) -> Answer:
    pk = request or ExtensionRequest.objects.get(state=RequestState.PENDING).pk
    return caller.post(f"extension-requests/{pk}/decision/", body, If_Match=tag(row))


def test_a_departments_system_asks_for_more_time(held: Assignment, system: Caller) -> None:
    answer = _ask(system, held)
    assert (answer.status_code, answer.json()["due_date"]) == (201, "2027-03-31")
    request = ExtensionRequest.objects.get()
    assert (answer.json()["extension_request"], request.wanted) == (request.pk, LATER)
    assert answer.headers["ETag"] == tag(held)


def test_a_key_without_that_scope_asks_for_nothing(
    held: Assignment, key_of: KeyOf, department: Department, officer: User
) -> None:
    problem(_ask(key_of(department, officer, (Scope.READ, Scope.REPORT)), held), 403)


def test_another_departments_system_finds_nothing(held: Assignment, other_system: Caller) -> None:
    problem(_ask(other_system, held), 404)


def test_a_request_needs_a_later_day_and_a_reason(held: Assignment, system: Caller) -> None:
    assert "wanted" in problem(_ask(system, held, "2027-03-31"), 400)["errors"]
    assert "reason" in problem(_ask(system, held, reason=" "), 400)["errors"]


def test_a_request_is_granted_as_wanted(
    held: Assignment, system: Caller, secretariat: User, seated: Seated
) -> None:
    _ask(system, held)
    answer = _decide(seated(secretariat), held, {"grant": True})
    assert (answer.status_code, answer.json()["due_date"]) == (200, "2027-04-30")
    assert (answer.json()["original_due_date"], answer.json()["version"]) == ("2027-03-31", 2)


def test_another_day_may_be_granted(
    held: Assignment, system: Caller, secretariat: User, seated: Seated
) -> None:
    _ask(system, held)
    answer = _decide(seated(secretariat), held, {"grant": True, "due_date": "2027-04-15"})
    assert answer.json()["due_date"] == "2027-04-15"


def test_a_request_is_refused_with_a_reason(
    held: Assignment, system: Caller, clerk: User, seated: Seated
) -> None:
    _ask(system, held)
    assert "reason" in problem(_decide(seated(clerk), held, {"grant": False}), 400)["errors"]
    answer = _decide(seated(clerk), held, {"grant": False, "reason": "충분함"})
    assert (answer.json()["due_date"], answer.json()["extension_request"]) == ("2027-03-31", None)


def test_rule_7_a_second_extension_asks_for_the_decision(
    held: Assignment, system: Caller, secretariat: User, seated: Seated
) -> None:
    council = seated(secretariat)
    _ask(system, held)
    _decide(council, held, {"grant": True})
    _ask(system, held, "2027-05-31")
    refused = _decide(council, held, {"grant": True})
    assert problem(refused, 400)["errors"] == {
        "decision": ["2차 연장부터는 위원회 결정이 필요합니다. 회의일을 골라 주십시오."]
    }


def test_a_decision_names_the_version_it_saw(
    held: Assignment, system: Caller, secretariat: User, seated: Seated
) -> None:
    _ask(system, held)
    pk, council = ExtensionRequest.objects.get().pk, seated(secretariat)
    problem(council.post(f"extension-requests/{pk}/decision/", {"grant": True}), 428)
    stale = council.post(f"extension-requests/{pk}/decision/", {"grant": True}, If_Match=f'"a{held.pk}-v7"')
    assert problem(stale, 412)["version"] == 1
    assert stale.headers["ETag"] == tag(held)


def test_who_asked_in_another_role_does_not_decide(
    held: Assignment, system: Caller, officer: User, secretariat: User, seated: Seated
) -> None:
    _ask(system, held)
    officer.memberships.create(role="secretariat", start_on=date(2020, 1, 1))
    problem(_decide(seated(officer), held, {"grant": True}), 409)


def test_a_department_takes_its_request_back(held: Assignment, system: Caller) -> None:
    _ask(system, held)
    pk = ExtensionRequest.objects.get().pk
    assert system.post(f"extension-requests/{pk}/cancel/").json()["extension_request"] is None
    problem(system.post(f"extension-requests/{pk}/cancel/"), 409)
    problem(system.post("extension-requests/999999/cancel/"), 404)


def test_requests_that_wait_are_listed_for_who_may_read_them(
    held: Assignment,
    system: Caller,
    other_system: Caller,
    clerk: User,
    other_clerk: User,
    councillor: User,
    seated: Seated,
) -> None:
    _ask(system, held)
    for caller, seen in (
        (system, 1),
        (seated(clerk), 1),
        (other_system, 0),
        (seated(other_clerk), 0),
        (seated(councillor), 0),
    ):
        assert len(caller.get("extension-requests/").json()["results"]) == seen
    (item,) = system.get("extension-requests/").json()["results"]
    assert (item["assignment"], item["wanted"], item["due_date"]) == (held.pk, "2027-04-30", "2027-03-31")


def test_the_secretariat_extends_without_having_been_asked(
    held: Assignment, secretariat: User, clerk: User, seated: Seated
) -> None:
    path, body = f"assignments/{held.pk}/extensions/", {"due_date": "2027-04-30", "reason": "자료가 늦음"}
    problem(seated(clerk).post(path, body, If_Match=tag(held)), 403)
    assert seated(secretariat).post(path, body, If_Match=tag(held)).json()["due_date"] == "2027-04-30"


def test_a_first_due_date_is_set_once(undated: Assignment, secretariat: User, seated: Seated) -> None:
    council, path = seated(secretariat), f"assignments/{undated.pk}/due-date/"
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    answer = council.post(path, {"due_date": day}, If_Match=tag(undated))
    assert (answer.json()["due_date"], answer.json()["original_due_date"]) == (day, day)
    problem(council.post(path, {"due_date": day}, If_Match=tag(undated)), 409)


def test_a_due_date_on_a_holiday_is_adjusted_by_the_secretariat(
    held: Assignment, secretariat: User, clerk: User, seated: Seated
) -> None:
    path = f"assignments/{held.pk}/due-date/"
    council = seated(secretariat)
    problem(council.post(path, {"calendar": True}, If_Match=tag(held)), 409)
    Holiday.objects.create(date=DUE, name="임시공휴일")
    problem(seated(clerk).post(path, {"calendar": True}, If_Match=tag(held)), 403)
    assert council.post(path, {"calendar": True}, If_Match=tag(held)).json()["due_date"] == "2027-04-01"


@pytest.mark.parametrize("body", [{}, {"calendar": True, "due_date": "2027-04-30"}])
def test_a_day_or_the_calendar_is_asked_for_and_not_both(
    body: dict[str, object], undated: Assignment, secretariat: User, seated: Seated
) -> None:
    refused = seated(secretariat).post(f"assignments/{undated.pk}/due-date/", body, If_Match=tag(undated))
    assert "due_date" in problem(refused, 400)["errors"]


def test_the_deadline_tells_each_extension(
    held: Assignment, system: Caller, secretariat: User, seated: Seated
) -> None:
    _ask(system, held)
    _decide(seated(secretariat), held, {"grant": True})
    steps = system.get(f"assignments/{held.pk}/deadline/").json()["steps"]
    assert [step["label"] for step in steps] == ["배부일", "당초 처리기한", "1차 연장"]
    assert steps[-1]["date"] == "2027-04-30"
