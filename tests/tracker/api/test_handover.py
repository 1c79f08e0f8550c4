"""소관 변경 through the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from audits.models import Department, User
from tests.factories import assign, make_audit, make_demand
from tests.tracker.api.conftest import Answer, Caller, problem, tag
from tracker.models import Assignment, Handover, HandoverState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2027, 3, 31))


@pytest.fixture
def ours(officer: User, seated: Seated) -> Caller:
    return seated(officer)


@pytest.fixture
def theirs(stranger: User, seated: Seated) -> Caller:
    return seated(stranger)


def _offer(caller: Caller, row: Assignment, receiver: Department, reason: str = "통신망 업무") -> Answer:
    return caller.post(f"assignments/{row.pk}/handover/", {"receiver": receiver.pk, "reason": reason})


def _answer(
    caller: Caller, what: str, row: Assignment | None = None, body: object = None, pk: int | None = None
) -> Answer:
    headers = {"If_Match": tag(row)} if row else {}
    handover = pk or Handover.objects.latest("pk").pk
    return caller.post(f"handovers/{handover}/{what}/", body, **headers)


def test_an_offer_is_taken_over(
    held: Assignment, neighbour: Department, ours: Caller, theirs: Caller
) -> None:
    offered = _offer(ours, held, neighbour)
    assert (offered.status_code, offered.json()["handover"]) == (201, Handover.objects.get().pk)
    problem(_answer(theirs, "accept"), 428)
    taken = _answer(theirs, "accept", held)
    assert (taken.json()["department"]["name"], taken.json()["version"]) == ("통신과", 2)
    assert taken.headers["ETag"] == tag(held)


def test_taking_over_sent_twice_is_answered_twice_and_no_longer_after_the_duty_went_on(
    held: Assignment, department: Department, neighbour: Department, ours: Caller, theirs: Caller
) -> None:
    _offer(ours, held, neighbour)
    path, version = f"handovers/{Handover.objects.get().pk}/accept/", tag(held)
    first, again = (theirs.post(path, If_Match=version, Idempotency_Key="k") for _ in range(2))
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    problem(ours.post(path, If_Match=tag(held)), 403)
    _offer(theirs, held, department)
    _answer(ours, "accept", held)
    problem(theirs.post(path, If_Match=version, Idempotency_Key="k"), 403)


def test_after_the_handover_the_giver_reads_and_does_nothing_more(
    held: Assignment, neighbour: Department, ours: Caller, theirs: Caller
) -> None:
    _offer(ours, held, neighbour)
    _answer(theirs, "accept", held)
    assert ours.get(f"assignments/{held.pk}/").status_code == 200
    problem(_offer(ours, held, neighbour), 403)


def test_a_system_offers_nothing(held: Assignment, neighbour: Department, system: Caller) -> None:
    problem(_offer(system, held, neighbour), 403)


def test_an_offer_names_a_department_and_a_reason(
    held: Assignment, department: Department, neighbour: Department, ours: Caller
) -> None:
    assert "receiver" in problem(_offer(ours, held, department), 400)["errors"]
    assert "reason" in problem(_offer(ours, held, neighbour, " "), 400)["errors"]


def test_a_refused_offer_is_settled_by_the_coordinator(
    held: Assignment,
    neighbour: Department,
    ours: Caller,
    theirs: Caller,
    coordinator: User,
    seated: Seated,
) -> None:
    _offer(ours, held, neighbour)
    coordinating = seated(coordinator)
    problem(_answer(coordinating, "settle", held, {"moves": True, "reason": "직제"}), 409)
    assert _answer(theirs, "refuse", body={"reason": "아님"}).json()["handover"]
    settled = _answer(coordinating, "settle", held, {"moves": True, "reason": "직제"})
    assert (settled.json()["department"]["name"], settled.json()["handover"]) == ("통신과", None)


def test_the_giver_takes_an_offer_back(
    held: Assignment, neighbour: Department, ours: Caller, theirs: Caller
) -> None:
    _offer(ours, held, neighbour)
    problem(_answer(theirs, "cancel"), 403)
    assert _answer(ours, "cancel").json()["handover"] is None
    assert Handover.objects.get().state == HandoverState.CANCELLED
    problem(_answer(theirs, "accept", held), 404)


def test_an_unknown_offer_is_not_found(ours: Caller) -> None:
    problem(_answer(ours, "cancel", pk=999_999), 404)


def test_offers_that_wait_are_listed_for_who_may_read_them(
    held: Assignment,
    neighbour: Department,
    ours: Caller,
    theirs: Caller,
    coordinator: User,
    councillor: User,
    seated: Seated,
) -> None:
    _offer(ours, held, neighbour)
    for caller, seen in ((ours, 1), (theirs, 1), (seated(coordinator), 1), (seated(councillor), 0)):
        assert len(caller.get("handovers/").json()["results"]) == seen
    _answer(theirs, "accept", held)
    assert seated(coordinator).get("handovers/").json()["results"] == []
