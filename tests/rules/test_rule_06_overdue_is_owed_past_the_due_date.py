"""Rule 6: overdue = the department owes something and the due date has passed; reckoned with a day, never stored."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.lifecycle.phrases import grants
from tests.lifecycle.scene import Scene
from tests.lifecycle.town import DUE
from tracker.models import Assignment

pytestmark = pytest.mark.django_db

NEXT_DAY = DUE + timedelta(days=1)


@pytest.mark.parametrize(
    ("stage", "late"),
    [
        ("assigned", True),
        ("working", True),
        ("returned", True),
        ("claimed", False),
        ("closed", False),
        ("withdrawn", False),
    ],
)
def test_only_what_is_owed_can_be_late(stage: str, late: bool, scene: Scene) -> None:
    scene.reach(stage)
    assert _late(scene, NEXT_DAY) is late
    assert not _late(scene, DUE)


def test_the_day_alone_makes_it_late_and_nothing_is_written(scene: Scene) -> None:
    before = scene.look()
    assert [_late(scene, day) for day in (DUE, NEXT_DAY, DUE)] == [False, True, False]
    assert scene.look() == before


def test_after_an_extension_the_original_day_still_tells(scene: Scene) -> None:
    grants()(scene, None)
    mine = Assignment.objects.filter(pk=scene.pk)
    assert not mine.overdue(NEXT_DAY).exists()
    assert mine.overdue_original(NEXT_DAY).exists()


def test_without_a_due_date_nothing_is_ever_late(scene: Scene) -> None:
    scene.has_no_due_date()
    assert not _late(scene, date(2099, 12, 31))


def _late(scene: Scene, on: date) -> bool:
    found = Assignment.objects.overdue(on).filter(pk=scene.pk).exists()
    assert found is scene.row.is_overdue(on)
    return found
