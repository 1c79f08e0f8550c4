"""`assignments/reminders/`: many at once, each with its own result."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign
from tests.tracker.api.conftest import Caller, problem
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]
PATH = "assignments/reminders/"


def _statuses(caller: Caller, *ids: object) -> list[tuple[int, int]]:
    answer = caller.post(PATH, {"assignments": ids})
    assert answer.status_code == 200, answer.content.decode()
    return [(result["id"], result["status"]) for result in answer.json()["results"]]


def _asked() -> int:
    return Event.objects.filter(kind="reminder_requested").count()


def test_each_has_its_own_result_in_the_order_of_the_request(
    held: Assignment, neighbour: Department, coordinator: User, seated: Seated
) -> None:
    claimed = assign(held.demand, neighbour, Status.COMPLETED)
    gone = claimed.pk + 500
    caller = seated(coordinator)
    assert _statuses(caller, gone, claimed.pk, held.pk) == [(gone, 404), (claimed.pk, 409), (held.pk, 200)]
    again = caller.post(PATH, {"assignments": [held.pk]}).json()["results"]
    assert "이미 촉구" in again[0]["problem"]["detail"]
    assert _asked() == 1


def test_one_named_twice_has_one_result(held: Assignment, coordinator: User, seated: Seated) -> None:
    assert _statuses(seated(coordinator), held.pk, held.pk) == [(held.pk, 200)]
    assert _asked() == 1


def test_the_same_request_with_its_key_is_answered_as_before(
    held: Assignment, coordinator: User, seated: Seated
) -> None:
    caller, key = seated(coordinator), {"Idempotency_Key": "reminders-1"}
    first = caller.post(PATH, {"assignments": [held.pk]}, **key)
    again = caller.post(PATH, {"assignments": [held.pk]}, **key)
    assert first.json() == again.json() == {"results": [{"id": held.pk, "status": 200}]}
    problem(caller.post(PATH, {"assignments": [held.pk, 1]}, **key), 422)


@pytest.mark.parametrize(
    "ids", [[], ["x"], [0], [-1], [1.5], [None], [[1]], [2**63], "1", None, {"1": 1}, list(range(1, 202))]
)
def test_what_has_no_shape_is_refused_as_a_whole(
    ids: object, held: Assignment, coordinator: User, seated: Seated
) -> None:
    refused = problem(seated(coordinator).post(PATH, {"assignments": ids}), 400)
    assert next(iter(refused["errors"])).startswith("assignments")
    assert _asked() == 0


@pytest.mark.parametrize("who", ["officer", "head", "councillor", "administrator"])
def test_others_are_refused(
    who: str, held: Assignment, request: pytest.FixtureRequest, seated: Seated
) -> None:
    problem(seated(request.getfixturevalue(who)).post(PATH, {"assignments": [held.pk]}), 403)
    assert _asked() == 0


def test_no_departments_system_reminds(held: Assignment, system: Caller) -> None:
    problem(system.post(PATH, {"assignments": [held.pk]}), 403)
    assert _asked() == 0
