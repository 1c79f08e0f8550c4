"""Standing and verification of a demand, total over every combination."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from audits.statuses import ReportedStatus as Status
from tracker import lifecycle
from tracker.models import Verdict

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
