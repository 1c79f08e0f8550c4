"""The lifecycle's model and its code, side by side through random walks: they never differ."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.lifecycle.machine import Tally
from tests.lifecycle.town import Town
from tests.lifecycle.walks import EveryAct

pytestmark = pytest.mark.django_db

STEPS = 50
WALKS = settings(
    max_examples=200,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
OTHER_WALKS = settings(WALKS, max_examples=10, derandomize=False, print_blob=True)
MANY_WALKS = settings(WALKS, max_examples=2_000, derandomize=False, print_blob=True)
# Withdrawn by anybody but the secretariat, or moved by rule: nothing of it can be refused.
NEVER_REFUSED = {"follow successions"}


def walk(how: settings, town: Town, tally: Tally) -> None:
    """Walk, adding to `tally` how often each act came to each end. Raises where model and code differ."""

    class InThisTown(EveryAct):
        def __init__(self) -> None:
            super().__init__(town, tally)

    run_state_machine_as_test(InThisTown, settings=how)


def test_two_hundred_walks_find_no_difference_and_leave_no_act_out() -> None:
    town, tally = Town(), Tally()
    walk(WALKS, town, tally)
    for _again in range(20):
        # Draws change with every constant of the product: what luck left out is met on other ways.
        if not tally.done() >= tally.refused():
            walk(OTHER_WALKS, town, tally)
    assert tally.done() >= tally.refused()
    assert tally.refused() == tally.done() - NEVER_REFUSED


@pytest.mark.nightly
def test_two_thousand_walks_find_no_difference() -> None:
    tally = Tally()
    walk(MANY_WALKS, Town(), tally)
    assert tally.steps > 2_000 * STEPS / 4
