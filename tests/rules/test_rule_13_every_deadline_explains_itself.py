"""Rule 13: base date, period, working days, the holidays it met, and each extension, to be followed with a finger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from audits.models import Audit, Holiday
from tests.lifecycle.phrases import LATER, grants
from tests.lifecycle.scene import Scene
from tests.lifecycle.town import DUE
from tests.rules.conftest import Enter
from tracker.actions.due_dates import adjust_calendar

pytestmark = pytest.mark.django_db

TRANSMITTED = date(2026, 11, 6)


def _steps(scene: Scene, enter: Enter) -> list[dict[str, Any]]:
    browser = enter(scene.town.people["clerk"])
    told: dict[str, Any] = browser.get(f"/api/v1/assignments/{scene.pk}/deadline/").json()
    assert told["steps"][-1]["date"] == told["due_date"]
    steps: list[dict[str, Any]] = told["steps"]
    return steps


def test_from_the_transmittal_over_a_holiday_to_each_extension(scene: Scene, enter: Enter) -> None:
    Audit.objects.update(
        transmitted_on=TRANSMITTED,
        transmittal_number="의사과-77",
        period_length=20,
        period_unit="working_days",
    )
    scene.is_due_on_a_holiday()
    adjust_calendar(scene.pk, version=scene.version, by=scene.by("secretariat"))
    grants()(scene, None)
    second = replace(LATER, until=LATER.until + timedelta(days=10), decision_id=scene.town.decision.pk)
    grants(second)(scene, None)
    told = _steps(scene, enter)
    assert (told[0]["label"], told[0]["date"], told[0]["note"]) == ("이송일", "2026-11-06", "의사과-77")
    assert "근무일 20일" in told[1]["label"]
    days = [step["date"] for step in told]
    assert days[-4:] == [DUE.isoformat(), "2026-12-07", LATER.until.isoformat(), second.until.isoformat()]
    assert [step["label"] for step in told[-4:]] == ["당초 처리기한", "휴일 조정", "1차 연장", "2차 연장"]
    assert any("임시공휴일" in str(step["holidays"]) for step in told)
    assert "제1차" in told[-1]["note"]


def test_where_nobody_set_one_it_says_so(scene: Scene, enter: Enter) -> None:
    scene.has_no_due_date()
    assert [step["label"] for step in _steps(scene, enter)][-1] == "기한 미지정"
    assert not Holiday.objects.filter(date=DUE).exists()
