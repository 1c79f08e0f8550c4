"""Which open work waits for a person's word after a reorganisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Department, DepartmentKind, Succession, SuccessionKind, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker import reports, undecided
from tracker.actions import move
from tracker.models import Assignment, Stage, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

DAY = date(2026, 4, 30)
Step = Callable[..., Succession]


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2026, 12, 31))


@pytest.fixture
def heir(department: Department) -> Department:
    return Department.objects.create(
        name="데이터정책과", kind=DepartmentKind.DEPARTMENT, rank=11, valid_from=DAY
    )


@pytest.fixture
def step(department: Department, neighbour: Department) -> Step:
    def make(kind: SuccessionKind, to: Department | None = neighbour, **days: object) -> Succession:
        if kind not in {SuccessionKind.TRANSFER, SuccessionKind.NEW}:
            Department.objects.filter(pk=department.pk).update(valid_until=DAY)
        return Succession.objects.create(
            kind=kind, predecessor=department, successor=to, **(days or {"effective_on": DAY})
        )

    return make


def _undecided(on: date = TODAY) -> list[Assignment]:
    assert undecided.anything_waits(on) == bool(_waiting(on))
    return list(undecided.undecided(undecided.asking(on)))


def _waiting(on: date = TODAY) -> list[Assignment]:
    found = list(undecided.waiting(undecided.asking(on), on))
    assert undecided.anything_waits(on) == bool(found)
    return found


@pytest.mark.parametrize("kind", [SuccessionKind.TRANSFER, SuccessionKind.SPLIT])
def test_a_split_and_a_transfer_ask_of_what_was_held_before(
    kind: SuccessionKind, held: Assignment, step: Step
) -> None:
    step(kind)
    assert _undecided() == [held]


@pytest.mark.parametrize("kind", [SuccessionKind.RENAME, SuccessionKind.MERGE])
def test_a_rename_and_a_merge_alone_ask_nobody(kind: SuccessionKind, held: Assignment, step: Step) -> None:
    step(kind)
    assert _undecided() == []


@pytest.mark.parametrize(
    "days",
    [
        {"effective_on": DAY},
        {"not_before": date(2026, 1, 1), "not_after": date(2026, 6, 30)},
        {"not_before": DAY, "not_after": DAY},
    ],
    ids=str,
)
def test_a_rename_beside_a_transfer_asks_as_well(
    days: dict[str, date], held: Assignment, step: Step, heir: Department
) -> None:
    step(SuccessionKind.TRANSFER, **days)
    rename = step(SuccessionKind.RENAME, heir)
    assert rename in undecided.asking(TODAY)
    assert _undecided() == [held]


def test_nothing_is_asked_before_the_day(held: Assignment, step: Step) -> None:
    step(SuccessionKind.TRANSFER)
    assert _undecided(date(2026, 4, 29)) == []
    assert _undecided(DAY) == [held]


def test_nothing_is_asked_of_what_came_with_or_after_the_step(department: Department, step: Step) -> None:
    step(SuccessionKind.TRANSFER)
    audit = make_audit()
    for number, day in enumerate((DAY, date(2026, 5, 1)), start=1):
        assign(make_demand(audit, number), department, on=day)
    assert _undecided() == []


def test_a_step_that_was_called_off_asks_nothing(held: Assignment, step: Step) -> None:
    Succession.objects.filter(pk=step(SuccessionKind.TRANSFER).pk).update(is_void=True)
    assert _undecided() == []


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.WITHDRAWN])
def test_what_has_ended_is_not_asked_of(stage: Stage, department: Department, step: Step) -> None:
    ended = assign(make_demand(make_audit()), department, Status.COMPLETED)
    verdict = Verdict.CONFIRMED if stage == Stage.CLOSED else Verdict.NONE
    Assignment.objects.filter(pk=ended.pk).update(stage=stage, verification=verdict)
    step(SuccessionKind.TRANSFER)
    assert _waiting() == []


def test_what_waits_for_the_council_is_asked_of_too(department: Department, step: Step) -> None:
    claim = assign(make_demand(make_audit()), department, Status.COMPLETED)
    step(SuccessionKind.TRANSFER)
    assert _undecided() == [claim]


def test_who_said_that_it_stays_or_goes_is_asked_no_more_but_of_the_next_step(
    held: Assignment, step: Step, heir: Department, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    step(SuccessionKind.TRANSFER)
    by = as_viewer(coordinator)
    move.stay(held.pk, by=by, reason="통신망이 아님")
    assert _undecided() == []
    second = step(SuccessionKind.TRANSFER, heir, effective_on=date(2026, 7, 1))
    assert _undecided() == [held]
    move.move(held.pk, second, by=by, reason="데이터 업무임")
    assert _undecided() == []


def test_two_transfers_of_one_day_are_one_question(
    held: Assignment, step: Step, heir: Department, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    step(SuccessionKind.TRANSFER)
    step(SuccessionKind.TRANSFER, heir)
    assert _undecided() == [held]
    move.stay(held.pk, by=as_viewer(coordinator), reason="둘 다 아님")
    assert (_undecided(), held.stays.count()) == ([], 2)


def test_what_went_outside_asks_until_it_is_reported_as_transferred(
    held: Assignment, department: Department, step: Step
) -> None:
    outside = Department.objects.create(name="시연진흥원", kind=DepartmentKind.OFFICE, rank=90, external=True)
    step(SuccessionKind.TRANSFER, outside)
    assert _undecided() == [held]
    Assignment.objects.filter(pk=held.pk).update(
        stage=Stage.CLAIMED, reported_status=Status.TRANSFERRED, verification=Verdict.AWAITING
    )
    assert _undecided() == []


def test_what_a_closed_department_left_waits_without_being_asked_of(held: Assignment, step: Step) -> None:
    step(SuccessionKind.CLOSED, None)
    assert (_undecided(), _waiting()) == ([], [held])


def test_what_a_merged_department_left_because_its_successor_has_the_same_waits(
    held: Assignment, neighbour: Department, step: Step
) -> None:
    step(SuccessionKind.MERGE)
    assign(held.demand, neighbour)
    move.follow_successions(on=TODAY)
    assert _waiting() == [held]


def test_what_never_had_a_department_waits(department: Department) -> None:
    lost = assign(make_demand(make_audit()), None)
    assert _waiting() == [lost]


def test_what_waits_is_counted_by_department_in_three_statements(
    held: Assignment,
    department: Department,
    neighbour: Department,
    heir: Department,
    step: Step,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Succession.objects.create(
        kind=SuccessionKind.TRANSFER, predecessor=neighbour, successor=heir, effective_on=DAY
    )
    step(SuccessionKind.SPLIT)
    step(SuccessionKind.SPLIT, heir)
    audit = make_audit(2024)
    for number in (1, 2):
        assign(make_demand(audit, number), neighbour)
    assign(make_demand(audit, 3), None)
    assign(make_demand(audit, 4), heir, on=DAY)
    with django_assert_num_queries(3):
        counted = reports.moves_waiting(TODAY)
    assert counted.by_department == {department.pk: 1, neighbour.pk: 2, None: 1}
    assert (counted.total, counted.undecided, counted.without_owner) == (4, 2, 2)
    assert counted.without_owner == reports.without_owner(TODAY)


def test_what_was_given_to_a_department_that_was_called_off_waits(held: Assignment, heir: Department) -> None:
    coming = assign(make_demand(held.demand.audit, 2), heir)
    assert _waiting() == []
    Department.objects.filter(pk=heir.pk).update(is_void=True)
    assert _waiting() == [coming]
    assert list(Assignment.objects.without_owner(TODAY)) == [coming]
