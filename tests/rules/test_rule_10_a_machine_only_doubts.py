"""Rule 10: a machine may doubt, propose and count; only a person reports, verifies or assigns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from audits.models import Event
from tests.lifecycle.scene import DONE, Scene
from tests.lifecycle.town import SPLIT_DAY
from tracker.actions.move import follow_successions
from tracker.checks import Kind, doubts_of
from tracker.models import ProgressUpdate

pytestmark = pytest.mark.django_db


def test_a_doubt_changes_no_status_and_is_no_event(scene: Scene) -> None:
    scene.report(replace(DONE, plan="- 보완 공사 : 2099. 12월", planned_until=date(2099, 12, 31)))
    before = scene.look()
    found = doubts_of(ProgressUpdate.objects.get(), scene.by("clerk"))
    assert Kind.PLAN_AFTER_CLAIM in {doubt.kind for doubt in found}
    assert scene.look() == before
    scene.confirm()
    assert scene.row.stage == "closed"


def test_the_machine_moves_nothing_that_a_person_has_to_decide(scene: Scene) -> None:
    before = scene.look()
    assert follow_successions(on=SPLIT_DAY) == 0
    assert scene.look() == before


def test_every_report_and_every_check_has_a_person(scene: Scene) -> None:
    scene.reach("closed")
    by_nobody = Event.objects.filter(actor__isnull=True)
    assert not by_nobody.exists()
    assert Event.objects.filter(kind="verified").count() == 1
