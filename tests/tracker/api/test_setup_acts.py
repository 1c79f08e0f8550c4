"""Acts on who answers for what, and on the demand itself: one endpoint each, with the refusals of all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from audits.models import Audit, Committee, DemandVersion, Department, Event, Office, Succession, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.factories import assign, post_elsewhere
from tests.tracker.api.conftest import Answer, Caller, problem, tag
from tracker.models import Assignment, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

Seated = Callable[[User], Caller]
WHY = {"reason": "대상 사업이 없어짐"}


@pytest.fixture
def other(held: Assignment, neighbour: Department) -> Assignment:
    """Another department's on the same demand."""
    return assign(held.demand, neighbour, Status.IN_PROGRESS)


def _act(caller: Caller, row: Assignment, name: str, body: object = None, **headers: str) -> Answer:
    return caller.post(f"assignments/{row.pk}/{name}/", body, **{"If_Match": tag(row)} | headers)


def test_the_coordinator_names_the_lead(
    held: Assignment, other: Assignment, coordinator: User, seated: Seated
) -> None:
    answer = _act(seated(coordinator), other, "lead")
    assert (answer.status_code, answer.json()["lead"], answer.headers["ETag"]) == (200, True, tag(other))
    again = _act(seated(coordinator), held, "lead").json()
    assert (again["lead"], again["version"]) == (True, 2)


def test_the_secretariat_withdraws_one_and_names_who_leads_from_now_on(
    held: Assignment, other: Assignment, secretariat: User, seated: Seated
) -> None:
    Assignment.objects.filter(pk=held.pk).update(is_lead=True)
    caller = seated(secretariat)
    refused = problem(_act(caller, held, "withdrawal", WHY), 400)
    assert list(refused["errors"]) == ["new_lead"]
    answer = _act(caller, held, "withdrawal", WHY | {"new_lead": other.pk})
    assert (answer.status_code, answer.json()["stage"]) == (200, "withdrawn")
    other.refresh_from_db()
    assert other.is_lead
    problem(_act(caller, held, "withdrawal", WHY), 409)


def test_an_orphan_goes_on_by_the_step_that_a_person_names(
    held: Assignment, neighbour: Department, coordinator: User, seated: Seated
) -> None:
    step = Succession.objects.create(
        kind="split",
        predecessor=held.department,
        successor=neighbour,
        effective_on=timezone.localdate() - timedelta(days=1),
    )
    with as_owner():
        Assignment.objects.get(pk=held.pk).tenures.update(start_on=timezone.localdate() - timedelta(days=9))
    caller = seated(coordinator)
    body = WHY | {"succession": step.pk}
    problem(_act(caller, held, "move", {"succession": step.pk}), 400)
    assert _act(caller, held, "move", body).json()["department"]["name"] == neighbour.name
    problem(_act(caller, held, "move", body), 409)


def test_a_reminder_is_asked_for_once_a_day(held: Assignment, coordinator: User, seated: Seated) -> None:
    caller = seated(coordinator)
    assert caller.post(f"assignments/{held.pk}/reminder/").status_code == 200
    assert "이미 촉구" in problem(caller.post(f"assignments/{held.pk}/reminder/"), 409)["detail"]
    assert Event.objects.filter(kind="reminder_requested").count() == 1


@pytest.mark.parametrize("name", ["lead", "withdrawal", "move"])
def test_without_the_version_that_was_seen_nothing_is_done(
    name: str, held: Assignment, secretariat: User, coordinator: User, seated: Seated
) -> None:
    caller = seated(secretariat if name == "withdrawal" else coordinator)
    problem(caller.post(f"assignments/{held.pk}/{name}/", WHY), 428)
    stale = _act(caller, held, name, None if name == "lead" else WHY, If_Match=f'"a{held.pk}-v9"')
    assert stale.status_code == (400 if name == "move" else 412)  # a move without its step has no shape


@pytest.mark.parametrize("name", ["lead", "withdrawal", "move", "reminder"])
def test_a_departments_system_does_none_of_it(
    name: str, held: Assignment, system: Caller, other_system: Caller
) -> None:
    assert _act(system, held, name, WHY).status_code == 403
    assert _act(other_system, held, name, WHY).status_code == 404


