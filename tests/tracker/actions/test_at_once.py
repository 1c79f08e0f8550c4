"""Two acts on one assignment at once: the second knows what the first has left beside the stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from audits import reference
from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Department, User
from tests.factories import assign, make_audit, make_demand
from tests.together import one_behind_the_other
from tests.tracker.actions.gates import DONE
from tracker.actions.hand_over import offer
from tracker.actions.report import report_progress
from tracker.actions.request_extension import request_extension
from tracker.models import Assignment, ExtensionRequest, RequestState, Stage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(department: Department) -> Assignment:
    reference.ensure_lists()
    return assign(make_demand(make_audit()), department, due=date(2026, 12, 31))


@pytest.fixture
def by(officer: User, as_viewer: Callable[[User], Viewer]) -> Viewer:
    return as_viewer(officer)


def test_a_closing_report_is_refused_behind_an_offer_that_was_just_made(
    held: Assignment, neighbour: Department, by: Viewer
) -> None:
    _, refusal = one_behind_the_other(
        lambda: offer(held.pk, neighbour.pk, reason="통신망 업무", by=by),
        lambda: report_progress(held.pk, DONE, version=1, by=by),
    )
    assert isinstance(refusal, NotAllowedNow)
    held.refresh_from_db()
    assert held.stage == Stage.WORKING


def test_a_request_that_was_just_made_lapses_with_the_closing_report_behind_it(
    held: Assignment, by: Viewer
) -> None:
    one_behind_the_other(
        lambda: request_extension(held.pk, wanted=date(2027, 1, 29), reason="늦어짐", by=by),
        lambda: report_progress(held.pk, DONE, version=1, by=by),
    )
    held.refresh_from_db()
    assert (held.stage, ExtensionRequest.objects.get().state) == (Stage.CLAIMED, RequestState.LAPSED)
