"""Rule 7: the staff grants the first extension; for the second, and for 사실과 다름, the committee decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.lifecycle.phrases import LATER, contradicts, grants, returns
from tests.lifecycle.scene import Scene
from tracker.actions.due_dates import adjust_calendar
from tracker.models import DueDateMove, Verification

pytestmark = pytest.mark.django_db

SECOND = replace(LATER, until=LATER.until + timedelta(days=9))


@pytest.mark.parametrize("who", ["secretariat", "clerk"])
def test_the_first_extension_needs_no_decision(who: str, scene: Scene) -> None:
    scene.asks_for_time()
    grants(who=who)(scene, None)
    assert scene.row.due_date == LATER.until


def test_from_the_second_on_the_committees_decision_is_named(scene: Scene) -> None:
    grants()(scene, None)
    with pytest.raises(ValidationError, match="위원회 결정"):
        grants(SECOND)(scene, None)
    grants(replace(SECOND, decision_id=scene.town.decision.pk))(scene, None)
    moves = DueDateMove.objects.filter(assignment=scene.pk).order_by("id")
    assert [(move.number, move.decision) for move in moves] == [(1, None), (2, scene.town.decision)]


def test_a_day_moved_by_the_calendar_is_no_extension(scene: Scene) -> None:
    scene.is_due_on_a_holiday()
    adjust_calendar(scene.pk, version=scene.version, by=scene.by("secretariat"))
    grants()(scene, None)
    assert scene.row.due_date == LATER.until


def test_an_extension_with_a_return_climbs_the_same_ladder(scene: Scene) -> None:
    grants()(scene, None)
    scene.reach("claimed")
    with pytest.raises(ValidationError, match="위원회 결정"):
        returns(extension=SECOND)(scene, None)
    returns(extension=replace(SECOND, decision_id=scene.town.decision.pk))(scene, None)


def test_what_contradicts_the_facts_names_the_decision_and_so_its_meeting(scene: Scene) -> None:
    scene.reach("claimed")
    with pytest.raises(ValidationError, match="위원회 결정"):
        contradicts("")(scene, None)
    contradicts()(scene, None)
    found = Verification.objects.get(assignment=scene.pk)
    assert found.decision
    assert found.decision.meeting.held_on
