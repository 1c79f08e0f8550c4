"""Rule 9: the history keeps the department's name of the day; open work follows by rule, or through a person."""

from __future__ import annotations

import pytest

from audits.models import Department, Event
from tests.lifecycle.phrases import moves
from tests.lifecycle.scene import PROGRESS, Scene
from tests.lifecycle.town import RENAME_DAY, SPLIT_DAY
from tracker.actions.move import follow_successions
from tracker.models import Assignment
from tracker.web.records import lines

pytestmark = pytest.mark.django_db


def test_what_was_said_before_a_rename_keeps_the_name_of_then(scene: Scene) -> None:
    renamed = Scene(scene.town, "three")
    renamed.report(PROGRESS, "officer c")
    follow_successions(on=RENAME_DAY)
    later = Scene(scene.town, "three", RENAME_DAY)
    later.report(PROGRESS, "officer f")
    told = [line.what for line in lines.lines(Event.objects.order_by("number"))]
    reported = [words for words in told if words.startswith("처리상황 보고")]
    assert ["시연 c과" in words for words in reported] == [True, False]
    assert ["시연 f과" in words for words in reported] == [False, True]


def test_open_work_follows_a_rename_by_rule_and_a_split_only_through_a_person(scene: Scene) -> None:
    follow_successions(on=RENAME_DAY)
    assert Scene(scene.town, "three").row.department == scene.town.departments["f"]
    assert scene.row.department == scene.town.departments["a"]
    moves()(scene, None)
    assert scene.row.department == scene.town.departments["e"]


def test_open_work_of_a_department_that_is_gone_is_an_alarm(scene: Scene) -> None:
    def alarms() -> list[int]:
        return list(Assignment.objects.without_owner(SPLIT_DAY).values_list("pk", flat=True))

    assert not Assignment.objects.without_owner(scene.on).exists()
    assert alarms() == [scene.pk]
    moves()(scene, None)
    assert alarms() == []
    assert Department.objects.filter(pk=scene.town.departments["a"].pk).exists()
