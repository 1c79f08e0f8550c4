"""One act on many: each on its own, with a result of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from audits.access import Viewer
from audits.models import Department, Event, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions import bulk
from tracker.actions.bulk import Outcome
from tracker.actions.withdraw import withdraw
from tracker.models import Assignment, Ground, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def held(lists: None, department: Department) -> list[Assignment]:
    audit = make_audit()
    return [assign(make_demand(audit, number), department) for number in (1, 2, 3)]


@pytest.fixture
def act(secretariat: User, as_viewer: AsViewer) -> Callable[[int], object]:
    by = as_viewer(secretariat)
    return lambda pk: withdraw(pk, reason="대상 사업 종료", version=None, by=by)


def _stages() -> list[str]:
    return list(Assignment.objects.order_by("pk").values_list("stage", flat=True))


def test_one_that_is_refused_does_not_hold_up_the_others(
    held: list[Assignment], act: Callable[[int], object]
) -> None:
    Assignment.objects.filter(pk=held[1].pk).update(stage=Stage.WITHDRAWN)
    one, two, three = bulk.each([row.pk for row in held], act)
    assert (one.done, two.done, three.done) == (True, False, True)
    assert "철회" in two.why_not
    assert _stages() == [Stage.WITHDRAWN] * 3
    assert Event.objects.count() == 2


def test_they_are_done_once_each_in_order_of_id() -> None:
    called: list[int] = []
    found = bulk.each([3, 1, 2, 3], called.append)
    assert called == [1, 2, 3]
    assert found == [Outcome(1), Outcome(2), Outcome(3)]


def test_the_same_again_changes_nothing(held: list[Assignment], act: Callable[[int], object]) -> None:
    ids = [row.pk for row in held]
    bulk.each(ids, act)
    assert not any(outcome.done for outcome in bulk.each(ids, act))
    assert (Event.objects.count(), Ground.objects.count()) == (3, 3)


def test_the_preview_says_what_would_happen_and_leaves_nothing(
    held: list[Assignment], act: Callable[[int], object]
) -> None:
    Assignment.objects.filter(pk=held[0].pk).update(stage=Stage.WITHDRAWN)
    would = bulk.each_would([row.pk for row in held], act)
    assert [outcome.done for outcome in would] == [False, True, True]
    assert _stages() == [Stage.WITHDRAWN, Stage.WORKING, Stage.WORKING]
    assert not Event.objects.exists()
    assert bulk.each([row.pk for row in held], act) == would


def test_what_is_not_visible_or_not_allowed_is_said_item_by_item(
    held: list[Assignment], officer: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(officer)
    ids = [held[0].pk, 999_999]
    known, unknown = bulk.each(ids, lambda pk: withdraw(pk, reason="까닭", version=None, by=by))
    assert ("의회사무처 담당" in known.why_not, "볼 수 있는 권한" in unknown.why_not) == (True, True)


def test_more_than_two_hundred_at_once_are_refused_whole() -> None:
    called: list[int] = []
    with pytest.raises(ValidationError, match="200"):
        bulk.each(range(1, 202), called.append)
    assert not called
