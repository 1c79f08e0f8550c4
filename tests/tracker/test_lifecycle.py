"""Standing and verification of a demand, total over every combination."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from audits.models import Demand, Department
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tests.lifecycle import model
from tracker import followup, lifecycle
from tracker.models import Assignment, FollowUp, Stage, Verdict

EVERY_SET = list(chain.from_iterable(combinations(Status, size) for size in range(1, len(Status) + 1)))
GRID = {
    Status.COMPLETED: (
        "in_progress",
        "in_progress",
        "in_progress",
        "completed",
        "not_accepted",
        "transferred",
    ),
    Status.NOT_ACCEPTED: (
        "not_reported",
        "under_review",
        "in_progress",
        "not_accepted",
        "not_accepted",
        "not_accepted",
    ),
    Status.TRANSFERRED: (
        "not_reported",
        "under_review",
        "in_progress",
        "transferred",
        "not_accepted",
        "transferred",
    ),
    Status.IN_PROGRESS: ("in_progress",) * 6,
    Status.UNDER_REVIEW: (
        "under_review",
        "under_review",
        "in_progress",
        "in_progress",
        "under_review",
        "under_review",
    ),
    Status.NOT_REPORTED: (
        "not_reported",
        "under_review",
        "in_progress",
        "in_progress",
        "not_reported",
        "not_reported",
    ),
}
COLUMNS = (
    Status.NOT_REPORTED,
    Status.UNDER_REVIEW,
    Status.IN_PROGRESS,
    Status.COMPLETED,
    Status.NOT_ACCEPTED,
    Status.TRANSFERRED,
)


def test_there_are_sixty_three_sets() -> None:
    assert len(EVERY_SET) == 63


@pytest.mark.parametrize("statuses", EVERY_SET, ids="+".join)
def test_every_set_of_statuses_has_a_standing_that_does_not_depend_on_order(
    statuses: tuple[Status, ...],
) -> None:
    forwards, backwards = lifecycle.standing(statuses), lifecycle.standing(tuple(reversed(statuses)) * 2)
    assert forwards == backwards
    assert (forwards == Status.COMPLETED) == (set(statuses) == {Status.COMPLETED})


@pytest.mark.parametrize("statuses", EVERY_SET, ids="+".join)
def test_every_set_stands_as_the_table_read_line_by_line_says(statuses: tuple[Status, ...]) -> None:
    assert lifecycle.standing(statuses) == model.standing(statuses)


@pytest.mark.parametrize("one", GRID)
def test_pairs_stand_as_the_table_says(one: Status) -> None:
    assert tuple(lifecycle.standing([one, other]) for other in COLUMNS) == GRID[one]


def test_no_assignment_at_all_is_not_reported() -> None:
    assert lifecycle.standing([]) == Status.NOT_REPORTED


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), Verdict.NONE),
        (("confirmed", "confirmed"), Verdict.CONFIRMED),
        (("confirmed", "none"), Verdict.NONE),
        (("confirmed", "awaiting"), Verdict.AWAITING),
        (("awaiting", "insufficient"), Verdict.INSUFFICIENT),
        (("insufficient", "contradicted", "confirmed"), Verdict.CONTRADICTED),
    ],
)
def test_the_check_of_a_demand_is_the_worst_of_its_assignments(
    verdicts: tuple[str, ...], expected: Verdict
) -> None:
    assert lifecycle.verification(verdicts) == expected


@pytest.fixture
def demand(lists: None, department: Department) -> Demand:
    return make_demand(make_audit())


def _told(demand: Demand) -> tuple[str, str, int, int]:
    followup.refresh([demand.pk])
    row = FollowUp.objects.get(demand=demand)
    return row.standing, row.verification, row.live, row.confirmed


def _point(demand: Demand, department: Department, status: Status, point: str, verdict: Verdict) -> None:
    row = assign(demand, department, Status.NOT_REPORTED, point=point)
    Assignment.objects.filter(pk=row.pk).update(
        reported_status=status,
        verification=verdict,
        stage={Verdict.CONFIRMED: Stage.CLOSED, Verdict.AWAITING: Stage.CLAIMED}.get(verdict, Stage.WORKING),
    )


def test_a_demand_in_points_is_complete_only_when_every_point_is(
    demand: Demand, department: Department
) -> None:
    _point(demand, department, Status.COMPLETED, "가", Verdict.CONFIRMED)
    _point(demand, department, Status.IN_PROGRESS, "나", Verdict.NONE)
    assert _told(demand) == ("in_progress", "none", 2, 1)
    Assignment.objects.filter(point="나").update(
        stage=Stage.CLAIMED, reported_status=Status.COMPLETED, verification=Verdict.AWAITING
    )
    assert _told(demand) == ("completed", "awaiting", 2, 1)
    Assignment.objects.filter(point="나").update(stage=Stage.CLOSED, verification=Verdict.CONFIRMED)
    assert _told(demand) == ("completed", "confirmed", 2, 2)


def test_what_is_withdrawn_counts_neither_for_nor_against_a_demand(
    demand: Demand, department: Department, neighbour: Department
) -> None:
    assign(demand, department, Status.COMPLETED)
    late = assign(demand, neighbour, Status.NOT_REPORTED)
    assert _told(demand) == ("in_progress", "awaiting", 2, 0)
    Assignment.objects.filter(pk=late.pk).update(stage=Stage.WITHDRAWN)
    assert _told(demand) == ("completed", "awaiting", 1, 0)
    Assignment.objects.filter(demand=demand).update(stage=Stage.WITHDRAWN)
    assert _told(demand) == ("not_reported", "none", 0, 0)