def test_a_demand_is_corrected_from_the_text_that_was_read(
    held: Assignment, secretariat: User, officer: User, seated: Seated
) -> None:
    Audit.objects.update(transmitted_on=timezone.localdate(), transmittal_number="의사과-1")
    body = {"text": "고친 본문으로 처리할 것", "reason": "옮겨 적다 빠뜨림", "version": 1}
    path = f"demands/{held.demand_id}/corrections/"
    answer = seated(secretariat).post(path, body)
    assert (answer.status_code, answer.json()["version"], answer.json()["text"]) == (
        201,
        2,
        "고친 본문으로 처리할 것",
    )
    held.refresh_from_db()
    assert held.version == 2
    late = seated(secretariat).post(path, body | {"text": "또 다른 본문"})
    assert problem(late, 412)["version"] == 2
    assert "ETag" not in late.headers
    problem(seated(secretariat).post(path, body | {"version": 2, "text": " "}), 400)
    problem(seated(officer).post(path, body), 403)
    assert DemandVersion.objects.count() == 2


def test_a_demand_is_withdrawn_as_a_whole(
    held: Assignment, other: Assignment, secretariat: User, coordinator: User, seated: Seated
) -> None:
    path = f"demands/{held.demand_id}/withdrawal/"
    problem(seated(coordinator).post(path, WHY), 403)
    answer = seated(secretariat).post(path, WHY)
    assert (answer.status_code, answer.json()["withdrawn"], answer.json()["live"]) == (200, True, 0)
    assert set(Assignment.objects.values_list("stage", flat=True)) == {Stage.WITHDRAWN}
    problem(seated(secretariat).post(path, WHY), 409)
    problem(seated(secretariat).post("demands/999999/withdrawal/", WHY), 404)


def test_the_same_key_withdraws_once(held: Assignment, secretariat: User, seated: Seated) -> None:
    path, caller = f"demands/{held.demand_id}/withdrawal/", seated(secretariat)
    first, again = (caller.post(path, WHY, Idempotency_Key="철회-1".encode().hex()) for _ in range(2))
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    assert Event.objects.filter(kind="demand_withdrawn").count() == 1


def test_points_are_given_and_read(
    held: Assignment, department: Department, coordinator: User, seated: Seated
) -> None:
    Audit.objects.update(transmitted_on=timezone.localdate(), transmittal_number="의사과-1")
    Assignment.objects.update(is_lead=True)
    path, share = f"demands/{held.demand_id}/assignments/", {"department": department.pk}
    caller = seated(coordinator)
    problem(caller.post(path, {"assignments": [share]}), 409)
    (made,) = caller.post(path, {"assignments": [share | {"point": "통신망"}]}).json()["assignments"]
    assert made["point"] == "통신망"
    read = caller.get(f"demands/{held.demand_id}/").json()["assignments"]
    assert [row["point"] for row in read] == ["", "통신망"]


def test_an_answer_is_not_given_again_to_who_may_not_read_the_demand_any_more(
    held: Assignment,
    clerk: User,
    committee: Committee,
    other_committee: Committee,
    neighbour: Department,
    seated: Seated,
) -> None:
    Office(pk=1, council_distributes=True).save()
    sent = Audit.objects.create(year=2024, body="교통국", committee=committee)
    Audit.objects.filter(pk=held.demand.audit_id).update(
        committee=committee, transmitted_on=timezone.localdate(), transmittal_number="의사과-1"
    )
    Assignment.objects.update(is_lead=True)
    acts: dict[str, dict[str, object]] = {
        f"demands/{held.demand_id}/priority/": {"priority": True},
        f"demands/{held.demand_id}/assignments/": {"assignments": [{"department": neighbour.pk}]},
        "demands/": {
            "audit": sent.pk,
            "category": "corrective",
            "text": "점검할 것",
            "raised_by": "시연 의원",
        },
    }
    caller = seated(clerk)
    again = [caller.post(path, body, Idempotency_Key="k") for path, body in acts.items() for _ in range(2)]
    assert [answer.status_code for answer in again] == [200, 200, 201, 201, 201, 201]
    post_elsewhere(clerk, on=timezone.localdate(), committee=other_committee)
    for path, body in acts.items():
        problem(caller.post(path, body, Idempotency_Key="k"), 404)


def test_what_a_closed_department_left_is_given_to_one_of_today(
    held: Assignment, department: Department, neighbour: Department, coordinator: User, seated: Seated
) -> None:
    ended = timezone.localdate() - timedelta(days=1)
    Department.objects.filter(pk=department.pk).update(valid_until=ended)
    step = Succession.objects.create(kind="closed", predecessor=department, effective_on=ended)
    caller, body = seated(coordinator), WHY | {"department": neighbour.pk}
    refused = problem(_act(caller, held, "move", body | {"succession": step.pk}), 400)
    assert list(refused["errors"]) == ["succession"]
    problem(_act(caller, held, "move", WHY), 400)
    assert _act(caller, held, "move", body).json()["department"]["name"] == neighbour.name
