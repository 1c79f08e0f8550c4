"""Rule 2: 완료, 미반영 and 이첩 are claims the council checks; a returned one is owed again, with the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.lifecycle.phrases import returns
from tests.lifecycle.scene import DONE, Scene
from tests.lifecycle.test_guards import MISSING, NOT_ACCEPTED, TRANSFERRED
from tests.lifecycle.town import DUE
from tracker.actions.report import Words
from tracker.lifecycle import RULES, Act
from tracker.models import Assignment, Stage, Verification

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("words", [DONE, NOT_ACCEPTED, TRANSFERRED], ids=lambda words: words.status)
def test_a_closing_report_waits_for_the_council(words: Words, scene: Scene) -> None:
    scene.report(words)
    assert (scene.row.stage, scene.row.verification) == ("claimed", "awaiting")


def test_completed_needs_evidence(scene: Scene) -> None:
    with pytest.raises(ValidationError, match="증빙자료"):
        scene.report(MISSING)


def test_nothing_closes_but_the_councils_confirmation() -> None:
    closes = {
        act
        for act, rule in RULES.items()
        if any(after == Stage.CLOSED != before for before, after in rule.leads.items())
    }
    assert closes == {Act.CONFIRM}


def test_a_returned_claim_is_overdue_again_from_its_due_date_on(scene: Scene) -> None:
    scene.reach("claimed")
    after = DUE + timedelta(days=1)
    mine = Assignment.objects.filter(pk=scene.pk)
    assert not mine.overdue(after).exists()
    returns(reason="점검 내역이 없음")(scene, None)
    assert mine.outstanding().exists()
    assert mine.overdue(after).exists()
    assert Verification.objects.get(assignment=scene.pk).reason == "점검 내역이 없음"
